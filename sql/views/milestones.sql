-- Milestones of actions; plan and municipality are the action's.

create view api.milestones as
select t.code, t.action, t.plan, t.municipality, t.title, t.due_date, t.weight, t.state, t.met_on,
       t.created_at, t.updated_at, t.row_version
from tillit.milestone t;
