"""The database goes away: 503 with Retry-After within a second, alive but not ready, and back by itself."""

import os
import signal
import threading
import time
import unittest

from support import demo, proxy, server, settings
from support.case import Case

TERMS = f'{settings.API}/terms'
# Kept replies would hide what happens on the way to the database: test_cache.py is about them.
NONE_KEPT = {'TILLIT_CACHE_BYTES': 0}
# given as standard input: the service's user may not be allowed into the repository
TERMS_FILE = settings.REPOSITORY / 'catalogue/terms.csv'
SLACK_S = 1.0 if not settings.SANITIZED else 1.5  # for a second


class Away(Case):
    def assertAway(self, one, targets=(TERMS, f'{TERMS}/trust', f'{settings.API}/observations?format=csv')):
        for target in targets:
            started = time.monotonic()
            reply = one.api.get(target)
            seconds = time.monotonic() - started
            self.assertProblem(reply, 'unavailable')
            self.assertTrue(0 < int(reply.headers['retry-after']) <= 120)
            self.assertLess(seconds, SLACK_S + 0.2, target)
        self.assertEqual(one.ops.get('/livez').status, 200)
        ready = one.ops.get('/readyz')
        self.assertEqual((ready.status, ready.json()['checks']['database']), (503, 'unavailable'))

    def assertBack(self, one, seconds=10):
        server.until(lambda: one.api.get(TERMS).status == 200, seconds, 'reading works again')
        server.until(lambda: one.ops.get('/readyz').status == 200, seconds, 'ready again')


@unittest.skipUnless(settings.PROGRAM, 'TILLIT_BIN says where the program is')
class Stopped(Away):
    """A cluster of its own that is really stopped and started."""

    def test_a_life_with_interruptions(self):
        cluster = server.Cluster()
        self.addCleanup(cluster.remove)
        with server.Server('own', **cluster.settings, **NONE_KEPT) as one:
            with self.subTest('started before its database'):
                self.assertAway(one)
                self.assertEqual(one.ops.get('/startupz').status, 503)
                self.assertEqual(one.api.get(f'{settings.API}/limits').status, 200)
            cluster.start()
            with self.subTest('a database without schema'):
                self.assertEqual(one.ops.get('/readyz').status, 503)
                self.assertIn(one.api.get(TERMS).status, (503,))
            done = server.program('migrate', **cluster.settings)
            self.assertEqual(done.returncode, 0, done.stderr)
            done = server.program('import', '--dataset', 'terms', '-', given=TERMS_FILE.read_text(encoding='utf-8'), **cluster.settings)
            self.assertEqual(done.returncode, 0, done.stderr)
            done = server.program('key', 'create', '--role', 'operator', **cluster.settings)
            self.assertEqual(done.returncode, 0, done.stderr)
            operator = {'Authorization': f'Bearer {done.stdout.strip()}', 'Content-Type': 'text/csv'}
            with self.subTest('then it serves'):
                self.assertBack(one)
                self.assertEqual(one.api.get(TERMS).json()['_meta']['total_records'], len(demo.rows('terms')))
            with self.subTest('a role that may not look whether the schema is its own'):
                cluster.sql('revoke select on tillit.migration from tillit_app')
                self.assertEqual(one.ops.get('/readyz').status, 503)
                cluster.sql('grant select on tillit.migration to tillit_app')
                self.assertBack(one)
            for mode in ('immediate', 'fast'):
                with self.subTest(f'stopped ({mode})'):
                    cluster.stop(mode)
                    self.assertAway(one)
                    reply = one.api.request(
                        'POST', f'{settings.API}/imports?dataset=terms', operator, b'code,name_sv\r\n'
                    )
                    self.assertProblem(reply, 'unavailable')
                with self.subTest(f'started again ({mode})'):
                    cluster.start()
                    self.assertBack(one, 5)
            with self.subTest('connections killed'):
                os.kill(cluster.postmaster(), signal.SIGHUP)
                self.assertBack(one, 2)
            with self.subTest('restarted under the feet'):
                cluster.stop('immediate')
                cluster.start()
                self.assertBack(one, 5)
            self.assertEqual(one.stop(), 0)


@unittest.skipUnless(settings.PROGRAM, 'TILLIT_BIN says where the program is')
class Silent(Away):
    """The network swallows everything: nothing is refused, nothing answers."""

    def test_a_black_hole(self):
        hole = proxy.Proxy()
        self.addCleanup(hole.close)
        strings = server.connection_strings(hole.folder, settings.DATABASE)
        with server.Server('own', **strings, **NONE_KEPT, TILLIT_STATEMENT_TIMEOUT_MS=500) as one:
            one.api.timeout_s = 10
            self.assertEqual(one.api.get(TERMS).status, 200)
            hole.freeze()
            started = time.monotonic()
            reply = one.api.get(TERMS)
            self.assertProblem(reply, 'unavailable')
            self.assertLess(time.monotonic() - started, 5)
            self.assertEqual(one.ops.get('/livez').status, 200)
            hole.thaw()
            self.assertBack(one, 10)

    def test_a_pool_that_is_exhausted(self):
        """Readers that wait for a lock hold every connection: others are told within a second."""
        hole = proxy.Proxy()
        self.addCleanup(hole.close)
        strings = server.connection_strings(hole.folder, settings.DATABASE)
        with server.Server(
            'own', **strings, **NONE_KEPT, TILLIT_POOL_PUBLIC=1, TILLIT_QUEUE_WAIT_MS=300, TILLIT_STATEMENT_TIMEOUT_MS=4000
        ) as one:
            self.assertEqual(one.api.get(TERMS).status, 200)
            hole.freeze()
            waiting = threading.Thread(target=one.api.get, args=(TERMS,))
            waiting.start()
            time.sleep(0.2)
            started = time.monotonic()
            reply = one.api.get(f'{TERMS}/trust')
            self.assertProblem(reply, 'unavailable')
            self.assertLess(time.monotonic() - started, SLACK_S + 0.2)
            hole.thaw()
            waiting.join(10)
            self.assertBack(one, 10)
