-- Who sees and who writes what: keyless, own municipality, partner, another municipality, operator; through views and tables.

begin;
\ir support/fixtures.sql
do $$ begin
    perform tap.observe('t-share-v1', 'se-0001', '2022', 40.0, 10, 4, 't-int');
    perform tap.observe('t-share-v1', 'se-0001', '2023', 40.0, 10, 4, 't-rel');
    perform tap.publish('t-int', now());
    perform tap.publish('t-rel', now());
end $$;
insert into tillit.life_table_row select id, 1, 1, 10, 1, 0 from tillit.observation where indicator = 't-share' and period = '2022';
insert into tillit.response_count select id, 1, 7, 10 from tillit.observation where indicator = 't-share' and period = '2022';
insert into tillit.audit_event (municipality, sequence, at, actor, action, object, status, key_id, previous_mac, mac)
values ('se-0001', 1000000, now(), 'a', 'create', '/x', 201, 'k', 'p', 'm'), (null, 1000000, now(), 'a', 'create', '/x', 201, 'k', 'p', 'm');

-- rows seen by: keyless, se-0001, se-0002 (partner of t-part and t-in), se-0003, operator; fixtures only (t-, se-000)
create temp table expected (query text, keyless text, own text, partner text, other text, operator text);
insert into expected values
('select string_agg(code, '' '' order by code) from api.plans where code ~ ''^t-''', 't-pub', 't-in t-part t-pub', 't-part t-pub', 't-pub', 't-in t-part t-pub'),
('select string_agg(code, '' '' order by code) from api.goals where code ~ ''^t-''', 't-pub-g', 't-in-g t-part-g t-pub-g', 't-part-g t-pub-g', 't-pub-g', 't-in-g t-part-g t-pub-g'),
('select string_agg(code, '' '' order by code) from api.actions where code ~ ''^t-''', 't-pub-a', 't-in-a t-pub-a', 't-pub-a', 't-pub-a', 't-in-a t-pub-a'),
('select string_agg(code, '' '' order by code) from api.milestones where code ~ ''^t-''', 't-pub-m', 't-in-m t-pub-m', 't-pub-m', 't-pub-m', 't-in-m t-pub-m'),
('select string_agg(goal, '' '' order by goal) from api.follow_ups where goal ~ ''^t-''', 't-pub-g', 't-in-g t-pub-g', 't-pub-g', 't-pub-g', 't-in-g t-pub-g'),
('select count(*) from api.targets where code = ''t-target''', '1', '1', '1', '1', '1'),
('select count(*) from api.risks where code ~ ''^t-''', '0', '1', '0', '0', '1'),
('select count(*) from api.org_units where code = ''se-0001-o''', '0', '1', '0', '0', '1'),
('select string_agg(code, '' '' order by code) from api.steering_documents where code ~ ''^t-''', null, 't-doc t-doc2', 't-doc', null, 't-doc t-doc2'),
('select count(*) from api.document_reviews where steering_document ~ ''^t-''', '0', '1', '0', '0', '1'),
('select count(*) from api.chain_assessments where plan ~ ''^t-''', '0', '1', '0', '0', '1'),
('select count(*) from api.process_assessments where plan ~ ''^t-''', '0', '1', '0', '0', '1'),
('select string_agg(code, '' '' order by code) from api.ideas where code ~ ''^t-''', null, 't-idea t-idea2', 't-idea t-idea2', 't-idea', 't-idea t-idea2'),
('select string_agg(code, '' '' order by code) from api.pilots where code ~ ''^t-''', 't-pilot2', 't-pilot t-pilot2', 't-pilot t-pilot2', 't-pilot2', 't-pilot t-pilot2'),
('select count(*) from api.feedback_items where municipality = ''se-0001''', '0', '2', '1', '0', '2'), -- a demand goes no further than its group
('select count(*) from api.red_tape_items where code ~ ''^t-''', '0', '1', '0', '0', '1'),
('select count(*) from api.dialogues where code ~ ''^t-''', '0', '1', '0', '0', '1'),
('select string_agg(m ->> ''municipality'', '' '') from api.evaluations, jsonb_array_elements(members) m where code = ''t-ev''',
    'se-0001', 'se-0001 se-0002 se-0003', 'se-0001 se-0002', 'se-0001 se-0003', 'se-0001 se-0002 se-0003'),
('select jsonb_array_length(measures) from api.evaluations where code = ''t-ev''', '1', '1', '1', '1', '1'),
('select string_agg(code, '' '' order by code) from api.indicators where code ~ ''^t-''',
    't-count t-mean t-share', 't-count t-mean t-share', 't-count t-mean t-share', 't-count t-mean t-share', 't-count t-index t-mean t-share'),
('select count(*) from api.indicator_versions where code = ''t-index-v1''', '0', '0', '0', '0', '1'),
('select string_agg(code, '' '' order by code) from api.releases where code ~ ''^t-''', 't-rel', 't-int t-rel t-rel2', 't-rel', 't-rel', 't-int t-rel t-rel2'),
('select string_agg(period, '' '' order by period) from api.observations where is_current and indicator = ''t-share''', '2023', '2022 2023', '2023', '2023', '2022 2023'),
('select sum(count) from api.series where indicator = ''t-share''', '1', '2', '1', '1', '2'),
('select count(*) from api.areas where code = ''se-0001-d1''', '1', '1', '1', '1', '1'),
('select count(*) from api.survey_waves where code = ''t-wave''', '1', '1', '1', '1', '1');
-- tables that have no view: only the application role asks
create temp table expected_table (name text, own text, other text, operator text);
insert into expected_table values
('observation where owner = ''se-0001''', '2', '0', '2'), ('observation_revision where owner = ''se-0001''', '2', '0', '2'),
('release_cell where owner = ''se-0001''', '2', '0', '2'), ('response_count where count = 10 and option_value = 7 and observation in (select id from tillit.observation where owner = ''se-0001'')', '1', '0', '1'),
('life_table_row where month = 1 and observation in (select id from tillit.observation where owner = ''se-0001'')', '1', '0', '1'),
('two_item_table where owner = ''se-0001''', '1', '0', '1'), ('paired_table where municipality = ''se-0001''', '1', '0', '1'),
('audit_event where object = ''/x''', '1', '0', '2');

select plan(6 * (select count(*)::int from expected) + 3 * (select count(*)::int from expected_table) + 22);

select is(tap.seen('tillit_public', '', '', query), keyless, 'keyless: ' || query) from expected;
select is(tap.seen('tillit_app', '', '', query), keyless, 'app without tenant: ' || query) from expected;
select is(tap.seen('tillit_app', 'se-0001', '', query), own, 'own: ' || query) from expected;
select is(tap.seen('tillit_app', 'se-0002', '', query), partner, 'partner: ' || query) from expected;
select is(tap.seen('tillit_app', 'se-0003', '', query), other, 'other: ' || query) from expected;
select is(tap.seen('tillit_app', '', 'on', query), operator, 'operator: ' || query) from expected;
select is(tap.seen('tillit_app', 'se-0001', '', 'select count(*) from tillit.' || name), own, 'own: ' || name) from expected_table;
select is(tap.seen('tillit_app', 'se-0002', '', 'select count(*) from tillit.' || name), other, 'other: ' || name) from expected_table;
select is(tap.seen('tillit_app', '', 'on', 'select count(*) from tillit.' || name), operator, 'operator: ' || name) from expected_table;

-- writing: own municipality, or operator
create function pg_temp.plan_of(municipality text) returns text language sql as $$
    select format('insert into tillit.plan (code, municipality, title, start_date, end_date) values (''t-new'', %L, ''a'', ''2025-01-01'', ''2026-01-01'') returning code', municipality) $$;
create function pg_temp.tries(municipality text, operator text, statement text) returns text language plpgsql as $$
declare
    result text;
begin
    begin
        result := tap.seen('tillit_app', municipality, operator, statement);
        raise exception using errcode = 'ZZ001';
    exception when sqlstate 'ZZ001' then
        null;
    end;
    return result;
end
$$;
select is(pg_temp.tries('se-0001', '', pg_temp.plan_of('se-0001')), 't-new', 'own: inserts a plan');
select is(pg_temp.tries('se-0002', '', pg_temp.plan_of('se-0001')), '42501', 'other: does not');
select is(pg_temp.tries('', '', pg_temp.plan_of('se-0001')), '42501', 'without tenant: does not');
select is(pg_temp.tries('', 'on', pg_temp.plan_of('se-0001')), 't-new', 'operator: does');
select is(pg_temp.tries('se-0001', '', $$update tillit.plan set title = 'b' where code = 't-pub' returning title$$), 'b', 'own: updates');
select is(pg_temp.tries('se-0002', '', $$update tillit.plan set title = 'b' where code = 't-pub' returning title$$), null, 'other: updates nothing, though it is public');
select is(pg_temp.tries('se-0002', '', $$update tillit.plan set title = 'b' where code = 't-part' returning title$$), null, 'partner: updates nothing');
select is(pg_temp.tries('se-0002', '', $$delete from tillit.idea where code = 't-idea' returning code$$), null, 'other: deletes nothing');
select is(pg_temp.tries('se-0001', '', $$update tillit.plan set municipality = 'se-0002' where code = 't-pub' returning title$$), '42501', 'own: gives nothing away');
select is(pg_temp.tries('se-0001', '', $$insert into tillit.source (code, name, collection) values ('t-new', 'a', 'census') returning code$$), '42501', 'own: writes nothing shared');
select is(pg_temp.tries('', 'on', $$insert into tillit.source (code, name, collection) values ('t-new', 'a', 'census') returning code$$), 't-new', 'operator: does');
select is(pg_temp.tries('se-0001', '', $$insert into tillit.source (code, owner, name, collection) values ('t-new', 'se-0001', 'a', 'census') returning code$$), 't-new', 'own: a source of its own');
select is(pg_temp.tries('se-0001', '', $$insert into tillit.municipality (code, country, name) values ('se-0009', 'SE', 'a') returning code$$), '42501', 'own: no municipality');
select is(pg_temp.tries('', 'on', $$insert into tillit.municipality (code, country, name) values ('se-0009', 'SE', 'a') returning code$$), 'se-0009', 'operator: a municipality');
select is(pg_temp.tries('se-0001', '', $$insert into tillit.observation (indicator_version, area, period) values ('t-share-v1', 'se-0001', '2020') returning owner$$), 'se-0001', 'own: an observation');
select is(pg_temp.tries('se-0001', '', $$insert into tillit.observation (indicator_version, area, period) values ('t-share-v1', 'se-0002', '2020') returning owner$$), '42501', 'own: none of another municipality');
select is(pg_temp.tries('se-0001', '', $$insert into tillit.observation (indicator_version, area, period) values ('t-share-v1', 't-land', '2020') returning owner$$), '42501', 'own: none of a country');
select is(pg_temp.tries('se-0002', '', $$insert into tillit.goal (code, plan, title, result_level) values ('t-g', 't-pub', 'a', 'outcome') returning code$$), '42501', 'other: no goal in a plan it sees');
select is(pg_temp.tries('se-0003', '', $$insert into tillit.goal (code, plan, title, result_level) values ('t-g', 't-in', 'a', 'outcome') returning code$$), '23503', 'other: a plan it does not see reads as unknown');
select is(pg_temp.tries('se-0002', '', $$insert into tillit.idea (code, municipality, plan, title, origin, benefit_for_residents) values ('t-i', 'se-0002', 't-in', 'a', 'user', 'a') returning code$$), 't-i', 'partner: an idea in the shared plan');
select is(pg_temp.tries('se-0003', '', $$insert into tillit.idea (code, municipality, plan, title, origin, benefit_for_residents) values ('t-i', 'se-0003', 't-in', 'a', 'user', 'a') returning code$$), '23503', 'other: none');
select is(pg_temp.tries('se-0001', '', $$delete from tillit.audit_event$$), '42501', 'nobody deletes one');

select * from finish();
rollback;
