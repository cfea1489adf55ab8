-- The releases of staging that the file says are published and that are not, there being no validated figures for them.
-- $1 int: how many to return.
-- Row warned: line, column, total.
select s.line, 'state' as "column", count(*) over () as total
from staging s
join tillit.release r on r.code = s.code and r.state not in ('published', 'withdrawn')
where s.wanted_state = 'published'
order by s.line
limit $1;
