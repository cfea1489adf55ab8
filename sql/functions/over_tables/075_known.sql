-- What was known then (as_of): rows as they were at tillit.as_of(). What is known now is read from the tables themselves.

create or replace function tillit.keep_former() returns trigger language plpgsql as $$
declare
    former constant jsonb := to_jsonb(old);
    of_plan tillit.code := case tg_table_name when 'plan' then old.code else former ->> 'plan' end;
    until constant timestamptz := case tg_op when 'UPDATE' then new.updated_at else greatest(now(), old.updated_at) end;
    open boolean;
begin
    if tg_op = 'UPDATE' and new.row_version = old.row_version or old.updated_at = now() then
        return null;
    end if;
    if tg_table_name = 'target' then
        select g.plan into of_plan
        from tillit.goal g join tillit.plan p on p.code = g.plan and p.audience = 'public'
        where g.targets @> array[old.code::text]
        order by g.plan limit 1;
    end if;
    open := case tg_table_name when 'plan' then former ->> 'audience' = 'public'
                               else exists (select from tillit.plan p where p.code = of_plan and p.audience = 'public') end;
    insert into tillit.former_row (relation, code, municipality, plan, was_public, known_from, known_until, content)
    values (tg_table_name, old.code, old.municipality, of_plan, open, old.updated_at, until, former);
    return null;
end
$$;
grant execute on function tillit.keep_former() to tillit_app;

-- known_plan, known_goal and so on.
do $$
declare
    kind record;
begin
    for kind in
        select r as relation from unnest(array['plan', 'goal', 'action', 'milestone', 'target']) as r
    loop
        execute format($view$
            create or replace view tillit.known_%1$s as
            select t.* from tillit.%1$I t where t.updated_at <= (select tillit.as_of())
            union all
            select t.*
            from tillit.former_row f cross join lateral jsonb_populate_record(null::tillit.%1$I, f.content) as t
            where f.relation = %1$L and f.known_from <= (select tillit.as_of()) and f.known_until > (select tillit.as_of())
            $view$, kind.relation);
        execute format('grant select on tillit.known_%s to tillit_app', kind.relation);
        execute format('create or replace trigger keep_former after update or delete on tillit.%I '
                       'for each row execute function tillit.keep_former()', kind.relation);
    end loop;
end
$$;
