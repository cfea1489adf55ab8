-- A done action has progress 1 (INV-9), also where milestones tell it.
-- $1 codes (JSON array), $2 state before or null.
-- Row broken_record: record, field, code, argument0, argument1.

select d.code as record, 'state' as field, 'milestones_open' as code,
       (select string_agg(m.code, ', ' order by m.code) from tillit.milestone m where m.action = d.code and m.state <> 'met') as argument0,
       null as argument1
from (select g.code, $2::text as before from jsonb_array_elements_text($1::jsonb) g (code)) as given
join tillit.delivery d on d.code = given.code
where d.state = 'done' and d.progress < 1;
