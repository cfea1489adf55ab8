-- Creates the four database roles and what they need on this database. Run by an administrator (a superuser, or a role
-- with CREATEROLE that owns the database) before the migrations; running it again changes nothing.
--
--   tillit_owner   owns every object, cannot log in, is bound by the row-level security of its own tables
--   tillit_app     serves requests with a key and imports; works under row-level security
--   tillit_public  serves keyless requests; reads the views of schema api and nothing else
--   tillit_reporting  for Metabase, Superset, psql and their like; reads the views of schema reporting and nothing else. No
--                  member of tillit_public: who is could change the password and the settings of the role that serves
--                  requests, and end its connections

do $$
begin
    if not exists (select from pg_catalog.pg_roles where rolname = 'tillit_owner') then
        create role tillit_owner nologin;
    end if;
    if not exists (select from pg_catalog.pg_roles where rolname = 'tillit_app') then
        create role tillit_app login;
    end if;
    if not exists (select from pg_catalog.pg_roles where rolname = 'tillit_public') then
        create role tillit_public login;
    end if;
    if not exists (select from pg_catalog.pg_roles where rolname = 'tillit_reporting') then
        create role tillit_reporting login connection limit 10;
    end if;
    -- Attributes that an earlier hand may have changed. Only a superuser may name them all, and needs to only then.
    if exists (select from pg_catalog.pg_roles
               where rolname in ('tillit_owner', 'tillit_app', 'tillit_public', 'tillit_reporting') and (rolsuper or rolbypassrls)) then
        alter role tillit_owner nosuperuser nobypassrls nocreaterole nocreatedb nologin;
        alter role tillit_app nosuperuser nobypassrls nocreaterole nocreatedb;
        alter role tillit_public nosuperuser nobypassrls nocreaterole nocreatedb;
        alter role tillit_reporting nosuperuser nobypassrls nocreaterole nocreatedb;
    end if;
    if pg_has_role('tillit_reporting', 'tillit_public', 'member') then
        revoke tillit_public from tillit_reporting;
    end if;
    if not pg_has_role(current_user, 'tillit_owner', 'member') then
        execute format('grant tillit_owner to %I', current_user);
    end if;
    execute format('grant create on database %I to tillit_owner', current_database());
    execute format('revoke connect, temporary on database %I from public', current_database());
    execute format('grant connect, temporary on database %I to tillit_app, tillit_owner', current_database());
    execute format('grant connect on database %I to tillit_public, tillit_reporting', current_database());
end
$$;

alter role tillit_public set default_transaction_read_only = on;
-- A tool that asks for too much is told so before the service feels it.
alter role tillit_reporting set default_transaction_read_only = on;
alter role tillit_reporting set statement_timeout = '60s';
alter role tillit_reporting set idle_in_transaction_session_timeout = '60s';
alter role tillit_reporting set search_path = reporting;
-- Compiling the wide checks of an import takes five times as long as running them.
alter role tillit_public set jit = off;
alter role tillit_app set jit = off;
revoke create on schema public from public;
