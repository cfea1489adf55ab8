-- Generated set: the figures of all indicators, published as they are, once more for further indicators. A set of 23 million
-- would take a working day through triggers, checks and keys, each of which its originals have passed. So copies leave them
-- out, and indexes that hold no constraint are made anew afterwards. Several statements, as the superuser, in one transaction.
-- bench.copies (a setting): how many copies of each indicator.

set local session_replication_role = replica; -- no triggers, no foreign keys
set local maintenance_work_mem = '1GB';
set local search_path = tillit, pg_catalog;

create temporary table copied (position, name) on commit drop as
values (1, 'indicator'), (2, 'indicator_version'), (3, 'observation'), (4, 'observation_revision'), (5, 'release_cell'),
       (6, 'published_cell'), (7, 'published_figure'), (8, 'observed_series'), (9, 'published_series');

create temporary table aside on commit drop as
select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as definition
from pg_index i
join copied t on t.name::regclass = i.indrelid
where not exists (select from pg_constraint c where c.conindid = i.indexrelid);

do $$
declare
    given record;
    names text;
    expressions text;
    indicators int := (select count(*) from indicator);
    observations bigint := (select max(id) from observation);
begin
    for given in select name from aside loop
        execute 'drop index ' || given.name;
    end loop;

    for given in select name from copied order by position loop
        select string_agg(quote_ident(attname), ', ' order by attnum),
               string_agg(case
                   when attname = 'indicator' or given.name = 'indicator' and attname = 'code'
                       then format('(''bi-'' || substr(o.%I, 4)::int + c.n * %s)::code', attname, indicators)
                   when attname = 'indicator_version' or given.name = 'indicator_version' and attname = 'code'
                       then format('(''bi-'' || split_part(o.%I, ''-'', 2)::int + c.n * %s || ''-v1'')::code', attname, indicators)
                   when attname = 'observation' or given.name = 'observation' and attname = 'id'
                       then format('o.%I + c.n * %s', attname, observations)
                   else format('o.%I', attname) end, ', ' order by attnum)
        into names, expressions
        from pg_attribute
        where attrelid = given.name::regclass and attnum > 0 and not attisdropped and attgenerated = '';
        -- copy by copy ("offset 0" keeps the loops in this order), so that what is written grows at its end
        execute format('insert into %s (%s) overriding system value
                        select %s from generate_series(1, current_setting(''bench.copies'')::bigint) c (n)
                        cross join lateral (select r.* from %1$s r where c.n > 0 offset 0) o', given.name, names, expressions);
    end loop;
    perform setval(pg_get_serial_sequence('observation', 'id'), (select max(id) from observation));

    for given in select name, definition from aside loop
        execute given.definition;
    end loop;
end
$$;
