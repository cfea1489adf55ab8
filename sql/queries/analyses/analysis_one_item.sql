-- The newest distribution of answers of an area (of the periods that have begun, as everywhere) to an item whose version has bands (domain.md A3 ii), revisions in force at a
-- time; members of its municipality only, and a reader gets no count of one that he may not be told (tillit.tells_revision).
-- Trust in institutions comes first, since that is what two items measure.
-- $1 area, $2 period or null for the newest, $3 respondent group or null, $4 the day, $5 as of, null for now. A row per option.
-- Row answers: indicator, area, period, respondent_group, sex, age_band, trust_yes_harm_no, trust_yes_harm_yes,
-- trust_no_harm_no, trust_no_harm_yes, banding, option_value, count, is_synthetic, indicator_version, revision, release,
-- is_told.
select f.indicator, f.area, f.period, f.respondent_group, f.sex, f.age_band, null as trust_yes_harm_no, null as trust_yes_harm_yes,
       null as trust_no_harm_no, null as trust_no_harm_yes,
       f.banding, c.option_value, case when h.is_told then c.count end as count, f.is_synthetic, f.indicator_version, f.revision, f.release, h.is_told
from (select o.*, r.observation, r.revision, r.is_synthetic, r.release, r.n_valid, v.banding
      from tillit.observation o
      join tillit.observation_revision r on r.observation = o.id
           and case when $5::timestamptz is null then r.superseded_at is null
                    else r.recorded_at <= $5::timestamptz and (r.superseded_at is null or r.superseded_at > $5::timestamptz) end
      join tillit.indicator_version v on v.code = o.indicator_version and v.banding is not null
      join tillit.indicator i on i.code = o.indicator and i.kind = 'trust'
      where o.area = $1 and ($2::text is null or o.period = $2) and ($3::text is null or o.respondent_group = $3)
        and o.period_start <= $4::date and o.sex = '_T' and o.age_band = '_T'
        and exists (select from tillit.response_count x where x.observation = r.observation and x.revision = r.revision)
      order by o.period_end desc, o.period desc, i.trust_form <> 'institutional', o.indicator, o.respondent_group
      limit 1) f
cross join lateral (select tillit.tells_revision(f.observation, f.revision, f.n_valid, f.respondent_group) as is_told) h
join tillit.response_count c on c.observation = f.observation and c.revision = f.revision
order by c.option_value
