-- The columns of a table of schema tillit as an import needs them: how to cast a cell, and what an empty cell becomes where
-- the column may not be null.
-- $1 table (text).
-- Row table_column: name, type, otherwise (the default of one that may not be null: SQL of the migration, or null).
select a.attname as name, pg_catalog.format_type(a.atttypid, a.atttypmod) as type,
       case when a.attnotnull then pg_catalog.pg_get_expr(d.adbin, d.adrelid) end as otherwise
from pg_catalog.pg_attribute a
left join pg_catalog.pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
where a.attrelid = ('tillit.' || quote_ident($1))::regclass and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
order by a.attnum;
