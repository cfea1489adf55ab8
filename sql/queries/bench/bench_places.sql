-- Generated set: municipalities se-1001 ... with an area each, below the country se-bench.
-- $1 how many. Result: none.
with municipalities as (
    insert into tillit.municipality (code, country, name, is_fictional)
    select 'se-' || 1000 + m, 'SE', 'Kommun ' || m, true from generate_series(1, $1::int) m
    returning code, name
)
insert into tillit.area (code, name, area_type, owner, parent, population, valid_from)
select 'se-bench', 'Hela landet', 'country', 'shared', null, $1::int * 35000, '2000-01-01'::date
union all
select m.code, m.name, 'municipality', m.code, 'se-bench', 5000 + 137 * right(m.code, 3)::int, '2000-01-01' from municipalities m;
