-- Sources of figures.

create view api.sources as
select t.code, t.owner, t.municipality, t.name, t.provider, t.url, t.licence, t.collection, t.mode,
       t.created_at, t.updated_at, t.row_version
from tillit.source t;
