"""Each limit at n-1, n and n+1, and what paging parameters take."""

from support import client, raw, reading, settings
from support.case import Case
from support.people import bearer


def limits():
    return {name: row['value'] for name, row in client.get(f'{settings.API}/limits').json()['limits'].items()}


class Limits(Case):
    def test_the_limits_are_told(self):
        told = client.get(f'{settings.API}/limits').json()['limits']
        expected = {
            'max_url_bytes': 8192,
            'max_header_bytes': 16384,
            'max_headers': 64,
            'max_parameters': 64,
            'max_body_bytes': 1048576,
            'max_json_depth': 32,
            'max_import_bytes': 67108864,
            'max_import_rows': 1000000,
            'max_imports': 4,
            'max_page': 1000,
            'default_page': 20,
            'max_offset': 10000,
            'statement_timeout_ms': 5000,
            'header_deadline_ms': 5000,
            'body_bytes_per_s': 1000,
            'write_stall_ms': 30000,
            'keep_alive_ms': 10000,
            'max_expanded': 1000,
            'max_values': 500,
            'max_analysis_items': 1000,
            'max_analysis_bytes': 8388608,
            'max_cube_cells': 500000,
            'request_deadline_ms': 10000,
        }
        self.assertEqual({name: told[name]['value'] for name in expected}, expected)
        for name, row in told.items():
            with self.subTest(name):
                self.assertEqual(set(row), {'value', 'description'})
                self.assertTrue(row['description'])
        self.assertFalse([name for name in told if name.startswith(('db_', 'pool_', 'host', 'port'))])

    def test_the_page(self):
        most = limits()['max_page']
        for case in self.table(
            [
                ('1', True),
                (str(most - 1), True),
                (str(most), True),
                (str(most + 1), False),
                ('0', False),
                ('-1', False),
                ('1e3', False),
                ('', False),
                ('+5', False),
                ('5.0', False),
                ('%205', False),
                ('0x10', False),
                ('five', False),
                ('99999999999999999999', False),
                ('NaN', False),
                ('5,6', False),
                ('٥', False),
                ('007', True),
            ]
        ):
            with case as (value, good):
                reply = client.get(
                    f'{reading.path("areas")}?limit={value}' if value != '٥' else reading.path('areas', limit=value)
                )
                if good:
                    self.assertEqual(reply.status, 200, reply)
                else:
                    self.assertEqual(self.assertProblem(reply, 'invalid-parameters')['errors'][0]['parameter'], 'limit')

    def test_the_page_says_its_bounds(self):
        problem = self.assertRefused(reading.path('areas', limit=1001), parameter='limit', code='out_of_range')
        self.assertIn('1000', self.detail(problem, 'out_of_range'))

    def test_the_offset(self):
        most = limits()['max_offset']
        for case in self.table(
            [(0, True), (most - 1, True), (most, True), (most + 1, False), (-1, False), ('1e3', False), ('', False)]
        ):
            with case as (value, good):
                reply = client.get(reading.path('areas', offset=value))
                self.assertEqual(reply.status, 200 if good else 400)

    def test_values_in_a_filter(self):
        most = limits()['max_values']
        for case in self.table([(most - 1, True), (most, True), (most + 1, False)]):
            with case as (count, good):
                reply = client.get(reading.path('areas', code=','.join(['se-9901'] * count)))
                self.assertEqual(reply.status, 200 if good else 400, reply)
        self.assertRefused(
            reading.path('areas', code=','.join(['se-9901'] * (most + 1))), parameter='code', code='too_many'
        )

    def test_all_municipalities_in_one_filter(self):
        """Sweden has 290 of them, their codes take eight characters with the comma; commas may be written as %2C."""
        codes = ['se-9901'] + [f'se-{number:04}' for number in range(1000, 1399)]
        for case in self.table((',', '%2C')):
            with case as comma:
                problem = self.assertProblem(client.get(f'{reading.path("observations")}?area={comma.join(codes)}'), 'invalid-parameters')
                self.assertEqual({error['code'] for error in problem['errors']}, {'unknown_code'})
                reply = client.get(f'{reading.path("areas")}?code={comma.join(["se-9901"] * 400)}')
                self.assertEqual([row['code'] for row in reply.json()['areas']], ['se-9901'])

    def test_parameters(self):
        most = limits()['max_parameters']
        for case in self.table([most - 1, most, most + 1]):
            with case as count:
                reply = client.get(f'{reading.path("areas")}?' + '&'.join(f'p{i}=1' for i in range(count)))
                problem = self.assertProblem(reply, 'invalid-parameters')
                self.assertEqual('too_many' in {error['code'] for error in problem['errors']}, count > most)

    def test_the_url(self):
        most = limits()['max_url_bytes']
        for case in self.table(
            [
                (most - 1, 'invalid-parameters'),
                (most, 'invalid-parameters'),
                (most + 1, 'url-too-long'),
                (most * 2, 'url-too-long'),
                (40000, 'url-too-long'),
            ]
        ):
            with case as (length, slug):
                path = f'{reading.path("areas")}?q='
                self.assertProblem(client.get(path + 'a' * (length - len(path))), slug)

    def test_a_long_path(self):
        most = limits()['max_url_bytes']
        for case in self.table([(most, 'not-found'), (most + 1, 'url-too-long')]):
            with case as (length, slug):
                path = f'{settings.API}/areas/'
                self.assertProblem(client.get(path + 'a' * (length - len(path))), slug)

    def test_the_number_of_headers(self):
        most = limits()['max_headers']
        for case in self.table([most - 1, most, most + 1, most * 3]):
            with case as count:
                lines = ''.join(f'X-{i}: 1\r\n' for i in range(count - 2))
                data = raw.send(
                    f'GET {settings.API}/terms/trust HTTP/1.1\r\nHost: a\r\nConnection: close\r\n{lines}\r\n'.encode()
                )
                self.assertEqual(raw.parse_reply(data)[0], 200 if count <= most else 431)

    def test_the_size_of_headers(self):
        most = limits()['max_header_bytes']
        fixed = len('Host: a\r\nConnection: close\r\nX-A: \r\n')
        for case in self.table([most - 1, most, most + 1, most * 2]):
            with case as size:
                data = raw.send(
                    f'GET {settings.API}/terms/trust HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-A: {"a" * (size - fixed)}\r\n\r\n'.encode()
                )
                status, headers, _, _ = raw.parse_reply(data)
                self.assertEqual(status, 200 if size <= most else 431)
                if size > most:
                    self.assertEqual(headers['content-type'], 'application/problem+json; charset=utf-8')

    def test_too_many_headers_is_a_problem(self):
        self.assertProblem(client.request('GET', settings.API, {f'X-{i}': '1' for i in range(80)}), 'headers-too-large')

    def test_reading_takes_no_body(self):
        for case in self.table([1, 100, 1048577, 99999999]):
            with case as length:
                reply = client.request(
                    'GET',
                    reading.path('terms'),
                    {'Content-Length': str(length)},
                    b'x' * length if length <= 100 else b'',
                )
                self.assertProblem(reply, 'body-too-large')
        self.assertEqual(client.request('GET', reading.path('terms'), {'Content-Length': '0'}).status, 200)

    def test_an_import_over_the_limit_is_refused_unread(self):
        most = limits()['max_import_bytes']
        reply = client.request(
            'POST',
            f'{settings.API}/imports?dataset=terms',
            {'Content-Type': 'text/csv', 'Content-Length': str(most + 1), **bearer()},
        )
        problem = self.assertProblem(reply, 'body-too-large')
        self.assertIn(str(most), problem['detail'])
