-- Plans of the table staging that are closed while actions are open, and no last follow-up decides what comes of them (INV-F2).
-- $1 int: how many to return.
-- Row warned: line, column, total.
select s.line, 'state' as "column", count(*) over () as total
from staging s
join tillit.plan p on p.code = s.code and p.state = 'closed'
where tillit.actions_left_open(p.code) is not null
order by s.line
limit $1;
