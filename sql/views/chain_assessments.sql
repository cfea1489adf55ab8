-- Assessments of the governance chain (A12); for the municipality's members. Of few respondents, or where few are left of
-- them (tillit.tells_few), only those who correct them see the numbers: the owner's editors, publishers and admins.

create view api.chain_assessments as
select t.id, t.plan, t.municipality, t.governance_level, t.respondent_group, t.assessed_on,
       case when h.is_told then t.n_respondents end as n_respondents,
       case when h.is_told or tillit.is_few(t.n_respondents, t.respondent_group)
            then tillit.display_persons(t.n_respondents, t.respondent_group) end as n_display,
       case when h.is_told then t.n_stated end as n_stated, case when h.is_told then t.n_known end as n_known,
       case when h.is_told then t.n_practised end as n_practised, case when h.is_told then t.n_experienced end as n_experienced,
       t.created_at, t.updated_at, t.row_version
from tillit.chain_assessment t
cross join lateral (
    select tillit.sees_reasons(t.municipality) or not tillit.tells_few(t) as is_told) h;
