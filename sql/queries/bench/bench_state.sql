-- What is stored of a generated set of figures (tillit bench-data). One row.
-- Row bench: indicators, municipalities, has_figures, is_published (all of them), is_empty (the database).
select (select count(*) from tillit.indicator i where i.code like 'bi-%') as indicators,
       (select count(*) from tillit.area a where a.parent = 'se-bench') as municipalities,
       exists (select from tillit.observation_revision r where r.release like 'rel-bench-%') as has_figures,
       coalesce((select bool_and(l.state = 'published') from tillit.release l where l.code like 'rel-bench-%'), false) as is_published,
       not exists (select from tillit.indicator) and not exists (select from tillit.municipality) as is_empty;
