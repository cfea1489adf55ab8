-- What a figure corrects is worked out with all that are written together, and no longer row by row: add_figures and change_figures
-- (sql/functions/over_tables/160_published.sql) do it.
-- squawk-ignore-file ban-drop-function, ban-drop-constraint
drop trigger if exists mark_correction on tillit.published_figure;
drop function if exists tillit.mark_correction();

-- That the observation is there follows from its revision being there, which has a key of its own.
alter table tillit.published_cell drop constraint published_cell_observation_fkey;
