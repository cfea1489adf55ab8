-- Names every row of the table staging (see import_observations) that the database must refuse, before the merge. Rows whose
-- cells are not of their type have been named by the program and taken out.
-- $1 int: how many faults to return.
-- Codes are those of include/base/error.h; required where no version is in force, and for what import_observations_absent
-- found incomplete.
-- Row fault: line, column, code, detail (the message's argument, or two with a tab between them), total.

with periods as materialized (
    select p.period, tillit.period_start(p.period) as period_start, tillit.period_freq(p.period) as period_freq
    from (select distinct s.period from staging s) as p
), staged as materialized (
    select s.line, s.indicator as said_indicator, s.indicator_version as said_version, s.area as said_area, s.release, s.source, s.survey_wave,
           s.reason, s.state, s.recorded_at::timestamptz as recorded_at,
           v.indicator, v.code as indicator_version, v.version, v.statistic, v.scale, v.items, v.comparable_with_previous,
           i.code as known_indicator, i.trusters, i.freq, i.unit, i.decimals, a.code as area, a.owner, s.period, p.period_start, p.period_freq,
           coalesce(s.respondent_group, '_T') as respondent_group, coalesce(s.sex, '_T') as sex, coalesce(s.age_band, '_T') as age_band,
           s.revision::int as revision, round(s.value::numeric, coalesce(i.decimals, 9)) as value, s.n_invited::int as n_invited, s.n_valid::int as n_valid,
           s.n_missing::int as n_missing, s.x::int as x, s.sd::numeric as sd, s.se::double precision as se, s.moe95::numeric as moe95,
           s.ci_low::double precision as ci_low, s.ci_high::double precision as ci_high, s.ci_level::double precision as ci_level,
           coalesce(s.ci_method, 'none') as ci_method, s.deff::numeric as deff, s.n_eff::double precision as n_eff,
           s.population_size::int as population_size, coalesce(s.weighted::boolean, false) as weighted,
           coalesce(s.obs_status, 'A') as obs_status, coalesce(s.conf_status, 'F') as conf_status, s.note,
           coalesce(s.is_synthetic::boolean, false) as is_synthetic, s.incomplete, s.observation::bigint as observation,
           hash_record_extended(row(v.code, a.code, s.period, coalesce(s.respondent_group, '_T'), coalesce(s.sex, '_T'), coalesce(s.age_band, '_T')), 0)
               as identity
    from staging s
    left join tillit.indicator i on i.code = coalesce(s.indicator, (select n.indicator from tillit.indicator_version n where n.code = s.indicator_version))
    left join tillit.indicator_version v on v.code = s.indicator_version
    left join tillit.area a on a.code = s.area and tillit.sees(a.owner)  -- another municipality's area reads as unknown
    left join periods p on p.period = s.period
), newest as materialized (
    -- known by its observation too: a line of Kolada's is several figures
    select s.line, r.observation, r.revision, r.recorded_at
    from staging s
    -- looked up for each row: a large import turns off loops, and would read the whole table for a part of it
    cross join lateral (select * from tillit.observation_revision r where r.observation = s.observation::bigint and r.superseded_at is null offset 0) r
    where s.observation is not null
), stored as materialized (
    -- the revision that a row names, else the newest
    select s.line, r.*
    from staging s
    join newest n on n.line = s.line and n.observation = s.observation::bigint
    cross join lateral (select * from tillit.observation_revision r
                        where r.observation = s.observation::bigint and r.revision = coalesce(s.revision::int, n.revision) offset 0) r
), broken as materialized (
    select distinct s.indicator, s.area
    from staged s
    where s.indicator in (select v.indicator from tillit.indicator_version v where not v.comparable_with_previous)
), series as materialized (
    -- staged and stored observations of the indicators that have a version which broke with its predecessor
    select v.indicator, v.version, o.area, o.respondent_group, o.sex, o.age_band, o.period_start, r.value is not null as has_value
    from broken b
    join tillit.observation o on o.area = b.area and o.indicator = b.indicator
    join tillit.indicator_version v on v.code = o.indicator_version
    left join tillit.observation_revision r on r.observation = o.id and r.superseded_at is null
    union all
    select s.indicator, s.version, s.area, s.respondent_group, s.sex, s.age_band, s.period_start, s.value is not null
    from staged s
    join broken b on b.indicator = s.indicator and b.area = s.area
), crowded as materialized (
    select s.identity from staged s group by s.identity having count(*) > 1
), faulty as (
    -- what a row shows by itself and by the rows it names; each fault is column:code:detail
    select s.line, array_remove(array[
        case when s.known_indicator is null and s.said_indicator is not null then 'indicator:unknown_code:' || s.said_indicator end,
        case when s.indicator_version is null and s.said_version is not null then 'indicator_version:unknown_code:' || s.said_version end,
        case when s.said_version is null and s.known_indicator is not null then 'indicator_version:required:' || s.said_indicator end,
        case when s.incomplete is not null then s.incomplete || ':required:' end,
        case when s.area is null then 'area:unknown_code:' || s.said_area end,
        case when s.respondent_group not in (select l.code from tillit.list_respondent_group l) then 'respondent_group:unknown_code:' || s.respondent_group end,
        case when s.sex not in (select l.code from tillit.list_sex l) then 'sex:unknown_code:' || s.sex end,
        case when s.age_band not in (select l.code from tillit.list_age_band l) then 'age_band:unknown_code:' || s.age_band end,
        case when s.obs_status not in (select l.code from tillit.list_obs_status l) then 'obs_status:unknown_code:' || s.obs_status end,
        case when s.conf_status not in (select l.code from tillit.list_conf_status l) then 'conf_status:unknown_code:' || s.conf_status end,
        case when s.reason not in (select l.code from tillit.list_revision_reason l) then 'reason:unknown_code:' || s.reason end,
        case when s.state not in (select l.code from tillit.list_revision_state l) then 'state:unknown_code:' || s.state end,
        case when s.release not in (select l.code from tillit.release l) then 'release:unknown_code:' || s.release end,
        case when coalesce(s.source not in (select l.code from tillit.source l), true) then 'source:unknown_code:' || coalesce(s.source, '') end,
        case when w.code is null and s.survey_wave is not null then 'survey_wave:unknown_code:' || s.survey_wave end,
        case when s.indicator <> s.said_indicator then 'indicator_version:other_indicator:' || s.said_version end,
        case when s.statistic = 'index' then 'indicator_version:computed_index:' || s.indicator_version end,
        case when s.respondent_group <> '_T' and s.respondent_group <> all (s.trusters)
             then 'respondent_group:not_a_truster:' || array_to_string(s.trusters, '|') end,
        case when s.freq <> 'I' and left(s.freq, 1) <> s.period_freq then 'period:wrong_frequency:' || s.freq end,
        case when s.value is not null and s.obs_status <> 'F' and s.period_start > (select tillit.today()) then 'period:not_begun:' end,
        case when (s.value is null) <> (s.obs_status in ('O', 'M', 'L', 'Q')) then 'value:status_mismatch:' || s.obs_status end,
        case tillit.revision_fault(s.value, s.x, s.n_valid, s.sd, s.weighted, s.statistic, s.scale, s.items, s.unit, s.decimals)
            when 'value_unit' then 'value:outside_unit:' || concat_ws(e'\t', coalesce(tillit.unit_low(s.unit)::text, '-∞'), coalesce(tillit.unit_high(s.unit)::text, '∞'))
            when 'value_scale' then 'value:outside_scale:' || concat_ws(e'\t', tillit.scale_low(s.scale), tillit.scale_high(s.scale))
            when 'value_share' then 'value:not_the_share:' || round(100.0 * s.x / s.n_valid, s.decimals)
            when 'value_mean' then 'value:impossible_mean:' || s.n_valid
            when 'sd_range' then 'sd:sd_too_large:' end,
        case when s.x is not null and (s.n_valid is null or s.x not between 0 and s.n_valid) then 'x:x_above_n:' || coalesce(s.n_valid::text, '') end,
        case when num_nonnulls(s.ci_low, s.ci_high) = 1 or s.ci_high < s.ci_low then 'ci_high:interval_order:' || coalesce(s.ci_low::text, '') end,
        case when s.n_valid > s.n_invited then 'n_valid:above:' || concat_ws(e'\t', 'n_invited', s.n_invited) end,
        case when s.n_valid > s.population_size then 'n_valid:above:' || concat_ws(e'\t', 'population_size', s.population_size) end,
        case when s.n_valid > w.n_responded then 'n_valid:above:' || concat_ws(e'\t', 'n_responded', w.n_responded) end,
        case when w.source <> s.source then 'survey_wave:wrong_wave:' || w.source end,
        case when w.owner <> 'shared' and w.owner <> s.owner then 'survey_wave:wrong_wave:' || w.owner end,
        case when s.conf_status in ('A', 'D', 'S') then 'conf_status:set_by_release:' || s.conf_status end,
        case when s.reason = 'retracted' and s.obs_status <> 'M' then 'reason:revision_reason:' || s.obs_status end
    ], null) as faults
    from staged s
    left join tillit.survey_wave w on w.code = s.survey_wave
    union all
    -- INV-I1: the first figure of a version that broke with its predecessor
    select s.line, array['obs_status:break_unmarked:B']
    from staged s
    where not s.comparable_with_previous and s.value is not null and s.obs_status <> 'B'
      and exists (select from series e where e.indicator = s.indicator and e.version < s.version and e.period_start < s.period_start
                  and (e.area, e.respondent_group, e.sex, e.age_band) = (s.area, s.respondent_group, s.sex, s.age_band))
      and not exists (select from series e where e.indicator = s.indicator and e.version = s.version and e.period_start < s.period_start
                      and e.has_value
                      and (e.area, e.respondent_group, e.sex, e.age_band) = (s.area, s.respondent_group, s.sex, s.age_band))
    union all
    -- what a row shows beside the other rows and the stored revisions of its observation
    select n.line, array_remove(array[
        case when n.rows_of_key > 1 and n.line <> n.first_line then 'period:repeated_row:' || n.first_line end,
        case when n.revision is null and n.rows_of_identity > n.rows_of_key then 'revision:repeated_row:' || n.first_line end,
        case when n.rows_of_key = 1 and n.revision > n.newest and n.revision <> n.newest + n.nth - n.rows_stored
             then 'revision:revision_gap:' || n.newest + n.nth - n.rows_stored end,
        case when e.revision is not null
                  and n.revision is not null and (d.differs or n.reason <> e.reason)
             then 'revision:revision_differs:' || n.revision end,
        case when (n.reason = 'initial') <> (n.revision = 1) then 'reason:revision_reason:' || n.revision end,
        case when n.revision > n.newest
                  and (n.recorded_at <= n.before_at or n.revision = n.newest + 1 and coalesce(n.recorded_at, now()) <= n.newest_at)
             then 'recorded_at:time_order:' || coalesce(n.before_at, n.newest_at) end,
        -- no revision, new or stored, can join a release that is published
        case when l.state in ('published', 'withdrawn')
                  and (e.revision is null or n.revision is null and d.differs or n.release is distinct from e.release)
             then 'release:release_published:' || n.release end
    ], null)
    from (
        select s.*, coalesce(r.revision, 0) as newest, r.recorded_at as newest_at,
               count(*) over same as rows_of_identity, count(*) over same_key as rows_of_key, min(s.line) over same_key as first_line,
               row_number() over (same order by s.revision, s.line) as nth, lag(s.recorded_at) over (same order by s.revision, s.line) as before_at,
               count(*) filter (where s.revision <= r.revision) over same as rows_stored
        from staged s
        left join newest r on r.line = s.line and r.observation = s.observation
        -- the others stand alone and say nothing of what is stored
        where s.revision is not null or s.identity in (select c.identity from crowded c)
           or s.release in (select l.code from tillit.release l where l.state in ('published', 'withdrawn'))
        window same as (partition by s.indicator_version, s.area, s.period, s.respondent_group, s.sex, s.age_band),
               same_key as (partition by s.indicator_version, s.area, s.period, s.respondent_group, s.sex, s.age_band, s.revision)
    ) as n
    left join stored e on e.line = n.line and e.observation = n.observation
    left join tillit.release l on l.code = n.release
    -- what makes a new revision: the same list as in import_observations
    cross join lateral (
        select (n.value, n.n_invited, n.n_valid, n.n_missing, n.x, n.sd, n.se, n.moe95, n.ci_low, n.ci_high, n.ci_level, n.ci_method,
                n.deff, n.n_eff, n.population_size, n.weighted, n.obs_status, n.conf_status, n.note, n.source, n.survey_wave, n.is_synthetic)
               is distinct from
               (e.value, e.n_invited, e.n_valid, e.n_missing, e.x, e.sd, e.se, e.moe95, e.ci_low, e.ci_high, e.ci_level, e.ci_method,
                e.deff, e.n_eff, e.population_size, e.weighted, e.obs_status, e.conf_status, e.note, e.source, e.survey_wave, e.is_synthetic) as differs
    ) as d
), fault as (
    select f.line, split_part(t.fault, ':', 1) as "column", split_part(t.fault, ':', 2) as code, regexp_replace(t.fault, '^[^:]*:[^:]*:', '') as detail
    from faulty f
    cross join lateral unnest(f.faults) as t (fault)
    where f.faults <> '{}'
)
select line, "column", code, detail, count(*) over () as total
from fault
order by line, "column", code
limit $1;
