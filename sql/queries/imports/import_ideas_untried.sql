-- Ideas of the table staging that are adopted without a pilot and have led to nothing (INV-F2).
-- $1 int: how many to return.
-- Row warned: line, column, total.
select s.line, 'state' as "column", count(*) over () as total
from staging s
join tillit.idea i on i.code = s.code and i.state = 'adopted' and coalesce(i.led_to, '') = ''
where not exists (select from tillit.pilot p where p.idea = i.code)
order by s.line
limit $1;
