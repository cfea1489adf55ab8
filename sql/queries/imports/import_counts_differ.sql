-- Figures whose response counts, in the table staging, give another value, x or standard deviation than is stored beside them.
-- $1 int: how many to return.
-- Row warned: line (the first of the counts), column, total.

with touched as materialized (
    select min(s.line) as line, r.observation, r.revision, r.value, r.x, r.sd, v.statistic, v.success_options, i.decimals,
           case when i.unit = 'pct' then 100 else 1 end as unit
    from staging s
    join tillit.observation o on o.indicator_version = s.indicator_version
         and o.area = s.area and o.period = s.period and o.respondent_group = coalesce(s.respondent_group, '_T')
         and o.sex = coalesce(s.sex, '_T') and o.age_band = coalesce(s.age_band, '_T')
    join tillit.observation_revision r on r.observation = o.id
         and case when s.revision is null then r.superseded_at is null else r.revision = s.revision::int end
    join tillit.indicator_version v on v.code = o.indicator_version and v.statistic in ('share', 'mean') and coalesce(v.items, 1) = 1
    join tillit.indicator i on i.code = o.indicator
    where not r.weighted and r.value is not null
    group by r.observation, r.revision, r.value, r.x, r.sd, v.statistic, v.success_options, i.decimals, i.unit
), counted as (
    select t.*, c.n, c.yes, c.mean, c.spread
    from touched t
    cross join lateral (
        select sum(c.count)::numeric as n, coalesce(sum(c.count) filter (where c.option_value = any (t.success_options)), 0) as yes,
               sum(c.count::bigint * c.option_value) / nullif(sum(c.count), 0) as mean,
               sqrt(greatest(0, (sum(c.count::bigint * c.option_value * c.option_value)
                                 - sum(c.count::bigint * c.option_value) ^ 2 / nullif(sum(c.count), 0))
                                / nullif(sum(c.count) - 1, 0)))::double precision as spread
        from tillit.response_count c where c.observation = t.observation and c.revision = t.revision) as c
)
select c.line, 'count' as "column", count(*) over () as total
from counted c
where c.n > 0
  and case c.statistic when 'mean' then c.value <> round(c.mean, c.decimals) or abs(c.sd - c.spread) > 0.001
                       else c.value <> round(c.unit * c.yes / c.n, c.decimals) or c.x <> c.yes end
order by c.line
limit $1;
