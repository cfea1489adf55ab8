"""Every operation of the OpenAPI document is driven to every status that the document gives for it; the contract suite
judges the replies. What creates, changes and deletes is driven by test_operations_writing."""

import json
import time
import urllib.parse

from support import client, contract, demo, server, settings
from support.case import Case
from support.operations import (
    address_for,
    document,
    fill,
    is_keyed,
    key_for,
    member_key_for,
    missing,
    name_of,
    operations,
    question,
    resolve,
    with_query,
)
from support.people import bearer, of_the_run

IMPORT = f'{settings.API}/imports'
CSV = {'Content-Type': 'text/csv'}
# Whole tables are bounded (max_cube_cells): of one indicator they are small enough.
BY_NAME = {'image/svg+xml': 'indicator=ins-01&area=se-9901&format=svg'}  # what Accept does not choose
WHOLE_TABLES = ('application/vnd.json-stat2+json', 'text/x-pc-axis')
GOOD_ROWS = b'code,name_sv,name_da,name_en,description_sv,description_da,description_en\r\nx,x,x,x,x,x,x\r\n'


def is_calculation(path):
    return '/calculations/' in path


class Operations(Case):
    """One method a status; each returns the reply that it got."""

    @classmethod
    def setUpClass(cls):
        cls.away = server.server_without_database()

    @classmethod
    def tearDownClass(cls):
        cls.away.stop()

    def test_every_operation_gives_every_documented_status(self):
        for path, method, operation in operations():
            if method != 'GET' and path != IMPORT and not is_calculation(path):
                continue
            for status in contract.statuses(document(), operation):
                with self.subTest(f'{method} {path} {status}'):
                    kind = 'calculation' if is_calculation(path) else method.lower()
                    drive = getattr(self, f'drive_{kind}_{status}', None)
                    self.assertIsNotNone(drive, 'no way to bring this about is known')
                    drive(path, operation)

    def expect(self, reply, status):
        self.assertEqual(reply.status, status, reply)
        return reply

    def readable(self, path, operation):
        """Headers of somebody who may read an object of this path, and its address."""
        if is_keyed(operation):
            headers = bearer(None, 'operator')
            return headers, fill(path, any_key_of(path, headers)) if name_of(path) else path
        key = key_for(path) if name_of(path) else ''
        if key is not None:
            return {}, with_query(fill(path, key), urllib.parse.urlencode(question(path, operation), safe=','))
        return bearer(None, 'operator'), fill(path, member_key_for(path))

    def drive_get_200(self, path, operation):
        headers, address = self.readable(path, operation)
        for kind in resolve(operation['responses']['200'])['content']:
            more = 'indicator=ins-01' if kind in WHOLE_TABLES else BY_NAME.get(kind)
            asked = with_query(address, more) if more else address
            accept = {} if kind in BY_NAME else {'Accept': kind}
            reply = self.expect(client.request('GET', asked, {**headers, **accept}), 200)
            self.assertEqual(reply.media, kind)
        for lang in ('sv', 'da'):
            self.expect(client.request('GET', address, {**headers, 'Accept-Language': lang}), 200)
        if not is_keyed(operation):
            self.expect(client.request('GET', address, headers or bearer('se-9902', 'reader')), 200)

    def drive_get_304(self, path, operation):
        headers, address = self.readable(path, operation)
        etag = client.request('GET', address, headers).headers['etag']
        self.expect(client.request('GET', address, {**headers, 'If-None-Match': etag}), 304)

    def drive_get_400(self, path, operation):
        headers, address = self.readable(path, operation)  # an object that is not there is 404, whatever else is wrong
        self.assertProblem(client.request('GET', with_query(address, 'no_such=1'), headers), 'invalid-parameters')
        self.assertProblem(client.request('GET', with_query(address, 'a=%ff'), headers), 'malformed-request')
        if name_of(path):
            self.assertProblem(client.request('GET', f'{missing(path)}?no_such=1', headers), 'not-found')

    def drive_get_401(self, path, operation):
        address = address_for(path)
        self.assertProblem(client.get(address, authorization='Bearer made-up'), 'key-required')
        if is_keyed(operation):
            self.assertProblem(client.get(address), 'key-required')

    def drive_get_403(self, path, operation):
        address = fill(path, any_key_of(path, bearer('se-9901', 'admin'))) if name_of(path) else path
        for role in ('reader', 'editor', 'publisher'):
            self.assertProblem(client.request('GET', address, bearer('se-9901', role)), 'forbidden')

    def drive_get_404(self, path, operation):
        headers, _ = self.readable(path, operation)
        self.assertProblem(client.request('GET', missing(path), headers), 'not-found')

    def drive_get_406(self, path, operation):
        headers, address = self.readable(path, operation)
        picture = {**headers, 'Accept': 'image/png'}
        self.assertProblem(client.request('GET', address, picture), 'not-acceptable')
        if name_of(path):
            self.assertProblem(client.request('GET', missing(path), picture), 'not-found')

    def drive_get_413(self, path, operation):
        headers, address = self.readable(path, operation)
        self.assertProblem(client.request('GET', address, headers, b'a body'), 'body-too-large')

    def drive_get_414(self, path, operation):
        headers, address = self.readable(path, operation)
        self.assertProblem(client.request('GET', with_query(address, f'q={"a" * 9000}'), headers), 'url-too-long')

    def drive_get_431(self, path, operation):
        many = {f'X-{i}': '1' for i in range(80)}
        self.assertProblem(client.request('GET', address_for(path), many), 'headers-too-large')

    def drive_get_503(self, path, operation):
        """The key cannot be looked up, whatever it was sent for."""
        reply = self.away.api.request('GET', address_for(path), bearer('se-9901', 'reader'))
        self.assertProblem(reply, 'unavailable')
        self.assertTrue(0 < int(reply.headers['retry-after']) <= 120)

    # calculations

    def calculate(self, path, operation, body=None, **headers):
        content = operation['requestBody']['content']['application/json']
        body = json.dumps(content['example']).encode() if body is None else body
        sent = {'Content-Type': 'application/json', **{name.replace('_', '-'): value for name, value in headers.items()}}
        return client.request('POST', path, sent, body)

    def drive_calculation_200(self, path, operation):
        self.expect(self.calculate(path, operation), 200)
        self.expect(self.calculate(path, operation, **bearer('se-9901', 'reader')), 200)

    def drive_calculation_400(self, path, operation):
        self.assertProblem(self.calculate(path, operation, b'{'), 'malformed-body')
        self.assertProblem(self.calculate(f'{path}?no_such=1', operation), 'invalid-parameters')

    def drive_calculation_401(self, path, operation):
        self.assertProblem(self.calculate(path, operation, Authorization='Bearer made-up'), 'key-required')

    def drive_calculation_406(self, path, operation):
        self.assertProblem(self.calculate(path, operation, Accept='image/png'), 'not-acceptable')

    def drive_calculation_413(self, path, operation):
        self.assertProblem(self.calculate(path, operation, b'{}', Content_Length='99999999'), 'body-too-large')

    def drive_calculation_414(self, path, operation):
        self.assertProblem(self.calculate(f'{path}?q={"a" * 9000}', operation), 'url-too-long')

    def drive_calculation_415(self, path, operation):
        self.assertProblem(self.calculate(path, operation, Content_Type='text/plain'), 'unsupported-media-type')

    def drive_calculation_422(self, path, operation):
        self.assertProblem(self.calculate(path, operation, b'{"no_such": 1}'), 'invalid-body')

    def drive_calculation_431(self, path, operation):
        self.assertProblem(self.calculate(path, operation, **{f'X-{i}': '1' for i in range(80)}), 'headers-too-large')

    def drive_calculation_503(self, path, operation):
        """The key cannot be looked up; without one no database is needed."""
        reply = self.away.api.request('POST', path, {'Content-Type': 'application/json', **bearer('se-9901', 'reader')}, b'{}')
        self.assertProblem(reply, 'unavailable')

    # imports

    def hand_in(self, query='dataset=terms', body=GOOD_ROWS, **headers):
        """The operator's import, as CSV unless the headers say otherwise."""
        operator = of_the_run.who(None, 'operator')
        return operator.request('POST', f'imports?{query}', body, **{'Content_Type': 'text/csv', **headers})

    def drive_post_200(self, path, operation):
        for kind, body in (
            (('text/csv'), GOOD_ROWS),
            (
                'application/x-ndjson',
                b'{"code":"x","name_sv":"x","name_da":"x","name_en":"x","description_sv":"x","description_da":"x","description_en":"x"}\n',
            ),
            (
                'application/json',
                b'[{"code":"x","name_sv":"x","name_da":"x","name_en":"x","description_sv":"x","description_da":"x","description_en":"x"}]',
            ),
        ):
            self.expect(self.hand_in('dataset=terms&dry_run=true&lang=sv&format=json', body, Content_Type=kind), 200)
        self.expect(self.hand_in('dataset=releases', b'code,owner,title\r\nrel-tests,shared,Prov\r\n'), 200)
        figure = b'indicator,area,period,respondent_group,value,n_valid,x,is_synthetic\r\nins-01,se-9901,2017,resident,50.0,100,50,true\r\n'
        self.expect(self.hand_in('dataset=observations&dry_run=true&release=rel-tests', figure), 200)

    def drive_post_400(self, path, operation):
        self.assertProblem(self.hand_in('dataset=nope'), 'invalid-parameters')
        self.assertProblem(self.hand_in(body=b'{', Content_Type='application/json'), 'malformed-body')
        self.assertProblem(self.hand_in('a=%ff'), 'malformed-request')

    def drive_post_401(self, path, operation):
        for headers in ({}, {'Authorization': 'Bearer made-up'}):
            reply = client.request('POST', f'{path}?dataset=terms', {**CSV, **headers}, GOOD_ROWS)
            self.assertProblem(reply, 'key-required')

    def drive_post_403(self, path, operation):
        self.assertProblem(
            client.request('POST', f'{path}?dataset=terms', {**CSV, **bearer('se-9901', 'reader')}, GOOD_ROWS),
            'forbidden',
        )

    def drive_post_406(self, path, operation):
        self.assertProblem(self.hand_in(Accept='image/png'), 'not-acceptable')

    def drive_post_413(self, path, operation):
        self.assertProblem(self.hand_in(body=b'', Content_Length='99999999999'), 'body-too-large')

    def drive_post_414(self, path, operation):
        self.assertProblem(self.hand_in(f'dataset={"a" * 9000}'), 'url-too-long')

    def drive_post_415(self, path, operation):
        for kind in ('text/plain', 'application/xml', 'text/csv; charset=latin1', 'csv', None):
            self.assertProblem(self.hand_in(Content_Type=kind), 'unsupported-media-type')
        self.assertProblem(self.hand_in(Content_Encoding='gzip'), 'unsupported-media-type')

    def drive_post_422(self, path, operation):
        moon = b'code,name,area_type,owner\r\nx,x,moon,shared\r\n'
        self.assertProblem(self.hand_in('dataset=areas&dry_run=true', moon), 'invalid-body')

    def drive_post_431(self, path, operation):
        self.assertProblem(self.hand_in(**{f'X-{i}': '1' for i in range(80)}), 'headers-too-large')

    def drive_post_503(self, path, operation):
        """The key cannot be looked up; without one it is clear that one is missing."""
        reply = self.away.api.request('POST', f'{path}?dataset=terms', {**CSV, **bearer()}, GOOD_ROWS)
        self.assertProblem(reply, 'unavailable')
        self.assertTrue(0 < int(reply.headers['retry-after']) <= 120)
        self.assertProblem(self.away.api.request('POST', f'{path}?dataset=terms', CSV, GOOD_ROWS), 'key-required')


class Parameters(Case):
    """The example of every documented parameter is an example: it works, for the public or for one who may see it. That of
    a key is of another collection: one key for all."""

    def test_every_documented_parameter_works(self):
        for path, method, operation in operations():
            for parameter in map(resolve, operation['parameters'] if method == 'GET' else []):
                if parameter['in'] == 'query':
                    if is_keyed(operation) and not name_of(path):
                        parameter = {**parameter, 'example': seen_value(path, parameter)}
                    if parameter['name'] == 'as_of' and name_of(path):
                        parameter = {**parameter, 'example': time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime())}  # it is there since its import
                    with self.subTest(f'{path} {parameter["name"]}'):
                        self.drive(path, operation, parameter)

    def drive(self, path, operation, parameter):
        asked = urllib.parse.urlencode(question(path, operation, parameter['name']), safe=',')
        if parameter['name'] in ('code', 'id') and not name_of(path) and 'example' not in parameter:
            parameter = {**parameter, 'example': key_for(path) or member_key_for(path) or seen_value(path, parameter)}
        for headers in ({}, bearer(None, 'operator')):
            for key in known_keys(path, headers) if name_of(path) else ('',):
                address = with_query(fill(path, key), asked)
                reply = client.request('GET', with_query(address, query_for(headers, address, parameter)), headers)
                if reply.status == 200:
                    return
        self.fail(reply)


def known_keys(path, headers):
    """Keys of the demonstration; of what comes about by itself any that the caller sees."""
    known = {key_for(path), member_key_for(path)} - {None}
    return known or {any_key_of(path, headers)} - {None}


def any_key_of(path, headers):
    """The key of some object that the caller sees; None when it sees none."""
    name = name_of(path)
    reply = client.request('GET', f'{path.split("/{")[0]}?limit=1', headers)
    rows = [rows for rows in reply.json().values() if isinstance(rows, list)] if reply.status == 200 else []
    return rows[0][0].get(name) if rows and rows[0] else None


def seen_value(path, parameter):
    """What the first row has there: keys and events come about by themselves, not with the demonstration."""
    page = client.request('GET', f'{path}?limit=1', bearer(None, 'operator')).json()
    rows = next(rows for rows in page.values() if isinstance(rows, list))
    value = rows[0].get(parameter['name']) if rows else None
    return contract.value_of(document(), parameter) if value is None else value


def query_for(headers, address, parameter):
    name, example = parameter['name'], contract.value_of(document(), parameter)
    if name == 'after':
        page = client.request('GET', with_query(address, 'limit=1'), headers).json()
        return f'limit=1&after={page["_meta"]["next_after"]}' if '_meta' in page else 'after='
    example = ','.join(map(as_text, example)) if isinstance(example, list) else as_text(example)
    more = '&format=csv' if name == 'labels' else ''
    return f'{name}={urllib.parse.quote(example, safe=",")}{more}'


def as_text(value):
    return str(value).lower() if isinstance(value, bool) else str(value)


class Members(Case):
    """What a reader's key shows: the internal objects of its own municipality, and no other's."""

    def test_members_see_their_own_and_no_others(self):
        member = of_the_run.who('se-9901', 'reader')
        for case in self.table(
            [
                ('plans', 'municipality'),
                ('org-units', 'municipality'),
                ('risks', 'municipality'),
                ('feedback-items', 'municipality'),
            ]
        ):
            with case as (collection, owner):
                rows = member.list(collection)
                self.assertIn('se-9901', {row[owner] for row in rows})
                key = demo.VISIBLE[collection][0]
                foreign = {row[key] for row in rows if row[owner] != 'se-9901'}
                self.assertLessEqual(foreign, demo.VISIBLE[collection][1])
