-- What has become known and when: one row per published cell that the reader may see, hidden and blank ones included.
-- kind: published for the first of a figure, corrected for a later one, retracted where it was taken back (obs_status M, no
-- figures). No figures here: they are in observations. Filters that are no members: period_start, period_end, audience.

create view api.changes as
select p.published_at as at,
       case when p.reason = 'retracted' then 'retracted'
            when exists (select from tillit.published_cell e
                         where e.observation = p.observation and e.audience = p.audience and e.published_at < p.published_at) then 'corrected'
            else 'published' end as kind,
       p.release, p.indicator, p.indicator_version, p.area, nullif(p.owner, 'shared') as municipality, p.period, p.respondent_group,
       p.sex, p.age_band, p.revision, p.reason, p.obs_status, p.is_synthetic, p.period_start, p.period_end, p.audience
from tillit.published_cell p
where p.published_at <= now() and (p.retracted_at is null or p.retracted_at > now());
