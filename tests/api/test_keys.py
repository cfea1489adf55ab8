"""API keys: made, used, shown to admins, revoked, expired; what each role opens, and that the key itself is nowhere."""

import csv
import datetime
import io
import json
import os
import re
import stat
import subprocess
import time
import unittest

from support import client, database, server, settings
from support.case import Case
from support.people import KEY, People

DATABASE = server.connection_strings(settings.PG_HOST, settings.DATABASE)
CSV = {'Content-Type': 'text/csv'}
CODE = re.compile(r'\bkey-[0-9a-f]{8}\b')


def key_command(*words):
    return server.program('key', *words, **DATABASE)


def created(*words):
    """Text and code of a new key."""
    done = key_command('create', *words)
    if done.returncode:
        raise AssertionError(f'key create {words}: {done.stderr}')
    return done.stdout.strip(), CODE.search(done.stderr)[0]


def listed():
    return {row['code']: row for row in csv.DictReader(io.StringIO(key_command('list').stdout))}


def get(path, key=None, **headers):
    if key is not None:
        headers['authorization'] = f'Bearer {key}'
    return client.get(f'{settings.API}/{path}', **headers)


@unittest.skipUnless(settings.PROGRAM, 'TILLIT_BIN says where the program is')
class CommandLine(Case):
    def test_create_prints_the_key_once_and_alone(self):
        done = key_command('create', '--role', 'editor', '--municipality', 'se-9901', '--label', 'BI', '--expires', '2099-01-01')
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stdout, rf'\A{KEY.pattern}\n\Z')
        self.assertNotRegex(done.stderr, KEY.pattern)
        row = listed()[CODE.search(done.stderr)[0]]
        self.assertEqual(
            (row['role'], row['municipality'], row['evaluation'], row['label'], row['expires_at'], row['revoked_at']),
            ('editor', 'se-9901', '', 'BI', '2099-01-01T00:00:00Z', ''),
        )
        self.assertNotIn(done.stdout.strip(), key_command('list').stdout)

    def test_wrong_calls(self):
        cases = {
            'no verb': [],
            'another verb': ['give'],
            'no role': ['create'],
            'another role': ['create', '--role', 'king'],
            'municipality missing': ['create', '--role', 'editor'],
            'municipality for an operator': ['create', '--role', 'operator', '--municipality', 'se-9901'],
            'evaluation missing': ['create', '--role', 'evaluator'],
            'evaluation for an editor': ['create', '--role', 'editor', '--municipality', 'se-9901', '--evaluation', 'ev-sam'],
            'no date': ['create', '--role', 'operator', '--expires', 'tomorrow'],
            'a flag without value': ['create', '--role'],
            'another flag': ['create', '--roles', 'editor'],
            'personal data': ['create', '--role', 'operator', '--label', 'anna.svensson@example.org'],
            'revoke what': ['revoke'],
        }
        before = listed()
        for case in self.table(cases):
            with case as words:
                done = key_command(*words)
                self.assertEqual((done.returncode, done.stdout), (2, ''))
                self.assertIn('--help', done.stderr)
                self.assertNotIn('svensson', done.stderr)
        self.assertEqual(listed(), before)

    def test_refusals(self):
        cases = {
            'no such municipality': ['create', '--role', 'editor', '--municipality', 'se-0000'],
            'no such evaluation': ['create', '--role', 'evaluator', '--evaluation', 'ev-none'],
            'no such key': ['revoke', 'key-00000000'],
        }
        for case in self.table(cases):
            with case as words:
                done = key_command(*words)
                self.assertEqual((done.returncode, done.stdout), (1, ''))
                self.assertTrue(done.stderr)

    def test_what_is_wrong_is_named(self):
        for case in self.table([
            (['create', '--role', 'editor', '--municipality', 'se-0000'], 1, '--municipality: Unknown code "se-0000".'),
            (['create', '--role', 'evaluator', '--evaluation', 'ev-none'], 1, '--evaluation: Unknown code "ev-none".'),
            (['create', '--role', 'editor'], 2, '--municipality is missing'),
            (['create', '--role', 'evaluator'], 2, '--evaluation is missing'),
            (['create', '--role', 'operator', '--role', 'reader'], 2, 'given twice: --role'),
            (['revoke', 'key-00000000'], 1, 'there is no key key-00000000'),
            (['list', 'all'], 2, 'does not understand all'),
        ]):  # fmt: skip
            with case as (words, code, told):
                done = key_command(*words)
                self.assertEqual((done.returncode, done.stdout), (code, ''))
                self.assertIn(told, done.stderr)

    def test_without_a_database(self):
        for words in (['list'], ['create', '--role', 'operator'], ['revoke', 'key-00000000']):
            with self.subTest(' '.join(words)):
                done = server.program('key', *words, **server.connection_strings('/nonexistent'))
                self.assertEqual((done.returncode, done.stdout), (2, ''))


@unittest.skipUnless(settings.PROGRAM, 'TILLIT_BIN says where the program is')
class Demonstration(Case):
    PLACES = {'se-9901', 'se-9902', 'dk-991'}
    ROLES = {'reader', 'editor', 'publisher', 'admin'}

    @classmethod
    def setUpClass(cls):
        cls.path = server.folder('demo-keys') / 'demo-keys.json'
        cls.addClassCleanup(cls.path.parent.rmdir)
        cls.addClassCleanup(cls.path.unlink, missing_ok=True)

    def read(self):
        """The file, which another user may own, and its permissions."""
        done = key_command('create-demo', str(self.path))
        self.assertEqual((done.returncode, done.stdout), (0, ''), done.stderr)
        return json.loads(self.path.read_text(encoding='utf-8')), stat.S_IMODE(os.stat(self.path).st_mode)

    def test_a_key_for_every_role(self):
        keys, mode = self.read()
        self.assertEqual(mode, 0o600)
        self.assertEqual(set(keys), self.PLACES | {'ev-sam', 'operator'})
        for place in self.PLACES:
            self.assertEqual(set(keys[place]), self.ROLES)
            for key in keys[place].values():
                reply = get('org-units?limit=1000', key)
                self.assertLessEqual({row['municipality'] for row in reply.json()['org_units']}, {place})
        self.assertEqual(set(keys['ev-sam']), {'evaluator'})
        for key in (keys['ev-sam']['evaluator'], keys['operator']):
            self.assertEqual(get('terms', key).status, 200)

    def test_a_file_that_cannot_be_written_leaves_the_keys_as_they_are(self):
        keys, _ = self.read()
        done = key_command('create-demo', str(self.path.parent / 'missing' / 'keys.json'))
        self.assertEqual((done.returncode, done.stdout), (2, ''))
        self.assertIn('No such file', done.stderr)
        self.assertEqual(get('terms', keys['operator']).status, 200)

    def test_not_without_the_demonstration_data(self):
        database.create('tillit_bare')
        self.addCleanup(database.drop, 'tillit_bare')
        strings = server.connection_strings(settings.PG_HOST, 'tillit_bare')
        self.assertEqual(server.program('migrate', **strings).returncode, 0)
        path = self.path.with_name('bare.json')
        done = server.program('key', 'create-demo', str(path), **strings)
        self.assertEqual((done.returncode, done.stdout), (1, ''))
        self.assertIn('demonstration data', done.stderr)
        self.assertFalse(path.exists())
        # a municipality of that code that is not invented counts for nothing
        for code, country in (('se-9901', 'SE'), ('se-9902', 'SE'), ('dk-991', 'DK')):
            database.run('tillit_bare', f"insert into tillit.municipality (code, country, name) values ('{code}', '{country}', 'Real');")
        database.run('tillit_bare', "insert into tillit.evaluation (code, owner, title, design, sampling, before_period, after_period)"
                                    " values ('ev-sam', 'dk-991', 'Real', 'did', 'independent', '2021', '2022');")
        self.assertEqual(server.program('key', 'create-demo', str(path), **strings).returncode, 1)
        self.assertEqual(database.rows('tillit_bare', 'select count(*) from tillit.api_key'), [['0']])

    def test_those_that_work_are_kept(self):
        first, _ = self.read()
        second, _ = self.read()
        self.assertEqual(first, second)
        code = next(code for code, row in listed().items() if row['role'] == 'operator' and row['label'] == 'Demonstration' and not row['revoked_at'])
        self.assertEqual(key_command('revoke', code).returncode, 0)
        third, _ = self.read()
        self.assertNotEqual(first['operator'], third['operator'])
        self.assertEqual(get('terms', first['se-9901']['editor']).status, 401, 'those of before are revoked')
        self.assertEqual(get('terms', third['se-9901']['editor']).status, 200)


@unittest.skipUnless(settings.PROGRAM, 'TILLIT_BIN says where the program is')
class Use(Case):
    """One server, which many have keys to."""

    @classmethod
    def setUpClass(cls):
        cls.people = People(client.api, settings.DATABASE)

    def who(self, place, role):
        return self.people.who(place, role).key

    def rows(self, path, key):
        reply = get(path, key)
        self.assertEqual(reply.status, 200, reply)
        return reply.json()[path.split('?')[0].replace('-', '_')]

    def test_members_see_what_is_theirs(self):
        seen = {place: self.rows('org-units?limit=1000', self.who(place, 'reader')) for place in ('se-9901', 'se-9902')}
        for place, rows in seen.items():
            self.assertEqual({row['municipality'] for row in rows}, {place})
        self.assertEqual(get('org-units').json()['org_units'], [])
        self.assertEqual(self.rows('org-units', self.who('ev-sam', 'evaluator')), [])
        everything = self.rows('org-units?limit=1000', self.who(None, 'operator'))
        self.assertLess({'se-9901', 'se-9902'}, {row['municipality'] for row in everything})

    def test_another_municipality_s_object_is_missing(self):
        code = self.rows('org-units?limit=1', self.who('se-9901', 'reader'))[0]['code']
        self.assertEqual(get(f'org-units/{code}', self.who('se-9901', 'reader')).status, 200)
        self.assertProblem(get(f'org-units/{code}', self.who('se-9902', 'admin')), 'not-found')

    def test_nothing_for_a_key_is_kept_by_caches(self):
        for path in ('org-units', 'terms', 'terms/trust', 'terms?format=csv', 'terms?format=ndjson', 'openapi.json', 'limits', 'observations?format=csv&limit=1'):
            with self.subTest(path):
                reply = get(path, self.who('se-9901', 'reader'))
                self.assertEqual((reply.status, reply.headers['cache-control']), (200, 'private, no-store'))
                self.assertIn('Authorization', reply.headers['vary'])

    def test_a_revoked_key_is_401_within_a_second(self):
        key, code = created('--role', 'reader', '--municipality', 'se-9901')
        with server.on_test_database('other') as other:
            path = f'{settings.API}/org-units'
            for api in (client.api, other.api):
                self.assertEqual(api.get(path, authorization=f'Bearer {key}').status, 200)
            self.assertEqual(key_command('revoke', code).returncode, 0)
            end = time.monotonic() + 1
            for api in (client.api, other.api):
                self.assertProblem(api.get(path, authorization=f'Bearer {key}'), 'key-required')
            self.assertLess(time.monotonic(), end)
        revoked = listed()[code]['revoked_at']
        self.assertTrue(revoked)
        key_command('revoke', code)
        self.assertEqual(listed()[code]['revoked_at'], revoked, 'it was revoked only once')

    def test_an_expired_key_is_401(self):
        yesterday = (datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=1)).date()
        key, _ = created('--role', 'reader', '--municipality', 'se-9901', '--expires', str(yesterday))
        self.assertProblem(get('terms', key), 'key-required')
        key, _ = created('--role', 'reader', '--municipality', 'se-9901', '--expires', str(yesterday + datetime.timedelta(days=9)))
        self.assertEqual(get('terms', key).status, 200)

    def test_what_is_nearly_a_key_is_401_wherever_it_is_sent(self):
        good, (revoked, code) = self.who('se-9901', 'admin'), created('--role', 'operator')
        key_command('revoke', code)
        header = {
            'revoked': f'Bearer {revoked}',
            'one letter else': f'Bearer {good[:-2]}{"A" if good[-2] != "A" else "B"}{good[-1]}',
            'longer': f'Bearer {good}A',
            'shorter': f'Bearer {good[:-1]}',
            'bare': good,
            'Basic': f'Basic {good}',
            'two blanks': f'Bearer  {good}',
            'in capitals': f'Bearer {good.upper()}',
            'two': f'Bearer {good}, Bearer {good}',
        }
        targets = ('GET', 'terms'), ('GET', 'api-info'), ('GET', 'plans/none'), ('GET', 'api-keys'), ('GET', 'openapi.json'), ('POST', 'imports?dataset=terms')
        for name, value in header.items():
            for method, path in targets:
                with self.subTest(f'{name} {method} {path}'):
                    reply = client.request(method, f'{settings.API}/{path}', {'Authorization': value, **CSV}, b'x' if method == 'POST' else b'')
                    self.assertProblem(reply, 'key-required')
                    self.assertIn('invalid_token', reply.headers['www-authenticate'])
        self.assertEqual(get('terms', good).status, 200)

    def test_the_scheme_has_no_case(self):
        self.assertEqual(get('terms', authorization=f'bearer {self.who("se-9901", "reader")}').status, 200)

    def test_without_its_database_nobody_is_known(self):
        with server.server_without_database() as away:
            reply = away.api.get(f'{settings.API}/api-info', authorization=f'Bearer {self.who("se-9901", "reader")}')
            self.assertProblem(reply, 'unavailable')

    def test_who_may_import_what(self):
        """Files without rows: what is asked first is whether the caller may send such a file at all."""
        cases = {
            ('se-9901', 'reader'): (403, 403),
            ('se-9901', 'editor'): (422, 403),
            ('se-9901', 'publisher'): (422, 422),
            ('se-9901', 'admin'): (422, 422),
            ('ev-sam', 'evaluator'): (403, 403),
            (None, 'operator'): (422, 422),
        }
        for (place, role), expected in cases.items():
            with self.subTest(role):
                key = {'Authorization': f'Bearer {self.who(place, role)}', **CSV}
                statuses = [
                    client.request('POST', f'{settings.API}/imports?dataset={dataset}', key, b'x\r\n').status
                    for dataset in ('plans', 'releases')
                ]
                self.assertEqual(tuple(statuses), expected)

    def import_figure(self, place, role, area, **more):
        row = {'indicator': 'ins-01', 'area': area, 'period': '2025', 'respondent_group': 'resident', 'value': '50.0',
               'n_valid': '100', 'x': '50', 'source': 'synth-register', 'state': 'draft', **more}
        body = f'{",".join(row)}\n{",".join(row.values())}\n'.encode()
        key = {'Authorization': f'Bearer {self.who(place, role)}', **CSV}
        return client.request('POST', f'{settings.API}/imports?dataset=observations&dry_run=true', key, body)

    def test_an_editor_imports_for_its_own_municipality(self):
        self.assertEqual(self.import_figure('se-9901', 'editor', 'se-9901').status, 200)
        for area in ('se-9902', 'se-demo'):
            with self.subTest(area):
                refused = self.import_figure('se-9901', 'editor', area)
                self.assertProblem(refused, 'invalid-body', column='area', code='unknown_code')
                self.assertEqual(self.import_figure(None, 'operator', area).status, 200)

    def test_history_is_the_operator_s(self):
        past = {'recorded_at': '2025-01-01T00:00:00Z'}
        refused = self.import_figure('se-9901', 'publisher', 'se-9901', **past)
        self.assertProblem(refused, 'invalid-body', column='recorded_at', code='shown_differs')
        self.assertEqual(self.import_figure(None, 'operator', 'se-9901', **past).status, 200)

    def test_admins_see_the_keys_of_their_municipality(self):
        keys = {place: self.rows('api-keys?limit=1000', self.who(place, 'admin')) for place in ('se-9901', 'se-9902')}
        for place, rows in keys.items():
            self.assertEqual({row['municipality'] for row in rows}, {place})
        self.who('ev-sam', 'evaluator')
        everything = self.rows('api-keys?limit=1000', self.who(None, 'operator'))
        self.assertEqual({row['role'] for row in everything}, {'reader', 'editor', 'publisher', 'admin', 'evaluator', 'operator'})
        code = keys['se-9901'][0]['code']
        self.assertEqual(get(f'api-keys/{code}', self.who('se-9901', 'admin')).status, 200)
        self.assertProblem(get(f'api-keys/{code}', self.who('se-9902', 'admin')), 'not-found')

    def test_others_do_not(self):
        self.assertProblem(get('api-keys'), 'key-required')
        for place, role in (('se-9901', 'reader'), ('se-9901', 'editor'), ('se-9901', 'publisher'), ('ev-sam', 'evaluator')):
            with self.subTest(role):
                self.assertProblem(get('api-keys', self.who(place, role)), 'forbidden')

    def test_the_key_itself_is_nowhere(self):
        key, _ = created('--role', 'admin', '--municipality', 'se-9902', '--label', 'hidden')
        with server.on_test_database('logged', TILLIT_LOG_LEVEL='debug') as logged:
            for path in ('api-keys', 'api-keys?format=csv', 'api-keys?format=ndjson', 'api-keys?q=hidden'):
                reply = logged.api.get(f'{settings.API}/{path}', authorization=f'Bearer {key}')
                self.assertEqual(reply.status, 200)
                self.assertNotRegex(reply.text, KEY.pattern)
                self.assertNotRegex(reply.text, r'[0-9a-f]{64}')
            logged.api.get(f'{settings.API}/plans?nope={key}', authorization=f'Bearer {key}x')
            log = logged.log_text()
        self.assertIn('/api-keys', log)
        self.assertNotIn(key, log)


@unittest.skipUnless(settings.PROGRAM, 'TILLIT_BIN says where the program is')
class Resource(Case):
    """/api-keys as admins and the operator use it."""

    OWN = {'role': 'editor', 'municipality': 'se-9901'}

    @classmethod
    def setUpClass(cls):
        people = People(client.api, settings.DATABASE)
        cls.admin, cls.other = people.who('se-9901', 'admin'), people.who('se-9902', 'admin')
        cls.editor, cls.operator = people.who('se-9901', 'editor'), people.who(None, 'operator')

    def test_an_admin_makes_a_key_that_is_shown_once(self):
        reply = self.admin.post('api-keys', {**self.OWN, 'label': 'BI', 'expires_at': '2099-01-01T00:00:00Z'})
        self.assertEqual((reply.status, reply.headers['cache-control']), (201, 'private, no-store'), reply)
        made = reply.json()
        self.assertRegex(made['key'], rf'\A{KEY.pattern}\Z')
        self.assertTrue(reply.headers['location'].endswith(f'/api-keys/{made["code"]}'))
        shown = self.admin.get(f'api-keys/{made["code"]}')
        self.assertEqual(shown.json(), {name: value for name, value in made.items() if name != 'key'})
        self.assertEqual((shown.json()['label'], shown.json()['expires_at']), ('BI', '2099-01-01T00:00:00Z'))
        self.assertEqual(get('org-units', made['key']).status, 200)
        self.assertProblem(get('api-keys', made['key']), 'forbidden')

    def test_a_retry_does_not_show_it_again(self):
        first, second = (self.admin.post('api-keys', self.OWN, key='retry-of-a-key') for _ in range(2))
        self.assertEqual((first.status, second.status), (201, 201))
        self.assertEqual(second.json(), {**first.json(), 'key': None})
        self.assertEqual(get('org-units', first.json()['key']).status, 200)

    def test_the_database_holds_no_key(self):
        key = self.admin.post('api-keys', self.OWN, key='nowhere-in-the-database').json()['key']
        dump = subprocess.run(
            [*settings.RUN_AS, f'{settings.PG_BIN}/pg_dump', '-h', settings.PG_HOST, '-U', 'postgres', '-a',
             '-t', 'tillit.api_key', '-t', 'tillit.idempotency', '-t', 'tillit.audit_event', settings.DATABASE],
            capture_output=True, text=True, check=True, cwd='/').stdout
        self.assertIn('nowhere-in-the-database', dump)
        self.assertNotIn(key, dump)
        self.assertNotIn(key[7:], dump)

    def test_what_an_admin_may_not_give(self):
        for case in self.table([
            {'role': 'editor', 'municipality': 'se-9902'},
            {'role': 'admin', 'municipality': 'se-9902'},
            {'role': 'operator'},
            {'role': 'operator', 'municipality': 'se-9901'},
            {'role': 'evaluator', 'evaluation': 'ev-sam'},
            {'role': 'evaluator', 'evaluation': 'ev-sam', 'municipality': 'se-9901'},
        ]):
            with case as body:
                self.assertProblem(self.admin.post('api-keys', body), 'forbidden')

    def test_the_operator_gives_all(self):
        for case in self.table([self.OWN, {'role': 'operator'}, {'role': 'evaluator', 'evaluation': 'ev-sam'}]):
            with case as body:
                reply = self.operator.post('api-keys', body)
                self.assertEqual(reply.status, 201, reply)
                self.assertEqual(get('terms', reply.json()['key']).status, 200)

    def test_others_may_not(self):
        for method, path in (('POST', 'api-keys'), ('DELETE', f'api-keys/{self.made()["code"]}')):
            with self.subTest(method):
                headers = {'Content-Type': 'application/json', 'If-Match': '*'}
                sent = json.dumps(self.OWN).encode() if method == 'POST' else b''
                self.assertProblem(client.request(method, f'{settings.API}/{path}', headers, sent), 'key-required')
                headers['Authorization'] = f'Bearer {self.editor.key}'
                self.assertProblem(client.request(method, f'{settings.API}/{path}', headers, sent), 'forbidden')

    def test_what_is_wrong_is_told(self):
        cases = {
            'no role': ({'municipality': 'se-9901'}, '/role', 'required'),
            'no municipality': ({'role': 'reader'}, '/municipality', 'required'),
            'another role': ({**self.OWN, 'role': 'king'}, '/role', 'unknown_code'),
            'an evaluation': ({**self.OWN, 'evaluation': 'ev-sam'}, '/evaluation', 'exactly_when'),
            'personal data': ({**self.OWN, 'label': 'anna@example.org'}, '/label', 'personal_data'),
            'a time': ({**self.OWN, 'expires_at': 'soon'}, '/expires_at', 'not_a_time'),
            'a hash': ({**self.OWN, 'hash': '0' * 64}, '/hash', 'unknown_member'),
            'a key': ({**self.OWN, 'key': 'tillit_'}, '/key', 'unknown_member'),
            'a code': ({**self.OWN, 'code': 'key-mine'}, '/code', 'server_owned'),
            'revoked already': ({**self.OWN, 'revoked_at': None}, '/revoked_at', 'server_owned'),
        }
        for case in self.table(cases):
            with case as (body, pointer, code):
                self.assertProblem(self.admin.post('api-keys', body), 'invalid-body', pointer=pointer, code=code)

    def made(self):
        return self.admin.post('api-keys', self.OWN).json()

    def test_deleting_revokes(self):
        made = self.made()
        path = f'api-keys/{made["code"]}'
        self.assertProblem(self.admin.request('DELETE', path), 'precondition-required')
        self.assertProblem(self.admin.request('DELETE', path, If_Match='"7-0"'), 'stale')
        self.assertEqual(get('org-units', made['key']).status, 200)
        self.assertEqual(self.admin.delete(path).status, 204)
        self.assertProblem(get('org-units', made['key']), 'key-required')
        self.assertTrue(self.admin.get(path).json()['revoked_at'], 'the row stays')

    def test_a_key_never_changes(self):
        made = self.made()
        reply = self.admin.patch(f'api-keys/{made["code"]}', {'role': 'admin'})
        self.assertProblem(reply, 'method-not-allowed')
        self.assertNotIn('PATCH', reply.headers['allow'])

    def test_another_municipality_s_key_is_missing(self):
        path = f'api-keys/{self.made()["code"]}'
        theirs, none = (self.other.request('DELETE', where, If_Match='*') for where in (path, 'api-keys/key-00000000'))
        for reply in (theirs, none):
            self.assertProblem(reply, 'not-found')
        self.assertEqual(self.admin.get(path).json()['revoked_at'], None)

    def test_both_are_in_the_audit_trail(self):
        made = self.made()
        self.admin.delete(f'api-keys/{made["code"]}')
        events = self.admin.list('audit-events', sort='-at', limit=50)
        seen = [(event['action'], event['status']) for event in events if event['object'].endswith(made['code'])]
        self.assertEqual(sorted(seen), [('create', 201), ('revoke', 204)])


class Origins(Case):
    PORTAL = 'https://portal.example.org'

    @classmethod
    def setUpClass(cls):
        cls.key = People(client.api, settings.DATABASE).who('se-9901', 'reader').key
        cls.server = server.on_test_database('cors', TILLIT_CORS_ORIGINS=f'{cls.PORTAL},http://localhost:3000').__enter__()
        cls.addClassCleanup(cls.server.__exit__)

    def ask(self, method, path, origin, **headers):
        headers = {name.replace('_', '-'): value for name, value in headers.items()}
        return self.server.api.request(method, f'{settings.API}/{path}', {'Origin': origin, **headers})

    def test_with_a_key(self):
        for origin, allowed in ((self.PORTAL, self.PORTAL), ('http://localhost:3000', 'http://localhost:3000'),
                                ('https://evil.example', None), (f'{self.PORTAL}.evil.example', None),
                                ('http://portal.example.org', None), ('null', None), ('', None),
                                (f'{self.PORTAL},http://localhost:3000', None)):
            with self.subTest(origin):
                reply = self.ask('GET', 'org-units', origin, Authorization=f'Bearer {self.key}')
                self.assertEqual(reply.headers.get('access-control-allow-origin'), allowed)
                self.assertIn('Origin', reply.headers['vary'])
                self.assertNotIn('access-control-allow-credentials', reply.headers)

    def test_without_a_key_reading_stays_open_to_all(self):
        for origin in (self.PORTAL, 'https://evil.example'):
            reply = self.ask('GET', 'terms', origin)
            self.assertEqual(reply.headers['access-control-allow-origin'], '*')
            self.assertNotIn('Origin', reply.headers['vary'])

    def test_preflight(self):
        asked = {'Access_Control_Request_Method': 'POST', 'Access_Control_Request_Headers': 'authorization'}
        good = self.ask('OPTIONS', 'imports', self.PORTAL, **asked)
        self.assertEqual(good.headers['access-control-allow-origin'], self.PORTAL)
        self.assertIn('POST', good.headers['access-control-allow-methods'])
        self.assertLessEqual({'Authorization', 'If-Match', 'Idempotency-Key'}, set(good.headers['access-control-allow-headers'].split(', ')))
        self.assertEqual(good.headers['vary'], 'Origin')
        bad = self.ask('OPTIONS', 'imports', 'https://evil.example', **asked)
        self.assertNotIn('access-control-allow-origin', bad.headers)

    def test_what_is_no_origin(self):
        for case in self.table(['*', 'portal.example.org', 'https://a.example/', 'https://a.example/path', 'https://', 'https://a.example, https://b.example']):
            with case as origins:
                done = server.program('check-config', TILLIT_CORS_ORIGINS=origins)
                self.assertEqual(done.returncode, 2)
                self.assertIn('TILLIT_CORS_ORIGINS', done.stderr)
