-- What an import of figures must know about each indicator version, so that no row needs a query.
-- No parameters. In order of indicator and version.
-- Row catalogue: code, indicator, is_active (the newest version in force), statistic, scale_low, scale_high, items, source,
-- unit, unit_low, unit_high, decimals, freq, trusters (a|b).
select v.code, v.indicator,
       exists (select from tillit.active_version a where a.code = v.code) as is_active,
       v.statistic, tillit.scale_low(v.scale) as scale_low, tillit.scale_high(v.scale) as scale_high,
       coalesce(v.items, 1) as items, v.source, i.unit,
       tillit.unit_low(i.unit) as unit_low, tillit.unit_high(i.unit) as unit_high, i.decimals, i.freq,
       array_to_string(i.trusters, '|') as trusters
from tillit.indicator_version v
join tillit.indicator i on i.code = v.indicator
order by v.indicator, v.version;
