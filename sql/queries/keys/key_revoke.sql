-- Revokes a key. $1 code. Result: when it was revoked; no row when there is no such key to be seen.
update tillit.api_key set revoked_at = coalesce(revoked_at, now()) where code = $1 returning revoked_at;
