-- Answers kept for retries.

-- The first answer to a POST with an Idempotency-Key, written in the transaction of what it did.
create table tillit.idempotency (
    account      text not null,
    method       text not null,
    path         text not null,
    key          text not null,
    request_hash text not null,
    status       int,
    location     text,
    language     text,
    revision     bigint,
    body         text,
    created_at   timestamptz not null default now(),
    primary key (account, method, path, key)
);
create index idempotency_created_at_idx on tillit.idempotency (created_at);
