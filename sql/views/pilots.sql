-- Pilots of ideas. An idea, an evaluation or a rule that the reader may not see is not named.

create view api.pilots as
select t.code, (select i.code from tillit.idea i where i.code = t.idea) as idea, t.municipality, t.title, t.start_date, t.end_date, (select e.code from tillit.evaluation e where e.code = t.evaluation) as evaluation, t.decision, t.learning,
       (select p.code from tillit.document_passage p where p.code = t.stretches) as stretches, t.leave_of,
       t.audience,
       t.created_at, t.updated_at, t.row_version
from tillit.pilot t;
