"""The document holds together, its examples fit its schemas, and its paths are the routes of the service."""

import json
import re

import document
import jsonschema

from support import client, contract, demo, settings
from support.case import Case
from support.people import People

MOST_BYTES = 3_000  # of an operation, all in all
VERBS = ('list', 'get', 'create', 'change', 'delete', 'calculate', 'analyse')
# What generators call what nobody named, and what is told apart by a number only.
UNNAMED = re.compile(r'inline|anonymous|unnamed|untitled|object\d|\d$', re.IGNORECASE)
NUMBERED_THEMSELVES = {'Moe95', 'LabelOf200', 'LabelOf2000', 'LabelOf4000'}
ROUTE = re.compile(r'tillit_requests_total\{method="([A-Z]*)",route="([^"]*)"')

# Where a neighbour begins: a heading of docs/neighbours.md with its address.
NEIGHBOUR = re.compile(r'^## .*`(/[a-z/0-9]+)`$', re.M)


class Document(Case):
    def setUp(self):
        self.document = document.served()

    def test_it_is_openapi_3_1(self):
        self.assertRegex(self.document.tree['openapi'], r'^3\.1\.\d+$')
        self.assertTrue(self.document.operations)

    def test_every_reference_leads_somewhere(self):
        for place, node in self.document.nodes():
            if '$ref' in node:
                with self.subTest(place):
                    self.assertTrue(self.document.resolve(node))

    def test_every_component_is_used(self):
        used = {node['$ref'] for _, node in self.document.nodes() if '$ref' in node}
        for kind in self.document.tree['components'].keys() - {'securitySchemes'}:
            for name in self.document.tree['components'].get(kind, {}):
                with self.subTest(f'{kind}/{name}'):
                    self.assertTrue(f'#/components/{kind}/{name}' in used, 'nothing refers to it')

    def test_it_is_small(self):
        self.assertLessEqual(len(client.get(f'{settings.API}/openapi.json').body), MOST_BYTES * len(self.document.operations))

    def test_nothing_that_is_long_stands_twice_in_an_operation(self):
        seen = {}
        for path, item in self.document.tree['paths'].items():
            for name, operation in item.items():
                for part in self.parts(operation) if name != 'servers' else []:
                    if '$ref' not in part:
                        seen.setdefault(json.dumps(part, sort_keys=True), []).append(f'{name} {path}')
        self.assertEqual([places for places in seen.values() if len(places) > 1], [])

    @staticmethod
    def parts(operation):
        """Parameters and replies of an operation; the parameters of a path."""
        if isinstance(operation, list):
            return operation
        return [*operation['parameters'], *operation['responses'].values()]

    def test_names_of_components_are_names_in_every_language(self):
        """Generators make types of them, in one name space, without case or hyphens."""
        seen = {}
        for kind, components in self.document.tree['components'].items():
            for name in components:
                seen.setdefault(re.sub('[^a-z0-9]', '', name.lower()), []).append(f'{kind}/{name}')
        self.assertEqual([places for places in seen.values() if len(places) > 1], [])

    def test_names_read_well(self):
        for name in self.document.tree['components']['schemas'].keys() - NUMBERED_THEMSELVES:
            with self.subTest(name):
                self.assertNotRegex(name, UNNAMED)

    def test_operations_are_named_as_functions_are(self):
        names = [one.item['operationId'] for one in self.document.operations]
        self.assertEqual(len(names), len({name.lower() for name in names}))
        for name in names:
            with self.subTest(name):
                self.assertRegex(name, f'^({"|".join(VERBS)})([A-Z][a-z]*)+$')

    def test_paths_follow_the_version(self):
        """VER.05: the server ends in the version; what stands outside it has a server of its own."""
        for path, item in self.document.tree['paths'].items():
            with self.subTest(path):
                if 'servers' in item:
                    self.assertNotIn('/tillit/', item['servers'][0]['url'])
                    self.assertTrue(path == settings.API or not path.startswith(settings.API))
                else:
                    self.assertFalse(path.startswith('/tillit'))
        self.assertRegex(self.document.tree['servers'][0]['url'], r'/tillit/v1$')

    def test_it_says_the_same_in_swedish(self):
        """The same document but for its words, each of which is there."""
        reply = client.get(f'{contract.ADDRESS}?lang=sv')
        self.assertEqual(reply.headers['content-language'], 'sv')
        english, swedish = dict(self.document.nodes()), dict(document.Document(reply.text).nodes())
        self.assertEqual(english.keys(), swedish.keys())
        self.assertLessEqual(len(reply.body), MOST_BYTES * len(self.document.operations))
        told = 0
        for place, node in english.items():
            words = [name for name in ('description', 'summary') if isinstance(node.get(name), str)]
            with self.subTest(place):
                self.assertEqual(set(node), set(swedish[place]))
                for name in words:
                    self.assertTrue(swedish[place][name].strip())
                    told += swedish[place][name] != node[name]
        self.assertGreater(told, 2000)
        for lang in ('da', 'en'):
            self.assertEqual(client.get(f'{contract.ADDRESS}?lang={lang}').json(), self.document.tree)

    def test_no_schema_is_left_for_a_generator_to_name(self):
        """Objects and unions inside a schema, a body or a reply are components of their own."""
        tops = {f'/components/schemas/{name}' for name in self.document.tree['components']['schemas']}
        for place, node in self.document.nodes():
            if ('/schema' in place and '/examples/' not in place) and not place.endswith('/properties'):
                with self.subTest(place):
                    self.assertTrue(
                        place in tops or not ({'anyOf', 'oneOf', 'allOf'} & set(node) or 'properties' in node),
                        'has no name',
                    )

    def test_types_are_simple(self):
        """One type, or one and null."""
        for place, node in self.document.nodes():
            kinds = node.get('type')
            if isinstance(kinds, list) and not place.endswith('/not'):
                with self.subTest(place):
                    self.assertLessEqual(len(set(kinds) - {'null'}), 1)

    def test_operations_are_whole(self):
        ids = [one.item.get('operationId') for one in self.document.operations]
        self.assertEqual(len(ids), len(set(ids)))
        for one in self.document.operations:
            with self.subTest(str(one)):
                self.assertTrue(one.item.get('summary') and one.item.get('description'))
                self.assertIn('security', one.item)
                named = {parameter['name'] for parameter in one.parameters if parameter['in'] == 'path'}
                self.assertEqual(named, set(re.findall(r'\{(\w+)\}', one.path)))
                self.assertIn(
                    'traceparent', {parameter['name'] for parameter in one.parameters if parameter['in'] == 'header'}
                )
                names = [(parameter['in'], parameter['name']) for parameter in one.parameters]
                self.assertEqual(len(names), len(set(names)))
                self.assertIn('traceparent', one.responses['default'].get('headers', {}))

    def test_the_profile(self):
        info = self.document.tree['info']
        for name in ('title', 'version', 'description', 'contact', 'license', 'x-sla', 'x-limitations'):
            with self.subTest(name):
                self.assertTrue(info.get(name))

    def test_examples_fit_their_schemas(self):
        count = 0
        for place, node in self.document.nodes():
            if 'schema' not in node:
                continue
            examples = [node['example']] if 'example' in node else []
            examples += (
                [self.document.resolve(one)['value'] for one in node.get('examples', {}).values()]
                if isinstance(node.get('examples'), dict)
                else []
            )
            for example in examples:
                count += 1
                with self.subTest(place):
                    self.assertEqual(self.document.faults(node['schema'], example), [])
        self.assertGreater(count, len(self.document.operations))

    def test_examples_in_schemas_fit(self):
        for place, node in self.document.nodes():
            if isinstance(node.get('examples'), list):
                schema = {name: value for name, value in node.items() if name != 'examples'}
                for example in node['examples']:
                    with self.subTest(place):
                        self.assertEqual(self.document.faults(schema, example), [])

    def test_every_body_has_an_example(self):
        """By itself, in its schema, or by all members of that."""
        for place, node in self.document.nodes():
            if re.search(r'/content/[^/]+/[^/]+$', place) and 'schema' in node:
                schema = self.document.resolve(node['schema'])
                members = [self.document.resolve(one) for one in schema.get('properties', {}).values()]
                with self.subTest(place):
                    self.assertTrue(
                        'example' in node
                        or node.get('examples')
                        or schema.get('examples')
                        or (members and all(one.get('examples') for one in members))
                    )

    def test_every_part_has_its_words(self):
        """Operations, parameters (or their schemas), replies, tags, schemas and headers are described."""
        for place, node in self.document.nodes():
            if re.fullmatch(r'/paths/.*/(get|post|patch|delete)|/tags/\d+|/components/(schemas|headers|responses|parameters)/[^/]+', place):
                with self.subTest(place):
                    told = node if 'description' in node else self.document.resolve(node.get('schema', {}))
                    self.assertTrue(told.get('description', '').strip())

    def test_schemas_are_closed_and_valid(self):
        for name, schema in self.document.tree['components']['schemas'].items():
            with self.subTest(name):
                jsonschema.Draft202012Validator.check_schema(schema)


class Routes(Case):
    def setUp(self):
        self.document = document.served()

    def test_documented_paths_answer_the_documented_methods(self):
        for path in self.document.paths:
            with self.subTest(path):
                target = re.sub(r'\{\w+\}', 'x', path)
                methods = {one.method for one in self.document.operations if one.path == path}
                self.assertTrue(methods, 'has operations')
                reply = client.request('OPTIONS', target)
                self.assertEqual(reply.status, 204)
                self.assertEqual(
                    set(reply.headers['allow'].split(', ')),
                    methods | {'OPTIONS'} | ({'HEAD'} if 'GET' in methods else set()),
                )

    def test_the_service_knows_no_route_that_is_not_documented(self):
        """By what it has counted, and by what its entrance links to. What keeps another system's contract is told in
        docs/neighbours.md."""
        documented = {(one.method, one.path) for one in self.document.operations}
        foreign = tuple(NEIGHBOUR.findall((settings.REPOSITORY / 'docs/neighbours.md').read_text(encoding='utf-8')))
        counted = {(method, route) for method, route in ROUTE.findall(client.ops.get('/metrics').text)
                   if route and not route.startswith(foreign)}
        self.assertTrue(counted)
        self.assertLessEqual(counted, documented | {('GET', path) for path in document.pages()})
        for link in client.get(settings.API).json()['_links'].values():
            with self.subTest(link['rel']):
                self.assertIsNotNone(self.document.find('GET', '/' + link['href'].split('/', 3)[3]))

    def test_every_collection_of_the_design_is_documented(self):
        for name, (_, key) in demo.COLLECTIONS.items():
            with self.subTest(name):
                self.assertIsNotNone(self.document.find('GET', f'{settings.API}/{name}'))
                self.assertEqual(self.document.find('GET', f'{settings.API}/{name}/x') is not None, key is not None)

    def ask(self, operation, target):
        """With the operator's key where one is needed."""
        if {} in operation.item['security']:
            return client.get(target)
        operator = People(client.api, settings.DATABASE).who(None, 'operator')
        return client.get(target, authorization=f'Bearer {operator.key}')

    def test_documented_parameters_are_those_that_are_taken(self):
        """The parameters that a refusal lists are the documented ones, both ways."""
        for one in self.document.operations:
            if one.method != 'GET' or '{' in one.path:
                continue
            with self.subTest(str(one)):
                errors = self.ask(one, f'{one.path}?no_such=1').json()['errors']
                detail = next(error['detail'] for error in errors if error['code'] == 'unknown_parameter')
                taken = set(detail.split('Allowed: ')[1].rstrip('.').split(', '))
                streamed = (
                    self.ask(one, f'{one.path}?no_such=1&format=csv').json()['errors'][0]['detail']
                    if '/observations' in one.path or '/series' in one.path
                    else detail
                )
                taken |= set(streamed.split('Allowed: ')[1].rstrip('.').split(', '))
                self.assertEqual(one.query_names, taken - ({'format'} - one.query_names))  # one format goes without saying
