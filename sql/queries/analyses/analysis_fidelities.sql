-- The items of a plan's assessments of a model, of each rater's role the newest assessment. $1 plan, $2 model, $3 the day.
-- Row item: code, rater, assessed_on, n_raters, scale_low, scale_high, principle, score, is_fictional.
select a.code, a.rater, a.assessed_on, a.n_raters, a.scale_low, a.scale_high, i.principle, i.score,
       exists (select from api.municipalities m where m.code = a.municipality and m.is_fictional) as is_fictional
from (select distinct on (f.rater) f.*
      from api.fidelity_assessments f
      where f.plan = $1 and f.model = $2 and f.assessed_on <= $3::date
      order by f.rater, f.assessed_on desc, f.code) a
cross join lateral jsonb_to_recordset(a.items) as i (principle text, score numeric)
join api.reference_codes p on p.list = 'fidelity_principle' and p.code = i.principle
order by a.rater, p.sort
