-- Goals of plans; municipality is the plan's.

create view api.goals as
select t.code, t.plan, t.municipality, t.title, t.focus_area, t.result_level, t.rationale, t.responsible_function,
       t.target_date, t.state, t.targets,
       t.created_at, t.updated_at, t.row_version
from tillit.goal t;
