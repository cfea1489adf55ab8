-- Generated set: the figures of some indicators: every municipality, residents and employees, the years 2005 to 2024, each
-- a share that follows from the numbers of its indicator, municipality, year and group alone. Some rest on fewer than five
-- answers, which publication hides, and some were not collected. Their uncertainty is that of the import (INV-6).
-- $1 number of the first indicator, $2 of the last. Result: none.
with observations as (
    insert into tillit.observation (indicator, indicator_version, area, owner, period, respondent_group)
    select 'bi-' || 100 + i, 'bi-' || 100 + i || '-v1', a.code, a.owner, 2005 + t, (array['resident', 'employee'])[1 + g]
    from generate_series($1::int, $2::int) i
    cross join tillit.area a
    cross join generate_series(0, 1) g
    cross join generate_series(0, 19) t
    where a.parent = 'se-bench'
    order by i, a.code, g, t
    returning id, indicator, area, owner, period, respondent_group
), numbered as materialized (
    select o.id, o.owner, o.period, substr(o.indicator, 4)::int - 100 as i, substr(o.area, 4)::int - 1000 as m, o.period::int - 2005 as t,
           (o.respondent_group = 'employee')::int as g
    from observations o
), asked as materialized (
    select n.*, (i * 5 + m * 11 + t * 7 + g) % 197 <> 0 as is_collected,
           case when (i * 7 + m * 13 + t * 3 + g) % 83 = 0 then 1 + m % 4 else 200 + (i * 37 + m * 91 + t * 13 + g * 57) % 1400 end as n_valid,
           least(greatest(25 + i * 17 % 40 + m * 29 % 21 + t * 0.4 * (i % 3 - 1) + g * 3 + (i * m * 7 + t * 31 + g * 11) % 50 / 10.0, 2), 98) / 100
               as share
    from numbered n
), answered as materialized (
    select a.*, round(share * n_valid)::int as x, round(share * n_valid)::double precision / n_valid as p, 1.959963984540054 as z
    from asked a
)
insert into tillit.observation_revision (
    observation, revision, owner, value, n_invited, n_valid, x, se, ci_low, ci_high, ci_level, ci_method, n_eff, obs_status, reason, state,
    release, source, recorded_at, is_synthetic)
select id, 1, owner,
       case when is_collected then round(100.0 * x / n_valid, 1) end, 3 * n_valid, case when is_collected then n_valid end,
       case when is_collected then x end, case when is_collected then 100 * sqrt(p * (1 - p) / n_valid) end,
       case when is_collected then 100 * greatest(middle - half, 0) end, case when is_collected then 100 * least(middle + half, 1) end,
       case when is_collected then 0.95 end, case when is_collected then 'wilson' else 'none' end,
       case when is_collected then n_valid end, case when is_collected then 'A' else 'L' end, 'initial', 'validated',
       'rel-bench-' || period, 'bench-source', make_timestamptz(period::int + 1, 2, 17, 8, 0, 0, 'UTC'), true
from answered
cross join lateral (
    select (p + z * z / (2 * n_valid)) / (1 + z * z / n_valid) as middle,
           z * sqrt(p * (1 - p) / n_valid + z * z / (4.0 * n_valid * n_valid)) / (1 + z * z / n_valid) as half) w;
