-- Series behind the figures that everybody may read: what api.series gives the public. Each is worked out from its own figures
-- when it is asked for, so that a page costs its rows only; what concerns the series as a whole is in tillit.published_series.
-- public_series_keys: every series that ever had a figure. figures: how many rows stand; measured: how many of these were
-- measured (obs_status not O, M, L) in a period that has begun; any_measured: whether one was; published, replaced: when its figures
-- were, in order, nothing of what is to come: at a moment width_bucket(it, published) of them were known, and
-- width_bucket(it, replaced) fewer stood.

create view api.public_series_keys as
select s.indicator, s.area, s.municipality, s.respondent_group, s.sex, s.age_band, s.kind, s.trust_form,
       nullif(s.respondent_group, '_T') as truster, s.trustee, s.direction, s.unit, s.decimals, s.focus_areas, s.inside_out_level,
       s.area_type, s.parent_area,
       case when s.is_pending
            then (select count(*) from tillit.published_figure f
                  where f.indicator = s.indicator and f.area = s.area and f.respondent_group = s.respondent_group and f.sex = s.sex
                    and f.age_band = s.age_band and f.published_at <= now() and f.replaced_at > now())
            else s.figures end as figures,
       case when s.is_pending or s.last_measured > (select tillit.today())
            then (select count(*) from tillit.published_figure f
                  where f.indicator = s.indicator and f.area = s.area and f.respondent_group = s.respondent_group and f.sex = s.sex
                    and f.age_band = s.age_band and f.published_at <= now() and f.replaced_at > now()
                    and f.obs_status not in ('O', 'M', 'L') and f.period_start <= (select tillit.today()))
            else s.measured end as measured,
       case when s.is_pending or s.last_measured > (select tillit.today())
            then exists (select from tillit.published_figure f
                         where f.indicator = s.indicator and f.area = s.area and f.respondent_group = s.respondent_group and f.sex = s.sex
                           and f.age_band = s.age_band and f.published_at <= now() and f.replaced_at > now()
                           and f.obs_status not in ('O', 'M', 'L') and f.period_start <= (select tillit.today()))
            else s.measured > 0 end as any_measured,
       case when s.is_pending then s.published[:width_bucket(now(), s.published)] else s.published end as published,
       case when s.is_pending then s.replaced[:width_bucket(now(), s.replaced)] else s.replaced end as replaced
from tillit.published_series s;

create view api.public_series as
select s.indicator, t.indicator_version, s.area, s.municipality, s.respondent_group, s.sex, s.age_band, t.first_period, t.last_period,
       t.count, t.latest_value, t.latest_period,
       case when t.begun_period_end is null then null
            when coalesce(t.latest_fresh_until, t.begun_fresh_until) > (select tillit.today()) then 'fresh'
            when coalesce(t.latest_aging_until, t.begun_aging_until) > (select tillit.today()) then 'aging'
            else 'stale' end as freshness,
       s.unit, t.is_synthetic, s.kind, s.trust_form, s.trustee, s.focus_areas, s.inside_out_level, s.area_type, s.parent_area
from api.public_series_keys s
left join lateral (
    select (array_agg(c.indicator_version order by c.period_end desc, c.period_start desc, c.indicator_version desc))[1]::text as indicator_version,
           (array_agg(c.period order by c.period_start, c.period))[1]::text as first_period,
           (array_agg(c.period order by c.period_end desc, c.period desc))[1]::text as last_period,
           max(c.period_end) filter (where c.has_begun) as begun_period_end,
           max(c.fresh_until) filter (where c.has_begun) as begun_fresh_until,
           max(c.aging_until) filter (where c.has_begun) as begun_aging_until,
           count(distinct c.period)::int as count,
           (array_agg(c.value order by c.period_end desc, c.published_at desc) filter (where c.value is not null and c.has_begun))[1] as latest_value,
           (array_agg(c.period order by c.period_end desc, c.published_at desc) filter (where c.value is not null and c.has_begun))[1]::text as latest_period,
           max(c.fresh_until) filter (where c.value is not null and c.has_begun) as latest_fresh_until,
           max(c.aging_until) filter (where c.value is not null and c.has_begun) as latest_aging_until,
           bool_or(c.is_synthetic) as is_synthetic
    from (select f.*, f.period_start <= (select tillit.today()) as has_begun from tillit.published_figure f) c
    where c.indicator = s.indicator and c.area = s.area and c.respondent_group = s.respondent_group and c.sex = s.sex
      and c.age_band = s.age_band and c.published_at <= now() and c.replaced_at > now()) t on true
where s.figures > 0;
