-- The bodies of all PL/pgSQL functions against the schema as it is: most are made before there is any table, so nothing else looks
-- into them until they run. Needs the extension plpgsql_check; triggers' functions are checked once for each table.

begin;
\ir support/fixtures.sql
create extension if not exists plpgsql_check;

select plan(3);

create temporary table checked on commit drop as
select p.oid, p.oid::regprocedure::text as name, p.prorettype = 'trigger'::regtype as is_trigger, t.tgrelid, t.tgoldtable, t.tgnewtable
from pg_proc p
left join lateral (select distinct tgrelid, tgoldtable, tgnewtable from pg_trigger t where t.tgfoid = p.oid and t.tgparentid = 0) t on true
where p.pronamespace = 'tillit'::regnamespace and p.prolang = (select oid from pg_language where lanname = 'plpgsql');

select cmp_ok((select count(distinct oid) from checked), '>', 40::bigint, 'there are functions to check');
select is((select string_agg(name, ', ') from checked where is_trigger and tgrelid is null), null, 'each trigger function has a trigger');
-- what `return query` gives counts as unmodified
select is((select string_agg(format('%s%s, line %s: %s', c.name, ' on ' || c.tgrelid::regclass, f.lineno, f.message), E'\n' order by c.name, f.lineno)
           from checked c
           cross join lateral plpgsql_check_function_tb(c.oid, coalesce(c.tgrelid, 0), oldtable => c.tgoldtable, newtable => c.tgnewtable,
                                                        extra_warnings => true, performance_warnings => false) f
           where f.message !~ '^OUT variable .* is maybe unmodified$'), null, 'no function has a fault or an unused variable');

select * from finish();
rollback;
