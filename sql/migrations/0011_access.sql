-- Who sees and who writes what (api.md 7), in one place. tillit.protect gives the owner's members and operators all rows of
-- a table; its last argument says what others may read. Policies bind tillit_owner too, through whom the views read.

grant usage on schema tillit to tillit_app;
grant execute on all functions in schema tillit to tillit_app;
grant execute on function tillit.tenant(), tillit.is_operator(), tillit.today(),
                          tillit.freshness(text, int, date, date) to tillit_public;

-- Reference data: everybody reads, migrations and operators write.
grant select on tillit.reference_code, tillit.sdc_rule, tillit.term to tillit_app;
do $$
declare
    partition regclass;
begin
    for partition in select inhrelid::regclass from pg_inherits where inhparent = 'tillit.reference_code'::regclass loop
        execute format('grant select on %s to tillit_app', partition);
    end loop;
end
$$;
call tillit.protect('term', quote_literal('shared'), 'true');
call tillit.protect('municipality', quote_literal('shared'), 'true');

-- Open to all
call tillit.protect('area', 'owner', 'true');
call tillit.protect('peer_group', 'owner', 'true');
call tillit.protect('focus_area', 'owner', 'true');
call tillit.protect('source', 'owner', 'true');
call tillit.protect('survey_wave', 'owner', 'true');
call tillit.protect('indicator', 'owner', $$state <> 'draft'$$);
call tillit.protect('indicator_version', 'owner', 'exists (select from tillit.indicator i where i.code = indicator_version.indicator)');
grant select on tillit.active_version to tillit_app;

-- The owner's members only
call tillit.protect('org_unit', 'municipality');
call tillit.protect('risk', 'municipality');
call tillit.protect('document_review', 'municipality');
call tillit.protect('chain_assessment', 'municipality');
call tillit.protect('process_assessment', 'municipality');
call tillit.protect('feedback_item', 'municipality');
call tillit.protect('red_tape_item', 'municipality');
call tillit.protect('observation', 'owner');
call tillit.protect('observation_revision', 'owner');
call tillit.protect('two_item_table', 'owner');
call tillit.protect('paired_table', 'municipality');
call tillit.protect('release_cell', 'owner');

-- Tables of a revision have its owner.
call tillit.protect('response_count', $$(
    select r.owner from tillit.observation_revision r
    where r.observation = response_count.observation and r.revision = response_count.revision)$$);
call tillit.protect('life_table_row', $$(
    select r.owner from tillit.observation_revision r
    where r.observation = life_table_row.observation and r.revision = life_table_row.revision)$$);

-- Plans and what inherits their audience
call tillit.protect('plan_sharing', 'municipality', 'true');
call tillit.protect('pooled_figure', 'owner', 'municipality = (select tillit.tenant())');
call tillit.protect('plan', 'municipality', $$
    audience = 'public'
    or audience = 'partners' and (select tillit.tenant()) is not null
       and (partners = '{}' or (select tillit.tenant()) = any (partners))$$);
call tillit.protect('goal', 'municipality', 'exists (select from tillit.plan p where p.code = goal.plan)');
call tillit.protect('action', 'municipality', 'exists (select from tillit.plan p where p.code = action.plan)');
call tillit.protect('milestone', 'municipality', 'exists (select from tillit.plan p where p.code = milestone.plan)');
call tillit.protect('follow_up', 'municipality', 'exists (select from tillit.plan p where p.code = follow_up.of_plan)');
call tillit.protect('target', 'municipality', 'exists (select from tillit.goal g where g.targets @> array[target.code::text])');

-- Objects with an audience of their own; partners are those of the plan, where there is one and it names any.
create procedure tillit.protect_shared(name text, owner text, plan text, provided text default 'true') language plpgsql as $$
begin
    call tillit.protect(name, owner, format($policy$
        audience = 'public'
        or audience = 'partners' and (select tillit.tenant()) is not null and %2$s
           and not exists (select from tillit.plan_sharing s
                           where s.plan = %1$s and s.municipality <> (select tillit.tenant())
                             and s.partners <> '{}' and (select tillit.tenant()) <> all (s.partners))$policy$, plan, provided));
end
$$;
call tillit.protect_shared('evaluation', 'owner', 'evaluation.plan');
call tillit.protect_shared('steering_document', 'municipality', 'steering_document.plan');
call tillit.protect_shared('idea', 'municipality', 'idea.plan');
call tillit.protect_shared('dialogue', 'municipality', 'dialogue.plan');
-- A pilot has the plan of its idea; who cannot see the idea cannot tell whose partner he would have to be.
call tillit.protect_shared('pilot', 'municipality', '(select i.plan from tillit.idea i where i.code = pilot.idea)',
                           'exists (select from tillit.idea i where i.code = pilot.idea)');

-- Of an evaluation's members others see those who agreed to be named; a member sees itself.
call tillit.protect('evaluation_member', 'owner', $$
    exists (select from tillit.evaluation e where e.code = evaluation_member.evaluation)
    and (share_level = 'named' or municipality = (select tillit.tenant()))$$);
call tillit.protect('evaluation_measure', 'owner', 'exists (select from tillit.evaluation e where e.code = evaluation_measure.evaluation)');

-- Releases: also those that hold one's own figures.
call tillit.protect('release', 'owner', $$
    state in ('published', 'withdrawn')
    and (audience = 'public'
         or audience = 'partners' and (select tillit.tenant()) is not null
            and (partners = '{}' or (select tillit.tenant()) = any (partners)))
    or (select tillit.tenant()) is not null
       and (exists (select from tillit.release_cell c where c.release = release.code)
            or exists (select from tillit.observation_revision r where r.release = release.code))$$);

-- A retracted cell disappears from everybody else's history.
call tillit.protect('published_cell', 'owner', $$
    retracted_at is null
    and (audience = 'public'
         or audience = 'partners' and (select tillit.tenant()) is not null
            and exists (select from tillit.release r where r.code = published_cell.release
                        and (r.partners = '{}' or (select tillit.tenant()) = any (r.partners))))$$);

-- What is append-only cannot be changed even by mistake.
revoke update, delete on tillit.observation, tillit.observation_revision, tillit.response_count, tillit.life_table_row,
                         tillit.release_cell, tillit.published_cell from tillit_app;
grant update (superseded_at, state, release) on tillit.observation_revision to tillit_app;
grant update (replaced_at, retracted_at) on tillit.published_cell to tillit_app;
grant update (conf_status, hidden_reason, n_display), delete on tillit.release_cell to tillit_app;

-- The audit trail
alter table tillit.audit_event enable row level security;
alter table tillit.audit_event force row level security;
create policy audit_event_read on tillit.audit_event for select to tillit_owner, tillit_app
    using (municipality = (select tillit.tenant()) or (select tillit.is_operator()));
create policy audit_event_write on tillit.audit_event for insert to tillit_app
    with check (municipality = (select tillit.tenant()) or (select tillit.is_operator()));
grant select, insert on tillit.audit_event to tillit_app;
