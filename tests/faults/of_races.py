"""Everything that the service does at a time, all at once, in a build with ThreadSanitizer: what that reports is a race."""

import base64
import itertools
import json
import os
import pathlib
import random
import re
import secrets
import shutil
import signal
import socket
import subprocess
import threading
import time
import uuid

import ledger
from frame import Outcome, fault, times
from support import client, people, server, settings

API = settings.API
BUILD = pathlib.Path(os.environ.get('TILLIT_RACE_BUILD', settings.REPOSITORY / 'build/race'))
SUPPRESSIONS = settings.REPOSITORY / 'tests/faults/race.suppressions'
REPORT = re.compile(r'^WARNING: ThreadSanitizer: .*?^SUMMARY: ThreadSanitizer: ([^\n]*)$', re.M | re.S)

# Few connections, little room for kept replies, bounds that are met, deadlines that pass: everybody is in everybody's way.
NARROW = {
    'TILLIT_POOL_APP': 3, 'TILLIT_POOL_PUBLIC': 3, 'TILLIT_QUEUE_WAIT_MS': 2000, 'TILLIT_CACHE_BYTES': 1 << 20, 'TILLIT_UNLIMITED_ADDRESSES': '',
    'TILLIT_RATE_PER_ADDRESS': 1800, 'TILLIT_RATE_PER_KEY': 100000, 'TILLIT_MAX_CONNECTIONS': 96, 'TILLIT_MAX_CONNECTIONS_PER_ADDRESS': 16,
    'TILLIT_MAX_IMPORTS': 2, 'TILLIT_MAX_EXPORTS': 2, 'TILLIT_HEADER_DEADLINE_MS': 1500, 'TILLIT_KEEP_ALIVE_MS': 3000, 'TILLIT_DRAIN_MS': 5000,
    'TILLIT_DB_READ_LAG_MS': 1, 'TILLIT_OIDC_ISSUER': 'https://idp.example.org', 'TILLIT_OIDC_AUDIENCE': 'tillit', 'TILLIT_OIDC_ROLE_CLAIM': 'role',
    'TILLIT_OIDC_KEYS_MAX_AGE_S': 1, 'TILLIT_OIDC_KEYS_INTERVAL_S': 1,
}  # fmt: skip

# Not the OpenAPI document, which takes a minute to be printed in such a build.
READ = ('terms?limit=3', 'indicators', 'observations?indicator=ins-01&limit=20', 'areas?format=geojson', 'limits', 'terms/trust',
        'analyses/trends?indicator=ins-01&area=se-9901', 'observations?indicator=ins-01&format=json-stat', 'import-templates/terms?format=csv')
ELSEWHERE = ('/', '/docs/', '/odata/v4/Indicators', '/kolada/v3/kpi', '/pxweb/api/v2/tables', '/datasets/dcat.ttl', '/problems/stale')
EXPORTS = ('observations?format=csv', 'observations?format=ndjson', 'observations?format=xlsx', 'indicators?format=xlsx', 'series?format=csv')
LARGE = '/tillit/v1/imports?dataset=terms&dry_run=true'


def base64url(data):
    return base64.urlsafe_b64encode(data).decode().rstrip('=')


class Bustle:
    """Everybody at work on a service, until told to stop; what they were told, by what they do."""

    def __init__(self, stage):
        self.stage, self.one = stage, None
        self.said = {}
        self._lock, self._ended, self._threads = threading.Lock(), threading.Event(), []
        self._addresses = (f'127.0.0.{number}' for number in itertools.cycle(range(10, 250)))
        self._periods = itertools.cycle((area, period) for period in range(2018, 2025) for area in ('se-9901-d1', 'se-9901-d2', 'se-9901-d3', 'se-9901'))
        self.publisher_key = people.KEY.search(stage.program('key', 'create', '--role', 'publisher', '--municipality', 'se-9901'))[0]

    # --- who asks

    def client(self):
        """Somebody from an address of his own; a new one each time."""
        with self._lock:
            address = next(self._addresses)
        return client.Client(self.one.base_url, 'faults', 30, address)

    def person(self, key):
        return people.Person(self.client(), key)

    def raw(self, head, body=b''):
        """A connection on which this has been sent."""
        connection = socket.create_connection(('127.0.0.1', self.one.port), 10)
        connection.sendall(head.encode() + b'\r\n\r\n' + body)
        return connection

    def note(self, what, word):
        with self._lock:
            told = self.said.setdefault(what, {})
            told[word] = told.get(word, 0) + 1

    # --- what they do, each once

    def read(self, chance):
        """Replies that are kept, in all codings, and asked for again with their tag."""
        reader = self.client()
        tags = {}
        for _ in range(12):
            path = f'{API}/{chance.choice(READ)}'
            headers = {'Accept-Encoding': chance.choice(('gzip', 'br', 'identity', 'gzip, br'))}
            if path in tags and chance.random() < 0.3:
                headers['If-None-Match'] = tags[path]
            reply = reader.request('GET', path, headers)
            tags[path] = reply.headers.get('etag', '"none"')
            self.note('read', reply.status)

    def miss(self, chance):
        """Replies that nobody has asked for yet and that push others out."""
        reader = self.client()
        for _ in range(6):
            path = f'{API}/observations?limit={chance.randint(1, 400)}&offset={chance.randint(0, 40)}'
            self.note('miss', reader.request('GET', path, {'Accept-Encoding': 'gzip'} if chance.random() < 0.3 else {}).status)

    def ask_together(self, chance):
        """Many want at once what nobody has asked for: one finds it out."""
        path = f'{API}/series?limit={chance.randint(1, 1000)}&offset={chance.randint(0, 100)}'
        gate = threading.Barrier(6)

        def ask():
            reader = self.client()
            gate.wait(10)
            try:
                self.note('together', reader.request('GET', path).status)
            except OSError:
                self.note('together', 'cut')

        askers = [threading.Thread(target=ask) for _ in range(6)]
        for asker in askers:
            asker.start()
        for asker in askers:
            asker.join()

    def hammer(self, chance):
        """More than the bound of an address."""
        del chance
        reader = client.Client(self.one.base_url, 'faults', 30, '127.0.0.9')
        for _ in range(60):
            self.note('hammer', reader.request('GET', f'{API}/limits').status)

    def look_elsewhere(self, chance):
        self.note('elsewhere', self.client().request('GET', chance.choice(ELSEWHERE), {'Accept': '*/*'}).status)

    def write(self, chance):
        """Now and then twice at once, with one key."""
        key = str(uuid.uuid4())
        body = {'municipality': 'se-9901', 'received_on': '2025-03-04', 'channel': 'web', 'origin': 'user', 'responsible_function': ledger.new_word()}
        for _ in range(2 if chance.random() < 0.3 else 1):
            self.note('write', self.person(self.stage.editor).post('feedback-items', body, key).status)
        self.person(self.stage.editor).get('feedback-items', limit=5)

    def change(self, chance):
        """What everybody may read."""
        operator = self.person(self.stage.operator)
        self.note('change', operator.patch('terms/trust', {'names': {'sv': 'tillit', 'da': 'tillid', 'en': f'trust {chance.random()}'}}, '*').status)

    def publish(self, chance):
        with self._lock:
            area, period = next(self._periods)
        publisher, editor, code = self.person(self.publisher_key), self.person(self.stage.editor), f'rel-{uuid.uuid4().hex[:12]}'
        row = {'release': code, 'state': 'validated', 'indicator': 'race-1', 'indicator_version': 'race-1-v1', 'area': area, 'period': str(period),
               'respondent_group': 'resident', 'value': 40.0, 'n_valid': 100, 'x': 40}
        self.note('publish', publisher.post('releases', {'code': code, 'owner': 'se-9901', 'title': code, 'audience': 'public'}, str(uuid.uuid4())).status)
        self.note('publish', editor.try_import('observations', row).status)
        publisher.get(f'releases/{code}/preview')
        self.note('publish', publisher.patch(f'releases/{code}', {'state': 'published'}, '*').status)
        if chance.random() < 0.7:
            self.note('publish', publisher.patch(f'releases/{code}', {'state': 'withdrawn'}, '*').status)

    def import_half(self, chance):
        """Some end in the middle of the file, some while the reply is on its way."""
        rows = b'code,name_sv,name_da,name_en,description_sv,description_da,description_en\r\n' + b''.join(b'x%d,x,x,x,x,x,x\r\n' % i for i in range(2000))
        sent = rows if chance.random() < 0.5 else rows[: chance.randint(100, len(rows))]
        head = (f'POST {LARGE} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {self.stage.operator}\r\nContent-Type: text/csv\r\n'
                f'Content-Length: {len(rows)}')
        with self.raw(head, sent) as connection:
            if sent == rows and chance.random() < 0.7:
                connection.settimeout(20)
                self.note('import', connection.recv(12)[9:].decode('ascii', 'replace') or 'none')
            else:
                time.sleep(chance.random() * 0.3)
                self.note('import', 'left')

    def export_half(self, chance):
        head = f'GET {API}/{chance.choice(EXPORTS)} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {self.stage.operator}'
        with self.raw(head) as connection:
            connection.settimeout(20)
            self.note('export', connection.recv(12)[9:].decode('ascii', 'replace') or 'none')
            for _ in range(chance.choice((0, 2, 1000))):
                if not connection.recv(4096):
                    break

    def dawdle(self, chance):
        """Connections that say nothing, or half, until they are ended."""
        connections = [socket.create_connection(('127.0.0.1', self.one.port), 10, (f'127.0.1.{chance.randint(1, 9)}', 0)) for _ in range(8)]
        for connection in connections:
            connection.sendall(chance.choice((b'', b'GET ', f'GET {API}/terms HTTP/1.1\r\nHost: a\r\nX: '.encode())))
        self._ended.wait(chance.random() * 3)
        for connection in connections:
            connection.close()
        self.note('dawdle', len(connections))

    def show_token(self, chance):
        """Of a key that the provider has, or has not; its keys are read again every second."""
        header = {'alg': 'RS256', 'kid': chance.choice(('one', 'one', 'unknown'))}
        claims = {'iss': NARROW['TILLIT_OIDC_ISSUER'], 'aud': 'tillit', 'exp': int(time.time()) + 600, 'sub': 'a', 'role': 'operator'}
        token = '.'.join([base64url(json.dumps(part).encode()) for part in (header, claims)] + [base64url(secrets.token_bytes(256))])
        self.note('token', self.client().request('GET', f'{API}/api-keys', {'Authorization': f'Bearer {token}'}).status)

    def observe(self, chance):
        del chance
        for path in ('/metrics', '/readyz', '/livez'):
            self.note('observe', client.Client(self.one.ops_url, 'ops', 30).request('GET', path).status)
        self._ended.wait(0.1)

    def cut_database(self, chance):
        """The server ends a session of the service's, the one that listens among them."""
        self._ended.wait(0.4 + chance.random())
        self.stage.cluster.sql("select pg_terminate_backend(pid) from (select pid from pg_stat_activity where application_name = 'tillit' "
                               "order by random() limit 1) as one")
        self.note('cut', 'session')

    def reload(self, chance):
        """Settings are read anew: the program starts in the same process, once the requests in hand are done."""
        self._ended.wait(9 + 3 * chance.random())
        self.one.process.send_signal(signal.SIGHUP)
        self.note('reload', 'sent')

    # --- all of it

    DOING = ((read, 3), (miss, 2), (ask_together, 1), (hammer, 1), (look_elsewhere, 1), (write, 2), (change, 1), (publish, 1), (import_half, 2),
             (export_half, 2), (dawdle, 1), (show_token, 2), (observe, 1), (cut_database, 1), (reload, 1))  # fmt: skip

    def _do(self, act, seed):
        chance = random.Random(seed)
        while not self._ended.is_set():
            try:
                act(self, chance)
            except (OSError, threading.BrokenBarrierError, json.JSONDecodeError) as error:
                self.note(act.__name__, type(error).__name__)
                self._ended.wait(0.05)
            except Exception as error:  # pylint: disable=broad-exception-caught
                self.note(act.__name__, type(error).__name__)  # http.client's, of replies that are cut
                self._ended.wait(0.05)

    def run(self, one, seconds):
        """So long, and then the service ends while they go on."""
        self.one = one
        self._ended.clear()
        acts = [act for act, count in self.DOING for _ in range(count)]
        self._threads = [threading.Thread(target=self._do, args=(act, seed)) for seed, act in enumerate(acts)]
        for thread in self._threads:
            thread.start()
        time.sleep(seconds)
        status = one.stop()
        self._ended.set()
        for thread in self._threads:
            thread.join()
        return status


def public_key():
    """Of the provider, as it publishes it."""
    private = subprocess.run(['openssl', 'genrsa', '2048'], capture_output=True, check=True, timeout=60).stdout
    told = subprocess.run(['openssl', 'rsa', '-noout', '-modulus'], input=private, capture_output=True, check=True, timeout=20).stdout
    modulus = bytes.fromhex(told.decode().strip().partition('=')[2])
    return {'kty': 'RSA', 'kid': 'one', 'alg': 'RS256', 'use': 'sig', 'e': 'AQAB', 'n': base64url(modulus)}


def prepare(stage):
    """An indicator of its own to publish figures of."""
    with stage.service() as one:
        operator = people.Person(one.api, stage.operator)
        operator.imports('indicators', {
            'code': 'race-1', 'kind': 'trust', 'trust_form': 'institutional', 'trusters': ['resident'], 'trustee': 'municipality', 'focus_areas': [],
            'name_sv': 'race', 'name_da': 'race', 'name_en': 'race', 'unit': 'pct', 'decimals': 1, 'direction': 'up', 'freq': 'A',
            'publication_lag_months': 3, 'state': 'active'})
        operator.imports('sources', {'code': 'race', 'name': 'Enkät', 'collection': 'probability_sample'})
        operator.imports('indicator-versions', {
            'code': 'race-1-v1', 'indicator': 'race-1', 'version': 1, 'statistic': 'share', 'scale': 'rs_0_10', 'items': 1, 'success_options': [7, 8, 9, 10],
            'definition_sv': 'a', 'definition_da': 'a', 'definition_en': 'a', 'source': 'race', 'valid_from': '2018-01-01',
            'comparable_with_previous': True})


def watched(stage, folder, program, seconds, standby):
    """Reports of a program under everything, as their summaries and texts; what everybody was told."""
    there = folder / program
    shutil.copy(BUILD / program, there)
    there.chmod(0o755)
    options = f'suppressions={folder / SUPPRESSIONS.name} halt_on_error=0 exitcode=0 second_deadlock_stack=1 history_size=5'
    bustle = Bustle(stage)
    strings = {'TILLIT_DB_READ': f'host={standby.socket} dbname=postgres user=tillit_public'}
    one = stage.service(program=there, TSAN_OPTIONS=options, TILLIT_OIDC_JWKS=folder / 'keys.json', **{**NARROW, **strings})
    status = bustle.run(one, seconds)
    text = one.log_text()
    one.log.close()
    return [(found[1], found[0]) for found in REPORT.finditer(text)], bustle.said, status, text.count('"event":"serving"')


def keep(reports):
    """The texts of reports, beside the report of the faults; each kind once on the terminal."""
    for summary in sorted({summary for summary, _ in reports}):
        print(f'  {sum(one == summary for one, _ in reports)} x {summary}', flush=True)
    folder = os.environ.get('TILLIT_FAULT_REPORTS', '')
    if folder and reports:
        pathlib.Path(folder).mkdir(parents=True, exist_ok=True)
        (pathlib.Path(folder) / 'races.txt').write_text('\n\n'.join(text for _, text in reports), encoding='utf-8')


@fault('race', 'data races that ThreadSanitizer reports while everything happens at once: kept replies, writing, publication, reload, sessions cut, '
       'imports and exports left, limits, tokens, drains', '0', own_build=True)
def race(stage):
    prepare(stage)
    folder = server.folder('race')
    shutil.copy(SUPPRESSIONS, folder)
    folder.chmod(0o755)
    (folder / 'keys.json').write_text(json.dumps({'keys': [public_key()]}), encoding='utf-8')
    for path in folder.iterdir():
        path.chmod(0o644)
    try:
        with server.Standby(stage.cluster.socket) as standby:
            reports, said, status, starts = watched(stage, folder, 'tillit', times(40, 600), standby)
            control, _, _, _ = watched(stage, folder, 'tillit-unlocked', 15, standby)
    finally:
        shutil.rmtree(folder)
    keep(reports)
    for what, told in sorted(said.items()):
        print(f'  {what}: {", ".join(f"{count} x {word}" for word, count in sorted(told.items(), key=str))}', flush=True)
    replies = sum(count for told in said.values() for word, count in told.items() if str(word).isdigit())
    found = [summary for summary, _ in control if 'totals' in summary]
    return Outcome(f'{replies} replies, {starts} starts, ended with {status}: {len(reports)} reports', not reports and status == 0 and replies > 0,
                   f'kept totals without their lock: {len(found)} reports', bool(found))
