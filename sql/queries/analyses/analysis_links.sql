-- Process assessments of a plan, the newest of each step and relation; of few answers no figure, whoever asks. $1 plan, $2 the day.
-- In order of group and step.
-- Row link: respondent_group, process_step, truster, trustee, mean, sd, n, id, is_fictional (the municipality).
select n.respondent_group, n.process_step, n.truster, n.trustee, case when h.is_told then n.mean end as mean, case when h.is_told then n.sd end as sd,
       case when h.is_told then n.n end as n, n.id, exists (select from api.municipalities m where m.code = n.municipality and m.is_fictional) as is_fictional
from (select distinct on (p.respondent_group, s.sort, p.truster, p.trustee) s.sort, p as assessment, p.*
      from tillit.process_assessment p
      join api.reference_codes s on s.list = 'process_step' and s.code = p.process_step
      where p.plan = $1 and p.assessed_on <= $2::date
      order by p.respondent_group, s.sort, p.truster, p.trustee, p.assessed_on desc, p.id desc) n
cross join lateral (select not tillit.tells_few(n.assessment) as is_told) h
order by n.respondent_group, n.sort, n.truster, n.trustee
