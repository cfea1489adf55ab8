-- The bank of ideas. adoptions: [{municipality, adopted_on}]. involved, only a filter: where it came up, and who took it over. A plan that the reader may not see is not named.

create view api.ideas as
select t.code, t.municipality, (select p.code from tillit.plan p where p.code = t.plan) as plan, t.title, t.origin, t.benefit_for_residents, t.process_step, t.state, t.led_to,
       t.adoptions, array_prepend(t.municipality::text, array(select a ->> 'municipality' from jsonb_array_elements(t.adoptions) a)) as involved,
       t.archive_reason, t.audience,
       t.created_at, t.updated_at, t.row_version
from tillit.idea t;
