-- What interviews and the like found, beside the figures.
create table tillit.list_qualitative_source partition of tillit.reference_code (unique (code)) for values in ('qualitative_source');
create table tillit.list_uncounted_reason partition of tillit.reference_code (unique (code)) for values in ('uncounted_reason');
grant select on tillit.list_qualitative_source, tillit.list_uncounted_reason to tillit_app;

create table tillit.qualitative_finding (
    code             tillit.code primary key check (tillit.is_code(code)),
    municipality     tillit.code not null references tillit.municipality,
    plan             tillit.code references tillit.plan,
    evaluation       tillit.code references tillit.evaluation,
    area             tillit.code,
    source           tillit.code not null references tillit.list_qualitative_source (code),
    governance_level tillit.code not null references tillit.list_governance_level (code),
    respondent_group tillit.code not null default '_T' references tillit.list_respondent_group (code),
    collected_on     date not null,
    theme            text not null check (theme <> ''),
    summary          text not null check (summary <> ''),
    n_said           int check (n_said >= 5),
    uncounted_reason tillit.code references tillit.list_uncounted_reason (code),
    indicators       text[] not null default '{}',
    audience         tillit.code not null default 'internal' references tillit.list_audience (code),
    constraint qualitative_finding_area_fkey foreign key (area, municipality) references tillit.area (code, owner),
    constraint qualitative_finding_uncounted_reason_check check ((n_said is null) = (uncounted_reason is not null))
);
call tillit.make_resource('qualitative_finding');
comment on constraint qualitative_finding_n_said_check on tillit.qualitative_finding is 'at_least|5';
comment on constraint qualitative_finding_uncounted_reason_check on tillit.qualitative_finding is 'exactly_when|n_said = null';
call tillit.make_code_list('qualitative_finding', 'indicators', 'indicator');
call tillit.make_seen('qualitative_finding', 'evaluation', 'evaluation');
call tillit.protect_shared('qualitative_finding', 'municipality', 'qualitative_finding.plan');
create index qualitative_finding_municipality_idx on tillit.qualitative_finding (municipality, collected_on);
create index qualitative_finding_plan_idx on tillit.qualitative_finding (plan);
create index qualitative_finding_evaluation_idx on tillit.qualitative_finding (evaluation);
create constraint trigger check_plan after insert or update of plan, municipality on tillit.qualitative_finding
    for each row when (new.plan is not null) execute function tillit.check_plan_partner();
