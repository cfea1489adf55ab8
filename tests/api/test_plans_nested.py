"""A whole plan in one POST and out with one GET: all or nothing, everything wrong with all of it told at once."""

import copy

import writing
from support.case import Case
from writing import editor, errors

LISTS = ('goals', 'actions', 'milestones', 'follow_ups', 'risks', 'targets')
NESTED = dict(
    code='t-whole', municipality='se-9901', title='Hel plan', start_date='2025-01-01', end_date='2026-12-31',
    goals=[
        dict(title='Ett', result_level='outcome',
             targets=['tg-norr-int-01', dict(code='t-whole-t', indicator='ins-01', area='se-9901', target=60, target_date='2026-12-31')],
             actions=[dict(title='Först', start_date='2025-02-01', end_date='2025-12-31',
                           milestones=[dict(title='Klart', due_date='2025-06-01'), dict(title='Mer', due_date='2025-07-01')],
                           follow_ups=[dict(as_of='2025-05-05')])]),
        dict(code='t-whole-gx', title='Två', result_level='output'),
    ],
    actions=[dict(goal='t-whole-gx', title='Sedan', start_date='2025-02-01', end_date='2025-12-31')],
    risks=[dict(kind='risk', description='x', probability=1, consequence=2)],
    follow_ups=[dict(as_of='2025-05-06'), dict(goal='t-whole-gx', as_of='2025-05-07')],
)
FLAT = dict(
    code='t-flat', municipality='se-9901', title='Platt plan', start_date='2025-01-01', end_date='2026-12-31',
    milestones=[dict(code='t-flat-a1-m1', action='t-flat-a1', title='Klart', due_date='2025-06-01')],
    actions=[dict(code='t-flat-a1', goal='t-flat-g1', title='Gör', start_date='2025-02-01', end_date='2025-12-31')],
    goals=[dict(code='t-flat-g1', plan='t-flat', title='Mål', result_level='outcome', targets=['t-flat-t'])],
    targets=[dict(code='t-flat-t', indicator='ins-01', area='se-9901', target=60, target_date='2026-12-31')],
)


class Plans(Case):
    @classmethod
    def setUpClass(cls):
        writing.stage()

    def test_nested(self):
        reply = editor().post('plans', NESTED)
        self.assertEqual(reply.status, 201, reply)
        plan = reply.json()
        self.assertEqual([goal['code'] for goal in plan['goals']], ['t-whole-g1', 't-whole-gx'])
        self.assertEqual(plan['goals'][0]['targets'], ['tg-norr-int-01', 't-whole-t'])
        self.assertEqual([(one['code'], one['goal']) for one in plan['actions']],
                         [('t-whole-a1', 't-whole-g1'), ('t-whole-a2', 't-whole-gx')])
        self.assertEqual([(one['code'], one['action']) for one in plan['milestones']],
                         [('t-whole-a1-m1', 't-whole-a1'), ('t-whole-a1-m2', 't-whole-a1')])
        self.assertEqual({(one['plan'], one['goal'], one['action']) for one in plan['follow_ups']},
                         {('t-whole', None, None), (None, 't-whole-gx', None), (None, None, 't-whole-a1')})
        self.assertEqual([one['code'] for one in plan['risks']], ['t-whole-r1'])
        self.assertEqual({one['code']: one['municipality'] for one in plan['targets']}, {'tg-norr-int-01': 'se-9901', 't-whole-t': 'se-9901'})
        read = editor().get('plans/t-whole', expand=','.join(LISTS))
        self.assertEqual((read.json(), read.headers['etag']), (plan, reply.headers['etag']))

    def test_flat_in_any_order(self):
        reply = editor().post('plans', FLAT)
        self.assertEqual(reply.status, 201, reply)
        self.assertEqual(set(reply.json()) & set(LISTS), {'goals', 'actions', 'milestones', 'targets'})
        self.assertEqual(reply.json()['milestones'][0]['plan'], 't-flat')

    def test_all_or_nothing(self):
        faulty = copy.deepcopy(NESTED)
        faulty['code'] = 't-none'
        faulty['goals'][1]['code'] = 't-none-gx'
        faulty['actions'][0]['goal'] = faulty['follow_ups'][1]['goal'] = 't-none-gx'
        faulty['goals'][0]['targets'][1]['code'] = 't-none-t'
        faulty['goals'][0]['actions'][0]['milestones'][1]['due_date'] = '2030-01-01'
        reply = editor().post('plans', faulty)
        self.assertProblem(reply, 'invalid-body')
        self.assertEqual(errors(reply), {('/goals/0/actions/0/milestones/1/due_date', 'outside')})
        for path in ('plans/t-none', 'goals/t-none-gx', 'targets/t-none-t'):
            self.assertFalse(editor().sees(path), path)

    def test_everything_wrong_at_once(self):
        faulty = copy.deepcopy(NESTED)
        faulty.update(code='t-wrong', title='', nothing=1)
        first, second = faulty['goals']
        second.update(code='t-wrong-gx', plan='pl-norr', state='adopted')
        del first['title']
        first['targets'] = ['nowhere', dict(first['targets'][1], code='t-wrong-t', indicator='nowhere')]
        first['actions'][0].update(end_date='2027-06-01', created_at='2025-01-01T00:00:00Z')
        first['actions'].append(7)
        faulty['actions'] = [dict(goal='t-wrong-gx', title='x', start_date='2025-02-01', end_date='2025-01-01', weight='x'),
                             dict(goal='nowhere', title='x', start_date='2025-02-01', end_date='2025-03-01')]
        faulty['risks'][0]['probability'] = 9
        faulty['follow_ups'] = {'as_of': '2025-01-01'}
        reply = editor().post('plans', faulty)
        self.assertProblem(reply, 'invalid-body')
        self.assertEqual(errors(reply), {
            ('/title', 'empty'), ('/nothing', 'unknown_member'), ('/goals/0/title', 'required'), ('/goals/0/targets/0', 'unknown_code'),
            ('/goals/0/targets/1/indicator', 'unknown_code'),
            ('/goals/0/actions/0/created_at', 'server_owned'), ('/goals/0/actions/1', 'not_an_object'),
            ('/goals/1/plan', 'other_parent'), ('/goals/1/state', 'initial_state'), ('/actions/0/weight', 'not_a_decimal'),
            ('/actions/0/end_date', 'not_before'), ('/actions/1/goal', 'unknown_code'), ('/risks/0/probability', 'out_of_range'),
            ('/follow_ups', 'not_a_list')})

    def test_days_outside_the_plan_are_told_below_a_faulty_goal(self):
        faulty = copy.deepcopy(NESTED)
        faulty.update(code='t-days')
        faulty['goals'][0].update(title='')
        faulty['goals'][1].update(code='t-days-gx', focus_area='nowhere')
        faulty['goals'][0]['targets'] = []
        faulty['goals'][0]['actions'][0]['start_date'] = '2024-01-01'
        faulty['actions'][0].update(goal='t-days-gx', end_date='2028-01-01')
        faulty['follow_ups'] = []
        reply = editor().post('plans', faulty)
        self.assertEqual(errors(reply), {
            ('/goals/0/title', 'empty'), ('/goals/1/focus_area', 'unknown_code'), ('/goals/0/actions/0/start_date', 'outside'),
            ('/actions/0/end_date', 'outside')})

    def test_a_faulty_target_is_told_where_it_stands_only(self):
        faulty = copy.deepcopy(NESTED)
        faulty.update(code='t-target', actions=[], follow_ups=[])
        faulty['goals'][1].update(code='t-target-gx')
        faulty['goals'][0]['targets'][1].update(code='t-target-t', target=600)
        self.assertEqual(errors(editor().post('plans', faulty)), {('/goals/0/targets/1/target', 'out_of_range')})

    def test_taken_codes(self):
        plan = dict(NESTED, code='t-codes', goals=[dict(code='pl-norr-g1', title='x', result_level='outcome')], actions=[], follow_ups=[])
        self.assertProblem(editor().post('plans', plan), 'conflict', pointer='/goals/0/code', code='taken')
        plan['goals'] = [dict(code='t-codes-g', title=str(i), result_level='outcome') for i in range(2)]
        self.assertProblem(editor().post('plans', plan), 'conflict', pointer='/goals/1/code', code='taken')

    def test_as_many_as_one_reply_may_hold(self):
        most = writing.limits()['max_expanded']
        risk = dict(kind='risk', description='x', probability=1, consequence=1)
        plan = dict(code='t-risks', municipality='se-9901', title='x', start_date='2025-01-01', end_date='2026-12-31', risks=[risk] * most)
        reply = editor().post('plans', plan)
        self.assertEqual(reply.status, 201, reply)
        self.assertEqual(len(reply.json()['risks']), most)
        self.assertProblem(editor().post('plans', dict(plan, code='t-more', risks=[risk] * (most + 1))), 'invalid-body',
                           pointer='/risks', code='too_many')

    def test_rows_with_the_same_columns_are_one_statement(self):
        goals = [dict(title=str(n), result_level='outcome') for n in range(30)]
        coded = [dict(code=f't-lots-x{n}', title=str(n), result_level='outcome', actions=[
            dict(code=f't-lots-a{n}', title='y', start_date='2025-02-01', end_date='2025-12-31')]) for n in range(30)]
        plan = dict(code='t-lots', municipality='se-9901', title='x', start_date='2025-01-01', end_date='2026-12-31')
        reply = editor().post('plans', dict(plan, goals=goals + coded))
        self.assertEqual(reply.status, 201, reply)
        self.assertEqual({goal['code']: goal['title'] for goal in reply.json()['goals']},
                         {**{f't-lots-g{n + 1}': str(n) for n in range(30)}, **{f't-lots-x{n}': str(n) for n in range(30)}})
        # rows of one statement have its number
        for table, statements in (('goal', 2), ('action', 1)):
            self.assertEqual(writing.sql(f"select count(distinct cmin::text) from tillit.{table} where plan = 't-lots'").strip(), str(statements))

    def test_one_of_many_is_faulty(self):
        goals = [dict(title=str(n), result_level='outcome') for n in range(30)]
        goals[17]['focus_area'] = goals[18]['focus_area'] = 'fa-bem'
        for case in self.table([
            (17, dict(focus_area='nowhere'), {('/goals/17/focus_area', 'unknown_code')}),
            (3, dict(result_level='nothing'), {('/goals/3/result_level', 'unknown_code')}),
            (29, dict(code='pl-norr-g1'), {('/goals/29/code', 'taken')}),
        ]):
            with case as (place, change, expected):
                faulty = copy.deepcopy(goals)
                faulty[place].update(change)
                reply = editor().post('plans', dict(code='t-one', municipality='se-9901', title='x', start_date='2025-01-01',
                                                    end_date='2026-12-31', goals=faulty))
                self.assertEqual(errors(reply), expected)

    def test_codes_that_others_have_taken(self):
        days = dict(start_date='2025-01-01', end_date='2026-12-31')
        editor('se-9902').create('plans', code='t-theirs', municipality='se-9902', title='x', **days,
                                 goals=[dict(code='t-free-g2', title='x', result_level='outcome')])
        reply = editor().post('plans', dict(code='t-free', municipality='se-9901', title='x', **days,
                                            goals=[dict(title=str(n), result_level='outcome') for n in range(3)]))
        self.assertEqual(reply.status, 201, reply)
        codes = [goal['code'] for goal in reply.json()['goals']]
        self.assertEqual(len(set(codes)), 3)
        self.assertNotIn('t-free-g2', codes)

    def test_another_municipality_inside(self):
        plan = copy.deepcopy(FLAT)
        plan.update(code='t-other')
        plan['targets'][0].update(code='t-other-t', municipality='se-9902')
        self.assertProblem(editor().post('plans', plan), 'forbidden')

    def test_a_plan_is_changed_alone(self):
        editor().create('plans', code='t-alone', municipality='se-9901', title='x', start_date='2025-01-01', end_date='2026-12-31')
        self.assertProblem(editor().patch('plans/t-alone', {'goals': []}), 'invalid-body', pointer='/goals', code='unknown_member')

    def test_a_goal_alone_brings_its_targets_as_inside_a_plan(self):
        target = {'code': 'tg-t-alone', 'indicator': 'ins-01', 'area': 'se-9901', 'respondent_group': 'resident', 'target': 61, 'target_date': '2028-12-31',
                  'baseline_period': '2022'}
        goal = {'plan': 'pl-norr', 'title': 'Ensamt', 'result_level': 'outcome', 'targets': ['tg-norr-ins-01', target]}
        self.assertEqual(errors(editor().post('goals', {**goal, 'targets': [{**target, 'target': 140}]})), {('/targets/0/target', 'out_of_range')})
        self.assertEqual(editor().get('targets/tg-t-alone').status, 404)  # all or nothing
        made = editor().create('goals', **goal)
        self.assertEqual(made['targets'], ['tg-norr-ins-01', 'tg-t-alone'])
        self.assertEqual(editor().read('targets/tg-t-alone')['municipality'], 'se-9901')

    def test_below_goals_and_actions_too(self):
        goal = editor().post('goals', dict(plan='pl-norr', title='x', result_level='outcome', actions=[
            dict(title='y', start_date='2025-02-01', end_date='2025-12-31', milestones=[dict(title='z', due_date='2025-03-01')])])).json()
        self.assertEqual(len(goal['actions']), 1)
        self.assertEqual(editor().one('milestones', action=goal['actions'][0]['code'])['title'], 'z')
