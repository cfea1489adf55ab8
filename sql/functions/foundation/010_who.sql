-- Who is asking. The settings count for tillit_app (and its members) only: no other role becomes a tenant by setting
-- them itself.

alter default privileges revoke execute on functions from public;

-- The owner of what belongs to all is nobody's tenant, whatever a token claims.
create or replace function tillit.tenant() returns text stable parallel safe
return case when pg_catalog.pg_has_role('tillit_app', 'usage')
            then nullif(nullif(current_setting('tillit.municipality', true), ''), 'shared') end;

create or replace function tillit.is_operator() returns boolean stable parallel safe
return pg_catalog.pg_has_role('tillit_app', 'usage')
       and coalesce(current_setting('tillit.operator', true), '') = 'on';

-- The evaluation that a key reads across municipalities.
create or replace function tillit.evaluation() returns text stable parallel safe
return case when pg_catalog.pg_has_role('tillit_app', 'usage')
            then nullif(current_setting('tillit.evaluation', true), '') end;

create or replace function tillit.sees(owner text) returns boolean stable parallel safe
return coalesce(owner = tillit.tenant(), false) or tillit.is_operator();

-- Whether the asker reads figures that are not published anywhere.
create or replace function tillit.reads_inside() returns boolean stable parallel safe
return tillit.tenant() is not null or tillit.is_operator() or tillit.evaluation() is not null;

-- Whether the asker is told why a figure of this owner is hidden: its editors, publishers and admins, and operators. The
-- setting says that the role is one of these.
create or replace function tillit.sees_reasons(owner text) returns boolean stable parallel safe
return coalesce(current_setting('tillit.reasons', true), '') = 'on' and tillit.sees(owner);

create or replace function tillit.today() returns date stable parallel safe
return coalesce(nullif(current_setting('tillit.today', true), '')::date,
                (now() at time zone 'Europe/Stockholm')::date);

-- The time that is asked for: what was known then. Null for now.
create or replace function tillit.as_of() returns timestamptz stable parallel safe
return nullif(current_setting('tillit.as_of', true), '')::timestamptz;

grant execute on function tillit.tenant(), tillit.is_operator(), tillit.evaluation(), tillit.sees(text),
    tillit.reads_inside(), tillit.sees_reasons(text), tillit.today(), tillit.as_of() to tillit_app, tillit_public;
