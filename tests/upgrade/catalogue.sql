-- What a database of this program consists of, a line each, so that two of them can be compared: roles' rights, tables, columns,
-- defaults, constraints with their words, indexes, functions, triggers, policies, views, grants. Columns stand by name: what
-- position they have in their table is nobody's business, nor is the name that PostgreSQL gives a constraint of a partition.
-- Run with psql -At.

with owned as (select n.oid, n.nspname from pg_catalog.pg_namespace n where n.nspname in ('tillit', 'api')),
relations as (
    select format('%s.%s', o.nspname, c.relname) as name, c.*
    from pg_catalog.pg_class c join owned o on o.oid = c.relnamespace
),
lines as (
    select 'schema' as kind, o.nspname as name, format('%s %s', pg_get_userbyid(n.nspowner), (select array_agg(a::text order by a::text) from unnest(n.nspacl) a)) as what
    from owned o join pg_catalog.pg_namespace n on n.oid = o.oid
    union all
    select 'default privileges', pg_get_userbyid(d.defaclrole),
           format('%s %s %s', d.defaclobjtype, d.defaclnamespace::regnamespace, (select array_agg(a::text order by a::text) from unnest(d.defaclacl) a))
    from pg_catalog.pg_default_acl d
    union all
    select 'type', t.typname, format('%s %s %s', t.typtype, format_type(t.typbasetype, t.typtypmod), l.collname)
    from pg_catalog.pg_type t join owned o on o.oid = t.typnamespace
    left join pg_catalog.pg_collation l on l.oid = t.typcollation
    where t.typtype not in ('c', 'b')
    union all
    select 'relation', r.name,
           format('%s %s %s %s %s %s %s %s %s', r.relkind, r.relpersistence, pg_get_userbyid(r.relowner), r.relrowsecurity, r.relforcerowsecurity,
                  r.reloptions, r.relreplident, pg_get_expr(r.relpartbound, r.oid),
                  (select array_agg(a::text order by a::text) from unnest(r.relacl) a))
    from relations r where r.relkind <> 'i' and r.relkind <> 'I'
    union all
    select 'column', format('%s.%s', r.name, a.attname),
           format('%s %s %s %s %s %s %s %s', format_type(a.atttypid, a.atttypmod), l.collname, a.attnotnull, a.attidentity, a.attgenerated,
                  pg_get_expr(d.adbin, d.adrelid), a.attacl, col_description(r.oid, a.attnum))
    from relations r
    join pg_catalog.pg_attribute a on a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped
    left join pg_catalog.pg_collation l on l.oid = a.attcollation
    left join pg_catalog.pg_attrdef d on d.adrelid = r.oid and d.adnum = a.attnum
    where r.relkind in ('r', 'p', 'v')
    union all
    select 'constraint', format('%s.%s', c.conrelid::regclass, case when c.conparentid = 0 then c.conname else '(inherited)' end),
           format('%s, words: %s', case c.contype when 't' then 'trigger' else pg_get_constraintdef(c.oid) end, obj_description(c.oid, 'pg_constraint'))
    from pg_catalog.pg_constraint c join owned o on o.oid = c.connamespace
    union all
    select 'index', x.indexrelid::regclass::text, pg_get_indexdef(x.indexrelid)
    from pg_catalog.pg_index x join relations r on r.oid = x.indrelid
    union all
    select 'function', p.oid::regprocedure::text,
           format('%s %s %s', pg_get_userbyid(p.proowner), (select array_agg(a::text order by a::text) from unnest(p.proacl) a), pg_get_functiondef(p.oid))
    from pg_catalog.pg_proc p join owned o on o.oid = p.pronamespace
    union all
    select 'trigger', format('%s.%s', r.name, t.tgname), format('%s %s', t.tgenabled, pg_get_triggerdef(t.oid))
    from pg_catalog.pg_trigger t join relations r on r.oid = t.tgrelid where not t.tgisinternal
    union all
    select 'policy', format('%s.%s', r.name, p.polname),
           format('%s %s %s using (%s) with check (%s)', p.polcmd, p.polpermissive, (select array_agg(u::regrole::text order by u::regrole::text) from unnest(p.polroles) u),
                  pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid))
    from pg_catalog.pg_policy p join relations r on r.oid = p.polrelid
    union all
    select 'view', r.name, pg_get_viewdef(r.oid) from relations r where r.relkind = 'v'
    union all
    select 'comment', format('%s %s %s', d.classoid::regclass, r.name, d.objsubid), d.description
    from pg_catalog.pg_description d join relations r on r.oid = d.objoid where d.classoid = 'pg_class'::regclass
)
select replace(format('%s %s: %s', kind, name, what), E'\n', ' ') as line from lines order by 1;
