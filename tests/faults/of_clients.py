"""Clients that are slow, or send what is no request."""

import pathlib
import random
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


def bare_ulfius(folder):
    """Ulfius as it comes, compiled: the program and the files that it sends."""
    source = settings.REPOSITORY / 'tests/bench/bare/bare_ulfius.c'
    program = pathlib.Path(folder) / 'bare_ulfius'
    subprocess.run(['gcc', '-O1', '-D_GNU_SOURCE', str(source), '-o', str(program), '-lulfius', '-lmicrohttpd'], check=True, timeout=60)
    for name, text in (('headers', 'Content-Type: text/plain\n'), ('body', 'x')):
        (pathlib.Path(folder) / name).write_text(text, encoding='utf-8')
    return program


@fault('slow-clients', 'others served while clients send slowly or nothing; the slow ones gone a second after their deadline',
       '100 % of requests; p99 <= 50 ms; 0 kept')
def slow(stage):
    count = times(300, 1000)
    with stage.service(TILLIT_UNLIMITED_ADDRESSES='', TILLIT_RATE_PER_ADDRESS=0, TILLIT_HEADER_DEADLINE_MS=DEADLINE_MS) as one:
        server.until(lambda: one.api.get(READ).status == 200, 10, 'read once')
        reader, kept = slow_clients(one.port, count)
    folder = server.folder('bare')
    port = server.free_port()
    process = subprocess.Popen([str(bare_ulfius(folder)), str(port), str(folder / 'headers'), str(folder / 'body')], stderr=subprocess.DEVNULL)
    try:
        time.sleep(0.5)
        control, _ = slow_clients(port, 1100, '/')
    finally:
        process.terminate()
        process.wait(20)
        for path in folder.iterdir():
            path.unlink()
        folder.rmdir()
    # Times are told, and judged in full runs only: the machine of a short one has other work.
    in_time = reader.p99_ms <= 50 or not settings.FULL
    return Outcome(f'{count} slow: {reader.availability:.1f} % of {len(reader.said)}, p99 {reader.p99_ms:.0f} ms, {kept} kept',
                   reader.availability == 100 and kept == 0 and in_time,
                   f'Ulfius as it comes, 1100 slow: {control.availability:.0f} % of {len(control.said)}', control.availability < 100)


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
