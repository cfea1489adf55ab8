-- Assessments of the governance chain (A12); for the municipality's members.

create view api.chain_assessments as
select t.id, t.plan, t.municipality, t.governance_level, t.respondent_group, t.assessed_on, t.n_respondents,
       t.n_stated, t.n_known, t.n_practised, t.n_experienced,
       t.created_at, t.updated_at, t.row_version
from tillit.chain_assessment t;
