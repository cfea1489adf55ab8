-- The views: one per collection, with the members of the interface; helper functions of theirs.

begin;
\ir support/fixtures.sql

create temp table resource (name text, members text);
insert into resource values
('reference_lists', 'code name title_sv codes'),
('reference_codes', 'list code name_sv name_da name_en'),
('terms', 'code name_sv name_da name_en description_sv description_da description_en created_at row_version'),
('municipalities', 'code country name default_lang is_fictional active external_ids created_at row_version'),
('areas', 'code name area_type owner parent population publish_class valid_from valid_to created_at row_version'),
('peer_groups', 'code name_sv name_da name_en members created_at row_version'),
('api_keys', 'code role municipality evaluation label expires_at revoked_at created_at row_version'),
('org_units', 'code municipality name governance_level headcount created_at row_version'),
('indicators', 'code owner kind trust_form trusters trustee focus_areas driver inside_out_level name_sv name_da name_en description_sv description_da description_en unit decimals direction freq publication_lag_months goalpost_low goalpost_high state external_ids created_at row_version'),
('indicator_versions', 'code indicator version statistic scale items success_options banding components definition_sv question_text_sv population_definition_sv exit_rule_sv horizon_months modelled_on source valid_from comparable_with_previous created_at row_version'),
('focus_areas', 'code owner sort name_sv description_sv created_at row_version'),
('sources', 'code owner name provider url licence collection mode created_at row_version'),
('survey_waves', 'code owner source fieldwork_start fieldwork_end frame_size n_invited n_responded weighting assisted_by_other_staff created_at row_version'),
('targets', 'code municipality indicator area respondent_group target target_low target_high target_date decided_by baseline_period baseline_revision created_at row_version'),
('observations', 'indicator indicator_version area municipality period period_start period_end respondent_group sex age_band kind trust_form truster trustee direction value unit decimals n_valid n_display n_invited x sd se ci_low ci_high ci_level ci_method weighted obs_status conf_status revision reason recorded_at release source survey_wave freshness is_synthetic series area_type parent_area focus_areas inside_out_level audience published_at replaced_at hidden_reason is_current is_release'),
('public_observations', 'indicator indicator_version area municipality period period_start period_end respondent_group sex age_band kind trust_form truster trustee direction value unit decimals n_valid n_display n_invited x sd se ci_low ci_high ci_level ci_method weighted obs_status conf_status hidden_reason revision reason recorded_at release source survey_wave freshness is_synthetic area_type parent_area focus_areas inside_out_level audience published_at stands until has_begun'),
('public_series', 'indicator indicator_version area municipality respondent_group sex age_band first_period last_period count latest_value latest_period freshness unit is_synthetic'),
('public_series_keys', 'indicator area respondent_group sex age_band municipality kind trust_form truster trustee direction unit decimals focus_areas inside_out_level area_type parent_area figures measured any_measured'),
('public_changes', 'at kind release indicator indicator_version area municipality period respondent_group sex age_band revision reason obs_status is_synthetic audience'),
('generation', 'state'),
('series', 'indicator indicator_version area municipality respondent_group sex age_band first_period last_period count latest_value latest_period freshness unit is_synthetic'),
('releases', 'code owner title audience partners sdc_rule planned_at embargo_until published_at state created_at row_version'),
('plans', 'code municipality title purpose overall_strategies partners start_date end_date decided_by state audience funding_value funding_unit funding_mult funder external_ids progress expected_progress spi rag created_at row_version'),
('goals', 'code plan title focus_area result_level rationale responsible_function target_date state targets state_reason progress expected_progress spi rag created_at row_version'),
('actions', 'code goal title rationale trust_strategy inside_out_level process_step governance_level involvement_method samskabt_step case_step area target_group org_unit responsible_function organisations weight start_date end_date progress progress_source state expected_progress spi overdue_days rag strategy_warning_sv strategy_warning_da strategy_warning_en created_at row_version'),
('milestones', 'code action title due_date weight state met_on created_at row_version'),
('follow_ups', 'id plan goal action as_of status_auto status_manual manual_reason analysis learning decision next_review created_at row_version'),
('risks', 'code plan kind description probability consequence handling state created_at row_version'),
('evaluations', 'code owner plan title actions involvement_methods case_step design sampling before_period after_period pre_periods alpha correction min_effect state audience preregistered_at declared_by declared_on declaration interests members measures created_at row_version'),
('steering_documents', 'code municipality plan title kind governance_level org_unit decided_on review_due state audience external_ids created_at row_version'),
('document_reviews', 'id steering_document reviewed_on defines_trust trust_forms verdict counteracting_rule decision decided_on done_on created_at row_version'),
('document_passages', 'code steering_document municipality place quote trust_form truster trustee stance rule_level proposal decided_by decision decided_on done_on audience created_at row_version'),
('chain_assessments', 'id plan governance_level respondent_group assessed_on n_respondents n_stated n_known n_practised n_experienced created_at row_version'),
('process_assessments', 'id plan subject process_step truster trustee respondent_group assessed_on mean sd n created_at row_version'),
('decisions', 'code municipality plan goal idea document_passage publication governance_level body met_on matter outcome url audience created_at row_version'),
('interest_conflicts', 'code municipality plan arose_on parties interests handling outcome settled_on created_at row_version'),
('fundings', 'code municipality plan action pilot evaluation funder amount amount_mult currency start_date end_date audience created_at row_version'),
('publications', 'code municipality plan kind title organisations published_on language summary url method evidence_strength indicators areas focus_areas supersedes audience created_at row_version'),
('knowledge_uses', 'code municipality publication plan action idea pilot decision governance_level used_on practice_replaced helped hindered audience created_at row_version'),
('ideas', 'code municipality plan title origin benefit_for_residents process_step state led_to adoptions archive_reason audience created_at row_version'),
('pilots', 'code idea municipality title start_date end_date evaluation decision learning stretches leave_of audience created_at row_version'),
('feedback_items', 'id municipality received_on channel origin focus_area case_step responsible_function state answered_on outcome influence_group demand answer audience created_at row_version'),
('fidelity_assessments', 'code municipality plan model assessed_on rater n_raters scale_low scale_high items summary audience created_at row_version'),
('qualitative_findings', 'code municipality plan evaluation area source governance_level respondent_group collected_on theme summary n_said uncounted_reason indicators audience created_at row_version'),
('organisations', 'code municipality name kind areas focus_areas start_date end_date agreement url audience created_at row_version'),
('influence_groups', 'code municipality plan area name mandate start_date end_date participants meetings_per_year parties audience created_at row_version'),
('red_tape_items', 'code municipality plan process case_step description team hours_per_month state reported_on created_at row_version'),
('audit_events', 'at municipality actor action object status'),
('changes', 'at kind release indicator indicator_version area municipality period respondent_group sex age_band revision reason obs_status is_synthetic audience'),
('dialogues', 'code municipality plan area method governance_level case_step held_on participants parties series influence_group organisations outcome audience created_at row_version');

-- for each reader in his own views, and in the parts of them
insert into resource
select r || '_' || m.name, s.members
from unnest(array['member', 'evaluator', 'operator']) r
cross join (values ('observations'), ('series'), ('series_keys'), ('changes')) m (name)
join resource s on s.name = 'public_' || m.name
union all
select p || '_observations', s.members
from unnest(array['others', 'partners', 'others_unshared', 'partners_unshared', 'own', 'shared', 'released']) p
join resource s on s.name = 'public_observations'
union all
select p || '_changes', s.members from unnest(array['others', 'partners', 'own']) p join resource s on s.name = 'public_changes'
union all
select 'others_series_keys', 'indicator area respondent_group sex age_band municipality kind trust_form truster trustee direction unit decimals focus_areas inside_out_level area_type parent_area published replaced'
union all
select 'own_series_keys', 'indicator area respondent_group sex age_band municipality kind trust_form truster trustee direction unit decimals focus_areas inside_out_level area_type parent_area is_own has_partners'
union all
select 'group_paths', 'code path'
union all
select 'member_generation', 'state'
union all
select w || '_' || s.name, s.members
from unnest(array['known', 'asked']) w
join resource s on s.name in ('plans', 'goals', 'actions', 'milestones', 'targets');

select plan((select count(*)::int from resource) + 30);

select is((select string_agg(m, ' ') from unnest(string_to_array(members, ' ')) as m
           where not exists (select from pg_attribute a where a.attrelid = to_regclass('api.' || name) and a.attname = m)), null, 'members of ' || name) from resource;
select is((select string_agg(relname, ' ') from pg_class where relnamespace = 'api'::regnamespace and relname not in (select name from resource)), null, 'no other view');
select is((select string_agg(attrelid::regclass::text, ' ') from pg_attribute a join pg_class c on c.oid = attrelid
           where c.relnamespace = 'api'::regnamespace and attname in ('created_by', 'id') and not (attname = 'id' and atttypid = 'uuid'::regtype)), null, 'no account and no serial key in a view');

-- periods
select is(tillit.period_start(p) || '..' || tillit.period_end(p) || ' ' || tillit.period_freq(p), e, 'period ' || p)
    from (values ('2024', '2024-01-01..2024-12-31 A'), ('2024-S2', '2024-07-01..2024-12-31 S'), ('2024-Q1', '2024-01-01..2024-03-31 Q'),
                 ('2024-02', '2024-02-01..2024-02-29 M'), ('2023-12', '2023-12-01..2023-12-31 M')) as t (p, e);
select is(tillit.period_start(p), null, 'no period: ' || p) from unnest(array['24', '2024-13', '2024-Q5', '2024-S0', '0000', '2024 ', '2024-1']) as p;
-- freshness (2.5), on 2025-09-30
select is(tillit.freshness(f, l, e::date, '2025-09-30'), w, concat_ws(' ', 'freshness', f, l, e))
    from (values ('A', 3, '2024-12-31', 'fresh'), ('A', 3, '2024-06-30', 'fresh'), ('A', 3, '2024-05-31', 'aging'), ('A', 3, '2023-12-31', 'aging'), ('A', 3, '2023-11-30', 'stale'),
                 ('Q', 1, '2025-05-31', 'fresh'), ('Q', 1, '2025-04-30', 'aging'), ('Q', 1, '2025-03-31', 'stale'), ('I', 2, '2023-07-31', 'fresh'), ('I', 2, '2023-06-30', 'stale')) as t (f, l, e, w);
-- details
select is((select codes -> 0 ->> 'code' from api.reference_lists where code = 'trust-form'), 'institutional', 'codes stand in order of sort');
select is((select progress from api.actions where code = 't-pub-a'), 0.5::double precision, 'given progress');
update tillit.action set progress = null, progress_source = 'milestones' where code = 't-pub-a';
insert into tillit.milestone (code, action, title, due_date, weight, state, met_on) values ('t-pub-m2', 't-pub-a', 'a', '2025-06-01', 3, 'met', '2025-06-01');
select is((select progress from api.actions where code = 't-pub-a'), 0.75::double precision, 'progress from the weights of the milestones that are met');
select is((select row_version from api.actions where code = 't-pub-a'), 2, 'a change counts the version up');
update tillit.action set title = title where code = 't-pub-a';
select is((select row_version from api.actions where code = 't-pub-a'), 2, 'no change does not');
update tillit.survey_wave set n_responded = n_responded where code = 't-wave';
select is((select row_version from api.survey_waves where code = 't-wave'), 1, 'nor where a column is generated');

select * from finish();
rollback;
