"""Calculations over HTTP: the check values of domain.md 3.1, the nulls and reasons of api.md 11, bad input, and random
bodies made from the contract."""

import json
import random

from support import client, contract, settings
from support.case import Case

JSON = {'Content-Type': 'application/json'}


def post(name, body, **headers):
    if not isinstance(body, bytes):
        body = json.dumps(body).encode()
    return client.request('POST', f'{settings.API}/calculations/{name}', {**JSON, **headers}, body)


def result(name, **body):
    reply = post(name, body)
    if reply.status != 200:
        raise AssertionError(reply)
    return reply.json()


def cells(treated_before, treated_after, control_before, control_after):
    return {
        'treated_before': treated_before,
        'treated_after': treated_after,
        'control_before': control_before,
        'control_after': control_after,
    }


def share(x, n):
    return {'x': x, 'n': n}


DATES = {'baseline_date': '2024-12-31', 'target_date': '2028-12-31', 'as_of': '2025-09-30'}
YEARS = [{'period': str(2021 + i), 'value': value, 'se': 2} for i, value in enumerate((50, 52, 51, 55))]

# Name, body, expected members: a path with dots, and a number to six decimals, a list of them, or a word.
CHECKS = (
    ('estimates', {'method': 'share', 'x': 81, 'n': 263}, {'ci.low': 0.255289, 'ci.high': 0.366210}),
    ('estimates', {'method': 'share', 'x': 0, 'n': 20}, {'ci.low': 0, 'ci.high': 0.161125}),
    ('estimates', {'method': 'share', 'x': 20, 'n': 20}, {'ci.low': 0.838875, 'ci.high': 1}),
    (
        'share-changes',
        {'sampling': 'independent', 'x_before': 48, 'n_before': 80, 'x_after': 56, 'n_after': 70},
        {
            'diff': 0.2,
            'ci.low': 0.052431,
            'ci.high': 0.333873,
            'z': 2.650172,
            'p_value': 0.008045,
            'cohens_h': 0.442143,
            'p_method': 'pooled_z',
        },
    ),
    (
        'share-changes',
        {'sampling': 'independent', 'x_before': 1, 'n_before': 9, 'x_after': 6, 'n_after': 8},
        {'p_value': 0.015220, 'p_method': 'fisher_exact'},
    ),
    (
        'share-changes',
        {'sampling': 'paired', 'yes_yes': 14, 'yes_no': 0, 'no_yes': 5, 'no_no': 22},
        {
            'diff': 0.121951,
            'phi_corrected': 0.723276,
            'ci.low': 0.011483,
            'ci.high': 0.226493,
            'p_value': 0.0625,
            'n': 41,
            'p_method': 'mcnemar_exact',
        },
    ),
    (
        'mean-changes',
        {
            'sampling': 'independent',
            'before': {'mean': 3.1, 'sd': 1.0, 'n': 30},
            'after': {'mean': 3.6, 'sd': 1.2, 'n': 25},
        },
        {
            't': 1.658091,
            'df': 46.834752,
            'p_value': 0.103983,
            'ci.low': -0.106700,
            'ci.high': 1.106700,
            'hedges_g': 0.450087,
            'method': 'welch',
        },
    ),
    (
        'mean-changes',
        {
            'sampling': 'paired',
            'before': {'mean': 3.0, 'sd': 1.0},
            'after': {'mean': 3.5, 'sd': 1.2},
            'correlation': 0.5,
            'n_pairs': 20,
        },
        {'sd_diff': 1.113553, 't': 2.008048, 'p_value': 0.059071, 'ci.low': -0.021159, 'ci.high': 1.021159},
    ),
    (
        'p-value-adjustments',
        {'p_values': [0.01, 0.04, 0.03, 0.2]},
        {'holm_p_values': [0.04, 0.09, 0.09, 0.2], 'bh_p_values': [0.04, 0.053333, 0.053333, 0.2]},
    ),
    (
        'pooled-effects',
        {
            'effects': [
                {'code': 'a', 'effect': 0.2, 'se': 0.10},
                {'code': 'b', 'effect': 0.5, 'se': 0.15},
                {'code': 'c', 'effect': 0.1, 'se': 0.12},
            ]
        },
        {
            'fixed.effect': 0.229870,
            'fixed.se': 0.068376,
            'heterogeneity.q': 4.503608,
            'heterogeneity.i2': 0.555912,
            'heterogeneity.tau2': 0.018497,
            'random.effect': 0.247594,
            'random.se': 0.113007,
            'random.p_value': 0.159823,
        },
    ),
    (
        'differences-in-differences',
        {'measure': 'share', **cells(share(40, 100), share(55, 100), share(50, 120), share(54, 120))},
        {'did': 0.116667, 'se': 0.094673, 'p_value': 0.217832, 'ci.low': -0.068889, 'ci.high': 0.302222},
    ),
    (
        'estimates',
        {'method': 'weighted', 'groups': [{'weight': 1, 'n': 50, 'x': 30}, {'weight': 2, 'n': 50, 'x': 20}]},
        {'p': 0.466667, 'n_eff': 90, 'ci.low': 0.367084, 'ci.high': 0.568978},
    ),
    ('estimates', {'method': 'published', 'p': 0.4, 'moe95': 0.05}, {'se': 0.025511, 'n_eff': 368.780047}),
    (
        'estimates',
        {'method': 'finite', 'x': 12, 'n': 18, 'population_size': 24},
        {'n_star': 69, 'ci.low': 0.549265, 'ci.high': 0.766489},
    ),
    (
        'trends',
        {
            'points': [
                {'period': str(year), 'value': value, 'se': 2, 'obs_status': 'A'}
                for year, value in ((2021, 50), (2022, 52), (2023, 51), (2024, 55))
            ],
            'direction': 'up',
        },
        {
            'slope_per_year': 1.4,
            'se': 0.894427,
            'p_value': 0.117525,
            'lack_of_fit.chi2': 1.05,
            'classification': 'stable',
        },
    ),
    (
        'retentions',
        {
            'rows': [
                {'month': month, 'at_risk': at_risk, 'exits': exits, 'censored': censored}
                for month, at_risk, exits, censored in ((3, 20, 1, 0), (6, 19, 0, 2), (9, 17, 2, 1), (12, 14, 1, 0))
            ],
            'months': [12],
        },
        {
            'estimates.0.s': 0.778361,
            'estimates.0.se_greenwood': 0.098361,
            'estimates.0.ci.low': 0.510019,
            'estimates.0.ci.high': 0.910970,
        },
    ),
    ('minimum-detectable-effects', {'measure': 'share', 'p1': 0.4, 'n1': 100, 'n2': 100}, {'mde': 0.194100}),
    ('minimum-detectable-effects', {'measure': 'mean', 'sd': 1, 'n1': 50, 'n2': 50}, {'mde': 0.560317}),
    (
        'minimum-detectable-effects',
        {'measure': 'did_share', **cells(*[{'p': 0.4, 'n': 100}] * 4)},
        {'mde': 0.274498},
    ),
    ('minimum-detectable-effects', {'measure': 'did_mean', **cells(*[{'sd': 1, 'n': 50}] * 4)}, {'mde': 0.792408}),
    ('minimum-detectable-effects', {'measure': 'share', 'p1': 0.4, 'effect': 0.2}, {'n_required': 95, 'mde': None}),
    ('minimum-detectable-effects', {'measure': 'mean', 'sd': 1, 'effect': 0.5}, {'n_required': 63}),
    ('minimum-detectable-effects', {'measure': 'paired', 'sd_diff': 1, 'effect': 0.5}, {'n_required': 32}),
    (
        'minimum-detectable-effects',
        {'measure': 'did_mean', **cells(*[{'sd': 1}] * 4), 'effect': 0.5},
        {'n_required': 126},
    ),
    (
        'part-whole-gaps',
        {'x_part': 34, 'n_part': 95, 'x_whole': 343, 'n_whole': 648, 'direction': 'up'},
        {
            'gap_rest_minus_part': 0.200876,
            'gap_rest_minus_part_ci.low': 0.092374,
            'gap_rest_minus_part_ci.high': 0.298929,
            'gap_whole_minus_part': 0.171426,
            'gap_whole_minus_part_ci.low': 0.078831,
            'gap_whole_minus_part_ci.high': 0.255104,
        },
    ),
    (
        'trust-distributions',
        {'scale': 'rs_0_10', 'counts': [3, 4, 6, 10, 12, 20, 25, 40, 45, 25, 10]},
        {
            'mean': 6.545,
            'sd': 2.250176,
            'mean_ci.low': 6.231239,
            'mean_ci.high': 6.858761,
            'p_trust': 0.6,
            'p_trust_ci.low': 0.530837,
            'p_trust_ci.high': 0.665394,
            'p_mistrust': 0.115,
            'p_mistrust_ci.low': 0.077864,
            'p_mistrust_ci.high': 0.166647,
            'balance': 48.5,
            'se_balance': 4.897831,
            'class_basis': 'single_item_proxy',
        },
    ),
    (
        'trust-classes',
        {
            'two_item': {
                'trust_yes_harm_no': 31,
                'trust_yes_harm_yes': 3,
                'trust_no_harm_no': 40,
                'trust_no_harm_yes': 21,
            }
        },
        {'trust_class': 'mistrust', 'class_certain': False, 'strategy': 'competence', 'p_mistrust': 0.221053},
    ),
    ('benchmarks', {'own': 5, 'peers': [1, 2, 5, 8, 9], 'direction': 'up'}, {'rank': 3, 'percentile': 50}),
    ('difference-of-published', {'a': {'p': 0.5, 'moe95': 0.05}, 'b': {'p': 0.4, 'moe95': 0.05}}, {'diff': 0.1, 'se': 0.036078}),
    ('target-gaps', {'x': 34, 'n': 95, 'target': 0.5, 'direction': 'up'}, {'gap': 0.142105, 'target_status': 'not_met'}),
    (
        'composite-indices',
        {
            'components': [
                {'code': 'a', 'value': 52, 'se': 2, 'goalpost_low': 0, 'goalpost_high': 100, 'direction': 'up', 'weight': 1},
                {'code': 'b', 'value': 20, 'se': 2, 'goalpost_low': 0, 'goalpost_high': 40, 'direction': 'down', 'weight': 1},
            ]
        },
        {'index': 51, 'scores.1.score': 50, 'weight_coverage': 1},
    ),
    (
        'plan-progresses',
        {
            'as_of': '2025-07-02',
            'actions': [
                {
                    'code': 'a',
                    'weight': 1,
                    'start_date': '2025-01-01',
                    'end_date': '2025-12-31',
                    'progress': 0.5,
                    'state': 'in_progress',
                }
            ],
        },
        {'actions.0.expected': 0.5, 'actions.0.spi': 1, 'actions.0.rag': 'green', 'progress': 0.5},
    ),
    (
        'goal-achievements',
        {'baseline': 50, 'target': 60, 'current': 54, 'direction': 'up'},
        {'achievement': 0.4, 'change': 4, 'change_z': None, 'expected_achievement': None},
    ),
    # the baseline was better than the target already: falling below it is no achievement
    (
        'goal-achievements',
        {'baseline': 70, 'baseline_se': 1, 'target': 60, 'current': 55, 'current_se': 1, 'direction': 'up', **DATES},
        {'achievement': None, 'change_detectable': True, 'status': None, 'reason': 'no_distance'},
    ),
    (
        'goal-achievements',
        {'baseline': 30, 'baseline_se': 1, 'target': 40, 'current': 45, 'current_se': 1, 'direction': 'down', **DATES},
        {'achievement': None, 'status': None, 'reason': 'no_distance'},
    ),
    (
        'goal-achievements',
        {'baseline': 70, 'baseline_se': 1, 'target': 60, 'current': 65, 'current_se': 1, 'direction': 'up', **DATES},
        {'achievement': None, 'status': 'achieved', 'reason': 'no_distance'},
    ),
    # few expected: p is the exact test's, and not that of the z beside it
    (
        'part-whole-gaps',
        {'x_part': 1, 'n_part': 5, 'x_whole': 4, 'n_whole': 12},
        {'z': 0.828079, 'p_value': 0.575758, 'p_method': 'fisher_exact'},
    ),
    # forecasts are no points of a line, and periods in one another are of the same persons
    (
        'trends',
        {'direction': 'up', 'points': [*YEARS, {'period': '2026', 'value': 90, 'se': 2, 'obs_status': 'F'}]},
        {'periods_used': ['2021', '2022', '2023', '2024'], 'slope_per_year': 1.4, 'warnings': []},
    ),
    (
        'trends',
        {'direction': 'up', 'points': [*YEARS, {'period': '2024-S2', 'value': 55, 'se': 2}]},
        {'warnings': ['overlap_unhandled']},
    ),
    ('estimates', {'method': 'published', 'p': 0, 'moe95': 0.05}, {'se': 0.025511, 'n_eff': None}),
    (
        'benchmarks',
        {'own': 1.3, 'peers': [5.7, 2, 3, 5.7, 9], 'direction': 'range', 'target_low': 2, 'target_high': 5},
        {'rank': 3, 'percentile': 40},
    ),
)


def member(document, path):
    for part in path.split('.'):
        document = document[int(part)] if isinstance(document, list) else document[part]
    return document


class CheckValues(Case):
    def test_of_the_domain(self):
        for number, (name, body, expected) in enumerate(CHECKS):
            found = result(name, **body)
            for path, value in expected.items():
                with self.subTest(f'{number} {name} {path}'):
                    self.assertSame(member(found, path), value)
            with self.subTest(f'{number} {name} notes'):
                self.assertLessEqual({'method', 'warnings', 'reason'}, set(found))

    def assertSame(self, found, value):
        if isinstance(value, list):
            self.assertEqual(len(found), len(value))
            for a, b in zip(found, value):
                self.assertSame(a, b)
        elif isinstance(value, (int, float)) and not isinstance(value, bool):
            self.assertAlmostEqual(found, value, 6)
        else:
            self.assertEqual(found, value)

    def test_suppression(self):
        found = result('suppressions', k=5, counts=[[20, 2, 10], [15, 9, 7], [30, 12, 25]])
        self.assertEqual(
            [''.join(row) for row in found['conf_statuses']], ['FADF', 'FDDF', 'FFFF', 'FFFF']
        )
        self.assertEqual(found['published_counts'][0], [20, None, None, 32])
        self.assertIsNone(found['reason'])

    def test_the_examples_of_the_contract_work(self):
        """Each calculation answers 200 or says which member of the example it cannot use; never anything else."""
        for name, operation in operations().items():
            with self.subTest(name):
                reply = post(name, operation['requestBody']['content']['application/json']['example'])
                self.assertIn(reply.status, (200, 422), reply)


# ---- nulls and reasons ----


class Nulls(Case):
    def assertNulls(self, found, names, reason):
        for name in names:
            self.assertIsNone(found[name], name)
        self.assertEqual(found['reason'], reason)

    def test_no_variance(self):
        flat = {'mean': 3, 'sd': 0, 'n': 10}
        found = result('mean-changes', sampling='independent', before=flat, after={**flat, 'mean': 4})
        self.assertEqual((found['diff'], found['se']), (1, 0))
        self.assertNulls(found, ('t', 'df', 'p_value', 'ci'), 'no_variance')
        found = result(
            'mean-changes', sampling='paired', before={'mean': 3, 'sd': 1}, after={'mean': 4, 'sd': 1}, sd_diff=0, n_pairs=9
        )
        self.assertNulls(found, ('t', 'df', 'p_value', 'ci'), 'no_variance')
        found = result('differences-in-differences', measure='share', **cells(*[share(10, 10)] * 4))
        self.assertNulls(found, ('z', 'p_value', 'ci'), 'no_variance')

    def test_everybody_or_nobody(self):
        found = result('share-changes', sampling='independent', x_before=0, n_before=20, x_after=0, n_after=30)
        self.assertEqual((found['z'], found['p_value']), (None, 1))
        found = result('share-changes', sampling='paired', yes_yes=5, yes_no=0, no_yes=0, no_no=5)
        self.assertEqual(found['p_value'], 1)

    def test_all_trust(self):
        """There is nobody among whom the mistrusting could be counted, and no variance either."""
        found = result('trust-distributions', scale='rs_0_10', counts=[0] * 8 + [50, 60, 70])
        self.assertEqual((found['balance'], found['se_balance']), (100, 0))
        self.assertNulls(found, ('mistrust_share_of_nontrusting', 'balance_ci'), 'no_variance')

    def test_census(self):
        found = result('estimates', method='finite', x=12, n=18, population_size=18)
        self.assertEqual((found['se'], found['ci'], found['n_star']), (0, None, None))
        self.assertIn('census', found['warnings'])

    def test_few_peers(self):
        found = result('benchmarks', own=5, peers=[1, 2, 3, 4], direction='up')
        self.assertNulls(found, ('percentile', 'band'), 'too_few_peers')
        self.assertEqual(found['rank'], 1)

    def test_beyond_follow_up(self):
        found = result('retentions', rows=[{'month': 3, 'at_risk': 20, 'exits': 1, 'censored': 0}], months=[3, 24])
        self.assertIsNone(found['estimates'][1]['s'])
        self.assertIn('beyond_follow_up', found['warnings'])

    def test_survival_one(self):
        found = result('retentions', rows=[{'month': 3, 'at_risk': 20, 'exits': 0, 'censored': 0}], months=[3])
        self.assertEqual((found['estimates'][0]['s'], found['estimates'][0]['ci']), (1, None))

    def test_low_coverage(self):
        part = {'code': 'a', 'value': 5, 'se': 1, 'goalpost_low': 0, 'goalpost_high': 10, 'direction': 'up', 'weight': 1}
        missing = {**part, 'code': 'b', 'value': None, 'se': None}
        found = result('composite-indices', components=[part, missing])
        self.assertNulls(found, ('index', 'ci'), 'low_coverage')

    def test_few_points(self):
        found = result('trends', points=[{'period': '2021', 'value': 5, 'se': 1}], direction='up')
        self.assertNulls(found, ('slope_per_year', 'p_value', 'classification'), 'insufficient')

    def test_no_peers(self):
        found = result('benchmarks', own=5, peers=[], direction='up')
        self.assertNulls(found, ('rank', 'percentile', 'peer_mean', 'z_score'), 'too_few_peers')

    def test_small_n_is_computed_and_warned_about(self):
        found = result('share-changes', sampling='independent', x_before=1, n_before=4, x_after=3, n_after=4)
        self.assertIsNotNone(found['p_value'])
        self.assertIn('small_n', found['warnings'])


# ---- bad input ----

INDEPENDENT = {'sampling': 'independent', 'x_before': 48, 'n_before': 80, 'x_after': 56, 'n_after': 70}
PAIRED = {'sampling': 'paired', 'yes_yes': 1, 'yes_no': 1, 'no_yes': 1, 'no_no': 1}

# Name, body, pointer, code; a pointer None stands for a problem without one.
BAD = (
    ('share-changes', {**INDEPENDENT, 'x_before': -1}, '/x_before', 'out_of_range'),
    ('share-changes', {**INDEPENDENT, 'x_before': 81}, '/x_before', None),
    ('share-changes', {**INDEPENDENT, 'n_before': 0}, '/n_before', 'out_of_range'),
    ('share-changes', {**INDEPENDENT, 'x_before': 1.5}, '/x_before', 'not_an_integer'),
    ('share-changes', {**INDEPENDENT, 'x_before': '48'}, '/x_before', 'wrong_type'),
    ('share-changes', {**INDEPENDENT, 'n_after': 1000000001}, '/n_after', 'out_of_range'),
    ('share-changes', {**INDEPENDENT, 'yes_yes': 1}, '/yes_yes', 'unknown_member'),
    ('share-changes', {**PAIRED, 'x_before': 1}, '/x_before', 'unknown_member'),
    ('share-changes', {**INDEPENDENT, 'alpha': 0}, '/alpha', 'not_between'),
    ('share-changes', {**INDEPENDENT, 'conf_level': 1}, '/conf_level', 'not_between'),
    ('share-changes', {**INDEPENDENT, 'sampling': 'both'}, '/sampling', None),
    ('share-changes', {**PAIRED, 'yes_yes': 0, 'yes_no': 0, 'no_yes': 0, 'no_no': 0}, '/yes_yes', 'nobody'),
    ('share-changes', {}, '/sampling', 'required'),
    ('share-changes', [], '', 'not_an_object'),
    ('estimates', {'method': 'share', 'x': 5, 'n': 4}, '/x', None),
    ('estimates', {'method': 'published', 'p': 1.1, 'moe95': 0.1}, '/p', 'out_of_range'),
    ('estimates', {'method': 'finite', 'x': 1, 'n': 9, 'population_size': 8}, '/n', 'above'),
    ('estimates', {'method': 'weighted', 'groups': []}, '/groups', None),
    ('mean-changes', {'sampling': 'independent', 'before': {'mean': 1, 'sd': -1, 'n': 5}, 'after': {'mean': 1, 'sd': 1, 'n': 5}}, '/before/sd', 'out_of_range'),
    ('mean-changes', {'sampling': 'independent', 'before': {'mean': 1, 'sd': 1, 'n': 1}, 'after': {'mean': 1, 'sd': 1, 'n': 5}}, '/before/n', 'out_of_range'),
    ('p-value-adjustments', {'p_values': []}, '/p_values', None),
    ('p-value-adjustments', {'p_values': [0.5, 1.5]}, '/p_values/1', 'out_of_range'),
    ('p-value-adjustments', {'p_values': [0.5] * 10001}, '/p_values', 'too_many'),
    ('suppressions', {'k': 5, 'counts': []}, '/counts', None),
    ('suppressions', {'k': 5, 'counts': [[1, 2], [3]]}, '/counts/1', None),
    ('suppressions', {'k': 5, 'counts': [[1, -2], [3, 4]]}, '/counts/0/1', 'out_of_range'),
    ('suppressions', {'k': 5, 'counts': [[1] * 101] * 2}, '/counts/0', None),
    ('suppressions', {'k': 5, 'counts': [[1] * 2] * 101}, '/counts', 'too_many'),
    ('retentions', {'rows': [], 'months': [12]}, '/rows', None),
    ('retentions', {'rows': [{'month': 3, 'at_risk': 2, 'exits': 3, 'censored': 0}], 'months': [12]}, '/rows/0/exits', None),
    ('part-whole-gaps', {'x_part': 5, 'n_part': 6, 'x_whole': 4, 'n_whole': 10, 'direction': 'up'}, '/x_part', None),
    ('trust-distributions', {'scale': 'rs_0_10', 'counts': [1, 2, 3]}, '/counts', None),
    ('trust-distributions', {'scale': 'rs_0_10', 'counts': [0] * 11}, '/counts', 'nobody'),
    ('trust-classes', {'two_item': {f'trust_{trust}_harm_{harm}': 0 for trust in ('yes', 'no') for harm in ('yes', 'no')}}, '/two_item', 'nobody'),
    ('target-gaps', {'x': 34, 'n': 95, 'direction': 'range', 'target_low': 0.5, 'target_high': 0.4}, '/target_high', 'interval_order'),
    ('target-gaps', {'value': 0.5, 'ci': {'low': 0.6, 'high': 0.7}, 'target': 0.55, 'direction': 'up'}, '/value', 'outside_interval'),
    ('goal-achievements', {'baseline': 50, 'target': 60, 'current': 54, 'baseline_date': '2028-12-31', 'target_date': '2028-12-31',
                           'as_of': '2025-09-30', 'direction': 'up'}, '/target_date', 'not_before'),
    ('trends', {'points': [{'period': '2024-S9', 'value': 1, 'se': 1}], 'direction': 'up'}, '/points/0/period', None),
    ('pooled-effects', {'effects': [{'code': 'a', 'effect': 1, 'se': 0}]}, '/effects/0/se', None),
    ('plan-progresses', {'as_of': 'today', 'actions': []}, '/as_of', None),
)


class BadInput(Case):
    def test_each(self):
        for number, (name, body, pointer, code) in enumerate(BAD):
            with self.subTest(f'{number} {name} {pointer}'):
                problem = self.assertProblem(post(name, body), 'invalid-body')
                found = {(error['pointer'], error['code']) for error in problem['errors']}
                self.assertIn(pointer, {place for place, _ in found}, found)
                if code is not None:
                    self.assertIn((pointer, code), found)

    def test_all_at_once(self):
        body = {'sampling': 'independent', 'x_before': -1, 'n_before': 'many', 'x_after': 1.5, 'unheard': 1, 'alpha': 2}
        problem = self.assertProblem(post('share-changes', body), 'invalid-body')
        self.assertLessEqual(
            {'/x_before', '/n_before', '/x_after', '/n_after', '/unheard', '/alpha'},
            {error['pointer'] for error in problem['errors']},
        )

    def test_no_numbers(self):
        for text in ('NaN', 'Infinity', '-Infinity', '1e999', '-1e999', '01', '1.', '0x10'):
            with self.subTest(text):
                reply = post('difference-of-published', b'{"a": {"p": %s, "moe95": 0.1}}' % text.encode())
                self.assertIn(reply.status, (400, 422), reply)
                self.assertNotIn('NaN', reply.text.replace('"NaN"', ''))

    def test_no_json(self):
        for body in (b'', b'{', b'[]', b'null', b'{"x": 1, "x": 2}', b'\xff', b'[' * 100):
            with self.subTest(body):
                self.assertIn(post('estimates', body).status, (400, 422))

    def test_json_of_other_encodings(self):
        """A byte order mark changes nothing; what is no UTF-8 is told what it seems to be."""
        body = '{"method": "weighted", "groups": [{"weight": 1, "n": 9, "x": 1}]}'
        self.assertEqual(post('estimates', ('\ufeff' + body).encode('utf-8')).json(), post('estimates', body.encode('utf-8')).json())
        for encoding, name in (('cp1252', 'Windows-1252'), ('utf-16-le', 'UTF-16')):
            with self.subTest(encoding):
                problem = self.assertProblem(post('estimates', body.replace('weighted', 'v\u00E4gt').encode(encoding)), 'malformed-body', code='not_utf8')
                self.assertIn(name, self.detail(problem, 'not_utf8'))

    def test_a_million_groups(self):
        groups = b'{"weight":1,"n":9,"x":1}'
        body = b'{"method":"weighted","groups":[' + b','.join([groups] * 1000000) + b']}'
        self.assertProblem(post('estimates', body), 'body-too-large')
        body = b'{"method":"weighted","groups":[' + b','.join([groups] * 10001) + b']}'
        self.assertProblem(post('estimates', body), 'invalid-body', pointer='/groups', code='too_many')
        body = b'{"method":"weighted","groups":[' + b','.join([groups] * 10000) + b']}'
        self.assertEqual(post('estimates', body).status, 200)

    def test_the_largest_table(self):
        found = result('suppressions', k=5, counts=[[7] * 100] * 100)
        self.assertEqual(len(found['conf_statuses']), 101)

    def test_media_types(self):
        self.assertProblem(post('estimates', b'x=1', **{'Content-Type': 'text/plain'}), 'unsupported-media-type')
        self.assertProblem(client.get(f'{settings.API}/calculations/estimates'), 'method-not-allowed')
        self.assertProblem(post('unheard', {}), 'not-found')
        reply = client.request('POST', f'{settings.API}/calculations/estimates?x=1', JSON, b'{}')
        self.assertProblem(reply, 'invalid-parameters', parameter='x', code='unknown_parameter')


# ---- random bodies ----


def operations():
    return {
        path.rpartition('/')[2]: methods['post']
        for path, methods in contract.served()['paths'].items()
        if '/calculations/' in path and 'post' in methods
    }


class Bodies:
    """Bodies by the schemas of the contract: mostly as they say, now and then at their edges or beyond."""

    def __init__(self, schemas, seed):
        self.schemas = schemas
        self.random = random.Random(seed)

    def make(self, schema):
        if '$ref' in schema:
            schema = self.schemas[schema['$ref'].rpartition('/')[2]]
        if 'oneOf' in schema:
            return self.make(self.random.choice(schema['oneOf']))
        if self.random.random() < 0.02:
            return self.random.choice((None, True, 'x', -1, 1e308, -1e308, 1e-320, [], {}, 0, [[1]], '2024-02-30'))
        if 'enum' in schema:
            return self.random.choice(schema['enum'])
        kind = schema.get('type', 'object')
        if isinstance(kind, list):
            kind = self.random.choice(kind)
        return getattr(self, kind)(schema)

    def spoil(self, body):
        """A good body with one member somewhere replaced."""
        spoilt = json.loads(json.dumps(body))
        place = spoilt
        while True:
            key = self.random.choice(list(place) if isinstance(place, dict) else range(len(place)))
            if isinstance(place[key], (dict, list)) and place[key] and self.random.random() < 0.8:
                place = place[key]
                continue
            place[key] = self.random.choice((place[key], 0, 1, 0.5, -1, 2, 1e9, 1e12, 1e-300, None, 'x', [], {}))
            return spoilt

    def null(self, schema):
        return None

    def boolean(self, schema):
        return self.random.random() < 0.5

    def string(self, schema):
        if schema.get('format') == 'date':
            return f'{self.random.randint(1990, 2050)}-{self.random.randint(1, 12):02}-{self.random.randint(1, 28):02}'
        return self.random.choice(('2021', '2022-S1', '2023-Q4', '2024-05', 'a', 'ö', 'x' * 100, *schema.get('examples', ())))

    def integer(self, schema):
        low, high = int(schema.get('minimum', 0)), int(schema.get('maximum', 10**9))
        choices = (low, low + 1, self.random.randint(low, min(high, low + 30)), self.random.randint(low, high), high)
        return self.random.choice((*choices, self.random.choice((low - 1, high + 1, low)), choices[2], choices[2]))

    def number(self, schema):
        low = schema.get('minimum', schema.get('exclusiveMinimum', -1e12))
        high = schema.get('maximum', schema.get('exclusiveMaximum', 1e12))
        edge = self.random.choice((low, high, 0, 1, 1e-12, 0.5))
        return self.random.choice((edge, self.random.uniform(low, high), self.random.uniform(max(low, -10), min(high, 10)), 0.25))

    def array(self, schema):
        length = self.random.choice((0, 1, 2, 3, 4, 5, 11, 30))
        if schema.get('items', {}).get('type') == 'array':
            width = self.random.randint(1, 12)
            cell = schema['items']['items']
            return [[self.make(cell) for _ in range(width)] for _ in range(length)]
        return [self.make(schema.get('items', {})) for _ in range(length)]

    def object(self, schema):
        needed = set(schema.get('required', ()))
        made = {
            name: self.make(part)
            for name, part in schema.get('properties', {}).items()
            if (name in needed and self.random.random() < 0.98) or self.random.random() < 0.4
        }
        if self.random.random() < 0.02:
            made['unheard'] = 1
        return made


class RandomBodies(Case):
    COUNT, SEED = 2000, 20250930

    def test_none_is_too_much(self):
        """Never a 5xx, never NaN, never a reply that is no JSON; and what is computed passes its own schema's members."""
        document = contract.served()
        made = Bodies(document['components']['schemas'], self.SEED)
        calculations = sorted(operations().items())
        statuses = {}
        good = {name: [body for known, body, _ in CHECKS if known == name] for name, _ in calculations}
        good['suppressions'] = [{'k': 5, 'counts': [[20, 2, 10], [15, 9, 7], [30, 12, 25]]}]
        for i in range(self.COUNT):
            name, operation = calculations[i % len(calculations)]
            body = made.make(operation['requestBody']['content']['application/json']['schema'])
            if i // len(calculations) % 2:
                body = made.spoil(made.random.choice(good[name]))
            reply = post(name, body)
            self.assertIn(reply.status, (200, 400, 422), f'{name} {json.dumps(body)[:2000]} {reply}')
            found = json.loads(reply.text, parse_constant=self.no_constant)
            if reply.status == 200:
                self.assertLessEqual({'method', 'warnings', 'reason'}, set(found))
            statuses.setdefault(name, set()).add(reply.status)
        self.assertEqual({name for name, seen in statuses.items() if 200 not in seen}, set(), 'no body of these was good')

    def no_constant(self, text):
        self.fail(f'{text} is no JSON')
