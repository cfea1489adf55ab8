-- Indicators that a municipality follows and whether a goal of its plans has used them in the two years before a day.
-- $1 municipality, $2 the day. Result: indicator, series, newest period, plans (with commas), the last day of use or null,
-- whether a series is invented.
select s.indicator, count(*), coalesce(max(s.latest_period), max(s.last_period)),
       (select string_agg(distinct p.code, ',') from api.targets t join api.goals g on t.code = any (g.targets)
        join api.plans p on p.code = g.plan
        where t.indicator = s.indicator and t.municipality = $1 and p.state <> 'cancelled' and p.end_date >= $2::date - interval '2 years'),
       (select max(least(p.end_date, $2::date)) from api.targets t join api.goals g on t.code = any (g.targets)
        join api.plans p on p.code = g.plan
        where t.indicator = s.indicator and t.municipality = $1 and p.state <> 'cancelled'),
       bool_or(s.is_synthetic)
from api.series s
where s.municipality = $1
group by s.indicator
order by s.indicator
