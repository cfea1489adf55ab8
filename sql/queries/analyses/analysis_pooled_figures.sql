-- The same columns and parameters as analysis_figures, for the members of an evaluation whose figures only their pool may
-- show: validated revisions of now that are not hidden, whoever asks. For a connection of the operator's; $5 is null.
-- Row figure: indicator, indicator_version, area, municipality, period, respondent_group, sex, age_band, unit, obs_status,
-- conf_status, ci_method, statistic, release, survey_wave, direction, time, value, n_valid, n_invited, x, sd, se, ci_low,
-- ci_high, weighted, is_synthetic, revision, goalpost_low, goalpost_high, period_end_day, era, collection, mode, freshness.
select v.indicator, v.indicator_version, v.area, v.municipality, v.period, v.respondent_group, v.sex, v.age_band, v.unit,
       v.obs_status, v.conf_status, v.ci_method, iv.statistic, v.release, v.survey_wave, v.direction,
       extract(year from v.period_start) + (extract(month from v.period_start) - 1) / 12 as time,
       v.value, v.n_valid, v.n_invited, v.x, v.sd, v.se, v.ci_low, v.ci_high, v.weighted, v.is_synthetic, v.revision,
       i.goalpost_low, i.goalpost_high, v.period_end - date '1970-01-01' as period_end_day,
       (select count(*) from api.indicator_versions w
        where w.indicator = v.indicator and w.version <= iv.version and not w.comparable_with_previous) as era,
       s.collection, s.mode, v.freshness
from api.observations v
left join api.indicators i on i.code = v.indicator
left join api.indicator_versions iv on iv.code = v.indicator_version
left join api.sources s on s.code = v.source
where v.is_current and v.replaced_at is null and v.sex = '_T' and v.age_band = '_T'
  and v.indicator = any (string_to_array($1, ','))
  and v.area = any (string_to_array($2, ','))
  and case when $3::text is not null then v.period = any (string_to_array($3, ','))
           else v.has_begun and ($5::timestamptz is null or v.period_start <= ($5::timestamptz at time zone 'Europe/Stockholm')::date) end
  and ($4::text is null or v.respondent_group = $4)
  and $5::text is null
  and exists (select from tillit.observation o
              join tillit.observation_revision r on r.observation = o.id and r.revision = v.revision and r.state = 'validated'
              where (o.indicator_version, o.area, o.period, o.respondent_group, o.sex, o.age_band)
                    = (v.indicator_version, v.area, v.period, v.respondent_group, v.sex, v.age_band))
order by v.indicator, v.area, v.respondent_group, v.period_end, v.period_start, v.indicator_version
