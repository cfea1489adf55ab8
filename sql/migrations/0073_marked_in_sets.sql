-- That the observation is there follows from its revision being there, which has a key of its own.
-- squawk-ignore-file ban-drop-constraint
alter table tillit.published_cell drop constraint published_cell_observation_fkey;
