-- Steering documents and their reviews, assessments of the governance chain and of process steps.

create table tillit.steering_document (
    code             tillit.code primary key check (tillit.is_code(code)),
    municipality     tillit.code not null references tillit.municipality,
    plan             tillit.code references tillit.plan,
    title            text not null check (title <> ''),
    kind             tillit.code not null references tillit.list_document_kind (code),
    governance_level tillit.code not null references tillit.list_governance_level (code),
    org_unit         tillit.code,
    decided_on       date,
    review_due       date,
    state            tillit.code not null default 'registered' references tillit.list_document_state (code),
    audience         tillit.code not null default 'internal' references tillit.list_audience (code),
    external_ids     jsonb not null default '[]' check (tillit.is_object_list(external_ids, '{system,id}')),
    unique (code, municipality),
    constraint steering_document_org_unit_fkey foreign key (org_unit, municipality)
        references tillit.org_unit (code, municipality)
);
call tillit.make_resource('steering_document');
comment on constraint steering_document_external_ids_check on tillit.steering_document is 'wrong_type|[{system, id}]';
create index steering_document_municipality_idx on tillit.steering_document (municipality);
create index steering_document_plan_idx on tillit.steering_document (plan);
create constraint trigger check_plan after insert or update of plan, municipality on tillit.steering_document
    for each row when (new.plan is not null) execute function tillit.check_plan_partner();

create table tillit.document_review (
    id                 uuid primary key default tillit.uuid7() check (tillit.is_uuid7(id)),
    municipality       tillit.code not null,
    steering_document  tillit.code not null,
    reviewed_on        date not null,
    defines_trust      boolean not null,
    trust_forms        text[] not null default '{}',
    verdict            tillit.code not null references tillit.list_verdict (code),
    counteracting_rule text,
    decision           tillit.code references tillit.list_document_decision (code),
    decided_on         date,
    done_on            date,
    constraint document_review_steering_document_fkey foreign key (steering_document, municipality)
        references tillit.steering_document (code, municipality),
    constraint document_review_counteracting_rule_check check (verdict = 'counteracts' or counteracting_rule is null),
    constraint document_review_decided_on_check check (
        (decision is null) = (decided_on is null) and coalesce(decided_on >= reviewed_on, true)),
    constraint document_review_done_on_check check (done_on is null or decided_on is not null and done_on >= decided_on)
);
call tillit.make_resource('document_review');
comment on constraint document_review_counteracting_rule_check on tillit.document_review
    is 'only_when|verdict = counteracts';
comment on constraint document_review_decided_on_check on tillit.document_review
    is 'exactly_when|decision ≠ null|reviewed_on';
comment on constraint document_review_done_on_check on tillit.document_review is 'not_before|decided_on';
call tillit.make_code_list('document_review', 'trust_forms', 'list_trust_form');
create index document_review_steering_document_idx on tillit.document_review (steering_document);
create trigger inherit before insert on tillit.document_review for each row
    when (new.municipality is null) execute function tillit.inherit('steering_document', 'steering_document', 'municipality');

create table tillit.chain_assessment (
    id               uuid primary key default tillit.uuid7() check (tillit.is_uuid7(id)),
    municipality     tillit.code not null,
    plan             tillit.code not null,
    governance_level tillit.code not null references tillit.list_governance_level (code),
    respondent_group tillit.code not null default '_T' references tillit.list_respondent_group (code),
    assessed_on      date not null,
    n_respondents    int not null check (n_respondents >= 0),
    n_stated         int constraint chain_assessment_n_stated_check check (n_stated between 0 and n_respondents),
    n_known          int constraint chain_assessment_n_known_check check (n_known between 0 and n_respondents),
    n_practised      int constraint chain_assessment_n_practised_check check (n_practised between 0 and n_respondents),
    n_experienced    int
        constraint chain_assessment_n_experienced_check check (n_experienced between 0 and n_respondents),
    constraint chain_assessment_plan_fkey foreign key (plan, municipality) references tillit.plan (code, municipality)
);
call tillit.make_resource('chain_assessment');
comment on constraint chain_assessment_n_respondents_check on tillit.chain_assessment is 'at_least|0';
comment on constraint chain_assessment_n_stated_check on tillit.chain_assessment is 'out_of_range|0|n_respondents';
comment on constraint chain_assessment_n_known_check on tillit.chain_assessment is 'out_of_range|0|n_respondents';
comment on constraint chain_assessment_n_practised_check on tillit.chain_assessment is 'out_of_range|0|n_respondents';
comment on constraint chain_assessment_n_experienced_check on tillit.chain_assessment is 'out_of_range|0|n_respondents';
create index chain_assessment_plan_idx on tillit.chain_assessment (plan);
create trigger inherit before insert on tillit.chain_assessment for each row
    when (new.municipality is null) execute function tillit.inherit('plan', 'plan', 'municipality');

create table tillit.process_assessment (
    id               uuid primary key default tillit.uuid7() check (tillit.is_uuid7(id)),
    municipality     tillit.code not null,
    plan             tillit.code not null,
    subject          text not null check (subject <> ''),
    process_step     tillit.code not null references tillit.list_process_step (code),
    truster          tillit.code not null references tillit.list_party (code),
    trustee          tillit.code not null references tillit.list_party (code),
    respondent_group tillit.code not null default '_T' references tillit.list_respondent_group (code),
    assessed_on      date not null,
    mean             numeric not null check (mean between 1 and 5),
    sd               numeric not null check (sd >= 0),
    n                int not null check (n > 0),
    constraint process_assessment_plan_fkey foreign key (plan, municipality)
        references tillit.plan (code, municipality),
    constraint process_assessment_trustee_check check (trustee <> truster)
);
call tillit.make_resource('process_assessment');
comment on constraint process_assessment_trustee_check on tillit.process_assessment is 'same_as|truster';
comment on constraint process_assessment_mean_check on tillit.process_assessment is 'out_of_range|1|5';
comment on constraint process_assessment_sd_check on tillit.process_assessment is 'at_least|0';
comment on constraint process_assessment_n_check on tillit.process_assessment is 'more_than|0';
create index process_assessment_plan_idx on tillit.process_assessment (plan);
create trigger inherit before insert on tillit.process_assessment for each row
    when (new.municipality is null) execute function tillit.inherit('plan', 'plan', 'municipality');
