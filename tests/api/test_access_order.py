"""Refusals in their order (api.md 5): a request with everything wrong is mended fault by fault, and each time told the next."""

import json
import uuid

from support import client, raw, settings
from support.case import Case
from support.people import People

MERGE = 'application/merge-patch+json'
BAD_KEY = f'tillit_{"A" * 43}'


class Order(Case):
    @classmethod
    def setUpClass(cls):
        cls.people = People(client.api, settings.DATABASE)
        cls.editor, cls.reader = cls.people.who('se-9901', 'editor'), cls.people.who('se-9901', 'reader')
        cls.other = cls.people.who('se-9902', 'editor')

    def plan(self, **members):
        """The path of a new plan of se-9901."""
        code = f'pl-{uuid.uuid4().hex[:12]}'
        body = {'code': code, 'municipality': 'se-9901', 'title': 'T', 'purpose': 'P', 'overall_strategies': ['quality'],
                'start_date': '2025-01-01', 'end_date': '2026-01-01', 'decided_by': 'KF', **members}
        reply = self.editor.post('plans', body)
        self.assertEqual(reply.status, 201, reply)
        self.addCleanup(self.discard, f'plans/{code}')
        return f'plans/{code}'

    def discard(self, path):
        """Others count what there is."""
        self.assertIn(self.editor.delete(path).status, (204, 404))

    def mend(self, method, steps):
        """Each step changes something, and names what the service then says: a problem, or a status."""
        request = {'key': None, 'path': None, 'body': b'', 'query': ''}
        headers = {}
        for slug, change in steps:
            for name, value in change.items():
                if name in request:
                    request[name] = value
                else:
                    headers[name.replace('_', '-')] = value
            sent = {name: value for name, value in headers.items() if value is not None}
            if request['key'] is not None:
                sent['Authorization'] = f'Bearer {request["key"]}'
            path = f'{settings.API}/{request["path"]}{request["query"]}'
            with self.subTest(f'{method} {slug} after {change}'):
                reply = client.request(method, path, sent, request['body'])
                if isinstance(slug, str):
                    self.assertProblem(reply, slug)
                else:
                    self.assertEqual(reply.status, slug, reply)

    def test_changing(self):
        plan, hidden = self.plan(), self.plan()
        shown = self.plan(audience='public')
        self.mend('PATCH', [
            ('key-required', {'path': 'plans/pl-none', 'query': '?nope=1', 'body': b'{', 'Content_Type': 'text/plain', 'Accept': 'text/html'}),
            ('key-required', {'key': BAD_KEY}),
            ('not-found', {'key': self.reader.key}),
            ('not-found', {'key': self.other.key, 'path': hidden}),
            ('forbidden', {'path': shown}),
            ('forbidden', {'key': self.reader.key, 'path': plan}),
            ('unsupported-media-type', {'key': self.editor.key}),
            ('not-acceptable', {'Content_Type': MERGE}),
            ('invalid-parameters', {'Accept': '*/*'}),
            ('precondition-required', {'query': ''}),
            ('stale', {'If_Match': '"0-0"'}),
            ('malformed-body', {'If_Match': self.editor.etag(plan)}),
            ('invalid-body', {'body': b'{"title": ""}'}),
            (200, {'body': b'{"title": "U"}'}),
            ('stale', {'body': b'{"title": "V"}'}),
        ])

    def test_deleting(self):
        plan, hidden = self.plan(), self.plan()
        shown = self.plan(audience='public')
        self.mend('DELETE', [
            ('key-required', {'path': 'plans/pl-none', 'query': '?nope=1', 'Accept': 'text/html'}),
            ('key-required', {'key': BAD_KEY}),
            ('not-found', {'key': self.reader.key}),
            ('not-found', {'key': self.other.key, 'path': hidden}),
            ('forbidden', {'path': shown}),
            ('forbidden', {'key': self.reader.key, 'path': plan}),
            ('not-acceptable', {'key': self.editor.key}),
            ('invalid-parameters', {'Accept': '*/*'}),
            ('precondition-required', {'query': ''}),
            ('stale', {'If_Match': '"0-0"'}),
            (204, {'If_Match': self.editor.etag(plan)}),
            ('not-found', {}),
        ])

    def test_creating(self):
        body = {'code': f'pl-{uuid.uuid4().hex[:12]}', 'municipality': 'se-9901', 'title': 'T', 'purpose': 'P',
                'overall_strategies': ['quality'], 'start_date': '2025-01-01', 'end_date': '2026-01-01', 'decided_by': 'KF'}
        self.addCleanup(self.discard, f'plans/{body["code"]}')
        self.mend('POST', [
            ('key-required', {'path': 'plans', 'query': '?nope=1', 'body': b'{', 'Content_Type': 'text/plain', 'Accept': 'text/html'}),
            ('key-required', {'key': BAD_KEY}),
            ('forbidden', {'key': self.reader.key}),
            ('unsupported-media-type', {'key': self.editor.key}),
            ('not-acceptable', {'Content_Type': 'application/json'}),
            ('invalid-parameters', {'Accept': '*/*'}),
            ('malformed-body', {'query': ''}),
            ('invalid-body', {'body': b'{"title": ""}'}),
            ('forbidden', {'body': json.dumps({**body, 'municipality': 'se-9902'}).encode()}),
            (201, {'body': json.dumps(body).encode()}),
            ('conflict', {}),
        ])

    def test_the_shared_catalogue(self):
        """Editors of a municipality see it and may not change it; it is there for everybody to see."""
        self.mend('PATCH', [
            ('key-required', {'path': 'terms/none', 'body': b'{}', 'Content_Type': MERGE, 'If_Match': '*'}),
            ('not-found', {'key': self.editor.key}),
            ('forbidden', {'path': 'terms/trust'}),
            ('forbidden', {'key': self.people.who('se-9901', 'admin').key}),
            (200, {'key': self.people.who(None, 'operator').key}),
        ])

    def test_the_operator_leaves_what_is_a_municipality_s(self):
        plan = self.plan()
        operator = self.people.who(None, 'operator')
        self.assertEqual(operator.get(plan).status, 200)
        self.assertProblem(operator.patch(plan, {'title': 'U'}), 'forbidden')
        self.assertProblem(operator.delete(plan), 'forbidden')

    def test_a_missing_object_and_a_hidden_one_are_the_same(self):
        hidden = self.plan()
        none = hidden[:-1] + ('0' if hidden[-1] != '0' else '1')
        for method, type_ in (('GET', None), ('PATCH', MERGE), ('DELETE', None)):
            with self.subTest(method):
                sent = {'Authorization': f'Bearer {self.other.key}', 'If-Match': '*', **({'Content-Type': type_} if type_ else {})}
                replies = [client.request(method, f'{settings.API}/{path}', sent, b'{}' if type_ else b'') for path in (hidden, none)]
                seen = []
                for path, reply in zip((hidden, none), replies):
                    problem = self.assertProblem(reply, 'not-found')
                    del problem['trace_id']
                    headers = {name: value for name, value in reply.headers.items() if name not in ('date', 'traceparent')}
                    seen.append((headers, json.dumps(problem).replace(path, 'PATH')))
                self.assertEqual(*seen)

    def test_it_is_said_before_the_body_comes(self):
        for key, status in ((BAD_KEY, 401), (self.reader.key, 403)):
            with self.subTest(status):
                head = (f'POST {settings.API}/plans HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {key}\r\n'
                        'Content-Type: application/json\r\nContent-Length: 500000\r\n\r\n').encode()
                self.assertEqual(raw.parse_reply(raw.send(head, half_close=False, timeout_s=5))[0], status)
