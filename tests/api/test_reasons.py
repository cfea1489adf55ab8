"""A calculation that leaves something null says why, and one that leaves nothing null gives no reason. The bodies are the
documented examples, changed at random towards what is degenerate: equal values, counts of 0 and n, one row, no dates."""

import copy
import json
import random

from support import client, contract, settings
from support.case import Case

DOCUMENT = contract.committed()
ROOT = f'{settings.API}/calculations/'
NAMES = [path.removeprefix(ROOT) for path in DOCUMENT['paths'] if path.startswith(ROOT)]
ROUNDS = 2000 if settings.FULL else 150

# Null as a value or by what was asked, not for want of something: api.md 11.
MEANT = {
    'suppressions': {'published_counts'},  # hidden cells
    'minimum-detectable-effects': {'mde', 'n_required'},  # the one that was not asked for
    'estimates': {'n', 'n_star', 'n_eff', 'deff', 'se_linearised'},  # of other methods
    'plan-progresses': {'actions.rag'},  # of cancelled actions
}

# What random changes hardly find.
KNOWN = [
    ('share-changes', {'sampling': 'independent', 'x_before': 0, 'n_before': 50, 'x_after': 0, 'n_after': 50}, 'no_variance'),
    ('share-changes', {'sampling': 'independent', 'x_before': 50, 'n_before': 50, 'x_after': 40, 'n_after': 50}, 'no_variance'),
    ('share-changes', {'sampling': 'independent', 'x_before': 1, 'n_before': 50, 'x_after': 0, 'n_after': 50}, None),
    ('part-whole-gaps', {'x_part': 0, 'n_part': 50, 'x_whole': 0, 'n_whole': 90}, 'no_variance'),
    ('part-whole-gaps', {'x_part': 1, 'n_part': 50, 'x_whole': 1, 'n_whole': 90}, None),
    ('part-whole-gaps', {'x_part': 1, 'n_part': 50, 'x_whole': 1, 'n_whole': 50}, 'insufficient'),
    ('benchmarks', {'own': 5, 'peers': [4, 4, 4, 4, 4, 4], 'direction': 'up'}, 'no_variance'),
    ('benchmarks', {'own': 5, 'peers': [4, 4, 4, 4], 'direction': 'up'}, 'too_few_peers'),
    ('pooled-effects', {'effects': [{'code': 'a', 'effect': 0.2, 'se': 0.1}]}, 'insufficient'),
    ('target-gaps', {'x': 34, 'n': 95, 'target': 0, 'direction': 'up'}, 'no_base'),
    ('target-gaps', {'x': 34, 'n': 95, 'target': 0.5, 'direction': 'up'}, None),
    ('estimates', {'method': 'weighted', 'groups': [{'weight': 5, 'n': 1, 'x': 0}]}, 'insufficient'),
    ('plan-progresses', {'as_of': '2024-01-01', 'actions': [
        {'code': 'a', 'start_date': '2025-01-01', 'end_date': '2025-12-31', 'progress': 0, 'state': 'planned'}]}, 'not_begun'),
    ('plan-progresses', {'as_of': '2025-06-01', 'actions': [
        {'code': 'a', 'start_date': '2025-01-01', 'end_date': '2025-12-31', 'progress': 0, 'state': 'planned'},
        {'code': 'b', 'start_date': '2025-07-01', 'end_date': '2025-12-31', 'progress': 0, 'state': 'planned'}]}, 'not_begun'),
    ('plan-progresses', {'as_of': '2025-06-01', 'actions': [
        {'code': 'a', 'start_date': '2025-01-01', 'end_date': '2025-12-31', 'progress': 0, 'state': 'cancelled'}]}, 'insufficient'),
    ('goal-achievements', {'baseline': 50, 'baseline_se': 1, 'target': 60, 'current': 54, 'current_se': 1, 'direction': 'up'}, 'no_dates'),
]


def examples(name):
    content = DOCUMENT['paths'][f'{ROOT}{name}']['post']['requestBody']['content']['application/json']
    return [content['example']] if 'example' in content else [example['value'] for example in content['examples'].values()]


def paths(value, wanted, path=()):
    """Where in a body values of those types stand."""
    if isinstance(value, wanted) and not isinstance(value, bool):
        yield path
    for key, item in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from paths(item, wanted, (*path, key))


def at(body, path):
    for key in path:
        body = body[key]
    return body


def put(body, path, value):
    at(body, path[:-1])[path[-1]] = value


def changed(body, chance):
    body = copy.deepcopy(body)
    for _ in range(chance.choice((0, 1, 1, 2, 3, 6))):
        numbers, lists = list(paths(body, (int, float))), [path for path in paths(body, list) if path]
        what = chance.random()
        if what < 0.25 and lists:  # fewer, or all the same
            path = chance.choice(lists)
            rows = at(body, path)
            put(body, path, rows[: chance.randrange(len(rows) + 1)] if chance.random() < 0.6 else [copy.deepcopy(row) for row in rows[:1] * len(rows)])
        elif what < 0.35:
            path = chance.choice(list(paths(body, (str, int, float))) or [None])
            if path:
                put(body, path, None)
        elif numbers:
            value = chance.choice((0, 0, 1, 2, 5, 30, 100, 0.5, at(body, chance.choice(numbers))))
            chosen = chance.choice(numbers)
            alike = [path for path in numbers if path[-1] == chosen[-1]] if chance.random() < 0.4 else [chosen]
            for path in alike:
                put(body, path, value)
    return body


def nulls(value, path=''):
    """Names of the members that are null, joined by dots."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield from nulls(item, f'{path}.{name}' if path else name)
    elif isinstance(value, list):
        for item in value:
            yield from nulls(item, path)
    elif value is None:
        yield path


class Reasons(Case):
    def post(self, name, body):
        return client.request('POST', f'{ROOT}{name}', {'Content-Type': 'application/json'}, json.dumps(body).encode())

    def judge(self, name, body, reply):
        result = reply.json()
        empty = set(nulls(result)) - {'reason'}
        needing = empty - MEANT.get(name, set())
        if result['reason'] is None:
            self.assertEqual(needing, set(), body)
        else:
            self.assertNotEqual(empty, set(), (result['reason'], body))
            self.assertIn(result['reason'], self.codes(name))

    @staticmethod
    def codes(name):
        """The reasons that the document lists."""
        schema = DOCUMENT['paths'][f'{ROOT}{name}']['post']['responses']['200']['content']['application/json']['schema']
        return json.dumps(DOCUMENT if '$ref' in json.dumps(schema) else schema)

    def test_there_are_nineteen(self):
        self.assertEqual(len(NAMES), 19)

    def test_known(self):
        for case in self.table([(f'{name} {reason} {number}', name, body, reason) for number, (name, body, reason) in enumerate(KNOWN)]):
            with case as (_, name, body, reason):
                reply = self.post(name, body)
                self.assertEqual(reply.status, 200, reply)
                self.assertEqual(reply.json()['reason'], reason)
                self.judge(name, body, reply)

    def test_every_null_has_a_reason_and_every_reason_a_null(self):
        for case in self.table(NAMES):
            with case as name:
                chance, judged = random.Random(name), 0
                for example in examples(name):
                    for number in range(ROUNDS):
                        body = changed(example, chance) if number else example
                        reply = self.post(name, body)
                        self.assertIn(reply.status, (200, 400, 422), body)
                        if reply.status == 200:
                            self.judge(name, body, reply)
                            judged += 1
                self.assertGreater(judged, ROUNDS // 5)
