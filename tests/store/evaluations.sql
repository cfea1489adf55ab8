-- Evaluations across municipalities: who agreed to what, what the evaluator reads (INV-8), what is fixed (INV-13).

begin;
\ir support/fixtures.sql
create function pg_temp.as(municipality text, statement text) returns text language plpgsql as $$
begin
    perform set_config('tillit.evaluation', '', true);
    return tap.seen('tillit_app', municipality, case when municipality = 'operator' then 'on' else '' end, statement);
end
$$;
create function pg_temp.as_evaluator(evaluation text, statement text) returns text language plpgsql as $$
begin
    perform set_config('tillit.evaluation', evaluation, true), set_config('tillit.reasons', 'on', true);  -- whatever is set
    return tap.seen('tillit_app', '', '', statement);
end
$$;
create function pg_temp.member(code text) returns text language sql as $$
    select concat_ws(' ', share_level, agreed) from tillit.evaluation_member where evaluation = 't-ev' and municipality = code $$;
create function pg_temp.pooled() returns text language sql as $$
    select string_agg(distinct municipality, ' ' order by municipality) from tillit.pooled_figure where evaluation = 't-ev' $$;
\set named '\'select string_agg(m ->> \'\'municipality\'\', \'\' \'\') from api.evaluations, jsonb_array_elements(members) m where code = \'\'t-ev\'\'\''
select plan(92);

-- agreement
select is((select string_agg(m.agreed::text, ' ') from tillit.evaluation_member m where m.evaluation = 't-ev'), 'true true true', 'what operators enter is agreed');
select is(pg_temp.as('se-0001', format('update tillit.evaluation_member set %s where evaluation = ''t-ev'' and municipality = ''se-0002'' returning agreed::text', change)), '23514', 'the owner does not change what it agreed to: ' || change)
from unnest(array['share_level = ''named''', 'share_level = ''none''', 'arm = ''comparison''', 'sampling = ''paired''', 'municipality = ''se-0004''']) as change;
select is(pg_temp.as('se-0001', 'update tillit.evaluation_member set sampling = ''independent'' where evaluation = ''t-ev'' and municipality = ''se-0001'' returning agreed::text'), 'true', 'its own entry it does');
select is(pg_temp.as('se-0001', 'delete from tillit.evaluation_member where evaluation = ''t-ev'' and municipality = ''se-0002'' returning agreed::text'), 'true', 'it may take the entry out');
select is(pg_temp.as('se-0001', 'insert into tillit.evaluation_member (evaluation, municipality, arm, share_level) values (''t-ev'', ''se-0002'', ''treated'', ''named'') returning agreed::text'), 'false', 'and enter another: not agreed');
select is(pg_temp.as('se-0003', :named), 'se-0001 se-0003', 'and not named');
select is(tap.seen('tillit_public', '', '', :named), 'se-0001', 'to nobody');
select is(pg_temp.as('se-0002', :named), 'se-0001 se-0002', 'but to itself');
select is(pg_temp.as('se-0001', :named), 'se-0001 se-0002 se-0003', 'and to the owner');
select is(pg_temp.as('se-0002', 'select m ->> ''agreed'' from api.evaluations, jsonb_array_elements(members) m where code = ''t-ev'' and m ->> ''municipality'' = ''se-0002'''), 'false', 'who sees that it has not agreed');
create temp table version as select row_version as before from tillit.evaluation where code = 't-ev';
select is(pg_temp.as('se-0002', 'update tillit.evaluation_member set share_level = ''named'', sampling = ''independent'' where evaluation = ''t-ev'' and municipality = ''se-0002'' returning agreed::text'), 'true', 'the municipality agrees');
select is((select row_version from tillit.evaluation where code = 't-ev'), (select before + 1 from version), 'which counts as a change of the evaluation');
select is(tap.seen('tillit_public', '', '', :named), 'se-0001 se-0002', 'and is named');
select is(pg_temp.as('se-0002', 'update tillit.evaluation_member set share_level = ''pooled_only'' where evaluation = ''t-ev'' and municipality = ''se-0002'' returning agreed::text'), 'true', 'the member lowers: still agreed');
select is(pg_temp.pooled(), 'se-0002', 'the pool keeps its figures from the public');
select is(pg_temp.as('se-0002', 'update tillit.evaluation_member set share_level = ''none'' where evaluation = ''t-ev'' and municipality = ''se-0002'' returning agreed::text'), 'true', 'the member withdraws');
select is(pg_temp.pooled(), null, 'from the pool, too');
select is(pg_temp.as('se-0001', 'delete from tillit.evaluation_member where evaluation = ''t-ev'' and municipality in (''se-0002'', ''se-0003'') returning agreed::text'), 'true', 'the owner takes two out');
select is(pg_temp.as('se-0001', 'insert into tillit.evaluation_member (evaluation, municipality, arm, share_level) values (''t-ev'', ''se-0002'', ''treated'', ''pooled_only''), (''t-ev'', ''se-0003'', ''comparison'', ''pooled_only'') returning agreed::text'), 'false', 'and puts them into the pool');
select is(pg_temp.pooled(), 'se-0002 se-0003', 'whose figures are kept from the public before they agree');
select is(pg_temp.as('se-0003', 'update tillit.evaluation_member set share_level = ''named'' where evaluation = ''t-ev'' and municipality = ''se-0003'' returning agreed::text'), 'true', 'one agrees to be named');
select is(pg_temp.pooled(), 'se-0002', 'and leaves the other in the pool, which it does not see');
select is(pg_temp.as('se-0003', 'select string_agg(municipality, '' '') from tillit.pooled_figure'), null, 'it does not');
select is(pg_temp.as('se-0001', 'update tillit.evaluation_member set agreed = true where evaluation = ''t-ev'' and municipality = ''se-0002'' returning agreed::text'), 'false', 'the owner does not agree for others');
select is(pg_temp.as('se-0002', 'update tillit.evaluation_member set share_level = share_level where evaluation = ''t-ev'' and municipality = ''se-0002'' returning agreed::text'), 'true', 'agreeing to what stands there is an agreement');
select is(pg_temp.as('se-0002', 'update tillit.evaluation_member set arm = ''comparison'' where evaluation = ''t-ev'' and municipality = ''se-0002'' returning arm'), '42501', 'the arm is the owner''s');
select is(pg_temp.as('se-0002', 'update tillit.evaluation_member set municipality = ''se-0003'', evaluation = ''t-other'' where evaluation = ''t-ev'' and municipality = ''se-0002'' returning arm'), '42501', 'so is who takes part');
select is(pg_temp.as('se-0002', 'update tillit.evaluation_member set share_level = ''none'' where evaluation = ''t-ev'' and municipality = ''se-0003'' returning share_level'), null, 'another''s entry is not its business');
select is(pg_temp.as('se-0002', 'delete from tillit.evaluation_member where evaluation = ''t-ev'' returning municipality'), null, 'nor is who is in it');
select is(pg_temp.as('se-0002', 'insert into tillit.evaluation_member (evaluation, owner, municipality, arm) values (''t-ev'', ''se-0001'', ''se-0004'', ''treated'')'), '42501', 'nor who comes');
select is(pg_temp.as('se-0002', 'update tillit.evaluation set title = ''b'' where code = ''t-ev'' returning title'), null, 'nor the evaluation');
create function pg_temp.after(who text, statement text) returns text language plpgsql as $$
declare
    agreed text;
begin
    if pg_temp.as(who, statement || ' returning 1') <> '1' then return 'refused'; end if;
    select string_agg(m.agreed::text, ' ' order by municipality) into agreed from tillit.evaluation_member m where m.evaluation = 't-ev';
    perform pg_temp.as('operator', 'update tillit.evaluation_member set share_level = share_level where evaluation = ''t-ev'' returning 1');
    return agreed;
end
$$;
select is(pg_temp.after(who, statement), agreed, concat_ws(' ', who, 'changes what is shown of them:', statement))
from (values ('se-0001', 'update tillit.evaluation set title = ''b'' where code = ''t-ev''', 'true true true'),
             ('se-0001', 'update tillit.evaluation set sampling = ''independent'' where code = ''t-ev''', 'true false false'),
             ('se-0001', 'update tillit.evaluation set pre_periods = ''{2020}'' where code = ''t-ev''', 'true false false'),
             ('se-0001', 'update tillit.evaluation set after_period = ''2024'' where code = ''t-ev''', 'true false false'),
             ('se-0001', 'update tillit.evaluation set audience = ''internal'' where code = ''t-ev''', 'true true true'),
             ('se-0001', 'update tillit.evaluation set audience = ''public'' where code = ''t-ev''', 'true false false'),
             ('se-0001', 'update tillit.evaluation_measure set sampling = ''independent'' where evaluation = ''t-ev''', 'true false false'),
             ('se-0001', 'insert into tillit.evaluation_measure (evaluation, indicator, respondent_group, role, sampling) values (''t-ev'', ''t-mean'', ''resident'', ''exploratory'', ''independent'')', 'true false false'),
             ('se-0001', 'delete from tillit.evaluation_measure where evaluation = ''t-ev'' and indicator = ''t-mean''', 'true true true'),
             ('operator', 'update tillit.evaluation set sampling = ''paired'', pre_periods = ''{}'', after_period = ''2023'' where code = ''t-ev''', 'true true true'),
             ('operator', 'update tillit.evaluation_measure set sampling = ''paired'' where evaluation = ''t-ev''', 'true true true')) as t (who, statement, agreed);
select is(pg_temp.as('operator', 'update tillit.evaluation_member set share_level = ''named'' where evaluation = ''t-ev'' and municipality = ''se-0002'' returning agreed::text'), 'true', 'operators agree for a municipality');
select is(pg_temp.as('se-0002', 'select tillit.hold_evaluation(''t-ev'')'), (select row_version::text from tillit.evaluation where code = 't-ev'), 'a member holds the evaluation');
select is(pg_temp.as('se-0004', 'select tillit.hold_evaluation(''t-ev'')'), null, 'nobody else');

-- the evaluator
insert into tillit.municipality (code, country, name) values ('se-0004', 'SE', 'Fyran');
insert into tillit.area (code, name, area_type, owner) values ('se-0003', 'Trean', 'municipality', 'se-0003'), ('se-0004', 'Fyran', 'municipality', 'se-0004');
set local tillit.operator = 'on';
update tillit.evaluation_member set share_level = 'named' where municipality = 'se-0001';
update tillit.evaluation_member set share_level = 'pooled_only' where municipality = 'se-0003';
update tillit.evaluation_member set share_level = 'named' where municipality = 'se-0002';
set local tillit.operator = '';
update tillit.evaluation set audience = 'internal' where code = 't-ev';
insert into tillit.paired_table (evaluation, municipality, indicator, respondent_group, n_pairs, yes_yes, yes_no, no_yes, no_no) values
    ('t-ev', 'se-0002', 't-share', 'resident', 10, 1, 2, 3, 4), ('t-ev', 'se-0003', 't-share', 'resident', 10, 1, 2, 3, 4);
insert into tillit.release (code, owner, title, audience) values ('t-inner', 'shared', 'Inre', 'internal');
do $$
declare
    place text;
begin
    foreach place in array array['se-0001', 'se-0002', 'se-0003', 'se-0004'] loop
        perform tap.observe('t-share-v1', place, '2021', 40.0, 10, 4, null);
        perform tap.observe('t-share-v1', place, '2021', 50.0, 10, 5, 't-inner', 'resident', 'A', 2, 'correction');
        perform tap.observe('t-share-v1', place, '2021', 40.0, 10, 4, null, 'user');
        perform tap.observe('t-share-v1', place, '2020', 40.0, 10, 4, null);
        perform tap.observe('t-count-v1', place, '2021', 40, null, null, null, '_T');
    end loop;
    perform tap.observe('t-share-v1', 'se-0001', '2023', 25.0, 4, 1, 't-rel');
    perform tap.publish('t-rel', now());
    perform tap.observe('t-share-v1', 'se-0002', '2023', 25.0, 40, 10, null);  -- nothing has been decided on it
    perform tap.publish('t-inner', now());
end
$$;
select is(pg_temp.as_evaluator('t-ev', :named), 'se-0001 se-0002', 'sees the members who agreed to be named, though it is internal');
select is(pg_temp.as_evaluator('t-ev', 'select jsonb_array_length(measures)::text from api.evaluations where code = ''t-ev'''), '1', 'its measures');
select is(pg_temp.as_evaluator('t-ev', 'select string_agg(municipality, '' '' order by municipality) from tillit.paired_table'), 'se-0001 se-0002', 'their pairs');
select is(pg_temp.as_evaluator('t-ev', 'select string_agg(concat_ws('' '', o.owner, o.indicator, o.respondent_group, o.period, r.revision), ''; '' order by o.owner, o.period)
    from tillit.observation o join tillit.observation_revision r on r.observation = o.id'),
    'se-0001 t-share resident 2021 2; se-0001 t-share resident 2023 1; se-0002 t-share resident 2021 2', 'current revisions of measures and periods, and no others');
select is(pg_temp.as_evaluator('t-ev', 'select string_agg(concat_ws('' '', municipality, period, value, obs_status, conf_status), ''; '' order by municipality, period) from api.observations where is_current and indicator ~ ''^t-'''),
    'se-0001 2021 50.0 A F; se-0001 2023 Q C; se-0002 2021 50.0 A F', 'what is hidden stays so');
select is(pg_temp.as_evaluator('t-ev', 'select count(*)::text from tillit.release_cell where owner = ''se-0001'''), '2', 'the decisions on what it sees');
select is(pg_temp.as_evaluator('t-ev', 'select concat((select count(*) from tillit.two_item_table), (select count(*) from tillit.life_table_row), (select count(*) from tillit.response_count), (select count(*) from tillit.risk), (select count(*) from tillit.pooled_figure))'), '00000', 'nothing else');
select is(pg_temp.as_evaluator('t-ev', 'select string_agg(code, '' '' order by code) from api.plans where code ~ ''^t-'''), 't-pub', 'of plans what the public sees');
select is(pg_temp.as_evaluator('t-none', :named), null, 'another evaluation: nothing');
select is(pg_temp.as_evaluator('t-none', 'select concat((select count(*) from tillit.observation), (select count(*) from tillit.paired_table))'), '00', 'no figures');
select is(pg_temp.as_evaluator('t-ev', 'update tillit.evaluation set title = ''b'' where code = ''t-ev'' returning title'), null, 'it writes nothing');
select is(pg_temp.as_evaluator('t-ev', 'update tillit.evaluation_member set share_level = ''named'' where evaluation = ''t-ev'' returning agreed'), null, 'nor agrees for anybody');
select is(pg_temp.as('se-0002', :named), null, 'a member of an internal evaluation does not see it');
select set_config('tillit.evaluation', 't-ev', true);
select is(tap.seen('tillit_public', '', '', 'select count(*)::text from api.evaluations where code = ''t-ev'''), '0', 'the public cannot become an evaluator');
select is(tap.seen('tillit_public', '', '', 'select count(*)::text from api.observations where indicator ~ ''^t-'' and not is_release'), '0', 'nor read inside');
select is(tap.seen('tillit_public', '', '', 'select count(*)::text from api.observations where indicator ~ ''^t-'' and is_current'), '1', 'but what is published');
select set_config('tillit.evaluation', '', true);

-- INV-13. One transaction holds the whole test: what came before is made so by hand.
create function pg_temp.let_time_pass() returns void language plpgsql as $$
begin
    set local session_replication_role = replica;
    update tillit.evaluation set registered_in = now() - interval '1 day' where registered_in is not null;
    update tillit.evaluation_measure set added_in = now() - interval '1 day';
    set local session_replication_role = origin;
end
$$;
\set check `cat sql/queries/writing/check_evaluation.sql`
create temp table question (text text);
insert into question values (:'check');
create function pg_temp.check(key text, before text) returns text language plpgsql as $$
declare
    result text;
begin
    execute (select format('select string_agg(concat_ws('' '', f.field, f.code, f.argument0), ''; '') from (%s) f', rtrim(q.text, E'; \n')) from question q) into result using to_jsonb(array[key]), before;
    return result;
end
$$;
insert into tillit.evaluation (code, owner, title, design, sampling, before_period, after_period, preregistered_at) values
    ('t-reg', 'se-0001', 'a', 'did', 'paired', '2021', '2023', now()), ('t-bare', 'se-0001', 'a', 'did', 'paired', '2021', '2023', now());
select is(tap.broken('update tillit.evaluation set state = ''baseline_done'' where code = ''t-ev'''), 'evaluation_preregistered_at_check', 'not under way before it is preregistered');
update tillit.evaluation set state = 'baseline_done' where code = 't-bare';
select is(pg_temp.check('t-bare', 'designed'), 'measures needed_when state ≠ designed', 'nor without a measure');
insert into tillit.evaluation_measure (evaluation, indicator, respondent_group, role, sampling) values
    ('t-reg', 't-share', 'resident', 'confirmatory', 'paired'), ('t-reg', 't-share', 'user', 'confirmatory', 'paired');
insert into tillit.evaluation_measure (evaluation, indicator, respondent_group, role, sampling) values ('t-reg', 't-mean', 'resident', 'exploratory', 'paired');
update tillit.evaluation set state = 'baseline_done' where code = 't-reg';
select is(pg_temp.check('t-reg', 'designed'), null, 'with measures it may be');
select is(tap.broken('insert into tillit.evaluation_measure (evaluation, indicator, respondent_group, role, sampling) values (''t-reg'', ''t-mean'', ''youth'', ''confirmatory'', ''paired'')'), 'none', 'measures that come with it may be confirmatory');
select pg_temp.let_time_pass();
select is(tap.broken(format('insert into tillit.evaluation_measure (evaluation, indicator, respondent_group, role, sampling) values (''t-reg'', ''t-mean'', ''youth'', %L, ''paired'')', r)), w, 'later: ' || r)
from (values ('confirmatory', 'evaluation_measure_role_must_be'), ('exploratory', 'none')) as t (r, w);
select is(tap.broken('insert into tillit.evaluation_measure (evaluation, indicator, respondent_group, role, sampling) values (''t-bare'', ''t-mean'', ''youth'', ''confirmatory'', ''paired'')'), 'none', 'the first measures may come later');
select is(tap.broken('delete from tillit.evaluation_measure where evaluation = ''t-reg'' and role = ' || quote_literal(r)), w, 'removed: ' || r)
from (values ('confirmatory', 'evaluation_measure_role_preregistered'), ('exploratory', 'none')) as t (r, w);
select is(tap.broken('update tillit.evaluation_measure set ' || c || ' where evaluation = ''t-reg'' and role = ' || quote_literal(r)), w, r || ': ' || c)
from (values ('confirmatory', 'sampling = ''independent''', 'evaluation_measure_role_preregistered'), ('confirmatory', 'role = ''exploratory''', 'evaluation_measure_role_preregistered'),
             ('exploratory', 'role = ''confirmatory''', 'evaluation_measure_role_preregistered'), ('exploratory', 'sampling = ''independent''', 'none'),
             ('confirmatory', 'role = role', 'none')) as t (r, c, w);
select is(tap.broken(format('update tillit.evaluation set %s where code = ''t-reg''', c)), w, 'preregistered: ' || c)
from (values ('before_period = ''2020''', 'evaluation_before_period_preregistered'), ('after_period = ''2024''', 'evaluation_after_period_preregistered'),
             ('pre_periods = ''{2019}''', 'evaluation_pre_periods_preregistered'), ('alpha = 0.1', 'evaluation_alpha_preregistered'), ('alpha = 0.050', 'none'),
             ('correction = ''none''', 'evaluation_correction_preregistered'), ('preregistered_at = null', 'evaluation_preregistered_at_preregistered'),
             ('preregistered_at = ''2020-01-01''', 'evaluation_preregistered_at_preregistered'), ('title = ''b''', 'none'), ('state = ''intervention''', 'none'),
             ('min_effect = 1', 'none')) as t (c, w);
select is(tap.broken('delete from tillit.evaluation where code = ''t-reg'''), 'none', 'as a whole it goes');
select is(tap.broken('update tillit.evaluation set alpha = 0.1, before_period = ''2020'' where code = ''t-ev'''), 'none', 'before that everything may change');

select * from finish();
rollback;
