-- What tables are made with (sql/schema, sql/migrations).

-- What every resource has besides its members, and the words of the checks that many have; other checks have theirs beside
-- them.
create or replace procedure tillit.make_resource(name text, generated text default null) language plpgsql as $$
begin
    execute format('alter table tillit.%I add created_at timestamptz not null default now(), '
                   'add created_by text default current_setting(''tillit.account'', true), '
                   'add updated_at timestamptz not null default now(), add row_version int not null default 1', name);
    execute format('create trigger touch before update on tillit.%I for each row execute function tillit.touch(%s)',
                   name, coalesce(quote_literal(generated), ''));
    call tillit.word_checks(name);
end
$$;

-- Words for the checks that many tables have, by what they ask.
create or replace procedure tillit.word_checks(name text) language plpgsql as $$
declare
    rule record;
begin
    for rule in
        select c.conname, w.words
        from pg_catalog.pg_constraint c
        join (values ('is_code(', 'not_a_code'), ('is_uuid7(', 'not_a_uuid'), (' <> ''''::text))', 'empty')) as w (part, words)
             on strpos(pg_get_constraintdef(c.oid), w.part) > 0
        where c.conrelid = ('tillit.' || quote_ident(name))::regclass and c.contype = 'c'
    loop
        execute format('comment on constraint %I on tillit.%I is %L', rule.conname, name, rule.words);
    end loop;
end
$$;

-- A column whose elements are codes of another table; of a list of objects, those of a member.
create or replace procedure tillit.make_code_list(name text, col text, codes text, member text default null)
language plpgsql as $$
begin
    execute format('create constraint trigger %I after insert or update of %I on tillit.%I for each row '
                   'execute function tillit.check_codes(%L, %L%s)', col || '_codes', col, name, col, codes,
                   coalesce(', ' || quote_literal(member), ''));
end
$$;

-- For foreign keys to rows that not everybody sees.
create or replace procedure tillit.make_seen(name text, col text, other text) language plpgsql as $$
begin
    execute format('create constraint trigger %I after insert or update of %I on tillit.%I for each row '
                   'execute function tillit.check_seen(%L, %L)', col || '_seen', col, name, col, other);
end
$$;

-- Row-level security of a table: members of the owner and operators see and write all of it; others see what reads says.
create or replace procedure tillit.protect(name text, owner text, reads text default 'false') language plpgsql as $$
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

-- Objects with an audience of their own; partners are those of the plan, where there is one and it names any.
create or replace procedure tillit.protect_shared(name text, owner text, plan text, provided text default 'true')
language plpgsql as $$
begin
    call tillit.protect(name, owner, format($policy$
        audience = 'public'
        or audience = 'partners' and (select tillit.tenant()) is not null and %2$s
           and not exists (select from tillit.plan_sharing s
                           where s.plan = %1$s and s.municipality <> (select tillit.tenant())
                             and s.partners <> '{}' and (select tillit.tenant()) <> all (s.partners))$policy$, plan, provided));
end
$$;
