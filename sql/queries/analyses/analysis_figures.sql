-- Figures for analyses, as the reader sees them (view api.observations), totals over sex and age.
-- $1 indicators, $2 areas, $3 periods: codes with commas, null for all (periods: all that have begun). $4: respondent group, null for all.
-- $5: as of, null for now. One row per figure, in order of indicator, area, group and period.
-- era counts the versions up to the figure's that are not comparable with the one before: figures of two eras are not compared.
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
where v.is_current and v.sex = '_T' and v.age_band = '_T'
  and ($1::text is null or v.indicator = any (string_to_array($1, ',')))
  and ($2::text is null or v.area = any (string_to_array($2, ',')))
  and case when $3::text is not null then v.period = any (string_to_array($3, ','))
           else v.has_begun and ($5::timestamptz is null or v.period_start <= ($5::timestamptz at time zone 'Europe/Stockholm')::date) end
  and ($4::text is null or v.respondent_group = $4)
  and case when $5::timestamptz is null then v.replaced_at is null
           else v.published_at <= $5::timestamptz and (v.replaced_at is null or v.replaced_at > $5::timestamptz) end
order by v.indicator, v.area, v.respondent_group, v.period_end, v.period_start, v.indicator_version
