-- Actions of goals; plan and municipality are the goal's. progress is the given one, or the share of the milestones' weight that is met.

create view api.actions as
select t.code, t.goal, t.plan, t.municipality, t.title, t.rationale, t.trust_strategy, t.inside_out_level,
       t.process_step, t.governance_level, t.involvement_method, t.samskabt_step, t.area, t.target_group,
       (select u.code from tillit.org_unit u where u.code = t.org_unit) as org_unit, t.responsible_function, t.weight, t.start_date, t.end_date,
       coalesce(t.progress,
                (select sum(m.weight) filter (where m.state = 'met') / sum(m.weight) from tillit.milestone m where m.action = t.code),
                0)::double precision as progress,
       t.progress_source, t.state,
       t.created_at, t.updated_at, t.row_version
from tillit.action t;
