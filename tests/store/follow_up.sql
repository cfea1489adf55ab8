-- What follow-up derives (domain.md A3, A10) and the rules that span its objects (INV-9, INV-10, life cycles).

begin;
\ir support/fixtures.sql
set local tillit.today = '2025-09-30';
set local tillit.municipality = 'se-0001';  -- for the views
\set check_goal `cat sql/queries/writing/check_goal.sql`
\set check_action `cat sql/queries/writing/check_action.sql`
\set check_milestone `cat sql/queries/writing/check_milestone.sql`
\set verify_actions `sed 's/\$1/100/' sql/queries/imports/verify_actions.sql`
\set verify_milestones `sed 's/\$1/100/' sql/queries/imports/verify_milestones.sql`
\set verify_goals `sed 's/\$1/100/' sql/queries/imports/verify_goals.sql`
create temp table question (name text, text text);
insert into question values ('goal', :'check_goal'), ('action', :'check_action'), ('milestone', :'check_milestone'), ('goals', :'verify_goals'), ('actions', :'verify_actions'), ('milestones', :'verify_milestones');
-- What a check says of an object: "field code argument; ...".
create function pg_temp.check(name text, key text, before text default null) returns text language plpgsql as $$
declare
    result text;
begin
    execute format('select string_agg(concat_ws('' '', f.field, f.code, f.argument0), ''; '') from (%s) f',
                   (select rtrim(q.text, E'; \n') from question q where q.name = $1)) into result using to_jsonb(array[key]), before;
    return result;
end
$$;
select plan(85);

-- expected progress, SPI, overdue days, RAG
select is(tillit.expected_progress(s::date, e::date, '2025-09-30')::double precision, w::double precision, 'expected: ' || s || ' ' || e)
from (values ('2025-10-01', '2025-12-31', 0), ('2025-09-30', '2025-10-01', 0), ('2025-09-20', '2025-10-10', 0.5), ('2025-01-01', '2025-09-30', 1),
             ('2024-01-01', '2024-02-01', 1), ('2025-09-30', '2025-09-30', 1)) as t (s, e, w);
select is(tillit.schedule_index(0.3, 0), null, 'nothing expected: no index');
select is(tillit.schedule_index(0.3, 0.6)::double precision, 0.5::double precision, 'index');
select is(tillit.overdue_days('2025-08-31', '2025-09-30', false), 30, 'overdue');
select is(tillit.overdue_days('2025-08-31', '2025-09-30', true), 0, 'not when done');
select is(tillit.overdue_days('2025-10-31', '2025-09-30', false), 0, 'not before its end');
select is(tillit.rag(d, p, o, coalesce(s, 0)::numeric, case when s is null then 0 else 1 end::numeric), w, concat_ws(' ', 'rag:', d, p, o, s))
from (values (true, false, 99, 0.1, 'green'), (false, false, 31, 1, 'red'), (false, false, 30, 1, 'amber'), (false, false, 1, 1, 'amber'), (false, false, 0, 0.7499, 'red'),
             (false, false, 0, 0.75, 'amber'), (false, false, 0, 0.8999, 'amber'), (false, false, 0, 0.90, 'green'), (false, false, 0, null, 'green'),
             (false, true, 0, 1, 'amber'), (false, true, 0, 0.5, 'red'), (false, false, null, 1, 'green')) as t (d, p, o, s, w);

insert into tillit.goal (code, plan, title, result_level) values ('t-g', 't-in', 'Mål', 'outcome'), ('t-empty', 't-in', 'Mål', 'outcome');
insert into tillit.action (code, goal, title, start_date, end_date, progress, weight, state, progress_source) values
    ('t-1', 't-g', 'a', '2025-09-20', '2025-10-10', 0.4, 1, 'in_progress', 'manual'), ('t-2', 't-g', 'a', '2025-09-20', '2025-10-10', null, 3, 'in_progress', 'milestones'),
    ('t-3', 't-g', 'a', '2025-01-01', '2025-02-01', 0, 100, 'cancelled', 'manual'), ('t-4', 't-empty', 'a', '2025-01-01', '2025-02-01', 0, 1, 'cancelled', 'manual');
insert into tillit.milestone (code, action, title, due_date, weight, state, met_on) values
    ('t-2-1', 't-2', 'a', '2025-09-25', 1, 'met', '2025-09-25'), ('t-2-2', 't-2', 'a', '2025-10-01', 2, 'open', null), ('t-2-3', 't-2', 'a', '2025-09-21', 1, 'missed', null);
select is((select concat_ws(' ', progress, expected_progress, spi, overdue_days, rag) from api.actions where code = c), w, 'action ' || c)
from (values ('t-1', '0.4 0.5 0.8 0 amber'), ('t-2', '0.25 0.5 0.5 0 red'), ('t-3', '0 1 0 0')) as t (c, w);
select is((select concat_ws(' ', progress, expected_progress, spi, rag) from api.goals where code = c), w, 'goal ' || c)
from (values ('t-g', '0.2875 0.5 0.575 red'), ('t-empty', '')) as t (c, w);
update tillit.action set state = 'cancelled' where code = 't-in-a';
select is((select concat_ws(' ', progress, expected_progress, spi, rag) from api.plans where code = 't-in'), '0.2875 0.5 0.575 red', 'plan: what is cancelled does not count');
update tillit.plan set state = 'closed' where code = 't-in';
select is((select rag from api.plans where code = 't-in'), 'green', 'a closed plan');
update tillit.plan set state = 'cancelled' where code = 't-in';
select is((select rag from api.plans where code = 't-in'), null, 'a cancelled one');
select is((select rag from api.plans where code = 't-part'), null, 'a plan without actions');
update tillit.plan set state = 'active' where code = 't-in';

-- the status of a follow-up is that of its day, and kept
insert into tillit.follow_up (id, action, as_of, status_auto) values ('019777c0-9800-759f-aa48-ade00516f74c', 't-1', '2025-09-22', 'red');
select is((select status_auto::text from tillit.follow_up where action = 't-1'), 'green', 'computed, whatever is sent');
update tillit.action set progress = 0 where code = 't-1';
update tillit.follow_up set status_auto = 'red', analysis = 'a' where action = 't-1';
select is((select status_auto::text from tillit.follow_up where action = 't-1'), 'green', 'kept');
update tillit.follow_up set as_of = '2025-09-30' where action = 't-1';
select is((select status_auto::text from tillit.follow_up where action = 't-1'), 'red', 'until it is about another day');
select is(tillit.status_on('t-in', null, null, '2025-09-30'), 'red', 'of a plan');
select is(tillit.status_on(null, 't-g', null, '2025-09-30'), 'red', 'of a goal');
select is(tillit.status_on(null, null, 't-3', '2025-09-30'), null, 'not of what is cancelled');

-- trust classes and warnings
select is(tillit.trust_class(a, b, c, d), w, concat_ws(' ', 'class', a, b, c, d))
from (values (29, 0, 0, 0, 'insufficient'), (30, 0, 0, 0, 'trust'), (80, 0, 0, 20, 'mistrust'), (801, 0, 0, 199, 'trust'), (60, 0, 40, 0, 'trust'), (59, 0, 41, 0, 'lack'),
             (31, 3, 40, 21, 'mistrust'), (0, 0, 0, 0, 'insufficient')) as t (a, b, c, d, w);
insert into tillit.two_item_table values ('t-share', 't-mean', 'se-0001-d1', null, '2024', 'resident', '_T', '_T', 31, 3, 40, 21),
    ('t-share', 't-mean', 'se-0001-d1', null, '2023', 'resident', '_T', '_T', 80, 0, 20, 0),
    ('t-share', 't-mean', 'se-0001', null, '2024', 'youth', '_T', '_T', 20, 0, 80, 0);
set local tillit.today = '2026-01-01';
insert into tillit.two_item_table values ('t-share', 't-mean', 'se-0001-d1', null, '2026', 'resident', '_T', '_T', 80, 0, 20, 0);
set local tillit.today = '2025-09-30'; -- what has not begun does not count
create function pg_temp.warned(who text, strategy text, place text, grp text) returns text language plpgsql as $$
begin
    update tillit.action set trust_strategy = strategy, area = place, target_group = grp where code = 't-pub-a';
    return tap.seen('tillit_app', who, '', 'select strategy_warning_sv from api.actions where code = ''t-pub-a''');
end
$$;
select is(pg_temp.warned('se-0001', 'benevolence', 'se-0001-d1', null), null, 'a table without its figures: nobody has decided on it');
do $$ begin
    update tillit.indicator set trusters = '{resident,user,youth}' where code = 't-share';
    perform tap.observe('t-share-v1', 'se-0001-d1', '2024', 35.8, 95, 34, null);
    perform tap.observe('t-mean-v1', 'se-0001-d1', '2024', 3.000, 95, null, null);
    perform tap.observe('t-share-v1', 'se-0001', '2024', 20.0, 100, 20, null, 'youth');
    perform tap.observe('t-mean-v1', 'se-0001', '2024', 3.000, 100, null, null, 'youth');
end $$;
select is(pg_temp.warned('se-0001', 'benevolence', 'se-0001-d1', null), null, 'nor for readers with figures that are drafts');
do $$ begin perform set_config('tillit.reasons', 'on', true); end $$;
select is(pg_temp.warned('se-0001', 'benevolence', 'se-0001-d1', null),
          'Strategin kompetens passar bättre än välvilja: svaren från gruppen invånare i Distrikt klassas som misstro (2024), vilket inte är säkert.', 'a strategy that does not fit');
select is(pg_temp.warned('se-0001', 'competence', 'se-0001-d1', null), null, 'one that fits');
select is(pg_temp.warned('se-0001', null, 'se-0001-d1', null), null, 'none');
select is(pg_temp.warned('se-0001', 'competence', null, null), null, 'neither area nor group');
select is(pg_temp.warned('se-0001', 'competence', null, 'youth'),
          'Strategin välvilja passar bättre än kompetens: svaren från gruppen barn och unga i Ettan klassas som bristande tillit (2024).', 'the group in the municipality');
select is(pg_temp.warned('se-0001', 'competence', null, 'resident'), null, 'too few answers');
select is(pg_temp.warned('se-0001', 'benevolence', 'se-0001-d1', 'user'), null, 'a group that was not asked');
select is(pg_temp.warned('se-0002', 'benevolence', 'se-0001-d1', null), null, 'not for others');
select is(tap.seen('tillit_public', '', '', 'select concat(strategy_warning_sv, strategy_warning_da, strategy_warning_en) from api.actions where code = ''t-pub-a'''), '', 'not for the public');

set local tillit.municipality = 'se-0001';

-- INV-10
insert into tillit.target (code, municipality, indicator, area, respondent_group, target, target_date, baseline_period)
    values ('t-met', 'se-0001', 't-share', 'se-0001', 'resident', 60, '2028-12-31', '2022');
insert into tillit.target (code, municipality, indicator, area, respondent_group, target, target_date) values ('t-theirs', 'se-0002', 't-share', 'se-0002', 'resident', 60, '2028-12-31');
update tillit.goal set state = 'adopted' where code = 't-empty';
select is(pg_temp.check('goal', 't-g'), null, 'a draft lacks nothing');
select is(pg_temp.check('goal', 't-empty', 'draft'), 'focus_area smart_s focus_area, responsible_function; targets smart_m; rationale smart_r; target_date smart_t 2025-01-01', 'an adopted goal without anything');
update tillit.goal set focus_area = 't-fa', responsible_function = 'Staben', rationale = 'a', target_date = '2025-01-02', targets = '{t-met}' where code = 't-empty';
select is(pg_temp.check('goal', 't-empty', 'draft'), null, 'a whole one; no figure of the baseline, so nothing is met');
do $$ begin perform tap.observe('t-share-v1', 'se-0001', '2022', 60.0, 10, 6, null); end $$;
select is(pg_temp.check('goal', 't-empty', 'draft'), 'targets smart_a t-met', 'met at baseline');
select is(pg_temp.check('goal', 't-empty', 'adopted'), null, 'what was adopted is not refused for a figure that came later');
do $$ begin perform tap.observe('t-share-v1', 'se-0001', '2022', 59.9, 1000, 599, null, 'resident', 'A', 2, 'correction'); end $$;
select is(pg_temp.check('goal', 't-empty', 'draft'), null, 'the current revision counts');
update tillit.indicator set goalpost_high = 50 where code = 't-share';
select is(pg_temp.check('goal', 't-empty', 'draft'), 'targets smart_a t-met', 'outside the goalposts');
update tillit.indicator set goalpost_high = 100 where code = 't-share';
update tillit.goal set target_date = '2025-01-01' where code = 't-empty';
select is(pg_temp.check('goal', 't-empty', 'adopted'), 'target_date smart_t 2025-01-01', 'the other letters stay');
create temp table staging (line int, code text);
insert into staging values (7, 't-empty'), (8, 't-g');
create function pg_temp.named(name text) returns text language plpgsql as $$
declare
    result text;
begin
    execute format('select string_agg(concat_ws('' '', f.line, f."column", f.code, f.total), ''; '') from (%s) f', (select rtrim(q.text, E'; \n') from question q where q.name = $1)) into result;
    return result;
end
$$;
select is(pg_temp.named('goals'), '7 target_date smart_t 1', 'an import names its lines');
select is(tap.broken($$do 'begin update tillit.goal set targets = ''{t-theirs}'' where code = ''t-g''; set constraints all immediate; end'$$), 'goal_targets_unknown_code', 'no target of another municipality');

-- INV-9
select is(tap.broken($$update tillit.action set state = 'done' where code = 't-1'$$), 'action_state_check', 'done with progress below 1');
update tillit.action set state = 'done', progress = null where code = 't-1';
select is(pg_temp.check('action', 't-1', 'in_progress'), 'state must_be progress = 1', 'done without any progress');
insert into staging values (9, 't-1'), (8, 't-2');
select is(pg_temp.named('actions'), '9 state must_be 1', 'an import names its line');
update tillit.action set progress = 1 where code = 't-1';
select is(pg_temp.named('actions'), null, 'with progress 1 it may be done');
update tillit.action set state = 'done' where code = 't-2';
select is(pg_temp.check('action', 't-2', 'in_progress'), 'state milestones_open t-2-2, t-2-3', 'done with open milestones');
select is(pg_temp.check('milestone', 't-2-2', 'open'), 'state must_be met', 'an open milestone of what is done');
insert into staging values (6, 't-2-1'), (5, 't-2-3');
select is(pg_temp.named('actions'), '8 state milestones_open 1', 'milestones tell the progress of an imported action too');
select is(pg_temp.named('milestones'), '5 state must_be 1', 'an imported milestone of what is done');
update tillit.milestone set state = 'met', met_on = '2025-09-29' where action = 't-2' and state <> 'met';
select is(pg_temp.check('action', 't-2', 'in_progress'), null, 'all met');
select is(pg_temp.check('milestone', 't-2-2', 'open'), null, 'all met');
select is(concat(pg_temp.named('actions'), pg_temp.named('milestones')), '', 'nor is an import refused');

-- a document is reopened when its review is due
update tillit.steering_document set state = 'done', review_due = '2025-10-01' where code = 't-doc';
select is(tap.broken($$update tillit.steering_document set state = 'registered', review_due = '2025-01-01' where code = 't-doc'$$), 'steering_document_state_not_due', 'not before the day that stood there');
update tillit.steering_document set review_due = '2025-09-30' where code = 't-doc';
select is(tap.broken($$update tillit.steering_document set state = 'registered', review_due = '2028-01-01' where code = 't-doc'$$), 'none', 'on it');
update tillit.steering_document set review_due = null where code = 't-doc';
select is(tap.broken($$update tillit.steering_document set state = 'registered' where code = 't-doc'$$), 'steering_document_state_not_due', 'nor without any');

-- what was known then: of a change that waited for another's, which began later, each has its time
insert into tillit.goal (code, plan, title, result_level, updated_at) values ('t-late', 't-in', 'Först', 'outcome', now() + interval '1 hour');
update tillit.goal set title = 'Sedan' where code = 't-late';
create function pg_temp.known(at timestamptz) returns text language plpgsql as $$
begin
    perform set_config('tillit.as_of', at::text, true);
    return (select string_agg(title, ' ') from tillit.known_goal where code = 't-late');
end
$$;
select is(pg_temp.known(now() + at), title, 'known: ' || at)
from (values (interval '59 minutes', null), (interval '1 hour', 'Först'), (interval '1 hour 1 microsecond', 'Sedan')) as t (at, title);
delete from tillit.goal where code = 't-late';
select is((select bool_and(known_from < known_until) from tillit.former_row where code = 't-late' and known_until <> known_from), true, 'no time runs backwards');
set local tillit.as_of = '';

select * from finish();
rollback;
