-- Merges the table staging into observations and revisions. Every column of staging is text but line int; those of the
-- dataset plus n_eff, ci_level, ci_method, incomplete, given, and observation of import_observations_known; se, ci_low, ci_high, n_eff, ci_level, ci_method as computed by INV-6.
-- Rows have passed check_observations. A row whose figures are those of the newest revision changes nothing, or attaches it
-- to another state or release as long as that is not published; other figures are the next revision.
-- No parameters. One row.
-- Row merged: inserted, revised, unchanged.

with staged as materialized (
    select s.line, v.indicator, v.code as indicator_version, s.area::tillit.code as area, a.owner, s.period::tillit.code as period,
           coalesce(s.respondent_group, '_T')::tillit.code as respondent_group, coalesce(s.sex, '_T')::tillit.code as sex,
           coalesce(s.age_band, '_T')::tillit.code as age_band, s.revision::int as given, s.reason, s.state, s.release,
           coalesce(s.recorded_at::timestamptz, now()) as recorded_at,
           round(s.value::numeric, i.decimals) as value, s.n_invited::int as n_invited, s.n_valid::int as n_valid,
           s.n_missing::int as n_missing, s.x::int as x, s.sd::numeric as sd, s.se::double precision as se,
           s.moe95::numeric as moe95, s.ci_low::double precision as ci_low, s.ci_high::double precision as ci_high,
           s.ci_level::double precision as ci_level, coalesce(s.ci_method, 'none')::tillit.code as ci_method, s.deff::numeric as deff,
           s.n_eff::double precision as n_eff, s.population_size::int as population_size,
           coalesce(s.weighted::boolean, false) as weighted, coalesce(s.obs_status, 'A')::tillit.code as obs_status,
           coalesce(s.conf_status, 'F')::tillit.code as conf_status, s.note, s.source::tillit.code as source,
           s.survey_wave::tillit.code as survey_wave, coalesce(s.is_synthetic::boolean, false) as is_synthetic,
           s.observation::bigint as known
    from staging s
    join tillit.indicator_version v on v.code = s.indicator_version
    join tillit.indicator i on i.code = v.indicator
    join tillit.area a on a.code = s.area
), created as (
    insert into tillit.observation (indicator, indicator_version, area, owner, period, respondent_group, sex, age_band)
    select distinct s.indicator, s.indicator_version, s.area, s.owner, s.period, s.respondent_group, s.sex, s.age_band
    from staged s
    where s.known is null
    returning id, indicator_version, area, period, respondent_group, sex, age_band
), placed as (
    select s.*, s.known as observation from staged s where s.known is not null
    union all
    select s.*, c.id from staged s join created c using (indicator_version, area, period, respondent_group, sex, age_band)
), current as materialized (
    select s.line, r.*
    from staging s
    cross join lateral (select * from tillit.observation_revision r where r.observation = s.observation::bigint and r.superseded_at is null offset 0) r
    where s.observation is not null
), decided as materialized (
    select p.*, r.revision as newest, coalesce(p.given, coalesce(r.revision, 0) + 1) as revision,
           coalesce(case when p.given is null
               then (p.value, p.n_invited, p.n_valid, p.n_missing, p.x, p.sd, p.se, p.moe95, p.ci_low, p.ci_high, p.ci_level, p.ci_method,
                     p.deff, p.n_eff, p.population_size, p.weighted, p.obs_status, p.conf_status, p.note, p.source, p.survey_wave, p.is_synthetic)
                    is not distinct from
                    (r.value, r.n_invited, r.n_valid, r.n_missing, r.x, r.sd, r.se, r.moe95, r.ci_low, r.ci_high, r.ci_level, r.ci_method,
                     r.deff, r.n_eff, r.population_size, r.weighted, r.obs_status, r.conf_status, r.note, r.source, r.survey_wave, r.is_synthetic)
               else p.given <= r.revision end, false) as stored
    from placed p
    left join current r on r.line = p.line and r.observation = p.observation -- one line of Kolada's is several figures
), fresh as materialized (
    select d.*, lead(d.recorded_at) over (partition by d.observation order by d.revision) as superseded_at
    from decided d
    where not d.stored
), attached as (
    -- an equal row may move its revision to another state or release
    select r.observation, r.revision, coalesce(d.state, r.state) as state, coalesce(d.release, r.release) as release
    from decided d
    join tillit.observation_revision r on r.observation = d.observation and r.revision = coalesce(d.given, d.newest)
    where d.stored and (coalesce(d.state, r.state) <> r.state or d.release is distinct from r.release and d.release is not null)
      and not exists (select from tillit.release l where l.code in (r.release, d.release) and l.state in ('published', 'withdrawn'))
), changed as (
    update tillit.observation_revision r
    set superseded_at = coalesce(c.superseded_at, r.superseded_at), state = coalesce(c.state, r.state), release = coalesce(c.release, r.release)
    from (select observation, revision, max(superseded_at) as superseded_at, max(state) as state, max(release) as release
          from (select f.observation, f.newest as revision, min(f.recorded_at) as superseded_at, null as state, null as release
                from fresh f where f.newest is not null group by f.observation, f.newest
                union all
                select a.observation, a.revision, null, a.state, a.release from attached a) as parts
          group by observation, revision) as c
    where r.observation = c.observation and r.revision = c.revision
    returning r.observation
), added as (
    insert into tillit.observation_revision (
        observation, revision, owner, value, n_invited, n_valid, n_missing, x, sd, se, moe95, ci_low, ci_high, ci_level, ci_method, deff,
        n_eff, population_size, weighted, obs_status, conf_status, reason, note, state, release, source, survey_wave, recorded_at,
        superseded_at, is_synthetic)
    select f.observation, f.revision, f.owner, f.value, f.n_invited, f.n_valid, f.n_missing, f.x, f.sd, f.se, f.moe95, f.ci_low, f.ci_high,
           f.ci_level, f.ci_method, f.deff, f.n_eff, f.population_size, f.weighted, f.obs_status, f.conf_status,
           case when f.revision = 1 then 'initial' else coalesce(nullif(f.reason, 'initial'), 'correction') end,
           f.note, coalesce(f.state, 'draft'), f.release, f.source, f.survey_wave, f.recorded_at, f.superseded_at, f.is_synthetic
    from fresh f
    where (select count(*) from changed) >= 0  -- older revisions are superseded first: one current revision each
    returning revision
)
select (select count(*) filter (where revision = 1) from added) as inserted,
       (select count(*) filter (where revision > 1) from added) + (select count(*) from attached) as revised,
       (select count(*) from decided where stored) - (select count(*) from attached) as unchanged;
