-- What a constraint means: code|argument0|argument1. $1 table, $2 constraint.
select obj_description(c.oid, 'pg_constraint')
from pg_catalog.pg_constraint c
where c.conrelid = to_regclass('tillit.' || quote_ident($1)) and c.conname = $2;
