-- The figures that everybody may read, from tillit.published_figure alone: what api.observations gives the public, column by
-- column, without what only members need. A keyless request reads this view; whoever has a key reads
-- those of member_observations.sql.
-- The first ten columns stay in this order (select_filters.c).
-- may_be_fresh, may_be_aging: what freshness implies, said so that the server knows how many figures it leaves, and an index leads to them.
-- stands: not replaced; until: when it was, or infinity. As of a moment t: "published_at <= t and until > t".

create view api.public_observations as
select f.indicator, f.indicator_version, f.area, f.municipality, f.period, f.period_start, f.period_end,
       f.respondent_group, f.sex, f.age_band, f.kind, f.trust_form, nullif(f.respondent_group, '_T') as truster, f.trustee,
       f.direction, f.value, f.unit, f.decimals, f.n_valid, to_jsonb(f.n_display) as n_display, f.n_invited, f.x, f.sd, f.se, f.ci_low, f.ci_high,
       f.ci_level, f.ci_method, f.weighted, f.obs_status, f.conf_status, null::tillit.code as hidden_reason, f.revision, f.reason, f.recorded_at,
       f.release, f.source, f.survey_wave,
       case when f.period_start > (select tillit.today()) then null
            when f.fresh_until > (select tillit.today()) then 'fresh'
            when f.aging_until > (select tillit.today()) then 'aging'
            else 'stale' end as freshness, f.is_synthetic,
       f.area_type, f.parent_area, f.focus_areas, f.inside_out_level, 'public'::tillit.code as audience, f.published_at, false as is_draft,
       true as is_current, true as is_release, f.period_start <= (select tillit.today()) as has_begun, f.replaced_at > now() as stands,
       case when f.replaced_at <= now() then f.replaced_at else 'infinity' end as until, f.printed,
       f.fresh_until > tillit.today() as may_be_fresh, f.aging_until > tillit.today() as may_be_aging
from tillit.published_figure f
where f.published_at <= now();
