-- The response counts are the table staging again, after import_counts_gone. No parameters. Result: none.
alter table waiting rename to staging;
