-- The foundation: schema, the type of codes, who is asking, periods, and the helpers that later migrations call.

create schema if not exists tillit;
alter default privileges revoke execute on functions from public;

-- Codes and enumeration values compare and sort byte by byte, whatever the locale of the database.
create domain tillit.code as text collate "C";

-- ---------------------------------------------------------------------------------------------------------------- who
-- The settings count for tillit_app (and its members) only: no other role becomes a tenant by setting them itself.

create function tillit.tenant() returns text stable parallel safe
return case when pg_catalog.pg_has_role('tillit_app', 'usage')
            then nullif(current_setting('tillit.municipality', true), '') end;

create function tillit.is_operator() returns boolean stable parallel safe
return pg_catalog.pg_has_role('tillit_app', 'usage')
       and coalesce(current_setting('tillit.operator', true), '') = 'on';

create function tillit.sees(owner text) returns boolean stable parallel safe
return coalesce(owner = tillit.tenant(), false) or tillit.is_operator();

create function tillit.today() returns date stable parallel safe
return coalesce(nullif(current_setting('tillit.today', true), '')::date,
                (now() at time zone 'Europe/Stockholm')::date);

-- ------------------------------------------------------------------------------------------------------------- shapes

create function tillit.is_code(value text) returns boolean immutable parallel safe
return value ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length(value) <= 100;

create function tillit.is_period(value text) returns boolean immutable parallel safe
return value ~ '^[1-9][0-9]{3}(-(0[1-9]|1[0-2]|S[12]|Q[1-4]))?$';

-- A JSON array of objects that have just these members: external_ids, components, adoptions, members.
create function tillit.is_object_list(value jsonb, members text[]) returns boolean immutable parallel safe
begin atomic
    select jsonb_typeof(value) = 'array' and not exists (
        select from jsonb_array_elements(case when jsonb_typeof(value) = 'array' then value else '[]' end) as element
        where jsonb_typeof(element) <> 'object'
           or exists (select from jsonb_object_keys(case when jsonb_typeof(element) = 'object' then element else '{}' end) as k
                      where k <> all (members))
           or not element ?& members);
end;

create function tillit.uuid7() returns uuid volatile parallel safe
return encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid())
                                      placing substring(int8send(floor(extract(epoch from clock_timestamp()) * 1000)::bigint) from 3)
                                      from 1 for 6), 52, 1), 53, 1), 'hex')::uuid;

create function tillit.is_uuid7(value uuid) returns boolean immutable parallel safe
return value::text ~ '^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab]';

-- ------------------------------------------------------------------------------------------------------------ periods
-- Null for what is no period, so that the named check is what refuses it.

create function tillit.period_freq(period text) returns text immutable parallel safe
return case when not tillit.is_period(period) then null
            when length(period) = 4 then 'A'
            when substr(period, 6, 1) in ('S', 'Q') then substr(period, 6, 1)
            else 'M' end;

create function tillit.period_start(period text) returns date immutable parallel safe
return case tillit.period_freq(period)
            when 'A' then make_date(left(period, 4)::int, 1, 1)
            when 'S' then make_date(left(period, 4)::int, 6 * substr(period, 7)::int - 5, 1)
            when 'Q' then make_date(left(period, 4)::int, 3 * substr(period, 7)::int - 2, 1)
            when 'M' then make_date(left(period, 4)::int, substr(period, 6)::int, 1) end;

create function tillit.period_end(period text) returns date immutable parallel safe
return (tillit.period_start(period)
        + case tillit.period_freq(period) when 'A' then interval '12 months' when 'S' then interval '6 months'
                                          when 'Q' then interval '3 months' else interval '1 month' end)::date - 1;

-- Freshness (domain.md 2.5): whole months from the month in which the period ends to that of the day.
create function tillit.freshness(freq text, lag int, period_end date, day date) returns text immutable parallel safe
begin atomic
    select case
        when step is null then case when age > 24 + lag then 'stale' else 'fresh' end
        when age <= step + lag then 'fresh'
        when 2 * age <= 3 * step + 2 * lag then 'aging'
        else 'stale' end
    from (select case freq when 'A' then 12 when 'A2' then 24 when 'A3' then 36 when 'A4' then 48
                           when 'S' then 6 when 'Q' then 3 when 'M' then 1 end as step,
                 ((extract(year from day) - extract(year from period_end)) * 12
                  + extract(month from day) - extract(month from period_end))::int as age) as months;
end;

-- Ends of the scales and units; null is open.
create function tillit.scale_low(scale text) returns numeric immutable parallel safe
return case scale when 'rs_0_10' then 0 when 'rs_4_good' then 1 when 'rs_5_agree' then 1 when 'rs_5_sat_dk' then 1
                  when 'rs_bin' then 0 when 'rs_m5_p5' then -5 end;

create function tillit.scale_high(scale text) returns numeric immutable parallel safe
return case scale when 'rs_0_10' then 10 when 'rs_4_good' then 4 when 'rs_5_agree' then 5 when 'rs_5_sat_dk' then 5
                  when 'rs_bin' then 1 when 'rs_m5_p5' then 5 end;

create function tillit.unit_low(unit text) returns numeric immutable parallel safe
return case unit when 'score_1_5' then 1 when 'score_m5_p5' then -5 else 0 end;

create function tillit.unit_high(unit text) returns numeric immutable parallel safe
return case unit when 'pct' then 100 when 'index_0_100' then 100 when 'score_0_10' then 10
                 when 'score_1_5' then 5 when 'score_m5_p5' then 5 end;

-- ----------------------------------------------------------------------------------------------------------- triggers

-- A change that changes something counts the row's version up. Arguments: generated columns, which are not known yet.
create function tillit.touch() returns trigger language plpgsql as $$
declare
    own constant text[] := array['updated_at', 'row_version', 'created_at', 'created_by'] || tg_argv;
begin
    new.created_at := old.created_at;
    new.created_by := old.created_by;
    if to_jsonb(new) - own is distinct from to_jsonb(old) - own then
        new.row_version := old.row_version + 1;
        new.updated_at := now();
    else
        new.row_version := old.row_version;
        new.updated_at := old.updated_at;
    end if;
    return new;
end
$$;

-- Refuses a row that breaks a rule, naming constraint and column as a plain constraint would.
create function tillit.refuse(tab text, col text, rule text, message text, state text default '23514')
returns void language plpgsql as $$
begin
    raise exception using errcode = state, message = message, schema = 'tillit', table = tab, column = col,
                          constraint = tab || '_' || col || '_' || rule;
end
$$;

-- Foreign keys of lists. Arguments: column, table that holds the codes, and for a list of objects the member.
create function tillit.check_codes() returns trigger language plpgsql as $$
declare
    wanted constant jsonb := to_jsonb(new) -> tg_argv[0];
    missing text;
begin
    if wanted is null or jsonb_typeof(wanted) <> 'array' then
        return null;
    end if;
    execute format('select e from (select case when $2 is null then j #>> ''{}'' else j ->> $2 end as e '
                   'from jsonb_array_elements($1) as j) as elements '
                   'where not exists (select from tillit.%I where code = e) limit 1', tg_argv[1])
        into missing using wanted, tg_argv[2];
    if missing is not null then
        perform tillit.refuse(tg_table_name, tg_argv[0], 'fkey', format('"%s" is not present in table "%s"', missing, tg_argv[1]), '23503');
    end if;
    return null;
end
$$;

-- Fills columns that are null from the parent row. Arguments: column that names the parent, parent table, columns.
create function tillit.inherit() returns trigger language plpgsql as $$
declare
    parent jsonb;
    mine constant jsonb := to_jsonb(new);
begin
    if mine ->> tg_argv[0] is null then
        return new;
    end if;
    execute format('select to_jsonb(p) from tillit.%I p where code = $1', tg_argv[1]) into parent using mine ->> tg_argv[0];
    if parent is null then
        perform tillit.refuse(tg_table_name, tg_argv[0], 'fkey', format('"%s" is not present in table "%s"', mine ->> tg_argv[0], tg_argv[1]), '23503');
    end if;
    return jsonb_populate_record(new, (select jsonb_object_agg(c, coalesce(nullif(mine -> c, 'null'), parent -> c))
                                       from unnest(tg_argv[2:]) as c));
end
$$;

create function tillit.refuse_change() returns trigger language plpgsql as $$
begin
    raise exception using errcode = '23514', message = format('rows of %s are never changed or deleted', tg_table_name),
                          schema = 'tillit', table = tg_table_name, constraint = tg_table_name || '_append_only';
end
$$;

-- -------------------------------------------------------------------------------------------- helpers of the migrations

-- What every resource has besides its members.
create procedure tillit.make_resource(name text, generated text default null) language plpgsql as $$
begin
    execute format('alter table tillit.%I add created_at timestamptz not null default now(), '
                   'add created_by text default current_setting(''tillit.account'', true), '
                   'add updated_at timestamptz not null default now(), add row_version int not null default 1', name);
    execute format('create trigger touch before update on tillit.%I for each row execute function tillit.touch(%s)',
                   name, coalesce(quote_literal(generated), ''));
end
$$;

create procedure tillit.make_code_list(name text, col text, codes text, member text default null) language plpgsql as $$
begin
    execute format('create constraint trigger %I after insert or update of %I on tillit.%I for each row '
                   'execute function tillit.check_codes(%L, %L%s)', col || '_codes', col, name, col, codes,
                   coalesce(', ' || quote_literal(member), ''));
end
$$;

-- Row-level security of a table: members of the owner and operators see and write all of it; others see what reads says.
create procedure tillit.protect(name text, owner text, reads text default 'false') language plpgsql as $$
declare
    own constant text := format('%s = (select tillit.tenant()) or (select tillit.is_operator())', owner);
begin
    execute format('alter table tillit.%I enable row level security', name);
    execute format('alter table tillit.%I force row level security', name);
    execute format('create policy %I on tillit.%I for select to tillit_owner, tillit_app using (%s or %s)', name || '_read', name, own, reads);
    execute format('create policy %I on tillit.%I for all to tillit_app using (%s) with check (%s)', name || '_write', name, own, own);
    execute format('grant select, insert, update, delete on tillit.%I to tillit_app', name);
end
$$;
