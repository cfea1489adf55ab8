-- The audit trail becomes a chain per municipality and one for the operator: rows are numbered without gaps and each carries
-- a code (HMAC-SHA256 with a key that the database does not know) over itself and the code of the row before. Nobody writes
-- these tables but through the two functions below, and they only ever append. Nothing had been written before this.

create table tillit.list_audit_action partition of tillit.reference_code (unique (code)) for values in ('audit_action');
grant select on tillit.list_audit_action to tillit_app;

alter table tillit.audit_event
    -- A trail outlives what it speaks of, and tokens may name municipalities that are not here.
    drop constraint audit_event_municipality_fkey,
    drop column id,
    add column chain text collate "C" not null generated always as (coalesce(municipality::text, 'operator')) stored,
    add column sequence bigint not null,
    add column key_id text not null,
    alter column at drop default,
    alter column action type tillit.code,
    add constraint audit_event_action_fkey foreign key (action) references tillit.list_audit_action (code),
    alter column mac set not null,
    add constraint audit_event_pkey primary key (chain, sequence),
    add constraint audit_event_sequence_check check (sequence > 0),
    add constraint audit_event_previous_mac_check check ((previous_mac is null) = (sequence = 1));
create index audit_event_time_idx on tillit.audit_event (at, chain, sequence);

-- The last row of each chain: what writers wait for, and what tells when rows are missing at the end.
create table tillit.audit_head (
    chain    text collate "C" primary key,
    sequence bigint not null,
    mac      bytea,
    at       timestamptz not null
);

create trigger append_only_whole before truncate on tillit.audit_event
    for each statement execute function tillit.refuse_change();
create trigger append_only before delete on tillit.audit_head for each row execute function tillit.refuse_change();
create trigger append_only_whole before truncate on tillit.audit_head
    for each statement execute function tillit.refuse_change();

-- Where the tenant's events belong: null is the operator's chain, which also takes those of keys without municipality.
create function tillit.audit_municipality() returns text stable
return case when coalesce(current_setting('tillit.operator', true), '') <> 'on'
            then nullif(current_setting('tillit.municipality', true), '') end;

-- Locks the tenant's chain until the transaction ends and says what its next row starts from.
create function tillit.audit_begin(out chain text, out sequence bigint, out municipality text, out at_us bigint, out actor text,
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
create function tillit.audit_append(sequence bigint, at_us bigint, action text, object text, status int, before_hash bytea,
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

drop policy audit_event_write on tillit.audit_event;
revoke insert on tillit.audit_event from tillit_app;
create policy audit_event_append on tillit.audit_event for insert to tillit_owner with check (true);
alter table tillit.audit_head enable row level security;
alter table tillit.audit_head force row level security;
create policy audit_head_append on tillit.audit_head to tillit_owner using (true) with check (true);
create policy audit_head_read on tillit.audit_head for select to tillit_app using ((select tillit.is_operator()));
grant select on tillit.audit_head to tillit_app;
grant execute on function tillit.audit_municipality(), tillit.audit_begin(),
                          tillit.audit_append(bigint, bigint, text, text, int, bytea, bytea, text, bytea) to tillit_app;
