-- Follow-ups of one plan, goal or action each; of_plan is the plan in every case (a filter, not a member).

create view api.follow_ups as
select t.id, t.plan, t.goal, t.action, t.of_plan, t.municipality, t.as_of, t.status_auto, t.status_manual,
       t.manual_reason, t.analysis, t.learning, t.decision, t.next_review,
       t.created_at, t.updated_at, t.row_version
from tillit.follow_up t;
