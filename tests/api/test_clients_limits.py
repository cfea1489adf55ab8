"""What one client may take of the service: connections at a time, requests a minute, by address and by key. Loopback has many
addresses, so that several clients are at hand."""

import http.client
import socket

from support import client, raw, server, settings
from support.case import Case
from support.people import People

READ = f'{settings.API}/terms/trust'
ALL_LIMITED = {'TILLIT_UNLIMITED_ADDRESSES': ''}
MOST = 16  # connections of an address
QUOTA = 20
POLICY = {name: f'"{name}";q={QUOTA};w=60' for name in ('address', 'key', 'invalid-keys')}


class From:
    """A client with an address of its own on this machine."""

    def __init__(self, one, address):
        self.one, self.address = one, address

    def connect(self):
        return socket.create_connection(('127.0.0.1', self.one.port), 20, (self.address, 0))

    def ask_and_stay(self):
        """A connection that has had its answer; None when it was not let in."""
        connection = self.connect()
        try:
            connection.sendall(f'GET {READ} HTTP/1.1\r\nHost: a\r\n\r\n'.encode())
            if connection.recv(65536).startswith(b'HTTP/1.1 200'):
                return connection
        except OSError:
            pass
        connection.close()
        return None

    def get(self, path=READ, **headers):
        connection = http.client.HTTPConnection('127.0.0.1', self.one.port, timeout=20, source_address=(self.address, 0))
        try:
            connection.request('GET', path, headers={name.replace('_', '-'): value for name, value in headers.items()})
            response = connection.getresponse()
            return client.Reply(response.status, {name.lower(): value for name, value in response.getheaders()}, response.read())
        finally:
            connection.close()

    def statuses(self, count, **headers):
        return [self.get(**headers).status for _ in range(count)]


def remaining(reply):
    return int(reply.headers['ratelimit'].partition(';r=')[2].partition(';')[0])


def is_answered(one, address):
    try:
        return From(one, address).get().status == 200
    except OSError:
        return False


class Connections(Case):
    def test_slow_headers_of_one_address_leave_the_others_alone(self):
        """Three thousand (in short runs six hundred) that never end their headers: every request of another is answered, and no
        more of them are there than one address may have."""
        many = 3000 if settings.FULL else 600
        with server.on_test_database(**ALL_LIMITED, TILLIT_MAX_CONNECTIONS=128, TILLIT_MAX_CONNECTIONS_PER_ADDRESS=64) as one:
            slow, other, statuses = [], From(one, '127.0.0.2'), []
            for i in range(many):
                connection = From(one, '127.0.0.3').connect()
                try:
                    connection.sendall(b'GET /tillit/v1/terms HTTP/1.1\r\nHost: a\r\nX: ')
                except OSError:
                    pass  # sent away already
                slow.append(connection)
                if i % 20 == 0:
                    statuses.append(other.get().status)
            statuses += other.statuses(20)
            kept = sum(map(raw.is_open, slow))
            for connection in slow:
                connection.close()
            self.assertEqual(statuses, [200] * len(statuses))
            self.assertLessEqual(kept, 64)
            server.until(lambda: is_answered(one, '127.0.0.3'), 10, 'the slow ones have gone, and their address is answered')

    def test_the_idle_ones_of_an_address_go_first(self):
        """Who opens one more than the bound loses what is idle, not the request in hand."""
        with server.on_test_database(**ALL_LIMITED, TILLIT_MAX_CONNECTIONS_PER_ADDRESS=MOST) as one:
            here, idle = From(one, '127.0.0.4'), []
            for _ in range(3 * MOST):
                server.until(lambda: idle.append(here.ask_and_stay()) or idle[-1], 10, 'one more is answered')
            idle = [connection for connection in idle if connection]
            self.assertEqual(len(idle), 3 * MOST)
            server.until(lambda: sum(map(raw.is_open, idle)) < MOST, 10, 'the idle ones are ended')
            self.assertTrue(raw.is_open(idle[-1]))
            for connection in idle:
                connection.close()

    def test_addresses_without_limits(self):
        with server.on_test_database(TILLIT_MAX_CONNECTIONS_PER_ADDRESS=8, TILLIT_RATE_PER_ADDRESS=1) as one:
            kept = [From(one, '127.0.0.5').connect() for _ in range(40)]
            replies = [From(one, '127.0.0.5').get() for _ in range(5)]
            self.assertEqual([(reply.status, reply.headers.get('ratelimit')) for reply in replies], [(200, None)] * 5)
            self.assertEqual(sum(map(raw.is_open, kept)), 40)
            for connection in kept:
                connection.close()

    def test_what_a_client_behind_a_proxy_has_in_hand(self):
        """The proxy's connections are many clients'; each client has its requests bounded."""
        with server.on_test_database(**ALL_LIMITED, TILLIT_TRUSTED_PROXIES='127.0.0.0/8', TILLIT_MAX_CONNECTIONS_PER_ADDRESS=8) as one:
            head = 'POST /tillit/v1/calculations/means HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nX-Forwarded-For: {}\r\nContent-Length: 900\r\n\r\n'
            held = []
            for _ in range(8):
                held.append(From(one, '127.0.0.6').connect())
                held[-1].sendall(head.format('192.0.2.7').encode())
            here = From(one, '127.0.0.6')
            server.until(lambda: here.get(X_Forwarded_For='192.0.2.7').status == 429, 10, 'eight are in hand')
            refused = here.get(X_Forwarded_For='192.0.2.7')
            self.assertProblem(refused, 'too-many-requests')
            self.assertEqual(refused.headers['retry-after'], '1')
            self.assertEqual(here.get(X_Forwarded_For='192.0.2.8').status, 200)
            for connection in held:
                connection.close()
            server.until(lambda: here.get(X_Forwarded_For='192.0.2.7').status == 200, 10, 'nothing is in hand')


class Rates(Case):
    @classmethod
    def setUpClass(cls):
        cls.one = server.on_test_database(
            'rates', **ALL_LIMITED, TILLIT_RATE_PER_ADDRESS=QUOTA, TILLIT_RATE_PER_KEY=QUOTA,
            TILLIT_TRUSTED_PROXIES='127.0.1.0/24, ::1')
        cls.people = People(cls.one.api, settings.DATABASE)

    @classmethod
    def tearDownClass(cls):
        cls.one.stop()

    def assertSpent(self, reply, policy):
        self.assertProblem(reply, 'too-many-requests')
        self.assertGreaterEqual(int(reply.headers['retry-after']), 1)
        self.assertEqual(reply.headers['ratelimit-policy'], POLICY[policy])
        self.assertEqual(remaining(reply), 0)

    def test_an_address(self):
        """n - 1, n and n + 1; one more flows back every three seconds."""
        here, other = From(self.one, '127.0.0.10'), From(self.one, '127.0.0.11')
        first = here.get()
        self.assertEqual(first.headers['ratelimit-policy'], POLICY['address'])
        self.assertEqual((first.status, remaining(first)), (200, QUOTA - 1))
        self.assertEqual(here.statuses(QUOTA - 1), [200] * (QUOTA - 1))
        for _ in range(3):  # one flows back meanwhile on a slow machine
            spent = here.get()
            if spent.status == 429:
                break
        self.assertSpent(spent, 'address')
        self.assertEqual(other.get().status, 200)

    def test_it_flows_back(self):
        here = From(self.one, '127.0.0.12')
        here.statuses(QUOTA)
        server.until(lambda: here.get().status == 429, 5, 'it is spent')
        server.until(lambda: here.get().status == 200, 20, 'one is there again')

    def test_whatever_is_answered_counts(self):
        """Kept replies, 304, refusals of every kind, OPTIONS: each is one."""
        here = From(self.one, '127.0.0.13')
        etag = here.get().headers['etag']
        counted = [
            remaining(reply) for reply in (
                here.get(If_None_Match=etag), here.get('/tillit/v1/nope'), here.get('/tillit/v1/terms?nope=1'), here.get(Accept='image/png'))]
        self.assertLessEqual(counted, [18, 17, 16, 15])
        self.assertEqual(counted, sorted(counted, reverse=True))
        self.assertLess(counted[-1], counted[0])

    def test_a_key_wherever_it_is_used(self):
        """An account has one quota on all addresses; that of the address is left alone."""
        text, _ = self.people.new_key('se-9901', 'reader')
        header = {'Authorization': f'Bearer {text}'}
        places = [From(self.one, f'127.0.0.{last}') for last in (20, 21)]
        replies = [places[i % 2].get(**header) for i in range(QUOTA)]
        self.assertEqual([reply.status for reply in replies], [200] * QUOTA)
        self.assertEqual(replies[0].headers['ratelimit-policy'], POLICY['key'])
        for _ in range(3):
            spent = places[0].get(**header)
            if spent.status == 429:
                break
        self.assertSpent(spent, 'key')
        keyless = places[0].get()
        self.assertEqual((keyless.status, remaining(keyless)), (200, QUOTA - 1))
        other, _ = self.people.new_key('se-9901', 'reader')
        self.assertEqual(places[0].get(Authorization=f'Bearer {other}').status, 200)

    def test_guessing_keys(self):
        """Keys that are not valid are as many as requests without one; then a valid one waits as well, from that address only."""
        here = From(self.one, '127.0.0.30')
        text, _ = self.people.new_key('se-9901', 'reader')
        good = {'Authorization': f'Bearer {text}'}
        guesses = [here.get(Authorization=f'Bearer tillit_{i:043d}').status for i in range(QUOTA + 3)]
        self.assertEqual(guesses[:QUOTA], [401] * QUOTA)
        self.assertIn(429, guesses)
        server.until(lambda: here.get(**good).status == 429 or here.get(Authorization='Bearer x').status == 429, 5, 'guesses are spent')
        self.assertEqual(here.get().status, 200)
        self.assertEqual(From(self.one, '127.0.0.31').get(**good).status, 200)

    def test_who_is_behind_a_proxy(self):
        """The last address that is no proxy's own; what stands before it anybody may have written, and only proxies are believed."""
        proxy, stranger = From(self.one, '127.0.1.1'), From(self.one, '127.0.0.40')
        for case in self.table({
            'the proxy adds it': ('192.0.2.1', '192.0.2.1'),
            'the client has sent one': ('198.51.100.1, 192.0.2.2', '192.0.2.2'),
            'two proxies': ('198.51.100.1, 192.0.2.3, 127.0.1.9', '192.0.2.3'),
            'IPv6': ('2001:db8:1:2:3::4', '2001:db8:1:2:3::4'),
            'nothing that can be read': ('unknown', None),
            'no client': ('127.0.1.9', None),
        }):
            with case as (given, expected):
                reply = proxy.get(X_Forwarded_For=given)
                trace_id = reply.headers['traceparent'].split('-')[1]
                line = next(line for line in self.one.log_text().splitlines() if trace_id in line)
                self.assertIn(f'"client":"{expected or ("127.0.1.9" if given[0] == "1" else "127.0.1.1")}"', line)
                self.assertEqual('ratelimit' in reply.headers, expected is not None)
        reply = stranger.get(X_Forwarded_For='192.0.2.99')
        self.assertLess(remaining(stranger.get(X_Forwarded_For='192.0.2.98')), remaining(reply))

    def test_neighbours_of_one_ipv6_network_are_one(self):
        proxy = From(self.one, '127.0.1.1')
        counts = [remaining(proxy.get(X_Forwarded_For=text)) for text in ('2001:db8:5:6::1', '2001:db8:5:6:ffff::2', '2001:db8:5:7::1')]
        self.assertEqual(counts, [QUOTA - 1, QUOTA - 2, QUOTA - 1])

    def test_kolada_is_told_in_its_own_words(self):
        here = From(self.one, '127.0.0.50')
        here.statuses(QUOTA)
        for _ in range(3):
            spent = here.get('/kolada/v3/kpi')
            if spent.status == 429:
                break
        self.assertEqual((spent.status, set(spent.json())), (429, {'detail'}))
        self.assertGreaterEqual(int(spent.headers['retry-after']), 1)

    def test_operations_are_not_limited(self):
        replies = [self.one.ops.get('/livez') for _ in range(3 * QUOTA)]
        self.assertEqual({(reply.status, 'ratelimit' in reply.headers) for reply in replies}, {(200, False)})


class Settings(Case):
    def test_lists_are_checked(self):
        cases = {
            '10.0.0.0/8': 0, '10.0.0.0/8, ::1,fd00::/8': 0, '': 0, '10.0.0.0/33': 1, '::/129': 1, 'localhost': 1, '10.0.0.0/': 1,
            '10.0.0.0/8/8': 1, '10.0.0.0/-1': 1,
        }
        for case in self.table([(*pair, name) for pair in cases.items() for name in ('TILLIT_TRUSTED_PROXIES', 'TILLIT_UNLIMITED_ADDRESSES')]):
            with case as (value, status, name):
                done = server.program('check-config', **{name: value})
                self.assertEqual(bool(done.returncode), bool(status), done.stderr)
                if status:
                    self.assertIn(name, done.stderr)
