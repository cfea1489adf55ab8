-- The key with that hash. $1 hash. No row when there is none, or it has been revoked or has expired.
-- Row found_key: code, role, municipality, evaluation, hash.
select code, role, municipality, evaluation, hash from tillit.key_by_hash($1);
