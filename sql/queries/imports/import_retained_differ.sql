-- Figures whose life table, in the table staging, gives another value than is stored beside them: at the month that the version is
-- about or, where it says none, at 12 and at 24 months.
-- $1 int: how many to return.
-- Row warned: line (the first of the table), column, total.

with touched as materialized (
    select min(s.line) as line, r.observation, r.revision, r.value, i.decimals, case when i.unit = 'pct' then 100 else 1 end as unit,
           case when v.horizon_months is null then array[12, 24] else array[v.horizon_months] end as months
    from staging s
    join tillit.observation o on o.indicator_version = s.indicator_version
         and o.area = s.area and o.period = s.period and o.respondent_group = coalesce(s.respondent_group, '_T')
         and o.sex = coalesce(s.sex, '_T') and o.age_band = coalesce(s.age_band, '_T')
    join tillit.observation_revision r on r.observation = o.id
         and case when s.revision is null then r.superseded_at is null else r.revision = s.revision::int end
    join tillit.indicator_version v on v.code = o.indicator_version
    join tillit.indicator i on i.code = o.indicator
    where r.value is not null
    group by r.observation, r.revision, r.value, i.decimals, i.unit, v.horizon_months
), estimated as (
    select t.line, bool_or(t.value = round((t.unit * k.s)::numeric, t.decimals)) as is_met
    from touched t
    cross join unnest(t.months) as m (month)
    cross join lateral (
        select array_agg(l.at_risk) filter (where l.month <= m.month) as at_risk, array_agg(l.exits) filter (where l.month <= m.month) as exits,
               max(l.month) as followed
        from tillit.life_table_row l where l.observation = t.observation and l.revision = t.revision) as l
    cross join lateral tillit.retention(l.at_risk, l.exits) k
    where l.followed >= m.month
    group by t.line, t.observation, t.revision
)
select e.line, 'at_risk' as "column", count(*) over () as total
from estimated e
where not e.is_met
order by e.line
limit $1;
