-- Revokes a key. $1 code. No row when there is no such key to be seen.
-- Row key_end: revoked_at.
update tillit.api_key set revoked_at = coalesce(revoked_at, now()) where code = $1 returning revoked_at;
