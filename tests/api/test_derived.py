"""What the service derives: progress, status and warnings of the demonstration, worked out here from the files alone."""

import collections
import datetime
import unittest

from support import client, demo, settings
from support.case import Case
from support.people import People

TODAY = datetime.date.fromisoformat(settings.TODAY)
MUNICIPALITIES = ('se-9901', 'se-9902', 'dk-991')


def day(text):
    return datetime.date.fromisoformat(text)


# --- domain.md A10 once more


def milestones_of(action):
    return [row for row in demo.rows('milestones') if row['action'] == action]


def progress(action):
    if action['progress_source'] == 'manual':
        return float(action['progress'])
    milestones = milestones_of(action['code'])
    return sum(float(m['weight']) for m in milestones if m['state'] == 'met') / sum(float(m['weight']) for m in milestones)


def expected(action, on):
    start, end = day(action['start_date']), day(action['end_date'])
    return min(1.0, max(0.0, (on - start).days / (end - start).days))


def index(done, due):
    return done / due if due > 0 else None


def rag(finished, paused, overdue, spi):
    if finished:
        return 'green'
    if overdue > 30 or spi is not None and spi < 0.75:
        return 'red'
    return 'amber' if overdue > 0 or spi is not None and spi < 0.90 or paused else 'green'


def of_action(action, on=TODAY):
    done, due = progress(action), expected(action, on)
    state = action['state']
    overdue = 0 if state in ('done', 'cancelled') else max(0, (on - day(action['end_date'])).days)
    status = None if state == 'cancelled' else rag(state == 'done', state == 'paused', overdue, index(done, due))
    return {'progress': done, 'expected_progress': due, 'spi': index(done, due), 'overdue_days': overdue, 'rag': status}


def of_whole(actions, end, finished, given_up, on=TODAY):
    """A plan or a goal: its actions not cancelled, by weight, and its own end."""
    actions = [action for action in actions if action['state'] != 'cancelled']
    weight = sum(float(action['weight']) for action in actions)
    done = sum(float(action['weight']) * progress(action) for action in actions) / weight
    due = sum(float(action['weight']) * expected(action, on) for action in actions) / weight
    overdue = 0 if finished else max(0, (on - day(end)).days)
    status = None if given_up else rag(finished, False, overdue, index(done, due))
    return {'progress': done, 'expected_progress': due, 'spi': index(done, due), 'rag': status}


def actions_of_plan(plan):
    goals = {goal['code'] for goal in demo.rows('goals') if goal['plan'] == plan}
    return [action for action in demo.rows('actions') if action['goal'] in goals]


def of_plan(plan, on=TODAY):
    return of_whole(actions_of_plan(plan['code']), plan['end_date'], plan['state'] == 'closed', plan['state'] == 'cancelled', on)


def of_goal(goal, on=TODAY):
    actions = [action for action in demo.rows('actions') if action['goal'] == goal['code']]
    return of_whole(actions, goal['target_date'], goal['state'] == 'achieved', goal['state'] == 'dropped', on)


ORACLES = {'actions': of_action, 'goals': of_goal, 'plans': of_plan}


# --- domain.md A3 once more


FITTING = {'mistrust': 'competence', 'lack': 'benevolence', 'trust': 'maintenance'}


def trust_class(row):
    trust, ambivalent, lack, mistrust = (
        int(row[name]) for name in ('trust_yes_harm_no', 'trust_yes_harm_yes', 'trust_no_harm_no', 'trust_no_harm_yes')
    )
    total = trust + ambivalent + lack + mistrust
    if total < 30:
        return 'insufficient'
    if mistrust / total >= 0.20:
        return 'mistrust'
    return 'trust' if trust / total >= 0.60 else 'lack'


def fitting_strategy(action, municipality):
    """The strategy that the action should have; None where nothing can be said."""
    if not (action['area'] or action['target_group']) or not action['trust_strategy']:
        return None
    place, group = action['area'] or municipality, action['target_group'] or 'resident'
    for row in demo.rows('two-item-tables'):
        if (row['area'], row['respondent_group']) == (place, group) and (place == municipality or place.startswith(municipality)):
            return FITTING.get(trust_class(row))
    return None


def plan_of(action):
    return next(goal['plan'] for goal in demo.rows('goals') if goal['code'] == action['goal'])


def municipality_of(action):
    return next(plan['municipality'] for plan in demo.rows('plans') if plan['code'] == plan_of(action))


@unittest.skipUnless(settings.PROGRAM, 'TILLIT_BIN says where the program is')
class Derived(Case):
    @classmethod
    def setUpClass(cls):
        cls.people = People(client.api, settings.DATABASE)
        cls.readers = {code: cls.people.who(code, 'reader') for code in MUNICIPALITIES}

    def everything(self, collection):
        """All rows as their own municipality sees them, by key."""
        key = 'id' if collection == 'follow-ups' else 'code'
        return {row[key]: row for code, reader in self.readers.items() for row in reader.list(collection, municipality=code)}

    def test_progress_and_status(self):
        for collection, oracle in ORACLES.items():
            seen = self.everything(collection)
            for row in demo.rows(collection):
                with self.subTest(f'{collection} {row["code"]}'):
                    for name, wanted in oracle(row).items():
                        found = seen[row['code']][name]
                        if isinstance(wanted, float):
                            self.assertAlmostEqual(found, wanted, 12, name)
                        else:
                            self.assertEqual(found, wanted, name)

    def test_every_status_is_in_the_demonstration(self):
        shown = collections.Counter(row['rag'] for row in self.everything('actions').values())
        self.assertLessEqual({'green', 'amber', 'red', None}, set(shown), shown)

    def test_the_public_sees_the_same(self):
        for collection in ORACLES:
            members = self.everything(collection)
            for row in self.people.anybody().list(collection):
                with self.subTest(f'{collection} {row["code"]}'):
                    for name in ('progress', 'expected_progress', 'spi', 'rag'):
                        self.assertEqual(row[name], members[row['code']][name])

    def test_follow_ups_keep_the_status_of_their_day(self):
        seen = self.everything('follow-ups')
        for row in demo.rows('follow-ups'):
            with self.subTest(row['id']):
                for name, oracle in (('plan', of_plan), ('goal', of_goal), ('action', of_action)):
                    if row[name]:
                        about = next(other for other in demo.rows(f'{name}s') if other['code'] == row[name])
                        self.assertEqual(seen[row['id']]['status_auto'], oracle(about, day(row['as_of']))['rag'])

    def test_warnings(self):
        strategies = self.people.anybody().read('reference-lists/trust-strategy', lang='en')['codes']
        names = {row['code']: row['name'] for row in strategies}
        seen = self.everything('actions')
        for action in demo.rows('actions'):
            with self.subTest(action['code']):
                fitting = fitting_strategy(action, municipality_of(action))
                warning = seen[action['code']]['strategy_warning']
                self.assertEqual(warning is not None, fitting not in (None, action['trust_strategy'] or None), warning)
                if warning:
                    self.assertIn(names[fitting], warning)

    def test_the_warning_of_the_dossier(self):
        """domain.md 4.5: -a4 carries it, seen with a key since the class is internal; -a3 does not."""
        reader = self.readers['se-9901']
        for lang, words in (('sv', ('kompetens', 'välvilja', 'misstro', 'Solvägen')), ('da', ('kompetence', 'velvilje', 'mistillid')),
                            ('en', ('competence', 'benevolence', 'mistrust'))):
            warning = reader.read('actions/pl-norr-a4', lang=lang)['strategy_warning']
            for word in words:
                self.assertIn(word, warning)
            self.assertIn({'sv': 'vilket inte är säkert', 'da': 'hvilket ikke er sikkert', 'en': 'which is not certain'}[lang], warning)
        self.assertEqual(set(reader.read('actions/pl-norr-a4', lang='all')['strategy_warnings']), {'sv', 'da', 'en'})
        self.assertIsNone(reader.read('actions/pl-norr-a3')['strategy_warning'])
        for other in (self.people.anybody(), self.readers['se-9902']):
            self.assertIsNone(other.read('actions/pl-norr-a4')['strategy_warning'])

    def test_csv_has_them_too(self):
        reply = self.people.anybody().get('actions', format='csv', fields='code,spi,rag,strategy_warning', code='pl-norr-a9')
        self.assertEqual(reply.text.splitlines(), ['code,spi,rag,strategy_warning', 'pl-norr-a9,1,green,'])

    def test_they_filter_and_sort(self):
        anybody = self.people.anybody()
        red = {row['code'] for row in demo.rows('actions') if of_action(row)['rag'] == 'red'}
        self.assertEqual(set(anybody.keys('actions', rag='red')), red & set(anybody.keys('actions')))
        sorted_by = [row['spi'] for row in anybody.list('actions', sort='spi')]
        known = [spi for spi in sorted_by if spi is not None]
        self.assertEqual(known, sorted(known))
