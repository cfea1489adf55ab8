"""The OpenAPI document as questions: which operation is this, what may it answer, does this value fit?"""

import functools
import json
import re

import formats
import jsonschema

from support import client, contract, settings


class Operation:
    def __init__(self, document, path, method, item):
        self.document, self.path, self.method, self.item = document, path, method.upper(), item
        self.pattern = re.compile(
            '/'.join('[^/]+' if part.startswith('{') else re.escape(part) for part in path.split('/'))
        )
        self.parameters = [document.resolve(one) for one in item.get('parameters', [])]
        self.responses = {status: document.resolve(one) for status, one in item.get('responses', {}).items()}
        self.anywhere = contract.told_by_default(document.tree, item)

    def __str__(self):
        return f'{self.method} {self.path}'

    def response(self, status, kind):
        """What the document says of a reply: of its status, or of any problem of that kind. None when nothing."""
        told = self.responses['default'] if str(self.anywhere.get(kind)) == status else None
        return self.responses.get(status, told)

    @property
    def query_names(self):
        return {one['name'] for one in self.parameters if one['in'] == 'query'}


class Document:
    def __init__(self, text):
        self.tree = json.loads(text)
        self.paths = contract.spread(self.tree)['paths']
        self.resolver = jsonschema.RefResolver('', self.tree)
        self._meanings = {}  # of references
        self._validators = {}
        self._fine = set()  # hashes of schemas with values that fit: the same come again and again
        self.operations = [
            Operation(self, path, method, operation)
            for path, item in self.paths.items()
            for method, operation in item.items()
        ]

    def resolve(self, node):
        """What a node means, behind its references."""
        while '$ref' in node:
            place = node['$ref']
            if place not in self._meanings:
                self._meanings[place] = self.resolver.resolve(place)[1]
            node = self._meanings[place]
        return node

    @functools.lru_cache(maxsize=None)
    def find(self, method, path):
        """The operation of a request; HEAD is that of GET. None when there is none."""
        method = 'GET' if method == 'HEAD' else method
        fitting = [one for one in self.operations if one.method == method and one.pattern.fullmatch(path)]
        return min(fitting, key=lambda one: one.path.count('{'), default=None)

    def methods(self, path):
        """The methods that the document has for a request's path."""
        return {one.method for one in self.operations if one.pattern.fullmatch(path)}

    def _validator(self, schema, text):
        if text not in self._validators:
            self._validators[text] = jsonschema.Draft202012Validator(schema, resolver=self.resolver, format_checker=formats.checker)
        return self._validators[text]

    def faults(self, schema, value, most=3):
        """What a value has against a schema, in words."""
        text = json.dumps(schema, sort_keys=True)
        key = hash((text, json.dumps(value, sort_keys=True)))
        if key in self._fine:
            return []
        found = []
        for error in self._validator(schema, text).iter_errors(value):
            where = '/'.join(str(part) for part in error.absolute_path)
            found.append(f'at /{where}: {error.message[:300]}')
            if len(found) == most:
                break
        if not found:
            self._fine.add(key)
        return found

    def nodes(self):
        """Every object of the document with its place."""

        def walk(node, place):
            if isinstance(node, dict):
                yield place, node
                for name, child in node.items():
                    if name not in ('example', 'value') or place.endswith('/properties'):
                        yield from walk(child, f'{place}/{name}')
            elif isinstance(node, list):
                for index, child in enumerate(node):
                    yield from walk(child, f'{place}/{index}')

        return walk(self.tree, '')


@functools.lru_cache(maxsize=None)
def served():
    """The document of the running service."""
    return Document(client.get(contract.ADDRESS).text)


# Roots of the neighbours' interfaces (service/neighbours): their contracts are their own, read by their own clients.
FOREIGN = ('/datasets/dcat', '/kolada/', '/odata/v4', '/pxweb/')


def pages():
    """The paths of the pages for people, which the document leaves out: the files of web/."""
    folder = settings.REPOSITORY / 'web'
    endings = ('.html', '.css', '.js', '.svg')
    names = [str(file.relative_to(folder)) for file in folder.rglob('*') if file.suffix in endings]
    return {'/' + re.sub(r'(^|/)index\.html$|\.html$', r'\1', name) for name in names if not name.startswith('parts/')}
