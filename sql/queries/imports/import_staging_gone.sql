-- Drops the temporary table staging, of figures beside waiting response counts or of what figures were made from. No
-- parameters. Result: none.
-- squawk-ignore ban-drop-table, require-table-schema
drop table staging;
