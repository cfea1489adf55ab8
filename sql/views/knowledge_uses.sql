-- What became of knowledge. What the reader may not see is not named.

create view api.knowledge_uses as
select t.code, t.municipality, (select o.code from tillit.publication o where o.code = t.publication) as publication,
       (select p.code from tillit.plan p where p.code = t.plan) as plan, (select a.code from tillit.action a where a.code = t.action) as action,
       (select i.code from tillit.idea i where i.code = t.idea) as idea, (select x.code from tillit.pilot x where x.code = t.pilot) as pilot,
       (select d.code from tillit.decision d where d.code = t.decision) as decision, t.governance_level, t.used_on,
       t.practice_replaced, t.helped, t.hindered, t.audience,
       t.created_at, t.updated_at, t.row_version
from tillit.knowledge_use t;
