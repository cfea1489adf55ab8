-- Focus areas, sources, survey waves, indicators and their versions.

create table tillit.focus_area (
    code           tillit.code primary key check (tillit.is_code(code)),
    owner          tillit.code not null default 'shared',
    municipality   tillit.code generated always as (nullif(owner, 'shared')) stored
        constraint focus_area_owner_fkey references tillit.municipality,
    sort           int not null default 1 check (sort > 0),
    name_sv        text not null, name_da        text not null, name_en        text not null,
    description_sv text,          description_da text,          description_en text,
    constraint focus_area_owner_check check (owner = 'shared' or starts_with(code, owner || '-'))
);
call tillit.make_resource('focus_area', 'municipality');
comment on constraint focus_area_owner_check on tillit.focus_area is 'begins_with|owner';
comment on constraint focus_area_sort_check on tillit.focus_area is 'more_than|0';

create table tillit.source (
    code         tillit.code primary key check (tillit.is_code(code)),
    owner        tillit.code not null default 'shared',
    municipality tillit.code generated always as (nullif(owner, 'shared')) stored
        constraint source_owner_fkey references tillit.municipality,
    name         text not null check (name <> ''),
    provider     text,
    url          text check (url ~ '^https?://[^[:space:]]+$'),
    licence      text,
    collection   tillit.code not null references tillit.list_collection (code),
    mode         tillit.code references tillit.list_mode (code)
);
call tillit.make_resource('source', 'municipality');
comment on constraint source_url_check on tillit.source is 'not_a_url';

create table tillit.survey_wave (
    code                    tillit.code primary key check (tillit.is_code(code)),
    owner                   tillit.code not null,
    municipality            tillit.code generated always as (nullif(owner, 'shared')) stored
        constraint survey_wave_owner_fkey references tillit.municipality,
    source                  tillit.code not null references tillit.source,
    fieldwork_start         date not null,
    fieldwork_end           date not null,
    frame_size              int check (frame_size >= 0),
    n_invited               int
        constraint survey_wave_n_invited_check check (n_invited >= 0 and n_invited <= frame_size),
    n_responded             int
        constraint survey_wave_n_responded_check check (n_responded >= 0 and n_responded <= n_invited),
    weighting               tillit.code not null default 'none' references tillit.list_weighting (code),
    assisted_by_other_staff boolean,
    unique (code, source),
    constraint survey_wave_fieldwork_end_check check (fieldwork_end >= fieldwork_start)
);
call tillit.make_resource('survey_wave', 'municipality');
comment on constraint survey_wave_fieldwork_end_check on tillit.survey_wave is 'not_before|fieldwork_start';
comment on constraint survey_wave_frame_size_check on tillit.survey_wave is 'at_least|0';
comment on constraint survey_wave_n_invited_check on tillit.survey_wave is 'out_of_range|0|frame_size';
comment on constraint survey_wave_n_responded_check on tillit.survey_wave is 'out_of_range|0|n_invited';
create index survey_wave_source_idx on tillit.survey_wave (source);

create table tillit.indicator (
    code                   tillit.code primary key check (tillit.is_code(code)),
    owner                  tillit.code not null default 'shared',
    municipality           tillit.code generated always as (nullif(owner, 'shared')) stored
        constraint indicator_owner_fkey references tillit.municipality,
    kind                   tillit.code not null references tillit.list_indicator_kind (code),
    trust_form             tillit.code references tillit.list_trust_form (code),
    trusters               text[] not null default '{}',
    trustee                tillit.code references tillit.list_party (code),
    focus_areas            text[] not null default '{}',
    driver                 tillit.code references tillit.list_driver (code),
    inside_out_level       tillit.code references tillit.list_inside_out_level (code),
    name_sv                text not null, name_da        text not null, name_en        text not null,
    description_sv         text,          description_da text,          description_en text,
    unit                   tillit.code not null references tillit.list_unit (code),
    decimals               int not null,
    direction              tillit.code not null references tillit.list_direction (code),
    freq                   tillit.code not null references tillit.list_freq (code),
    publication_lag_months int not null default 0 check (publication_lag_months between 0 and 120),
    goalpost_low           numeric,
    goalpost_high          numeric,
    state                  tillit.code not null default 'draft' references tillit.list_indicator_state (code),
    external_ids           jsonb not null default '[]' check (tillit.is_object_list(external_ids, '{system,id}')),
    -- The codes of a municipality's own indicators begin with its code.
    constraint indicator_owner_check check (owner = 'shared' or starts_with(code, owner || '-')),
    -- INV-I2; an index has the trusters and trustee of its components
    constraint indicator_trust_form_check check (kind not in ('trust', 'mistrust') or trust_form is not null),
    constraint indicator_trusters_check check (
        kind not in ('trust', 'mistrust') or unit = 'index_0_100' or cardinality(trusters) > 0),
    constraint indicator_trustee_check check (
        kind not in ('trust', 'mistrust') or unit = 'index_0_100' or trustee is not null),
    constraint indicator_unit_check check (unit not in ('sek', 'dkk')),
    constraint indicator_decimals_check check (
        decimals = case when unit in ('pct', 'index_0_100') then 1 when unit in ('count', 'days') then 0 else 3 end),
    constraint indicator_goalpost_high_check check (
        num_nonnulls(goalpost_low, goalpost_high) <> 1 and coalesce(goalpost_low < goalpost_high, true))
);
call tillit.make_resource('indicator', 'municipality');
comment on constraint indicator_owner_check on tillit.indicator is 'begins_with|owner';
comment on constraint indicator_trust_form_check on tillit.indicator is 'needed_when|kind = trust, mistrust';
comment on constraint indicator_trusters_check on tillit.indicator is 'needed_when|kind = trust, mistrust';
comment on constraint indicator_trustee_check on tillit.indicator is 'needed_when|kind = trust, mistrust';
comment on constraint indicator_unit_check on tillit.indicator is 'must_not_be|sek, dkk';
comment on constraint indicator_decimals_check on tillit.indicator
    is 'must_be|1 (pct, index_0_100), 0 (count, days), 3 (score_…)';
comment on constraint indicator_publication_lag_months_check on tillit.indicator is 'out_of_range|0|120';
comment on constraint indicator_goalpost_high_check on tillit.indicator is 'more_than|goalpost_low';
comment on constraint indicator_external_ids_check on tillit.indicator is 'wrong_type|[{system, id}]';
call tillit.make_code_list('indicator', 'trusters', 'list_party');
call tillit.make_code_list('indicator', 'focus_areas', 'focus_area');
create index indicator_focus_areas_idx on tillit.indicator using gin (focus_areas);

-- components: [{"indicator", "weight"}], of an index only
create table tillit.indicator_version (
    code                     tillit.code primary key,
    indicator                tillit.code not null references tillit.indicator,
    owner                    tillit.code not null,
    version                  int not null check (version > 0),
    statistic                tillit.code not null references tillit.list_statistic (code),
    scale                    tillit.code references tillit.list_response_scale (code),
    items                    smallint default 1 check (items > 0),
    success_options          int[] not null default '{}',
    banding                  tillit.code references tillit.list_banding (code),
    components               jsonb not null default '[]',
    definition_sv            text not null, definition_da            text not null, definition_en            text not null,
    question_text_sv         text,          question_text_da         text,          question_text_en         text,
    population_definition_sv text,          population_definition_da text,          population_definition_en text,
    exit_rule_sv             text,          exit_rule_da             text,          exit_rule_en             text,
    modelled_on              text,
    source                   tillit.code references tillit.source,
    valid_from               date not null,
    comparable_with_previous boolean not null default true,
    unique (indicator, version),
    unique (code, indicator),
    constraint indicator_version_code_check check (code = indicator || '-v' || version),
    constraint indicator_version_scale_check check (statistic <> 'mean' or scale is not null),
    constraint indicator_version_success_options_check check (
        case when scale is null then cardinality(success_options) = 0
             else tillit.scale_low(scale) <= all (success_options) and tillit.scale_high(scale) >= all (success_options)
                  and (statistic <> 'share' or cardinality(success_options) > 0) end),
    constraint indicator_version_banding_check check (
        scale = case banding when 'som3' then 'rs_0_10' when 'oecd' then 'rs_0_10' when 'good4' then 'rs_4_good' when 'agree5' then 'rs_5_agree' end),
    constraint indicator_version_components_check check (
        tillit.is_object_list(components, '{indicator,weight}')
        and (statistic = 'index') = (components <> '[]')
        and not jsonb_path_exists(components, '$[*].weight ? (!(@ > 0))')),
    constraint indicator_version_exit_rule_sv_check check ((statistic = 'kaplan_meier') = (exit_rule_sv is not null))
);
call tillit.make_resource('indicator_version');
comment on constraint indicator_version_code_check on tillit.indicator_version is 'must_be|<indicator>-v<version>';
comment on constraint indicator_version_version_check on tillit.indicator_version is 'more_than|0';
comment on constraint indicator_version_scale_check on tillit.indicator_version is 'needed_when|statistic = mean';
comment on constraint indicator_version_exit_rule_sv_check on tillit.indicator_version
    is 'exactly_when|statistic = kaplan_meier';
comment on constraint indicator_version_success_options_check on tillit.indicator_version
    is 'outside|scale|≥ 1 (statistic = share)';
comment on constraint indicator_version_banding_check on tillit.indicator_version
    is 'must_be|som3, oecd (rs_0_10), good4 (rs_4_good), agree5 (rs_5_agree)';
comment on constraint indicator_version_items_check on tillit.indicator_version is 'more_than|0';
comment on constraint indicator_version_components_check on tillit.indicator_version
    is 'exactly_when|statistic = index, weight > 0';
call tillit.make_code_list('indicator_version', 'components', 'indicator', 'indicator');
create trigger inherit before insert on tillit.indicator_version
    for each row execute function tillit.inherit('indicator', 'indicator', 'owner');
