-- Decisions, conflicts of interest and fundings: what governs the work beside plans and risks.
create table tillit.list_decision_outcome partition of tillit.reference_code (unique (code)) for values in ('decision_outcome');
create table tillit.list_currency partition of tillit.reference_code (unique (code)) for values in ('currency');
grant select on tillit.list_decision_outcome, tillit.list_currency to tillit_app;

create table tillit.decision (
    code             tillit.code primary key check (tillit.is_code(code)),
    municipality     tillit.code not null references tillit.municipality,
    plan             tillit.code references tillit.plan,
    goal             tillit.code references tillit.goal,
    idea             tillit.code references tillit.idea,
    governance_level tillit.code not null references tillit.list_governance_level (code),
    body             text not null check (body <> ''),
    met_on           date not null,
    matter           text not null check (matter <> ''),
    outcome          tillit.code references tillit.list_decision_outcome (code),
    url              text,
    audience         tillit.code not null default 'internal' references tillit.list_audience (code)
);
call tillit.make_resource('decision');
call tillit.make_seen('decision', 'goal', 'goal');
call tillit.make_seen('decision', 'idea', 'idea');
call tillit.protect_shared('decision', 'municipality', 'decision.plan');
create index decision_municipality_idx on tillit.decision (municipality, met_on);
create index decision_plan_idx on tillit.decision (plan);
create index decision_goal_idx on tillit.decision (goal);
create index decision_idea_idx on tillit.decision (idea);
create constraint trigger check_plan after insert or update of plan, municipality on tillit.decision
    for each row when (new.plan is not null) execute function tillit.check_plan_partner();

create table tillit.interest_conflict (
    code         tillit.code primary key check (tillit.is_code(code)),
    municipality tillit.code not null references tillit.municipality,
    plan         tillit.code references tillit.plan,
    arose_on     date not null,
    parties      text[] not null default '{}',
    interests    text not null check (interests <> ''),
    handling     text,
    outcome      text,
    settled_on   date,
    constraint interest_conflict_settled_on_check check (settled_on >= arose_on),
    constraint interest_conflict_outcome_check check (settled_on is null or outcome is not null)
);
call tillit.make_resource('interest_conflict');
comment on constraint interest_conflict_settled_on_check on tillit.interest_conflict is 'not_before|arose_on';
comment on constraint interest_conflict_outcome_check on tillit.interest_conflict is 'needed_when|settled_on ≠ null';
call tillit.make_code_list('interest_conflict', 'parties', 'list_party');
call tillit.protect('interest_conflict', 'municipality');
create index interest_conflict_municipality_idx on tillit.interest_conflict (municipality, arose_on);
create index interest_conflict_plan_idx on tillit.interest_conflict (plan);
create constraint trigger check_plan after insert or update of plan, municipality on tillit.interest_conflict
    for each row when (new.plan is not null) execute function tillit.check_plan_partner();

-- What is funded is one of a plan, an action, a pilot and an evaluation: so the cost of each can be added up.
create table tillit.funding (
    code         tillit.code primary key check (tillit.is_code(code)),
    municipality tillit.code not null references tillit.municipality,
    plan         tillit.code references tillit.plan,
    action       tillit.code references tillit.action,
    pilot        tillit.code references tillit.pilot,
    evaluation   tillit.code references tillit.evaluation,
    funder       text not null check (funder <> ''),
    amount       numeric not null check (amount >= 0),
    amount_mult  int not null default 0 check (amount_mult between 0 and 12),
    currency     tillit.code not null references tillit.list_currency (code),
    start_date   date not null,
    end_date     date,
    audience     tillit.code not null default 'internal' references tillit.list_audience (code),
    constraint funding_plan_check check (num_nonnulls(plan, action, pilot, evaluation) = 1),
    constraint funding_end_date_check check (end_date >= start_date)
);
call tillit.make_resource('funding');
comment on constraint funding_plan_check on tillit.funding is 'one_of|plan, action, pilot, evaluation';
comment on constraint funding_amount_check on tillit.funding is 'at_least|0';
comment on constraint funding_amount_mult_check on tillit.funding is 'out_of_range|0|12';
comment on constraint funding_end_date_check on tillit.funding is 'not_before|start_date';
call tillit.make_seen('funding', 'action', 'action');
call tillit.make_seen('funding', 'pilot', 'pilot');
call tillit.make_seen('funding', 'evaluation', 'evaluation');
call tillit.protect_shared('funding', 'municipality', 'funding.plan');
create index funding_municipality_idx on tillit.funding (municipality);
create index funding_plan_idx on tillit.funding (plan);
create index funding_action_idx on tillit.funding (action);
create index funding_pilot_idx on tillit.funding (pilot);
create index funding_evaluation_idx on tillit.funding (evaluation);
create constraint trigger check_plan after insert or update of plan, municipality on tillit.funding
    for each row when (new.plan is not null) execute function tillit.check_plan_partner();
