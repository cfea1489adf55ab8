-- How each source collects its figures, which decides how uncertainty is computed (INV-6).
-- No parameters. Ordered by code.
-- Row known_source: code, collection.
select code, collection from tillit.source order by code;
