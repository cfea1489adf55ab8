-- API keys; for the municipality's members and operators. Without the hash.

create view api.api_keys as
select t.code, t.role, t.municipality, t.evaluation, t.label, t.expires_at, t.revoked_at,
       t.created_at, t.updated_at, t.row_version
from tillit.api_key t;
