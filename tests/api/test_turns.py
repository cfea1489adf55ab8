"""One client that asks much does not keep others from being answered (docs/operations.md): it holds its share of the
connections at most, and who holds least is next. Nothing here depends on how fast anything is."""

import concurrent.futures
import contextlib
import http.client
import subprocess
import unittest

from support import client, database, people, server, settings
from support.case import Case

POOL = 4
SHARE = 3  # a quarter stays for who holds none
GREEDY, OTHERS = 12, 25
LONG = {'TILLIT_STATEMENT_TIMEOUT_MS': 60000, 'TILLIT_REQUEST_DEADLINE_MS': 60000, 'TILLIT_QUEUE_WAIT_MS': 60000}

# What many ask for and cannot be answered while its table is locked, and what can.
STUCK, FREE = '/tillit/v1/plans', '/tillit/v1/survey-waves?limit=1'
# And what is decided on an operator's connection, whoever asks: with another table.
INSIDE = '/tillit/v1/analyses/trust-classes?area=se-9901'


class Place:
    """A client at an address of its own."""

    def __init__(self, service, address, key=None):
        self.port, self.address = client.Client(service.base_url).port, address
        self.headers = {'Authorization': f'Bearer {key}'} if key else {}

    def status(self, path):
        connection = http.client.HTTPConnection('127.0.0.1', self.port, timeout=60, source_address=(self.address, 0))
        with contextlib.closing(connection):
            connection.request('GET', path, headers=self.headers)
            return connection.getresponse().status


@contextlib.contextmanager
def locked(table):
    """The table, locked by somebody else until the end of the block."""
    words = [f'{settings.PG_BIN}/psql', '-XqAt', '-h', settings.PG_HOST, '-U', 'postgres', settings.DATABASE]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=server.environment()) as session:
        print(f'begin; lock table {table} in access exclusive mode; select 1;', file=session.stdin, flush=True)
        assert session.stdout.readline() == '1\n'
        try:
            yield
        finally:
            session.stdin.close()
            session.wait(20)


def stuck():
    """How many statements wait for a lock."""
    return int(database.rows(settings.DATABASE, "select count(*) from pg_stat_activity where wait_event_type = 'Lock'"
                                                " and application_name = 'tillit'")[0][0])


@unittest.skipUnless(settings.PROGRAM and settings.PG_BIN, 'TILLIT_BIN and TILLIT_PG_BIN say where the programs are')
class Turns(Case):
    @classmethod
    def setUpClass(cls):
        cls.service = cls.enterClassContext(server.on_test_database('turns', TILLIT_POOL_PUBLIC=POOL, TILLIT_POOL_APP=POOL,
                                                                    TILLIT_CACHE_BYTES=0, **LONG))

    def waiting(self, pool):
        line = f'tillit_pool_waiting{{pool="{pool}"}} '
        return int(client.Client(self.service.ops_url, 'ops').get('/metrics').text.split(line)[1].split('\n')[0])

    def check(self, pool, greedy, others, path=STUCK, table='tillit.plan'):
        with concurrent.futures.ThreadPoolExecutor(GREEDY) as threads, contextlib.ExitStack() as lock:
            lock.enter_context(locked(table))
            asked = [threads.submit(greedy.status, path) for _ in range(GREEDY)]
            server.until(lambda: self.waiting(pool) == GREEDY - SHARE, 30, f'{GREEDY - SHARE} requests wait')
            server.until(lambda: stuck() == SHARE, 30, f'{SHARE} requests hold connections')
            # every one of them is answered while the others hold what they hold
            self.assertEqual([others.status(FREE) for _ in range(OTHERS)], [200] * OTHERS)
            self.assertEqual((self.waiting(pool), stuck(), [one for one in asked if one.done()]), (GREEDY - SHARE, SHARE, []))
            lock.close()
            self.assertEqual([one.result() for one in asked], [200] * GREEDY)

    def test_an_address_leaves_room_for_others(self):
        self.check('public', Place(self.service, '127.0.0.2'), Place(self.service, '127.0.0.3'))

    def test_a_key_leaves_room_for_others_at_the_same_address(self):
        first, second = (people.of_the_run.who('se-9901', role).key for role in ('editor', 'reader'))
        self.check('app', Place(self.service, '127.0.0.2', first), Place(self.service, '127.0.0.2', second))

    def test_what_is_decided_inside_is_of_who_asks(self):
        key = people.of_the_run.who('se-9901', 'reader').key
        self.check('app', Place(self.service, '127.0.0.2'), Place(self.service, '127.0.0.3', key), INSIDE, 'tillit.published_class')

    def test_one_alone_is_not_refused_what_nobody_else_wants(self):
        """More at a time than its share are answered one after the other."""
        place = Place(self.service, '127.0.0.2')
        with concurrent.futures.ThreadPoolExecutor(GREEDY) as threads:
            self.assertEqual(list(threads.map(place.status, [FREE] * 50)), [200] * 50)
        self.assertEqual(self.waiting('public'), 0)
