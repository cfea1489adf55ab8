-- Actions of a plan against time. $1 plan, $2 the day. One row per action, with the sums over those not cancelled; has_warning is null where
-- class or strategy are not known.
-- Row plan_action: code, expected, spi, overdue_days, rag, has_warning, plan_progress, plan_expected, plan_spi.
select a.code, a.expected, a.spi, a.overdue_days, a.rag, a.has_warning, a.plan_progress, a.plan_expected, a.plan_spi
from api.plan_progress($1, $2::date) a
order by a.code
