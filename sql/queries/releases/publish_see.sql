-- Publication, step 3: lets the disclosure control see the figures of all ($1 on) and ends that again ($1 what it was before).
-- $1 on or off (text). One row.
-- Row sight: before, now.
select current_setting('tillit.operator', true) as before, set_config('tillit.operator', $1, true) as now;
