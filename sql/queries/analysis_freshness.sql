-- Series of a municipality and how fresh they are, the stalest first. $1 municipality.
-- Result: indicator, area, respondent_group, latest_period, months since it ended, freshness.
select s.indicator, s.area, s.respondent_group, s.latest_period,
       (extract(year from d.day) - extract(year from tillit.period_end(s.latest_period))) * 12
       + extract(month from d.day) - extract(month from tillit.period_end(s.latest_period)), s.freshness
from api.series s cross join (select $2::date as day) d
where s.municipality = $1 and s.sex = '_T' and s.age_band = '_T' and s.latest_period is not null
order by array_position(array['stale', 'aging', 'fresh'], s.freshness::text), s.indicator, s.area, s.respondent_group
