-- What a reply shows of a published figure, printed when it is written: reading it takes one column instead of 36, and half the time.
-- The members that `printed` of the resource names (service/domain/resources/figures.c), in that order, as they are printed, nothing for
-- null, with a character in between that no code may hold. Dates and times are not among them: how they are printed is a session's choice.
-- The table is written anew once, while nothing else writes: only publication does.
-- squawk-ignore-file adding-field-with-default
alter table tillit.published_figure add column printed text not null generated always as (
    indicator || E'\x1f' || indicator_version || E'\x1f' || area || E'\x1f' || coalesce(municipality, '') || E'\x1f' ||
    period || E'\x1f' || respondent_group || E'\x1f' || sex || E'\x1f' || age_band || E'\x1f' ||
    coalesce(kind, '') || E'\x1f' || coalesce(trust_form, '') || E'\x1f' ||
    coalesce(nullif(respondent_group, '_T'), '') || E'\x1f' || coalesce(trustee, '') || E'\x1f' ||
    coalesce(direction, '') || E'\x1f' || coalesce(value::text, '') || E'\x1f' || coalesce(unit, '') || E'\x1f' ||
    coalesce(decimals::text, '') || E'\x1f' || coalesce(n_valid::text, '') || E'\x1f' ||
    coalesce(n_display::text, '') || E'\x1f' || coalesce(n_invited::text, '') || E'\x1f' ||
    coalesce(x::text, '') || E'\x1f' || coalesce(sd::text, '') || E'\x1f' || coalesce(se::text, '') || E'\x1f' ||
    coalesce(ci_low::text, '') || E'\x1f' || coalesce(ci_high::text, '') || E'\x1f' ||
    coalesce(ci_level::text, '') || E'\x1f' || coalesce(ci_method, '') || E'\x1f' ||
    case when weighted then 't' else 'f' end || E'\x1f' || obs_status || E'\x1f' || conf_status || E'\x1f' ||
    revision::text || E'\x1f' || reason || E'\x1f' || release || E'\x1f' || source || E'\x1f' ||
    coalesce(survey_wave, '') || E'\x1f' || case when is_synthetic then 't' else 'f' end
) stored;
