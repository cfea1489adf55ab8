-- The leanest statement that yields a series of 40 figures: for pgbench -M prepared, which chooses the series.
\set i random(1, :indicators)
\set m random(1, :municipalities)
select f.indicator, f.indicator_version, f.area, f.municipality, f.period, f.period_start, f.period_end, f.respondent_group, f.sex,
       f.age_band, f.kind, f.trust_form, f.trustee, f.direction, f.value, f.unit, f.decimals, f.n_valid, f.n_display, f.n_invited, f.x,
       f.sd, f.se, f.ci_low, f.ci_high, f.ci_level, f.ci_method, f.weighted, f.obs_status, f.conf_status, f.revision, f.reason,
       f.recorded_at, f.release, f.source, f.survey_wave, f.is_synthetic
from tillit.published_figure f
where f.indicator = 'bi-' || (100 + :i) and f.area = 'se-' || (1000 + :m) and f.replaced_at = 'infinity'
order by f.respondent_group, f.sex, f.age_band, f.period;
