-- Figures of the table staging whose area is not valid in their period: it began later or had ended before.
-- $1 int: how many to return.
-- Row warned: line, column, total.
with periods as materialized (
    select p.period, tillit.period_start(p.period) as period_start, tillit.period_end(p.period) as period_end
    from (select distinct period from staging) as p
)
select s.line, 'area' as "column", count(*) over () as total
from staging s
join periods p on p.period = s.period
join tillit.area a on a.code = s.area
where p.period_end < a.valid_from or p.period_start > a.valid_to
order by s.line
limit $1;
