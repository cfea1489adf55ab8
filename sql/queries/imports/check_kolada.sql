-- Figures of the table staging (see import_kolada_figures) whose kpi no indicator names among its external_ids, as of the system
-- kolada, or kolada-moe95 for its margin of error.
-- $1 int: how many faults to return.
-- Row fault: line, column, code, detail (an argument for the message), total.
select s.line, 'kpi' as "column", 'unknown_code' as code, s.kpi as detail, count(*) over () as total
from staging s
where s.period is not null
  and not exists (select from tillit.indicator i cross join lateral jsonb_array_elements(i.external_ids) as x (value)
                  where x.value ->> 'system' in ('kolada', 'kolada-moe95') and x.value ->> 'id' = s.kpi)
order by s.line
limit $1;
