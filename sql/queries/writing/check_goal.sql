-- What an adopted goal lacks (INV-10). While it stays adopted its target may be overtaken by figures: that letter counts when
-- it is adopted only. A goal that is called achieved though its figures are not there wants a reason (INV-F2).
-- $1 codes (JSON array), $2 state before or null. A row per missing letter.
-- Row broken_record: record, field, code, argument0, argument1.

select g.code as record, m.field, m.code, m.argument0, m.argument1
from tillit.goal g
cross join lateral tillit.missing_smart(g.code) m
where g.code in (select jsonb_array_elements_text($1::jsonb)) and g.state = 'adopted' and (m.code <> 'smart_a' or $2::text is distinct from 'adopted')
union all
select g.code, 'state_reason', 'needed_when', 'state = achieved, ' || u.unreached, null
from tillit.goal g
cross join lateral (select tillit.unreached_targets(g.code) as unreached) u
where g.code in (select jsonb_array_elements_text($1::jsonb)) and g.state = 'achieved' and $2::text is distinct from 'achieved'
  and coalesce(g.state_reason, '') = '' and u.unreached is not null;
