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


def wilson(p, n):
    share, middle = Z * Z / n, p + Z * Z / n / 2
    half = Z * math.sqrt(p * (1 - p) / n + share / n / 4)
    return (middle - half) / (1 + share), (middle + half) / (1 + share)


def newcombe(p, n, q, m):
    """q - p in percent: the difference, its interval, and p of the pooled z; n and m need not be whole."""
    (low, high), (under, over), pooled = wilson(p, n), wilson(q, m), (p * n + q * m) / (n + m)
    z = (q - p) / math.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m))
    return [100 * (q - p), 100 * (q - p - math.hypot(q - under, high - p)), 100 * (q - p + math.hypot(over - q, p - low)),
            math.erfc(abs(z) / math.sqrt(2))]


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

    def test_the_error_that_is_told_is_the_error_of_every_test(self):
        """Answers drawn in clusters, a margin that the sender gives, a share without counts: each as many as its error says, and what is
        no count has no exact test."""
        def counted(p, n, q, m):
            return [{'n_valid': n, 'x': round(p * n)}, {'n_valid': m, 'x': round(q * m)}]

        def margin(p, n):
            return 100 * Z * math.sqrt(p * (1 - p) / n)

        cases = {'of counts': (counted(.4, 200, .52, 200), (.4, 200, .52, 200)),
                 'a design effect': ([{**row, 'deff': 3} for row in counted(.4, 200, .52, 200)], (.4, 200 / 3, .52, 200 / 3)),
                 'a margin of counts': ([{**row, 'moe95': margin(p, 50)} for row, p in zip(counted(.4, 200, .52, 200), (.4, .52))], (.4, 50, .52, 50)),
                 'a margin alone': ([{'moe95': margin(p, 100)} for p in (.02, .05)], (.02, 100, .05, 100)),
                 'nobody, by design': ([{**row, 'deff': 2} for row in counted(0, 60, .2, 200)], (0, 30, .2, 100))}
        for case in self.table(cases):
            with case as (rows, counts):
                indicator = self.town.indicator()
                for area, period, part in ((f'{PLACE}-a', '2024', 0), (f'{PLACE}-b', '2024', 1), (f'{PLACE}-a', '2025', 1)):
                    self.town.editor.imports('observations', {'indicator': indicator, 'area': area, 'period': period, 'respondent_group': 'resident',
                                                              'value': round(100 * counts[2 * part], 1), **rows[part]})
                expected = newcombe(*counts)
                gap = self.analyse('trust-gaps', type='area', indicator=indicator, area=f'{PLACE}-a', reference_area=f'{PLACE}-b', period='2024')
                step = self.analyse('trends', indicator=indicator, area=f'{PLACE}-a')['latest_step']
                effects = self.analyse('effects', indicator=indicator, area=f'{PLACE}-a', period_before='2024', period_after='2025', sampling='independent')
                (change,) = effects['measures'][0]['members']
                for name, diff, ci, p_value in (('gap', gap['gap'], gap['gap_ci'], gap['p_value']), ('step', step['diff'], step['ci'], step['p_value']),
                                                ('effect', change['diff'], change['ci'], change['p_value'])):
                    for number, (found, wanted) in enumerate(zip((diff, ci['low'], ci['high'], p_value), expected)):
                        self.assertAlmostEqual(found, wanted, 6, (name, number))

    def test_a_forecast_is_no_measurement(self):
        indicator = self.town.indicator()
        self.town.editor.imports('observations', *({**figure(indicator, PLACE, 200, x, period=period), 'obs_status': status}
                                                   for period, x, status in (('2021', 80, 'A'), ('2022', 81, 'A'), ('2023', 82, 'A'), ('2024', 160, 'F'))))
        trend = self.analyse('trends', indicator=indicator, area=PLACE)
        self.assertEqual((trend['periods_used'], trend['latest_step']['to_period']), (['2021', '2022', '2023'], '2023'))
        effects = self.analyse('effects', indicator=indicator, area=PLACE, period_before='2021', period_after='2024', sampling='independent')
        self.assertEqual(effects['reason'], 'insufficient')

    def test_of_few_answers_no_step_is_tested(self):
        for case in self.table({'nine': (9, None, 'insufficient', ['small_n']), 'ten': (10, 1, None, ['small_n']), 'thirty': (30, 1, None, [])}):
            with case as (n, p_value, reason, warnings):
                indicator = self.town.indicator()
                self.town.editor.imports('observations', *(figure(indicator, PLACE, n, n // 3, period=str(year)) for year in (2021, 2022, 2023)))
                item = self.analyse('trends', indicator=indicator, area=PLACE)
                self.assertEqual((item['latest_step']['p_value'], item['reason'], item['warnings']), (p_value, reason, warnings))

    def test_a_step_between_published_means_is_tested_by_their_errors(self):
        indicator = self.town.indicator(statistic='mean')
        self.town.editor.imports('observations', *({'indicator': indicator, 'area': PLACE, 'period': str(2021 + i), 'respondent_group': 'resident',
                                                    'value': value, 'moe95': .2 * Z} for i, value in enumerate((3, 3.1, 3.7))))
        step = self.analyse('trends', indicator=indicator, area=PLACE)['latest_step']
        self.assertAlmostEqual(step['p_value'], math.erfc(.6 / math.hypot(.2, .2) / math.sqrt(2)), 9)

    def test_as_far_below_as_above_a_range_is_a_tie(self):
        indicator = self.ranged(2, 3)
        self.town.operator.imports('observations', *(self.mean(indicator, area, '2024', value)
                                                     for area, value in zip([PLACE, *PEERS], (1.3, 3.7, 3.7, 2.5, 2.9, 5))))
        item = self.analyse('benchmarks', indicator=indicator, municipality=PLACE, peer_group='pg-edges')
        self.assertEqual((item['rank'], item['percentile']), (3, 40))  # one is worse, two are as good

    def evaluation(self, code, arms, measures, pairs=()):
        self.town.operator.imports('evaluations', {'code': code, 'owner': 'shared', 'title': 'E', 'design': 'did', 'sampling': 'independent',
                                                   'before_period': '2022', 'after_period': '2024', 'audience': 'public', 'correction': 'holm',
                                                   'preregistered_at': '2021-01-01T00:00:00Z'})
        self.town.operator.imports('evaluation-members', *({'evaluation': code, 'municipality': place, 'arm': arm, 'share_level': 'named'}
                                                           for place, arm in arms.items()))
        self.town.operator.imports('evaluation-measures', *({'evaluation': code, 'respondent_group': 'resident', **measure} for measure in measures))
        for row in pairs:
            self.town.operator.imports('paired-tables', {'evaluation': code, 'respondent_group': 'resident', **row})
        return {measure['indicator']: measure for measure in self.analyse('effects', evaluation=code)['measures']}

    def waves(self, arms, n, *shares):
        """A new indicator with figures of 2022 and 2024 for each place."""
        indicator = self.town.indicator()
        self.town.operator.imports('observations', *(figure(indicator, place, n, x, period=period)
                                                     for place, pair in zip(arms, shares) for period, x in zip(('2022', '2024'), pair)))
        return indicator

    def test_comparisons_are_a_family_of_tests(self):
        arms = {PLACE: 'treated', PEERS[0]: 'comparison'}
        waves = [self.waves(arms, 100, (40, after), (50, 50)) for after in (60, 58, 45)]
        extra = self.waves(arms, 100, (40, 60), (50, 50))
        found = self.evaluation('ev-family', arms, [*({'indicator': one, 'role': 'confirmatory', 'sampling': 'independent'} for one in waves),
                                                    {'indicator': extra, 'role': 'exploratory', 'sampling': 'independent'}])
        raw = [found[one]['difference_in_differences']['p_value'] for one in waves]
        told = [found[one]['difference_in_differences']['adjusted_p_value'] for one in waves]
        self.assertLess(raw[0], .05)
        self.assertEqual(told, [3 * raw[0], 2 * raw[1], raw[2]])
        self.assertGreater(told[0], .05)
        self.assertIsNone(found[extra]['difference_in_differences']['adjusted_p_value'])

    def test_samples_of_the_same_persons_are_said_to_be_taken_for_others(self):
        arms = {PLACE: 'treated', PEERS[1]: 'comparison'}
        waves = {sampling: self.waves(arms, 100, (40, 60), (50, 50)) for sampling in ('independent', 'overlapping', 'paired')}
        found = self.evaluation('ev-overlap', arms, [{'indicator': one, 'role': 'exploratory', 'sampling': sampling} for sampling, one in waves.items()])
        for sampling, one in waves.items():
            for name, warnings in (('pool', found[one]['warnings']), ('comparison', found[one]['difference_in_differences']['warnings'])):
                self.assertEqual('overlap_unhandled' in warnings, sampling != 'independent', (sampling, name))

    def test_those_who_left_are_counted(self):
        """7 of 18 said yes; of the 12 who stayed 4 did: 3 of 6 left. Of a table of other persons nothing follows."""
        arms = {PLACE: 'treated', PEERS[2]: 'comparison'}
        for case in self.table({'of the sample': (6, 100 * (3 / 6 - 4 / 12)), 'of others': (9, None)}):
            with case as (left, expected):
                indicator = self.waves(arms, 18, (7, 9), (7, 9))
                found = self.evaluation(f'ev-left-{left}', arms, [{'indicator': indicator, 'role': 'exploratory', 'sampling': 'overlapping'}],
                                        [{'municipality': PLACE, 'indicator': indicator, 'n_pairs': 12, 'yes_yes': 3, 'yes_no': 1, 'no_yes': 3, 'no_no': 5,
                                          'n_before_only': left, 'n_after_only': 6}])
                told = found[indicator]['members'][0]['pairs']['leavers_minus_stayers']
                self.assertEqual(told if expected is None else round(told, 9), expected if expected is None else round(expected, 9))

    def test_of_few_answers_no_comparison_is_tested(self):
        arms = {PLACE: 'treated', PEERS[3]: 'comparison'}
        for case in self.table({'nine': (9, True), 'ten': (10, False)}):
            with case as (n, is_few):
                indicator = self.waves(arms, n, (2, 8), (5, 5))
                found = self.evaluation(f'ev-few-{n}', arms, [{'indicator': indicator, 'role': 'exploratory', 'sampling': 'independent'}])
                did = found[indicator]['difference_in_differences']
                self.assertEqual([did[name] is None for name in ('did', 'ci', 'p_value')], [is_few] * 3)
                self.assertEqual(did['reason'], 'insufficient' if is_few else None)

    def test_a_median_has_no_test(self):
        """Its sd is no error of it (INV-6)."""
        indicator = self.town.indicator(statistic='mean')
        self.town.sql(f"update tillit.indicator_version set statistic = 'median' where indicator = '{indicator}'")
        self.town.editor.imports('observations', *(self.mean(indicator, PLACE, period, value) for period, value in (('2022', 2), ('2024', 4))))
        effects = self.analyse('effects', indicator=indicator, area=PLACE, period_before='2022', period_after='2024', sampling='independent')
        self.assertEqual((effects['reason'], effects['measures'][0]['members'][0]['p_value']), ('no_uncertainty', None))

    def test_a_gap_of_few_answers_is_said_to_be(self):
        indicator = self.town.indicator()
        self.town.editor.imports('targets', {'code': f't-{indicator}', 'municipality': PLACE, 'indicator': indicator, 'area': PLACE,
                                             'respondent_group': 'resident', 'target': 64, 'target_date': '2025-12-31', 'decided_by': 'Nämnden'})
        self.town.editor.imports('observations', figure(indicator, PLACE, 29, 20, period='2023'), figure(indicator, PLACE, 30, 20, period='2024'))
        for period, warnings in (('2023', ['small_n']), ('2024', [])):
            self.assertEqual(self.analyse('trust-gaps', type='target', indicator=indicator, area=PLACE, period=period)['warnings'], warnings)

    def test_a_year_measured_both_ways_is_compared_both_ways(self):
        """2022 by the old and by the new scale: each goes with its own."""
        indicator = self.town.indicator()
        self.town.operator.imports('indicator-versions', {
            'code': f'{indicator}-v2', 'indicator': indicator, 'version': 2, 'statistic': 'share', 'scale': 'rs_0_10', 'items': 1,
            'success_options': [6, 7, 8, 9, 10], 'definition_sv': 'b', 'definition_da': 'b', 'definition_en': 'b', 'source': 'src',
            'valid_from': '2022-01-01', 'comparable_with_previous': False})
        self.town.editor.imports('observations', *(
            {**figure(indicator, area, n, x, period=period), 'indicator_version': f'{indicator}-{version}', 'obs_status': status}
            for area in (PLACE, f'{PLACE}-a')
            for version, period, n, x, status in (('v1', '2021', 200, 80, 'A'), ('v1', '2022', 200, 84, 'A'), ('v2', '2022', 100, 60, 'B'),
                                                  ('v2', '2023', 100, 62, 'A'))))
        for before, after, values in (('2021', '2022', (40, 42)), ('2022', '2023', (60, 62)), ('2021', '2023', None)):
            effects = self.analyse('effects', indicator=indicator, area=PLACE, period_before=before, period_after=after, sampling='independent')
            (change,) = effects['measures'][0]['members']
            self.assertEqual(effects['reason'], None if values else 'break_between')
            if values:
                self.assertEqual((change['before']['value'], change['after']['value'], change['warnings']), (*values, []))
        gap = self.analyse('trust-gaps', type='area', indicator=indicator, area=f'{PLACE}-a', reference_area=PLACE, period='2022')
        self.assertEqual((gap['value'], gap['reference_value'], gap['reason']), (60, 60, None))
        # an index is of the newer scale, too
        self.town.operator.change(f'indicators/{indicator}', goalpost_low=0, goalpost_high=100)
        index = {'code': f'ix-{indicator}', 'name_sv': 'x', 'name_da': 'x', 'name_en': 'x', 'kind': 'trust', 'trust_form': 'social', 'focus_areas': [],
                 'unit': 'index_0_100', 'decimals': 1, 'direction': 'up', 'freq': 'A', 'publication_lag_months': 3, 'state': 'active'}
        self.town.operator.imports('indicators', index)
        self.town.operator.imports('indicator-versions', {
            'code': f'ix-{indicator}-v1', 'indicator': f'ix-{indicator}', 'version': 1, 'statistic': 'index', 'definition_sv': 'c', 'definition_da': 'c',
            'definition_en': 'c', 'components': [{'indicator': indicator, 'weight': 1}], 'valid_from': '2018-01-01', 'comparable_with_previous': True})
        self.assertEqual(self.analyse('composite-indices', index=f'ix-{indicator}', area=PLACE, period='2022')['index'], 60)

    def test_a_wave_that_answered_alike_is_not_certain_in_a_pool(self):
        """12 of 12 and then 9; beside another place, 20 of 40 and then 24."""
        arms = {PLACE: 'treated', PEERS[4]: 'treated'}
        indicator = self.town.indicator()
        waves = ((PLACE, 12, (12, 9)), (PEERS[4], 40, (20, 24)))
        self.town.operator.imports('observations', *(figure(indicator, place, n, x, period=period) for place, n, answers in waves
                                                     for period, x in zip(('2022', '2024'), answers)))
        found = self.evaluation('ev-alike', arms, [{'indicator': indicator, 'role': 'exploratory', 'sampling': 'independent'}])[indicator]
        told = {member['area']: member for member in found['members']}
        errors = [math.hypot(wilson_width(12, 12) / 2 / Z, 100 * math.sqrt(.75 * .25 / 12)), 100 * math.sqrt((.25 + .24) / 40)]
        for place, error in zip(arms, errors):
            self.assertAlmostEqual(told[place]['se'], error, 9)
        weights = [error ** -2 for error in errors]
        self.assertAlmostEqual(found['fixed']['effect'], (weights[0] * -25 + weights[1] * 10) / sum(weights), 9)
