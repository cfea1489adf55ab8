-- The newest two-item table of an area (domain.md A3) that the reader may see: members of its municipality only.
-- $1 area, $2 period or null for the newest, $3 respondent group or null, $4 the day. Result: at most one row: the table, whether
-- the municipality is fictional.
select t.indicator, t.area, t.period, t.respondent_group, t.sex, t.age_band,
       t.trust_yes_harm_no, t.trust_yes_harm_yes, t.trust_no_harm_no, t.trust_no_harm_yes,
       exists (select from tillit.municipality m where m.code = t.owner and m.is_fictional)
from tillit.two_item_table t
where t.area = $1 and ($2::text is null or t.period = $2) and ($3::text is null or t.respondent_group = $3)
  and tillit.period_end(t.period) <= $4::date and t.sex = '_T' and t.age_band = '_T'
order by tillit.period_end(t.period) desc, t.period desc, t.respondent_group, t.indicator
limit 1
