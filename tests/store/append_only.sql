-- Append-only: observations, revisions, their tables, published cells and the audit trail.

begin;
\ir support/fixtures.sql
do $$ begin
    perform tap.observe('t-mean-v1', 'se-0001', '2022', 3.000, 10, null, 't-rel');
    perform tap.observe('t-mean-v1', 'se-0001', '2023', 3.000, 10, null, 't-rel2');
    perform tap.publish('t-rel', now());
end $$;
insert into tillit.response_count select o.id, 1, 3, 10 from tillit.observation o where o.indicator = 't-mean' and o.period = '2022';
insert into tillit.life_table_row select o.id, 1, 1, 10, 1, 0 from tillit.observation o where o.indicator = 't-mean' and o.period = '2022';
insert into tillit.audit_event (sequence, at, actor, action, object, status, key_id, previous_mac, mac)
values (1000000, now(), 'a', 'read', 'a', 200, 'k', 'p', 'm');

select plan(29);

select is(tap.broken($$update tillit.observation set period = '2021'$$), 'observation_append_only', 'an observation keeps its identity');
select is(tap.broken($$delete from tillit.observation$$), 'observation_append_only', 'and stays');
select is(tap.broken(format('update tillit.observation_revision set %s where release = ''t-rel2''', change)), 'observation_revision_append_only', 'a revision keeps its figures: ' || change)
    from unnest(array['value = 4.000', 'n_valid = 11', 'obs_status = ''E''', 'conf_status = ''N''', 'reason = ''correction''', 'recorded_at = now() - interval ''1 year''',
                      'is_synthetic = true', 'note = ''a''']) as change;
select is(tap.broken($$delete from tillit.observation_revision$$), 'observation_revision_append_only', 'and stays');
select is(tap.broken($$update tillit.observation_revision set superseded_at = now() where release = 't-rel2'$$), 'none', 'it may be superseded');
select is(tap.broken($$update tillit.observation_revision set superseded_at = now() where release = 't-rel2'; update tillit.observation_revision set superseded_at = null where release = 't-rel2'$$),
          'observation_revision_append_only', 'but not come back');
select is(tap.broken($$update tillit.observation_revision set state = 'draft' where release = 't-rel2'$$), 'none', 'its state may change before publication');
select is(tap.broken($$update tillit.observation_revision set release = 't-int' where release = 't-rel2'$$), 'none', 'and its release');
select is(tap.broken($$update tillit.observation_revision set release = 't-rel' where release = 't-rel2'$$), 'observation_revision_release_open', 'not to a published one');
select is(tap.broken($$update tillit.observation_revision set state = 'draft' where release = 't-rel'$$), 'observation_revision_state_open', 'nor after publication');
select is(tap.broken($$insert into tillit.observation_revision (observation, revision, owner, value, n_valid, reason, source)
                       select observation, 2, owner, 3.000, 10, 'correction', 't-src' from tillit.observation_revision where release = 't-rel2'$$), 'observation_revision_current_key', 'one current revision');
select is(tap.broken($$update tillit.response_count set count = 9$$), 'response_count_append_only', 'response counts');
select is(tap.broken($$delete from tillit.life_table_row$$), 'life_table_row_append_only', 'life tables');
select is(tap.broken($$update tillit.published_cell set value = 4.000 where release = 't-rel'$$), 'published_cell_append_only', 'a published cell keeps its figures');
select is(tap.broken($$delete from tillit.published_cell$$), 'published_cell_append_only', 'and stays');
select is(tap.broken($$update tillit.published_cell set replaced_at = now() where release = 't-rel'; update tillit.published_cell set replaced_at = null where release = 't-rel'$$), 'published_cell_append_only', 'replaced is replaced');
select is(tap.broken($$update tillit.audit_event set actor = 'b'$$), 'audit_event_append_only', 'the audit trail');
select is(tap.broken($$delete from tillit.audit_event$$), 'audit_event_append_only', 'is kept');
select is(tap.seen('tillit_app', 'se-0001', '', $$update tillit.observation_revision set value = 1 returning 1$$), '42501', 'the application role lacks even the right');
select is(tap.seen('tillit_app', 'se-0001', 'on', $$delete from tillit.published_cell$$), '42501', 'operators too');
select is(tap.seen('tillit_app', 'se-0001', 'on', change), '42501', 'nor what was known then: ' || change)
    from unnest(array['update tillit.former_row set was_public = true', 'delete from tillit.former_row']) as change;

select * from finish();
rollback;
