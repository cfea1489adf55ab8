-- Every change of what a reply to everybody may be made of is announced, and the moments at which the clock changes it are known.

begin;
\ir support/fixtures.sql

select plan(23);

-- Whether a statement is announced. It leaves no trace.
create function tap.announces(statement text) returns boolean language plpgsql as $$
declare
    changed text;
begin
    perform set_config('tillit.changed', '', true);
    execute statement;
    set constraints all immediate;
    changed := current_setting('tillit.changed');
    raise exception using errcode = 'ZZ001', message = changed;  -- undoes the statement
exception when sqlstate 'ZZ001' then
    return sqlerrm = 'on';
end
$$;

-- tables
select is(array(select c.relname::text from pg_class c
                where c.relnamespace = 'tillit'::regnamespace and c.relkind in ('r', 'p')
                  and not exists (select from pg_trigger g where g.tgrelid = c.oid and g.tgname = 'announce_change' and g.tgenabled = 'O')
                order by 1),
          array['api_key', 'audit_event', 'audit_head', 'generation', 'idempotency', 'migration', 'opening'],
          'all tables but those that no reply to everybody is made of');
select is(array(select distinct v.view_name || ' reads ' || v.table_name from information_schema.view_table_usage v
                where v.view_schema = 'api' and v.view_name like 'public%' and v.table_schema = 'tillit'
                  and v.table_name in ('api_key', 'audit_event', 'audit_head', 'idempotency', 'migration')),
          '{}', 'the views for everybody read none of those');
select ok(tap.announces($$insert into tillit.term (code, name_sv, name_da, name_en, description_sv, description_da, description_en) values ('t-new', 'a', 'a', 'a', 'a', 'a', 'a')$$), 'an insert');
select ok(tap.announces($$update tillit.area set name = name || 'x' where code = 'se-0001'$$), 'an update');
select ok(tap.announces($$delete from tillit.term$$), 'a delete');
select ok(tap.announces($$truncate tillit.term cascade$$), 'emptying a table');
select ok(not tap.announces($$select 1$$), 'reading is none');
select ok(not tap.announces($$insert into tillit.api_key (role, hash) values ('operator', repeat('e', 64))$$), 'a key is none');
select ok(not tap.announces($$select tillit.audit_begin()$$), 'nor is an event of the audit trail');

-- what is undone is not announced
set local tillit.changed = '';
savepoint before;
update tillit.area set name = name || 'x' where code = 'se-0001';
select is(current_setting('tillit.changed', true), 'on', 'a change');
rollback to savepoint before;
select isnt(current_setting('tillit.changed', true), 'on', 'that is undone');

-- pools that have been shown: only those that were not
create function tap.show(members text[]) returns void language sql as
$$insert into tillit.shown_pool (indicator, respondent_group, period_before, period_after, members)
  select i.code, 'resident', '2020', '2021', show.members from tillit.indicator i order by 1 limit 1 on conflict do nothing$$;
select ok(tap.announces($$select tap.show('{a,b,c}')$$), 'a pool that was never shown');
select tap.show('{a,b,c}');
select ok(not tap.announces($$select tap.show('{a,b,c}')$$), 'one that was');

-- the clock
set local tillit.today = '2025-09-30';
delete from tillit.opening;
select is(tillit.until_change(), null, 'on a fixed day nothing changes by the clock');
insert into tillit.opening values (now() - interval '1 hour'), (now() + interval '1 hour'), (now() + interval '2 hours');
select cmp_ok(tillit.until_change(), '<=', 3600000::double precision, 'but when an embargo opens');
select cmp_ok(tillit.until_change(), '>', 3500000::double precision, 'the next one');
set local tillit.today = '';
delete from tillit.opening;
select cmp_ok(tillit.until_change(), '<=', (25 * 3600000)::double precision, 'and at midnight, which is never far');
select is(((clock_timestamp() + tillit.until_change() * interval '1 millisecond') at time zone 'Europe/Stockholm')::timestamp(0),
          ((now() at time zone 'Europe/Stockholm')::date + 1)::timestamp, 'in Sweden');
insert into tillit.opening values (now() + interval '1 second');
select cmp_ok(tillit.until_change(), '<=', 1000::double precision, 'whichever comes first');
select is(tap.seen('tillit_app', '', '', 'select (tillit.until_change() < 1000)::text'), 'true', 'the service is told');
select is(tap.seen('tillit_public', '', '', 'select tillit.until_change()::text'), '42501', 'everybody is not');

-- releases: without cells, too, what is seen of one changes when its embargo ends
delete from tillit.opening;
insert into tillit.release (code, owner, title, audience, state, published_at) values ('t-none', 'se-0001', 'a', 'public', 'planned', null);
update tillit.release set state = 'published', published_at = now() + interval '3 hours' where code = 't-none';
set constraints all immediate;
select is((select min(at) from tillit.opening), now() + interval '3 hours', 'a release without cells opens');
select is((select count(*)::int from tillit.opening), 1, 'once');

select * from finish();
rollback;
