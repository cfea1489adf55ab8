"""Methods, headers, traces, origins, connections: what every reply keeps to, whatever it says."""

import re
import socket
import time

from support import client, raw, reading, settings
from support.case import PROBLEMS, TRACEPARENT, Case
from support.people import bearer_line

TRACE = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'
ALLOWED = {
    reading.path('reference-lists'): 'GET, HEAD, OPTIONS',
    reading.path('reference-lists/sex'): 'GET, HEAD, OPTIONS',
    settings.API: 'GET, HEAD, OPTIONS',
    f'{settings.API}/imports': 'POST, OPTIONS',
    f'{settings.API}/openapi.json': 'GET, HEAD, OPTIONS',
    '/problems/not-found': 'GET, HEAD, OPTIONS',
}


class Methods(Case):
    def test_options(self):
        for path, allowed in ALLOWED.items():
            with self.subTest(path):
                reply = client.request('OPTIONS', path)
                self.assertEqual((reply.status, reply.body, reply.headers['allow']), (204, b'', allowed))

    def test_options_of_the_server(self):
        data = raw.send(b'OPTIONS * HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')
        self.assertEqual(raw.parse_reply(data)[0], 204)

    def test_options_of_nothing(self):
        self.assertProblem(client.request('OPTIONS', f'{settings.API}/nope'), 'not-found')

    def test_other_methods_are_405_and_say_which(self):
        for path, allowed in ALLOWED.items():
            for method in ('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'TRACE', 'PROPFIND', 'get', 'FOO', 'QUERY'):
                if method in allowed.split(', '):
                    continue
                with self.subTest(f'{method} {path}'):
                    reply = client.request(method, path)
                    self.assertProblem(reply, 'method-not-allowed')
                    self.assertEqual(reply.headers['allow'], allowed)

    def test_head_is_get_without_body(self):
        for case in self.table(
            [
                settings.API,
                f'{settings.API}/openapi.json',
                reading.path('reference-lists'),
                reading.path('reference-lists/sex'),
                reading.path('observations', indicator='ins-01'),
                '/problems/stale',
            ]
        ):
            with case as path:
                get, head = client.get(path), client.request('HEAD', path)
                self.assertEqual((head.status, head.body), (get.status, b''))
                volatile = {'date', 'traceparent'}
                self.assertEqual(
                    {name: value for name, value in head.headers.items() if name not in volatile},
                    {name: value for name, value in get.headers.items() if name not in volatile},
                )

    def test_head_of_a_problem_has_no_body_either(self):
        for case in self.table(
            [(reading.path('reference-lists/nope'), 404), (reading.path('reference-lists', nope=1), 400), (f'{settings.API}//', 400)]
        ):
            with case as (path, status):
                data = raw.send(
                    f'HEAD {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'.encode(), half_close=False
                )
                self.assertEqual(raw.parse_reply(data, 'HEAD')[0], status)
                self.assertTrue(data.endswith(b'\r\n\r\n'), 'nothing follows the headers')


class Everywhere(Case):
    """Headers of every reply."""

    TARGETS = [
        ('GET', settings.API),
        ('GET', reading.path('reference-lists')),
        ('GET', reading.path('reference-lists', format='csv')),
        ('GET', reading.path('reference-lists/nope')),
        ('GET', f'{settings.API}/nope'),
        ('GET', f'{settings.API}//x'),
        ('DELETE', reading.path('reference-lists')),
        ('OPTIONS', reading.path('reference-lists')),
        ('HEAD', reading.path('reference-lists')),
        ('GET', reading.path('reference-lists', nope=1)),
        ('POST', f'{settings.API}/imports'),
        ('GET', '/'),
        ('GET', '/favicon.ico'),
    ]

    def test_security_headers(self):
        for case in self.table(self.TARGETS):
            with case as (method, path):
                reply = client.request(method, path)
                self.assertEqual(reply.headers['x-content-type-options'], 'nosniff')
                self.assertIn("default-src 'none'", reply.headers['content-security-policy'])
                self.assertIn("frame-ancestors 'none'", reply.headers['content-security-policy'])
                self.assertEqual(reply.headers['referrer-policy'], 'no-referrer')
                self.assertRegex(reply.headers['traceparent'], TRACEPARENT)
                self.assertIn('cache-control', reply.headers)
                self.assertNotIn('x-powered-by', reply.headers)
                self.assertNotRegex(reply.headers.get('server', ''), r'(?i)microhttpd|ulfius|\d')
                if reply.body:
                    self.assertIn('charset=utf-8', reply.headers['content-type'])
                if 'content-length' in reply.headers and method != 'HEAD':
                    self.assertEqual(int(reply.headers['content-length']), len(reply.body))
                self.assertNotIn('set-cookie', reply.headers)

    def test_no_header_stands_twice(self):
        for case in self.table(self.TARGETS):
            with case as (method, path):
                data = raw.send(
                    f'{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'.encode(),
                    half_close=False,
                )
                names = [line.split(b':')[0].lower() for line in data.split(b'\r\n\r\n')[0].split(b'\r\n')[1:]]
                self.assertEqual(len(names), len(set(names)), names)


class Traces(Case):
    def test_a_trace_is_continued(self):
        for case in self.table(
            [
                reading.path('reference-lists'),
                f'{settings.API}/nope',
                reading.path('reference-lists', nope=1),
                f'{settings.API}//',
                reading.path('reference-lists', format='csv'),
            ]
        ):
            with case as path:
                answer = client.get(path, traceparent=TRACE).headers['traceparent']
                self.assertRegex(answer, TRACEPARENT)
                version, trace, span, flags = answer.split('-')
                self.assertEqual((version, trace, flags), ('00', TRACE.split('-')[1], '01'))
                self.assertNotEqual(span, TRACE.split('-')[2])

    def test_what_is_no_trace_starts_a_new_one(self):
        trace, span = '4bf92f3577b34da6a3ce929d0e0e4736', '00f067aa0ba902b7'
        cases = [
            '',
            'x',
            TRACE.upper(),
            TRACE[:-1],
            TRACE + '-extra',
            TRACE + '0',
            f'ff-{trace}-{span}-01',
            f'00-{"0" * 32}-{span}-01',
            f'00-{trace}-{"0" * 16}-01',
            f'00-{trace[:-1]}-{span}-01',
            f'00-{trace}-{span}-zz',
            f'00_{trace}_{span}_01',
            'é' * 30,
            '-' * 55,
            '00-' + 'g' * 32 + f'-{span}-01',
            f'{TRACE}, {TRACE}',
            'a' * 5000,
        ]
        for case in self.table(cases):
            with case as header:
                reply = client.get(reading.path('reference-lists/sex'), traceparent=header)
                self.assertEqual(reply.status, 200)
                self.assertRegex(reply.headers['traceparent'], TRACEPARENT)
                self.assertNotIn(trace, reply.headers['traceparent'])

    def test_a_future_version_is_read(self):
        reply = client.get(reading.path('reference-lists/sex'), traceparent='01' + TRACE[2:] + '-what-comes')
        self.assertIn(TRACE.split('-')[1], reply.headers['traceparent'])

    def test_new_traces_differ(self):
        self.assertEqual(len({client.get(settings.API).headers['traceparent'] for _ in range(20)}), 20)

    def test_the_trace_stands_in_the_problem(self):
        self.assertEqual(client.get(f'{settings.API}/nope', traceparent=TRACE).json()['trace_id'], TRACE.split('-')[1])


# What a browser shows to every page, and what is for the browser alone.
SHOWN_ANYHOW = {'cache-control', 'content-language', 'content-length', 'content-type', 'expires', 'last-modified', 'pragma'}
FOR_BROWSERS = {'connection', 'content-encoding', 'content-security-policy', 'date', 'referrer-policy', 'transfer-encoding', 'vary',
                'x-content-type-options'}


class Origins(Case):
    ORIGIN = {'Origin': 'https://dashboard.example'}

    def test_reading_is_open_to_every_origin(self):
        for case in self.table(
            [
                reading.path('reference-lists'),
                reading.path('reference-lists/nope'),
                reading.path('reference-lists', nope=1),
                reading.path('reference-lists', format='csv'),
                f'{settings.API}/openapi.json',
            ]
        ):
            with case as path:
                reply = client.request('GET', path, self.ORIGIN)
                self.assertEqual(reply.headers['access-control-allow-origin'], '*')
                exposed = {name.strip().lower() for name in reply.headers['access-control-expose-headers'].split(',')}
                self.assertLessEqual({'etag', 'link', 'total-count', 'traceparent', 'ratelimit', 'ratelimit-policy'}, exposed)
                self.assertLessEqual({'retry-after', 'warning', 'age'}, exposed)  # when to come back, and how old a reply is
                self.assertNotIn('access-control-allow-credentials', reply.headers)

    def test_every_header_of_a_reply_may_be_read(self):
        odata = {'Prefer': 'odata.maxpagesize=2', 'OData-MaxVersion': '4.0'}
        cases = {
            'a page': ('GET', reading.path('indicators', limit=1), {}),
            'a file': ('GET', reading.path('indicators', format='csv'), {}),
            'another method': ('PUT', reading.path('indicators'), {}),
            'figures of OData': ('GET', '/odata/v4/Areas', odata),
            'its description': ('GET', '/odata/v4/$metadata', odata),
            'a table of PxWeb': ('GET', '/pxweb/api/v2/tables/ins-01/data', {}),
            'a picture of figures': ('GET', reading.path('observations', indicator='ins-01', area='se-9901', format='svg'), {}),
        }
        for case in self.table(list(cases)):
            with case as name:
                method, path, headers = cases[name]
                reply = client.request(method, path, {**self.ORIGIN, **headers})
                exposed = {name.strip().lower() for name in reply.headers['access-control-expose-headers'].split(',')}
                sent = {name.lower() for name in reply.headers if not name.lower().startswith('access-control-')}
                self.assertLessEqual(sent - SHOWN_ANYHOW - FOR_BROWSERS, exposed)

    def test_odata_in_a_browser(self):
        """Its clients send these with every request: a preflight that leaves one out keeps the page from asking at all."""
        asked = ['odata-version', 'odata-maxversion', 'prefer', 'accept']
        reply = client.request('OPTIONS', '/odata/v4/Areas', {**self.ORIGIN, 'Access-Control-Request-Method': 'GET',
                                                              'Access-Control-Request-Headers': ','.join(asked)})
        allowed = {name.strip().lower() for name in reply.headers['access-control-allow-headers'].split(',')}
        self.assertLessEqual(set(asked), allowed)
        self.assertEqual(reply.headers['access-control-allow-origin'], '*')

    def test_preflight(self):
        reply = client.request(
            'OPTIONS',
            reading.path('reference-lists'),
            {**self.ORIGIN, 'Access-Control-Request-Method': 'GET', 'Access-Control-Request-Headers': 'traceparent'},
        )
        self.assertEqual((reply.status, reply.headers['access-control-allow-origin']), (204, '*'))
        self.assertEqual(reply.headers['access-control-allow-methods'], 'GET, HEAD')
        self.assertIn('traceparent', reply.headers['access-control-allow-headers'])
        self.assertNotIn('authorization', reply.headers['access-control-allow-headers'].lower())

    def test_writing_is_open_to_no_origin(self):
        for case in self.table(['OPTIONS', 'POST']):
            with case as method:
                reply = client.request(
                    method,
                    f'{settings.API}/imports?dataset=terms',
                    {**self.ORIGIN, 'Access-Control-Request-Method': 'POST', 'Content-Type': 'text/csv'},
                    b'code\n' if method == 'POST' else b'',
                )
                self.assertNotIn('access-control-allow-origin', reply.headers)
        self.assertNotIn(
            'access-control-allow-methods', client.request('OPTIONS', f'{settings.API}/imports', self.ORIGIN).headers
        )

    def test_a_page_in_the_browser_cannot_import(self):
        """Not even from loopback: whoever opens it there has not given it a key."""
        reply = client.request(
            'POST', f'{settings.API}/imports?dataset=terms', {**self.ORIGIN, 'Content-Type': 'text/csv'}, b'code\n'
        )
        self.assertProblem(reply, 'key-required')

    def test_with_a_key_no_origin_is_open(self):
        reply = client.request('GET', reading.path('reference-lists'), {**self.ORIGIN, 'Authorization': 'Bearer made-up'})
        self.assertNotIn('access-control-allow-origin', reply.headers)


class Keys(Case):
    def test_a_made_up_key_is_401_wherever_it_is_sent(self):
        cases = {
            'Bearer': 'Bearer made-up',
            'Basic': 'Basic dXNlcjpwYXNz',
            'empty': '',
            'long': 'Bearer ' + 'a' * 4000,
            'lower case': 'bearer x',
            'bare': 'made-up',
        }
        for path in (
            reading.path('reference-lists'),
            reading.path('reference-lists/sex'),
            reading.path('reference-lists/nope'),
            settings.API,
            f'{settings.API}/openapi.json',
            '/problems/stale',
        ):
            for name, value in cases.items():
                with self.subTest(f'{path} {name}'):
                    reply = client.get(path, authorization=value)
                    self.assertProblem(reply, 'key-required')
                    self.assertTrue(reply.headers['www-authenticate'].startswith('Bearer'))
                    self.assertNotIn(value or 'no value', reply.text)
                    self.assertIn('Authorization', reply.headers['vary'])

    def test_the_order_of_refusals(self):
        """Route before method before key before parameters (api.md 5)."""
        key = {'Authorization': 'Bearer x'}
        cases = {
            'no route': ('GET', f'{settings.API}/nope?nope=1', 'not-found'),
            'no method': ('DELETE', reading.path('reference-lists', nope=1), 'method-not-allowed'),
            'a bad address': ('GET', f'{settings.API}//?nope=1', 'malformed-request'),
            'parameters': ('GET', reading.path('reference-lists', nope=1), 'key-required'),
        }
        for case in self.table(cases):
            with case as (method, path, slug):
                self.assertProblem(client.request(method, path, key), slug)
        self.assertProblem(
            client.request('GET', reading.path('reference-lists', nope=1), {'Accept': 'image/png'}), 'not-acceptable'
        )

    def test_importing_needs_a_key_wherever_one_sits(self):
        for case in self.table(['X-Tests', 'X-Forwarded-For', 'Forwarded', 'Origin']):
            with case as header:
                reply = client.request(
                    'POST',
                    f'{settings.API}/imports?dataset=terms',
                    {header: 'for=127.0.0.1', 'Content-Type': 'text/csv'},
                    b'code\n',
                )
                self.assertProblem(reply, 'key-required')
                self.assertTrue(reply.headers['www-authenticate'].startswith('Bearer'))


class Problems(Case):
    def test_every_type_answers_with_an_explanation(self):
        for case in self.table(PROBLEMS.items()):
            with case as (slug, status):
                reply = client.get(f'/problems/{slug}')
                self.assertEqual(reply.status, 200)
                page = reply.json()
                self.assertEqual(set(page), {'type', 'title', 'status', 'description'})
                self.assertEqual(page['status'], status)
                self.assertEqual(reading.relative(page['type']), f'/problems/{slug}')

    def test_explanations_speak_three_languages(self):
        for case in self.table(list(PROBLEMS)):
            with case as slug:
                texts = {
                    client.get(f'/problems/{slug}', accept_language=lang).json()['description']
                    for lang in ('sv', 'da', 'en')
                }
                self.assertEqual(len(texts), 3)

    def test_unknown_types(self):
        self.assertProblem(client.get('/problems/nope'), 'not-found')

    def test_addresses_are_suggested(self):
        cases = {
            '/tillit/v1/Indicators': '/tillit/v1/indicators',
            '/tillit/v1/indicators/': '/tillit/v1/indicators',
            '/tillit/v1/focus_areas': '/tillit/v1/focus-areas',
            '/TILLIT/v1/areas/se-9901': '/tillit/v1/areas/se-9901',
            '/tillit/v1/OBSERVATIONS?limit=1': '/tillit/v1/observations',
            '/tillit/v1/indicator': '/tillit/v1/indicators',
            '/tillit/v1/obsevrations': '/tillit/v1/observations',
            '/tillit/v1/area/se-9901': '/tillit/v1/areas/se-9901',
            '/tillit/v2/areas/se-9901': '/tillit/v1/areas/se-9901',
            '/tillit/v2': '/tillit/v1',
            '/tillit': '/tillit/v1',
            '/v1/indicators': '/tillit/v1/indicators',
            '/v1/indicator': '/tillit/v1/indicators',
            '/api/v1/Observations/': '/tillit/v1/observations',
            '/api-info': '/tillit/v1/api-info',
            '/tillit/v1/trends': '/tillit/v1/analyses/trends',
            '/odata': '/odata/v4',
        }
        for path, suggestion in cases.items():
            with self.subTest(path):
                problem = self.assertProblem(client.get(path), 'not-found')
                self.assertIn(f'{suggestion} ', problem['detail'] + ' ')

    def test_no_address(self):
        for case in self.table(
            [
                '/tillit',
                '/tillit/v2/areas',
                '/tillit/v1/nope',
                '/tillit/v1/areas/a/b',
                '/tillit/v1/observations/1',
                '/tillit/v1/imports/x',
                '/livez',
                '/metrics',
                '/readyz',
                '/.git/config',
                '/tillit/v1/indicators.json',
                '/problems',
                '/' + 'a/' * 100,
            ]
        ):
            with case as path:
                self.assertProblem(client.get(path), 'not-found')

    def test_the_instance_is_the_path(self):
        self.assertEqual(
            client.get(f'{settings.API}/areas/%C3%A5?x=1').json()['instance'], f'{settings.API}/areas/%C3%A5'
        )

    def test_all_violations_at_once(self):
        target = f'{reading.path("observations")}?limit=0&sort=nope&fields=a,b&nope=1&indicator=INS&lang=de&period=x&also=2&format=xml&expand=z'
        problem = self.assertRefused(target)
        named = [(error['parameter'], error['code']) for error in problem['errors']]
        self.assertEqual(
            sorted(named),
            sorted(
                [
                    ('limit', 'out_of_range'),
                    ('sort', 'unknown_sort'),
                    ('fields', 'unknown_field'),
                    ('fields', 'unknown_field'),
                    ('nope', 'unknown_parameter'),
                    ('indicator', 'not_a_code'),
                    ('lang', 'unknown_code'),
                    ('period', 'not_a_period'),
                    ('also', 'unknown_parameter'),
                    ('format', 'not_supported'),
                    ('expand', 'unknown_expansion'),
                ]
            ),
        )
        self.assertEqual(problem['errors_total'], 11)

    def test_at_most_a_hundred_and_the_total(self):
        problem = self.assertRefused(reading.path('observations', area=','.join(f'X{i}' for i in range(150))))
        self.assertEqual((len(problem['errors']), problem['errors_total']), (100, 150))

    def test_what_clients_send_comes_back_escaped(self):
        for case in self.table(['"', '\\', '<script>', '\u2028', '\U0001f4a9', '\x7f', '\x01', '{{7*7}}', '%s%n']):
            with case as value:
                reply = client.get(reading.path('areas', sort=value))
                if reply.status == 400 and 'errors' in reply.json():
                    self.assertIn(value, self.detail(reply.json(), 'unknown_sort'))
                self.assertEqual(reply.status, 400)

    def test_secrets_are_not_echoed(self):
        reply = client.get(reading.path('areas'), authorization='Bearer hush-hush')
        self.assertNotIn('hush', reply.text + str(reply.headers))


class Connections(Case):
    REQUEST = b'GET /tillit/v1/reference-lists/sex HTTP/1.1\r\nHost: localhost\r\n\r\n'
    LAST = b'GET /tillit/v1/reference-lists/sex HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'

    def test_keep_alive(self):
        with raw.connect() as connection:
            for _ in range(5):
                connection.sendall(self.REQUEST)
                status, headers, body, rest = raw.parse_reply(self.receive_one(connection))
                self.assertEqual(
                    (status, rest, headers.get('connection', 'keep-alive').lower()), (200, b'', 'keep-alive')
                )

    def receive_one(self, connection):
        data = b''
        while True:
            data += connection.recv(65536)
            try:
                raw.parse_reply(data)
                return data
            except raw.Malformed:
                continue

    def test_pipelining(self):
        for case in self.table([2, 10, 50]):
            with case as count:
                replies = raw.parse_replies(raw.send(self.REQUEST * (count - 1) + self.LAST, half_close=False))
                self.assertEqual([status for status, _, _ in replies], [200] * count)
                self.assertEqual(len({body for _, _, body in replies}), 1)

    def test_pipelined_refusals_keep_their_order(self):
        requests = [
            b'GET /tillit/v1/nope HTTP/1.1\r\nHost: a\r\n\r\n',
            self.REQUEST,
            b'HEAD /tillit/v1/terms HTTP/1.1\r\nHost: a\r\n\r\n',
            b'DELETE /tillit/v1/terms HTTP/1.1\r\nHost: a\r\n\r\n',
            b'GET /tillit/v1/terms?nope=1 HTTP/1.1\r\nHost: a\r\n\r\n',
            b'GET /tillit/v1/terms HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello',
            self.LAST,
        ]
        replies = raw.parse_replies(raw.send(b''.join(requests), half_close=False), ['GET', 'GET', 'HEAD'])
        self.assertEqual([status for status, _, _ in replies], [404, 200, 200, 405, 400, 413, 200])

    def test_connection_close(self):
        replies = raw.parse_replies(raw.send(self.LAST + self.REQUEST, half_close=False))
        self.assertEqual([(status, headers['connection'].lower()) for status, headers, _ in replies], [(200, 'close')])

    def test_http_1_0(self):
        data = raw.send(b'GET /tillit/v1/reference-lists/sex HTTP/1.0\r\n\r\n', half_close=False)
        status, headers, body, rest = raw.parse_reply(data)
        self.assertEqual((status, rest), (200, b''))
        self.assertNotIn('transfer-encoding', headers)

    def test_http_1_0_stream(self):
        """Without chunks the end of the connection is the end of the body."""
        data = raw.send(b'GET /tillit/v1/reference-lists?format=csv HTTP/1.0\r\n\r\n', half_close=False)
        status, headers, body, _ = raw.parse_reply(data)
        self.assertEqual((status, headers.get('transfer-encoding')), (200, None))
        self.assertEqual(body, client.get(reading.path('reference-lists', format='csv')).body)

    def test_byte_by_byte(self):
        with raw.connect() as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for byte in self.LAST:
                connection.sendall(bytes([byte]))
            self.assertEqual(raw.parse_reply(raw.receive_all(connection))[0], 200)

    def test_half_closed_clients_get_their_reply(self):
        self.assertEqual(raw.parse_reply(raw.send(self.REQUEST, half_close=True))[0], 200)

    def test_absolute_form(self):
        for case in self.table(
            [
                (b'http://localhost/tillit/v1/reference-lists/sex', 200),
                (b'HTTP://x/tillit/v1/reference-lists/sex', 200),
                (b'http://localhost', 200),
                (b'http://localhost/nope', 404),
                (b'ftp://x/tillit/v1', 400),
            ]
        ):
            with case as (target, status):
                self.assertEqual(
                    raw.parse_reply(
                        raw.send(b'GET ' + target + b' HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')
                    )[0],
                    status,
                )

    def test_expect_continue(self):
        head = b'POST /tillit/v1/imports?dataset=terms&dry_run=true HTTP/1.1\r\nHost: a\r\nContent-Type: text/csv\r\nContent-Length: 5\r\nExpect: 100-continue\r\nConnection: close\r\n' + bearer_line() + b'\r\n'
        with raw.connect() as connection:
            connection.sendall(head)
            self.assertTrue(connection.recv(1024).startswith(b'HTTP/1.1 100 '))
            connection.sendall(b'code\n')
            self.assertGreaterEqual(raw.parse_reply(raw.receive_all(connection))[0], 200)

    def test_a_refused_body_is_refused_before_it_is_sent(self):
        head = b'POST /tillit/v1/imports?dataset=terms HTTP/1.1\r\nHost: a\r\nContent-Type: text/csv\r\nContent-Length: 99999999999\r\nExpect: 100-continue\r\n' + bearer_line() + b'\r\n'
        with raw.connect() as connection:
            connection.sendall(head)
            started = time.monotonic()
            self.assertEqual(raw.parse_reply(raw.receive_all(connection))[0], 413)
            self.assertLess(time.monotonic() - started, 5)

    def test_dates_and_lengths(self):
        reply = client.get(reading.path('reference-lists'))
        self.assertRegex(reply.headers['date'], re.compile(r'^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$'))
        self.assertEqual(int(reply.headers['content-length']), len(reply.body))
