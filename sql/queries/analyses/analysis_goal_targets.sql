-- Goals of a plan by their targets. $1 plan, $2 the day. One row per goal and target; days since 1970.
-- Row goal_target: goal, target, indicator, area, respondent_group, value, low, high, target_day, baseline_period, today.
select g.code as goal, t.code as target, t.indicator, t.area, t.respondent_group, t.target as value, t.target_low as low, t.target_high as high,
       t.target_date - date '1970-01-01' as target_day, t.baseline_period, $2::date - date '1970-01-01' as today
from api.asked_goals g join api.asked_targets t on t.code = any (g.targets)
where g.plan = $1
order by g.code, t.code
