-- The glossary.

create view api.terms as
select t.code, t.name_sv, t.name_da, t.name_en, t.description_sv, t.description_da, t.description_en,
       t.created_at, t.updated_at, t.row_version
from tillit.term t;
