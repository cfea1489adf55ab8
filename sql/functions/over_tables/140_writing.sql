-- What safe writing asks of the database.

-- A row as it would be stored: what is not given has its column's default.
create or replace function tillit.with_defaults(tab text, given jsonb) returns jsonb volatile language plpgsql as $$
declare
    col record;
    value jsonb;
    whole jsonb := given;
begin
    for col in select a.attname as name, pg_get_expr(d.adbin, d.adrelid) as expression
               from pg_catalog.pg_attribute a
               left join pg_catalog.pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
               where a.attrelid = ('tillit.' || quote_ident(tab))::regclass and a.attnum > 0 and not a.attisdropped
                 and a.attgenerated = '' and not given ? a.attname
    loop
        value := null;
        if col.expression is not null then
            execute format('select to_jsonb((%s))', col.expression) into value;
        end if;
        whole := whole || jsonb_build_object(col.name, value);
    end loop;
    return whole;
end
$$;

-- Every rule of a table (its CHECK constraints, foreign keys and lists of codes, these as the caller sees them) that a row
-- breaks. Rules about a column that is no key of `given` are not asked: its value is unknown.
-- field: the column; in a list /<index> and /<member> follow it.
create or replace function tillit.broken_rules(tab text, given jsonb)
returns table (field text, code text, argument0 text, argument1 text) stable language plpgsql as $$
#variable_conflict use_column
declare
    name constant regclass := ('tillit.' || quote_ident(tab))::regclass;
    whole jsonb := given;
    rule record;
    is_kept boolean;
    value jsonb;
begin
    for rule in select a.attname, pg_get_expr(d.adbin, d.adrelid) as expression
                from pg_catalog.pg_attribute a
                join pg_catalog.pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
                where a.attrelid = name and a.attgenerated = 's'
    loop
        execute format('select to_jsonb((%s)) from jsonb_populate_record(null::%s, $1)', rule.expression, name) into value using whole;
        whole := whole || jsonb_build_object(rule.attname, value);
    end loop;
    for rule in
        select c.conname, c.contype, c.confrelid, pg_get_expr(c.conbin, c.conrelid) as expression,
               string_to_array(obj_description(c.oid, 'pg_constraint'), '|') as words,
               regexp_replace(c.conname, format('^%s_(.*)_(check|fkey)$', tab), '\1') as field,
               array(select a.attname::text from unnest(c.conkey) with ordinality k (attnum, n)
                     join pg_catalog.pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.attnum order by n) as columns,
               array(select a.attname::text from unnest(c.confkey) with ordinality k (attnum, n)
                     join pg_catalog.pg_attribute a on a.attrelid = c.confrelid and a.attnum = k.attnum order by n) as others
        from pg_catalog.pg_constraint c
        where c.conrelid = name and c.contype in ('c', 'f') and c.conparentid = 0
        order by c.conname
    loop
        continue when exists (select from unnest(rule.columns) k where not whole ? k);
        if rule.contype = 'c' then
            execute format('select (%s) is not false from jsonb_populate_record(null::%s, $1)', rule.expression, name)
                into is_kept using whole;
            if not is_kept then
                return query select rule.field, coalesce(rule.words[1], 'rule'), coalesce(rule.words[2], case when rule.words is null then rule.conname::text end),
                                    rule.words[3];
            end if;
        elsif not exists (select from unnest(rule.columns) k where whole ->> k is null) then
            execute format('select exists (select from jsonb_populate_record(null::%s, $1) as mine join %s as theirs on %s)',
                           name, rule.confrelid::regclass,
                           (select string_agg(format('theirs.%I = mine.%I', o, m), ' and ') from unnest(rule.others, rule.columns) as k (o, m)))
                into is_kept using whole;
            if not is_kept then
                return query select rule.field, 'unknown_code', whole ->> coalesce((select k from unnest(rule.columns) k where k = rule.field), rule.columns[1]), null::text;
            end if;
        end if;
    end loop;
    for rule in
        select string_to_array(encode(t.tgargs, 'escape'), '\000') as arguments
        from pg_catalog.pg_trigger t
        where t.tgrelid = name and t.tgfoid = 'tillit.check_codes'::regproc and t.tgnargs >= 2
    loop
        continue when coalesce(jsonb_typeof(whole -> rule.arguments[1]), '') <> 'array';
        return query execute format(
            'select concat_ws(''/'', $2, e.n - 1, $3), ''unknown_code'', coalesce(e.item ->> $3, e.item #>> ''{}''), null::text '
            'from jsonb_array_elements($1) with ordinality e (item, n) '
            'where not exists (select from tillit.%I o where o.code = case when $3 is null then e.item #>> ''{}'' else e.item ->> $3 end)',
            rule.arguments[2])
            using whole -> rule.arguments[1], rule.arguments[1], nullif(rule.arguments[3], '');
    end loop;
end
$$;

-- Who refers to a row, as the caller sees it: tables whose foreign keys or lists of codes name it (not those that go with
-- it), how often, and the keys of the first.
create or replace function tillit.references_to(tab text, key text)
returns table (by_table text, how_often bigint, keys text) stable language plpgsql as $$
#variable_conflict use_column
declare
    reference record;
begin
    for reference in
        with references_by_key as (
            select c.conrelid as by_table,
                   format('t.%I::text = $1', a.attname) as condition
            from pg_catalog.pg_constraint c
            join pg_catalog.pg_attribute k on k.attrelid = c.confrelid and k.attname in ('code', 'id') and k.attnum = any (c.confkey)
            join pg_catalog.pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[array_position(c.confkey, k.attnum)]
            where c.contype = 'f' and c.confrelid = ('tillit.' || quote_ident(tab))::regclass and c.conparentid = 0 and c.confdeltype <> 'c'
        ), lists as (
            select t.tgrelid, string_to_array(encode(t.tgargs, 'escape'), '\000') as arguments
            from pg_catalog.pg_trigger t
            where t.tgfoid = 'tillit.check_codes'::regproc and t.tgnargs >= 2
        ), conditions as (
            select by_table, condition from references_by_key
            union
            select l.tgrelid, case when coalesce(l.arguments[3], '') = '' then format('t.%I @> array[$1]', l.arguments[1])
                                   else format('t.%I @> jsonb_build_array(jsonb_build_object(%L, $1))', l.arguments[1], l.arguments[3]) end
            from lists l where l.arguments[2] = tab
        )
        select c.by_table, string_agg(c.condition, ' or ') as condition,
               (select a.attname from pg_catalog.pg_attribute a where a.attrelid = c.by_table and a.attname in ('code', 'id') and a.attnum > 0
                order by a.attname limit 1) as key
        from conditions c group by c.by_table
    loop
        return query execute format(
            'select %L::text, count(*), (select string_agg(k, '', '' order by k) from (select %s as k from %s t where %s order by 1 limit 5) f) '
            'from %s t where %s having count(*) > 0',
            (select relname from pg_catalog.pg_class where oid = reference.by_table),
            case when reference.key is null then 'null::text' else format('t.%I::text', reference.key) end, reference.by_table::regclass, reference.condition,
            reference.by_table::regclass, reference.condition)
            using key;
    end loop;
end
$$;

grant execute on function tillit.with_defaults(text, jsonb), tillit.broken_rules(text, jsonb),
    tillit.references_to(text, text) to tillit_app;
