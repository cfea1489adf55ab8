"""The public reads hot standbys that are near enough, and what was written here, whatever happens to either server."""

import json
import re
import threading
import time
import unittest

from support import growing, people, server, settings
from support.case import Case

LAG_MS = 100
TERMS = f'{settings.API}/terms'


def area(code):
    """A focus area, which everybody may read as soon as it is stored."""
    return {'code': code, 'name_sv': code, 'name_da': code, 'name_en': code, 'sort': 1}


def found(one, result):
    """How many requests found a standby like that (/metrics)."""
    return int(re.search(rf'tillit_standby_requests_total{{result="{result}"}} (\d+)', one.ops.get('/metrics').text)[1])


@unittest.skipUnless(settings.PROGRAM, 'TILLIT_BIN says where the program is')
class Reading(Case):
    @classmethod
    def setUpClass(cls):
        cls.primary = growing.Primary()
        cls.addClassCleanup(cls.primary.remove)
        cls.standby = server.Standby(cls.primary.socket)
        cls.addClassCleanup(cls.standby.remove)
        cls.key = people.KEY.search(cls.primary.program('key', 'create', '--role', 'operator'))[0]

    def service(self, **more):
        """An instance without kept replies: each request reads."""
        settings_of_it = {**self.primary.settings, 'TILLIT_DB_READ': f'host={self.standby.socket} dbname=postgres user=tillit_public', 'TILLIT_DB_READ_LAG_MS': LAG_MS, 'TILLIT_CACHE_BYTES': 0}
        return self.enterContext(server.Server('growth', **{**settings_of_it, **more}))

    def write(self, one, code):
        people.Person(one.api, self.key).imports('focus-areas', area(code))

    def shows(self, one, code):
        return one.api.get(f'{settings.API}/focus-areas/{code}').status == 200

    def assertReadsStandby(self, one, seconds=10):
        before = found(one, 'read')
        server.until(lambda: one.api.get(TERMS).status == 200 and found(one, 'read') > before, seconds, 'a standby is read')

    def held_back(self):
        """The standby replays nothing for a while."""
        self.standby.sql('select pg_wal_replay_pause()')
        server.until(lambda: self.standby.sql('select pg_get_wal_replay_pause_state()') == 'paused', 10, 'replay is paused')
        self.addCleanup(self.standby.sql, 'select pg_wal_replay_resume()')

    def test_a_standby_is_read(self):
        one = self.service()
        self.assertReadsStandby(one)
        self.assertIn('tillit_pool_connections{pool="read",state="most"} 8', one.ops.get('/metrics').text)
        self.assertNotEqual(self.standby.sql("select count(*) from pg_stat_activity where usename = 'tillit_public'"), '0')

    def test_without_one(self):
        one = self.service(TILLIT_DB_READ='')
        self.assertEqual(one.api.get(TERMS).status, 200)
        self.assertNotIn('standby', one.ops.get('/metrics').text)
        self.assertNotIn('pool="read"', one.ops.get('/metrics').text)

    def test_what_is_written_here_is_read_here(self):
        one = self.service(TILLIT_DB_READ_LAG_MS=600000)  # nothing but the writing asks for more
        self.assertReadsStandby(one)
        self.held_back()
        for turn in range(3):
            self.write(one, f'fa-here-{turn}')
            self.assertTrue(self.shows(one, f'fa-here-{turn}'), turn)
        self.assertGreaterEqual(found(one, 'behind'), 3)
        self.standby.sql('select pg_wal_replay_resume()')
        self.assertReadsStandby(one)
        self.assertTrue(self.shows(one, 'fa-here-2'))

    def test_what_is_written_elsewhere_is_read_in_time(self):
        here, elsewhere = self.service(), self.service()
        self.assertReadsStandby(here)
        self.held_back()
        self.write(elsewhere, 'fa-elsewhere')
        time.sleep(LAG_MS / 1e3)
        self.assertTrue(self.shows(here, 'fa-elsewhere'))

    def test_a_standby_goes_and_comes(self):
        one = self.service()
        self.assertReadsStandby(one)
        statuses, ended = [], threading.Event()

        def ask():
            while not ended.is_set():
                statuses.append(one.api.get(TERMS).status)

        askers = [threading.Thread(target=ask) for _ in range(4)]
        for asker in askers:
            asker.start()
        self.standby.stop('immediate')
        time.sleep(1)
        self.standby.start()
        self.assertReadsStandby(one)
        ended.set()
        for asker in askers:
            asker.join()
        self.assertEqual(set(statuses), {200})
        self.assertGreater(found(one, 'away'), 0)

    def test_a_host_that_is_not_there(self):
        one = self.service(TILLIT_DB_READ=f'host=/nonexistent,{self.standby.socket} dbname=postgres user=tillit_public')
        self.assertReadsStandby(one)

    def test_the_primary_is_away(self):
        one = self.service()
        self.assertReadsStandby(one)
        self.write(one, 'fa-before')  # and nobody reads here before the primary goes
        written = self.primary.sql('select pg_current_wal_flush_lsn()')
        server.until(lambda: self.standby.sql(f"select pg_last_wal_replay_lsn() >= '{written}'") == 't', 10, 'the standby has it')
        self.primary.stop('fast')
        try:
            for _ in range(10):
                self.assertTrue(self.shows(one, 'fa-before'))
                time.sleep(0.05)
            body = json.dumps([area('fa-away')]).encode()
            self.assertEqual(people.Person(one.api, self.key).post('imports?dataset=focus-areas', body).status, 503)
        finally:
            self.primary.start()
        server.until(lambda: one.ops.get('/readyz').status == 200, 20, 'the primary is back')
        self.write(one, 'fa-back')
        self.assertTrue(self.shows(one, 'fa-back'))

    def test_connections_to_a_standby_are_ended(self):
        one = self.service()
        self.assertReadsStandby(one)
        for _ in range(5):
            self.standby.sql("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'tillit_public'")
            self.assertEqual(one.api.get(TERMS).status, 200)
