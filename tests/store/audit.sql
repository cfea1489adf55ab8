-- The audit trail: appended by its two functions only, each tenant to its own chain; never changed, by nobody.

begin;
\ir support/fixtures.sql

-- Appends as the service does; the code is not what it checks. Gives "chain sequence actor municipality".
create function tap.append(municipality text, operator text, action text default 'change', step int default 0) returns text language plpgsql as $$
declare
    start record;
begin
    perform set_config('tillit.municipality', municipality, true), set_config('tillit.operator', operator, true),
            set_config('tillit.account', 'key-test', true), set_config('role', 'tillit_app', true);
    select * into start from tillit.audit_begin();
    perform tillit.audit_append(start.sequence + step, start.at_us, append.action, '/x', 200, null, '\x00ff', 'k', decode(start.sequence::text, 'escape'));
    perform set_config('role', 'none', true);
    return concat_ws(' ', start.chain, start.sequence - (select coalesce(max(sequence), 0) from tap.before b where b.chain = start.chain), start.actor, start.municipality);
end
$$;
create table tap.before as select chain, max(sequence) as sequence from tillit.audit_event group by chain;
grant usage on schema tap to public;
grant select on tap.before to public;

select plan(45);

-- chains
select is(tap.append('se-0001', 'off'), 'se-0001 1 key-test se-0001', 'a member''s event is its municipality''s');
select is(tap.append('se-0001', 'off'), 'se-0001 2 key-test se-0001', 'numbered on');
select is(tap.append('se-0002', 'off'), 'se-0002 1 key-test se-0002', 'each municipality by itself');
select is(tap.append('', 'on'), 'operator 1 key-test', 'the operator''s has a chain of its own');
select is(tap.append('', 'off'), 'operator 2 key-test', 'which takes keys without municipality');
select is(tap.append('se-0001', 'on'), 'operator 3 key-test', 'and an operator who names a municipality');
select is(tap.append('se-7777', 'off'), 'se-7777 1 key-test se-7777', 'a municipality that is not here has one, too');
select is((select encode(e.previous_mac, 'escape') from tillit.audit_event e where chain = 'se-0001' and sequence = 2), '1', 'a row carries the code of the one before');
select ok((select previous_mac is null from tillit.audit_event where chain = 'se-0001' and sequence = 1), 'the first none');
select is((select sequence || ' ' || encode(mac, 'escape') from tillit.audit_head where chain = 'se-0001'), '2 2', 'the head is the last row');
select ok((select h.at = e.at from tillit.audit_head h join tillit.audit_event e using (chain, sequence) where chain = 'se-0001'), 'with its time');
select ok((select at between now() and clock_timestamp() from tillit.audit_event where chain = 'se-0001' and sequence = 2), 'the time is that of the event');

-- what appending refuses
select is(tap.broken($$select tap.append('se-0001', 'off', step => 1)$$), 'audit_event_sequence_next', 'no number is left out');
select is(tap.broken($$select tap.append('se-0001', 'off', step => -1)$$), 'audit_event_sequence_next', 'none comes twice');
select is(tap.broken($$select tap.append('se-0001', 'off', action => 'love')$$), 'audit_event_action_fkey', 'actions are those of the list');
select is(tap.broken($$insert into tillit.audit_event (sequence, at, actor, action, object, status, key_id, mac) values (1000000, now(), 'a', 'read', 'a', 200, 'k', 'm')$$), 'audit_event_previous_mac_check', 'only the first row has nothing before it');

-- nobody changes, removes or adds otherwise
select is(tap.seen('tillit_app', 'se-0001', operator, statement), '42501', 'the application role, operator ' || operator || ': ' || statement)
from unnest(array['off', 'on']) as operator,
     unnest(array[$$insert into tillit.audit_event (sequence, at, actor, action, object, status, key_id, previous_mac, mac) values (1000000, now(), 'a', 'read', 'a', 200, 'k', 'p', 'm') returning 1$$,
                  $$update tillit.audit_event set actor = 'b' returning 1$$, $$delete from tillit.audit_event returning 1$$, $$truncate tillit.audit_event$$,
                  $$insert into tillit.audit_head values ('x', 1, 'm', now()) returning 1$$, $$update tillit.audit_head set sequence = 1 returning 1$$,
                  $$delete from tillit.audit_head returning 1$$, $$truncate tillit.audit_head$$]) as statement;
select is(tap.broken('update tillit.audit_event set actor = ''b'''), 'audit_event_append_only', 'not even the owner changes a row');
select is(tap.broken('truncate tillit.audit_event'), 'audit_event_append_only', 'or empties the table');
select is(tap.broken('delete from tillit.audit_head'), 'audit_head_append_only', 'or drops a head');
select is(tap.broken('truncate tillit.audit_head'), 'audit_head_append_only', 'or all of them');
select is(tap.seen('tillit_public', '', '', 'select chain from tillit.audit_begin()'), '42501', 'keyless callers have no chain');
select is(tap.seen('tillit_public', '', '', 'select 1 from tillit.audit_event'), '42501', 'and read no table');

-- who reads
select is(tap.seen('tillit_app', 'se-0001', 'off', 'select string_agg(distinct chain, '' '') from tillit.audit_event'), 'se-0001', 'members read their chain');
select is(tap.seen('tillit_app', 'se-0001', 'off', 'select count(*) from tillit.audit_head'), '0', 'no head');
select ok(tap.seen('tillit_app', '', 'on', 'select string_agg(distinct chain, '' '') from tillit.audit_event')::text ~ 'operator.* se-0001 se-0002', 'operators all');
select ok(tap.seen('tillit_app', '', 'on', 'select count(*) from tillit.audit_head')::int >= 4, 'and the heads');
select is(tap.seen('tillit_app', '', 'off', 'select count(*) from tillit.audit_event'), '0', 'a key without municipality nothing');
select is(tap.seen('tillit_app', 'se-0001', 'off', 'select count(*) from api.audit_events where municipality is distinct from ''se-0001'''), '0', 'so does the view');
select is(tap.seen('tillit_public', '', '', 'select count(*) from api.audit_events'), '0', 'which shows keyless callers nothing');

select * from finish();
rollback;
