-- Who sees and who writes what (api.md 7), in one place. tillit.protect gives the owner's members and operators all rows of
-- a table; its last argument says what others may read. Policies bind tillit_owner too, through whom the views read.

grant usage on schema tillit to tillit_app;

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
call tillit.protect('indicator_version', 'owner',
                    'exists (select from tillit.indicator i where i.code = indicator_version.indicator)');

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
call tillit.protect('two_item_revision', 'owner');
call tillit.protect('paired_table', 'municipality');
call tillit.protect('release_cell', 'owner');
call tillit.protect('published_class', 'owner');
call tillit.protect('shown_pool', quote_literal('shared'));

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
    and (share_level = 'named' and agreed or municipality = (select tillit.tenant()))$$);
call tillit.protect('evaluation_measure', 'owner',
                    'exists (select from tillit.evaluation e where e.code = evaluation_measure.evaluation)');
create policy evaluation_member_own on tillit.evaluation_member for update to tillit_app
    using (municipality = (select tillit.tenant())) with check (municipality = (select tillit.tenant()));

-- Releases that are open, and those that hold one's own figures. One that was called off before it opened was never there
-- for others.
call tillit.protect('release', 'owner', $$
    (state = 'published' or withdrawn_at > published_at) and published_at <= now()
    and (audience = 'public'
         or audience = 'partners' and (select tillit.tenant()) is not null
            and (partners = '{}' or (select tillit.tenant()) = any (partners)))
    or (select tillit.tenant()) is not null
       and (exists (select from tillit.release_cell c where c.release = release.code)
            or exists (select from tillit.observation_revision r where r.release = release.code))$$);

-- A release under embargo is published already, at a time that has not come: its cells are fixed and nobody outside sees
-- them. A retracted cell disappears from everybody else's history.
call tillit.protect('published_cell', 'owner', $$
    retracted_at is null and published_at <= now()
    and (audience = 'public'
         or audience = 'partners' and (select tillit.tenant()) is not null
            and exists (select from tillit.release r where r.code = published_cell.release
                        and (r.partners = '{}' or (select tillit.tenant()) = any (r.partners))))$$);

-- Only inside a function of the owner's is current_user the owner: these see all members and figures, whoever writes one of
-- them.
create policy evaluation_inside on tillit.evaluation to tillit_owner using (current_user = 'tillit_owner');
create policy evaluation_member_inside on tillit.evaluation_member for select to tillit_owner
    using (current_user = 'tillit_owner');
create policy evaluation_measure_inside on tillit.evaluation_measure for select to tillit_owner
    using (current_user = 'tillit_owner');
create policy pooled_figure_inside on tillit.pooled_figure to tillit_owner using (current_user = 'tillit_owner');
create policy observation_inside on tillit.observation for select to tillit_owner using (current_user = 'tillit_owner');
create policy observation_revision_inside on tillit.observation_revision for select to tillit_owner
    using (current_user = 'tillit_owner');
create policy release_cell_inside on tillit.release_cell for select to tillit_owner
    using (current_user = 'tillit_owner');
create policy release_inside on tillit.release for select to tillit_owner using (current_user = 'tillit_owner');

-- The evaluator reads its evaluation, and of the members who agreed to be named what it compares: the current revisions only,
-- decided on by a release (before that nobody has looked for small groups), and whether they are hidden.
create policy evaluation_evaluator on tillit.evaluation for select to tillit_owner, tillit_app
    using (code = (select tillit.evaluation()));
create policy paired_table_evaluator on tillit.paired_table for select to tillit_owner, tillit_app using (
    evaluation = (select tillit.evaluation())
    and exists (select from tillit.evaluation_member m
                where m.evaluation = paired_table.evaluation and m.municipality = paired_table.municipality
                  and m.share_level = 'named' and m.agreed));
create policy observation_evaluator on tillit.observation for select to tillit_owner, tillit_app
    using (id in (select f.observation from tillit.shared_figures((select tillit.evaluation())) f));
create policy observation_revision_evaluator on tillit.observation_revision for select to tillit_owner, tillit_app
    using ((observation, revision) in (select f.observation, f.revision from tillit.shared_figures((select tillit.evaluation())) f));
create policy release_cell_evaluator on tillit.release_cell for select to tillit_owner, tillit_app
    using ((observation, revision) in (select f.observation, f.revision from tillit.shared_figures((select tillit.evaluation())) f));

-- What is append-only cannot be changed even by mistake.
revoke update, delete on tillit.observation, tillit.observation_revision, tillit.response_count, tillit.life_table_row,
                         tillit.two_item_revision, tillit.release_cell, tillit.published_cell, tillit.published_class,
                         tillit.shown_pool from tillit_app;
grant update (superseded_at, state, release) on tillit.observation_revision to tillit_app;
grant update (superseded_at) on tillit.two_item_revision to tillit_app;
grant update (replaced_at, retracted_at) on tillit.published_cell to tillit_app;
grant update (conf_status, hidden_reason, n_display), delete on tillit.release_cell to tillit_app;

-- Members see the keys of their municipality, operators all. Nobody reads the hash.
call tillit.protect('api_key', 'municipality');
revoke select, update, delete on tillit.api_key from tillit_app;
grant select (code, role, municipality, evaluation, label, expires_at, revoked_at, created_at, created_by, updated_at, row_version)
    on tillit.api_key to tillit_app;
grant update (revoked_at) on tillit.api_key to tillit_app;
-- Finding out who asks comes before anybody is a tenant.
create policy api_key_lookup on tillit.api_key for select to tillit_owner using (current_user = 'tillit_owner');

-- The audit trail: read by those it concerns, written by the functions of the owner only.
alter table tillit.audit_event enable row level security;
alter table tillit.audit_event force row level security;
create policy audit_event_read on tillit.audit_event for select to tillit_owner, tillit_app
    using (municipality = (select tillit.tenant()) or (select tillit.is_operator()));
create policy audit_event_append on tillit.audit_event for insert to tillit_owner with check (true);
alter table tillit.audit_head enable row level security;
alter table tillit.audit_head force row level security;
create policy audit_head_append on tillit.audit_head to tillit_owner using (true) with check (true);
create policy audit_head_read on tillit.audit_head for select to tillit_app using ((select tillit.is_operator()));
grant select on tillit.audit_event, tillit.audit_head to tillit_app;

-- Answers to retries are their account's.
alter table tillit.idempotency enable row level security;
alter table tillit.idempotency force row level security;
create policy idempotency_own on tillit.idempotency to tillit_app
    using (account = (select current_setting('tillit.account', true)))
    with check (account = (select current_setting('tillit.account', true)));
grant select, insert, update, delete on tillit.idempotency to tillit_app;
