"""Memory or libpq fail, in each place and on every route: what is answered, what is stored, and how the process ends."""

import bisect
import collections
import http.client
import itertools
import json
import random
import re
import signal
import subprocess
import time
import uuid

import asked
from failing import ALLOCATION, LIBPQ, Failing
from frame import Outcome, fault
from support import client, contract, operations, server, settings

TRACE = '0af7651916cd43dd8448eb211c80319c'
TRACED = {'traceparent': f'00-{TRACE}-b7ad6b7169203331-01'}
OWN = ('date', 'traceparent', 'content-length')  # headers that are told otherwise each time, or by the body already
TERMS = b'code,name_sv,name_da,name_en,description_sv,description_da,description_en\r\nt%d,x,x,x,x,x,x\r\n'
PROGRAM = settings.PROGRAM.rpartition('/')[2]
ON_PURPOSE, OURS, HEAP = 'out of memory, said so', 'our own code', 'a broken heap'

# What is stored: of each table how many rows, and a sum over them, unless they are many, which only figures are; of the trail, how
# many events tell of what was done.
TABLES = ("select relname, reltuples > 1000 from pg_class where relnamespace = 'tillit'::regnamespace and relkind = 'r' "
          "and relname not like 'audit_%' and relname <> 'shown_pool' order by 1")
SUM = {'f': "select '{0}', count(*), sum(hashtextextended(t::text, 0)::numeric) from tillit.{0} t", 't': "select '{0}', count(*), 0 from tillit.{0}"}
EVENTS = "select 'audit_event', count(*), 0 from tillit.audit_event where status < 400"

NUMBERS = collections.defaultdict(lambda: itertools.count(1))  # of new objects, by resource


def same(one, other):
    """Whether two replies are, but for what is told otherwise each time."""
    if one is None or other is None:
        return False
    headers, others = ({name: value for name, value in reply.headers.items() if name not in OWN} for reply in (one, other))
    return (one.status, one.body, headers) == (other.status, other.body, others)


class Ends:
    """Why processes have ended: what their last words tell, and in whose code that was."""

    def __init__(self):
        self.by, self.silent, self.named, self.details = collections.Counter(), 0, 0, collections.Counter()

    def note(self, log, libraries):
        words = [json.loads(line) for line in log.splitlines() if line.startswith('{"level":"fatal","event":"crash"')]
        if not words:
            self.silent += 1
            return
        frames = [int(frame, 16) for frame in words[-1]['frames'].split()]
        self.named += words[-1]['trace_id'] == TRACE
        whose = self.whose(log, words[-1]['message'], frames, libraries)
        self.by[whose] += 1
        if whose != ON_PURPOSE:
            self.details[f'{words[-1]["message"]} in {whose}: {self.where(frames, libraries)}'] += 1

    @staticmethod
    def whose(log, name, frames, libraries):
        """The report's own frames come first, then those of the C library that raised the signal or was handed what is no memory."""
        if '"event":"out of memory"' in log or name == 'SIGABRT' and all(line.startswith('{') for line in log.splitlines()):
            return ON_PURPOSE
        if name == 'SIGABRT':
            return HEAP
        rest = itertools.dropwhile(lambda library: library == OURS, (libraries.find(frame) for frame in frames))
        return next((library for library in rest if not re.match(r'libc\b|libc\.|ld-|failing', library)), 'unknown')

    @staticmethod
    def where(frames, libraries):
        """The innermost of our functions, but those of the report."""
        own = [hex(frame) for frame in frames if libraries.find(frame) == OURS]
        told = subprocess.run(['addr2line', '-f', '-s', '-e', settings.PROGRAM, *own], capture_output=True, text=True, timeout=60, check=False).stdout.split('\n')
        return ' < '.join([name for name in told[::2] if name and name not in ('report', 'add_frames')][:4])


class Libraries:
    """Which file an address of a process belongs to; addresses from the beginning of the program are told as they are."""

    def __init__(self, pid):
        self.starts, self.names = [], []
        with open(f'/proc/{pid}/maps', encoding='utf-8') as file:
            for line in file:
                span, *_, path = line.split(maxsplit=5) if line.count('/') else (line.split()[0], '')
                self.starts.append(int(span.split('-')[0], 16))
                self.names.append(path.strip().rpartition('/')[2])

    def find(self, address):
        if address < 1 << 32:
            return OURS
        name = self.names[max(bisect.bisect_right(self.starts, address) - 1, 0)]
        return OURS if name == PROGRAM else re.sub(r'\.so.*', '.so', name) or 'nowhere'


class Trial:
    """A service in which calls of a kind fail, started again when that ends it: what came of it."""

    def __init__(self, stage, kind):
        self.stage, self.kind, self.failing, self.chance = stage, kind, Failing(), random.Random(1)
        self.is_whole = settings.FULL or settings.COUNTED and kind == LIBPQ  # every call, on every route that reads
        self.port, self.ops_port = server.free_port(), server.free_port()
        self.routes = self.injected = 0
        self.statuses, self.ends, self.wrong, self.seen = collections.Counter(), Ends(), [], set()
        stage.cluster.sql('analyze')
        tables = [line.split('|') for line in stage.cluster.sql(TABLES).splitlines()]
        self.sums = ' union all '.join([SUM[is_large].format(table) for table, is_large in tables] + [EVENTS])
        self.one = self.libraries = None
        self.start()

    def start(self):
        self.disarm()
        self.one = self.stage.service(
            **self.failing.settings, port=self.port, ops_port=self.ops_port, TILLIT_CACHE_BYTES=0, TILLIT_PUBLIC_URL='http://tillit.example.org')
        server.until(lambda: self.one.ops.get('/readyz').status == 200, 30, 'it is ready')
        self.libraries = Libraries(self.one.process.pid)

    def close(self):
        self.one.stop()
        self.one.log.close()
        self.failing.close()

    # --- failing

    def arm(self, point):
        if self.kind == LIBPQ:
            self.failing.set(LIBPQ, 0, point)
        else:
            self.failing.want(0, point)

    def disarm(self):
        """Nothing fails from now on; whether something did."""
        met = self.failing.left(LIBPQ) <= 0 if self.kind == LIBPQ else self.failing.wanted == 0
        self.failing.set(LIBPQ, 0, 0)
        self.failing.want(0, 0)
        return met

    def points(self, request):
        """Where calls fail while that is asked: the first, the second ..., or the places that no other request has come by."""
        self.failing.set(self.kind, 0, 0)
        self.failing.want(int(self.kind == ALLOCATION), 0)
        self.ask(request)
        self.failing.want(0, 0)
        found = list(range(1, self.failing.calls(LIBPQ) + 1)) if self.kind == LIBPQ else [one for one in self.failing.places() if one not in self.seen]
        chosen = found if self.is_whole else self.chance.sample(found, min(len(found), 4))
        self.seen.update(chosen)
        return chosen

    # --- asking

    def ask(self, request):
        """The reply, None without a whole one; on a connection of its own."""
        try:
            return client.Client(self.one.base_url, 'faults', 30).request(request.method, request.target, {**request.headers, **TRACED}, request.body)
        except (OSError, http.client.HTTPException):
            return None

    def ask_failing(self, request, point):
        self.arm(point)
        reply = self.ask(request)
        self.injected += self.disarm()
        self.statuses['none' if reply is None else reply.status] += 1
        if reply is None:
            self.bury(0.3)
        elif reply.status >= 500:
            time.sleep(0.05)  # what was sent to the database comes to its end
        return reply

    def ask_whole(self, request):
        """The reply once nothing fails; after the process has ended, of the next one."""
        reply = None
        for _ in range(40):
            reply = self.ask(request)
            if reply is not None and reply.status not in (500, 503):
                break
            if not self.bury(0.05 if reply is None else 0):
                time.sleep(0.05)
        return reply

    def bury(self, seconds):
        """Notes why a process has ended, and starts another."""
        try:
            status = self.one.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        if status >= 0:
            self.wrong.append(f'the process ended with {status}')
        elif signal.Signals(-status).name == 'SIGKILL':
            self.wrong.append('the process was killed')
        self.ends.note(self.one.log_text(), self.libraries)
        self.one.log.close()
        self.start()
        return True

    # --- judging

    def judge(self, request, found, expected, is_same=same):
        """A reply with a failure is that without, or a problem that the document tells of, or none at all."""
        if found is None or is_same(found, expected) or self.is_refusal(request, found):
            return
        self.wrong.append(f'{request}: {found}, not {expected}')

    @staticmethod
    def is_refusal(request, reply):
        if not request.target.startswith(settings.API):
            return reply.status in (429, 500, 503)  # in the neighbour's own words; 429 is what Kolada's clients come again after
        if reply.media != 'application/problem+json':
            return False
        told = contract.told_by_default(operations.document(), operations.document()['paths'][f'{settings.API}/terms']['post'])
        slug = reply.json().get('type', '').rpartition('/')[2]
        return reply.status in (500, 503) and told.get(slug) == reply.status and (reply.status != 503 or 'retry-after' in reply.headers)

    # --- what only reads

    def read(self, request):
        self.routes += 1
        self.ask_whole(request)
        expected = self.ask_whole(request)
        for point in self.points(request):
            found = self.ask_failing(request, point)
            after = self.ask_whole(request)
            if not same(after, expected):
                expected = self.ask_whole(request)  # what tells of time or of what was refused
                if not same(after, expected) or after.status >= 500:
                    self.wrong.append(f'{request}: afterwards {after}, not {expected}')
            self.judge(request, found, expected)

    # --- what writes

    def contents(self):
        """{table: (rows, sum)} of all that is stored."""
        rows = (line.split('|') for line in self.stage.cluster.sql(self.sums).splitlines())
        return {table: (int(count), total) for table, count, total in rows}

    def changed(self, before):
        """By how many rows each table that is not as it was has grown."""
        now = self.contents()
        return {table: now[table][0] - before[table][0] for table in now if now[table] != before[table]}

    def prepare(self, write):
        """A request of that kind that has not been sent; of a change, to a new object."""
        number = next(NUMBERS[write.resource and write.resource.name])
        if write.resource is None:
            headers = {**asked.headers_of(self.stage, None, 'operator'), 'Content-Type': 'text/csv', 'Idempotency-Key': str(uuid.uuid4())}
            return asked.Request('POST', write.path, headers, TERMS % number)
        resource, writer = write.resource, asked.headers_of(self.stage, *write.resource.writer)
        body = {name: value for name, value in resource.body(number).items() if write.method == 'POST' or name in resource.own}
        create = asked.Request('POST', resource.path, {**writer, 'Content-Type': operations.JSON, 'Idempotency-Key': str(uuid.uuid4())}, json.dumps(body).encode())
        if write.method == 'POST':
            return create
        made = self.ask_whole(create)
        if made is None or made.status != 201:
            raise AssertionError(f'{create}: {made}')
        headers = {**writer, 'If-Match': made.headers['etag']}
        target = operations.fill(resource.object_path, made.json()[resource.key])
        if write.method == 'DELETE':
            return asked.Request('DELETE', target, headers)
        return asked.Request('PATCH', target, {**headers, 'Content-Type': operations.MERGE_PATCH}, json.dumps(resource.change).encode())

    def write(self, write):
        self.routes += 1
        request = self.prepare(write)
        before = self.contents()
        expected = self.ask_whole(request)
        whole = self.changed(before)
        if expected is None or expected.status >= 300 or not whole:
            self.wrong.append(f'{request}: {expected}, changed {whole}')
            return
        for point in self.points(self.prepare(write)):
            self.write_failing(write, point, expected, whole)

    def write_failing(self, write, point, expected, whole):
        """Afterwards all of it is stored or nothing, all if it was acknowledged, and all of it once when it is sent again."""
        request = self.prepare(write)
        before = self.contents()
        found = self.ask_failing(request, point)
        done = self.changed(before)
        if done not in ({}, whole):
            self.wrong.append(f'{request}: {found}, half of it: {done}, not {whole}')
        if found is not None and found.status < 300 and done != whole:
            self.wrong.append(f'{request}: {found}, and lost: {done}')
        self.judge(request, found, expected, lambda one, other: one.status == other.status)
        if done and write.method != 'POST':
            return  # sent again it would find another state than it wants
        again = self.ask_whole(request)
        if again is None or again.status != expected.status or self.changed(before) != whole:
            self.wrong.append(f'{request}: {found}, again {again}, changed {self.changed(before)}, not {whole}')

    # --- controls

    def notices(self):
        """Whether a reply to something else, and a row that is written apart from its others, would have been told."""
        one, other = (asked.Request('GET', f'{settings.API}/{path}', {}) for path in ('terms?limit=3', 'areas?limit=3'))
        there, before = len(self.wrong), self.contents()
        self.judge(one, self.ask_whole(one), self.ask_whole(other))
        told = len(self.wrong) > there
        del self.wrong[there:]
        self.stage.cluster.sql("update tillit.term set name_en = name_en || '.' where code = 'trust'")
        return told and bool(self.changed(before))


def fail_calls(stage, kind, reads, writes):
    """Of full runs all routes, of others that many; of whole trials all that only read."""
    trial = Trial(stage, kind)
    reading, writing = asked.reading(stage) + asked.calculating(), asked.writing()
    if not trial.is_whole:
        reading = trial.chance.sample(reading, reads)
    if not settings.FULL:
        writing = trial.chance.sample(writing, writes)
    try:
        for act, request in [(trial.read, request) for request in reading] + [(trial.write, write) for write in writing]:
            act(request)
        control = trial.notices()
        alive = trial.one.ops.get('/readyz').status == 200
    finally:
        trial.close()
    for line in [*trial.wrong[:40], *(f'{count} x {detail}' for detail, count in sorted(trial.ends.details.items()))]:
        print(f'  {line[:600]}', flush=True)
    return trial, control, alive


def outcome(trial, control, alive, is_kept):
    replies = ', '.join(f'{count} x {status}' for status, count in sorted(trial.statuses.items(), key=str))
    ends = ', '.join(f'{count} by {whose}' for whose, count in sorted(trial.ends.by.items())) or 'none'
    return Outcome(
        f'{trial.routes} routes, {trial.injected} failures: answered {replies}; {len(trial.wrong)} wrong; ends of the process: {ends} '
        f'({trial.ends.named} name the request), {trial.ends.silent} without a word',
        alive and trial.injected > 0 and not trial.wrong and not trial.ends.silent and is_kept,
        f'a reply to something else and a row by itself {"are" if control else "ARE NOT"} noticed', control)


@fault('memory', 'an allocation fails, in each place and on every route: no reply wrong, no write lost, half or twice; a process that ends says so, '
       'and not in our own code', '0 wrong; 0 without a word; 0 by our own code', bare=True)
def memory(stage):
    trial, control, alive = fail_calls(stage, ALLOCATION, 10, 4)
    return outcome(trial, control, alive, not trial.ends.by[OURS] and not trial.ends.by[HEAP])


@fault('libpq', 'a call of libpq fails, each and on every route: every reply documented, no end of the process, no write lost, half or twice',
       '0 wrong; 0 ends')
def libpq(stage):
    trial, control, alive = fail_calls(stage, LIBPQ, 10, 4)
    return outcome(trial, control, alive, not trial.ends.by)


# More orders than statements are kept of a connection, each a statement of its own.
ORDERS = [
    ','.join(sign + name for sign, name in zip(signs, names))
    for names in itertools.permutations(('code', 'name', 'area_type', 'population'))
    for signs in itertools.product(('', '-'), repeat=4)
]


@fault('forgotten', 'the database is not told to forget a statement whose place is wanted: those that come after it are answered',
       '0 refused', bare=True)
def forgotten(stage):
    failing, orders = Failing(), iter(ORDERS)
    try:
        with stage.service(**failing.settings, TILLIT_POOL_PUBLIC=1, TILLIT_CACHE_BYTES=0) as one:

            def ask():
                return one.api.get(f'{settings.API}/areas?limit=1&sort={next(orders)}').status

            filled = {ask() for _ in range(120)}
            refused = 0
            for _ in range(40):
                failing.set(LIBPQ, 0, 1)
                refused += ask() != 200
            failing.set(LIBPQ, 0, 0)
            after = collections.Counter(ask() for _ in range(60))
    finally:
        failing.close()
    return Outcome(f'{after.total() - after[200]} of {after.total()} refused', filled == {200} and set(after) == {200},
                   f'{refused} of 40 refused while a call failed', refused > 0)
