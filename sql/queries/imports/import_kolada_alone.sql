-- Margins of error of the table staging (see import_kolada_figures) whose figure is not in the file.
-- $1 int: how many to return.
-- Row warned: line, column, total.
with named as materialized (
    select i.code as indicator, x.value ->> 'system' as system, x.value ->> 'id' as kpi
    from tillit.indicator i
    cross join lateral jsonb_array_elements(i.external_ids) as x (value)
    where x.value ->> 'system' in ('kolada', 'kolada-moe95')
)
select m.line, 'kpi' as "column", count(*) over () as total
from staging m
join named n on n.kpi = m.kpi and n.system = 'kolada-moe95'
where m.period is not null
  and not exists (select from staging s
                  join named f on f.kpi = s.kpi and f.system = 'kolada' and f.indicator = n.indicator
                  where s.area = m.area and s.period = m.period and s.sex = m.sex)
order by m.line
limit $1;
