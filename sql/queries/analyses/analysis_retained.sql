-- Indicators of housing retention with figures in an area and period. $1 area, $2 period.
-- Row retained: indicator.
select distinct v.indicator from api.observations v
join api.indicator_versions iv on iv.code = v.indicator_version
where v.area = $1 and v.period = $2 and iv.statistic = 'kaplan_meier' and v.is_current
order by 1
