-- An evaluation as the reader sees it. $1 code, $2 as of, null for now. At most one row.
-- Row frame: design, before_period, after_period, earlier_period (the last earlier one, or null), alpha, correction,
-- is_registered (by then).
select e.design, e.before_period, e.after_period,
       (select p from unnest(e.pre_periods) as p order by p desc limit 1) as earlier_period, e.alpha, e.correction,
       e.preregistered_at is not null and e.preregistered_at <= coalesce($2::timestamptz, now()) as is_registered
from api.evaluations e
where e.code = $1
