-- Series of a municipality and how fresh they are (domain.md 2.5), the stalest first. $1 municipality, $2 the day, $3 as of,
-- null for now.
-- Row freshness: indicator, area, respondent_group, period (the newest), age (months since it ended; 0 while it has not), freshness,
-- is_synthetic.
with newest as (
    select distinct on (v.indicator, v.area, v.respondent_group) v.indicator, v.area, v.respondent_group, v.period, v.period_end, v.is_synthetic
    from api.observations v
    where v.municipality = $1 and v.area = any (array(select a.code::text from api.areas a where a.municipality = $1)) -- by the area there is an index
      and v.is_current and v.sex = '_T' and v.age_band = '_T' and v.value is not null and v.period_start <= $2::date
      and case when $3::timestamptz is null then v.replaced_at is null
               else v.published_at <= $3::timestamptz and (v.replaced_at is null or v.replaced_at > $3::timestamptz) end
    order by v.indicator, v.area, v.respondent_group, v.period_end desc, v.period_start desc
), judged as (
    select n.*, greatest((extract(year from $2::date) - extract(year from n.period_end)) * 12
                         + extract(month from $2::date) - extract(month from n.period_end), 0) as age,
           api.freshness(i.freq, i.publication_lag_months, n.period_end, $2::date) as freshness
    from newest n join api.indicators i on i.code = n.indicator
)
select indicator, area, respondent_group, period, age, freshness, is_synthetic
from judged
order by array_position(array['stale', 'aging', 'fresh'], freshness), indicator, area, respondent_group
