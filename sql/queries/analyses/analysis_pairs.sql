-- Paired tables that the connection may read: of an evaluation, else of an area, indicator, group and two periods.
-- $1 evaluation; $2 municipality, $3 indicator, $4 period before, $5 period after where it is null.
-- Tables of few persons are left out, and those where few answered once, before or after: from them and the figures of the two waves
-- follows what the latter's answers sum to less those of the former; how many did, these figures tell as well as the table.
-- is_told: whether the asker may be told the table itself, from which it follows otherwise.
-- Row pair: municipality, indicator, respondent_group, n_pairs, mean_before, sd_before, mean_after, sd_after, correlation,
-- yes_yes, yes_no, no_yes, no_no, n_before_only, n_after_only, is_fictional (the municipality), is_told.
select t.municipality, t.indicator, t.respondent_group, t.n_pairs, t.mean_before, t.sd_before, t.mean_after, t.sd_after,
       t.correlation, t.yes_yes, t.yes_no, t.no_yes, t.no_no, t.n_before_only, t.n_after_only,
       exists (select from tillit.municipality m where m.code = t.municipality and m.is_fictional) as is_fictional,
       tillit.sees_reasons(t.municipality)
       or not tillit.is_few(t.n_before_only, t.respondent_group) and not tillit.is_few(t.n_after_only, t.respondent_group) as is_told
from tillit.paired_table t
join tillit.evaluation e on e.code = t.evaluation
where case when $1::text is not null then t.evaluation = $1
           else t.municipality = $2 and t.indicator = $3 and e.before_period = $4 and e.after_period = $5 end
  and not tillit.is_few(t.n_pairs, t.respondent_group)
  and not tillit.is_few(coalesce(t.n_before_only, 0) + coalesce(t.n_after_only, 0), t.respondent_group)
  and not exists (
      select from tillit.observation b
      join tillit.observation_revision br on br.observation = b.id
      join tillit.observation a on (a.area, a.indicator, a.respondent_group, a.sex, a.age_band) = (b.area, b.indicator, b.respondent_group, b.sex, b.age_band)
                                   and a.period = e.after_period
      join tillit.observation_revision ar on ar.observation = a.id
      where (b.area, b.indicator, b.respondent_group, b.sex, b.age_band, b.period)
            = (t.municipality, t.indicator, t.respondent_group, '_T', '_T', e.before_period)
        and tillit.is_few(br.n_valid + ar.n_valid - 2 * t.n_pairs, t.respondent_group))
order by t.municipality, t.indicator, t.respondent_group, t.evaluation
