"""The catalogue of open data, as a harvester reads it: rdflib for its three forms, pyshacl for what DCAT-AP asks for."""

import json
import os
import pathlib
import subprocess
import unittest
import urllib.parse

import figures
import pyshacl
import rdflib
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF, SKOS

from support import client, people, settings
from support.case import Case

FORMS = {'application/rdf+xml': 'xml', 'text/turtle': 'turtle', 'application/ld+json': 'json-ld'}
ENDINGS = {'rdf': 'application/rdf+xml', 'ttl': 'text/turtle', 'jsonld': 'application/ld+json'}
PATH = '/datasets/dcat'
HERE = pathlib.Path(__file__).parent
PLACE = pathlib.Path(os.environ.get('TILLIT_CLIENTS') or HERE.parents[1] / 'build/clients')
SHAPES = HERE / 'dcat-ap-se.shapes.ttl'
AUTHORITY = 'http://publications.europa.eu/resource/authority/'
CC0 = rdflib.URIRef('http://creativecommons.org/publicdomain/zero/1.0/')

# What the vocabularies of others say of the addresses that are used of them, by the address up to its last part.
VOCABULARIES = {
    AUTHORITY + 'language': DCTERMS.LinguisticSystem,
    AUTHORITY + 'access-right': DCTERMS.RightsStatement,
    AUTHORITY + 'country': DCTERMS.Location,
    AUTHORITY + 'frequency': DCTERMS.Frequency,
    AUTHORITY + 'file-type': DCTERMS.MediaTypeOrExtent,
    AUTHORITY + 'data-theme': SKOS.Concept,
    AUTHORITY + 'planned-availability': SKOS.Concept,
    'http://purl.org/adms/publishertype': SKOS.Concept,
}
MEDIA_TYPES = 'http://www.iana.org/assignments/media-types/'


def graph(path=PATH, form='application/rdf+xml'):
    reply = client.get(path, accept=form)
    if reply.status != 200:
        raise AssertionError(f'{path}: {reply}')
    return rdflib.Graph().parse(data=reply.body, format=FORMS[form])


def vocabularies(catalogue):
    """What a portal knows of the addresses in the catalogue that are not ours."""
    known = rdflib.Graph()
    for address in {one for one in catalogue.objects() if isinstance(one, rdflib.URIRef)}:
        scheme = str(address).rpartition('/')[0]
        if scheme in VOCABULARIES:
            known.add((address, RDF.type, VOCABULARIES[scheme]))
            known.add((address, RDF.type, SKOS.Concept))
            known.add((address, SKOS.inScheme, rdflib.URIRef(scheme)))
        if str(address).startswith(MEDIA_TYPES):
            known.add((address, RDF.type, DCTERMS.MediaType))
    known.add((CC0, RDF.type, DCTERMS.LicenseDocument))
    known.add((rdflib.URIRef(AUTHORITY + 'data-theme'), RDF.type, SKOS.ConceptScheme))
    return known


class Catalogue(Case):
    def test_three_forms_say_the_same(self):
        graphs = {form: graph(form=form) for form in FORMS}
        first = set(graphs['text/turtle'])
        self.assertGreater(len(first), 100)
        for form, one in graphs.items():
            self.assertEqual(set(one), first, form)
        for ending, form in ENDINGS.items():
            self.assertEqual(set(graph(f'{PATH}.{ending}', form)), first, ending)

    def test_forms_are_negotiated(self):
        cases = {None: 'application/rdf+xml', '*/*': 'application/rdf+xml', 'text/turtle;q=0.5, application/ld+json': 'application/ld+json',
                 'text/html, text/turtle;q=0.2': 'text/turtle'}
        for accept, media in cases.items():
            reply = client.get(PATH, **({'accept': accept} if accept else {}))
            self.assertEqual((reply.status, reply.media), (200, media), accept)
            self.assertIn('public', reply.headers['cache-control'])
        self.assertProblem(client.get(PATH, accept='text/csv'), 'not-acceptable')
        self.assertEqual(client.get(PATH, accept='text/html').status, 406)
        self.assertProblem(client.get(f'{PATH}?page=2'), 'invalid-parameters', parameter='page')
        self.assertProblem(client.get(f'{PATH}.csv'), 'not-found')
        etag = client.get(PATH).headers['etag']
        self.assertEqual(client.get(PATH, if_none_match=etag).status, 304)

    def test_addresses_are_absolute_and_nothing_is_blank(self):
        catalogue = graph()
        for one in {*catalogue.subjects(), *catalogue.objects()}:
            self.assertNotIsInstance(one, rdflib.BNode)
            if isinstance(one, rdflib.URIRef):
                self.assertRegex(one, r'^(https?://|mailto:)')

    def test_a_dataset_for_each_focus_area_and_one_for_all(self):
        catalogue = graph()
        (root,) = catalogue.subjects(RDF.type, DCAT.Catalog)
        datasets = set(catalogue.objects(root, DCAT.dataset))
        self.assertEqual(datasets, set(catalogue.subjects(RDF.type, DCAT.Dataset)))
        names = {str(one).rpartition('#')[2] for one in datasets}
        areas = figures.rows_of('focus-areas')
        self.assertEqual(names, {'figures', *(one['code'] for one in areas)})
        self.assertEqual(set(catalogue.objects(root, DCTERMS.license)), {CC0})
        for lang in ('sv', 'da', 'en'):
            told = {one['name'] for one in figures.rows_of('focus-areas', lang=lang)}
            titles = {str(title).partition(': ')[2] for one in datasets for title in catalogue.objects(one, DCTERMS.title) if title.language == lang}
            self.assertLessEqual(told, titles)
        (service,) = catalogue.subjects(RDF.type, DCAT.DataService)
        self.assertEqual(set(catalogue.objects(service, DCAT.servesDataset)), datasets)
        (publisher,) = catalogue.subjects(RDF.type, FOAF.Agent)
        for one in datasets:
            self.assertEqual(set(catalogue.objects(one, DCTERMS.publisher)), {publisher})

    def test_what_is_distributed_is_there(self):
        """Each distribution of two datasets is fetched: it is of the media type that it says, and the last change is told."""
        catalogue = graph()
        for name in ('figures', 'fa-bem'):
            (dataset,) = (one for one in catalogue.subjects(RDF.type, DCAT.Dataset) if str(one).endswith('#' + name))
            distributions = set(catalogue.objects(dataset, DCAT.distribution))
            self.assertGreaterEqual(len(distributions), 3)
            for one in distributions:
                address = urllib.parse.urlsplit(catalogue.value(one, DCAT.accessURL))
                reply = client.get(f'{address.path}?{address.query}')
                self.assertEqual((reply.status, MEDIA_TYPES + reply.media), (200, str(catalogue.value(one, DCAT.mediaType))), one)
                self.assertEqual(set(catalogue.objects(one, DCTERMS.license)), {CC0})
        changed = figures.rows_of('changes', sort='-at')[0]['at']
        (root,) = catalogue.subjects(RDF.type, DCAT.Catalog)
        self.assertEqual(catalogue.value(root, DCTERMS.modified).toPython(), rdflib.Literal(changed, datatype=rdflib.XSD.dateTime).toPython())

    def test_what_dcat_ap_asks_for(self):
        catalogue = graph()
        known = vocabularies(catalogue)
        good, _, words = pyshacl.validate(catalogue + known, shacl_graph=str(SHAPES))
        self.assertTrue(good, words)

    def test_the_shapes_would_see_a_fault(self):
        """A dataset without a title, a distribution without an address, a publisher who is none."""
        for subject, predicate in ((DCAT.Dataset, DCTERMS.title), (DCAT.Distribution, DCAT.accessURL), (DCAT.DataService, DCAT.endpointURL), (FOAF.Agent, FOAF.name)):
            catalogue = graph()
            (one, *_) = catalogue.subjects(RDF.type, subject)
            catalogue.remove((one, predicate, None))
            good, _, _ = pyshacl.validate(catalogue + vocabularies(catalogue), shacl_graph=str(SHAPES))
            self.assertFalse(good, (subject, predicate))

    @unittest.skipUnless(settings.PROGRAM, 'TILLIT_BIN says where the program is')
    def test_any_text_is_written_in_each_form(self):
        """A focus area whose words hold what quotes, tags and escapes are made of."""
        operator = people.People(client.api, settings.DATABASE).who(None, 'operator')
        name, description = 'a"b<c>&amp;\'d\\e</dct:title>', 'rad ett\nrad två\t"""\\n@sv^^ ]]> 😀 \ufffd'
        operator.create('focus-areas', code='fa-quotes', sort=99, names=dict.fromkeys(('sv', 'da', 'en'), name),
                        descriptions=dict.fromkeys(('sv', 'da', 'en'), description))
        self.addCleanup(operator.delete, 'focus-areas/fa-quotes')
        told = operator.read('focus-areas/fa-quotes', lang='sv')
        for form in FORMS:
            catalogue = graph(form=form)
            (one,) = (one for one in catalogue.subjects(RDF.type, DCAT.Dataset) if str(one).endswith('#fa-quotes'))
            texts = {str(text) for predicate in (DCTERMS.title, DCTERMS.description) for text in catalogue.objects(one, predicate) if text.language == 'sv'}
            self.assertEqual(texts, {f'Tillit till kommuner: {told["name"]}', told['description']}, form)


class Ckan(Case):
    """ckanext-dcat's parser: what a portal that runs CKAN makes of the catalogue."""

    @classmethod
    def setUpClass(cls):
        cls.read = {form: cls.harvest(form) for form in FORMS}

    @staticmethod
    def harvest(form):
        given = client.get(PATH, accept=form).body
        done = subprocess.run([PLACE / 'ckan/bin/python', '-B', HERE / 'harvest.py', FORMS[form]], input=given, capture_output=True, timeout=120, check=False)
        if done.returncode:
            raise AssertionError(done.stderr.decode())
        found = [{**dataset, 'extras': {extra['key']: extra['value'] for extra in dataset['extras']}} for dataset in json.loads(done.stdout)]
        return {dataset['extras']['uri']: dataset for dataset in found}

    def test_finds_every_dataset_in_every_form(self):
        wanted = {str(one) for one in graph().subjects(RDF.type, DCAT.Dataset)}
        for case in self.table(list(FORMS)):
            with case as form:
                self.assertEqual(set(self.read[form]), wanted)

    def test_finds_what_portals_show(self):
        catalogue = graph()
        for uri, dataset in self.read['application/rdf+xml'].items():
            one = rdflib.URIRef(uri)
            self.assertIn(dataset['title'], map(str, catalogue.objects(one, DCTERMS.title)))
            self.assertIn(dataset['notes'], map(str, catalogue.objects(one, DCTERMS.description)))
            extras = dataset['extras']
            self.assertEqual(extras['identifier'], uri)
            self.assertTrue(extras['modified'] and extras['publisher_name'] and extras['contact_email'])
            addresses = {str(catalogue.value(part, DCAT.accessURL)): part for part in catalogue.objects(one, DCAT.distribution)}
            self.assertEqual({resource['access_url'] for resource in dataset['resources']}, set(addresses))
            for resource in dataset['resources']:
                self.assertEqual(resource['license'], str(CC0))
                self.assertTrue(resource['format'] and resource['name'])
