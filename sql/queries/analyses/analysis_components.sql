-- The components of an index, by its version in force. $1 index.
-- Row component: indicator, weight.
select c ->> 'indicator' as indicator, c ->> 'weight' as weight
from api.indicator_versions v cross join jsonb_array_elements(v.components) as c
where v.indicator = $1 and v.statistic = 'index'
  and v.version = (select max(w.version) from api.indicator_versions w where w.indicator = v.indicator)
order by 1
