-- Municipalities.

create view api.municipalities as
select t.code, t.country, t.name, t.default_lang, t.is_fictional, t.active, t.external_ids,
       t.created_at, t.updated_at, t.row_version
from tillit.municipality t;
