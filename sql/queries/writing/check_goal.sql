-- What an adopted goal lacks (INV-10). While it stays adopted its target may be overtaken by figures: that letter counts when
-- it is adopted only.
-- $1 code, $2 state before or null. A row per missing letter.
-- Row broken_rule: field, code, argument0, argument1.

select m.field, m.code, m.argument0, m.argument1
from tillit.goal g
cross join lateral tillit.missing_smart(g.code) m
where g.code = $1 and g.state = 'adopted' and (m.code <> 'smart_a' or $2::text is distinct from 'adopted');
