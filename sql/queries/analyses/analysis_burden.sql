-- Indicators that a municipality follows and whether a goal of its plans has used them in the two years before a day.
-- $1 municipality, $2 the day.
-- Row burden: indicator, n_series, newest_period, plans (with commas), last_used (the day, or null), is_synthetic (whether
-- one is invented).
select s.indicator, count(*) as n_series, coalesce(max(s.latest_period), max(s.last_period)) as newest_period,
       (select string_agg(distinct p.code, ',') from api.asked_targets t join api.asked_goals g on t.code = any (g.targets)
        join api.asked_plans p on p.code = g.plan
        where t.indicator = s.indicator and t.municipality = $1 and p.state <> 'cancelled' and p.end_date >= $2::date - interval '2 years') as plans,
       (select max(least(p.end_date, $2::date)) from api.asked_targets t join api.asked_goals g on t.code = any (g.targets)
        join api.asked_plans p on p.code = g.plan
        where t.indicator = s.indicator and t.municipality = $1 and p.state <> 'cancelled') as last_used,
       bool_or(s.is_synthetic) as is_synthetic
from api.series s
where s.municipality = $1 and s.area = any (array(select a.code::text from api.areas a where a.municipality = $1)) -- by the area there is an index
group by s.indicator
order by s.indicator
