"""What the shipped HAProxy and nginx do to requests and replies: tags they weaken, who is asking, large and slow bodies."""

import json
import socket
import time
import unittest

from support import client, growing, people, raw, server, settings
from support.case import Case

TERMS = f'{settings.API}/terms'
QUOTA = 10
# As it stands in front of others: the proxy is this machine, and this machine has no privilege.
BEHIND = {'TILLIT_TRUSTED_PROXIES': '127.0.0.1', 'TILLIT_UNLIMITED_ADDRESSES': ''}
SLOW, DEADLINE_S = 200, 5
LONG = 'x' * 9000


def focus_area(code, text='x'):
    return {'code': code, 'name_sv': code, 'name_da': code, 'name_en': code, 'sort': 1, 'description_sv': text, 'description_da': text, 'description_en': text}


class Proxied:
    proxy = None  # growing.haproxy or growing.nginx

    @classmethod
    def setUpClass(cls):
        cls.primary = growing.Primary()
        cls.addClassCleanup(cls.primary.remove)
        cls.key = people.KEY.search(cls.primary.program('key', 'create', '--role', 'operator'))[0]

    def stand(self, **more):
        """Two instances with the same settings behind the proxy: a client of it, and the instances."""
        both = [self.enterContext(server.Server('growth', **{**self.primary.settings, 'TILLIT_PUBLIC_URL': 'http://tillit.example.org', **more})) for _ in range(2)]
        process, api = self.proxy(*both)
        self.addCleanup(process.stop)
        return api, both

    def test_tags_that_packing_weakens(self):
        """What only some may read is not kept, hence packed by the proxy."""
        api, (first, _) = self.stand()
        operator, direct = people.Person(api, self.key), people.Person(first.api, self.key)
        operator.imports('focus-areas', focus_area('fa-packed', ' '.join(['Förtroende'] * 30)))
        path = 'focus-areas/fa-packed'
        plain = direct.request('GET', path, Accept_Encoding='gzip')
        packed = operator.request('GET', path, Accept_Encoding='gzip')
        self.assertNotIn('content-encoding', plain.headers)
        self.assertEqual(packed.headers['content-encoding'], 'gzip')
        weak = packed.headers['etag']
        self.assertEqual(weak, f'W/{plain.headers["etag"]}')
        self.assertEqual(operator.request('GET', path, Accept_Encoding='gzip', If_None_Match=weak).status, 304)
        self.assertEqual(operator.patch(path, {'sort': 7}, weak).status, 200)
        self.assertEqual(operator.patch(path, {'sort': 8}, weak).status, 412)
        self.assertEqual(operator.read(path)['sort'], 7)

    def test_what_is_kept_comes_as_the_service_packs_it(self):
        api, (first, _) = self.stand()
        for coding in ('gzip', 'br'):
            with self.subTest(coding):
                server.until(lambda: api.get(TERMS, accept_encoding=coding).headers.get('content-encoding') == coding, 10, 'kept and packed')
                packed = api.get(TERMS, accept_encoding=coding)
                self.assertFalse(packed.headers['etag'].startswith('W/'))
                self.assertEqual(packed.body, first.api.get(TERMS, accept_encoding=coding).body)
                self.assertEqual(api.get(TERMS, accept_encoding=coding, if_none_match=packed.headers['etag']).status, 304)

    def test_each_client_has_its_own_limits(self):
        """... told by the address that the proxy adds, whatever the client itself writes there."""
        api, _ = self.stand(**BEHIND, TILLIT_RATE_PER_ADDRESS=QUOTA)
        greedy, modest = (client.Client(api.base_url, 'growth', address=f'127.0.0.{number}') for number in (60, 61))
        # Each instance counts for itself.
        self.assertEqual({greedy.get(TERMS).status for _ in range(2 * QUOTA + 6)}, {200, 429})
        self.assertEqual(greedy.get(TERMS, x_forwarded_for='192.0.2.7').status, 429)
        self.assertEqual(modest.get(TERMS).status, 200)

    def test_a_proxy_that_is_not_trusted(self):
        """The control: all clients are the proxy."""
        api, _ = self.stand(**{**BEHIND, 'TILLIT_TRUSTED_PROXIES': ''}, TILLIT_RATE_PER_ADDRESS=QUOTA)
        greedy, modest = (client.Client(api.base_url, 'growth', address=f'127.0.0.{number}') for number in (62, 63))
        for _ in range(2 * QUOTA + 6):
            greedy.get(TERMS)
        self.assertEqual(modest.get(TERMS).status, 429)

    def test_large_bodies(self):
        """Six megabytes as an import and two as a reply; more than a body may have is told by the service."""
        api, (first, _) = self.stand()
        operator = people.Person(api, self.key)
        rows = [focus_area(f'fa-large-{number}', 'x' * 300) for number in range(6000)]
        report = operator.post('imports?dataset=focus-areas', json.dumps(rows).encode())
        self.assertEqual((report.status, report.json().get('inserted')), (200, 6000), report.text[:1000])
        whole = api.get(f'{settings.API}/focus-areas?format=csv')
        self.assertEqual(whole.status, 200)
        self.assertGreater(len(whole.body), 2_000_000)
        self.assertEqual(whole.body, first.api.get(f'{settings.API}/focus-areas?format=csv').body)
        self.assertProblem(operator.post('focus-areas', b'[' + b' ' * (2 << 20) + b']'), 'body-too-large')

    def test_what_is_too_long_is_told_by_the_service(self):
        api, _ = self.stand()
        self.assertProblem(api.get(f'{TERMS}?q={LONG}'), 'url-too-long')

    def test_a_connection_is_kept(self):
        api, _ = self.stand()
        request = f'GET {TERMS}/trust HTTP/1.1\r\nHost: a\r\n\r\n'.encode()
        with raw.connect(api.base_url) as connection:
            for _ in range(50):
                connection.sendall(request)
                reply = b''
                while b'"code":"trust"' not in reply:
                    part = connection.recv(65536)
                    self.assertTrue(part, 'the connection is open')
                    reply += part
                self.assertTrue(reply.startswith(b'HTTP/1.1 200'))

    def test_slow_clients_do_not_reach_the_service(self):
        """Two hundred that never end their headers or bodies: the others are answered while these are there, and the slow ones
        are sent away. How long the others waited is told and not judged: it is the machine's."""
        api, (first, second) = self.stand()
        head = f'POST {TERMS} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{{'.encode()
        starts = (f'GET {TERMS} HTTP/1.1\r\nHost: a\r\nX: '.encode(), head)
        slow, seconds = [], []
        for number in range(SLOW):
            connection = socket.create_connection((api.host, api.port), 5, ('127.0.0.64', 0))
            connection.sendall(starts[number % 2])
            slow.append(connection)
        answered = api.get(TERMS).status
        slow_then = sum(raw.is_open(connection) for connection in slow)
        started = time.monotonic()
        while time.monotonic() < started + DEADLINE_S + 2:
            asked = time.monotonic()
            self.assertEqual(api.get(TERMS).status, 200)
            seconds.append(time.monotonic() - asked)
            time.sleep(0.01)
        headers_kept = sum(raw.is_open(connection) for connection in slow[::2])
        for connection in slow:
            connection.close()
        print(f'  beside {SLOW} slow clients: {len(seconds)} requests, 99 of 100 within {sorted(seconds)[int(0.99 * len(seconds))] * 1000:.0f} ms')
        self.assertEqual(answered, 200)
        self.assertGreater(slow_then, 0, 'answered before the slow ones were sent away')
        self.assertEqual(headers_kept, 0)


@unittest.skipUnless(settings.PROGRAM, 'TILLIT_BIN says where the program is')
class ByHaproxy(Proxied, Case):
    proxy = staticmethod(growing.haproxy)


@unittest.skipUnless(settings.PROGRAM, 'TILLIT_BIN says where the program is')
class ByNginx(Proxied, Case):
    proxy = staticmethod(growing.nginx)

    def test_nobody_answers(self):
        api, both = self.stand()
        for one in both:
            one.stop()
        reply = api.get(TERMS)
        self.assertEqual((reply.status, reply.media, reply.headers['retry-after']), (503, 'application/problem+json', '1'))
