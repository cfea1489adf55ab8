"""Every operation of the OpenAPI document is driven to every status that the document gives for it; the contract suite
judges the replies."""

import urllib.parse

from support import client, demo, server, settings
from support.case import Case

OPENAPI = f'{settings.API}/openapi.json'
REFERENCE_KEY, TERM = 'trust-form', 'trust'

# Keys for path parameters, by path; the rest from the demonstration.
ARGUMENTS = {
    f'{settings.API}/reference-lists/{{code}}': REFERENCE_KEY,
    '/problems/{slug}': 'stale',
    f'{settings.API}/import-templates/{{dataset}}': 'observations',
}
MISSING = {
    'code': 'there-is-none',
    'id': '0190d3f0-0000-7000-8000-000000000000',
    'slug': 'there-is-none',
    'dataset': 'there-is-none',
}

IMPORT = f'{settings.API}/imports'
CSV = {'Content-Type': 'text/csv'}
GOOD_ROWS = b'code,name_sv,name_da,name_en,description_sv,description_da,description_en\r\nx,x,x,x,x,x,x\r\n'


def operations(document):
    """(path, method, operation) for all."""
    for path, item in document['paths'].items():
        for method, operation in item.items():
            if method in ('get', 'post', 'put', 'patch', 'delete'):
                yield path, method.upper(), operation


def name_of(path):
    return path.rsplit('{')[-1].rstrip('}') if '{' in path else None


def collection_of(path):
    return path.removeprefix(f'{settings.API}/').split('/')[0]


def key_for(path):
    """A key that the public can see; None where there is none."""
    if path in ARGUMENTS:
        return ARGUMENTS[path]
    return min(demo.VISIBLE[collection_of(path)][1], default=None)


def member_key_for(path):
    """A key of the demonstration, whoever may see it."""
    collection = collection_of(path)
    rows = demo.rows(collection) if collection in demo.VISIBLE else []
    return rows[0][demo.VISIBLE[collection][0]] if rows else None


def fill(path, key):
    name = name_of(path)
    return path if name is None else path.replace(f'{{{name}}}', urllib.parse.quote(key, safe=''))


def address_for(path):
    """An address of this path, of an object that may or may not be there."""
    return fill(path, key_for(path) or MISSING[name_of(path)]) if name_of(path) else path


class Operations(Case):
    """One method a status; each returns the reply that it got."""

    @classmethod
    def setUpClass(cls):
        cls.document = client.get(OPENAPI).json()
        cls.away = server.server_without_database(TILLIT_DEMO='true')
        cls.operator = server.operator_server()

    @classmethod
    def tearDownClass(cls):
        cls.away.stop()
        cls.operator.stop()

    def test_every_operation_gives_every_documented_status(self):
        for path, method, operation in operations(self.document):
            for status in operation['responses']:
                if status == 'default':
                    continue  # what cannot be brought about at will
                with self.subTest(f'{method} {path} {status}'):
                    drive = getattr(self, f'drive_{method.lower()}_{status}', None)
                    self.assertIsNotNone(drive, 'no way to bring this about is known')
                    drive(path, operation)

    def expect(self, reply, status):
        self.assertEqual(reply.status, status, reply)
        return reply

    def readable(self, path):
        """A client that may read an object of this path, and its address."""
        key = key_for(path) if name_of(path) else ''
        if key is not None:
            return client.api, fill(path, key)
        return self.operator.api, fill(path, member_key_for(path))

    def drive_get_200(self, path, operation):
        reader, address = self.readable(path)
        media = operation['responses']['200']['content']
        for kind in media:
            reply = self.expect(reader.get(address, accept=kind), 200)
            self.assertEqual(reply.media, kind)
        for lang in ('sv', 'da'):
            self.expect(reader.get(address, accept_language=lang), 200)

    def drive_get_304(self, path, operation):
        reader, address = self.readable(path)
        self.expect(reader.get(address, if_none_match=reader.get(address).headers['etag']), 304)

    def drive_get_400(self, path, operation):
        reader, address = self.readable(path)  # an object that is not there is 404, whatever else is wrong
        self.assertProblem(reader.get(f'{address}?no_such=1'), 'invalid-parameters')
        self.assertProblem(reader.get(f'{address}?a=%ff'), 'malformed-request')
        if name_of(path):
            missing = fill(path, MISSING[name_of(path)])
            self.assertProblem(reader.get(f'{missing}?no_such=1'), 'not-found')

    def drive_get_401(self, path, operation):
        address = address_for(path)
        self.assertProblem(client.get(address, authorization='Bearer made-up'), 'key-required')

    def drive_get_404(self, path, operation):
        self.assertProblem(client.get(fill(path, MISSING[name_of(path)])), 'not-found')

    def drive_get_406(self, path, operation):
        reader, address = self.readable(path)
        self.assertProblem(reader.get(address, accept='image/png'), 'not-acceptable')
        if name_of(path):
            self.assertProblem(reader.get(fill(path, MISSING[name_of(path)]), accept='image/png'), 'not-found')

    def drive_get_413(self, path, operation):
        address = address_for(path)
        self.assertProblem(client.request('GET', address, body=b'a body'), 'body-too-large')

    def drive_get_414(self, path, operation):
        address = address_for(path)
        self.assertProblem(client.get(f'{address}?q={"a" * 9000}'), 'url-too-long')

    def drive_get_431(self, path, operation):
        address = address_for(path)
        self.assertProblem(client.request('GET', address, {f'X-{i}': '1' for i in range(80)}), 'headers-too-large')

    def drive_get_503(self, path, operation):
        reply = self.away.api.get(address_for(path))
        self.assertProblem(reply, 'unavailable')
        self.assertTrue(0 < int(reply.headers['retry-after']) <= 120)

    # imports

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
            reply = client.request(
                'POST', f'{path}?dataset=terms&dry_run=true&lang=sv&format=json', {'Content-Type': kind}, body
            )
            self.expect(reply, 200)
        self.expect(
            client.request('POST', f'{path}?dataset=releases', CSV, b'code,owner,title\r\nrel-tests,shared,Prov\r\n'),
            200,
        )
        figure = b'indicator,area,period,respondent_group,value,n_valid,x,is_synthetic\r\nins-01,se-9901,2031,resident,50.0,100,50,true\r\n'
        self.expect(
            client.request('POST', f'{path}?dataset=observations&dry_run=true&release=rel-tests', CSV, figure), 200
        )

    def drive_post_400(self, path, operation):
        self.assertProblem(client.request('POST', f'{path}?dataset=nope', CSV, GOOD_ROWS), 'invalid-parameters')
        self.assertProblem(
            client.request('POST', f'{path}?dataset=terms', {'Content-Type': 'application/json'}, b'{'),
            'malformed-body',
        )
        self.assertProblem(client.request('POST', f'{path}?a=%ff', CSV, GOOD_ROWS), 'malformed-request')

    def drive_post_401(self, path, operation):
        self.assertProblem(
            client.request('POST', f'{path}?dataset=terms', {**CSV, 'Authorization': 'Bearer made-up'}, GOOD_ROWS),
            'key-required',
        )

    def drive_post_406(self, path, operation):
        self.assertProblem(
            client.request('POST', f'{path}?dataset=terms', {**CSV, 'Accept': 'image/png'}, GOOD_ROWS), 'not-acceptable'
        )

    def drive_post_413(self, path, operation):
        self.assertProblem(
            client.request('POST', f'{path}?dataset=terms', {**CSV, 'Content-Length': '99999999999'}), 'body-too-large'
        )

    def drive_post_414(self, path, operation):
        self.assertProblem(client.request('POST', f'{path}?dataset={"a" * 9000}', CSV, GOOD_ROWS), 'url-too-long')

    def drive_post_415(self, path, operation):
        for kind in ('text/plain', 'application/xml', 'text/csv; charset=latin1', 'csv'):
            self.assertProblem(
                client.request('POST', f'{path}?dataset=terms', {'Content-Type': kind}, GOOD_ROWS),
                'unsupported-media-type',
            )
        self.assertProblem(client.request('POST', f'{path}?dataset=terms', {}, GOOD_ROWS), 'unsupported-media-type')
        self.assertProblem(
            client.request('POST', f'{path}?dataset=terms', {**CSV, 'Content-Encoding': 'gzip'}, GOOD_ROWS),
            'unsupported-media-type',
        )

    def drive_post_422(self, path, operation):
        self.assertProblem(
            client.request(
                'POST', f'{path}?dataset=areas&dry_run=true', CSV, b'code,name,area_type,owner\r\nx,x,moon,shared\r\n'
            ),
            'invalid-body',
        )

    def drive_post_431(self, path, operation):
        self.assertProblem(
            client.request('POST', f'{path}?dataset=terms', {**CSV, **{f'X-{i}': '1' for i in range(80)}}, GOOD_ROWS),
            'headers-too-large',
        )

    def drive_post_503(self, path, operation):
        reply = self.away.api.request('POST', f'{path}?dataset=terms', CSV, GOOD_ROWS)
        self.assertProblem(reply, 'unavailable')
        self.assertTrue(0 < int(reply.headers['retry-after']) <= 120)


class Parameters(Case):
    """The example of every documented parameter is an example: it works, for the public or for one who may see it."""

    @classmethod
    def setUpClass(cls):
        cls.operator = server.operator_server()

    @classmethod
    def tearDownClass(cls):
        cls.operator.stop()

    def test_every_documented_parameter_works(self):
        document = client.get(OPENAPI).json()
        for path, method, operation in operations(document):
            for parameter in operation['parameters'] if method == 'GET' else []:
                parameter = resolve(document, parameter)
                if parameter['in'] == 'query':
                    with self.subTest(f'{path} {parameter["name"]}'):
                        self.drive(path, parameter)

    def drive(self, path, parameter):
        for reader in (client.api, self.operator.api):
            for key in (key_for(path), member_key_for(path)) if name_of(path) else ('',):
                if key is not None:
                    address = fill(path, key)
                    reply = reader.get(f'{address}?{query_for(reader, address, parameter)}')
                    if reply.status == 200:
                        return
        self.fail(reply)


def resolve(document, node):
    for part in node.get('$ref', '').split('/')[1:]:
        document = document[part]
    return document if '$ref' in node else node


def query_for(reader, address, parameter):
    name, example = parameter['name'], parameter['example']
    if name == 'after':
        return f'limit=1&after={reader.get(f"{address}?limit=1").json()["_meta"]["next_after"]}'
    example = ','.join(map(as_text, example)) if isinstance(example, list) else as_text(example)
    more = '&format=csv' if name == 'labels' else ''
    return f'{name}={urllib.parse.quote(example, safe=",")}{more}'


def as_text(value):
    return str(value).lower() if isinstance(value, bool) else str(value)


class Members(Case):
    """What the same binary shows to a member's role: the tenant's own, and no other's."""

    def test_members_see_their_own_and_no_others(self):
        with server.member_server('se-9901') as member:
            for case in self.table(
                [
                    ('plans', 'municipality'),
                    ('org-units', 'municipality'),
                    ('risks', 'municipality'),
                    ('feedback-items', 'municipality'),
                ]
            ):
                with case as (collection, owner):
                    reply = member.api.get(f'{settings.API}/{collection}?limit=1000')
                    self.assertEqual(reply.status, 200, reply)
                    rows = reply.json()[collection.replace('-', '_')]
                    self.assertIn('se-9901', {row[owner] for row in rows})
                    key = demo.VISIBLE[collection][0]
                    foreign = {row[key] for row in rows if row[owner] != 'se-9901'}
                    self.assertLessEqual(foreign, demo.VISIBLE[collection][1])
