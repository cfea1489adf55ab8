-- Reviews of steering documents; for the municipality's members.

create view api.document_reviews as
select t.id, t.steering_document, t.municipality, t.reviewed_on, t.defines_trust, t.trust_forms, t.verdict,
       t.counteracting_rule, t.decision, t.decided_on, t.done_on,
       t.created_at, t.updated_at, t.row_version
from tillit.document_review t;
