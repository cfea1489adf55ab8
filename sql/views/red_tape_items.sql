-- Needless red tape (bøvl); for the municipality's members. A plan that the reader may not see is not named.

create view api.red_tape_items as
select t.code, t.municipality, (select p.code from tillit.plan p where p.code = t.plan) as plan, t.process, t.case_step, t.description, t.team, t.hours_per_month, t.state, t.reported_on,
       t.created_at, t.updated_at, t.row_version
from tillit.red_tape_item t;
