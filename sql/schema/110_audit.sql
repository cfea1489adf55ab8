-- The audit trail: a chain per municipality and one for the operator. Rows are numbered without gaps and each carries a code
-- (HMAC-SHA256 with a key that the database does not know) over itself and the code of the row before. Nobody writes these
-- tables but through tillit.audit_begin and tillit.audit_append, and they only ever append.

-- municipality: null is the operator's chain. No foreign key: a trail outlives what it speaks of, and tokens may name
-- municipalities that are not here.
create table tillit.audit_event (
    chain        text collate "C" not null generated always as (coalesce(municipality::text, 'operator')) stored,
    sequence     bigint not null check (sequence > 0),
    municipality tillit.code,
    at           timestamptz not null,
    actor        text not null,
    action       tillit.code not null references tillit.list_audit_action (code),
    object       text not null,
    status       int not null check (status between 100 and 599),
    before_hash  bytea,
    after_hash   bytea,
    key_id       text not null,
    previous_mac bytea,
    mac          bytea not null,
    primary key (chain, sequence),
    constraint audit_event_previous_mac_check check ((previous_mac is null) = (sequence = 1))
);
comment on constraint audit_event_status_check on tillit.audit_event is 'out_of_range|100|599';
create index audit_event_at_idx on tillit.audit_event (municipality, at);
create index audit_event_time_idx on tillit.audit_event (at, chain, sequence);
create trigger append_only before update or delete on tillit.audit_event
    for each row execute function tillit.refuse_change();
create trigger append_only_whole before truncate on tillit.audit_event
    for each statement execute function tillit.refuse_change();

-- The last row of each chain: what writers wait for, and what tells when rows are missing at the end.
create table tillit.audit_head (
    chain    text collate "C" primary key,
    sequence bigint not null,
    mac      bytea,
    at       timestamptz not null
);
create trigger append_only before delete on tillit.audit_head for each row execute function tillit.refuse_change();
create trigger append_only_whole before truncate on tillit.audit_head
    for each statement execute function tillit.refuse_change();
