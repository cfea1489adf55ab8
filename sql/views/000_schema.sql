-- Schema api holds what the service reads: one view per collection, owned by tillit_owner, so that the forced row-level
-- security of its tables applies to every reader. Both roles read every view; tillit_public reads nothing else.
-- The files of this folder run in the order of their names, in one transaction.

-- squawk-ignore ban-drop-schema
drop schema if exists api cascade;
create schema api;
grant usage on schema api to tillit_app, tillit_public;
alter default privileges in schema api grant select on tables to tillit_app, tillit_public;

-- A time stamp as replies print it: in UTC, as exactly as it is stored, in the shortest form. What was printed can be sent back
-- and means the same moment.
create function api.time_text(at timestamptz) returns text stable parallel safe
return btrim(to_json(at at time zone 'UTC')::text, '"') || 'Z';
grant execute on function api.time_text(timestamptz) to tillit_app, tillit_public;
