-- How far a standby has replayed the primary's log, in bytes; null when it is a standby no more. No parameters.
-- Row standby_replayed: position.
select case when pg_catalog.pg_is_in_recovery() then pg_catalog.pg_last_wal_replay_lsn() - '0/0'::pg_lsn end as position;
