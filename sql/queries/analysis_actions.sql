-- Actions of a plan with what their progress is judged by. $1 plan, $2 the day. Result: one row per action.
select a.code, a.weight, a.start_date - date '1970-01-01', a.end_date - date '1970-01-01', a.progress, a.state,
       $2::date - date '1970-01-01', a.strategy_warning_en is not null
from api.actions a
where a.plan = $1
order by a.code
