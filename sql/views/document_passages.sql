-- Passages of steering documents. A document that the reader may not see is not named.

create view api.document_passages as
select t.code, (select d.code from tillit.steering_document d where d.code = t.steering_document) as steering_document, t.municipality,
       t.place, t.quote, t.trust_form, t.truster, t.trustee, t.stance, t.rule_level, t.proposal, t.decided_by, t.decision, t.decided_on,
       t.done_on, t.audience,
       t.created_at, t.updated_at, t.row_version
from tillit.document_passage t;
