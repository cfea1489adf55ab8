-- The merge of observations and the check before it, as an import runs them.

begin;
\ir support/fixtures.sql
\set check `sed 's/\$1/100/' sql/queries/imports/check_observations.sql`
\set known `cat sql/queries/imports/import_observations_known.sql`
\set merge `cat sql/queries/imports/import_observations.sql`
create table tap.query (name text, text text);
insert into tap.query values ('check', :'check'), ('known', :'known'), ('merge', :'merge');

create temp table staging (
    line int generated always as identity, indicator text, indicator_version text, area text, period text, respondent_group text, sex text, age_band text,
    revision text, reason text, value text, n_invited text, n_valid text, n_missing text, x text, sd text, se text, moe95 text, ci_low text, ci_high text,
    ci_level text, ci_method text, deff text, n_eff text, population_size text, weighted text, obs_status text, conf_status text, note text, state text,
    release text, source text, survey_wave text, recorded_at text, is_synthetic text, incomplete text,
    observation text);
-- as the program does
create function tap.active_version() returns trigger language plpgsql as $$
begin
    new.indicator_version := coalesce(new.indicator_version, (select v.code from tillit.active_version v where v.indicator = new.indicator));
    return new;
end
$$;
create trigger active_version before insert on staging for each row execute function tap.active_version();
-- "line column code detail; ..." or null
create function tap.faults(name text) returns text language plpgsql as $$
declare
    result text;
begin
    execute (select q.text from tap.query q where q.name = 'known');
    execute format('create temp table found on commit drop as %s', (select rtrim(q.text, E'; \n') from tap.query q where q.name = $1));
    select string_agg(concat_ws(' ', line, "column", code, detail), '; ' order by line, "column", code, detail) into result from found;
    drop table found;
    return result;
end
$$;
-- "inserted revised unchanged"
create function tap.merge(name text default 'merge') returns text language plpgsql as $$
declare
    result record;
begin
    execute (select q.text from tap.query q where q.name = 'known');
    execute (select q.text from tap.query q where q.name = $1) into result;
    truncate staging restart identity;
    return concat_ws(' ', result.inserted, result.revised, result.unchanged);
end
$$;

set local tillit.operator = 'on';

select plan(37);

\set catalogue `sed 's/;$//' sql/queries/imports/import_catalogue.sql`
insert into tillit.indicator (code, kind, name_sv, name_da, name_en, unit, decimals, direction, freq, focus_areas, state)
values ('t-later', 'process', 'a', 'a', 'a', 'count', 0, 'up', 'A', '{t-fa}', 'draft');
insert into tillit.indicator_version (code, indicator, version, statistic, definition_sv, definition_da, definition_en, source, valid_from, comparable_with_previous)
values ('t-later-v1', 't-later', 1, 'count', 'a', 'a', 'a', 't-src2', '2999-01-01', true);
create temp view catalogue as :catalogue;
select is((select string_agg(concat_ws(' ', code, is_active), '; ' order by code) from catalogue where indicator in ('t-later', 't-share')),
          't-later-v1 f; t-share-v1 f; t-share-v2 t', 'the newest version in force is active, and none before its time');
select is((select string_agg(concat_ws(' ', code, active_version), '; ' order by code) from api.indicators where code in ('t-later', 't-share')),
          't-later; t-share t-share-v2', 'the indicator says so too');

insert into staging (indicator, area, period, respondent_group, value, n_valid, x, source, state, release) values
    ('t-mean', 'se-0001', '2022', 'resident', '3.0004', '10', null, 't-src', 'validated', 't-rel'),
    ('t-mean', 'se-0001', '2023', 'resident', '3.0005', '2000', null, 't-src', null, null);
select is(tap.faults('check'), null, 'good rows have no fault');
select is(tap.merge(), '2 0 0', 'two new observations');
select is((select string_agg(concat_ws(' ', o.indicator_version, o.period, o.sex, r.revision, r.value, r.reason, r.state, r.release), '; ' order by o.period)
           from tillit.observation o join tillit.observation_revision r on r.observation = o.id where o.indicator = 't-mean'),
          't-mean-v1 2022 _T 1 3.000 initial validated t-rel; t-mean-v1 2023 _T 1 3.001 initial draft', 'defaults, rounding half away from zero');
insert into staging (indicator, area, period, respondent_group, value, n_valid, source) values ('t-mean', 'se-0001', '2022', 'resident', '3.000', '10', 't-src');
select is(tap.merge(), '0 0 1', 'the same again changes nothing');
insert into staging (indicator, area, period, respondent_group, value, n_valid, source, recorded_at) values ('t-mean', 'se-0001', '2022', 'resident', '3.100', '10', 't-src', (now() + interval '1 hour')::text);
select is(tap.merge(), '0 1 0', 'another figure is the next revision');
select is((select string_agg(concat_ws(' ', r.revision, r.value, r.reason, r.superseded_at = now() + interval '1 hour'), '; ' order by r.revision)
           from tillit.observation o join tillit.observation_revision r on r.observation = o.id where o.indicator = 't-mean' and o.period = '2022'),
          '1 3.000 initial t; 2 3.100 correction', 'the older one is superseded when the newer one is recorded');
insert into staging (indicator, area, period, respondent_group, value, n_valid, source, state, release) values ('t-mean', 'se-0001', '2023', 'resident', '3.001', '2000', 't-src', 'validated', 't-rel');
select is(tap.merge(), '0 1 0', 'an equal row may attach its revision to a release');
select is((select state || ' ' || release || ' ' || revision from tillit.observation_revision r join tillit.observation o on o.id = r.observation where o.indicator = 't-mean' and o.period = '2023'), 'validated t-rel 1', 'without a new revision');
insert into staging (indicator, area, period, respondent_group, revision, reason, value, n_valid, source, recorded_at) values
    ('t-mean', 'se-0002', '2022', 'resident', '1', 'initial', '3.000', '10', 't-src', '2024-01-01'),
    ('t-mean', 'se-0002', '2022', 'resident', '2', 'late_data', '3.200', '10', 't-src', '2024-02-01'),
    ('t-mean', 'se-0002', '2022', 'resident', '3', 'retracted', null, null, 't-src', '2024-03-01');
update staging set obs_status = 'M' where reason = 'retracted';
select is(tap.faults('check'), null, 'three revisions at once');
select is(tap.merge(), '1 2 0', 'are one observation and two revisions');
select is((select string_agg(concat_ws(' ', r.revision, r.recorded_at::date, r.superseded_at::date), '; ' order by r.revision)
           from tillit.observation o join tillit.observation_revision r on r.observation = o.id where o.area = 'se-0002'),
          '1 2024-01-01 2024-02-01; 2 2024-02-01 2024-03-01; 3 2024-03-01', 'each superseded by the next');

-- every fault is named
create function tap.fault(changes text) returns text language plpgsql as $$
declare
    result text;
begin
    truncate staging restart identity;
    insert into staging (indicator, indicator_version, area, period, respondent_group, sex, age_band, revision, reason, value, n_invited, n_valid, x, ci_low, ci_high,
                         population_size, obs_status, conf_status, note, release, source, survey_wave, recorded_at)
        select r.* from jsonb_to_record('{"indicator": "t-mean", "area": "se-0001", "period": "2021", "respondent_group": "resident", "value": "3.000", "n_valid": "10", "source": "t-src"}'::jsonb
            || changes::jsonb) as r (indicator text, indicator_version text, area text, period text, respondent_group text, sex text, age_band text, revision text, reason text,
            value text, n_invited text, n_valid text, x text, ci_low text, ci_high text, population_size text, obs_status text, conf_status text, note text, release text, source text, survey_wave text, recorded_at text);
    result := tap.faults('check');
    return result;
end
$$;
select is(tap.fault(c), e, 'fault: ' || c) from (values
    ('{}', null),
    ('{"indicator": "nothing"}', '1 indicator unknown_code nothing'),
    ('{"indicator": "t-later", "respondent_group": "_T", "value": "3"}', '1 indicator_version required t-later'),
    ('{"area": "nowhere", "sex": "X"}', '1 area unknown_code nowhere; 1 sex unknown_code X'),
    ('{"indicator_version": "t-share-v1", "n_valid": "9", "x": "9"}', '1 indicator_version other_indicator t-share-v1'),
    ('{"respondent_group": "manager"}', '1 respondent_group not_a_truster resident|youth'),
    ('{"period": "2021-Q1", "value": "5.001"}', E'1 period wrong_frequency A; 1 value outside_unit 1\t5'),
    ('{"value": null}', '1 value status_mismatch A'),
    ('{"n_valid": "201", "survey_wave": "t-wave", "source": "t-src2", "value": "3.000"}', E'1 n_valid above n_responded\t200; 1 survey_wave wrong_wave t-src'),
    ('{"n_invited": "9", "population_size": "8", "x": "11"}', E'1 n_valid above n_invited\t9; 1 n_valid above population_size\t8; 1 x x_above_n 10'),
    ('{"period": "2022", "revision": "2", "value": "3.000"}', '1 revision revision_differs 2'),
    ('{"period": "2022", "revision": "4"}', '1 revision revision_gap 3'),
    ('{"period": "2022", "revision": "3", "recorded_at": "2020-01-01"}', '1 recorded_at time_order ' || (now() + interval '1 hour')::text),
    ('{"conf_status": "D", "reason": "retracted"}', '1 conf_status set_by_release D; 1 reason revision_reason A')) as t (c, e);
-- another note alone is another revision
truncate staging restart identity;
insert into staging (indicator, area, period, respondent_group, value, n_valid, source, release, state) values ('t-mean', 'se-0001', '2019', 'resident', '3.000', '10', 't-src', 't-rel', 'validated');
select is(tap.merge(), '1 0 0', 'a figure to be published');
update tillit.release set state = 'published', published_at = now() where code = 't-rel';
select is(tap.fault(c), e, 'published: ' || c) from (values
    ('{"period": "2019", "release": "t-rel"}', null),
    ('{"period": "2019", "release": "t-rel", "revision": "1", "reason": "initial"}', null),
    ('{"period": "2019", "release": "t-rel", "note": "x"}', '1 release release_published t-rel'),
    ('{"period": "2019", "release": "t-rel", "n_invited": "11"}', '1 release release_published t-rel'),
    ('{"period": "2018", "release": "t-rel"}', '1 release release_published t-rel'),
    ('{"period": "2019", "release": "t-rel", "revision": "2", "recorded_at": "2100-01-01"}', '1 release release_published t-rel')) as t (c, e);
truncate staging restart identity;
insert into staging (indicator, area, period, respondent_group, value, n_valid, source) select 't-mean', 'se-0001', '2020', 'resident', '3.000', '10', 't-src' from generate_series(1, 2);
select is(tap.faults('check'), '2 period repeated_row 1', 'a repeated row');
truncate staging restart identity;
insert into staging (indicator, indicator_version, area, period, respondent_group, value, n_valid, x, source) values
    ('t-share', 't-share-v1', 'se-0001', '2022', 'resident', '40.0', '10', '4', 't-src'), ('t-share', 't-share-v2', 'se-0001', '2023', 'resident', '40.0', '10', '4', 't-src'),
    ('t-share', 't-share-v2', 'se-0001', '2024', 'resident', '40.0', '10', '4', 't-src');
select is(tap.faults('check'), '2 obs_status break_unmarked B', 'the first figure after a break, within one file');

select is(tap.seen('tillit_app', 'se-0002', '', 'select count(*) from tillit.area a where a.code = ''se-0001'' and tillit.sees(a.owner)'), '0', 'another municipality''s area is not one to import into');

select * from finish();
rollback;
