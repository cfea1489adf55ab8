-- The target of an indicator in an area and group that is due next (else the last one due), as the reader sees it.
-- $1 indicator, $2 area, $3 respondent group or null, $4 the day. At most one row.
-- Row due_target: code, target, target_low, target_high, respondent_group, baseline_period, target_date.
select t.code, t.target, t.target_low, t.target_high, t.respondent_group, t.baseline_period, t.target_date
from api.asked_targets t
where t.indicator = $1 and t.area = $2 and ($3::text is null or t.respondent_group = $3)
order by t.target_date < $4::date, abs(t.target_date - $4::date), t.code
limit 1
