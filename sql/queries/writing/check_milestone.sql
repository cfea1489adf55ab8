-- The milestones of an action that is done, and whose progress they tell, are met (INV-9).
-- $1 code, $2 state before or null.
-- Row broken_rule: field, code, argument0, argument1.

select 'state' as field, 'must_be' as code, 'met' as argument0, 'action ' || a.code || ' = done' as argument1
from (select $1::text as code, $2::text as before) as given
join tillit.milestone m on m.code = given.code
join tillit.action a on a.code = m.action
where a.state = 'done' and a.progress_source = 'milestones' and m.state <> 'met';
