"""Statements that are not what the program takes them for: no start, or no readiness, and the log says which it is."""

import unittest

from support import database, server, settings
from support.case import Case

NAME, LATER = 'tillit_drifted', 'tillit_drifted_later'

# What makes a migrated database another one, and the statement that tells.
DRIFTS = [
    ('alter table tillit.source rename column collection to collected', 'bench_indicators'),
    ('alter table tillit.idempotency rename column status to state', 'retry_key_find'),
    ('alter function tillit.hold_release rename to hold', 'publish_hold'),
]


@unittest.skipUnless(settings.PROGRAM, 'TILLIT_BIN says where the program is')
class Drifted(Case):
    @classmethod
    def setUpClass(cls):
        database.create(NAME)
        cls.addClassCleanup(database.drop, NAME)
        cls.strings = server.connection_strings(settings.PG_HOST, NAME)
        done = server.program('migrate', run_as=[], **cls.strings)
        assert done.returncode == 0, done.stderr

    def drift(self, name, statement):
        database.create(name, NAME)
        self.addCleanup(database.drop, name)
        database.run(name, f'{statement};')
        return server.connection_strings(settings.PG_HOST, name)

    def test_all_are_right_after_migrate(self):
        done = server.program('check-statements', **self.strings)
        count = len(list((settings.REPOSITORY / 'sql/queries').rglob('*.sql')))
        self.assertEqual((done.returncode, done.stderr), (0, ''))
        self.assertEqual(done.stdout, f'{count} statements are what the program takes them for\n')

    def test_it_says_which_is_wrong(self):
        for case in self.table(DRIFTS):
            with case as (statement, named):
                strings = self.drift(LATER, statement)
                done = server.program('check-statements', **strings)
                self.assertEqual((done.returncode, done.stdout), (1, ''))
                self.assertTrue(done.stderr.startswith(f'tillit: statement {named}: '), done.stderr)

    def test_the_service_does_not_start(self):
        strings = self.drift(LATER, DRIFTS[0][0])
        one = server.Server('drifted', wait=False, **strings)
        self.addCleanup(one.log.close)
        self.assertEqual(one.process.wait(30), 1)
        self.assertIn(f'tillit: statement {DRIFTS[0][1]}: ', one.log_text())
        self.assertNotIn('"serving"', one.log_text())

    def test_it_does_not_become_ready_when_the_database_comes_later(self):
        strings = server.connection_strings(settings.PG_HOST, LATER)
        with server.Server('drifted', **strings) as one:
            self.assertEqual(one.ops.get('/readyz').status, 503)
            self.drift(LATER, DRIFTS[0][0])
            server.until(lambda: one.ops.get('/readyz').status == 503 and DRIFTS[0][1] in one.log_text(), 10, 'told')
            self.assertEqual((one.ops.get('/startupz').status, one.ops.get('/livez').status), (503, 200))
            database.run(LATER, 'alter table tillit.source rename column collected to collection;')
            server.until(lambda: one.ops.get('/readyz').status == 200, 10, 'ready once it is right')
