-- Chain assessments of a plan from the top down, the newest of each level. A level of few answers counts for the reach, and its
-- figures are not to be shown to anybody (domain.md A12). $1 plan, $2 the day.
-- Row chain: governance_level, respondent_group, n_respondents, n_stated, n_known, n_practised, n_experienced, id,
-- is_fictional, is_few.
select governance_level, respondent_group, n_respondents, n_stated, n_known, n_practised, n_experienced, id,
       exists (select from api.municipalities m where m.code = newest.municipality and m.is_fictional) as is_fictional,
       tillit.tells_few(assessment) as is_few
from (select distinct on (s.sort) s.sort, c as assessment, c.*
      from tillit.chain_assessment c
      join api.reference_codes s on s.list = 'governance_level' and s.code = c.governance_level
      where c.plan = $1 and c.assessed_on <= $2::date
      order by s.sort, c.assessed_on desc, c.id desc) newest
order by sort
