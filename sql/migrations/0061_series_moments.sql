-- When the figures of a series were published, and when they were replaced, each in order: how many were known at a moment, and how many
-- stood, is found by a search in these lists, so that a total of history, of a time past or of changes reads series instead of figures.
-- A figure replaced before its time came never stood: it counts as replaced when it would have been published.
alter table tillit.published_series add column published timestamptz[] not null default '{}',
                                    add column replaced timestamptz[] not null default '{}';
update tillit.published_series s
set published = f.published, replaced = f.replaced
from (select f.indicator, f.area, f.respondent_group, f.sex, f.age_band, array_agg(f.published_at order by f.published_at) as published,
             coalesce(array_agg(greatest(f.replaced_at, f.published_at) order by greatest(f.replaced_at, f.published_at))
                          filter (where f.replaced_at < 'infinity'), '{}') as replaced
      from tillit.published_figure f
      group by f.indicator, f.area, f.respondent_group, f.sex, f.age_band) f
where s.indicator = f.indicator and s.area = f.area and s.respondent_group = f.respondent_group and s.sex = f.sex
  and s.age_band = f.age_band;
