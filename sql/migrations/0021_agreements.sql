-- What a member of an evaluation agreed to stays so (INV-8, D7), and pools of hidden members never differ by a few (A5f).

-- ---------------------------------------------------------------------------------------------------------- agreements
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

-- Argument: the column that names the evaluation. Only a connection that works for somebody ends agreements.
create function tillit.end_agreements() returns trigger language plpgsql as $$
begin
    if current_user = 'tillit_app' then
        update tillit.evaluation_member m set agreed = false
        where m.evaluation = to_jsonb(new) ->> tg_argv[0] and m.agreed and not tillit.sees(m.municipality);
    end if;
    return null;
end
$$;
create trigger end_agreements after update on tillit.evaluation for each row
    when ((new.design, new.sampling, new.before_period, new.after_period, new.pre_periods)
          is distinct from (old.design, old.sampling, old.before_period, old.after_period, old.pre_periods)
          or array_position(array['internal', 'partners', 'public'], new.audience::text)
             > array_position(array['internal', 'partners', 'public'], old.audience::text))
    execute function tillit.end_agreements('code');
create trigger end_agreements_insert after insert on tillit.evaluation_measure for each row
    execute function tillit.end_agreements('evaluation');
create trigger end_agreements_update after update on tillit.evaluation_measure for each row
    when ((new.indicator, new.respondent_group, new.sampling) is distinct from (old.indicator, old.respondent_group, old.sampling))
    execute function tillit.end_agreements('evaluation');
grant execute on function tillit.end_agreements() to tillit_app;

-- --------------------------------------------------------------------------------------------------------------- pools

-- Hidden members whose figures were shown as one effect, for each pair of figures that the effect compares: by whatever
-- evaluation, in whichever arm.
create table tillit.shown_pool (
    indicator        tillit.code not null references tillit.indicator,
    respondent_group tillit.code not null references tillit.list_respondent_group (code),
    period_before    tillit.code not null,
    period_after     tillit.code not null,
    members          text[] not null check (cardinality(members) >= 3),
    shown_at         timestamptz not null default now(),
    primary key (indicator, respondent_group, period_before, period_after, members)
);
create trigger append_only before update or delete on tillit.shown_pool
    for each row execute function tillit.refuse_change();
call tillit.protect('shown_pool', quote_literal('shared'));
revoke update, delete on tillit.shown_pool from tillit_app;

-- Which of these hidden members one effect may be shown of, noting that it is: all, if no combination of the pools shown so far
-- and this one tells fewer than three of them from the others; else the largest pool shown before in which all are still
-- there; null if there is none. wanted stands in order; who is named tells its own figures and hides nobody.
create function tillit.admit_pool(indicator text, respondent_group text, period_before text, period_after text, wanted text[], named text[])
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
grant execute on function tillit.admit_pool(text, text, text, text, text[], text[]) to tillit_app;
