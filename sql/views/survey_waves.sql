-- Survey waves.

create view api.survey_waves as
select t.code, t.owner, t.municipality, t.source, t.fieldwork_start, t.fieldwork_end, t.frame_size, t.n_invited,
       t.n_responded, t.weighting, t.assisted_by_other_staff,
       t.created_at, t.updated_at, t.row_version
from tillit.survey_wave t;
