-- What members read of figures (api.md 7, INV-2, INV-3): their own as they stand, drafts included; published cells elsewhere;
-- the published view where a release is named; reasons for who may know them.

begin;
\ir support/fixtures.sql
insert into tillit.release (code, owner, title, audience) values ('t-theirs', 'se-0002', 'Deras', 'public');
do $$
begin
    perform tap.observe('t-share-v1', 'se-0001', '2015', 25.0, 4, 1, 't-rel');              -- hidden
    perform tap.observe('t-share-v1', 'se-0001', '2016', 50.0, 20, 10, 't-rel');            -- shown, corrected below
    perform tap.observe('t-share-v1', 'se-0001', '2018', 100.0, 9, 9, 't-rel', 'user');     -- hidden
    perform tap.observe('t-share-v1', 'se-0002', '2016', 50.0, 20, 10, null);               -- another's draft
    perform tap.observe('t-share-v1', 'se-0002', '2017', 50.0, 20, 10, 't-theirs');
    perform tap.observe('t-share-v1', 'se-0002', '2018', 25.0, 4, 1, 't-theirs');
    perform tap.observe('t-share-v1', 't-land', '2018', 40.0, 1000, 400, null);
    perform tap.publish('t-rel', '2025-01-01');
    perform tap.publish('t-theirs', '2025-01-01');
    perform tap.observe('t-share-v1', 'se-0001', '2016', 60.0, 20, 12, null, 'resident', 'A', 2, 'correction');
    perform tap.observe('t-share-v1', 'se-0001', '2019', 25.0, 4, 1, null);
end
$$;
update tillit.observation_revision set state = 'draft' where release is null;
create temp table kept (conf text, period text);
insert into kept values ('N', '2020'), ('C', '2021'), ('E', '2022');
insert into tillit.release (code, owner, title, embargo_until) values ('t-embargo', 'se-0001', 'a', now() + interval '1 day');
do $$
declare
    k record;
    id bigint;
begin
    for k in select * from kept loop
        insert into tillit.observation (indicator_version, area, period, respondent_group) values ('t-share-v1', 'se-0001', k.period, 'resident') returning observation.id into id;
        insert into tillit.observation_revision (observation, revision, owner, value, n_valid, x, reason, source, conf_status, release)
            values (id, 1, 'se-0001', 40.0, 10, 4, 'initial', 't-src', k.conf, case k.conf when 'E' then 't-embargo' end);
    end loop;
end
$$;
create function pg_temp.reads(role_name text, municipality text, operator text, reasons text, what text, condition text default 'true') returns text language plpgsql as $$
begin
    perform set_config('tillit.reasons', reasons, true), set_config('tillit.evaluation', '', true);
    return tap.seen(role_name, municipality, operator, format('select string_agg(%s, ''; '' order by area, period, revision) from api.observations where indicator = ''t-share'' and %s', what, condition));
end
$$;
\set figure '\'concat_ws(\'\' \'\', area, period, revision, value, n_valid, n_display #>> \'\'{}\'\', x, obs_status, conf_status, hidden_reason)\''
\set now '\'is_current and replaced_at is null\''
\set named '\'is_release and replaced_at is null and release in (\'\'t-rel\'\', \'\'t-theirs\'\')\''
select plan(30);

-- the public
select is(pg_temp.reads('tillit_public', '', '', '', :figure, :now),
          'se-0001 2015 1 Q C; se-0001 2016 1 50.0 20 20 10 U F; se-0001 2018 1 Q C; se-0002 2017 1 50.0 20 20 10 U F; se-0002 2018 1 Q C', 'the public: published cells');
select is(pg_temp.reads('tillit_public', 'se-0001', 'on', 'on', :figure, :now), pg_temp.reads('tillit_public', '', '', '', :figure, :now), 'whatever it sets');
select is(pg_temp.reads('tillit_app', '', '', 'on', :figure, :now), pg_temp.reads('tillit_public', '', '', '', :figure, :now), 'so does a key of nowhere');
select is(pg_temp.reads('tillit_public', '', '', '', :figure, :named), pg_temp.reads('tillit_public', '', '', '', :figure, :now), 'a release says the same');

-- readers
select is(pg_temp.reads('tillit_app', 'se-0001', '', '', :figure, :now),
          'se-0001 2015 1 Q C; se-0001 2016 2 60.0 20 20 12 A F; se-0001 2018 1 Q C; se-0001 2019 1 Q C; se-0001 2020 1 Q C; se-0001 2021 1 Q C; se-0001 2022 1 Q C; '
          'se-0002 2017 1 50.0 20 20 10 U F; se-0002 2018 1 Q C', 'a reader: own revisions, drafts of totals too, no numbers where one is hidden or few');
select is(pg_temp.reads('tillit_app', 'se-0001', '', '', :figure, :named),
          'se-0001 2015 1 Q C; se-0001 2016 1 50.0 20 20 10 U F; se-0001 2018 1 Q C; se-0002 2017 1 50.0 20 20 10 U F; se-0002 2018 1 Q C', 'a reader naming releases: the published view');
select is(pg_temp.reads('tillit_app', 'se-0003', '', 'on', :figure, :now), pg_temp.reads('tillit_public', '', '', '', :figure, :now), 'another municipality: published cells');

-- editors
select is(pg_temp.reads('tillit_app', 'se-0001', '', 'on', :figure, :now || ' and municipality = ''se-0001'''),
          'se-0001 2015 1 25.0 4 <5 1 A A small_base; se-0001 2016 2 60.0 20 20 12 A F; se-0001 2018 1 100.0 9 9 9 A A homogeneous; se-0001 2019 1 25.0 4 4 1 A F; '
          'se-0001 2020 1 40.0 10 10 4 A N; se-0001 2021 1 40.0 10 10 4 A C; se-0001 2022 1 40.0 10 10 4 A E', 'an editor: numbers, decision and reason');
select is(pg_temp.reads('tillit_app', 'se-0001', '', 'on', :figure, :named || ' and municipality = ''se-0001'''),
          'se-0001 2015 1 <5 Q A small_base; se-0001 2016 1 50.0 20 20 10 U F; se-0001 2018 1 9 Q A homogeneous', 'an editor naming a release: why, without numbers');
select is(pg_temp.reads('tillit_app', 'se-0001', '', 'on', :figure, :now || ' and municipality = ''se-0002'''), 'se-0002 2017 1 50.0 20 20 10 U F; se-0002 2018 1 Q C', 'of another municipality: no reasons');
select is(pg_temp.reads('tillit_app', 'se-0001', '', 'on', 'jsonb_typeof(n_display)', :now || ' and municipality = ''se-0001'' and period in (''2015'', ''2016'')'), 'string; number', 'a number, or a text where it is not told');

-- operators are like members of everything
select is(pg_temp.reads('tillit_app', '', 'on', '', :figure, :now || ' and period < ''2019'''),
          'se-0001 2015 1 Q C; se-0001 2016 2 60.0 20 20 12 A F; se-0001 2018 1 Q C; se-0002 2016 1 50.0 20 20 10 A F; se-0002 2017 1 50.0 20 20 10 A F; se-0002 2018 1 Q C; t-land 2018 1 40.0 1000 1000 400 A F',
          'an operator: revisions of all');
select is(pg_temp.reads('tillit_app', '', 'on', 'on', :figure, :now || ' and period = ''2015'''), 'se-0001 2015 1 25.0 4 <5 1 A A small_base', 'with reasons');

-- in time
select is(pg_temp.reads('tillit_app', 'se-0001', '', '', 'concat_ws('' '', revision, value)', 'is_current and area = ''se-0001'' and period = ''2016'''), '1 50.0; 2 60.0', 'history: all revisions');
select is(pg_temp.reads('tillit_app', 'se-0001', '', '', 'concat_ws('' '', revision, value)',
          format('is_current and area = ''se-0001'' and period = ''2016'' and published_at <= %L and (replaced_at is null or replaced_at > %1$L)', (select recorded_at + interval '1 minute' from tillit.observation_revision r join tillit.observation o on o.id = r.observation where o.period = '2016' and o.area = 'se-0001' and revision = 1))),
          '1 50.0', 'as of a time by recording');
select is(pg_temp.reads('tillit_public', '', '', '', 'concat_ws('' '', revision, value)', 'is_current and area = ''se-0001'' and period = ''2016'' and published_at <= ''2024-12-31'''), null, 'to the public by publication');
select is(pg_temp.reads('tillit_app', 'se-0001', '', '', 'revision::text', 'is_current and published_at > now() - interval ''1 day'' + interval ''90 minutes'' and municipality = ''se-0001'''), '2; 1; 1; 1', 'what was recorded since');

-- embargo and release
update tillit.release set embargo_until = now() - interval '1 minute' where code = 't-embargo';
select is(pg_temp.reads('tillit_app', 'se-0001', '', '', :figure, :now || ' and period = ''2022'''), 'se-0001 2022 1 40.0 10 10 4 A E', 'after the embargo');

-- series
select is(tap.seen('tillit_public', '', '', 'select string_agg(concat_ws('' '', area, respondent_group, count, latest_period, latest_value), ''; '' order by area, respondent_group) from api.series where indicator = ''t-share'''),
          'se-0001 resident 2 2016 50.0; se-0001 user 1; se-0002 resident 2 2017 50.0', 'series of the public');
select is(tap.seen('tillit_app', 'se-0001', '', 'select string_agg(concat_ws('' '', area, respondent_group, count, latest_period, latest_value), ''; '' order by area, respondent_group) from api.series where indicator = ''t-share'''),
          'se-0001 resident 6 2022 40.0; se-0001 user 1; se-0002 resident 2 2017 50.0', 'series of a member');

-- exactly one row of each figure
select is(tap.seen(r, m, o, 'select count(*)::text from (select from api.observations where is_current and replaced_at is null group by indicator_version, area, period, respondent_group, sex, age_band, audience having count(*) > 1) d'), '0', 'once: ' || r || m || o)
from (values ('tillit_public', '', ''), ('tillit_app', 'se-0001', ''), ('tillit_app', 'se-0003', ''), ('tillit_app', '', 'on')) as t (r, m, o);
-- a retraction
do $$ begin perform tap.observe('t-share-v1', 'se-0001', '2016', null, null, null, null, 'resident', 'M', 3, 'retracted'); end $$;
select is(pg_temp.reads('tillit_app', 'se-0001', '', '', :figure, :now || ' and area = ''se-0001'' and period = ''2016'''), 'se-0001 2016 3 M F', 'retracted for members at once');
select is(pg_temp.reads('tillit_public', '', '', '', :figure, :now || ' and area = ''se-0001'' and period = ''2016'''), 'se-0001 2016 1 50.0 20 20 10 U F', 'for the public when it is published');
-- what hides is not in any filter either
select is(pg_temp.reads('tillit_app', 'se-0001', '', '', 'period', :now || ' and municipality = ''se-0001'' and period = ''2015'' and (value = 25.0 or n_valid = 4 or x = 1 or hidden_reason is not null or conf_status = ''A'')'), null, 'a reader does not find a hidden figure by its number');
select is(pg_temp.reads('tillit_app', 'se-0001', '', '', 'period', :now || ' and conf_status = ''C'' and municipality = ''se-0001'''), '2015; 2018; 2019; 2020; 2021', 'but by its status');
select is(pg_temp.reads('tillit_app', 'se-0001', '', 'on', 'period', :now || ' and hidden_reason = ''small_base'''), '2015', 'an editor by its reason');
select is(tap.seen('tillit_app', 'se-0003', '', 'select count(*)::text from tillit.internal_cell'), '0', 'nothing inside for another');

select * from finish();
rollback;
