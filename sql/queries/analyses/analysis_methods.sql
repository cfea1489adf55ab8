-- Evaluations that measure an indicator in a group, as the reader sees them. $1 indicator, $2 respondent group. $3 method of
-- involvement, $4 step of a case: null for all; of several methods one is enough.
-- Row candidate: evaluation, involvement_methods (with commas, or null), case_step (or null), design, before_period, after_period,
-- treated, members (that the reader sees, with commas, or null), direction (the indicator's), unit.
select e.code as evaluation, nullif(array_to_string(e.involvement_methods, ','), '') as involvement_methods, e.case_step, e.design,
       e.before_period, e.after_period, p.treated, p.members, i.direction, i.unit
from api.evaluations e
join api.indicators i on i.code = $1
cross join lateral (
    select string_agg(m ->> 'municipality', ',' order by m ->> 'municipality') filter (where m ->> 'arm' = 'treated') as treated,
           string_agg(m ->> 'municipality', ',' order by m ->> 'municipality') as members
    from jsonb_array_elements(e.members) as m) as p
where exists (select from jsonb_array_elements(e.measures) as m where m ->> 'indicator' = $1 and m ->> 'respondent_group' = $2)
  and ($3::text is null or $3 = any (e.involvement_methods))
  and ($4::text is null or e.case_step = $4)
order by e.code
