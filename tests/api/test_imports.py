"""Imports over HTTP: all or nothing, each bad row named, the same file twice changes nothing. What these tests store are
drafts and records that the public never sees, so that no other test meets them."""

import csv
import io
import json

from support import client, database, demo, reading, settings
from support.case import Case
from support.people import bearer

CSV, NDJSON, JSON = 'text/csv', 'application/x-ndjson', 'application/json'

# A figure that nobody has: 34 of 95 is 35.8 percent.
ROW = {'indicator': 'ins-02', 'area': 'se-9901-d1', 'period': '2010', 'respondent_group': 'resident', 'value': '35.8',
       'n_valid': '95', 'x': '34', 'source': 'synth-survey', 'is_synthetic': 'true'}
MEAN = {'indicator': 'ins-07', 'area': 'se-9901', 'period': '2010', 'respondent_group': 'resident', 'value': '3.000',
        'n_valid': '100', 'sd': '1', 'source': 'synth-survey', 'is_synthetic': 'true'}


def csv_of(*rows, columns=None):
    """CSV text of rows given as dictionaries; the columns are those of the first."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator='\n')
    columns = columns or list(rows[0])
    writer.writerow(columns)
    for row in rows:
        writer.writerow([row.get(name, '') for name in columns])
    return out.getvalue()


def row(**changes):
    return {**ROW, **changes}


def mean(**changes):
    return {**MEAN, **changes}


def post(body, media=CSV, dataset='observations', **parameters):
    body = body if isinstance(body, bytes) else body.encode('utf-8')
    headers = {'Content-Type': media, **bearer()}
    return client.request('POST', reading.path('imports', dataset=dataset, **parameters), headers, body)


def dry(body, media=CSV, dataset='observations'):
    return post(body, media, dataset, dry_run='true')


def demo_file(dataset):
    return demo.files(dataset)[-1].read_bytes()


def demo_figure(period):
    return next(figure for figure in demo.rows('observations') if figure['period'] == period)


class Reports(Case):
    def assertReport(self, reply, **members):
        self.assertEqual(reply.status, 200, reply)
        self.assertEqual(reply.headers['content-type'], 'application/json; charset=utf-8')
        self.assertIn('no-store', reply.headers['cache-control'])
        report = reply.json()
        self.assertEqual(set(report), {'dataset', 'dry_run', 'rows', 'inserted', 'revised', 'unchanged', 'warnings',
                                       'warnings_total'})
        self.assertEqual(report['rows'], report['inserted'] + report['revised'] + report['unchanged'])
        self.assertLessEqual(members.items(), report.items())
        return report

    def warned(self, report):
        """The warnings, but those that the areas of the demonstration begin in 2018."""
        return [(warning['line'], warning['column'], warning['code']) for warning in report['warnings']
                if warning['code'] != 'outside_validity']

    def test_a_dry_run_stores_nothing(self):
        for _ in range(2):
            self.assertReport(dry(csv_of(row(period='2009'))), dry_run=True, rows=1, inserted=1)

    def test_the_same_file_twice_changes_nothing(self):
        body = csv_of(row(), row(area='se-9901-d3'))
        post(body)
        self.assertReport(post(body), dry_run=False, rows=2, unchanged=2)

    def test_the_demonstration_is_there_already(self):
        for case in self.table(('terms', 'areas', 'indicators', 'indicator-versions', 'releases', 'observations',
                                   'response-counts', 'life-table-rows', 'two-item-tables', 'targets', 'plans', 'ideas',
                                   'evaluation-members', 'paired-tables', 'feedback-items', 'peer-groups')):
            with case as dataset:
                self.assertReport(post(demo_file(dataset), dataset=dataset), dataset=dataset, inserted=0, revised=0,
                                  rows=len(demo.rows(dataset)))

    def test_csv_ndjson_and_json_are_the_same(self):
        number = {**ROW, 'value': 35.8, 'n_valid': 95, 'x': 34, 'is_synthetic': True}
        bodies = {CSV: csv_of(ROW), NDJSON: json.dumps(number) + '\n', JSON: json.dumps([number])}
        post(bodies[CSV])
        for case in self.table(bodies):
            with case as body:
                media = next(media for media in bodies if bodies[media] == body)
                self.assertReport(post(body, media), rows=1, unchanged=1)

    def test_spellings_that_are_taken(self):
        plain = csv_of(ROW)
        cases = {
            'codes in capitals': csv_of(row(indicator='INS-02', area='SE-9901-D1', respondent_group='Resident')),
            'names of columns in capitals': plain.replace('indicator,', 'Indicator,', 1),
            'byte order mark': '\ufeff' + plain,
            'CRLF': plain.replace('\n', '\r\n'),
            'semicolons and decimal comma': plain.replace(',', ';').replace('35.8', '35,8'),
            'more decimals, rounded away from zero': csv_of(row(value='35.75')),
            'CR alone, semicolons and decimal comma': plain.replace(',', ';').replace('35.8', '35,8').replace('\n', '\r'),
            'tabs': plain.replace(',', '\t'),
            'sep=;': 'sep=;\r\n' + plain.replace(',', ';').replace('35.8', '35,8'),
            'byte order mark and sep=': '\ufeffsep=,\n' + plain,
            'UTF-16': ('\ufeff' + plain.replace(',', '\t')).encode('utf-16-le'),
            'UTF-16 of the other order': ('\ufeff' + plain).encode('utf-16-be'),
            'a name of a column with a space that does not break': plain.replace('area,', 'area\u00A0,', 1),
            'cells with spaces that do not break': plain.replace('se-9901-d1', '\u00A0se-9901-d1\u202F').replace('95', '95\u00A0'),
            'whole numbers with a fraction': csv_of(row(n_valid='95.0', x='3.4e+01')),
            'a number with an exponent': csv_of(row(value='3.58E1')),
            'a year with a fraction': csv_of(row(period='2010.0')),
            'rows of separators': plain + ',,,,,,,,\n , ,,,,,,,\n,\n,,,,,,,,,,,,\n',
            'columns without a name': plain.replace('\n', ',,\n'),
            'a first column without a name': ',' + plain.replace('\nins', '\n,ins'),
            'all the totals spelt out': csv_of({**ROW, 'sex': '_T', 'age_band': '_T', 'indicator_version': 'ins-02-v1'}),
            'empty cells for what is left out': csv_of({**ROW, 'sex': '', 'indicator_version': '', 'note': ''}),
        }
        post(plain)
        for case in self.table(cases):
            with case as body:
                self.assertReport(post(body), rows=1, unchanged=1)

    def test_one_reader_of_values_for_all_forms(self):
        """What is one value in CSV is the same value in NDJSON and JSON, as a text or as a number."""
        post(csv_of(ROW))
        for case in self.table(({'n_valid': '95.0'}, {'n_valid': 95.0}, {'n_valid': '9.5e1'}, {'period': 2010}, {'period': '2010.0'},
                                {'period': 2010.0}, {'value': '3.58e+01'}, {'value': ' 35.8 '}, {'is_synthetic': 'TRUE'}, {'area': '\u00A0se-9901-d1'},
                                {'x': '+34'})):
            with case as changes:
                number = {**ROW, **changes}
                for media, body in ((CSV, csv_of(number)), (NDJSON, json.dumps(number)), (JSON, json.dumps([number])),
                                    (JSON, '\ufeff' + json.dumps([number])), (NDJSON, '\ufeff' + json.dumps(number))):
                    self.assertReport(post(body, media), rows=1, unchanged=1)
        self.assertReport(dry(('\ufeff' + json.dumps([ROW])).encode('utf-16-le'), JSON), rows=1, unchanged=1)
        self.assertReport(dry(json.dumps([{**{name: value for name, value in ROW.items() if name != 'area'}, 'AREA': 'se-9901-d1'}]), JSON),
                          rows=1, unchanged=1)

    def test_a_member_that_a_row_lacks_stays(self):
        """Absence is a property of the row, in JSON and NDJSON; null clears."""
        def plan(number, **more):
            return {'code': f'pl-row-{number}', 'municipality': 'se-9901', 'title': f'T{number}', 'start_date': '2025-01-01',
                    'end_date': '2025-12-31', **more}

        def purposes():
            reply = client.get(reading.path('plans', code='pl-row-1,pl-row-2,pl-row-3', fields='code,purpose'), **bearer())
            return [row['purpose'] for row in reply.json()['plans']]
        forms = {JSON: json.dumps, NDJSON: lambda rows: '\n'.join(json.dumps(row) for row in rows)}
        for case in self.table(forms):
            with case as print_rows:
                media = next(media for media in forms if forms[media] is print_rows)
                self.assertEqual(post(print_rows([plan(n, purpose=f'P{n}') for n in (1, 2, 3)]), media, 'plans').status, 200)
                self.assertReport(post(print_rows([plan(1, purpose='Q1'), plan(2), plan(3, purpose=None)]), media, 'plans'),
                                  revised=2, unchanged=1)
                self.assertEqual(purposes(), ['Q1', 'P2', None])
                # the first row need not have what a later one has
                self.assertReport(post(print_rows([plan(1), plan(2), plan(3, purpose='P3')]), media, 'plans'), revised=1, unchanged=2)
                self.assertEqual(purposes(), ['Q1', 'P2', 'P3'])

    def test_a_member_that_a_figure_lacks_stays(self):
        def figure(area, **more):
            return {**{name: value for name, value in ROW.items() if name != 'area'}, 'period': 2011, 'area': area, **more}
        one, two = 'se-9901-d1', 'se-9901-d2'
        self.assertReport(post(json.dumps([figure(one, note='N1', n_invited=300), figure(two, note='N2')]), JSON))
        self.assertReport(post(json.dumps([figure(one), figure(two, note='N2')]), JSON), unchanged=2)
        self.assertReport(post(json.dumps([figure(one, note=None), figure(two)]), JSON), revised=1, unchanged=1)
        self.assertReport(post(csv_of(figure(one, note='', n_invited='300'), figure(two, note='N2', n_invited=''))), unchanged=2)
        # a new figure is never put together with the rest of the old one
        lacking = {name: value for name, value in figure(two, value=36.8).items() if name != 'x'}
        self.assertProblem(dry(json.dumps([figure(one), lacking]), JSON), 'invalid-body', pointer='/1/x', code='required')

    def test_rows_without_an_id_and_with_other_members_each(self):
        def item(day, **more):
            return {'municipality': 'se-9901', 'received_on': f'2025-06-{day:02}', 'channel': 'web', 'origin': 'resident',
                    'focus_area': 'fa-bem', 'state': 'received', **more}
        rows = json.dumps([item(1, responsible_function='x'), item(2), item(3, responsible_function=None)])
        post(rows, JSON, 'feedback-items')
        self.assertReport(post(rows, JSON, 'feedback-items'), rows=3, unchanged=3)
        self.assertReport(post(json.dumps([item(1), item(2)]), JSON, 'feedback-items'), unchanged=2)

    def test_labels_in_some_languages_only(self):
        known = next(row for row in demo.rows('peer-groups') if row['code'] == 'pg-demo-dk')
        group = {'code': 'pg-demo-dk', 'names': {lang: known[f'name_{lang}'] for lang in ('sv', 'da', 'en')}}
        self.assertReport(dry(json.dumps([group]), JSON, 'peer-groups'), unchanged=1)
        flat = {'code': 'pg-demo-dk', **{f'name_{lang}': known[f'name_{lang}'] for lang in ('sv', 'da', 'en')}}
        self.assertReport(dry(json.dumps([flat]), JSON, 'peer-groups'), unchanged=1)
        del group['names']['da']
        self.assertProblem(dry(json.dumps([group]), JSON, 'peer-groups'), 'invalid-body', pointer='/0/name_da', code='required')

    def test_texts_are_stored_composed(self):
        decomposed, composed = 'Fo\u0308rskolan A\u030Ang', 'F\u00F6rskolan \u00C5ng'
        plan = {'code': 'pl-composed', 'municipality': 'se-9901', 'title': decomposed, 'start_date': '2025-01-01', 'end_date': '2025-12-31'}
        self.assertReport(post(csv_of(plan), dataset='plans'))
        self.assertReport(post(csv_of({**plan, 'title': composed}), dataset='plans'), unchanged=1)
        self.assertReport(post(json.dumps([plan]), JSON, 'plans'), unchanged=1)
        for words in (decomposed, composed, 'fo\u0308rskolan', 'f\u00F6rskolan'):
            self.assertEqual([one['title'] for one in client.get(reading.path('plans', q=words), **bearer()).json()['plans']], [composed])
        path = reading.path('plans/pl-composed')
        headers = {'Content-Type': 'application/merge-patch+json', 'If-Match': client.get(path, **bearer()).headers['etag'], **bearer('se-9901', 'editor')}
        reply = client.request('PATCH', path, headers, json.dumps({'title': 'A\u030A'}).encode('utf-8'))
        self.assertEqual(reply.json()['title'], '\u00C5', reply)

    def test_figures_outside_their_areas_time(self):
        old = {'code': 'se-9901-x1', 'name': 'Gamla', 'area_type': 'district', 'owner': 'se-9901', 'parent': 'se-9901',
               'valid_from': '2019-01-01', 'valid_to': '2020-12-31'}
        new = {**old, 'code': 'se-9901-x2', 'name': 'Nya', 'valid_from': '2021-01-01', 'valid_to': ''}
        self.assertReport(post(csv_of(old, new), dataset='areas'))
        rows = [row(area='se-9901-x1', period='2018'), row(area='se-9901-x1', period='2020'), row(area='se-9901-x1', period='2021'),
                row(area='se-9901-x2', period='2020'), row(area='se-9901-x2', period='2021')]
        report = self.assertReport(dry(csv_of(*rows)), inserted=5)
        self.assertEqual([(warning['line'], warning['column'], warning['code']) for warning in report['warnings']],
                         [(line, 'area', 'outside_validity') for line in (2, 4, 5)])
        table = {'indicator': 'ins-01', 'harm_indicator': 'ins-02', 'area': 'se-9901-x2', 'period': '2020', 'respondent_group': 'resident',
                 'trust_yes_harm_no': '9', 'trust_yes_harm_yes': '9', 'trust_no_harm_no': '9', 'trust_no_harm_yes': '9'}
        report = self.assertReport(dry(csv_of(table), dataset='two-item-tables'), inserted=1)
        self.assertEqual(report['warnings_total'], 1)
        for code in ('se-9901-x1', 'se-9901-x2'):
            headers = {'If-Match': client.get(reading.path(f'areas/{code}'), **bearer()).headers['etag'], **bearer('se-9901', 'editor')}
            self.assertEqual(client.request('DELETE', reading.path(f'areas/{code}'), headers).status, 204)

    def test_periods_that_have_not_begun(self):
        """Today is 2025-09-30: 2025 has begun, 2026 can only be forecast, and is the latest of nothing."""
        quarter = {**{name: value for name, value in demo_figure('2025-Q2').items() if value}, 'release': ''}
        for case in self.table((row(period='2205'), row(period='2026'), {**quarter, 'period': '2025-Q4'}, {**quarter, 'period': '2031-Q1'})):
            with case as figure:
                self.assertProblem(dry(csv_of(figure)), 'invalid-body', line=2, column='period', code='not_begun')
        table = {'indicator': 'ins-01', 'harm_indicator': 'ins-02', 'area': 'se-9901', 'period': '2026', 'respondent_group': 'resident',
                 'trust_yes_harm_no': '9', 'trust_yes_harm_yes': '9', 'trust_no_harm_no': '9', 'trust_no_harm_yes': '9'}
        self.assertProblem(dry(csv_of(table), dataset='two-item-tables'), 'invalid-body', line=2, column='period', code='not_begun')
        self.assertReport(dry(csv_of(row(period='2025'), row(period='2026', obs_status='F'), row(period='2027', value='', x='', obs_status='L'), columns=[*ROW, 'obs_status'])),
                          inserted=3)
        series = {name: ROW[name] for name in ('indicator', 'respondent_group')} | {'area': 'se-9901-d6', 'sex': 'F', 'age_band': '_T'}
        measured, forecast = row(period='2023', **series), row(period='2027', obs_status='F', **series)
        self.assertReport(post(csv_of({'obs_status': 'A', **measured}, forecast)))

        def read(collection, **more):
            return client.get(reading.path(collection, **series, **more), **bearer()).json()[collection]
        for more in ({'period': 'latest'}, {'last_n': '1'}, {'period': 'latest', 'as_of': '2099-01-01T00:00:00Z'}):
            self.assertEqual([figure['period'] for figure in read('observations', **more)], ['2023'])
        self.assertEqual([(figure['period'], figure['freshness'] is None) for figure in read('observations', period='2023,2027')],
                         [('2023', False), ('2027', True)])
        self.assertEqual([(one['latest_period'], one['last_period']) for one in read('series')], [('2023', '2027')])
        alone = {**series, 'sex': 'M'}
        self.assertReport(post(csv_of({**forecast, **alone})))
        series = alone
        self.assertEqual(read('observations', period='latest'), [])
        self.assertEqual([(one['latest_period'], one['freshness']) for one in read('series')], [(None, None)])

    def test_counts_make_their_figure(self):
        """Response counts before their observation: value, n, x and source follow, as a draft; the second time nothing changes."""
        key = {name: ROW[name] for name in ('indicator', 'area', 'respondent_group')}
        taken = {figure['period'] for figure in client.get(reading.path('observations', **key, limit=1000), **bearer()).json()['observations']}
        key['period'] = next(str(year) for year in range(2012, 1900, -1) if str(year) not in taken)
        counts = [{**key, 'option_value': str(option), 'count': str(count)} for option, count in enumerate((10, 20, 30, 6), 1)]
        report = self.assertReport(post(csv_of(*counts), dataset='response-counts'), inserted=4)
        self.assertEqual(self.warned(report), [(2, 'count', 'figure_made')])
        (figure,) = client.get(reading.path('observations', **key), **bearer()).json()['observations']
        version = next(one for one in demo.rows('indicator-versions') if one['code'] == figure['indicator_version'])
        x = sum(count for option, count in enumerate((10, 20, 30, 6), 1) if str(option) in version['success_options'].split('|'))
        self.assertEqual((figure['n_valid'], figure['x'], figure['value'], figure['source'], figure['ci_method'], figure['release']),
                         (66, x, round(100 * x / 66, 1), version['source'], 'wilson', None))
        self.assertReport(post(csv_of(*counts), dataset='response-counts'), unchanged=4, warnings_total=0)
        # what cannot be made is told once, at the first line of its observation
        others = [{**one, 'period': period} for period in ('2205', '2012-Q1') for one in counts]
        problem = self.assertProblem(dry(csv_of(*others), dataset='response-counts'), 'invalid-body')
        self.assertEqual({(error['line'], error['column'], error['code']) for error in problem['errors']}, {(6, 'period', 'wrong_frequency')})
        problem = self.assertProblem(dry(csv_of(*others[:4]), dataset='response-counts'), 'invalid-body')
        self.assertEqual({(error['line'], error['column'], error['code']) for error in problem['errors']}, {(2, 'period', 'not_begun')})
        wrong = [{**one, 'indicator': 'ins-07', 'period': '2012', 'option_value': str(option)} for option, one in enumerate(counts, 1)]
        problem = self.assertProblem(dry(csv_of(*wrong), dataset='response-counts'), 'invalid-body', line=2, column='period', code='no_such_revision')
        self.assertEqual(problem['errors_total'], 1)

    def test_a_mean_as_precise_as_it_was_sent(self):
        def sent(value, n='42', sd='0.7', media=CSV):
            body = csv_of(mean(value=value, n_valid=n, sd=sd)) if media == CSV else json.dumps([mean(value=value, n_valid=n, sd=sd)])
            return dry(body, media)
        for case in self.table((('4.1', '42', '0.7'), ('4.10', '42', '0.7'), ('4.095', '42', '0.7'), ('4', '42', '0.7'), ('1.0', '20', '0.2'), ('5.0', '20', '0.2'))):
            with case as (value, n, sd):
                self.assertReport(sent(value, n, sd), rows=1)
        self.assertReport(sent(4.1, media=JSON), rows=1)
        for case in self.table((('4.100', '42', '4.095, 4.103', '0.0005'), ('3.6', '2', '3.5, 3.7', '0.05'), ('4.09', '2', '4.00, 4.17', '0.005'))):
            with case as (value, n, nearest, precision):
                problem = self.assertProblem(sent(value, n), 'invalid-body', line=2, column='value', code='impossible_mean')
                self.assertIn(nearest, self.detail(problem, 'impossible_mean'))
                self.assertIn(precision, self.detail(problem, 'impossible_mean'))
        self.assertProblem(sent('1.0', '20', '0.9'), 'invalid-body', column='sd', code='sd_too_large')

    def test_labels_lists_and_objects_in_json(self):
        group = {'code': 'pg-demo-dk', 'names': {'sv': 'Danska demokommuner', 'da': 'Danske demokommuner',
                                                 'en': 'Danish demo municipalities'},
                 'members': [{'municipality': f'dk-{number}'} for number in range(991, 997)]}
        self.assertReport(dry(json.dumps([group]), JSON, 'peer-groups'), rows=1, unchanged=1)
        del group['members'][0]
        self.assertReport(dry(json.dumps([group]), JSON, 'peer-groups'), rows=1, revised=1)

    def test_an_absent_column_leaves_the_value(self):
        named = [{'code': known['code'], 'name': known['name'], 'area_type': known['area_type'], 'owner': known['owner']}
                 for known in demo.rows('areas')]
        self.assertReport(dry(csv_of(*named), dataset='areas'), rows=len(named), unchanged=len(named))

    def test_an_absent_column_leaves_the_figure(self):
        full = mean(period='2003', n_invited='300', population_size='9000', weighted='true', deff='1.2', note='kept',
                    conf_status='N', moe95='')

        def without(*names, **changes):
            return {name: value for name, value in {**full, **changes}.items() if name not in names}
        self.assertReport(post(csv_of(full)))
        for case in self.table((
                ('is_synthetic', 'note', 'conf_status'), ('n_invited', 'population_size'), ('sd',), ('deff', 'weighted'), ('n_valid',),
                ('sd', 'n_valid', 'deff', 'weighted', 'source'))):
            with case as names:
                self.assertReport(post(csv_of(without(*names))), rows=1, unchanged=1)
        self.assertReport(post(csv_of({**full, 'note': ''})), revised=1)
        self.assertReport(post(csv_of(full)), revised=1)
        # a new figure keeps what describes it, and is never put together with the rest of the old one
        for case in self.table(('n_valid', 'sd', 'deff')):
            with case as name:
                self.assertProblem(dry(csv_of(without(name, value='3.100'))), 'invalid-body', line=2, column=name, code='required')
        described = ('is_synthetic', 'note', 'conf_status', 'n_invited', 'population_size')
        self.assertReport(post(csv_of(without(*described, value='3.100'))), revised=1)
        self.assertReport(post(csv_of({**full, 'value': '3.100'})), unchanged=1)
        # nor does a retraction keep any
        self.assertReport(post(csv_of({**{name: full[name] for name in ('indicator', 'area', 'period', 'respondent_group')},
                                       'value': '', 'obs_status': 'M', 'reason': 'retracted'})), revised=1)
        self.assertReport(post(csv_of(without(value='', n_valid='', sd='', deff='', n_invited='', weighted='', obs_status='M'))),
                          unchanged=1)

    def test_rows_without_an_id_are_known_by_their_content(self):
        body = csv_of({'municipality': 'se-9901', 'received_on': '2025-07-02', 'channel': 'web', 'origin': 'resident',
                       'focus_area': 'fa-bem', 'state': 'received'})
        post(body, dataset='feedback-items')
        self.assertReport(post(body, dataset='feedback-items'), rows=1, unchanged=1)

    def test_warnings(self):
        report = self.assertReport(dry(csv_of(row(period='2008', weighted='true', deff='0.9', note='ref 12345678'))))
        self.assertEqual(self.warned(report), [(2, 'note', 'digits'), (2, 'deff', 'deff_below_one')])

    def test_totals_that_are_not_the_sum_of_their_parts(self):
        def parts(column, n, x, codes):
            return [row(period='2004', value='40.0', n_valid=str(n), x=str(x), **{column: code}) for code in codes]

        def warned(*rows):
            report = self.assertReport(dry(csv_of(*({'sex': '', 'age_band': '', **one} for one in rows))))
            return self.warned(report)
        bands = ('Y16-29', 'Y30-49', 'Y50-64', 'Y65-')
        whole, weighted = parts('sex', 100, 40, ['_T']), [{**one, 'weighted': 'true'} for one in parts('sex', 45, 18, 'F')]
        women = row(period='2004', value='39.0', n_valid='41', x='16', sex='F')
        for case in self.table((
                (whole + parts('sex', 50, 20, 'FM'), []),
                (parts('sex', 45, 18, 'FM') + whole, [(4, 'n_valid', 'non_additive')]),
                (whole + parts('sex', 45, 18, 'FM') + parts('sex', 10, 4, ['_U']), []),
                (whole + parts('sex', 45, 18, 'F') + parts('sex', 10, 4, ['_U']), []),
                (whole + weighted + parts('sex', 45, 18, 'M'), []),
                (whole + parts('age_band', 25, 10, bands), []),
                (whole + parts('age_band', 20, 8, bands), [(2, 'n_valid', 'non_additive')]),
                (whole + parts('age_band', 20, 8, bands[1:]), []),
                (whole + [women, row(period='2004', value='39.0', n_valid='59', x='23', sex='M')], [(2, 'x', 'non_additive')]))):
            with case as (rows, warnings):
                self.assertEqual(warned(*({'weighted': 'false', **one} for one in rows)), warnings)

    def test_an_area_that_is_not_the_sum_of_its_districts(self):
        districts = [area['code'] for area in demo.rows('areas') if area['parent'] == 'se-9901']
        for case in self.table((
                (20 * len(districts), districts, []),
                (20 * len(districts) + 1, districts, [(2, 'n_valid', 'non_additive')]),
                (20 * len(districts) + 1, districts[1:], []))):
            with case as (n, parts, warnings):
                rows = [row(area=area, period='2004', value='', n_valid=str(people), x='', obs_status='M')
                        for area, people in (('se-9901', n), *((part, 20) for part in parts))]
                report = self.assertReport(dry(csv_of(*rows)), inserted=len(rows))
                self.assertEqual(self.warned(report), warnings)

    def test_a_release_without_figures_stays_planned(self):
        body = csv_of({'code': 'rel-x', 'owner': 'se-9901', 'title': 'X', 'state': 'published'})
        report = self.assertReport(dry(body, dataset='releases'), inserted=1)
        self.assertEqual([(warning['line'], warning['column'], warning['code']) for warning in report['warnings']],
                         [(2, 'state', 'nothing_to_publish')])

    def test_asked_without_a_value(self):
        self.assertReport(dry(csv_of(row(period='2006', value='', x='', n_invited='95', obs_status='M'))), inserted=1)

    def test_a_new_figure_of_the_same_is_a_revision(self):
        post(csv_of(row(period='2007')))
        self.assertReport(dry(csv_of(row(period='2007', value='36.8', x='35'))), rows=1, revised=1)


class Refusals(Case):
    """One line a case: what is sent, and the violation that names it."""

    def refused(self, cases, media=CSV, dataset='observations', slug='invalid-body'):
        for case in self.table(cases):
            with case as (body, violation):
                self.assertProblem(dry(body, media, dataset), slug, **violation)

    def test_headers(self):
        plain = csv_of(ROW)
        cases = {
            'unknown column': (csv_of({**ROW, 'wrong': '1'}), dict(line=1, column='wrong', code='unknown_member')),
            'column twice': (plain.replace('source', 'value', 1), dict(line=1, column='value', code='duplicate')),
            'missing column': (plain.replace('period,', '', 1), dict(line=1, column='period', code='required')),
            'column of the service': (csv_of({**ROW, 'unit': 'sek'}), dict(line=2, column='unit', code='shown_differs')),
            'nothing': ('\n', dict(code='empty')),
        }
        self.refused(cases)
        problem = dry(csv_of({**ROW, 'wrong': '1'})).json()
        self.assertIn('respondent_group', self.detail(problem, 'unknown_member'))

    def test_one_row_per_person(self):
        for case in self.table(('personnummer', 'personal_number', 'Personal Number', 'cpr', 'CPR-nr', 'ssn', 'name', 'namn',
                                'efternamn', 'FÖRNAMN', 'first_name', 'email', 'e-post', 'phone', 'birth', 'address', 'id')):
            with case as name:
                self.assertProblem(dry(csv_of({**ROW, name: 'x'})), 'invalid-body', line=1, column=name, code='person_column')

    def test_personal_data_is_not_repeated(self):
        for case in self.table(('ring 19850709-9805', 'cpr 311299-1234', 'a@example.org', '070-123 45 67')):
            with case as note:
                reply = dry(csv_of(row(note=note)))
                self.assertProblem(reply, 'invalid-body', line=2, column='note', code='personal_data')
                self.assertNotIn(note.split(' ', 1)[-1], reply.text)
        reply = dry(csv_of(row(area='850709-9805')))
        self.assertProblem(reply, 'invalid-body', line=2, column='area', code='personal_data')
        self.assertNotIn('9805', reply.text)

    def test_cells(self):
        def case(column, value, code, **more):
            return csv_of(row(**{column: value})), dict(line=2, column=column, code=code, **more)
        self.refused({
            'not a number': case('value', '35,8', 'not_a_decimal'),
            'number in words': case('n_valid', 'many', 'not_an_integer'),
            'fraction of a person': case('n_valid', '95.5', 'not_an_integer'),
            'number too large': case('n_valid', '1000000001', 'out_of_range'),
            'exponent without a number': case('value', '3e', 'not_a_decimal'),
            'a part of a person': case('n_valid', '955e-1', 'not_an_integer'),
            'period': case('period', '2010-13', 'not_a_period'),
            'boolean': case('is_synthetic', 'yes', 'not_a_boolean'),
            'enumeration': case('respondent_group', 'nobody', 'unknown_code'),
            'form of a code': case('area', 'se 9901', 'not_a_code'),
            'unknown area': case('area', 'se-9999', 'unknown_code'),
            'unknown indicator': case('indicator', 'ins-99', 'unknown_code'),
            'unknown source': case('source', 'nowhere', 'unknown_code'),
            'unknown version': case('indicator_version', 'ins-02-v9', 'unknown_code'),
            'empty where required': case('area', '', 'required'),
            'time': case('recorded_at', '2025-01-01', 'not_a_time'),
        })

    def test_figures(self):
        def case(column, code, figure=row, **changes):
            return csv_of(figure(**changes)), dict(line=2, column=column, code=code)
        post(csv_of(ROW))
        self.refused({
            'outside its unit': case('value', 'outside_unit', value='135.8'),
            'below its unit': case('value', 'outside_unit', value='-0.1'),
            'outside its scale': case('value', 'outside_unit', mean, value='5.100'),
            'x above n': case('x', 'x_above_n', x='96'),
            'x without n': case('n_valid', 'required', n_valid=''),
            'not 100·x/n': case('value', 'not_the_share', value='35.7'),
            'impossible mean': case('value', 'impossible_mean', mean, value='3.501', n_valid='2', sd='0.1'),
            'impossible deviation': case('sd', 'sd_too_large', mean, sd='2.1'),
            'more answers than invited': case('n_valid', 'above', n_invited='94'),
            'more answers than people': case('n_valid', 'above', population_size='94'),
            'more answers than came in': case('n_valid', 'above', n_valid='700', x='251', value='35.9', source='synth-survey',
                                              survey_wave='sw-se-9901-residents-2024'),
            'no value, status A': case('value', 'status_mismatch', value='', x=''),
            'value, status L': case('value', 'status_mismatch', obs_status='L'),
            'U is set by a release': case('obs_status', 'set_by_release', obs_status='U'),
            'Q is set by a release': case('obs_status', 'set_by_release', value='', x='', obs_status='Q'),
            'no value, but x': case('x', 'excludes', value='', obs_status='M'),
            'no value, but a deviation': case('sd', 'excludes', mean, value='', obs_status='L'),
            'no value, but an error': case('se', 'excludes', value='', x='', se='1', obs_status='O'),
            'no value, but a margin': case('moe95', 'excludes', value='', x='', moe95='1', obs_status='M'),
            'no value, but an interval': case('ci_high', 'excludes', value='', x='', ci_low='1', ci_high='2', obs_status='M'),
            'retracted, but asked': case('n_valid', 'excludes', value='', x='', obs_status='M', reason='retracted'),
            'A is set by a release': case('conf_status', 'set_by_release', conf_status='A'),
            'half an interval': case('ci_low', 'interval_order', ci_low='30'),
            'interval upside down': case('ci_high', 'interval_order', ci_low='40', ci_high='30'),
            'value outside its interval': case('value', 'outside_interval', ci_low='40', ci_high='50'),
            'deff 0': case('deff', 'out_of_range', deff='0'),
            'not a truster': case('respondent_group', 'not_a_truster', respondent_group='tenant'),
            'wrong frequency': case('period', 'wrong_frequency', period='2010-Q1'),
            'of no indicator': case('indicator', 'required', indicator=''),
            'an index': case('indicator_version', 'computed_index', indicator='ix-inst', value='50.0', x='', n_valid=''),
            'version of another indicator': case('indicator_version', 'other_indicator', indicator_version='ins-03-v1'),
            'recorded ahead of time': case('recorded_at', 'future', recorded_at='2999-01-01T00:00:00Z'),
            'retracted without M': case('reason', 'revision_reason', reason='retracted'),
            'a published release': case('release', 'release_published', release='rel-demo-public', state='validated',
                                        period='2005'),
            'a draft into a published release': case('release', 'release_published', release='rel-demo-public',
                                                     state='validated'),
            'a revision ahead': case('revision', 'revision_gap', revision='3', reason='correction', period='2006'),
        })

    def test_rows(self):
        plain = csv_of(ROW)
        self.refused({
            'too few cells': (plain + 'ins-02,se-9901-d3\n', dict(line=3, code='ragged_row')),
            'too many cells': (plain.rstrip('\n') + ',x\n', dict(line=2, code='ragged_row')),
            'a row twice': (csv_of(ROW, row(area='se-9901-d3'), ROW), dict(line=4, code='repeated_row')),
            'a row twice in other words': (csv_of({**ROW, 'sex': '_T'}, {**ROW, 'sex': ''}), dict(line=3, code='repeated_row')),
        })
        self.refused({
            'quote in a cell': (plain + 'ins-02,"x"y\n', dict(line=3, code='malformed_csv')),
            'quote never closed': (plain + '"ins-02,\n', dict(line=3, code='malformed_csv')),
            'not UTF-8': (plain.encode('utf-8') + b'\xe5\n', dict(line=3, code='not_utf8')),
            'NUL': (plain.encode('utf-8') + b'a\0b\n', dict(line=3, code='not_utf8')),
        }, slug='malformed-body')

    def test_what_another_program_wrote(self):
        """The cause, not its symptoms."""
        western = csv_of(row(note='h\u00E4r')).encode('cp1252')
        for case in self.table({
                'Windows-1252': (western, CSV, 'Windows-1252'),
                'Windows-1252 in the header': (csv_of({**ROW, 'n\u00E4mn': '1'}).encode('cp1252'), CSV, 'Windows-1252'),
                'UTF-16 without a mark': (csv_of(ROW).encode('utf-16-le'), CSV, 'UTF-16'),
                'JSON in Windows-1252': (json.dumps([row(note='h\u00E4r')], ensure_ascii=False).encode('cp1252'), JSON, 'Windows-1252'),
                'JSON in UTF-16 without a mark': (json.dumps([ROW]).encode('utf-16-le'), JSON, 'UTF-16')}):
            with case as (body, media, name):
                problem = self.assertProblem(dry(body, media), 'malformed-body', code='not_utf8')
                self.assertIn(name, self.detail(problem, 'not_utf8'))
        for case in self.table((('note', 'NA'), ('note', '#SAKNAS!'), ('value', 'NA'), ('n_valid', 'NaN'), ('sex', 'NA'), ('period', 'NULL'),
                                ('survey_wave', 'N/A'), ('x', 'None'))):
            with case as (column, word):
                self.assertProblem(dry(csv_of(row(**{column: word}))), 'invalid-body', line=2, column=column, code='missing_word')
                self.assertProblem(dry(json.dumps([row(**{column: word})]), JSON), 'invalid-body', pointer=f'/0/{column}', code='missing_word')

    def test_columns_without_a_name(self):
        plain = csv_of(ROW, row(area='se-9901-d3'))
        for case in self.table({
                'behind the last': (plain.replace('\n', ',,\n', 1).replace('\n', ',,7\n').replace(',,,,7', ',,'), 11),
                'row numbers in front': (',' + plain.replace('\nins', '\n1,ins'), 1)}):
            with case as (body, place):
                problem = self.assertProblem(dry(body), 'invalid-body', line=2, column=str(place), code='unnamed_column')
                self.assertEqual(problem['errors_total'], 1)
                self.assertIn(str(place), self.detail(problem, 'unnamed_column'))

    def test_rows_of_separators_hide_no_error(self):
        body = csv_of(ROW) + ',,,,,,,,\n' * 200 + csv_of(row(area='se-9901-d3', x='96')).split('\n', 1)[1]
        problem = self.assertProblem(dry(body), 'invalid-body', line=203, column='x', code='x_above_n')
        self.assertEqual(problem['errors_total'], 1)

    def test_periods_have_one_grammar(self):
        """What the service calls a period, the database calls one too."""
        years = ('0000', '0001', '0999', '1000', '1999', '2010', '999', '02010', '201', '20100', '')
        parts = ('', '-', '-S1', '-S0', '-S3', '-Q1', '-Q4', '-Q5', '-Q0', '-01', '-12', '-00', '-13', '-1', '-001', '-s1', 'S1', '-M01', '-Q', '-W01')
        grid = [year + part for year in years for part in parts if year + part]
        judged = dict(database.rows(settings.DATABASE, "select p, tillit.is_period(p) from unnest(string_to_array('" + ','.join(grid) + "', ',')) as p"))
        refused = set()
        for start in range(0, len(grid), 50):
            part = grid[start:start + 50]
            reply = dry(csv_of(*[row(period=period, area='se-9999') for period in part]))
            refused |= {part[error['line'] - 2] for error in reply.json()['errors'] if error['code'] == 'not_a_period'}
        self.assertEqual(refused, {period for period in grid if judged[period] == 'f'})

    def test_a_fault_of_a_period_beside_others(self):
        problem = self.assertProblem(dry(csv_of(row(period='0999'), row(area='se-9999'), row(period='0999-Q1'))), 'invalid-body')
        self.assertEqual({(error['line'], error['column'], error['code']) for error in problem['errors']},
                         {(2, 'period', 'not_a_period'), (4, 'period', 'not_a_period'), (3, 'area', 'unknown_code')})

    def test_every_bad_row_is_named(self):
        rows = [row(period=str(1900 + number), x='96' if number % 2 else '34') for number in range(20)]
        problem = self.assertProblem(dry(csv_of(*rows)), 'invalid-body')
        self.assertEqual([error['line'] for error in problem['errors']], list(range(3, 23, 2)))
        self.assertEqual(problem['errors_total'], 10)

    def test_the_first_hundred_and_the_total(self):
        rows = [row(period=str(1000 + number), area='se-9999') for number in range(250)]
        problem = self.assertProblem(dry(csv_of(*rows)), 'invalid-body', line=2, column='area', code='unknown_code')
        self.assertEqual((len(problem['errors']), problem['errors_total']), (100, 250))

    def test_rules_of_other_datasets(self):
        target = {'code': 'tg-test', 'municipality': 'se-9901', 'indicator': 'ins-01', 'area': 'se-9901',
                  'respondent_group': 'resident', 'target': '58', 'target_date': '2028-12-31'}
        count = {**{name: ROW[name] for name in ('indicator', 'area', 'period', 'respondent_group')}, 'option_value': '1',
                 'count': '9'}
        goal = {'code': 'pl-norr-g1', 'plan': 'pl-sund', 'title': 'X', 'focus_area': 'fa-bem', 'result_level': 'outcome'}
        for case in self.table((
                ('targets', target, {'target': '158'}, dict(line=2, column='target', code='out_of_range')),
                ('targets', target, {'area': 'se-9902'}, dict(line=2, column='area', code='unknown_code')),
                ('goals', goal, {}, dict(line=2, column='plan', code='fixed')),
                ('goals', {**goal, 'targets': 'tg-norr-ins-01|nope'}, {}, dict(line=2, column='targets', code='unknown_code')),
                ('response-counts', {**count, 'indicator': 'ins-07'}, {'period': '1999'}, dict(line=2, column='period', code='no_such_revision')),
                ('life-table-rows', {**{name: count[name] for name in ('area', 'period', 'respondent_group')}, 'indicator': 'bof-01', 'month': '1',
                                     'at_risk': '9', 'exits': '0', 'censored': '0'}, {'period': '1999'},
                 dict(line=2, column='period', code='no_such_revision')),
                ('response-counts', count, {'period': '1999', 'option_value': '11'}, dict(line=2, column='option_value', code='out_of_range')),
                ('life-table-rows', {**{name: count[name] for name in ('indicator', 'area', 'period', 'respondent_group')},
                                     'at_risk': '9', 'exits': '0', 'censored': '0'}, {'month': '0'},
                 dict(line=2, column='month', code='out_of_range')),
                ('releases', {'code': 'rel-x', 'title': 'X', 'state': 'embargoed'}, {},
                 dict(line=2, column='state', code='not_supported')),
                ('releases', {'code': 'rel-x', 'title': 'X', 'state': 'planned', 'published_at': '2025-01-01T00:00:00Z'}, {},
                 dict(line=2, column='published_at', code='excludes')),
                ('releases', {'code': 'rel-demo-public', 'title': 'X', 'state': 'planned'}, {},
                 dict(line=2, column='state', code='release_published')))):
            with case as (dataset, known, changes, violation):
                self.assertProblem(dry(csv_of({**known, **changes}), dataset=dataset), 'invalid-body', **violation)

    def test_json(self):
        good = {**ROW, 'value': 35.8, 'n_valid': 95, 'x': 34, 'is_synthetic': True}

        def lines(*objects):
            return '\n'.join(json.dumps(item) for item in objects)
        self.refused({
            'bad value': (lines(good, {**good, 'area': 'se-9999'}), dict(line=2, column='area', code='unknown_code')),
            'wrong type': (lines({**good, 'area': 7}), dict(line=1, column='area', code='wrong_type')),
            'unknown member': (lines({**good, 'wrong': 1}), dict(line=1, column='wrong', code='unknown_member')),
            'unknown member in the second': (lines(good, {**good, 'wrong': 1}), dict(line=2, column='wrong', code='unknown_member')),
            'member of the service': (lines({**good, 'unit': 'sek'}), dict(line=1, column='unit', code='shown_differs')),
            'a member in two spellings': (lines({**good, 'Area': 'se-9901'}), dict(line=1, column='area', code='duplicate')),
            'a row without a member that is needed': (lines(good, {k: v for k, v in good.items() if k != 'period'}), dict(line=2, column='period', code='required')),
            'nothing but blank lines': ('\n\n', dict(code='empty')),
            'one per person': (lines({**good, 'personnummer': 'x'}), dict(line=1, column='personnummer', code='person_column')),
        }, NDJSON)
        self.refused({
            'bad value': (json.dumps([good, {**good, 'x': 96}]), dict(pointer='/1/x', code='x_above_n')),
            'wrong type': (json.dumps([{**good, 'is_synthetic': 1}]), dict(pointer='/0/is_synthetic', code='wrong_type')),
            'an object of a mebibyte': (f'[{{"area":"{"a" * 2**20}"}}]', dict(code='too_long')),
            'nothing': ('[]', dict(code='empty')),
            'a number that no program reads': ('[{"x":1e999}]', dict(pointer='/0', code='number_too_large')),
        }, JSON)
        self.refused({
            'cut short': (json.dumps([good])[:-1], dict(code='malformed_json')),
            'no array': (json.dumps(good), dict(code='malformed_json')),
            'a member twice': ('[{"area":"a","area":"b"}]', dict(code='repeated_member')),
            'NaN': ('[{"value":NaN}]', dict(code='malformed_json')),
            'too deep': ('[' + '{"a":' * 40 + '1' + '}' * 40 + ']', dict(code='too_deep')),
        }, JSON, slug='malformed-body')

    def test_parameters(self):
        for case in self.table((
                ({'dataset': 'nothing'}, dict(parameter='dataset', code='unknown_code')),
                ({'dataset': 'series'}, dict(parameter='dataset', code='unknown_code')),
                ({'dataset': 'observations', 'dry_run': 'yes'}, dict(parameter='dry_run', code='not_a_boolean')),
                ({'dataset': 'observations', 'release': 'rel-nope'}, dict(parameter='release', code='unknown_code')),
                ({'dataset': 'terms', 'release': 'rel-demo-public'}, dict(parameter='release', code='excludes')),
                ({'dataset': 'observations', 'lang': 'fi'}, dict(parameter='lang', code='not_supported')),
                ({'dataset': 'observations', 'wrong': '1'}, dict(parameter='wrong', code='unknown_parameter')))):
            with case as (parameters, violation):
                self.assertProblem(post(csv_of(ROW), **parameters), 'invalid-parameters', **violation)
        self.assertProblem(client.request('POST', reading.path('imports'), {'Content-Type': CSV, **bearer()}, b'a\n'),
                           'invalid-parameters', parameter='dataset')
        self.assertProblem(post(csv_of(ROW), 'text/plain'), 'unsupported-media-type')

    def test_who_may_import(self):
        for case in self.table(({}, {'Authorization': 'Bearer nothing'}, {'Origin': 'https://example.org'},
                                {'X-Forwarded-For': '192.0.2.1'})):
            with case as headers:
                reply = client.request('POST', reading.path('imports', dataset='observations', dry_run='true'),
                                       {'Content-Type': CSV, **headers}, csv_of(ROW).encode('utf-8'))
                self.assertProblem(reply, 'key-required')

    def test_an_error_in_the_last_of_100_000_rows(self):
        count = 100_000
        areas = [f'se-99{number}' for number in range(11, 21)]
        rows = [row(period=str(1000 + number // 100), area=areas[number % 10], age_band=age, sex=sex)
                for number, age, sex in ((number, ('_T', 'Y16-29', 'Y30-49', 'Y50-64', 'Y65-')[number // 10 % 5],
                                          'FM'[number // 50 % 2]) for number in range(count))]
        rows[-1]['x'] = '96'
        problem = self.assertProblem(post(csv_of(*rows)), 'invalid-body', line=count + 1, column='x', code='x_above_n')
        self.assertEqual(problem['errors_total'], 1)
        report = dry(csv_of(rows[0], rows[count // 2])).json()
        self.assertEqual(report['inserted'], 2, 'nothing of the refused file is there')


class Templates(Case):
    def test_all_of_them(self):
        reply = client.get(reading.path('import-templates'))
        self.assertEqual(reply.status, 200)
        body = reply.json()
        self.assertEqual(set(body), {'import_templates', '_meta', '_links'})
        self.assertEqual(body['_meta']['total_records'], len(body['import_templates']))
        self.assertEqual(reply.headers['total-count'], str(len(body['import_templates'])))

    def test_each_is_taken_by_its_own_import(self):
        """The header of the template is a header that imports take: what remains is about the row."""
        for case in self.table(client.get(reading.path('import-templates')).json()['import_templates']):
            with case as entry:
                template = client.get(reading.path(f'import-templates/{entry["dataset"]}')).json()
                self.assertEqual([column['name'] for column in template['columns']], template['header'])
                reply = client.get(reading.path(f'import-templates/{entry["dataset"]}', format='csv'))
                header, example = csv.reader(io.StringIO(reply.text))
                self.assertEqual(header, template['header'])
                self.assertEqual([cell or None for cell in example], [cell and cell.lstrip("'") or None for cell in template['example_row']])
                problem = dry(reply.body, dataset=entry['dataset'])
                if problem.status != 200:
                    self.assertNotIn(1, [error.get('line') for error in problem.json()['errors']], problem)

    def test_languages(self):
        titles = {lang: client.get(reading.path('import-templates/areas', lang=lang)) for lang in ('sv', 'da', 'en')}
        self.assertEqual({lang: (reply.headers['content-language'], reply.json()['title']) for lang, reply in titles.items()},
                         {'sv': ('sv', 'Områden'), 'da': ('en', 'Areas'), 'en': ('en', 'Areas')})

    def test_refusals(self):
        self.assertRefused(reading.path('import-templates/nothing'), 'not-found')
        self.assertRefused(reading.path('import-templates/series'), 'not-found')
        self.assertRefused(reading.path('import-templates/areas', wrong='1'), parameter='wrong', code='unknown_parameter')
        self.assertRefused(reading.path('import-templates', limit='5'), parameter='limit', code='unknown_parameter')
        self.assertRefused(reading.path('import-templates/areas', lang='fi'), parameter='lang', code='not_supported')
