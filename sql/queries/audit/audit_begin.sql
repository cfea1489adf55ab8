-- Locks the chain of who is asking. One row: what the next event starts from.
-- Row audit_start: chain, sequence, municipality, at_us, actor, previous_mac.
select chain, sequence, municipality, at_us, actor, previous_mac from tillit.audit_begin();
