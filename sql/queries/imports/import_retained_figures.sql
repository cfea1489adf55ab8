-- The figures that the life tables of the table staging make by themselves: of versions that say which month they are about, whose
-- observation is not there, where somebody was followed that long. Source and wave as those of response counts.
-- No parameters. In order of the first line of each.
-- Row retained_figure: line, indicator_version, area, period, respondent_group, sex, age_band, value, n_valid, se, ci_low, ci_high,
-- source, survey_wave, is_synthetic (as all figures of that source are).

with counted as (
    select min(s.line) as line, s.indicator_version, s.area, s.period, coalesce(s.respondent_group, '_T') as respondent_group,
           coalesce(s.sex, '_T') as sex, coalesce(s.age_band, '_T') as age_band, max(s.at_risk::int) as entrants, max(s.month::int) as followed,
           v.horizon_months, v.source, i.decimals, case when i.unit = 'pct' then 100 else 1 end as unit,
           array_agg(s.at_risk::int) filter (where s.month::int <= v.horizon_months) as at_risk,
           array_agg(s.exits::int) filter (where s.month::int <= v.horizon_months) as exits
    from staging s
    join tillit.indicator_version v on v.code = s.indicator_version and v.horizon_months is not null
    join tillit.indicator i on i.code = v.indicator
    where s.revision is null or s.revision::int = 1
    group by s.indicator_version, s.area, s.period, 5, 6, 7, v.horizon_months, v.source, i.decimals, i.unit
), missing as (
    select c.*, a.owner
    from counted c
    join tillit.area a on a.code = c.area and tillit.sees(a.owner)
    where c.followed >= c.horizon_months and c.entrants > 0
      and not exists (select from tillit.observation o
                      where (o.indicator_version, o.area, o.period, o.respondent_group, o.sex, o.age_band)
                            = (c.indicator_version, c.area, c.period, c.respondent_group, c.sex, c.age_band))
)
select m.line, m.indicator_version, m.area, m.period, m.respondent_group, m.sex, m.age_band,
       round((m.unit * k.s)::numeric, m.decimals) as value, m.entrants as n_valid, m.unit * k.se as se, m.unit * k.low as ci_low,
       m.unit * k.high as ci_high, coalesce(w.source, m.source) as source, w.survey_wave,
       tillit.is_source_synthetic(coalesce(w.source, m.source))::text as is_synthetic
from missing m
cross join lateral tillit.retention(m.at_risk, m.exits) k
cross join lateral tillit.only_wave(m.owner, m.source, m.period) w
order by m.line;
