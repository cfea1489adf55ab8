"""What members read of figures (api.md 7): their own as they stand, published ones elsewhere, reasons by role."""

import unittest

from support import database, demo, reading, server, settings
from support.case import Case
from support.people import People

DATABASE = 'tillit_members'
OWNER = 'se-9901'
NUMBERS = ('value', 'n_valid', 'x', 'sd', 'se', 'ci')
EDITORS = ('editor', 'publisher', 'admin')


def owner_of(area):
    return next(row['owner'] for row in demo.rows('areas') if row['code'] == area)


def current(owner):
    """The newest revision of each figure of a municipality."""
    newest = {}
    for row in demo.rows('observations'):
        if owner_of(row['area']) == owner and int(row['revision']) >= int(newest.get(demo.identity(row), row)['revision']):
            newest[demo.identity(row)] = row
    return newest


def by_identity(rows):
    return {reading.identity(row): row for row in rows}


@unittest.skipUnless(settings.PROGRAM, 'TILLIT_BIN says where the program is')
class MembersReading(Case):
    @classmethod
    def setUpClass(cls):
        """Nobody else's drafts are in the way in a database of their own."""
        database.create_demonstration(DATABASE)
        cls.server = server.Server('members', **server.connection_strings(settings.PG_HOST, DATABASE))
        cls.people = People(cls.server.api, DATABASE)
        cls.anybody = cls.people.anybody()

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()
        database.drop(DATABASE)

    def all(self, person, **parameters):
        """All pages."""
        rows, after = [], None
        while True:
            page = person.read('observations', limit=1000, **parameters, **({'after': after} if after else {}))
            rows += page['observations']
            after = page['_meta']['next_after']
            if after is None:
                return rows

    def test_own_figures_are_the_current_revisions(self):
        rows = self.all(self.people.who(OWNER, 'editor'), municipality=OWNER)
        files = current(OWNER)
        self.assertEqual(by_identity(rows).keys(), files.keys())
        self.assertEqual(len(rows), len(files))
        for identity, row in by_identity(rows).items():
            with self.subTest(identity):
                self.assertEqual(row['revision'], int(files[identity]['revision']))
                self.assertEqual(row['release'], files[identity]['release'] or None)
                self.assertEqual(row['value'] is None, files[identity]['value'] == '')
                if row['value'] is not None:
                    self.assertEqual(row['value'], float(files[identity]['value']))

    def test_drafts_are_among_them(self):
        drafts = {demo.identity(row) for row in current(OWNER).values() if row['state'] != 'validated'}
        self.assertTrue(drafts)
        self.assertLessEqual(drafts, by_identity(self.all(self.people.who(OWNER, 'reader'), municipality=OWNER)).keys())
        self.assertFalse(drafts & by_identity(self.all(self.anybody)).keys())
        self.assertFalse(drafts & by_identity(self.all(self.people.who('se-9902', 'editor'))).keys())

    def test_elsewhere_everybody_reads_the_same(self):
        public = [row for row in self.all(self.anybody) if row['municipality'] != OWNER]
        for role in ('reader', *EDITORS):
            with self.subTest(role):
                self.assertEqual([row for row in self.all(self.people.who(OWNER, role)) if row['municipality'] != OWNER], public)

    def test_hidden_figures_of_ones_own(self):
        hidden = {identity for identity in demo.HIDDEN_FOR_THEMSELVES if owner_of(identity[1]) == OWNER}
        self.assertTrue(hidden)
        reader = by_identity(self.all(self.people.who(OWNER, 'reader'), municipality=OWNER))
        for identity in hidden:
            with self.subTest(f'reader {identity}'):
                row = reader[identity]
                self.assertEqual([row[name] for name in (*NUMBERS, 'n_display', 'hidden_reason')], [None] * 8)
                self.assertEqual((row['obs_status'], row['conf_status']), ('Q', 'C'))
        for role in EDITORS:
            rows = by_identity(self.all(self.people.who(OWNER, role), municipality=OWNER))
            for identity in hidden:
                with self.subTest(f'{role} {identity}'):
                    row, file = rows[identity], current(OWNER)[identity]
                    self.assertEqual((row['value'], row['n_valid']), (float(file['value']), int(file['n_valid'])))
                    withheld = file['conf_status'] == 'N'
                    self.assertEqual(row['conf_status'], 'N' if withheld else 'A')
                    self.assertEqual(row['hidden_reason'], 'owner' if withheld else 'small_base')
                    limit = 10 if identity[3] == 'youth' else 5
                    small = int(file['n_valid']) < limit
                    self.assertEqual(row['n_display'], f'<{limit}' if small else int(file['n_valid']))

    def test_naming_a_release_shows_what_it_published(self):
        release = demo.FIRST_RELEASE
        public = by_identity(self.all(self.anybody, release=release))
        reader = by_identity(self.all(self.people.who(OWNER, 'reader'), release=release))
        self.assertEqual(reader, public)
        editor = by_identity(self.all(self.people.who(OWNER, 'editor'), release=release))
        self.assertEqual(editor.keys(), public.keys())
        for identity, row in editor.items():
            with self.subTest(identity):
                told = {name for name in row if row[name] != public[identity][name]}
                if row['municipality'] == OWNER and public[identity]['conf_status'] == 'C':
                    self.assertLessEqual({'conf_status', 'hidden_reason'}, told)
                    self.assertLessEqual(told, {'conf_status', 'hidden_reason', 'n_display'})
                else:
                    self.assertEqual(told, set())

    def test_as_of_goes_by_recording(self):
        """int-01 2024 was corrected from 73.2 to 72.2 (domain.md 4.4)."""
        where = {'indicator': 'int-01', 'area': OWNER, 'period': '2024', 'sex': '_T', 'age_band': '_T', 'respondent_group': 'resident'}
        revisions = sorted(
            (row for row in demo.rows('observations') if all(row[name] == value for name, value in where.items())),
            key=lambda row: int(row['revision']),
        )
        self.assertEqual([row['value'] for row in revisions], ['73.2', '72.2'])
        reader = self.people.who(OWNER, 'reader')
        for row in revisions:
            self.assertEqual(reader.one('observations', **where, as_of=row['recorded_at'])['value'], float(row['value']))
        self.assertEqual(reader.one('observations', **where)['value'], 72.2)
        self.assertEqual([row['value'] for row in reader.list('observations', **where, history='true')], [73.2, 72.2])
        self.assertEqual(self.anybody.list('observations', **where, as_of=revisions[0]['recorded_at']), [])

    def test_formats_agree(self):
        for role in ('reader', 'editor'):
            with self.subTest(role):
                person = self.people.who(OWNER, role)
                where = {'municipality': OWNER, 'indicator': 'ins-01', 'period': '2024', 'limit': 1000}
                rows = person.list('observations', **where)
                header, *cells = [line.split(',') for line in person.get('observations', **where, format='csv', fields='area,value,n_display,conf_status').text.splitlines()]
                self.assertEqual(header, ['area', 'value', 'n_display', 'conf_status'])
                shown = [['' if row[name] is None else str(row[name]) for name in header] for row in rows]
                self.assertEqual(cells, shown)

    def test_series_follow(self):
        where = {'indicator': 'pro-03', 'municipality': OWNER}
        public, own = (person.one('series', **where) for person in (self.anybody, self.people.who(OWNER, 'reader')))
        self.assertGreater(own['count'], public['count'])

    def test_pages_are_complete(self):
        """Each figure once, whatever the size of the page and the order."""
        reader = self.people.who(OWNER, 'reader')
        whole = self.all(reader, indicator='ins-01')
        for sort in ('', '-value', 'obs_status'):
            with self.subTest(sort):
                found, after = [], None
                while True:
                    more = {'after': after} if after else {}
                    page = reader.read('observations', indicator='ins-01', limit=17, **({'sort': sort} if sort else {}), **more)
                    found += page['observations']
                    after = page['_meta']['next_after']
                    if after is None:
                        break
                self.assertEqual(len(found), len(whole))
                self.assertEqual({reading.identity(row) for row in found}, {reading.identity(row) for row in whole})

    def test_operators_are_like_members_of_everything(self):
        rows = self.all(self.people.who(None, 'operator'))
        wanted = {demo.identity(row) for row in demo.rows('observations')}
        self.assertEqual(by_identity(rows).keys(), wanted)
        self.assertEqual(len(rows), len(wanted))
