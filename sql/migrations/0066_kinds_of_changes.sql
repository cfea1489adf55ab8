-- Whether anything of a figure was published before it is known when it is published, and again when something earlier is added or
-- taken back; looking for it at reading meant to look for each of all. A trigger keeps it (sql/functions/over_tables/160_published.sql).
alter table tillit.published_figure add column is_correction boolean not null default false;
update tillit.published_figure f set is_correction = true
where exists (select from tillit.published_figure e where e.observation = f.observation and e.published_at < f.published_at);

-- Changes of a kind, the newest first. The expression is that of api.public_changes.
create index published_figure_change_kind_idx on tillit.published_figure
    ((case when reason = 'retracted' then 'retracted' when is_correction then 'corrected' else 'published' end),
     published_at desc nulls last, indicator, area, period);
