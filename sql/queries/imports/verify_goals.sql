-- Names the imported goals that are adopted and lack a letter (INV-10), after the merge.
-- $1 int: how many faults to return.
-- Row fault: line, column, code, detail (an argument for the message), total.

select s.line, m.field as "column", m.code, m.argument0 as detail, count(*) over () as total
from staging s
join tillit.goal g on g.code = s.code and g.state = 'adopted'
cross join lateral tillit.missing_smart(g.code) m
order by s.line, m.code
limit $1;
