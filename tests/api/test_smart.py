"""Goals are adopted when they are SMART-complete (INV-10), also those of a file; nothing is stored here."""

import unittest

from support import client, settings
from support.case import Case
from support.people import People

BARE = {'code': 'pl-norr-g99', 'plan': 'pl-norr', 'title': 'Ett mål', 'result_level': 'outcome', 'state': 'adopted'}
WHOLE = {
    **BARE,
    'focus_area': 'fa-bem',
    'responsible_function': 'Kommunstaben',
    'rationale': 'Därför.',
    'target_date': '2028-12-31',
    'targets': ['tg-norr-ins-01'],
}


@unittest.skipUnless(settings.PROGRAM, 'TILLIT_BIN says where the program is')
class Smart(Case):
    def imported(self, row):
        operator = People(client.api, settings.DATABASE).who(None, 'operator')
        return operator.try_import('goals', row, dry_run='true')

    def test_a_whole_goal(self):
        self.assertEqual(self.imported(WHOLE).status, 200)

    def test_a_draft_lacks_nothing(self):
        self.assertEqual(self.imported({**BARE, 'state': 'draft'}).status, 200)

    def test_the_missing_letters(self):
        problem = self.assertProblem(self.imported(BARE), 'invalid-body')
        codes = [error['code'] for error in problem['errors']]
        self.assertEqual(sorted(codes), ['smart_m', 'smart_r', 'smart_s', 'smart_t'])
        for letter, change in {
            'smart_s': {'focus_area': None},
            'smart_m': {'targets': []},
            'smart_r': {'rationale': None},
            'smart_t': {'target_date': '2025-01-01'},
        }.items():
            with self.subTest(letter):
                problem = self.assertProblem(self.imported({**WHOLE, **change}), 'invalid-body')
                self.assertEqual([error['code'] for error in problem['errors']], [letter])

    def test_targets_of_others_are_unknown(self):
        self.assertProblem(
            self.imported({**WHOLE, 'targets': ['tg-sund-bof-01']}), 'invalid-body', code='unknown_code', pointer='/0/targets'
        )
