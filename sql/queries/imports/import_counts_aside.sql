-- Makes room for figures in the temporary table staging: the response counts wait. No parameters. Result: none.
-- squawk-ignore renaming-table, require-table-schema
alter table staging rename to waiting;
