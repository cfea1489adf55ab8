-- Assessments of process steps (A12); for the municipality's members. Of few answers, or where few are left of them
-- (tillit.tells_few), only those who correct them see the numbers: the owner's editors, publishers and admins.

create view api.process_assessments as
select t.id, t.plan, t.municipality, t.subject, t.process_step, t.truster, t.trustee, t.respondent_group,
       t.assessed_on, case when h.is_told then t.mean end as mean, case when h.is_told then t.sd end as sd,
       case when h.is_told then t.n end as n,
       case when h.is_told or tillit.is_few(t.n, t.respondent_group) then tillit.display_persons(t.n, t.respondent_group) end as n_display,
       t.created_at, t.updated_at, t.row_version
from tillit.process_assessment t
cross join lateral (
    select tillit.sees_reasons(t.municipality) or not tillit.tells_few(t) as is_told) h;
