-- Releases, observations with their append-only revisions, and the tables that belong to a revision.

create table tillit.release (
    code          tillit.code primary key check (tillit.is_code(code)),
    owner         tillit.code not null,
    municipality  tillit.code generated always as (nullif(owner, 'shared')) stored constraint release_owner_fkey references tillit.municipality,
    title         text not null check (title <> ''),
    audience      tillit.code not null default 'internal' references tillit.list_audience (code),
    partners      text[] not null default '{}',
    sdc_rule      tillit.code not null default 'sdc-default' references tillit.sdc_rule,
    planned_at    timestamptz,
    embargo_until timestamptz,
    published_at  timestamptz,
    state         tillit.code not null default 'planned' references tillit.list_release_state (code),
    constraint release_published_at_check check ((published_at is not null) = (state in ('published', 'withdrawn')))
);
call tillit.make_resource('release', 'municipality');
call tillit.make_code_list('release', 'partners', 'municipality');

-- What was decided for an audience stays as it was published.
create function tillit.guard_release() returns trigger language plpgsql as $$
declare
    changed text;
begin
    select c into changed from unnest(array['owner', 'audience', 'partners', 'sdc_rule', 'published_at']) as c
        where to_jsonb(new) -> c is distinct from to_jsonb(old) -> c limit 1;
    if found then
        perform tillit.refuse('release', changed, 'open', format('the release "%s" is published already', old.code));
    end if;
    return new;
end
$$;
create trigger guard_update before update on tillit.release
    for each row when (old.state in ('published', 'withdrawn')) execute function tillit.guard_release();

-- Held until the end of the transaction: alone by its publication, shared by whoever lets figures join or leave it. A lock on
-- the row would depend on who may write the release.
create function tillit.hold_release(release text, alone boolean default false) returns void language sql
begin atomic
    select case when alone then pg_advisory_xact_lock(hashtextextended('tillit.release ' || release, 0))
                else pg_advisory_xact_lock_shared(hashtextextended('tillit.release ' || release, 0)) end;
end;

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
    constraint observation_indicator_version_fkey foreign key (indicator_version, indicator) references tillit.indicator_version (code, indicator),
    constraint observation_area_fkey foreign key (area, owner) references tillit.area (code, owner),
    constraint observation_period_key unique (indicator_version, area, period, respondent_group, sex, age_band),
    unique (id, owner)
);
create index observation_series_idx on tillit.observation (area, indicator, period_start);

create trigger inherit_indicator before insert on tillit.observation for each row
    when (new.indicator is null) execute function tillit.inherit('indicator_version', 'indicator_version', 'indicator');
create trigger inherit_owner before insert on tillit.observation for each row
    when (new.owner is null) execute function tillit.inherit('area', 'area', 'owner');
create trigger append_only before update or delete on tillit.observation
    for each row execute function tillit.refuse_change();

-- INV-I3, the frequency, and that an index is computed. All new rows at once: an import brings up to a million.
create function tillit.check_observations() returns trigger language plpgsql as $$
declare
    bad record;
begin
    select o.*, i.freq, v.statistic,
           case when v.statistic = 'index' then 'statistic'
                when i.freq <> 'I' and left(i.freq, 1) <> tillit.period_freq(o.period) then 'freq' end as fault
        into bad
        from added o
        join tillit.indicator_version v on v.code = o.indicator_version
        join tillit.indicator i on i.code = o.indicator
        where v.statistic = 'index'
           or i.freq <> 'I' and left(i.freq, 1) <> tillit.period_freq(o.period)
           or o.respondent_group <> '_T' and o.respondent_group <> all (i.trusters)
        limit 1;
    if found then
        if bad.fault = 'statistic' then
            perform tillit.refuse('observation', 'indicator_version', 'index', format('"%s" is an index: it is computed, not stored', bad.indicator_version));
        elsif bad.fault = 'freq' then
            perform tillit.refuse('observation', 'period', 'freq', format('period "%s" does not fit frequency %s of "%s"', bad.period, bad.freq, bad.indicator));
        end if;
        perform tillit.refuse('observation', 'respondent_group', 'truster', format('"%s" is not among the trusters of "%s"', bad.respondent_group, bad.indicator));
    end if;
    return null;
end
$$;
create trigger check_observations after insert on tillit.observation referencing new table as added
    for each statement execute function tillit.check_observations();

-- owner: the observation's, repeated so that row-level security needs no join. The fixed enumerations are checks, not keys
-- to their lists: an import brings a million rows, and each key costs as much as the row.
create table tillit.observation_revision (
    observation     bigint not null,
    revision        int not null check (revision > 0),
    owner           tillit.code not null,
    value           numeric,
    n_invited       int check (n_invited >= 0),
    n_valid         int constraint observation_revision_n_valid_check check (n_valid >= 0 and n_valid <= n_invited and n_valid <= population_size),
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
    constraint observation_revision_observation_fkey foreign key (observation, owner) references tillit.observation (id, owner),
    constraint observation_revision_survey_wave_fkey foreign key (survey_wave, source) references tillit.survey_wave (code, source),
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
create unique index observation_revision_current_key on tillit.observation_revision (observation) where superseded_at is null;
create index observation_revision_release_idx on tillit.observation_revision (release) where release is not null;
create index observation_revision_survey_wave_idx on tillit.observation_revision (survey_wave) where survey_wave is not null;
create index observation_revision_owner_idx on tillit.observation_revision (owner, recorded_at);

-- The first rule of INV-4 that a figure breaks, as column_rule, or null. One expression, so that it is inlined.
create function tillit.revision_fault(value numeric, x int, n_valid int, sd numeric, weighted boolean, statistic text, scale text,
                                      items int, unit text, decimals int) returns text immutable parallel safe
return case
    when value is null then null
    when pg_catalog.scale(value) <> decimals then 'value_decimals'
    when value < tillit.unit_low(unit) or value > tillit.unit_high(unit) then 'value_unit'
    when x is not null and not weighted and unit = 'pct' and n_valid > 0 and value <> round(100.0 * x / n_valid, decimals) then 'value_share'
    when statistic <> 'mean' then null
    when value < tillit.scale_low(scale) or value > tillit.scale_high(scale) then 'value_scale'
    when not weighted and n_valid > 0
         and abs(value * n_valid * items - round(value * n_valid * items)) > n_valid * items * 0.5 * 10 ^ (- decimals)::numeric then 'value_mean'
    when n_valid > 1
         and sd > sqrt((value - tillit.scale_low(scale)) * (tillit.scale_high(scale) - value) * n_valid / (n_valid - 1)) + 0.001 then 'sd_range'
end;

-- INV-4, INV-5 and INV-I1 need indicator, version and wave. All new rows at once.
create function tillit.check_observation_revisions() returns trigger language plpgsql as $$
declare
    bad record;
begin
    select o.indicator_version, o.area, o.period, o.respondent_group, r.value, r.sd,
           tillit.revision_fault(r.value, r.x, r.n_valid, r.sd, r.weighted, v.statistic, v.scale, v.items, i.unit, i.decimals) as fault
        into bad
        from added r
        join tillit.observation o on o.id = r.observation
        join tillit.indicator_version v on v.code = o.indicator_version
        join tillit.indicator i on i.code = o.indicator
        where tillit.revision_fault(r.value, r.x, r.n_valid, r.sd, r.weighted, v.statistic, v.scale, v.items, i.unit, i.decimals) is not null
        limit 1;
    if found then
        perform tillit.refuse('observation_revision', split_part(bad.fault, '_', 1), split_part(bad.fault, '_', 2),
            format('%s of %s, %s, %s, %s breaks the rule "%s"', case when bad.fault = 'sd_range' then 'sd ' || bad.sd else 'value ' || bad.value end,
                   bad.indicator_version, bad.area, bad.period, bad.respondent_group, bad.fault));
    end if;

    select r.survey_wave, r.n_valid, w.n_responded, w.owner <> 'shared' and w.owner <> r.owner as foreign_wave into bad
        from added r join tillit.survey_wave w on w.code = r.survey_wave
        where r.n_valid > w.n_responded or w.owner <> 'shared' and w.owner <> r.owner
        limit 1;
    if found and bad.foreign_wave then
        perform tillit.refuse('observation_revision', 'survey_wave', 'owner', format('survey wave "%s" is another municipality''s', bad.survey_wave));
    elsif found then
        perform tillit.refuse('observation_revision', 'n_valid', 'survey_wave', format('%s valid answers, but wave "%s" has %s respondents', bad.n_valid, bad.survey_wave, bad.n_responded));
    end if;

    perform tillit.hold_release(a.release) from (select distinct release from added where release is not null order by 1) as a;
    select r.release into bad
        from added r join tillit.release l on l.code = r.release and l.state in ('published', 'withdrawn')
        limit 1;
    if found then
        perform tillit.refuse('observation_revision', 'release', 'open', format('release "%s" is published already', bad.release));
    end if;

    -- INV-I1: the first figure after a break in a series
    select o.indicator_version, o.area, o.period into bad
        from added r
        join tillit.observation o on o.id = r.observation
        join tillit.indicator_version v on v.code = o.indicator_version and not v.comparable_with_previous
        where r.value is not null and r.obs_status <> 'B' and r.superseded_at is null
          and exists (select from tillit.observation e
                      join tillit.indicator_version ev on ev.code = e.indicator_version and ev.version < v.version
                      where e.area = o.area and e.indicator = o.indicator and e.period_start < o.period_start
                        and (e.respondent_group, e.sex, e.age_band) = (o.respondent_group, o.sex, o.age_band))
          and not exists (select from tillit.observation e
                          join tillit.observation_revision er on er.observation = e.id and er.superseded_at is null and er.value is not null
                          where e.area = o.area and e.indicator = o.indicator and e.indicator_version = o.indicator_version
                            and e.period_start < o.period_start
                            and (e.respondent_group, e.sex, e.age_band) = (o.respondent_group, o.sex, o.age_band))
        limit 1;
    if found then
        perform tillit.refuse('observation_revision', 'obs_status', 'break',
            format('the first figure of %s in %s, %s, comes after a break: obs_status must be B', bad.indicator_version, bad.area, bad.period));
    end if;
    return null;
end
$$;

create trigger check_observation_revisions after insert on tillit.observation_revision referencing new table as added
    for each statement execute function tillit.check_observation_revisions();

-- Append-only: superseded_at may be set once; state and release may change while the release is not published.
create function tillit.guard_revision() returns trigger language plpgsql as $$
declare
    same tillit.observation_revision := new;
begin
    same.superseded_at := old.superseded_at;
    same.state := old.state;
    same.release := old.release;
    if tg_op = 'DELETE' or same is distinct from old or old.superseded_at is not null and new.superseded_at is distinct from old.superseded_at then
        raise exception using errcode = '23514', message = 'a revision is never changed or deleted, only superseded',
                              schema = 'tillit', table = 'observation_revision', constraint = 'observation_revision_append_only';
    end if;
    if (new.state, coalesce(new.release, '')) is not distinct from (old.state, coalesce(old.release, '')) then
        return new;
    end if;
    perform tillit.hold_release(r) from unnest(array[old.release, new.release]) as r where r is not null;
    if exists (select from tillit.release l where l.code in (old.release, new.release) and l.state in ('published', 'withdrawn')) then
        perform tillit.refuse('observation_revision', case when new.release is distinct from old.release then 'release' else 'state' end, 'open',
                              'the release is published already');
    end if;
    return new;
end
$$;
create trigger guard_update before update on tillit.observation_revision
    for each row execute function tillit.guard_revision();
create trigger guard_delete before delete on tillit.observation_revision
    for each row execute function tillit.refuse_change();

-- ------------------------------------------------------------------------ tables of one revision, never public (A1, A11)

create table tillit.response_count (
    observation  bigint not null,
    revision     int not null,
    option_value int not null,
    count        int not null check (count >= 0),
    primary key (observation, revision, option_value),
    constraint response_count_revision_fkey foreign key (observation, revision) references tillit.observation_revision
);

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

-- INV-4: the counts are those of the version's scale and sum to n_valid.
create function tillit.check_response_counts() returns trigger language plpgsql as $$
declare
    bad record;
begin
    select a.option_value, v.code, v.scale into bad
        from added a
        join tillit.observation o on o.id = a.observation
        join tillit.indicator_version v on v.code = o.indicator_version
        where a.option_value not between coalesce(tillit.scale_low(v.scale), 1) and coalesce(tillit.scale_high(v.scale), 0)
        limit 1;
    if found then
        perform tillit.refuse('response_count', 'option_value', 'scale', format('%s is not an option of %s', bad.option_value, coalesce(bad.scale, bad.code)));
    end if;
    select sum(c.count) as answers, r.n_valid, r.observation into bad
        from tillit.response_count c
        join tillit.observation_revision r using (observation, revision)
        where (c.observation, c.revision) in (select a.observation, a.revision from added a)
        group by r.observation, r.revision
        having sum(c.count) is distinct from r.n_valid
        limit 1;
    if found then
        perform tillit.refuse('response_count', 'count', 'sum', format('the counts sum to %s, n_valid is %s', bad.answers, bad.n_valid));
    end if;
    return null;
end
$$;
create trigger check_response_counts after insert on tillit.response_count referencing new table as added
    for each statement execute function tillit.check_response_counts();
create trigger append_only before update or delete on tillit.response_count
    for each row execute function tillit.refuse_change();
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
create trigger inherit before insert on tillit.two_item_table for each row
    when (new.owner is null) execute function tillit.inherit('area', 'area', 'owner');

-- ------------------------------------------------------------------------------------------------------- publication

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
create unique index published_cell_open_key on tillit.published_cell (observation, audience) where replaced_at is null;
-- The default order, and a filter on indicator and area
create index published_cell_order_idx on tillit.published_cell (indicator, area, respondent_group, sex, age_band, period, indicator_version, audience, published_at);
create index published_cell_area_idx on tillit.published_cell (area, indicator, period_end);
create index published_cell_owner_idx on tillit.published_cell (owner, indicator);
create index published_cell_release_idx on tillit.published_cell (release);
create index published_cell_published_at_idx on tillit.published_cell (published_at);

create function tillit.guard_published_cell() returns trigger language plpgsql as $$
declare
    same tillit.published_cell := new;
begin
    same.replaced_at := old.replaced_at;
    same.retracted_at := old.retracted_at;
    if same is distinct from old or old.replaced_at is not null and new.replaced_at is distinct from old.replaced_at
       or old.retracted_at is not null and new.retracted_at is distinct from old.retracted_at then
        raise exception using errcode = '23514', message = 'a published cell is never changed, only replaced or retracted',
                              schema = 'tillit', table = 'published_cell', constraint = 'published_cell_append_only';
    end if;
    return new;
end
$$;
create trigger guard_update before update on tillit.published_cell
    for each row execute function tillit.guard_published_cell();
create trigger guard_delete before delete on tillit.published_cell
    for each row execute function tillit.refuse_change();
