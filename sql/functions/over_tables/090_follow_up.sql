-- Rules of plans, goals, actions, milestones, targets and follow-ups.

-- Number or interval by direction, decimals of the indicator, INV-T1.
create or replace function tillit.check_target() returns trigger language plpgsql as $$
declare
    i record;
begin
    select direction, decimals, goalpost_low, goalpost_high into i from tillit.indicator where code = new.indicator;
    if not found then
        return new;  -- the foreign key names it
    end if;
    if i.direction = 'range' and new.target is not null then
        perform tillit.refuse_as('target', 'target_low', 'needed_when', 'direction = range');
    elsif i.direction <> 'range' and new.target is null then
        perform tillit.refuse_as('target', 'target', 'needed_when', 'direction = ' || i.direction);
    end if;
    if coalesce(new.target, new.target_low) < i.goalpost_low or coalesce(new.target, new.target_high) > i.goalpost_high then
        perform tillit.refuse_as('target', case when new.target is null then 'target_low' else 'target' end, 'out_of_range',
                                 i.goalpost_low::text, i.goalpost_high::text);
    end if;
    new.target := round(new.target, i.decimals);
    new.target_low := round(new.target_low, i.decimals);
    new.target_high := round(new.target_high, i.decimals);
    return new;
end
$$;
create or replace trigger check_target before insert or update on tillit.target
    for each row execute function tillit.check_target();

create or replace function tillit.share_plan() returns trigger language plpgsql as $$
begin
    insert into tillit.plan_sharing (plan, municipality, partners) values (new.code, new.municipality, new.partners)
        on conflict (plan) do update set partners = excluded.partners;
    return null;
end
$$;
create or replace trigger share_plan after insert or update of partners on tillit.plan
    for each row execute function tillit.share_plan();

-- INV-9 across tables, from whichever side the change comes.
create or replace function tillit.check_action_dates() returns trigger language plpgsql as $$
declare
    outside record;
begin
    select a.code, p.code as plan, p.start_date || ' – ' || p.end_date as days,
           a.start_date < p.start_date or a.start_date > p.end_date as starts_outside into outside
        from tillit.action a join tillit.plan p on p.code = a.plan
        where case tg_table_name when 'plan' then p.code else a.code end = new.code
          and (a.start_date < p.start_date or a.end_date > p.end_date or a.start_date > p.end_date)
        limit 1;
    if found then
        if tg_table_name = 'plan' then
            perform tillit.refuse_as('plan', case when outside.starts_outside then 'start_date' else 'end_date' end,
                                     'leaves_outside', outside.code);
        end if;
        perform tillit.refuse_as('action', case when outside.starts_outside then 'start_date' else 'end_date' end,
                                 'outside', outside.plan, outside.days);
    end if;
    return null;
end
$$;
create or replace trigger check_dates after insert or update of start_date, end_date, plan on tillit.action
    for each row execute function tillit.check_action_dates();
create or replace trigger check_action_dates after update of start_date, end_date on tillit.plan
    for each row execute function tillit.check_action_dates();

create or replace function tillit.check_milestone_dates() returns trigger language plpgsql as $$
declare
    outside record;
begin
    select m.code, a.code as action, a.start_date || ' – ' || a.end_date as days, m.due_date < a.start_date as early into outside
        from tillit.milestone m join tillit.action a on a.code = m.action
        where case tg_table_name when 'action' then a.code else m.code end = new.code
          and m.due_date not between a.start_date and a.end_date
        limit 1;
    if found then
        if tg_table_name = 'action' then
            perform tillit.refuse_as('action', case when outside.early then 'start_date' else 'end_date' end,
                                     'leaves_outside', outside.code);
        end if;
        perform tillit.refuse_as('milestone', 'due_date', 'outside', outside.action, outside.days);
    end if;
    return null;
end
$$;
create or replace trigger check_dates after insert or update of due_date, action on tillit.milestone
    for each row execute function tillit.check_milestone_dates();
create or replace trigger check_milestone_dates after update of start_date, end_date on tillit.action
    for each row execute function tillit.check_milestone_dates();

create or replace function tillit.fill_follow_up() returns trigger language plpgsql as $$
begin
    new.of_plan := coalesce(new.plan, (select g.plan from tillit.goal g where g.code = new.goal),
                            (select a.plan from tillit.action a where a.code = new.action));
    if new.of_plan is null and num_nonnulls(new.plan, new.goal, new.action) = 1 then
        perform tillit.refuse_as('follow_up', case when new.goal is null then 'action' else 'goal' end, 'unknown_code',
                                 coalesce(new.goal, new.action), '', '23503');
    elsif new.of_plan is null then
        perform tillit.refuse_as('follow_up', 'plan', 'one_of', 'plan, goal, action');
    end if;
    new.municipality := coalesce(new.municipality, (select p.municipality from tillit.plan p where p.code = new.of_plan));
    if new.municipality is null then
        perform tillit.refuse_as('follow_up', 'plan', 'unknown_code', new.plan, '', '23503');
    end if;
    return new;
end
$$;
create or replace trigger fill before insert or update of plan, goal, action on tillit.follow_up
    for each row execute function tillit.fill_follow_up();

-- Whether a value reaches the target; null where the indicator only gives context.
create or replace function tillit.reaches(target text, value numeric) returns boolean stable language sql
begin atomic
    select case i.direction when 'up' then reaches.value >= t.target
                            when 'down' then reaches.value <= t.target
                            when 'range' then reaches.value between t.target_low and t.target_high end
    from tillit.target t
    join tillit.indicator i on i.code = t.indicator
    where t.code = reaches.target;
end;

-- The newest value of what the target is about; null when there is none.
create or replace function tillit.newest_of_target(target text) returns numeric stable language plpgsql as $$
declare
    t tillit.target;
begin
    select * into t from tillit.target x where x.code = newest_of_target.target;
    return (select r.value
            from tillit.observation o
            join tillit.observation_revision r on r.observation = o.id and r.superseded_at is null and r.value is not null
            where o.area = t.area and o.indicator = t.indicator and o.period_start <= tillit.today()
              and (o.respondent_group, o.sex, o.age_band) = (t.respondent_group, '_T', '_T')
            order by o.period_end desc, (select v.version from tillit.indicator_version v where v.code = o.indicator_version) desc
            limit 1);
end
$$;

-- The targets of a goal that the newest figures do not reach, each with its figure; null when there is none.
create or replace function tillit.unreached_targets(goal text) returns text stable language sql
begin atomic
    select string_agg(t.code || ': ' || coalesce(n.value::text, '–'), ', ' order by t.code)
    from tillit.goal g
    join tillit.target t on t.code = any (g.targets)
    cross join lateral (select tillit.newest_of_target(t.code) as value) as n
    where g.code = unreached_targets.goal and tillit.reaches(t.code, n.value) is not true;
end;

-- The actions of a plan that are neither done nor cancelled, and of which its last follow-up as a whole, after which no other is
-- planned, has not decided either; null when there is none.
create or replace function tillit.actions_left_open(plan text) returns text stable language sql
begin atomic
    select string_agg(a.code, ', ' order by a.code)
    from tillit.action a
    where a.plan = actions_left_open.plan and a.state not in ('done', 'cancelled')
      and not exists (select from (select f.decision, f.next_review from tillit.follow_up f
                                   where f.plan = actions_left_open.plan order by f.as_of desc, f.id desc limit 1) last
                      where last.decision is not null and last.next_review is null);
end;

-- Whether the target was reached in its baseline period, by the current figure there; null when there is none.
create or replace function tillit.met_at_baseline(target text) returns boolean stable language plpgsql as $$
declare
    t tillit.target;
    reached numeric;
begin
    select * into t from tillit.target x where x.code = met_at_baseline.target;
    -- one step at a time: right after an import the planner knows no table's size
    select (select r.value from tillit.observation_revision r
            where r.observation = o.id and r.superseded_at is null and r.value is not null) into reached
        from tillit.observation o
        where o.area = t.area and o.indicator = t.indicator and o.period_start = tillit.period_start(t.baseline_period)
          and o.period = t.baseline_period and (o.respondent_group, o.sex, o.age_band) = (t.respondent_group, '_T', '_T')
        order by (select v.version from tillit.indicator_version v where v.code = o.indicator_version) desc
        limit 1;
    return tillit.reaches(t.code, reached);
end
$$;

-- What a goal lacks to be SMART, one row a letter: the member, the violation and what the letter misses.
create or replace function tillit.missing_smart(goal text)
returns table (field text, code text, argument0 text, argument1 text) stable language sql
begin atomic
    select m.field, m.code, m.missing, null
    from tillit.goal g
    join tillit.plan p on p.code = g.plan
    cross join lateral (
        select array_remove(array[case when g.title = '' then 'title' end,
                                  case when g.focus_area is null then 'focus_area' end,
                                  case when coalesce(g.responsible_function, '') = '' then 'responsible_function' end], null) as specific,
               (select string_agg(t.code, ', ' order by t.code)
                from tillit.target t
                join tillit.indicator i on i.code = t.indicator
                where t.code = any (g.targets)
                  and (coalesce(t.target, t.target_low) < i.goalpost_low or coalesce(t.target, t.target_high) > i.goalpost_high
                       or tillit.met_at_baseline(t.code))) as unattainable) as w
    cross join lateral (values
        (1, w.specific[1], 'smart_s', array_to_string(w.specific, ', '), w.specific <> '{}'),
        (2, 'targets', 'smart_m', null, g.targets = '{}'),
        (3, 'targets', 'smart_a', w.unattainable, w.unattainable is not null),
        (4, 'rationale', 'smart_r', null, coalesce(g.rationale, '') = ''),
        (5, 'target_date', 'smart_t', p.start_date::text, coalesce(g.target_date <= p.start_date, true))
    ) as m (letter, field, code, missing, lacks)
    where g.code = missing_smart.goal and m.lacks
    order by m.letter;
end;

grant execute on function tillit.check_target(), tillit.share_plan(), tillit.check_action_dates(),
    tillit.check_milestone_dates(), tillit.fill_follow_up(), tillit.met_at_baseline(text), tillit.missing_smart(text),
    tillit.reaches(text, numeric), tillit.newest_of_target(text), tillit.unreached_targets(text),
    tillit.actions_left_open(text)
    to tillit_app;
