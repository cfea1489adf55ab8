-- Appends the event that audit_begin was called for. Parameters: $1 sequence, $2 microseconds since 1970, $3 action, $4 object,
-- $5 status, $6 and $7 hash before and after (hexadecimal or null), $8 key, $9 code (hexadecimal). No result of interest.
select tillit.audit_append($1::bigint, $2::bigint, $3, $4, $5::int, decode($6, 'hex'), decode($7, 'hex'), $8,
                           decode($9, 'hex'));
