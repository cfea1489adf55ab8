"""Figures to be imported into a generated set, in order, each once."""

from frame import stage as stages
from support.women import FIGURES


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
