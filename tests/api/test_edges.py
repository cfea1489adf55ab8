"""What analyses make of figures at the edge of what formulas hold for: scales with a best range, shares of all or nobody, intervals
without an error, samples that lie in one another. The right values are worked out here, by formulas of their own."""

import math
import os

from support.case import Case
from support.publishing import PLACE, Town, figure

Z = 1.959963984540054
PEERS = [f'se-02{i:02}' for i in range(1, 6)]


def wilson_width(x, n):
    """Of the interval of x of n, in percent."""
    return 200 * Z / (1 + Z * Z / n) * math.sqrt(x / n * (1 - x / n) / n + Z * Z / (4 * n * n))


def slope(values, errors):
    """Weighted least squares over years; the slope and its error."""
    weights = [error ** -2 for error in errors]
    t_mean = sum(w * t for t, w in enumerate(weights)) / sum(weights)
    y_mean = sum(w * y for w, y in zip(weights, values)) / sum(weights)
    spread = sum(w * (t - t_mean) ** 2 for t, w in enumerate(weights))
    return sum(w * (t - t_mean) * (y - y_mean) for t, (w, y) in enumerate(zip(weights, values))) / spread, spread ** -0.5


class Edges(Case):
    @classmethod
    def setUpClass(cls):
        cls.town = town = Town(f'tillit_edges_{os.getpid()}', districts='ab')
        town.operator.imports('municipalities', *({'code': code, 'country': 'SE', 'name': code, 'is_fictional': True} for code in PEERS))
        town.operator.imports('areas', *({'code': code, 'name': code, 'area_type': 'municipality', 'owner': code, 'valid_from': '2018-01-01'}
                                         for code in PEERS))
        town.operator.imports('peer-groups', {'code': 'pg-edges', 'name_sv': 'a', 'name_da': 'a', 'name_en': 'a',
                                              'members': [{'municipality': code} for code in [PLACE, *PEERS]]})

    @classmethod
    def tearDownClass(cls):
        cls.town.close()

    def analyse(self, name, person=None, **parameters):
        (item,) = (person or self.town.operator).read(f'analyses/{name}', **parameters)[name.replace('-', '_')]
        return item

    def ranged(self, low, high, statistic='mean'):
        """A new indicator of which 2 to 3 is best, by a target of PLACE unless there is none."""
        indicator = self.town.indicator(statistic=statistic, direction='range')
        if low is not None:
            self.town.editor.imports('targets', {'code': f't-{indicator}', 'municipality': PLACE, 'indicator': indicator, 'area': PLACE,
                                                 'respondent_group': 'resident', 'target_low': low, 'target_high': high,
                                                 'target_date': '2030-12-31', 'decided_by': 'Nämnden'})
        return indicator

    def mean(self, indicator, area, period, value):
        return {'indicator': indicator, 'area': area, 'period': period, 'respondent_group': 'resident', 'value': value, 'n_valid': 1000, 'sd': 0.8}

    # the target, the means of three years, what the trend is
    RANGES = {'into the range': (2, 3, [4, 3.6, 3], 'improving'), 'within it': (2, 3, [2.9, 2.6, 2.1], 'stable'),
              'out of it below': (2, 3, [2.5, 2.1, 1.4], 'deteriorating'), 'from below': (3, 4, [1.5, 2.2, 2.9], 'improving'),
              'without a target': (None, None, [4, 3.6, 3], None)}

    def test_a_range_is_better_inside_its_target(self):
        for case in self.table(self.RANGES):
            with case as (low, high, values, expected):
                indicator = self.ranged(low, high)
                self.town.editor.imports('observations', *(self.mean(indicator, PLACE, str(2021 + i), value) for i, value in enumerate(values)))
                self.assertEqual(self.analyse('trends', indicator=indicator, area=PLACE)['classification'], expected)

    def test_a_place_among_peers_by_the_range(self):
        indicator = self.ranged(2, 3)
        values = {PLACE: 2.5} | dict(zip(PEERS, (1, 1.5, 3.5, 4, 2.9)))
        self.town.operator.imports('observations', *(self.mean(indicator, area, '2024', value) for area, value in values.items()))
        item = self.analyse('benchmarks', indicator=indicator, municipality=PLACE, peer_group='pg-edges')
        self.assertEqual((item['rank'], item['percentile'], item['reason']), (1, 90, None))  # four are worse, one is as good
        without = self.ranged(None, None)
        self.town.operator.imports('observations', *(self.mean(without, area, '2024', value) for area, value in values.items()))
        item = self.analyse('benchmarks', indicator=without, municipality=PLACE, peer_group='pg-edges')
        self.assertEqual((item['rank'], item['percentile'], item['reason']), (None, None, 'no_direction'))

    def test_a_share_of_all_is_not_certain(self):
        indicator, counts = self.town.indicator(), [(34, 40), (38, 40), (40, 40)]
        self.town.editor.imports('observations', *(figure(indicator, PLACE, n, x, period=str(2021 + i)) for i, (x, n) in enumerate(counts)))
        item = self.analyse('trends', indicator=indicator, area=PLACE)
        values = [round(100 * x / n, 1) for x, n in counts]
        errors = [100 * math.sqrt(x / n * (1 - x / n) / n) if x < n else wilson_width(x, n) / 2 / Z for x, n in counts]
        self.assertEqual((item['method'], item['reason'], item['warnings']), ('weighted_least_squares', None, []))
        self.assertAlmostEqual(item['slope_per_year'], slope(values, errors)[0], 9)
        self.assertAlmostEqual(item['se'], slope(values, errors)[1], 9)

    def test_all_of_three_samples_is_no_census(self):
        indicator = self.town.indicator()
        self.town.editor.imports('observations', *(figure(indicator, PLACE, 40, 40, period=str(2021 + i)) for i in range(3)))
        item = self.analyse('trends', indicator=indicator, area=PLACE)
        self.assertEqual((item['method'], item['slope_per_year'], item['p_value'], item['warnings']), ('weighted_least_squares', 0, 1, []))

    def test_a_share_of_all_need_not_differ_from_its_peers(self):
        indicator = self.town.indicator()
        self.town.operator.imports('observations', figure(indicator, PLACE, 12, 12), *(figure(indicator, code, 200, 190) for code in PEERS))
        item = self.analyse('benchmarks', indicator=indicator, municipality=PLACE, peer_group='pg-edges')
        self.assertEqual((item['peer_mean'], item['differs_from_peer_mean']), (95, False))  # 12 of 12 is 75.7 to 100

    def test_an_interval_that_was_sent_is_an_uncertainty(self):
        indicator, widths = self.town.indicator(), [4, 6, 5]
        self.town.editor.imports('observations', *(
            {'indicator': indicator, 'area': PLACE, 'period': str(2021 + i), 'respondent_group': 'resident', 'value': value,
             'ci_low': value - width, 'ci_high': value + width} for i, (value, width) in enumerate(zip((50, 56, 60), widths))))
        item = self.analyse('trends', indicator=indicator, area=PLACE)
        expected = slope([50, 56, 60], [width / Z for width in widths])
        self.assertEqual(item['reason'], None)
        self.assertAlmostEqual(item['slope_per_year'], expected[0], 9)
        self.assertAlmostEqual(item['se'], expected[1], 9)

    def test_periods_that_lie_in_one_another_are_said_to(self):
        for case in self.table({'side by side': (('2022', '2023-S1', '2023-S2'), []), 'a year and its half': (('2022', '2023', '2023-S2'), ['overlap_unhandled']),
                                'a year around two quarters': (('2022', '2023-Q1', '2023-Q4', '2023'), ['overlap_unhandled'])}):
            with case as (periods, warnings):
                indicator = self.town.indicator(freq='I')
                self.town.editor.imports('observations', *(figure(indicator, PLACE, 100, 50, period=period) for period in periods))
                self.assertEqual(self.analyse('trends', indicator=indicator, area=PLACE)['warnings'], warnings)

    def test_samples_that_lie_in_one_another_are_said_to(self):
        indicator = self.town.indicator(trusters=('employee', 'caseworker', 'manager'))
        groups = {'employee': (60, 30), 'caseworker': (40, 22), 'manager': (50, 20), '_T': (110, 50)}
        self.town.published(*(figure(indicator, PLACE, n, x, respondent_group=group) for group, (n, x) in groups.items()),
                            *(figure(indicator, f'{PLACE}-{letter}', 55, 25 + i, respondent_group='_T') for i, letter in enumerate('ab')))
        cases = {'a part of the area': ({'type': 'area', 'area': f'{PLACE}-a', 'reference_area': PLACE, 'respondent_group': '_T'}, True),
                 'areas side by side': ({'type': 'area', 'area': f'{PLACE}-a', 'reference_area': f'{PLACE}-b', 'respondent_group': '_T'}, False),
                 'a part of the group': ({'type': 'group', 'area': PLACE, 'respondent_group': 'caseworker', 'reference_group': 'employee'}, True),
                 'the whole of the group': ({'type': 'group', 'area': PLACE, 'respondent_group': '_T', 'reference_group': 'manager'}, True),
                 'groups side by side': ({'type': 'group', 'area': PLACE, 'respondent_group': 'employee', 'reference_group': 'manager'}, False)}
        for case in self.table(cases):
            with case as (parameters, expected):
                item = self.analyse('trust-gaps', self.town.public, indicator=indicator, **parameters)
                self.assertEqual((item['reason'], 'overlap_unhandled' in item['warnings']), (None, expected))

    def test_effective_numbers_of_answers_are_no_part_of_one_another(self):
        for case in self.table({'weighted': (True, ['overlap_unhandled'], None), 'unweighted': (False, [], 0.25)}):
            with case as (weighted, warnings, share):
                indicator = self.town.indicator()
                self.town.editor.imports('observations', *({**figure(indicator, area, n, x), 'weighted': weighted, 'deff': 2 if weighted else 1}
                                                           for area, n, x in ((PLACE, 400, 200), (f'{PLACE}-a', 100, 40))))
                item = self.analyse('trust-gaps', type='part_whole', indicator=indicator, area=f'{PLACE}-a')
                self.assertEqual((item['warnings'], item['lambda_part']), (warnings, share))

    # answers before and after, by 39 in both waves; how many only once, as sent: whether the pairs are used
    ONCE = {'one who left, not counted': (40, 39, {}, False), 'one who left, counted': (40, 39, {'n_before_only': 1}, False),
            'nobody': (39, 39, {}, True), 'five who left': (44, 39, {'n_before_only': 5}, True), 'five, not counted': (44, 39, {}, True)}

    def test_pairs_beside_few_others_are_not_used_whoever_counted_them(self):
        for case in self.table(self.ONCE):
            with case as (before, after, counted, are_used):
                indicator = self.town.indicator(statistic='mean')
                self.town.published(*({**self.mean(indicator, PLACE, period, value), 'n_valid': n}
                                      for period, value, n in (('2023', 3, before), ('2024', 3.4, after))))
                self.town.editor.create('evaluations', code=f'ev-{indicator}', owner=PLACE, title='Par', design='before_after', sampling='overlapping',
                                        before_period='2023', after_period='2024', alpha=0.05, correction='holm', preregistered_at='2025-01-01T00:00:00Z',
                                        members=[{'municipality': PLACE, 'arm': 'treated', 'share_level': 'named', 'sampling': None}],
                                        measures=[{'indicator': indicator, 'respondent_group': 'resident', 'role': 'confirmatory', 'sampling': 'overlapping'}])
                self.town.editor.imports('paired-tables', {
                    'evaluation': f'ev-{indicator}', 'municipality': PLACE, 'indicator': indicator, 'respondent_group': 'resident', 'n_pairs': 39,
                    'mean_before': 3.026, 'sd_before': 0.8, 'mean_after': 3.4, 'sd_after': 0.8, 'correlation': 0.5, **counted})
                for person in (self.town.editor, self.town.reader):
                    (measure,) = self.analyse('effects', person, evaluation=f'ev-{indicator}')['measures']
                    self.assertAlmostEqual(measure['members'][0]['diff'], 0.374 if are_used else 0.4)

    def test_a_target_is_met_by_the_interval_that_is_told(self):
        """24 of 30 with its Wilson interval from 62.7 on; 80 less 1.96 errors is 65.7."""
        indicator = self.town.indicator()
        self.town.editor.imports('targets', {'code': f't-{indicator}', 'municipality': PLACE, 'indicator': indicator, 'area': PLACE,
                                             'respondent_group': 'resident', 'target': 64, 'target_date': '2025-12-31',
                                             'decided_by': 'Nämnden', 'baseline_period': '2022'})
        self.town.editor.imports('plans', {'code': f'pl-{indicator}', 'municipality': PLACE, 'title': 'P', 'purpose': 'p', 'start_date': '2022-01-01',
                                           'end_date': '2025-12-31', 'decided_by': 'Nämnden', 'state': 'draft', 'audience': 'internal'})
        self.town.editor.imports('goals', {'code': f'pl-{indicator}-g1', 'plan': f'pl-{indicator}', 'title': 'G', 'focus_area': None,
                                           'result_level': 'outcome', 'rationale': 'r', 'responsible_function': 'f', 'target_date': '2025-12-31',
                                           'targets': [f't-{indicator}'], 'state': 'draft'})
        self.town.editor.imports('observations', figure(indicator, PLACE, 100, 20, period='2022'), figure(indicator, PLACE, 30, 24, period='2024'))
        gap = self.analyse('trust-gaps', type='target', indicator=indicator, area=PLACE)
        (goal,) = self.analyse('plan-progresses', plan=f'pl-{indicator}', person=self.town.editor)['goals']
        self.assertEqual((gap['target_status'], goal['status']), ('met_uncertain', 'on_track'))
