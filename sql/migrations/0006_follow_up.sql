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
create index target_municipality_idx on tillit.target (municipality);
create index target_indicator_idx on tillit.target (indicator, area);

-- Number or interval by direction, decimals of the indicator, INV-T1.
create function tillit.check_target() returns trigger language plpgsql as $$
declare
    i record;
begin
    select direction, decimals, goalpost_low, goalpost_high into i from tillit.indicator where code = new.indicator;
    if not found then
        return new;  -- the foreign key names it
    end if;
    if (i.direction = 'range') <> (new.target is null) then
        perform tillit.refuse('target', case when i.direction = 'range' then 'target_low' else 'target' end, 'direction',
                              format('indicator "%s" with direction "%s" needs %s', new.indicator, i.direction,
                                     case when i.direction = 'range' then 'target_low and target_high' else 'target' end));
    end if;
    if coalesce(new.target, new.target_low) < i.goalpost_low or coalesce(new.target, new.target_high) > i.goalpost_high then
        perform tillit.refuse('target', case when new.target is null then 'target_low' else 'target' end, 'goalposts',
                              format('the target is outside the goalposts %s to %s', i.goalpost_low, i.goalpost_high));
    end if;
    new.target := round(new.target, i.decimals);
    new.target_low := round(new.target_low, i.decimals);
    new.target_high := round(new.target_high, i.decimals);
    return new;
end
$$;
create trigger check_target before insert or update on tillit.target for each row execute function tillit.check_target();

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
    constraint plan_funding_unit_check check (funding_unit in ('sek', 'dkk') and num_nonnulls(funding_value, funding_unit, funding_mult) = 3
                                              or num_nonnulls(funding_value, funding_unit, funding_mult) = 0)
);
call tillit.make_resource('plan');
call tillit.make_code_list('plan', 'overall_strategies', 'list_overall_strategy');
call tillit.make_code_list('plan', 'partners', 'municipality');
create index plan_municipality_idx on tillit.plan (municipality);

-- With whom a plan is shared: readable where the plan itself is not, since what belongs to a plan has its partners.
create table tillit.plan_sharing (
    plan         tillit.code primary key,
    municipality tillit.code not null,
    partners     text[] not null,
    constraint plan_sharing_plan_fkey foreign key (plan, municipality) references tillit.plan (code, municipality) on delete cascade
);

create function tillit.share_plan() returns trigger language plpgsql as $$
begin
    insert into tillit.plan_sharing (plan, municipality, partners) values (new.code, new.municipality, new.partners)
        on conflict (plan) do update set partners = excluded.partners;
    return null;
end
$$;
create trigger share_plan after insert or update of partners on tillit.plan for each row execute function tillit.share_plan();

-- A municipality may attach its own objects to its plans and to those in which it is a partner.
create function tillit.check_plan_partner() returns trigger language plpgsql as $$
begin
    if not exists (select from tillit.plan_sharing s
                   where s.plan = new.plan and (s.municipality = new.municipality or new.municipality = any (s.partners))) then
        perform tillit.refuse(tg_table_name, 'plan', 'fkey', format('"%s" is not present in table "plan"', new.plan), '23503');
    end if;
    return null;
end
$$;

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
create trigger inherit before insert on tillit.goal for each row
    when (new.municipality is null) execute function tillit.inherit('plan', 'plan', 'municipality');
create index goal_plan_idx on tillit.goal (plan);
create index goal_targets_idx on tillit.goal using gin (targets);

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
    constraint action_goal_fkey foreign key (goal, plan, municipality) references tillit.goal (code, plan, municipality),
    constraint action_org_unit_fkey foreign key (org_unit, municipality) references tillit.org_unit (code, municipality),
    constraint action_end_date_check check (end_date >= start_date),
    -- progress is given, or follows from the milestones; INV-9: a done action has progress 1
    constraint action_progress_source_check check (progress_source = 'manual' or progress is null),
    constraint action_state_check check (state <> 'done' or progress_source = 'milestones' or progress = 1)
);
call tillit.make_resource('action');
create trigger inherit before insert on tillit.action for each row
    when (new.plan is null or new.municipality is null) execute function tillit.inherit('goal', 'goal', 'plan', 'municipality');
create index action_goal_idx on tillit.action (goal);
create index action_plan_idx on tillit.action (plan);
create index action_area_idx on tillit.action (area) where area is not null;

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
    constraint milestone_action_fkey foreign key (action, plan, municipality) references tillit.action (code, plan, municipality),
    constraint milestone_met_on_check check ((state = 'met') = (met_on is not null))
);
call tillit.make_resource('milestone');
create trigger inherit before insert on tillit.milestone for each row
    when (new.plan is null or new.municipality is null) execute function tillit.inherit('action', 'action', 'plan', 'municipality');
create index milestone_action_idx on tillit.milestone (action);
create index milestone_plan_idx on tillit.milestone (plan);

-- INV-9 across tables, from whichever side the change comes.
create function tillit.check_action_dates() returns trigger language plpgsql as $$
declare
    outside record;
begin
    select a.code, a.start_date < p.start_date or a.start_date > p.end_date as starts_outside into outside
        from tillit.action a join tillit.plan p on p.code = a.plan
        where case tg_table_name when 'plan' then p.code else a.code end = new.code
          and (a.start_date < p.start_date or a.end_date > p.end_date or a.start_date > p.end_date)
        limit 1;
    if found then
        if tg_table_name = 'plan' then
            perform tillit.refuse('plan', case when outside.starts_outside then 'start_date' else 'end_date' end, 'actions', format('action "%s" would lie outside its plan', outside.code));
        end if;
        perform tillit.refuse('action', case when outside.starts_outside then 'start_date' else 'end_date' end, 'plan', format('action "%s" lies outside its plan', outside.code));
    end if;
    return null;
end
$$;
create trigger check_dates after insert or update of start_date, end_date, plan on tillit.action
    for each row execute function tillit.check_action_dates();
create trigger check_action_dates after update of start_date, end_date on tillit.plan
    for each row execute function tillit.check_action_dates();

create function tillit.check_milestone_dates() returns trigger language plpgsql as $$
declare
    outside record;
begin
    select m.code, m.due_date < a.start_date as early into outside
        from tillit.milestone m join tillit.action a on a.code = m.action
        where case tg_table_name when 'action' then a.code else m.code end = new.code
          and m.due_date not between a.start_date and a.end_date
        limit 1;
    if found then
        if tg_table_name = 'action' then
            perform tillit.refuse('action', case when outside.early then 'start_date' else 'end_date' end, 'milestones', format('milestone "%s" would lie outside its action', outside.code));
        end if;
        perform tillit.refuse('milestone', 'due_date', 'action', format('milestone "%s" lies outside its action', outside.code));
    end if;
    return null;
end
$$;
create trigger check_dates after insert or update of due_date, action on tillit.milestone
    for each row execute function tillit.check_milestone_dates();
create trigger check_milestone_dates after update of start_date, end_date on tillit.action
    for each row execute function tillit.check_milestone_dates();

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
    constraint follow_up_goal_fkey foreign key (goal, of_plan, municipality) references tillit.goal (code, plan, municipality),
    constraint follow_up_action_fkey foreign key (action, of_plan, municipality) references tillit.action (code, plan, municipality),
    constraint follow_up_plan_check check (num_nonnulls(plan, goal, action) = 1),
    -- INV-F1
    constraint follow_up_manual_reason_check check (status_manual is null or manual_reason <> '' and manual_reason is not null)
);
call tillit.make_resource('follow_up');
create function tillit.fill_follow_up() returns trigger language plpgsql as $$
begin
    new.of_plan := coalesce(new.plan, (select g.plan from tillit.goal g where g.code = new.goal),
                            (select a.plan from tillit.action a where a.code = new.action));
    if new.of_plan is null and num_nonnulls(new.plan, new.goal, new.action) = 1 then
        perform tillit.refuse('follow_up', case when new.goal is null then 'action' else 'goal' end, 'fkey',
                              format('"%s" is not present', coalesce(new.goal, new.action)), '23503');
    elsif new.of_plan is null then
        perform tillit.refuse('follow_up', 'plan', 'check', 'a follow-up is about one plan, goal or action');
    end if;
    new.municipality := coalesce(new.municipality, (select p.municipality from tillit.plan p where p.code = new.of_plan));
    if new.municipality is null then
        perform tillit.refuse('follow_up', 'plan', 'fkey', format('"%s" is not present in table "plan"', new.plan), '23503');
    end if;
    return new;
end
$$;
create trigger fill before insert or update of plan, goal, action on tillit.follow_up
    for each row execute function tillit.fill_follow_up();
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
create trigger inherit before insert on tillit.risk for each row
    when (new.municipality is null) execute function tillit.inherit('plan', 'plan', 'municipality');
create index risk_plan_idx on tillit.risk (plan);
