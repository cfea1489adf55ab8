-- Merges the table staging (text columns of the dataset, line int) into life_table_row. Without a revision the newest one is
-- meant. Rows have passed check_life_table_rows.
-- No parameters. One row.
-- Row merged: inserted, revised (always 0), unchanged.

with staged as materialized (
    select r.observation, r.revision, s.month::int as month, s.at_risk::int as at_risk, s.exits::int as exits, s.censored::int as censored
    from staging s
    join tillit.observation o on o.indicator_version = s.indicator_version
         and o.area = s.area and o.period = s.period and o.respondent_group = coalesce(s.respondent_group, '_T')
         and o.sex = coalesce(s.sex, '_T') and o.age_band = coalesce(s.age_band, '_T')
    join tillit.observation_revision r on r.observation = o.id
         and case when s.revision is null then r.superseded_at is null else r.revision = s.revision::int end
), added as (
    insert into tillit.life_table_row (observation, revision, month, at_risk, exits, censored)
    select observation, revision, month, at_risk, exits, censored from staged
    on conflict (observation, revision, month) do nothing
    returning 1
)
select (select count(*) from added) as inserted, 0::bigint as revised,
       (select count(*) from staged) - (select count(*) from added) as unchanged;
