-- What the figures of some indicators that everybody may see are about, and where they come from, without reading them: from their
-- series, and by stepping from one period, and one source, to the next (0065). $1: the indicators.
-- Rows for cube_add, each of an indicator: of a series; of a period (all else null); of a source, with when its newest figure was
-- recorded.
-- Row outlined: indicator, area, period, respondent_group, sex, age_band, unit, decimals, source, recorded_at, is_synthetic,
-- obs_status, conf_status, value, n_valid, se, ci_low, ci_high, ci_level.
with recursive asked as (
    select c.code as indicator from unnest($1::text[]) c (code)
),
period as (
    (select o.period from api.public_observations o order by o.period desc nulls last limit 1)
    union all
    select n.period
    from period p
    cross join lateral (select o.period from api.public_observations o where o.period < p.period order by o.period desc nulls last limit 1) n
),
source as (
    select a.indicator, n.source, n.is_synthetic
    from asked a
    cross join lateral (select o.source, o.is_synthetic from api.public_observations o
                        where o.indicator = a.indicator and o.stands order by o.source, o.is_synthetic limit 1) n
    union all
    select s.indicator, n.source, n.is_synthetic
    from source s
    cross join lateral (select o.source, o.is_synthetic from api.public_observations o
                        where o.indicator = s.indicator and o.stands and (o.source, o.is_synthetic) > (s.source, s.is_synthetic)
                        order by o.source, o.is_synthetic limit 1) n
),
found as (
    select 1 as part, k.indicator::text, k.area::text, null::text as period, k.respondent_group::text, k.sex::text, k.age_band::text,
           k.unit::text, k.decimals::text, null::text as source, null::timestamptz as recorded_at, null::boolean as is_synthetic
    from asked a
    join api.public_series_keys k on k.indicator = a.indicator
    where k.figures > 0
    union all
    select 2, a.indicator, null, p.period, null, null, null, null, null, null, null, null
    from asked a
    cross join period p
    cross join lateral (select from api.public_observations o where o.period = p.period and o.indicator = a.indicator and o.stands
                        limit 1) one
    union all
    select 3, s.indicator, null, null, null, null, null, null, null, s.source,
           (select o.recorded_at from api.public_observations o
            where o.indicator = s.indicator and o.source = s.source and o.is_synthetic = s.is_synthetic and o.stands
            order by o.recorded_at desc limit 1), s.is_synthetic
    from source s
)
select f.indicator, f.area, f.period, f.respondent_group, f.sex, f.age_band, f.unit, f.decimals, f.source,
       api.time_text(f.recorded_at) as recorded_at, f.is_synthetic::text, null::text as obs_status, null::text as conf_status, null::text as value, null::text as n_valid,
       null::text as se, null::text as ci_low, null::text as ci_high, null::text as ci_level
from found f
order by f.part, f.source
