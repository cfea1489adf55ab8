"""The operations of the OpenAPI document, with addresses and keys to call them by."""

import functools
import urllib.parse

from support import contract, demo, settings

JSON, MERGE_PATCH = 'application/json', 'application/merge-patch+json'

# Keys for path parameters, by path; the rest from the demonstration.
ARGUMENTS = {
    f'{settings.API}/reference-lists/{{code}}': 'trust-form',
    '/problems/{slug}': 'stale',
    f'{settings.API}/import-templates/{{dataset}}': 'observations',
}
MISSING = {
    'code': 'there-is-none',
    'id': '0190d3f0-0000-7000-8000-000000000000',
    'slug': 'there-is-none',
    'dataset': 'there-is-none',
}


@functools.lru_cache(maxsize=None)
def document():
    """As it is committed, which is what the program prints: `./dev check` compares."""
    return contract.committed()


def operations():
    """(path, method, operation) for all."""
    for path, item in document()['paths'].items():
        for method, operation in item.items():
            yield path, method.upper(), operation


def resolve(node):
    """What a node means, behind its reference."""
    return contract.resolve(document(), node)


def name_of(path):
    return path.split('{')[1].split('}')[0] if '{' in path else None


def collection_of(path):
    return path.removeprefix(f'{settings.API}/').split('/')[0]


def fill(path, key):
    name = name_of(path)
    return path if name is None else path.replace(f'{{{name}}}', urllib.parse.quote(key, safe=''))


def missing(path):
    """The address of an object that is not there."""
    return fill(path, MISSING[name_of(path)])


def key_for(path):
    """A key that the public can see; None where there is none."""
    if path in ARGUMENTS:
        return ARGUMENTS[path]
    return min(demo.VISIBLE.get(collection_of(path), (None, ()))[1], default=None)


def member_key_for(path):
    """A key of the demonstration, whoever may see it."""
    collection = collection_of(path)
    rows = demo.rows(collection) if collection in demo.VISIBLE else []
    return rows[0][demo.VISIBLE[collection][0]] if rows else None


def address_for(path):
    """An address of this path, of an object that may or may not be there."""
    return fill(path, key_for(path) or MISSING[name_of(path)]) if name_of(path) else path


# What some questions need besides what the document says that all need.
QUESTIONS = {
    'trust-gaps': {'type': 'part_whole', 'indicator': 'ins-01', 'area': 'se-9901-d2'},
    'effects': {'evaluation': 'ev-sam'},
}
# ... and another way to ask, by everything but what the first way has.
OTHER_QUESTIONS = {
    'effects': {'indicator': 'sam-01', 'area': 'dk-991', 'period_before': '2021-05', 'period_after': '2022-10',
                'sampling': 'independent'},
}


def question(path, operation, without=None):
    """The query that an operation needs to be asked at all, as a dictionary."""
    name = path.rsplit('/', 1)[-1]
    asked = dict(QUESTIONS.get(name, {}))
    if without is not None and without not in asked and name in OTHER_QUESTIONS:
        asked = dict(OTHER_QUESTIONS[name])
    for parameter in map(resolve, operation['parameters']):
        if parameter['in'] == 'query' and parameter.get('required'):
            example = contract.value_of(document(), parameter)
            asked.setdefault(parameter['name'], ','.join(example) if isinstance(example, list) else example)
    asked.pop(without, None)
    return asked


def with_query(address, query):
    """An address with a query, or with more of it."""
    if not query:
        return address
    return f'{address}{"&" if "?" in address else "?"}{query}'


def is_keyed(operation):
    """Whether nobody may call it without a key."""
    return {} not in operation['security']


# --- writing

# What makes the example of a resource another object than the row of the demonstration that it was taken from, by a new
# number each time, where it is more than an ending of the code.
FRESH = {
    'municipalities': lambda number: {'code': f'se-9{number:03}'},
    'indicator-versions': lambda number: {'code': f'ins-01-v{100 + number}', 'version': 100 + number},
}

# Who may, where it is neither an editor nor the operator.
WRITERS = {'api-keys': 'admin', 'releases': 'publisher'}


class Resource:
    """What the document says about writing one resource."""

    def __init__(self, path):
        paths = document()['paths']
        self.path = path
        self.object_path = next(one for one in paths if one.startswith(f'{path}/{{') and one.endswith('}'))
        self.name, self.key = collection_of(path), name_of(self.object_path)
        create = paths[path]['post']
        taken, given = create['requestBody']['content'][JSON], resolve(create['responses']['201'])['content'][JSON]
        self.example, self.created = (contract.example(document(), one) for one in (taken, given))
        schema = contract.whole(document(), taken['schema'])
        self.taken, self.required = schema['properties'], schema.get('required', [])
        members = resolve(given['schema'])['properties'].items()
        self.server_owned = next(name for name, member in members if {**resolve(member), **member}.get('readOnly'))
        brought = {name for name, member in self.taken.items() if 'items' in resolve(member)}
        self.own = {name for name in self.example if name in self.created or name not in brought}
        self.queries = [f'?{query_of(one)}' for one in map(resolve, create['parameters']) if one['in'] == 'query']
        change = paths[self.object_path].get('patch')
        self.change = change and change['requestBody']['content'][MERGE_PATCH]['example']

    @property
    def place(self):
        """The municipality that the example belongs to; None for what all share."""
        owner = self.created.get('municipality') or self.created.get('owner')
        return None if owner == 'shared' or self.name == 'municipalities' else owner

    @property
    def writer(self):
        """(place, role) of somebody who may: an editor where the example belongs, the operator for what all share."""
        return self.place, WRITERS.get(self.name, 'editor') if self.place else 'operator'

    def body(self, number):
        """The document's example as an object of its own, by a new number each time."""
        if self.name in FRESH:
            return {**self.example, **FRESH[self.name](number)}
        return {**self.example, 'code': f'{self.example["code"]}-t{number}'} if 'code' in self.example else self.example


def query_of(parameter):
    example = contract.value_of(document(), parameter)
    return urllib.parse.urlencode({parameter['name']: ','.join(example) if isinstance(example, list) else example})


def written():
    """(path, method, operation, resource) of all operations that write objects of a resource."""
    for path, method, operation in operations():
        collection = path.split('/{')[0]
        if method != 'GET' and '201' in document()['paths'][collection].get('post', {}).get('responses', ()):
            yield path, method, operation, Resource(collection)
