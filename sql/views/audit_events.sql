-- The audit trail, for the municipality's members and operators.

create view api.audit_events as
select t.at, t.municipality, t.actor, t.action, t.object, t.status, t.sequence
from tillit.audit_event t;
