-- The respondent group, sex and age band of an observation are held to their fixed lists by tillit.check_observations, all new
-- rows at once: a key each costs an import as much as writing the row. Observations never change, nor do those lists lose a code.
alter table tillit.observation
    -- squawk-ignore ban-drop-constraint
    drop constraint observation_respondent_group_fkey,
    -- squawk-ignore ban-drop-constraint
    drop constraint observation_sex_fkey,
    -- squawk-ignore ban-drop-constraint
    drop constraint observation_age_band_fkey;
