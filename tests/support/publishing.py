"""A municipality with districts that publishes figures over HTTP, in a database of its own.

town = Town('tillit_releases_1')
town.indicator('p-share')
town.hand_in('rel-1', town.figure('p-share', 'se-0101', 100, 50), town.figure('p-share', 'se-0101-a', 4, 2))
town.publish('rel-1')
"""

import itertools

from support import database, server, settings
from support.people import People

PLACE, NEIGHBOUR = 'se-0101', 'se-0102'
FIGURES = ('value', 'n_valid', 'n_display', 'n_invited', 'x', 'sd', 'se', 'ci', 'ci_level', 'ci_method')
IDENTITY = ('indicator_version', 'area', 'period', 'respondent_group', 'sex', 'age_band')


def _place(code, **more):
    return {'code': code, 'country': 'SE', 'name': code, 'is_fictional': True, **more}


class Town:
    """`districts`: of PLACE, each a letter more. Closed by close()."""

    def __init__(self, name, districts='abc', **more):
        database.create_migrated(name)
        self.name = name
        self._numbers = itertools.count(1)
        self._strings = server.connection_strings(settings.PG_HOST, name)
        self.server = server.Server('releases', **{'TILLIT_POOL_APP': 8, **self._strings, **more})
        self.people = People(self.server.api, name)
        self.public = self.people.anybody()
        self.operator = self.people.who(None, 'operator')
        self._found(districts)
        self.reader, self.editor, self.publisher = (self.people.who(PLACE, role) for role in ('reader', 'editor', 'publisher'))

    def _found(self, districts):
        self.operator.imports('municipalities', _place(PLACE), _place(NEIGHBOUR))
        self.operator.imports('sources', {'code': 'src', 'name': 'Enkät', 'collection': 'probability_sample'})
        self.areas({PLACE: None, NEIGHBOUR: None} | {f'{PLACE}-{letter}': PLACE for letter in districts})

    def close(self):
        """Ends the server and drops the database; the server must have ended well."""
        status, log = self.server.stop(), self.server.log_text()
        database.drop(self.name)
        if status or 'runtime error:' in log or 'Sanitizer' in log:
            raise AssertionError(f'the server of {self.name} ended with {status}: {log[-2000:]}')

    def sql(self, script):
        """What the superuser's statements print."""
        return database.run(self.name, script)

    def areas(self, parents, area_type=None):
        """Areas from {code: parent or None}, parents first; those without are municipalities."""
        self.operator.imports('areas', *(
            {'code': code, 'name': code, 'area_type': area_type or ('district' if parent else 'municipality'),
             'owner': NEIGHBOUR if code.startswith(NEIGHBOUR) else PLACE, 'parent': parent, 'valid_from': '2018-01-01'}
            for code, parent in parents.items()))

    def indicator(self, code=None, trusters=('resident',), statistic='share', freq='A', direction='up', **more):
        """A new indicator of shares, means or counts with one version; returns its code."""
        code = code or f'p-{next(self._numbers)}'
        unit, decimals = {'share': ('pct', 1), 'mean': ('score_1_5', 3), 'count': ('count', 0)}[statistic]
        scale = {'share': {'scale': 'rs_0_10', 'items': 1, 'success_options': [7, 8, 9, 10]},
                 'mean': {'scale': 'rs_5_agree', 'items': 1}, 'count': {}}[statistic]
        self.operator.imports('indicators', {
            'code': code, 'kind': 'trust', 'trust_form': 'institutional', 'trusters': list(trusters), 'trustee': 'municipality',
            'focus_areas': [], 'name_sv': code, 'name_da': code, 'name_en': code, 'unit': unit, 'decimals': decimals,
            'direction': direction, 'freq': freq, 'publication_lag_months': 3, 'state': 'active'})
        self.operator.imports('indicator-versions', {
            'code': f'{code}-v1', 'indicator': code, 'version': 1, 'statistic': statistic, **scale, 'definition_sv': 'a',
            'definition_da': 'a', 'definition_en': 'a', 'source': 'src', 'valid_from': '2018-01-01', 'comparable_with_previous': True, **more})
        return code

    def new_release(self, code=None, **members):
        """A planned release of PLACE, public unless said otherwise; returns its code."""
        code = code or f'rel-{next(self._numbers)}'
        self.publisher.create('releases', **{'code': code, 'owner': PLACE, 'title': code, 'audience': 'public', **members})
        return code

    def hand_in(self, release, *rows, person=None):
        """Imports validated figures for a release, which is made if it is not named; returns its code."""
        release = release or self.new_release()
        (person or self.editor).imports('observations', *({'release': release, 'state': 'validated', **row} for row in rows))
        return release

    def publish(self, release):
        return self.publisher.change(f'releases/{release}', state='published')

    def published(self, *rows):
        """Hands in and publishes; returns the code of the release."""
        release = self.hand_in(None, *rows)
        self.publish(release)
        return release


def figure(indicator, area, n, x, **more):
    """A row of an import: a share of x among n, without x when that is None."""
    return {'indicator': indicator, 'indicator_version': f'{indicator}-v1', 'area': area, 'period': '2024', 'respondent_group': 'resident',
            'value': round(100 * (x or 0) / n, 1) if n else None, 'n_valid': n, 'x': x, **more}


def is_hidden(row):
    """Whether a row of observations is one of a hidden figure; anything between hidden and shown is an error."""
    empty = [name for name in FIGURES if row[name] is None]
    hidden = (row['obs_status'], row['conf_status']) == ('Q', 'C')
    if hidden and len(empty) < len(FIGURES) or not hidden and row['value'] is None and row['obs_status'] not in ('O', 'M', 'L'):
        raise AssertionError(f'neither hidden nor shown: {row}')
    return hidden
