-- Influence groups. A plan that the reader may not see is not named, and few participants are not counted for others than the
-- owner's editors, publishers and admins.

create view api.influence_groups as
select t.code, t.municipality, (select p.code from tillit.plan p where p.code = t.plan) as plan, t.area, t.name, t.mandate, t.start_date,
       t.end_date,
       case when tillit.sees_reasons(t.municipality) or not tillit.is_few(t.participants, '_T') then t.participants end as participants,
       t.meetings_per_year, t.parties, t.audience,
       t.created_at, t.updated_at, t.row_version
from tillit.influence_group t;
