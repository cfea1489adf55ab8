-- Withdrawal, step 3: what had been shown leaves an event without figures (obs_status M), which readers of changes get, until an
-- embargoed release brings other ones.
-- $1 release. Result: none.
insert into tillit.published_cell (
    observation, audience, published_at, release, revision, owner, indicator, indicator_version, area, period, period_start,
    period_end, respondent_group, sex, age_band, weighted, obs_status, conf_status, reason, source, survey_wave, recorded_at, is_synthetic,
    replaced_at)
select p.observation, p.audience, now(), p.release, p.revision, p.owner, p.indicator, p.indicator_version, p.area, p.period,
       p.period_start, p.period_end, p.respondent_group, p.sex, p.age_band, p.weighted, 'M', 'F', 'retracted', p.source,
       p.survey_wave, p.recorded_at, p.is_synthetic,
       (select min(n.published_at) from tillit.published_cell n
        where (n.observation, n.audience) = (p.observation, p.audience) and n.published_at > now() and n.retracted_at is null)
from tillit.published_cell p
where p.release = $1 and p.retracted_at = now() and p.replaced_at = now() and p.published_at < now();
