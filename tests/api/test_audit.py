"""The audit trail: what becomes an event, who reads it, and that no change of it goes unseen."""

import os
import re
import shutil
import stat
import threading
import unittest

from support import database, demo, server, settings
from support.case import Case

API = settings.API
COLUMNS = 'code,municipality,area,method,held_on,participants,audience\n'
HEAD = re.compile(r'"event":"audit head","message":"([^"]+)"')


class World:
    """A database of its own with a few municipalities, its key file and the keys of some people."""

    def __init__(self, name):
        self.name = name
        self.folder = server.folder('audit')
        self.key_file = self.folder / 'audit.key'
        self.people = {}
        database.create(name)
        self.run('migrate')
        for dataset in ('municipalities', 'areas', 'focus-areas'):
            self.load(dataset)

    def settings(self, **more):
        return {
            **server.connection_strings(settings.PG_HOST, self.name),
            'TILLIT_AUDIT_KEY_FILE': self.key_file,
            **more,
        }

    def program(self, *words, given='', **more):
        return server.program(*words, given=given, **self.settings(**more))

    def run(self, *words, given=''):
        done = self.program(*words, given=given)
        if done.returncode:
            raise AssertionError(f'tillit {words}: {done.returncode} {done.stdout}{done.stderr}')
        return done

    def load(self, dataset):
        text = demo.files(dataset)[0].read_text(encoding='utf-8')
        return self.run('import', '--dataset', dataset, '-', given=text)

    def add_person(self, name, *words):
        done = self.run('key', 'create', *words)
        self.people[name] = (re.search(r'\bkey-[0-9a-f]+\b', done.stderr)[0], done.stdout.split()[-1])

    def server(self, **more):
        return server.Server('audit', **self.settings(**more))

    def rows(self, query):
        return database.rows(self.name, query)

    def trail(self, chain='se-9901'):
        return self.rows(
            'select sequence, actor, action, object, status from tillit.audit_event '
            f"where chain = '{chain}' order by sequence;"
        )

    def remove(self):
        database.drop(self.name)
        shutil.rmtree(self.folder, ignore_errors=True)


def dialogues(*codes, municipality='se-9901'):
    return COLUMNS + ''.join(f'{code},{municipality},{municipality},workshop,2025-05-05,9,public\n' for code in codes)


def add_people(world):
    for role in ('reader', 'editor', 'admin'):
        world.add_person(role, '--role', role, '--municipality', 'se-9901')
    world.add_person('neighbour', '--role', 'admin', '--municipality', 'dk-991')
    world.add_person('operator', '--role', 'operator')


def ask(one, world, name, method, path, body='', **headers):
    """A request by that person; nobody has no key, somebody one that is not valid."""
    sent = {word.replace('_', '-'): value for word, value in headers.items()}
    if name == 'somebody':
        sent['Authorization'] = f'Bearer tillit_{"A" * 43}'
    elif name != 'nobody':
        sent['Authorization'] = f'Bearer {world.people[name][1]}'
    if body:
        sent.setdefault('Content-Type', 'text/csv')
    return one.api.request(method, f'{API}/{path}', sent, body.encode())


@unittest.skipUnless(settings.PROGRAM, 'TILLIT_BIN says where the program is')
class Events(Case):
    @classmethod
    def setUpClass(cls):
        cls.world = World('tillit_audit')
        cls.addClassCleanup(cls.world.remove)
        add_people(cls.world)
        cls.server = cls.enterClassContext(cls.world.server(TILLIT_MAX_IMPORTS='64', TILLIT_POOL_APP='33'))

    def ask(self, name, method, path, body='', **headers):
        return ask(self.server, self.world, name, method, path, body, **headers)

    # who, method, path, body, status, and the event: action, object; None for none
    CASES = [
        ('editor', 'POST', 'imports?dataset=dialogues', dialogues('dl-a'), 200, 'import', 'dialogues'),
        ('editor', 'POST', 'imports?dataset=dialogues', dialogues('dl-a'), 200, 'import', 'dialogues'),
        ('editor', 'POST', 'imports?dataset=dialogues&dry_run=true', dialogues('dl-b'), 200, None, None),
        ('editor', 'POST', 'imports?dataset=dialogues', dialogues('d l'), 422, 'import', 'imports'),
        ('editor', 'POST', 'imports?dataset=love', dialogues('dl-c'), 400, 'import', 'imports'),
        ('reader', 'POST', 'imports?dataset=dialogues', dialogues('dl-d'), 403, 'import', 'imports'),
        ('reader', 'GET', 'plans/missing?lang=da', '', 404, 'read', 'plans/missing'),
        ('reader', 'GET', 'plans?limit=0', '', 400, 'read', 'plans'),
        ('reader', 'GET', 'plans', '', 200, None, None),
        ('reader', 'HEAD', 'plans/missing', '', 404, 'read', 'plans/missing'),
        ('reader', 'GET', 'audit-events', '', 403, 'read', 'audit-events'),
        ('reader', 'GET', 'api-keys', '', 403, 'read', 'api-keys'),
        ('reader', 'GET', 'plans/' + '%C3%A5' * 150, '', 404, 'read', 'plans/' + 'å' * 91),
        ('reader', 'GET', 'nothing', '', 404, None, None),
        ('admin', 'GET', 'audit-events', '', 200, None, None),
        ('nobody', 'GET', 'plans/missing', '', 404, None, None),
        ('nobody', 'GET', 'plans?limit=0', '', 400, None, None),
        ('nobody', 'GET', 'audit-events', '', 401, None, None),
        ('nobody', 'POST', 'imports?dataset=dialogues', dialogues('dl-e'), 401, None, None),
        ('somebody', 'GET', 'plans', '', 401, None, None),
        ('somebody', 'POST', 'imports?dataset=dialogues', dialogues('dl-e'), 401, None, None),
    ]

    def test_what_becomes_an_event(self):
        for case in self.table(self.CASES):
            with case as (name, method, path, body, status, action, of):
                before = self.world.trail()
                reply = self.ask(name, method, path, body)
                self.assertEqual(reply.status, status, reply)
                after = self.world.trail()
                self.assertEqual(after[: len(before)], before)
                new = [
                    [str(len(before) + 1), self.world.people[name][0], action, f'{API}/{of}', str(status)]
                ] if action else []
                self.assertEqual(after[len(before) :], new)
        self.assertEqual(self.world.rows("select count(*) from tillit.audit_event where municipality = 'dk-991';"), [['0']])

    def test_writes_are_events_with_their_status(self):
        new = '{"code": "dl-w", "municipality": "se-9901", "area": "se-9901", "method": "workshop", "held_on": "2025-05-05", "participants": 9}'
        patch, merge = '{"participants": 10}', {'Content_Type': 'application/merge-patch+json'}
        fresh = {**merge, 'If_Match': '*'}
        cases = [
            ('editor', 'POST', 'dialogues', new, {'Content_Type': 'application/json'}, 201, 'create', 'dialogues/dl-w', 'ft'),
            ('editor', 'POST', 'dialogues', new, {'Content_Type': 'application/json'}, 409, 'create', 'dialogues', 'ff'),
            ('reader', 'POST', 'dialogues', new, {'Content_Type': 'application/json'}, 403, 'create', 'dialogues', 'ff'),
            ('editor', 'PATCH', 'dialogues/dl-w', patch, fresh, 200, 'change', 'dialogues/dl-w', 'tt'),
            ('editor', 'PATCH', 'dialogues/dl-w', patch, merge, 428, 'change', 'dialogues/dl-w', 'ff'),
            ('editor', 'PATCH', 'dialogues/dl-w', patch, {**merge, 'If_Match': '"0-x"'}, 412, 'change', 'dialogues/dl-w', 'ff'),
            ('editor', 'PATCH', 'dialogues/dl-w', '{"participants": -1}', fresh, 422, 'change', 'dialogues/dl-w', 'ff'),
            ('editor', 'DELETE', 'dialogues/missing', '', {'If_Match': '*'}, 404, 'delete', 'dialogues/missing', 'ff'),
            ('editor', 'DELETE', 'dialogues/dl-w', '', {'If_Match': '*'}, 204, 'delete', 'dialogues/dl-w', 'tf'),
        ]
        for case in self.table(cases):
            with case as (name, method, path, body, headers, status, action, of, hashes):
                before = len(self.world.trail())
                reply = self.ask(name, method, path, body, **headers)
                self.assertEqual(reply.status, status, reply)
                self.assertEqual(
                    self.world.trail()[before:],
                    [[str(before + 1), self.world.people[name][0], action, f'{API}/{of}', str(status)]],
                )
                stored = self.world.rows(
                    'select before_hash is not null, after_hash is not null from tillit.audit_event '
                    f"where chain = 'se-9901' and sequence = {before + 1};"
                )
                self.assertEqual(''.join(stored[0]), hashes)

    def test_operators_have_a_chain_of_their_own(self):
        members, operators = len(self.world.trail()), self.world.trail('operator')
        self.assertEqual(self.ask('operator', 'GET', 'plans/missing').status, 404)
        terms = (settings.REPOSITORY / 'catalogue/terms.csv').read_text(encoding='utf-8')
        self.assertEqual(self.ask('operator', 'POST', 'imports?dataset=terms', terms).status, 200)
        new = self.world.trail('operator')[len(operators) :]
        self.assertEqual([row[1:] for row in new], [
            [self.world.people['operator'][0], 'read', f'{API}/plans/missing', '404'],
            [self.world.people['operator'][0], 'import', f'{API}/terms', '200'],
        ])
        self.assertEqual(len(self.world.trail()), members)

    def test_the_command_line_is_an_actor(self):
        before = len(self.world.trail('operator'))
        self.world.load('focus-areas')
        self.assertEqual(
            [row[1:] for row in self.world.trail('operator')[before:]], [['cli', 'import', f'{API}/focus-areas', '200']]
        )

    def test_who_reads_it(self):
        self.ask('neighbour', 'GET', 'plans/missing')
        self.ask('reader', 'GET', 'plans/missing')
        self.assertProblem(self.ask('nobody', 'GET', 'audit-events'), 'key-required')
        self.assertProblem(self.ask('reader', 'GET', 'audit-events'), 'forbidden')
        self.assertProblem(self.ask('editor', 'GET', 'audit-events'), 'forbidden')
        for name, seen in (('admin', {'se-9901'}), ('neighbour', {'dk-991'}), ('operator', {'se-9901', 'dk-991', None})):
            with self.subTest(name):
                reply = self.ask(name, 'GET', 'audit-events?limit=1000')
                self.assertEqual((reply.status, reply.headers['cache-control']), (200, 'private, no-store'))
                self.assertEqual({event['municipality'] for event in reply.json()['audit_events']}, seen)
        event = self.ask('admin', 'GET', 'audit-events?limit=1').json()['audit_events'][0]
        self.assertEqual(set(event), {'at', 'municipality', 'actor', 'action', 'object', 'status', 'sequence'})

    def test_order_paging_and_filters(self):
        for _ in range(5):
            self.ask('reader', 'GET', 'plans/missing')
        whole = self.ask('operator', 'GET', 'audit-events?limit=1000').json()['audit_events']
        self.assertEqual(whole, sorted(whole, key=lambda event: event['at'], reverse=True))
        pages, path = [], 'audit-events?limit=2'
        while path:
            page = self.ask('operator', 'GET', path).json()
            pages += page['audit_events']
            after = page['_meta']['next_after']
            path = after and f'audit-events?limit=2&after={after}'
        self.assertEqual(pages, whole)
        members = self.ask('admin', 'GET', 'audit-events?sort=at&limit=1000').json()['audit_events']
        self.assertEqual([event['sequence'] for event in members], list(range(1, len(members) + 1)))
        for parameter, keep in {
            'status=403': lambda event: event['status'] == 403,
            'status_min=400': lambda event: event['status'] >= 400,
            'action=import': lambda event: event['action'] == 'import',
            f'actor={self.world.people["reader"][0]}': lambda event: event['actor'] == self.world.people['reader'][0],
            'sequence_max=3': lambda event: event['sequence'] <= 3,
        }.items():
            with self.subTest(parameter):
                rows = self.ask('admin', 'GET', f'audit-events?sort=at&limit=1000&{parameter}').json()['audit_events']
                self.assertEqual(rows, [event for event in members if keep(event)])
        self.assertProblem(self.ask('admin', 'GET', 'audit-events?action=love'), 'invalid-parameters', parameter='action')

    def test_concurrent_writers_keep_the_chain_whole(self):
        before, count = len(self.world.trail()), 32
        statuses = []

        def write(number):
            for turn in range(3):
                body = dialogues(f'dl-{number}-{turn}')
                statuses.append(self.ask('editor', 'POST', 'imports?dataset=dialogues', body).status)
                statuses.append(self.ask('editor', 'GET', f'plans/missing-{number}').status)

        threads = [threading.Thread(target=write, args=(number,)) for number in range(count)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        accepted, refused = statuses.count(200), statuses.count(404)
        new = self.world.trail()[before:]
        self.assertEqual(len(statuses), 6 * count)
        self.assertGreater(accepted, count)
        self.assertEqual(refused, 3 * count)
        self.assertEqual([row[4] for row in new].count('200'), accepted)
        self.assertEqual([row[4] for row in new].count('404'), refused)
        self.assertEqual([int(row[0]) for row in new], list(range(before + 1, before + 1 + len(new))))
        done = self.world.program('verify-audit')
        self.assertEqual((done.returncode, done.stderr), (0, ''), done.stdout)

    def test_what_is_logged_is_what_is_stored(self):
        self.ask('reader', 'GET', 'plans/missing')
        self.ask('operator', 'GET', 'plans/missing')
        logged = HEAD.findall(self.server.log_text())
        stored = {
            f'{chain}:{sequence}:{mac}'
            for chain, sequence, mac in self.world.rows("select chain, sequence, encode(mac, 'hex') from tillit.audit_event;")
        }
        self.assertLessEqual(set(logged), stored)
        for chain in ('se-9901', 'operator'):
            newest = [head for head in logged if head.startswith(f'{chain}:')][-1]
            self.assertEqual(newest.split(':')[1], str(len(self.world.trail(chain))))
        done = self.world.program('verify-audit', *logged)
        self.assertEqual(done.returncode, 0, done.stdout)

    def test_a_refusal_without_room_for_its_event_is_still_answered(self):
        with self.world.server(TILLIT_STATEMENT_TIMEOUT_MS='300') as one:
            ask(one, self.world, 'reader', 'GET', 'plans/missing')
            before = self.world.trail()
            holder = threading.Thread(
                target=database.run,
                args=(self.world.name, "begin; select from tillit.audit_head where chain = 'se-9901' for update; select pg_sleep(2); commit;"),
            )
            holder.start()
            server.until(
                lambda: self.world.rows("select count(*) from pg_stat_activity where query ~ 'pg_sleep' and datname = current_database() and pid <> pg_backend_pid();") != [['0']],
                5, 'the chain is held',
            )
            reply = ask(one, self.world, 'reader', 'GET', 'plans/missing')
            busy = ask(one, self.world, 'editor', 'POST', 'imports?dataset=dialogues', dialogues('dl-busy'))
            holder.join()
            self.assertEqual(reply.status, 404)
            self.assertIn('not kept', one.log_text())
            self.assertIn(busy.status, (200, 503))
            self.assertEqual(len(self.world.trail()) - len(before), int(busy.status == 200))


@unittest.skipUnless(settings.PROGRAM, 'TILLIT_BIN says where the program is')
class KeyFile(Case):
    @classmethod
    def setUpClass(cls):
        cls.world = World('tillit_audit_key')
        cls.addClassCleanup(cls.world.remove)
        add_people(cls.world)

    def test_migrate_made_it(self):
        status = os.stat(self.world.key_file)
        self.assertEqual(stat.S_IMODE(status.st_mode), 0o600)
        content = self.world.key_file.read_text()
        self.assertRegex(content, r'\A([0-9a-f]{64}\n)+\Z')
        self.world.run('migrate')
        self.assertEqual(self.world.key_file.read_text(), content)

    def test_without_it_the_service_reads_and_does_not_write(self):
        with self.world.server(TILLIT_AUDIT_KEY_FILE='') as one:
            self.assertIn('TILLIT_AUDIT_KEY_FILE is not set', one.log_text())
            self.assertEqual(one.api.get(f'{API}/municipalities').status, 200)
            reply = ask(one, self.world, 'editor', 'POST', 'imports?dataset=dialogues', dialogues('dl-none'))
            self.assertIn('key of the audit trail', self.assertProblem(reply, 'unavailable')['detail'])
            self.assertGreater(int(reply.headers['retry-after']), 0)
            self.assertEqual(ask(one, self.world, 'reader', 'GET', 'plans/missing').status, 404)
        self.assertEqual(self.world.rows("select count(*) from tillit.dialogue;"), [['0']])
        self.assertEqual(self.world.trail(), [])
        done = self.world.program('import', '--dataset', 'terms', '-', given='code,name_sv\na,b\n', TILLIT_AUDIT_KEY_FILE='')
        self.assertEqual(done.returncode, 2)
        self.assertIn('TILLIT_AUDIT_KEY_FILE', done.stderr)

    def test_a_file_that_is_no_good_stops_everything(self):
        own = self.world.folder / 'other.key'
        good = self.world.key_file.read_text()
        for case in self.table({
            'open to others': (good, 0o644, 'read by others'),
            'no key': ('secret\n', 0o600, '64 hexadecimal digits'),
            'empty': ('', 0o600, '64 hexadecimal digits'),
        }):
            with case as (content, mode, said):
                own.write_text(content)
                shutil.copystat(self.world.key_file, own)
                status = os.stat(self.world.key_file)
                os.chown(own, status.st_uid, status.st_gid)
                own.chmod(mode)
                for verb in ('serve', 'verify-audit', 'migrate'):
                    done = self.world.program(verb, TILLIT_AUDIT_KEY_FILE=own, TILLIT_PORT='0', TILLIT_OPS_PORT='0')
                    self.assertNotEqual(done.returncode, 0, verb)
                    self.assertIn(said, done.stderr, verb)
                    self.assertNotIn(good.strip(), done.stderr + done.stdout)
        done = self.world.program('verify-audit', TILLIT_AUDIT_KEY_FILE=self.world.folder / 'none')
        self.assertEqual(done.returncode, 2)

    def test_a_new_key_is_put_before_the_old_one(self):
        old = self.world.key_file.read_text()
        self.addCleanup(lambda: self.world.key_file.write_text(new + old))
        new = os.urandom(32).hex() + '\n'
        self.world.key_file.write_text(new + old)
        self.world.load('focus-areas')
        self.assertEqual(self.world.program('verify-audit').returncode, 0)
        keys = self.world.rows('select count(distinct key_id) from tillit.audit_event;')
        self.assertEqual(keys, [['2']])
        self.world.key_file.write_text(new)
        done = self.world.program('verify-audit')
        self.assertEqual(done.returncode, 1)
        self.assertIn('event 1 was made with a key that TILLIT_AUDIT_KEY_FILE does not hold', done.stdout)


# What a superuser might do to the trail of se-9901 (six events), and what is said of it.
FIELDS = {
    'sequence': '9',
    'municipality': "'se-9902'",
    'at': "at + interval '1 microsecond'",
    'actor': "'somebody else'",
    'action': "'revoke'",
    'object': "object || ' '",
    'status': 'status + 1',
    'before_hash': "'\\x00'",
    'after_hash': "'\\x'",
    'key_id': "'0000000000000000'",
    'previous_mac': "'\\x00'",
    'mac': "set_byte(mac, 31, 255 - get_byte(mac, 31))",
}
EVENT = 'tillit.audit_event'
COPIED = 'municipality, at, actor, action, object, status, before_hash, after_hash, key_id'
OF_CHAIN = "chain = 'se-9901'"
HEAD_BACK = f"""update tillit.audit_head h set sequence = e.sequence, mac = e.mac, at = e.at
    from {EVENT} e where h.{OF_CHAIN} and e.{OF_CHAIN}
    and e.sequence = (select max(sequence) from {EVENT} where {OF_CHAIN});"""
DEEDS = {
    **{
        f'{column} of the third': (f'update {EVENT} set {column} = {value} where {OF_CHAIN} and sequence = 3;', 'se-990[12]: event')
        for column, value in FIELDS.items()
    },
    **{
        f'{column} of the last, and the head': (
            f'update {EVENT} set {column} = {value} where {OF_CHAIN} and sequence = 6; {HEAD_BACK}', 'se-990[12]: event')
        for column, value in FIELDS.items()
    },
    'the first removed': (f'delete from {EVENT} where {OF_CHAIN} and sequence = 1;', 'se-9901: event 1 missing'),
    'one removed': (f'delete from {EVENT} where {OF_CHAIN} and sequence = 3;', 'se-9901: event 3 missing'),
    'two removed': (f'delete from {EVENT} where {OF_CHAIN} and sequence in (3, 4);', 'se-9901: events 3 to 4 missing'),
    'the last removed': (f'delete from {EVENT} where {OF_CHAIN} and sequence = 6;', 'se-9901: event 6 missing at the end'),
    'all removed': (f'delete from {EVENT} where {OF_CHAIN};', 'se-9901: events 1 to 6 missing at the end'),
    'the head removed': (f'delete from tillit.audit_head where {OF_CHAIN};', 'se-9901: the head of the chain is missing'),
    'the head forged': (
        f"update tillit.audit_head set mac = '\\x00' where {OF_CHAIN};", 'se-9901: the head is not that of the last event'),
    'one removed, the rest moved up': (
        f"""delete from {EVENT} where {OF_CHAIN} and sequence = 3;
            update {EVENT} set sequence = sequence - 1 where {OF_CHAIN} and sequence > 3; {HEAD_BACK}""",
        'se-9901: event 3 is not as it was written'),
    'one inserted': (
        f"""update {EVENT} set sequence = sequence + 100 where {OF_CHAIN} and sequence > 3;
            insert into {EVENT} ({COPIED}, sequence, previous_mac, mac)
                select {COPIED}, 4, mac, mac from {EVENT} where {OF_CHAIN} and sequence = 3;
            update {EVENT} set sequence = sequence - 99 where {OF_CHAIN} and sequence > 100; {HEAD_BACK}""",
        'se-9901: event 4 is not as it was written'),
    'one added at the end': (
        f"""insert into {EVENT} ({COPIED}, sequence, previous_mac, mac)
                select {COPIED}, 7, mac, mac from {EVENT} where {OF_CHAIN} and sequence = 6; {HEAD_BACK}""",
        'se-9901: event 7 is not as it was written'),
    'two swapped': (
        f"""update {EVENT} set sequence = 100 where {OF_CHAIN} and sequence = 3;
            update {EVENT} set sequence = 3 where {OF_CHAIN} and sequence = 4;
            update {EVENT} set sequence = 4 where {OF_CHAIN} and sequence = 100;""",
        'se-9901: event 3 is not as it was written'),
    'one comes twice': (
        f"""alter table {EVENT} drop constraint audit_event_pkey;
            insert into {EVENT} ({COPIED}, sequence, previous_mac, mac)
                select {COPIED}, sequence, previous_mac, mac from {EVENT} where {OF_CHAIN} and sequence = 3;""",
        'se-9901: event 3 is there twice'),
    'a chain moved to another municipality': (
        f"""update {EVENT} set municipality = 'se-9902' where {OF_CHAIN};
            update tillit.audit_head set chain = 'se-9902' where {OF_CHAIN};""",
        'se-9902: event 1 is not as it was written'),
}
AS_IT_WAS = f"""truncate {EVENT}, tillit.audit_head;
    alter table {EVENT} drop constraint if exists audit_event_pkey, add constraint audit_event_pkey primary key (chain, sequence);
    insert into {EVENT} ({COPIED}, sequence, previous_mac, mac) table event;
    insert into tillit.audit_head table head;"""
CUT = f'delete from {EVENT} where {OF_CHAIN} and sequence > 4; {HEAD_BACK}'
GONE = f'delete from {EVENT} where {OF_CHAIN}; delete from tillit.audit_head where {OF_CHAIN};'


@unittest.skipUnless(settings.PROGRAM, 'TILLIT_BIN says where the program is')
class Tampering(Case):
    """Each deed on the trail as it was written, in a copy of the database."""

    COPY = 'tillit_audit_copy'

    @classmethod
    def setUpClass(cls):
        cls.world = World('tillit_audit_original')
        cls.addClassCleanup(cls.world.remove)
        cls.addClassCleanup(database.drop, cls.COPY)
        add_people(cls.world)
        with cls.world.server() as one:
            for number in range(3):
                ask(one, cls.world, 'editor', 'POST', 'imports?dataset=dialogues', dialogues(f'dl-{number}'))
                ask(one, cls.world, 'reader', 'GET', f'plans/missing-{number}')
            ask(one, cls.world, 'operator', 'GET', 'plans/missing')
            one.stop()
            cls.heads = HEAD.findall(one.log_text())
        database.create(cls.COPY, cls.world.name)
        database.run(cls.COPY, f'create table event as select {COPIED}, sequence, previous_mac, mac from {EVENT};'
                               'create table head as table tillit.audit_head;')

    def verify(self, deed, *heads):
        database.run(self.COPY, f'begin; set session_replication_role = replica; {AS_IT_WAS} {deed} commit;')
        return self.world.program('verify-audit', *heads, **server.connection_strings(settings.PG_HOST, self.COPY))

    def test_nothing_done(self):
        done = self.verify('', *self.heads)
        self.assertEqual((done.returncode, done.stderr), (0, ''), done.stdout)
        self.assertEqual(len([head for head in self.heads if head.startswith('se-9901:')]), 6)
        newest = next(head for head in reversed(self.heads) if head.startswith('se-9901:'))
        self.assertIn(f'se-9901: 6 events, head {newest.removeprefix("se-9901:")}\n', done.stdout)

    def test_each_deed_is_found(self):
        for case in self.table(DEEDS):
            with case as (deed, said):
                done = self.verify(deed)
                self.assertEqual(done.returncode, 1, done.stdout)
                self.assertRegex(done.stdout, said)

    def test_a_cut_tail_with_its_head_shows_by_a_head_from_the_log(self):
        newest = next(head for head in reversed(self.heads) if head.startswith('se-9901:'))
        for case in self.table({'a tail': CUT, 'all of it': GONE}):
            with case as deed:
                self.assertEqual(self.verify(deed).returncode, 0)  # the database alone cannot tell
                done = self.verify(deed, *self.heads)
                self.assertEqual(done.returncode, 1)
                self.assertIn(f'{newest}: this head is not in its chain', done.stdout)

    def test_an_event_of_another_past_does_not_fit_in(self):
        """Made with the key and rightly numbered, but before the trail was set back and went on otherwise."""
        copy = server.connection_strings(settings.PG_HOST, self.COPY)
        end = len(self.world.trail('operator'))
        last = f"chain = 'operator' and sequence = {end}"
        self.verify(f"delete from {EVENT} where {last};" + HEAD_BACK.replace('se-9901', 'operator'))
        terms = (settings.REPOSITORY / 'catalogue/terms.csv').read_text(encoding='utf-8')
        for _ in range(2):
            done = self.world.program('import', '--dataset', 'terms', '-', given=terms, **copy)
            self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.world.program('verify-audit', **copy).returncode, 0)
        database.run(self.COPY, f"""begin; set session_replication_role = replica; delete from {EVENT} where {last};
            insert into {EVENT} ({COPIED}, sequence, previous_mac, mac)
                select * from event where municipality is null and sequence = {end}; commit;""")
        done = self.world.program('verify-audit', **copy)
        self.assertEqual(done.returncode, 1, done.stdout)
        self.assertIn(f'operator: event {end + 1} does not follow the one before it', done.stdout)

    def test_the_deeds_reach_every_column(self):
        columns = self.world.rows(
            "select column_name from information_schema.columns where table_schema = 'tillit' and table_name = 'audit_event';"
        )
        self.assertEqual({name for (name,) in columns}, {*FIELDS, 'chain'})


if __name__ == '__main__':
    unittest.main()
