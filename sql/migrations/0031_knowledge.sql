-- Publications, and what became of the knowledge in them.
create table tillit.list_publication_kind partition of tillit.reference_code (unique (code)) for values in ('publication_kind');
create table tillit.list_evidence_strength partition of tillit.reference_code (unique (code)) for values in ('evidence_strength');
grant select on tillit.list_publication_kind, tillit.list_evidence_strength to tillit_app;

create table tillit.publication (
    code              tillit.code primary key check (tillit.is_code(code)),
    municipality      tillit.code not null references tillit.municipality,
    plan              tillit.code references tillit.plan,
    kind              tillit.code not null references tillit.list_publication_kind (code),
    title             text not null check (title <> ''),
    organisations     text not null check (organisations <> ''),
    published_on      date not null,
    language          text,
    summary           text,
    url               text,
    method            text,
    evidence_strength tillit.code references tillit.list_evidence_strength (code),
    indicators        text[] not null default '{}',
    areas             text[] not null default '{}',
    focus_areas       text[] not null default '{}',
    supersedes        tillit.code references tillit.publication,
    audience          tillit.code not null default 'internal' references tillit.list_audience (code),
    constraint publication_language_check check (language ~ '^[a-z]{2}$'),
    constraint publication_supersedes_check check (supersedes <> code)
);
call tillit.make_resource('publication');
comment on constraint publication_language_check on tillit.publication is 'not_a_code';
comment on constraint publication_supersedes_check on tillit.publication is 'same_as|code';
call tillit.make_code_list('publication', 'indicators', 'indicator');
call tillit.make_code_list('publication', 'areas', 'area');
call tillit.make_code_list('publication', 'focus_areas', 'focus_area');
call tillit.make_seen('publication', 'supersedes', 'publication');
call tillit.protect_shared('publication', 'municipality', 'publication.plan');
create index publication_municipality_idx on tillit.publication (municipality, published_on);
create index publication_plan_idx on tillit.publication (plan);
create index publication_supersedes_idx on tillit.publication (supersedes);
create constraint trigger check_plan after insert or update of plan, municipality on tillit.publication
    for each row when (new.plan is not null) execute function tillit.check_plan_partner();

create table tillit.knowledge_use (
    code             tillit.code primary key check (tillit.is_code(code)),
    municipality     tillit.code not null references tillit.municipality,
    publication      tillit.code not null references tillit.publication,
    plan             tillit.code references tillit.plan,
    action           tillit.code references tillit.action,
    idea             tillit.code references tillit.idea,
    pilot            tillit.code references tillit.pilot,
    decision         tillit.code references tillit.decision,
    governance_level tillit.code not null references tillit.list_governance_level (code),
    used_on          date not null,
    practice_replaced text,
    helped           text,
    hindered         text,
    audience         tillit.code not null default 'internal' references tillit.list_audience (code)
);
call tillit.make_resource('knowledge_use');
call tillit.make_seen('knowledge_use', 'publication', 'publication');
call tillit.make_seen('knowledge_use', 'action', 'action');
call tillit.make_seen('knowledge_use', 'idea', 'idea');
call tillit.make_seen('knowledge_use', 'pilot', 'pilot');
call tillit.make_seen('knowledge_use', 'decision', 'decision');
call tillit.protect_shared('knowledge_use', 'municipality', 'knowledge_use.plan');
create index knowledge_use_municipality_idx on tillit.knowledge_use (municipality, used_on);
create index knowledge_use_publication_idx on tillit.knowledge_use (publication);
create index knowledge_use_plan_idx on tillit.knowledge_use (plan);
create index knowledge_use_action_idx on tillit.knowledge_use (action);
create index knowledge_use_idea_idx on tillit.knowledge_use (idea);
create index knowledge_use_pilot_idx on tillit.knowledge_use (pilot);
create index knowledge_use_decision_idx on tillit.knowledge_use (decision);
create constraint trigger check_plan after insert or update of plan, municipality on tillit.knowledge_use
    for each row when (new.plan is not null) execute function tillit.check_plan_partner();
