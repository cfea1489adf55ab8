-- Dialogues and arenas. What the reader may not see is not named, and few participants are not counted for others than
-- the owner's editors, publishers and admins.

create view api.dialogues as
select t.code, t.municipality, (select p.code from tillit.plan p where p.code = t.plan) as plan, t.area, t.method, t.governance_level, t.case_step, t.held_on,
       case when tillit.sees_reasons(t.municipality) or not tillit.is_few(t.participants, '_T') then t.participants end as participants, t.parties, t.series,
       (select g.code from tillit.influence_group g where g.code = t.influence_group) as influence_group,
       (select coalesce(array_agg(o.code::text order by array_position(t.organisations, o.code::text)), '{}') from tillit.organisation o where o.code = any (t.organisations)) as organisations,
       t.outcome, t.audience,
       t.created_at, t.updated_at, t.row_version
from tillit.dialogue t;
