-- Drops the temporary table of the figures that were staged beside waiting response counts. No parameters. Result: none.
-- squawk-ignore ban-drop-table, require-table-schema
drop table staging;
