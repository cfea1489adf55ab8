-- Which rows of the table staging (see import_observations) are of observations that are stored: their column `observation`
-- names them, so that no later statement has to look for them by their codes. No parameters. Result: none.

update staging s
set observation = o.id::text
from tillit.observation o
where o.indicator_version = s.indicator_version and o.area = s.area and o.period = s.period
  and o.respondent_group = coalesce(s.respondent_group, '_T') and o.sex = coalesce(s.sex, '_T') and o.age_band = coalesce(s.age_band, '_T');
