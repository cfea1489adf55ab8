"""Requests to other systems' interfaces as their clients would never send them: filters, selections, paths and Accept headers
broken, repeated, odd and crossed. A refusal is in the neighbour's own words; which statuses there are is the neighbour's too."""

import dataclasses
import json
import random
import urllib.parse

import generator

ODATA, PXWEB, KOLADA, DCAT = '/odata/v4', '/pxweb/api/v2', '/kolada', '/datasets/dcat'

PIECES = (
    "'", '"', '(', ')', '$', '@', '%', '\\', ';', '--', '/*', ' and ', ' or ', ' not ', ' eq ', ' in ', ' null ', "''", '0x1', '1e308', '-', '+', '.',
    ',', '/', 'a', '1', '*', '?', '[', ']', '<', '&', '=', '#', 'å', '\u200b', '\U0001f600', '\x7f', '\n', '\x01', "');select 1", 'tolower(', 'any(x:', 'top(',
)  # fmt: skip

# By name, each with what a client may send.
ODATA_OPTIONS = {
    '$filter': ["indicator eq 'ins-01'", 'value gt 50 and not (n_valid lt 5)', "contains(area,'99') or period in ('2023','2024')", 'value ne null', 'is_synthetic'],
    '$orderby': ['value desc', 'indicator,area', 'period asc', 'code'],
    '$select': ['area,value', '*', 'code', 'name,code'],
    '$search': ['tillit', '"a b"', 'NOT x', 'a AND b'],
    '$top': ['0', '3', '1000'],
    '$skip': ['0', '3', '10000'],
    '$count': ['true', 'false'],
    '$expand': ['area', '*'],
    '$skiptoken': ['bm8', 'YTtuO3YxOmE'],
    '$format': ['json', 'application/json;odata.metadata=full', 'xml', 'atom'],
    '$apply': ['aggregate(value with sum as s)'],
    'lang': ['sv', 'da', 'en'],
}
SETS = ('Observations', 'Series', 'Indicators', 'Areas', 'FocusAreas', 'Goals', 'Releases', 'Changes', 'Observations/$count', "Indicators('ins-01')", "Areas('se-9901')", '$metadata', '')
PXWEB_OPTIONS = {
    **{f'valueCodes[{name}]': ['*', '_T', '2024', 'se-9901,se-9902', 'top(2)', 'top(2,1)', 'bottom(1)', 'range(2020,2022)', 'from(2023)', 'to(2020)', '202?', 'value,n'] for name in ('Region', 'Tid', 'ContentsCode', 'Sex', 'Indicator', 'Nope')},
    'codelist[Region]': ['agg_pg-demo10', 'vs_municipality', 'nope'],
    'outputValues[Region]': ['aggregated', 'single'],
    'outputFormat': ['json-stat2', 'csv', 'px', 'xlsx', 'html'],
    'lang': ['sv', 'da', 'en'],
    'query': ['förtroende', 'tillit'],
    'pastDays': ['1', '100000'],
    'pageNumber': ['1', '1000000'],
    'pageSize': ['1', '100000'],
    'includeDiscontinued': ['True', 'false'],
}  # fmt: skip
TABLES = ('tables', 'tables/ins-01', 'tables/ins-01/metadata', 'tables/ins-01/data', 'tables/fa-bem/data', 'tables/ins-01/defaultselection', 'codelists/agg_pg-demo10', 'config')
KOLADA_OPTIONS = {
    'kpi_id': ['ins-01', 'ins-01,ins-02', 'nope'],
    'municipality_id': ['9901', '9901,9902', '101'],
    'ou_id': ['se-9901-d1', 'nope'],
    'year': ['2024', '2023,2024', '1970'],
    'from_date': ['2024-01-01', '2099-12-31'],
    'title': ['tillit', 'förtroende'],
    'page': ['1', '99'],
    'per_page': ['1', '5000'],
}
KOLADA_PATHS = (
    'data', 'data/', 'data/kpi/ins-01', 'data/kpi/ins-01/municipality/9901/year/2024', 'data/year/2023,2024/kpi/ins-01', 'oudata', 'oudata/kpi/ins-01/year/2024',
    'kpi', 'kpi/ins-01', 'kpi_groups', 'municipality', 'municipality/9901', 'municipality_groups', 'ou',
)  # fmt: skip
DCAT_PATHS = ('', '.rdf', '.ttl', '.jsonld', '.csv')

MEDIA = ('*/*', 'application/json', 'application/xml', 'text/html', 'text/turtle', 'application/rdf+xml', 'application/ld+json', 'text/csv', 'application/*', 'text/plain', 'application/json;odata.metadata=full', 'application/vnd.json-stat2+json', 'nope/nope', '*', 'json')
WEIGHTS = ('', ';q=1', ';q=0', ';q=0.000', ';q=0.0001', ';q=2', ';q=-1', ';q=abc', ';q=', ';q', ';q=1;q=0', ';level="a,b"', ';x="\\""', '; q = 0.5', ';;;')
ACCEPTS = ('', ' ', ',', ';', ',,,', '*/*' + ',*/*' * 400, 'a' * 4000, 'a/b' * 500, '"', '/', '/*', '*/json', 'text/html, */*;q=0', '\\', '=')

# What each may answer, and what its refusals are made of.
STATUSES = {
    ODATA: {200, 400, 404, 406, 414, 501, 503},
    PXWEB: {200, 400, 404, 406, 414},
    KOLADA: {200, 400, 404, 406, 414},
    DCAT: {200, 400, 404, 406, 414},
}


def _is_odata(answer):
    error = answer['error']
    return set(answer) == {'error'} and {'code', 'message'} <= set(error) <= {'code', 'message', 'details'} and error['code'] and error['message']


def _is_kolada(answer):
    return set(answer) == {'detail'} and isinstance(answer['detail'], str) and answer['detail']


def _is_problem(answer):
    return {'type', 'title', 'status', 'detail', 'instance', 'trace_id'} <= set(answer)


SHAPES = {ODATA: ('application/json', _is_odata), KOLADA: ('application/json', _is_kolada), PXWEB: ('application/problem+json', _is_problem), DCAT: ('application/problem+json', _is_problem)}
DEADLINE = 'deadline-exceeded'  # the only 503: an order that no index has


@dataclasses.dataclass(frozen=True)
class Request(generator.Request):
    root: str = ''
    accept: str | None = None

    @property
    def target(self):
        query = urllib.parse.urlencode(self.parameters, safe=',:*()$', quote_via=urllib.parse.quote)
        path = self.root + urllib.parse.quote(self.path, safe="/$(),='")
        return f'{path}?{query}' if query else path

    @property
    def headers(self):
        return {} if self.accept is None else {'Accept': self.accept}

    def judge(self, status, media, body):
        """What is wrong with the reply, in words; None when nothing is."""
        if status not in STATUSES[self.root] | ({401} if self.caller != 'public' else set()):
            return f'{status} {media}: {body[:200]}'
        if status < 400:
            return None
        wanted, is_shape = SHAPES[self.root]
        if media == 'text/html' and wanted == 'application/problem+json':  # for whoever would rather read a page
            return None if body.lower().startswith(b'<!doctype html') and str(status).encode() in body else f'{status}: no page'
        try:
            answer = json.loads(body)
        except ValueError as error:
            return f'{status} {media}: {error}'
        if media != wanted or not is_shape(answer):
            return f'{status} {media}: {body[:200]}'
        if status == 503 and answer['error']['code'] != DEADLINE:
            return f'503 {answer["error"]["code"]}'
        return None

    def __str__(self):
        return f'{self.caller} GET {self.target} {self.accept!a}'


def _mutated(rng, text):
    for _ in range(rng.randint(0, 4)):
        at = rng.randint(0, len(text))
        end = min(len(text), at + rng.randint(0, 3))
        text = text[:at] + rng.choice(PIECES) * rng.choice((1, 1, 1, 40)) + text[rng.choice((at, end)) :]
    return text


def _parameters(rng, options):
    for _ in range(rng.randint(0, 4)):
        name = rng.choice(list(options))
        value = rng.choice(options[name])
        way = rng.random()
        if way < 0.2:
            value = rng.choice(generator.ODD)
        elif way < 0.6:
            value = _mutated(rng, value)
        yield (_mutated(rng, name) if rng.random() < 0.1 else name), value


def _accept(rng):
    if rng.random() < 0.5:
        return None
    if rng.random() < 0.3:
        return rng.choice(ACCEPTS)
    return ','.join(rng.choice(MEDIA) + rng.choice(WEIGHTS) for _ in range(rng.randint(1, 5)))


def _path(rng, paths):
    path = rng.choice(paths)
    return _mutated(rng, path) if rng.random() < 0.15 else path


def _any(rng):
    root, prefix, paths, options = rng.choice(
        (
            (ODATA, '/', SETS, ODATA_OPTIONS),
            (ODATA, '/', SETS[:2], ODATA_OPTIONS),
            (PXWEB, '/', TABLES, PXWEB_OPTIONS),
            (PXWEB, '/', TABLES[3:5], PXWEB_OPTIONS),
            (KOLADA, rng.choice(('/v2/', '/v3/')), KOLADA_PATHS, KOLADA_OPTIONS),
            (DCAT, '', DCAT_PATHS, {'page': ['1'], 'lang': ['sv'], 'format': ['ttl']}),
        )
    )
    parameters = tuple(_parameters(rng, options))
    return Request(rng.choice(list(generator.CALLERS)), prefix + _path(rng, paths), parameters, root, _accept(rng))


def draw(seed, count):
    rng = random.Random(f'neighbours {seed}')
    return [_any(rng) for _ in range(count)]
