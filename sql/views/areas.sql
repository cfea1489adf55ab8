-- Areas, a tree.

create view api.areas as
select t.code, t.name, t.area_type, t.owner, t.municipality, t.parent, t.population, t.publish_class, t.valid_from,
       t.valid_to,
       t.created_at, t.updated_at, t.row_version
from tillit.area t;
