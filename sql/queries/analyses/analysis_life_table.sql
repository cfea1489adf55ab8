-- Life tables of housing retention in an area and period, by indicator and group; members of the municipality only, and no
-- number of one that the asker may not be told (tillit.tells_revision), nor of few entrants.
-- $1 area, $2 period, $3 as of, null for now.
-- Row life_table: indicator, indicator_version, respondent_group, revision, month, at_risk, exits, censored, is_synthetic,
-- release, is_told.
select o.indicator, o.indicator_version, o.respondent_group, r.revision, l.month, case when h.is_told then l.at_risk end as at_risk,
       case when h.is_told then l.exits end as exits, case when h.is_told then l.censored end as censored, r.is_synthetic, r.release, h.is_told
from tillit.observation o
join tillit.observation_revision r on r.observation = o.id
     and case when $3::timestamptz is null then r.superseded_at is null
              else r.recorded_at <= $3::timestamptz and (r.superseded_at is null or r.superseded_at > $3::timestamptz) end
cross join lateral (
    select max(e.at_risk) as entrants from tillit.life_table_row e where e.observation = r.observation and e.revision = r.revision) e
cross join lateral (
    select tillit.tells_revision(r.observation, r.revision, e.entrants, o.respondent_group)
           and not tillit.is_few(e.entrants, o.respondent_group) as is_told) h
join tillit.life_table_row l on l.observation = r.observation and l.revision = r.revision
where o.area = $1 and o.period = $2 and o.sex = '_T' and o.age_band = '_T' and e.entrants is not null
order by o.indicator, o.respondent_group, r.revision, l.month
