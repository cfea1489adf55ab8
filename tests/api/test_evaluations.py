"""Evaluations across municipalities (INV-8, D7): who sees which member, what the evaluator reads."""

import unittest

from support import client, demo, reading, settings
from support.case import Case
from support.people import People


def members(evaluation, **wanted):
    return [
        row['municipality']
        for row in demo.rows('evaluation-members')
        if row['evaluation'] == evaluation and all(row[name] == value for name, value in wanted.items())
    ]


def periods(evaluation):
    row = next(row for row in demo.rows('evaluations') if row['code'] == evaluation)
    return {row['before_period'], row['after_period'], *(row['pre_periods'].split('|') if row['pre_periods'] else [])}


def measures(evaluation):
    return {(row['indicator'], row['respondent_group']) for row in demo.rows('evaluation-measures') if row['evaluation'] == evaluation}


@unittest.skipUnless(settings.PROGRAM, 'TILLIT_BIN says where the program is')
class Evaluations(Case):
    @classmethod
    def setUpClass(cls):
        cls.people = People(client.api, settings.DATABASE)

    def seen(self, person, evaluation='ev-sam'):
        return [member['municipality'] for member in person.read(f'evaluations/{evaluation}')['members']]

    def test_the_public_sees_the_named(self):
        for evaluation in ('ev-sam', 'ev-inde'):
            with self.subTest(evaluation):
                self.assertEqual(self.seen(self.people.anybody(), evaluation), members(evaluation, share_level='named'))

    def test_a_member_sees_itself(self):
        named = members('ev-sam', share_level='named')
        self.assertEqual(self.seen(self.people.who('dk-993', 'reader')), sorted([*named, 'dk-993']))

    def test_the_owner_sees_all(self):
        self.assertEqual(self.seen(self.people.who('dk-991', 'reader')), members('ev-sam'))

    def test_what_operators_entered_is_agreed(self):
        self.assertEqual(
            {member['agreed'] for member in self.people.who('dk-991', 'reader').read('evaluations/ev-sam')['members']}, {True}
        )

    def test_the_evaluator_sees_its_evaluation(self):
        evaluator = self.people.who('ev-sam', 'evaluator')
        self.assertEqual(self.seen(evaluator), members('ev-sam', share_level='named'))
        self.assertTrue(self.people.who('ev-samtal', 'evaluator').sees('evaluations/ev-samtal'))
        self.assertFalse(evaluator.sees('evaluations/ev-samtal'))

    def test_the_evaluator_reads_what_members_named_share(self):
        """Current revisions of the named members for measures and periods; elsewhere what is published."""
        evaluator = self.people.who('ev-sam', 'evaluator')
        named, wanted, times = set(members('ev-sam', share_level='named')), measures('ev-sam'), periods('ev-sam')
        public = {reading.identity(row): row for row in self.people.anybody().list('observations', indicator='sam-01,sam-03,sam-06', limit=1000)}
        rows = {reading.identity(row): row for row in evaluator.list('observations', indicator='sam-01,sam-03,sam-06', limit=1000)}
        self.assertLessEqual(public.keys(), rows.keys())
        for identity, row in rows.items():
            with self.subTest(identity):
                shared = row['municipality'] in named and identity[::3] in wanted and identity[2] in times
                if identity not in public:
                    self.assertTrue(shared)
                elif not shared:
                    self.assertEqual(row, public[identity])
                if identity in demo.HIDDEN_FOR_THEMSELVES:
                    self.assertEqual((row['value'], row['n_valid'], row['conf_status'], row['hidden_reason']), (None, None, 'C', None))

    def test_the_evaluator_reads_nothing_else(self):
        evaluator, anybody = self.people.who('ev-sam', 'evaluator'), self.people.anybody()
        for collection in ('plans', 'ideas', 'risks', 'document-reviews', 'feedback-items', 'dialogues', 'pilots', 'releases'):
            with self.subTest(collection):
                key = 'id' if collection in ('document-reviews', 'feedback-items') else 'code'
                self.assertEqual(evaluator.keys(collection, key), anybody.keys(collection, key))

    def test_pooled_members_have_no_public_figures_of_it(self):
        pooled = set(members('ev-sam', share_level='pooled_only'))
        rows = self.people.anybody().list('observations', municipality=','.join(sorted(pooled)), limit=1000)
        for row in rows:
            if (row['indicator'], row['respondent_group']) in measures('ev-sam') and row['period'] in periods('ev-sam'):
                self.assertIsNone(row['value'])


@unittest.skipUnless(settings.PROGRAM, 'TILLIT_BIN says where the program is')
class Agreeing(Case):
    """A municipality decides itself how it shares in an evaluation that somebody else owns."""

    PATH = 'evaluations/ev-agreeing'

    @classmethod
    def setUpClass(cls):
        people = People(client.api, settings.DATABASE)
        cls.owner, cls.member, cls.other = (people.who(place, 'editor') for place in ('dk-991', 'dk-992', 'se-9901'))
        cls.reader = people.who('dk-992', 'reader')

    def setUp(self):
        both = [{'municipality': code, 'arm': 'treated', 'share_level': 'named'} for code in ('dk-991', 'dk-992')]
        measure = {'indicator': 'sam-01', 'respondent_group': 'user', 'role': 'confirmatory', 'sampling': 'independent'}
        self.owner.create(
            'evaluations', code='ev-agreeing', owner='dk-991', title='Enighed', design='before_after', sampling='independent',
            before_period='2024', after_period='2025', audience='partners', members=both, measures=[measure],
        )
        self.addCleanup(self.owner.remove, self.PATH)

    def share(self, person, **entry):
        return person.patch(self.PATH, {'members': [{'municipality': 'dk-992', 'arm': 'treated', **entry}]}, '*')

    def agreed(self):
        return {member['municipality']: member['agreed'] for member in self.owner.read(self.PATH)['members']}

    def test_only_itself_agrees(self):
        self.assertEqual(self.agreed(), {'dk-991': True, 'dk-992': False})
        self.assertEqual(self.share(self.other, share_level='named').status, 403)
        self.assertEqual(self.share(self.reader, share_level='named').status, 403)
        self.assertEqual(self.agreed()['dk-992'], False)
        self.assertEqual(self.share(self.member, share_level='named').status, 200)
        self.assertEqual(self.agreed()['dk-992'], True)

    def test_a_stale_tag_is_refused(self):
        tag = self.member.etag(self.PATH)
        self.assertEqual(self.share(self.member, share_level='pooled_only').status, 200)
        reply = self.member.patch(self.PATH, {'members': [{'municipality': 'dk-992', 'arm': 'treated', 'share_level': 'none'}]}, tag)
        self.assertEqual(reply.status, 412)

    def test_nothing_else_is_its_own(self):
        entries = [
            {'municipality': 'dk-991', 'arm': 'treated', 'share_level': 'none'},
            {'municipality': 'dk-992', 'share_level': 'open', 'arm': 'comparison', 'agreed': True},
        ]
        reply = self.member.patch(self.PATH, {'title': 'Min', 'members': entries}, '*')
        self.assertEqual(reply.status, 422)
        pointers = {(error['pointer'], error['code']) for error in reply.json()['errors']}
        self.assertEqual(
            pointers,
            {
                ('/members/0', 'not_yours'), ('/members/1/agreed', 'not_yours'), ('/members/1/arm', 'not_yours'),
                ('/members/1/share_level', 'not_supported'), ('/title', 'not_yours'),
            },
        )
