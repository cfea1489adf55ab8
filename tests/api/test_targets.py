"""Addresses are read strictly: nothing is repaired, nothing is dropped."""

from support import client, raw, reading, settings
from support.case import Case

A = settings.API

BAD = [
    f'{A}//areas',
    f'/{A}/areas',
    f'{A}/areas//se-9901',
    f'{A}/./areas',
    f'{A}/../v1/areas',
    f'{A}/areas/..',
    f'{A}/areas/.',
    '/..',
    '/../../etc/passwd',
    f'{A}/areas/%2e%2e',
    f'{A}/areas/%2E',
    f'{A}/areas%2fse-9901',
    f'{A}/areas%2Fse-9901',
    f'{A}/areas/%2F',
    f'{A}/areas/a%5Cb',
    f'{A}/areas\\se-9901',
    f'{A}/areas/%00',
    f'{A}/areas?q=%00',
    f'{A}/areas?%00=1',
    f'{A}/areas/a%00b',
    f'{A}/areas?q=a%00b',
    f'{A}/areas/%',
    f'{A}/areas/%4',
    f'{A}/areas/%zz',
    f'{A}/areas?q=%',
    f'{A}/areas?q=%4',
    f'{A}/areas?q=%zz',
    f'{A}/areas?%=1',
    f'{A}/areas?q=%u0041',
    f'{A}/areas/%ff',
    f'{A}/areas?q=%ff',
    f'{A}/areas?q=%c3%28',
    f'{A}/areas?q=%c0%af',
    f'{A}/areas?q=%e2%82',
    f'{A}/areas?q=%ed%a0%80',
    f'{A}/areas?q=%f5%80%80%80',
    f'{A}/areas?%ff=1',
    f'{A}/%c0%ae%c0%ae/areas',
    f'{A}/areas?q=%f0%80%80%80',
    f'{A}/areas/%01',
    f'{A}/areas/%7f',
    f'{A}/areas/%0d%0aX: y',
    f'{A}/areas#fragment',
    f'{A}/areas?q=a#fragment',
    'areas',
    '',
    '*/areas',
]

# Read as they stand: no such object, or a parameter's value with the sign in it.
READ = [
    ('*', 404),
    (f'{A}/areas/%41', 404),
    (f'{A}/areas/a+b', 404),
    (f'{A}/areas/%c3%a5', 404),
    (f'{A}/areas/...', 404),
    (f'{A}/areas/a..b', 404),
    (f'{A}/areas/%25', 404),
    (f'{A}/areas?q=%2F', 200),
    (f'{A}/areas?q=..', 200),
    (f'{A}/areas?q=%C3%85', 200),
    (f'{A}/areas?q=a+b', 200),
    (f'{A}/areas?q=%2B', 200),
    (f'{A}/areas?', 200),
    (f'{A}/areas?&', 200),
    (f'{A}/areas?&limit=1&', 200),
    (f'{A}/areas?limit', 400),
    (f'{A}/areas?=1', 400),
    (f'{A}/areas?limit==1', 400),
    (f'{A}/%61reas', 200),
    (f'{A}/areas;x=1', 404),
    (f'{A}/areas?limit=1;offset=2', 400),
    (f'{A}/areas?q=%F0%9F%92%A9', 200),
    (f'{A}/areas?q=%EF%BB%BF', 200),
    (f'{A}/areas?q=%E2%80%8B', 200),
]


def status_of(target):
    data = raw.send(b'GET ' + target.encode('utf-8') + b' HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')
    return raw.parse_reply(data)


class Targets(Case):
    def test_what_is_no_address_is_400(self):
        for case in self.table(BAD):
            with case as target:
                status, headers, body, _ = status_of(target)
                self.assertEqual(status, 400, body)

    def test_those_that_we_read_ourselves_say_what_is_wrong(self):
        for case in self.table(
            [
                target
                for target in BAD
                if target.startswith(A) and ' ' not in target and '\\' not in target and '#' not in target
            ]
        ):
            with case as target:
                self.assertProblem(client.get(target), 'malformed-request')

    def test_raw_bytes(self):
        for case in self.table(
            [
                b'/tillit/v1/areas?q=\xff',
                b'/tillit/v1/areas?q=\xc3\xa5',
                b'/tillit/v1/\xe5',
                b'/tillit/v1/areas?q=a b',
                b'/tillit/v1/areas?q=\x01',
                b'/tillit/v1/areas\x00',
                b'/tillit/v1/areas?q=\x7f',
                b'/tillit/v1/areas?q=\t',
            ]
        ):
            with case as target:
                data = raw.send(b'GET ' + target + b' HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')
                self.assertIn(raw.parse_reply(data)[0], (200, 400) if target.endswith(b'\xc3\xa5') else (400,))

    def test_what_is_an_address_is_read_as_it_stands(self):
        for target, status in READ:
            with self.subTest(target):
                self.assertEqual(status_of(target)[0], status)

    def test_plus_is_a_space_in_values_only(self):
        self.assertEqual(
            reading.rows('municipalities', q='Norrsjö kommun'),
            client.get(f'{A}/municipalities?q=Norrsj%C3%B6+kommun&limit=1000').exact()['municipalities'],
        )

    def test_duplicates(self):
        for case in self.table(
            [
                'limit=1&limit=1',
                'limit=1&limit=2',
                'lang=sv&lang=da',
                'format=csv&format=json',
                'format=json&format=json',
                'area_type=district&area_type=unit',
                'q=a&q=b',
                'nope=1&nope=2',
                'limit=1&%6Cimit=2',
                'fields=code&fields=name',
                'expand=children&expand=children',
                'expand=children&expand=parent',
                'after=x&after=y',
            ]
        ):
            with case as query:
                name = query.split('=')[0]
                problem = self.assertRefused(f'{A}/areas?{query}', parameter=name, code='duplicate')
                self.assertEqual(sum(error['code'] == 'duplicate' for error in problem['errors']), 1)

    def test_unknown_parameters_name_the_allowed(self):
        for case in self.table(
            [
                'nope=1',
                'Limit=1',
                'limit_=1',
                'areatype=district',
                'population_from=1',
                'code_min=1',
                'name=x',
                'page=2',
                'select=*',
                'period=2024',
                'lang[]=sv',
                '$filter=x',
            ]
        ):
            with case as query:
                problem = self.assertRefused(
                    f'{A}/areas?{query}', parameter=query.split('=')[0], code='unknown_parameter'
                )
                detail = self.detail(problem, 'unknown_parameter')
                for name in (
                    'limit',
                    'offset',
                    'after',
                    'sort',
                    'fields',
                    'expand',
                    'q',
                    'lang',
                    'format',
                    'area_type',
                    'population_min',
                ):
                    self.assertIn(name, detail)

    def test_addresses_without_parameters_take_none(self):
        for case in self.table(['', '/api-info', '/limits', '/openapi.json', '/import-templates']):
            with case as path:
                self.assertRefused(f'{A}{path}?nope=1', parameter='nope', code='unknown_parameter')
        self.assertRefused('/problems/stale?nope=1', parameter='nope', code='unknown_parameter')
