-- Locks the chain of who is asking. Result: one row, what the next event starts from.
select chain, sequence, municipality, at_us, actor, previous_mac from tillit.audit_begin();
