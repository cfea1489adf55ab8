-- Publication, step 3: lets the disclosure control see the figures of all ($1 on) and ends that again ($1 what it was before).
-- $1 on or off (text). Result: what it was before.
select current_setting('tillit.operator', true), set_config('tillit.operator', $1, true);
