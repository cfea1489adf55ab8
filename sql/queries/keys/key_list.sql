-- All keys that can be seen, oldest first. Times in UTC.
-- Row listed_key: code, role, municipality, evaluation, label, created_at, expires_at, revoked_at.
select code, role, municipality, evaluation, label,
       api.time_text(created_at) as created_at,
       api.time_text(expires_at) as expires_at,
       api.time_text(revoked_at) as revoked_at
from tillit.api_key
order by created_at, code;
