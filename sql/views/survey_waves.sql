-- Survey waves. How many were asked and answered is told to all, but few of them to the owner's editors, publishers and admins only.

create view api.survey_waves as
select t.code, t.owner, t.municipality, t.source, t.fieldwork_start, t.fieldwork_end,
       case when h.is_told or not tillit.is_few(t.frame_size, '_T') then t.frame_size end as frame_size,
       case when h.is_told or not tillit.is_few(t.n_invited, '_T') then t.n_invited end as n_invited,
       case when h.is_told or not tillit.is_few(t.n_responded, '_T') then t.n_responded end as n_responded, t.weighting, t.assisted_by_other_staff,
       t.created_at, t.updated_at, t.row_version
from tillit.survey_wave t
cross join lateral (select tillit.sees_reasons(t.owner) as is_told) h;
