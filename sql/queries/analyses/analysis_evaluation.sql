-- An evaluation as the reader sees it. $1 code, $2 as of, null for now. Result: at most one row: design, before_period,
-- after_period, the last earlier period or null, alpha, correction, whether it was registered by then.
select e.design, e.before_period, e.after_period,
       (select p from unnest(e.pre_periods) as p order by p desc limit 1), e.alpha, e.correction,
       e.preregistered_at is not null and e.preregistered_at <= coalesce($2::timestamptz, now())
from api.evaluations e
where e.code = $1
