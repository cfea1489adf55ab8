"""PgBouncer in transaction mode: everything works with fewer sessions than connections, and no caller gets what another set."""

import concurrent.futures
import unittest

from support import growing, people, server, settings
from support.case import Case

OWN, OTHER = 'se-0101', 'se-0102'
PLAN = {'code': 'pl-pooled', 'municipality': OWN, 'title': 'x', 'start_date': '2025-01-01', 'end_date': '2026-12-31'}
CALLERS, TURNS = 12, 15


def place(code):
    return {'code': code, 'country': 'SE', 'name': code, 'is_fictional': True}


@unittest.skipUnless(settings.PROGRAM, 'TILLIT_BIN says where the program is')
class Pooled(Case):
    @classmethod
    def setUpClass(cls):
        cls.primary = growing.Primary()
        cls.addClassCleanup(cls.primary.remove)
        cls.pooler = growing.pgbouncer(cls.primary.socket, 2)
        cls.addClassCleanup(cls.pooler.stop)

    def service(self, **more):
        pooled = growing.through(self.pooler, 'postgres')
        patient = {'TILLIT_QUEUE_WAIT_MS': 20000, 'TILLIT_CACHE_BYTES': 0}
        return self.enterContext(server.Server('growth', **{**self.primary.settings, **pooled, **patient, **more}))

    def person(self, one, role, where=None):
        words = ['--municipality', where] if where else []
        return people.Person(one.api, people.KEY.search(self.primary.program('key', 'create', '--role', role, *words))[0])

    def test_everybody_at_once(self):
        one = self.service()
        server.until(lambda: one.ops.get('/readyz').status == 200, 20, 'the service is ready behind PgBouncer')
        self.person(one, 'operator').imports('municipalities', place(OWN), place(OTHER))
        editor, stranger, anybody = self.person(one, 'editor', OWN), self.person(one, 'editor', OTHER), people.Person(one.api, None)
        editor.create('plans', **PLAN)
        wanted = [(editor, 200), (stranger, 404), (anybody, 404)]

        def ask(number):
            who, status = wanted[number % len(wanted)]
            return [(who.get('plans/pl-pooled').status, status) for _ in range(TURNS)] + [(anybody.get('terms').status, 200)]

        with concurrent.futures.ThreadPoolExecutor(CALLERS) as pool:
            for number, pairs in enumerate(pool.map(ask, range(CALLERS))):
                with self.subTest(caller=number):
                    for found, status in pairs:
                        self.assertEqual(found, status)
        sessions = self.primary.sql("select count(*) from pg_stat_activity where usename = 'tillit_app'")
        self.assertLessEqual(int(sessions), 2)

    def test_what_a_session_would_keep(self):
        """The day that the settings fix is every transaction's, though no session is ours."""
        one = self.service()
        self.person(one, 'operator').imports('municipalities', place('se-0103'))
        items = people.Person(one.api, None).analyses('freshness-reports', municipality='se-0103')
        self.assertEqual(items[0]['as_of'], settings.TODAY)

    def test_what_is_one_exchange_elsewhere(self):
        """A question with its transaction around it is asked in several behind a pooler."""
        one = self.service()
        operator = self.person(one, 'operator')
        operator.imports('municipalities', place('se-0104'))
        operator.imports('areas', {'code': 'se-0104', 'name': 'x', 'area_type': 'municipality', 'owner': 'se-0104'})
        items = people.Person(one.api, None).analyses('trust-classes', area='se-0104')
        self.assertEqual([(item['area'], item['trust_class']) for item in items], [('se-0104', None)])

    def test_a_statement_that_takes_long_is_ended(self):
        """The timeout is the transaction's, since the session is not ours."""
        one = self.service(TILLIT_STATEMENT_TIMEOUT_MS=300)
        self.assertEqual(one.api.get(f'{settings.API}/terms').status, 200)
        with growing.locked(self.primary, 'tillit.term'):
            reply = one.api.get(f'{settings.API}/terms')
        self.assertEqual(reply.status, 503)
        self.assertEqual(one.api.get(f'{settings.API}/terms').status, 200)

    def test_a_pooler_is_no_place_to_listen(self):
        """What is committed would not be heard of: no reply is kept, and that is said."""
        one = self.service(TILLIT_CACHE_BYTES=1 << 20)
        server.until(lambda: 'set TILLIT_DB_LISTEN' in one.log_text(), 20, 'it says that it hears nothing')
        self.assertEqual([one.api.get(f'{settings.API}/terms').status for _ in range(3)], [200] * 3)
        self.assertNotRegex(one.ops.get('/metrics').body.decode(), r'tillit_cache_requests_total\{result="hit"\} [1-9]')
        self.assertEqual(one.log_text().count('set TILLIT_DB_LISTEN'), 1)

    def test_without_the_setting(self):
        """The control: sessions of our own behind a pooler fail."""
        one = self.service(TILLIT_DB_POOLED=0)
        with concurrent.futures.ThreadPoolExecutor(CALLERS) as pool:
            statuses = set(pool.map(lambda _: one.api.get(f'{settings.API}/terms').status, range(CALLERS * TURNS)))
        self.assertGreater(len(statuses), 1, statuses)
