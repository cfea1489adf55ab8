-- Row-level security alone: every table and view read whole, without any WHERE, by everybody who may be asking. Whatever is
-- there of another municipality must be allowed by a rule of its own below; a new table or view has none.

begin;
\ir support/fixtures.sql
-- a second municipality with secrets of its own
insert into tillit.plan (code, municipality, title, start_date, end_date) values ('t2-in', 'se-0002', 'Inre', '2025-01-01', '2027-12-31');
insert into tillit.target (code, municipality, indicator, area, respondent_group, target, target_date) values ('t2-target', 'se-0002', 't-share', 'se-0002', 'resident', 60, '2028-12-31');
insert into tillit.goal (code, plan, title, result_level, targets) values ('t2-g', 't2-in', 'Mål', 'outcome', '{t2-target}');
insert into tillit.action (code, goal, title, start_date, end_date) values ('t2-a', 't2-g', 'Insats', '2025-02-01', '2025-12-31');
insert into tillit.milestone (code, action, title, due_date) values ('t2-m', 't2-a', 'Delmål', '2025-06-01');
insert into tillit.follow_up (goal, as_of) values ('t2-g', '2025-06-01');
insert into tillit.idea (code, municipality, title, origin, benefit_for_residents) values ('t2-idea', 'se-0002', 'Idé', 'user', 'a');
insert into tillit.release (code, owner, title, audience) values ('t2-rel', 'se-0002', 'Två', 'public'), ('t2-int', 'se-0002', 'Två', 'internal');
insert into tillit.evaluation (code, owner, title, design, sampling, before_period, after_period) values ('t2-ev', 'se-0002', 'a', 'did', 'paired', '2021', '2023');
insert into tillit.two_item_table values ('t-share', 't-mean', 'se-0002', null, '2024', 'resident', '_T', '_T', 1, 2, 3, 4);
insert into tillit.peer_group (code, name_sv, name_da, name_en) values ('t-peers', 'a', 'a', 'a');
insert into tillit.api_key (role, municipality, hash) values ('reader', 'se-0001', repeat('1', 64)), ('reader', 'se-0002', repeat('2', 64));
insert into tillit.audit_event (sequence, municipality, at, actor, action, object, status, key_id, mac) values
    (1, 'se-0001', now(), 'a', 'create', 'a', 200, 'k', 'm'), (1, 'se-0002', now(), 'a', 'create', 'a', 200, 'k', 'm');
do $$
declare
    m text;
begin
    for m in values ('se-0001'), ('se-0002') loop
        perform tap.observe('t-share-v1', m, '2021', 40.0, 10, 4, null);
        perform tap.observe('t-share-v1', m, '2022', 40.0, 10, 4, case m when 'se-0001' then 't-rel' else 't2-rel' end);
        perform tap.observe('t-share-v1', m, '2020', 40.0, 10, 4, case m when 'se-0001' then 't-int' else 't2-int' end);
    end loop;
    perform tap.publish(code, now()) from tillit.release where code in ('t-rel', 't-int', 't2-rel', 't2-int');
end
$$;
insert into tillit.response_count select id, 1, 7, 10 from tillit.observation where period = '2021' and indicator = 't-share';
insert into tillit.life_table_row select id, 1, 1, 10, 1, 0 from tillit.observation where period = '2021' and indicator = 't-share';

-- What was known an hour and a half ago: what is there now, and what was another plan's secret before it became public.
create temp table was as
select 'plan' as relation, code, municipality, code as plan, to_jsonb(p) as content from tillit.plan p union all
select 'goal', code, municipality, plan, to_jsonb(g) from tillit.goal g union all
select 'action', code, municipality, plan, to_jsonb(a) from tillit.action a union all
select 'milestone', code, municipality, plan, to_jsonb(m) from tillit.milestone m union all
select 'target', t.code, t.municipality, (select g.plan from tillit.goal g join tillit.plan p on p.code = g.plan and p.audience = 'public' where t.code = any (g.targets)), to_jsonb(t)
from tillit.target t;
insert into tillit.former_row
select w.relation, w.code, w.municipality, w.plan, coalesce(p.audience = 'public', false), now() - interval '2 hours', now() - interval '1 hour', w.content
from was w left join tillit.plan p on p.code = w.plan
union all
select w.relation, w.code || '-secret', w.municipality, w.plan, false, now() - interval '2 hours', now() - interval '1 hour', w.content || jsonb_build_object('code', w.code || '-secret')
from was w where w.plan = 't-pub';
do $$ begin perform set_config('tillit.as_of', (now() - interval '90 minutes')::text, true); end $$;

-- Who asks: municipality and evaluation.
create temp table asker (municipality text, evaluation text);
insert into asker values ('', ''), ('se-0001', ''), ('se-0002', ''), ('se-0003', ''), ('', 't-ev'), ('', 't2-ev');

-- What may be read of another municipality's, by table: r the row, who the asker's municipality, ev its evaluation.
create function pg_temp.plan_is_open(plan text, who text) returns boolean language sql as $$
    select p.audience = 'public' or p.audience = 'partners' and who <> '' and (p.partners = '{}' or who = any (p.partners)) from tillit.plan p where p.code = $1 $$;
create function pg_temp.is_open(r jsonb, who text, plan text) returns boolean language sql as $$
    select r ->> 'audience' = 'public' or r ->> 'audience' = 'partners' and who <> ''
           and ($3 is null or (select p.municipality = who or p.partners = '{}' or who = any (p.partners) from tillit.plan p where p.code = $3)) $$;
create function pg_temp.evaluation_is_open(evaluation text, who text, ev text) returns boolean language sql as $$
    select coalesce(e.code = ev or pg_temp.is_open(to_jsonb(e), who, e.plan), false) from tillit.evaluation e where e.code = $1 $$;
create function pg_temp.is_shared(owner text, indicator text, grp text, period text, ev text) returns boolean language sql as $$
    select exists (select from tillit.evaluation e join tillit.evaluation_member m on m.evaluation = e.code join tillit.evaluation_measure q on q.evaluation = e.code
                   where e.code = ev and m.municipality = $1 and m.share_level = 'named' and m.agreed and (q.indicator, q.respondent_group) = ($2, $3)
                     and $4 in (e.before_period, e.after_period)) $$;
create temp table allowed (name text, rule text);
insert into allowed values
('area', 'true'), ('peer_group', 'true'), ('focus_area', 'true'), ('source', 'true'), ('survey_wave', 'true'), ('municipality', 'true'),
('indicator', 'r ->> ''state'' <> ''draft'''), ('indicator_version', 'r ->> ''indicator'' <> ''t-index'''),
('plan', 'pg_temp.plan_is_open(r ->> ''code'', who)'), ('plan_sharing', 'true'),
('goal', 'pg_temp.plan_is_open(r ->> ''plan'', who)'), ('action', 'pg_temp.plan_is_open(r ->> ''plan'', who)'),
('milestone', 'pg_temp.plan_is_open(r ->> ''plan'', who)'), ('follow_up', 'pg_temp.plan_is_open(r ->> ''of_plan'', who)'),
('target', 'r ->> ''code'' = ''t-target'''), ('delivery', 'pg_temp.plan_is_open(r ->> ''plan'', who)'),
('decision', 'pg_temp.is_open(r, who, r ->> ''plan'')'), ('funding', 'pg_temp.is_open(r, who, r ->> ''plan'')'), ('publication', 'pg_temp.is_open(r, who, r ->> ''plan'')'), ('knowledge_use', 'pg_temp.is_open(r, who, r ->> ''plan'')'),
('idea', 'pg_temp.is_open(r, who, r ->> ''plan'')'), ('steering_document', 'pg_temp.is_open(r, who, r ->> ''plan'')'), ('dialogue', 'pg_temp.is_open(r, who, r ->> ''plan'')'),
('pilot', 'pg_temp.is_open(r, who, (select i.plan from tillit.idea i where i.code = r ->> ''idea''))'),
('fidelity_assessment', 'pg_temp.is_open(r, who, r ->> ''plan'')'), ('qualitative_finding', 'pg_temp.is_open(r, who, r ->> ''plan'')'), ('organisation', 'pg_temp.is_open(r, who, null)'),
('feedback_item', '(select pg_temp.is_open(r, who, g.plan) and pg_temp.is_open(to_jsonb(g), who, g.plan) from tillit.influence_group g where g.code = r ->> ''influence_group'')'), ('influence_group', 'pg_temp.is_open(r, who, r ->> ''plan'')'),
('document_passage', 'pg_temp.is_open(r, who, (select d.plan from tillit.steering_document d where d.code = r ->> ''steering_document''))'),
('evaluation', 'pg_temp.evaluation_is_open(r ->> ''code'', who, ev)'),
('evaluation_measure', 'pg_temp.evaluation_is_open(r ->> ''evaluation'', who, ev)'),
('evaluation_member', 'pg_temp.evaluation_is_open(r ->> ''evaluation'', who, ev) and (r ->> ''share_level'' = ''named'' and (r ->> ''agreed'')::boolean or r ->> ''municipality'' = who)'),
('paired_table', 'r ->> ''evaluation'' = ev and r ->> ''municipality'' = ''se-0001'''),
('pooled_figure', 'r ->> ''municipality'' = who'),
('release', 'r ->> ''state'' = ''published'' and r ->> ''audience'' = ''public'''),
('published_cell', 'r ->> ''audience'' = ''public'''),
('observation', 'pg_temp.is_shared(r ->> ''owner'', r ->> ''indicator'', r ->> ''respondent_group'', r ->> ''period'', ev)'),
('observation_revision', 'r ->> ''superseded_at'' is null and (select pg_temp.is_shared(o.owner, o.indicator, o.respondent_group, o.period, ev) from tillit.observation o where o.id = (r ->> ''observation'')::bigint)'),
('release_cell', '(select pg_temp.is_shared(o.owner, o.indicator, o.respondent_group, o.period, ev) from tillit.observation o where o.id = (r ->> ''observation'')::bigint)'),
('internal_cell', 'pg_temp.is_shared(r ->> ''owner'', r ->> ''indicator'', r ->> ''respondent_group'', r ->> ''period'', ev)'),
('visible_cell', 'r ->> ''audience'' = ''public'' or pg_temp.is_shared(r ->> ''owner'', r ->> ''indicator'', r ->> ''respondent_group'', r ->> ''period'', ev)'),
('observations', 'r ->> ''audience'' = ''public'' or pg_temp.is_shared(r ->> ''owner'', r ->> ''indicator'', r ->> ''respondent_group'', r ->> ''period'', ev)'),
('changes', 'r ->> ''audience'' = ''public'''), ('public_changes', 'r ->> ''audience'' = ''public'''), ('public_observations', 'r ->> ''audience'' = ''public'''),
('public_series', '(r ->> ''count'')::int = 1'), ('public_series_keys', '(r ->> ''figures'')::int = 1'),
('others_series_keys', 'jsonb_array_length(r -> ''published'') = 1'),
('series', '(r ->> ''count'')::int = 1 or ev = ''t-ev'' and r ->> ''area'' = ''se-0001''');
-- each reader's own views, and the parts of them, have the rules of the views for everybody
insert into allowed select r || '_' || a.name, a.rule
from unnest(array['member', 'evaluator', 'operator']) r join allowed a on a.name in ('observations', 'changes', 'series')
union all
select p || '_' || a.name, a.rule
from unnest(array['others', 'partners', 'others_unshared', 'partners_unshared', 'own', 'shared', 'released']) p join allowed a on a.name in ('observations', 'changes')
union all
select r || '_series_keys', '(r ->> ''figures'')::int = 1 or ev = ''t-ev'' and r ->> ''area'' = ''se-0001'''
from unnest(array['member', 'evaluator', 'operator']) r;
-- what was known then has the rules of what is known now, and nothing that was not public before
insert into allowed values ('former_row', '(r ->> ''was_public'')::boolean and pg_temp.plan_is_open(r ->> ''plan'', who)');
insert into allowed select w || a.name, format('r ->> ''code'' !~ ''-secret$'' and (%s)', a.rule)
from unnest(array['known_', 'asked_']) w join allowed a on a.name in ('plan', 'goal', 'action', 'milestone', 'target', 'delivery');
-- views have the rule of their table, by the name of its collection
insert into allowed select c.relname, a.rule from pg_class c join allowed a
    on c.relname = case when a.name ~ 'y$' then regexp_replace(a.name, 'y$', 'ies') else a.name || 's' end
    where c.relnamespace = 'api'::regnamespace and c.relname not in ('observations', 'series');

-- Everything that says whose it is: by its own column, or by its observation.
create temp table thing as
select c.oid::regclass::text as name, c.relname,
       case when exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'owner' and a.attnum > 0) then 'r ->> ''owner'''
            when exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'municipality' and a.attnum > 0) then 'r ->> ''municipality'''
            when c.relname in ('response_count', 'life_table_row') then '(select o.owner from tillit.observation o where o.id = (r ->> ''observation'')::bigint)'
            when c.relname = 'audit_head' then 'r ->> ''chain'''
            when c.relname in ('delivery', 'known_delivery') then '(select a.municipality from tillit.action a where a.code = r ->> ''code'')' end as owner
from pg_class c
where c.relnamespace in ('tillit'::regnamespace, 'api'::regnamespace) and c.relkind in ('r', 'v', 'p') and c.relname !~ '^list_'
  and (has_table_privilege('tillit_app', c.oid, 'select') or has_any_column_privilege('tillit_app', c.oid, 'select'));

-- All rows that somebody reads, as JSON; columns that he may not read are left out.
create function pg_temp.everything(name text, who asker) returns jsonb language plpgsql as $$
declare
    columns constant text := (
        select string_agg(quote_ident(a.attname), ', ' order by a.attnum) from pg_attribute a
        where a.attrelid = name::regclass and a.attnum > 0 and not a.attisdropped and has_column_privilege('tillit_app', a.attrelid, a.attnum, 'select'));
begin
    perform set_config('tillit.evaluation', who.evaluation, true);
    return tap.seen('tillit_app', who.municipality, '', format('select coalesce(jsonb_agg(to_jsonb(t)), ''[]'') from (select %s from %s) t', columns, name))::jsonb;
end
$$;
create temp table reading as select t.*, a.*, pg_temp.everything(t.name, a) as rows from thing t cross join asker a;

-- The first row of another municipality that no rule allows.
create function pg_temp.leak(what reading) returns text language plpgsql as $$
declare
    result text;
begin
    execute format('select r::text from jsonb_array_elements($1) r, (select $2 as who, $3 as ev) w where %s not in (who, ''shared'') and not coalesce(%s, false) limit 1',
                   what.owner, coalesce((select a.rule from allowed a where a.name = what.relname), 'false'))
        into result using what.rows, what.municipality, what.evaluation;
    return result;
end
$$;

select plan((select count(*)::int from reading where owner is not null) + 4);
select is(pg_temp.leak(reading), null, concat_ws(' ', 'no leak of', name, 'to', nullif(municipality, ''), nullif(evaluation, '')))
from reading where owner is not null order by name, municipality, evaluation;
-- a matrix that sees nothing would prove nothing
select cmp_ok((select sum(jsonb_array_length(rows))::int from reading where owner is not null and municipality = 'se-0001'), '>', 100, 'the first municipality reads much');
select is((select string_agg(name, ' ' order by name) from reading where owner is not null and municipality = 'se-0001' and rows = '[]'),
          'api.operator_changes api.operator_observations api.operator_series api.operator_series_keys api.partners_changes api.partners_observations '
          'api.partners_unshared_observations api.shared_observations tillit.audit_head tillit.published_class',
          'something in everything that there is, but what operators, partners and evaluators only read');
select is((select string_agg(name, ' ' order by name) from thing where owner is null),
          'api.generation api.group_paths api.member_generation api.municipalities api.reference_codes api.reference_lists api.terms tillit.active_version tillit.idempotency tillit.migration '
          'tillit.municipality tillit.reference_code tillit.sdc_rule tillit.shown_pool tillit.term', 'what is nobody''s');
select is((select rows from reading where name = 'tillit.idempotency' and municipality = 'se-0001'), '[]', 'answers are kept by account');

select * from finish();
rollback;
