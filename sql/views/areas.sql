-- Areas, a tree.

create view api.areas as
select t.code, t.name, t.area_type, t.owner, t.municipality, t.parent, t.population, t.publish_class, t.valid_from,
       t.valid_to, t.external_ids, t.geometry, t.predecessors, t.succession_note,
       (select coalesce(array_agg(s.code::text order by s.code), '{}') from tillit.area s where s.predecessors @> array[t.code::text]) as successors,
       t.created_at, t.updated_at, t.row_version
from tillit.area t;
