-- What has become known to everybody and when: what api.changes gives the public.

create view api.public_changes as
select f.published_at as at,
       case when f.reason = 'retracted' then 'retracted'
            when f.is_correction then 'corrected'
            else 'published' end as kind,
       f.release, f.indicator, f.indicator_version, f.area, f.municipality, f.period, f.respondent_group,
       f.sex, f.age_band, f.revision, f.reason, f.obs_status, f.is_synthetic, f.period_start, f.period_end, 'public'::tillit.code as audience
from tillit.published_figure f
where f.published_at <= now();
