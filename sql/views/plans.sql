-- Plans.

create view api.plans as
select t.code, t.municipality, t.title, t.purpose, t.overall_strategies, t.partners, t.start_date, t.end_date,
       t.decided_by, t.state, t.audience, t.funding_value, t.funding_unit, t.funding_mult, t.funder,
       t.external_ids,
       t.created_at, t.updated_at, t.row_version
from tillit.plan t;
