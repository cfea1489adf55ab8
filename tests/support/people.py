"""People who use the service with a key of their role: reading, writing and importing as they would.

people = People(server.api, 'tillit_stories')
editor = people.who('se-9901', 'editor')
plan = editor.create('plans', code='pl-x', municipality='se-9901', title='...', start_date='...', end_date='...')
editor.change(f'plans/{plan["code"]}', state='adopted')
"""

import json
import re
import urllib.parse
import uuid

from support import client, server, settings

KEY = re.compile(r'\btillit_[A-Za-z0-9_-]{43}\b')

# What --municipality or --evaluation names, by role; an operator's key names nothing.
PLACE = {role: '--municipality' for role in ('reader', 'editor', 'publisher', 'admin')} | {'evaluator': '--evaluation'}


class People:
    """Keys of one database, made by `tillit key create` when somebody first needs one."""

    def __init__(self, api, database):
        self.api = api
        self.database = database
        self._known = {}

    def command(self, *words):
        """`tillit key ...` on the database."""
        return server.program('key', *words, **server.connection_strings(settings.PG_HOST, self.database))

    def new_key(self, place, role):
        """A new key: its text, and its code, which is no secret."""
        where = [PLACE[role], place] if role in PLACE else []
        done = self.command('create', '--role', role, *where)
        found = KEY.findall(done.stdout)
        if done.returncode or len(found) != 1:
            raise AssertionError(f'tillit key create --role {role} {where}: {done.returncode} {done.stderr}')
        return found[0], re.search(r'\bkey-[0-9a-f]+', done.stderr)[0]

    def revoke(self, code):
        """Revokes the key of that code."""
        done = self.command('revoke', code)
        if done.returncode:
            raise AssertionError(f'tillit key revoke {code}: {done.stderr}')

    def who(self, place, role):
        """The person with that role there; `place` is a municipality, an evaluator's evaluation or, for the operator, None."""
        if (place, role) not in self._known:
            self._known[place, role] = Person(self.api, self.new_key(place, role)[0])
        return self._known[place, role]

    def anybody(self):
        """Somebody without a key."""
        return Person(self.api, None)


class Person:
    """Somebody with a key or without. get, post, patch and delete give the reply as it came; the other verbs insist that
    all goes well and give what came of it."""

    def __init__(self, api, key):
        self.api = api
        self.key = key

    def request(self, method, path, body=None, **headers):
        """`path` below the root of the API; a body that is not bytes goes as JSON; headers with _ for -."""
        sent = {**self.headers(), **{name.replace('_', '-'): value for name, value in headers.items() if value is not None}}
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body, ensure_ascii=False).encode('utf-8')
        return self.api.request(method, f'{settings.API}/{path}', sent, body or b'')

    def headers(self):
        """By which the service knows who asks."""
        return {} if self.key is None else {'Authorization': f'Bearer {self.key}'}

    def get(self, path, **parameters):
        return self.request('GET', _target(path, parameters))

    def post(self, path, body, key=None, content_type='application/json', **headers):
        return self.request('POST', path, body, Idempotency_Key=key, Content_Type=content_type, **headers)

    def patch(self, path, body, if_match=None, content_type='application/merge-patch+json'):
        """With the present ETag unless another is given."""
        return self.request('PATCH', path, body, If_Match=if_match or self.etag(path), Content_Type=content_type)

    def delete(self, path, if_match=None):
        return self.request('DELETE', path, If_Match=if_match or self.etag(path))

    def etag(self, path):
        """Of the object; '*' where there is none to be seen."""
        return self.get(path).headers.get('etag', '*')

    # --- what has to go well

    def read(self, path, **parameters):
        """An object, or a page as it is."""
        return _insist(self.get(path, **parameters), 200, f'GET {path} {parameters}').json()

    def list(self, collection, **parameters):
        """The rows of one page of at most a thousand."""
        page = self.read(collection, **{'limit': 1000, **parameters})
        return page[collection.replace('-', '_')]

    def one(self, collection, **parameters):
        """The only row that the parameters leave."""
        found = self.list(collection, **parameters)
        if len(found) != 1:
            raise AssertionError(f'{len(found)} rows of {collection} {parameters}')
        return found[0]

    def analyses(self, name, **parameters):
        """The items of an analysis of stored figures."""
        return self.read(f'analyses/{name}', **parameters)[name.replace('-', '_')]

    def analysis(self, name, **parameters):
        """Its only item."""
        (item,) = self.analyses(name, **parameters)
        return item

    def calculation(self, name, **numbers):
        """What is worked out from numbers sent along."""
        return _insist(self.post(f'calculations/{name}', numbers), 200, f'POST calculations/{name}').json()

    def keys(self, collection, key='code', **parameters):
        """The keys of the rows that the parameters leave."""
        return [row[key] for row in self.list(collection, **parameters)]

    def sees(self, path):
        """Whether there is such an object for this person."""
        reply = self.get(path)
        if reply.status not in (200, 404):
            raise AssertionError(f'GET {path}: {reply}')
        return reply.status == 200

    def create(self, collection, **members):
        """The new object, which is where Location says; the reply may tell more, of what came along."""
        reply = _insist(self.post(collection, members, key=str(uuid.uuid4())), 201, f'POST {collection}')
        created = reply.json()
        place = urllib.parse.urlsplit(reply.headers['location']).path.removeprefix(f'{settings.API}/')
        there = self.read(place)
        if not place.startswith(f'{collection}/') or there != {name: created.get(name) for name in there}:
            raise AssertionError(f'POST {collection}: another object is at {place}: {there}, not {created}')
        return created

    def change(self, path, **members):
        """The object after the change, which has a new ETag."""
        before = self.etag(path)
        reply = _insist(self.patch(path, members, before), 200, f'PATCH {path}')
        if reply.headers['etag'] == before or reply.json() != self.read(path):
            raise AssertionError(f'PATCH {path}: the reply is not what is there now')
        return reply.json()

    def move(self, path, *states):
        """The object after it has gone through these states."""
        for state in states:
            moved = self.change(path, state=state)
            if moved['state'] != state:
                raise AssertionError(f'{path} is {moved["state"]}, not {state}')
        return moved

    def remove(self, path):
        _insist(self.delete(path), 204, f'DELETE {path}')
        if self.sees(path):
            raise AssertionError(f'{path} is still there')

    def try_import(self, dataset, *rows, **parameters):
        return self.post(_target('imports', {'dataset': dataset, **parameters}), list(rows))

    def imports(self, dataset, *rows, **parameters):
        """The report of an import of these rows."""
        return _insist(self.try_import(dataset, *rows, **parameters), 200, f'import of {dataset}').json()


def _target(path, parameters):
    query = urllib.parse.urlencode({name.rstrip('_'): value for name, value in parameters.items()}, safe=',')
    return f'{path}?{query}' if query else path


def _insist(reply, status, what):
    if reply.status != status:
        raise AssertionError(f'{what}: {reply.status} instead of {status}: {reply.text}')
    return reply


of_the_run = People(client.api, settings.DATABASE)


def bearer(place=None, role='operator'):
    """The header of somebody with that role there, on the database of the run; the operator's unless another is named."""
    return {'Authorization': f'Bearer {of_the_run.who(place, role).key}'}


def bearer_line():
    """The operator's header as it is sent."""
    return f'Authorization: {bearer()["Authorization"]}\r\n'.encode()
