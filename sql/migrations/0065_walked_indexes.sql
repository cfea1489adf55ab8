-- What neighbours ask of all figures at once, found by stepping from one value to the next instead of reading every row
-- (sql/queries/kolada/kolada_series.sql, sql/queries/pxweb/pxweb_outline.sql).

-- Which groups have answered an indicator, and about what. Figures of every age only, which all others are parts of.
create index published_series_answered_idx on tillit.published_series (indicator, respondent_group, sex, area_type) where age_band = '_T';
-- Where an indicator's figures come from, and when the newest of each source was recorded.
create index published_figure_source_idx on tillit.published_figure (indicator, source, is_synthetic, recorded_at);
