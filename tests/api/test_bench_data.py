"""Figures to measure with: how many, the same each time, loaded once, published as figures are."""

import unittest

from support import database, server, settings
from support.case import Case

NAME = 'tillit_bench'
FIGURES = """
    select indicator, area, period, respondent_group, value, n_valid, x, se, ci_low, ci_high, obs_status, conf_status, revision, reason,
           recorded_at, release, published_at, replaced_at
    from api.observations order by 1, 2, 3, 4"""

COPIED = 'select area, period, respondent_group, value, n_valid, obs_status, published_at from api.observations'
INDEXES = "select indexname, indexdef from pg_indexes where schemaname = 'tillit' order by 1"


def bench_data(rows):
    return server.program('bench-data', '--rows', rows, **server.connection_strings(settings.PG_HOST, NAME))


@unittest.skipUnless(settings.PROGRAM, 'TILLIT_BIN says where the program is')
class BenchData(Case):
    def make(self):
        database.create(NAME)
        self.addCleanup(database.drop, NAME)
        self.assertEqual(server.program('migrate', **server.connection_strings(settings.PG_HOST, NAME)).returncode, 0)
        done = bench_data('2300')
        self.assertEqual((done.returncode, done.stdout), (0, ''), done.stderr)

    def test_other_numbers_are_refused(self):
        for case in self.table(['', '0', '2400', 'many', '2300 ']):
            with case as rows:
                done = server.program('bench-data', '--rows', rows)
                self.assertEqual((done.returncode, done.stdout), (2, ''))
                self.assertIn('2300, 23000, 230000, 2320000, 23200000', done.stderr)

    def test_what_is_there(self):
        self.make()
        with server.on_database(NAME, TILLIT_DEFAULT_PAGE=1) as service:
            for case in self.table(
                [
                    ('observations', 5 * 12 * 2 * 20),
                    ('observations?indicator=bi-101', 12 * 2 * 20),
                    ('observations?parent_area=se-bench&area=se-1012&period=2005', 5 * 2),
                    ('observations?as_of=2010-01-01', 5 * 12 * 2 * 4),
                    ('series', 5 * 12 * 2),
                    ('indicators', 5),
                    ('municipalities', 12),
                    ('areas', 13),
                    ('releases', 20),
                ]
            ):
                with case as (path, count):
                    self.assertEqual(service.api.get(f'/tillit/v1/{path}').json()['_meta']['total_records'], count)
            # disclosure control and what is missing are part of it
            for status in ('Q', 'L'):
                rows = service.api.get(f'/tillit/v1/observations?obs_status={status}&limit=1000').json()['observations']
                self.assertTrue(rows)
                self.assertEqual({row['value'] for row in rows}, {None})
            shown = service.api.get('/tillit/v1/observations?limit=1000').json()['observations']
            self.assertGreaterEqual(min(row['n_valid'] for row in shown if row['n_valid'] is not None), 5)

    def test_the_same_each_time_and_loaded_once(self):
        self.make()
        first = database.rows(NAME, FIGURES)
        self.assertEqual(len(first), 2400)
        again = bench_data('2300')
        self.assertEqual((again.returncode, again.stdout), (0, ''), again.stderr)
        self.assertNotIn('stored', again.stderr)
        self.assertEqual(database.rows(NAME, FIGURES), first)
        other = bench_data('23000')
        self.assertEqual((other.returncode, other.stdout), (1, ''))
        self.assertIn('holds something else', other.stderr)
        database.drop(NAME)
        self.make()
        self.assertEqual(database.rows(NAME, FIGURES), first)

    def test_copies(self):
        """What the largest set is made of, by its own statements: three times the smallest."""
        self.make()
        before = database.rows(NAME, INDEXES)
        script = (settings.REPOSITORY / 'sql/bench/copies.sql').read_text(encoding='utf-8')
        database.run(NAME, f'begin; set local bench.copies = 2; {script}; commit')
        self.assertEqual(database.rows(NAME, INDEXES), before)
        for case in self.table(
            [('indicator', 15), ('indicator_version', 15), ('observation', 7200), ('observation_revision', 7200), ('release_cell', 7200),
             ('published_cell', 7200), ('published_figure', 7200), ('observed_series', 360), ('published_series', 360)]
        ):
            with case as (table, count):
                self.assertEqual(database.rows(NAME, f'select count(*) from tillit.{table}'), [[str(count)]])
                # each key holds, although it was not asked
                for name, definition in database.rows(NAME, f"select conname, pg_get_constraintdef(oid) from pg_constraint "
                                                            f"where conrelid = 'tillit.{table}'::regclass and contype = 'f'"):
                    database.run(NAME, f'alter table tillit.{table} add constraint {name}_anew {definition}')
        # what is read is what was published
        told = ', '.join(name for name, in database.rows(NAME, "select attname from pg_attribute where attrelid = 'tillit.public_cell'::regclass"
                                                                       ' and attnum > 0 and not attisdropped'))
        for one, other in (('public_cell', 'published_figure'), ('published_figure', 'public_cell')):
            self.assertEqual(database.rows(NAME, f'select {told} from tillit.{one} except select {told} from tillit.{other}'), [])
        shown = [database.rows(NAME, f"{COPIED} where indicator = '{code}' order by 1, 2, 3") for code in ('bi-102', 'bi-107', 'bi-112')]
        self.assertEqual(len(shown[0]), 480)
        self.assertEqual(shown[1:], shown[:1] * 2)
        self.assertEqual(database.rows(NAME, "select nextval(pg_get_serial_sequence('tillit.observation', 'id')) > max(id) from tillit.observation"),
                         [['t']])

    def test_an_uncertainty_as_imports_compute_it(self):
        """A figure of the set as a file: it is stored already, to the last digit, or the import would revise it."""
        self.make()
        strings = server.connection_strings(settings.PG_HOST, NAME)
        columns = 'indicator,area,period,respondent_group,value,n_invited,n_valid,x,obs_status,source,is_synthetic'
        rows = database.rows(NAME, f'select {columns} from api.observations where conf_status = \'F\' and n_valid >= 30')
        self.assertGreater(len(rows), 2000)
        text = columns + '\n' + ''.join(','.join({'t': 'true', 'f': 'false'}.get(value, value) for value in row) + '\n' for row in rows)
        done = server.program('import', '--dataset', 'observations', '-', given=text, **strings)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(f'{len(rows)} rows: 0 inserted, 0 revised, {len(rows)} unchanged', done.stderr)

    def test_keys(self):
        self.make()
        strings = server.connection_strings(settings.PG_HOST, NAME)
        path = server.folder('bench-keys') / 'demo-keys.json'
        self.addCleanup(path.parent.rmdir)
        self.addCleanup(path.unlink, missing_ok=True)
        self.assertEqual(server.program('key', 'create-demo', str(path), **strings).returncode, 1)
        done = server.program('key', 'create-bench', str(path), **strings)
        self.assertEqual((done.returncode, done.stdout), (0, ''), done.stderr)
        held = database.rows(NAME, "select role, coalesce(municipality, '-') from tillit.api_key order by 1")
        self.assertEqual(held, [['editor', 'se-1001'], ['operator', '-'], ['reader', 'se-1001']])
