"""Figures that the generated set (tillit bench-data) does not have, to be imported: of the women or the men among those asked."""

# Half of what the total has, so that the total stays above its parts.
FIGURES = """
copy (select o.indicator, o.indicator_version, o.area, o.period, o.respondent_group, '{sex}' as sex, 'initial' as reason,
             round(100.0 * (r.x / 2) / (r.n_valid / 2), 1) as value, r.n_invited / 2 as n_invited, r.n_valid / 2 as n_valid, r.x / 2 as x,
             nullif('{release}', '') as release, 'bench-source' as source, 'validated' as state, 'true' as is_synthetic
      from tillit.observation o join tillit.observation_revision r on r.observation = o.id and r.revision = 1
      where r.x is not null and r.n_valid >= 2 and o.sex = '_T'
      order by o.indicator, o.area, o.respondent_group, o.period
      offset {offset} limit {count}) to stdout (format csv, header)
"""
