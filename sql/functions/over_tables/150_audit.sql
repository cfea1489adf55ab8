-- The audit trail. Nobody writes its tables but through these functions, and they only ever append.

-- Where the tenant's events belong: null is the operator's chain, which also takes those of keys without municipality.
create or replace function tillit.audit_municipality() returns text stable
return case when coalesce(current_setting('tillit.operator', true), '') <> 'on'
            then nullif(current_setting('tillit.municipality', true), '') end;

-- Locks the tenant's chain until the transaction ends and says what its next row starts from.
create or replace function tillit.audit_begin(out chain text, out sequence bigint, out municipality text, out at_us bigint, out actor text,
                                   out previous_mac text)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
    municipality := tillit.audit_municipality();
    actor := current_setting('tillit.account', true);
    insert into tillit.audit_head (chain, sequence, at) values (coalesce(municipality, 'operator'), 0, clock_timestamp())
        on conflict do nothing;
    select h.chain, h.sequence + 1, encode(h.mac, 'hex') into strict chain, sequence, previous_mac
    from tillit.audit_head h where h.chain = coalesce(municipality, 'operator') for update;
    at_us := extract(epoch from clock_timestamp()) * 1000000;
end
$$;

-- Appends the row that audit_begin was called for. Chain, actor and previous code are the database's own: nobody writes into
-- another's chain, nor in another's name.
create or replace function tillit.audit_append(sequence bigint, at_us bigint, action text, object text, status int, before_hash bytea,
                                    after_hash bytea, key_id text, mac bytea) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    head tillit.audit_head;
begin
    select * into strict head from tillit.audit_head h
    where h.chain = coalesce(tillit.audit_municipality(), 'operator') for update;
    if head.sequence + 1 <> audit_append.sequence then
        raise exception using errcode = '23514', message = 'the chain has gone on', table = 'audit_event',
                              schema = 'tillit', constraint = 'audit_event_sequence_next';
    end if;
    insert into tillit.audit_event (sequence, municipality, at, actor, action, object, status, before_hash, after_hash,
                                    key_id, previous_mac, mac)
    values (audit_append.sequence, tillit.audit_municipality(), 'epoch'::timestamptz + at_us * interval '1 microsecond',
            current_setting('tillit.account', true), action, object, status, before_hash, after_hash, key_id, head.mac, mac);
    update tillit.audit_head h
    set sequence = audit_append.sequence, mac = audit_append.mac, at = 'epoch'::timestamptz + at_us * interval '1 microsecond'
    where h.chain = head.chain;
end
$$;

grant execute on function tillit.audit_municipality(), tillit.audit_begin(),
    tillit.audit_append(bigint, bigint, text, text, int, bytea, bytea, text, bytea) to tillit_app;
