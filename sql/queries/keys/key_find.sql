-- The key with that hash. $1 hash. Result: code, role, municipality, evaluation, hash; no row when there is none, or it
-- has been revoked or has expired.
select code, role, municipality, evaluation, hash from tillit.key_by_hash($1);
