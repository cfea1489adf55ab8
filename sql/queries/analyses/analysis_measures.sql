-- The measures of an evaluation, confirmatory ones first. $1 evaluation.
-- Row measure: indicator, respondent_group, role, sampling, unit.
select m ->> 'indicator' as indicator, m ->> 'respondent_group' as respondent_group, m ->> 'role' as role, m ->> 'sampling' as sampling,
       i.unit
from api.evaluations e cross join jsonb_array_elements(e.measures) as m
join api.indicators i on i.code = m ->> 'indicator'
where e.code = $1
order by m ->> 'role', m ->> 'indicator', m ->> 'respondent_group'
