-- Organisational units of the table staging whose code does not begin with that of their municipality: codes are unique in the
-- whole service, so that a short one takes it from all others.
-- $1 int: how many to return.
-- Row warned: line, column, total.
select s.line, 'code' as "column", count(*) over () as total
from staging s
join tillit.org_unit u on u.code = s.code
where not starts_with(u.code, u.municipality || '-')
order by s.line
limit $1;
