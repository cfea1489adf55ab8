-- What a statement without any condition reaches under a tenant's settings. Run by the superuser with triggers and foreign
-- keys switched off, so that nothing but row-level security stands in the way.

-- The rows of `relation` that the tenant may not have (`allowed` is false) and yet reaches by a statement of this kind.
create function pg_temp.reached(kind text, relation text, allowed text) returns bigint language plpgsql as $$
declare
    name constant text := split_part(relation, '.', 2);
    readable text;
    assigned text;
    copied text;
    result bigint := 0;
begin
    select string_agg(format('t.%I', attname), ', ') into readable from pg_attribute
        where attrelid = relation::regclass and attnum > 0 and not attisdropped
          and has_column_privilege('tillit_app', attrelid, attnum, 'select');
    select format('%1$I = %1$I', attname) into assigned from pg_attribute
        where attrelid = relation::regclass and attnum > 0 and not attisdropped and attgenerated = '' and attidentity = ''
          and has_column_privilege('tillit_app', attrelid, attnum, 'update') limit 1;
    select string_agg(format('%I', attname), ', ') into copied from pg_attribute
        where attrelid = relation::regclass and attnum > 0 and not attisdropped and attgenerated = '';
    drop table if exists foreign_row;
    if kind = 'select' then
        execute format('create temp table foreign_row as select (%s)::text as row from %s t where not coalesce(%s, false)',
                       coalesce('row(' || readable || ')', 'null'), relation, allowed);
        if readable is null then
            return 0;
        end if;
    elsif kind = 'insert' then
        execute format('create temp table foreign_row as select %s from %s t where not coalesce(%s, false) limit 1', copied, relation, allowed);
    else
        execute format('create temp table foreign_row as select t.ctid as place from %s t where not coalesce(%s, false)', relation, allowed);
    end if;
    grant select on foreign_row to tillit_app;
    begin
        set local role tillit_app;
        case kind
        when 'select' then
            execute format('select count(*) from (select (row(%s))::text as row from %s t) as seen join (select distinct row from foreign_row) f using (row)',
                           readable, relation) into result;
        when 'update' then
            if assigned is not null then
                execute format('update %s set %s', relation, assigned);
            end if;
        when 'delete' then
            execute format('delete from %s', relation);
        when 'insert' then
            execute format('insert into %s (%s) overriding system value select %s from foreign_row', relation, copied, copied);
            get diagnostics result = row_count;
        end case;
        set local role postgres;
        if kind in ('update', 'delete') then
            execute format('select count(*) from foreign_row f where not exists (select from %s t where t.ctid = f.place)', relation) into result;
        end if;
        raise exception using errcode = 'ZZ001';
    exception
        when sqlstate 'ZZ001' then null;          -- the statement is undone, what it reached is known
        when insufficient_privilege then result := 0;
        when unique_violation then result := 1;   -- it was the key that stopped it, not the policy
    end;
    return result;
end
$$;

-- The rows of a view of schema api whose object, a row of `relation`, the tenant may not have.
create function pg_temp.shown(view text, relation text, allowed text) returns bigint language plpgsql as $$
declare
    key constant text := case when exists (select from pg_attribute where attrelid = view::regclass and attname = 'code') then 'code' else 'id' end;
    result bigint;
begin
    drop table if exists foreign_row;
    execute format('create temp table foreign_row as select t.%I::text as key from %s t where not coalesce(%s, false)', key, relation, allowed);
    grant select on foreign_row to tillit_app;
    set local role tillit_app;
    execute format('select count(*) from %s v where v.%I::text in (select key from foreign_row)', view, key) into result;
    set local role postgres;
    return result;
end
$$;

-- The rows of api.changes, or of a reader's view like it, about published figures that the tenant may not have.
create function pg_temp.news(view text, allowed text) returns bigint language plpgsql as $$
declare
    result bigint;
begin
    drop table if exists public_row;
    execute format('create temp table public_row as select t.release, t.indicator, t.area, t.period, t.respondent_group, t.sex, t.age_band, t.revision '
                   'from tillit.published_cell t where %s', allowed);
    grant select on public_row to tillit_app;
    set local role tillit_app;
    execute format('select count(*) from api.%I v where (v.release, v.indicator, v.area, v.period, v.respondent_group, v.sex, v.age_band, '
                   'v.revision) not in (select * from public_row)', view) into result;
    set local role postgres;
    return result;
end
$$;

-- The figures of other municipalities in api.observations, or in a reader's view like it, that are not, number by number, in a public
-- table of a release.
create function pg_temp.figures(view text, tenant text) returns bigint language plpgsql as $$
declare
    result bigint;
begin
    drop table if exists public_row;
    create temp table public_row as
        select c.indicator, c.area, c.period, c.respondent_group, c.sex, c.age_band, c.revision, coalesce(c.value, -99999) as value
        from tillit.published_cell c where c.audience = 'public' and c.retracted_at is null;
    grant select on public_row to tillit_app;
    set local role tillit_app;
    execute format('select count(*) from api.%I v where v.municipality <> $1 and (v.indicator, v.area, v.period, v.respondent_group, v.sex, '
                   'v.age_band, v.revision, coalesce(v.value, -99999)) not in (select * from public_row)', view) into result using tenant;
    set local role postgres;
    return result;
end
$$;
