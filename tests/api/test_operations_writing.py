"""Every operation that creates, changes or deletes is driven to every status that the document gives for it, with
bodies made from the document's own examples; the contract suite judges the replies."""

import itertools
import json
import threading
import uuid

from support import contract, database, server
from support.case import Case
from support.operations import JSON, MERGE_PATCH, document, fill, missing, written
from support.people import People

DATABASE = 'tillit_operations'

# Objects that others name, where the document's example is none.
NAMED = {}

# What makes an object visible to readers who do not keep the catalogue.
SHOW = {'indicators': {'state': 'active'}}

# A transaction that lets nobody take an Idempotency-Key for longer than a duplicate waits.
HOLD_KEYS = 'begin; lock table tillit.idempotency in share mode; select pg_sleep(2.5); rollback;'
KEYS_ARE_HELD = "select count(*) > 0 from pg_locks where relation = 'tillit.idempotency'::regclass and mode = 'ShareLock'"

MANY = {f'X-{i}': '1' for i in range(80)}


class Writing(Case):
    """One method a status, on a database and a server of their own."""

    @classmethod
    def setUpClass(cls):
        database.create_demonstration(DATABASE)
        cls.server = server.on_database(DATABASE)
        cls.away = server.server_without_database()
        cls.people = People(cls.server.api, DATABASE)
        cls.numbers = itertools.count(1)
        cls.made = {}  # resource -> an object of it

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()
        cls.away.stop()
        database.drop(DATABASE)

    def test_every_operation_gives_every_documented_status(self):
        for path, method, operation, resource in written():
            for status in contract.statuses(document(), operation):
                with self.subTest(f'{method} {path} {status}'):
                    drive = getattr(self, f'drive_{method.lower()}_{status}', None)
                    self.assertIsNotNone(drive, 'no way to bring this about is known')
                    drive(resource)

    # --- who asks

    def headers(self, place, role, **more):
        sent = {name.replace('_', '-'): value for name, value in more.items()}
        return {'Authorization': f'Bearer {self.people.who(place, role).key}', **sent}

    def writer(self, resource, **more):
        """Somebody who may: an editor where the example belongs, the operator for what all share."""
        return self.headers(*resource.writer, **more)

    def reader(self, resource, **more):
        return self.headers(resource.place or 'se-9901', 'reader', **more)

    # --- what is sent

    def body(self, resource):
        """The document's example as an object of its own."""
        return resource.body(next(self.numbers))

    def send(self, method, target, headers, body=b''):
        """`body` goes as JSON unless it is bytes; a header that is None is left out."""
        headers = {name: value for name, value in headers.items() if value is not None}
        body = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.server.api.request(method, target, headers, body)

    def post(self, resource, body=None, query='', **headers):
        """Creates as its writer; headers that are given replace these."""
        headers = {**self.writer(resource), 'Content-Type': JSON, **named(headers)}
        return self.send('POST', resource.path + query, headers, self.body(resource) if body is None else body)

    def patch(self, resource, body=None, query='', address=None, **headers):
        """Changes as its writer, with the present ETag."""
        address = address or self.object(resource)
        headers = {**self.precondition(resource, address), 'Content-Type': MERGE_PATCH, **named(headers)}
        return self.send('PATCH', address + query, headers, resource.change if body is None else body)

    def delete(self, resource, body=b'', query='', address=None, **headers):
        """Deletes as its writer, with the present ETag."""
        address = address or self.object(resource)
        return self.send('DELETE', address + query, {**self.precondition(resource, address), **named(headers)}, body)

    def precondition(self, resource, address):
        headers = self.writer(resource)
        return {**headers, 'If-Match': self.server.api.request('GET', address, headers).headers.get('etag')}

    def create(self, resource):
        """The address of a new object."""
        return fill(resource.object_path, self.expect(self.post(resource), 201).json()[resource.key])

    def object(self, resource):
        """The address of an object that stays."""
        if resource.name not in self.made:
            self.made[resource.name] = address = self.create(resource)
            if resource.name in SHOW:
                self.expect(self.patch(resource, SHOW[resource.name], address=address), 200)
        return self.made[resource.name]

    def expect(self, reply, status):
        self.assertEqual(reply.status, status, reply)
        return reply

    # --- good replies

    def drive_post_201(self, resource):
        reply = self.expect(self.post(resource, query='?format=json', Idempotency_Key=str(uuid.uuid4())), 201)
        made = reply.json()
        address = fill(resource.object_path, made[resource.key])
        self.assertTrue(reply.headers['location'].endswith(address), reply.headers['location'])
        found = self.send('GET', address, self.writer(resource))
        # What came along is shown along; the revision is what stands first in the ETag.
        self.assertEqual(found.json(), {name: made[name] for name in found.json()})
        self.assertEqual(found.headers['etag'].split('-')[0], reply.headers['etag'].split('-')[0])
        for query in resource.queries:
            self.expect(self.post(resource, query=query), 201)

    def drive_patch_200(self, resource):
        before = self.send('GET', self.object(resource), self.writer(resource))
        reply = self.expect(self.patch(resource, Accept_Language='sv'), 200)
        self.assertEqual(set(reply.json()), set(before.json()))
        for query in resource.queries:
            self.expect(self.patch(resource, query=query), 200)

    def drive_delete_204(self, resource):
        body = {name: value for name, value in self.body(resource).items() if name in resource.own}
        made = self.expect(self.post(resource, body), 201).json()
        address = fill(resource.object_path, made[resource.key])
        self.expect(self.delete(resource, address=address), 204)
        gone = self.send('GET', address, self.writer(resource))
        if resource.name == 'api-keys':
            self.assertIsNotNone(self.expect(gone, 200).json()['revoked_at'])
        else:
            self.assertProblem(gone, 'not-found')

    # --- refusals that all have; what comes first is told, whatever else is wrong

    def drive_post_400(self, resource):
        self.assertProblem(self.post(resource, query='?no_such=1'), 'invalid-parameters')
        self.assertProblem(self.post(resource, query='?a=%ff'), 'malformed-request')
        for body in (b'{', b'{"code": "a", "code": "b"}', b'{"code": NaN}', b'[' * 40 + b']' * 40):
            self.assertProblem(self.post(resource, body), 'malformed-body')

    def drive_patch_400(self, resource):
        self.assertProblem(self.patch(resource, query='?no_such=1'), 'invalid-parameters')
        self.assertProblem(self.patch(resource, query='?a=%ff'), 'malformed-request')
        self.assertProblem(self.patch(resource, b'{'), 'malformed-body')

    def drive_delete_400(self, resource):
        self.assertProblem(self.delete(resource, query='?no_such=1'), 'invalid-parameters')
        self.assertProblem(self.delete(resource, query='?a=%ff'), 'malformed-request')

    def refused_without_key(self, call, resource):
        for key in (None, 'Bearer made-up', 'Basic dXNlcjpwYXNz'):
            self.assertProblem(call(resource, b'{', Authorization=key, Content_Type='text/plain'), 'key-required')

    def drive_post_401(self, resource):
        self.refused_without_key(self.post, resource)

    def drive_patch_401(self, resource):
        self.refused_without_key(self.patch, resource)

    def drive_delete_401(self, resource):
        for key in (None, 'Bearer made-up'):
            self.assertProblem(self.delete(resource, Authorization=key), 'key-required')

    def drive_post_403(self, resource):
        self.assertProblem(self.post(resource, b'{', **self.reader(resource)), 'forbidden')
        if resource.place:
            # What the object would belong to may be hidden from them.
            reply = self.post(resource, **self.headers('se-9914', 'editor'))
            self.assertProblem(reply, 'invalid-body' if reply.status == 422 else 'forbidden')

    def drive_patch_403(self, resource):
        self.assertProblem(self.patch(resource, b'{', If_Match=None, **self.reader(resource)), 'forbidden')

    def drive_delete_403(self, resource):
        self.assertProblem(self.delete(resource, If_Match=None, **self.reader(resource)), 'forbidden')

    def refused_to_strangers(self, call, resource):
        """Another municipality's object is like none, or one that is not theirs."""
        self.assertProblem(call(resource, address=missing(resource.object_path), If_Match='"1-0"'), 'not-found')
        reply = call(resource, **self.headers('se-9914', 'editor'))
        self.assertProblem(reply, 'not-found' if reply.status == 404 else 'forbidden')

    def drive_patch_404(self, resource):
        self.refused_to_strangers(self.patch, resource)

    def drive_delete_404(self, resource):
        self.refused_to_strangers(self.delete, resource)

    def drive_post_406(self, resource):
        self.assertProblem(self.post(resource, Accept='image/png'), 'not-acceptable')

    def drive_patch_406(self, resource):
        self.assertProblem(self.patch(resource, Accept='image/png'), 'not-acceptable')

    def drive_delete_406(self, resource):
        self.assertProblem(self.delete(resource, Accept='image/png'), 'not-acceptable')

    def drive_post_413(self, resource):
        self.assertProblem(self.post(resource, b'{}', Content_Length='99999999999'), 'body-too-large')

    def drive_patch_413(self, resource):
        self.assertProblem(self.patch(resource, b'{}', Content_Length='99999999999'), 'body-too-large')

    def drive_delete_413(self, resource):
        self.assertProblem(self.delete(resource, b'a body'), 'body-too-large')

    def drive_post_414(self, resource):
        self.assertProblem(self.post(resource, query=f'?q={"a" * 9000}'), 'url-too-long')

    def drive_patch_414(self, resource):
        self.assertProblem(self.patch(resource, query=f'?q={"a" * 9000}'), 'url-too-long')

    def drive_delete_414(self, resource):
        self.assertProblem(self.delete(resource, query=f'?q={"a" * 9000}'), 'url-too-long')

    def drive_post_431(self, resource):
        self.assertProblem(self.post(resource, **MANY), 'headers-too-large')

    def drive_patch_431(self, resource):
        self.assertProblem(self.patch(resource, **MANY), 'headers-too-large')

    def drive_delete_431(self, resource):
        self.assertProblem(self.delete(resource, **MANY), 'headers-too-large')

    def refused_for_now(self, method, target, resource, **headers):
        headers = {**self.writer(resource), 'If-Match': '"1-0"', **named(headers)}
        reply = self.away.api.request(method, target, headers, b'' if method == 'DELETE' else b'{}')
        self.assertProblem(reply, 'unavailable')
        self.assertTrue(0 < int(reply.headers['retry-after']) <= 120)

    def drive_post_503(self, resource):
        self.refused_for_now('POST', resource.path, resource, Content_Type=JSON)

    def drive_patch_503(self, resource):
        self.refused_for_now('PATCH', self.object(resource), resource, Content_Type=MERGE_PATCH)

    def drive_delete_503(self, resource):
        self.refused_for_now('DELETE', self.object(resource), resource)

    # --- refusals of what is sent

    def drive_post_409(self, resource):
        """The same object once more; where the service gives the code, the same request while the first still runs."""
        if resource.key not in resource.taken:
            return self.refused_while_running(resource)
        body = self.body(resource)
        made = self.expect(self.post(resource, body), 201).json()
        again = {**body, resource.key: made[resource.key]}
        self.assertProblem(self.post(resource, again), 'conflict', pointer=f'/{resource.key}', code='taken')

    def refused_while_running(self, resource):
        """Keys of requests cannot be taken as long as somebody holds all of them."""
        holding = threading.Thread(target=database.run, args=(DATABASE, HOLD_KEYS))
        holding.start()
        try:
            server.until(lambda: database.rows(DATABASE, KEYS_ARE_HELD) == [['t']], 10, 'the keys are held')
            reply = self.post(resource, Idempotency_Key=str(uuid.uuid4()))
        finally:
            holding.join()
        self.assertProblem(reply, 'conflict', header='Idempotency-Key')
        self.assertTrue(0 < int(reply.headers['retry-after']) <= 10)

    def drive_delete_409(self, resource):
        """An object of the demonstration that others name."""
        address = fill(resource.object_path, NAMED.get(resource.name) or resource.created[resource.key])
        # Releases of the demonstration belong to all.
        who = self.headers(None, 'operator') if resource.name == 'releases' else self.writer(resource)
        self.assertProblem(self.delete(resource, address=address, **who), 'conflict')
        self.expect(self.send('GET', address, who), 200)

    def drive_patch_412(self, resource):
        for tag in ('"0-0000000000000000"', 'W/"0-0000000000000000"'):
            self.assertProblem(self.patch(resource, b'{', If_Match=tag), 'stale')

    def drive_delete_412(self, resource):
        self.assertProblem(self.delete(resource, If_Match='"0-0000000000000000"'), 'stale')

    def drive_patch_428(self, resource):
        self.assertProblem(self.patch(resource, b'{', If_Match=None), 'precondition-required')

    def drive_delete_428(self, resource):
        self.assertProblem(self.delete(resource, If_Match=None), 'precondition-required')

    def drive_post_415(self, resource):
        for kind in ('text/plain', 'application/xml', MERGE_PATCH, None):
            self.assertProblem(self.post(resource, Content_Type=kind), 'unsupported-media-type')

    def drive_patch_415(self, resource):
        for kind in (JSON, 'text/csv', None):
            self.assertProblem(self.patch(resource, Content_Type=kind), 'unsupported-media-type')

    def drive_post_422(self, resource):
        body = self.body(resource)
        for name in resource.required:
            less = {key: value for key, value in body.items() if key != name}
            self.assertProblem(self.post(resource, less), 'invalid-body', pointer=f'/{name}', code='required')
        self.refused_members(self.post, resource, body)

    def drive_patch_422(self, resource):
        self.refused_members(self.patch, resource, {})

    def refused_members(self, call, resource, body):
        """Unknown and server-owned members and those of another type, each by itself and all at once."""
        pointers = ['/no_such_member', f'/{resource.server_owned}']
        wrong = {'no_such_member': 1, resource.server_owned: 'x'}
        self.assertProblem(call(resource, {**body, 'no_such_member': 1}), 'invalid-body', code='unknown_member')
        owned = {**body, resource.server_owned: 'x'}
        self.assertProblem(call(resource, owned), 'invalid-body', pointer=pointers[1], code='server_owned')
        for name in (name for name in resource.example if name in body or name in resource.change):
            pointers.append(f'/{name}')
            wrong[name] = [[1]]
        problem = self.assertProblem(call(resource, {**body, **wrong}), 'invalid-body')
        told = [error['pointer'] for error in problem['errors']]
        for pointer in pointers:
            self.assertTrue(any(one == pointer or one.startswith(f'{pointer}/') for one in told), (pointer, told))


def named(headers):
    """Headers given as names with _ for -."""
    return {name.replace('_', '-'): value for name, value in headers.items()}
