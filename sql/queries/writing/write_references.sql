-- Who refers to a row. $1 table, $2 key.
-- Row referrer: by_table, how_often, keys (of the first).
select r.by_table, r.how_often, r.keys from tillit.references_to($1, $2) r order by r.by_table;
