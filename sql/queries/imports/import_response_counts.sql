-- Merges the table staging (text columns of the dataset, line int) into response_count. Without a revision the newest one is
-- meant. All options of a revision come in one import. Rows have passed check_response_counts.
-- No parameters. One row.
-- Row merged: inserted, revised (always 0), unchanged.

with staged as materialized (
    select r.observation, r.revision, s.option_value::int as option_value, s.count::int as count
    from staging s
    join tillit.observation o on o.indicator_version = s.indicator_version
         and o.area = s.area and o.period = s.period and o.respondent_group = coalesce(s.respondent_group, '_T')
         and o.sex = coalesce(s.sex, '_T') and o.age_band = coalesce(s.age_band, '_T')
    join tillit.observation_revision r on r.observation = o.id
         and case when s.revision is null then r.superseded_at is null else r.revision = s.revision::int end
), added as (
    insert into tillit.response_count (observation, revision, option_value, count)
    select observation, revision, option_value, count from staged
    on conflict (observation, revision, option_value) do nothing
    returning 1
)
select (select count(*) from added) as inserted, 0::bigint as revised,
       (select count(*) from staged) - (select count(*) from added) as unchanged;
