-- Chain assessments of a plan from the top down, the newest of each level. $1 plan, $2 the day.
-- Result: governance_level, respondent_group, n_respondents, n_stated, n_known, n_practised, n_experienced, id, fictional.
select governance_level, respondent_group, n_respondents, n_stated, n_known, n_practised, n_experienced, id,
       exists (select from api.municipalities m where m.code = newest.municipality and m.is_fictional)
from (select distinct on (s.sort) s.sort, c.*
      from api.chain_assessments c
      join api.reference_codes s on s.list = 'governance_level' and s.code = c.governance_level
      where c.plan = $1 and c.assessed_on <= $2::date
      order by s.sort, c.assessed_on desc) newest
order by sort
