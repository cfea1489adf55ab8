-- Targets of goals.

create view api.targets as
select t.code, t.municipality, t.indicator, t.area, t.respondent_group, t.target, t.target_low, t.target_high,
       t.target_date, t.decided_by, t.baseline_period, t.baseline_revision,
       array(select g.code::text from tillit.goal g where g.targets @> array[t.code::text] order by 1) as goals,
       t.created_at, t.updated_at, t.row_version
from tillit.target t;
