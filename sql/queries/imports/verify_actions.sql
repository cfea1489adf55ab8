-- Names the imported actions that are done and lack progress 1, told by hand or by milestones that are not met (INV-9),
-- after the merge. An action without milestones yet may be done: they come in a later file.
-- $1 int: how many faults to return.
-- Row fault: line, column, code, detail (an argument for the message), total.

select s.line, 'state' as "column", case when is_manual then 'must_be' else 'milestones_open' end as code,
       case when is_manual then 'progress = 1' else still.open end as detail, count(*) over () as total
from staging s
join tillit.action a on a.code = s.code and a.state = 'done'
cross join lateral (select a.progress_source = 'manual' as is_manual) as told
cross join lateral (select string_agg(m.code, ', ' order by m.code) as open
                    from tillit.milestone m where m.action = a.code and m.state <> 'met') as still
where case when is_manual then a.progress is distinct from 1 else still.open is not null end
order by s.line
limit $1;
