-- A plan that is closed while actions are open wants a last follow-up that decides what comes of them (INV-F2).
-- $1 codes (JSON array), $2 state before or null.
-- Row broken_record: record, field, code, argument0, argument1.

select p.code as record, 'follow_ups' as field, 'needed_when' as code, 'state = closed, ' || o.actions as argument0, null as argument1
from tillit.plan p
cross join lateral (select tillit.actions_left_open(p.code) as actions) as o
where p.code in (select jsonb_array_elements_text($1::jsonb)) and p.state = 'closed' and $2::text is distinct from 'closed'
  and o.actions is not null;
