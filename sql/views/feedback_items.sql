-- The feedback log; for the municipality's members, and demands of influence groups for whom their audience names. A group that the
-- reader may not see is not named.

create view api.feedback_items as
select t.id, t.municipality, t.received_on, t.channel, t.origin, t.focus_area, t.case_step, t.responsible_function, t.state,
       t.answered_on, t.outcome, (select g.code from tillit.influence_group g where g.code = t.influence_group) as influence_group,
       t.demand, t.answer, t.audience,
       t.created_at, t.updated_at, t.row_version
from tillit.feedback_item t;
