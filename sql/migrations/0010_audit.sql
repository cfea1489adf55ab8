-- The audit trail: insert-only, one chain per municipality and one for the operator (municipality null).

create table tillit.audit_event (
    id           bigint generated always as identity primary key,
    municipality tillit.code references tillit.municipality,
    at           timestamptz not null default now(),
    actor        text not null,
    action       text not null,
    object       text not null,
    status       int not null check (status between 100 and 599),
    before_hash  bytea,
    after_hash   bytea,
    previous_mac bytea,
    mac          bytea
);
create index audit_event_at_idx on tillit.audit_event (municipality, at);
create trigger append_only before update or delete on tillit.audit_event
    for each row execute function tillit.refuse_change();
