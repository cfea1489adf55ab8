-- Every event of every chain in its order, and the head of its chain; a chain that has only a head gives one row, too.
-- Row audit_row: chain, sequence, key_id, municipality, at_us, actor, action, object, status, before_hash, after_hash,
-- previous_mac (what the code is made of), mac, head_sequence, head_mac, of_chain (by either).
select e.chain, e.sequence, e.key_id, e.municipality,
       case when isfinite(e.at) then (extract(epoch from e.at) * 1000000)::bigint end as at_us, e.actor, e.action, e.object,
       e.status, encode(e.before_hash, 'hex') as before_hash, encode(e.after_hash, 'hex') as after_hash,
       encode(e.previous_mac, 'hex') as previous_mac, encode(e.mac, 'hex') as mac,
       h.sequence as head_sequence, encode(h.mac, 'hex') as head_mac, coalesce(h.chain, e.chain) as of_chain
from tillit.audit_event e full join tillit.audit_head h using (chain)
order by of_chain, e.sequence;
