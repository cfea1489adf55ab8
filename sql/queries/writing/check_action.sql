-- A done action has progress 1 (INV-9), also where milestones tell it.
-- $1 code, $2 state before or null.
-- Row broken_rule: field, code, argument0, argument1.

select 'state' as field, 'milestones_open' as code,
       (select string_agg(m.code, ', ' order by m.code) from tillit.milestone m where m.action = d.code and m.state <> 'met') as argument0,
       null as argument1
from (select $1::text as code, $2::text as before) as given
join tillit.delivery d on d.code = given.code
where d.state = 'done' and d.progress < 1;
