"""The operations port: alive, ready, counted; and nothing of it on the public port."""

import re
import urllib.parse

from support import client, raw, reading, server, settings
from support.case import Case

SAMPLE = re.compile(
    r'([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{((?:[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\["\\n])*",?)*)\})? ([-+]?(?:[0-9.]+(?:[eE][-+]?[0-9]+)?|Inf|NaN))'
)
LABEL = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"')


def parse(text):
    """Prometheus text as ({name: type}, [(name, labels, value)]); anything else is an error."""
    types, samples = {}, []
    for line in text.splitlines():
        if line.startswith('# TYPE '):
            name, kind = line[7:].split(' ')
            if name in types:
                raise ValueError(f'{name} is declared twice')
            types[name] = kind
        elif not line.startswith('# HELP '):
            match = SAMPLE.fullmatch(line)
            if not match:
                raise ValueError(f'no sample: {line}')
            samples.append((match[1], dict(LABEL.findall(match[2] or '')), float(match[3])))
    return types, samples


def metrics():
    return parse(client.ops.get('/metrics').text)


class Operations(Case):
    def test_livez(self):
        reply = client.ops.get('/livez')
        self.assertEqual((reply.status, reply.json()), (200, {'status': 'ok'}))

    def test_readyz_and_startupz_name_their_checks(self):
        for case in self.table(['/readyz', '/startupz']):
            with case as path:
                reply = client.ops.get(path)
                self.assertEqual(
                    (reply.status, reply.json()),
                    (200, {'status': 'ok', 'checks': {'database': 'ok', 'draining': False}}),
                )

    def test_nothing_else_is_there(self):
        for case in self.table(['/', '/tillit/v1', '/tillit/v1/terms', '/healthz', '/metrics/x']):
            with case as path:
                self.assertEqual(client.ops.get(path).status, 404)

    def test_they_are_not_on_the_public_port(self):
        for case in self.table(['/livez', '/readyz', '/startupz', '/metrics']):
            with case as path:
                self.assertProblem(client.get(path), 'not-found')

    def test_other_methods(self):
        for case in self.table(['POST', 'DELETE']):
            with case as method:
                reply = client.ops.request(method, '/livez')
                self.assertEqual((reply.status, reply.headers['allow']), (405, 'GET, HEAD, OPTIONS'))
        self.assertEqual(client.ops.request('HEAD', '/livez').status, 200)

    def test_only_loopback_reaches_it(self):
        self.assertIn(urllib.parse.urlsplit(settings.OPS_URL).hostname, ('127.0.0.1', 'localhost', '::1'))

    def test_hostile_bytes_here_too(self):
        for case in self.table(
            [
                b'\x00' * 50,
                b'GET /livez\r\n\r\n',
                b'GET /livez HTTP/1.1\r\n\r\n',
                b'GET //livez HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
            ]
        ):
            with case as data:
                answer = raw.send(data, settings.OPS_URL)
                if answer:
                    self.assertGreaterEqual(raw.parse_reply(answer)[0], 400)


class Metrics(Case):
    def test_the_text_is_prometheus(self):
        reply = client.ops.get('/metrics')
        self.assertEqual(
            (reply.status, reply.headers['content-type']), (200, 'text/plain; version=0.0.4; charset=utf-8')
        )
        self.assertTrue(reply.text.endswith('\n'))
        types, samples = parse(reply.text)
        self.assertTrue(samples)
        for name, labels, value in samples:
            base = re.sub(r'_(bucket|sum|count)$', '', name)
            self.assertIn(types.get(name, types.get(base)), ('counter', 'gauge', 'histogram'), name)
            self.assertGreaterEqual(value, 0)
        self.assertEqual(
            len(samples), len({(name, tuple(sorted(labels.items()))) for name, labels, _ in samples}), 'no sample twice'
        )

    def count(self, **labels):
        return sum(
            value
            for name, found, value in metrics()[1]
            if name == 'tillit_requests_total' and labels.items() <= found.items()
        )

    def test_requests_are_counted_by_route_and_status(self):
        cases = {
            'list': (reading.path('terms'), {'route': f'{settings.API}/terms', 'method': 'GET', 'status': '200'}),
            'object': (
                reading.path('terms/trust'),
                {'route': f'{settings.API}/terms/{{code}}', 'method': 'GET', 'status': '200'},
            ),
            'refused': (reading.path('terms', nope=1), {'route': f'{settings.API}/terms', 'status': '400'}),
            'missing': (reading.path('terms/nope'), {'route': f'{settings.API}/terms/{{code}}', 'status': '404'}),
            'nowhere': (f'{settings.API}/nope', {'route': '', 'status': '404'}),
        }
        for case in self.table(cases):
            with case as (path, labels):
                before = self.count(**labels)
                for _ in range(3):
                    client.get(path)
                server.until(
                    lambda: self.count(**labels) == before + 3, 5, 'all three are counted'
                )  # after the reply has gone

    def test_histograms_add_up(self):
        client.get(reading.path('terms'))
        series = {}
        for name, labels, value in metrics()[1]:
            if name.startswith('tillit_request_seconds'):
                series.setdefault((labels['method'], labels['route']), {}).setdefault(
                    name.rsplit('_', 1)[1], []
                ).append((labels.get('le'), value))
        self.assertTrue(series)
        for key, parts in series.items():
            with self.subTest(str(key)):
                counts = [value for _, value in parts['bucket']]
                self.assertEqual(counts, sorted(counts))
                self.assertEqual(parts['bucket'][-1], ('+Inf', parts['count'][0][1]))
                bounds = [float(bound.replace('+', '')) for bound, _ in parts['bucket']]
                self.assertEqual(bounds, sorted(bounds))

    def test_pools_are_shown(self):
        states = {
            (labels['pool'], labels['state']): value
            for name, labels, value in metrics()[1]
            if name == 'tillit_pool_connections'
        }
        self.assertEqual(
            set(states), {(pool, state) for pool in ('public', 'app') for state in ('open', 'busy', 'most')}
        )
        for pool in ('public', 'app'):
            self.assertLessEqual(states[pool, 'busy'], states[pool, 'open'])
            self.assertLessEqual(states[pool, 'open'], states[pool, 'most'])

    def test_the_version_is_that_of_the_api(self):
        version = client.get(f'{settings.API}/api-info').json()['api_version']
        self.assertIn(('tillit_build_info', {'version': version}, 1.0), metrics()[1])
