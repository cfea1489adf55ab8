-- Life tables of housing retention in an area and period, by indicator and group; members of the municipality only.
-- $1 area, $2 period. Result: indicator, indicator_version, respondent_group, revision, month, at_risk, exits, censored.
select o.indicator, o.indicator_version, o.respondent_group, r.revision, l.month, l.at_risk, l.exits, l.censored
from tillit.observation o
join tillit.observation_revision r on r.observation = o.id and r.superseded_at is null
join tillit.life_table_row l on l.observation = r.observation and l.revision = r.revision
where o.area = $1 and o.period = $2
order by o.indicator, o.respondent_group, o.sex, o.age_band, r.revision, l.month
