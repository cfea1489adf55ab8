"""Figures about few persons (domain.md 5): seen by those who must be able to correct them, and by nobody else."""

import csv
import io
import itertools
import unittest

from support import client, settings
from support.case import Case
from support.people import People

PEOPLE = People(client.Client(settings.BASE_URL), settings.DATABASE)
FEW = {
    'process-assessments': {'plan': 'pl-fss', 'subject': 'Få svar', 'process_step': 'decide', 'truster': 'politician', 'trustee': 'manager',
                            'respondent_group': 'politician', 'assessed_on': '2025-03-02', 'mean': 1.5, 'sd': 0.7, 'n': 2},
    'chain-assessments': {'plan': 'pl-fss', 'governance_level': 'council', 'respondent_group': 'politician', 'assessed_on': '2025-03-02',
                          'n_respondents': 2, 'n_stated': 2, 'n_known': 1, 'n_practised': 1, 'n_experienced': 0},
}
FIGURES = {'process-assessments': ('mean', 'sd', 'n'), 'chain-assessments': ('n_respondents', 'n_stated', 'n_known', 'n_practised', 'n_experienced')}


@unittest.skipUnless(settings.PROGRAM, 'TILLIT_BIN says where the program is')
class FewPersons(Case):
    @classmethod
    def setUpClass(cls):
        cls.reader, cls.editor, cls.admin, cls.publisher = (PEOPLE.who('se-9901', role) for role in ('reader', 'editor', 'admin', 'publisher'))
        cls.made = {}
        for collection, members in FEW.items():
            made = cls.editor.create(collection, **members)
            cls.made[collection] = made['id']
            cls.addClassCleanup(cls.editor.delete, f'{collection}/{made["id"]}')

    def rows(self, person, collection):
        """The row in an object, in a list and in CSV."""
        key = self.made[collection]
        yield person.read(f'{collection}/{key}')
        yield next(row for row in person.list(collection, plan='pl-fss') if row['id'] == key)
        yield next({name: value or None for name, value in row.items()}
                   for row in csv.DictReader(io.StringIO(person.get(collection, format='csv').text)) if row['id'] == key)

    def test_readers_see_that_there_are_few(self):
        for collection in FEW:
            for place, row in enumerate(self.rows(self.reader, collection)):
                with self.subTest(f'{collection} {place}'):
                    self.assertEqual({row[name] for name in FIGURES[collection]}, {None})
                    self.assertEqual(row['n_display'], '<5')

    def test_those_who_correct_them_see_them(self):
        for (collection, members), person in itertools.product(FEW.items(), (self.editor, self.admin, self.publisher)):
            for row in self.rows(person, collection):
                self.assertEqual([float(row[name]) for name in FIGURES[collection]], [members[name] for name in FIGURES[collection]])
                self.assertEqual(row['n_display'], '<5')

    def test_many_are_shown(self):
        row = self.reader.list('process-assessments', plan='pl-fss', process_step='feedback', respondent_group='employee')[0]
        self.assertEqual((row['mean'], row['n'], row['n_display']), (2.699, 83, 83))

    def test_no_filter_and_no_order_tells(self):
        for collection, names in FIGURES.items():
            key = self.made[collection]
            for name in names:
                value = FEW[collection][name]
                for asked in ({name: value}, {f'{name}_min': 0}, {f'{name}_max': 5}):
                    with self.subTest(f'{collection} {asked}'):
                        reply = self.reader.get(collection, **asked)
                        self.assertEqual(reply.status, 200)
                        found = reply.json()
                        self.assertNotIn(key, [row['id'] for row in found[collection.replace('-', '_')]])
                        self.assertEqual(found['_meta']['total_records'], len(found[collection.replace('-', '_')]))
                for sort in (name, f'-{name}'):
                    order = [row[name] for row in self.reader.list(collection, sort=sort)]
                    nulls = [place for place, told in enumerate(order) if told is None]
                    self.assertEqual(nulls, list(range(len(order) - len(nulls), len(order))), sort)

    def test_an_editor_changes_what_a_reader_does_not_see(self):
        path = f'process-assessments/{self.made["process-assessments"]}'
        self.assertEqual(self.reader.patch(path, {'subject': 'x'}).status, 403)
        changed = self.editor.change(path, subject='Två svar')
        self.assertEqual((changed['mean'], changed['n']), (1.5, 2))
        self.assertIsNone(self.reader.read(path)['n'])

    def test_analyses_show_no_figure_to_anybody(self):
        for person in (self.reader, self.editor, self.admin):
            item = person.analysis('weakest-links', plan='pl-fss')
            group = next(group for group in item['groups'] if group['respondent_group'] == 'politician')
            self.assertEqual(group['weakest_process_step'], None)
            self.assertEqual([[link[name] for name in ('mean', 'se', 'n')] for link in group['links']], [[None] * 3])
            used = next(used for used in item['inputs'] if used['id'] == self.made['process-assessments'])
            self.assertIsNone(used['n'])
            item = person.analysis('steering-reaches', plan='pl-fss')
            level = item['levels'][0]
            self.assertEqual({level[name] for name in ('n_respondents', 'p_stated', 'p_known', 'p_practised', 'p_experienced', 'p_held', 'ci',
                                                      'holds', 'is_clear')}, {None})
            self.assertEqual((item['reach'], item['inputs'][0]['n']), (1, None))

    def test_few_do_not_rank_among_many(self):
        made = self.editor.create('process-assessments', **{**FEW['process-assessments'], 'respondent_group': 'employee', 'truster': 'employee',
                                                            'mean': 1.0, 'n': 3, 'process_step': 'prepare', 'trustee': 'politician'})
        self.addCleanup(self.editor.delete, f'process-assessments/{made["id"]}')
        item = self.reader.analysis('weakest-links', plan='pl-fss')
        group = next(group for group in item['groups'] if group['respondent_group'] == 'employee')
        self.assertEqual((group['weakest_process_step'], group['is_clear']), ('feedback', True))

    def test_youth_are_few_below_ten(self):
        made = self.editor.create('process-assessments', **{**FEW['process-assessments'], 'respondent_group': 'youth', 'truster': 'youth', 'n': 9})
        self.addCleanup(self.editor.delete, f'process-assessments/{made["id"]}')
        row = self.reader.read(f'process-assessments/{made["id"]}')
        self.assertEqual((row['n'], row['mean'], row['n_display']), (None, None, '<10'))

    # n of each group that was asked the same: of whom a reader is told the figures
    WITHIN = {'few beside many': ({'employee': 20, 'caseworker': 18, 'provider': 2}, {'caseworker'}),
              'few that nobody stored': ({'employee': 20, 'caseworker': 18}, {'caseworker'}),
              'few of the groups within a group': ({'_T': 30, 'employee': 20, 'caseworker': 18, 'manager': 10}, {'caseworker', 'manager'}),
              'few beside a group': ({'_T': 32, 'employee': 20, 'caseworker': 12, 'manager': 10}, {'employee', 'caseworker', 'manager'}),
              'many': ({'employee': 20, 'caseworker': 12, 'provider': 8}, {'employee', 'caseworker', 'provider'})}

    def test_few_do_not_follow_from_the_groups_around_them(self):
        for case in self.table(self.WITHIN):
            with case as (counts, told):
                for collection, members in FEW.items():
                    for group, n in counts.items():
                        figures = {'n': n, 'truster': 'employee', 'trustee': 'authority'} if collection == 'process-assessments' else {'n_respondents': n}
                        made = self.editor.create(collection, **{**members, **figures, 'respondent_group': group, 'assessed_on': '2025-03-03'})
                        self.addCleanup(self.editor.delete, f'{collection}/{made["id"]}')
                    for person, expected in ((self.reader, told), (self.editor, set(counts))):
                        rows = [row for row in person.list(collection, plan='pl-fss') if row['assessed_on'] == '2025-03-03']
                        self.assertEqual({row['respondent_group'] for row in rows if row[FIGURES[collection][0]] is not None}, expected)
                        self.assertEqual({row['respondent_group'] for row in rows if isinstance(row['n_display'], int)},
                                         {group for group in expected if counts[group] > 4})
                links = [link for group in self.reader.analysis('weakest-links', plan='pl-fss')['groups'] if group['respondent_group'] in counts
                         for link in group['links'] if link['trustee'] == 'authority']
                self.assertEqual(sum(link['mean'] is not None for link in links), len(told))
                self.doCleanups()

    def test_siblings(self):
        """Participants of a dialogue, and what is known of a wave."""
        dialogue = self.editor.create('dialogues', code='dl-few', municipality='se-9901', area='se-9901-d2', method='workshop', held_on='2025-03-02',
                                      participants=3, parties=['resident'], outcome='Samtal.', audience='public')
        self.addCleanup(self.editor.delete, f'dialogues/{dialogue["code"]}')
        wave = self.editor.create('survey-waves', code='sw-few', owner='se-9901', source='synth-survey', fieldwork_start='2025-01-01',
                                  fieldwork_end='2025-02-01', frame_size=34, n_invited=8, n_responded=3)
        self.addCleanup(self.editor.delete, f'survey-waves/{wave["code"]}')
        others = (PEOPLE.anybody(), self.reader, PEOPLE.who('se-9902', 'editor'))
        for person in others:
            self.assertIsNone(person.read('dialogues/dl-few')['participants'])
            self.assertEqual([person.read('survey-waves/sw-few')[name] for name in ('frame_size', 'n_invited', 'n_responded')], [34, 8, None])
            self.assertNotIn('sw-few', person.keys('survey-waves', n_responded_max=4))
        self.assertEqual(self.editor.read('dialogues/dl-few')['participants'], 3)
        self.assertEqual(self.editor.read('survey-waves/sw-few')['n_responded'], 3)
