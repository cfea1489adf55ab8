-- All keys that can be seen, oldest first. Result: code, role, municipality, evaluation, label, created_at, expires_at,
-- revoked_at, times in UTC.
select code, role, municipality, evaluation, label,
       to_char(created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
       to_char(expires_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
       to_char(revoked_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
from tillit.api_key
order by created_at, code;
