"""Every recorded exchange is one that the document describes, and everything that the document describes was seen."""

import functools
import json
import urllib.parse

import document

from support import client, contract, demo, settings, traffic
from support.case import TRACEPARENT, Case

PROBLEM_MEDIA = 'application/problem+json'
JSON_MEDIA = ('application/json', 'application/merge-patch+json')
MOST_SHOWN = 5
# Types that the document leaves to `format`: see add_formats in service/api/openapi/replies.c.
UNTOLD = ('application/vnd.json-stat2+json', 'application/geo+json')

# What every operation takes, as the document's introduction says: `format`, where there is one only.
TAKEN_ANYWHERE = {'format'}

# Refusals that come before a path has been matched, or on one that the document does not have.
OUTSIDE = {400, 404, 405, 414, 431}

# What neighbours tell in their own words.
WORDED_BY_NEIGHBOURS = OUTSIDE | {200, 304, 406, 501, 503}

# ... of pages, whose refusals are pages to who asks for these.
OUTSIDE_PAGES = OUTSIDE | {406}

# What HEAD, which has no body, was refused for.
SLUGS = {
    400: 'invalid-parameters',
    401: 'key-required',
    403: 'forbidden',
    404: 'not-found',
    406: 'not-acceptable',
    414: 'url-too-long',
    431: 'headers-too-large',
    503: 'unavailable',
}


class Judge:
    """Looks at all exchanges once: faults by operation, and what was seen."""

    def __init__(self):
        self.document = document.served()
        self.pages = document.pages()
        self.faults = {}  # operation or 'outside' -> texts
        self.seen = set()  # (operation, status), (operation, status, media)
        self.used = {}  # operation -> names of query parameters that went well
        self.count = 0
        for exchange in traffic.read():
            if exchange['server'] != 'ops':
                self.look_at(exchange)

    def look_at(self, exchange):
        self.count += 1
        path = urllib.parse.urlsplit(exchange['target']).path
        operation = self.document.find(exchange['method'], path)
        for fault in self.general(exchange) + (
            self.inside(operation, exchange) if operation else self.outside(path, exchange)
        ):
            place = self.faults.setdefault(str(operation or 'outside'), [])
            place.append(f'{exchange["method"]} {exchange["target"][:200]} -> {exchange["status"]}: {fault}')

    def general(self, exchange):
        faults = []
        headers, status = exchange['headers'], exchange['status']
        if not TRACEPARENT.fullmatch(headers.get('traceparent', '')):
            faults.append('no traceparent')
        is_foreign = urllib.parse.urlsplit(exchange['target']).path.startswith(document.FOREIGN)
        is_worded_otherwise = is_foreign or status in OUTSIDE_PAGES and headers.get('content-type', '').startswith('text/html')
        if status >= 400 and not is_worded_otherwise and not headers.get('content-type', '').startswith(PROBLEM_MEDIA):
            faults.append(f'a refusal is {headers.get("content-type")}')
        if status >= 500 and status != 503 and not (is_foreign and status == 501):
            faults.append('a reply that must never be seen')
        if status == 503 and 'retry-after' not in headers:
            faults.append('503 without Retry-After')
        if status == 401 and 'www-authenticate' not in headers:
            faults.append('401 without WWW-Authenticate')
        if exchange['method'] == 'HEAD' and exchange['body']['length']:
            faults.append('HEAD with a body')
        return faults

    def outside(self, path, exchange):
        """OPTIONS; pages for people; refusals of methods and addresses that are not in the document."""
        if path in self.pages and exchange['method'] in ('GET', 'HEAD') and exchange['status'] in (200, 304):
            return []
        if exchange['status'] in OUTSIDE_PAGES and exchange['headers'].get('content-type', '').startswith('text/html'):
            return []  # told to people
        if path.startswith(document.FOREIGN) and exchange['status'] in WORDED_BY_NEIGHBOURS:
            return []
        if exchange['method'] == 'OPTIONS' and exchange['status'] == 204:
            allowed = set(exchange['headers']['allow'].split(', ')) - {'OPTIONS', 'HEAD'}
            is_known = allowed if path.startswith(document.FOREIGN) else allowed == self.methods(path)
            return [] if path == '*' or is_known else [f'Allow is {allowed}']
        if exchange['status'] not in OUTSIDE:
            return ['an undocumented exchange']
        if exchange['status'] == 405 and 'allow' not in exchange['headers']:
            return ['405 without Allow']
        return self.problem_faults(exchange)

    def methods(self, path):
        return {'GET'} if path in self.pages else self.document.methods(path)

    def kind_of_problem(self, exchange):
        """The slug of a refusal; of HEAD, which has no body, the first of its status."""
        if exchange['status'] < 400:
            return None
        data = traffic.body_of(exchange['body'])
        if exchange['method'] == 'HEAD' or not data:
            return SLUGS.get(exchange['status'])
        return json.loads(data)['type'].rsplit('/', 1)[1]

    def problem_faults(self, exchange):
        if exchange['method'] == 'HEAD':
            return []
        return self.body_faults({'$ref': '#/components/schemas/Problem'}, exchange['body'])

    def inside(self, operation, exchange):
        status, headers = str(exchange['status']), exchange['headers']
        response = operation.response(status, self.kind_of_problem(exchange))
        if status == '304' and exchange['method'] in ('GET', 'HEAD') and 'etag' in headers:
            self.seen.add((str(operation), status))
            return []
        if response is None:
            return ['this status is not documented'] + self.problem_faults(exchange)
        self.seen.add((str(operation), status))
        faults = [
            f'no header {name}'
            for name, header in response.get('headers', {}).items()
            if self.document.resolve(header).get('required') and name.lower() not in headers
        ]
        for name, header in response.get('headers', {}).items():
            if name.lower() in headers:
                faults += self.header_faults(name, self.document.resolve(header), headers[name.lower()])
        if exchange['status'] < 300:
            faults += self.request_faults(operation, exchange)
        return faults + self.content_faults(operation, response, exchange)

    def header_faults(self, name, header, text):
        value = int(text) if header['schema'].get('type') == 'integer' and text.isdigit() else text
        return [f'header {name}: {fault}' for fault in self.document.faults(header['schema'], value)]

    def request_faults(self, operation, exchange):
        """A request that went well used documented parameters and a documented body, and had what is needed."""
        names = {
            name
            for name, _ in urllib.parse.parse_qsl(
                urllib.parse.urlsplit(exchange['target']).query, keep_blank_values=True
            )
        }
        self.used.setdefault(str(operation), set()).update(names)
        faults = [f'the parameter {name} is not documented' for name in names - operation.query_names - TAKEN_ANYWHERE]
        body = operation.item.get('requestBody')
        if exchange['request_body']['length'] and body:
            kind = exchange['request_headers'].get('Content-Type', '').split(';')[0].strip().lower()
            content = self.document.resolve(body)['content']
            if kind not in content:
                faults.append(f'a body of {kind} is not documented')
            # imports read values as people spell them; the document tells how to
            elif kind in JSON_MEDIA and not str(operation).endswith('/imports'):
                found = self.body_faults(content[kind]['schema'], exchange['request_body'])
                faults += [f'a body that the document refuses went well: {fault}' for fault in found]
        headers = exchange['request_headers']
        return faults + self.missing_headers(operation, headers) + self.unfit_headers(operation, headers)

    def missing_headers(self, operation, sent):
        """What the document asks for was there, so that its absence is not taken without a word."""
        names = {name.lower() for name in sent}
        return [
            f'went well without {one["name"]}'
            for one in operation.parameters
            if one['in'] == 'header' and one.get('required') and one['name'].lower() not in names
        ]

    def unfit_headers(self, operation, sent):
        """What a header cannot be by the document did not go well, so that the document refuses nothing in vain."""
        values = {name.lower(): value for name, value in sent.items()}
        return [
            f'a header that the document refuses went well: {one["name"]}: {fault}'
            for one in operation.parameters
            if one['in'] == 'header' and one['name'].lower() in values
            for fault in self.document.faults(one['schema'], values[one['name'].lower()])
        ]

    def content_faults(self, operation, response, exchange):
        content = response.get('content')
        if exchange['method'] == 'HEAD':
            return []
        if not content:
            return ['a body where none is documented'] if exchange['body']['length'] else []
        kind = exchange['headers'].get('content-type', '').split(';')[0]
        if kind in UNTOLD:
            return []
        if kind not in content:
            return [f'{kind} is not documented']
        self.seen.add((str(operation), str(exchange['status']), kind))
        if kind == 'application/x-ndjson':
            return self.row_faults(operation, exchange['body'])
        if not kind.endswith('json') or 'content-encoding' in exchange['headers']:
            return []  # what is packed is the same as it is unpacked: tests/api/test_cache.py
        return self.body_faults(content[kind]['schema'], exchange['body'])

    def row_faults(self, operation, body):
        """Each line of NDJSON is a row of the list."""
        schema = self.document.resolve(operation.responses['200']['content']['application/json']['schema'])
        items = [one['items'] for one in schema['properties'].values() if 'items' in one]
        data = traffic.body_of(body)
        return (
            []
            if data is None
            else [fault for line in data.splitlines() for fault in self.value_faults(items[0], json.loads(line))]
        )

    def body_faults(self, schema, body):
        data = traffic.body_of(body)
        if data is None:
            return []  # too large to keep
        try:
            value = json.loads(data, parse_constant=lambda word: 1 / 0)
        except (ValueError, ZeroDivisionError) as error:
            return [f'no JSON: {error}']
        return self.value_faults(schema, value)

    def value_faults(self, schema, value):
        """Rows of lists are looked at one by one: pages repeat them all the time."""
        faults = []
        whole = self.document.resolve(schema)
        if isinstance(value, dict):
            for name, part in whole.get('properties', {}).items():
                if (
                    'items' in part
                    and '$ref' in part['items']
                    and isinstance(value.get(name), list)
                    and '_meta' in value
                ):
                    faults += [fault for row in value[name] for fault in self.value_faults(part['items'], row)]
                    value = {**value, name: []}
        return faults + self.document.faults(schema, value)


@functools.lru_cache(maxsize=None)
def judge():
    return Judge()


class Traffic(Case):
    def test_there_is_traffic(self):
        self.assertGreater(judge().count, 1000)

    def test_every_exchange_is_as_documented(self):
        for operation in [str(one) for one in judge().document.operations] + ['outside']:
            with self.subTest(operation):
                faults = judge().faults.get(operation, [])
                self.assertFalse(faults, f'{len(faults)} faults:\n' + '\n'.join(faults[:MOST_SHOWN]))

    def test_every_operation_was_exercised(self):
        for operation in judge().document.operations:
            with self.subTest(str(operation)):
                self.assertTrue(any(seen[0] == str(operation) for seen in judge().seen))

    def test_every_documented_status_and_type_was_seen(self):
        for operation in judge().document.operations:
            for status, response in operation.responses.items():
                if status == 'default':
                    continue
                for seen in [(str(operation), status)] + [
                    (str(operation), status, kind) for kind in response.get('content', {})
                ]:
                    with self.subTest(' '.join(seen)):
                        self.assertIn(seen, judge().seen, 'never exercised')

    def test_every_status_that_may_be_met_anywhere_was_seen_everywhere(self):
        for operation in judge().document.operations:
            for status in contract.statuses(judge().document.tree, operation.item):
                with self.subTest(f'{operation} {status}'):
                    self.assertIn((str(operation), status), judge().seen, 'never exercised')

    def test_every_documented_parameter_was_used(self):
        for operation in judge().document.operations:
            with self.subTest(str(operation)):
                used = judge().used.get(str(operation), set())
                self.assertEqual(operation.query_names - used, set(), 'never used with success')

    def test_every_problem_type_stands_in_the_document(self):
        """The slugs of the refusals that were seen are among the examples of their status."""
        documented = {
            example
            for _, node in judge().document.nodes()
            if PROBLEM_MEDIA in node
            for example in node[PROBLEM_MEDIA].get('examples', {})
        }
        seen = set()
        for exchange in traffic.read():
            if (
                exchange['status'] >= 400
                and exchange['server'] != 'ops'
                and exchange['headers'].get('content-type', '').startswith(PROBLEM_MEDIA)
                and (data := traffic.body_of(exchange['body']))
            ):
                seen.add(json.loads(data)['type'].rsplit('/', 1)[1])
        self.assertLessEqual(seen - {'method-not-allowed', 'not-found'}, documented)


class Servers(Case):
    def test_the_document_is_the_same_whatever_the_address(self):
        """Links are absolute; the address of the service is the one that the document names."""
        address = judge().document.tree['servers'][0]['url']
        self.assertTrue(address.endswith(settings.API))
        link = client.get(f'{settings.API}/{min(demo.COLLECTIONS)}').json()['_links']['self']['href']
        self.assertTrue(link.startswith(address + '/'))
