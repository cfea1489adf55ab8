-- Keeps the reply for retries, and forgets some that nobody waits for any more. $1 method, $2 path, $3 key, $4 status,
-- $5 location, $6 language, $7 revision, $8 body.
with old as (
    delete from tillit.idempotency t
    where t.ctid = any (array(select o.ctid from tillit.idempotency o where o.created_at <= now() - interval '24 hours'
                              limit 100 for update skip locked)))
update tillit.idempotency t
set status = $4::int, location = $5, language = $6, revision = $7::bigint, body = $8
where t.account = current_setting('tillit.account') and (t.method, t.path, t.key) = ($1, $2, $3);
