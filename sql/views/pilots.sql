-- Pilots of ideas.

create view api.pilots as
select t.code, t.idea, t.municipality, t.title, t.start_date, t.end_date, t.evaluation, t.decision, t.learning,
       t.audience,
       t.created_at, t.updated_at, t.row_version
from tillit.pilot t;
