-- Generated set: a source, five focus areas, indicators bi-101 ... of all kinds, and a release for each of twenty years.
-- $1 how many indicators. Result: none.
with focus_areas as (
    insert into tillit.focus_area (code, sort, name_sv, name_da, name_en)
    select 'fa-bench-' || n, n, 'Område ' || n, 'Område ' || n, 'Area ' || n from generate_series(1, 5) n
), sources as (
    insert into tillit.source (code, name, provider, collection, mode)
    values ('bench-source', 'Påhittad enkät', 'Tillit bench-data', 'probability_sample', 'mixed')
), releases as (
    insert into tillit.release (code, owner, title, audience)
    select 'rel-bench-' || y, 'shared', 'Siffror för ' || y, 'public' from generate_series(2005, 2024) y
)
insert into tillit.indicator (code, kind, trust_form, trusters, trustee, focus_areas, inside_out_level, name_sv, name_da, name_en, unit,
                              decimals, direction, freq, publication_lag_months, goalpost_low, goalpost_high, state)
select 'bi-' || 100 + n, k.kind, case when k.is_trust then (array['institutional', 'interpersonal', 'social', 'local'])[1 + n % 4] end,
       '{resident,employee}', case when k.is_trust then 'municipality' end, array['fa-bench-' || 1 + n % 5],
       (array['all_levels', 'values', 'conduct', 'competence'])[1 + n % 4], 'Indikator ' || n, 'Indikator ' || n, 'Indicator ' || n,
       'pct', 1, case k.kind when 'mistrust' then 'down' when 'context' then 'none' else 'up' end, 'A', 3, 0, 100, 'active'
from generate_series(1, $1::int) n
cross join lateral (select (array['trust', 'mistrust', 'condition', 'process', 'outcome', 'context'])[1 + n % 6] as kind, n % 6 < 2 as is_trust) k;
