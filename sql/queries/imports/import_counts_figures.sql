-- The figures that the response counts of the table staging make by themselves: of shares and means of one statement whose
-- observation is not there. Value, n_valid, x and sd follow from the counts; source and wave from the one survey wave of the
-- municipality that uses the version's source and was in the field in the period, else the source is the version's.
-- No parameters. In order of the first line of each.
-- Row made_figure: line, indicator_version, area, period, respondent_group, sex, age_band, value, n_valid, x, sd, source,
-- survey_wave, is_synthetic (as all figures of that source are).

with counted as (
    select min(s.line) as line, s.indicator_version, s.area, s.period, coalesce(s.respondent_group, '_T') as respondent_group,
           coalesce(s.sex, '_T') as sex, coalesce(s.age_band, '_T') as age_band, sum(s.count::bigint) as n,
           sum(s.count::bigint) filter (where s.option_value::int = any (v.success_options)) as x,
           sum(s.count::bigint * s.option_value::int) as total, sum(s.count::bigint * s.option_value::int * s.option_value::int) as squares
    from staging s
    join tillit.indicator_version v on v.code = s.indicator_version and v.statistic in ('share', 'mean') and coalesce(v.items, 1) = 1
    where s.revision is null or s.revision::int = 1
    group by s.indicator_version, s.area, s.period, 5, 6, 7
), missing as (
    select c.*, a.owner, v.source, v.statistic, i.decimals, i.unit
    from counted c
    join tillit.area a on a.code = c.area and tillit.sees(a.owner)
    join tillit.indicator_version v on v.code = c.indicator_version
    join tillit.indicator i on i.code = v.indicator
    where c.n > 0
      and not exists (select from tillit.observation o
                      where (o.indicator_version, o.area, o.period, o.respondent_group, o.sex, o.age_band)
                            = (c.indicator_version, c.area, c.period, c.respondent_group, c.sex, c.age_band))
)
select m.line, m.indicator_version, m.area, m.period, m.respondent_group, m.sex, m.age_band,
       case when m.statistic = 'mean' then round(m.total::numeric / m.n, m.decimals)
            else round(case when m.unit = 'pct' then 100 else 1 end * coalesce(m.x, 0)::numeric / m.n, m.decimals) end as value,
       m.n as n_valid, case when m.statistic = 'share' then coalesce(m.x, 0) end as x,
       case when m.statistic = 'mean' and m.n > 1
            then round(sqrt(greatest(0, (m.squares - m.total::numeric * m.total / m.n) / (m.n - 1))), 6) end as sd,
       coalesce(w.source, m.source) as source, w.survey_wave,
       tillit.is_source_synthetic(coalesce(w.source, m.source))::text as is_synthetic
from missing m
cross join lateral tillit.only_wave(m.owner, m.source, m.period) w
order by m.line;
