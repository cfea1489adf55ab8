"""What a GET exports can be handed back as it came: nothing changes. What the service sets must agree with what is stored."""

import csv
import io
import json

import writing
from support import contract, settings
from support.case import Case

DOCUMENT = contract.committed()
TYPES = {'csv': 'text/csv', 'ndjson': 'application/x-ndjson', 'json': 'application/json'}
MUNICIPALITIES = ('se-9901', 'se-9902', 'dk-991')


def names_of(collection):
    return contract.parameters(DOCUMENT, f'{settings.API}/{collection}')


def datasets():
    """Those that can be both read and imported."""
    found = next(entry for entry in DOCUMENT['paths'][f'{settings.API}/imports']['post']['parameters'] if entry.get('name') == 'dataset')
    return [name for name in found['schema']['enum'] if f'{settings.API}/{name}' in DOCUMENT['paths']]


def variants(names):
    yield from ({'format': 'csv'}, {'format': 'csv', 'lang': 'all'}, {'format': 'csv', 'lang': 'sv'}, {'format': 'ndjson'},
                {'format': 'ndjson', 'lang': 'all'}, {'format': 'ndjson', 'lang': 'da'}, {'format': 'json', 'limit': 1000},
                {'format': 'json', 'limit': 1000, 'lang': 'all'})
    if 'labels' in names:
        yield {'format': 'csv', 'labels': 'both'}
        yield {'format': 'csv', 'labels': 'both', 'lang': 'sv'}


def export(who, collection, filters, variant):
    """The bytes of a file, and how many rows it has."""
    reply = who.get(collection, **filters, **variant)
    if reply.status != 200:
        raise AssertionError(reply)
    if variant['format'] == 'json':
        rows = reply.json()[collection.replace('-', '_')]
        return json.dumps(rows).encode(), len(rows)
    lines = list(csv.reader(io.StringIO(reply.text)))[1:] if variant['format'] == 'csv' else reply.text.splitlines()
    return reply.body, len(lines)


def hand_back(who, collection, body, form, **more):
    parameters = ''.join(f'&{name}={value}' for name, value in more.items())
    return who.post(f'imports?dataset={collection}{parameters}', body, content_type=TYPES[form])


class RoundTrip(Case):
    def test_texts_that_spreadsheets_would_run(self):
        """Guarded in CSV, they come back as they were; so does one that looks guarded already."""
        for number, title in enumerate(('=1+1', "'-x", '-5', '@a, "b"', "''=", '+', 'a\nb', "'plain")):
            writing.editor().create('ideas', code=f't-text-{number}', municipality='se-9901', title=title, benefit_for_residents='y', origin='resident')
        for variant in variants(()):
            with self.subTest(variant):
                body, count = export(writing.editor(), 'ideas', {'municipality': 'se-9901'}, variant)
                self.assertEqual(hand_back(writing.editor(), 'ideas', body, variant['format']).json()['unchanged'], count)

    def test_every_export_comes_back_unchanged(self):
        people = [(None, writing.operator()), *((place, writing.editor(place)) for place in MUNICIPALITIES)]
        handed = 0
        self.assertEqual(len(datasets()), 39)
        for collection in datasets():
            names = names_of(collection)
            for place, who in people:
                own = next(({name: place} for name in ('municipality', 'owner') if place and name in names), {})
                for variant in variants(names) if place is None or settings.FULL else ({'format': 'csv'}, {'format': 'ndjson'}):
                    body, count = export(who, collection, own, variant)
                    if count == 0:
                        continue
                    with self.subTest(f'{collection} {place or "operator"} {variant}'):
                        reply = hand_back(who, collection, body, variant['format'])
                        self.assertEqual(reply.status, 200, reply)
                        report = reply.json()
                        self.assertEqual((report['rows'], report['inserted'], report['revised'], report['unchanged']), (count, 0, 0, count))
                        handed += 1
        self.assertGreater(handed, 300)

    def test_releases_as_published_now(self):
        """The moment of publication has microseconds."""
        publisher = writing.stage().people.who('se-9901', 'publisher')
        publisher.create('releases', code='rel-trip', owner='se-9901', title='x')
        row = next(row for row in writing.editor().list('observations', municipality='se-9901', obs_status='A', sex='_T')
                   if row['x'] is not None and row['unit'] == 'pct')
        sent = {name: row[name] for name in ('indicator', 'indicator_version', 'area', 'respondent_group', 'value', 'n_valid', 'x')}
        reply = writing.editor().post('imports?dataset=observations', [{**sent, 'period': '2017', 'state': 'validated', 'release': 'rel-trip'}])
        self.assertEqual(reply.status, 200, reply)
        publisher.change('releases/rel-trip', state='published')
        self.assertIn('.', publisher.read('releases/rel-trip')['published_at'])
        for who in (publisher, writing.operator()):
            for variant in variants(()):
                with self.subTest(variant):
                    body, count = export(who, 'releases', {'owner': 'se-9901'}, variant)
                    report = hand_back(who, 'releases', body, variant['format']).json()
                    self.assertEqual((report.get('unchanged'), report.get('revised')), (count, 0), report)

    def test_what_one_writes_is_stored_what_the_service_sets_is_not(self):
        editor = writing.editor()
        body, _ = export(editor, 'actions', {'code': 'pl-norr-a2'}, {'format': 'csv'})
        rows = list(csv.DictReader(io.StringIO(body.decode())))
        rows[0]['rationale'] = 'Ny text.'
        stored = editor.read('actions/pl-norr-a2')
        self.assertEqual(self.send('actions', rows).json()['revised'], 1)
        self.assertEqual(editor.read('actions/pl-norr-a2')['rationale'], 'Ny text.')
        # the file is older than what is stored now
        reply = self.send('actions', rows)
        problem = self.assertProblem(reply, 'invalid-body', line=2, column='updated_at', code='shown_differs')
        self.assertIn(editor.read('actions/pl-norr-a2')['updated_at'], self.detail(problem, 'shown_differs'))
        self.assertNotEqual(editor.read('actions/pl-norr-a2')['updated_at'], stored['updated_at'])

    @staticmethod
    def send(collection, rows, who=None):
        text = io.StringIO()
        writer = csv.DictWriter(text, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
        return hand_back(who or writing.editor(), collection, text.getvalue().encode(), 'csv', dry_run='true' if who else 'false')

    def test_what_does_not_agree_is_refused(self):
        """One cell changed in an export: line, column and what to send."""
        cases = {
            'a derived word': ('actions', 'pl-norr-a2', 'rag', 'green'),
            'a derived number': ('actions', 'pl-norr-a2', 'spi', '9'),
            'nothing in place of a number': ('actions', 'pl-norr-a2', 'spi', ''),
            'no number': ('actions', 'pl-norr-a2', 'spi', 'x'),
            'a huge number': ('actions', 'pl-norr-a2', 'spi', '1e999'),
            'progress told by milestones': ('actions', 'pl-norr-a1', 'progress', '0.1'),
            'a time': ('plans', 'pl-norr', 'created_at', '2020-01-01T00:00:00Z'),
            'a relation': ('goals', 'pl-norr-g1', 'municipality', 'se-9902'),
            'a label': ('indicators', 'ins-01', 'name', 'Trust'),
            'a list': ('targets', 'tg-norr-ins-01', 'goals', 'pl-norr-g2'),
        }
        for case in self.table(list(cases)):
            with case as name:
                collection, code, column, value = cases[name]
                who = writing.operator()
                body, _ = export(who, collection, {'code': code}, {'format': 'csv'})
                rows = list(csv.DictReader(io.StringIO(body.decode())))
                right = rows[0][column]
                rows[0][column] = value
                problem = self.assertProblem(self.send(collection, rows, who), 'invalid-body', line=2, column=column, code='shown_differs')
                self.assertIn(right, self.detail(problem, 'shown_differs'))
                # the same by NDJSON
                body, _ = export(who, collection, {'code': code}, {'format': 'ndjson'})
                row = json.loads(body)
                row[column] = [value] if isinstance(row[column], list) else value or None
                self.assertProblem(hand_back(who, collection, json.dumps(row).encode(), 'ndjson', dry_run='true'), 'invalid-body', line=1, column=column)

    def test_labels_beside_codes(self):
        body, _ = export(writing.editor(), 'observations', {'area': 'se-9901', 'indicator': 'ins-01'}, {'format': 'csv', 'labels': 'both'})
        rows = list(csv.DictReader(io.StringIO(body.decode())))
        rows[0]['indicator_name'] = 'Another name'
        self.assertProblem(self.send('observations', rows, writing.editor()), 'invalid-body', line=2, column='indicator_name', code='shown_differs')

    def test_a_new_row_has_nothing_to_agree_with(self):
        who = writing.operator()
        row = {'code': 'fa-ny', 'owner': 'shared', 'sort': '50', 'name': 'Nytt'}
        self.assertProblem(self.send('focus-areas', [row], who), 'invalid-body', line=2, column='name', code='shown_differs')
        names = {f'name_{lang}': 'Nytt' for lang in ('sv', 'da', 'en')}
        self.assertProblem(self.send('focus-areas', [{**row, **names, 'created_at': '2025-01-01T00:00:00Z'}], who), 'invalid-body', column='created_at')
        del row['name']
        self.assertEqual(self.send('focus-areas', [{**row, **names, 'created_at': ''}], who).status, 200)
        self.assertProblem(self.send('focus-areas', [{'code': 'fa-ny', 'owner': 'shared', 'name': ''}], who), 'invalid-body', column='name')

    def test_names_of_persons_are_still_refused(self):
        self.assertProblem(self.send('plans', [{'code': 'x', 'fullname': 'y'}], writing.operator()), 'invalid-body', code='person_column')
        self.assertProblem(self.send('plans', [{'code': 'x', 'name': 'y'}], writing.operator()), 'invalid-body', code='person_column')
