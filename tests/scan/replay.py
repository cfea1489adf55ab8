"""What sqlmap sends for one value, sent for every value, by a client that does nothing but send. What becomes of it is judged by
the database: whether its log has an error of a statement or a value, and whether there is a statement that values without SQL
did not bring about (pg_stat_statements: texts without constants, those within functions among them). What takes a statement's
sleep, or is answered by 5xx, is wrong as well."""

import codecs
import concurrent.futures
import dataclasses
import json
import re
import socket
import time
import urllib.parse

import postgres
from places import MARK, STALE
from support import database

SENDERS = 16  # most of the time each waits for the database
AT_ONCE = 16  # requests on their way on a connection
MISUNDERSTOOD = 'XX|22|42(?!501)'  # errors of these classes; who may not write a row is refused by 42501, as 403
SLEEP_S = 2.5  # sqlmap makes a statement sleep for three (--time-sec)
HARMLESS = 8  # of the values with SQL, how many one without stands for
INNOCENT = (',a', 'a' * 500)  # a list is another statement than a value; of a text that is too long the example is tried with the rest
BEFORE_MARK = re.compile(r"[^\s/?&=,:;'\"()]*$")  # the value that a mark is at the end of
NUMBER = re.compile(r'\b\d+\b')  # commands are kept with theirs: how long a statement may take


# ---- where


@dataclasses.dataclass(frozen=True)
class Spot:
    """One value of a place, and what a request is with another in its stead."""

    name: str
    value: str
    make: object  # a function of the value, giving method, target, headers and body


def _as_cell(text):
    quoted = text.replace('"', '""')
    return f'"{quoted}"'


def _as_json(text):
    return json.dumps(text, ensure_ascii=False)[1:-1]


def _as_it_is(text):
    return text


def _in_url(text):
    return urllib.parse.quote(text, safe='')


def _marked(text, encode):
    """Each mark of a text: the value before it, and what the text is with another. The other marks fall away."""
    parts = text.split(MARK)
    for at in range(1, len(parts)):
        before, after = ''.join(parts[:at]), ''.join(parts[at:])
        value = BEFORE_MARK.search(before)[0]
        start = before.removesuffix(value)
        yield urllib.parse.unquote(value) if encode is _in_url else value, lambda other, start=start, after=after: start + encode(other) + after


def _members(value):
    """Members of a body that are no texts, and one name of each object: what they are, and a function that puts a text there."""
    if isinstance(value, dict):
        for name, part in value.items():
            for found, put in _members(part):
                yield found, lambda other, name=name, put=put, value=value: {**value, name: put(other)}
        for name in list(value)[:1]:
            yield name, lambda other, name=name, value=value: {other if one == name else one: part for one, part in value.items()}
    elif isinstance(value, list):
        for at, part in list(enumerate(value))[:1]:
            for found, put in _members(part):
                yield found, lambda other, at=at, put=put, value=value: [*value[:at], put(other), *value[at + 1 :]]
    elif not isinstance(value, str):
        yield json.dumps(value), lambda other: other


def spots(place):
    """Every value of a place, and what a body of JSON has besides."""
    if place.parameters:
        yield from _of_query(place)
        return
    target, body = place.target.replace(MARK, ''), place.body and place.body.replace(MARK, '')
    # what is changed is changed: with a version of nothing no value would come as far as the database
    headers = {name: '*' if value == STALE else value.replace(MARK, '') for name, value in place.headers}
    for value, make in _marked(place.target, _in_url):
        yield Spot(place.name, value, lambda other, make=make: (place.method, make(other), headers, body))
    for name, text in place.headers:
        for value, make in _marked(text, _as_it_is):
            yield Spot(place.name, value, lambda other, make=make, name=name: (place.method, target, {**headers, name: make(other)}, body))
    if place.kind.endswith(('body', 'csv')):
        for value, make in _marked(place.body, _as_cell if place.kind == 'csv' else _as_json):
            yield Spot(place.name, value, lambda other, make=make: (place.method, target, headers, make(other)))
    if place.kind.endswith('body'):
        for value, put in _members(json.loads(body)):
            yield Spot(f'{place.name}, {value}', value, lambda other, put=put: (place.method, target, headers, json.dumps(put(other), ensure_ascii=False)))


def _of_query(place):
    path, _, query = place.target.partition('?')
    pairs = urllib.parse.parse_qsl(query, keep_blank_values=True)
    for name in place.parameters:

        def make(other, name=name):
            varied = [(one, other if one == name else value) for one, value in pairs]
            return place.method, f'{path}?{urllib.parse.urlencode(varied)}', dict(place.headers), place.body

        yield Spot(place.name, dict(pairs)[name], make)


def harmless(payload, known):
    """As long as a payload, and with the same signs, but no word of SQL is left; the value that it was made for stays."""
    return known.join(codecs.encode(part, 'rot13') for part in payload.split(known))


# ---- sending


class Lost(Exception):
    """The service has closed the connection."""


class _Line:
    """One connection, with several requests on their way."""

    def __init__(self, base_url):
        self.address = urllib.parse.urlsplit(base_url)
        self.socket = self.replies = None

    def _open(self):
        self.close()
        self.socket = socket.create_connection((self.address.hostname, self.address.port), timeout=60)
        self.replies = self.socket.makefile('rb')

    def close(self):
        if self.socket:
            self.replies.close()
            self.socket.close()
        self.socket = None

    def _bytes(self, request):
        method, target, headers, body = request
        content = b'' if body is None else body.encode('utf-8', 'surrogatepass')
        given = {'Host': self.address.netloc, **headers}
        if content or method != 'GET':
            given['Content-Length'] = str(len(content))
        lines = ''.join(f'{name}: {value}\r\n' for name, value in given.items())
        return f'{method} {target} HTTP/1.1\r\n{lines}\r\n'.encode() + content

    def statuses(self, requests):
        """Of all of them in their order. Whoever closes after a reply is asked anew for the rest."""
        found, fruitless = [], 0
        while len(found) < len(requests):
            count = len(found)
            try:
                if self.socket is None:
                    self._open()
                self.socket.sendall(b''.join(self._bytes(one) for one in requests[count : count + 1 if fruitless else None]))
                while self.socket and len(found) < len(requests) and (not fruitless or len(found) == count):
                    found.append(self._status())
            except (Lost, OSError):
                self.close()
            fruitless = fruitless + 1 if len(found) == count else 0
            if fruitless > 2:
                found.append(0)  # no answer at all
                fruitless = 0
        return found

    def _status(self):
        first = self.replies.readline()
        if not first:
            raise Lost
        status, length, is_chunked, ends = int(first[9:12]), 0, False, False
        while (line := self.replies.readline()) not in (b'\r\n', b''):
            name, _, value = line.lower().partition(b':')
            if name == b'content-length':
                length = int(value)
            elif name == b'transfer-encoding':
                is_chunked = True
            elif name == b'connection':
                ends = b'close' in value
        if status not in (204, 304):
            self._skip(length, is_chunked)
        if ends:
            self.close()
        return status

    def _skip(self, length, is_chunked):
        if not is_chunked:
            self.replies.read(length)
            return
        while size := int(self.replies.readline().split(b';')[0], 16):
            self.replies.read(size + 2)
        while self.replies.readline() not in (b'\r\n', b''):
            pass


@dataclasses.dataclass
class Sent:
    count: int = 0
    statuses: dict = dataclasses.field(default_factory=dict)
    faults: list = dataclasses.field(default_factory=list)

    def add(self, other):
        self.count += other.count
        self.faults += other.faults
        for status, count in other.statuses.items():
            self.statuses[status] = self.statuses.get(status, 0) + count


class Senders:
    """Several lines, each with a part of what is to be sent."""

    def __init__(self, base_url):
        self.lines = [_Line(base_url) for _ in range(SENDERS)]
        self.pool = concurrent.futures.ThreadPoolExecutor(SENDERS)

    def send(self, spot, values):
        sent = Sent()
        for part in self.pool.map(self._part, self.lines, [values[at::SENDERS] for at in range(SENDERS)], [spot] * SENDERS):
            sent.add(part)
        return sent

    def _part(self, line, values, spot):
        sent = Sent()
        for at in range(0, len(values), AT_ONCE):
            some = values[at : at + AT_ONCE]
            started = time.monotonic()
            statuses = line.statuses([spot.make(value) for value in some])
            if time.monotonic() - started > SLEEP_S:
                sent.faults += [f'sleeps: {value}' for value in some if _seconds(line, spot, value) > SLEEP_S and _seconds(line, spot, value) > SLEEP_S]
            for value, status in zip(some, statuses):
                is_wrong = status == 0 or status >= 500 and status != 501
                sent.add(Sent(1, {status: 1}, [f'answered {status}: {value}'] if is_wrong else []))
        return sent

    def close(self):
        self.pool.shutdown()
        for line in self.lines:
            line.close()


def _seconds(line, spot, value):
    started = time.monotonic()
    line.statuses([spot.make(value)])
    return time.monotonic() - started


# ---- judging

SORTS = ('sleeps', 'new statement', 'complaint')  # what is wrong begins with one, or with how it was answered


class Statements:
    """The texts of the statements that a database has carried out, as pg_stat_statements has them. `known`: those of others like it."""

    def __init__(self, host, name, known):
        self.connection = postgres.Connection(host, 'postgres')  # what is asked here is in no other database
        self.of_database = f"from pg_stat_statements s join pg_database d on d.oid = s.dbid where d.datname = '{name}'"
        self.connection.rows('create extension if not exists pg_stat_statements')
        self.connection.rows('select pg_stat_statements_reset()')
        self.known, self.count = known, 0

    def new(self):
        """Texts since this was asked last."""
        count = int(self.connection.rows(f'select count(*) {self.of_database}')[0][0])
        if count == self.count:
            return []
        self.count = count
        texts = {NUMBER.sub('0', row[0]) for row in self.connection.rows(f'select s.query {self.of_database}')}
        found = texts - self.known
        self.known |= texts
        return sorted(found)

    def forgotten(self):
        """How often room was made for others: what is not there any more could not be judged."""
        return int(self.connection.rows('select dealloc from pg_stat_statements_info')[0][0])


class Judge:
    """What the database says since it was asked last: of a database's statements, and the log of its whole cluster."""

    def __init__(self, host, name, known):
        self.statements = Statements(host, name, known)
        self.heard = database.complaints(0)[1]

    def says(self):
        complaints, self.heard = database.complaints(self.heard, MISUNDERSTOOD)
        return [f'new statement: {text[:2000]}' for text in self.statements.new()], [f'complaint: {line}' for line in complaints]

    def close(self):
        self.statements.connection.close()


def admitted(base_url, found, bearers):
    """The spots with the first of the keys that is let in there, and how many there are that let nobody in."""
    line, chosen, shut = _Line(base_url), [], 0
    for spot in found:
        tried = [_as(spot, one) for one in bearers]
        open_to = next((one for one in tried if line.statuses([one.make(spot.value)])[0] not in (401, 403)), None)
        shut += open_to is None
        chosen.append(open_to or tried[0])
    line.close()
    return chosen, shut


def _as(spot, bearer):
    def make(value):
        method, target, headers, body = spot.make(value)
        return method, target, {'Authorization': bearer, **headers}, body

    return dataclasses.replace(spot, make=make)


def run(base_url, found, payloads, known, every, judge, first=0):
    """Of each spot what was sent, and what was wrong with it. `known`: the value that the payloads were made for; `every`: of them, how many
    one stands for; `first`: the place of the first spot among all."""
    senders = Senders(base_url)
    chosen = [payloads[(first + at) % every :: every] for at in range(len(found))]
    for spot, values in zip(found, chosen):
        innocent = [spot.value, *(f'{spot.value}{more}' for more in INNOCENT), *(harmless(one, known).replace(known, spot.value) for one in values[::HARMLESS])]
        senders.send(spot, innocent)
    judge.says()
    for spot, values in zip(found, chosen):
        sent = senders.send(spot, [one.replace(known, spot.value) for one in values])
        statements, complaints = judge.says()
        yield spot, sent, [*sent.faults, *statements, *complaints]
    senders.close()
