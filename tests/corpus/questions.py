"""The questions of a corpus: from the OpenAPI document and what is stored, seeded, so that the same seed asks the same."""

import copy
import json
import random
import sys
import pathlib

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / 'hostile'))

import generator  # noqa: E402
from support import contract, settings  # noqa: E402

FORMATS = (None, 'json', 'csv', 'ndjson', 'xlsx')
HEADERS = (
    {'Accept': 'text/csv'},
    {'Accept': 'application/x-ndjson'},
    {'Accept': 'application/json;q=0.5, text/csv'},
    {'Accept': 'text/html'},
    {'Accept-Language': 'da'},
    {'Accept-Language': 'en, sv;q=0.5'},
    {'If-None-Match': '*'},
)
MOST_VALUES, MOST_KEYS = 4, 6
# What grows by being read: refusals become events, and a key knows when it was last used.
GROWING = ('audit-events', 'api-keys')


def _question(request, headers=None, method='GET', body=None):
    return {'caller': request.caller, 'method': method, 'target': request.target, 'headers': headers or {}, 'body': body}


def _grows(target):
    return any(f'/{name}' in target for name in GROWING)


def _each_format(rng, route, caller, parameters):
    """The question in every format that the route may know; `format` itself once."""
    named = dict(parameters)
    for format_ in FORMATS[1:] if 'format' not in named else (None,):
        more = (('format', format_),) if format_ and 'format' in route.names else ()
        yield generator.Request(caller, route.path, generator._with_required(rng, route, parameters) + more)
        if 'format' not in route.names:
            return


def _plain(rng, around):
    """Every route as everybody in every format, and with every header."""
    for route in around.routes:
        for caller in generator.CALLERS:
            for request in _each_format(rng, route, caller, ()):
                yield _question(request)
            for headers in HEADERS:
                yield _question(generator.Request(caller, route.path, generator._with_required(rng, route, ())), headers)
        yield _question(generator.Request('public', route.path, generator._with_required(rng, route, ())), method='HEAD')


def _parameters(rng, around):
    """Every parameter with some of its values and an odd one, in every format."""
    for route in around.routes:
        for name, values in route.names.items():
            for value in rng.sample(values, min(MOST_VALUES, len(values))) + [rng.choice(generator.ODD)]:
                for request in _each_format(rng, route, rng.choice(list(generator.CALLERS)), ((name, value),)):
                    yield _question(request)


def _columns(rng, api, headers, around):
    """Lists by their own members: one alone, some in another order, sorted by each, paged."""
    for route in around.routes:
        if 'fields' not in route.names:
            continue
        members = _members(api, headers, route.path)
        if not members:
            continue
        for name in members:
            yield from _as_anybody(rng, route, (('fields', name), ('sort', name), ('limit', '3')))
        for _ in range(3):
            some = rng.sample(members, min(3, len(members)))
            sort = rng.choice(['', '-']) + rng.choice(members)
            yield from _as_anybody(rng, route, (('fields', ','.join(some)), ('sort', sort), ('offset', str(rng.randint(0, 9)))))
            yield from _as_anybody(rng, route, (('labels', rng.choice(['names', 'both'])), ('lang', rng.choice(['sv', 'da', 'en', 'all']))))


def _as_anybody(rng, route, parameters):
    known = tuple(pair for pair in parameters if pair[0] in route.names)
    for request in _each_format(rng, route, rng.choice(list(generator.CALLERS)), known):
        yield _question(request)


def _members(api, headers, path):
    reply = api.request('GET', f'{path}?limit=1', headers)
    found = reply.json() if reply.status == 200 else {}
    rows = next((value for value in found.values() if isinstance(value, list)), [])
    return sorted(rows[0]) if rows else []


def _objects(rng, api, headers, document):
    """Some objects of every collection, by everybody, in every language."""
    for path, item in document['paths'].items():
        if 'get' not in item or '{' not in path or path.count('/') != 4:
            continue
        start = path.partition('{')[0]
        for key in generator._keys(api, headers, start.split('/')[3])[:MOST_KEYS]:
            for caller in generator.CALLERS:
                lang = rng.choice(['sv', 'da', 'en', 'all'])
                yield _question(generator.Request(caller, f'{start}{key}', (('lang', lang),)))
            yield _question(generator.Request('operator', f'{start}{key.upper()}'))


def _analyses(rng, around):
    """Every analysis with every value, as JSON and as a table."""
    for request in generator._everything(rng, around):
        yield _question(request)
        other = tuple(pair for pair in request.parameters if pair[0] != 'format') + (('format', 'csv'),)
        yield _question(generator.Request(request.caller, request.path, other))


def _bodies(document, operation):
    media = operation['requestBody']['content'].get('application/json', {})
    schema = contract.resolve(document, media.get('schema', {}))
    examples = [media['example']] if 'example' in media else [one['value'] for one in media.get('examples', {}).values()]
    for form in schema.get('oneOf', []):
        form = contract.resolve(document, form)
        examples += [form['example']] if 'example' in form else []
    return examples


def _calculations(rng, document):
    """Every calculation with the document's examples: as they are, with each number changed, with each member left out."""
    for path, item in document['paths'].items():
        if '/calculations/' not in path:
            continue
        for example in _bodies(document, item['post']):
            for body in [example, *_without(example), *_changed(rng, example)]:
                yield _question(generator.Request('public', path), {'Content-Type': 'application/json'}, 'POST', json.dumps(body))


def _without(example):
    for name in example:
        yield {other: value for other, value in example.items() if other != name}


def _changed(rng, node):
    """Copies with one number changed, at any depth."""
    for place in _numbers(node, ()):
        body = copy.deepcopy(node)
        inner = body
        for step in place[:-1]:
            inner = inner[step]
        old = inner[place[-1]]
        inner[place[-1]] = rng.choice([old + 1, old * 2, 0, 1, old / 2 if isinstance(old, float) else old // 2])
        yield body


def _numbers(node, place):
    if isinstance(node, (int, float)) and not isinstance(node, bool):
        yield place
    pairs = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for step, inner in pairs:
        yield from _numbers(inner, (*place, step))


def draw(api, operator, seed, most):
    """At most that many questions, some of every kind."""
    rng = random.Random(seed)
    document = contract.served(api)
    around = generator.look_around(api, operator)
    kinds = (
        list(_plain(rng, around)),
        list(_parameters(rng, around)),
        list(_columns(rng, api, operator, around)),
        list(_objects(rng, api, operator, document)),
        list(_analyses(rng, around)),
        list(_calculations(rng, document)),
        [_question(request) for request in generator.draw(seed, most // 6, around)],
    )
    drawn = [question for kind in kinds for question in _some(rng, kind, most // len(kinds))]
    return [question for question in drawn if not _grows(question['target'])]


def _some(rng, questions, most):
    return questions if len(questions) <= most else rng.sample(questions, most)
