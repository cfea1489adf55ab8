-- Kpis of the table staging (see import_kolada_figures) that are called otherwise than the indicator which names them.
-- $1 int: how many to return.
-- Row warned: line, column, total.
select s.line, 'title' as "column", count(*) over () as total
from staging s
join tillit.indicator i
     on exists (select from jsonb_array_elements(i.external_ids) as x (value)
                where x.value ->> 'system' = 'kolada' and x.value ->> 'id' = s.kpi)
where s.title is not null and s.title <> i.name_sv
order by s.line
limit $1;
