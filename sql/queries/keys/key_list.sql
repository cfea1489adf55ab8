-- All keys that can be seen, oldest first. Result: code, role, municipality, evaluation, label, created_at, expires_at,
-- revoked_at, times in UTC.
select code, role, municipality, evaluation, label,
       api.time_text(created_at),
       api.time_text(expires_at),
       api.time_text(revoked_at)
from tillit.api_key
order by created_at, code;
