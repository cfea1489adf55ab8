-- What the newest published class of an area rests on (domain.md A3), two items before one; for a connection of the operator's,
-- which judges what is told of it. Where a later figure of the series is hidden from the asker, the older class is not told.
-- $1 area, $2 period or null for the newest, $3 respondent group or null, $4 the day, $5 as of, null for now; $6 the asker's
-- municipality or null. One row, of one item (which has a banding) a row per option.
-- Row answers: indicator, area, period, respondent_group, sex, age_band, trust_yes_harm_no, trust_yes_harm_yes,
-- trust_no_harm_no, trust_no_harm_yes, banding, option_value, count, is_synthetic, indicator_version, revision, release,
-- is_told.
with visible as (
    select p.*
    from tillit.published_cell p
    where p.area = $1 and ($3::text is null or p.respondent_group = $3) and p.sex = '_T' and p.age_band = '_T'
      and p.period_start <= $4::date and p.published_at <= now() and (p.retracted_at is null or p.retracted_at > now())
      and case when $5::timestamptz is null then p.replaced_at is null or p.replaced_at > now()
               else p.published_at <= $5::timestamptz and (p.replaced_at is null or p.replaced_at > $5::timestamptz) end
      and (p.audience = 'public'
           or p.audience = 'partners' and p.release in (select f.release from tillit.partner_releases($6) f))
), newest as (
    select v.indicator, v.area, v.period, v.period_end, v.respondent_group, v.sex, v.age_band, v.indicator_version, v.revision, v.release, c.*
    from visible v
    join tillit.published_class c on (c.observation, c.audience, c.published_at) = (v.observation, v.audience, v.published_at)
    join tillit.indicator i on i.code = v.indicator
    where $2::text is null or v.period = $2
    order by c.basis = 'two_item' desc, v.period_end desc, v.period desc, c.basis <> 'two_item' and i.trust_form <> 'institutional',
             case c.basis when 'two_item' then v.respondent_group end, v.indicator, v.respondent_group, v.published_at desc
    limit 1
)
select n.indicator, n.area, n.period, n.respondent_group, n.sex, n.age_band,
       n.trust_yes_harm_no, n.trust_yes_harm_yes, n.trust_no_harm_no, n.trust_no_harm_yes, n.banding, d.option_value, d.count,
       n.is_synthetic, n.indicator_version, n.revision, n.release,
       (a.area_type in ('country', 'region', 'peer_group', 'municipality') or n.publish_class)
       and ($2::text is not null
            or not exists (select from visible v
                           where v.indicator = n.indicator and v.respondent_group = n.respondent_group
                             and v.period_end > n.period_end and v.conf_status = 'C')) as is_told
from newest n
join tillit.area a on a.code = n.area
left join lateral unnest(n.options, n.counts) as d (option_value, count) on true
order by d.option_value
