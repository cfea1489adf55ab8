-- Names the imported milestones that are not met though their action, whose progress they tell, is done (INV-9), after
-- the merge.
-- $1 int: how many faults to return.
-- Row fault: line, column, code, detail (an argument for the message), total.

select s.line, 'state' as "column", 'must_be' as code, 'met' as detail, count(*) over () as total
from staging s
join tillit.milestone m on m.code = s.code and m.state <> 'met'
join tillit.action a on a.code = m.action
where a.state = 'done' and a.progress_source = 'milestones'
order by s.line
limit $1;
