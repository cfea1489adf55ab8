-- Revokes what is left of earlier demonstration keys: those that the present account made.
-- Row revoked_key: code.
update tillit.api_key set revoked_at = now()
where created_by = current_setting('tillit.account') and revoked_at is null
returning code;
