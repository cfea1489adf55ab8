"""Filters of every kind choose what they say, and say what they do not know."""

from support import client, demo, reading
from support.case import Case


def codes(collection, **parameters):
    return {row[demo.COLLECTIONS[collection][1]] for row in reading.rows(collection, **parameters)}


def of_file(dataset, condition):
    key, visible = demo.VISIBLE[dataset]
    return {row[key] for row in demo.rows(dataset) if row[key] in visible and condition(row)}


def takes_part(evaluation, municipality):
    """As the public is told: by name."""
    return evaluation['owner'] == municipality or any(
        row['evaluation'] == evaluation['code'] and row['municipality'] == municipality and row['share_level'] == 'named'
        for row in demo.rows('evaluation-members'))


def has(column, *values):
    """Rows whose list has one of the values."""
    return lambda row: bool(set(row[column].split('|')) & set(values))


# collection, parameters, which rows of the file
CASES = [
    ('areas', {'area_type': 'district'}, lambda r: r['area_type'] == 'district'),
    ('areas', {'area_type': 'district,neighbourhood'}, lambda r: r['area_type'] in ('district', 'neighbourhood')),
    ('areas', {'parent': 'se-9901-d2'}, lambda r: r['parent'] == 'se-9901-d2'),
    ('areas', {'owner': 'shared'}, lambda r: r['owner'] == 'shared'),
    ('areas', {'owner': 'shared,dk-991'}, lambda r: r['owner'] in ('shared', 'dk-991')),
    ('areas', {'municipality': 'se-9902'}, lambda r: r['owner'] == 'se-9902'),
    ('areas', {'population_min': '100000'}, lambda r: r['population'] and int(r['population']) >= 100000),
    ('areas', {'population_max': '6100'}, lambda r: r['population'] and int(r['population']) <= 6100),
    ('areas', {'population_min': '14', 'population_max': '14'}, lambda r: r['population'] == '14'),
    ('areas', {'population': '6100,14'}, lambda r: r['population'] in ('6100', '14')),
    (
        'areas',
        {'area_type': 'district', 'owner': 'se-9901'},
        lambda r: r['area_type'] == 'district' and r['owner'] == 'se-9901',
    ),
    ('areas', {'code': 'se-9901-d2,se-demo'}, lambda r: r['code'] in ('se-9901-d2', 'se-demo')),
    ('municipalities', {'country': 'DK'}, lambda r: r['country'] == 'DK'),
    ('municipalities', {'is_fictional': 'true'}, lambda r: r['is_fictional'] == 'true'),
    ('municipalities', {'is_fictional': 'false'}, lambda r: r['is_fictional'] == 'false'),
    ('municipalities', {'default_lang': 'da,sv'}, lambda r: r['default_lang'] in ('da', 'sv')),
    ('indicators', {'focus_area': 'fa-bem'}, has('focus_areas', 'fa-bem')),
    ('indicators', {'focus_area': 'fa-bem,fa-sek'}, has('focus_areas', 'fa-bem', 'fa-sek')),
    ('indicators', {'truster': 'politician'}, has('trusters', 'politician')),
    (
        'indicators',
        {'truster': 'politician', 'focus_area': 'fa-soc'},
        lambda r: has('trusters', 'politician')(r) and has('focus_areas', 'fa-soc')(r),
    ),
    ('indicators', {'kind': 'mistrust'}, lambda r: r['kind'] == 'mistrust'),
    ('indicators', {'trust_form': 'local,social'}, lambda r: r['trust_form'] in ('local', 'social')),
    ('indicators', {'trustee': 'user'}, lambda r: r['trustee'] == 'user'),
    ('indicators', {'inside_out_level': 'conduct'}, lambda r: r['inside_out_level'] == 'conduct'),
    ('indicators', {'freq': 'Q,S'}, lambda r: r['freq'] in ('Q', 'S')),
    ('indicators', {'unit': 'days'}, lambda r: r['unit'] == 'days'),
    ('indicators', {'state': 'active'}, lambda r: True),
    (
        'indicators',
        {'goalpost_low_max': '0.5', 'goalpost_high_min': '99.5'},
        lambda r: r['goalpost_low'] and float(r['goalpost_low']) <= 0.5 and float(r['goalpost_high']) >= 99.5,
    ),
    ('indicators', {'decimals_min': '2'}, lambda r: int(r['decimals']) >= 2),
    ('indicator-versions', {'indicator': 'ins-01'}, lambda r: r['indicator'] == 'ins-01'),
    ('indicator-versions', {'success_option': '9'}, has('success_options', '9')),
    ('indicator-versions', {'version': '2'}, lambda r: r['version'] == '2'),
    ('indicator-versions', {'valid_from_from': '2021-01-01'}, lambda r: r['valid_from'] >= '2021-01-01'),
    ('indicator-versions', {'comparable_with_previous': 'false'}, lambda r: r['comparable_with_previous'] == 'false'),
    (
        'survey-waves',
        {'fieldwork_start_from': '2024-01-01', 'fieldwork_start_to': '2024-12-31'},
        lambda r: '2024' == r['fieldwork_start'][:4],
    ),
    ('survey-waves', {'n_responded_min': '600'}, lambda r: r['n_responded'] and int(r['n_responded']) >= 600),
    ('survey-waves', {'source': 'synth-users'}, lambda r: r['source'] == 'synth-users'),
    ('targets', {'goal': 'pl-norr-g2'}, lambda r: r['code'] in ('tg-norr-ins-06-d2', 'tg-norr-ins-01-d2')),
    ('targets', {'target_min': '58', 'target_max': '58.0'}, lambda r: r['target'] and float(r['target']) == 58),
    ('plans', {'overall_strategy': 'participation'}, has('overall_strategies', 'participation')),
    ('plans', {'partner': 'dk-992'}, has('partners', 'dk-992')),
    (
        'goals',
        {'plan': 'pl-norr', 'result_level': 'outcome'},
        lambda r: r['plan'] == 'pl-norr' and r['result_level'] == 'outcome',
    ),
    ('actions', {'goal': 'pl-norr-g2'}, lambda r: r['goal'] == 'pl-norr-g2'),
    ('actions', {'trust_strategy': 'competence'}, lambda r: r['trust_strategy'] == 'competence'),
    ('actions', {'area': 'se-9901-d2'}, lambda r: r['area'] == 'se-9901-d2'),
    ('milestones', {'state': 'met'}, lambda r: r['state'] == 'met'),
    ('milestones', {'due_date_to': '2025-06-30'}, lambda r: r['due_date'] <= '2025-06-30'),
    ('follow-ups', {'of_plan': 'pl-norr'}, lambda r: demo.plan_of(r) == 'pl-norr'),
    ('follow-ups', {'goal': 'pl-norr-g2'}, lambda r: r['goal'] == 'pl-norr-g2'),
    ('evaluations', {'design': 'did'}, lambda r: r['design'] == 'did'),
    ('dialogues', {'party': 'civil_society'}, has('parties', 'civil_society')),
    ('dialogues', {'participants_min': '12'}, lambda r: r['participants'] and int(r['participants']) >= 12),
    ('steering-documents', {'kind': 'policy'}, lambda r: r['kind'] == 'policy'),
    ('evaluations', {'involves': 'dk-991'}, lambda r: takes_part(r, 'dk-991')),
    ('evaluations', {'involves': 'dk-992'}, lambda r: takes_part(r, 'dk-992')),
    ('ideas', {'involves': 'dk-992'}, lambda r: r['municipality'] == 'dk-992' or 'dk-992' in r['adoptions']),
    ('ideas', {'origin': 'user,employee'}, lambda r: r['origin'] in ('user', 'employee')),
    ('releases', {'published_at_from': '2025-08-01T00:00:00Z'}, lambda r: r['published_at'] > '2025-08'),
    ('terms', {'code': 'trust'}, lambda r: r['code'] == 'trust'),
]


def figure_of(row):
    return next(r for r in demo.rows('indicators') if r['code'] == row['indicator'])


def area_of(row):
    return next(r for r in demo.rows('areas') if r['code'] == row['area'])


def value_of(identity, row):
    hidden = identity in demo.HIDDEN_FOR_THEMSELVES
    return None if hidden or not row['value'] else float(row['value'])


# parameters, which figures of the file
FIGURES = [
    ({'indicator': 'ins-01'}, lambda r: r['indicator'] == 'ins-01'),
    (
        {'indicator': 'ins-01,ins-06', 'area': 'se-9901-d2'},
        lambda r: r['indicator'] in ('ins-01', 'ins-06') and r['area'] == 'se-9901-d2',
    ),
    ({'indicator_version': 'ins-01-v1'}, lambda r: r['indicator_version'] == 'ins-01-v1'),
    ({'area_type': 'neighbourhood'}, lambda r: area_of(r)['area_type'] == 'neighbourhood'),
    ({'parent_area': 'se-9901'}, lambda r: area_of(r)['parent'] == 'se-9901'),
    ({'municipality': 'dk-991'}, lambda r: area_of(r)['owner'] == 'dk-991'),
    ({'period': '2024'}, lambda r: r['period'] == '2024'),
    ({'period': '2021-05,2022-10'}, lambda r: r['period'] in ('2021-05', '2022-10')),
    ({'period_from': '2025'}, lambda r: r['period'] >= '2025'),
    ({'period_to': '2019'}, lambda r: r['period'] <= '2019'),
    ({'period_from': '2024-Q2', 'period_to': '2024-Q3'}, lambda r: r['period'] in ('2024-Q2', '2024-Q3')),
    ({'period_from': '2021-05', 'period_to': '2021-05'}, lambda r: r['period'] == '2021-05'),
    ({'respondent_group': 'youth'}, lambda r: r['respondent_group'] == 'youth'),
    ({'sex': 'F,M'}, lambda r: r['sex'] in ('F', 'M')),
    ({'age_band': 'Y16-29'}, lambda r: r['age_band'] == 'Y16-29'),
    ({'kind': 'mistrust'}, lambda r: figure_of(r)['kind'] == 'mistrust'),
    ({'trust_form': 'local'}, lambda r: figure_of(r)['trust_form'] == 'local'),
    ({'focus_area': 'fa-sam'}, lambda r: 'fa-sam' in figure_of(r)['focus_areas'].split('|')),
    ({'truster': 'politician'}, lambda r: r['respondent_group'] == 'politician'),
    ({'trustee': 'user'}, lambda r: figure_of(r)['trustee'] == 'user'),
    ({'inside_out_level': 'conduct'}, lambda r: figure_of(r)['inside_out_level'] == 'conduct'),
    ({'source': 'synth-users'}, lambda r: r['source'] == 'synth-users'),
    ({'survey_wave': 'sw-se-9901-residents-2024'}, lambda r: r['survey_wave'] == 'sw-se-9901-residents-2024'),
    ({'release': 'rel-demo-correction'}, lambda r: r['release'] == 'rel-demo-correction'),
    ({'is_synthetic': 'true'}, lambda r: r['is_synthetic'] == 'true'),
    ({'is_synthetic': 'false'}, lambda r: r['is_synthetic'] == 'false'),
    ({'is_draft': 'false'}, lambda r: True),
    (
        {'indicator': 'ins-01', 'period': '2024', 'area_type': 'district'},
        lambda r: r['indicator'] == 'ins-01' and r['period'] == '2024' and area_of(r)['area_type'] == 'district',
    ),
]


class Filters(Case):
    def test_collections(self):
        for collection, parameters, condition in CASES:
            with self.subTest(f'{collection} {parameters}'):
                expected = of_file(collection, condition)
                self.assertTrue(expected or parameters == {'is_fictional': 'false'}, 'the case shows something')
                self.assertEqual(codes(collection, **parameters), expected)

    def test_figures(self):
        for parameters, condition in FIGURES:
            with self.subTest(str(parameters)):
                expected = {identity for identity, row in demo.public_figures().items() if condition(row)}
                self.assertTrue(expected or parameters == {'is_synthetic': 'false'}, 'the case shows something')
                frame = reading.page('observations', limit=1000, **parameters)
                self.assertEqual({reading.identity(row) for row in frame['observations']}, expected)
                self.assertEqual(frame['_meta']['total_records'], len(expected))

    def test_value_ranges(self):
        for case in self.table([(80, None), (None, 5), (35.8, 35.8), (-5, 0), (52.85, 52.95)]):
            with case as (low, high):
                bounds = {name: value for name, value in (('value_min', low), ('value_max', high)) if value is not None}
                rows = reading.rows('observations', **bounds)
                expected = {
                    identity
                    for identity, row in demo.public_figures().items()
                    if (value := value_of(identity, row)) is not None
                    and identity not in demo.HIDDEN_FOR_OTHERS
                    and (low is None or value >= low)
                    and (high is None or value <= high)
                }
                shown = {reading.identity(row) for row in rows}
                self.assertEqual(shown - demo.HIDDEN_FOR_OTHERS, expected)

    def test_status_filters(self):
        frame = reading.rows('observations', obs_status='Q')
        self.assertTrue(frame)
        self.assertEqual({row['conf_status'] for row in frame}, {'C'})
        self.assertEqual(frame, reading.rows('observations', conf_status='C'))
        self.assertEqual({row['obs_status'] for row in reading.rows('observations', obs_status='B,D')}, {'B', 'D'})

    def test_a_filter_that_nothing_fits_gives_an_empty_list(self):
        for case in self.table(
            [{'indicator': 'ins-01', 'area': 'dk-991-b1'}, {'period': '1999'}, {'value_min': '1000000'}]
        ):
            with case as parameters:
                frame = reading.page('observations', **parameters)
                self.assertEqual(
                    (frame['observations'], frame['_meta']['total_records'], frame['_links']['next']), ([], 0, None)
                )

    def test_both_filters_hold(self):
        self.assertEqual(codes('areas', code='se-9901', area_type='district'), set())


class UnknownCodes(Case):
    def test_unknown_codes_of_relations_say_where_the_known_are(self):
        cases = {
            'indicator=ins-99': ('ins-99', '/tillit/v1/indicators?fields=code'),
            'area=se-9901,nowhere': ('nowhere', '/tillit/v1/areas?fields=code'),
            'municipality=se-0001': ('se-0001', '/tillit/v1/municipalities?fields=code'),
            'release=rel-x': ('rel-x', '/tillit/v1/releases?fields=code'),
            'release=rel-demo-internal': ('rel-demo-internal', '/tillit/v1/releases?fields=code'),
            'source=x': ('x', '/tillit/v1/sources?fields=code'),
            'survey_wave=x': ('x', '/tillit/v1/survey-waves?fields=code'),
            'focus_area=fa-x': ('fa-x', '/tillit/v1/focus-areas?fields=code'),
            'parent_area=x': ('x', '/tillit/v1/areas?fields=code'),
            'indicator_version=ins-01-v9': ('ins-01-v9', '/tillit/v1/indicator-versions?fields=code'),
        }
        for query, (code, where) in cases.items():
            with self.subTest(query):
                problem = self.assertRefused(
                    f'{reading.path("observations")}?{query}', parameter=query.split('=')[0], code='unknown_code'
                )
                detail = self.detail(problem, 'unknown_code')
                self.assertIn(code, detail)
                self.assertIn(where, detail)
                self.assertEqual(client.get(where).status, 200)

    def test_unknown_codes_are_refused_in_streams_too(self):
        for case in self.table(['csv', 'ndjson']):
            with case as form:
                self.assertRefused(
                    reading.path('observations', indicator='ins-99', format=form),
                    parameter='indicator',
                    code='unknown_code',
                )

    def test_unknown_codes_of_lists_name_the_known(self):
        cases = {
            ('observations', 'sex'): ('x', 'F'),
            ('observations', 'kind'): ('Trust', 'trust'),
            ('observations', 'obs_status'): ('q', 'Q'),
            ('observations', 'respondent_group'): ('residents', 'resident'),
            ('observations', 'area_type'): ('city', 'district'),
            ('indicators', 'truster'): ('x', 'resident'),
            ('indicators', 'freq'): ('a', 'A'),
            ('areas', 'area_type'): ('DISTRICT', 'district'),
        }
        for (collection, name), (wrong, right) in cases.items():
            with self.subTest(f'{collection} {name}'):
                problem = self.assertRefused(
                    reading.path(collection, **{name: wrong}), parameter=name, code='unknown_code'
                )
                self.assertIn(right, self.detail(problem, 'unknown_code'))
                self.assertEqual(client.get(reading.path(collection, **{name: right})).status, 200)

    def test_values_of_the_wrong_form(self):
        cases = {
            'period=24': 'not_a_period',
            'period=2024-13': 'not_a_period',
            'period=2024-Q5': 'not_a_period',
            'period=2024-S3': 'not_a_period',
            'period=2024,latest': 'not_a_period',
            'period=Latest': 'not_a_period',
            'period_from=latest': 'not_a_period',
            'period_from=2023,2024': 'not_a_period',
            'value_min=much': 'not_a_decimal',
            'value_min=1e3': 'not_a_decimal',
            'value_min=1,2': 'not_a_decimal',
            'value_max=NaN': 'not_a_decimal',
            'value_max=': 'empty',
            'value_max=.5': 'not_a_decimal',
            'is_synthetic=1': 'not_a_boolean',
            'is_synthetic=TRUE': 'not_a_boolean',
            'indicator=INS-01': 'not_a_code',
            'indicator=ins_01': 'not_a_code',
            'indicator=': 'empty',
            'indicator=ins-01,': 'empty',
            'indicator=ins-01%20': 'not_a_code',
            'indicator=' + 'a' * 65: 'not_a_code',
            'as_of=yesterday': 'not_a_time',
            'as_of=2025-02-30': 'not_a_time',
            'as_of=2025-05-01T00:00:00': 'not_a_time',
            'as_of=2025-05-01T00:00:00%2B02:00': 'not_a_time',
            'updated_after=2025-05-01T25:00:00Z': 'not_a_time',
            'last_n=0': 'out_of_range',
            'last_n=two': 'not_an_integer',
            'history=yes': 'not_a_boolean',
            'labels=names': 'not_supported',
            'labels=all&format=csv': 'unknown_code',
            'n_valid_min=1.5': 'not_an_integer',
            'n_valid_min=99999999999999999999': 'out_of_range',
            'n_valid_max=-99999999999999999999': 'out_of_range',
            'last_n=99999999999999999999': 'out_of_range',
            'value_min=' + '9' * 41: 'too_long',
            'value_min=' + '9' * 41 + 'x': 'not_a_decimal',
        }
        for query, code in cases.items():
            with self.subTest(query):
                target = f'{reading.path("observations")}?{query}'
                self.assertRefused(target, parameter=query.split('=')[0], code=code)

    def test_dates_and_numbers_at_the_edge_of_their_type(self):
        for case in self.table(
            [
                'valid_from_from=0001-01-01',
                'valid_from_to=9999-12-31',
                'population_min=0',
                'population_max=1000000000',
                'valid_from=2024-02-29',
            ]
        ):
            with case as query:
                self.assertEqual(client.get(f'{reading.path("areas")}?{query}').status, 200)
        for case in self.table(
            [
                'valid_from=2023-02-29',
                'valid_from=2024-2-1',
                'valid_from=0000-01-01',
                'population_min=999999999999999999999',
                'population_min=1000000001',
                'population_min=-1',
                'valid_from_from=20240101',
            ]
        ):
            with case as query:
                self.assertRefused(f'{reading.path("areas")}?{query}', parameter=query.split('=')[0])
