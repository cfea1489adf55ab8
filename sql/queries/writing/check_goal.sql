-- What an adopted goal lacks (INV-10). While it stays adopted its target may be overtaken by figures: that letter counts when
-- it is adopted only.
-- $1 codes (JSON array), $2 state before or null. A row per missing letter.
-- Row broken_record: record, field, code, argument0, argument1.

select g.code as record, m.field, m.code, m.argument0, m.argument1
from tillit.goal g
cross join lateral tillit.missing_smart(g.code) m
where g.code in (select jsonb_array_elements_text($1::jsonb)) and g.state = 'adopted' and (m.code <> 'smart_a' or $2::text is distinct from 'adopted');
