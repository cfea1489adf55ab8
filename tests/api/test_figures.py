"""The figures: each row carries its whole truth, and each equals what was imported."""

import datetime

from support import client, demo, reading, settings
from support.case import Case

# api.md 6, in its order
MEMBERS = (
    """indicator indicator_version area municipality period period_start period_end respondent_group sex age_band kind
    trust_form truster trustee direction value unit decimals n_valid n_display n_invited x sd se ci ci_level ci_method weighted
    obs_status conf_status hidden_reason revision reason recorded_at release source survey_wave freshness is_synthetic""".split()
)


K_RELIABLE = 30  # below it a figure is published as U, of low reliability (A9)


def status_of(row):
    counts = row['value'] if statistic_of(row) == 'count' else row['n_valid']
    is_small = counts != '' and row['value'] != '' and 0 < float(counts) < K_RELIABLE
    return 'U' if is_small and row['obs_status'] == 'A' else row['obs_status']


def statistic_of(row):
    return next(
        version['statistic']
        for version in demo.rows('indicator-versions')
        if version['code'] == row['indicator_version']
    )


def number(text):
    return None if text == '' else text


class Figures(Case):
    def test_the_line_of_the_tour(self):
        """curl -s 'localhost:8080/tillit/v1/observations?indicator=ins-01&area=se-9901-d2&period=latest'"""
        frame = client.get(f'{settings.API}/observations?indicator=ins-01&area=se-9901-d2&period=latest').exact()
        self.assertEqual(frame['_meta']['total_records'], 1)
        row = frame['observations'][0]
        self.assertEqual(list(row), MEMBERS)
        self.assertIs(row['is_synthetic'], True)
        expected = {
            'indicator': 'ins-01',
            'indicator_version': 'ins-01-v2',
            'area': 'se-9901-d2',
            'municipality': 'se-9901',
            'period': '2024',
            'period_start': '2024-01-01',
            'period_end': '2024-12-31',
            'respondent_group': 'resident',
            'sex': '_T',
            'age_band': '_T',
            'kind': 'trust',
            'trust_form': 'institutional',
            'truster': 'resident',
            'trustee': 'municipality',
            'direction': 'up',
            'unit': 'pct',
            'decimals': 1,
            'n_valid': 95,
            'x': 34,
            'ci_method': 'wilson',
            'weighted': False,
            'obs_status': 'A',
            'conf_status': 'F',
            'revision': 1,
            'reason': 'initial',
            'release': demo.FIRST_RELEASE,
            'freshness': 'fresh',
        }
        self.assertEqual({name: row[name] for name in expected}, expected)
        self.assertEqual(str(row['value']), '35.8')
        self.assertAlmostEqual(float(row['ci']['low']), 26.87, delta=0.2)  # Wilson of 34/95 (A1)
        self.assertAlmostEqual(float(row['ci']['high']), 45.8, delta=0.3)
        self.assertEqual(str(row['n_display']), '95')

    def test_every_figure_has_all_members_in_this_order(self):
        for row in reading.rows('observations'):
            self.assertEqual(list(row), MEMBERS)

    def test_every_public_figure_equals_the_file(self):
        shown = {reading.identity(row): row for row in reading.rows('observations')}
        figures = demo.public_figures()
        self.assertEqual(set(shown), set(figures))
        hidden = demo.HIDDEN_FOR_THEMSELVES | demo.HIDDEN_FOR_OTHERS
        for identity, row in figures.items():
            if identity in hidden:
                continue
            with self.subTest(' '.join(identity)):
                self.compare(row, shown[identity])

    def compare(self, row, shown):
        self.assertEqual(None if shown['value'] is None else str(shown['value']), number(row['value']), 'value')
        for name in ('n_valid', 'x', 'sd', 'revision', 'n_invited'):
            if row[name] != '':
                self.assertEqual(float(shown[name]), float(row[name]), name)
        self.assertEqual(shown['obs_status'], status_of(row))
        for name in ('indicator_version', 'conf_status', 'reason', 'release', 'recorded_at', 'source'):
            self.assertEqual(shown[name], row[name] or shown[name], name)
        self.assertEqual(shown['survey_wave'], number(row['survey_wave']))
        self.assertIs(shown['is_synthetic'], row['is_synthetic'] == 'true')
        self.assertIs(shown['weighted'], row['weighted'] == 'true')

    def test_null_value_and_status_go_together(self):
        """INV-3"""
        for row in reading.rows('observations'):
            self.assertEqual(row['value'] is None, row['obs_status'] in ('O', 'M', 'L', 'Q'), row)
            self.assertEqual(row['conf_status'] == 'C', row['obs_status'] == 'Q', row)
            self.assertIn(row['conf_status'], ('F', 'C'))

    def test_values_have_the_decimals_of_their_indicator(self):
        for row in reading.rows('observations'):
            if row['value'] is not None:
                self.assertEqual(len(str(row['value']).partition('.')[2]), row['decimals'], row)

    def test_intervals_hold_the_value(self):
        seen = set()
        for row in reading.rows('observations'):
            seen.add(row['ci_method'])
            if row['ci'] is not None:
                half_a_unit = 10 ** -row['decimals']
                self.assertLessEqual(float(row['ci']['low']), float(row['value']) + half_a_unit, row)
                self.assertGreaterEqual(float(row['ci']['high']), float(row['value']) - half_a_unit, row)
        self.assertLessEqual({'wilson', 'student_t', 'normal', 'log_log', 'census', 'none'}, seen)

    def test_periods_have_their_dates(self):
        cases = {
            '2024': ('2024-01-01', '2024-12-31'),
            '2021-05': ('2021-05-01', '2021-05-31'),
            '2024-Q3': ('2024-07-01', '2024-09-30'),
            '2022-10': ('2022-10-01', '2022-10-31'),
            '2024-S1': ('2024-01-01', '2024-06-30'),
        }
        found = {
            row['period']: (row['period_start'], row['period_end'])
            for row in reading.rows('observations', fields='period,period_start,period_end')
        }
        for period, dates in cases.items():
            if period in found:
                with self.subTest(period):
                    self.assertEqual(found[period], dates)
        self.assertLessEqual({'2024', '2021-05', '2024-Q3', '2022-10'}, set(found))

    def test_freshness(self):
        """domain.md 4.4: fresh, aging, stale on the demonstration's day; recomputed here for every row."""
        months = {'A': 12, 'A2': 24, 'A3': 36, 'A4': 48, 'S': 6, 'Q': 3, 'M': 1}
        indicators = {row['code']: row for row in demo.rows('indicators')}
        today = datetime.date.fromisoformat(settings.TODAY)
        seen = set()
        for row in reading.rows('observations'):
            indicator = indicators[row['indicator']]
            end = datetime.date.fromisoformat(row['period_end'])
            age = (today.year - end.year) * 12 + today.month - end.month
            lag, interval = int(indicator['publication_lag_months']), months.get(indicator['freq'])
            if interval is None:
                expected = 'stale' if age > 24 + lag else 'fresh'
            else:
                expected = 'fresh' if age <= interval + lag else 'aging' if age <= 1.5 * interval + lag else 'stale'
            self.assertEqual(row['freshness'], expected, row)
            seen.add(expected)
        self.assertEqual(seen, {'fresh', 'aging', 'stale'})

    def test_freshness_of_the_dossier(self):
        for case in self.table(
            [('sek-01', 'se-9901', 'fresh'), ('org-03', 'se-9902', 'aging'), ('sam-01', 'dk-991', 'stale')]
        ):
            with case as (indicator, area, freshness):
                rows = reading.rows('observations', indicator=indicator, area=area, period='latest')
                self.assertEqual({row['freshness'] for row in rows}, {freshness})

    def test_invented_numbers_say_so(self):
        """Invented numbers are never attached to real places."""
        fictional = {row['code'] for row in reading.rows('municipalities', is_fictional='true')}
        for row in reading.rows('observations'):
            self.assertIs(row['is_synthetic'], True)
            self.assertIn(row['municipality'], fictional | {None})

    def test_figures_of_the_dossier(self):
        cases = {
            ('ins-01', 'se-9901', '2024'): ('52.9', 343, 648),
            ('ins-01', 'se-9901-d2', '2024'): ('35.8', 34, 95),
            ('bof-01', 'se-9902', '2024'): ('87.3', None, 58),
        }
        for (indicator, area, period), (value, x, n) in cases.items():
            with self.subTest(f'{indicator} {area} {period}'):
                row = reading.figure(indicator, area, period, sex='_T')
                self.assertEqual((str(row['value']), row['x'], row['n_valid']), (value, x, n))
