-- Evaluations across municipalities.

create table tillit.evaluation (
    code             tillit.code primary key check (tillit.is_code(code)),
    owner            tillit.code not null,
    municipality     tillit.code generated always as (nullif(owner, 'shared')) stored
        constraint evaluation_owner_fkey references tillit.municipality,
    plan             tillit.code references tillit.plan,
    title            text not null check (title <> ''),
    design           tillit.code not null references tillit.list_evaluation_design (code),
    sampling         tillit.code not null references tillit.list_sampling (code),
    before_period    tillit.code not null check (tillit.is_period(before_period)),
    after_period     tillit.code not null,
    pre_periods      text[] not null default '{}',
    alpha            numeric not null default 0.05 check (alpha > 0 and alpha < 1),
    correction       tillit.code not null default 'holm' references tillit.list_correction (code),
    min_effect       numeric check (min_effect > 0),
    state            tillit.code not null default 'designed' references tillit.list_evaluation_state (code),
    audience         tillit.code not null default 'internal' references tillit.list_audience (code),
    preregistered_at timestamptz,
    -- The transaction in which it was preregistered, so that an evaluation may come with its measures in any order.
    registered_in    timestamptz,
    parts_version    int not null default 0,  -- counts changes of members and measures, so that row_version does
    unique (code, owner),
    constraint evaluation_after_period_check check (
        tillit.is_period(after_period) and tillit.period_start(after_period) > tillit.period_end(before_period)),
    constraint evaluation_preregistered_at_check check (state = 'designed' or preregistered_at is not null)
);
call tillit.make_resource('evaluation', 'municipality');
comment on constraint evaluation_before_period_check on tillit.evaluation is 'not_a_period';
comment on constraint evaluation_after_period_check on tillit.evaluation is 'later_than|before_period';
comment on constraint evaluation_alpha_check on tillit.evaluation is 'out_of_range|0|1';
comment on constraint evaluation_min_effect_check on tillit.evaluation is 'more_than|0';
comment on constraint evaluation_preregistered_at_check on tillit.evaluation is 'needed_when|state ≠ designed';
call tillit.make_seen('evaluation', 'plan', 'plan');
create index evaluation_plan_idx on tillit.evaluation (plan);

-- owner: the evaluation's.
create table tillit.evaluation_member (
    evaluation   tillit.code not null,
    owner        tillit.code not null,
    municipality tillit.code not null references tillit.municipality,
    arm          tillit.code not null references tillit.list_arm (code),
    share_level  tillit.code not null default 'none' references tillit.list_share_level (code),
    sampling     tillit.code references tillit.list_sampling (code),
    agreed       boolean not null default true,  -- a share level counts when its municipality agreed
    primary key (evaluation, municipality),
    constraint evaluation_member_evaluation_fkey foreign key (evaluation, owner)
        references tillit.evaluation (code, owner) on delete cascade
);
create trigger inherit before insert on tillit.evaluation_member for each row
    when (new.owner is null) execute function tillit.inherit('evaluation', 'evaluation', 'owner');

create table tillit.evaluation_measure (
    evaluation       tillit.code not null,
    owner            tillit.code not null,
    indicator        tillit.code not null references tillit.indicator,
    respondent_group tillit.code not null default '_T' references tillit.list_respondent_group (code),
    role             tillit.code not null references tillit.list_measure_role (code),
    sampling         tillit.code not null references tillit.list_sampling (code),
    added_in         timestamptz not null default now(),  -- the transaction in which it came
    primary key (evaluation, indicator, respondent_group),
    constraint evaluation_measure_evaluation_fkey foreign key (evaluation, owner)
        references tillit.evaluation (code, owner) on delete cascade
);
call tillit.make_seen('evaluation_measure', 'indicator', 'indicator');
create trigger inherit before insert on tillit.evaluation_measure for each row
    when (new.owner is null) execute function tillit.inherit('evaluation', 'evaluation', 'owner');

-- The figures that INV-8 keeps from the public: readable for the member that publishes, even where the evaluation is not.
create table tillit.pooled_figure (
    evaluation       tillit.code not null,
    owner            tillit.code not null,
    municipality     tillit.code not null,
    indicator        tillit.code not null,
    respondent_group tillit.code not null,
    period           tillit.code not null,
    primary key (municipality, indicator, respondent_group, period, evaluation),
    constraint pooled_figure_evaluation_fkey foreign key (evaluation, owner)
        references tillit.evaluation (code, owner) on delete cascade
);
create index pooled_figure_evaluation_idx on tillit.pooled_figure (evaluation);

-- Before and after for the same persons (A5); never public.
create table tillit.paired_table (
    evaluation       tillit.code not null,
    municipality     tillit.code not null,
    indicator        tillit.code not null,
    respondent_group tillit.code not null default '_T',
    n_pairs          int not null,
    mean_before      numeric,
    sd_before        numeric check (sd_before >= 0),
    mean_after       numeric,
    sd_after         numeric check (sd_after >= 0),
    correlation      numeric check (correlation between -1 and 1),
    yes_yes          int,
    yes_no           int check (yes_no >= 0),
    no_yes           int check (no_yes >= 0),
    no_no            int check (no_no >= 0),
    n_before_only    int not null default 0 check (n_before_only >= 0),
    n_after_only     int not null default 0 check (n_after_only >= 0),
    primary key (evaluation, municipality, indicator, respondent_group),
    constraint paired_table_municipality_fkey foreign key (evaluation, municipality)
        references tillit.evaluation_member,
    constraint paired_table_indicator_fkey foreign key (evaluation, indicator, respondent_group)
        references tillit.evaluation_measure,
    constraint paired_table_mean_before_check check (
        num_nonnulls(mean_before, sd_before, mean_after, sd_after) in (0, 4)),
    constraint paired_table_yes_yes_check check (
        coalesce(yes_yes >= 0, true) and num_nonnulls(yes_yes, yes_no, no_yes, no_no) in (0, 4)
        and coalesce(yes_yes::bigint + yes_no + no_yes + no_no = n_pairs, true)),
    constraint paired_table_n_pairs_check check (n_pairs >= 0 and num_nonnulls(mean_before, yes_yes) > 0)
);
call tillit.make_resource('paired_table');
comment on constraint paired_table_n_pairs_check on tillit.paired_table is 'must_be|≥ 0|mean_before, yes_yes';
comment on constraint paired_table_mean_before_check on tillit.paired_table
    is 'all_or_none|mean_before, sd_before, mean_after, sd_after';
comment on constraint paired_table_sd_before_check on tillit.paired_table is 'at_least|0';
comment on constraint paired_table_sd_after_check on tillit.paired_table is 'at_least|0';
comment on constraint paired_table_correlation_check on tillit.paired_table is 'out_of_range|-1|1';
comment on constraint paired_table_yes_yes_check on tillit.paired_table
    is 'must_be|yes_yes + yes_no + no_yes + no_no = n_pairs';
comment on constraint paired_table_yes_no_check on tillit.paired_table is 'at_least|0';
comment on constraint paired_table_no_yes_check on tillit.paired_table is 'at_least|0';
comment on constraint paired_table_no_no_check on tillit.paired_table is 'at_least|0';
comment on constraint paired_table_n_before_only_check on tillit.paired_table is 'at_least|0';
comment on constraint paired_table_n_after_only_check on tillit.paired_table is 'at_least|0';

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
comment on constraint shown_pool_members_check on tillit.shown_pool is 'at_least|3';
create trigger append_only before update or delete on tillit.shown_pool
    for each row execute function tillit.refuse_change();
