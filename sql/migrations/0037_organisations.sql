-- Organisations of civil society with what is done together, and standing influence groups with what they demand.
-- Small tables: a look through them takes no time.
-- squawk-ignore-file adding-foreign-key-constraint, constraint-missing-not-valid
create table tillit.list_organisation_kind partition of tillit.reference_code (unique (code)) for values in ('organisation_kind');
grant select on tillit.list_organisation_kind to tillit_app;

create table tillit.organisation (
    code         tillit.code primary key check (tillit.is_code(code)),
    municipality tillit.code not null references tillit.municipality,
    name         text not null check (name <> ''),
    kind         tillit.code not null references tillit.list_organisation_kind (code),
    areas        text[] not null default '{}',
    focus_areas  text[] not null default '{}',
    start_date   date,
    end_date     date,
    agreement    text,
    url          text,
    audience     tillit.code not null default 'internal' references tillit.list_audience (code),
    constraint organisation_end_date_check check (end_date >= start_date)
);
call tillit.make_resource('organisation');
comment on constraint organisation_end_date_check on tillit.organisation is 'not_before|start_date';
call tillit.make_code_list('organisation', 'areas', 'area');
call tillit.make_code_list('organisation', 'focus_areas', 'focus_area');
call tillit.protect_shared('organisation', 'municipality', 'null::text');
create index organisation_municipality_idx on tillit.organisation (municipality);

create table tillit.influence_group (
    code              tillit.code primary key check (tillit.is_code(code)),
    municipality      tillit.code not null references tillit.municipality,
    plan              tillit.code references tillit.plan,
    area              tillit.code,
    name              text not null check (name <> ''),
    mandate           text,
    start_date        date not null,
    end_date          date,
    participants      int check (participants >= 0),
    meetings_per_year int check (meetings_per_year >= 0),
    parties           text[] not null default '{}',
    audience          tillit.code not null default 'internal' references tillit.list_audience (code),
    unique (code, municipality),
    constraint influence_group_area_fkey foreign key (area, municipality) references tillit.area (code, owner),
    constraint influence_group_end_date_check check (end_date >= start_date)
);
call tillit.make_resource('influence_group');
comment on constraint influence_group_participants_check on tillit.influence_group is 'at_least|0';
comment on constraint influence_group_meetings_per_year_check on tillit.influence_group is 'at_least|0';
comment on constraint influence_group_end_date_check on tillit.influence_group is 'not_before|start_date';
call tillit.make_code_list('influence_group', 'parties', 'list_party');
call tillit.protect_shared('influence_group', 'municipality', 'influence_group.plan');
create index influence_group_municipality_idx on tillit.influence_group (municipality);
create index influence_group_plan_idx on tillit.influence_group (plan);
create index influence_group_area_idx on tillit.influence_group (area);
create constraint trigger check_plan after insert or update of plan, municipality on tillit.influence_group
    for each row when (new.plan is not null) execute function tillit.check_plan_partner();

alter table tillit.action add organisations text[] not null default '{}';
call tillit.make_code_list('action', 'organisations', 'organisation');

-- series: what the meetings of one series have in common.
alter table tillit.dialogue
    add series text,
    add influence_group tillit.code,
    add organisations text[] not null default '{}',
    add constraint dialogue_influence_group_fkey foreign key (influence_group, municipality)
        references tillit.influence_group (code, municipality);
call tillit.make_code_list('dialogue', 'organisations', 'organisation');
create index dialogue_influence_group_idx on tillit.dialogue (influence_group);

-- What single persons say has no text here; what a group demands has, and is answered in words.
alter table tillit.feedback_item
    add influence_group tillit.code,
    add demand text,
    add answer text,
    add constraint feedback_item_influence_group_fkey foreign key (influence_group, municipality)
        references tillit.influence_group (code, municipality),
    add constraint feedback_item_demand_check check (demand is null or influence_group is not null),
    add constraint feedback_item_answer_check check (answer is null or demand is not null and answered_on is not null);
comment on constraint feedback_item_demand_check on tillit.feedback_item is 'only_when|influence_group ≠ null';
comment on constraint feedback_item_answer_check on tillit.feedback_item is 'only_when|demand ≠ null, answered_on ≠ null';
create index feedback_item_influence_group_idx on tillit.feedback_item (influence_group);
