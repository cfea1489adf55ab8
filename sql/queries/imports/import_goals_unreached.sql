-- Goals of the table staging that are achieved though the newest figures do not reach their targets, and give no reason (INV-F2).
-- $1 int: how many to return.
-- Row warned: line, column, total.
select s.line, 'state' as "column", count(*) over () as total
from staging s
join tillit.goal g on g.code = s.code and g.state = 'achieved' and coalesce(g.state_reason, '') = ''
where tillit.unreached_targets(g.code) is not null
order by s.line
limit $1;
