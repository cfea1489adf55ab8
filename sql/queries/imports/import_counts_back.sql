-- The response counts are the temporary table staging again, after import_staging_gone. No parameters. Result: none.
-- squawk-ignore renaming-table, require-table-schema
alter table waiting rename to staging;
