-- Process assessments of a plan, the newest of each step and relation. $1 plan, $2 the day. Result: respondent_group,
-- process_step, truster, trustee, mean, sd, n, id, whether the municipality is fictional; in order of group and step.
select distinct on (p.respondent_group, s.sort, p.truster, p.trustee)
       p.respondent_group, p.process_step, p.truster, p.trustee, p.mean, p.sd, p.n, p.id,
       exists (select from api.municipalities m where m.code = p.municipality and m.is_fictional)
from api.process_assessments p
join api.reference_codes s on s.list = 'process_step' and s.code = p.process_step
where p.plan = $1 and p.assessed_on <= $2::date
order by p.respondent_group, s.sort, p.truster, p.trustee, p.assessed_on desc
