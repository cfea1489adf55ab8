"""Analyses of stored figures: what domain.md 4.4 and 4.5 show, worked out again from the demonstration's files, for
everybody and with keys; what is refused; what never leaves."""

import csv
import io
import itertools
import json
import math
import re
import statistics
import unittest
import urllib.parse

from support import client, database, demo, server, settings
from support.case import Case
from support.people import People

PEOPLE = People(client.Client(settings.BASE_URL), settings.DATABASE)
Z = statistics.NormalDist().inv_cdf(0.975)


def ask(name, person=None, **parameters):
    """The items of an analysis."""
    reply = request(name, person, **parameters)
    if reply.status != 200:
        raise AssertionError(reply)
    return reply.json()[name.replace('-', '_')]


def request(name, person=None, accept='application/json', **parameters):
    path = f'{settings.API}/analyses/{name}?{urllib.parse.urlencode(parameters, safe=",")}'
    headers = {'Accept': accept}
    if person is not None:
        headers['Authorization'] = f'Bearer {person.key}'
    return client.request('GET', path, headers)


def reader(municipality):
    return PEOPLE.who(municipality, 'reader')


# ---- the oracle: the files, and statistics in a few lines of its own ----


def figure(indicator, area, period, group=None, revision=None):
    """The newest (or that) revision in observations.csv."""
    found = [
        row
        for row in demo.rows('observations')
        if (row['indicator'], row['area'], row['period'], row['sex'], row['age_band']) == (indicator, area, period, '_T', '_T')
        and group in (None, row['respondent_group'])
        and revision in (None, row['revision'])
    ]
    return max(found, key=lambda row: int(row['revision']))


def number(row, name):
    return float(row[name])


def wilson(x, n):
    p, share = x / n, Z * Z / n
    middle, half = (p + share / 2) / (1 + share), Z / (1 + share) * math.sqrt(p * (1 - p) / n + share / n / 4)
    return middle - half, middle + half


def newcombe(x1, n1, x2, n2):
    """p2 - p1, its interval, and p of the pooled z."""
    p1, p2, (l1, u1), (l2, u2) = x1 / n1, x2 / n2, wilson(x1, n1), wilson(x2, n2)
    diff, pooled = p2 - p1, (x1 + x2) / (n1 + n2)
    z = diff / math.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2))
    return (
        diff,
        diff - math.hypot(p2 - l2, u1 - p1),
        diff + math.hypot(u2 - p2, p1 - l1),
        math.erfc(abs(z) / math.sqrt(2)),
    )


def weighted_slope(points):
    """Slope and two-sided p of (t, y, se)."""
    weights = [1 / se**2 for _, _, se in points]
    total = sum(weights)
    t_mean = sum(w * t for w, (t, _, _) in zip(weights, points)) / total
    y_mean = sum(w * y for w, (_, y, _) in zip(weights, points)) / total
    spread = sum(w * (t - t_mean) ** 2 for w, (t, _, _) in zip(weights, points))
    slope = sum(w * (t - t_mean) * (y - y_mean) for w, (t, y, _) in zip(weights, points)) / spread
    return slope, math.erfc(abs(slope) * math.sqrt(spread) / math.sqrt(2))


def student(t, df):
    """Two-sided p of Student's distribution with a whole df (Abramowitz and Stegun 26.7.3 and 26.7.4)."""
    angle = math.atan(abs(t) / math.sqrt(df))
    cosine, total, term = math.cos(angle), 0, math.cos(angle) if df % 2 else 1
    for k in range(df % 2, df - 1, 2):
        total += term
        term *= cosine**2 * (k + 1) / (k + 2)
    within = math.sin(angle) * total
    return 1 - (2 / math.pi * (angle + within) if df % 2 else within)


def random_pool(studies):
    """DerSimonian and Laird, Hartung and Knapp: effect and p of (effect, se)."""
    weights = [1 / se**2 for _, se in studies]
    fixed = sum(w * d for w, (d, _) in zip(weights, studies)) / sum(weights)
    q = sum(w * (d - fixed) ** 2 for w, (d, _) in zip(weights, studies))
    scale = sum(weights) - sum(w * w for w in weights) / sum(weights)
    tau2 = max(0, (q - len(studies) + 1) / scale)
    weights = [1 / (se**2 + tau2) for _, se in studies]
    effect, df = sum(w * d for w, (d, _) in zip(weights, studies)) / sum(weights), len(studies) - 1
    varied = sum(w * (d - effect) ** 2 for w, (d, _) in zip(weights, studies)) / df
    return effect, student(effect / math.sqrt(max(1, varied) / sum(weights)), df)


def holm(p_values):
    order = sorted(range(len(p_values)), key=lambda i: p_values[i])
    adjusted, least = [0] * len(p_values), 0
    for rank, i in enumerate(order):
        least = max(least, min(1, (len(p_values) - rank) * p_values[i]))
        adjusted[i] = least
    return adjusted


def change_of_means(indicator, group, area, before='2021-05', after='2022-10'):
    """Independent samples: difference and its standard error."""
    a, b = (figure(indicator, area, period, group) for period in (before, after))
    variance = sum(number(row, 'sd') ** 2 / number(row, 'n_valid') for row in (a, b))
    return number(b, 'value') - number(a, 'value'), math.sqrt(variance)


def paired_row(area, indicator='sam-01'):
    return next(
        row for row in demo.rows('paired-tables') if (row['municipality'], row['indicator']) == (area, indicator)
    )


def change_of_pairs(area):
    row = paired_row(area)
    s1, s2, r = number(row, 'sd_before'), number(row, 'sd_after'), number(row, 'correlation')
    diff = number(row, 'mean_after') - number(row, 'mean_before')
    return diff, math.sqrt(s1 * s1 + s2 * s2 - 2 * r * s1 * s2) / math.sqrt(number(row, 'n_pairs'))


TREATED = ('dk-991', 'dk-992', 'dk-993', 'dk-994')


class Analysis(Case):
    def assertNear(self, found, expected, places=9):
        self.assertAlmostEqual(found, expected, places)

    def assertRounded(self, found, expected):
        """As the domain prints it: as many decimals as the text has."""
        self.assertEqual(f'{found:.{len(expected.partition(".")[2])}f}', expected)


# ---- gaps ----


class Gaps(Analysis):
    def test_part_whole(self):
        cases = {'ins-01': (1, '17.1', '7.9', '25.5'), 'ins-06': (-1, '12.5', '5.6', '20.8')}
        for indicator, (sign, gap, low, high) in cases.items():
            with self.subTest(indicator):
                item = ask('trust-gaps', type='part_whole', indicator=indicator, area='se-9901-d2', period='2024')[0]
                part, whole = (figure(indicator, area, '2024') for area in ('se-9901-d2', 'se-9901'))
                x, n, all_x, all_n = (number(row, name) for row in (part, whole) for name in ('x', 'n_valid'))
                pair = (x, n, all_x - x, all_n - n) if sign > 0 else (all_x - x, all_n - n, x, n)
                diff, lower, upper, p = newcombe(*pair)
                outside = 100 * (1 - n / all_n)
                self.assertNear(item['gap'], outside * diff)
                self.assertNear(item['gap_ci']['low'], outside * lower)
                self.assertNear(item['gap_ci']['high'], outside * upper)
                self.assertNear(item['gap_rest_minus_part'], 100 * diff)
                self.assertNear(item['p_value'], p)
                self.assertNear(item['lambda_part'], n / all_n)
                self.assertRounded(item['gap'], gap)
                self.assertRounded(item['gap_ci']['low'], low)
                self.assertRounded(item['gap_ci']['high'], high)
                self.assertEqual(item['gap_direction'], 'shortfall')
                self.assertEqual(item['reference'], 'se-9901')
                self.assertEqual([used['n'] for used in item['inputs']], [n, all_n])
                self.assertIs(item['is_synthetic'], True)

    def test_the_p_value_of_the_tour(self):
        item = ask('trust-gaps', type='part_whole', indicator='ins-01', area='se-9901-d2', period='2024')[0]
        self.assertRounded(item['p_value'], '0.0003')
        self.assertEqual(item['value'], 35.8)
        self.assertRounded(item['ci']['low'], '26.875')

    def test_mutual(self):
        item = ask(
            'trust-gaps', type='mutual', indicator='sam-01', area='dk-991', respondent_group='user', period='2022-10'
        )[0]
        self.assertRounded(item['gap'], '-0.236')
        self.assertRounded(item['p_value'], '0.40')
        self.assertEqual(item['reference'], 'sam-03.caseworker')
        self.assertEqual((item['gap_direction'], item['method']), ('surplus', 'welch'))

    def test_inside_out(self):
        item = ask('trust-gaps', type='inside_out', area='se-9901')[0]
        self.assertRounded(item['value'], '70.1')
        self.assertRounded(item['reference_value'], '54.6')
        self.assertNear(item['gap'], item['value'] - item['reference_value'])
        self.assertIn('overlap_unhandled', item['warnings'])

    def test_areas_and_forms(self):
        item = ask('trust-gaps', type='area', indicator='ins-01', area='se-9901', reference_area='se-9902', period='2024')[0]
        focal, reference = (figure('ins-01', area, '2024') for area in ('se-9901', 'se-9902'))
        diff, low, high, p = newcombe(*(number(row, name) for row in (focal, reference) for name in ('x', 'n_valid')))
        self.assertNear(item['gap'], 100 * diff)
        self.assertNear(item['gap_ci']['low'], 100 * low)
        self.assertNear(item['gap_ci']['high'], 100 * high)
        self.assertNear(item['p_value'], p)
        form = ask('trust-gaps', type='form', area='se-9901')[0]
        self.assertGreater(form['gap'], 0)
        self.assertLessEqual({'overlap_unhandled', 'multiple_tests'}, set(form['warnings']))

    def test_target(self):
        item = ask('trust-gaps', type='target', indicator='ins-01', area='se-9901')[0]
        target = next(row for row in demo.rows('targets') if row['code'] == 'tg-norr-ins-01')
        self.assertEqual(item['reference'], target['code'])
        self.assertNear(item['gap'], number(target, 'target') - 52.9)
        self.assertNear(item['gap_ci']['low'], number(target, 'target') - item['ci']['high'])
        self.assertEqual(item['target_status'], 'not_met')
        self.assertNear(item['gap_relative_pct'], 100 * item['gap'] / number(target, 'target'))

    def test_a_hidden_figure_has_no_gap(self):
        for indicator, area in (('ins-01', 'se-9901-d2b'), ('ins-06', 'se-9901-d2b'), ('int-05', 'se-9901-d6')):
            with self.subTest(f'{indicator} {area}'):
                item = ask('trust-gaps', type='part_whole', indicator=indicator, area=area, period='2024')[0]
                for member in ('value', 'ci', 'gap', 'gap_ci', 'p_value', 'lambda_part', 'gap_direction', 'reference_value'):
                    self.assertIsNone(item[member], member)
                self.assertEqual(item['reason'], 'hidden')
                self.assertEqual(item['inputs'], [])

    def test_below_ten_only_the_direction(self):
        """An editor sees the figure of nine answers; the analysis gives no magnitude and no p (A5g)."""
        editor = PEOPLE.who('se-9901', 'editor')
        item = ask('trust-gaps', editor, type='part_whole', indicator='ins-01', area='se-9901-d2a', period='2024')[0]
        self.assertEqual((item['value'], item['gap_direction']), (33.3, 'shortfall'))
        for member in ('gap', 'gap_ci', 'p_value', 'gap_rest_minus_part', 'gap_rest_minus_part_ci'):
            self.assertIsNone(item[member], member)
        self.assertIn('small_n', item['warnings'])
        self.assertEqual(item['reason'], 'insufficient')

    def test_groups(self):
        item = ask(
            'trust-gaps',
            type='group',
            indicator='int-04',
            area='se-9901',
            respondent_group='employee',
            reference_group='manager',
            period='2024',
        )[0]
        focal, reference = (figure('int-04', 'se-9901', '2024', group) for group in ('employee', 'manager'))
        self.assertNear(item['gap'], number(reference, 'value') - number(focal, 'value'), 1)
        self.assertEqual(item['reference'], 'manager')

    def test_without_uncertainty_there_is_no_test(self):
        item = ask('trust-gaps', type='area', indicator='soc-01', area='se-9901', reference_area='se-demo', period='2024')[0]
        self.assertIsNotNone(item['gap'])
        self.assertEqual((item['gap_ci'], item['p_value'], item['reason']), (None, None, 'no_uncertainty'))

    def test_several_values_are_several_items(self):
        items = ask('trust-gaps', type='part_whole', indicator='ins-01,ins-06', area='se-9901-d2,se-9901-d4', period='2024')
        self.assertEqual(
            [(item['indicator'], item['area']) for item in items],
            list(itertools.product(('ins-01', 'ins-06'), ('se-9901-d2', 'se-9901-d4'))),
        )

    def test_what_a_type_needs(self):
        cases = {
            'type=part_whole': [('indicator', 'needed_when'), ('area', 'needed_when')],
            'type=area&indicator=ins-01&area=se-9901': [('reference_area', 'needed_when')],
            'type=mutual&indicator=sam-01&area=dk-991': [('respondent_group', 'needed_when')],
            'type=unheard': [('type', 'not_supported')],
            'indicator=ins-01': [('type', 'required')],
        }
        for query, violations in cases.items():
            with self.subTest(query):
                reply = client.get(f'{settings.API}/analyses/trust-gaps?{query}')
                for parameter, code in violations:
                    self.assertProblem(reply, 'invalid-parameters', parameter=parameter, code=code)


# ---- classes ----


class Classes(Analysis):
    def test_two_items(self):
        cases = {
            'se-9901-d2': ('mistrust', False, 'competence'),
            'se-9901-d4': ('trust', False, 'maintenance'),
            'se-9901': ('lack', True, 'benevolence'),
            'se-9901-d2a': ('insufficient', None, None),
        }
        # an editor: readers are not told the table of a hidden figure (test_told_tables)
        items = ask('trust-classes', PEOPLE.who('se-9901', 'editor'), area=','.join(cases))
        for item in items:
            with self.subTest(item['area']):
                table = next(row for row in demo.rows('two-item-tables') if row['area'] == item['area'])
                counts = {
                    'p_trust': number(table, 'trust_yes_harm_no'),
                    'p_ambivalent': number(table, 'trust_yes_harm_yes'),
                    'p_lack': number(table, 'trust_no_harm_no'),
                    'p_mistrust': number(table, 'trust_no_harm_yes'),
                }
                n = sum(counts.values())
                self.assertEqual(item['n'], n)
                for member, count in counts.items():
                    self.assertNear(item[member], count / n)
                    self.assertNear(item[f'{member}_ci']['low'], max(0, wilson(count, n)[0]))
                    self.assertNear(item[f'{member}_ci']['high'], wilson(count, n)[1])
                self.assertEqual((item['trust_class'], item['class_certain'], item['strategy']), cases[item['area']])
                self.assertEqual([used['table'] for used in item['inputs']], ['two-item-tables'])
                self.assertIs(item['is_synthetic'], True)
        district = items[0]
        for found, text in zip(
            (district['p_mistrust'], *district['p_mistrust_ci'].values()), ('0.221', '0.149', '0.314')
        ):
            self.assertRounded(found, text)

    SHARES = ('n', 'p_trust', 'p_trust_ci', 'p_lack', 'p_lack_ci', 'p_mistrust', 'p_mistrust_ci', 'p_ambivalent', 'net_trust')

    def test_others_see_the_class_of_a_municipality_and_no_share(self):
        for person in (None, reader('se-9902'), PEOPLE.who('ev-sam', 'evaluator')):
            item = ask('trust-classes', person, area='se-9901')[0]
            self.assertEqual(
                (item['trust_class'], item['class_certain'], item['class_basis'], item['strategy']),
                ('lack', True, 'two_item', 'benevolence'),
            )
            for member in self.SHARES:
                self.assertIsNone(item[member], member)
            # which table it rests on, and no count of it
            self.assertEqual([(used['table'], used['area'], used['period'], used['respondent_group'], used['n']) for used in item['inputs']],
                             [('two-item-tables', 'se-9901', '2024', 'resident', None)])

    def test_others_see_no_class_of_a_district(self):
        for person in (None, reader('se-9902')):
            for area in ('se-9901-d2', 'se-9901-d4', 'se-9901-d2a'):
                with self.subTest(area):
                    item = ask('trust-classes', person, area=area)[0]
                    for member in (*self.SHARES, 'trust_class', 'class_certain', 'class_basis', 'strategy', 'method'):
                        self.assertIsNone(item[member], member)
                    self.assertEqual((item['inputs'], item['is_synthetic']), ([], False))

    def test_what_was_not_published_yet_has_no_class(self):
        """The year was over, its figures not yet out: a class would tell what they are."""
        for as_of in ('2024-06-30', '2025-02-01'):
            self.assertIsNone(ask('trust-classes', area='se-9901', as_of=as_of)[0]['trust_class'])
        self.assertEqual(ask('trust-classes', area='se-9901', as_of='2025-05-01')[0]['trust_class'], 'lack')


# ---- trends, indices, benchmarks ----


class Series(Analysis):
    def test_trends_from_the_break(self):
        cases = {'se-9901': 'stable', 'se-9902': 'improving', 'se-9911': 'deteriorating'}
        for item in ask('trends', indicator='ins-01', area=','.join(cases)):
            with self.subTest(item['area']):
                rows = [figure('ins-01', item['area'], str(year)) for year in (2021, 2022, 2023, 2024)]
                self.assertEqual(rows[0]['obs_status'] == 'B', item['area'] == 'se-9901')
                points = []
                for row in rows:
                    p = number(row, 'x') / number(row, 'n_valid')
                    points.append((float(row['period']), number(row, 'value'), 100 * math.sqrt(p * (1 - p) / number(row, 'n_valid'))))
                slope, p_value = weighted_slope(points)
                self.assertEqual(item['periods_used'], ['2021', '2022', '2023', '2024'])
                self.assertNear(item['slope_per_year'], slope)
                self.assertNear(item['p_value'], p_value)
                self.assertEqual(item['classification'], cases[item['area']])
                step = newcombe(*(number(row, name) for row in rows[-2:] for name in ('x', 'n_valid')))
                self.assertNear(item['latest_step']['diff'], 100 * step[0])
                self.assertNear(item['latest_step']['p_value'], step[3])

    def test_alpha(self):
        item = ask('trends', indicator='ins-01', area='se-9911', alpha='0.01')[0]
        self.assertEqual(item['classification'], 'stable')

    def test_indices(self):
        lokal = ask('composite-indices', index='ix-lokal', area='se-9912')[0]
        self.assertRounded(lokal['weight_coverage'], '0.667')
        self.assertIsNotNone(lokal['index'])
        self.assertEqual([part['score'] is None for part in lokal['scores']], [False, False, True])
        inst = ask('composite-indices', index='ix-inst', area='se-9913')[0]
        self.assertNear(inst['weight_coverage'], 0.6)
        self.assertEqual((inst['index'], inst['ci'], inst['reason']), (None, None, 'low_coverage'))

    def test_an_indicator_without_components_is_no_index(self):
        for case in self.table(['ins-01', 'bof-02']):  # the latter has the unit of an index
            with case as code:
                problem = self.assertRefused(f'{settings.API}/analyses/composite-indices?index={code}&area=se-9901', parameter='index', code='unknown_code')
                listed = re.search(r'Allowed: (\S+)\.$', self.detail(problem, 'unknown_code'))[1]
                self.assertIn('ix-inst', {row['indicator'] for row in client.get(listed).json()['indicator_versions']})

    def test_benchmark(self):
        item = ask('benchmarks', indicator='ins-01', municipality='se-9901', peer_group='pg-demo10')[0]
        peers = [number(figure('ins-01', f'se-99{code}', '2024'), 'value') for code in range(11, 21)]
        own = 52.9
        below = sum(value < own for value in peers) + sum(value == own for value in peers) / 2
        self.assertEqual(item['rank'], 1 + sum(value > own for value in peers))
        self.assertNear(item['percentile'], 100 * below / len(peers))
        self.assertNear(item['peer_mean'], statistics.fmean(peers))
        self.assertNear(item['peer_median'], statistics.median(peers))
        self.assertNear(item['peer_sd'], statistics.stdev(peers))
        self.assertEqual((item['rank'], item['percentile'], item['differs_from_peer_mean']), (7, 40, False))
        self.assertRounded(item['peer_mean'], '53.5')

    def test_four_public_peers_have_no_percentile(self):
        item = ask('benchmarks', indicator='org-01', municipality='dk-991', peer_group='pg-demo-dk', period='2022')[0]
        self.assertEqual((item['n_peers'], item['percentile'], item['band'], item['reason']), (4, None, None, 'too_few_peers'))


# ---- plans ----


class Plans(Analysis):
    def test_goals(self):
        expected = {
            ('pl-norr', 'lok-04'): 'achieved',
            ('pl-norr', 'pro-02'): 'on_track',
            ('pl-norr', 'pro-03'): 'behind',
            ('pl-norr', 'int-05'): 'wrong_way',
            ('pl-norr', 'ins-01'): 'no_detectable_change',
        }
        item = ask('plan-progresses', reader('se-9901'), plan='pl-norr')[0]
        found = {('pl-norr', goal['indicator']): goal['status'] for goal in item['goals']}
        self.assertLessEqual(expected.items(), found.items())

    def test_the_plan_is_the_weighted_sum_of_its_actions(self):
        item = ask('plan-progresses', plan='pl-norr')[0]
        goals = {row['code'] for row in demo.rows('goals') if row['plan'] == 'pl-norr'}
        actions = [row for row in demo.rows('actions') if row['goal'] in goals]
        self.assertEqual(len(item['actions']), len(actions))
        by_code = {action['code']: action for action in item['actions']}
        kept = [row for row in actions if row['state'] != 'cancelled']
        weights = sum(number(row, 'weight') for row in kept)
        expected = sum(number(row, 'weight') * by_code[row['code']]['expected'] for row in kept) / weights
        self.assertNear(item['expected_progress'], expected)
        self.assertNear(item['spi'], item['progress'] / expected)
        for row in actions:
            self.assertEqual(by_code[row['code']]['rag'] is None, row['state'] == 'cancelled')

    def test_the_strategy_warning_needs_a_key(self):
        def warned(person):
            return {a['code'] for a in ask('plan-progresses', person, plan='pl-norr')[0]['actions'] if a['strategy_warning']}

        self.assertIn('pl-norr-a4', warned(reader('se-9901')))
        self.assertNotIn('pl-norr-a3', warned(reader('se-9901')))
        self.assertEqual(warned(None), set())

    def test_a_warning_that_nobody_can_give_is_null(self):
        """Fitting is false, not fitting true; where the class or the strategy is not known to the asker there is neither."""
        def told(person):
            return {a['code']: a['strategy_warning'] for a in ask('plan-progresses', person, plan='pl-norr')[0]['actions']}

        inside = told(reader('se-9901'))
        self.assertEqual((inside['pl-norr-a3'], inside['pl-norr-a4']), (False, True))
        bare = [row['code'] for row in demo.rows('actions') if row['code'] in inside and not (row['area'] or row['target_group'])]
        self.assertTrue(bare)
        self.assertEqual({inside[code] for code in bare}, {None})
        self.assertEqual(set(told(None).values()), {None})

    def test_weakest_link(self):
        item = ask('weakest-links', reader('se-9901'), plan='pl-fss')[0]
        groups = {group['respondent_group']: group for group in item['groups']}
        employee, manager = groups['employee'], groups['manager']
        self.assertEqual((employee['weakest_process_step'], employee['is_clear']), ('feedback', True))
        self.assertRounded(employee['p_value'], '0.003')
        self.assertEqual((manager['weakest_process_step'], manager['is_clear']), ('feedback', False))
        self.assertIn('overlap_unhandled', item['warnings'])  # the same persons answered of both steps
        # Student's interval of 83 answers; R: 2.699 + c(-1, 1) * qt(0.975, 82) * 1.112 / sqrt(83)
        weakest = next(link for link in employee['links'] if link['process_step'] == 'feedback')
        for end, wanted in {'low': 2.456188039810, 'high': 2.941811960190}.items():
            self.assertAlmostEqual(weakest['ci'][end], wanted, places=9)
        self.assertEqual({used['table'] for used in item['inputs']}, {'process-assessments'})
        self.assertEqual(len({used['id'] for used in item['inputs']}), 10)
        self.assertIs(item['is_synthetic'], True)

    def test_a_link_of_few_answers_is_not_tested(self):
        editor = PEOPLE.who('se-9901', 'editor')
        for step, n in (('decide', 40), ('feedback', 9)):
            made = editor.create(
                'process-assessments',
                plan='pl-fss',
                subject='Prov av svagaste länken',
                process_step=step,
                truster='politician',
                trustee='employee',
                respondent_group='politician',
                assessed_on='2025-03-01',
                mean=3.5 if n > 9 else 2.0,
                sd=0.9,
                n=n,
            )
            self.addCleanup(editor.delete, f'process-assessments/{made["id"]}')
        item = ask('weakest-links', reader('se-9901'), plan='pl-fss')[0]
        group = next(group for group in item['groups'] if group['respondent_group'] == 'politician')
        self.assertEqual(group['weakest_process_step'], 'feedback')
        for member in ('is_clear', 'diff', 'se', 'p_value'):
            self.assertIsNone(group[member], member)

    def test_reach(self):
        item = ask('steering-reaches', reader('se-9902'), plan='pl-sund')[0]
        self.assertNear(item['reach'], 5 / 7)
        self.assertEqual((item['levels_held'], item['levels_measured'], item['first_break']), (5, 7, 'employee'))
        self.assertEqual((item['rule'], item['limit'], item['reaches_users'], item['method']),
                         ('practised_else_experienced', 0.5, True, 'wilson'))
        employees, users = item['levels'][-2:]
        self.assertEqual([(level['holds'], level['is_clear']) for level in (employees, users)], [(False, False), (True, False)])
        self.assertNear(users['p_held'], 24 / 41)
        self.assertRounded(users['ci']['low'], '0.433671')
        self.assertRounded(users['ci']['high'], '0.722435')
        self.assertIs(item['is_synthetic'], True)

    def test_an_internal_plan_is_unknown_to_others(self):
        for person in (None, reader('se-9901')):
            reply = request('steering-reaches', person, plan='pl-sund')
            self.assertProblem(reply, 'invalid-parameters', parameter='plan', code='unknown_code')

    def test_assessments_of_a_public_plan_stay_inside(self):
        item = ask('weakest-links', plan='pl-norr')[0]
        self.assertEqual((item['groups'], item['inputs'], item['reason']), ([], [], 'insufficient'))


class Reports(Analysis):
    def test_freshness(self):
        def of(municipality, indicator):
            return {row['freshness'] for row in ask('freshness-reports', municipality=municipality)[0]['series'] if row['indicator'] == indicator}

        self.assertEqual(of('se-9901', 'sek-01'), {'fresh'})
        self.assertEqual(of('se-9902', 'org-03'), {'aging'})
        for indicator in ('sam-01', 'sam-03', 'sam-09'):
            self.assertEqual(of('dk-991', indicator), {'stale'})
        report = ask('freshness-reports', municipality='dk-991')[0]
        self.assertTrue(report['is_synthetic'])
        self.assertIn('stale', report['warnings'])
        self.assertEqual(report['n_stale'], sum(row['freshness'] == 'stale' for row in report['series']))

    def test_freshness_is_that_of_the_day(self):
        report = ask('freshness-reports', municipality='se-9901', as_of='2027-09-30')[0]
        self.assertEqual(report['n_fresh'] + report['n_aging'] < len(report['series']), True)

    def test_burden(self):
        report = ask('burden-reports', reader('se-9901'), municipality='se-9901')[0]
        used = {row['indicator']: row['is_unused'] for row in report['indicators']}
        self.assertIs(used['ins-01'], False)
        self.assertIs(used['soc-03'], True)
        self.assertEqual(report['n_unused'], sum(used.values()))
        self.assertTrue(report['is_synthetic'])

    def test_outsiders_cannot_tell_what_no_plan_uses(self):
        for person in (None, reader('se-9901')):
            report = ask('burden-reports', person, municipality='se-9902')[0]
            self.assertEqual((report['n_unused'], report['reason']), (None, 'insufficient'))
            self.assertEqual({row['is_unused'] for row in report['indicators']} & {True}, set())

    def test_inside_out(self):
        report = ask('inside-out-reports', reader('se-9901'), municipality='se-9901')[0]
        self.assertEqual(
            [level['inside_out_level'] for level in report['levels']], ['all_levels', 'values', 'conduct', 'competence']
        )
        outside = {one['indicator']: one for one in report['external']}
        self.assertEqual(outside['ins-01']['classification'], 'stable')
        # trust of those outside in those inside, whatever the indicator is called; not what is no trust, or is inside
        self.assertLessEqual({'ins-01', 'ins-02', 'ins-03', 'ins-04'}, set(outside))
        self.assertFalse(set(outside) & {'ins-06', 'ins-08', 'int-04', 'org-01', 'soc-01', 'lok-01', 'ix-inst'})
        danish = ask('inside-out-reports', reader('dk-991'), municipality='dk-991')[0]['external']
        self.assertLessEqual({'sam-01', 'sam-02'}, {one['indicator'] for one in danish})
        self.assertFalse({'sam-06', 'sam-07'} & {one['indicator'] for one in danish})


# ---- retention ----


class Retention(Analysis):
    def survival(self, period, month):
        """Kaplan and Meier from the file's newest revision."""
        rows = [row for row in demo.rows('life-table-rows') if row['period'] == period and row['indicator'] == 'bof-01']
        newest = max(int(row['revision']) for row in rows)
        s = 1
        for row in rows:
            if int(row['revision']) == newest and int(row['month']) <= month:
                s *= 1 - number(row, 'exits') / number(row, 'at_risk')
        return s

    def test_from_the_life_table(self):
        cases = {('2023', 12): '0.850', ('2023', 24): '0.806', ('2024', 12): '0.873'}
        for (period, month), text in cases.items():
            with self.subTest(f'{period} {month}'):
                item = ask('retentions', reader('se-9902'), area='se-9902', period=period)[0]
                estimate = next(row for row in item['estimates'] if row['month'] == month)
                self.assertNear(estimate['s'], self.survival(period, month))
                self.assertRounded(estimate['s'], text)
                self.assertLess(estimate['ci']['low'], estimate['s'])
                self.assertEqual(item['method'], 'kaplan_meier')
                self.assertIn('life-table-rows', [used['table'] for used in item['inputs']])

    def test_beyond_follow_up(self):
        item = ask('retentions', reader('se-9902'), area='se-9902', period='2024')[0]
        self.assertIsNone(item['estimates'][1]['s'])
        self.assertEqual(item['reason'], 'beyond_follow_up')
        self.assertIn('beyond_follow_up', item['warnings'])

    def test_crude(self):
        for person in (None, reader('se-9902')):
            item = ask('retentions', person, area='se-9902', period='2022')[0]
            self.assertNear(item['crude']['p'], 41 / 49)
            self.assertEqual((item['value'], item['method'], item['estimates']), (83.7, 'crude', []))
            self.assertIn('crude_share', item['warnings'])

    def test_before_the_change_of_method(self):
        item = ask('retentions', reader('se-9902'), area='se-9902', period='2024', as_of='2025-05-01')[0]
        self.assertEqual((item['crude']['x'], item['crude']['n'], item['estimates']), (51, 58, []))
        self.assertRounded(100 * item['crude']['p'], '87.9')

    def test_life_tables_stay_inside(self):
        for person in (None, reader('se-9901')):
            item = ask('retentions', person, area='se-9902', period='2023')[0]
            self.assertEqual(item['estimates'], [])
            self.assertEqual({used['table'] for used in item['inputs']}, {'observations'})


# ---- effects ----


class Effects(Analysis):
    def measures(self, person=None, evaluation='ev-sam', **more):
        item = ask('effects', person, evaluation=evaluation, **more)[0]
        return item, {(m['indicator'], m['respondent_group']): m for m in item['measures']}

    def expected_pools(self):
        user = random_pool([change_of_pairs(area) for area in TREATED])
        relative = random_pool([change_of_means('sam-01', 'relative', area) for area in TREATED])
        employee = random_pool([change_of_means('sam-03', 'employee', area) for area in TREATED])
        return {('sam-01', 'user'): user, ('sam-01', 'relative'): relative, ('sam-03', 'employee'): employee}

    def test_the_method_is_that_of_the_pools(self):
        for evaluation, method in (('ev-sam', 'knapp_hartung'), ('ev-991-1', 'normal')):
            item, _ = self.measures(evaluation=evaluation)
            self.assertEqual((item['reason'], item['method']), (None, method))

    def test_pooled_effects_and_holm(self):
        expected = self.expected_pools()
        adjusted = dict(zip(expected, holm([p for _, p in expected.values()])))
        texts = {
            ('sam-01', 'user'): ('0.41', '0.135'),
            ('sam-01', 'relative'): ('0.43', '0.240'),
            ('sam-03', 'employee'): ('0.19', '0.240'),
        }
        for person in (None, reader('dk-991'), PEOPLE.who('ev-sam', 'evaluator'), PEOPLE.who(None, 'operator')):
            _, found = self.measures(person)
            for key, (effect, p_value) in expected.items():
                with self.subTest(f'{person and person.key[:9]} {key}'):
                    self.assertNear(found[key]['random']['effect'], effect)
                    self.assertNear(found[key]['random']['p_value'], p_value)
                    self.assertNear(found[key]['adjusted_p_value'], adjusted[key])
                    self.assertRounded(found[key]['random']['effect'], texts[key][0])
                    self.assertRounded(found[key]['adjusted_p_value'], texts[key][1])

    def test_difference_in_differences(self):
        texts = {('sam-01', 'user'): '0.54', ('sam-01', 'relative'): '0.50', ('sam-03', 'employee'): '0.01'}
        item, found = self.measures()
        for key, text in texts.items():
            did = found[key]['difference_in_differences']
            self.assertRounded(did['did'], text)
            self.assertIn('few_clusters', did['warnings'])
            self.assertEqual('pretrend' in did['warnings'], key == ('sam-03', 'employee'), key)
        self.assertEqual(found['sam-01', 'user']['difference_in_differences']['method'], 'did_panel')
        self.assertEqual((item['alpha'], item['correction']), (0.05, 'holm'))

    def test_the_panel_is_the_weighted_mean_of_the_pairs(self):
        def mean(areas):
            rows = [paired_row(area) for area in areas]
            total = sum(number(row, 'n_pairs') for row in rows)
            return sum(number(row, 'n_pairs') * change_of_pairs(row['municipality'])[0] for row in rows) / total

        _, found = self.measures()
        did = found['sam-01', 'user']['difference_in_differences']['did']
        self.assertNear(did, mean(TREATED) - mean(('dk-995', 'dk-996')))

    def test_only_named_members_are_shown_to_others(self):
        cases = {
            None: {'dk-991', 'dk-995', 'dk-996'},
            'se-9901': {'dk-991', 'dk-995', 'dk-996'},
            'dk-991': {'dk-991', 'dk-995', 'dk-996'},
            'dk-992': {'dk-991', 'dk-992', 'dk-995', 'dk-996'},
        }
        for municipality, areas in cases.items():
            with self.subTest(municipality):
                item, found = self.measures(municipality and reader(municipality))
                for measure in found.values():
                    self.assertEqual({member['area'] for member in measure['members']}, areas)
                self.assertLessEqual({used['area'] for used in item['inputs']}, areas)

    def test_a_pool_over_hidden_members_tells_one_effect_only(self):
        item, found = self.measures()
        for measure in found.values():
            self.assertEqual((measure['scope'], measure['n_members']), ('pooled', None))
            self.assertEqual(set(measure['fixed'].values()), {None})
            self.assertEqual(set(measure['heterogeneity'].values()), {None})
            self.assertIsNone(measure['random']['se'])
            did = measure['difference_in_differences']
            self.assertEqual((did['se'], did['statistic'], did['df']), (None, None, None))
        text = json.dumps(item)
        for area in ('dk-992', 'dk-993', 'dk-994'):
            self.assertNotIn(area, text)

    def test_with_two_hidden_only_the_named_are_pooled(self):
        _, found = self.measures(reader('dk-992'))
        for measure in found.values():
            self.assertEqual((measure['scope'], measure['n_members']), ('named_only', 1))
            self.assertIn('named_only', measure['warnings'])
        own = change_of_means('sam-03', 'employee', 'dk-991')
        self.assertNear(found['sam-03', 'employee']['random']['effect'], own[0])

    def test_ev_inde_names_only(self):
        for person in (None, reader('dk-991')):
            item, found = self.measures(person, 'ev-inde')
            self.assertIn('named_only', item['warnings'])
            pool = [change_of_means('org-01', 'employee', area, '2021', '2022') for area in ('dk-991', 'dk-992', 'dk-994')]
            self.assertNear(found['org-01', 'employee']['random']['effect'], random_pool(pool)[0])
            self.assertEqual(found['org-01', 'employee']['n_members'], 3)
            self.assertNotIn('dk-993', json.dumps(item))

    def test_everybody_is_shown_to_whom_nobody_is_hidden(self):
        _, found = self.measures(reader('dk-993'), 'ev-inde')
        self.assertEqual((found['org-01', 'employee']['scope'], found['org-01', 'employee']['n_members']), ('all', 4))

    def test_an_earlier_time_is_no_way_round(self):
        """Between two times one hidden member may have come: pools as of a time hold named members only."""
        _, found = self.measures(as_of='2025-05-01')
        for measure in found.values():
            self.assertEqual(measure['scope'], 'named_only')

    def test_pairs_and_attrition(self):
        _, found = self.measures(PEOPLE.who(None, 'operator'))
        members = {member['area']: member for member in found['sam-01', 'user']['members']}
        pairs = members['dk-991']['pairs']
        self.assertEqual([pairs[name] for name in ('yes_yes', 'yes_no', 'no_yes', 'no_no')], [4, 1, 5, 5])
        self.assertEqual((pairs['n_both'], pairs['n_before_only'], pairs['n_after_only']), (15, 6, 9))
        self.assertRounded(pairs['attrition'], '0.286')
        self.assertNear(pairs['p_share_diff'], 4 / 15)
        self.assertNear(pairs['p_share_p_value'], 2 * 7 / 64)
        self.assertNear(members['dk-991']['diff'], 3.511 - 3.133)
        self.assertNear(members['dk-991']['se'], change_of_pairs('dk-991')[1])
        self.assertNear(members['dk-991']['independent']['diff'], 3.431 - 3.095)
        warned = {area for area, member in members.items() if 'high_attrition' in member['warnings']}
        self.assertEqual(warned, {'dk-993', 'dk-994', 'dk-995'})

    def test_paired_tables_stay_inside(self):
        for person, readable in ((None, ()), (reader('dk-991'), ('dk-991',)), (reader('se-9901'), ())):
            item, found = self.measures(person)
            for member in found['sam-01', 'user']['members']:
                told = {value for value in member['pairs'].values() if value is not None and not isinstance(value, dict)}
                self.assertEqual(bool(told), member['area'] in readable)
            tables = [used['area'] for used in item['inputs'] if used['table'] == 'paired-tables']
            self.assertEqual(tables, list(readable))

    def test_the_evaluator_sees_the_pairs_of_the_named(self):
        """But of dk-995, where four answered only afterwards: their mean is that of all less that of the pairs."""
        self.assertEqual(paired_row('dk-995')['n_after_only'], '4')
        for person in (PEOPLE.who('ev-sam', 'evaluator'), reader('dk-995')):
            item, found = self.measures(person)
            tables = [used['area'] for used in item['inputs'] if used['table'] == 'paired-tables']
            self.assertNotIn('dk-995', tables)
            pairs = next(member['pairs'] for member in found['sam-01', 'user']['members'] if member['area'] == 'dk-995')
            self.assertEqual([value for value in pairs.values() if value is not None], [])
        item, _ = self.measures(PEOPLE.who('ev-sam', 'evaluator'))
        self.assertEqual([used['area'] for used in item['inputs'] if used['table'] == 'paired-tables'], ['dk-991', 'dk-996'])
        item, _ = self.measures(PEOPLE.who('dk-995', 'editor'))
        self.assertEqual([used['area'] for used in item['inputs'] if used['table'] == 'paired-tables'], ['dk-995'])

    def test_pairs_beside_whom_few_answered_once_are_not_used(self):
        """One before and two after: with the waves' own figures the pairs tell what the two sum to less the one."""
        editor, row = PEOPLE.who('dk-991', 'editor'), dict(paired_row('dk-991'))
        for name in set(row) - {'evaluation', 'municipality', 'indicator', 'respondent_group'}:
            row[name] = float(row[name]) if '.' in row[name] else int(row[name])
        self.addCleanup(editor.imports, 'paired-tables', row)
        for before, after, is_used in ((1, 2, False), (0, 4, False), (3, 2, True), (0, 0, True)):
            editor.imports('paired-tables', {**row, 'n_before_only': before, 'n_after_only': after})
            _, found = self.measures()
            member = next(member for member in found['sam-01', 'user']['members'] if member['area'] == 'dk-991')
            self.assertEqual('overlap_unhandled' in member['warnings'], not is_used)
            self.assertNear(member['diff'], 3.511 - 3.133 if is_used else 3.431 - 3.095)

    def test_exploratory_measures_are_marked_and_not_adjusted(self):
        _, found = self.measures()
        for measure in found.values():
            is_exploratory = measure['role'] == 'exploratory'
            self.assertEqual('exploratory' in measure['warnings'], is_exploratory)
            self.assertEqual(measure['adjusted_p_value'] is None, is_exploratory)
            for member in measure['members']:
                self.assertTrue(not is_exploratory or member['adjusted_p_value'] is None)

    def test_nobody_is_pooled_without_having_agreed(self):
        """An evaluation that names others does not open their figures: a share level counts when its member agreed."""
        editor = PEOPLE.who('se-9901', 'editor')
        for level in ('pooled_only', 'named'):
            made = editor.create(
                'evaluations',
                code=f'ev-probe-{level.replace("_", "-")}',
                owner='se-9901',
                title='Prov av delningsnivåer',
                design='before_after',
                sampling='independent',
                before_period='2021-05',
                after_period='2022-10',
                preregistered_at='2025-09-01T08:00:00Z',
                members=[{'municipality': area, 'arm': 'treated', 'share_level': level} for area in TREATED],
                measures=[
                    {
                        'indicator': 'sam-03',
                        'respondent_group': 'employee',
                        'role': 'confirmatory',
                        'sampling': 'independent',
                    }
                ],
            )
            self.addCleanup(editor.delete, f'evaluations/{made["code"]}')
            item, found = self.measures(editor, made['code'])
            measure = found['sam-03', 'employee']
            self.assertEqual((measure['random']['effect'], measure['members'], item['inputs']), (None, [], []))

    def test_registered_without_data(self):
        item, found = self.measures(reader('dk-991'), 'ev-sam2')
        self.assertEqual(item['reason'], 'insufficient')
        self.assertIsNone(found['sam-01', 'user']['random']['effect'])

    def test_not_before_registration(self):
        item, found = self.measures(as_of='2021-01-01')
        self.assertEqual((item['reason'], found), ('not_preregistered', {}))

    def test_an_evaluation_that_is_not_seen_is_unknown(self):
        for person in (None, reader('dk-991')):
            reply = request('effects', person, evaluation='ev-samtal')
            self.assertProblem(reply, 'invalid-parameters', parameter='evaluation', code='unknown_code')
        self.assertEqual(self.measures(reader('se-9901'), 'ev-samtal')[0]['reason'], None)

    PERIODS = {'indicator': 'ins-01', 'area': 'se-9901', 'period_after': '2024', 'sampling': 'independent'}

    def test_two_periods(self):
        item = ask('effects', period_before='2022', **self.PERIODS)[0]
        member = item['measures'][0]['members'][0]
        before, after = figure('ins-01', 'se-9901', '2022'), figure('ins-01', 'se-9901', '2024')
        diff, low, high, p = newcombe(*(number(row, name) for row in (before, after) for name in ('x', 'n_valid')))
        self.assertNear(member['diff'], 100 * diff)
        self.assertNear(member['ci']['low'], 100 * low)
        self.assertNear(member['ci']['high'], 100 * high)
        self.assertNear(member['p_value'], p)
        self.assertEqual((member['p_method'], item['method']), ('pooled_z', 'newcombe'))

    def test_a_break_is_refused_unless_allowed(self):
        item = ask('effects', period_before='2019', **self.PERIODS)[0]
        member = item['measures'][0]['members'][0]
        self.assertEqual((item['reason'], member['reason']), ('break_between', 'break_between'))
        self.assertEqual((member['diff'], member['p_value'], member['direction']), (None, None, None))
        self.assertIsNone(item['measures'][0]['random']['effect'])
        item = ask('effects', period_before='2019', allow_break='true', **self.PERIODS)[0]
        self.assertIsNotNone(item['measures'][0]['members'][0]['diff'])
        self.assertIn('break_between', item['warnings'])

    def test_parameters(self):
        base = f'{settings.API}/analyses/effects'
        for name in ('indicator', 'area', 'period_before', 'period_after', 'sampling'):
            self.assertRefused(base, parameter=name, code='required')
        self.assertRefused(f'{base}?evaluation=ev-sam&area=dk-991', parameter='area', code='excludes')
        self.assertRefused(f'{base}?evaluation=ev-sam&allow_break=perhaps', parameter='allow_break', code='not_a_boolean')


# ---- what the demonstration does not hold: a database of its own ----

HEADER = 'indicator,indicator_version,area,period,respondent_group,revision,reason,value,n_valid,x,sd,state,source'
MORE = (
    'ins-01,ins-01-v2,se-9911,2020,resident,1,initial,50.0,100,50,,validated,synth-survey',  # others had v1 then
    'ins-01,ins-01-v2,se-9901-d2a,2023,resident,1,initial,25.0,8,2,,validated,synth-survey',
    'sam-03,sam-03-v1,dk-993,2022-10,employee,2,correction,3.958,40,,0.690,submitted,synth-staff',
)


@unittest.skipUnless(settings.PROGRAM, 'TILLIT_BIN says where the program is')
class OwnData(Analysis):
    NAME = 'tillit_analyses'

    @classmethod
    def setUpClass(cls):
        database.create_demonstration(cls.NAME)
        cls.addClassCleanup(database.drop, cls.NAME)
        strings = server.connection_strings(settings.PG_HOST, cls.NAME)
        done = server.program('import', '--dataset', 'observations', '-', given='\n'.join((HEADER, *MORE)) + '\n', **strings)
        if done.returncode:
            raise AssertionError(done.stdout + done.stderr)
        database.run(cls.NAME, "update tillit.target set baseline_period = '2019' where code = 'tg-norr-ins-01';")
        one = cls.enterClassContext(server.on_database(cls.NAME, 'analyses'))
        cls.people = People(one.api, cls.NAME)

    def ask(self, name, person, **parameters):
        return person.read(f'analyses/{name}', **parameters)[name.replace('-', '_')][0]

    def test_a_gap_between_versions_is_refused_unless_allowed(self):
        asked = {'type': 'area', 'indicator': 'ins-01', 'area': 'se-9901', 'reference_area': 'se-9911', 'period': '2020'}
        operator = self.people.who(None, 'operator')
        item = self.ask('trust-gaps', operator, **asked)
        self.assertEqual((item['gap'], item['gap_direction'], item['reason']), (None, None, 'break_between'))
        self.assertIsNotNone(item['value'])
        item = self.ask('trust-gaps', operator, allow_break='true', **asked)
        self.assertIsNotNone(item['gap'])
        self.assertIn('break_between', item['warnings'])

    def test_a_goal_over_a_break_has_no_achievement_unless_allowed(self):
        def goal(**more):
            item = self.ask('plan-progresses', self.people.anybody(), plan='pl-norr', **more)
            return item, next(goal for goal in item['goals'] if goal['target'] == 'tg-norr-ins-01')

        item, found = goal()
        self.assertEqual((found['achievement'], found['status'], found['reason']), (None, None, 'break_between'))
        item, found = goal(allow_break='true')
        self.assertIsNotNone(found['achievement'])
        self.assertIn('break_between', item['warnings'])

    def test_a_pool_of_one_small_group_tells_the_direction_only(self):
        item = self.ask(
            'effects',
            self.people.who('se-9901', 'editor'),
            indicator='ins-01',
            area='se-9901-d2a',
            period_before='2023',
            period_after='2024',
            sampling='independent',
        )
        measure = item['measures'][0]
        member = measure['members'][0]
        self.assertEqual((member['direction'], member['diff'], member['p_value']), ('increase', None, None))
        self.assertEqual((measure['random']['effect'], measure['fixed']['effect']), (None, None))
        self.assertEqual((item['reason'], item['warnings']), ('insufficient', ['small_n']))

    def test_assessments_of_a_real_municipality_are_not_invented(self):
        for name, place, plan in (('steering-reaches', 'se-9902', 'pl-sund'), ('weakest-links', 'se-9901', 'pl-fss')):
            for fictional in (False, True):
                with self.subTest(name, fictional=fictional):
                    database.run(self.NAME, f"update tillit.municipality set is_fictional = {fictional} where code = '{place}';")
                    item = self.ask(name, self.people.who(place, 'reader'), plan=plan)
                    self.assertEqual((bool(item['inputs']), item['is_synthetic']), (True, fictional))

    def test_what_a_hidden_member_has_not_validated_is_not_pooled(self):
        """dk-993 has sent in another figure: its old one is superseded, its new one not validated, and two stay hidden."""
        item = self.ask('effects', self.people.anybody(), evaluation='ev-sam')
        scopes = {(m['indicator'], m['respondent_group']): m['scope'] for m in item['measures']}
        self.assertEqual(scopes['sam-03', 'employee'], 'named_only')
        self.assertEqual(scopes['sam-01', 'user'], 'pooled')


# ---- what all have in common ----

def mixed(y, se, fit):
    """tau2, the scale and the weights of a mixed model; fit(weights) gives fitted values and leverages."""
    w = [1 / s**2 for s in se]
    fitted, leverage = fit(w)
    df = len(y) - round(sum(leverage))
    q = sum(v * (a - b) ** 2 for v, a, b in zip(w, y, fitted))
    tau2 = max(0, (q - df) / sum(v * (1 - h) for v, h in zip(w, leverage)))
    w = [1 / (s**2 + tau2) for s in se]
    return tau2, max(1, sum(v * (a - b) ** 2 for v, a, b in zip(w, y, fit(w)[0])) / df), w


class MethodEffects(Analysis):
    def expected(self):
        """{method: (effect, se, n)} of the evaluations of one method, from the files."""
        studies = []
        members = {row['evaluation']: row['municipality'] for row in demo.rows('evaluation-members')}
        for row in demo.rows('evaluations'):
            if not row['code'].startswith('ev-99'):
                continue
            waves = [figure('int-02', members[row['code']], row[f'{when}_period'], 'user') for when in ('before', 'after')]
            effect = number(waves[1], 'value') - number(waves[0], 'value')
            se = math.sqrt(sum(number(wave, 'sd') ** 2 / number(wave, 'n_valid') for wave in waves))
            studies.append((row['involvement_methods'], effect, se, sum(number(wave, 'n_valid') for wave in waves)))

        def fit(w):
            sums = {method: sum(v for v, s in zip(w, studies) if s[0] == method) for method, *_ in studies}
            means = {method: sum(v * s[1] for v, s in zip(w, studies) if s[0] == method) / sums[method] for method in sums}
            return [means[s[0]] for s in studies], [v / sums[s[0]] for v, s in zip(w, studies)]

        _, scale, w = mixed([s[1] for s in studies], [s[2] for s in studies], fit)
        fitted = fit(w)[0]
        return {method: (fitted[i], math.sqrt(scale / sum(v for v, s in zip(w, studies) if s[0] == method)),
                         sum(s[3] for s in studies if s[0] == method)) for i, (method, *_) in enumerate(studies)}

    def test_pooled_within_methods_and_compared_between_them(self):
        item, expected = ask('method-effects', indicator='int-02', respondent_group='user')[0], self.expected()
        self.assertEqual([group['code'] for group in item['groups']], sorted(expected))  # no ranking
        self.assertEqual([group['k'] for group in item['groups']], [5, 5, 2])
        self.assertEqual([group['warnings'] for group in item['groups']], [[], [], ['few_clusters']])
        for group in item['groups']:
            effect, se, n = expected[group['code']]
            self.assertAlmostEqual(group['effect'], effect, 9)
            self.assertAlmostEqual(group['se'], se, 9)
            self.assertEqual(group['n'], n)
        for pair in item['comparisons']:
            (a, se_a, _), (b, se_b, _) = expected[pair['a']], expected[pair['b']]
            self.assertAlmostEqual(pair['diff'], b - a, 9)
            self.assertAlmostEqual(pair['se'], math.hypot(se_a, se_b), 9)
        self.assertEqual((item['between']['df'], item['between']['df_within']), (2, 9))
        self.assertEqual(item['warnings'], ['few_clusters'])

    def test_only_a_difference_that_is_carried_tells_which_is_better(self):
        found = {(pair['a'], pair['b']): pair for pair in ask('method-effects', indicator='int-02', respondent_group='user')[0]['comparisons']}
        self.assertEqual({pair: one['better'] for pair, one in found.items()}, {
            ('citizen_interview', 'citizen_journey'): 'citizen_interview', ('citizen_interview', 'workshop'): None,
            ('citizen_journey', 'workshop'): None})
        near = found['citizen_interview', 'workshop']  # not even where its own interval leaves out 0
        self.assertTrue(near['ci']['high'] < 0 and near['p_value'] < 0.05 < near['adjusted_p_value'] and not near['is_carried'])

    def test_what_cannot_be_told_apart_from_the_method(self):
        whole, step = (ask('method-effects', indicator='int-02', respondent_group='user', **more)[0] for more in ({}, {'case_step': 'assessment'}))
        self.assertEqual([pair['confounded_with'] for pair in whole['comparisons']], [[]] * 3)
        self.assertEqual([pair['confounded_with'] for pair in step['comparisons']], [['municipality']])
        self.assertIn('confounded', step['warnings'])

    def test_steps_one_by_one_and_beside_each_other(self):
        items = ask('method-effects', indicator='int-02', respondent_group='user', case_step='assessment,referral,support')
        self.assertEqual([sum(group['k'] for group in item['groups']) for item in items], [5, 3, 4])
        alone = {group['code']: group for group in items[2]['groups']}['workshop']  # its one evaluation, and no comparison
        only = next(one for one in items[2]['evaluations'] if one['involvement_methods'] == 'workshop')
        self.assertEqual((alone['k'], alone['reason'], alone['method'], alone['effect'], alone['ci']),
                         (1, 'insufficient', 'normal', only['effect'], only['ci']))
        self.assertEqual((items[2]['comparisons'], items[2]['reason']), ([], 'insufficient'))
        beside = ask('method-effects', indicator='int-02', respondent_group='user', compare='case_step')[0]
        self.assertEqual([(group['code'], group['k']) for group in beside['groups']], [('assessment', 5), ('referral', 3), ('support', 4)])
        self.assertEqual([pair['better'] for pair in beside['comparisons']], [None] * 3)
        when = ask('method-effects', indicator='int-02', respondent_group='user', compare='case_step', involvement_method='citizen_interview')[0]
        self.assertEqual([(group['code'], group['k'], group['reason']) for group in when['groups']],
                         [('assessment', 3, None), ('referral', 1, 'insufficient'), ('support', 1, 'insufficient')])

    def test_an_evaluation_of_several_methods_is_in_no_group(self):
        item = ask('method-effects', indicator='sam-01', respondent_group='user')[0]
        self.assertEqual([(one['evaluation'], one['reason'], one['effect']) for one in item['evaluations']], [('ev-sam', 'no_single_group', None)])
        self.assertEqual((item['groups'], item['reason']), ([], 'insufficient'))

    def test_nothing_else_is_compared(self):
        reply = request('method-effects', indicator='int-02', respondent_group='user', compare='municipality')
        self.assertEqual((reply.status, reply.json()['errors'][0]['parameter']), (400, 'compare'))


class TrustAssociations(Analysis):
    def test_the_line_and_who_sees_which_places(self):
        """dk-996 keeps its figure inside: everybody else has five places."""
        for person, codes in ((None, range(991, 996)), (reader('dk-996'), range(991, 997))):
            item = ask('trust-associations', person, inside='org-01', outside='int-02', peer_group='pg-demo-dk')[0]
            places = [f'dk-{code}' for code in codes]
            rows = [(figure('org-01', place, '2024', 'employee'), figure('int-02', place, '2024', 'user')) for place in places]
            x, y = [number(a, 'value') for a, _ in rows], [number(b, 'value') for _, b in rows]

            def line(w, x=x, y=y):
                mean, middle = sum(v * a for v, a in zip(w, x)) / sum(w), sum(v * b for v, b in zip(w, y)) / sum(w)
                spread = sum(v * (a - mean) ** 2 for v, a in zip(w, x))
                slope = sum(v * (a - mean) * (b - middle) for v, a, b in zip(w, x, y)) / spread
                return slope, spread, [middle + slope * (a - mean) for a in x], [v * (1 / sum(w) + (a - mean) ** 2 / spread) for v, a in zip(w, x)]

            _, scale, w = mixed(y, [number(b, 'sd') / math.sqrt(number(b, 'n_valid')) for _, b in rows], lambda w: line(w)[2:])
            slope, spread, *_ = line(w)
            self.assertEqual([place['area'] for place in item['places']], places)
            self.assertAlmostEqual(item['slope'], slope, 9)
            self.assertAlmostEqual(item['se'], math.sqrt(scale / spread), 9)
            self.assertEqual((item['k'], item['df'], item['warnings']), (len(places), len(places) - 2, ['ecological']))
            self.assertEqual(item['leave_one_out']['slope_low'] is None, len(places) == 5)
            self.assertEqual(len(item['inputs']), 2 * len(places))

    def test_periods_are_those_that_most_places_have_or_those_that_are_named(self):
        asked = dict(inside='org-01', outside='int-02', peer_group='pg-demo-dk')
        for more, inside, outside in (({}, '2024', '2024'), ({'outside_period': '2022'}, '2024', '2022'),
                                      ({'inside_period': '2021', 'outside_period': '2021'}, '2021', '2021')):
            with self.subTest(more):
                item = ask('trust-associations', **asked, **more)[0]
                self.assertEqual({(row['indicator'], row['period']) for row in item['inputs']}, {('org-01', inside), ('int-02', outside)})
                for place in item['places']:
                    self.assertEqual(place['outside_value'], number(figure('int-02', place['area'], outside, 'user'), 'value'))

    def test_below_five_places_there_is_no_line(self):
        item = ask('trust-associations', inside='org-01', outside='sam-01')[0]
        self.assertEqual((item['reason'], item['slope'], item['correlation_ci']), ('insufficient', None, None))
        self.assertLess(item['k'], 5)

    def test_units_and_districts_of_one_municipality(self):
        asked = dict(inside='ins-01', inside_group='resident', outside='ins-06', outside_group='resident', area_type='district')
        item = ask('trust-associations', municipality='se-9901', **asked)[0]
        self.assertEqual([place['area'] for place in item['places']], [f'se-9901-d{number}' for number in range(1, 7)])
        self.assertLess(item['slope'], 0)  # mistrust where trust is low
        self.assertEqual(ask('trust-associations', municipality='se-9902', **asked)[0]['reason'], 'insufficient')


EXAMPLES = {
    'trust-gaps': 'type=target&indicator=ins-01&area=se-9901',
    'trust-classes': 'area=se-9901',
    'trends': 'indicator=ins-01&area=se-9901',
    'effects': 'evaluation=ev-sam',
    'method-effects': 'indicator=int-02&respondent_group=user',
    'trust-associations': 'inside=org-01&outside=int-02',
    'composite-indices': 'index=ix-inst&area=se-9901',
    'benchmarks': 'indicator=ins-01&municipality=se-9901&peer_group=pg-demo10',
    'retentions': 'area=se-9902&period=2022',
    'plan-progresses': 'plan=pl-norr',
    'weakest-links': 'plan=pl-norr',
    'steering-reaches': 'plan=pl-norr',
    'freshness-reports': 'municipality=se-9901',
    'burden-reports': 'municipality=se-9901',
    'document-shares': 'municipality=se-9901',
    'fidelities': 'plan=pl-sam&model=samskabt_styring',
    'inside-out-reports': 'municipality=se-9901',
}


class All(Analysis):
    def test_every_item_says_what_it_rests_on(self):
        for name, query in EXAMPLES.items():
            for headers in ({}, {'Authorization': f'Bearer {reader("se-9901").key}'}):
                with self.subTest(name):
                    reply = client.request('GET', f'{settings.API}/analyses/{name}?{query}', headers)
                    self.assertEqual(reply.status, 200, reply)
                    item = reply.json()[name.replace('-', '_')][0]
                    self.assertLessEqual(
                        {'inputs', 'method', 'warnings', 'reason', 'is_synthetic', 'as_of'}, set(item)
                    )
                    self.assertEqual('no-store' in reply.headers['cache-control'], bool(headers))
                    self.assertNotIn('NaN', reply.text)

    def test_csv_holds_the_same(self):
        for name, query in EXAMPLES.items():
            with self.subTest(name):
                path = f'{settings.API}/analyses/{name}?{query}'
                item = client.get(path).json()[name.replace('-', '_')][0]
                reply = client.request('GET', path, {'Accept': 'text/csv'})
                self.assertEqual(reply.media, 'text/csv')
                row = next(csv.DictReader(io.StringIO(reply.text)))
                self.assertEqual(row['as_of'], settings.TODAY)
                for member, value in item.items():
                    if isinstance(value, (int, float)) and not isinstance(value, bool):
                        self.assertEqual(float(row[member]), value, member)
                    if isinstance(value, str):
                        self.assertEqual(row[member], value, member)
                    if isinstance(value, dict) and set(value) == {'low', 'high'}:
                        self.assertEqual(float(row[f'{member}_low']), value['low'])

    def test_csv_has_a_row_for_each_part(self):
        cases = {'effects': ('measures', 'indicator'), 'plan-progresses': ('actions', 'code'), 'freshness-reports': ('series', 'indicator'),
                 'method-effects': ('groups', 'code'), 'trust-associations': ('places', 'area')}
        for name, (parts, key) in cases.items():
            with self.subTest(name):
                path = f'{settings.API}/analyses/{name}?{EXAMPLES[name]}'
                item = client.get(path).json()[name.replace('-', '_')][0]
                rows = list(csv.DictReader(io.StringIO(client.get(f'{path}&format=csv').text)))
                self.assertEqual([row[f'{parts}_{key}'] for row in rows], [part[key] for part in item[parts]])
                self.assertEqual({row['as_of'] for row in rows}, {item['as_of']})
        measure = next(csv.DictReader(io.StringIO(client.get(f'{settings.API}/analyses/effects?evaluation=ev-sam&format=csv').text)))
        self.assertIn('measures_random_ci_low', measure)

    def test_refusals(self):
        for name, query in EXAMPLES.items():
            with self.subTest(name):
                path = f'{settings.API}/analyses/{name}?{query}'
                self.assertRefused(f'{path}&unheard=1', parameter='unheard', code='unknown_parameter')
                first = query.split('&', maxsplit=1)[0]
                self.assertRefused(f'{path}&{first}', parameter=first.split('=')[0], code='duplicate')
                self.assertRefused(f'{path}&as_of=yesterday', parameter='as_of', code='not_a_time')
                self.assertProblem(client.request('POST', path), 'method-not-allowed')
                self.assertProblem(client.get(path, authorization='Bearer tillit_x'), 'key-required')

    def test_unknown_codes(self):
        cases = {
            'trends?indicator=ins-99&area=se-9901': 'indicator',
            'trends?indicator=ins-01&area=se-0000': 'area',
            'effects?evaluation=ev-none': 'evaluation',
            'benchmarks?indicator=ins-01&municipality=se-9901&peer_group=pg-none': 'peer_group',
            'plan-progresses?plan=pl-none': 'plan',
        }
        for path, parameter in cases.items():
            with self.subTest(path):
                self.assertRefused(f'{settings.API}/analyses/{path}', parameter=parameter, code='unknown_code')

    def test_an_analysis_that_is_not_there(self):
        self.assertProblem(client.get(f'{settings.API}/analyses/unheard'), 'not-found')

    def test_as_of_before_a_correction_gives_the_old_figure(self):
        def value(**more):
            return ask('benchmarks', indicator='int-01', municipality='se-9901', peer_group='pg-demo10', period='2024', **more)[0]['value']

        self.assertEqual((value(as_of='2025-05-01'), value()), (73.2, 72.2))
        self.assertIsNone(value(as_of='2024-12-31'))

    def test_too_many_combinations(self):
        reply = request('trends', indicator=','.join(f'ins-{i}' for i in range(60)), area=','.join(f'se-{i}' for i in range(60)))
        self.assertProblem(reply, 'invalid-parameters', parameter='indicator', code='too_many_items')

    def test_a_value_that_stands_twice_makes_one_item(self):
        page = request('trends', indicator='ins-01,ins-01', area='se-9901,se-9902,se-9901').json()
        self.assertEqual([item['area'] for item in page['trends']], ['se-9901', 'se-9902'])

    def test_an_area_whose_figures_are_all_hidden(self):
        """Nothing is shown, and each item says why."""
        for case in self.table(
            [
                'composite-indices?index=ix-inst',
                'trust-gaps?type=form',
                'trust-gaps?type=inside_out',
                'trust-gaps?type=part_whole&indicator=ins-01',
                'trust-gaps?type=target&indicator=ins-01',
                'trust-gaps?type=area&indicator=ins-01&reference_area=se-9901',
                'trust-gaps?type=group&indicator=ins-01&respondent_group=resident&reference_group=employee',
                'trust-gaps?type=mutual&indicator=ins-01&respondent_group=resident',
                'trends?indicator=ins-01',
                'trust-classes?',
                'retentions?period=2024',
                'effects?indicator=ins-01&period_before=2023&period_after=2024&sampling=independent',
            ]
        ):
            with case as query:
                name = query.split('?')[0].replace('-', '_')
                reply = client.get(f'{settings.API}/analyses/{query}&area=se-9901-d2a')
                self.assertEqual(reply.status, 200, reply)
                (item,) = reply.json()[name]
                self.assertIsNotNone(item['reason'])
                self.assertFalse([name for name in ('value', 'index', 'gap', 'slope_per_year') if item.get(name) is not None])
