"""period=latest, last_n, as_of, updated_after, history and series: what was known when."""

from support import client, demo, reading
from support.case import Case

BEFORE, AFTER = '2025-05-01', '2025-09-01'

# indicator, area, value before and after the correction release
CORRECTED = [
    ('int-01', 'se-9901', '73.2', '72.2'),
    ('bof-01', 'se-9902', '87.9', '87.3'),
    ('sek-02', 'se-9901', None, '77.7'),
]


def series_of(row):
    return tuple(row[name] for name in ('indicator', 'area', 'respondent_group', 'sex', 'age_band'))


def period_end(period):
    """A key that orders periods by their end."""
    year, _, part = period.partition('-')
    month = 12 if not part else int(part[1:]) * {'S': 6, 'Q': 3}[part[0]] if part[0] in 'SQ' else int(part)
    return int(year), month


class Latest(Case):
    def test_latest_is_the_last_measured_of_each_series(self):
        newest = {}
        for row in reading.rows('observations'):
            if row['obs_status'] in ('O', 'M', 'L'):
                continue
            known = newest.get(series_of(row))
            if known is None or period_end(row['period']) > period_end(known['period']):
                newest[series_of(row)] = row
        latest = {series_of(row): row for row in reading.rows('observations', period='latest')}
        self.assertEqual(latest, newest)

    def test_last_n(self):
        by_series = {}
        for row in reading.rows('observations'):
            if row['obs_status'] not in ('O', 'M', 'L'):
                by_series.setdefault(series_of(row), []).append(row['period'])
        for case in self.table([1, 2, 5, 1000]):
            with case as n:
                shown = {}
                for row in reading.rows('observations', last_n=n):
                    shown.setdefault(series_of(row), []).append(row['period'])
                self.assertEqual(
                    {key: sorted(value) for key, value in shown.items()},
                    {key: sorted(sorted(value, key=period_end)[-n:]) for key, value in by_series.items()},
                )

    def test_a_period_without_a_figure_is_not_the_latest(self):
        """lok-03 in se-9912 was retracted for 2024: the latest is the one before, or none."""
        rows = reading.rows('observations', indicator='lok-03', area='se-9912', period='latest')
        self.assertNotIn('2024', {row['period'] for row in rows})

    def test_filters_on_the_figure_come_after_the_choice(self):
        """The latest figure above 50, not the latest of the figures above 50."""
        latest = reading.rows('observations', indicator='ins-01', period='latest')
        self.assertEqual(
            reading.rows('observations', indicator='ins-01', period='latest', value_min=50),
            [row for row in latest if row['value'] is not None and row['value'] >= 50],
        )

    def test_filters_on_the_period_come_before(self):
        rows = reading.rows('observations', indicator='ins-01', area='se-9901', sex='_T', last_n=1, period_to='2022')
        self.assertEqual([row['period'] for row in rows], ['2022'])

    def test_pages_of_the_latest(self):
        whole = reading.rows('observations', period='latest', sort='-value')
        self.assertEqual(reading.walk('observations', 17, period='latest', sort='-value'), whole)


class TimeOfKnowledge(Case):
    def test_before_and_after_the_correction(self):
        for case in self.table(CORRECTED):
            with case as (indicator, area, before, after):
                if before is not None:
                    self.assertEqual(str(reading.figure(indicator, area, '2024', as_of=BEFORE)['value']), before)
                self.assertEqual(str(reading.figure(indicator, area, '2024', as_of=AFTER)['value']), after)
                self.assertEqual(str(reading.figure(indicator, area, '2024')['value']), after)

    def test_the_first_figures_of_all(self):
        """as_of before the correction gives the first release, but for what was retracted since."""
        first = {reading.identity(row): row for row in reading.rows('observations', as_of=BEFORE)}
        retracted = {('lok-03', 'se-9912', '2024', 'resident', '_T', '_T')}
        self.assertEqual(set(first) | retracted, set(demo.first_figures()) | retracted)
        self.assertEqual({row['release'] for row in first.values()}, {demo.FIRST_RELEASE})

    def test_the_edges_of_a_publication(self):
        for case in self.table(
            [('2025-08-28T05:59:59Z', '73.2'), ('2025-08-28T06:00:00Z', '72.2'), ('2025-04-10T06:00:00Z', '73.2')]
        ):
            with case as (moment, value):
                self.assertEqual(str(reading.figure('int-01', 'se-9901', '2024', as_of=moment)['value']), value)
        self.assertEqual(reading.rows('observations', as_of='2025-04-10T05:59:59Z'), [])
        self.assertEqual(reading.rows('observations', as_of='1990-01-01'), [])
        self.assertEqual(reading.rows('observations', as_of='2100-01-01'), reading.rows('observations'))

    def test_a_retracted_figure_is_gone_from_all_times(self):
        """An event without figures remains."""
        now = reading.figure('lok-03', 'se-9912', '2024')
        self.assertEqual(
            (now['value'], now['obs_status'], now['conf_status'], now['reason'], now['n_valid'], now['ci']),
            (None, 'M', 'F', 'retracted', None, None),
        )
        for case in self.table(
            [{'as_of': BEFORE}, {'as_of': AFTER}, {'history': 'true'}, {'updated_after': '2020-01-01'}]
        ):
            with case as more:
                for row in reading.rows('observations', indicator='lok-03', area='se-9912', period='2024', **more):
                    self.assertIsNone(row['value'])

    def test_history_shows_every_publication(self):
        rows = reading.rows('observations', indicator='int-01', area='se-9901', period='2024', history='true')
        self.assertEqual(
            [(str(row['value']), row['revision'], row['release']) for row in rows],
            [('73.2', 1, demo.FIRST_RELEASE), ('72.2', 2, demo.CORRECTION)],
        )
        self.assertEqual(reading.rows('observations', history='false'), reading.rows('observations'))

    def test_pages_of_history(self):
        whole = reading.rows('observations', history='true')
        self.assertGreater(len(whole), len(reading.rows('observations')))
        self.assertEqual(reading.walk('observations', 61, history='true'), whole)

    def test_updated_after_brings_what_is_new_and_what_is_retracted(self):
        changed = {reading.identity(row) for row in reading.rows('observations', updated_after=BEFORE)}
        self.assertEqual(
            changed, {identity for identity, row in demo.public_figures().items() if row['release'] == demo.CORRECTION}
        )
        self.assertIn(('lok-03', 'se-9912', '2024', 'resident', '_T', '_T'), changed)
        self.assertEqual(reading.rows('observations', updated_after=AFTER), [])

    def test_what_excludes_each_other(self):
        cases = {
            'period=latest&last_n=2': 'last_n',
            'history=true&as_of=2025-05-01': 'as_of',
            'history=true&period=latest': 'period',
            'history=true&last_n=2': 'last_n',
            'updated_after=2025-05-01&period=latest': 'period',
            'updated_after=2025-05-01&last_n=1': 'last_n',
        }
        for query, other in cases.items():
            with self.subTest(query):
                problem = self.assertRefused(f'{reading.path("observations")}?{query}', code='excludes')
                self.assertIn(other, self.detail(problem, 'excludes'))

    def test_only_figures_have_times(self):
        for case in self.table(['as_of', 'history', 'last_n', 'updated_after', 'labels']):
            with case as name:
                self.assertRefused(reading.path('areas', **{name: '1'}), parameter=name, code='unknown_parameter')


class Series(Case):
    def test_series_are_those_of_the_figures(self):
        figures = {}
        for row in reading.rows('observations'):
            figures.setdefault(series_of(row), []).append(row)
        shown = {series_of(row): row for row in reading.rows('series')}
        self.assertEqual(set(shown), set(figures))
        for key, rows in figures.items():
            if len({row['indicator_version'] for row in rows}) > 1:
                continue
            with self.subTest(' '.join(key)):
                periods = sorted((row['period'] for row in rows), key=period_end)
                measured = [
                    row for row in sorted(rows, key=lambda row: period_end(row['period'])) if row['value'] is not None
                ]
                series = shown[key]
                self.assertEqual(
                    (series['first_period'], series['last_period'], series['count']),
                    (periods[0], periods[-1], len(periods)),
                )
                latest = measured[-1] if measured else {'value': None, 'period': None}
                self.assertEqual((series['latest_value'], series['latest_period']), (latest['value'], latest['period']))
                if measured:
                    self.assertEqual(series['freshness'], latest['freshness'])

    def test_series_take_filters(self):
        for case in self.table(
            [
                {'indicator': 'ins-01'},
                {'area': 'se-9901-d2'},
                {'sex': 'F'},
                {'freshness': 'stale'},
                {'area_type': 'neighbourhood'},
                {'focus_area': 'fa-bou'},
            ]
        ):
            with case as parameters:
                reply = client.get(reading.path('series', limit=1000, **parameters))
                self.assertEqual(reply.status, 200, reply)
                self.assertTrue(reply.json()['series'])
