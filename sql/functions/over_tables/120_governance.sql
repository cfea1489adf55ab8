-- Steering documents (domain.md 2.5) and fidelity to models (A12).

-- Only a review that is due reopens a document.
create or replace function tillit.check_reopening() returns trigger language plpgsql as $$
begin
    if old.review_due > tillit.today() or old.review_due is null then
        perform tillit.refuse_as('steering_document', 'state', 'not_due', coalesce(old.review_due::text, 'review_due = null'));
    end if;
    return new;
end
$$;
create or replace trigger check_reopening before update of state on tillit.steering_document
    for each row when (old.state = 'done' and new.state = 'registered') execute function tillit.check_reopening();

grant execute on function tillit.check_reopening() to tillit_app;

-- A model has principles, and each is rated at most once, on the scale. What employees or users answered rests on as many of them
-- as a figure about a group must.
create or replace function tillit.check_fidelity() returns trigger language plpgsql as $$
declare
    item record;
begin
    if exists (select from tillit.list_fidelity_principle p where p.code = new.model and p.parent is not null) then
        perform tillit.refuse_as('fidelity_assessment', 'model', 'must_be',
            (select string_agg(p.code, ', ' order by p.sort) from tillit.list_fidelity_principle p where p.parent is null));
    end if;
    if new.rater in ('employees', 'users') and new.n_raters < tillit.least_shown('_T') then
        perform tillit.refuse_as('fidelity_assessment', 'n_raters', 'at_least', tillit.least_shown('_T')::text);
    end if;
    for item in
        select i.principle, i.score, count(*) over (partition by i.principle) as how_often, p.parent
        from jsonb_to_recordset(new.items) as i (principle text, score numeric)
        left join tillit.list_fidelity_principle p on p.code = i.principle
    loop
        if item.parent is distinct from new.model then
            perform tillit.refuse_as('fidelity_assessment', 'items', 'must_be', (
                select string_agg(p.code, ', ' order by p.sort) from tillit.list_fidelity_principle p where p.parent = new.model));
        elsif item.how_often > 1 then
            perform tillit.refuse_as('fidelity_assessment', 'items', 'duplicate');
        elsif item.score is null or item.score not between new.scale_low and new.scale_high then
            perform tillit.refuse_as('fidelity_assessment', 'items', 'out_of_range', new.scale_low::text, new.scale_high::text);
        end if;
    end loop;
    return null;
end
$$;
create or replace trigger check_fidelity after insert or update on tillit.fidelity_assessment
    for each row execute function tillit.check_fidelity();

grant execute on function tillit.check_fidelity() to tillit_app;

-- Whether few of n are left when what is told of the groups within theirs is taken away, be it of these or of the groups within these.
create or replace function tillit.leaves_few(n bigint, respondent_group text, groups text[], counts bigint[]) returns boolean stable language plpgsql as $$
begin
    return (
        with part as (
            select s.code, s.n, tillit.group_path(s.code) as path from unnest(groups, counts) as s (code, n)
            where s.code <> leaves_few.respondent_group and tillit.group_path(s.code) @> array[leaves_few.respondent_group] and not tillit.is_few(s.n, s.code))
        select tillit.is_few(leaves_few.n - sum(p.n) filter (where not exists (select from part o where o.code <> p.code and p.path @> array[o.code]))::bigint,
                             leaves_few.respondent_group)
               or tillit.is_few(leaves_few.n - sum(p.n) filter (where not exists (select from part o
                                                                                  where o.code <> p.code and o.path @> array[p.code]))::bigint,
                                leaves_few.respondent_group)
        from part p);
end
$$;

-- Whether an assessment tells of few: of few itself, or of those who are in no other group that was asked the same on that day.
create or replace function tillit.tells_few(t tillit.process_assessment) returns boolean stable language plpgsql as $$
begin
    return tillit.is_few(t.n, t.respondent_group) or (
        select tillit.leaves_few(t.n, t.respondent_group, array_agg(s.respondent_group::text), array_agg(s.n::bigint))
        from tillit.process_assessment s
        where (s.plan, s.subject, s.process_step, s.trustee, s.assessed_on) = (t.plan, t.subject, t.process_step, t.trustee, t.assessed_on));
end
$$;

create or replace function tillit.tells_few(t tillit.chain_assessment) returns boolean stable language plpgsql as $$
begin
    return tillit.is_few(t.n_respondents, t.respondent_group) or (
        select tillit.leaves_few(t.n_respondents, t.respondent_group, array_agg(s.respondent_group::text), array_agg(s.n_respondents::bigint))
        from tillit.chain_assessment s
        where (s.plan, s.governance_level, s.assessed_on) = (t.plan, t.governance_level, t.assessed_on));
end
$$;
grant execute on function tillit.leaves_few(bigint, text, text[], bigint[]) to tillit_app;
grant execute on function tillit.tells_few(tillit.process_assessment), tillit.tells_few(tillit.chain_assessment) to tillit_app, tillit_public;

-- How many said so rests on as many as a figure about their group must.
create or replace function tillit.check_finding() returns trigger language plpgsql as $$
begin
    if tillit.is_few(new.n_said, new.respondent_group) then
        perform tillit.refuse_as('qualitative_finding', 'n_said', 'at_least', tillit.least_shown(new.respondent_group)::text);
    end if;
    return null;
end
$$;
create or replace trigger check_finding after insert or update of n_said, respondent_group on tillit.qualitative_finding
    for each row execute function tillit.check_finding();

grant execute on function tillit.check_finding() to tillit_app;
