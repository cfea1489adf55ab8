-- Targets, plans, goals, actions, milestones, follow-ups, risks.

create table tillit.target (
    code              tillit.code primary key check (tillit.is_code(code)),
    municipality      tillit.code not null references tillit.municipality,
    indicator         tillit.code not null references tillit.indicator,
    area              tillit.code not null,
    respondent_group  tillit.code not null default '_T' references tillit.list_respondent_group (code),
    target            numeric,
    target_low        numeric,
    target_high       numeric,
    target_date       date not null,
    decided_by        text,
    baseline_period   tillit.code check (tillit.is_period(baseline_period)),
    baseline_revision int check (baseline_revision > 0),
    constraint target_area_fkey foreign key (area, municipality) references tillit.area (code, owner),
    constraint target_target_check check ((target is null) = (target_low is not null and target_high is not null)
                                          and num_nonnulls(target_low, target_high) <> 1),
    constraint target_target_high_check check (target_low <= target_high),
    constraint target_target_date_check check (target_date > tillit.period_end(baseline_period))
);
call tillit.make_resource('target');
comment on constraint target_target_check on tillit.target is 'one_of|target|target_low + target_high';
comment on constraint target_target_high_check on tillit.target is 'at_least|target_low';
comment on constraint target_target_date_check on tillit.target is 'later_than|baseline_period';
comment on constraint target_baseline_period_check on tillit.target is 'not_a_period';
comment on constraint target_baseline_revision_check on tillit.target is 'more_than|0';
call tillit.make_seen('target', 'indicator', 'indicator');
create index target_municipality_idx on tillit.target (municipality);
create index target_indicator_idx on tillit.target (indicator, area);

create table tillit.plan (
    code               tillit.code primary key check (tillit.is_code(code)),
    municipality       tillit.code not null references tillit.municipality,
    title              text not null check (title <> ''),
    purpose            text,
    overall_strategies text[] not null default '{}',
    partners           text[] not null default '{}',
    start_date         date not null,
    end_date           date not null,
    decided_by         text,
    state              tillit.code not null default 'draft' references tillit.list_plan_state (code),
    audience           tillit.code not null default 'internal' references tillit.list_audience (code),
    funding_value      numeric check (funding_value >= 0),
    funding_unit       tillit.code references tillit.list_unit (code),
    funding_mult       int check (funding_mult between 0 and 12),
    funder             text,
    external_ids       jsonb not null default '[]' check (tillit.is_object_list(external_ids, '{system,id}')),
    unique (code, municipality),
    constraint plan_end_date_check check (end_date > start_date),
    constraint plan_funding_unit_check check (
        funding_unit in ('sek', 'dkk') and num_nonnulls(funding_value, funding_unit, funding_mult) = 3
                                              or num_nonnulls(funding_value, funding_unit, funding_mult) = 0)
);
call tillit.make_resource('plan');
comment on constraint plan_end_date_check on tillit.plan is 'later_than|start_date';
comment on constraint plan_funding_value_check on tillit.plan is 'at_least|0';
comment on constraint plan_funding_unit_check on tillit.plan
    is 'all_or_none|funding_value, funding_unit (sek, dkk), funding_mult';
comment on constraint plan_funding_mult_check on tillit.plan is 'out_of_range|0|12';
comment on constraint plan_external_ids_check on tillit.plan is 'wrong_type|[{system, id}]';
call tillit.make_code_list('plan', 'overall_strategies', 'list_overall_strategy');
call tillit.make_code_list('plan', 'partners', 'municipality');
create index plan_municipality_idx on tillit.plan (municipality);

-- With whom a plan is shared: readable where the plan itself is not, since what belongs to a plan has its partners.
create table tillit.plan_sharing (
    plan         tillit.code primary key,
    municipality tillit.code not null,
    partners     text[] not null,
    constraint plan_sharing_plan_fkey foreign key (plan, municipality)
        references tillit.plan (code, municipality) on delete cascade
);

create table tillit.goal (
    code                 tillit.code primary key check (tillit.is_code(code)),
    municipality         tillit.code not null,
    plan                 tillit.code not null,
    title                text not null check (title <> ''),
    focus_area           tillit.code references tillit.focus_area,
    result_level         tillit.code not null references tillit.list_result_level (code),
    rationale            text,
    responsible_function text,
    target_date          date,
    state                tillit.code not null default 'draft' references tillit.list_goal_state (code),
    targets              text[] not null default '{}',
    unique (code, plan, municipality),
    constraint goal_plan_fkey foreign key (plan, municipality) references tillit.plan (code, municipality)
);
call tillit.make_resource('goal');
call tillit.make_code_list('goal', 'targets', 'target');
create index goal_plan_idx on tillit.goal (plan);
create index goal_targets_idx on tillit.goal using gin (targets);
create constraint trigger own_targets after insert or update of targets on tillit.goal
    for each row execute function tillit.check_goal_targets();
create trigger inherit before insert on tillit.goal for each row
    when (new.municipality is null) execute function tillit.inherit('plan', 'plan', 'municipality');

-- plan: the goal's, repeated for filters and for the key of the children.
create table tillit.action (
    code                 tillit.code primary key check (tillit.is_code(code)),
    municipality         tillit.code not null,
    plan                 tillit.code not null,
    goal                 tillit.code not null,
    title                text not null check (title <> ''),
    rationale            text,
    trust_strategy       tillit.code references tillit.list_trust_strategy (code),
    inside_out_level     tillit.code references tillit.list_inside_out_level (code),
    process_step         tillit.code references tillit.list_process_step (code),
    governance_level     tillit.code references tillit.list_governance_level (code),
    involvement_method   tillit.code references tillit.list_involvement_method (code),
    samskabt_step        tillit.code references tillit.list_samskabt_step (code),
    area                 tillit.code references tillit.area,
    target_group         tillit.code references tillit.list_party (code),
    org_unit             tillit.code,
    responsible_function text,
    weight               numeric not null default 1 check (weight > 0),
    start_date           date not null,
    end_date             date not null,
    progress             numeric check (progress between 0 and 1),
    progress_source      tillit.code not null default 'manual' references tillit.list_progress_source (code),
    state                tillit.code not null default 'planned' references tillit.list_action_state (code),
    unique (code, plan, municipality),
    constraint action_goal_fkey foreign key (goal, plan, municipality)
        references tillit.goal (code, plan, municipality),
    constraint action_org_unit_fkey foreign key (org_unit, municipality)
        references tillit.org_unit (code, municipality),
    constraint action_end_date_check check (end_date >= start_date),
    -- progress is given, or follows from the milestones; INV-9: a done action has progress 1
    constraint action_progress_source_check check (progress_source = 'manual' or progress is null),
    constraint action_state_check check (state <> 'done' or progress_source = 'milestones' or progress = 1)
);
call tillit.make_resource('action');
comment on constraint action_weight_check on tillit.action is 'more_than|0';
comment on constraint action_end_date_check on tillit.action is 'not_before|start_date';
comment on constraint action_progress_check on tillit.action is 'out_of_range|0|1';
comment on constraint action_progress_source_check on tillit.action is 'must_be|manual|progress';
comment on constraint action_state_check on tillit.action is 'must_be|progress = 1|state = done';
create index action_goal_idx on tillit.action (goal);
create index action_plan_idx on tillit.action (plan);
create index action_area_idx on tillit.action (area) where area is not null;
create trigger inherit before insert on tillit.action for each row
    when (new.plan is null or new.municipality is null) execute function tillit.inherit('goal', 'goal', 'plan', 'municipality');

create table tillit.milestone (
    code         tillit.code primary key check (tillit.is_code(code)),
    municipality tillit.code not null,
    plan         tillit.code not null,
    action       tillit.code not null,
    title        text not null check (title <> ''),
    due_date     date not null,
    weight       numeric not null default 1 check (weight > 0),
    state        tillit.code not null default 'open' references tillit.list_milestone_state (code),
    met_on       date,
    constraint milestone_action_fkey foreign key (action, plan, municipality)
        references tillit.action (code, plan, municipality),
    constraint milestone_met_on_check check ((state = 'met') = (met_on is not null))
);
call tillit.make_resource('milestone');
comment on constraint milestone_weight_check on tillit.milestone is 'more_than|0';
comment on constraint milestone_met_on_check on tillit.milestone is 'exactly_when|state = met';
create index milestone_action_idx on tillit.milestone (action);
create index milestone_plan_idx on tillit.milestone (plan);
create trigger inherit before insert on tillit.milestone for each row
    when (new.plan is null or new.municipality is null) execute function tillit.inherit('action', 'action', 'plan', 'municipality');

-- About one plan, goal or action; of_plan is the plan in each case.
create table tillit.follow_up (
    id            uuid primary key default tillit.uuid7() check (tillit.is_uuid7(id)),
    municipality  tillit.code not null,
    of_plan       tillit.code not null,
    plan          tillit.code,
    goal          tillit.code,
    action        tillit.code,
    as_of         date not null,
    status_auto   tillit.code references tillit.list_rag (code),
    status_manual tillit.code references tillit.list_rag (code),
    manual_reason text,
    analysis      text,
    learning      text,
    decision      tillit.code references tillit.list_follow_up_decision (code),
    next_review   date constraint follow_up_next_review_check check (next_review > as_of),
    constraint follow_up_of_plan_fkey foreign key (of_plan, municipality) references tillit.plan (code, municipality),
    constraint follow_up_plan_fkey foreign key (plan, municipality) references tillit.plan (code, municipality),
    constraint follow_up_goal_fkey foreign key (goal, of_plan, municipality)
        references tillit.goal (code, plan, municipality),
    constraint follow_up_action_fkey foreign key (action, of_plan, municipality)
        references tillit.action (code, plan, municipality),
    constraint follow_up_plan_check check (num_nonnulls(plan, goal, action) = 1),
    -- INV-F1
    constraint follow_up_manual_reason_check check (
        status_manual is null or manual_reason <> '' and manual_reason is not null)
);
call tillit.make_resource('follow_up');
comment on constraint follow_up_plan_check on tillit.follow_up is 'one_of|plan, goal, action';
comment on constraint follow_up_manual_reason_check on tillit.follow_up is 'needed_when|status_manual ≠ null';
comment on constraint follow_up_next_review_check on tillit.follow_up is 'later_than|as_of';
create index follow_up_of_plan_idx on tillit.follow_up (of_plan);

create table tillit.risk (
    code         tillit.code primary key check (tillit.is_code(code)),
    municipality tillit.code not null,
    plan         tillit.code not null,
    kind         tillit.code not null references tillit.list_risk_kind (code),
    description  text not null check (description <> ''),
    probability  smallint not null check (probability between 1 and 5),
    consequence  smallint not null check (consequence between 1 and 5),
    handling     text,
    state        tillit.code not null default 'open' references tillit.list_risk_state (code),
    constraint risk_plan_fkey foreign key (plan, municipality) references tillit.plan (code, municipality)
);
call tillit.make_resource('risk');
comment on constraint risk_probability_check on tillit.risk is 'out_of_range|1|5';
comment on constraint risk_consequence_check on tillit.risk is 'out_of_range|1|5';
create index risk_plan_idx on tillit.risk (plan);
create trigger inherit before insert on tillit.risk for each row
    when (new.municipality is null) execute function tillit.inherit('plan', 'plan', 'municipality');
