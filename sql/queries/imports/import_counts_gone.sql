-- Drops the figures that were staged beside waiting response counts. No parameters. Result: none.
drop table staging;
