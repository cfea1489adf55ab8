-- The days and the time of a published figure, printed with its other members (0032): a session takes a quarter of the statement's time
-- for them. Spelled out, because how a date becomes text is a session's choice, and so is no part of a row. Of `infinity` nothing is
-- printed: no figure begins, ends or is recorded then. The table is written anew once.
-- Views that read the column are made anew after the migrations.
-- squawk-ignore-file adding-field-with-default, ban-drop-column
alter table tillit.published_figure drop column printed cascade, add column printed text not null generated always as (
    indicator || E'\x1f' || indicator_version || E'\x1f' || area || E'\x1f' || coalesce(municipality, '') || E'\x1f' ||
    period || E'\x1f' ||
    lpad(extract(year from period_start)::text, 4, '0') || '-' || lpad(extract(month from period_start)::text, 2, '0') || '-' ||
    lpad(extract(day from period_start)::text, 2, '0') || E'\x1f' ||
    lpad(extract(year from period_end)::text, 4, '0') || '-' || lpad(extract(month from period_end)::text, 2, '0') || '-' ||
    lpad(extract(day from period_end)::text, 2, '0') || E'\x1f' ||
    respondent_group || E'\x1f' || sex || E'\x1f' || age_band || E'\x1f' ||
    coalesce(kind, '') || E'\x1f' || coalesce(trust_form, '') || E'\x1f' ||
    coalesce(nullif(respondent_group, '_T'), '') || E'\x1f' || coalesce(trustee, '') || E'\x1f' ||
    coalesce(direction, '') || E'\x1f' || coalesce(value::text, '') || E'\x1f' || coalesce(unit, '') || E'\x1f' ||
    coalesce(decimals::text, '') || E'\x1f' || coalesce(n_valid::text, '') || E'\x1f' ||
    coalesce(n_display::text, '') || E'\x1f' || coalesce(n_invited::text, '') || E'\x1f' ||
    coalesce(x::text, '') || E'\x1f' || coalesce(sd::text, '') || E'\x1f' || coalesce(se::text, '') || E'\x1f' ||
    coalesce(ci_low::text, '') || E'\x1f' || coalesce(ci_high::text, '') || E'\x1f' ||
    coalesce(ci_level::text, '') || E'\x1f' || coalesce(ci_method, '') || E'\x1f' ||
    case when weighted then 't' else 'f' end || E'\x1f' || obs_status || E'\x1f' || conf_status || E'\x1f' ||
    revision::text || E'\x1f' || reason || E'\x1f' ||
    lpad(extract(year from recorded_at at time zone 'UTC')::text, 4, '0') || '-' ||
    lpad(extract(month from recorded_at at time zone 'UTC')::text, 2, '0') || '-' ||
    lpad(extract(day from recorded_at at time zone 'UTC')::text, 2, '0') || ' ' ||
    (recorded_at at time zone 'UTC')::time::text || '+00' || E'\x1f' ||
    release || E'\x1f' || source || E'\x1f' ||
    coalesce(survey_wave, '') || E'\x1f' || case when is_synthetic then 't' else 'f' end
) stored;
