-- What follow-up derives from what is stored (domain.md A3, A10), rules that span objects (INV-8 to INV-13), and evaluations
-- across municipalities.

-- ----------------------------------------------------------------------------------------------------- progress (A10)

create function tillit.expected_progress(start_date date, end_date date, day date) returns double precision immutable parallel safe
return case when day >= end_date then 1
            when day <= start_date then 0
            else (day - start_date)::double precision / (end_date - start_date) end;

create function tillit.schedule_index(progress double precision, expected double precision) returns double precision immutable parallel safe
return case when expected > 0 then progress / expected end;

create function tillit.overdue_days(end_date date, day date, finished boolean) returns int immutable parallel safe
return case when finished then 0 else greatest(0, day - end_date) end;

-- The thresholds stand here and nowhere else: 30 days, 0.75 and 0.90.
create function tillit.rag(finished boolean, paused boolean, overdue_days int, schedule_index double precision) returns text immutable parallel safe
return case when finished then 'green'
            when overdue_days > 30 or schedule_index < 0.75 then 'red'
            when overdue_days > 0 or schedule_index < 0.90 or paused then 'amber'
            else 'green' end;

-- Actions as progress sees them.
create view tillit.delivery as
select a.code, a.goal, a.plan, a.weight::double precision as weight, a.start_date, a.end_date, a.state,
       coalesce(case a.progress_source when 'milestones' then m.met else a.progress end, 0)::double precision as progress
from tillit.action a
left join lateral (select sum(m.weight) filter (where m.state = 'met') / sum(m.weight) as met
                   from tillit.milestone m where m.action = a.code) m on true;
grant select on tillit.delivery to tillit_app;

-- What is followed up, as its status on a day sees it; progress is what is known now. Null where nothing can be said: an
-- action, goal or plan given up, and a goal or plan without actions.
create function tillit.status_on(plan text, goal text, action text, day date) returns text stable
begin atomic
    select case when status_on.action is not null then
                    (select tillit.rag(d.state = 'done', d.state = 'paused', tillit.overdue_days(d.end_date, day, d.state = 'done'),
                                       tillit.schedule_index(d.progress, tillit.expected_progress(d.start_date, d.end_date, day)))
                     from tillit.delivery d where d.code = status_on.action and d.state <> 'cancelled')
                else
                    (select tillit.rag(o.finished, false, tillit.overdue_days(o.end_date, day, o.finished), tillit.schedule_index(t.progress, t.expected))
                     from (select p.state = 'closed' as finished, p.state = 'cancelled' as given_up, p.end_date
                           from tillit.plan p where p.code = status_on.plan
                           union all
                           select g.state = 'achieved', g.state = 'dropped', g.target_date
                           from tillit.goal g where g.code = status_on.goal) as o
                     cross join lateral (
                         select sum(d.weight * d.progress) / sum(d.weight) as progress,
                                sum(d.weight * tillit.expected_progress(d.start_date, d.end_date, day)) / sum(d.weight) as expected
                         from tillit.delivery d
                         where (d.plan = status_on.plan or d.goal = status_on.goal) and d.state <> 'cancelled') as t
                     where not o.given_up and (o.finished or t.progress is not null))
           end;
end;

-- Computed when the follow-up is written, and kept: what was followed up goes on changing.
create function tillit.keep_status() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' or new.as_of <> old.as_of then
        new.status_auto := tillit.status_on(new.plan, new.goal, new.action, new.as_of);
    else
        new.status_auto := old.status_auto;
    end if;
    return new;
end
$$;
create trigger status_auto before insert or update on tillit.follow_up
    for each row execute function tillit.keep_status();

-- ----------------------------------------------------------------------------------- class and fitting strategy (A3)

create index two_item_table_group_idx on tillit.two_item_table (area, respondent_group);

-- Thresholds: 30 answers, 0.20 for mistrust, 0.60 for trust.
create function tillit.trust_class(trust_yes_harm_no int, trust_yes_harm_yes int, trust_no_harm_no int, trust_no_harm_yes int)
returns text immutable parallel safe
return case when trust_yes_harm_no::bigint + trust_yes_harm_yes + trust_no_harm_no + trust_no_harm_yes < 30 then 'insufficient'
            when trust_no_harm_yes >= 0.20 * (trust_yes_harm_no::bigint + trust_yes_harm_yes + trust_no_harm_no + trust_no_harm_yes) then 'mistrust'
            when trust_yes_harm_no >= 0.60 * (trust_yes_harm_no::bigint + trust_yes_harm_yes + trust_no_harm_no + trust_no_harm_yes) then 'trust'
            else 'lack' end;

create function tillit.fitting_strategy(class text) returns text immutable parallel safe
return case class when 'mistrust' then 'competence' when 'lack' then 'benevolence' when 'trust' then 'maintenance' end;

grant execute on function tillit.expected_progress(date, date, date), tillit.schedule_index(double precision, double precision),
                          tillit.overdue_days(date, date, boolean), tillit.rag(boolean, boolean, int, double precision),
                          tillit.trust_class(int, int, int, int), tillit.fitting_strategy(text),
                          tillit.is_period(text), tillit.period_freq(text), tillit.period_start(text), tillit.period_end(text)
                          to tillit_app, tillit_public;
grant execute on function tillit.status_on(text, text, text, date), tillit.keep_status() to tillit_app;

-- ------------------------------------------------------------------------------------------------------ goals (INV-10)

-- Whether the target was reached in its baseline period, by the current figure there; null when there is none.
create function tillit.met_at_baseline(target text) returns boolean stable language plpgsql as $$
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
    return (select case i.direction when 'up' then reached >= t.target
                                    when 'down' then reached <= t.target
                                    when 'range' then reached between t.target_low and t.target_high end
            from tillit.indicator i where i.code = t.indicator);
end
$$;

-- What a goal lacks to be SMART, one row a letter: the member, the violation and what the letter misses.
create function tillit.missing_smart(goal text) returns table (field text, code text, argument0 text, argument1 text) stable language sql
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
grant execute on function tillit.met_at_baseline(text), tillit.missing_smart(text) to tillit_app;

-- A goal is measured by targets of its own municipality; another's reads as unknown.
create function tillit.check_goal_targets() returns trigger language plpgsql as $$
declare
    foreign_target text;
begin
    select c into foreign_target from unnest(new.targets) as c
        where not exists (select from tillit.target t where t.code = c and t.municipality = new.municipality) limit 1;
    if found then
        perform tillit.refuse_as('goal', 'targets', 'unknown_code', foreign_target, '', '23503');
    end if;
    return null;
end
$$;
create constraint trigger own_targets after insert or update of targets on tillit.goal
    for each row execute function tillit.check_goal_targets();

-- ------------------------------------------------------------------------------------------- steering documents (2.5)

-- Only a review that is due reopens a document.
create function tillit.check_reopening() returns trigger language plpgsql as $$
begin
    if old.review_due > tillit.today() or old.review_due is null then
        perform tillit.refuse_as('steering_document', 'state', 'not_due', coalesce(old.review_due::text, 'review_due = null'));
    end if;
    return new;
end
$$;
create trigger check_reopening before update of state on tillit.steering_document
    for each row when (old.state = 'done' and new.state = 'registered') execute function tillit.check_reopening();

-- ------------------------------------------------------------------------------- evaluations: preregistration (INV-13)

-- The transaction in which a row came, so that an evaluation may come with its measures in any order. What stands there
-- already is of an earlier one.
alter table tillit.evaluation
    add registered_in timestamptz,
    add parts_version int not null default 0;  -- counts changes of members and measures, so that row_version does
alter table tillit.evaluation_measure add added_in timestamptz not null default '-infinity';
alter table tillit.evaluation_measure alter added_in set default now();

create function tillit.keep_registration() returns trigger language plpgsql as $$
declare
    changed text;
begin
    if tg_op = 'INSERT' or old.preregistered_at is null then
        new.registered_in := case when new.preregistered_at is not null then now() end;
        return new;
    end if;
    select c into changed from unnest(array['before_period', 'after_period', 'pre_periods', 'alpha', 'correction', 'preregistered_at']) as c
        where to_jsonb(new) -> c is distinct from to_jsonb(old) -> c limit 1;
    if found then
        perform tillit.refuse_as('evaluation', changed, 'preregistered', old.preregistered_at::date::text);
    end if;
    new.registered_in := old.registered_in;
    return new;
end
$$;
create trigger keep_registration before insert or update on tillit.evaluation
    for each row execute function tillit.keep_registration();

-- Measures are fixed once an earlier transaction had both preregistered the evaluation and given it measures.
create function tillit.check_measure() returns trigger language plpgsql as $$
declare
    named constant text := coalesce(new.evaluation, old.evaluation);
    fixed constant boolean := exists (
        select from tillit.evaluation e
        where e.code = named and e.preregistered_at is not null and coalesce(e.registered_in, '-infinity') < now()
          and (old.added_in < now()
               or exists (select from tillit.evaluation_measure q where q.evaluation = e.code and q.added_in < now())));
begin
    if tg_op = 'INSERT' then
        new.added_in := now();
        if fixed and new.role <> 'exploratory' then
            perform tillit.refuse_as('evaluation_measure', 'role', 'must_be', 'exploratory', 'preregistered_at ≠ null');
        end if;
        return new;
    end if;
    if fixed and 'confirmatory' in (old.role, new.role) and new is distinct from old then
        perform tillit.refuse_as('evaluation_measure', 'role', 'preregistered', old.indicator || ', ' || old.respondent_group);
    end if;
    if tg_op = 'DELETE' then
        return old;
    end if;
    new.added_in := old.added_in;
    return new;
end
$$;
create trigger check_measure before insert or update or delete on tillit.evaluation_measure
    for each row execute function tillit.check_measure();

-- ----------------------------------------------------------------------- evaluations: who agreed to what (INV-8, D7)

-- A share level counts when its municipality agreed. Operators have entered all that stands here so far.
alter table tillit.evaluation_member add agreed boolean not null default true;

-- Nobody writes agreed: the municipality agrees by writing its entry (operators write for it); the owner, who enters or
-- raises it for somebody else, takes it away. Members other than the owner change nothing but how they share.
create function tillit.agree() returns trigger language plpgsql as $$
declare
    levels constant text[] := array['none', 'pooled_only', 'named'];
begin
    if tg_op = 'UPDATE' and not tillit.sees(old.owner) and current_user = 'tillit_app'
       and (new.evaluation, new.owner, new.municipality, new.arm) is distinct from (old.evaluation, old.owner, old.municipality, old.arm) then
        perform tillit.refuse_as('evaluation_member', 'arm', 'fixed', old.arm, '', '42501');
    end if;
    new.agreed := tillit.sees(new.municipality)
                  or tg_op = 'UPDATE' and old.agreed
                     and array_position(levels, new.share_level::text) <= array_position(levels, old.share_level::text);
    return new;
end
$$;
create trigger agree before insert or update on tillit.evaluation_member
    for each row execute function tillit.agree();

-- Only inside a function of the owner's is current_user the owner: these see all members, whoever writes one of them.
create policy evaluation_inside on tillit.evaluation to tillit_owner using (current_user = 'tillit_owner');
create policy evaluation_member_inside on tillit.evaluation_member for select to tillit_owner using (current_user = 'tillit_owner');
create policy evaluation_measure_inside on tillit.evaluation_measure for select to tillit_owner using (current_user = 'tillit_owner');
create policy pooled_figure_inside on tillit.pooled_figure to tillit_owner using (current_user = 'tillit_owner');
alter function tillit.list_pooled_figures() security definer;
alter function tillit.list_pooled_figures() set search_path = pg_catalog, pg_temp;

-- Members and measures are parts of the evaluation: its version counts their changes, also those that a member makes.
create function tillit.count_parts() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if tg_op <> 'UPDATE' or new is distinct from old then
        update tillit.evaluation e set parts_version = e.parts_version + 1 where e.code = coalesce(new.evaluation, old.evaluation);
    end if;
    return null;
end
$$;
create trigger count_parts after insert or update or delete on tillit.evaluation_member
    for each row execute function tillit.count_parts();
create trigger count_parts after insert or update or delete on tillit.evaluation_measure
    for each row execute function tillit.count_parts();

-- Locks an evaluation for a member that is not its owner, and tells its version; null for everybody else.
create function tillit.hold_evaluation(code text) returns int
language sql security definer set search_path = pg_catalog, pg_temp as $$
    select e.row_version from tillit.evaluation e
    where e.code = hold_evaluation.code
      and exists (select from tillit.evaluation_member m
                  where m.evaluation = e.code and m.municipality = current_setting('tillit.municipality', true))
    for update of e
$$;
grant execute on function tillit.keep_registration(), tillit.check_measure(), tillit.agree(), tillit.count_parts(), tillit.check_goal_targets(),
                          tillit.check_reopening(), tillit.hold_evaluation(text) to tillit_app;

create policy evaluation_member_own on tillit.evaluation_member for update to tillit_app
    using (municipality = (select tillit.tenant())) with check (municipality = (select tillit.tenant()));
drop policy evaluation_member_read on tillit.evaluation_member;
create policy evaluation_member_read on tillit.evaluation_member for select to tillit_owner, tillit_app using (
    owner = (select tillit.tenant()) or (select tillit.is_operator())
    or exists (select from tillit.evaluation e where e.code = evaluation_member.evaluation)
       and (share_level = 'named' and agreed or municipality = (select tillit.tenant())));

-- The evaluator reads its evaluation, and of the members who agreed to be named what it compares.
create policy evaluation_evaluator on tillit.evaluation for select to tillit_owner, tillit_app
    using (code = (select tillit.evaluation()));
create policy paired_table_evaluator on tillit.paired_table for select to tillit_owner, tillit_app using (
    evaluation = (select tillit.evaluation())
    and exists (select from tillit.evaluation_member m
                where m.evaluation = paired_table.evaluation and m.municipality = paired_table.municipality
                  and m.share_level = 'named' and m.agreed));
-- ... the current revisions only, decided on by a release (before that nobody has looked for small groups), and whether they are
-- hidden. A function that the planner cannot look into: as policies with
-- joins of their own they made the publication of a release ten times as slow.
create policy observation_inside on tillit.observation for select to tillit_owner using (current_user = 'tillit_owner');
create policy observation_revision_inside on tillit.observation_revision for select to tillit_owner using (current_user = 'tillit_owner');
create policy release_cell_inside on tillit.release_cell for select to tillit_owner using (current_user = 'tillit_owner');
create function tillit.shared_figures(evaluation text) returns table (observation bigint, revision int)
stable parallel safe rows 100 security definer set search_path = pg_catalog, pg_temp language sql
begin atomic
    select o.id, r.revision
    from tillit.evaluation e
    join tillit.evaluation_member m on m.evaluation = e.code and m.share_level = 'named' and m.agreed
    join tillit.evaluation_measure q on q.evaluation = e.code
    join tillit.observation o on o.owner = m.municipality and o.area = m.municipality and o.indicator = q.indicator and o.respondent_group = q.respondent_group
         and o.period = any (e.pre_periods || array[e.before_period, e.after_period]::text[])
    join tillit.observation_revision r on r.observation = o.id and r.superseded_at is null
    where e.code = shared_figures.evaluation
      and exists (select from tillit.release_cell d
                  where d.release = r.release and d.observation = r.observation and d.revision = r.revision);
end;
grant execute on function tillit.shared_figures(text) to tillit_app, tillit_public;
create policy observation_evaluator on tillit.observation for select to tillit_owner, tillit_app
    using (id in (select f.observation from tillit.shared_figures((select tillit.evaluation())) f));
create policy observation_revision_evaluator on tillit.observation_revision for select to tillit_owner, tillit_app
    using ((observation, revision) in (select f.observation, f.revision from tillit.shared_figures((select tillit.evaluation())) f));
create policy release_cell_evaluator on tillit.release_cell for select to tillit_owner, tillit_app
    using ((observation, revision) in (select f.observation, f.revision from tillit.shared_figures((select tillit.evaluation())) f));

-- ----------------------------------------------------------------------------------------- members' reading (api.md 7)

-- Whether the asker reads figures that are not published anywhere.
create function tillit.reads_inside() returns boolean stable parallel safe
return tillit.tenant() is not null or tillit.is_operator() or tillit.evaluation() is not null;

-- Whether the asker is told why a figure of this owner is hidden: its editors, publishers and admins, and operators. The
-- setting says that the role is one of these.
create function tillit.sees_reasons(owner text) returns boolean stable parallel safe
return coalesce(current_setting('tillit.reasons', true), '') = 'on' and tillit.sees(owner);
grant execute on function tillit.sees(text), tillit.reads_inside(), tillit.sees_reasons(text) to tillit_app, tillit_public;

-- INV-11, whoever may see the release.
create policy release_inside on tillit.release for select to tillit_owner using (current_user = 'tillit_owner');
create function tillit.is_embargoed(release text) returns boolean
stable parallel safe security definer set search_path = pg_catalog, pg_temp language sql
begin atomic
    select coalesce((select l.embargo_until > now() from tillit.release l where l.code = is_embargoed.release), false);
end;
grant execute on function tillit.is_embargoed(text) to tillit_app, tillit_public;

-- Revisions of one's own as their readers see them, and no others: in the shape of published_cell. A figure that a release
-- hides (A, D), or that its sender withheld (N, C, E under embargo), has no numbers (Q, C) but for those who are told the
-- reason; they see the numbers with the decision's status.
create view tillit.internal_cell as
select o.id as observation, 'internal'::tillit.code as audience, r.recorded_at as published_at, r.superseded_at as replaced_at,
       null::timestamptz as retracted_at, r.release, r.revision, r.owner, o.indicator, o.indicator_version, o.area, o.period,
       o.period_start, o.period_end, o.respondent_group, o.sex, o.age_band,
       case when h.told then r.value end as value, case when h.told then r.n_invited end as n_invited,
       case when h.told then r.n_valid end as n_valid,
       case when h.told then r.n_valid end as n_display, case when h.told and d.conf_status <> 'F' then d.n_display end as n_decided,
       case when h.told then r.x end as x, case when h.told then r.sd end as sd, case when h.told then r.se end as se,
       case when h.told then r.ci_low end as ci_low, case when h.told then r.ci_high end as ci_high,
       case when h.told then r.ci_level end as ci_level, case when h.told then r.ci_method end::tillit.code as ci_method, r.weighted,
       case when h.told then r.obs_status else 'Q' end::tillit.code as obs_status,
       case when not h.told then 'C' when d.conf_status <> 'F' then d.conf_status else r.conf_status end::tillit.code as conf_status,
       case when h.told then d.hidden_reason end::tillit.code as hidden_reason, r.reason, r.source, r.survey_wave, r.recorded_at, r.is_synthetic
from tillit.observation_revision r
join tillit.observation o on o.id = r.observation
left join tillit.release_cell d on d.release = r.release and d.observation = r.observation and d.revision = r.revision
cross join lateral (
    select tillit.sees_reasons(r.owner)
           or r.value is null and coalesce(d.conf_status, 'F') = 'F'
           or coalesce(d.conf_status, 'F') = 'F' and r.conf_status not in ('N', 'C')
              and not (r.conf_status = 'E' and tillit.is_embargoed(r.release)) as told) as h
where (select tillit.reads_inside());
grant select on tillit.internal_cell to tillit_app;

-- Every figure that the asker may see. is_current: what is served without naming a release, is_release: with it.
-- Nothing but columns and constants stands in the branches, so that the planner walks the index of published_cell.
create view tillit.visible_cell as
select c.*,
       case when not c.of_release or not (select tillit.reads_inside()) then true
            when tillit.sees(c.owner) then false
            else c.observation not in (select f.observation from tillit.shared_figures((select tillit.evaluation())) f)
       end as is_current
from (
    select p.observation, p.audience, p.published_at, p.replaced_at, p.retracted_at, p.release, p.revision, p.owner, p.indicator,
           p.indicator_version, p.area, p.period, p.period_start, p.period_end, p.respondent_group, p.sex, p.age_band, p.value,
           p.n_invited, p.n_valid, p.n_display, null::text as n_decided, p.x, p.sd, p.se, p.ci_low, p.ci_high, p.ci_level, p.ci_method, p.weighted,
           p.obs_status, p.conf_status, null::tillit.code as hidden_reason, p.reason, p.source, p.survey_wave, p.recorded_at,
           p.is_synthetic, true as of_release
    from tillit.published_cell p
    union all
    select i.observation, i.audience, i.published_at, i.replaced_at, i.retracted_at, i.release, i.revision, i.owner, i.indicator,
           i.indicator_version, i.area, i.period, i.period_start, i.period_end, i.respondent_group, i.sex, i.age_band, i.value,
           i.n_invited, i.n_valid, i.n_display, i.n_decided, i.x, i.sd, i.se, i.ci_low, i.ci_high, i.ci_level, i.ci_method, i.weighted,
           i.obs_status, i.conf_status, i.hidden_reason, i.reason, i.source, i.survey_wave, i.recorded_at, i.is_synthetic, false
    from tillit.internal_cell i) as c
where c.retracted_at is null;
grant select on tillit.visible_cell to tillit_app;
