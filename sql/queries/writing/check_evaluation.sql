-- An evaluation under way has measures (INV-13); that it is preregistered is a rule of the table. Nobody preregisters in the future.
-- $1 codes (JSON array), $2 state before or null.
-- Row broken_record: record, field, code, argument0, argument1.

select e.code as record, f.field, f.code, f.argument0, null as argument1
from (select g.code, $2::text as before from jsonb_array_elements_text($1::jsonb) g (code)) as given
join tillit.evaluation e on e.code = given.code
cross join lateral (
    select 'measures' as field, 'needed_when' as code, 'state ≠ designed' as argument0
    where e.state <> 'designed' and not exists (select from tillit.evaluation_measure q where q.evaluation = e.code)
    union all
    select 'preregistered_at', 'future', null
    where e.preregistered_at > now()) as f;
