"""The OpenAPI document as tests read it: with whole addresses, and what it says once for several said at each of them."""

import json
import urllib.parse

from support import client, settings

METHODS = ('get', 'put', 'post', 'patch', 'delete')
ADDRESS = f'{settings.API}/openapi.json'
FILE = settings.REPOSITORY / 'openapi' / 'openapi.json'

# What the reply `default` tells of that can be brought about at will.
ANYWHERE = {400, 401, 403, 404, 406, 412, 413, 414, 415, 428, 431, 503}


def spread(document):
    """The document with paths as addresses (its servers' paths before them), and with parameters and security of its own
    at every operation."""
    found = {}
    for path, item in document['paths'].items():
        server = item.get('servers', document['servers'])[0]['url']
        found[urllib.parse.urlsplit(server).path + path] = {
            method: {
                'security': document['security'],
                **item[method],
                'parameters': item.get('parameters', []) + item[method].get('parameters', []),
            }
            for method in METHODS
            if method in item
        }
    return {**document, 'paths': found}


def committed():
    return spread(json.loads(FILE.read_text(encoding='utf-8')))


def served(api=client):
    return spread(api.get(ADDRESS).json())


def resolve(document, node):
    """What a node means, behind its references."""
    while '$ref' in node:
        found = document
        for part in node['$ref'].split('/')[1:]:
            found = found[part]
        node = found
    return node


def whole(document, schema):
    """A schema of an object with the members of those that it is made of."""
    schema = resolve(document, schema)
    for part in schema.get('allOf', []):
        base = whole(document, part)
        schema = {
            **base,
            **schema,
            'properties': {**base['properties'], **schema.get('properties', {})},
            'required': base.get('required', []) + schema.get('required', []),
        }
    return schema


def parameters(document, path, method='get'):
    """The names of an operation's parameters."""
    operation = document['paths'][path].get(method, {})
    return {resolve(document, one)['name'] for one in operation.get('parameters', [])}


def example(document, content):
    """The example of a body or a reply, the first of several."""
    if 'example' in content:
        return content['example']
    return resolve(document, next(iter(content['examples'].values())))['value']


def value_of(document, parameter):
    """The example of a parameter: its own, its schema's, or the first word that it may be."""
    if 'example' in parameter:
        return parameter['example']
    schema = resolve(document, parameter['schema'])
    if 'examples' in schema:
        return schema['examples'][0]
    return resolve(document, schema.get('items', schema))['enum'][:1]


def told_by_default(document, operation):
    """The kinds of problems that an operation's reply `default` tells of, with their statuses."""
    content = resolve(document, operation['responses']['default'])['content']['application/problem+json']
    return {kind: resolve(document, one)['value']['status'] for kind, one in content['examples'].items()}


def statuses(document, operation):
    """The statuses of an operation that can be brought about: those it names, and those that any may give."""
    named = {status for status in operation['responses'] if status != 'default'}
    if '200' in named and 'requestBody' not in operation:
        named.add('304')  # whatever is read, as the document's introduction says
    return sorted(named | {str(one) for one in told_by_default(document, operation).values() if one in ANYWHERE})
