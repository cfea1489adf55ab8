-- Assessments of process steps (A12); for the municipality's members.

create view api.process_assessments as
select t.id, t.plan, t.municipality, t.subject, t.process_step, t.truster, t.trustee, t.respondent_group,
       t.assessed_on, t.mean, t.sd, t.n,
       t.created_at, t.updated_at, t.row_version
from tillit.process_assessment t;
