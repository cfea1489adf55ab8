-- Both roles read the views; tillit_public reads nothing else.

grant usage on schema api to tillit_app, tillit_public;
grant select on all tables in schema api to tillit_app, tillit_public;
