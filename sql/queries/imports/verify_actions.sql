-- Names the imported actions that are done without progress 1 told by hand (INV-9), after the merge. Where milestones
-- tell it, they may come in a later file.
-- $1 int: how many faults to return.
-- Row fault: line, column, code, detail (an argument for the message), total.

select s.line, 'state' as "column", 'must_be' as code, 'progress = 1' as detail, count(*) over () as total
from staging s
join tillit.action a on a.code = s.code
where a.state = 'done' and a.progress_source = 'manual' and a.progress is distinct from 1
order by s.line
limit $1;
