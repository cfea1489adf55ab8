-- The four roles: nobody bypasses row-level security, the public reads views and nothing else and cannot become a tenant.

begin;
\ir support/fixtures.sql
do $$ begin
    perform tap.observe('t-share-v1', 'se-0001', '2022', 40.0, 10, 4, 't-rel');
    perform tap.publish('t-rel', now());
end $$;

select plan(41);

select is((select count(*)::int from pg_roles where rolname in ('tillit_owner', 'tillit_app', 'tillit_public', 'tillit_reporting')
           and not rolsuper and not rolbypassrls and not rolcreaterole and not rolcreatedb), 4, 'four roles without power');
select is((select rolcanlogin from pg_roles where rolname = 'tillit_owner'), false, 'the owner cannot log in');
select is((select string_agg(relname, ' ') from pg_class where relnamespace in ('tillit'::regnamespace, 'api'::regnamespace)
           and relowner <> 'tillit_owner'::regrole and relname <> 'migration'), null, 'everything belongs to tillit_owner');
select is((select string_agg(relname, ' ') from pg_class where relnamespace = 'tillit'::regnamespace and relkind = 'r'
           and (not relrowsecurity or not relforcerowsecurity)
           and relname !~ '^list_' and relname not in ('sdc_rule', 'migration', 'published_figure')), null,
          'row-level security is forced on every table but reference data and what is for everybody');
select ok((select relrowsecurity and not exists (select from pg_policy where polrelid = c.oid) from pg_class c where oid = 'tillit.published_figure'::regclass),
          'which row-level security gives to nobody but its owner');
select is((select string_agg(relname, ' ') from pg_class c where relnamespace = 'tillit'::regnamespace and relkind in ('r', 'p', 'S', 'v')
           and (has_table_privilege('tillit_public', oid, 'select') or has_table_privilege('tillit_public', oid, 'insert')
                or has_table_privilege('tillit_public', oid, 'update') or has_table_privilege('tillit_public', oid, 'delete'))), null,
          'the public role has no right on any table');
select is((select string_agg(r || ' ' || t, ', ') from unnest(array['tillit_app', 'tillit_public']) r,
                  unnest(array['published_figure', 'published_series', 'generation', 'opening', 'observed_series', 'owner_generation']) t
           where has_table_privilege(r, 'tillit.' || t, 'select, insert, update, delete, truncate') or has_any_column_privilege(r, 'tillit.' || t, 'select, insert, update')),
          null, 'nobody but the owner has a right on the tables made for reading');
select is((select string_agg(proname, ' ' order by proname) from pg_proc where pronamespace = 'tillit'::regnamespace and has_function_privilege('tillit_public', oid, 'execute')),
          'as_of decided_releases display_persons evaluation expected_progress falls_short few_rules fitting_strategy freshness is_below is_class_certain is_draft_alone is_embargoed is_few is_open_draft is_operator is_period least_of least_shown overdue_days partner_releases period_end '
          'period_freq period_start quotient rag reads_inside schedule_index sees sees_reasons shared_figures spread_or_none tells_answers tells_few tells_few tenant today trust_class wilson x_or_unanimous', 'the public role executes what the views call, no more');
select is((select string_agg(proname, ' ' order by proname) from pg_proc where pronamespace in ('tillit'::regnamespace, 'api'::regnamespace) and prosecdef),
          'add_figures add_observed_series add_opening add_partners audit_append audit_begin change_facts_of_area change_facts_of_indicator change_figures '
          'count_parts count_series decided_releases few_rules hold_evaluation '
          'is_embargoed key_by_hash least_shown list_pooled_figures next_generation next_owner_generation partner_releases shared_figures until_change', 'few functions lend their owner''s rights');
select is((select string_agg(proname, ' ' order by proname) from pg_proc where pronamespace = 'tillit'::regnamespace and prosecdef
           and not coalesce(proconfig, '{}') && array['search_path=pg_catalog', 'search_path=pg_catalog, pg_temp']), null, 'and these look up names in no other schema');
select is((select count(*)::int from pg_class where relnamespace = 'api'::regnamespace and relkind = 'v' and has_table_privilege('tillit_public', oid, 'select')),
          (select count(*)::int from pg_class where relnamespace = 'api'::regnamespace), 'the public role reads every view');
select is((select string_agg(relname, ' ') from pg_class c where relnamespace = 'api'::regnamespace
           and (has_table_privilege('tillit_public', oid, 'insert, update, delete') or has_table_privilege('tillit_app', oid, 'insert, update, delete'))), null, 'no view is written');
select is((select setconfig::text from pg_db_role_setting where setrole = 'tillit_public'::regrole and setdatabase = 0) like '%default_transaction_read_only=on%', true, 'the public role starts read-only');

-- as the public role
select is(tap.seen('tillit_public', '', '', 'select count(*) from tillit.plan'), '42501', 'public: no table');
select is(tap.seen('tillit_public', '', '', 'select count(*) from tillit.published_cell'), '42501', 'public: not even the published cells');
select is(tap.seen('tillit_public', '', '', 'select tillit.tenant()'), '42501', 'public: no function by name');
select is(tap.seen('tillit_public', '', '', 'select count(*) from tillit.shared_figures(''t-ev'')'), '42501', 'public: not what an evaluation shares either');
select is(tap.seen('tillit_public', '', '', 'select count(*) from api.plans where code ~ ''^t-'''), '1', 'public: the public plan');
select is(tap.seen('tillit_public', 'se-0001', '', 'select count(*) from api.plans where code ~ ''^t-'''), '1', 'public: setting a municipality changes nothing');
select is(tap.seen('tillit_public', 'se-0001', 'on', 'select count(*) from api.plans where code ~ ''^t-'''), '1', 'public: nor does setting operator');
select is(tap.seen('tillit_public', 'se-0001', 'on', 'select count(*) from api.risks'), '0', 'public: no risk');
select is(tap.seen('tillit_public', '', '', 'create temp table x (y int)'), '42501', 'public: no temporary table');
select is(tap.seen('tillit_public', '', '', 'create table api.x (y int)'), '42501', 'public: no table in api');
select is(tap.seen('tillit_public', '', '', 'create function public.f() returns int language sql as ''select 1'''), '42501', 'public: no function');

-- as the role of reporting tools
select is((select string_agg(relname, ' ') from pg_class c where relnamespace = 'tillit'::regnamespace and relkind in ('r', 'p', 'S', 'v')
           and has_table_privilege('tillit_reporting', oid, 'select, insert, update, delete')), null, 'reporting: no right on any table');
select is(tap.seen('tillit_reporting', '', '', 'select count(*) from reporting.figures where area = ''se-0001'''),
          tap.seen('tillit_public', '', '', 'select count(*) from api.public_observations where area = ''se-0001'' and stands'), 'reporting: the published figures');
select is(tap.seen('tillit_reporting', '', '', 'select count(*) from reporting.figures where area = ''se-0001'''), '1', 'reporting: one of them');
select is(tap.seen('tillit_reporting', 'se-0001', 'on', 'select count(*) from reporting.figures where area = ''se-0001'''), '1', 'reporting: settings show no more');
select is(tap.seen('tillit_reporting', 'se-0001', 'on', 'select count(*) from api.risks'), '42501', 'reporting: no other schema');
select is(tap.seen('tillit_reporting', '', '', 'select count(*) from ' || v), tap.seen('tillit_public', '', '', 'select count(*) from ' || a), 'reporting: ' || v)
from (values ('reporting.areas', 'api.areas'), ('reporting.codes', 'api.reference_codes'), ('reporting.indicators', 'api.indicators')) as t (v, a);
select is((select string_agg(r.rolname, ' ') from pg_auth_members m join pg_roles r on r.oid = m.roleid where m.member = 'tillit_reporting'::regrole), null,
          'reporting: nobody''s member, who could change the password and the settings of that role, and end its connections');
select is(tap.seen('tillit_reporting', '', '', 'create table reporting.x (y int)'), '42501', 'reporting: no table');
select is((select string_agg(relname, ' ' order by relname) from pg_class where relnamespace = 'reporting'::regnamespace
           and (has_table_privilege('tillit_public', oid, 'select') or not coalesce(reloptions, '{}') @> '{security_barrier=true}')), null,
          'reporting: the views are for its role, and what it asks for is judged after what it may read');

-- as the application role
select is(tap.seen('tillit_app', '', '', 'select count(*) from tillit.risk'), '0', 'app without tenant: no tenant row');
select is(tap.seen('tillit_app', '', '', 'select count(*) from tillit.observation_revision'), '0', 'app without tenant: no revision');
select is(tap.seen('tillit_app', '', '', 'select count(*) from tillit.audit_event'), '0', 'app without tenant: no audit event');
select is(tap.seen('tillit_app', '', '', 'alter table tillit.plan disable row level security'), '42501', 'app: cannot lift row-level security');
select is(tap.seen('tillit_app', '', '', 'truncate tillit.plan'), '42501', 'app: cannot truncate');
-- as the owner, through whom the views read
select is(tap.seen('tillit_owner', 'se-0001', 'on', 'select count(*) from tillit.plan where code ~ ''^t-'''), '1', 'the owner is bound by the policies and is no tenant');

select * from finish();
rollback;
