-- Focus areas, shared and of municipalities.

create view api.focus_areas as
select t.code, t.owner, t.municipality, t.sort, t.name_sv, t.name_da, t.name_en, t.description_sv, t.description_da,
       t.description_en,
       t.created_at, t.updated_at, t.row_version
from tillit.focus_area t;
