-- What observations, series and changes were before they read tables laid out for reading: the same, slowly. Whatever is made
-- faster is held against these.

create schema former authorization tillit_owner;
grant usage on schema former to tillit_app, tillit_public;
set local role tillit_owner;

create view former.visible_cell as
select c.*,
       case when not c.of_release or not (select tillit.reads_inside()) then true
            when tillit.sees(c.owner) then false
            else c.observation not in (select f.observation from tillit.shared_figures((select tillit.evaluation())) f)
       end as is_current
from (
    select p.observation, p.audience, p.published_at,
           case when p.replaced_at <= now() then p.replaced_at end as replaced_at,
           case when p.retracted_at <= now() then p.retracted_at end as retracted_at, p.release, p.revision, p.owner, p.indicator,
           p.indicator_version, p.area, p.period, p.period_start, p.period_end, p.respondent_group, p.sex, p.age_band, p.value,
           p.n_invited, p.n_valid, p.n_display, null::text as n_decided, p.x, p.sd, p.se, p.ci_low, p.ci_high, p.ci_level, p.ci_method, p.weighted,
           p.obs_status, p.conf_status, null::tillit.code as hidden_reason, p.reason, p.source, p.survey_wave, p.recorded_at,
           p.is_synthetic, true as of_release
    from tillit.published_cell p
    where p.published_at <= now()
    union all
    select i.observation, i.audience, i.published_at, i.replaced_at, i.retracted_at, i.release, i.revision, i.owner, i.indicator,
           i.indicator_version, i.area, i.period, i.period_start, i.period_end, i.respondent_group, i.sex, i.age_band, i.value,
           i.n_invited, i.n_valid, i.n_display, i.n_decided, i.x, i.sd, i.se, i.ci_low, i.ci_high, i.ci_level, i.ci_method, i.weighted,
           i.obs_status, i.conf_status, i.hidden_reason, i.reason, i.source, i.survey_wave, i.recorded_at, i.is_synthetic, false
    from tillit.internal_cell i) as c
where c.retracted_at is null;

create view former.observations as
select c.indicator, c.indicator_version, c.area, nullif(c.owner, 'shared') as municipality, c.period, c.period_start, c.period_end,
       c.respondent_group, c.sex, c.age_band, i.kind, i.trust_form, nullif(c.respondent_group, '_T') as truster, i.trustee,
       i.direction, c.value, i.unit, i.decimals, c.n_valid,
       case when coalesce(d.n_display, c.n_decided) is null then to_jsonb(c.n_display)
            when coalesce(d.n_display, c.n_decided) like '<%' then to_jsonb(coalesce(d.n_display, c.n_decided))
            else to_jsonb(coalesce(d.n_display, c.n_decided)::int) end as n_display,
       c.n_invited, c.x, c.sd, c.se, c.ci_low, c.ci_high,
       c.ci_level, c.ci_method, c.weighted, c.obs_status, coalesce(d.conf_status, c.conf_status) as conf_status,
       coalesce(d.hidden_reason, c.hidden_reason) as hidden_reason, c.revision, c.reason, c.recorded_at, c.release,
       c.source, c.survey_wave,
       case when c.period_start <= (select tillit.today())
            then tillit.freshness(i.freq, i.publication_lag_months, c.period_end, (select tillit.today())) end as freshness, c.is_synthetic,
       concat_ws('.', c.indicator, c.area, c.respondent_group, c.sex, c.age_band) as series,
       a.area_type, a.parent as parent_area, i.focus_areas, i.inside_out_level, c.audience, c.published_at, c.replaced_at, c.owner,
       c.is_current, c.of_release as is_release, c.period_start <= (select tillit.today()) as has_begun
from former.visible_cell c
left join tillit.indicator i on i.code = c.indicator
left join tillit.area a on a.code = c.area
left join tillit.release_cell d on (select tillit.reads_inside()) and c.of_release and c.conf_status = 'C'
     and d.release = c.release and d.observation = c.observation and tillit.sees_reasons(d.owner);

create view former.series as
select s.indicator, s.indicator_version, s.area, nullif(s.owner, 'shared') as municipality, s.respondent_group, s.sex, s.age_band,
       s.first_period, s.last_period, s.count, s.latest_value, s.latest_period,
       case when s.begun_period_end is not null
            then tillit.freshness(i.freq, i.publication_lag_months, coalesce(s.latest_period_end, s.begun_period_end), (select tillit.today()))
            end as freshness,
       i.unit, s.is_synthetic, concat_ws('.', s.indicator, s.area, s.respondent_group, s.sex, s.age_band) as series,
       i.kind, i.trust_form, i.trustee, i.focus_areas, i.inside_out_level, a.area_type, a.parent as parent_area
from (select c.indicator,
             (array_agg(c.indicator_version order by c.period_end desc, c.period_start desc, c.indicator_version desc))[1]::text as indicator_version,
             c.area, c.owner, c.respondent_group, c.sex, c.age_band,
             (array_agg(c.period order by c.period_start, c.period))[1]::text as first_period,
             (array_agg(c.period order by c.period_end desc, c.period desc))[1]::text as last_period,
             max(c.period_end) filter (where c.period_start <= (select tillit.today())) as begun_period_end,
             count(distinct c.period)::int as count,
             (array_agg(c.value order by c.period_end desc, c.published_at desc) filter (where c.value is not null and c.period_start <= (select tillit.today())))[1] as latest_value,
             (array_agg(c.period order by c.period_end desc, c.published_at desc) filter (where c.value is not null and c.period_start <= (select tillit.today())))[1]::text as latest_period,
             max(c.period_end) filter (where c.value is not null and c.period_start <= (select tillit.today())) as latest_period_end,
             bool_or(c.is_synthetic) as is_synthetic
      from former.visible_cell c
      where c.replaced_at is null and c.is_current
      group by c.indicator, c.area, c.owner, c.respondent_group, c.sex, c.age_band) s
left join tillit.indicator i on i.code = s.indicator
left join tillit.area a on a.code = s.area;

create view former.changes as
select p.published_at as at,
       case when p.reason = 'retracted' then 'retracted'
            when exists (select from tillit.published_cell e
                         where e.observation = p.observation and e.audience = p.audience and e.published_at < p.published_at) then 'corrected'
            else 'published' end as kind,
       p.release, p.indicator, p.indicator_version, p.area, nullif(p.owner, 'shared') as municipality, p.period, p.respondent_group,
       p.sex, p.age_band, p.revision, p.reason, p.obs_status, p.is_synthetic, p.period_start, p.period_end, p.audience
from tillit.published_cell p
where p.published_at <= now() and (p.retracted_at is null or p.retracted_at > now());

grant select on all tables in schema former to tillit_app, tillit_public;
reset role;
