"""Replies as a front end and an analyst need them: the period in the result, one scale, fewer digits, words beside codes, flat tables,
the rule behind a class, totals."""

import csv
import io
import json
import urllib.parse

from support import client, contract, settings
from support.case import Case
from support.people import People

PEOPLE = People(client.Client(settings.BASE_URL), settings.DATABASE)


def get(path, person=None, **parameters):
    headers = {'Authorization': f'Bearer {person.key}'} if person else {}
    return client.request('GET', f'{settings.API}/{path}?{urllib.parse.urlencode(parameters, safe=",")}', headers)


def items(name, person=None, **parameters):
    reply = get(f'analyses/{name}', person, **parameters)
    if reply.status != 200:
        raise AssertionError(reply)
    return reply.json()[name.replace('-', '_')]


def table(name, person=None, **parameters):
    reply = get(f'analyses/{name}', person, format='csv', **parameters)
    if reply.status != 200:
        raise AssertionError(reply)
    return list(csv.DictReader(io.StringIO(reply.text)))


GAP = dict(type='part_whole', indicator='ins-01', area='se-9901-d2')


class Results(Case):
    def test_the_period_stands_in_the_result(self):
        cases = {
            'trust-gaps': (GAP, '2024'), 'trust-classes': ({'area': 'se-9901'}, '2024'), 'trends': ({'indicator': 'ins-01', 'area': 'se-9901'}, '2024'),
            'benchmarks': ({'indicator': 'ins-01', 'municipality': 'se-9901', 'peer_group': 'pg-demo10'}, '2024'),
            'composite-indices': ({'index': 'ix-inst', 'area': 'se-9901'}, '2024'), 'retentions': ({'area': 'se-9902', 'period': '2022'}, '2022'),
        }
        for case in self.table(sorted(cases)):
            with case as name:
                asked, period = cases[name]
                self.assertEqual(items(name, **asked)[0]['period_used'], period)
                self.assertEqual({row['period_used'] for row in table(name, **asked)}, {period})
        self.assertEqual(items('trust-gaps', **{**GAP, 'period': '2023'})[0]['period_used'] or '2023', '2023')
        self.assertIsNone(items('trust-gaps', **{**GAP, 'period': '1999'})[0]['period_used'])

    def test_the_rule_and_its_thresholds_stand_beside_the_class(self):
        reader = PEOPLE.who('se-9901', 'reader')
        found = items('trust-classes', reader, area='se-9901-d2')[0]
        self.assertEqual([found[name] for name in ('class_rule', 'theta_trust', 'theta_mistrust', 'least_answers')],
                         ['mistrust_before_trust', 0.6, 0.2, 30])
        self.assertEqual(found['trust_class'] == 'mistrust', found['p_mistrust'] >= found['theta_mistrust'])
        found = items('plan-progresses', plan='pl-norr')[0]
        self.assertEqual([found[name] for name in ('amber_spi', 'red_spi', 'red_overdue_days')], [0.9, 0.75, 30])
        for action in found['actions']:
            if action['rag'] == 'red':
                self.assertTrue(action['spi'] < found['red_spi'] or action['overdue_days'] > found['red_overdue_days'])
        found = items('benchmarks', indicator='ins-01', municipality='se-9901', peer_group='pg-demo10')[0]
        self.assertEqual([found[name] for name in ('best_from', 'worst_below', 'least_peers')], [75, 25, 5])
        self.assertAlmostEqual(items('composite-indices', index='ix-inst', area='se-9901')[0]['least_coverage'], 2 / 3, 12)

    def test_digits_round_what_is_no_count(self):
        full, short = (items('trust-gaps', **GAP, **more)[0] for more in ({}, {'digits': '3'}))
        self.assertEqual([round(full[name], places) for name, places in (('gap', 1), ('lambda_part', 3))], [short['gap'], short['lambda_part']])
        self.assertEqual(short['p_value'], float(f'{full["p_value"]:.2e}'))
        self.assertEqual([one['n'] for one in short['inputs']], [one['n'] for one in full['inputs']])
        self.assertEqual(short['gap_ci'], {end: float(f'{value:.3g}') for end, value in full['gap_ci'].items()})
        self.assertEqual(items('trust-gaps', **GAP, digits='1')[0]['value'], 36)  # nothing is taken from before the point
        self.assertEqual(table('trust-gaps', **GAP, digits='3')[0]['gap'], str(short['gap']))
        for digits in ('0', '16', 'x'):
            self.assertProblem(get('analyses/trust-gaps', **GAP, digits=digits), 'invalid-parameters', parameter='digits')

    def test_shares_come_on_the_scale_of_percent(self):
        reader, tenant = PEOPLE.who('se-9901', 'reader'), PEOPLE.who('se-9902', 'reader')
        cases = (
            ('trust-classes', reader, {'area': 'se-9901-d2'}, ('p_trust', 'net_trust', 'theta_trust'), ('n', 'least_answers')),
            ('trust-gaps', None, GAP, ('lambda_part',), ('value', 'gap', 'p_value')),
            ('retentions', tenant, {'area': 'se-9902', 'period': '2024'}, (), ('value',)),
            ('plan-progresses', None, {'plan': 'pl-norr'}, ('progress',), ('spi', 'red_spi')),
            ('steering-reaches', tenant, {'plan': 'pl-sund'}, ('reach', 'limit'), ('levels_held',)),
            ('document-shares', None, {'municipality': 'se-9901'}, (), ('n_documents',)),
        )
        for case in self.table(cases):
            with case as (name, person, asked, shares, others):
                share, percent = (items(name, person, **asked, shares=scale)[0] for scale in ('share', 'percent'))
                for member in shares:
                    self.assertAlmostEqual(percent[member], 100 * share[member], 9, member)
                self.assertEqual([percent[member] for member in others], [share[member] for member in others])
                self.assertEqual(share, items(name, person, **asked)[0])
        kept = items('retentions', tenant, area='se-9902', period='2024', shares='percent')[0]
        self.assertAlmostEqual(kept['estimates'][0]['s'], kept['value'], 1)
        self.assertTrue(kept['estimates'][0]['ci']['low'] < kept['estimates'][0]['s'] < kept['estimates'][0]['ci']['high'])
        self.assertProblem(get('analyses/trust-gaps', **GAP, shares='ppm'), 'invalid-parameters', parameter='shares', code='unknown_code')

    def test_labels(self):
        reader = PEOPLE.who('se-9901', 'reader')
        asked = {'area': 'se-9901-d2', 'respondent_group': 'resident'}
        self.assertEqual(items('trust-classes', reader, **asked)[0]['labels'], [])
        for case in self.table(('sv', 'da', 'en')):
            with case as lang:
                reply = get('analyses/trust-classes', reader, **asked, labels='both', lang=lang)
                self.assertEqual(reply.headers['content-language'], lang)
                item, = reply.json()['trust_classes']
                names = {(one['member'], one['code']): one['name'] for one in item['labels']}
                area = client.get(f'{settings.API}/areas/se-9901-d2').json()['name']
                self.assertEqual(names['area', 'se-9901-d2'], area)
                listed = {list_: {one['code']: one['name'] for one in client.get(f'{settings.API}/reference-lists/{list_}?lang={lang}').json()['codes']}
                          for list_ in ('trust-state', 'trust-strategy', 'warning', 'method', 'respondent-group', 'class-rule')}
                self.assertEqual(names['trust_class', item['trust_class']], listed['trust-state'][item['trust_class']])
                self.assertEqual(names['strategy', item['strategy']], listed['trust-strategy'][item['strategy']])
                self.assertEqual(names['method', item['method']], listed['method'][item['method']])
                self.assertEqual(names['respondent_group', 'resident'], listed['respondent-group']['resident'])
                self.assertEqual({code: name for (member, code), name in names.items() if member == 'warnings'},
                                 {code: listed['warning'][code] for code in item['warnings']})
        row, = table('trust-classes', reader, **asked, labels='both', lang='en')
        self.assertEqual((row['area'], row['area_name'], row['trust_class_name']), ('se-9901-d2', area, names['trust_class', 'mistrust']))
        few = table('trust-gaps', type='inside_out', area='se-9901', labels='both', lang='en')[0]
        self.assertIn('the same persons may have answered both', few['warnings_name'])
        for refused in ('names', 'all'):
            self.assertProblem(get('analyses/trust-classes', **asked, labels=refused), 'invalid-parameters', parameter='labels')
        self.assertProblem(get('analyses/trust-classes', **asked, lang='all'), 'invalid-parameters', parameter='lang')

    def test_a_table_unfolds_the_list_that_is_asked_for(self):
        item = items('trust-gaps', **GAP)[0]
        rows = table('trust-gaps', **GAP, unfold='inputs')
        self.assertEqual([(row['inputs_area'], row['inputs_period'], float(row['inputs_n'])) for row in rows],
                         [(one['area'], one['period'], one['n']) for one in item['inputs']])
        self.assertEqual({row['gap'] for row in rows}, {str(item['gap'])})
        goals = table('plan-progresses', plan='pl-norr', unfold='goals')
        self.assertEqual([row['goals_goal'] for row in goals], [one['goal'] for one in items('plan-progresses', plan='pl-norr')[0]['goals']])
        self.assertTrue(json.loads(goals[0]['actions']))
        problem = self.assertProblem(get('analyses/trust-gaps', **GAP, unfold='gap'), 'invalid-parameters', parameter='unfold', code='unknown_code')
        self.assertIn('inputs', self.detail(problem, 'unknown_code'))


class Words(Case):
    def test_every_word_of_a_result_is_in_a_list(self):
        """Enumerations of analyses and calculations, in the contract: each has its codes in some reference list, in three languages."""
        document = contract.served()
        lists = client.get(f'{settings.API}/reference-lists?limit=1000&lang=all').json()['reference_lists']
        codes = {one['code']: {code['code'] for code in one['codes']} for one in lists}
        for one in lists:
            for code in one['codes']:
                self.assertTrue(all(code['names'][lang] for lang in ('sv', 'da', 'en')))
        found = set()

        def walk(node):
            if isinstance(node, dict):
                if '$ref' in node and node['$ref'] not in found:
                    found.add(node['$ref'])
                    walk(contract.resolve(document, node))
                if 'enum' in node:
                    words = {word for word in node['enum'] if isinstance(word, str)}
                    with self.subTest(sorted(words)):
                        self.assertTrue(any(words <= listed for listed in codes.values()))
                for value in node.values():
                    walk(value)
            elif isinstance(node, list):
                for value in node:
                    walk(value)
        for path, item in document['paths'].items():
            if '/analyses/' in path or '/calculations/' in path:
                for operation in item.values():
                    if isinstance(operation, dict) and 'responses' in operation:
                        walk(operation['responses']['200'])
        self.assertGreater(len(found), 17)


class Lists(Case):
    def test_labels_beside_the_rows_of_a_list(self):
        for collection, members in (('observations', ('indicator', 'area', 'respondent_group', 'sex')),):
            with self.subTest(collection):
                plain = get(collection, limit='3', lang='da').json()[collection]
                rows = get(collection, limit='3', lang='da', labels='both').json()[collection]
                self.assertEqual([{name: value for name, value in row.items() if name != 'labels'} for row in rows], plain)
                for row in rows:
                    names = {one['member']: (one['code'], one['name']) for one in row['labels']}
                    for member in members:
                        self.assertEqual(names[member][0], row[member])
                        self.assertTrue(names[member][1])
        named = get('observations', limit='1', labels='both', fields='area', lang='sv').json()['observations'][0]
        self.assertEqual([one['member'] for one in named['labels']], ['area'])
        self.assertProblem(get('observations', labels='names'), 'invalid-parameters', parameter='labels', code='not_supported')
        lines = [json.loads(line) for line in get('observations', format='ndjson', limit='2', labels='both').text.splitlines()]
        self.assertTrue(all(line['labels'] for line in lines))

    def test_totals(self):
        asked = {'indicator': 'int-03', 'area': 'se-9901', 'limit': '1000'}
        everything, totals = (get('observations', **asked, **more).json()['observations'] for more in ({}, {'totals': 'true'}))
        self.assertEqual(totals, [row for row in everything if (row['sex'], row['age_band']) == ('_T', '_T')])
        self.assertLess(len(totals), len(everything))
        self.assertEqual(get('observations', **asked, totals='false').json()['observations'], everything)
        self.assertProblem(get('observations', totals='true', sex='F'), 'invalid-parameters', parameter='totals', code='excludes')
        rows = csv.DictReader(io.StringIO(get('observations', format='csv', **asked, totals='true').text))
        self.assertEqual(len(list(rows)), len(totals))
