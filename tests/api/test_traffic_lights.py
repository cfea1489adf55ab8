"""One traffic light for an action, a goal and a plan, wherever it is shown, and equal to exact arithmetic (domain.md A10):
the calculation, the database's rule, and what is stored as collections, analyses and follow-ups show it."""

import datetime
import random
from fractions import Fraction

import writing
from support import client, settings
from support.case import Case

TODAY = datetime.date.fromisoformat(settings.TODAY)
RED, AMBER = Fraction(75, 100), Fraction(90, 100)


def expected(start, end, on):
    if on >= end:
        return Fraction(1)
    return Fraction((on - start).days, (end - start).days) if on > start else Fraction(0)


def light(finished, paused, overdue, done, due):
    """done and due may both carry a weight."""
    if finished:
        return 'green'
    if overdue > 30 or (due > 0 and done / due < RED):
        return 'red'
    return 'amber' if overdue > 0 or (due > 0 and done / due < AMBER) or paused else 'green'


def light_of(action, on):
    if action['state'] == 'cancelled':
        return None
    overdue = 0 if action['state'] == 'done' else max(0, (on - action['end']).days)
    due = expected(action['start'], action['end'], on)
    return light(action['state'] == 'done', action['state'] == 'paused', overdue, action['done'], due)


def decimals_near(value, chance):
    """The value where a decimal says it, and what lies as near as 4, 9 and 12 decimals allow."""
    near = {Fraction(round(value * 10**places), 10**places) + Fraction(step, 10**places) for places in (2, 4, 9, 12) for step in (-1, 0, 1)}
    near.add(Fraction(chance.randrange(0, 101), 100))
    return [share for share in near if 0 <= share <= 1]


def in_words(share):
    """An exact decimal of at most 15 places."""
    digits = f'{share.numerator * 10**15 // share.denominator:016d}'
    return f'{digits[:-15]}.{digits[-15:]}'


def grid():
    """Actions as they were on TODAY: every boundary, and some by chance."""
    chance = random.Random(8)
    for days in (0, 1, 3, 7, 40, 100, 365, 1461, 3652):
        for elapsed in {-1, 0, 1, days * 4 // 10, days // 2, days - 1, days, days + 1, days + 30, days + 31, days + 400}:
            start = TODAY - datetime.timedelta(elapsed)
            due = expected(start, start + datetime.timedelta(days), TODAY)
            for share in {*decimals_near(due * RED, chance), *decimals_near(due * AMBER, chance)}:
                state = chance.choice(('planned', 'in_progress', 'in_progress', 'in_progress', 'paused', 'done', 'cancelled'))
                yield {'start': start, 'end': start + datetime.timedelta(days), 'done': share, 'state': state}


GRID = list(grid())
ISSUE = {'start': TODAY - datetime.timedelta(40), 'end': TODAY + datetime.timedelta(60), 'done': Fraction(3, 10), 'state': 'in_progress'}


class Rule(Case):
    def test_the_grid_reaches_the_limits(self):
        self.assertGreater(len(GRID), 1500)
        self.assertEqual(light_of(ISSUE, TODAY), 'amber')
        for limit in (RED, AMBER):
            due = [(action['done'], expected(action['start'], action['end'], TODAY)) for action in GRID]
            self.assertGreater(sum(share > 0 and share == limit * total for share, total in due), 30)

    def test_the_calculation(self):
        for first in range(0, len(GRID), 500):
            with self.subTest(first):
                part = [ISSUE, *GRID[first : first + 500]]
                reply = client.request(
                    'POST', f'{settings.API}/calculations/plan-progresses', {'Content-Type': 'application/json'},
                    ('{"as_of": "%s", "actions": [%s]}' % (TODAY, ', '.join(
                        '{"code": "a", "start_date": "%s", "end_date": "%s", "progress": %s, "state": "%s"}'
                        % (action['start'], action['end'], in_words(action['done']), action['state']) for action in part))).encode())
                for action, found in zip(part, reply.json()['actions'], strict=True):
                    self.assertEqual(found['rag'], light_of(action, TODAY), action)
                    due = expected(action['start'], action['end'], TODAY)
                    self.assertEqual(found['spi'], float(action['done'] / due) if due > 0 else None, action)

    def test_the_rule_of_the_database(self):
        values = ', '.join(
            f"({line}, date '{action['start']}', date '{action['end']}', {in_words(action['done'])}, '{action['state']}')"
            for line, action in enumerate(GRID))
        writing.stage()
        lights = writing.sql(f"""
            select coalesce(case when state <> 'cancelled' then tillit.rag(state = 'done', state = 'paused',
                       tillit.overdue_days(end_date, date '{TODAY}', state = 'done'), progress,
                       tillit.expected_progress(start_date, end_date, date '{TODAY}')) end, '')
            from (values {values}) as a (line, start_date, end_date, progress, state) order by line;""").splitlines()
        for action, found in zip(GRID, lights, strict=True):
            self.assertEqual(found or None, light_of(action, TODAY), action)


# --- as stored


def stored_actions():
    """Twelve goals with fifty actions each: manual ones, and ones that milestones tell."""
    chance = random.Random(80)
    actions = []
    for number in range(600):
        kind = chance.choice(GRID)
        met, open_ = chance.choice(((1, 2), (2, 1), (3, 4), (5, 2), (1, 0), (0, 1), (3, 3.5)))
        by_milestones = number % 3 == 0
        state = kind['state'] if kind['state'] != 'done' else 'in_progress'
        share = Fraction(met) / (Fraction(met) + Fraction(open_)) if by_milestones else kind['done']
        if by_milestones and number % 6 == 0:  # a share that no decimal says, just on a limit
            days = 300
            due = share / chance.choice((RED, AMBER))
            elapsed = due * days if due <= 1 else Fraction(days)
            kind = {'start': TODAY - datetime.timedelta(int(elapsed)), 'end': TODAY + datetime.timedelta(days - int(elapsed))}
        actions.append({'code': f't-rag-{number:03d}', 'goal': f't-rag-g{number // 50}', 'start': kind['start'], 'end': kind['end'],
                        'state': state, 'done': share, 'weight': chance.choice((1, 2, Fraction(5, 2))),
                        'milestones': (met, open_) if by_milestones else None})
    return actions


def rows_of(actions):
    for action in actions:
        yield {'code': action['code'], 'goal': action['goal'], 'title': 'x', 'start_date': str(action['start']), 'end_date': str(action['end']),
               'weight': str(float(action['weight'])), 'state': action['state'],
               'progress_source': 'milestones' if action['milestones'] else 'manual',
               'progress': None if action['milestones'] else in_words(action['done'])}


def milestones_of(actions):
    for action in actions:
        for place, (weight, state) in enumerate(zip(action['milestones'] or (), ('met', 'open'))):
            if weight:
                yield {'code': f'{action["code"]}-m{place}', 'action': action['code'], 'title': 'x', 'due_date': str(action['end']),
                       'weight': str(weight), 'state': state, 'met_on': '2025-01-01' if state == 'met' else None}


def load(dataset, rows):
    names = list(rows[0])
    text = '\n'.join([','.join(names), *(','.join(row[name] or '' for name in names) for row in rows)])
    reply = writing.editor().post(f'imports?dataset={dataset}', text.encode(), content_type='text/csv')
    if reply.status != 200:
        raise AssertionError(reply)


class Stored(Case):
    @classmethod
    def setUpClass(cls):
        cls.actions = stored_actions()
        goals = sorted({action['goal'] for action in cls.actions})
        load('plans', [{'code': 't-rag', 'municipality': 'se-9901', 'title': 'x', 'start_date': '2000-01-01', 'end_date': '2099-12-31', 'state': 'active'}])
        load('goals', [{'code': code, 'plan': 't-rag', 'title': 'x', 'result_level': 'output', 'target_date': '2099-12-31'} for code in goals])
        load('actions', list(rows_of(cls.actions)))
        load('milestones', list(milestones_of(cls.actions)))

    def shown(self, collection, **filters):
        return {row['code']: row for row in writing.editor().list(collection, **filters)}

    def test_actions(self):
        shown = self.shown('actions', plan='t-rag')
        self.assertEqual(len(shown), len(self.actions))
        self.assertEqual({row['rag'] for row in shown.values()}, {'green', 'amber', 'red', None})
        for action in self.actions:
            row, due = shown[action['code']], expected(action['start'], action['end'], TODAY)
            self.assertEqual(row['rag'], light_of(action, TODAY), action)
            self.assertEqual((row['progress'], row['expected_progress']), (float(action['done']), float(due)), action)
            self.assertEqual(row['spi'], float(action['done'] / due) if due > 0 else None, action)

    def test_the_analysis_shows_the_same(self):
        shown = self.shown('actions', plan='t-rag')
        item = writing.editor().read('analyses/plan-progresses', plan='t-rag')['plan_progresses'][0]
        for row in item['actions']:
            for name, other in (('rag', 'rag'), ('spi', 'spi'), ('expected', 'expected_progress'), ('overdue_days', 'overdue_days')):
                self.assertEqual(row[name], shown[row['code']][other], row['code'])
        plan = self.shown('plans')['t-rag']
        for name in ('progress', 'expected_progress', 'spi'):
            self.assertEqual(item[name], plan[name])

    def test_goals_and_the_plan(self):
        wholes = {code: [action for action in self.actions if action['goal'] == code] for code in {action['goal'] for action in self.actions}}
        shown = {**self.shown('goals', plan='t-rag'), 't-rag': self.shown('plans')['t-rag']}
        for case in self.table({**wholes, 't-rag': self.actions}):
            with case as actions:
                row = shown['t-rag' if len(actions) == len(self.actions) else actions[0]['goal']]
                self.assertEqual((row['progress'], row['expected_progress'], row['spi'], row['rag']), self.of_whole(actions))

    @staticmethod
    def of_whole(actions):
        actions = [action for action in actions if action['state'] != 'cancelled']
        weight = sum(action['weight'] for action in actions)
        done = sum(action['weight'] * action['done'] for action in actions)
        due = sum(action['weight'] * expected(action['start'], action['end'], TODAY) for action in actions)
        return float(done / weight), float(due / weight), float(done / due), light(False, False, 0, done, due)

    def test_goals_on_a_limit(self):
        """Sums that are exactly 0.75 and 0.90 of what was expected: 1.4 = 1·(40 of 100 days) + 3·(30 of 90 days)."""
        cases = {'t-sum-g0': ((Fraction(30, 100), Fraction(25, 100)), 'amber'), 't-sum-g1': ((Fraction(36, 100), Fraction(30, 100)), 'green')}
        load('plans', [{'code': 't-sum', 'municipality': 'se-9901', 'title': 'x', 'start_date': '2000-01-01', 'end_date': '2099-12-31', 'state': 'active'}])
        load('goals', [{'code': code, 'plan': 't-sum', 'title': 'x', 'result_level': 'output', 'target_date': '2099-12-31'} for code in cases])
        for code, (shares, name) in cases.items():
            actions = [{'code': f'{code}-{days}', 'goal': code, 'start': TODAY - datetime.timedelta(elapsed), 'weight': weight, 'milestones': None,
                        'end': TODAY + datetime.timedelta(days - elapsed), 'state': 'in_progress', 'done': share}
                       for share, (days, elapsed, weight) in zip(shares, ((100, 40, 1), (90, 30, 3)))]
            self.assertEqual(self.of_whole(actions)[3], name)
            load('actions', list(rows_of(actions)))
        shown = self.shown('goals', plan='t-sum')
        for case in self.table(cases.items()):
            with case as (code, (_, name)):
                self.assertEqual(shown[code]['rag'], name)

    def test_follow_ups(self):
        lights = writing.sql(f"set tillit.operator = on; select tillit.status_on(null, null, code, date '{TODAY}') from tillit.action where plan = 't-rag' order by code;")
        for action, found in zip(self.actions, lights.splitlines(), strict=True):
            self.assertEqual(found or None, light_of(action, TODAY), action)
