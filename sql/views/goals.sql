-- Goals of plans; municipality is the plan's. Progress is that of the actions not cancelled, by weight; rag is null for a goal
-- without any, or dropped.

create view api.goals as
select t.code, t.plan, t.municipality, t.title, t.focus_area, t.result_level, t.rationale, t.responsible_function,
       t.target_date, t.state, t.targets, s.progress, s.expected_progress, tillit.schedule_index(s.progress, s.expected_progress) as spi,
       case when t.state <> 'dropped' and (t.state = 'achieved' or s.progress is not null)
            then tillit.rag(t.state = 'achieved', false, tillit.overdue_days(t.target_date, (select tillit.today()), t.state = 'achieved'),
                            tillit.schedule_index(s.progress, s.expected_progress)) end as rag,
       t.created_at, t.updated_at, t.row_version
from tillit.goal t
cross join lateral (
    select sum(d.weight * d.progress) / sum(d.weight) as progress,
           sum(d.weight * tillit.expected_progress(d.start_date, d.end_date, (select tillit.today()))) / sum(d.weight) as expected_progress
    from tillit.delivery d
    where d.goal = t.code and d.state <> 'cancelled') as s;
