-- Releases, observations with their append-only revisions, and the tables that belong to a revision.

create table tillit.release (
    code          tillit.code primary key check (tillit.is_code(code)),
    owner         tillit.code not null,
    municipality  tillit.code generated always as (nullif(owner, 'shared')) stored
        constraint release_owner_fkey references tillit.municipality,
    title         text not null check (title <> ''),
    audience      tillit.code not null default 'internal' references tillit.list_audience (code),
    partners      text[] not null default '{}',
    sdc_rule      tillit.code not null default 'sdc-default' references tillit.sdc_rule,
    planned_at    timestamptz,
    embargo_until timestamptz,
    published_at  timestamptz,
    withdrawn_at  timestamptz,
    state         tillit.code not null default 'planned' references tillit.list_release_state (code),
    constraint release_published_at_check check ((published_at is not null) = (state in ('published', 'withdrawn'))),
    constraint release_withdrawn_at_check check ((withdrawn_at is not null) = (state = 'withdrawn'))
);
call tillit.make_resource('release', 'municipality');
comment on constraint release_published_at_check on tillit.release is 'exactly_when|state = published, withdrawn';
comment on constraint release_withdrawn_at_check on tillit.release is 'exactly_when|state = withdrawn';
call tillit.make_code_list('release', 'partners', 'municipality');

create table tillit.observation (
    id                bigint generated always as identity primary key,
    indicator         tillit.code not null,
    indicator_version tillit.code not null,
    area              tillit.code not null,
    owner             tillit.code not null,
    period            tillit.code not null check (tillit.is_period(period)),
    period_start      date generated always as (tillit.period_start(period)) stored,
    period_end        date generated always as (tillit.period_end(period)) stored,
    respondent_group  tillit.code not null default '_T' references tillit.list_respondent_group (code),
    sex               tillit.code not null default '_T' references tillit.list_sex (code),
    age_band          tillit.code not null default '_T' references tillit.list_age_band (code),
    created_at        timestamptz not null default now(),
    constraint observation_indicator_version_fkey foreign key (indicator_version, indicator)
        references tillit.indicator_version (code, indicator),
    constraint observation_area_fkey foreign key (area, owner) references tillit.area (code, owner),
    constraint observation_period_key unique (indicator_version, area, period, respondent_group, sex, age_band),
    unique (id, owner)
);
comment on constraint observation_period_check on tillit.observation is 'not_a_period';
create index observation_series_idx on tillit.observation (area, indicator, period_start);
create trigger inherit_indicator before insert on tillit.observation for each row
    when (new.indicator is null) execute function tillit.inherit('indicator_version', 'indicator_version', 'indicator');
create trigger inherit_owner before insert on tillit.observation for each row
    when (new.owner is null) execute function tillit.inherit('area', 'area', 'owner');
create trigger append_only before update or delete on tillit.observation
    for each row execute function tillit.refuse_change();

-- owner: the observation's, repeated so that row-level security needs no join. The fixed enumerations are checks, not keys
-- to their lists: an import brings a million rows, and each key costs as much as the row.
create table tillit.observation_revision (
    observation     bigint not null,
    revision        int not null check (revision > 0),
    owner           tillit.code not null,
    value           numeric,
    n_invited       int check (n_invited >= 0),
    n_valid         int
        constraint observation_revision_n_valid_check check (n_valid >= 0 and n_valid <= n_invited and n_valid <= population_size),
    n_missing       int check (n_missing >= 0),
    x               int,
    sd              numeric check (sd >= 0),
    se              double precision check (se >= 0),
    moe95           numeric check (moe95 >= 0),
    ci_low          double precision,
    ci_high         double precision,
    ci_level        double precision check (ci_level > 0 and ci_level < 1),
    ci_method       tillit.code not null default 'none' check (
                    ci_method in ('wilson', 'student_t', 'normal', 'log_log', 'given', 'census', 'none')),
    deff            numeric check (deff > 0),
    n_eff           double precision check (n_eff >= 0),
    population_size int check (population_size >= 0),
    weighted        boolean not null default false,
    obs_status      tillit.code not null default 'A' check (
                    obs_status in ('A', 'B', 'D', 'E', 'F', 'G', 'I', 'P', 'U', 'V', 'O', 'M', 'L', 'Q', 'N', 'K', 'W')),
    -- A, D and S are decided by a release (domain.md A9)
    conf_status     tillit.code not null default 'F' check (conf_status in ('F', 'N', 'C', 'E')),
    reason          tillit.code not null,
    note            text,
    state           tillit.code not null default 'draft' check (state in ('draft', 'submitted', 'validated')),
    release         tillit.code references tillit.release,
    source          tillit.code not null references tillit.source,
    survey_wave     tillit.code,
    recorded_at     timestamptz not null default now(),
    superseded_at   timestamptz,
    is_synthetic    boolean not null default false,
    created_by      text default current_setting('tillit.account', true),
    primary key (observation, revision),
    constraint observation_revision_observation_fkey foreign key (observation, owner)
        references tillit.observation (id, owner),
    constraint observation_revision_survey_wave_fkey foreign key (survey_wave, source)
        references tillit.survey_wave (code, source),
    -- INV-3; nothing tells of a value that is not there
    constraint observation_revision_value_check check (
        (value is null) = (obs_status in ('O', 'M', 'L', 'Q'))
        and (value is not null or num_nonnulls(x, sd, se, moe95, ci_low, ci_high) = 0)),
    -- INV-1
    constraint observation_revision_reason_check check (
        reason in ('initial', 'correction', 'late_data', 'method_change', 'reclassified', 'retracted')
        and (reason = 'initial') = (revision = 1)
        and (reason <> 'retracted' or obs_status = 'M' and num_nonnulls(n_valid, n_missing) = 0)),
    constraint observation_revision_superseded_at_check check (superseded_at > recorded_at),
    -- INV-4
    constraint observation_revision_x_check check (x is null or n_valid is not null and x between 0 and n_valid),
    constraint observation_revision_ci_high_check check (
        num_nonnulls(ci_low, ci_high) <> 1 and coalesce(ci_low <= ci_high, true))
);
comment on constraint observation_revision_revision_check on tillit.observation_revision is 'more_than|0';
comment on constraint observation_revision_value_check on tillit.observation_revision is 'status_mismatch|–';
comment on constraint observation_revision_n_invited_check on tillit.observation_revision is 'at_least|0';
comment on constraint observation_revision_n_valid_check on tillit.observation_revision
    is 'at_most|n_invited|population_size';
comment on constraint observation_revision_n_missing_check on tillit.observation_revision is 'at_least|0';
comment on constraint observation_revision_x_check on tillit.observation_revision is 'x_above_n';
comment on constraint observation_revision_sd_check on tillit.observation_revision is 'at_least|0';
comment on constraint observation_revision_se_check on tillit.observation_revision is 'at_least|0';
comment on constraint observation_revision_moe95_check on tillit.observation_revision is 'at_least|0';
comment on constraint observation_revision_ci_high_check on tillit.observation_revision is 'interval_order|ci_low';
comment on constraint observation_revision_ci_level_check on tillit.observation_revision is 'out_of_range|0|1';
comment on constraint observation_revision_ci_method_check on tillit.observation_revision
    is 'unknown_code||wilson, student_t, normal, log_log, given, census, none';
comment on constraint observation_revision_deff_check on tillit.observation_revision is 'more_than|0';
comment on constraint observation_revision_n_eff_check on tillit.observation_revision is 'at_least|0';
comment on constraint observation_revision_population_size_check on tillit.observation_revision is 'at_least|0';
comment on constraint observation_revision_obs_status_check on tillit.observation_revision
    is 'unknown_code||A, B, D, E, F, G, I, P, U, V, O, M, L, Q, N, K, W';
comment on constraint observation_revision_conf_status_check on tillit.observation_revision
    is 'unknown_code||F, N, C, E';
comment on constraint observation_revision_reason_check on tillit.observation_revision is 'revision_reason';
comment on constraint observation_revision_state_check on tillit.observation_revision
    is 'unknown_code||draft, submitted, validated';
comment on constraint observation_revision_superseded_at_check on tillit.observation_revision
    is 'later_than|recorded_at';
create unique index observation_revision_current_key on tillit.observation_revision
    (observation) where superseded_at is null;
create index observation_revision_release_idx on tillit.observation_revision (release) where release is not null;
create index observation_revision_survey_wave_idx on tillit.observation_revision
    (survey_wave) where survey_wave is not null;
create index observation_revision_owner_idx on tillit.observation_revision (owner, recorded_at);
create trigger guard_delete before delete on tillit.observation_revision
    for each row execute function tillit.refuse_change();

create table tillit.response_count (
    observation  bigint not null,
    revision     int not null,
    option_value int not null,
    count        int not null check (count >= 0),
    primary key (observation, revision, option_value),
    constraint response_count_revision_fkey foreign key (observation, revision) references tillit.observation_revision
);
comment on constraint response_count_count_check on tillit.response_count is 'at_least|0';
create trigger append_only before update or delete on tillit.response_count
    for each row execute function tillit.refuse_change();

create table tillit.life_table_row (
    observation bigint not null,
    revision    int not null,
    month       int not null check (month > 0),
    at_risk     int not null,
    exits       int not null check (exits >= 0),
    censored    int not null check (censored >= 0),
    primary key (observation, revision, month),
    constraint life_table_row_revision_fkey foreign key (observation, revision) references tillit.observation_revision,
    constraint life_table_row_at_risk_check check (at_risk >= 0 and exits::bigint + censored <= at_risk)
);
comment on constraint life_table_row_month_check on tillit.life_table_row is 'more_than|0';
comment on constraint life_table_row_at_risk_check on tillit.life_table_row is 'at_least|exits + censored';
comment on constraint life_table_row_exits_check on tillit.life_table_row is 'at_least|0';
comment on constraint life_table_row_censored_check on tillit.life_table_row is 'at_least|0';
create trigger append_only before update or delete on tillit.life_table_row
    for each row execute function tillit.refuse_change();

-- A trust item against a harm item (A3); never public.
create table tillit.two_item_table (
    indicator          tillit.code not null references tillit.indicator,
    harm_indicator     tillit.code not null references tillit.indicator,
    area               tillit.code not null,
    owner              tillit.code not null,
    period             tillit.code not null check (tillit.is_period(period)),
    respondent_group   tillit.code not null default '_T' references tillit.list_respondent_group (code),
    sex                tillit.code not null default '_T' references tillit.list_sex (code),
    age_band           tillit.code not null default '_T' references tillit.list_age_band (code),
    trust_yes_harm_no  int not null check (trust_yes_harm_no >= 0),
    trust_yes_harm_yes int not null check (trust_yes_harm_yes >= 0),
    trust_no_harm_no   int not null check (trust_no_harm_no >= 0),
    trust_no_harm_yes  int not null check (trust_no_harm_yes >= 0),
    primary key (indicator, harm_indicator, area, period, respondent_group, sex, age_band),
    constraint two_item_table_area_fkey foreign key (area, owner) references tillit.area (code, owner),
    constraint two_item_table_harm_indicator_check check (harm_indicator <> indicator)
);
call tillit.make_resource('two_item_table');
comment on constraint two_item_table_harm_indicator_check on tillit.two_item_table is 'same_as|indicator';
comment on constraint two_item_table_period_check on tillit.two_item_table is 'not_a_period';
comment on constraint two_item_table_trust_yes_harm_no_check on tillit.two_item_table is 'at_least|0';
comment on constraint two_item_table_trust_yes_harm_yes_check on tillit.two_item_table is 'at_least|0';
comment on constraint two_item_table_trust_no_harm_no_check on tillit.two_item_table is 'at_least|0';
comment on constraint two_item_table_trust_no_harm_yes_check on tillit.two_item_table is 'at_least|0';
call tillit.make_seen('two_item_table', 'harm_indicator', 'indicator');
call tillit.make_seen('two_item_table', 'indicator', 'indicator');
create index two_item_table_group_idx on tillit.two_item_table (area, respondent_group);
create trigger inherit before insert on tillit.two_item_table for each row
    when (new.owner is null) execute function tillit.inherit('area', 'area', 'owner');

-- Every content that a two-item table ever had. tillit.two_item_table holds the present one, which imports write.
create table tillit.two_item_revision (
    indicator          tillit.code not null references tillit.indicator,
    harm_indicator     tillit.code not null references tillit.indicator,
    area               tillit.code not null,
    owner              tillit.code not null,
    period             tillit.code not null,
    respondent_group   tillit.code not null references tillit.list_respondent_group (code),
    sex                tillit.code not null references tillit.list_sex (code),
    age_band           tillit.code not null references tillit.list_age_band (code),
    revision           int not null check (revision > 0),
    trust_yes_harm_no  int not null,
    trust_yes_harm_yes int not null,
    trust_no_harm_no   int not null,
    trust_no_harm_yes  int not null,
    recorded_at        timestamptz not null,
    superseded_at      timestamptz,
    primary key (indicator, harm_indicator, area, period, respondent_group, sex, age_band, revision),
    constraint two_item_revision_area_fkey foreign key (area, owner) references tillit.area (code, owner),
    constraint two_item_revision_superseded_at_check check (superseded_at >= recorded_at)
);
comment on constraint two_item_revision_revision_check on tillit.two_item_revision is 'above|0';
comment on constraint two_item_revision_superseded_at_check on tillit.two_item_revision is 'not_before|recorded_at';
create unique index two_item_revision_current_key on tillit.two_item_revision
    (area, respondent_group, period, indicator, harm_indicator, sex, age_band) where superseded_at is null;
create trigger guard_delete before delete on tillit.two_item_revision
    for each row execute function tillit.refuse_change();
