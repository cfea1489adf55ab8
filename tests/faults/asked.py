"""A request for every route: those of the OpenAPI document with its own examples, other systems' and people's."""

import dataclasses
import functools
import json

from support import contract, operations, people, settings

API = settings.API
ELSEWHERE = (
    '/', '/style/base.css', '/docs/', '/odata/v4', '/odata/v4/$metadata', '/odata/v4/Terms?$top=3', '/odata/v4/Observations/$count',
    '/kolada/v3/kpi', '/kolada/v3/data/kpi/ins-01/year/2024', '/kolada/v2/municipality', '/pxweb/api/v2/config', '/pxweb/api/v2/tables',
    '/pxweb/api/v2/tables/ins-01/metadata', '/pxweb/api/v2/tables/ins-01/data?outputFormat=csv', '/datasets/dcat.ttl', '/datasets/dcat.jsonld',
)  # fmt: skip
FORMATS = (
    'observations?format=csv&indicator=ins-01', 'observations?format=json-stat&indicator=ins-01', 'observations?format=px&indicator=ins-01',
    'observations?format=ndjson&limit=5', 'observations?format=svg&indicator=ins-01&area=se-9901', 'observations?format=sdmx-csv&indicator=ins-01',
    'areas?format=geojson', 'terms?format=csv-excel', 'plans/pl-norr?expand=goals,targets', 'indicators?limit=3&labels=true&format=csv',
)  # fmt: skip


@dataclasses.dataclass(frozen=True)
class Request:
    method: str
    target: str
    headers: dict
    body: bytes = b''

    def __str__(self):
        return f'{self.method} {self.target}'


@dataclasses.dataclass(frozen=True)
class Write:
    """A kind of request that changes what is stored: `resource` (operations.Resource), or None for an import."""

    method: str
    path: str
    resource: object

    def __str__(self):
        return f'{self.method} {self.path}'


@functools.lru_cache(maxsize=None)
def headers_of(stage, place, role):
    """The header of somebody with that role there."""
    where = [people.PLACE[role], place] if role in people.PLACE else []
    return {'Authorization': f'Bearer {people.KEY.search(stage.program("key", "create", "--role", role, *where))[0]}'}


def _target(path, operation):
    """The address that an operator may read of a path, with the query that it needs."""
    address = path
    if operations.name_of(path):
        key = operations.key_for(path) or operations.member_key_for(path)
        address = operations.fill(path, key) if key else operations.missing(path)
    query = dict(operations.question(path, operation))
    if 'limit' in contract.parameters(operations.document(), path):
        query['limit'] = '3'
    return operations.with_query(address, '&'.join(f'{name}={value}' for name, value in query.items()))


def reading(stage):
    """All that only read: as the operator, and other systems' as anybody."""
    operator = headers_of(stage, None, 'operator')
    found = [Request('GET', _target(path, operation), operator) for path, method, operation in operations.operations() if method == 'GET']
    found += [Request('GET', f'{API}/{path}', operator) for path in FORMATS]
    return found + [Request('GET', path, {'Accept': '*/*'}) for path in ELSEWHERE]


def calculating():
    """The calculations on what is sent along."""
    found = []
    for path, method, operation in operations.operations():
        if method == 'POST' and '/calculations/' in path:
            example = contract.example(operations.document(), operation['requestBody']['content'][operations.JSON])
            found.append(Request(method, path, {'Content-Type': operations.JSON}, json.dumps(example).encode()))
    return found


def writing():
    """All that change what is stored."""
    return [Write('POST', f'{API}/imports?dataset=terms', None)] + [Write(method, path, resource) for path, method, _, resource in operations.written()]
