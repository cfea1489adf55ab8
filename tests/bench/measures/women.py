"""Figures that the generated set does not have, to be imported: of the women and the men among those asked, in order, each once."""

from frame import stage as stages

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


class Women:
    """`take(count)`: the next rows as CSV, all of one sex."""

    def __init__(self, name):
        self.name = name
        self.offset, self.sexes = 0, ['F', 'M']

    def take(self, count, release=''):
        for _ in self.sexes:
            text = stages.sql(self.name, FIGURES.format(sex=self.sexes[0], release=release, offset=self.offset, count=count))
            self.offset += count
            if text.count('\n') == count + 1:
                return text
            self.offset, self.sexes = 0, self.sexes[1:]
        raise AssertionError(f'no {count} rows are left to import')
