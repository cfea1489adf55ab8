-- What an import of figures must know about each indicator version, so that no row needs a query.
-- No parameters. Result, ordered by indicator and version: code, indicator, active (the newest version in force), statistic,
-- scale_low, scale_high, items, source, unit, unit_low, unit_high, decimals, freq, trusters (a|b).
select v.code, v.indicator,
       exists (select from tillit.active_version a where a.code = v.code) as active,
       v.statistic, tillit.scale_low(v.scale), tillit.scale_high(v.scale), coalesce(v.items, 1), v.source, i.unit,
       tillit.unit_low(i.unit), tillit.unit_high(i.unit), i.decimals, i.freq, array_to_string(i.trusters, '|')
from tillit.indicator_version v
join tillit.indicator i on i.code = v.indicator
order by v.indicator, v.version;
