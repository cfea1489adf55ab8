-- The figures that those read who have a key, in the columns of api.public_observations. What api.observations gives with is_current
-- is here by reader: member, evaluator, operator; and, each by itself, the parts of the first two. What it gives with is_release is
-- api.released_observations for all of them.

do $$
declare
    part text;
begin
    foreach part in array array['others', 'partners', 'others_unshared', 'partners_unshared', 'own', 'shared', 'member', 'evaluator', 'operator', 'released'] loop
        execute format($view$
            create view api.%I as
            select f.indicator, f.indicator_version, f.area, f.municipality, f.period, f.period_start, f.period_end,
                   f.respondent_group, f.sex, f.age_band, f.kind, f.trust_form, nullif(f.respondent_group, '_T') as truster, f.trustee,
                   f.direction, f.value, f.unit, f.decimals, f.n_valid, f.n_display, f.n_invited, f.x, f.sd, f.se, f.ci_low, f.ci_high,
                   f.ci_level, f.ci_method, f.weighted, f.obs_status, f.conf_status, f.hidden_reason, f.revision, f.reason, f.recorded_at,
                   f.release, f.source, f.survey_wave,
                   case when f.period_start > (select tillit.today()) then null
                        when f.fresh_until > (select tillit.today()) then 'fresh'
                        when f.aging_until > (select tillit.today()) then 'aging'
                        else 'stale' end as freshness, f.is_synthetic,
                   f.area_type, f.parent_area, f.focus_areas, f.inside_out_level, f.audience, f.published_at,
                   f.period_start <= (select tillit.today()) as has_begun, f.stands, f.until, f.is_draft,
                   f.fresh_until > tillit.today() as may_be_fresh, f.aging_until > tillit.today() as may_be_aging, f.printed
            from tillit.%I f
            $view$, part || '_observations', part || '_figure');
    end loop;
end
$$;

-- Whether others have figures in some of these areas, or are some of these municipalities: what is asked once, before others'
-- figures are searched in vain.
create function api.has_others_areas(areas text[]) returns boolean stable parallel safe language plpgsql as $$
begin
    return exists (select from tillit.area a where a.code = any (areas) and a.owner is distinct from tillit.tenant());
end
$$;
create function api.has_others(municipalities text[]) returns boolean stable parallel safe
return not coalesce(tillit.tenant() = all (municipalities), false);
grant execute on function api.has_others_areas(text[]), api.has_others(text[]) to tillit_app;
