-- Paired tables that the connection may read: of an evaluation, else of an area, indicator, group and two periods.
-- $1 evaluation; $2 municipality, $3 indicator, $4 period before, $5 period after where it is null.
-- Result: municipality, indicator, respondent_group, n_pairs, mean_before, sd_before, mean_after, sd_after, correlation,
-- yes_yes, yes_no, no_yes, no_no, n_before_only, n_after_only, whether the municipality is fictional.
select t.municipality, t.indicator, t.respondent_group, t.n_pairs, t.mean_before, t.sd_before, t.mean_after, t.sd_after,
       t.correlation, t.yes_yes, t.yes_no, t.no_yes, t.no_no, t.n_before_only, t.n_after_only,
       exists (select from tillit.municipality m where m.code = t.municipality and m.is_fictional)
from tillit.paired_table t
join tillit.evaluation e on e.code = t.evaluation
where case when $1::text is not null then t.evaluation = $1
           else t.municipality = $2 and t.indicator = $3 and e.before_period = $4 and e.after_period = $5 end
order by t.municipality, t.indicator, t.respondent_group, t.evaluation
