-- The state of what everybody reads, how long it stays so if nobody writes (null: for ever), and which process of the server says
-- so: another one than libpq talks to when a pooler stands between.
-- Row change_state: state, left_ms, backend.
select g.state, floor(tillit.until_change())::bigint as left_ms, pg_catalog.pg_backend_pid() as backend from api.generation g;
