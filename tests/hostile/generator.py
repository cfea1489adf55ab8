"""Requests from the OpenAPI document and from what is stored: seeded, so that the same seed draws the same ones."""

import base64
import dataclasses
import itertools
import json
import random
import urllib.parse

from support import contract, settings

# Who asks, with the place and the role of the key; None: nobody.
CALLERS = {
    'public': None,
    'reader': ('se-9901', 'reader'),
    'editor': ('se-9901', 'editor'),
    'evaluator': ('ev-sam', 'evaluator'),
    'operator': (None, 'operator'),
}

# What a parameter may be sent as, whatever it means.
ODD = [
    '', ' ', ',', ',,', 'a,,b', '-', '-1', '0', '1', '2', '-0', '+1', '1.5', '1e2', '1e400', '-1e400', '0x10', 'NaN', 'Infinity',
    '2147483647', '2147483648', '-2147483649', '9223372036854775807', '9223372036854775808', '9' * 40, '0.' + '1' * 40, '9' * 400,
    "'", '"', '\\', '{', '}', '{}', '{"a"}', '[]', '%', '%25', '_', '*', '(', '$1', ';', "'; select 1 --", '../..', '\t', '\r\n',
    'null', 'NULL', 'true', 'false', 'TRUE', 't', 'å', 'fo\u0308rtroende', '\U0001f600', '\u202e', '\ufeff', '\ufffe', 'x' * 3000,
    '2024', '0999', '0001', '9999', '10000', '2024-Q1', '2024-Q5', '2024-S1', '2024-W53', '2024-M13', '2024-02-30', '2024-02-29',
    '0000-00-00', '0001-01-01', '9999-12-31', '-4713-01-01', '2024-01-01T00:00:00Z', '2024-01-01T00:00:00+23:59',
    '2024-01-01T24:00:00Z', '9999-12-31T23:59:59.999999Z', '0001-01-01T00:00:00+14:00', '2024-06-30T23:59:60Z',
    'latest', 'all', 'shared', '_T', '_T,_T', 'se-9901', 'SE-9901', 'se_9901', 'se-9901,se-9901', 'se-9901-d2a', 'ix-inst', 'ins-01',
    '00000000-0000-0000-0000-000000000000', '01890a5d-ac96-774b-bcce-b302099a8057', ','.join(['se-9901'] * 150),
    ','.join(str(i) for i in range(201)), ','.join(['a'] * 2000), 'code', '-code', 'code,code', 'name,-period', 'xlsx', 'csv', 'json',
]  # fmt: skip

# Collections whose keys are values of parameters, by the parameters' names.
KEYS = {
    'areas': ('area', 'reference_area', 'parent_area', 'parent'),
    'municipalities': ('municipality', 'owner', 'partner'),
    'indicators': ('indicator',),
    'indicators?unit=index_0_100': ('index',),
    'peer-groups': ('peer_group',),
    'plans': ('plan',),
    'goals': ('goal',),
    'evaluations': ('evaluation',),
    'releases': ('release',),
    'focus-areas': ('focus_area',),
}
# Values that the document does not name, or too few of.
MORE = {
    'type': ['target', 'area', 'group', 'part_whole', 'form', 'mutual', 'inside_out'],
    'months': ['12,24', '0', '1,1', '600'],
    'alpha': ['0.05', '0', '1', '0.000000001', '0.999999999'],
    'allow_break': ['true', 'false'],
    'history': ['true', 'false'],
    'limit': ['1', '20', '1000'],
    'offset': ['0', '1', '10000'],
    'last_n': ['1', '5', '1000'],
    'q': ['tillit', 'a', '%', '_', 'å'],
    'period': ['latest'],
}
PERIODS = ('period', 'period_from', 'period_to', 'period_before', 'period_after', 'last_period', 'first_period')


@dataclasses.dataclass(frozen=True)
class Request:
    caller: str
    path: str
    parameters: tuple = ()  # pairs of name and value
    headers = {}  # besides those of the caller

    @property
    def target(self):
        query = urllib.parse.urlencode(self.parameters, safe=',:')
        return f'{self.path}?{query}' if query else self.path

    @property
    def repeated(self):
        """The names that stand more than once."""
        names = [name for name, _ in self.parameters]
        return {name for name in names if names.count(name) > 1}

    def __str__(self):
        return f'{self.caller} GET {self.target}'


@dataclasses.dataclass
class Route:
    path: str  # with the keys of an object that is there
    names: dict  # of its query parameters, each with values that fit
    required: tuple
    is_analysis: bool

    def valid(self, rng, name):
        return rng.choice(self.names[name])


@dataclasses.dataclass
class Surroundings:
    routes: list
    hidden: list  # areas none of whose figures the public may see


# ---- what there is


def _text(value):
    return str(value).lower() if isinstance(value, bool) else str(value)


def _examples(document, parameter):
    """Values that the document itself names."""
    schema = contract.resolve(document, parameter['schema'])
    items = contract.resolve(document, schema.get('items', schema))
    found = [*schema.get('enum', []), *items.get('enum', [])]
    for place in (parameter, schema, items):
        found += [place['example']] if 'example' in place else []
        found += place.get('examples', []) if isinstance(place.get('examples'), list) else []
    found += ['0', '1', '2.5', '-1', '1000000'] if {'integer', 'number'} & {schema.get('type'), items.get('type')} else []
    return [','.join(map(_text, value)) if isinstance(value, list) else _text(value) for value in found if value is not None]


def _read(api, headers, path):
    reply = api.request('GET', f'{settings.API}/{path}', headers)
    return reply.json() if reply.status == 200 else {}


def _keys(api, headers, collection):
    name, _, filters = collection.partition('?')
    rows = _read(api, headers, f'{name}?limit=1000&{filters}').get(name.replace('-', '_'), [])
    return [row.get('code') or row.get('id') for row in rows]


def _stored(api, headers):
    """Values of parameters by their names, from the collections and the figures that are stored."""
    values = {}
    for collection, names in KEYS.items():
        for name in names:
            values.setdefault(name, []).extend(_keys(api, headers, collection))
    series = _read(api, headers, 'series?limit=1000').get('series', [])
    rows = _read(api, headers, 'observations?limit=1000&history=true').get('observations', [])
    for name in PERIODS:
        values[name] = sorted({row['period'] for row in rows} | {'2022', '2023', '2024'})
    for name in ('respondent_group', 'reference_group'):
        values[name] = sorted({row['respondent_group'] for row in series} | {'resident', 'manager', 'employee'})
    values['as_of'] = ['2024-01-01', '2025-05-01', settings.TODAY, '2025-05-01T12:00:00Z']
    return values


def _hidden_areas(api):
    """Areas that the public knows to have been measured, and nothing else."""
    shown, all_rows, after = set(), set(), ''
    while after is not None:
        page = _read(api, {}, f'observations?limit=1000&fields=area,value{after}')
        all_rows |= {row['area'] for row in page['observations']}
        shown |= {row['area'] for row in page['observations'] if row['value'] is not None}
        after = page['_meta']['next_after'] and f'&after={page["_meta"]["next_after"]}'
    return sorted(all_rows - shown)


def _cursors(api, headers, path):
    """Cursors of a list, as they are and with their bytes changed."""
    reply = api.request('GET', f'{path}?limit=1', headers)
    cursor = reply.json().get('_meta', {}).get('next_after') if reply.status == 200 else None
    if not cursor:
        return []
    plain = base64.urlsafe_b64decode(cursor + '=' * (-len(cursor) % 4))
    head, _, values = plain.partition(b';')
    forged = [head + b';', head + b';n', head + b';n' * 9, head + b';v0:', head + b';v99999999999999999999:x', head + b';v3:' + b"'\\x",
              head + b';' + values * 2, head + b';' + values[:-1], head + b';' + values.replace(b'v', b'v-'), b'', b'\x00', plain[::-1]]  # fmt: skip
    return [cursor] + [base64.urlsafe_b64encode(one).decode().rstrip('=') for one in forged]


def _path_of(api, headers, path, keys):
    """The path with the key of an object that is there."""
    if '{' not in path:
        return path
    collection = path.removeprefix(f'{settings.API}/').split('/')[0]
    if collection not in keys:
        keys[collection] = _keys(api, headers, collection) or ['none']
    start, _, rest = path.partition('{')
    return start + keys[collection][0] + rest.partition('}')[2]


def look_around(api, operator):
    """The routes of the document with values that fit their parameters, and areas whose figures are all hidden."""
    document = contract.served(api)
    stored, keys, routes = _stored(api, operator), {}, []
    for path, item in document['paths'].items():
        if 'get' not in item:
            continue
        path = _path_of(api, operator, path, keys)
        names, required = {}, []
        for one in (contract.resolve(document, node) for node in item['get']['parameters']):
            if one['in'] != 'query':
                continue
            names[one['name']] = sorted({*stored.get(one['name'], []), *MORE.get(one['name'], []), *_examples(document, one)}) or ['1']
            required += [one['name']] if one.get('required') else []
        if 'after' in names:
            names['after'] = _cursors(api, operator, path) or ['bm8']
        routes.append(Route(path, names, tuple(required), '/analyses/' in path))
    return Surroundings(routes, _hidden_areas(api))


# ---- what is asked


def _with_required(rng, route, parameters):
    """What the route cannot be asked without comes first, unless it is among the parameters."""
    named = {name for name, _ in parameters}
    return tuple((name, route.valid(rng, name)) for name in route.required if name not in named) + tuple(parameters)


def _plain(rng, around):
    for route, caller in itertools.product(around.routes, CALLERS):
        yield Request(caller, route.path, _with_required(rng, route, ()))


def _repeated(rng, around):
    """Each parameter twice: the same value, another one, or one that fits nothing."""
    for route in around.routes:
        for name in route.names:
            first = route.valid(rng, name)
            second = rng.choice([first, route.valid(rng, name), rng.choice(ODD)])
            yield Request(rng.choice(list(CALLERS)), route.path, _with_required(rng, route, [(name, first), (name, second)]))


def _in_a_list(rng, around):
    """A value twice within one list."""
    for route in around.routes:
        for name in route.names:
            value = route.valid(rng, name)
            yield Request(rng.choice(list(CALLERS)), route.path, _with_required(rng, route, [(name, f'{value},{value}')]))


def _odd(rng, around):
    for route in around.routes:
        for name, value in itertools.product(route.names, ODD):
            yield Request(rng.choice(list(CALLERS)), route.path, _with_required(rng, route, [(name, value)]))


def _crossed(rng, around):
    """Each parameter with each other: values that fit, so that the whole goes to the database."""
    for route in around.routes:
        for pair in itertools.combinations(route.names, 2):
            parameters = [(name, route.valid(rng, name)) for name in pair]
            yield Request(rng.choice(list(CALLERS)), route.path, _with_required(rng, route, parameters))


def _heaps(rng, around):
    """Many parameters at a time, some of them odd, some of them twice."""
    routes = [route for route in around.routes if route.names]
    while True:
        route = rng.choice(routes)
        names = [rng.choice(list(route.names)) for _ in range(rng.randint(3, 12))]
        parameters = [(name, rng.choice(ODD) if rng.random() < 0.1 else route.valid(rng, name)) for name in names]
        yield Request(rng.choice(list(CALLERS)), route.path, _with_required(rng, route, parameters))


def _analysis(rng, caller, route, fixed):
    """A question to an analysis with these values and any others."""
    chosen = dict(fixed)
    for name in route.names:
        if name in chosen or name == 'format' and rng.random() < 0.8:
            continue
        if name in route.required or rng.random() < (0.75 if name in ('indicator', 'respondent_group') else 0.4):
            chosen[name] = route.valid(rng, name)
    return Request(caller, route.path, tuple(chosen.items()))


def _hidden(rng, around):
    """Every analysis over areas whose figures are all hidden, with every other value, as everybody."""
    for route in around.routes:
        if not route.is_analysis or 'area' not in route.names:
            continue
        kinds = route.names.get('type', [None])
        for area, caller, kind in itertools.product(around.hidden, CALLERS, kinds):
            for _ in range(4):
                yield _analysis(rng, caller, route, {'area': area, **({'type': kind} if kind else {})})


def _everything(rng, around):
    """Every analysis with every value of each of its parameters."""
    for route in around.routes:
        if not route.is_analysis:
            continue
        for name, values in route.names.items():
            for value, caller in itertools.product(values, CALLERS):
                yield _analysis(rng, caller, route, {name: value})


def _any_analysis(rng, around):
    routes = [route for route in around.routes if route.is_analysis]
    while True:
        yield _analysis(rng, rng.choice(list(CALLERS)), rng.choice(routes), {})


# Each way with its share of the requests; what a way does not need goes to the last ones, which never end.
WAYS = (
    (_plain, 0.05),
    (_repeated, 0.25),
    (_hidden, 0.10),
    (_everything, 0.15),
    (_in_a_list, 0.05),
    (_odd, 0.15),
    (_crossed, 0.15),
    (_heaps, 0.05),
    (_any_analysis, 1),
)


def _some(rng, found, most):
    """At most that many of them, from all over."""
    found = list(itertools.islice(found, max(most * 40, 200000)) if most else ())
    return found if len(found) <= most else rng.sample(found, most)


def draw(seed, count, around):
    rng = random.Random(seed)
    drawn = []
    for way, share in WAYS:
        most = min(int(share * count), count - len(drawn))
        endless = way in (_heaps, _any_analysis)
        drawn += itertools.islice(way(rng, around), most) if endless else _some(rng, way(rng, around), most)
    rng.shuffle(drawn)
    return drawn
