"""The document holds together, its examples fit its schemas, and its paths are the routes of the service."""

import re

import document

from support import client, demo, settings
from support.case import Case
from support.people import People

ROUTE = re.compile(r'tillit_requests_total\{method="([A-Z]*)",route="([^"]*)"')


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
        for kind in ('schemas', 'responses', 'parameters', 'headers'):
            for name in self.document.tree['components'].get(kind, {}):
                with self.subTest(f'{kind}/{name}'):
                    self.assertTrue(f'#/components/{kind}/{name}' in used, 'nothing refers to it')

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
                for status, response in one.responses.items():
                    self.assertIn('traceparent', response.get('headers', {}), f'{status} has traceparent')

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
        for place, node in self.document.nodes():
            if re.search(r'/content/[^/]+/[^/]+$', place) and 'schema' in node:
                with self.subTest(place):
                    self.assertTrue('example' in node or node.get('examples'))

    def test_schemas_are_closed_and_valid(self):
        for name, schema in self.document.tree['components']['schemas'].items():
            with self.subTest(name):
                self.document.validator(schema).check_schema(schema)


class Routes(Case):
    def setUp(self):
        self.document = document.served()

    def test_documented_paths_answer_the_documented_methods(self):
        for path in self.document.tree['paths']:
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
        """By what it has counted, and by what its entrance links to."""
        documented = {(one.method, one.path) for one in self.document.operations}
        counted = {(method, route) for method, route in ROUTE.findall(client.ops.get('/metrics').text) if route}
        self.assertTrue(counted)
        self.assertLessEqual(counted, documented)
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
                self.assertEqual(one.query_names, taken)
