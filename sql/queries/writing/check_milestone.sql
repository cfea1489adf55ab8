-- The milestones of an action that is done, and whose progress they tell, are met (INV-9).
-- $1 codes (JSON array), $2 state before or null.
-- Row broken_record: record, field, code, argument0, argument1.

select m.code as record, 'state' as field, 'must_be' as code, 'met' as argument0, 'action ' || a.code || ' = done' as argument1
from (select g.code, $2::text as before from jsonb_array_elements_text($1::jsonb) g (code)) as given
join tillit.milestone m on m.code = given.code
join tillit.action a on a.code = m.action
where a.state = 'done' and a.progress_source = 'milestones' and m.state <> 'met';
