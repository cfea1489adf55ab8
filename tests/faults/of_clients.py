"""Clients that are slow, or send what is no request."""

import contextlib
import csv
import random
import shutil
import socket
import subprocess
import threading
import time

from frame import Outcome, fault, times
from support import client, raw, server, settings

READ = f'{settings.API}/terms/trust'
DEADLINE_MS = 2000
STARTS = (
    b'GET /tillit/v1/terms HTTP/1.1\r\nHost: a\r\nX: ',
    b'POST /tillit/v1/calculations/cells HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n{',
    b'',
)


class Reader:
    """Another client, from another address, while something goes on."""

    def __init__(self, port, path=READ):
        self.port, self.path, self.said, self.seconds = port, path, [], []
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._read)

    def _read(self):
        while not self._ended.is_set():
            started = time.monotonic()
            try:
                with socket.create_connection(('127.0.0.1', self.port), 5, ('127.0.0.2', 0)) as connection:
                    connection.settimeout(5)
                    connection.sendall(f'GET {self.path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'.encode())
                    self.said.append(connection.recv(65536).startswith(b'HTTP/1.1 200'))
            except OSError:
                self.said.append(False)
            self.seconds.append(time.monotonic() - started)
            self._ended.wait(0.01)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *unused):
        self._ended.set()
        self._thread.join()

    @property
    def availability(self):
        return 100 * sum(self.said) / len(self.said)

    @property
    def p99_ms(self):
        return 1000 * sorted(self.seconds)[int(0.99 * (len(self.seconds) - 1))]


def slow_clients(port, count, path=READ):
    """`count` clients that begin and do not go on; what another saw meanwhile, and how many the service still had a second after
    their deadline."""
    connections = []
    with Reader(port, path) as reader:
        for i in range(count):
            try:
                connections.append(socket.create_connection(('127.0.0.1', port), 5, ('127.0.0.3', 0)))
                connections[-1].sendall(STARTS[i % len(STARTS)])
            except OSError:
                pass
        time.sleep(DEADLINE_MS / 1000 + 1.5)
    kept = sum(map(raw.is_open, connections))
    for connection in connections:
        connection.close()
    return reader, kept


@contextlib.contextmanager
def bare_ulfius():
    """The port of Ulfius as it comes, which answers everything with one letter."""
    folder, port = server.folder('bare'), server.free_port()
    source, program = settings.REPOSITORY / 'tests/bench/bare/bare_ulfius.c', folder / 'bare_ulfius'
    subprocess.run(['gcc', '-O1', '-D_GNU_SOURCE', str(source), '-o', str(program), '-lulfius', '-lmicrohttpd'], check=True, timeout=60)
    for name, text in (('headers', 'Content-Type: text/plain\n'), ('body', 'x')):
        (folder / name).write_text(text, encoding='utf-8')
    process = subprocess.Popen([str(program), str(port), str(folder / 'headers'), str(folder / 'body')], stderr=subprocess.DEVNULL)
    try:
        time.sleep(0.5)
        yield port
    finally:
        process.terminate()
        process.wait(20)
        shutil.rmtree(folder)


def open_to_all(stage):
    """A service that bounds no address, so that one machine can be many clients."""
    return stage.service(TILLIT_UNLIMITED_ADDRESSES='', TILLIT_RATE_PER_ADDRESS=0, TILLIT_HEADER_DEADLINE_MS=DEADLINE_MS)


def in_time(readers):
    """Times are told, and judged in full runs only: the machine of a short one has other work."""
    return not settings.FULL or all(reader.p99_ms <= 50 for reader in readers)


@fault('slow-clients', 'others served while clients send slowly or nothing; the slow ones gone a second after their deadline',
       '100 % of requests; p99 <= 50 ms; 0 kept')
def slow(stage):
    count = times(300, 1000)
    with open_to_all(stage) as one:
        server.until(lambda: one.api.get(READ).status == 200, 10, 'read once')
        reader, kept = slow_clients(one.port, count)
    with bare_ulfius() as port:
        control, _ = slow_clients(port, 1100, '/')
    return Outcome(f'{count} slow: {reader.availability:.1f} % of {len(reader.said)}, p99 {reader.p99_ms:.0f} ms, {kept} kept',
                   reader.availability == 100 and kept == 0 and in_time([reader]),
                   f'Ulfius as it comes, 1100 slow: {control.availability:.0f} % of {len(control.said)}', control.availability < 100)


# Of slowhttptest: what is asked for, and how slowly.
SLOW_MODES = {
    'headers': (READ, '-H', '-t', 'GET', '-i', '1', '-x', '24'),
    'bodies': (f'{settings.API}/calculations/cells', '-B', '-f', 'application/json', '-s', '8192', '-i', '1', '-x', '10'),
    'readers': (f'{settings.API}/openapi.json', '-X', '-w', '512', '-y', '1024', '-n', '5', '-z', '32', '-k', '3'),
}


def attacked(port, count, mode, path=None):
    """What another saw while slowhttptest was at work, and how many connections it had made."""
    asked, *words = SLOW_MODES[mode]
    folder = server.folder('slow')
    try:
        with Reader(port, path or READ) as reader:
            subprocess.run(['slowhttptest', *words, '-c', str(count), '-r', '500', '-l', '20', '-p', '3', '-g', '-o', str(folder / 'said'),
                            '-u', f'http://127.0.0.1:{port}{path or asked}'], stdout=subprocess.DEVNULL, check=True, timeout=120)
        with (folder / 'said.csv').open(encoding='utf-8', newline='') as file:
            # The second column is of those closed, the fourth of those that are connected.
            made = max(int(row[1]) + int(row[3]) for row in list(csv.reader(file))[1:])
    finally:
        shutil.rmtree(folder)
    return reader, made


@fault('slowhttptest', 'others served while slowhttptest has 1 000 connections, in its three modes', '100 % of requests; p99 <= 50 ms', is_long=True)
def slowhttptest(stage):
    with open_to_all(stage) as one:
        server.until(lambda: one.api.get(READ).status == 200, 10, 'read once')
        found = {mode: attacked(one.port, 1000, mode) for mode in SLOW_MODES}
    with bare_ulfius() as port:
        control, _ = attacked(port, 1100, 'headers', '/')
    figures = '; '.join(f'{mode} ({made}): {reader.availability:.1f} % of {len(reader.said)}, p99 {reader.p99_ms:.0f} ms' for mode, (reader, made) in found.items())
    return Outcome(figures, in_time(reader for reader, _ in found.values())
                   and all(reader.availability == 100 and made >= 1000 for reader, made in found.values()),
                   f'Ulfius as it comes, 1100 with slow headers: {control.availability:.0f} % of {len(control.said)}', control.availability < 100)


@fault('noise', 'malformed, cut and torn requests: crashes, replies 5xx', '0; 0')
def noise(stage):
    seeds = [b'GET /tillit/v1/terms?limit=2 HTTP/1.1\r\nHost: a\r\nAccept: application/json\r\n\r\n',
             b'POST /tillit/v1/calculations/cells HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 20\r\n\r\n{"x":1,"n":20,"a":1}']
    chance, statuses = random.Random(1), {}
    with stage.service() as one:
        for _ in range(times(2000, 100000)):
            data = bytearray(chance.choice(seeds))
            for _ in range(chance.randint(1, 6)):
                place = chance.randrange(len(data))
                data[place : place + chance.randint(0, 2)] = bytes(chance.randrange(256) for _ in range(chance.randint(0, 3)))
            try:
                with socket.create_connection(('127.0.0.1', one.port), 5) as connection:
                    connection.sendall(bytes(data))
                    if chance.random() < 0.8:
                        connection.shutdown(socket.SHUT_WR)
                        connection.settimeout(5)
                        status = connection.recv(4096)[9:10].decode('ascii', 'replace')
                        statuses[status] = statuses.get(status, 0) + 1
            except OSError:
                pass
        alive = one.process.poll() is None and client.Client(one.base_url, 'faults').get(READ).status == 200
    bad = statuses.get('5', 0)
    return Outcome(f'{sum(statuses.values())} answered, {bad} with 5xx; {"alive" if alive else "DEAD"}', alive and bad == 0)
