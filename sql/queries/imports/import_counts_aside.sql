-- Makes room for figures in the table staging: the response counts wait. No parameters. Result: none.
alter table staging rename to waiting;
