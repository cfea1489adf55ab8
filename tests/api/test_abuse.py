"""Many clients that mean harm: the process stays small and others are served."""

import concurrent.futures
import os
import pathlib
import socket
import struct
import threading
import time

from support import client, raw, server, settings
from support.case import Case
from support.people import bearer, bearer_line

FLOOD = 200 if settings.FULL else 12
SLOW = 200
BODY = 60 * 1024 * 1024
BLOCK = b'x' * 65536
READ = f'{settings.API}/terms/trust'
MEGABYTE = 1024 * 1024


class Watch:
    """Reads as another client and looks at the memory of the server, while something goes on."""

    def __init__(self, one):
        self.one, self.pid = one, one.process.pid
        self.before = self.most = server.resident_bytes(self.pid)
        self.failures, self.slowest, self.reads = [], 0.0, 0
        self._ended = threading.Event()
        self._threads = [threading.Thread(target=self._read), threading.Thread(target=self._measure)]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *unused):
        self._ended.set()
        for thread in self._threads:
            thread.join()

    def _read(self):
        reader = client.Client(self.one.base_url, 'own', timeout_s=20)
        while not self._ended.is_set():
            started = time.monotonic()
            try:
                status = reader.get(READ).status
            except OSError as error:
                status = repr(error)
            if status != 200:
                self.failures.append(status)
            self.slowest = max(self.slowest, time.monotonic() - started)
            self.reads += 1
            self._ended.wait(0.02)

    def _measure(self):
        while not self._ended.is_set():
            self.most = max(self.most, server.resident_bytes(self.pid))
            self._ended.wait(0.02)

    @property
    def growth(self):
        return self.most - self.before


def flood(base_url, head, chunked=False):
    """Sends 60 MiB on a connection, whatever the server says; returns what it said first."""
    answer = b''
    try:
        with raw.connect(base_url, timeout_s=60) as connection:
            connection.sendall(head)
            sent = 0
            while sent < BODY:
                connection.sendall(b'10000\r\n' + BLOCK + b'\r\n' if chunked else BLOCK)
                sent += len(BLOCK)
            if chunked:
                connection.sendall(b'0\r\n\r\n')
            answer = raw.receive_all(connection, 60)
    except OSError:
        pass  # sent away
    return answer


IMPORT = f'POST {settings.API}/imports?dataset=terms HTTP/1.1\r\nHost: a\r\nContent-Type: text/csv\r\n'.encode()
LENGTH = f'Content-Length: {BODY}\r\nConnection: close\r\n\r\n'.encode()
CHUNKS = b'Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n'


def keyed_import():
    """The start of an import that is let in."""
    return IMPORT + bearer_line()


def floods():
    """Heads of requests with a large body, and whether it comes in chunks."""
    return [
        (keyed_import() + LENGTH, False),
        (IMPORT + LENGTH, False),
        (f'GET {READ} HTTP/1.1\r\nHost: a\r\n'.encode() + LENGTH, False),
        (f'POST {settings.API}/nope HTTP/1.1\r\nHost: a\r\n'.encode() + LENGTH, False),
        (keyed_import().replace(b'text/csv', b'application/json') + CHUNKS, True),
        (f'DELETE {READ} HTTP/1.1\r\nHost: a\r\n'.encode() + CHUNKS, True),
    ]


class Floods(Case):
    """On a server of its own, where the sanitizer does not keep freed memory for later."""

    @classmethod
    def setUpClass(cls):
        options = ':'.join(filter(None, (os.environ.get('ASAN_OPTIONS'), 'quarantine_size_mb=8')))
        cls.one = server.on_test_database(ASAN_OPTIONS=options)

    @classmethod
    def tearDownClass(cls):
        cls.one.stop()

    def test_bodies_of_sixty_mebibytes(self):
        """Six ways in turn; the process may grow by what one import takes, not by what is sent."""
        kinds = floods()
        watch = Watch(self.one)
        with watch, concurrent.futures.ThreadPoolExecutor(FLOOD) as clients:
            answers = list(clients.map(lambda i: flood(self.one.base_url, *kinds[i % len(kinds)]), range(FLOOD)))
        for answer in answers:
            if answer:
                self.assertGreaterEqual(raw.parse_reply(answer)[0], 400, answer[:200])
        self.assertEqual(watch.failures, [])
        self.assertGreater(watch.reads, 10)
        most = 256 * MEGABYTE if settings.SANITIZED else 128 * MEGABYTE
        self.assertLess(watch.growth, most, f'grew by {watch.growth / MEGABYTE:.0f} MiB')

    def test_slow_clients(self):
        """Headers a byte at a time, bodies that trickle, readers that do not read: others are served meanwhile, and the
        slow ones are gone by their deadline."""
        starts = [
            b'GET /tillit/v1/terms HTTP/1.1\r\nHost: a\r\nX: ',
            keyed_import() + b'Content-Length: 1000000\r\n\r\n',
            b'',
            b'GET /tillit/v1/observations?format=ndjson HTTP/1.1\r\nHost: a\r\n\r\n' * 30,
        ]
        connections = []
        with Watch(self.one) as watch:
            for i in range(SLOW):
                connection = raw.connect(self.one.base_url)
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
                connection.sendall(starts[i % len(starts)])
                connections.append(connection)
            for _ in range(8):
                time.sleep(0.5)
                for i, connection in enumerate(connections):
                    if i % len(starts) < 2:
                        try:
                            connection.sendall(b'a')
                        except OSError:
                            pass
            reads, slowest = watch.reads, watch.slowest
            time.sleep(5)
        gone = sum(is_closed(connection) for i, connection in enumerate(connections) if i % len(starts) < 2)
        for connection in connections:
            connection.close()
        self.assertEqual(watch.failures, [])
        self.assertGreater(reads, 20)
        self.assertLess(slowest, 5)
        self.assertGreaterEqual(gone, SLOW // 2 - 5, 'the slow ones are sent away')

    def test_more_connections_than_allowed(self):
        """Idle connections make room for those that ask."""
        with server.on_test_database(TILLIT_MAX_CONNECTIONS=32) as one:
            idle = [raw.connect(one.base_url) for _ in range(64)]
            server.until(lambda: is_served(one), 15, 'a connection among idle ones')
            for connection in idle:
                connection.close()
            self.assertEqual(one.api.get(READ).status, 200)

    def test_clients_that_reset(self):
        """Connections torn at any moment leave nothing behind."""
        pid = self.one.process.pid
        requests = [
            b'GET ',
            b'GET /tillit/v1/observations?format=csv HTTP/1.1\r\nHost: a\r\n\r\n',
            keyed_import() + b'Content-Length: 100\r\n\r\nco',
            b'',
        ]
        for i in range(400 if settings.FULL else 80):
            with raw.connect(self.one.base_url) as connection:
                connection.sendall(requests[i % len(requests)])
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
        server.until(lambda: threads(pid) < 40, 20, 'the threads of torn connections end')
        self.assertEqual(self.one.api.get(READ).status, 200)

    def test_exports_have_a_limit_of_their_own(self):
        """Readers of streams who do not read hold the few exports; pages are still served and a further export is told to wait."""
        with server.on_test_database(TILLIT_MAX_EXPORTS=1, TILLIT_QUEUE_WAIT_MS=100) as one:
            held = raw.connect(one.base_url)
            held.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            held.sendall(
                b'GET /tillit/v1/observations?format=ndjson&history=true&lang=all HTTP/1.1\r\nHost: a\r\n\r\n' * 40
            )
            server.until(lambda: one.api.get(READ).status == 200, 5, 'pages while exports are held')
            statuses = {one.api.get(f'{settings.API}/observations?format=csv').status for _ in range(20)}
            held.close()
            self.assertLessEqual(statuses, {200, 503})
            server.until(
                lambda: one.api.get(f'{settings.API}/terms?format=csv').status == 200, 10, 'exports are free again'
            )


class Turns(Case):
    """Those who ask one thing after another, or some at once, are no harm: they wait for their turn."""

    def test_exports_one_after_another_and_some_at_once(self):
        """With one place: the place of the last one is given back after its reply has been read."""
        with server.on_test_database(TILLIT_MAX_EXPORTS=1, TILLIT_QUEUE_WAIT_MS=20000) as one:
            for case in self.table(['csv', 'xlsx', 'json-stat', 'ndjson']):
                with case as form:
                    export = f'{settings.API}/observations?indicator=ins-01&format={form}'
                    self.assertEqual({client.Client(one.base_url).get(export).status for _ in range(20)}, {200})
                    with concurrent.futures.ThreadPoolExecutor(6) as several:
                        self.assertEqual(set(several.map(lambda _: client.Client(one.base_url).get(export).status, range(18))), {200})

    def test_imports_at_once(self):
        head = {'Content-Type': 'text/csv', **bearer('se-9901', 'publisher')}
        with server.on_test_database(TILLIT_MAX_IMPORTS=1, TILLIT_QUEUE_WAIT_MS=20000) as one, concurrent.futures.ThreadPoolExecutor(6) as several:
            statuses = several.map(lambda _: client.Client(one.base_url).request('POST', f'{settings.API}/imports?dataset=ideas&dry_run=true', head, b'code\n').status, range(18))
            self.assertEqual(set(statuses), {422})


def is_served(one):
    try:
        return one.api.get(READ).status == 200
    except OSError:
        return False


def is_closed(connection):
    """Whether the server has hung up."""
    connection.setblocking(False)
    try:
        while connection.recv(65536):
            pass
        return True
    except BlockingIOError:
        return False
    except OSError:
        return True


def threads(pid):
    return len(list(pathlib.Path(f'/proc/{pid}/task').iterdir()))
