"""The life cycles of domain.md 2.5: every pair of states of every resource that has some."""

import writing
from support.case import Case
from writing import editor, errors, operator

ANY = '*'

# resource: (first state, moves, what a state needs besides)
CYCLES = {
    'indicators': ('draft', {'draft': 'active', 'active': 'deprecated', 'deprecated': 'retired'}, {}),
    'plans': ('draft', {'draft': 'adopted', 'adopted': 'active', 'active': 'under_review', 'under_review': 'active closed',
                        ANY: 'cancelled'}, {}),
    'goals': ('draft', {'draft': 'adopted', 'adopted': 'achieved dropped'}, {'achieved': {'state_reason': 'x'}}),
    'actions': ('planned', {'planned': 'in_progress cancelled', 'in_progress': 'done paused cancelled', 'paused': 'in_progress cancelled'},
                {'done': {'progress': 1}}),
    'milestones': ('open', {'open': 'met missed', 'missed': 'met'}, {'met': {'met_on': '2025-05-01'}}),
    'risks': ('open', {'open': 'closed'}, {}),
    'evaluations': ('designed', {'designed': 'baseline_done', 'baseline_done': 'intervention', 'intervention': 'endline_done',
                                 'endline_done': 'analysed', 'analysed': 'published'}, {}),
    'ideas': ('proposed', {'proposed': 'screened', 'screened': 'piloting', 'piloting': 'adopted', 'adopted': 'spread', ANY: 'archived'},
              {'archived': {'archive_reason': 'x'}, 'adopted': {'led_to': 'x'}}),
    'steering-documents': ('registered', {'registered': 'reviewed', 'reviewed': 'decided', 'decided': 'done', 'done': 'registered'}, {}),
    'feedback-items': ('received', {'received': 'acknowledged', 'acknowledged': 'answered', 'answered': 'closed'},
                       {'answered': {'answered_on': '2025-06-01'}, 'closed': {'answered_on': '2025-06-01'}}),
    'red-tape-items': ('reported', {'reported': 'examined', 'examined': 'solution_tried', 'solution_tried': 'evaluated',
                                    'evaluated': 'solved not_solved'}, {}),
}
LISTS = {'steering-documents': 'document_state', 'feedback-items': 'feedback_state', 'red-tape-items': 'red_tape_state'}
NEW = {
    'indicators': dict(code='se-9901-lc', owner='se-9901', kind='process', names={'sv': 'a', 'da': 'b', 'en': 'c'}, unit='pct',
                       decimals=1, direction='up', freq='A'),
    'plans': dict(code='t-lc', municipality='se-9901', title='x', start_date='2025-01-01', end_date='2026-01-01'),
    'goals': dict(plan='pl-norr', title='x', result_level='outcome', focus_area='fa-bem', responsible_function='x', rationale='x',
                  target_date='2026-01-01', targets=['tg-norr-int-01']),
    'actions': dict(goal='pl-norr-g1', title='x', start_date='2025-02-01', end_date='2025-12-31'),
    'milestones': dict(action='pl-norr-a1', title='x', due_date='2025-05-31'),
    'risks': dict(plan='pl-norr', kind='risk', description='x', probability=1, consequence=1),
    'evaluations': dict(code='t-lc', owner='se-9901', title='x', design='did', sampling='paired', before_period='2020',
                        after_period='2021', preregistered_at='2019-01-01T00:00:00Z',
                        measures=[{'indicator': 'ins-01', 'respondent_group': 'user', 'role': 'confirmatory', 'sampling': 'paired'}]),
    'ideas': dict(code='t-lc', municipality='se-9901', title='x', origin='user', benefit_for_residents='x'),
    'steering-documents': dict(code='t-lc', municipality='se-9901', title='x', kind='policy', governance_level='council',
                               review_due='2025-01-01'),
    'feedback-items': dict(municipality='se-9901', received_on='2025-01-01', channel='web', origin='user'),
    'red-tape-items': dict(code='t-lc', municipality='se-9901', process='x', description='x', reported_on='2025-01-01'),
}


def table_of(resource):
    return resource.removesuffix('s').replace('-', '_')


def states(resource):
    name = LISTS.get(resource, f'{table_of(resource)}_state')
    return writing.sql(f"select code from tillit.reference_code where list = '{name}' order by sort").split()


def moves(resource, state):
    allowed = CYCLES[resource][1]
    return set(f'{allowed.get(state, "")} {allowed.get(ANY, "")}'.split()) - {state}


class Cycles(Case):
    @classmethod
    def setUpClass(cls):
        writing.stage()

    def put(self, resource, key, state):
        """The object, in that state, by the superuser's hand: past its life cycle but not past its rules."""
        needs = {member: None for needed in CYCLES[resource][2].values() for member in needed}
        needs.update(CYCLES[resource][2].get(state, {}))
        values = ''.join(f", {member} = {'null' if value is None else repr(value)}" for member, value in needs.items())
        writing.sql(f"set session_replication_role = replica; update tillit.{table_of(resource)} set state = '{state}'{values}, "
                    f"row_version = row_version + 1 where {'id' if 'code' not in NEW[resource] and resource == 'feedback-items' else 'code'} = '{key}'")

    def test_every_pair(self):
        for case in self.table(list(CYCLES)):
            with case as resource:
                created = editor().post(resource, NEW[resource]).json()
                self.assertEqual(created.get('state'), CYCLES[resource][0], created)
                key = created.get('code') or created['id']
                for state in states(resource):
                    for other in states(resource):
                        self.one_pair(resource, key, state, other)

    def one_pair(self, resource, key, state, other):
        with self.subTest(f'{resource}: {state} -> {other}'):
            self.put(resource, key, state)
            reply = editor().patch(f'{resource}/{key}', {**CYCLES[resource][2].get(other, {}), 'state': other}, '*')
            if other == state or other in moves(resource, state):
                self.assertEqual((reply.status, reply.json().get('state')), (200, other), reply)
                return
            self.assertProblem(reply, 'invalid-body', pointer='/state', code='not_a_move')
            detail = next(error['detail'] for error in reply.json()['errors'] if error['code'] == 'not_a_move')
            for allowed in moves(resource, state):
                self.assertIn(allowed, detail)

    def test_new_objects_start_at_the_beginning(self):
        for case in self.table(list(CYCLES)):
            with case as resource:
                body = {**NEW[resource], **({'code': NEW[resource]['code'] + '2'} if 'code' in NEW[resource] else {})}
                for state in states(resource)[1:]:
                    reply = editor().post(resource, {**body, **CYCLES[resource][2].get(state, {}), 'state': state})
                    self.assertProblem(reply, 'invalid-body', pointer='/state', code='initial_state')
                    self.assertIn(CYCLES[resource][0], self.detail(reply.json(), 'initial_state'))
                self.assertEqual(editor().post(resource, {**body, 'state': CYCLES[resource][0]}).status, 201)

    def test_a_goal_that_is_not_smart(self):
        goal = editor().create('goals', plan='pl-norr', title='x', result_level='outcome')['code']
        reply = editor().patch(f'goals/{goal}', {'state': 'adopted'})
        self.assertProblem(reply, 'invalid-body')
        self.assertEqual({code for _, code in errors(reply)}, {'smart_s', 'smart_m', 'smart_r', 'smart_t'})
        changed = editor().change(f'goals/{goal}', state='adopted', focus_area='fa-bem', responsible_function='x', rationale='x',
                                  target_date='2026-01-01', targets=['tg-norr-int-01'])
        self.assertEqual(changed['state'], 'adopted')

    def test_imports_load_any_state_and_change_it_by_moves_only(self):
        row = dict(code='t-lc-import', municipality='se-9901', title='x', start_date='2025-01-01', end_date='2026-01-01')
        self.assertEqual(editor().imports('plans', {**row, 'state': 'active'})['inserted'], 1)
        self.assertEqual(editor().imports('plans', {**row, 'state': 'active'})['unchanged'], 1)
        refused = editor().try_import('plans', {**row, 'state': 'draft'})
        self.assertProblem(refused, 'invalid-body', pointer='/0/state', code='not_a_move')
        self.assertRegex(refused.json()['errors'][0]['detail'], r'Allowed: \w+(, \w+)*\.')  # as a change of one is told
        self.assertEqual(editor().imports('plans', {**row, 'state': 'under_review'})['revised'], 1)

    def test_an_action_is_done_with_its_progress(self):
        action = editor().create('actions', **{**NEW['actions'], 'state': 'planned'})['code']
        editor().change(f'actions/{action}', state='in_progress')
        reply = editor().patch(f'actions/{action}', {'state': 'done'})
        self.assertProblem(reply, 'invalid-body', pointer='/state', code='must_be')
        self.assertIn('progress = 1', self.detail(reply.json(), 'must_be'))
        row = dict(code=action, **NEW['actions'], state='done')
        refused = editor().try_import('actions', row)
        self.assertProblem(refused, 'invalid-body', pointer='/0/state', code='must_be')
        self.assertEqual(editor().read(f'actions/{action}')['state'], 'in_progress')
        self.assertEqual(editor().imports('actions', {**row, 'progress': 1})['revised'], 1)

    def test_milestones_of_what_is_done_are_met_on_import_too(self):
        done = dict(code='t-lc-done', **NEW['actions'], state='done', progress_source='milestones')
        milestone = dict(code='t-lc-done-m', action='t-lc-done', title='x', due_date='2025-05-31')
        self.assertEqual(editor().imports('actions', done)['inserted'], 1)  # its milestones come in a later file
        self.assertProblem(editor().try_import('milestones', {**milestone, 'state': 'open'}), 'invalid-body', pointer='/0/state', code='must_be')
        self.assertEqual(editor().imports('milestones', {**milestone, 'state': 'met', 'met_on': '2025-05-30'})['inserted'], 1)
        other = editor().create('actions', **NEW['actions'], progress_source='milestones')['code']
        editor().change(f'actions/{other}', state='in_progress')
        editor().create('milestones', action=other, title='x', due_date='2025-05-31')
        refused = editor().try_import('actions', {**done, 'code': other})
        self.assertProblem(refused, 'invalid-body', pointer='/0/state', code='milestones_open')
        self.assertIn(f'{other}-m1', self.detail(refused.json(), 'milestones_open'))

    def test_operators_are_bound_too(self):
        self.assertProblem(operator().patch('indicators/ins-01', {'state': 'draft'}), 'invalid-body', pointer='/state', code='not_a_move')
