-- The figures that Kolada's values in the table staging are, under the lines that these stand on. Columns of staging: kpi,
-- title (of a kpi; the others are null), area, period (a year), sex, value, status, members (how many municipalities a mean is
-- of), is_deleted. The indicator is the one that names the kpi among its external_ids, system kolada, the group its first truster;
-- the margin of error is the value of the kpi that it names as kolada-moe95. What is deleted takes the figure back, where there is one. Why Kolada has
-- no value, and how many a mean is of, becomes the note: what is hidden is for a release to say.
-- No parameters. In the order of the file.
-- Row kolada_figure: line, indicator, area, period, respondent_group, sex, value, moe95, obs_status, reason, note.
with named as materialized (
    select i.code as indicator, i.decimals, coalesce(i.trusters[1], '_T') as respondent_group, x.value ->> 'system' as system, x.value ->> 'id' as kpi
    from tillit.indicator i
    cross join lateral jsonb_array_elements(i.external_ids) as x (value)
    where x.value ->> 'system' in ('kolada', 'kolada-moe95')
), margins as materialized (
    select n.indicator, s.area, s.period, s.sex, max(s.value) as moe95
    from staging s
    join named n on n.kpi = s.kpi and n.system = 'kolada-moe95'
    where s.value is not null and s.is_deleted = 'false'
    group by n.indicator, s.area, s.period, s.sex
)
select s.line, n.indicator, s.area, s.period, n.respondent_group, s.sex,
       case when s.is_deleted = 'false' then round(s.value::numeric, n.decimals) end as value,
       case when s.is_deleted = 'false' and s.value is not null then round(m.moe95::numeric, 6) end as moe95,
       case when s.is_deleted = 'true' then 'M'
            when s.value is null then 'O' end as obs_status,
       case when s.is_deleted = 'true' then 'retracted' end as reason,
       case when s.is_deleted = 'true' then null
            when s.value is null then nullif(s.status, '')
            when s.members not in ('0', '1') then 'count ' || s.members end as note
from staging s
join named n on n.kpi = s.kpi and n.system = 'kolada'
left join margins m on m.indicator = n.indicator and m.area = s.area and m.period = s.period and m.sex = s.sex
where s.period is not null
  and (s.is_deleted = 'false'
       or exists (select from tillit.active_version v
                  join tillit.observation o on o.indicator_version = v.code
                  where v.indicator = n.indicator
                    and (o.area, o.period, o.respondent_group, o.sex, o.age_band) = (s.area, s.period, n.respondent_group, s.sex, '_T')))
order by s.line;
