-- The newest two-item table of an area (domain.md A3), for members of its municipality; a reader gets no count of one that he
-- may not be told (tillit.tells_answers).
-- $1 area, $2 period or null for the newest, $3 respondent group or null, $4 the day, $5 as of, null for now. At most one row.
-- Row answers: indicator, area, period, respondent_group, sex, age_band, trust_yes_harm_no, trust_yes_harm_yes,
-- trust_no_harm_no, trust_no_harm_yes, banding, option_value, count, is_synthetic, indicator_version, revision, release,
-- is_told.
select t.indicator, t.area, t.period, t.respondent_group, t.sex, t.age_band,
       case when h.is_told then t.trust_yes_harm_no end as trust_yes_harm_no, case when h.is_told then t.trust_yes_harm_yes end as trust_yes_harm_yes,
       case when h.is_told then t.trust_no_harm_no end as trust_no_harm_no, case when h.is_told then t.trust_no_harm_yes end as trust_no_harm_yes,
       null as banding, null as option_value, null as count,
       tillit.is_table_invented(t.owner, t.indicator, t.harm_indicator, t.area, t.period, t.respondent_group, t.sex, t.age_band,
                                $5::timestamptz) as is_synthetic,
       null as indicator_version, null as revision, null as release, h.is_told
from (select t.*
      from tillit.two_item_revision t
      where t.area = $1 and ($2::text is null or t.period = $2) and ($3::text is null or t.respondent_group = $3)
        and tillit.period_start(t.period) <= $4::date and t.sex = '_T' and t.age_band = '_T'
        and case when $5::timestamptz is null then t.superseded_at is null
                 else t.recorded_at <= $5::timestamptz and (t.superseded_at is null or t.superseded_at > $5::timestamptz) end
      order by tillit.period_end(t.period) desc, t.period desc, t.respondent_group, t.indicator, t.harm_indicator
      limit 1) t
cross join lateral (
    select tillit.tells_answers(t.owner, t.indicator, t.harm_indicator, t.area, t.period, t.respondent_group, t.sex, t.age_band,
                                t.trust_yes_harm_no::bigint + t.trust_yes_harm_yes + t.trust_no_harm_no + t.trust_no_harm_yes,
                                $5::timestamptz) as is_told) h
