-- How closely practice follows a model, principle by principle, as one role rates it. A model is a root of the list
-- fidelity_principle, its principles are the codes below it.
create table tillit.list_fidelity_principle partition of tillit.reference_code (unique (code)) for values in ('fidelity_principle');
create table tillit.list_rater_role partition of tillit.reference_code (unique (code)) for values in ('rater_role');
grant select on tillit.list_fidelity_principle, tillit.list_rater_role to tillit_app;

-- items: [{"principle", "score"}]
create table tillit.fidelity_assessment (
    code         tillit.code primary key check (tillit.is_code(code)),
    municipality tillit.code not null references tillit.municipality,
    plan         tillit.code references tillit.plan,
    model        tillit.code not null references tillit.list_fidelity_principle (code),
    assessed_on  date not null,
    rater        tillit.code not null references tillit.list_rater_role (code),
    n_raters     int not null default 1 check (n_raters > 0),
    scale_low    numeric not null,
    scale_high   numeric not null,
    items        jsonb not null check (tillit.is_object_list(items, '{principle,score}')),
    summary      text,
    audience     tillit.code not null default 'internal' references tillit.list_audience (code),
    constraint fidelity_assessment_scale_high_check check (scale_high > scale_low)
);
call tillit.make_resource('fidelity_assessment');
comment on constraint fidelity_assessment_n_raters_check on tillit.fidelity_assessment is 'more_than|0';
comment on constraint fidelity_assessment_items_check on tillit.fidelity_assessment is 'wrong_type|[{principle, score}]';
comment on constraint fidelity_assessment_scale_high_check on tillit.fidelity_assessment is 'more_than|scale_low';
call tillit.make_code_list('fidelity_assessment', 'items', 'list_fidelity_principle', 'principle');
call tillit.protect_shared('fidelity_assessment', 'municipality', 'fidelity_assessment.plan');
create index fidelity_assessment_municipality_idx on tillit.fidelity_assessment (municipality, assessed_on);
create index fidelity_assessment_plan_idx on tillit.fidelity_assessment (plan);
create constraint trigger check_plan after insert or update of plan, municipality on tillit.fidelity_assessment
    for each row when (new.plan is not null) execute function tillit.check_plan_partner();
