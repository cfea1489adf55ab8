"""PxWeb's clients, unchanged but for the base address: pxwebpy and pxstatspy."""

import contextlib
import io
import json
import urllib.parse

import figures
import pandas
from pxstatspy import PxAPI, PxAPIConfig
from pxweb import PxApi
from pyjstat import pyjstat

from support import client, people, server, settings
from support.case import Case

ROOT = '/pxweb/api/v2'
ADDRESS = settings.BASE_URL + ROOT
TABLE = 'ins-01'
CONTENTS = {'value': 'value', 'n': 'n_valid', 'se': 'se'}


def pxwebpy(lang='en'):
    return PxApi(ADDRESS, language=lang, disable_cache=True)


def pxstatspy(lang='en'):
    return PxAPI(PxAPIConfig(base_url=ADDRESS, language=lang))


def get(path, **parameters):
    asked = f'?{urllib.parse.urlencode(parameters)}' if parameters else ''
    return client.get(f'{ROOT}/{path}{asked}')


def fetched(path, **parameters):
    reply = get(path, **parameters)
    if reply.status != 200:
        raise AssertionError(f'{path} {parameters}: {reply}')
    return reply


def published(table=TABLE, **filters):
    """{(area, period, group, sex, age, content): number} of /observations."""
    cells = {}
    for row in figures.observations(indicator=table, **filters):
        key = row['area'], row['period'], row['respondent_group'], row['sex'], row['age_band']
        for content, member in CONTENTS.items():
            cells[*key, content] = row[member]
    return cells


def read(document):
    """The same of a JSON-stat document, with nothing where there is no figure."""
    frame = pyjstat.Dataset.read(json.dumps(document)).write('dataframe', naming='id')
    cells = {}
    for row in frame.to_dict('records'):
        key = row['Region'], row['Tid'], row['Respondent'], row['Sex'], row['Age'], row['ContentsCode']
        cells[key] = None if pandas.isna(row['value']) else row['value']
    return cells


class Pxwebpy(Case):
    def test_lists_and_searches(self):
        api = pxwebpy('sv')
        tables = {table['id']: table['label'] for table in api.all_tables()}
        self.assertEqual(api.number_of_tables, len(tables))
        self.assertEqual(tables[TABLE], 'Förtroende för kommunen som helhet')
        self.assertIn('fa-bem', tables)
        found = {table['id'] for table in api.search(query='FÖRTROENDE för')['tables']}
        self.assertIn(TABLE, found)
        self.assertLess(len(found), len(tables))

    def test_reads_metadata(self):
        variables = pxwebpy().get_table_variables(TABLE)
        self.assertIn('Contents', json.dumps(variables))
        metadata = pxwebpy('sv').get_table_metadata(TABLE)
        self.assertEqual(metadata['dimension']['Sex']['extension']['eliminationValueCode'], '_T')
        listed = {one['id'] for one in metadata['dimension']['Region']['extension']['codeLists']}
        self.assertEqual(listed & {'vs_municipality', 'agg_pg-demo10'}, {'vs_municipality', 'agg_pg-demo10'})

    def test_fetches_a_series(self):
        rows = pxwebpy().get_table_data(TABLE, value_codes={'Region': ['se-9901'], 'Tid': '*', 'ContentsCode': ['value'], 'Sex': ['_T']}, show='code')
        got = {row['Period']: row['value'] for row in rows}
        wanted = {row['period']: row['value'] for row in figures.observations(indicator=TABLE, area='se-9901', sex='_T')}
        self.assertEqual({period: value for period, value in got.items() if value is not None}, wanted)

    def test_fetches_a_whole_table(self):
        """In pieces or not: every figure of /observations is there, the hidden ones without a number."""
        codes = {name: '*' for name in ('Region', 'Tid', 'Respondent', 'Sex', 'Age')}
        rows = pxwebpy().get_table_data(TABLE, value_codes={**codes, 'ContentsCode': list(CONTENTS)}, show='code')
        got = {}
        for row in rows:
            key = row['Area'], row['Period'], row['Respondent group'], row['Sex'], row['Age']
            got[*key, row['Contents']] = row['value']
        wanted = published()
        self.assertEqual({key: got[key] for key in wanted}, wanted)
        self.assertEqual({value for key, value in got.items() if key not in wanted}, {None})
        self.assertTrue(any(value is None and key[-1] == 'value' for key, value in wanted.items()))

    def test_default_selection_is_the_latest_period(self):
        rows = pxwebpy().get_table_data(TABLE, show='code')
        self.assertEqual({row['Period'] for row in rows}, {'2024'})
        self.assertEqual({row['Contents'] for row in rows}, {'value'})

    def test_code_lists(self):
        self.assertEqual(pxwebpy().get_code_list('agg_pg-demo10')['type'], 'Aggregation')
        rows = pxwebpy().get_table_data(TABLE, value_codes={'Region': '*'}, code_list={'Region': 'vs_municipality'}, show='code')
        areas = {row['code'] for row in figures.rows_of('areas', area_type='municipality')}
        self.assertTrue({row['Area'] for row in rows} <= areas)

    def test_errors_are_told(self):
        for asked in self.table([{'Region': ['nope']}, {'Tid': ['2024'], 'Nope': ['1']}]):
            with asked as codes:
                with self.assertRaisesRegex(Exception, 'invalid-parameters|Nope'):
                    pxwebpy().get_table_data(TABLE, value_codes=codes)
        with self.assertRaisesRegex(Exception, 'not-found'):
            pxwebpy().get_table_metadata('nope')


# What PxWebApi 2's contract requires of each reply (PxTools/PxApiSpecs, PxAPI-2.yml): clients generated from it end where one is missing.
REQUIRED = {
    'config': ('apiVersion', 'appVersion', 'languages', 'defaultLanguage', 'maxDataCells', 'maxCallsPerTimeWindow', 'timeWindow', 'license', 'defaultDataFormat', 'dataFormats'),
    'tables': ('language', 'tables', 'page'),
    'table': ('id', 'label', 'updated', 'firstPeriod', 'lastPeriod', 'variableNames', 'links'),
    'page': ('pageNumber', 'pageSize', 'totalElements', 'totalPages'),
    'dataset': ('version', 'class', 'value', 'id', 'size', 'dimension'),
    'codelist': ('id', 'label', 'language', 'languages', 'type', 'values', 'links'),
    'selection': ('language', 'links', 'selection'),
    'link': ('rel', 'hreflang', 'href'),
}


class Contract(Case):
    def assertHas(self, found, kind):
        self.assertEqual([name for name in REQUIRED[kind] if name not in found], [], kind)
        for link in found.get('links', []):
            self.assertEqual(set(link), set(REQUIRED['link']))

    def test_nothing_that_is_required_is_missing(self):
        self.assertHas(fetched('config').json(), 'config')
        listed = fetched('tables', pageSize=1000).json()
        self.assertHas(listed, 'tables')
        self.assertHas(listed['page'], 'page')
        with_figures = [table for table in listed['tables'] if get(f'tables/{table["id"]}').status == 200]
        self.assertGreater(len(with_figures), 40)
        for case in self.table({table['id']: table for table in with_figures}.items()):
            with case as (code, table):
                self.assertHas(table, 'table')
                own = fetched(f'tables/{code}').json()
                self.assertHas(own, 'table')
                for member in ('firstPeriod', 'lastPeriod'):
                    self.assertEqual(table[member], own[member])
                self.assertHas(fetched(f'tables/{code}/defaultselection').json(), 'selection')
        metadata = fetched(f'tables/{TABLE}/metadata').json()
        self.assertHas(metadata, 'dataset')
        self.assertEqual(metadata['value'], [])
        self.assertTrue({'mail', 'organization', 'raw'} == set(metadata['extension']['contact'][0]))
        self.assertHas(fetched(f'tables/{TABLE}/data').json(), 'dataset')
        lists = metadata['dimension']['Region']['extension']['codelists']
        self.assertEqual(lists, metadata['dimension']['Region']['extension']['codeLists'])  # pxwebpy's spelling
        for one in lists:
            self.assertHas(fetched(f'codelists/{one["id"]}').json(), 'codelist')

    def test_pages_lead_to_one_another(self):
        every = [table['id'] for table in fetched('tables', query='a', pageSize=1000, lang='sv').json()['tables']]
        found, address, before = [], f'{ADDRESS}/tables?query=a&pageSize=7&LANG=sv', None
        while address:
            self.assertLess(len(found), len(every))
            page = client.get(urllib.parse.urlsplit(address)._replace(scheme='', netloc='').geturl()).json()
            links = {link['rel']: link['href'] for link in page['page']['links']}
            self.assertEqual(page['links'], page['page']['links'][:1])
            self.assertEqual(client.get(urllib.parse.urlsplit(links['self'])._replace(scheme='', netloc='').geturl()).json(), page)
            self.assertEqual(links.get('prev'), before)
            found += [table['id'] for table in page['tables']]
            before, address = links['self'], links.get('next')
        self.assertEqual(found, every)
        self.assertGreater(len(every), 14)

    def test_metadata_of_the_default_selection(self):
        wanted = {one['variableCode']: one['valueCodes'] for one in fetched(f'tables/{TABLE}/defaultselection').json()['selection']}
        some = fetched(f'tables/{TABLE}/metadata', defaultSelection='True').json()
        self.assertEqual({name: list(some['dimension'][name]['category']['index']) for name in some['id']}, wanted)
        self.assertEqual(some['size'], [len(wanted[name]) for name in some['id']])
        everything = fetched(f'tables/{TABLE}/metadata', defaultSelection='False').json()
        self.assertGreater(everything['size'][-1], 1)

    def test_code_lists_are_named_in_the_language(self):
        for case in self.table({'sv': 'kommun', 'da': 'kommune', 'en': 'municipality'}.items()):
            with case as (lang, name):
                self.assertEqual(fetched('codelists/vs_municipality', lang=lang).json()['label'], name)
                lists = fetched(f'tables/{TABLE}/metadata', lang=lang).json()['dimension']['Region']['extension']['codelists']
                self.assertEqual({one['id']: one['label'] for one in lists}['vs_municipality'], name)

    def test_who_left_a_group_is_not_in_it(self):
        """As Kolada's clients are told it."""
        members = [{'municipality': 'se-9901', 'valid_from': '2019-01-01'}, {'municipality': 'se-9902', 'valid_from': '2019-01-01', 'valid_to': '2021-12-31'}]
        group = {'code': 'pg-left', 'members': members, **{f'name_{lang}': 'Kvar' for lang in ('sv', 'da', 'en')}}
        reply = client.request('POST', f'{settings.API}/imports?dataset=peer-groups', {'Content-Type': 'application/json', **people.bearer()}, json.dumps([group]).encode())
        self.assertEqual(reply.status, 200, reply)
        self.addCleanup(client.request, 'DELETE', f'{settings.API}/peer-groups/pg-left', {'If-Match': '*', **people.bearer()})
        (value,) = fetched('codelists/agg_pg-left').json()['values']
        self.assertEqual(value['valueMap'], ['se-9901'])
        single = read(fetched(f'tables/{TABLE}/data', **{'codelist[Region]': 'agg_pg-left', 'outputValues[Region]': 'single'}).json())
        self.assertEqual({key[0] for key in single}, {'se-9901'})
        (group,) = client.get('/kolada/v3/municipality_groups/pg-left').json()['values']
        self.assertEqual([member['member_id'] for member in group['members']], ['9901'])

    def test_of_two_answers_to_one_question_none_is_dropped(self):
        for case in self.table({'codelist[Region]': ('vs_municipality', 'agg_pg-demo10'), 'outputFormat': ('csv', 'px'), 'lang': ('sv', 'en'), 'outputValues[Region]': ('single', 'aggregated')}.items()):
            with case as (name, values):
                for other in (name, name.upper()):
                    reply = client.get(f'{ROOT}/tables/{TABLE}/data?{urllib.parse.urlencode([(name, values[0]), (other, values[1])])}')
                    self.assertProblem(reply, 'invalid-parameters', parameter=name, code='duplicate')
        self.assertEqual(client.get(f'{ROOT}/tables/{TABLE}/data?lang=sv&lang=sv').status, 200)
        both = client.get(f'{ROOT}/tables/{TABLE}/data?valueCodes[Tid]=2023&valuecodes[Tid]=2024').json()
        self.assertEqual(list(both['dimension']['Tid']['category']['index']), ['2023', '2024'])

    def test_what_is_null_asks_for_nothing(self):
        """As a client writes it that sends every member of the contract."""
        body = {'selection': [{'variableCode': 'Tid', 'codelist': None, 'valueCodes': ['2024']}], 'placement': None}
        reply = client.request('POST', f'{ROOT}/tables/{TABLE}/data', {'Content-Type': 'application/json'}, json.dumps(body).encode())
        self.assertEqual(reply.status, 200, reply)
        self.assertEqual(list(reply.json()['dimension']['Tid']['category']['index']), ['2024'])


class Pxstatspy(Case):
    def test_lists(self):
        frame = pxstatspy('sv').find_tables_as_dataframe(query='förtroende')
        self.assertIn(TABLE, set(frame['id']))
        with contextlib.redirect_stdout(io.StringIO()) as told:
            pxstatspy('sv').find_tables(query='förtroende')
        self.assertIn(TABLE, told.getvalue())

    def test_fetches_series(self):
        frame = pxstatspy().get_data_as_dataframe(TABLE, value_codes={'Region': ['se-9901', 'se-9902'], 'Tid': ['*'], 'ContentsCode': ['value'], 'Sex': ['_T']})
        wanted = [row['value'] for row in figures.observations(indicator=TABLE, area='se-9901,se-9902', sex='_T')]
        column = next(name for name in frame.columns if frame[name].dtype.kind == 'f')
        self.assertEqual(sorted(frame[column].dropna()), sorted(wanted))


class Selections(Case):
    """Expressions that clients send as they are, against /observations."""

    PERIODS = ('2019', '2020', '2021', '2022', '2023', '2024')

    def periods(self, expression):
        document = fetched(f'tables/{TABLE}/data', **{'valueCodes[Tid]': expression, 'valueCodes[Region]': 'se-9901'}).json()
        return tuple(document['dimension']['Tid']['category']['index'])

    def test_expressions(self):
        for case in self.table(
            {
                'TOP(2)': ('2023', '2024'),
                'top(2,1)': ('2022', '2023'),
                'Bottom(1)': ('2019',),
                'RANGE(2020,2022)': ('2020', '2021', '2022'),
                'from(2023)': ('2023', '2024'),
                'to(2020)': ('2019', '2020'),
                '*': self.PERIODS,
                '202?': self.PERIODS[1:],
                '*19': ('2019',),
                '2024,range(2019,2020)': ('2019', '2020', '2024'),
                'top(99)': self.PERIODS,
            }.items()
        ):
            with case as (expression, wanted):
                self.assertEqual(self.periods(expression), wanted)

    def test_what_names_nothing_is_refused(self):
        for case in self.table(['1999', 'top()', 'top(x)', 'top(0)', 'range(2024,2019)', 'range(2019)', 'from(1999)', 'nope(1)', '', '19?', 'top(1,99)', '*' * 2000 + 'x']):
            with case as expression:
                reply = get(f'tables/{TABLE}/data', **{'valueCodes[Tid]': expression})
                self.assertProblem(reply, 'invalid-parameters', parameter='valueCodes[Tid]', code='unknown_code')

    def test_names_in_any_case(self):
        wanted = fetched(f'tables/{TABLE}/data', **{'valueCodes[Region]': 'se-9901', 'outputFormat': 'csv'}).body
        self.assertEqual(fetched(f'tables/{TABLE}/data', **{'valuecodes[region]': 'se-9901', 'OUTPUTFORMAT': 'CSV'}).body, wanted)

    def test_get_and_post_say_the_same(self):
        codes = {'Region': ['se-9901', 'se-9902'], 'Tid': ['from(2022)'], 'ContentsCode': ['*']}
        body = {'selection': [{'variableCode': name, 'valueCodes': values} for name, values in codes.items()]}
        posted = client.request('POST', f'{ROOT}/tables/{TABLE}/data?outputFormat=json-stat2', {'Content-Type': 'application/json'}, json.dumps(body).encode())
        got = fetched(f'tables/{TABLE}/data', **{f'valueCodes[{name}]': ','.join(values) for name, values in codes.items()})
        self.assertEqual(posted.status, 200)
        self.assertEqual(posted.body, got.body)

    def test_bodies_that_are_none(self):
        for case in self.table(['[]', '{"selection": 1}', '{"selection": [{}]}', '{"selection": [{"variableCode": "Tid", "valueCodes": "2024"}]}', '{"selection": [{"variableCode": 1}]}', '{"selection": [{"variableCode": "Tid", "valueCodes": [1]}]}']):
            with case as body:
                reply = client.request('POST', f'{ROOT}/tables/{TABLE}/data', {'Content-Type': 'application/json'}, body.encode())
                self.assertProblem(reply, 'invalid-body')

    def test_members_that_nobody_knows(self):
        """A question in the form of PxWebApi 1, or with a name misspelled, is not answered with what is chosen by default."""
        cases = {
            '/query': {'query': [{'code': 'Tid', 'selection': {'filter': 'item', 'values': ['2020']}}]},
            '/placement': {'selection': [], 'placement': {'heading': ['Tid']}},
            '/selection/0/valuecodes': {'selection': [{'variableCode': 'Tid', 'valuecodes': ['2020']}]},
            '/selection/0/codeList': {'selection': [{'variableCode': 'Region', 'codeList': 'vs_municipality'}]},
        }
        for case in self.table(list(cases)):
            with case as pointer:
                reply = client.request('POST', f'{ROOT}/tables/{TABLE}/data', {'Content-Type': 'application/json'}, json.dumps(cases[pointer]).encode())
                self.assertProblem(reply, 'invalid-body', pointer=pointer, code='unknown_member')

    def test_a_refusal_names_what_there_is(self):
        cases = {
            'valueCodes[Time]': ('2024', 'Region, Indicator, Respondent, Sex, Age, ContentsCode, Tid'),
            'valueCodes[Tid]': ('1999', '2019, 2020, 2021, 2022, 2023, 2024'),
            'valueCodes[Sex]': ('K', 'F, M, _T'),
            'codelist[Region]': ('nope', '/pxweb/api/v2/tables/{id}/metadata'),
        }
        for case in self.table(list(cases)):
            with case as name:
                value, allowed = cases[name]
                reply = get(f'tables/{TABLE}/data', lang='en', **{name: value})
                self.assertProblem(reply, 'invalid-parameters', parameter=name, code='unknown_code')
                self.assertTrue(reply.json()['errors'][0]['detail'].endswith(f'Allowed: {allowed}.'), reply.json()['errors'])

    def test_unknown_parameters(self):
        for case in self.table(['stub', 'heading', 'outputFormatParams', 'valueCodes', 'valueCodes[', 'valueCodes[]x']):
            with case as name:
                self.assertProblem(get(f'tables/{TABLE}/data', **{name: 'x'}), 'invalid-parameters', parameter=name)

    def test_an_indicator_is_no_dimension_of_its_own_table(self):
        reply = get(f'tables/{TABLE}/data', **{'valueCodes[Indicator]': 'ins-02'})
        self.assertProblem(reply, 'invalid-parameters', parameter='valueCodes[Indicator]', code='unknown_code')

    def test_groupings(self):
        own = read(fetched(f'tables/{TABLE}/data', **{'codelist[Region]': 'agg_pg-demo10', 'outputValues[Region]': 'aggregated'}).json())
        self.assertEqual({key[0] for key in own}, {'pg-demo10'})
        single = read(fetched(f'tables/{TABLE}/data', **{'codelist[Region]': 'agg_pg-demo10', 'outputValues[Region]': 'single', 'valueCodes[Region]': 'pg-demo10'}).json())
        self.assertEqual({key[0] for key in single}, {f'se-99{number}' for number in range(11, 21)})


class Formats(Case):
    def test_all_tables_in_every_format(self):
        """Each table with all it has, as JSON-stat and as CSV: the same cells as /observations, suppression included."""
        for code in self.table(sorted({row['indicator'] for row in figures.rows_of('series')})):
            with code as table:
                names = {f'valueCodes[{name}]': '*' for name in ('Region', 'Tid', 'Respondent', 'Sex', 'Age')}
                asked = {**names, 'valueCodes[ContentsCode]': ','.join(CONTENTS)}
                got, wanted = read(fetched(f'tables/{table}/data', **asked).json()), published(table)
                self.assertEqual({key: got[key] for key in wanted}, wanted)
                self.assertEqual({value for key, value in got.items() if key not in wanted} - {None}, set())
                frame = pandas.read_csv(io.BytesIO(fetched(f'tables/{table}/data', **asked, outputFormat='csv').body), dtype=str, keep_default_na=False)
                for row in frame.to_dict('records'):
                    for content in CONTENTS:
                        key = row['Region'], row['Tid'], row['Respondent'], row['Sex'], row['Age'], content
                        self.assertEqual(float(row[content]) if row[content] else None, wanted.get(key))

    def test_a_focus_area_has_its_indicators(self):
        document = fetched('tables/fa-bem/data', **{'valueCodes[Region]': 'se-9901'}).json()
        indicators = set(document['dimension']['Indicator']['category']['index'])
        wanted = {row['indicator'] for row in figures.observations(focus_area='fa-bem')}
        self.assertEqual(indicators, wanted)

    def test_types(self):
        types = {'json-stat2': 'application/json', 'csv': 'text/csv', 'px': 'text/x-pc-axis', 'xlsx': 'application/vnd.openxml'}
        for case in self.table(types.items()):
            with case as (form, kind):
                reply = fetched(f'tables/{TABLE}/data', outputFormat=form)
                self.assertTrue(reply.headers['content-type'].startswith(kind), reply.headers['content-type'])
        self.assertProblem(get(f'tables/{TABLE}/data', outputFormat='html'), 'invalid-parameters', parameter='outputFormat')

    def test_limits(self):
        """pxwebpy asks in pieces for what is more than maxDataCells; whoever does not is told the limit."""
        with server.on_test_database(TILLIT_MAX_CUBE_CELLS=1000) as one:
            names = {f'valueCodes[{name}]': '*' for name in ('Region', 'Tid', 'ContentsCode', 'Sex')}
            reply = one.api.get(f'{ROOT}/tables/{TABLE}/data?{urllib.parse.urlencode(names)}')
            problem = self.assertProblem(reply, 'invalid-parameters', parameter='valueCodes', code='too_many_cells')
            self.assertIn('1000', self.detail(problem, 'too_many_cells'))
            api = PxApi(one.base_url + ROOT, language='en', disable_cache=True)
            codes = {name: '*' for name in ('Region', 'Tid', 'Respondent', 'Sex', 'Age')}
            rows = api.get_table_data(TABLE, value_codes={**codes, 'ContentsCode': ['value']}, show='code')
            wanted = {key: value for key, value in published().items() if key[-1] == 'value'}
            got = {(row['Area'], row['Period'], row['Respondent group'], row['Sex'], row['Age'], 'value'): row['value'] for row in rows}
            self.assertEqual({key: got[key] for key in wanted}, wanted)
