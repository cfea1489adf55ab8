-- What has been decided about a release. $1 release. One row.
-- Row preview: release, n_cells, n_hidden, hidden_cells (as a JSON array), row_version (of the release).
select $1 as release, count(*) as n_cells, count(*) filter (where d.conf_status <> 'F') as n_hidden,
       coalesce(json_agg(json_build_object(
           'indicator', o.indicator, 'indicator_version', o.indicator_version, 'area', o.area, 'period', o.period,
           'respondent_group', o.respondent_group, 'sex', o.sex, 'age_band', o.age_band, 'revision', d.revision,
           'n_display', case when d.n_display like '<%' then to_json(d.n_display) else to_json(d.n_display::int) end,
           'conf_status', d.conf_status, 'hidden_reason', d.hidden_reason)
           order by o.indicator, o.area, o.period, o.respondent_group, o.sex, o.age_band) filter (where d.conf_status <> 'F'), '[]') as hidden_cells,
       (select r.row_version from tillit.release r where r.code = $1) as row_version
from tillit.release_cell d
join tillit.observation o on o.id = d.observation
where d.release = $1;
