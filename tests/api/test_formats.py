"""JSON, CSV and NDJSON tell the same; what cannot be given is said."""

import decimal
import json
import re

from support import client, demo, raw, reading, settings
from support.case import Case

CSV, NDJSON, JSON = (
    'text/csv; charset=utf-8; header=present',
    'application/x-ndjson; charset=utf-8',
    'application/json; charset=utf-8',
)
CELL = r'(?:[^",\r\n]*|"(?:[^"]|"")*")'
RFC_4180 = re.compile(rf'(?:{CELL}(?:,{CELL})*\r\n)+')


def as_cell(value):
    if value is None:
        return ''
    if isinstance(value, bool):
        return str(value).lower()
    return str(value)


def cells(row, header):
    """A JSON row as the cells of a CSV row; objects in lists are compared elsewhere."""
    flat = {}
    for name, value in row.items():
        if isinstance(value, list):
            flat[name] = None if value and isinstance(value[0], dict) else '|'.join(as_cell(item) for item in value)
        else:
            flat[name] = as_cell(value)
    for name in header:
        match = re.fullmatch(r'(\w+)_(low|high)', name)
        if name not in flat and match:
            interval = row[match[1]]
            flat[name] = as_cell(interval and interval[match[2]])
    return flat


def same_number(left, right):
    try:
        return float(left) == float(right)
    except ValueError:
        return False


class Csv(Case):
    def test_csv_tells_what_json_tells(self):
        for collection in demo.COLLECTIONS:
            with self.subTest(collection):
                reply = client.get(reading.path(collection, format='csv'))
                self.assertEqual((reply.status, reply.headers['content-type']), (200, CSV))
                header, rows = reading.csv_rows(reply)
                expected = reading.rows(collection)
                self.assertEqual(len(rows), len(expected))
                for row, shown in zip(expected, rows):
                    self.compare(cells(row, header), dict(zip(header, shown)))

    def compare(self, expected, shown):
        for name, text in shown.items():
            if name not in expected or expected[name] is None:
                continue
            plain = text[1:] if text[:2] in ("'=", "'+", "'-", "'@") else text
            if text != expected[name] and plain != expected[name] and not same_number(text, expected[name]):
                self.fail(f'{name}: CSV {text!r}, JSON {expected[name]!r}')

    def test_csv_has_the_members_as_columns(self):
        for collection in demo.COLLECTIONS:
            with self.subTest(collection):
                header, _ = reading.csv_rows(client.get(reading.path(collection, format='csv')))
                fields = (
                    client.get(reading.path(collection, fields='nope'))
                    .json()['errors'][0]['detail']
                    .split('Allowed: ')[1]
                    .rstrip('.')
                    .split(', ')
                )
                flat = [
                    name
                    for field in fields
                    if field != 'geometry'  # only where it is asked for
                    for name in ((f'{field}_low', f'{field}_high') if field == 'ci' else (field,))
                ]
                self.assertEqual(header, flat)

    def test_csv_is_rfc_4180(self):
        for case in self.table(['observations', 'terms', 'indicators', 'plans', 'org-units']):
            with case as collection:
                body = client.get(reading.path(collection, format='csv')).body
                self.assertFalse(body.startswith(b'\xef\xbb\xbf'), 'no BOM')
                self.assertTrue(RFC_4180.fullmatch(body.decode('utf-8')))
                width = {len(row) for row in reading.csv_rows(client.get(reading.path(collection, format='csv')))[1]}
                self.assertLessEqual(len(width), 1)

    def test_an_empty_list_is_a_header(self):
        header, rows = reading.csv_rows(client.get(reading.path('org-units', format='csv')))
        self.assertTrue(header)
        self.assertEqual(rows, [])
        self.assertEqual(client.get(reading.path('org-units', format='ndjson')).body, b'')

    def test_lists_of_objects(self):
        cases = {
            ('peer-groups', 'members', 'pg-demo-dk'): 'dk-991',
            ('municipalities', 'external_ids', 'se-9901'): 'demo-register:9901',
            ('plans', 'external_ids', 'pl-norr'): 'demo-diary:KS-2024-0412',
        }
        for (collection, column, code), text in cases.items():
            with self.subTest(f'{collection} {column}'):
                header, rows = reading.csv_rows(client.get(reading.path(collection, format='csv', code=code)))
                self.assertTrue(dict(zip(header, rows[0]))[column].startswith(text), rows[0])

    def test_what_was_imported_comes_out_as_it_went_in(self):
        """Columns of external numbers, adoptions and components in the notation of imports."""
        for case in self.table(
            [
                ('plans', 'external_ids'),
                ('municipalities', 'external_ids'),
                ('ideas', 'adoptions'),
                ('indicator-versions', 'components'),
            ]
        ):
            with case as (collection, column):
                header, rows = reading.csv_rows(client.get(reading.path(collection, format='csv')))
                shown = {row[header.index('code')]: row[header.index(column)] for row in rows}
                files = {row['code']: row[column] for row in demo.rows(collection) if row['code'] in shown}
                self.assertEqual(
                    {code: set(text.split('|')) for code, text in shown.items()},
                    {code: set(text.split('|')) for code, text in files.items()},
                )

    def test_numbers_are_never_made_text(self):
        """A negative number keeps its sign as it is: only words are guarded against formulas."""
        header, rows = reading.csv_rows(client.get(reading.path('observations', format='csv', value_max=-0.1)))
        self.assertTrue(rows)
        for row in rows:
            self.assertRegex(row[header.index('value')], r'^-\d')

    def test_labels(self):
        base = {'indicator': 'ins-01', 'area': 'se-9901', 'period': '2024', 'format': 'csv', 'lang': 'sv'}
        plain, _ = reading.csv_rows(client.get(reading.path('observations', **base)))
        coded, _ = reading.csv_rows(client.get(reading.path('observations', labels='codes', **base)))
        self.assertEqual(plain, coded)
        both, rows = reading.csv_rows(client.get(reading.path('observations', labels='both', **base)))
        self.assertGreater(len(both), len(plain))
        self.assertIn('Norrsjö kommun (demo)', rows[0])
        self.assertIn('ins-01', rows[0])
        _, rows = reading.csv_rows(client.get(reading.path('observations', labels='names', **base)))
        self.assertIn('Norrsjö kommun (demo)', rows[0])


class Ndjson(Case):
    def test_ndjson_tells_what_json_tells(self):
        for collection in demo.COLLECTIONS:
            with self.subTest(collection):
                reply = client.get(reading.path(collection, format='ndjson'))
                self.assertEqual((reply.status, reply.headers['content-type']), (200, NDJSON))
                rows = client.get(reading.path(collection, limit=1000)).json()[reading.member(collection)]
                self.assertEqual(reading.ndjson_rows(reply), rows)


    def test_members_are_the_same_however_they_are_chosen_and_reached(self):
        """Pages read what is printed already (many members) or columns (few); streams leave the writing to the database."""
        few = 'value,ci,recorded_at'
        many = ('is_synthetic,survey_wave,release,recorded_at,ci,se,sd,n_display,value,truster,area,freshness,hidden_reason,weighted,'
                'trust_form,municipality,period_end')
        cases = [(fields, sort) for fields in (None, few, many) for sort in (None, '-value', 'period', '-recorded_at', '-n_valid', 'source')]
        for case in self.table({f'{fields} by {sort}': (fields, sort) for fields, sort in cases}):
            with case as (fields, sort):
                chosen = {name: value for name, value in (('fields', fields), ('sort', sort)) if value}
                stream = client.get(reading.path('observations', format='ndjson', history='true', **chosen))
                self.assertEqual(stream.status, 200, stream)
                streamed = [json.loads(line, parse_float=decimal.Decimal) for line in stream.text.splitlines()]
                self.assertGreater(len(streamed), 200)
                self.assertEqual(reading.walk('observations', 83, history='true', **chosen), streamed)


class Streams(Case):
    def test_streams_have_no_limit_unless_given(self):
        total = reading.page('observations')['_meta']['total_records']
        self.assertGreater(total, 200)
        for case in self.table(['csv', 'ndjson']):
            with case as form:
                lines = client.get(reading.path('observations', format=form)).text.count('\n')
                self.assertEqual(lines - (form == 'csv'), total)
                self.assertEqual(
                    client.get(reading.path('observations', format=form, limit=3)).text.count('\n') - (form == 'csv'), 3
                )

    def test_streams_take_offset_sort_and_filter(self):
        whole = reading.rows('areas', sort='-name', owner='se-9901')
        self.assertEqual(
            reading.ndjson_rows(
                client.get(reading.path('areas', format='ndjson', sort='-name', owner='se-9901', offset=2, limit=4))
            ),
            client.get(reading.path('areas', sort='-name', owner='se-9901', limit=1000)).json()['areas'][2:6],
        )
        self.assertTrue(whole)

    def test_streams_are_chunked_and_end_properly(self):
        data = raw.send(
            f'GET {reading.path("observations", format="csv")} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'.encode(),
            half_close=False,
        )
        status, headers, body, rest = raw.parse_reply(data)
        self.assertEqual((status, headers['transfer-encoding'], rest), (200, 'chunked', b''))
        self.assertEqual(body, client.get(reading.path('observations', format='csv')).body)

    def test_files_have_names(self):
        for case in self.table([('observations', 'csv'), ('survey-waves', 'ndjson'), ('terms', 'csv')]):
            with case as (collection, form):
                reply = client.get(reading.path(collection, format=form))
                self.assertEqual(reply.headers['content-disposition'], f'attachment; filename="{collection}.{form}"')
        self.assertNotIn('content-disposition', client.get(reading.path('terms')).headers)

    def test_streams_give_no_tag_but_may_be_cached(self):
        reply = client.get(reading.path('terms', format='csv'))
        self.assertIn('public', reply.headers['cache-control'])

    def test_head_of_a_stream(self):
        for case in self.table(['csv', 'ndjson', 'json']):
            with case as form:
                reply = client.request('HEAD', reading.path('observations', format=form))
                self.assertEqual((reply.status, reply.body), (200, b''))
                self.assertEqual(reply.headers['content-type'], {'csv': CSV, 'ndjson': NDJSON, 'json': JSON}[form])


# Accept, Content-Type of the reply (None: 406)
ACCEPT = [
    ('', JSON),
    ('*/*', JSON),
    ('application/json', JSON),
    ('text/csv', CSV),
    ('application/x-ndjson', NDJSON),
    ('text/*', CSV),
    ('application/*', JSON),
    ('text/csv;q=0.1, application/json;q=0.9', JSON),
    ('text/csv, application/json;q=0.9', CSV),
    ('text/html, application/xhtml+xml, */*;q=0.8', JSON),
    ('application/json;q=0, */*', CSV),
    ('TEXT/CSV', CSV),
    ('text/csv; header=present', CSV),
    ('application/json; charset=utf-8', JSON),
    ('text/html', None),
    ('image/*', None),
    ('application/json;q=0', None),
    ('*/*;q=0', None),
    ('application/xml, text/html', None),
    ('nonsense', None),
    ('text/csv;q=0.000', None),
    ('application/problem+json', None),
    ('application/vnd.oai.openapi+json', None),
]


class Negotiation(Case):
    def test_accept(self):
        for accept, expected in ACCEPT:
            with self.subTest(accept):
                reply = client.get(reading.path('terms'), accept=accept)
                if expected is None:
                    problem = self.assertProblem(reply, 'not-acceptable', header='Accept', code='not_supported')
                    self.assertIn('text/csv', self.detail(problem, 'not_supported'))
                else:
                    self.assertEqual((reply.status, reply.headers['content-type']), (200, expected))
                self.assertIn('Accept', reply.headers['vary'])

    def test_the_parameter_wins_over_the_header(self):
        reply = client.get(reading.path('terms', format='json'), accept='text/csv')
        self.assertEqual(reply.headers['content-type'], JSON)
        self.assertEqual(
            client.get(reading.path('terms', format='csv'), accept='text/html').headers['content-type'], CSV
        )

    def test_unknown_formats_name_the_known(self):
        for case in self.table(['xml', 'CSV', '', 'csv,json', 'sdmx-csv', 'json-stat', 'html']):
            with case as form:
                problem = self.assertRefused(
                    reading.path('terms', format=form), parameter='format', code='not_supported'
                )
                self.assertIn('csv', self.detail(problem, 'not_supported'))

    def test_what_another_format_takes_is_told(self):
        """A parameter that has no effect on a format is refused there, with the formats that it is for; those take it."""
        one = {'indicator': 'ins-01', 'area': 'se-9901', 'period': '2024', 'sex': '_T'}
        cases = [('plans', 'csv', {'expand': 'goals'}), ('plans', 'xlsx', {'expand': 'goals'}), ('areas', 'geojson', {'expand': 'parent'}),
                 ('observations', 'svg', {'labels': 'both', **one}), ('observations', 'geojson', {'labels': 'both', **one}),
                 ('observations', 'px', {'fields': 'area', **one}), ('observations', 'json-stat', {'labels': 'both', **one})]
        for case in self.table(cases):
            with case as (resource, name, asked):
                parameter = next(iter(asked))
                problem = self.assertRefused(reading.path(resource, format=name, **asked), parameter=parameter, code='only_when')
                others = re.search(r'format=([a-z, -]+)\.$', self.detail(problem, 'only_when'))[1].split(', ')
                self.assertNotIn(name, others)
                for other in others:
                    self.assertEqual(client.get(reading.path(resource, format=other, **asked)).status, 200, other)
        self.assertRefused(reading.path('areas', format='csv', labels='both'), parameter='labels', code='unknown_parameter')
        self.assertRefused(reading.path('terms', format='csv', expand='area'), parameter='expand', code='unknown_parameter')

    def test_objects_come_as_json_only(self):
        self.assertRefused(reading.path('terms/trust', format='csv'), parameter='format', code='not_supported')
        self.assertEqual(client.get(reading.path('terms/trust', format='json')).status, 200)
        self.assertProblem(client.get(reading.path('terms/trust'), accept='text/csv'), 'not-acceptable')

    def test_problems_are_problems_whatever_is_accepted(self):
        for case in self.table(['text/csv', 'text/html', 'application/json']):
            with case as accept:
                self.assertProblem(client.get(f'{settings.API}/nope', accept=accept), 'not-found')
