-- Ideas, pilots, feedback, red tape, dialogues.

-- adoptions: [{"municipality", "adopted_on"}]
create table tillit.idea (
    code                  tillit.code primary key check (tillit.is_code(code)),
    municipality          tillit.code not null references tillit.municipality,
    plan                  tillit.code references tillit.plan,
    title                 text not null check (title <> ''),
    origin                tillit.code not null references tillit.list_party (code),
    benefit_for_residents text not null check (benefit_for_residents <> ''),
    process_step          tillit.code references tillit.list_process_step (code),
    state                 tillit.code not null default 'proposed' references tillit.list_idea_state (code),
    led_to                text,
    adoptions             jsonb not null default '[]' check (tillit.is_object_list(adoptions, '{municipality,adopted_on}')),
    archive_reason        text,
    audience              tillit.code not null default 'internal' references tillit.list_audience (code),
    unique (code, municipality),
    constraint idea_archive_reason_check check ((state = 'archived') = (archive_reason is not null))
);
call tillit.make_resource('idea');
comment on constraint idea_archive_reason_check on tillit.idea is 'exactly_when|state = archived';
comment on constraint idea_adoptions_check on tillit.idea is 'wrong_type|[{municipality, adopted_on}]';
call tillit.make_code_list('idea', 'adoptions', 'municipality', 'municipality');
create index idea_municipality_idx on tillit.idea (municipality);
create index idea_plan_idx on tillit.idea (plan);
create constraint trigger check_plan after insert or update of plan, municipality on tillit.idea
    for each row when (new.plan is not null) execute function tillit.check_plan_partner();

create table tillit.pilot (
    code         tillit.code primary key check (tillit.is_code(code)),
    municipality tillit.code not null references tillit.municipality,
    idea         tillit.code not null,
    title        text not null check (title <> ''),
    start_date   date not null,
    end_date     date not null,
    evaluation   tillit.code references tillit.evaluation,
    decision     tillit.code references tillit.list_follow_up_decision (code),
    learning     text,
    audience     tillit.code not null default 'internal' references tillit.list_audience (code),
    constraint pilot_idea_fkey foreign key (idea) references tillit.idea (code),
    constraint pilot_end_date_check check (end_date > start_date),
    constraint pilot_decision_check check (decision in ('scale', 'adjust', 'stop'))
);
call tillit.make_resource('pilot');
comment on constraint pilot_end_date_check on tillit.pilot is 'later_than|start_date';
comment on constraint pilot_decision_check on tillit.pilot is 'must_be|scale, adjust, stop';
call tillit.make_seen('pilot', 'evaluation', 'evaluation');
call tillit.make_seen('pilot', 'idea', 'idea');
create index pilot_idea_idx on tillit.pilot (idea);
create index pilot_municipality_idx on tillit.pilot (municipality);

create table tillit.feedback_item (
    id                   uuid primary key default tillit.uuid7() check (tillit.is_uuid7(id)),
    municipality         tillit.code not null references tillit.municipality,
    received_on          date not null,
    channel              tillit.code not null references tillit.list_feedback_channel (code),
    origin               tillit.code not null references tillit.list_party (code),
    focus_area           tillit.code references tillit.focus_area,
    responsible_function text,
    state                tillit.code not null default 'received' references tillit.list_feedback_state (code),
    answered_on          date,
    outcome              tillit.code references tillit.list_feedback_outcome (code),
    constraint feedback_item_answered_on_check check (
        (state in ('answered', 'closed')) = (answered_on is not null) and coalesce(answered_on >= received_on, true)),
    constraint feedback_item_outcome_check check (outcome is null or answered_on is not null)
);
call tillit.make_resource('feedback_item');
comment on constraint feedback_item_answered_on_check on tillit.feedback_item
    is 'exactly_when|state = answered, closed|received_on';
comment on constraint feedback_item_outcome_check on tillit.feedback_item is 'only_when|answered_on ≠ null';
create index feedback_item_municipality_idx on tillit.feedback_item (municipality, received_on);

create table tillit.red_tape_item (
    code            tillit.code primary key check (tillit.is_code(code)),
    municipality    tillit.code not null references tillit.municipality,
    plan            tillit.code references tillit.plan,
    process         text not null check (process <> ''),
    description     text not null check (description <> ''),
    team            text[] not null default '{}',
    hours_per_month numeric check (hours_per_month >= 0),
    state           tillit.code not null default 'reported' references tillit.list_red_tape_state (code),
    reported_on     date not null
);
call tillit.make_resource('red_tape_item');
comment on constraint red_tape_item_hours_per_month_check on tillit.red_tape_item is 'at_least|0';
call tillit.make_code_list('red_tape_item', 'team', 'list_party');
create index red_tape_item_municipality_idx on tillit.red_tape_item (municipality);
create constraint trigger check_plan after insert or update of plan, municipality on tillit.red_tape_item
    for each row when (new.plan is not null) execute function tillit.check_plan_partner();

create table tillit.dialogue (
    code             tillit.code primary key check (tillit.is_code(code)),
    municipality     tillit.code not null references tillit.municipality,
    plan             tillit.code references tillit.plan,
    area             tillit.code not null,
    method           tillit.code not null references tillit.list_involvement_method (code),
    governance_level tillit.code references tillit.list_governance_level (code),
    held_on          date not null,
    participants     int not null check (participants >= 0),
    parties          text[] not null default '{}',
    outcome          text,
    audience         tillit.code not null default 'internal' references tillit.list_audience (code),
    constraint dialogue_area_fkey foreign key (area, municipality) references tillit.area (code, owner)
);
call tillit.make_resource('dialogue');
comment on constraint dialogue_participants_check on tillit.dialogue is 'at_least|0';
call tillit.make_code_list('dialogue', 'parties', 'list_party');
create index dialogue_municipality_idx on tillit.dialogue (municipality, held_on);
create index dialogue_area_idx on tillit.dialogue (area);
create constraint trigger check_plan after insert or update of plan, municipality on tillit.dialogue
    for each row when (new.plan is not null) execute function tillit.check_plan_partner();
