-- Takes an Idempotency-Key for this transaction, unless it has been taken within a day; a request that runs with it is
-- waited for. $1 method, $2 path, $3 key, $4 hash of the request. Result: a row when the key is this request's now.
insert into tillit.idempotency as t (account, method, path, key, request_hash)
values (current_setting('tillit.account'), $1, $2, $3, $4)
on conflict (account, method, path, key) do update
    set request_hash = excluded.request_hash, status = null, location = null, language = null, revision = null, body = null,
        created_at = now()
    where t.created_at <= now() - interval '24 hours'
returning true;
