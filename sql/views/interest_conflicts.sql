-- Conflicts of interest; for the municipality's members. A plan that the reader may not see is not named.

create view api.interest_conflicts as
select t.code, t.municipality, (select p.code from tillit.plan p where p.code = t.plan) as plan, t.arose_on, t.parties, t.interests,
       t.handling, t.outcome, t.settled_on,
       t.created_at, t.updated_at, t.row_version
from tillit.interest_conflict t;
