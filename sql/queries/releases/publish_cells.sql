-- Publication, step 5: writes what the audience is served. A hidden cell has no figure (INV-3), nor has one without
-- value; figures on fewer than k_reliable answers have low reliability (U).
-- $1 release (text), $2 published_at (timestamptz). Result: none.

with release as materialized (
    select l.code, l.audience, s.k_reliable
    from tillit.release l join tillit.sdc_rule s on s.code = l.sdc_rule
    where l.code = $1 and l.state not in ('published', 'withdrawn')
)
insert into tillit.published_cell (
    observation, audience, published_at, release, revision, owner, indicator, indicator_version, area, period, period_start,
    period_end, respondent_group, sex, age_band, value, n_invited, n_valid, n_display, x, sd, se, ci_low, ci_high, ci_level,
    ci_method, weighted, obs_status, conf_status, reason, source, survey_wave, recorded_at, is_synthetic)
select c.observation, c.audience, $2::timestamptz, c.release, c.revision, c.owner, c.indicator, c.indicator_version, c.area, c.period,
       c.period_start, c.period_end, c.respondent_group, c.sex, c.age_band,
       case when c.told then c.value end, case when c.told then c.n_invited end, case when c.told then c.n_valid end, case when c.told then c.n_valid end,
       case when c.told then c.x end, case when c.told then c.sd end, case when c.told then c.se end,
       case when c.told then c.ci_low end, case when c.told then c.ci_high end, case when c.told then c.ci_level end,
       case when c.told then c.ci_method when c.shown then 'none' end, c.weighted,
       case when not c.shown then 'Q' when c.obs_status = 'A' and c.n < c.k_reliable then 'U' else c.obs_status end,
       case when c.shown then 'F' else 'C' end,
       c.reason, c.source, c.survey_wave, c.recorded_at, c.is_synthetic
from (
    select l.audience, d.conf_status = 'F' as shown, d.conf_status = 'F' and r.value is not null as told, l.k_reliable,
           case when v.statistic = 'count' then r.value else r.n_valid end as n,
           o.indicator, o.indicator_version, o.area, o.period, o.period_start, o.period_end, o.respondent_group, o.sex, o.age_band,
           r.*
    from tillit.release_cell d
    join release l on l.code = d.release
    join tillit.observation o on o.id = d.observation
    join tillit.observation_revision r on r.observation = d.observation and r.revision = d.revision
    join tillit.indicator_version v on v.code = o.indicator_version
    where d.release = $1) as c;
