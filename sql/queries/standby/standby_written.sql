-- How far the primary has written its log, in bytes: all that is committed is before it. No parameters.
-- Row standby_written: position.
select pg_catalog.pg_current_wal_flush_lsn() - '0/0'::pg_lsn as position;
