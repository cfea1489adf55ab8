"""OData's clients, unchanged but for the base address: python-odata, Apache Olingo (Java), @odata/client and odata-csdl
(JavaScript), pandas by pages; and the requests of Power Query, written down, since it runs nowhere here."""

import json
import os
import pathlib
import random
import subprocess
import time
import unittest
import urllib.parse

import figures
import odata
import pandas

from support import client, people, settings
from support.case import Case

ROOT = '/odata/v4'
ADDRESS = settings.BASE_URL + ROOT
HERE = pathlib.Path(__file__).parent
PLACE = pathlib.Path(os.environ.get('TILLIT_CLIENTS') or HERE.parents[1] / 'build/clients')

KEYS = ('indicator', 'indicator_version', 'area', 'period', 'respondent_group', 'sex', 'age_band')
NUMBERS = ('value', 'n_valid', 'se', 'ci_low', 'ci_high')


def get(path, headers=None, **options):
    """options: filter='…' is $filter."""
    asked = urllib.parse.urlencode({f'${name}': value for name, value in options.items()}, quote_via=urllib.parse.quote)
    return client.request('GET', f'{ROOT}/{path}{"?" + asked if asked else ""}', headers)


def fetched(path, headers=None, **options):
    reply = get(path, headers, **options)
    if reply.status != 200:
        raise AssertionError(f'{path} {options}: {reply}')
    return reply.json()


def target_of(link):
    """The path and query of a next link, which names the public address."""
    parts = urllib.parse.urlsplit(link)
    return f'{parts.path}?{parts.query}'


def paged(path, headers=None, page=None, **options):
    """All entities, by next links."""
    headers = {**(headers or {}), **({'Prefer': f'odata.maxpagesize={page}'} if page else {})}
    document = fetched(path, headers, **options)
    entities = document['value']
    while '@odata.nextLink' in document:
        reply = client.request('GET', target_of(document['@odata.nextLink']), headers)
        if reply.status != 200:
            raise AssertionError(reply)
        document = reply.json()
        entities += document['value']
    return entities


def key_of(row):
    return tuple(str(row[name]) for name in KEYS)


def told(row):
    """A row of /observations as {property: number}."""
    interval = row['ci'] or {'low': None, 'high': None}
    return {**{name: row[name] for name in ('value', 'n_valid', 'se')}, 'ci_low': interval['low'], 'ci_high': interval['high']}


def published(headers=None, **filters):
    return {key_of(row): told(row) for row in figures.observations(headers, **filters)}


class ODataCase(Case):
    def assertError(self, reply, status, code=None):
        """In OData's shape, with its version."""
        self.assertEqual(reply.status, status, reply)
        self.assertTrue(reply.headers['content-type'].startswith('application/json'), reply)
        self.assertEqual(reply.headers['odata-version'], '4.0')
        error = reply.json()['error']
        self.assertTrue(error['code'] and error['message'])
        self.assertLessEqual(set(error), {'code', 'message', 'details'})
        if code:
            self.assertIn(code, {detail['code'] for detail in error['details']})
        return error


class Pages(ODataCase):
    """pandas, and whoever follows next links."""

    def test_all_figures_cell_by_cell(self):
        for case in self.table({'everybody': None, 'a member': people.bearer('se-9901', 'editor'), 'the operator': people.bearer()}.items()):
            with case as (_, headers):
                frame = pandas.DataFrame(paged('Observations', headers, page=97)).astype(object)
                got = {key_of(row): {name: row[name] for name in NUMBERS} for row in frame.where(frame.notna(), None).to_dict('records')}
                self.assertEqual(len(got), len(frame))
                self.assertEqual(got, published(headers))
                hidden = frame[frame['obs_status'] == 'Q']
                self.assertEqual(len(hidden) > 0, headers != people.bearer())
                self.assertTrue(headers or hidden[list(NUMBERS)].isna().all().all())

    def test_every_set_has_the_rows_of_its_collection(self):
        for case in self.table([entry['name'] for entry in fetched('')['value']]):
            with case as name:
                rows = paged(name, page=50)
                collection = ''.join(f'-{letter.lower()}' if letter.isupper() else letter for letter in name).strip('-')
                wanted = client.get(f'{settings.API}/{collection}?limit=1').json()['_meta']['total_records']
                self.assertEqual(len(rows), wanted)
                self.assertEqual(get(f'{name}/$count').text, str(wanted))
                self.assertEqual(fetched(name, top=0, count='true')['@odata.count'], wanted)

    def test_top_and_skip_count_over_pages(self):
        everything = paged('Areas')
        for case in self.table([(0, 0), (1, 0), (7, 0), (7, 3), (30, 5), (10000, 2)]):
            with case as (top, skip):
                self.assertEqual(paged('Areas', page=4, top=top, skip=skip), everything[skip : skip + top])

    def test_order_by_every_property(self):
        """Null is least (OData 4.01, 11.2.6.2); a page goes on where the last one ended."""
        names = [name for name in fetched('Observations', top=1)['value'][0] if get('Observations', top=1, orderby=name).status == 200]
        self.assertIn('value', names)
        for case in self.table([(name, way) for name in names for way in ('asc', 'desc')]):
            with case as (name, way):
                rows = paged('Observations', page=60, orderby=f'{name} {way}', select=','.join({name, *KEYS}))
                self.assertEqual(len({key_of(row) for row in rows}), len(published()))
                values = [row[name] for row in rows]
                ordered = sorted(values, key=lambda value: (value is not None, value if value is not None else 0), reverse=way == 'desc')
                self.assertEqual(values, ordered)

    def test_search_is_that_of_lists(self):
        """A word or a phrase, in the sets that say so; of others, and of more, it is not implemented."""
        schema = fetched('$metadata', format='json')['Tillit']
        sets = {name: part['@Org.OData.Capabilities.V1.SearchRestrictions'] for name, part in schema['Container'].items() if isinstance(part, dict)}
        self.assertEqual({one['Searchable'] for one in sets.values()}, {True, False})
        found = 0
        for case in self.table(sets.items()):
            with case as (name, says):
                if not says['Searchable']:
                    self.assertError(get(name, search='tillit'), 501)
                    continue
                self.assertEqual(says['UnsupportedExpressions'], 'AND,OR,NOT,group')
                collection = ''.join(f'-{letter.lower()}' if letter.isupper() else letter for letter in name).strip('-')
                for words in ('FÖRTROENDE', 'i kommunen', '%', '100'):
                    wanted = client.get(f'{settings.API}/{collection}?limit=1&{urllib.parse.urlencode({"q": words})}').json()['_meta']['total_records']
                    search = f'"{words}"' if ' ' in words else words
                    self.assertEqual(len(paged(name, page=50, search=search)), wanted)
                    self.assertEqual(get(f'{name}/$count', search=f' {search} ').text, str(wanted))
                    found += wanted
                for search, status in {'a b': 501, 'NOT': 501, 'a AND b': 501, '(a)': 501, '"a': 501, '"a" b': 501, 'a"': 501, '': 400, '""': 400}.items():
                    self.assertError(get(name, search=search), status)
        self.assertGreater(found, 10)
        self.assertEqual(fetched('Indicators', search='förtroende', filter="code eq 'ins-01'", count='true')['@odata.count'], 1)

    def test_one_entity_by_its_key(self):
        for case in self.table(['Indicators', 'Areas', 'Municipalities', 'FocusAreas', 'Observations', 'Series']):
            with case as name:
                full = fetched(name, {'Accept': 'application/json;odata.metadata=full'}, top=3)['value']
                for entity in full:
                    address = entity['@odata.id']
                    self.assertTrue(address.endswith(')'))
                    path = urllib.parse.quote(urllib.parse.urlsplit(address).path[len(ROOT) + 1 :], safe="'(),=")
                    one = fetched(path)
                    self.assertTrue(one.pop('@odata.context').endswith(f'$metadata#{name}/$entity'))
                    self.assertEqual(one, {member: value for member, value in entity.items() if '@' not in member})

    def test_levels_of_metadata(self):
        for case in self.table({'none': set(), 'minimal': {'@odata.context', '@odata.nextLink', '@odata.count', 'value'}, 'full': {'@odata.context', '@odata.nextLink', '@odata.count', 'value'}}.items()):
            with case as (level, members):
                for headers, options in (({'Accept': f'application/json;odata.metadata={level}'}, {}), ({}, {'format': f'application/json;odata.metadata={level}'})):
                    reply = get('Areas', {**headers, 'Prefer': 'odata.maxpagesize=2'}, count='true', **options)
                    self.assertIn(f'odata.metadata={level}', reply.headers['content-type'])
                    self.assertEqual(set(reply.json()), members or {'@odata.nextLink', '@odata.count', 'value'})
                    self.assertEqual(reply.headers['preference-applied'], 'odata.maxpagesize=2')
                    self.assertEqual('@odata.id' in reply.json()['value'][0], level == 'full')

    def test_the_range_that_is_liked_best_says_how(self):
        """SAPUI5 asks for numbers as texts, .NET for several levels at once."""
        for case in self.table(
            {
                'application/json;odata.metadata=minimal, application/json;odata.metadata=none;q=0.1': 'minimal',
                'application/json;q=0.2;odata.metadata=none,application/json;odata.metadata=full;q=0.9,*/*;q=0.1': 'full',
                'text/html, application/json;q=0.3;ODATA.Metadata=Full': 'full',
                'application/json;odata.metadata=nonsense': 'minimal',
                '*/*': 'minimal',
            }.items()
        ):
            with case as (accept, level):
                self.assertIn(f'odata.metadata={level}', get('Areas', {'Accept': accept}, top=1).headers['content-type'])

    def test_numbers_as_texts(self):
        """IEEE754Compatible: Int64 and Decimal, the count among them; doubles are the same either way."""
        asked = {'filter': "indicator eq 'ins-01'", 'select': 'value,n_valid,se,area,is_synthetic', 'count': 'true'}
        exact = 'application/json;odata.metadata=minimal;IEEE754Compatible=true'
        plain = fetched('Observations', **asked)
        for case in self.table([({'Accept': exact}, {}), ({}, {'format': exact})]):
            with case as (headers, options):
                reply = get('Observations', headers, **asked, **options)
                self.assertIn('IEEE754Compatible=true', reply.headers['content-type'])
                document = reply.json()
                self.assertEqual(document['@odata.count'], str(plain['@odata.count']))
                for row, numbers in zip(document['value'], plain['value'], strict=True):
                    self.assertEqual(row, {**numbers, **{name: numbers[name] if numbers[name] is None else str(numbers[name]) for name in ('value', 'n_valid')}})
        self.assertNotIn('IEEE754', get('Areas', {'Accept': 'application/json;IEEE754Compatible=false'}).headers['content-type'])

    def test_the_context_is_an_address(self):
        for case in self.table({'name, code': '(code,name)', ' code ,code': '(code)', 'code,*': '', '*': ''}.items()):
            with case as (select, told):
                self.assertTrue(fetched('Indicators', select=select, top=1)['@odata.context'].endswith(f'/$metadata#Indicators{told}'))

    def test_no_header_is_told_twice(self):
        for path in ('$metadata', 'Areas/$count', 'Areas'):
            names = get(path).headers['vary'].split(', ')
            self.assertEqual(len(names), len(set(names)), names)

    def test_languages(self):
        self.assertEqual(fetched("Indicators('ins-01')", {'Accept-Language': 'sv'})['name'], 'Förtroende för kommunen som helhet')
        self.assertEqual(client.get(f"{ROOT}/Indicators('ins-01')?lang=sv").json()['name'], 'Förtroende för kommunen som helhet')

    def test_refusals(self):
        for case in self.table(
            {
                'Nope': 404,
                "Indicators('nope')": 404,
                "Indicators(name='x')": 404,
                "Indicators('ins-01'": 404,
                "Indicators('ins-01')/name": 501,
                "Observations('ins-01')": 404,
                'Observations/nope': 404,
                'Observations?$expand=area': 501,
                "Indicators('ins-01')?$search=x": 501,
                '?$search=x': 501,
                'Observations?$apply=aggregate(value with sum as s)': 501,
                'Observations?$compute=value as v': 501,
                'Observations?$foo=1': 400,
                'Observations?filter=1': 400,
                'Observations?$Filter=x': 400,
                'Observations?$top=-1': 400,
                'Observations?$top=x': 400,
                'Observations?$skip=99999999': 400,
                'Observations?$count=yes': 400,
                'Observations?$top=1&$top=1': 400,
                'Observations?$skiptoken=abc': 400,
                'Observations?$select=nope': 400,
                'Observations?$select=area/name': 501,
                'Observations?$orderby=nope': 400,
                'Observations?$orderby=value up': 400,
                'Observations?$orderby=n_display': 501,
                'Observations?$orderby=length(area)': 501,
                'Observations?$format=atom': 406,
                'Observations?$format=application/json;odata.metadata=nonsense': 406,
                'Observations?$format=application/json;odata=verbose': 406,
                'Observations/$count?$top=1': 400,
                "Indicators('ins-01')?$top=1": 400,
                '$metadata?$top=1': 400,
            }.items()
        ):
            with case as (target, status):
                self.assertError(client.get(f'{ROOT}/{urllib.parse.quote(target, safe="$?&=(),/" + chr(39))}'), status)
        self.assertError(client.request('POST', f'{ROOT}/Observations'), 405)
        self.assertError(get('Areas', {'OData-MaxVersion': '3.0'}), 400)
        self.assertError(get('Areas', {'OData-Version': '5.0'}), 400)
        self.assertError(get('Areas', {'Accept': 'application/atom+xml'}), 406)
        self.assertError(get('Areas', {'Authorization': 'Bearer nope'}), 401)

    def test_kept_replies_know_what_was_asked_in_headers(self):
        for _ in range(2):
            self.assertEqual(len(fetched('Areas', {'Prefer': 'odata.maxpagesize=2'})['value']), 2)
            self.assertGreater(len(fetched('Areas')['value']), 2)
            self.assertIn('@odata.id', fetched('Areas', {'Accept': 'application/json;odata.metadata=full'})['value'][0])
            self.assertError(get('Areas', {'OData-MaxVersion': '3.0'}), 400)


class PythonOData(ODataCase):
    @classmethod
    def setUpClass(cls):
        cls.service = odata.ODataService(ADDRESS + '/', reflect_entities=True, quiet_progress=True)
        cls.sets = cls.service.entities

    def test_lists_and_reads_metadata(self):
        self.assertLessEqual({'Observations', 'Series', 'Indicators', 'Areas', 'Plans', 'Goals', 'Actions', 'Releases'}, set(self.sets))

    def test_fetches_a_series(self):
        of = self.sets['Observations']
        found = self.service.query(of).filter(of.indicator == 'ins-01').filter(of.area == 'se-9901').order_by(of.value.desc())
        got = {key_of({name: getattr(row, name) for name in KEYS}): row.value for row in found}
        wanted = {key: numbers['value'] for key, numbers in published(indicator='ins-01', area='se-9901').items()}
        self.assertEqual({key: value if value is None else float(value) for key, value in got.items()}, wanted)

    def test_fetches_everything_and_meets_what_is_hidden(self):
        got = list(self.service.query(self.sets['Observations']).all())
        self.assertEqual(len(got), len(published()))
        self.assertTrue(any(row.obs_status == 'Q' and row.value is None for row in got))

    def test_an_error(self):
        with self.assertRaises(odata.exceptions.ODataError):
            list(self.service.query(self.sets['Observations']).filter('nope eq 1'))


class JavaScript(ODataCase):
    @classmethod
    def setUpClass(cls):
        ran = subprocess.run(['node', str(HERE / 'javascript/odata.js'), ADDRESS], capture_output=True, text=True, timeout=120, env={**os.environ, 'NODE_PATH': str(PLACE / 'javascript/node_modules')}, check=False)
        if ran.returncode:
            raise AssertionError(ran.stderr)
        cls.told = json.loads(ran.stdout)

    def test_csdl_in_xml_is_csdl_in_json(self):
        self.assertEqual(self.told['messages'], [])
        self.assertEqual(self.told['converted'], self.told['own'])

    def test_reads(self):
        wanted = {(row['area'], row['period']): row['value'] for row in figures.observations(indicator='ins-01', sex='_T')}
        self.assertEqual({(row['area'], row['period']): row['value'] for row in self.told['rows']}, wanted)
        self.assertEqual(self.told['count'], len(self.told['rows']))
        self.assertEqual(self.told['one']['code'], 'ins-01')
        self.assertIn('nope', self.told['refused'])


class Olingo(ODataCase):
    def test_reads(self):
        names = (*KEYS, *NUMBERS, 'obs_status')
        words = ['java', '-cp', f'{PLACE}/java/jars/*', str(HERE / 'java/Reader.java'), ADDRESS, 'ins-01', "indicator eq 'ins-01' or area eq 'se-9901'", *names]
        ran = subprocess.run(words, capture_output=True, text=True, timeout=180, check=False)
        self.assertEqual(ran.returncode, 0, ran.stderr[-2000:])
        lines = [line.split('\t') for line in ran.stdout.splitlines()]
        rows = [dict(zip(names, line[1:])) for line in lines if line[0] == 'row']
        got = {key_of(row): {name: float(row[name]) if row[name] else None for name in NUMBERS} for row in rows}
        self.assertEqual(got, {**published(indicator='ins-01'), **published(area='se-9901')})
        self.assertIn(['count', str(len(rows))], lines)
        self.assertIn(['type', 'Decimal'], lines)
        self.assertIn('Observations', {line[1] for line in lines if line[0] == 'set'})
        refusals = [['400', 'invalid-parameters'], ['501', 'not-implemented'], ['404', 'not-found']]
        self.assertEqual([line[1:] for line in lines if line[0] == 'refused'], refusals)


class PowerQuery(ODataCase):
    """What Power Query (Excel, Power BI) sends, after Microsoft's description of OData.Feed: written down, not recorded."""

    HEADERS = {
        'Accept': 'application/json;odata.metadata=minimal;q=1.0,application/json;odata=minimalmetadata;q=0.9,'
        'application/atomsvc+xml;q=0.8,application/atom+xml;q=0.8,application/xml;q=0.7,text/plain;q=0.7',
        'MaxDataServiceVersion': '3.0',
        'OData-MaxVersion': '4.0',
    }

    def test_navigator_preview_and_folding(self):
        for case in self.table(
            [
                ('', {}),
                ('$metadata', {}),
                ('Observations', {'top': 1000}),
                ('Observations', {'top': 200, 'skip': 0}),
                ('Observations', {'select': 'area,period,value', 'filter': "indicator eq 'ins-01' and period_start ge 2022-01-01"}),
                ('Observations', {'filter': "(indicator eq 'ins-01' or indicator eq 'ins-02') and value gt 50M".replace('M', ''), 'orderby': 'value desc,area', 'top': 10}),
                ('Observations', {'filter': "contains(area,'99') and not (sex eq 'F')", 'count': 'true', 'top': 0}),
                ('Observations/$count', {'filter': 'value ne null'}),
            ]
        ):
            with case as (path, options):
                reply = get(path, self.HEADERS, **options)
                self.assertEqual(reply.status, 200, reply)
                self.assertEqual(reply.headers['odata-version'], '4.0')
                kind = 'application/xml' if path == '$metadata' else 'text/plain' if path.endswith('$count') else 'application/json'
                self.assertTrue(reply.headers['content-type'].startswith(kind), reply.headers['content-type'])


# ---- filters against their meaning ----

TEXTS = ('indicator', 'area', 'period', 'sex', 'trust_form', 'municipality', 'obs_status', 'focus_areas', 'survey_wave', 'n_display')
DECIMALS = ('value', 'n_valid', 'se', 'decimals', 'sd')
DATES = ('period_start', 'period_end')


class Grammar:
    """Random filters, each with what it means: a function of a row."""

    def __init__(self, rows, seed):
        self.random = random.Random(seed)
        self.rows = rows

    def sample(self, name):
        return self.random.choice(self.rows)[name]

    def spelled(self, name, value):
        if value is None:
            return 'null'
        if name in TEXTS:
            return "'" + value.replace("'", "''") + "'"
        return str(value)

    def comparison(self):
        name = self.random.choice(TEXTS + DECIMALS + DATES)
        word = self.random.choice(('eq', 'ne', 'gt', 'ge', 'lt', 'le'))
        value = self.random.choice((self.sample(name), self.sample(name), None))
        tests = {
            'eq': lambda found: found == value,
            'ne': lambda found: found != value,
            'gt': lambda found: None not in (found, value) and found > value,
            'ge': lambda found: None not in (found, value) and found >= value,
            'lt': lambda found: None not in (found, value) and found < value,
            'le': lambda found: None not in (found, value) and found <= value,
        }
        if self.random.random() < 0.2:
            turned = {'gt': 'lt', 'ge': 'le', 'lt': 'gt', 'le': 'ge'}.get(word, word)
            return f'{self.spelled(name, value)} {word} {name}', lambda row: tests[turned](row[name])
        return f'{name} {word} {self.spelled(name, value)}', lambda row: tests[word](row[name])

    def listed(self):
        name = self.random.choice(TEXTS + DECIMALS)
        values = [self.sample(name) for _ in range(self.random.randint(1, 4))]
        return f'{name} in ({", ".join(self.spelled(name, value) for value in values)})', lambda row: row[name] in values

    def part(self):
        """What is unknown contains nothing, and lacks nothing either: None."""
        name = self.random.choice(TEXTS)
        whole = self.sample(name) or 'x'
        start = self.random.randrange(len(whole))
        piece = whole[start : start + self.random.randint(1, 4)] if self.random.random() < 0.8 else self.random.choice('%_\\')
        word, test = self.random.choice((('contains', str.__contains__), ('startswith', str.startswith), ('endswith', str.endswith)))
        return f"{word}({name}, '{piece}')", lambda row: None if row[name] is None else test(row[name], piece)

    def flag(self):
        return 'is_synthetic', lambda row: row['is_synthetic']

    def tree(self, depth):
        if depth == 0 or self.random.random() < 0.2:
            return self.random.choice((self.comparison, self.comparison, self.listed, self.part, self.flag))()
        if self.random.random() < 0.25:
            text, test = self.tree(depth - 1)
            return f'not ({text})', lambda row: None if test(row) is None else not test(row)
        word = self.random.choice(('and', 'or'))
        parts = [self.tree(depth - 1) for _ in range(self.random.randint(2, 3))]
        text = f' {word} '.join(f'({text})' for text, _ in parts)
        return text, lambda row: self.joined(word, [test(row) for _, test in parts])

    @staticmethod
    def joined(word, values):
        decisive = word == 'or'
        if decisive in values:
            return decisive
        return None if None in values else not decisive


class Filters(ODataCase):
    @classmethod
    def setUpClass(cls):
        cls.rows = paged('Observations')

    def test_mean_what_odata_says(self):
        grammar = Grammar(self.rows, 20261130)
        seen = set()
        for number in range(600):
            text, test = grammar.tree(number % 4)
            wanted = [key_of(row) for row in self.rows if test(row)]
            got = [key_of(row) for row in paged('Observations', filter=text, select=','.join(KEYS))]
            self.assertEqual(got, wanted, text)
            seen.add(len(wanted))
        self.assertGreater(len(seen), 100)

    def test_members_find_the_same_by_filter_as_by_reading(self):
        headers = people.bearer('se-9901', 'editor')
        rows = paged('Observations', headers)
        grammar = Grammar(rows, 7)
        for number in range(150):
            text, test = grammar.tree(number % 3)
            got = {key_of(row) for row in paged('Observations', headers, page=50, filter=text)}
            self.assertEqual(got, {key_of(row) for row in rows if test(row)}, text)

    def test_hidden_figures_pass_no_filter_of_their_numbers(self):
        hidden = {key_of(row) for row in self.rows if row['obs_status'] == 'Q'}
        self.assertTrue(hidden)
        for case in self.table(['value gt 0', 'value lt 1000', 'value ge 0 or value lt 0', 'n_valid ge 0', 'not (value eq null)', 'se gt 0', "contains(n_display,'')"]):
            with case as text:
                self.assertEqual({key_of(row) for row in paged('Observations', filter=text)} & hidden, set())

    def test_codes_that_name_nothing_find_nothing_and_stay_unknown(self):
        self.assertEqual(paged('Observations', filter="area eq 'nope'"), [])
        some = paged('Observations', filter="area in ('se-9901','nope')", count='true')
        self.assertEqual({row['area'] for row in some}, {'se-9901'})
        for code in ('nope', 'se-9901,nope'):
            self.assertRefused(f'{settings.API}/observations?area={code}', parameter='area', code='unknown_code')

    def test_bounds(self):
        deep = '(' * 51 + 'is_synthetic' + ')' * 51
        wide = ' or '.join('decimals eq 1' for _ in range(201))
        many = f'decimals in ({",".join(str(number) for number in range(501))})'
        for case in self.table({'deep': (deep, 'too_deep'), 'wide': (wide, 'too_many'), 'many': (many, 'too_many')}.items()):
            with case as (_, (text, code)):
                self.assertError(get('Observations', filter=text), 400, code)
        self.assertEqual(get('Observations', filter=deep[1:-1], top=1).status, 200)

    def test_refused_and_why(self):
        for case in self.table(
            {
                '': 400,
                'value': 400,
                'value gt': 400,
                'gt 5': 400,
                'value gt 5 5': 400,
                'value gt 5)': 400,
                '(value gt 5': 400,
                'value gt 5 and': 400,
                "area eq 'x": 400,
                "value eq 'x'": 400,
                'area eq 5': 400,
                'period_start eq 5': 400,
                'period_start eq 2024-02-30': 400,
                'recorded_at gt 2024-01-01': 400,
                'recorded_at gt 2024-01-01T12:00:00': 400,
                'is_synthetic eq 1': 400,
                'nope eq 1': 400,
                "area in ()": 400,
                "area in ('x',)": 400,
                "contains(area)": 501,
                "contains(value,'x')": 400,
                "contains(area,5)": 400,
                'value eq 1e999': 400,
                'value eq INF': 501,
                'value eq area': 501,
                '1 eq 1': 501,
                'value add 1 gt 2': 501,
                'year(period_start) eq 2024': 501,
                "tolower(area) eq 'x'": 501,
                "area/name eq 'x'": 501,
                "focus_areas/any(f:f eq 'x')": 501,
                '$it/value eq 1': 501,
                'value eq @p': 501,
                'ci_low gt 5': 501,
                "sex has Tillit.Sex'F'": 501,
                "area eq duration'P1D'": 501,
            }.items()
        ):
            with case as (text, status):
                self.assertError(get('Observations', filter=text), status)

    def test_every_property_is_compared_as_a_text_or_refused(self):
        """Whatever it is in the database; geometries among them."""
        document = fetched('$metadata', format='json')
        container = document[document['$EntityContainer'].split('.')[0]][document['$EntityContainer'].split('.')[1]]
        sets = {name: part['$Type'].split('.')[1] for name, part in container.items() if isinstance(part, dict) and '$Type' in part}
        self.assertGreater(len(sets), 30)
        for case in self.table([(name, member) for name, kind in sets.items() for member in document['Tillit'][kind] if not member.startswith('$')]):
            with case as (name, member):
                self.assertIn(get(name, filter=f"contains({member},'x') or {member} lt 'x'", top=1).status, (200, 400, 501))


@unittest.skipUnless(settings.PG_LOG, 'TILLIT_PG_LOG says where the log of the database is')
class Hostile(ODataCase):
    """Filters by grammar, broken: refused in OData's words, in bounded time, and never by the database."""

    COUNT, LONGEST_S = 10000, 5
    PIECES = ("'", '"', '(', ')', '$', '@', '%', '\\', ';', '--', '/*', ' and ', ' or ', ' not ', ' eq ', ' in ', ' null ', "''", '0x1', '1e308', '-', '+', '.', ',', '/', 'a', '1', 'INF', 'å', '\u200b', '\U0001f600', '\x7f', "');select 1", 'tolower(', 'any(x:')

    def mutated(self, choose, text):
        for _ in range(choose.randint(0, 4)):
            at = choose.randint(0, len(text))
            end = min(len(text), at + choose.randint(0, 3))
            text = text[:at] + choose.choice(self.PIECES) * choose.choice((1, 1, 1, 40)) + text[choose.choice((at, end)) :]
        return text

    def test_are_refused(self):
        log = pathlib.Path(settings.PG_LOG)
        before = log.stat().st_size
        choose = random.Random(1)
        grammar = Grammar(paged('Observations'), 2)
        statuses = {}
        for number in range(self.COUNT):
            text = self.mutated(choose, grammar.tree(number % 4)[0])
            begun = time.monotonic()
            reply = get(choose.choice(('Observations', 'Observations/$count')), filter=text)
            self.assertLess(time.monotonic() - begun, self.LONGEST_S, text)
            statuses[reply.status] = statuses.get(reply.status, 0) + 1
            if reply.status != 200:
                self.assertIn(reply.status, (400, 404, 414, 501), f'{text!r}: {reply}')
                self.assertError(reply, reply.status)
        self.assertGreater(min(statuses.get(200, 0), statuses.get(400, 0), statuses.get(501, 0)), 300, statuses)
        with log.open('rb') as lines:
            lines.seek(before)
            self.assertNotIn(b'ERROR', lines.read())
