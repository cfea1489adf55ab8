"""Replies that are kept: they are what is true, never somebody else's, and never too many."""

import ctypes
import ctypes.util
import gzip
import itertools
import os
import random
import re
import subprocess
import threading
import time
import unittest
import urllib.parse

import test_conditional as conditional
from support import database, proxy, server, settings
from support.case import Case
from support.people import People
from support.publishing import PLACE, Town, figure

TERMS = f'{settings.API}/terms'
LANGUAGES = ('sv', 'da', 'en')
# How long another instance, or a write past the service, may stay unseen; a machine with much else to do needs more than
# the milliseconds that a notification takes.
BEHIND_S = 0.1 if not settings.SANITIZED else 1.0
READS = 100_000 if settings.FULL else 8_000
READERS = 6

_brotli = ctypes.CDLL(ctypes.util.find_library('brotlidec') or 'libbrotlidec.so.1')


def from_brotli(data):
    room = ctypes.create_string_buffer(1 << 20)
    length = ctypes.c_size_t(len(room))
    if _brotli.BrotliDecoderDecompress(ctypes.c_size_t(len(data)), data, ctypes.byref(length), room) != 1:
        raise AssertionError('this is no Brotli')
    return room.raw[: length.value]


def plain(reply):
    """The body as it is without its coding."""
    decode = {None: bytes, 'gzip': gzip.decompress, 'br': from_brotli}[reply.headers.get('content-encoding')]
    return type(reply)(reply.status, reply.headers, decode(reply.body))


def counts(one):
    """{'hit': 3, ..., 'bytes': 1000} of a server."""
    text = one.ops.get('/metrics').text
    found = dict(re.findall(r'^tillit_cache_requests_total\{result="(\w+)"\} (\d+)$', text, re.M))
    found |= dict(re.findall(r'^tillit_cache_(\w+?)(?:_total)? (\d+)$', text, re.M))
    return {name: int(value) for name, value in found.items()}


def change_of(one, act):
    before = counts(one)
    act()
    return {name: value - before[name] for name, value in counts(one).items() if value != before[name]}


def trusted(one):
    server.until(lambda: counts(one)['trusted'] == 1, 10, 'changes are heard of')


_town = None


def setUpModule():
    global _town
    _town = Town(f'tillit_cache_{os.getpid()}')
    _town.operator.imports('terms', *(term(code, 0) for code in CODES))


def tearDownModule():
    if _town is not None:
        _town.close()


CODES = ('t-a', 't-b', 't-c')


def term(code, version):
    words = {f'name_{lang}': f'{code} {lang} {version}' for lang in LANGUAGES}
    return {'code': code, **words, **{f'description_{lang}': f'{code} {lang} {version} ' + 'and more ' * 100 for lang in LANGUAGES}}


class Keys(Case):
    """What is one question, and what is not."""

    def ask(self, target, **headers):
        return _town.server.api.get(target, **headers)

    def setUp(self):
        trusted(_town.server)

    def test_one_question(self):
        target = f'{TERMS}?limit=2&sort=-code'
        first = self.ask(target)
        same = {
            'again': (target, {}),
            'another order': (f'{TERMS}?sort=-code&limit=2', {}),
            'escapes': (f'{TERMS}?sort=%2Dcode&limit=%32', {}),
            'the format said': (f'{target}&format=json', {}),
            'the format accepted': (target, {'accept': 'application/json'}),
            'the language that is the default': (target, {'accept_language': 'fr'}),
        }
        for case in self.table(same):
            with case as (other, headers):
                found = change_of(_town.server, lambda: self.assertEqual(self.ask(other, **headers).body, first.body))
                self.assertEqual(found, {'hit': 1})

    def test_another_question(self):
        target = f'{TERMS}/t-a'
        self.ask(target)
        others = {
            'another language': (target, {'accept_language': 'sv'}),
            'a parameter': (f'{target}?fields=code', {}),
            'another path': (f'{TERMS}/t-b', {}),
            'an end of a name in a value': (f'{TERMS}?fields=code&limit=1', {}),
        }
        for case in self.table(others):
            with case as (other, headers):
                self.assertEqual(change_of(_town.server, lambda: self.ask(other, **headers))['miss'], 1)

    def test_what_is_not_asked(self):
        key = {'authorization': f'Bearer {_town.reader.key}'}
        for case in self.table({
            'a key': (f'{TERMS}/t-a', key, 200),
            'a key that is none': (f'{TERMS}/t-a', {'authorization': 'Bearer x'}, 401),
            'a refusal': (f'{TERMS}?nothing=1', {}, 400),
        }):
            with case as (target, headers, status):
                self.assertEqual(change_of(_town.server, lambda: self.assertEqual(self.ask(target, **headers).status, status)).keys() & {'hit', 'entries'}, set())

    def test_what_is_not_kept(self):
        for case in self.table({
            'nothing there': (f'{TERMS}/t-none', 404),
            'a stream': (f'{TERMS}?format=csv', 200),
            'wrong parameters': (f'{TERMS}?limit=x', 400),
        }):
            with case as (target, status):
                for _ in range(2):
                    found = change_of(_town.server, lambda: self.assertEqual(self.ask(target).status, status))
                    self.assertEqual(found.keys() & {'hit', 'entries'}, set())

    def test_others_never_get_a_members_reply(self):
        indicator = _town.indicator()
        _town.hand_in(None, figure(indicator, PLACE, 100, 50))
        target = f'observations?indicator={indicator}'
        for _ in range(3):
            self.assertEqual(len(_town.editor.read(target)['observations']), 1)
            self.assertEqual(_town.public.read(target)['observations'], [])
            self.assertIn('no-store', _town.editor.get(target).headers['cache-control'])

    def test_no_language_is_not_english(self):
        """Kolada's clients ask for none, and are told Swedish."""
        for path in ('/kolada/v3/kpi', '/kolada/v3/municipality'):
            for accept, language in ((None, 'sv'), ('en', 'en'), (None, 'sv'), ('en', 'en')):
                headers = {} if accept is None else {'Accept-Language': accept}
                with self.subTest(path, accept=accept):
                    self.assertEqual(_town.server.api.request('GET', path, headers).headers['content-language'], language)


class Bodies(Case):
    def setUp(self):
        trusted(_town.server)

    def test_codings(self):
        bare = _town.server.api.get(f'{TERMS}/t-a')
        self.assertIn('Accept-Encoding', bare.headers['vary'])
        for case in self.table({
            'gzip': 'gzip', 'gzip, br': 'br', 'br;q=0.5, gzip;q=0.9': 'gzip', 'identity, br;q=0.1': None, 'br;q=0': None, '': None,
            '*': 'br', 'gzip;q=1.0, *;q=0': 'gzip', 'zstd': None,
        }.items()):
            with case as (accepted, coding):
                reply = _town.server.api.get(f'{TERMS}/t-a', accept_encoding=accepted)
                self.assertEqual(reply.headers.get('content-encoding'), coding)
                self.assertEqual(plain(reply).body, bare.body)
                self.assertEqual(reply.headers['etag'], bare.headers['etag'][:-1] + (f'-{coding}"' if coding else '"').replace('-identity', ''))
                self.assertEqual(_town.server.api.get(f'{TERMS}/t-a', if_none_match=reply.headers['etag'], accept_encoding=accepted).status, 304)
                if coding:
                    self.assertLess(len(reply.body), len(bare.body))

    def test_heads_and_conditions(self):
        target = f'{TERMS}/t-b'
        bare = _town.server.api.get(target)
        found = change_of(_town.server, lambda: self.check_without_body(target, bare))
        self.assertEqual(found, {'hit': 2})
        self.assertEqual(_town.server.api.get(target, if_none_match='"0-0000000000000000"').body, bare.body)

    def check_without_body(self, target, bare):
        head = _town.server.api.request('HEAD', target)
        self.assertEqual((head.status, head.body, head.headers['content-length']), (200, b'', str(len(bare.body))))
        same = _town.server.api.get(target, if_none_match=bare.headers['etag'])
        self.assertEqual((same.status, same.body), (304, b''))
        told = {name: value for name, value in bare.headers.items() if name not in ('date', 'traceparent')}
        self.assertEqual({name: head.headers.get(name) for name in told}, told)
        again = {name: told[name] for name in same.headers if name in told and name != 'content-length'}
        self.assertEqual({name: same.headers[name] for name in again}, again)
        self.assertEqual(set(same.headers), conditional.TOLD_AGAIN & set(bare.headers))

    def test_each_reply_has_a_trace_of_its_own(self):
        traces = {_town.server.api.get(f'{TERMS}/t-a').headers['traceparent'] for _ in range(50)}
        self.assertEqual(len(traces), 50)
        given = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
        self.assertEqual(_town.server.api.get(f'{TERMS}/t-a', traceparent=given).headers['traceparent'][:35], given[:35])


class Flights(Case):
    def test_many_ask_the_database_once(self):
        """While a lock holds the first one up, the others wait for it instead of a connection."""
        trusted(_town.server)
        target = f'{TERMS}?limit=1&fields=code,name&sort=name'
        replies = []
        with locked('tillit.term'):
            before = counts(_town.server)
            asking = [threading.Thread(target=lambda: replies.append(_town.server.api.get(target))) for _ in range(20)]
            for thread in asking:
                thread.start()
            time.sleep(0.5)
        for thread in asking:
            thread.join(30)
        after = counts(_town.server)
        self.assertEqual({(reply.status, reply.body) for reply in replies}, {(200, replies[0].body)})
        self.assertEqual((len(replies), after['miss'] - before['miss'], after['shared'] - before['shared']), (20, 1, 19))


class locked:
    """A lock that keeps readers of a table waiting."""

    def __init__(self, table):
        self.table = table

    def __enter__(self):
        self.psql = subprocess.Popen(
            [f'{settings.PG_BIN}/psql', '-XqAt', '-h', settings.PG_HOST, '-U', 'postgres', '-d', _town.name],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=server.environment(), cwd='/')
        self.psql.stdin.write(f"begin; lock table {self.table}; select 'locked';\n")
        self.psql.stdin.flush()
        assert self.psql.stdout.readline() == 'locked\n'

    def __exit__(self, *unused):
        self.psql.communicate('rollback;\n', timeout=10)


class Bounds(Case):
    MOST = 2_000_000

    def test_random_addresses(self):
        with server.on_database(_town.name, TILLIT_CACHE_BYTES=self.MOST, TILLIT_MAX_OFFSET=1_000_000) as one:
            trusted(one)
            many = 100_000 if settings.FULL else 4_000
            self.ask_all(one, 0, many // 4)
            resident = server.resident_bytes(one.process.pid)
            self.ask_all(one, many // 4, many)
            found = counts(one)
            self.assertLessEqual(found['bytes'], self.MOST)
            self.assertGreater(found['bytes'], self.MOST * 0.9)
            self.assertGreater(found['evictions'], many * 0.3)
            grown = server.resident_bytes(one.process.pid) - resident
            if not settings.SANITIZED:
                self.assertLess(grown, 2 * self.MOST)

    def ask_all(self, one, first, last):
        asking = [threading.Thread(target=self.ask, args=(one, range(first + start, last, 4))) for start in range(4)]
        for thread in asking:
            thread.start()
        for thread in asking:
            thread.join()

    def ask(self, one, numbers):
        for number in numbers:
            one.api.get(f'{TERMS}?limit=2&offset={number}', accept_encoding=random.choice(('gzip', 'br', 'identity')))

    def test_what_is_too_large_is_not_kept(self):
        with server.on_database(_town.name, TILLIT_CACHE_BYTES=16_000) as one:
            trusted(one)
            for target, kept in ((f'{TERMS}/t-a', 1), (TERMS, 0)):
                for _ in range(2):
                    self.assertEqual(one.api.get(target).status, 200)
                self.assertEqual(counts(one)['hit'], 1, target)
                self.assertEqual(counts(one)['entries'], 1, target)
                self.assertIn(kept, (0, 1))

    def test_none_is_kept(self):
        with server.on_database(_town.name, TILLIT_CACHE_BYTES=0) as one:
            for _ in range(2):
                reply = one.api.get(f'{TERMS}/t-a', accept_encoding='gzip')
                self.assertEqual((reply.status, reply.headers.get('content-encoding')), (200, None))
            self.assertNotIn('tillit_cache', one.ops.get('/metrics').text)


class Away(Case):
    """The database goes silent, then comes back changed."""

    def test_stale_is_said(self):
        hole = proxy.Proxy()
        self.addCleanup(hole.close)
        strings = server.connection_strings(hole.folder, _town.name)
        with server.Server('own', **strings, TILLIT_STATEMENT_TIMEOUT_MS=300, TILLIT_QUEUE_WAIT_MS=300, TILLIT_CACHE_STALE_S=8) as one:
            trusted(one)
            kept = one.api.get(f'{TERMS}/t-a')
            self.assertNotIn('warning', kept.headers)
            hole.freeze()
            server.until(lambda: counts(one)['trusted'] == 0, 5, 'the silence is noticed')
            with self.subTest('what was kept'):
                stale = one.api.get(f'{TERMS}/t-a')
                self.assertEqual((stale.status, stale.body, stale.headers['warning']), (200, kept.body, '110 - "Response is Stale"'))
                self.assertLess(int(stale.headers['age']), 9)
                self.assertEqual(stale.headers['etag'], kept.headers['etag'])
            with self.subTest('what was not'):
                self.assertProblem(one.api.get(f'{TERMS}/t-b'), 'unavailable')
            with self.subTest('with a key'):
                self.assertProblem(one.api.get(f'{TERMS}/t-a', authorization=f'Bearer {_town.reader.key}'), 'unavailable')
            with self.subTest('too old'):
                server.until(lambda: one.api.get(f'{TERMS}/t-a').status == 503, 12, 'it is not served for ever')
            _town.sql("update tillit.term set name_en = 'changed meanwhile' where code = 't-a'")
            hole.thaw()
            server.until(lambda: counts(one)['trusted'] == 1, 10, 'changes are heard of again')
            with self.subTest('back'):
                server.until(lambda: one.api.get(f'{TERMS}/t-a').status == 200, 10, 'reading works again')
                reply = one.api.get(f'{TERMS}/t-a')
                self.assertEqual((reply.status, reply.json()['name']), (200, 'changed meanwhile'))
                self.assertNotIn('warning', reply.headers)


# ------------------------------------------------------------------------------------------------------- the hunt


class History:
    """What somebody may have read of one thing, and when: each version with the time from which it may have been there and
    the time from which it must have been, and where it was written."""

    def __init__(self, value):
        self.versions = [(value, 0.0, 0.0, None)]

    def write(self, value, place, act, opens=0.0):
        """`opens`: when the clock makes it true, if it is written by then."""
        may = max(time.time(), opens)
        self.versions.append((value, may, float('inf'), place))
        act()
        ended = time.time()
        self.versions[-1] = (value, may, max(ended, opens), 'clock' if opens > ended else place)

    def behind(self, value, place, asked, answered):
        """Seconds that the value was out of date when it was asked for: 0 when it was there at some moment in between. None
        when it was never there, or not yet."""
        versions = list(self.versions)
        least = None
        for number, (one, may, _, _) in enumerate(versions):
            if one != value or may > answered:
                continue
            late = 0.0
            if number + 1 < len(versions):
                _, _, must, written = versions[number + 1]
                late = max(0.0, asked - must)
                if written in (place, 'clock') and late > 0:
                    late += 1000  # who wrote here, and the clock, are seen at once
            least = late if least is None else min(least, late)
        return least


class Hunt(Case):
    """Readers of two instances ask at random while others write, publish, withdraw and an embargo opens. Each reply must be
    what was true at some moment between question and answer, in the language, format and coding that were asked for."""

    def test_no_reply_is_stale_or_mixed(self):
        with server.on_database(_town.name, 'second', TILLIT_POOL_APP=4) as second:
            self.servers = [_town.server, second]
            for one in self.servers:
                trusted(one)
            self.people = [_town.people, People(second.api, _town.name)]
            self.people[1]._known = {who: type(person)(second.api, person.key) for who, person in _town.people._known.items()}
            self.indicators = [_town.indicator() for _ in range(2)]
            self.history = {code: History(0) for code in CODES} | {code: History(None) for code in self.indicators}
            _town.operator.imports('terms', *(term(code, 0) for code in CODES))
            self.bodies, self.faults, self.late = {}, [], [0.0]
            self.counter, self.done, self.private = itertools.count(), threading.Event(), itertools.count()
            before = [counts(one) for one in self.servers]
            writers = [threading.Thread(target=self.guarded, args=(act,)) for act in (self.write_terms, self.publish)]
            readers = [threading.Thread(target=self.guarded, args=(self.read, seed)) for seed in range(READERS)]
            for thread in writers + readers:
                thread.start()
            for thread in readers + writers:
                thread.join()
            self.assertEqual(self.faults[:5], [])
            used = [{name: value - before[i][name] for name, value in counts(one).items()} for i, one in enumerate(self.servers)]
            read = next(self.counter)
            print(f'  {read} reads, {sum(len(h.versions) for h in self.history.values())} versions, {used}, '
                  f'at most {max(self.late) * 1000:.0f} ms behind another instance', flush=True)
            for one in used:
                self.assertGreater(one['hit'], READS / 20)
                self.assertGreater(one['changes'], 20)
            self.assertGreater(next(self.private), 10)

    def guarded(self, act, *words):
        try:
            act(*words)
        except Exception as error:  # pylint: disable=broad-except
            self.faults.append(repr(error))
            self.done.set()

    # --- writing

    def write_terms(self):
        chance = random.Random(1)
        for version in itertools.count(1):
            if self.done.is_set():
                return
            code, place = chance.choice(CODES), chance.choice((0, 1, None))
            self.history[code].write(version, place, lambda: self.write_term(code, version, place))
            time.sleep(chance.choice((0, 0.002, 0.02, 0.1)))

    def write_term(self, code, version, place):
        if place is not None:
            self.people[place].who(None, 'operator').imports('terms', term(code, version))
            return
        changed = ', '.join(f"{name} = '{value}'" for name, value in term(code, version).items() if name != 'code')
        _town.sql(f"update tillit.term set {changed} where code = '{code}'")

    def publish(self):
        chance = random.Random(2)
        for number in itertools.count(1000, 60):
            if self.done.is_set():
                return
            indicator, place = chance.choice(self.indicators), chance.choice((0, 1))
            history, people = self.history[indicator], self.people[place]
            publisher = people.who(PLACE, 'publisher')
            opens = int(time.time()) + 3 if chance.random() < 0.3 else 0
            embargo = {'embargo_until': time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime(opens))} if opens else {}
            release = _town.hand_in(_town.new_release(**embargo), figure(indicator, PLACE, number, number // 2))
            history.write(number, place, lambda: self.move(publisher, release, 'published'), opens)
            time.sleep(max(0, opens + 0.3 - time.time()))
            if chance.random() < 0.2:
                history.write('withdrawn', place, lambda: self.move(publisher, release, 'withdrawn'))

    def move(self, publisher, release, state):
        self.assertEqual(publisher.patch(f'releases/{release}', {'state': state}).status, 200)

    # --- reading

    def read(self, seed):
        chance = random.Random(100 + seed)
        tags = {}
        while not self.done.is_set():
            if next(self.counter) >= READS:
                self.done.set()
            ask = chance.choice((self.read_term, self.read_term, self.read_terms, self.read_figure, self.read_figure, self.read_private))
            ask(chance, tags)

    def get(self, place, target, chance, tags, **headers):
        """The reply, as if without coding and condition, and when it was asked for and answered."""
        one = self.servers[place]
        asked_for = (place, target, tuple(headers.items()))
        coding = chance.choice((None, 'gzip', 'br', 'identity'))
        if coding:
            headers['accept_encoding'] = coding
        if asked_for in tags and chance.random() < 0.4:
            headers['if_none_match'] = tags[asked_for]
        asked = time.time()
        reply = plain(one.api.get(f'{settings.API}/{target}', **headers))
        answered = time.time()
        if reply.status == 304:
            return self.bodies[asked_for[1:], bare_tag(reply)], asked, answered
        if reply.status != 200 or reply.headers.get('content-encoding') not in (None, coding):
            raise AssertionError(f'{target} {headers}: {reply}')
        tags[asked_for] = reply.headers['etag']
        known = self.bodies.setdefault((asked_for[1:], bare_tag(reply)), reply)
        if known.body != reply.body:
            raise AssertionError(f'{target}: two bodies have the tag {reply.headers["etag"]}')
        return reply, asked, answered

    def judge(self, what, values, place, asked, answered, reply=None):
        """One of the values is what was true."""
        value = values[0]
        possible = [self.history[what].behind(one, place, asked, answered) for one in values]
        late = min((one for one in possible if one is not None), default=None)
        if late is None:
            raise AssertionError(f'{what} was {value} before that was true; {self.history[what].versions[-4:]}, {asked}, {answered}')
        if late > BEHIND_S:
            raise AssertionError(f'{what} was {value} {late} s after that was true; {self.history[what].versions[-4:]}, {asked}, {answered}, {reply and (reply.headers, reply.text[:500])}')
        self.late.append(late)

    def judge_term(self, row, lang, place, asked, answered):
        code, said, version = row['name'].split(' ')
        if (code, said) != (row['code'], lang) or not row['description'].startswith(row['name'] + ' '):
            raise AssertionError(f'{lang} was asked for, and {row["code"]}: {row["name"][:20]}')
        self.judge(code, [int(version)], place, asked, answered)

    def read_term(self, chance, tags):
        place, code, lang = chance.choice((0, 1)), chance.choice(CODES), chance.choice(LANGUAGES)
        by_header = chance.random() < 0.5
        target = f'terms/{code}' if by_header else f'terms/{code}?lang={lang}'
        reply, asked, answered = self.get(place, target, chance, tags, **({'accept_language': lang} if by_header else {}))
        self.judge_term(reply.json(), lang, place, asked, answered)

    def read_terms(self, chance, tags):
        place, lang = chance.choice((0, 1)), chance.choice(LANGUAGES)
        reply, asked, answered = self.get(place, chance.choice(('terms', 'terms?sort=code&limit=3', 'terms?limit=3&sort=code')), chance, tags, accept_language=lang)
        for row in reply.json()['terms']:
            self.judge_term(row, lang, place, asked, answered)

    def read_figure(self, chance, tags):
        place, indicator = chance.choice((0, 1)), chance.choice(self.indicators)
        target = chance.choice((f'observations?indicator={indicator}', f'observations?indicator={indicator}&area={PLACE}&period=latest'))
        if chance.random() < 0.2:
            asked = time.time()
            reply = self.servers[place].api.get(f'{settings.API}/{target}', accept='text/csv')
            answered = time.time()
            if reply.media != 'text/csv' or not reply.text.startswith('indicator'):
                raise AssertionError(f'{target} as CSV: {reply}')
            return
        reply, asked, answered = self.get(place, target, chance, tags)
        rows = reply.json()['observations']
        told = 'withdrawn' if rows and rows[0]['obs_status'] == 'M' else rows and rows[0]['n_valid']
        nothing = [None, 'withdrawn'] if 'latest' in target else [None]  # what is missing is nobody's latest
        self.judge(indicator, [told] if rows else nothing, place, asked, answered, reply)

    def read_private(self, chance, _tags):
        """A member reads what is not published yet at the same address."""
        place, indicator = chance.choice((0, 1)), chance.choice(self.indicators)
        reply = self.people[place].who(PLACE, 'editor').get('observations', indicator=indicator)
        if reply.status != 200 or 'no-store' not in reply.headers['cache-control']:
            raise AssertionError(f'an editor is told {reply.headers}')
        next(self.private)


def bare_tag(reply):
    return re.sub('-(gzip|br)"$', '"', reply.headers['etag'])
