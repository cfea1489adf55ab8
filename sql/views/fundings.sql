-- Fundings. What the reader may not see is not named.

create view api.fundings as
select t.code, t.municipality, (select p.code from tillit.plan p where p.code = t.plan) as plan,
       (select a.code from tillit.action a where a.code = t.action) as action, (select x.code from tillit.pilot x where x.code = t.pilot) as pilot,
       (select e.code from tillit.evaluation e where e.code = t.evaluation) as evaluation,
       t.funder, t.amount, t.amount_mult, t.currency, t.start_date, t.end_date, t.audience,
       t.created_at, t.updated_at, t.row_version
from tillit.funding t;
