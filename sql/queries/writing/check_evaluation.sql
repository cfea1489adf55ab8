-- An evaluation under way has measures (INV-13); that it is preregistered is a rule of the table. Nobody preregisters in the future.
-- $1 code, $2 state before or null.
-- Row broken_rule: field, code, argument0, argument1.

select 'measures' as field, 'needed_when' as code, 'state ≠ designed' as argument0, null as argument1
from (select $1::text as code, $2::text as before) as given
join tillit.evaluation e on e.code = given.code
where e.state <> 'designed'
  and not exists (select from tillit.evaluation_measure q where q.evaluation = e.code)
union all
select 'preregistered_at', 'future', null, null
from tillit.evaluation e
where e.code = $1 and e.preregistered_at > now();
