-- Read by every test inside its transaction: pgTAP, helpers in schema tap, and a small world of two municipalities.

create extension if not exists pgtap;
create schema tap;
grant usage on schema tap to public;

-- Which constraint a statement breaks, or the SQLSTATE, or "none". The statement leaves no trace.
create function tap.broken(statement text) returns text language plpgsql as $$
declare
    name text;
    state text;
begin
    execute statement;
    raise exception using errcode = 'ZZ001';  -- undoes the statement
exception
    when sqlstate 'ZZ001' then
        return 'none';
    when others then
        get stacked diagnostics name = constraint_name, state = returned_sqlstate;
        return coalesce(nullif(name, ''), state);
end
$$;

-- The first value of a query as a role of a municipality sees it, or the SQLSTATE of its refusal.
create function tap.seen(role_name text, municipality text, operator text, query text) returns text language plpgsql as $$
declare
    result text;
    state text;
begin
    perform set_config('tillit.municipality', municipality, true), set_config('tillit.operator', operator, true);
    perform set_config('role', role_name, true);
    execute query into result;
    perform set_config('role', 'none', true);
    return result;
exception when others then
    get stacked diagnostics state = returned_sqlstate;
    perform set_config('role', 'none', true);
    return state;
end
$$;

-- Publishes as the statements of sql/queries do, so that the tests run what the service runs.
\set hold `cat sql/queries/releases/publish_hold.sql`
\set order `cat sql/queries/releases/publish_order.sql`
\set mark `cat sql/queries/releases/publish_mark.sql`
\set close `cat sql/queries/releases/publish_close.sql`
\set cells `cat sql/queries/releases/publish_cells.sql`
\set classes `cat sql/queries/releases/publish_classes.sql`
\set published `cat sql/queries/releases/publish_release.sql`
create table tap.statement (step int, text text);
insert into tap.statement values (1, :'hold'), (2, :'mark'), (3, :'order'), (4, :'close'), (5, :'cells'), (6, :'classes'), (7, :'published');
create function tap.publish(release text, at timestamptz) returns void language plpgsql as $$
declare
    step text;
    held text;
begin
    for step in select rtrim(text, E'; \n') from tap.statement where statement.step <= 7 order by statement.step loop
        if held is null then
            execute step into held using release, at;
            exit when held is null;  -- published already
        else
            execute step using release, held::timestamptz;
        end if;
    end loop;
end
$$;

insert into tillit.municipality (code, country, name, is_fictional) values
    ('se-0001', 'SE', 'Ettan', true), ('se-0002', 'SE', 'Tvåan', true), ('se-0003', 'SE', 'Trean', true);
insert into tillit.area (code, name, area_type, owner, parent) values
    ('t-land', 'Land', 'country', 'shared', null),
    ('se-0001', 'Ettan', 'municipality', 'se-0001', 't-land'), ('se-0002', 'Tvåan', 'municipality', 'se-0002', 't-land'),
    ('se-0001-d1', 'Distrikt', 'district', 'se-0001', 'se-0001');
insert into tillit.org_unit (code, municipality, name, governance_level) values ('se-0001-o', 'se-0001', 'Enhet', 'unit_management');
insert into tillit.focus_area (code, name_sv, name_da, name_en) values ('t-fa', 'a', 'a', 'a');
insert into tillit.source (code, name, collection) values ('t-src', 'Enkät', 'probability_sample'), ('t-src2', 'Register', 'register');
insert into tillit.survey_wave (code, owner, source, fieldwork_start, fieldwork_end, n_invited, n_responded) values
    ('t-wave', 'se-0001', 't-src', '2024-01-01', '2024-02-01', 500, 200);
insert into tillit.indicator (code, kind, trust_form, trusters, trustee, focus_areas, name_sv, name_da, name_en, unit, decimals, direction, freq, goalpost_low, goalpost_high, state)
values ('t-share', 'trust', 'institutional', '{resident,user}', 'municipality', '{t-fa}', 'a', 'a', 'a', 'pct', 1, 'up', 'A', 0, 100, 'active'),
       ('t-mean', 'mistrust', 'institutional', '{resident,youth}', 'municipality', '{t-fa}', 'a', 'a', 'a', 'score_1_5', 3, 'range', 'A', 1, 5, 'active'),
       ('t-count', 'process', null, '{}', null, '{}', 'a', 'a', 'a', 'count', 0, 'up', 'I', null, null, 'active'),
       ('t-index', 'condition', null, '{}', null, '{}', 'a', 'a', 'a', 'index_0_100', 1, 'up', 'A', null, null, 'draft');
insert into tillit.indicator_version (code, indicator, version, statistic, scale, items, success_options, components, definition_sv, definition_da, definition_en, source, valid_from, comparable_with_previous)
values ('t-share-v1', 't-share', 1, 'share', 'rs_0_10', 1, '{7,8,9,10}', '[]', 'a', 'a', 'a', 't-src', '2018-01-01', true),
       ('t-share-v2', 't-share', 2, 'share', 'rs_0_10', 1, '{6,7,8,9,10}', '[]', 'a', 'a', 'a', 't-src', '2023-01-01', false),
       ('t-mean-v1', 't-mean', 1, 'mean', 'rs_5_agree', 1, '{}', '[]', 'a', 'a', 'a', 't-src', '2018-01-01', true),
       ('t-count-v1', 't-count', 1, 'count', null, null, '{}', '[]', 'a', 'a', 'a', 't-src2', '2018-01-01', true),
       ('t-index-v1', 't-index', 1, 'index', null, null, '{}', '[{"indicator": "t-share", "weight": 1}]', 'a', 'a', 'a', 't-src', '2018-01-01', true);
insert into tillit.release (code, owner, title, audience) values
    ('t-rel', 'se-0001', 'Ett', 'public'), ('t-rel2', 'se-0001', 'Två', 'public'), ('t-int', 'se-0001', 'Inre', 'internal');

-- An observation with one revision; returns its id.
create function tap.observe(version text, area text, period text, value numeric, n int, x int, release text,
                            grp text default 'resident', status text default 'A', revision int default 1, reason text default 'initial')
returns bigint language plpgsql as $$
declare
    known bigint;
begin
    select o.id into known from tillit.observation o
        where (o.indicator_version, o.area, o.period, o.respondent_group, o.sex, o.age_band) = (version, observe.area, observe.period, grp, '_T', '_T');
    if known is null then
        insert into tillit.observation (indicator_version, area, period, respondent_group) values (version, observe.area, observe.period, grp) returning id into known;
    end if;
    update tillit.observation_revision r set superseded_at = now() where r.observation = known and superseded_at is null;
    insert into tillit.observation_revision (observation, revision, owner, value, n_valid, x, obs_status, reason, state, release, source, recorded_at)
        select o.id, observe.revision, o.owner, observe.value, n, observe.x, status, observe.reason, 'validated', observe.release, 't-src', now() - interval '1 day' + observe.revision * interval '1 hour'
        from tillit.observation o where o.id = known;
    return known;
end
$$;

insert into tillit.target (code, municipality, indicator, area, respondent_group, target, target_date) values ('t-target', 'se-0001', 't-share', 'se-0001', 'resident', 60, '2028-12-31');
insert into tillit.plan (code, municipality, title, start_date, end_date, audience, partners, state) values
    ('t-pub', 'se-0001', 'Öppen', '2025-01-01', '2027-12-31', 'public', '{}', 'active'),
    ('t-part', 'se-0001', 'Delad', '2025-01-01', '2027-12-31', 'partners', '{se-0002}', 'active'),
    ('t-in', 'se-0001', 'Inre', '2025-01-01', '2027-12-31', 'internal', '{se-0002}', 'active');
insert into tillit.goal (code, plan, title, result_level, targets) values
    ('t-pub-g', 't-pub', 'Mål', 'outcome', '{t-target}'), ('t-part-g', 't-part', 'Mål', 'outcome', '{}'), ('t-in-g', 't-in', 'Mål', 'outcome', '{}');
insert into tillit.action (code, goal, title, start_date, end_date, progress) values
    ('t-pub-a', 't-pub-g', 'Insats', '2025-02-01', '2025-12-31', 0.5), ('t-in-a', 't-in-g', 'Insats', '2025-02-01', '2025-12-31', 0.5);
insert into tillit.milestone (code, action, title, due_date) values ('t-pub-m', 't-pub-a', 'Delmål', '2025-06-01'), ('t-in-m', 't-in-a', 'Delmål', '2025-06-01');
insert into tillit.follow_up (goal, as_of, analysis) values ('t-pub-g', '2025-06-01', 'a'), ('t-in-g', '2025-06-01', 'a');
insert into tillit.risk (code, plan, kind, description, probability, consequence) values ('t-pub-r', 't-pub', 'risk', 'a', 1, 1);
insert into tillit.evaluation (code, owner, plan, title, design, sampling, before_period, after_period, audience) values
    ('t-ev', 'se-0001', 't-pub', 'Utvärdering', 'did', 'paired', '2021', '2023', 'public');
set local tillit.operator = 'on';  -- who enters members for them
insert into tillit.evaluation_member (evaluation, municipality, arm, share_level) values
    ('t-ev', 'se-0001', 'treated', 'named'), ('t-ev', 'se-0002', 'treated', 'pooled_only'), ('t-ev', 'se-0003', 'comparison', 'none');
set local tillit.operator = '';
insert into tillit.evaluation_measure (evaluation, indicator, respondent_group, role, sampling) values ('t-ev', 't-share', 'resident', 'confirmatory', 'paired');
insert into tillit.paired_table (evaluation, municipality, indicator, respondent_group, n_pairs, yes_yes, yes_no, no_yes, no_no)
    values ('t-ev', 'se-0001', 't-share', 'resident', 10, 1, 2, 3, 4);
insert into tillit.steering_document (code, municipality, plan, title, kind, governance_level, audience) values
    ('t-doc', 'se-0001', 't-in', 'Policy', 'policy', 'council', 'partners'), ('t-doc2', 'se-0001', null, 'Rutin', 'routine', 'council', 'internal');
insert into tillit.document_review (steering_document, reviewed_on, defines_trust, verdict) values ('t-doc', '2025-01-01', true, 'neutral');
insert into tillit.document_passage (code, steering_document, place, quote, stance, rule_level, audience) values
    ('t-pas', 't-doc2', '1', 'a', 'counteracts', 'own', 'public'), ('t-pas2', 't-doc', '2', 'a', 'counteracts', 'state', 'partners');
insert into tillit.chain_assessment (plan, governance_level, assessed_on, n_respondents) values ('t-pub', 'council', '2025-01-01', 9);
insert into tillit.process_assessment (plan, subject, process_step, truster, trustee, assessed_on, mean, sd, n)
    values ('t-pub', 'a', 'prepare', 'employee', 'manager', '2025-01-01', 3, 1, 9);
insert into tillit.idea (code, municipality, plan, title, origin, benefit_for_residents, audience) values
    ('t-idea', 'se-0001', null, 'Idé', 'user', 'a', 'partners'), ('t-idea2', 'se-0001', 't-part', 'Idé', 'user', 'a', 'partners');
insert into tillit.pilot (code, municipality, idea, title, start_date, end_date, audience) values
    ('t-pilot', 'se-0001', 't-idea2', 'Försök', '2025-01-01', '2025-06-01', 'partners'), ('t-pilot2', 'se-0001', 't-idea', 'Försök', '2025-01-01', '2025-06-01', 'public');
insert into tillit.feedback_item (municipality, received_on, channel, origin) values ('se-0001', '2025-01-01', 'web', 'resident');
insert into tillit.red_tape_item (code, municipality, process, description, reported_on) values ('t-rt', 'se-0001', 'a', 'a', '2025-01-01');
insert into tillit.dialogue (code, municipality, area, method, held_on, participants, audience) values
    ('t-dia', 'se-0001', 'se-0001', 'workshop', '2025-01-01', 9, 'internal');
insert into tillit.fidelity_assessment (code, municipality, plan, model, assessed_on, rater, scale_low, scale_high, items, audience) values
    ('t-fid', 'se-0001', 't-part', 'leadership', '2025-01-01', 'researcher', 1, 5, '[{"principle": "inspires", "score": 3}]', 'partners');
insert into tillit.qualitative_finding (code, municipality, plan, source, governance_level, collected_on, theme, summary, n_said, audience) values
    ('t-find', 'se-0001', 't-part', 'interview', 'user', '2025-01-01', 'a', 'a', 5, 'partners');
insert into tillit.organisation (code, municipality, name, kind, audience) values ('t-org', 'se-0001', 'a', 'association', 'partners');
insert into tillit.influence_group (code, municipality, plan, area, name, start_date, participants, audience) values
    ('t-grp', 'se-0001', 't-part', 'se-0001', 'a', '2025-01-01', 9, 'partners');
insert into tillit.feedback_item (municipality, received_on, channel, origin, influence_group, demand, audience)
    values ('se-0001', '2025-01-01', 'meeting', 'resident', 't-grp', 'a', 'public');
insert into tillit.decision (code, municipality, plan, goal, governance_level, body, met_on, matter, audience) values
    ('t-dec', 'se-0001', 't-part', 't-pub-g', 'council', 'a', '2025-01-01', 'a', 'partners');
insert into tillit.interest_conflict (code, municipality, arose_on, interests) values ('t-con', 'se-0001', '2025-01-01', 'a');
insert into tillit.funding (code, municipality, plan, funder, amount, currency, start_date, audience) values
    ('t-fund', 'se-0001', 't-pub', 'a', 1, 'sek', '2025-01-01', 'public');
insert into tillit.publication (code, municipality, kind, title, organisations, published_on, audience) values
    ('t-pub-1', 'se-0001', 'report', 'a', 'a', '2025-01-01', 'public');
insert into tillit.knowledge_use (code, municipality, publication, governance_level, used_on) values
    ('t-use', 'se-0001', 't-pub-1', 'council', '2025-01-01');
insert into tillit.two_item_table values ('t-share', 't-mean', 'se-0001', null, '2024', 'resident', '_T', '_T', 1, 2, 3, 4);
