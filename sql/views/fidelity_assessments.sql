-- Assessments of fidelity to a model. A plan that the reader may not see is not named.

create view api.fidelity_assessments as
select t.code, t.municipality, (select p.code from tillit.plan p where p.code = t.plan) as plan, t.model, t.assessed_on, t.rater, t.n_raters,
       t.scale_low, t.scale_high, t.items, t.summary, t.audience,
       t.created_at, t.updated_at, t.row_version
from tillit.fidelity_assessment t;
