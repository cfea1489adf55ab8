-- The first reply to a request with that Idempotency-Key. $1 method, $2 path, $3 key.
-- Row first_reply: request_hash, status, location, language, revision, body.
select t.request_hash, t.status, t.location, t.language, t.revision, t.body
from tillit.idempotency t
where t.account = current_setting('tillit.account') and (t.method, t.path, t.key) = ($1, $2, $3);
