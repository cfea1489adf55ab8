-- Steering documents. A plan that the reader may not see is not named.

create view api.steering_documents as
select t.code, t.municipality, (select p.code from tillit.plan p where p.code = t.plan) as plan, t.title, t.kind, t.governance_level, (select u.code from tillit.org_unit u where u.code = t.org_unit) as org_unit, t.decided_on, t.review_due,
       t.state, t.audience, t.external_ids,
       t.created_at, t.updated_at, t.row_version
from tillit.steering_document t;
