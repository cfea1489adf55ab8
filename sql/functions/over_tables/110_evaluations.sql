-- Evaluations: registration (INV-13), agreements of members (INV-8), pools (A5f).

create or replace function tillit.check_evaluation() returns trigger language plpgsql as $$
begin
    if exists (select from unnest(new.pre_periods) as p
               where tillit.period_end(p) is null or tillit.period_end(p) >= tillit.period_start(new.before_period)) then
        perform tillit.refuse_as('evaluation', 'pre_periods', 'earlier_than', new.before_period);
    end if;
    return null;
end
$$;
create or replace trigger check_evaluation after insert or update of pre_periods, before_period on tillit.evaluation
    for each row execute function tillit.check_evaluation();

-- Argument: the column that names the evaluation.
create or replace function tillit.list_pooled_figures() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    named constant text := coalesce(to_jsonb(new), to_jsonb(old)) ->> tg_argv[0];
begin
    delete from tillit.pooled_figure f where f.evaluation = named;
    insert into tillit.pooled_figure (evaluation, owner, municipality, indicator, respondent_group, period)
        select distinct e.code, e.owner, m.municipality, q.indicator, q.respondent_group, p
        from tillit.evaluation e
        join tillit.evaluation_member m on m.evaluation = e.code and m.share_level = 'pooled_only'
        join tillit.evaluation_measure q on q.evaluation = e.code
        cross join unnest(e.pre_periods || array[e.before_period, e.after_period]::text[]) as p
        where e.code = named;
    return null;
end
$$;
create or replace trigger list_pooled after update on tillit.evaluation
    for each row execute function tillit.list_pooled_figures('code');
create or replace trigger list_pooled after insert or update or delete on tillit.evaluation_member
    for each row execute function tillit.list_pooled_figures('evaluation');
create or replace trigger list_pooled after insert or update or delete on tillit.evaluation_measure
    for each row execute function tillit.list_pooled_figures('evaluation');

create or replace function tillit.keep_registration() returns trigger language plpgsql as $$
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
create or replace trigger keep_registration before insert or update on tillit.evaluation
    for each row execute function tillit.keep_registration();

-- Measures are fixed once an earlier transaction had both preregistered the evaluation and given it measures.
create or replace function tillit.check_measure() returns trigger language plpgsql as $$
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
create or replace trigger check_measure before insert or update or delete on tillit.evaluation_measure
    for each row execute function tillit.check_measure();

-- A municipality agrees by writing its entry (operators write for it). What it agreed to, arm, level and sampling, nobody else
-- changes: the owner may only take the entry out. What decides which figures are shown of it, measures, their sampling, the
-- periods and who reads the evaluation, may change, and then it has to agree anew.
create or replace function tillit.agree() returns trigger language plpgsql as $$
declare
    changed text;
    is_own constant boolean := tillit.sees(new.municipality);
begin
    if tg_op = 'INSERT' then
        new.agreed := is_own;
        return new;
    end if;
    select c into changed from unnest(array['evaluation', 'owner', 'municipality', 'arm', 'share_level', 'sampling']) as c
        where to_jsonb(new) -> c is distinct from to_jsonb(old) -> c limit 1;
    if not tillit.sees(old.owner) and current_user = 'tillit_app'
       and (new.evaluation, new.owner, new.municipality, new.arm) is distinct from (old.evaluation, old.owner, old.municipality, old.arm) then
        perform tillit.refuse_as('evaluation_member', 'arm', 'fixed', old.arm, '', '42501');
    end if;
    if changed is not null and old.agreed and not is_own and current_user = 'tillit_app' then
        perform tillit.refuse_as('evaluation_member', changed, 'agreed', old.municipality, coalesce(to_jsonb(old) ->> changed, changed || ' = null'));
    end if;
    new.agreed := is_own or old.agreed and new.agreed;
    return new;
end
$$;
create or replace trigger agree before insert or update on tillit.evaluation_member
    for each row execute function tillit.agree();

-- Argument: the column that names the evaluation. Only a connection that works for somebody ends agreements.
create or replace function tillit.end_agreements() returns trigger language plpgsql as $$
begin
    if current_user = 'tillit_app' then
        update tillit.evaluation_member m set agreed = false
        where m.evaluation = to_jsonb(new) ->> tg_argv[0] and m.agreed and not tillit.sees(m.municipality);
    end if;
    return null;
end
$$;
create or replace trigger end_agreements after update on tillit.evaluation for each row
    when ((new.design, new.sampling, new.before_period, new.after_period, new.pre_periods)
          is distinct from (old.design, old.sampling, old.before_period, old.after_period, old.pre_periods)
          or array_position(array['internal', 'partners', 'public'], new.audience::text)
             > array_position(array['internal', 'partners', 'public'], old.audience::text))
    execute function tillit.end_agreements('code');
create or replace trigger end_agreements_insert after insert on tillit.evaluation_measure for each row
    execute function tillit.end_agreements('evaluation');
create or replace trigger end_agreements_update after update on tillit.evaluation_measure for each row
    when ((new.indicator, new.respondent_group, new.sampling) is distinct from (old.indicator, old.respondent_group, old.sampling))
    execute function tillit.end_agreements('evaluation');

-- Members and measures are parts of the evaluation: its version counts their changes, also those that a member makes.
create or replace function tillit.count_parts()
returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if tg_op <> 'UPDATE' or new is distinct from old then
        update tillit.evaluation e set parts_version = e.parts_version + 1 where e.code = coalesce(new.evaluation, old.evaluation);
    end if;
    return null;
end
$$;
create or replace trigger count_parts after insert or update or delete on tillit.evaluation_member
    for each row execute function tillit.count_parts();
create or replace trigger count_parts after insert or update or delete on tillit.evaluation_measure
    for each row execute function tillit.count_parts();

-- Locks an evaluation for a member that is not its owner, and tells its version; null for everybody else.
create or replace function tillit.hold_evaluation(code text) returns int
language sql security definer set search_path = pg_catalog, pg_temp as $$
    select e.row_version from tillit.evaluation e
    where e.code = hold_evaluation.code
      and exists (select from tillit.evaluation_member m
                  where m.evaluation = e.code and m.municipality = current_setting('tillit.municipality', true))
    for update of e
$$;

create or replace function tillit.check_both_begun() returns trigger language plpgsql as $$
begin
    if (select tillit.period_start(e.after_period) > tillit.today() from tillit.evaluation e where e.code = new.evaluation) then
        perform tillit.refuse_as(tg_table_name, 'evaluation', 'not_begun');
    end if;
    return null;
end
$$;
create or replace trigger check_begun after insert on tillit.paired_table
    for each row execute function tillit.check_both_begun();

-- Which of these hidden members one effect may be shown of, noting that it is: all, if no combination of the pools shown so far
-- and this one tells fewer than three of them from the others; else the largest pool shown before in which all are still
-- there; null if there is none. wanted stands in order; who is named tells its own figures and hides nobody.
create or replace function tillit.admit_pool(indicator text, respondent_group text, period_before text, period_after text, wanted text[], named text[])
returns text[] language plpgsql as $$
#variable_conflict use_variable
declare
    kept text[];
    is_apart boolean;
begin
    if exists (select from tillit.shown_pool p
               where (p.indicator, p.respondent_group, p.period_before, p.period_after, p.members)
                     = (indicator, respondent_group, period_before, period_after, wanted)) then
        return wanted;
    end if;
    perform pg_advisory_xact_lock(hashtextextended(concat_ws(' ', 'tillit.shown_pool', indicator, respondent_group, period_before, period_after), 0));
    select min(atom.size) >= 3 into is_apart
        from (select count(*) as size
              from (select member, array_agg(pool.number order by pool.number) as pools
                    from (select row_number() over () as number, f.members
                          from (select p.members from tillit.shown_pool p
                                where (p.indicator, p.respondent_group, p.period_before, p.period_after)
                                      = (indicator, respondent_group, period_before, period_after)
                                union select wanted) f) pool
                    cross join unnest(pool.members) as member
                    where member <> all (named)
                    group by member) signature
              group by pools) atom;
    if is_apart then
        insert into tillit.shown_pool (indicator, respondent_group, period_before, period_after, members)
            values (indicator, respondent_group, period_before, period_after, wanted) on conflict do nothing;
        return wanted;
    end if;
    select p.members into kept from tillit.shown_pool p
        where (p.indicator, p.respondent_group, p.period_before, p.period_after) = (indicator, respondent_group, period_before, period_after)
          and p.members <@ wanted
        order by cardinality(p.members) desc, p.shown_at, p.members limit 1;
    return kept;
end
$$;

grant execute on function tillit.check_evaluation(), tillit.list_pooled_figures(), tillit.keep_registration(),
    tillit.check_measure(), tillit.agree(), tillit.end_agreements(), tillit.count_parts(), tillit.hold_evaluation(text),
    tillit.check_both_begun(), tillit.admit_pool(text, text, text, text, text[], text[]) to tillit_app;
