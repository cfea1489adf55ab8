-- What has been decided about the figures of releases, and what is published.

-- The decision of A9 on each revision of a release, for its owner's eyes.
create table tillit.release_cell (
    release       tillit.code not null references tillit.release,
    observation   bigint not null,
    revision      int not null,
    owner         tillit.code not null,
    conf_status   tillit.code not null check (conf_status in ('F', 'A', 'D', 'N')),
    hidden_reason tillit.code references tillit.list_hidden_reason (code),
    n_display     text check (n_display ~ '^(<?[0-9]+)$'),
    primary key (release, observation),
    constraint release_cell_revision_fkey foreign key (observation, revision) references tillit.observation_revision,
    constraint release_cell_hidden_reason_check check (
        (hidden_reason is null) = (conf_status = 'F')
        and case conf_status when 'N' then hidden_reason = 'owner'
                             when 'A' then hidden_reason in ('small_base', 'homogeneous', 'earlier_release')
                             when 'D' then hidden_reason in ('complementary', 'audit') else true end)
);
comment on constraint release_cell_conf_status_check on tillit.release_cell is 'must_be|F, A, D, N';
comment on constraint release_cell_hidden_reason_check on tillit.release_cell is 'exactly_when|conf_status ≠ F';
comment on constraint release_cell_n_display_check on tillit.release_cell is 'must_be|12, <5';
create index release_cell_owner_idx on tillit.release_cell (owner);
create index release_cell_observation_idx on tillit.release_cell (observation, revision);

-- What an audience is served. Written by the publication only; nothing but replaced_at and retracted_at is ever set later.
-- The identity and what the reply needs are repeated here, so that a reader needs neither observation nor revision.
create table tillit.published_cell (
    observation       bigint not null references tillit.observation,
    audience          tillit.code not null,
    published_at      timestamptz not null,
    replaced_at       timestamptz,
    retracted_at      timestamptz,
    release           tillit.code not null references tillit.release,
    revision          int not null,
    owner             tillit.code not null,
    indicator         tillit.code not null,
    indicator_version tillit.code not null,
    area              tillit.code not null,
    period            tillit.code not null,
    period_start      date not null,
    period_end        date not null,
    respondent_group  tillit.code not null,
    sex               tillit.code not null,
    age_band          tillit.code not null,
    value             numeric,
    n_invited         int,
    n_valid           int,
    n_display         int,
    x                 int,
    sd                numeric,
    se                double precision,
    ci_low            double precision,
    ci_high           double precision,
    ci_level          double precision,
    ci_method         tillit.code,
    weighted          boolean not null,
    obs_status        tillit.code not null,
    conf_status       tillit.code not null check (conf_status in ('F', 'C')),
    reason            tillit.code not null,
    source            tillit.code not null,
    survey_wave       tillit.code,
    recorded_at       timestamptz not null,
    is_synthetic      boolean not null,
    primary key (observation, audience, published_at),
    constraint published_cell_revision_fkey foreign key (observation, revision) references tillit.observation_revision,
    -- INV-3
    constraint published_cell_value_check check (
        (value is null) = (obs_status in ('O', 'M', 'L', 'Q'))
        and (value is not null or num_nonnulls(n_invited, n_valid, n_display, x, sd, se, ci_low, ci_high, ci_level) = 0)),
    constraint published_cell_obs_status_check check ((obs_status = 'Q') = (conf_status = 'C')),
    constraint published_cell_n_valid_check check (
        conf_status = 'F' or num_nonnulls(value, n_invited, n_valid, n_display, x, sd, se, ci_low, ci_high, ci_level, ci_method) = 0),
    constraint published_cell_replaced_at_check check (replaced_at >= published_at),
    constraint published_cell_retracted_at_check check (retracted_at >= published_at)
);
comment on constraint published_cell_replaced_at_check on tillit.published_cell is 'not_before|published_at';
comment on constraint published_cell_retracted_at_check on tillit.published_cell is 'not_before|published_at';
comment on constraint published_cell_value_check on tillit.published_cell is 'status_mismatch|–';
comment on constraint published_cell_obs_status_check on tillit.published_cell is 'must_be|Q|conf_status = C';
comment on constraint published_cell_conf_status_check on tillit.published_cell is 'must_be|F, C';
comment on constraint published_cell_n_valid_check on tillit.published_cell is 'must_be|null|conf_status = C';
create unique index published_cell_open_key on tillit.published_cell (observation, audience) where replaced_at is null;
-- The default order, and a filter on indicator and area
create index published_cell_order_idx on tillit.published_cell
    (indicator, area, respondent_group, sex, age_band, period, indicator_version, audience, published_at);
create index published_cell_area_idx on tillit.published_cell (area, indicator, period_end);
create index published_cell_owner_idx on tillit.published_cell (owner, indicator);
create index published_cell_release_idx on tillit.published_cell (release);
create index published_cell_published_at_idx on tillit.published_cell (published_at);
create trigger guard_delete before delete on tillit.published_cell
    for each row execute function tillit.refuse_change();

-- The answers behind the class of an area as they stood when the figure of its trust item was published: what the class
-- that others are told rests on (A3), never told itself. It lives as long as the published cell that it belongs to.
create table tillit.published_class (
    observation        bigint not null,
    audience           tillit.code not null,
    published_at       timestamptz not null,
    owner              tillit.code not null,
    basis              tillit.code not null,
    harm_indicator     tillit.code,
    trust_yes_harm_no  int,
    trust_yes_harm_yes int,
    trust_no_harm_no   int,
    trust_no_harm_yes  int,
    banding            tillit.code,
    options            int[],
    counts             int[],
    publish_class      boolean not null,  -- what the area's municipality had decided
    is_synthetic       boolean not null,
    primary key (observation, audience, published_at),
    constraint published_class_published_at_fkey foreign key (observation, audience, published_at)
        references tillit.published_cell,
    constraint published_class_basis_check check (
        basis in ('two_item', 'single_item_proxy')
        and case basis when 'two_item' then num_nonnulls(harm_indicator, trust_yes_harm_no, trust_yes_harm_yes, trust_no_harm_no, trust_no_harm_yes) = 5
                                        and num_nonnulls(banding, options, counts) = 0
                   else num_nulls(harm_indicator, trust_yes_harm_no, trust_yes_harm_yes, trust_no_harm_no, trust_no_harm_yes) = 5
                        and num_nonnulls(banding, options, counts) = 3 and cardinality(options) = cardinality(counts) end)
);
comment on constraint published_class_basis_check on tillit.published_class is 'must_be|two_item, single_item_proxy';
create trigger append_only before update or delete on tillit.published_class
    for each row execute function tillit.refuse_change();
