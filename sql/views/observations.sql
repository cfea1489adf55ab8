-- Published figures as their readers see them. Without history: "replaced_at is null"; as of a moment t:
-- "published_at <= t and (replaced_at is null or replaced_at > t)". A hidden cell is a row without figures (Q, C).
-- Filters that are no members: series, area_type, parent_area, focus_areas, inside_out_level, audience, published_at, replaced_at.
-- Default order: indicator, area, respondent_group, sex, age_band, period, indicator_version (an index has it).

create view api.observations as
select c.indicator, c.indicator_version, c.area, nullif(c.owner, 'shared') as municipality, c.period, c.period_start, c.period_end,
       c.respondent_group, c.sex, c.age_band, i.kind, i.trust_form, nullif(c.respondent_group, '_T') as truster, i.trustee,
       i.direction, c.value, i.unit, i.decimals, c.n_valid, c.n_display, c.n_invited, c.x, c.sd, c.se, c.ci_low, c.ci_high,
       c.ci_level, c.ci_method, c.weighted, c.obs_status, c.conf_status, c.revision, c.reason, c.recorded_at, c.release,
       c.source, c.survey_wave,
       tillit.freshness(i.freq, i.publication_lag_months, c.period_end, (select tillit.today())) as freshness, c.is_synthetic,
       concat_ws('.', c.indicator, c.area, c.respondent_group, c.sex, c.age_band) as series,
       a.area_type, a.parent as parent_area, i.focus_areas, i.inside_out_level, c.audience, c.published_at, c.replaced_at, c.owner
from tillit.published_cell c
left join tillit.indicator i on i.code = c.indicator
left join tillit.area a on a.code = c.area
where c.retracted_at is null;
