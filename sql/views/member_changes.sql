-- What has become known to members and to the operator, and when: what api.changes gives them, others' in two parts and their own.

create view api.others_changes as
select f.published_at as at,
       case when f.reason = 'retracted' then 'retracted'
            when f.is_correction then 'corrected'
            else 'published' end as kind,
       f.release, f.indicator, f.indicator_version, f.area, f.municipality, f.period, f.respondent_group,
       f.sex, f.age_band, f.revision, f.reason, f.obs_status, f.is_synthetic, f.period_start, f.period_end, 'public'::tillit.code as audience
from tillit.published_figure f
where f.published_at <= now() and f.municipality is distinct from (select coalesce(tillit.tenant(), ''));

create view api.own_changes as
select p.published_at as at,
       case when p.reason = 'retracted' then 'retracted'
            when exists (select from tillit.published_cell e
                         where e.observation = p.observation and e.audience = p.audience and e.published_at < p.published_at) then 'corrected'
            else 'published' end as kind,
       p.release, p.indicator, p.indicator_version, p.area, nullif(p.owner, 'shared')::tillit.code as municipality, p.period, p.respondent_group,
       p.sex, p.age_band, p.revision, p.reason, p.obs_status, p.is_synthetic, p.period_start, p.period_end, p.audience
from tillit.published_cell p
where p.published_at <= now() and (p.retracted_at is null or p.retracted_at > now()) and p.owner = (select tillit.tenant());

create view api.partners_changes as
select p.published_at as at,
       case when p.reason = 'retracted' then 'retracted'
            when exists (select from tillit.published_cell e
                         where e.observation = p.observation and e.audience = p.audience and e.published_at < p.published_at) then 'corrected'
            else 'published' end as kind,
       p.release, p.indicator, p.indicator_version, p.area, nullif(p.owner, 'shared')::tillit.code as municipality, p.period, p.respondent_group,
       p.sex, p.age_band, p.revision, p.reason, p.obs_status, p.is_synthetic, p.period_start, p.period_end, p.audience
from tillit.published_cell p
where p.published_at <= now() and (p.retracted_at is null or p.retracted_at > now()) and p.audience = 'partners'
  and p.owner <> (select tillit.tenant());

create view api.member_changes as
select * from api.others_changes
union all
select * from api.partners_changes
union all
select * from api.own_changes;

create view api.evaluator_changes as select * from api.member_changes;

create view api.operator_changes as
select p.published_at as at,
       case when p.reason = 'retracted' then 'retracted'
            when exists (select from tillit.published_cell e
                         where e.observation = p.observation and e.audience = p.audience and e.published_at < p.published_at) then 'corrected'
            else 'published' end as kind,
       p.release, p.indicator, p.indicator_version, p.area, nullif(p.owner, 'shared')::tillit.code as municipality, p.period, p.respondent_group,
       p.sex, p.age_band, p.revision, p.reason, p.obs_status, p.is_synthetic, p.period_start, p.period_end, p.audience
from tillit.published_cell p
where p.published_at <= now() and (p.retracted_at is null or p.retracted_at > now()) and (select tillit.is_operator());
