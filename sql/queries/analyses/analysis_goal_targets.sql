-- Goals of a plan by their targets. $1 plan, $2 the day. Result: one row per goal and target; days since 1970.
select g.code, t.code, t.indicator, t.area, t.respondent_group, t.target, t.target_low, t.target_high,
       t.target_date - date '1970-01-01', t.baseline_period, $2::date - date '1970-01-01'
from api.goals g join api.targets t on t.code = any (g.targets)
where g.plan = $1
order by g.code, t.code
