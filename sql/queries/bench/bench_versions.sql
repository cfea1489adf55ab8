-- Generated set: the one version of each indicator.
-- $1 how many indicators. Result: none.
insert into tillit.indicator_version (code, indicator, owner, version, statistic, scale, success_options, definition_sv, definition_da,
                                      definition_en, source, valid_from)
select 'bi-' || 100 + n || '-v1', 'bi-' || 100 + n, 'shared', 1, 'share', 'rs_4_good', '{3,4}', 'Andel som valt 3 eller 4.',
       'Andel der valgte 3 eller 4.', 'Share who chose 3 or 4.', 'bench-source', '2000-01-01'
from generate_series(1, $1::int) n;
