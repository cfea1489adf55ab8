"""Where clients write something: each parameter of the document in path, query and headers, each member of its bodies, a cell of
a file, and what the clients of other systems send. What reads a value is chosen by its name and its schema, so that a place
stands for all operations that have both alike."""

import dataclasses
import json
import pathlib
import sys
import urllib.parse

from support import contract, settings

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'hostile'))

import neighbours  # noqa: E402

MARK = '*'  # what stands before it is varied
STALE = '"1-a"'  # the version of nothing

# Headers that the service reads, or that a client may always send, with what is varied.
HEADERS = {
    'Accept': f'application/json{MARK}',
    'Accept-Encoding': f'gzip{MARK}',
    'Accept-Language': f'sv{MARK}',
    'Authorization': f'Bearer tillit_{"A" * 43}{MARK}',
    'Cookie': f'session=a{MARK}',
    'Host': f'localhost{MARK}',
    'If-Modified-Since': f'Wed, 01 Jan 2025 00:00:00 GMT{MARK}',
    'If-None-Match': f'"1-a{MARK}"',
    'Origin': f'http://localhost{MARK}',
    'Referer': f'http://localhost/a{MARK}',
    'User-Agent': f'a{MARK}',
    'X-Forwarded-For': f'192.0.2.1{MARK}',
    'traceparent': f'00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01{MARK}',
}
ODATA_HEADERS = {'OData-MaxVersion': f'4.0{MARK}', 'Prefer': f'odata.maxpagesize=5{MARK}'}
PXWEB_BODY = {'selection': [{'variableCode': f'Region{MARK}', 'codelist': f'vs_municipality{MARK}', 'valueCodes': [f'se-9901{MARK}']},
                            {'variableCode': 'Tid', 'valueCodes': [f'top(2){MARK}']}],
              'placement': {'heading': [f'Tid{MARK}'], 'stub': [f'Region{MARK}']}}  # fmt: skip
# Inside a text of the filter's own, where quotes end it; and bare.
ODATA_FILTERS = (f"indicator eq 'ins-01{MARK}'", f'value gt 5{MARK}', f"contains(area,'99{MARK}')", f"period in ('2023','2024{MARK}')", f'period_start ge 2022-01-01{MARK}')


@dataclasses.dataclass(frozen=True)
class Place:
    name: str  # for the report
    target: str
    method: str = 'GET'
    parameters: tuple = ()  # names in the query of those that are varied; none: whatever has a mark
    headers: tuple = ()  # pairs of name and value
    body: str | None = None
    kind: str = ''  # what places have in common that are read alike, whatever their names
    count: int = 1  # how many values are varied; a body of numbers alone, or of what others have alike, has none


def _text(value):
    """As it stands in a query."""
    if isinstance(value, list):
        return ','.join(map(_text, value))
    return str(value).lower() if isinstance(value, bool) else str(value)


def _plain(values):
    """The first value that could not be taken for a mark."""
    return next(one for one in values if MARK not in one)


def _quoted(text):
    return urllib.parse.quote(text, safe='')


class Places:
    """`first_key(path)` gives the key of an object below a collection of the API."""

    def __init__(self, document, first_key):
        self.document, self.first_key = document, first_key
        self.known = set()

    def all(self):
        return [*self._of_document(), *self._of_headers(), *self._of_odata(), *self._of_pxweb(), *self._of_kolada()]

    def _is_new(self, where, name, schema):
        """Whether no place has it yet; it has one now."""
        key = (where, name, json.dumps(schema, sort_keys=True))
        is_new = key not in self.known
        self.known.add(key)
        return is_new

    # ---- the document

    def _of_document(self):
        for path, item in self.document['paths'].items():
            for method, operation in item.items():
                parameters = [contract.resolve(self.document, one) for one in operation['parameters']]
                yield from self._of_path(path, method, parameters)
                yield from self._of_query(path, method, parameters)
                yield from self._of_operation_headers(path, method, parameters)
                yield from self._of_body(path, method, parameters, operation)

    def _address(self, path, mark=''):
        """With a key for the name in it."""
        start, brace, rest = path.partition('{')
        return start + self.first_key(path) + mark + rest.partition('}')[2] if brace else path

    def _query(self, parameters, wanted=()):
        """Of what has to be there, and of those wanted, with the document's examples; one row is enough of a page."""
        named = {one['name']: _text(contract.value_of(self.document, one)) for one in parameters
                 if one['in'] == 'query' and (one.get('required') or one['name'] in wanted)}  # fmt: skip
        if any(one['name'] == 'limit' for one in parameters):
            named.setdefault('limit', '1')
        return '?' + urllib.parse.urlencode(named, safe=',') if named else ''

    def _of_path(self, path, method, parameters):
        for one in parameters:
            # an object is looked for in the table of its own resource, hence each path by itself
            if one['in'] == 'path' and self._is_new('path', path, one['schema']):
                yield Place(f'path {path}', self._address(path, MARK) + self._query(parameters), kind=f'path {one["name"]}')

    def _of_query(self, path, method, parameters):
        for one in parameters:
            if one['in'] == 'query' and self._is_new('query', one['name'], one['schema']):
                target = self._address(path) + self._query(parameters, (one['name'],))
                yield Place(f'query {one["name"]} of {path}', target, method.upper(), (one['name'],), kind=f'query {json.dumps(one["schema"], sort_keys=True)}')

    def _of_operation_headers(self, path, method, parameters):
        for one in parameters:
            if one['in'] != 'header' or one['name'] == 'traceparent':
                continue
            if self._is_new('header', one['name'], [path.startswith(f'{settings.API}/calculations/'), method]):
                value = {'If-Match': f'"1-a{MARK}"', 'Idempotency-Key': f'scan-0001{MARK}'}[one['name']]
                body, headers = self._plain_body(path, method)
                yield Place(f'header {one["name"]} of {method.upper()} {path}', self._address(path), method.upper(), (), ((one['name'], value), *headers), body, 'header')

    def _media(self, path, method):
        """The media type and the body of an operation that is sent JSON; None and None."""
        content = contract.resolve(self.document, self.document['paths'][path][method].get('requestBody', {})).get('content', {})
        media = next((one for one in content if one.endswith('json')), None)
        if path == f'{settings.API}/imports' or media is None:
            return None, None
        return media, content[media]

    def _plain_body(self, path, method):
        media, content = self._media(path, method)
        if media is None:
            return None, ()
        return json.dumps(contract.example(self.document, content)), (('Content-Type', media),)

    def _of_body(self, path, method, parameters, operation):
        if path == f'{settings.API}/imports':
            yield from self._of_imports(path)
        media, content = self._media(path, method)
        if media is None:
            return
        members = contract.whole(self.document, content['schema']).get('properties', {})
        count = len(self.known)
        body = self._marked(contract.example(self.document, content), path, members)
        count = len(self.known) - count
        headers = (('Content-Type', media), *((('If-Match', STALE),) if method == 'patch' else ()))
        yield Place(f'body of {method.upper()} {path}', self._address(path), method.upper(), (), headers, json.dumps(body, ensure_ascii=False), 'body', count)

    def _marked(self, value, name, members=None):
        """The body with a mark after each text that no place has yet: numbers of JSON carry no text. `members`: schemas of its own."""
        if isinstance(value, dict):
            schemas = members or {}
            return {one: self._marked(part, one if one in schemas else f'{name}/{one}', schemas.get(one)) for one, part in value.items()}
        if isinstance(value, list):
            return [self._marked(part, name, members) for part in value]
        return f'{value}{MARK}' if isinstance(value, str) and self._is_new('body', name, members) else value

    @staticmethod
    def _of_imports(path):
        header, cells = 'indicator,area,period,respondent_group,value,n_valid,note_sv', ('ins-01', 'se-9901', '2024', 'resident', '52.5', '400', 'text')
        csv = f'{header}\n' + ','.join(f'{cell}{MARK}' for cell in cells) + '\n'
        columns = ','.join(f'{name}{MARK}' for name in header.split(',')) + '\n' + ','.join(cells) + '\n'
        for name, text in (('cells', csv), ('columns', columns)):
            yield Place(f'{name} of an import', f'{path}?dataset=observations&dry_run=true', 'POST', (), (('Content-Type', 'text/csv'),), text, 'csv', len(cells))

    # ---- headers, and the neighbours'

    @staticmethod
    def _of_headers():
        for name, value in HEADERS.items():
            yield Place(f'header {name}', f'{settings.API}/terms?limit=1', headers=((name, value),), kind='header')

    @staticmethod
    def _of_odata():
        root = neighbours.ODATA
        for name, values in neighbours.ODATA_OPTIONS.items():
            target = f'{root}/{"Indicators" if name == "$search" else "Observations"}?{name}={_quoted(_plain(values))}{"" if name == "$top" else "&$top=1"}'
            yield Place(f'OData {name}', target, parameters=(name,), kind=f'OData {name}')
        for text in ODATA_FILTERS:
            yield Place(f'OData {text}', f"{root}/Observations?$top=1&$filter={urllib.parse.quote(text, safe=f'{MARK}')}", kind='OData $filter')
        for key in (f"Indicators('ins-01{MARK}')", f"Areas('se-9901{MARK}')", f'Indicators{MARK}'):
            yield Place(f'OData {key}', f'{root}/{key}', kind='OData path')
        for name, value in ODATA_HEADERS.items():
            yield Place(f'OData {name}', f'{root}/Indicators?$top=1', headers=((name, value),), kind='header')

    @staticmethod
    def _of_pxweb():
        root = neighbours.PXWEB
        for name, values in neighbours.PXWEB_OPTIONS.items():
            table = 'tables/ins-01/data' if '[' in name or name == 'outputFormat' else 'tables'
            yield Place(f'PxWeb {name}', f'{root}/{table}?{_quoted(name)}={_quoted(_plain(values))}', parameters=(name,), kind=f'PxWeb {name.partition("[")[0]}')
        for path in ('tables/ins-01', 'tables/ins-01{}/metadata', 'tables/ins-01{}/data', 'codelists/agg_pg-demo10'):
            yield Place(f'PxWeb {path}', f'{root}/{path.format(MARK) if "{}" in path else path + MARK}', kind='PxWeb path')
        yield Place('PxWeb body', f'{root}/tables/ins-01/data', 'POST', (), (('Content-Type', 'application/json'),), json.dumps(PXWEB_BODY), 'PxWeb body', 6)

    @staticmethod
    def _of_kolada():
        for version in ('v2', 'v3'):
            root = f'{neighbours.KOLADA}/{version}'
            for name, values in neighbours.KOLADA_OPTIONS.items():
                path = 'kpi?' if name in ('title', 'page', 'per_page') else 'oudata?kpi_id=ins-01&' if name == 'ou_id' else 'data?year=2024&' if name != 'year' else 'data?'
                yield Place(f'Kolada {version} {name}', f'{root}/{path}{name}={_quoted(values[0])}', parameters=(name,), kind=f'Kolada {name}')
            for path in neighbours.KOLADA_PATHS:
                if '/' in path.rstrip('/'):
                    yield Place(f'Kolada {version} {path}', f'{root}/{path}{MARK}', kind='Kolada path')
