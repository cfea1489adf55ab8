-- The bank of ideas. adoptions: [{municipality, adopted_on}]. A plan that the reader may not see is not named.

create view api.ideas as
select t.code, t.municipality, (select p.code from tillit.plan p where p.code = t.plan) as plan, t.title, t.origin, t.benefit_for_residents, t.process_step, t.state, t.led_to,
       t.adoptions, t.archive_reason, t.audience,
       t.created_at, t.updated_at, t.row_version
from tillit.idea t;
