-- A new key. $1 role, $2 municipality, $3 evaluation, $4 label, $5 when it expires, $6 hash.
-- Row made_key: code.
insert into tillit.api_key (role, municipality, evaluation, label, expires_at, hash)
values ($1, $2, $3, $4, $5::timestamptz, $6)
returning code;
