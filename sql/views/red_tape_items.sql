-- Needless red tape (bøvl); for the municipality's members.

create view api.red_tape_items as
select t.code, t.municipality, t.plan, t.process, t.description, t.team, t.hours_per_month, t.state, t.reported_on,
       t.created_at, t.updated_at, t.row_version
from tillit.red_tape_item t;
