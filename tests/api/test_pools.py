"""What members agreed to stays so, and pools that hold hidden members never differ by a few (domain.md A5f, INV-8)."""

import unittest

from support import client, database, server, settings
from support.case import Case
from support.people import People

PLACES = [f'se-99{number}' for number in range(11, 18)]
MEASURE = {'indicator': 'ins-01', 'respondent_group': 'resident', 'role': 'confirmatory', 'sampling': 'independent'}


def member(code, share_level='pooled_only', arm='treated'):
    return {'municipality': code, 'arm': arm, 'share_level': share_level}


@unittest.skipUnless(settings.PROGRAM, 'TILLIT_BIN says where the program is')
class Pools(Case):
    NAME = 'tillit_pools'

    @classmethod
    def setUpClass(cls):
        database.create_demonstration(cls.NAME)
        cls.addClassCleanup(database.drop, cls.NAME)
        cls.people = People(cls.enterClassContext(server.on_database(cls.NAME, 'pools')).api, cls.NAME)
        cls.operator = cls.people.who(None, 'operator')

    def setUp(self):
        database.run(self.NAME, 'set session_replication_role = replica; delete from tillit.shown_pool;')

    def evaluation(self, code, *members, owner='shared', **more):
        """Entered by an operator, so that all have agreed."""
        row = {'code': code, 'owner': owner, 'title': 'Prov', 'design': 'before_after', 'sampling': 'independent', 'before_period': '2022',
               'after_period': '2024', 'audience': 'public', 'preregistered_at': '2025-01-01T00:00:00Z', **more}
        self.operator.imports('evaluations', row)
        self.operator.imports('evaluation-members', *({'evaluation': code, **entry} for entry in members))
        self.operator.imports('evaluation-measures', {'evaluation': code, **MEASURE})
        owner = self.operator if owner == 'shared' else self.people.who(owner, 'editor')
        self.addCleanup(owner.delete, f'evaluations/{code}')
        return code

    def pool(self, code, person=None):
        item = (person or self.people.anybody()).analysis('effects', evaluation=code)
        measure = item['measures'][0]
        return measure['scope'], measure['random']['effect'], [w for w in measure['warnings'] if w in ('named_only', 'pool_kept')]

    def members(self, code, *members):
        self.operator.change(f'evaluations/{code}', members=list(members))

    def test_pools_grow_by_three(self):
        named = member('se-9901', 'named')
        code = self.evaluation('ev-pool', named, *(member(place) for place in PLACES[:4]))
        scope, four, warnings = self.pool(code)
        self.assertEqual((scope, warnings), ('pooled', []))
        for count in (5, 6):
            self.members(code, named, *(member(place) for place in PLACES[:count]))
            self.assertEqual(self.pool(code), ('pooled', four, ['pool_kept']), count)
        self.members(code, named, *(member(place) for place in PLACES[:7]))
        scope, seven, warnings = self.pool(code)
        self.assertEqual((scope, warnings), ('pooled', []))
        self.assertNotEqual(four, seven)
        # to a hidden member that looks, the pool is what it is to others
        self.assertEqual(self.pool(code, self.people.who(PLACES[0], 'reader')), ('pooled', seven, []))
        # four less leave the pool of four, one less none
        self.members(code, named, *(member(place) for place in PLACES[:4]))
        self.assertEqual(self.pool(code), ('pooled', four, []))
        self.members(code, named, *(member(place) for place in PLACES[:3]))
        self.assertEqual(self.pool(code)[0::2], ('named_only', ['named_only']))

    def test_a_member_that_withdraws_leaves_the_named(self):
        code = self.evaluation('ev-pool', member('se-9901', 'named'), *(member(place) for place in PLACES[:4]))
        self.assertEqual(self.pool(code)[0], 'pooled')
        editor = self.people.who(PLACES[3], 'editor')
        reply = editor.patch(f'evaluations/{code}', {'members': [member(PLACES[3], 'none')]}, '*')
        self.assertEqual(reply.status, 200, reply)
        self.assertEqual(self.pool(code)[0::2], ('named_only', ['named_only']))

    def test_a_member_that_lets_itself_be_named_hides_nobody(self):
        code = self.evaluation('ev-pool', *(member(place) for place in PLACES[:4]))
        scope, four, _ = self.pool(code)
        self.members(code, member(PLACES[0], 'named'), *(member(place) for place in PLACES[1:4]))
        self.assertEqual((scope, *self.pool(code)), ('pooled', 'pooled', four, []))

    def test_another_evaluation_of_the_same_figures_counts(self):
        first = self.evaluation('ev-pool', *(member(place) for place in PLACES[:4]))
        _, four, _ = self.pool(first)
        second = self.evaluation('ev-pool-2', *(member(place) for place in PLACES[:5]))
        self.assertEqual(self.pool(second), ('pooled', four, ['pool_kept']))
        third = self.evaluation('ev-pool-3', *(member(place) for place in PLACES[1:5]))
        self.assertEqual(self.pool(third)[0], 'named_only')

    def test_combinations_of_pools_count(self):
        """{1,2,3,4} and {1,2,3,5,6,7}: each differs from the other by four, and 4 alone follows from neither; but 1-3 are told apart."""
        first = self.evaluation('ev-pool', *(member(place) for place in PLACES[:4]))
        self.assertEqual(self.pool(first)[0], 'pooled')
        second = self.evaluation('ev-pool-2', *(member(place) for place in [*PLACES[:3], *PLACES[4:7]]))
        self.assertEqual(self.pool(second)[0], 'named_only')

    def test_arms_hold_the_same(self):
        treated = [member('se-9901', 'named'), *(member(place) for place in PLACES[:3])]
        control = [member('se-9902', 'named', 'comparison'), *(member(place, arm='comparison') for place in PLACES[3:6])]
        code = self.evaluation('ev-pool', *treated, *control, design='did')

        def did():
            measure = self.people.anybody().analysis('effects', evaluation=code)['measures'][0]['difference_in_differences']
            return measure['did'], measure['se'], 'pool_kept' in measure['warnings'], 'named_only' in measure['warnings']

        whole, se, *warned = did()
        self.assertEqual((se, warned), (None, [False, False]))
        self.members(code, *treated, *control, member(PLACES[6], arm='comparison'))
        self.assertEqual(did(), (whole, None, True, False))
        self.members(code, *treated, *control[:3])
        self.assertEqual(did()[2:], (False, True))

    def test_what_hidden_members_correct_is_no_other_pool(self):
        """Their own view of it included: nobody's pool has a figure that is not validated."""
        code = self.evaluation('ev-pool', member('se-9901', 'named'), *(member(place) for place in PLACES[:4]))
        before = self.pool(code)
        editor = self.people.who(PLACES[0], 'editor')
        row = editor.one('observations', indicator='ins-01', area=PLACES[0], period='2024', respondent_group='resident', sex='_T', age_band='_T')
        editor.imports('observations', {'indicator': 'ins-01', 'indicator_version': row['indicator_version'], 'area': PLACES[0], 'period': '2024',
                                        'respondent_group': 'resident', 'reason': 'correction', 'value': 50.0,
                                        'n_valid': 400, 'x': 200, 'state': 'draft', 'source': row['source']})
        self.assertEqual(before[0], 'pooled')
        self.assertEqual(self.pool(code)[0], 'named_only')
        self.assertEqual(self.pool(code, editor)[0], 'named_only')

    # ---- agreements ----

    def refused(self, reply, pointer, *words):
        problem = self.assertProblem(reply, 'invalid-body', pointer=pointer, code='agreed')
        for word in words:
            self.assertIn(word, self.detail(problem, 'agreed'))

    def test_the_owner_does_not_change_what_was_agreed(self):
        code = self.evaluation('ev-pool', owner='se-9901', *[member('se-9901', 'named'), member(PLACES[0]), member(PLACES[1], 'named')])
        owner = self.people.who('se-9901', 'editor')
        for field, value in (('arm', 'comparison'), ('share_level', 'none'), ('share_level', 'named'), ('sampling', 'paired')):
            with self.subTest(f'{field} {value}'):
                members = [member('se-9901', 'named'), {**member(PLACES[0]), field: value}, member(PLACES[1], 'named')]
                self.refused(owner.patch(f'evaluations/{code}', {'members': members}), f'/members/1/{field}', PLACES[0])
                row = {'evaluation': code, **member(PLACES[0]), field: value}
                reply = owner.try_import('evaluation-members', row)
                self.assertEqual(reply.status, 422, reply)
                self.assertIn('agreed', {error['code'] for error in reply.json()['errors']})
        # its own entry it changes, and what nobody has agreed to
        changed = owner.change(f'evaluations/{code}', members=[member('se-9901', 'pooled_only'), member(PLACES[0]), member(PLACES[1], 'named'), member(PLACES[2])])
        self.assertEqual([entry['agreed'] for entry in changed['members']], [True, True, True, False])
        changed = owner.change(f'evaluations/{code}', members=[member('se-9901', 'pooled_only'), member(PLACES[0]), member(PLACES[1], 'named'), member(PLACES[2], 'named')])
        self.assertEqual(changed['members'][3]['agreed'], False)

    def test_what_decides_what_is_shown_needs_a_new_agreement(self):
        owner = self.people.who('se-9901', 'editor')
        extra = {**MEASURE, 'indicator': 'ins-02', 'role': 'exploratory'}
        for change in ({'measures': [MEASURE, extra]}, {'sampling': 'overlapping'}, {'pre_periods': ['2021']}, {'before_period': '2021'}):
            with self.subTest(str(change)):
                code = self.evaluation('ev-pool', owner='se-9901', *[member('se-9901', 'named'), *(member(place) for place in PLACES[:3])],
                                       preregistered_at=None if 'measures' not in change else '2025-01-01T00:00:00Z')
                changed = owner.change(f'evaluations/{code}', **change)
                self.assertEqual([entry['agreed'] for entry in changed['members']], [True, False, False, False])
                editor = self.people.who(PLACES[0], 'editor')
                self.assertEqual(editor.patch(f'evaluations/{code}', {'members': [member(PLACES[0])]}, '*').status, 200)
                self.assertEqual([entry['agreed'] for entry in owner.read(f'evaluations/{code}')['members']], [True, True, False, False])
                owner.remove(f'evaluations/{code}')
        code = self.evaluation('ev-pool', owner='se-9901', *[member('se-9901', 'named'), member(PLACES[0])])
        self.assertEqual({entry['agreed'] for entry in owner.change(f'evaluations/{code}', title='Nytt namn')['members']}, {True})
