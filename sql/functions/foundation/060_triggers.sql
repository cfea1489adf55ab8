-- Functions of the triggers that many tables have, and of those that stand for a foreign key. Bodies are not looked into when
-- they are made: they speak of tables that come later.

set local check_function_bodies = off;

-- A change that changes something counts the row's version up. Arguments: generated columns, which are not known yet.
create or replace function tillit.touch() returns trigger language plpgsql as $$
declare
    own constant text[] := array['updated_at', 'row_version', 'created_at', 'created_by'] || tg_argv;
begin
    new.created_at := old.created_at;
    new.created_by := old.created_by;
    if to_jsonb(new) - own is distinct from to_jsonb(old) - own then
        new.row_version := old.row_version + 1;
        -- what began before the change that it follows is later all the same (tillit.keep_former)
        new.updated_at := case when old.updated_at > now() then old.updated_at + interval '1 microsecond' else now() end;
    else
        new.row_version := old.row_version;
        new.updated_at := old.updated_at;
    end if;
    return new;
end
$$;

-- Fills columns that are null from the parent row. Arguments: column that names the parent, parent table, columns.
create or replace function tillit.inherit() returns trigger language plpgsql as $$
declare
    parent jsonb;
    mine constant jsonb := to_jsonb(new);
begin
    if mine ->> tg_argv[0] is null then
        return new;
    end if;
    execute format('select to_jsonb(p) from tillit.%I p where code = $1', tg_argv[1]) into parent using mine ->> tg_argv[0];
    if parent is null then
        perform tillit.refuse_as(tg_table_name, tg_argv[0], 'unknown_code', mine ->> tg_argv[0], '', '23503');
    end if;
    return jsonb_populate_record(new, (select jsonb_object_agg(c, coalesce(nullif(mine -> c, 'null'), parent -> c))
                                       from unnest(tg_argv[2:]) as c));
end
$$;

create or replace function tillit.refuse_change() returns trigger language plpgsql as $$
begin
    raise exception using errcode = '23514', message = format('rows of %s are never changed or deleted', tg_table_name),
                          schema = 'tillit', table = tg_table_name, constraint = tg_table_name || '_append_only',
                          detail = 'append_only';
end
$$;

-- Foreign keys of lists. Arguments: column, table that holds the codes, and for a list of objects the member.
create or replace function tillit.check_codes() returns trigger language plpgsql as $$
declare
    wanted constant jsonb := to_jsonb(new) -> tg_argv[0];
    missing text;
begin
    if wanted is null or jsonb_typeof(wanted) <> 'array' or wanted = '[]' then -- many rows name nothing, and planning costs
        return null;
    end if;
    execute format('select e from (select case when $2 is null then j #>> ''{}'' else j ->> $2 end as e '
                   'from jsonb_array_elements($1) as j) as elements '
                   'where not exists (select from tillit.%I where code = e) limit 1', tg_argv[1])
        into missing using wanted, tg_argv[2];
    if missing is not null then
        perform tillit.refuse_as(tg_table_name, tg_argv[0], 'unknown_code', missing, '', '23503');
    end if;
    return null;
end
$$;

-- A foreign key sees every row, its writer does not: what he cannot see reads as unknown to him (plans: check_plan_partner).
-- Arguments: column and the table it refers to.
create or replace function tillit.check_seen() returns trigger language plpgsql as $$
declare
    wanted constant text := to_jsonb(new) ->> tg_argv[0];
    is_seen boolean;
begin
    if wanted is null or tg_op = 'UPDATE' and to_jsonb(old) ->> tg_argv[0] is not distinct from wanted then
        return null;
    end if;
    execute format('select exists (select from tillit.%I where code = $1)', tg_argv[1]) into is_seen using wanted;
    if not is_seen then
        perform tillit.refuse_as(tg_table_name, tg_argv[0], 'unknown_code', wanted, '', '23503');
    end if;
    return null;
end
$$;

-- A municipality may attach its own objects to its plans and to those in which it is a partner.
create or replace function tillit.check_plan_partner() returns trigger language plpgsql as $$
begin
    if not exists (select from tillit.plan_sharing s
                   where s.plan = new.plan and (s.municipality = new.municipality or new.municipality = any (s.partners))) then
        perform tillit.refuse_as(tg_table_name, 'plan', 'unknown_code', new.plan, '', '23503');
    end if;
    return null;
end
$$;

-- A goal is measured by targets of its own municipality; another's reads as unknown.
create or replace function tillit.check_goal_targets() returns trigger language plpgsql as $$
declare
    foreign_target text;
begin
    if new.targets = '{}' then
        return null;
    end if;
    select c into foreign_target from unnest(new.targets) as c
        where not exists (select from tillit.target t where t.code = c and t.municipality = new.municipality) limit 1;
    if found then
        perform tillit.refuse_as('goal', 'targets', 'unknown_code', foreign_target, '', '23503');
    end if;
    return null;
end
$$;

grant execute on function tillit.touch(), tillit.inherit(), tillit.refuse_change(), tillit.check_codes(),
    tillit.check_seen(), tillit.check_plan_partner(), tillit.check_goal_targets() to tillit_app;

-- What everybody reads of figures is in another state (0023).
create or replace function tillit.next_generation() returns trigger
volatile security definer set search_path = pg_catalog, pg_temp language plpgsql as $$
begin
    update tillit.generation set number = number + 1;
    -- without cells, too, a release is seen to be published when its embargo ends
    if new.published_at > now() then
        insert into tillit.opening (at) values (new.published_at) on conflict do nothing;
    end if;
    return null;
end
$$;
