-- Life tables of housing retention in an area and period, by indicator and group; members of the municipality only.
-- $1 area, $2 period, $3 as of, null for now.
-- Result: indicator, indicator_version, respondent_group, revision, month, at_risk, exits, censored, is_synthetic, release.
select o.indicator, o.indicator_version, o.respondent_group, r.revision, l.month, l.at_risk, l.exits, l.censored, r.is_synthetic, r.release
from tillit.observation o
join tillit.observation_revision r on r.observation = o.id
     and case when $3::timestamptz is null then r.superseded_at is null
              else r.recorded_at <= $3::timestamptz and (r.superseded_at is null or r.superseded_at > $3::timestamptz) end
join tillit.life_table_row l on l.observation = r.observation and l.revision = r.revision
where o.area = $1 and o.period = $2 and o.sex = '_T' and o.age_band = '_T'
order by o.indicator, o.respondent_group, r.revision, l.month
