"""The access matrix: every route of the document x every method x everybody who may ask x an object that is theirs, another's,
shared, or nobody's. What to expect is worked out by access_rules; a cell that differs is a fault, and so is any difference
between an object that somebody may not see and one that is not there."""

import concurrent.futures
import csv
import io
import re
import secrets

import access_rules as rules
import stage
from access_rules import Thing, Who
from support import contract, database, demo, people, server, settings
from support.case import Case
from support.sameness import missing_key, without_identity

METHODS = ('GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE')
MUNICIPALITIES = ('se-9901', 'se-9902', 'dk-991')
NOBODY = Who('nobody')
MERGE, JSON = 'application/merge-patch+json', 'application/json'

# A column of each dataset, and what is no longer what it was.
CHANGEABLE = {'title': 'taget', 'matter': 'taget', 'quote': 'taget', 'theme': 'taget', 'summary': 'taget', 'interests': 'taget', 'funder': 'taget', 'helped': 'taget',
              'description': 'taget', 'name_sv': 'taget', 'name': 'taget', 'definition_sv': 'taget', 'provider': 'taget',
              'outcome': 'taget', 'process': 'taget', 'decided_by': 'taget', 'analysis': 'taget', 'counteracting_rule': 'taget',
              'responsible_function': 'taget', 'n_known': '1', 'subject': 'taget', 'n_invited': '4711'}

# Of each analysis, a question that everybody may ask.
ANALYSES = {
    'trust-gaps': 'type=target&indicator=ins-01&area=se-9901', 'trust-classes': 'area=se-9901', 'trends': 'indicator=ins-01&area=se-9901',
    'effects': 'evaluation=ev-sam', 'composite-indices': 'index=ix-inst&area=se-9901',
    'benchmarks': 'indicator=ins-01&municipality=se-9901&peer_group=pg-demo10', 'retentions': 'area=se-9902&period=2023',
    'method-effects': 'indicator=int-02&respondent_group=user', 'trust-associations': 'inside=org-01&outside=int-02',
    'plan-progresses': 'plan=pl-norr', 'weakest-links': 'plan=pl-norr', 'steering-reaches': 'plan=pl-norr',
    'document-shares': 'municipality=se-9901', 'fidelities': 'plan=pl-sam&model=samskabt_styring',
    **{f'{report}-reports': 'municipality=se-9901' for report in ('freshness', 'burden', 'inside-out')},
}

# What a new object may bring along.
ALONG = ('goals', 'targets', 'actions', 'milestones', 'follow_ups', 'risks')

PASSED = (400, 415, 422, 428)  # what somebody hears whose request is refused for another reason than who is asking


def csv_of(row):
    """A file with this row."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(row))
    writer.writeheader()
    writer.writerow(row)
    return text.getvalue().encode('utf-8')


class Matrix(Case):
    @classmethod
    def setUpClass(cls):
        cls.name = f'{stage.BASE}_matrix'
        database.create(cls.name, stage.BASE)
        cls.addClassCleanup(database.drop, cls.name)
        cls.server = server.on_database(cls.name, name=None)
        cls.addClassCleanup(cls.server.stop)
        cls.people = people.People(cls.server.api, cls.name)
        cls.persons = cls.everybody()
        cls.document = contract.spread(cls.people.anybody().read('openapi.json'))
        cls.before = cls.contents()

    @classmethod
    def everybody(cls):
        """Who asks, each with his key: {Who: Person}."""
        find = cls.people.who
        persons = {NOBODY: cls.people.anybody(), Who('operator', 'operator'): find(None, 'operator')}
        for place in MUNICIPALITIES:
            for role in rules.MEMBER:
                persons[Who(f'{role} of {place}', role, place)] = find(place, role)
        for evaluation in ('ev-sam', 'ev-samtal'):
            persons[Who(f'evaluator of {evaluation}', 'evaluator', None, evaluation)] = find(evaluation, 'evaluator')
        revoked, code = cls.people.new_key('se-9901', 'admin')
        cls.people.revoke(code)
        for name, key in (('revoked', revoked), ('unknown', 'tillit_' + secrets.token_urlsafe(32)), ('malformed', 'x')):
            persons[Who(name, valid=False)] = people.Person(cls.server.api, key)
        return persons

    @classmethod
    def contents(cls):
        """A checksum of each table but those that tell what was asked, and what objects were that have gone."""
        tables = database.rows(cls.name, "select relname from pg_class where relnamespace = 'tillit'::regnamespace and relkind = 'r' "
                                         "and relname not like 'audit_%' and relname not in ('idempotency', 'shown_pool', 'former_row')")
        query = ' union all '.join(f"select '{row[0]}', md5(coalesce(string_agg(t::text, '|' order by t::text), '')) from tillit.{row[0]} t"
                                   for row in tables)
        return dict(map(tuple, database.rows(cls.name, query)))

    def tearDown(self):
        """Nobody has changed anything: what would have been allowed was refused for another reason."""
        self.assertEqual({table for table, sum_ in self.contents().items() if self.before.get(table) != sum_}, set())

    # --- routes

    def routes(self):
        """The paths of the document below the root of the API, with their methods: {path: methods}."""
        prefix = settings.API + '/'
        found = {path.removeprefix(prefix): {method.upper() for method in item if method.upper() in METHODS}
                 for path, item in self.document['paths'].items() if path.startswith(prefix)}
        return {path: methods | ({'HEAD', 'OPTIONS'} if 'GET' in methods else {'OPTIONS'}) for path, methods in found.items()}

    def example(self, path):
        """What the document gives as an example of a body for POST there."""
        content = self.document['paths'][f'{settings.API}/{path}']['post']['requestBody']['content'][JSON]
        return contract.example(self.document, content)

    def collections(self):
        """The collections of the routes that have objects: {collection: methods of the objects}."""
        return {path.split('/')[0]: methods for path, methods in self.routes().items()
                if path.count('/') == 1 and path.endswith(('{code}', '{id}'))}

    def ask(self, cells):
        """The replies to (Who, method, path, headers, body), in order."""
        def one(cell):
            who, method, path, headers, body = cell
            return self.persons[who].request(method, path, body, **headers)
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            return list(pool.map(one, cells))

    def compare(self, cells, expected):
        """Asks all cells and holds the statuses against the expectation, which is one status or several."""
        faults = []
        replies = self.ask(cells)
        for (who, method, path, _, _), reply, statuses in zip(cells, replies, expected, strict=True):
            if reply.status not in statuses:
                faults.append(f'{method} {path} by {who.name}: {reply.status}, not {statuses}')
            elif reply.status >= 500:
                faults.append(f'{method} {path} by {who.name}: {reply}')
        print(f'  {len(cells)} cells, {len(faults)} faults', flush=True)
        self.assertEqual(faults[:20], [], f'{len(faults)} cells differ')
        self.assertTrue(cells)
        return replies

    # --- objects

    def samples(self, collection):
        """One object of each kind of owner and audience, and one that does not exist."""
        kinds = {}
        for thing in rules.things(collection):
            kinds.setdefault(thing.kind(), thing)
        nobody = Thing(collection, missing_key(collection, next(iter(kinds.values())).key), exists=False)
        return [*kinds.values(), nobody]

    def object_status(self, who, method, thing, methods):
        if method not in methods:
            return (405,)
        if method == 'OPTIONS':
            return (204,) if who.valid else (204, 401)
        if not who.valid or (who == NOBODY and method in ('PATCH', 'DELETE')):
            return (401,)
        if not rules.sees(who, thing):
            return (404,)
        if method in ('GET', 'HEAD'):
            return (200,)
        return PASSED if rules.may_write(who, thing) else (403,)

    def object_request(self, who, method, thing):
        """A change or deletion that would go through but for who is asking; from whom it might, without its condition."""
        if method not in ('PATCH', 'DELETE'):
            return {}, None
        condition = {} if rules.may_write(who, thing) else {'If_Match': self.etags.get((thing.collection, thing.key), '*')}
        if method == 'DELETE':
            return condition, None
        return {**condition, 'Content_Type': MERGE}, {self.prose(thing.collection): 'taget'}

    def prose(self, collection):
        """A member of text that clients may change."""
        for name, item in self.document['paths'].items():
            if name.startswith(f'{settings.API}/{collection}/') and 'patch' in item:
                body = item['patch']['requestBody']['content'][MERGE]['schema']
                body = contract.whole(self.document, body)
                texts = [member for member, kind in body['properties'].items()
                         if re.search(r"maxLength|schemas/Code(OrNull)?'", str(kind)) and 'enum' not in str(kind)]
                return (texts or ['title'])[0]
        return 'title'

    def test_objects(self):
        operator = self.people.who(None, 'operator')
        things = [(thing, methods) for collection, methods in self.collections().items() if collection in demo.COLLECTIONS
                  for thing in self.samples(collection)]
        self.etags = {(thing.collection, thing.key): operator.etag(f'{thing.collection}/{thing.key}') for thing, _ in things if thing.exists}
        cells, expected, of = [], [], []
        for thing, methods in things:
            # A method that the route does not have is refused before anybody looks for the object.
            asked = METHODS if settings.FULL or not thing.exists else [method for method in METHODS if method in methods]
            for who in self.persons:
                for method in asked:
                    cells.append((who, method, f'{thing.collection}/{thing.key}', *self.object_request(who, method, thing)))
                    expected.append(self.object_status(who, method, thing, methods))
                    of.append((thing, who, method))
        replies = dict(zip(of, self.compare(cells, expected), strict=True))
        self.assertAsMissing(replies)

    def assertAsMissing(self, replies):
        """What somebody may not see answers as what is not there, byte for byte."""
        nowhere = {(thing.collection, who, method): (thing, reply) for (thing, who, method), reply in replies.items() if not thing.exists}
        compared = 0
        for (thing, who, method), reply in replies.items():
            if thing.exists and reply.status == 404:
                missing, other = nowhere[thing.collection, who, method]
                compared += 1
                with self.subTest(f'{method} {thing.collection}/{thing.key} by {who.name}'):
                    self.assertEqual(without_identity(reply, thing.key), without_identity(other, missing.key))
        self.assertGreater(compared, 50)

    def test_keys_and_trail_are_for_who_administers(self):
        """Another municipality's keys are not there, the own ones are the admin's and nobody else's."""
        methods = self.collections()['api-keys']
        codes = {(row['municipality'], row['role']): row['code'] for row in self.people.who(None, 'operator').list('api-keys')}
        things = [Thing('api-keys', codes[place, 'reader'], place) for place in MUNICIPALITIES]
        things += [Thing('api-keys', codes[None, 'operator'], rules.SHARED), Thing('api-keys', 'key-00000000', exists=False)]
        cells, expected, of = [], [], []
        for thing in things:
            for who in self.persons:
                for method in METHODS:
                    cells.append((who, method, f'api-keys/{thing.key}', {}, None))
                    expected.append(self.key_status(who, method, thing, methods))
                    of.append((thing, who, method))
        self.assertAsMissing(dict(zip(of, self.compare(cells, expected), strict=True)))
        for collection, mine in (('api-keys', 'municipality'), ('audit-events', 'municipality')):
            for who, person in self.persons.items():
                if who.role == 'admin':
                    self.assertEqual({row[mine] for row in person.list(collection)}, {who.municipality})

    def key_status(self, who, method, thing, methods):
        if method not in methods:
            return (405,)
        if method == 'OPTIONS':
            return (204,) if who.valid else (204, 401)
        if not who.valid or who == NOBODY:
            return (401,)
        if not thing.exists or not who.is_operator and who.municipality != thing.owner:
            return (404,)
        if not rules.administers(who):
            return (403, 404)
        return (200,) if method in ('GET', 'HEAD') else PASSED

    # --- collections

    def collection_status(self, who, method, path, methods):
        collection = path.split('/')[0]
        if method not in methods:
            return (405,)
        if method == 'OPTIONS':
            return (204,) if who.valid else (204, 401)
        if not who.valid:
            return (401,)
        if collection == 'calculations':
            return PASSED
        if collection in ('api-keys', 'audit-events'):
            allowed = rules.administers(who)
        elif collection == 'imports':
            allowed = rules.may_import(who)
        elif method == 'POST':
            allowed = rules.may_write_somewhere(who, collection)
        else:
            return (200,)
        if who == NOBODY:
            return (401,)
        if not allowed:
            return (403,)
        return (200,) if method in ('GET', 'HEAD') else PASSED

    def test_collections(self):
        self.assertEqual({path.removeprefix('analyses/') for path in self.routes() if path.startswith('analyses/')}, set(ANALYSES))
        cells, expected = [], []
        for path, methods in self.routes().items():
            if '{code}' in path or '{id}' in path:
                continue
            analysis = ANALYSES.get(path.removeprefix('analyses/'))
            address = f'{path}?{analysis}' if analysis else path.replace('{dataset}', 'plans').replace('{slug}', 'forbidden') + ('?dataset=plans' if path == 'imports' else '')
            for who in self.persons:
                for method in METHODS:
                    headers = {'Content_Type': JSON} if method == 'POST' else {}
                    cells.append((who, method, address, headers, {} if method == 'POST' else None))
                    expected.append(self.collection_status(who, method, path, methods))
        self.compare(cells, expected)

    # --- releases before they are out

    def test_previews(self):
        """Of what is shared and what a municipality plans, for the public and for itself; the others' is not there."""
        methods = self.routes()['releases/{code}/preview']
        things = [*(thing for thing in rules.things('releases')), Thing('releases', 'rel-nobody', exists=False)]
        for place in MUNICIPALITIES:
            for audience in ('public', 'internal'):
                code, publisher = f'rel-{place}-{audience}', self.people.who(place, 'publisher')
                publisher.create('releases', code=code, owner=place, title='Planerad', audience=audience)
                things.append(Thing('releases', code, place))
        cells, expected, of = [], [], []
        try:
            for thing in things:
                for who in self.persons:
                    for method in METHODS:
                        cells.append((who, method, f'releases/{thing.key}/preview', {}, None))
                        expected.append(self.preview_status(who, method, thing, methods))
                        of.append((thing, who, method))
            self.assertAsMissing(dict(zip(of, self.compare(cells, expected), strict=True)))
        finally:
            for thing in things[-2 * len(MUNICIPALITIES):]:
                self.people.who(thing.owner, 'publisher').remove(f'releases/{thing.key}')

    def preview_status(self, who, method, thing, methods):
        if method not in methods:
            return (405,)
        if method == 'OPTIONS':
            return (204,) if who.valid else (204, 401)
        if not who.valid or who == NOBODY:
            return (401,)
        if not rules.sees(who, thing):
            return (404,)
        return (200,) if rules.may_preview(who, thing) else (403,)

    # --- calculations

    def test_calculations_are_for_everybody(self):
        """And give everybody the same, since they look at nothing stored."""
        paths = [path for path in self.routes() if path.startswith('calculations/')]
        cells = [(who, 'POST', path, {'Content_Type': JSON}, self.example(path)) for path in paths for who in self.persons]
        replies = self.compare(cells, [(200,) if who.valid else (401,) for who, *_ in cells])
        results = {}
        for (who, _, path, _, _), reply in zip(cells, replies, strict=True):
            if who.valid:
                results.setdefault(path, set()).add(reply.text)
        self.assertEqual({path: len(found) for path, found in results.items()}, dict.fromkeys(paths, 1))

    # --- creating

    def new_bodies(self):
        """What the document gives as an example of a new object: {collection: body}."""
        found = {}
        for path, methods in self.routes().items():
            if 'POST' in methods and path not in ('imports', 'api-keys') and not path.startswith('calculations/'):
                found[path] = self.example(path)
        return found

    def fresh(self, collection, body):
        """The body without what comes along, under a code that nobody has."""
        number = secrets.randbelow(9000) + 1000
        codes = {'municipalities': f'se-{number}', 'indicator-versions': f'{body.get("indicator")}-v{number}'}
        alone = {name: value for name, value in body.items() if name != 'id' and not (name in ALONG and isinstance((value or [None])[0], dict))}
        if collection == 'indicator-versions':
            alone['version'] = number
        if 'code' in alone:
            alone['code'] = codes.get(collection, f'{alone["code"]}-{secrets.token_hex(4)}')
        return alone

    def test_new_objects_are_for_their_owners_to_make(self):
        """The same body is refused from everybody else and taken from whose it is; what was made is deleted again."""
        cells, expected, makers = [], [], []
        for collection, body in self.new_bodies().items():
            owner = rules.owner(collection, body)
            for who in self.persons:
                cell = (who, 'POST', collection, {'Content_Type': JSON}, self.fresh(collection, body))
                if rules.may_write(who, Thing(collection, '', owner)):
                    makers.append(cell)
                    continue
                cells.append(cell)
                expected.append((401,) if not who.valid or who == NOBODY else (403, 422) if rules.may_write_somewhere(who, collection) else (403,))
        self.compare(cells, expected)
        made = {}
        for who, _, collection, _, body in makers:
            if collection not in made:
                person = self.persons[who]
                with self.subTest(f'{collection} by {who.name}'):
                    made[collection] = reply = person.post(collection, body)
                    self.assertEqual(reply.status, 201, reply)
                    place = reply.headers['location'].rsplit('/', 1)[1]
                    self.assertEqual(person.delete(f'{collection}/{place}', reply.headers['etag']).status, 204)
        self.assertEqual(set(made), set(self.new_bodies()))

    def test_what_belongs_to_the_invisible_belongs_to_nothing(self):
        """A parent that somebody may not see reads like one that is not there."""
        compared = 0
        for collection, body in self.new_bodies().items():
            member, parents = rules.PARENT.get(collection, (None, None))
            if parents is None or member not in body:
                continue
            for who, person in self.persons.items():
                hidden = next((thing for thing in rules.things(parents) if not rules.sees(who, thing)), None)
                if who.role == 'editor' and hidden is not None:
                    compared += 1
                    missing = missing_key(parents, hidden.key)
                    sent = self.fresh(collection, body)
                    replies = [without_identity(person.post(collection, {**sent, member: key}), key) for key in (hidden.key, missing)]
                    with self.subTest(f'{collection} in {hidden.key} by {who.name}'):
                        self.assertEqual(replies[0], replies[1])
                        self.assertEqual(replies[0][0], 422)
        self.assertGreater(compared, 10)

    def test_lists_hold_what_may_be_seen_and_nothing_else(self):
        cells, wanted = [], []
        for collection, (member, key) in demo.COLLECTIONS.items():
            if key is None:
                continue
            for who in self.persons:
                if who.valid:
                    cells.append((who, 'GET', f'{collection}?limit=1000&fields={key}', {}, None))
                    wanted.append((member, key, {thing.key for thing in rules.things(collection) if rules.sees(who, thing)}))
        for (who, _, path, _, _), reply, (member, key, keys) in zip(cells, self.ask(cells), wanted, strict=True):
            with self.subTest(f'{path} by {who.name}'):
                self.assertEqual({row[key] for row in reply.json()[member]}, keys)

    def test_imports_reach_nobody_elses(self):
        """A changed row of another municipality, or of all, sent by everybody who may import: nothing is stored, whatever it is."""
        cells = []
        for collection in sorted(set(demo.VISIBLE) - set(rules.OF_OPERATOR)):
            rows = {rules.owner(collection, row): row for row in demo.rows(collection)}
            member = next(name for name in CHANGEABLE if name in demo.rows(collection)[0])
            for owner in {*MUNICIPALITIES, rules.SHARED} & set(rows):
                body = csv_of({**rows[owner], member: CHANGEABLE[member]})
                cells += [(who, 'POST', f'imports?dataset={collection}', {'Content_Type': 'text/csv'}, body)
                          for who in self.persons if rules.may_import(who) and not who.is_operator and who.municipality != owner]
        for reply in self.compare(cells, [(200, 403, 422)] * len(cells)):
            if reply.status == 200:
                self.assertEqual((reply.json()['inserted'], reply.json()['revised']), (0, 0))

    def test_figures_of_others_are_those_that_the_public_has(self):
        for collection in ('observations', 'series'):
            public = {str(sorted(row.items(), key=str)) for row in self.persons[NOBODY].list(collection)}
            for who, person in self.persons.items():
                if who.valid and not who.is_operator and who.role != 'evaluator':
                    with self.subTest(f'{collection} by {who.name}'):
                        others = [row for row in person.list(collection) if row['municipality'] not in (None, who.municipality)]
                        self.assertTrue(others)
                        self.assertEqual([row for row in others if str(sorted(row.items(), key=str)) not in public], [])
