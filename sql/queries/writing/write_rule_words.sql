-- What a constraint means. $1 table, $2 constraint.
-- Row rule_words: words (code|argument0|argument1).
select obj_description(c.oid, 'pg_constraint') as words
from pg_catalog.pg_constraint c
where c.conrelid = to_regclass('tillit.' || quote_ident($1)) and c.conname = $2;
