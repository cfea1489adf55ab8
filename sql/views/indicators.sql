-- Indicators. active_version is the code of the newest version in force, null before the first one's time.

create view api.indicators as
select t.code, t.owner, t.municipality, t.kind, t.trust_form, t.trusters, t.trustee, t.focus_areas, t.driver,
       t.inside_out_level, t.name_sv, t.name_da, t.name_en, t.description_sv, t.description_da,
       t.description_en, t.unit, t.decimals, t.direction, t.freq, t.publication_lag_months, t.goalpost_low,
       t.goalpost_high, t.state, t.external_ids,
       (select v.code from tillit.active_version v where v.indicator = t.code) as active_version,
       t.created_at, t.updated_at, t.row_version
from tillit.indicator t;
