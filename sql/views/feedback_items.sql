-- The feedback log; for the municipality's members.

create view api.feedback_items as
select t.id, t.municipality, t.received_on, t.channel, t.origin, t.focus_area, t.case_step, t.responsible_function, t.state,
       t.answered_on, t.outcome, t.influence_group, t.demand, t.answer,
       t.created_at, t.updated_at, t.row_version
from tillit.feedback_item t;
