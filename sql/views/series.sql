-- Series behind the figures that the reader sees (see observations): one row per indicator, area, group, sex and age band, over
-- open cells, for members their own current revisions. A series goes on across versions of its indicator (obs_status B marks
-- the break); indicator_version is that of the newest figure.
-- latest_value and latest_period are those of the newest figure that is not null and whose period has begun; freshness is that
-- period's, null where no period has begun.

create view api.series as
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
      from tillit.visible_cell c
      where c.replaced_at is null and c.is_current
      group by c.indicator, c.area, c.owner, c.respondent_group, c.sex, c.age_band) s
left join tillit.indicator i on i.code = s.indicator
left join tillit.area a on a.code = s.area;
