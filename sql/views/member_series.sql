-- Series behind the figures that those read who have a key: what api.series gives them, each worked out from its own figures
-- when it is asked for, as api.public_series does for the public. ..._series_keys: every series in which the asker might read a
-- figure; figures, measured, any_measured: as in api.public_series_keys; is_own, has_partners: which parts have figures of it.

do $$
declare
    reader text;
begin
    foreach reader in array array['member', 'evaluator', 'operator'] loop
        execute format($view$
            create view api.%2$I as
            select k.indicator, k.area, k.municipality, k.respondent_group, k.sex, k.age_band, k.kind, k.trust_form,
                   nullif(k.respondent_group, '_T') as truster, k.trustee, k.direction, k.unit, k.decimals, k.focus_areas, k.inside_out_level,
                   k.area_type, k.parent_area,
                   case when k.is_own
                        then (select count(*) from tillit.observation o
                              where o.indicator = k.indicator and o.area = k.area and o.respondent_group = k.respondent_group and o.sex = k.sex
                                and o.age_band = k.age_band)
                        when k.figures is null
                        then (select count(*) from tillit.%4$I f
                              where f.indicator = k.indicator and f.area = k.area and f.respondent_group = k.respondent_group and f.sex = k.sex
                                and f.age_band = k.age_band and f.stands)
                        else k.figures end as figures,
                   case when k.measured is null or k.last_measured > (select tillit.today())
                        then (select count(*) from tillit.%4$I f
                              where f.indicator = k.indicator and f.area = k.area and f.respondent_group = k.respondent_group and f.sex = k.sex
                                and f.age_band = k.age_band and f.stands and f.period_start <= (select tillit.today()) and f.obs_status not in ('O', 'M', 'L'))
                        else k.measured end as measured,
                   case when k.measured is null or k.last_measured > (select tillit.today())
                        then exists (select from tillit.%4$I f
                                     where f.indicator = k.indicator and f.area = k.area and f.respondent_group = k.respondent_group and f.sex = k.sex
                                       and f.age_band = k.age_band and f.stands and f.period_start <= (select tillit.today()) and f.obs_status not in ('O', 'M', 'L'))
                        else k.measured > 0 end as any_measured, k.is_own, k.has_partners
            from tillit.%3$I k
            $view$, reader || '_series', reader || '_series_keys', reader || '_key', reader || '_figure');
        execute format($view$
            create view api.%1$I as
            select s.indicator, t.indicator_version, s.area, s.municipality, s.respondent_group, s.sex, s.age_band, t.first_period, t.last_period,
                   t.count, t.latest_value, t.latest_period,
                   case when t.begun_period_end is null then null
                        when coalesce(t.latest_fresh_until, t.begun_fresh_until) > (select tillit.today()) then 'fresh'
                        when coalesce(t.latest_aging_until, t.begun_aging_until) > (select tillit.today()) then 'aging'
                        else 'stale' end as freshness,
                   s.unit, t.is_synthetic, s.kind, s.trust_form, s.trustee, s.focus_areas, s.inside_out_level, s.area_type, s.parent_area
            from api.%2$I s
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
                from (select f.*, f.period_start <= (select tillit.today()) as has_begun from tillit.%4$I f) c
                where c.indicator = s.indicator and c.area = s.area and c.respondent_group = s.respondent_group and c.sex = s.sex
                  and c.age_band = s.age_band and c.stands) t on true
            where s.figures > 0
            $view$, reader || '_series', reader || '_series_keys', reader || '_key', reader || '_figure');
    end loop;
end
$$;

-- Series of others, with the figures of theirs that are published to everybody: published, replaced as in api.public_series_keys.
create view api.others_series_keys as
select s.indicator, s.area, s.municipality, s.respondent_group, s.sex, s.age_band, s.kind, s.trust_form,
       nullif(s.respondent_group, '_T') as truster, s.trustee, s.direction, s.unit, s.decimals, s.focus_areas, s.inside_out_level,
       s.area_type, s.parent_area, case when s.is_pending then s.published[:width_bucket(now(), s.published)] else s.published end as published,
       case when s.is_pending then s.replaced[:width_bucket(now(), s.replaced)] else s.replaced end as replaced
from tillit.published_series s
where s.municipality is distinct from (select coalesce(tillit.tenant(), ''));

-- One's own series: what api.member_series_keys has of them.
create view api.own_series_keys as
select s.indicator, s.area, s.municipality, s.respondent_group, s.sex, s.age_band, i.kind, i.trust_form,
       nullif(s.respondent_group, '_T') as truster, i.trustee, i.direction, i.unit, i.decimals, i.focus_areas, i.inside_out_level,
       a.area_type, a.parent as parent_area, true as is_own, false as has_partners
from tillit.observed_series s
left join tillit.indicator i on i.code = s.indicator
left join tillit.area a on a.code = s.area
where s.municipality = (select tillit.tenant());
