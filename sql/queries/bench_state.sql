-- What is stored of a generated set of figures (tillit bench-data).
-- Result: one row: indicators, municipalities, whether the figures are there, whether all of them are published, whether
-- the database is empty.
select (select count(*) from tillit.indicator i where i.code like 'bi-%'),
       (select count(*) from tillit.area a where a.parent = 'se-bench'),
       exists (select from tillit.observation_revision r where r.release like 'rel-bench-%'),
       coalesce((select bool_and(l.state = 'published') from tillit.release l where l.code like 'rel-bench-%'), false),
       not exists (select from tillit.indicator) and not exists (select from tillit.municipality);
