-- Publication, after step 5: keeps what the classes rest on (domain.md A3) of the figures that the release shows beyond the
-- owner's members: the two-item table as it stands, unless its other item is hidden, else the distribution of the one item.
-- $1 release (text), $2 published_at (timestamptz). Result: none.

insert into tillit.published_class (
    observation, audience, published_at, owner, basis, harm_indicator, trust_yes_harm_no, trust_yes_harm_yes, trust_no_harm_no,
    trust_no_harm_yes, banding, options, counts, publish_class, is_synthetic)
select p.observation, p.audience, p.published_at, p.owner,
       case when t.harm_indicator is not null then 'two_item' else 'single_item_proxy' end,
       t.harm_indicator, t.trust_yes_harm_no, t.trust_yes_harm_yes, t.trust_no_harm_no, t.trust_no_harm_yes,
       case when t.harm_indicator is null then v.banding end, d.options, d.counts, a.publish_class,
       p.is_synthetic or t.harm_indicator is not null
       and tillit.is_table_invented(p.owner, t.indicator, t.harm_indicator, p.area, p.period, p.respondent_group, p.sex, p.age_band, null)
from tillit.published_cell p
join tillit.indicator i on i.code = p.indicator and i.kind = 'trust'
join tillit.indicator_version v on v.code = p.indicator_version
join tillit.area a on a.code = p.area
left join lateral (
    select t.* from tillit.two_item_revision t
    where (t.area, t.respondent_group, t.period, t.indicator, t.sex, t.age_band) = (p.area, p.respondent_group, p.period, p.indicator, '_T', '_T')
      and t.superseded_at is null
      and not exists (select from tillit.observation o
                      join tillit.observation_revision r on r.observation = o.id and r.superseded_at is null
                      left join tillit.release_cell c on c.release = r.release and c.observation = r.observation and c.revision = r.revision
                      where (o.indicator, o.area, o.period, o.respondent_group, o.sex, o.age_band)
                            = (t.harm_indicator, p.area, p.period, p.respondent_group, '_T', '_T')
                        and (c.conf_status <> 'F' or r.conf_status in ('N', 'C')))
    order by t.harm_indicator limit 1) t on true
left join lateral (
    select array_agg(c.option_value order by c.option_value) as options, array_agg(c.count order by c.option_value) as counts
    from tillit.response_count c
    where t.harm_indicator is null and v.banding is not null and c.observation = p.observation and c.revision = p.revision) d on true
where p.release = $1 and p.published_at = $2::timestamptz and p.audience in ('public', 'partners')
  and p.conf_status = 'F' and p.value is not null and p.sex = '_T' and p.age_band = '_T'
  and num_nonnulls(t.harm_indicator, d.options) > 0;
