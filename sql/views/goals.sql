-- Goals of plans; municipality is the plan's. Progress is that of the actions not cancelled, by weight; rag is null for a goal
-- without any, or dropped.

create view api.goals as
select t.code, t.plan, t.municipality, t.title, t.focus_area, t.result_level, t.rationale, t.responsible_function,
       t.target_date, t.state, t.targets, t.state_reason, tillit.quotient(s.done, s.weight)::double precision as progress,
       tillit.quotient(s.due, s.weight)::double precision as expected_progress, tillit.schedule_index(s.done, s.due)::double precision as spi,
       case when t.state <> 'dropped' and (t.state = 'achieved' or s.weight is not null)
            then tillit.rag(t.state = 'achieved', false, tillit.overdue_days(t.target_date, (select tillit.today()), t.state = 'achieved'), s.done, s.due) end as rag,
       t.created_at, t.updated_at, t.row_version
from tillit.goal t
cross join lateral (
    select sum(d.weight) as weight, sum(d.weight * d.progress) as done,
           sum(d.weight * tillit.expected_progress(d.start_date, d.end_date, (select tillit.today()))) as due
    from tillit.delivery d
    where d.goal = t.code and d.state <> 'cancelled') as s;
