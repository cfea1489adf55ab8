-- Benchmark sets. members: [{municipality, valid_from, valid_to}].

create view api.peer_groups as
select t.code, t.name_sv, t.name_da, t.name_en, t.members, t.owner,
       t.created_at, t.updated_at, t.row_version
from tillit.peer_group t;
