-- What is told of few persons (domain.md 5), tables of answers beside the figures that they belong to (A9), the history of
-- two-item tables, published classes (A3), and pools that never differ by a few (A5f).

begin;
\ir support/fixtures.sql
\set classes `cat sql/queries/analyses/analysis_published_classes.sql`
create function pg_temp.as(municipality text, role text, statement text) returns text language plpgsql as $$
begin
    perform set_config('tillit.reasons', case role when 'editor' then 'on' else '' end, true);
    return tap.seen('tillit_app', municipality, '', statement);
end
$$;
select plan(71);

-- few persons
select is(tillit.is_few(n, grp), few, concat_ws(' ', 'few', n, grp))
from (values (0, '_T', false), (1, '_T', true), (4, 'employee', true), (5, 'employee', false), (9, 'youth', true), (10, 'youth', false), (null, '_T', false)) as t (n, grp, few);
select is(tillit.display_persons(n, grp)::text, told, concat_ws(' ', 'displayed', n, grp))
from (values (4, '_T', '"<5"'), (9, 'youth', '"<10"'), (9, '_T', '9'), (0, '_T', '0')) as t (n, grp, told);

insert into tillit.process_assessment (plan, subject, process_step, truster, trustee, respondent_group, assessed_on, mean, sd, n)
    values ('t-in', 'a', 'decide', 'employee', 'manager', 'employee', '2025-01-01', 3, 1, 2), ('t-in', 'a', 'feedback', 'youth', 'school', 'youth', '2025-01-01', 3, 1, 9);
insert into tillit.chain_assessment (plan, governance_level, respondent_group, assessed_on, n_respondents, n_stated, n_known, n_practised, n_experienced)
    values ('t-in', 'committee', 'politician', '2025-01-01', 2, 2, 1, 1, 0);
insert into tillit.dialogue (code, municipality, area, method, held_on, participants, audience) values ('t-few', 'se-0001', 'se-0001', 'workshop', '2025-01-01', 3, 'public');
insert into tillit.survey_wave (code, owner, source, fieldwork_start, fieldwork_end, n_invited, n_responded) values ('t-few', 'se-0001', 't-src', '2024-01-01', '2024-02-01', 8, 3);
select is(pg_temp.as(who, role, question), told, concat_ws(' ', 'told to', role, who || ':', question))
from (values
    ('se-0001', 'reader', 'select concat_ws('' '', coalesce(mean::text, ''-''), coalesce(sd::text, ''-''), coalesce(n::text, ''-''), n_display) from api.process_assessments where process_step = ''decide''', '- - - "<5"'),
    ('se-0001', 'editor', 'select concat_ws('' '', mean, sd, n, n_display) from api.process_assessments where process_step = ''decide''', '3 1 2 "<5"'),
    ('se-0001', 'reader', 'select concat_ws('' '', mean, sd, n, n_display) from api.process_assessments where process_step = ''feedback''', '"<10"'),
    ('se-0001', 'reader', 'select concat_ws('' '', mean, sd, n, n_display) from api.process_assessments where process_step = ''prepare''', '3 1 9 9'),
    ('se-0001', 'reader', 'select concat_ws('' '', n_respondents, n_stated, n_known, n_practised, n_experienced, n_display) from api.chain_assessments where governance_level = ''committee''', '"<5"'),
    ('se-0001', 'editor', 'select concat_ws('' '', n_respondents, n_stated, n_known, n_practised, n_experienced, n_display) from api.chain_assessments where governance_level = ''committee''', '2 2 1 1 0 "<5"'),
    ('se-0001', 'reader', 'select count(*) from api.process_assessments where n = 2 or mean = 3 and n < 5 or sd is not null and n is null', '0'),
    ('se-0001', 'reader', 'select concat(participants) from api.dialogues where code = ''t-few''', ''),
    ('se-0001', 'editor', 'select concat(participants) from api.dialogues where code = ''t-few''', '3'),
    ('se-0002', 'editor', 'select concat(participants) from api.dialogues where code = ''t-few''', ''),
    ('se-0002', 'editor', 'select concat_ws('' '', n_invited, n_responded) from api.survey_waves where code = ''t-few''', '8'),
    ('se-0001', 'editor', 'select concat_ws('' '', n_invited, n_responded) from api.survey_waves where code = ''t-few''', '8 3')) as t (who, role, question, told);
select is(tap.seen('tillit_public', '', '', 'select concat_ws('' '', n_invited, n_responded) from api.survey_waves where code = ''t-few'''), '8', 'nor to the public');

-- the history of two-item tables
create function pg_temp.history(of text) returns text language sql as $$
    select string_agg(concat_ws(' ', revision, trust_yes_harm_no, superseded_at is null), ', ' order by revision) from tillit.two_item_revision where period = of $$;
select is(pg_temp.history('2024'), '1 1 t', 'the first');
update tillit.two_item_table set trust_yes_harm_no = 1 where period = '2024';
select is(pg_temp.history('2024'), '1 1 t', 'the same again is none');
update tillit.two_item_table set trust_yes_harm_no = 60 where period = '2024';
select is(pg_temp.history('2024'), '1 1 f, 2 60 t', 'a correction');
delete from tillit.two_item_table where period = '2024';
select is(pg_temp.history('2024'), '1 1 f, 2 60 f', 'a removal');
insert into tillit.two_item_table values ('t-share', 't-mean', 'se-0001', null, '2024', 'resident', '_T', '_T', 61, 2, 20, 10);
select is(pg_temp.history('2024'), '1 1 f, 2 60 f, 3 61 t', 'and back');
select is(tap.broken(statement), 'two_item_revision_append_only', statement)
from unnest(array['update tillit.two_item_revision set trust_no_harm_no = 1', 'update tillit.two_item_revision set superseded_at = null where revision = 1', 'delete from tillit.two_item_revision']) as statement;
select is(tap.seen('tillit_app', 'se-0001', '', 'update tillit.two_item_revision set trust_no_harm_no = 1 returning 1'), '42501', 'nobody even has the right');
do $$ begin
    perform tap.observe('t-share-v1', 'se-0001', '2022', 60.0, 100, 60, 't-rel');
    perform set_config('tillit.operator', 'on', true);
end $$;
insert into tillit.two_item_table values ('t-share', 't-mean', 'se-0001', null, '2022', 'resident', '_T', '_T', 60, 0, 20, 20);
set local tillit.operator = '';
select is((select recorded_at from tillit.two_item_revision where period = '2022'), (select r.recorded_at from tillit.observation_revision r join tillit.observation o on o.id = r.observation and o.period = '2022'),
          'an operator''s table is as old as its figure');

-- whoever is not shown the figure is not told its table
create function pg_temp.told(who text, role text, item text, other text, n int) returns text language sql as $$
    select pg_temp.as(who, role, format('select tillit.tells_answers(''se-0001'', %L, %L, ''se-0001'', ''2022'', ''resident'', ''_T'', ''_T'', %s, null)', item, other, n)) $$;
select is(pg_temp.told('se-0001', 'reader', 't-share', null, 100), 'true', 'a figure that is shown');
select is(pg_temp.told('se-0001', 'reader', 't-share', null, 4), 'false', 'a table of few');
select is(pg_temp.told('se-0001', 'reader', 't-share', 't-mean', 100), 'false', 'no figure of the other item');
select is(pg_temp.told('se-0001', 'editor', 't-share', 't-mean', 4), 'true', 'an editor is told');
select is(pg_temp.told('se-0002', 'editor', 't-share', null, 100), 'false', 'not another''s');
do $$ begin
    perform tap.observe('t-mean-v1', 'se-0001', '2022', 3.000, 100, null, null);
    update tillit.observation_revision set release = 't-rel' where observation = (select id from tillit.observation where indicator = 't-mean' and period = '2022');
    perform tap.publish('t-rel', now());
end $$;
select is(pg_temp.told('se-0001', 'reader', 't-share', 't-mean', 100), 'true', 'both shown');
update tillit.release_cell set conf_status = 'D', hidden_reason = 'audit' where release = 't-rel' and observation = (select id from tillit.observation where indicator = 't-mean' and period = '2022');
select is(pg_temp.told('se-0001', 'reader', 't-share', 't-mean', 100), 'false', 'the other item hidden');
select is(pg_temp.told('se-0001', 'reader', 't-share', null, 100), 'true', 'which hides no table of the first alone');

-- published classes
create function pg_temp.published(municipality text, at timestamptz default null) returns text language plpgsql as $$
declare
    found text;
begin
    perform set_config('tillit.operator', 'on', true);
    execute format('select concat_ws('' '', period, trust_yes_harm_no, is_told) from (%s) as c (indicator, area, period, grp, sex, age, trust_yes_harm_no, b, c, d, banding, option, count, synthetic, version, revision, release, is_told)',
                   current_setting('test.classes'))
        into found using 'se-0001', null, null, '2026-01-01', at, municipality;
    perform set_config('tillit.operator', '', true);
    return found;
end
$$;
select set_config('test.classes', rtrim(:'classes', E'; \n'), true) is null as nothing \gset
select is(pg_temp.published(null), '2022 60 t', 'as the table stood when its figure was published');
update tillit.two_item_table set trust_yes_harm_no = 20 where period = '2022';
select is(pg_temp.published(null), '2022 60 t', 'whatever is imported later');
select is(pg_temp.published(null, now() - interval '1 hour'), null, 'not before');
select is(tap.broken(statement), 'published_class_append_only', statement)
from unnest(array['update tillit.published_class set trust_yes_harm_no = 1', 'delete from tillit.published_class']) as statement;
select is(pg_temp.as('se-0002', 'editor', 'select count(*) from tillit.published_class'), '0', 'the answers are for nobody else');
do $$ begin
    insert into tillit.release (code, owner, title, audience, partners, embargo_until) values ('t-late', 'se-0001', 'a', 'partners', '{se-0003}', now() + interval '1 day');
    perform tap.observe('t-share-v1', 'se-0001', '2024', 70.0, 100, 70, 't-late');
    perform tap.observe('t-mean-v1', 'se-0001', '2024', 3.000, 100, null, 't-late');
    perform tap.publish('t-late', now());
end $$;
select is((select count(*)::int from tillit.published_class), 2, 'under embargo it is fixed');
select is(pg_temp.published('se-0003'), '2022 60 t', 'and told to nobody');
update tillit.release_cell set conf_status = 'F', hidden_reason = null where conf_status = 'D';

-- pools
create function pg_temp.admit(wanted text, named text default '') returns text language sql as $$
    select array_to_string(tillit.admit_pool('t-share', 'resident', '2021', '2023', string_to_array(wanted, ','), string_to_array(named, ',')), ',') $$;
select is(pg_temp.admit(wanted, named), admitted, format('%s: %s', wanted, why))
from (values ('a,b,c,d', '', 'a,b,c,d', 'the first'),
             ('a,b,c,d', '', 'a,b,c,d', 'again'),
             ('a,b,c,d,e', '', 'a,b,c,d', 'one more: the pool shown before'),
             ('a,b,c,d,e,f', '', 'a,b,c,d', 'two more'),
             ('a,b,c', '', null, 'one less'),
             ('a,b,c', 'd', 'a,b,c', 'one that is named now hides nobody'),
             ('a,b,d', '', null, 'another is missing'),
             ('a,b,c,d,e,f,g', 'd', 'a,b,c,d,e,f,g', 'three more'),
             ('e,f,g', 'd', 'e,f,g', 'what follows anyway')) as t (wanted, named, admitted, why);
select is((select count(*)::int from tillit.shown_pool), 4, 'what was not shown is not noted');

-- drafts that readers inside see: the tree of groups and the rule sdc-default say which, nothing else knows them
select is(tillit.is_open_draft(area_type, respondent_group, sex, '_T', n, x, w), open, format('%s, %s, %s, %s of %s: %s', area_type, respondent_group, sex, x, n, why))
from (values ('municipality', '_T', '_T', 40, 20, true, 'a total'),
             ('municipality', 'employee', '_T', 40, 20, true, 'a group'),
             ('municipality', 'caseworker', '_T', 40, 20, false, 'a group in a group'),
             ('municipality', 'provider', '_T', 40, 20, false, 'a group in a group'),
             ('district', '_T', '_T', 40, 20, false, 'a part of an area'),
             ('municipality', '_T', 'F', 40, 20, false, 'a sex'),
             ('municipality', 'resident', '_T', 4, 2, false, 'few'),
             ('municipality', 'resident', '_T', 29, 29, false, 'all of few'),
             ('municipality', 'resident', '_T', 30, 30, true, 'all of many')) as t (area_type, respondent_group, sex, n, x, open, why), tillit.few_rules() w;
update tillit.sdc_rule set k_reliable = 31 where code = 'sdc-default';
update tillit.reference_code set parent = 'manager' where list = 'respondent_group' and code = 'politician';
select is(tillit.is_open_draft('municipality', 'resident', '_T', '_T', 30, 30, (select w from tillit.few_rules() w)), false, 'the rule says how many are many');
select is(tillit.is_open_draft('municipality', 'politician', '_T', '_T', 40, 20, (select w from tillit.few_rules() w)), false, 'the tree says what lies in what');

select * from finish();
rollback;
