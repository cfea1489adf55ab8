"""SIGTERM lets what has begun come to its end, on both ports."""

import concurrent.futures
import signal
import socket
import threading
import time

from support import reading, server, settings
from support.case import Case

CALLERS = 8


def ask(port, path):
    """'refused', 'whole' or what went wrong: one request on a connection of its own."""
    try:
        connection = socket.create_connection(('127.0.0.1', port), 10)
    except OSError:
        return 'refused'
    try:
        with connection:
            connection.sendall(f'GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'.encode())
            reply = b''.join(iter(lambda: connection.recv(65536), b''))
    except OSError as error:
        return f'cut: {error}'
    head, _, body = reply.partition(b'\r\n\r\n')
    lengths = [int(line.split(b':')[1]) for line in head.split(b'\r\n') if line.lower().startswith(b'content-length:')]
    return 'whole' if lengths == [len(body)] else f'cut: {reply[:80]!r}'


def keep_asking(port, path):
    """What came of all requests until the first that was refused."""
    said = []
    while not said or said[-1] != 'refused':
        said.append(ask(port, path))
    return said


class Draining(Case):
    def test_nothing_is_cut(self):
        for case in self.table(range(20 if settings.FULL else 4)):
            with case, server.on_test_database('draining') as own, concurrent.futures.ThreadPoolExecutor(3 * CALLERS) as pool:
                places = [(own.ops_port, '/metrics'), (own.ops_port, '/readyz'), (own.port, reading.path('terms'))]
                callers = [pool.submit(keep_asking, *place) for place in places for _ in range(CALLERS)]
                time.sleep(0.5)
                self.assertEqual(own.stop(), 0)
                said = [word for caller in callers for word in caller.result(30)]
                self.assertGreater(said.count('whole'), 100)
                self.assertEqual(set(said), {'whole', 'refused'}, [word for word in said if word not in ('whole', 'refused')][:3])

    def test_half_a_request_is_read_to_its_end(self):
        for case in self.table({'api': lambda own: own.port, 'operations': lambda own: own.ops_port}):
            with case as port_of, server.on_test_database('draining') as own:
                path = '/livez' if port_of(own) == own.ops_port else reading.path('terms')
                with socket.create_connection(('127.0.0.1', port_of(own)), 10) as connection:
                    connection.sendall(f'GET {path} HTTP/1.1\r\nHost: loc'.encode())
                    time.sleep(0.3)
                    threading.Timer(0.3, connection.sendall, (b'alhost\r\nConnection: close\r\n\r\n',)).start()
                    own.process.send_signal(signal.SIGTERM)
                    self.assertTrue(connection.recv(65536).startswith(b'HTTP/1.1 200'))
                self.assertEqual(own.stop(), 0)

    def test_operations_say_so_while_the_api_drains(self):
        with server.on_test_database('draining') as own, socket.create_connection(('127.0.0.1', own.port), 10) as slow:
            slow.sendall(b'GET /tillit/v1 HTTP/1.1\r\n')
            time.sleep(0.3)
            own.process.send_signal(signal.SIGTERM)
            time.sleep(0.3)
            ready = own.ops.get('/readyz')
            self.assertEqual((ready.status, ready.json()['checks']['draining']), (503, True))
            self.assertEqual(own.ops.get('/livez').status, 200)
            slow.sendall(b'Host: localhost\r\nConnection: close\r\n\r\n')
            self.assertTrue(slow.recv(65536).startswith(b'HTTP/1.1 200'))
            self.assertEqual(own.stop(), 0)
