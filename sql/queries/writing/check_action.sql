-- A done action has progress 1 (INV-9), also where milestones tell it. A constraint cannot refuse progress that is missing.
-- $1 codes (JSON array), $2 state before or null.
-- Row broken_record: record, field, code, argument0, argument1.

select a.code as record, 'state' as field, coalesce(broken.code, 'must_be') as code,
       coalesce(broken.milestones, 'progress = 1') as argument0, case when broken.code is null then 'state = done' end as argument1
from (select g.code, $2::text as before from jsonb_array_elements_text($1::jsonb) g (code)) as given
join tillit.action a on a.code = given.code
join tillit.delivery d on d.code = a.code
left join lateral (select 'milestones_open' as code, string_agg(m.code, ', ' order by m.code) as milestones
                   from tillit.milestone m where m.action = a.code and m.state <> 'met' and a.progress_source = 'milestones'
                   having count(*) > 0) as broken on true
where d.state = 'done' and d.progress < 1;
