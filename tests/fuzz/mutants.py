#!/usr/bin/python3 -B
"""Requests for the target `request`: valid ones built from the OpenAPI document, and what becomes of them when parameters and
members are repeated, left out, odd, and crossed with each other. Seeded: the same seed makes the same ones. Each is printed as
fuzz_request.c reads it and ends with a NUL. No value is looked up in a database: there the target ends.

mutants.py [--requests N] [--seed N]"""

import argparse
import dataclasses
import itertools
import json
import pathlib
import random
import sys
import urllib.parse

TESTS = pathlib.Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS), str(TESTS / 'hostile')]

import generator  # noqa: E402
from support import contract  # noqa: E402

CALLERS = ('public', 'reader', 'editor', 'publisher', 'admin', 'evaluator', 'operator')
METHODS = ('GET', 'HEAD', 'POST', 'PATCH', 'DELETE', 'PUT', 'OPTIONS', 'TRACE', 'get', 'PROPFIND')
# Who asks by a method: half of the readers nobody (checking a token takes half of the time), of the writers those who may.
WRITERS = {'get': (*CALLERS, *['public'] * 7), 'post': ('editor', 'publisher', 'admin', 'operator', 'operator')}

# Members of bodies, whatever they mean: as JSON text, since Python would not print all of them.
ODD_JSON = (
    'null', 'true', 'false', '0', '-0', '-1', '1.5', '1e400', '-1e400', '1e-400', '99999999999999999999', '9007199254740993', '""', '" "',
    '"x"', '"\\u0000"', '"\\ud83d\\ude00"', '"\\ud800"', '"å"', '"\\u202e"', '"<b>"', '"=1+1"', '"2024"', '"2024-02-30"', '"se-9901"', '"SE 9901"', '[]', '[null]', '[[]]',
    '[1,"a",{}]', '{}', '{"a":1}', '{"sv":"a","da":"a","en":"a"}', '{"sv":1}', '[1,1]', '["a","a"]', '"' + 'x' * 3000 + '"', '[' * 40 + ']' * 40, '[' + '1,' * 300 + '1]', 'NaN', '01', "'a'", '',
)  # fmt: skip
# Bodies that are no objects, or no JSON, or no text.
ODD_BODIES = (
    b'', b' ', b'{', b'}', b'{}', b'[]', b'null', b'"a"', b'1', b'{}{}', b'{},', b'{"a"}', b'{"a":}', b'{"a":1,}', b'{"":1}', b'{"a":1,"a":1}', b'\xef\xbb\xbf{}', b'\xff\xfe{',
    b'{"a":"\xff"}', b'{"a":"\xc0\x80"}', b'{"a":"\xed\xa0\x80"}', b'/*a*/{}', b'[' * 200, b'{"a":' * 200, b'{"a":"' + b'x' * 9000 + b'"}', b'\x01', b'a;b\n1;2\n', b'code,code\na,b\n',
)  # fmt: skip
HEADERS = {
    'Accept': ('', '*/*', '*', 'text/html', 'text/csv', 'application/json;q=0', 'application/json;q=0.5, text/csv', 'text/*;q=0.1, */*;q=0', 'application/problem+json', 'a', ',', ';q=1', 'text/csv;header="a,b"', 'a' * 2000),
    'Accept-Language': ('', 'sv', 'da', 'en', 'de', '*', 'sv;q=0, da;q=0, en;q=0', 'sv-SE, en;q=0.5', ';', 'en;q=2'),
    'Accept-Encoding': ('gzip', 'br', 'identity;q=0', '*;q=0', 'gzip;q=0, *'),
    'Authorization': ('', 'Bearer', 'Bearer ', 'Bearer x', 'bearer a.b.c', 'Basic YTpi', 'Bearer tillit_' + 'a' * 43, 'Bearer ' + 'a.' * 2000),
    'If-None-Match': ('*', '"1-0"', 'W/"1-0"', '"', '"a", "b"', ',', ''),
    'If-Match': ('*', '"1-0"', 'W/"1-0"', '"1"', '1', '"a", *', '', '"-1-0"', '"99999999999999999999-0"'),
    'Idempotency-Key': ('', 'a', '"a"', 'x' * 300, 'å', '0190-a', '01890a5d-ac96-774b-bcce-b302099a8057'),
    'Content-Type': ('', 'application/json', 'application/json; charset=utf-16', 'application/merge-patch+json', 'text/csv', 'text/csv; header=absent', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=a', 'a', 'a/b;c'),
    'Content-Encoding': ('identity', 'gzip', ''),
    'Content-Length': ('', '0', '00', '1', '-1', '+1', '1, 1', '99999999999999999999', '1048577', 'a'),
    'Transfer-Encoding': ('chunked', 'identity', 'gzip, chunked', ''),
    'Expect': ('100-continue', 'a'),
    'Host': ('', 'a', 'a, b'),
    'Origin': ('https://portal.example.org', 'null', 'https://a.example', ''),
    'X-Forwarded-For': ('198.51.100.7', '::1', 'a', '198.51.100.7, 192.0.2.1', ',', ''),
    'traceparent': ('00-0123456789abcdef0123456789abcdef-0123456789abcdef-01', '00-0-0-0', 'ff-0123456789abcdef0123456789abcdef-0123456789abcdef-01', ''),
    'X-Odd': ('\x01', '\x7f', '\xff', 'å', 'a' * 9000),
}  # fmt: skip
SEGMENTS = ('', '.', '..', '%2e%2e', '%2F', '%5C', '%00', '%0a', '%', '%zz', '%ff', 'A', 'se-9901', '%20', '+', '~', '%C3%A5', '*', "'", '"', 'a' * 300, '{code}', 'null', '-1', '0')


@dataclasses.dataclass(frozen=True)
class Operation:
    path: str  # with examples in the place of {names}
    method: str
    names: dict  # of its query parameters, each with values that fit
    required: tuple
    media: str  # of its body; '' without
    bodies: tuple  # examples, as JSON values whose objects are Pairs


class Pairs(list):
    """The members of an object, which may stand twice."""


@dataclasses.dataclass(frozen=True)
class Raw:
    """JSON as it is to stand."""

    text: str


def _json(node):
    if isinstance(node, Raw):
        return node.text
    if isinstance(node, Pairs):
        return '{' + ','.join(f'{json.dumps(name)}:{_json(value)}' for name, value in node) + '}'
    if isinstance(node, list):
        return '[' + ','.join(map(_json, node)) + ']'
    return json.dumps(node)


# ---- what the document says


def _examples_of(document, content):
    schema = contract.resolve(document, content.get('schema', {}))
    found = [content['example']] if 'example' in content else []
    found += [contract.resolve(document, one)['value'] for one in content.get('examples', {}).values()]
    for form in schema.get('oneOf', [schema]):
        form = contract.resolve(document, form)
        found += [form['example']] if 'example' in form else form.get('examples', [])
    return found


def _operation(document, path, method, item):
    values, required, names = {}, [], {}
    for one in (contract.resolve(document, node) for node in item['parameters']):
        found = sorted({*generator.MORE.get(one['name'], []), *generator._examples(document, one)}) or ['1']
        if one['in'] == 'path':
            values[one['name']] = found[0]
        elif one['in'] == 'query':
            names[one['name']] = found
            required += [one['name']] if one.get('required') else []
    contents = contract.resolve(document, item.get('requestBody', {})).get('content', {})
    media = next(iter(contents), '')
    texts = (json.dumps(one) if not isinstance(one, str) else one for one in _examples_of(document, contents.get(media, {})))
    bodies = tuple(json.loads(text, object_pairs_hook=Pairs) for text in texts if text[:1] in '{[')
    return Operation(path.format(**values), method, names, tuple(required), media, bodies)


def operations(document):
    return [_operation(document, path, method, item) for path, methods in document['paths'].items() for method, item in methods.items()]


# ---- how a request is written


def _query(pairs):
    return '&'.join(f'{urllib.parse.quote(name, safe="[]")}={urllib.parse.quote(value, safe=",:")}' for name, value in pairs)


def _written(caller, method, target, headers=(), body=b''):
    head = ''.join(f'{name}: {value}\n' for name, value in headers)
    return f'{caller} {method} {target}\n{head}'.encode() + (b'\n' + body if body else b'')


def _with_required(rng, one, pairs):
    named = {name for name, _ in pairs}
    return [(name, rng.choice(one.names[name])) for name in one.required if name not in named] + list(pairs)


def _asked(rng, one, pairs=(), headers=()):
    """The operation with these parameters, and its body as it should be."""
    caller = rng.choice(WRITERS.get(one.method, WRITERS['post']))
    query = _query(_with_required(rng, one, pairs))
    body = _json(rng.choice(one.bodies)).encode() if one.bodies else b''
    more = [('Content-Type', one.media)] if body else []
    return _written(caller, one.method.upper(), f'{one.path}?{query}' if query else one.path, [*more, *headers], body)


def _sent(rng, one, body, media=None):
    caller = rng.choice(WRITERS['post'])
    query = _query(_with_required(rng, one, ()))
    return _written(caller, one.method.upper(), f'{one.path}?{query}' if query else one.path, [('Content-Type', media or one.media)], body)


# ---- parameters


def plain(rng, known):
    for one in known:
        yield _asked(rng, one)


def pairs_of_parameters(rng, known):
    """Every parameter with every other: once both fit, once the first, the second or both of them are odd, in turn."""
    odd = itertools.cycle(((True, False), (False, True), (True, True)))
    for one in known:
        for pair in itertools.combinations(one.names, 2):
            for are_odd in ((False, False), next(odd)):
                yield _asked(rng, one, [(name, rng.choice(generator.ODD if is_odd else one.names[name])) for name, is_odd in zip(pair, are_odd)])


def repeated_parameters(rng, known):
    for one in known:
        for name, values in one.names.items():
            first = rng.choice(values)
            for second in (first, rng.choice(values), rng.choice(generator.ODD)):
                yield _asked(rng, one, [(name, first), (name, second)])
            yield _asked(rng, one, [(name, first)] * 70)


def odd_parameters(rng, known):
    for one in known:
        for name, value in itertools.product(one.names, generator.ODD):
            yield _asked(rng, one, [(name, value)])


def odd_names(rng, known):
    for one in known:
        for name, values in one.names.items():
            for odd in (name.upper(), f'{name}[]', f'{name}_min', f'-{name}', f' {name}', name[:-1], f'{name}\u0301'):
                yield _asked(rng, one, [(odd, rng.choice(values))])


# ---- bodies


def _places(node, place=()):
    """The places of all members and items, from the outside in; of long arrays the first items."""
    children = enumerate(node[:3]) if isinstance(node, list) else ()
    for index, child in children if not isinstance(node, Pairs) else enumerate(node):
        yield (*place, index)
        yield from _places(child[1] if isinstance(node, Pairs) else child, (*place, index))


def _changed(node, place, change):
    """A copy in which `change(container, index)` was made at the place."""
    copied = type(node)(node)
    if len(place) == 1:
        change(copied, place[0])
    elif isinstance(copied, Pairs):
        name, value = copied[place[0]]
        copied[place[0]] = (name, _changed(value, place[1:], change))
    else:
        copied[place[0]] = _changed(copied[place[0]], place[1:], change)
    return copied


def _put(value):
    def change(container, index):
        container[index] = (container[index][0], value) if isinstance(container, Pairs) else value

    return change


def _remove(container, index):
    del container[index]


def _again(value):
    def change(container, index):
        twin = container[index] if value is None else (container[index][0], value) if isinstance(container, Pairs) else value
        container.insert(index + 1, twin)

    return change


def _rename(container, index):
    if isinstance(container, Pairs):
        container[index] = (container[index][0] + 'x', container[index][1])


def _whole(known):
    return ((one, body) for one in known for body in one.bodies)


def bodies(rng, known):
    for one, body in _whole(known):
        yield _sent(rng, one, _json(body).encode())


def repeated_members(rng, known):
    for one, body in _whole(known):
        for place in _places(body):
            for value in (None, Raw(rng.choice(ODD_JSON))):
                yield _sent(rng, one, _json(_changed(body, place, _again(value))).encode())


def members_left_out(rng, known):
    for one, body in _whole(known):
        for place in _places(body):
            for change in (_remove, _rename):
                yield _sent(rng, one, _json(_changed(body, place, change)).encode())


def odd_members(rng, known):
    for one, body in _whole(known):
        for place, value in itertools.product(_places(body), ODD_JSON):
            yield _sent(rng, one, _json(_changed(body, place, _put(Raw(value)))).encode())


def pairs_of_members(rng, known):
    """Every member of an object with every other, both odd."""
    for one, body in _whole(known):
        for first, second in itertools.combinations(range(len(body)), 2):
            changed = _changed(body, (first,), _put(Raw(rng.choice(ODD_JSON))))
            yield _sent(rng, one, _json(_changed(changed, (second,), _put(Raw(rng.choice(ODD_JSON))))).encode())


def odd_bodies(rng, known):
    for one in known:
        for body in ODD_BODIES:
            yield _sent(rng, one, body, one.media or 'application/json')


def broken_bodies(rng, known):
    """Bytes changed, lost and doubled."""
    for one, body in _whole(known):
        text = _json(body).encode()
        for _ in range(20):
            at, end = sorted(rng.randrange(len(text) + 1) for _ in range(2))
            byte = bytes([rng.randrange(1, 256)])
            yield _sent(rng, one, rng.choice((text[:at], text[:at] + byte + text[at + 1 :], text[:at] + text[end:], text[:end] + text[at:])))


# ---- what stands around


def headers(rng, known):
    for one in known:
        for name, values in HEADERS.items():
            for value in values:
                yield _asked(rng, one, headers=[(name, value)])
            yield _asked(rng, one, headers=[(name, values[0]), (name, values[-1])])


def methods(rng, known):
    for one, method, caller in itertools.product(known, METHODS, CALLERS):
        yield _written(caller, method, one.path)


def paths(rng, known):
    for one in known:
        parts = one.path.split('/')
        for at, segment in itertools.product(range(1, len(parts)), SEGMENTS):
            yield _written(rng.choice(CALLERS), one.method.upper(), '/'.join([*parts[:at], segment, *parts[at + 1 :]]))
        for target in (f'{one.path}/', f'/{one.path}', one.path.upper(), f'{one.path}#a', f'{one.path}?', f'{one.path}?&&', f'{one.path}?=', f'http://a{one.path}', f'{one.path}%3Fa=b', '*'):
            yield _written(rng.choice(CALLERS), one.method.upper(), target)


# Each way with its share; what is systematic is made whole, the others fill up what is left.
WHOLE = (plain, pairs_of_parameters, repeated_parameters, bodies, repeated_members, members_left_out, pairs_of_members)
SOME = (odd_parameters, odd_names, odd_members, odd_bodies, broken_bodies, headers, methods, paths)


def draw(seed, count, known):
    rng = random.Random(f'mutants {seed}')
    drawn = [one for way in WHOLE for one in way(rng, known)]
    if len(drawn) > count:
        return rng.sample(drawn, count)
    for left, way in zip(range(len(SOME), 0, -1), SOME):
        made = list(way(rng, known))
        drawn += rng.sample(made, min(len(made), (count - len(drawn)) // left))
    return drawn


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--requests', type=int, default=85000)
    parser.add_argument('--seed', type=int, default=1)
    options = parser.parse_args()
    for one in draw(options.seed, options.requests, operations(contract.committed())):
        sys.stdout.buffer.write(one + b'\0')


if __name__ == '__main__':
    main()
