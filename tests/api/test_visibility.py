"""What the public must not see is not there: not in lists, not by name, not by filter, and nothing tells that it exists."""

import uuid

from support import client, demo, reading, settings
from support.case import Case
from support.sameness import FREE, missing_key, without_identity


class Visibility(Case):
    def test_there_is_something_to_hide(self):
        self.assertLessEqual(
            {
                'org-units',
                'risks',
                'plans',
                'goals',
                'actions',
                'milestones',
                'follow-ups',
                'targets',
                'decisions',
                'interest-conflicts',
                'fundings',
                'publications',
                'knowledge-uses',
                'fidelity-assessments',
                'qualitative-findings',
                'organisations',
                'influence-groups',
                'ideas',
                'pilots',
                'evaluations',
                'steering-documents',
                'document-reviews',
                'document-passages',
                'chain-assessments',
                'process-assessments',
                'feedback-items',
                'red-tape-items',
                'dialogues',
                'releases',
            },
            {name for name, keys in demo.INVISIBLE.items() if keys},
        )

    def test_an_invisible_object_answers_as_a_missing_one(self):
        for collection, keys in demo.INVISIBLE.items():
            for key in sorted(keys)[:3]:
                with self.subTest(f'{collection}/{key}'):
                    invisible = client.get(reading.path(f'{collection}/{key}'))
                    self.assertProblem(invisible, 'not-found')
                    other = missing_key(collection, key)
                    missing = client.get(reading.path(f'{collection}/{other}'))
                    self.assertEqual(without_identity(invisible, key), without_identity(missing, other))

    def test_by_head_and_with_parameters_too(self):
        for case in self.table(
            [
                'plans/pl-sund',
                'plans/pl-sund?expand=goals',
                'plans/pl-sund?fields=code',
                'plans/pl-sund?lang=all',
                'plans/pl-sund?format=json',
            ]
        ):
            with case as target:
                self.assertEqual(client.request('HEAD', f'{settings.API}/{target}').status, 404)
                self.assertProblem(client.get(f'{settings.API}/{target}'), 'not-found')

    def test_conditions_do_not_tell(self):
        for case in self.table(['*', '"1-0000000000000000"']):
            with case as value:
                reply = client.get(reading.path('plans/pl-sund'), if_none_match=value)
                self.assertProblem(reply, 'not-found')
                self.assertNotIn('etag', reply.headers)

    def test_invisible_codes_in_filters_are_unknown_codes(self):
        """A filter that names something invisible reads as one that names nothing."""
        cases = [
            ('goals', 'plan', 'pl-sund', 'pl-nope'),
            ('actions', 'goal', 'pl-sund-g1', 'pl-nope-g1'),
            ('observations', 'release', 'rel-demo-internal', 'rel-demo-nope'),
            ('dialogues', 'plan', 'pl-fss', 'pl-nope'),
            ('actions', 'org_unit', 'se-9901-stab', 'se-9901-nope'),
            ('follow-ups', 'of_plan', 'pl-sund', 'pl-nope'),
            ('milestones', 'action', 'pl-sund-a1', 'pl-sund-x1'),
        ]
        for collection, name, invisible, missing in cases:
            with self.subTest(f'{collection} {name}={invisible}'):
                one = client.get(reading.path(collection, **{name: invisible}))
                other = client.get(reading.path(collection, **{name: missing}))
                self.assertRefused(reading.path(collection, **{name: invisible}), parameter=name, code='unknown_code')
                self.assertEqual(without_identity(one, invisible), without_identity(other, missing))

    def test_internal_figures_are_nowhere(self):
        internal = {
            demo.identity(row) for row in demo.rows('observations') if row['release'] not in demo.PUBLIC_RELEASES
        }
        self.assertTrue(internal)
        for case in self.table(
            [{}, {'history': 'true'}, {'as_of': '2025-09-01'}, {'updated_after': '2000-01-01'}, {'period': 'latest'}]
        ):
            with case as more:
                shown = {reading.identity(row) for row in reading.rows('observations', **more)}
                self.assertFalse(shown & (internal - set(demo.public_figures())))

    def test_drafts_are_nowhere(self):
        drafts = [row for row in demo.rows('observations') if row['state'] != 'validated']
        self.assertTrue(drafts)
        for case in self.table(drafts):
            with case as row:
                self.assertEqual(
                    reading.rows(
                        'observations',
                        indicator=row['indicator'],
                        area=row['area'],
                        period=row['period'],
                        history='true',
                    ),
                    [],
                )

    def test_datasets_that_are_never_public_have_no_address(self):
        for case in self.table(
            [
                'response-counts',
                'two-item-tables',
                'paired-tables',
                'life-table-rows',
                'evaluation-members',
                'evaluation-measures',
                'audit-events',
                'api-keys',
                'published-cells',
                'release-cells',
                'observation-revisions',
            ]
        ):
            with case as name:
                reply = client.get(f'{settings.API}/{name}')
                self.assertIn(reply.status, (401, 404) if name in ('audit-events', 'api-keys') else (404,))

    def test_pooled_only_members_are_not_named(self):
        """INV-8: evaluations show the members whose share level is named; the figures of the others are not public."""
        for case in self.table(sorted(demo.VISIBLE['evaluations'][1])):
            with case as code:
                named = {
                    row['municipality']
                    for row in demo.rows('evaluation-members')
                    if row['evaluation'] == code and row['share_level'] == 'named'
                }
                shown = {
                    member['municipality']
                    for member in client.get(reading.path(f'evaluations/{code}')).json()['members']
                }
                self.assertEqual(shown, named)

    def test_nobody_is_named_as_creator(self):
        for case in self.table(sorted(demo.COLLECTIONS)):
            with case as collection:
                for row in reading.rows(collection)[:3]:
                    self.assertFalse(
                        {'created_by', 'updated_by', 'account', 'row_version', 'note', 'n_missing'} & set(row)
                    )
                    self.assertIsNone(row.get('hidden_reason'))

    def test_streams_show_no_more_than_pages(self):
        for collection, (key, visible) in demo.VISIBLE.items():
            with self.subTest(collection):
                header, rows = reading.csv_rows(client.get(reading.path(collection, format='csv')))
                self.assertEqual({row[header.index(key)] for row in rows}, visible)

    def test_ids_are_time_ordered_uuids(self):
        for row in reading.rows('follow-ups'):
            self.assertEqual(uuid.UUID(row['id']).version, 7)

    def test_keys_of_another_form_are_simply_not_there(self):
        for case in self.table(
            [
                'plans/PL-NORR',
                'plans/1',
                'plans/%27',
                'plans/pl-norr%20',
                'follow-ups/1',
                'follow-ups/not-a-uuid',
                'follow-ups/' + FREE['uuid'].upper(),
                'areas/' + 'a' * 300,
                'areas/%F0%9F%92%A9',
                'plans/null',
                'plans/*',
            ]
        ):
            with case as target:
                self.assertEqual(client.get(f'{settings.API}/{target}').status, 404)
