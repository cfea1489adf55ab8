-- Indexes that publication wrote for every cell and that led nobody anywhere.

-- Changes of a kind, the newest first: nearly all are the first of their figure, and these are found in the order of all changes. Only
-- the others are led to. The expression is that of api.public_changes.
create index published_figure_unusual_change_idx on tillit.published_figure
    ((case when reason = 'retracted' then 'retracted' when is_correction then 'corrected' else 'published' end),
     published_at desc nulls last, indicator, area, period)
    where case when reason = 'retracted' then 'retracted' when is_correction then 'corrected' else 'published' end <> 'published';
-- How many of a kind there are is known of the whole table all the same: an index of some rows does not tell it.
create statistics tillit.published_figure_change_kind
    on (case when reason = 'retracted' then 'retracted' when is_correction then 'corrected' else 'published' end)
    from tillit.published_figure;
analyze tillit.published_figure;

-- Last, so that readers wait no longer than the commit takes. By facts of indicators and areas the series are chosen first, from
-- published_series; what was decided is found by its release or its figure.
drop index tillit.published_figure_change_kind_idx;
drop index tillit.published_figure_kind_idx;
drop index tillit.published_figure_parent_area_idx;
drop index tillit.release_cell_owner_idx;
