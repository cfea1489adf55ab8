-- Figures as their readers see them (api.md 7, INV-2, INV-3).
-- Everybody: published cells. Members: of their own municipality the current revisions, drafts included, and published cells
-- elsewhere; operators: revisions of all; evaluators: the current revisions of who agreed to be named, published cells elsewhere.
-- is_current is what is served without naming a release, is_release what is served with it (the published view, also of one's
-- own): exactly one of them is asked for. Without history: "replaced_at is null"; as of a moment t: "published_at <= t and
-- (replaced_at is null or replaced_at > t)"; of revisions these are recorded_at and superseded_at.
-- A hidden figure is a row without numbers (Q, C), for the owner's readers too. The owner's editors, publishers and admins
-- see the numbers of the current revision, with conf_status A, D or N, n_display "<5" and hidden_reason; in the published view
-- the numbers stay hidden, and these three tell why.
-- has_begun: whether the period has; a forecast is the latest of its series only then.
-- Filters that are no members: series, area_type, parent_area, focus_areas, inside_out_level, audience, published_at, replaced_at.
-- Default order: indicator, area, respondent_group, sex, age_band, period, indicator_version (an index has it).

create view api.observations as
select c.indicator, c.indicator_version, c.area, nullif(c.owner, 'shared') as municipality, c.period, c.period_start, c.period_end,
       c.respondent_group, c.sex, c.age_band, i.kind, i.trust_form, nullif(c.respondent_group, '_T') as truster, i.trustee,
       i.direction, c.value, i.unit, i.decimals, c.n_valid,
       case when coalesce(d.n_display, c.n_decided) is null then to_jsonb(c.n_display)
            when coalesce(d.n_display, c.n_decided) like '<%' then to_jsonb(coalesce(d.n_display, c.n_decided))
            else to_jsonb(coalesce(d.n_display, c.n_decided)::int) end as n_display,
       c.n_invited, c.x, c.sd, c.se, c.ci_low, c.ci_high,
       c.ci_level, c.ci_method, c.weighted, c.obs_status, coalesce(d.conf_status, c.conf_status) as conf_status,
       coalesce(d.hidden_reason, c.hidden_reason) as hidden_reason, c.revision, c.reason, c.recorded_at, c.release,
       c.source, c.survey_wave,
       case when c.period_start <= (select tillit.today())
            then tillit.freshness(i.freq, i.publication_lag_months, c.period_end, (select tillit.today())) end as freshness, c.is_synthetic,
       concat_ws('.', c.indicator, c.area, c.respondent_group, c.sex, c.age_band) as series,
       a.area_type, a.parent as parent_area, i.focus_areas, i.inside_out_level, c.audience, c.published_at, c.replaced_at, c.owner,
       c.is_current, c.of_release as is_release, c.period_start <= (select tillit.today()) as has_begun
from tillit.visible_cell c
left join tillit.indicator i on i.code = c.indicator
left join tillit.area a on a.code = c.area
left join tillit.release_cell d on (select tillit.reads_inside()) and c.of_release and c.conf_status = 'C'
     and d.release = c.release and d.observation = c.observation and tillit.sees_reasons(d.owner);
