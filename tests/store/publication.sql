-- Publication: what is hidden and why, what a hidden cell still tells, replacement, retraction, low reliability.

begin;
\ir support/fixtures.sql
insert into tillit.municipality (code, country, name) values ('se-0004', 'SE', 'Fyran');
insert into tillit.area (code, name, area_type, owner) values ('se-0004', 'Fyran', 'municipality', 'se-0004');
insert into tillit.release (code, owner, title, audience, embargo_until) values ('t-emb', 'se-0001', 'Embargo', 'public', '2025-02-15T00:00:00Z');
insert into tillit.release (code, owner, title, audience) values
    ('t-pool', 'se-0002', 'Pool', 'public'), ('t-pool-in', 'se-0002', 'Pool', 'internal');
insert into tillit.indicator (code, kind, trusters, name_sv, name_da, name_en, unit, decimals, direction, freq, state)
    values ('t-keep', 'process', '{tenant,resident,caseworker}', 'a', 'a', 'a', 'pct', 1, 'up', 'A', 'active');
insert into tillit.indicator_version (code, indicator, version, statistic, exit_rule_sv, exit_rule_da, exit_rule_en, definition_sv, definition_da, definition_en, source, valid_from)
    values ('t-keep-v1', 't-keep', 1, 'kaplan_meier', 'a', 'a', 'a', 'a', 'a', 'a', 't-src', '2000-01-01');
do $$
begin
    perform tap.observe('t-share-v1', 'se-0001', '2010', 25.0, 4, 1, 't-rel');               -- below k
    perform tap.observe('t-share-v1', 'se-0001', '2011', 20.0, 5, 1, 't-rel');               -- k itself
    perform tap.observe('t-share-v1', 'se-0001', '2012', 100.0, 12, 12, 't-rel', 'user');    -- all users say yes
    perform tap.observe('t-share-v1', 'se-0001', '2013', 0.0, 29, 0, 't-rel', 'user');       -- none does
    perform tap.observe('t-share-v1', 'se-0001', '2014', 100.0, 30, 30, 't-rel', 'user');    -- thirty may agree
    perform tap.observe('t-share-v1', 'se-0001', '2015', 100.0, 12, 12, 't-rel');            -- residents may
    perform tap.observe('t-mean-v1', 'se-0001', '2016', 3.000, 9, null, 't-rel', 'youth');   -- k is 10 for the young
    perform tap.observe('t-mean-v1', 'se-0001', '2017', 3.000, 10, null, 't-rel', 'youth');
    perform tap.observe('t-count-v1', 'se-0001', '2018', 4, null, null, 't-rel', '_T');      -- a count of persons
    perform tap.observe('t-count-v1', 'se-0001', '2019', 0, null, null, 't-rel', '_T');
    perform tap.observe('t-share-v1', 'se-0001', '2020', 40.0, 40, 16, 't-rel');             -- revised below
    perform tap.observe('t-share-v1', 'se-0001', '2021', 40.0, 40, 16, 't-rel');
    perform tap.observe('t-share-v1', 'se-0001', '2009', 40.0, 40, 16, 't-rel');             -- retracted below
    perform tap.observe('t-share-v1', 'se-0001', '2008', null, null, null, 't-rel', 'resident', 'L');
    perform tap.observe('t-share-v1', 'se-0001', '2007', null, 3, null, 't-rel', 'resident', 'L');  -- three asked in vain
    perform tap.observe('t-share-v1', 'se-0001', '2006', null, 40, null, 't-rel', 'resident', 'O');
    perform tap.observe('t-count-v1', 'se-0001', '2005', 40, null, null, 't-rel', '_T');            -- revised below
    perform tap.observe('t-keep-v1', 'se-0001', '1999', 100.0, 9, 9, 't-rel', 'tenant');            -- all of nine stayed
    perform tap.observe('t-keep-v1', 'se-0001', '2003', 0.0, 9, 0, 't-rel', 'caseworker');          -- employees, too
    perform tap.observe('t-keep-v1', 'se-0001', '2002', 0.0, 9, 0, 't-rel', 'resident');
    perform tap.observe('t-share-v1', 'se-0002', '2021', 40.0, 40, 16, 't-pool');                   -- in the pool of t-ev
    perform tap.observe('t-share-v1', 'se-0002', '2019', 40.0, 40, 16, 't-pool');                   -- no period of it
    perform tap.observe('t-share-v1', 'se-0002', '2023', 40.0, 40, 16, 't-pool-in');                -- not to the public
    perform tap.observe('t-share-v1', 'se-0001', '2023', 40.0, 40, 16, 't-rel');                    -- named in t-ev
    perform tap.observe('t-share-v1', 'se-0004', '2022', 40.0, 40, 16, 't-emb');
end
$$;
select plan(73);

do $$ begin perform tap.publish('t-rel', '2025-01-01T00:00:00Z'); end $$;
create function pg_temp.decision(p text) returns text language sql as $$
    select concat_ws(' ', d.conf_status, d.hidden_reason, d.n_display) from tillit.release_cell d join tillit.observation o on o.id = d.observation
    where o.period = p and d.release = 't-rel' $$;
select is(pg_temp.decision('2010'), 'A small_base <5', 'four answers are hidden');
select is(pg_temp.decision('2011'), 'F 5', 'five are shown');
select is(pg_temp.decision('2012'), 'A homogeneous 12', 'all of twelve users: hidden');
select is(pg_temp.decision('2013'), 'A homogeneous 29', 'none of 29 users: hidden');
select is(pg_temp.decision('2014'), 'F 30', 'all of thirty users: shown');
select is(pg_temp.decision('2015'), 'F 12', 'all of twelve residents: shown');
select is(pg_temp.decision('2016'), 'A small_base <10', 'nine young: hidden');
select is(pg_temp.decision('2017'), 'F 10', 'ten young: shown');
select is(pg_temp.decision('2018'), 'A small_base <5', 'a count of four: hidden');
select is(pg_temp.decision('2019'), 'F 0', 'a count of none: shown');
select is(pg_temp.decision('2008'), 'F', 'not collected is no secret');
select is(pg_temp.decision('2007'), 'A small_base <5', 'three of whom nothing is known: hidden');
select is(pg_temp.decision('1999'), 'A homogeneous 9', 'all of nine tenants stayed: hidden');
select is(pg_temp.decision('2003'), 'A homogeneous 9', 'no case worker did: hidden, since they are employees');
select is(pg_temp.decision('2002'), 'F 9', 'residents may all leave');

-- what the public is served
create function tap.cell(p text) returns text language sql as $$
    select string_agg(concat_ws(' ', coalesce(value::text, '-'), coalesce(n_valid::text, '-'), coalesce(n_display::text, '-'), coalesce(x::text, '-'),
                                obs_status, conf_status, 'r' || revision, case when replaced_at is null then 'open' else 'closed' end), '; ' order by published_at)
    from api.observations where period = p and area in ('se-0001', 'se-0004') and indicator like 't-%' $$;
create function tap.public_cell(p text) returns text language sql as $$ select tap.seen('tillit_public', '', '', format('select tap.cell(%L)', p)) $$;
select is(tap.public_cell('2010'), '- - - - Q C r1 open', 'a hidden cell has no figure');
select is(tap.public_cell('2011'), '20.0 5 5 1 U F r1 open', 'below thirty: low reliability');
select is(tap.public_cell('2014'), '100.0 30 30 30 A F r1 open', 'thirty: reliable');
select is(tap.public_cell('2012'), '- - - - Q C r1 open', 'why it is hidden is not told');
select is(tap.public_cell('2018'), '- - - - Q C r1 open', 'a hidden count');
select is(tap.public_cell('2008'), '- - - - L F r1 open', 'not collected stays L');
select is((select string_agg(concat_ws(' ', obs_status, ci_method, num_nonnulls(value, n_valid, n_display, n_invited, x, sd, se, ci_low, ci_high, ci_level)), '; ')
           from api.observations where indicator = 't-share' and period = '2006'), 'O none 0', 'forty of whom nothing is known: no number');
select is((select count(*)::int from api.observations where indicator like 't-%' and conf_status = 'C'
           and num_nonnulls(value, n_valid, n_display, n_invited, x, sd, se, ci_low, ci_high, ci_level, ci_method) > 0), 0, 'no hidden cell has any figure');
select is((select count(*)::int from api.observations where indicator like 't-%' and value is not null and scale(value) <> decimals), 0, 'values have the decimals of their indicator');
select is(tap.seen('tillit_public', '', '', 'select count(*) from api.observations where indicator like ''t-%'' and value between 24 and 26'), '0', 'a filter does not find a hidden value');
select is(tap.seen('tillit_public', '', '', 'select latest_value from api.series where indicator = ''t-count'''), '0', 'series: the latest value that is shown');
select is(tap.seen('tillit_public', '', '', 'select latest_value from api.series where indicator = ''t-mean'''), '3.000', 'series: of a mean');
select is((select state || ' ' || published_at from tillit.release where code = 't-rel'), 'published ' || '2025-01-01T00:00:00Z'::timestamptz, 'the release is published');

-- a second release: figures that would isolate a few persons, a correction, a retraction
do $$ begin
    perform tap.observe('t-share-v1', 'se-0001', '2020', 40.5, 42, 17, 't-rel2', 'resident', 'A', 2, 'late_data');
    perform tap.observe('t-share-v1', 'se-0001', '2021', 42.5, 40, 17, 't-rel2', 'resident', 'A', 2, 'correction');
    perform tap.observe('t-share-v1', 'se-0001', '2009', null, null, null, 't-rel2', 'resident', 'M', 2, 'retracted');
    perform tap.observe('t-count-v1', 'se-0001', '2005', 43, null, null, 't-rel2', '_T', 'A', 2, 'late_data');
    perform tap.publish('t-rel2', '2025-02-01T00:00:00Z');
    perform tap.publish('t-emb', '2025-02-01T00:00:00Z');
end $$;
select is((select concat_ws(' ', d.conf_status, d.hidden_reason) from tillit.release_cell d join tillit.observation o on o.id = d.observation
           where o.period = '2020' and d.release = 't-rel2'), 'A earlier_release', 'two more answers than before: hidden');
select is((select concat_ws(' ', d.conf_status, d.hidden_reason) from tillit.release_cell d join tillit.observation o on o.id = d.observation
           where o.period = '2005' and d.release = 't-rel2'), 'A earlier_release', 'three persons more in a count: hidden');
select is(tap.public_cell('2020'), '40.0 40 40 16 A F r1 closed; - - - - Q C r2 open', 'the old figure is closed, the new one hidden');
select is(tap.public_cell('2021'), '40.0 40 40 16 A F r1 closed; 42.5 40 40 17 A F r2 open', 'a correction replaces');
select is(tap.public_cell('2009'), '- - - - M F r2 open', 'a retracted figure leaves the history and an event');
select is(tap.seen('tillit_app', 'se-0002', '', 'select tap.cell(''2009'')'), '- - - - M F r2 open', 'for other municipalities too');
select is((select count(*)::int from tillit.published_cell c join tillit.observation o on o.id = c.observation where o.period = '2009' and c.retracted_at is not null), 1, 'the cell itself is kept');
select is((select count(*)::int from (select from tillit.published_cell where replaced_at is null group by observation, audience having count(*) > 1) twice), 0, 'one open cell per observation and audience');
select is(tap.public_cell('2022'), '40.0 40 40 16 A F r1 open', 'the embargo of a release concerns cells marked E');

-- publishing again changes nothing
do $$ begin perform tap.publish('t-rel', now()); end $$;
select is((select count(*)::int from tillit.published_cell where release = 't-rel' and published_at > '2025-01-01T00:00:00Z'), 0, 'a published release is not published again');
select is((select published_at from tillit.release where code = 't-rel'), '2025-01-01T00:00:00Z'::timestamptz, 'and keeps its time');
select is(tap.broken($$select tap.observe('t-share-v1', 'se-0001', '2000', 40.0, 40, 16, 't-rel')$$), 'observation_revision_release_open', 'nothing joins a published release');
select is(tap.broken($$update tillit.observation_revision set release = 't-int' where release = 't-rel'$$), 'observation_revision_release_open', 'and nothing leaves it');

-- the sender's N, C and E
insert into tillit.observation (indicator_version, area, period, respondent_group) values
    ('t-share-v1', 'se-0001', '2001', 'resident'), ('t-share-v1', 'se-0001', '2002', 'resident'), ('t-share-v1', 'se-0001', '2003', 'resident');
insert into tillit.release (code, owner, title, audience, embargo_until) values ('t-rel3', 'se-0001', 'Tre', 'public', '2025-04-01T00:00:00Z');
insert into tillit.observation_revision (observation, revision, owner, value, n_valid, x, reason, state, release, source, conf_status, recorded_at)
    select id, 1, owner, 40.0, 40, 16, 'initial', 'validated', 't-rel3', 't-src',
           case period when '2001' then 'N' when '2002' then 'C' else 'E' end, '2025-01-01'
    from tillit.observation where indicator_version = 't-share-v1' and period in ('2001', '2002', '2003');
insert into tillit.observation (indicator_version, area, period, respondent_group) values ('t-share-v1', 'se-0001', '2004', 'resident');
insert into tillit.observation_revision (observation, revision, owner, value, n_valid, x, reason, state, release, source)
    select id, 1, owner, 40.0, 40, 16, 'initial', 'submitted', 't-rel3', 't-src' from tillit.observation where indicator_version = 't-share-v1' and period = '2004';
do $$ begin perform tap.publish('t-rel3', '2025-03-01T00:00:00Z'); end $$;
select is((select string_agg(concat_ws(' ', o.period, d.conf_status, d.hidden_reason), '; ' order by o.period)
           from tillit.release_cell d join tillit.observation o on o.id = d.observation where d.release = 't-rel3'),
          '2001 N owner; 2002 N owner; 2003 F', 'N and C are withheld, E opens with its release; what is not validated is not published');
select is(tap.public_cell('2001'), '- - - - Q C r1 open', 'withheld looks hidden');
select is(tap.public_cell('2004'), null, 'a submitted revision is not there');

-- INV-8: the pool of an evaluation
update tillit.evaluation set audience = 'internal' where code = 't-ev';
do $$ begin
    perform tap.publish('t-pool', '2025-03-01T00:00:00Z');
    perform tap.publish('t-pool-in', '2025-03-01T00:00:00Z');
end $$;
create function pg_temp.pooled() returns text language sql as $$
    select string_agg(concat_ws(' ', o.area, o.period, d.conf_status, d.hidden_reason), '; ' order by o.area, o.period)
    from tillit.release_cell d join tillit.observation o on o.id = d.observation
    where o.area in ('se-0001', 'se-0002') and o.indicator = 't-share' and o.period in ('2019', '2021', '2023') and d.release in ('t-rel', 't-pool', 't-pool-in') $$;
select is(pg_temp.pooled(), 'se-0001 2021 F; se-0001 2023 F; se-0002 2019 F; se-0002 2021 N owner; se-0002 2023 F',
          'of who is in the pool only, the public sees no figure of the evaluation');
select is(tap.seen('tillit_app', 'se-0002', '', 'select string_agg(period, '','' order by period) from tillit.pooled_figure'), '2021,2023', 'the member knows, without seeing the evaluation');
select is(tap.seen('tillit_app', 'se-0003', '', 'select count(*) from tillit.pooled_figure'), '0', 'nobody else does');
update tillit.evaluation set pre_periods = '{2019}' where code = 't-ev';
select is((select string_agg(period, ',' order by period) from tillit.pooled_figure where evaluation = 't-ev'), '2019,2021,2023', 'periods may be added');
update tillit.evaluation_member set share_level = 'named' where evaluation = 't-ev' and municipality = 'se-0002';
select is((select count(*)::int from tillit.pooled_figure where evaluation = 't-ev'), 0, 'and the member may agree to be named');

-- a release is published at its time, after what it replaces, and stays what it was
insert into tillit.release (code, owner, title, audience, embargo_until) values
    ('t-rel4', 'se-0001', 'Fyra', 'public', null), ('t-rel5', 'se-0001', 'Fem', 'public', now() + interval '1 day');
do $$ begin perform tap.observe('t-share-v1', 'se-0001', '2011', 25.0, 12, 3, 't-rel4', 'resident', 'A', 2, 'late_data'); end $$;
select is(tap.broken($$select tap.publish('t-rel4', '2024-12-31T00:00:00Z')$$), 'release_published_at_order', 'not before what it replaces');
select is(tap.broken($$select tap.publish('t-rel4', '2025-01-01T00:00:00Z')$$), 'release_published_at_order', 'nor at the same time');
select is(tap.broken($$select tap.publish('t-rel4', now() + interval '1 minute')$$), 'release_published_at_future', 'not ahead of time');
do $$ begin perform tap.publish('t-rel5', '2025-06-01T00:00:00Z'); end $$;
select is((select state || case when published_at = embargo_until then ' then' end from tillit.release where code = 't-rel5'), 'published then', 'under embargo: at its end');
select is(tap.broken($$select tap.publish('t-rel4', '2025-06-01T00:00:00Z')$$), 'none', 'else it is');
select is(tap.broken(format('update tillit.release set %s where code = ''t-rel''', change)), coalesce('release_' || col || '_release_published', 'none'), 'published: ' || change)
from (values ('audience = ''internal''', 'audience'), ('partners = ''{se-0002}''', 'partners'), ('sdc_rule = ''t-rule''', 'sdc_rule'), ('owner = ''se-0002''', 'owner'),
             ('published_at = now()', 'published_at'), ('title = ''Annat''', null), ('state = ''withdrawn'', withdrawn_at = now()', null)) as t (change, col);
create temp table staging (line int, code text, audience text, partners text, embargo_until text, state text, published_at text, wanted_state text, wanted_at text);
\set check `sed 's/\$1/100/' sql/queries/imports/check_releases.sql`
create temp table question (text text);
insert into question values (:'check');
create function pg_temp.fault(release text, audience text, partners text, embargo text, at text) returns text language plpgsql as $$
declare
    result text;
begin
    truncate staging;
    insert into staging select 1, l.code, $2, $3, $4, l.state, l.published_at, 'published', $5 from tillit.release l where l.code = $1;
    execute format('select string_agg(concat_ws('' '', f."column", f.code, f.detail), ''; '') from (%s) f', (select rtrim(q.text, E'; \n') from question q)) into result;
    return result;
end
$$;
select is(pg_temp.fault('t-rel', 'public', '{}', null, '2025-01-01T00:00:00Z'), null, 'file: the same again');
select is(pg_temp.fault('t-rel', 'internal', '{se-0002}', null, '2025-01-01T00:00:00Z'), 'audience fixed public; partners fixed {}', 'file: what is fixed');
select is(pg_temp.fault('t-rel4', 'public', '{}', null, '2024-06-01T00:00:00Z'),
          'published_at order release "t-rel" was published at 2025-01-01T00:00:00Z, and its figures are replaced', 'file: the wrong order');
select is(pg_temp.fault('t-rel4', 'public', '{}', (now() + interval '1 day')::text, (now() + interval '1 minute')::text),
          'published_at future the time of publication lies in the future', 'file: ahead of time');
select is(pg_temp.fault('t-rel4', 'public', '{}', null, null), null, 'file: now');

-- whoever attaches a figure and whoever publishes its release wait for each other
insert into tillit.release (code, owner, title) values ('t-rel6', 'se-0001', 'Sex'), ('t-rel7', 'se-0001', 'Sju');
create function pg_temp.held(release text) returns text language sql as $$
    select string_agg(l.mode, ' ' order by l.mode) from pg_locks l
    where l.locktype = 'advisory' and l.pid = pg_backend_pid()
      and (l.classid::bigint << 32 | l.objid::bigint) = hashtextextended('tillit.release ' || release, 0) $$;
do $$ begin perform tap.observe('t-share-v1', 'se-0001', '2000', 25.0, 12, 3, 't-rel6'); end $$;
select is(pg_temp.held('t-rel6'), 'ShareLock', 'who attaches a new revision');
update tillit.observation_revision set release = 't-rel7' where release = 't-rel6';
select is(pg_temp.held('t-rel7'), 'ShareLock', 'or moves an old one');
do $$ begin perform tap.publish('t-rel7', now()); end $$;
select is(pg_temp.held('t-rel7'), 'ExclusiveLock ShareLock', 'who publishes');

-- no figure where there is no value
select is(tap.broken(format($$insert into tillit.observation_revision (observation, revision, owner, obs_status, reason, source, n_valid, %s)
    select id, 9, owner, 'L', 'correction', 't-src', 40, 1 from tillit.observation where period = '2008' and indicator = 't-share'$$, col)),
    'observation_revision_value_check', 'without a value no ' || col) from unnest(array['x', 'sd', 'se', 'moe95']) as col;

select * from finish();
rollback;
