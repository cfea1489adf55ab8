-- How each source collects its figures, which decides how uncertainty is computed (INV-6).
-- No parameters. Result, ordered by code: code, collection.
select code, collection from tillit.source order by code;
