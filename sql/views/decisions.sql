-- Decisions, and matters on the agenda without one. What the reader may not see is not named.

create view api.decisions as
select t.code, t.municipality, (select p.code from tillit.plan p where p.code = t.plan) as plan,
       (select g.code from tillit.goal g where g.code = t.goal) as goal, (select i.code from tillit.idea i where i.code = t.idea) as idea,
       (select p.code from tillit.document_passage p where p.code = t.document_passage) as document_passage,
       (select p.code from tillit.publication p where p.code = t.publication) as publication,
       t.governance_level, t.body, t.met_on, t.matter, t.outcome, t.url, t.audience,
       t.created_at, t.updated_at, t.row_version
from tillit.decision t;
