-- The bank of ideas. adoptions: [{municipality, adopted_on}].

create view api.ideas as
select t.code, t.municipality, t.plan, t.title, t.origin, t.benefit_for_residents, t.process_step, t.state, t.led_to,
       t.adoptions, t.archive_reason, t.audience,
       t.created_at, t.updated_at, t.row_version
from tillit.idea t;
