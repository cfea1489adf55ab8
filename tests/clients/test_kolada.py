"""Kolada's clients, unchanged but for the base address: koladapy (v3) and pykolada (v2)."""

import itertools
import logging
import re
import unittest
import urllib.parse

import figures
import koladapy
import pykolada
from koladapy.exceptions import KoladaAPIError

from support import client, people, server, settings
from support.case import Case

logging.getLogger('koladapy').setLevel(logging.CRITICAL)

GENDERS = {'_T': 'T', 'F': 'K', 'M': 'M'}
UNITS = ('district', 'neighbourhood', 'unit')


def v3(person=None):
    api = koladapy.KoladaAPI(base_url=settings.BASE_URL + '/kolada/v3/', max_requests_per_second=1000)
    if person is not None:
        api.session.headers['Authorization'] = f'Bearer {person.key}'
    return api


def v2(endpoint, **asked):
    pykolada.pykolada.BASE_URL = settings.BASE_URL + '/kolada/v2/'
    return pykolada.query(endpoint, **asked)


def get(path, **headers):
    return client.request('GET', '/kolada/' + path, {name.replace('_', '-'): value for name, value in headers.items()})


def area_id(code):
    found = re.fullmatch(r'se-(\d{4})|dk-(\d{3})', code)
    return found[1] or found[2] if found else code


class Kpis:
    """Which kpi a figure is of: the indicator's code for its own group, else code.group."""

    def __init__(self):
        self.own = {one['code']: (one['trusters'] or ['_T'])[0] for one in figures.rows_of('indicators')}

    def of(self, row):
        own = self.own[row['indicator']] == row['respondent_group']
        return row['indicator'] if own else f'{row["indicator"]}.{row["respondent_group"]}'


def expected(rows):
    """{(kpi, area, year, gender): (value, is hidden, is taken back)}: of the periods within a year the last to end, and then the longest."""
    kpis, periods = Kpis(), {}
    for row in rows:
        place = kpis.of(row), area_id(row['area']), int(row['period'][:4])
        order = row['period_end'], [-int(part) for part in row['period_start'].split('-')]
        if place not in periods or periods[place][0] < order:
            periods[place] = order, {}
        if periods[place][0] == order:
            periods[place][1][GENDERS[row['sex']]] = row['value'], row['obs_status'] == figures.HIDDEN, row['reason'] == 'retracted'
    return {(*place, gender): cell for place, (_, cells) in periods.items() for gender, cell in cells.items()}


def got(rows, dimension):
    """The same of what koladapy got."""
    cells = {}
    for row in rows:
        for value in row['values']:
            place = row['kpi'], row[dimension], row['period'], value['gender']
            assert place not in cells, place
            assert (value['value'] is None) == (value['status'] != '') == (value['count'] == 0), (place, value)
            cells[place] = value['value'], value['status'] == 'Private', value['isdeleted']
    return cells


def published(**filters):
    return figures.observations(age_band='_T', **filters)


MUNICIPAL = {'area_type': 'municipality,region,country,peer_group'}
WITHIN = {'area_type': ','.join(UNITS)}


class Lists(Case):
    def test_municipalities(self):
        """Each municipality of ours, by its national code, in both versions; a search in any case."""
        areas = figures.rows_of('areas', area_type='municipality')
        wanted = {(area_id(area['code']), area['name']) for area in areas}
        self.assertTrue(wanted)
        for found in (v3().get_municipalities(municipality_type='K'), v2('municipality')):
            self.assertLessEqual(wanted, {(one['id'], one['title']) for one in found})
        self.assertEqual([one['id'] for one in v3().get_municipalities(query='SUNDBORG')], ['9902'])
        self.assertEqual([one['id'] for one in v2('municipality', title='åkilde')], ['992'])
        self.assertEqual({one['type'] for one in v3().get_municipalities(municipality_type='L')}, {'L'})
        self.assertEqual(v3().get_municipality('9901')['title'], 'Norrsjö kommun (demo)')

    def test_kpis(self):
        """Every indicator is a kpi, whose description leads to it; groups beside its own are kpis as well."""
        indicators = {one['code']: one for one in figures.rows_of('indicators', lang='sv')}
        found = {one['id']: one for one in v3().search_kpis()}
        self.assertEqual(set(indicators), {kpi.split('.')[0] for kpi in found})
        used = {Kpis().of(row) for row in published()}
        self.assertLessEqual(used, set(found))
        for code, indicator in indicators.items():
            self.assertEqual(found[code]['title'], indicator['name'])
            self.assertTrue(found[code]['description'].endswith(f'{settings.API}/indicators/{code}'))
        self.assertEqual(found['sam-03.provider']['title'], f'{indicators["sam-03"]["name"]} (utförare)')
        self.assertEqual({one['id'] for one in v2('kpi')}, set(found))
        self.assertEqual([one['id'] for one in v2('kpi', id='ins-01')], ['ins-01'])

    def test_what_a_kpi_says_of_its_figures(self):
        found = {one['id']: one for one in v3().search_kpis()}
        rows = published()
        within = {Kpis().of(row) for row in published(**WITHIN)}
        by_sex = {Kpis().of(row) for row in rows if row['sex'] != '_T'}
        self.assertTrue(within and by_sex)
        self.assertEqual({kpi for kpi, one in found.items() if one['has_ou_data']}, within)
        self.assertEqual({kpi for kpi, one in found.items() if one['is_divided_by_gender'] is True}, by_sex)
        self.assertEqual({one['id'] for one in v2('kpi') if one['is_divided_by_gender'] == 1}, by_sex)

    def test_a_search(self):
        titles = {one['title'] for one in v3().search_kpis(query='FÖRTROENDE')}
        self.assertTrue(titles)
        self.assertEqual(titles, {one['title'] for one in v3().search_kpis() if 'förtroende' in one['title'].lower()})
        self.assertEqual(v3().search_kpis(query='finns inte alls'), [])

    def test_several_at_once(self):
        self.assertEqual([one['id'] for one in v3().get_kpis(['ins-01', 'ins-03'])], ['ins-01', 'ins-03'])
        # what is not there is left out, as at Kolada, and refused where nothing is left
        self.assertEqual([one['id'] for one in v3().get_kpis(['ins-01', 'N00001'])], ['ins-01'])
        with self.assertRaises(KoladaAPIError):
            v3().get_kpi('N00001')

    def test_groups(self):
        focus_areas = {one['code']: one['name'] for one in figures.rows_of('focus-areas', lang='sv')}
        self.assertEqual({one['id']: one['title'] for one in v3().get_kpi_groups()}, focus_areas)
        members = {one['member_id'] for one in v3().get_kpi_group('fa-bem')['members']}
        wanted = {one['code'] for one in figures.rows_of('indicators', focus_area='fa-bem')}
        self.assertEqual({member.split('.')[0] for member in members}, wanted)
        self.assertEqual({one['id'] for one in v2('kpi_groups')}, set(focus_areas))

    def test_groups_of_municipalities(self):
        for group in figures.rows_of('peer-groups'):
            wanted = {area_id(member['municipality']) for member in group['members'] if member['valid_to'] is None}
            found = v3().get_municipality_group(group['code'])
            self.assertEqual({member['member_id'] for member in found['members']}, wanted)
        self.assertEqual(len(v2('municipality_groups')), len(figures.rows_of('peer-groups')))

    def test_units(self):
        wanted = {area['code'] for area in figures.rows_of('areas', area_type=','.join(UNITS))}
        self.assertEqual({one['id'] for one in v3().get_organizational_units()}, wanted)
        within = {code for code in wanted if code.startswith('se-9902')}
        self.assertEqual({one['id'] for one in v3().get_organizational_units(municipality='9902')}, within)
        self.assertEqual({one['id'] for one in v2('ou', title='solv')}, {'se-9901-d2', 'se-9901-d2a', 'se-9901-d2b', 'se-9901-d2c'})


class Data(Case):
    def test_a_series(self):
        rows = v3().get_values(kpi_id='ins-01', municipality_id='9901')
        wanted = expected(published(indicator='ins-01', area='se-9901'))
        self.assertEqual(got(rows, 'municipality'), wanted)
        self.assertEqual({row['period'] for row in rows}, {year for _, _, year, _ in wanted})

    def test_whole_tables(self):
        """All kpis in batches, of municipalities and of units, cell by cell."""
        for dimension, filters in (('municipality', MUNICIPAL), ('ou', WITHIN)):
            wanted = expected(published(**filters))
            kpis = sorted({kpi for kpi, *_ in wanted})
            places = sorted({area for _, area, *_ in wanted})
            with self.subTest(f'v3 {dimension}'):
                asked = {'ou_id': places} if dimension == 'ou' else {}
                found = got(v3().get_values(kpi_id=kpis, **asked), dimension)
                self.assertEqual(found, wanted)
            with self.subTest(f'v2 {dimension}'):
                endpoint = 'oudata' if dimension == 'ou' else 'data'
                years = sorted({year for _, _, year, _ in wanted})
                rows = v2(endpoint, **{'kpi': kpis, dimension: places, 'year': years})
                cells = {(row['kpi'], row[dimension], row['year'], row['gender']): row['value'] for row in rows}
                self.assertEqual(cells, {place: value for place, (value, *_) in wanted.items()})

    def test_a_hidden_cell(self):
        """Its value is null, its status says that it is private; it is not left out."""
        hidden = [place for place, (_, is_hidden, _) in expected(published(**MUNICIPAL)).items() if is_hidden]
        hidden_within = [place for place, (_, is_hidden, _) in expected(published(**WITHIN)).items() if is_hidden]
        self.assertTrue(hidden or hidden_within)
        for found, dimension in ((hidden, 'municipality'), (hidden_within, 'ou')):
            for kpi, area, year, gender in found:
                (row,) = v3().get_values(kpi_id=kpi, years=year, **{f'{dimension}_id': area})
                value = next(one for one in row['values'] if one['gender'] == gender)
                self.assertEqual(value, {'gender': gender, 'count': 0, 'status': 'Private', 'value': None, 'isdeleted': False})

    def test_a_frame(self):
        frame = v3().get_data_as_dataframe(kpi_id=['ins-01', 'ins-02'], municipality_id='9901', include_metadata=True)
        wanted = expected(published(indicator='ins-01,ins-02', area='se-9901'))
        cells = {(one.kpi, one.municipality, one.period, one.gender): one.value for one in frame.itertuples()}
        self.assertEqual(cells, {place: value for place, (value, *_) in wanted.items()})

    def test_since_a_day(self):
        day = '2025-06-01'
        rows = v3().get_values(kpi_id=sorted(Kpis().own), updated_since=day)
        wanted = expected(published(updated_after=day, **MUNICIPAL))
        self.assertTrue(wanted)
        self.assertEqual(got(rows, 'municipality'), {place: cell for place, cell in wanted.items() if '.' not in place[0]})

    def test_pages(self):
        """Pages of one to some rows make the whole; the last one has no next."""
        quarterly = {Kpis().of(row) for row in published(**MUNICIPAL) if row['period'] == '2024-Q1'}
        for kpis, size in itertools.product(('ins-01,ins-02', *quarterly), (1, 2, 3, 7, 5000)):
            path = f'v3/data?kpi_id={kpis}'
            whole = get(path).json()['values']
            rows, url, before = [], f'{path}&per_page={size}', None
            while url:
                page = get(url).json()
                self.assertEqual(page['count'], len(page['values']))
                self.assertLessEqual(page['count'], size)
                self.assertEqual(page['previous_url'] is None, before is None)
                rows += page['values']
                before, url = url, page['next_url'] and page['next_url'].split('/kolada/')[1]
            self.assertEqual(rows, whole)

    def test_paths(self):
        """Dimensions in any order, by path or by parameters, in any case, repeated or with commas, with a slash or not."""
        one = get('v3/data/kpi/ins-01,ins-02/municipality/9901,9902/year/2023,2024').json()
        self.assertTrue(one['values'])
        for path in (
            'v3/data/year/2023,2024/kpi/ins-01,ins-02/municipality/9901,9902/',
            'v3/data/municipality/9901,9902/kpi/ins-01,ins-02?year=2024&year=2023',
            'v3/data?kpi_id=ins-01&kpi_id=ins-02&municipality_id=9901&municipality_id=9902&year=2023&year=2024',
            'v3/data/?KPI_ID=ins-01,ins-02&Municipality_Id=9901,9902&YEAR=2024,2023&page=1&per_page=5000',
            'v3/data/kpi/ins-01,ins-02,N00001/municipality/9901,0180,9902/year/2023,2024',
        ):
            with self.subTest(path):
                self.assertEqual(get(path).json()['values'], one['values'])
        self.assertEqual(get('v2/data/kpi/ins-01,ins-02/municipality/9901,9902/year/2023,2024').json()['values'], one['values'])

    @unittest.skipUnless(settings.PROGRAM, 'TILLIT_BIN says where the program is')
    def test_with_a_key(self):
        """Who has a key gets what /observations shows him, and nobody else does."""
        everybody = people.People(client.api, settings.DATABASE)
        for place, role in (('se-9901', 'editor'), ('se-9902', 'reader'), (None, 'operator')):
            person = everybody.who(place, role)
            rows = figures.observations({'Authorization': f'Bearer {person.key}'}, age_band='_T', indicator='ins-01,ins-02,ins-03', **MUNICIPAL)
            found = got(v3(person).get_values(kpi_id=['ins-01', 'ins-02', 'ins-03']), 'municipality')
            self.assertEqual(found, expected(rows))
            reply = get('v3/data?kpi_id=ins-01', Authorization=f'Bearer {person.key}')
            self.assertIn('private', reply.headers['cache-control'])
        self.assertEqual(get('v3/data?kpi_id=ins-01', Authorization='Bearer nobody').status, 401)


class Refusals(Case):
    def assertRefused(self, reply, *statuses):
        self.assertIn(reply.status, statuses, reply)
        self.assertEqual(reply.headers['content-type'], 'application/json; charset=utf-8')
        self.assertEqual(set(reply.json()), {'detail'})
        self.assertTrue(reply.json()['detail'])
        return reply.json()['detail']

    def test_limits(self):
        ids = ','.join(f'x-{i}' for i in range(26))
        for path in ('v3/data?kpi_id=ins-01&per_page=5001', f'v3/kpi/{ids}', f'v3/data/kpi/{ids}', f'v3/data?municipality_id={ids}&kpi_id=ins-01'):
            self.assertRefused(get(path), 400)
        self.assertEqual(get('v3/data?kpi_id=ins-01&per_page=5000').status, 200)
        # v2 has no such limit of its own
        self.assertRefused(get(f'v2/kpi/{ids}'), 404)

    def test_each_in_koladas_words(self):
        cases = {
            'v3/data': (400, 'kpi_id'),
            'v3/data?kpi_id=': (400, 'kpi'),
            'v3/data?kpi_id=ins-01&year=20x4': (400, 'year'),
            'v3/data?kpi_id=ins-01&year=2024-05': (400, 'year'),
            'v3/data?kpi_id=ins-01&from_date=yesterday': (400, 'from_date'),
            'v3/data?kpi_id=ins-01&page=0': (400, 'page'),
            'v3/data?kpi_id=ins-01&colour=red': (400, 'colour'),
            'v3/kpi?title=a&title=b': (400, 'title'),
            'v3/municipality?type=K&TYPE=L': (400, 'type'),
            'v3/data?kpi_id=ins-01&from_date=2020-01-01&from_date=2024-01-01': (400, 'from_date'),
            'v2/data/kpi/ins-01?page=1&page=2': (400, 'page'),
            'v3/data/kpi/N1': (404, 'N1'),
            'v3/data/kpi/ins-01/municipality/0180': (404, '0180'),
            'v3/data/kpi/ins-01/kpi/ins-02': (404, ''),
            'v3/data/colour/red': (404, ''),
            'v3/municipality/0180': (404, '0180'),
            'v3/nothing': (404, ''),
            'v4/kpi': (404, ''),
            'v3/kpi?title=%': (400, ''),
            'v3/kpi?title=%00': (400, ''),
            'v3/kpi/' + 'x' * 9000: (414, ''),
        }
        for path, (status, words) in cases.items():
            with self.subTest(path[:60]):
                self.assertIn(words, self.assertRefused(get(path), status))
        self.assertRefused(client.request('POST', '/kolada/v3/kpi'), 405)
        self.assertRefused(get('v3/kpi', Accept='text/html'), 406)
        self.assertIn('no such id', self.assertRefused(get('v3/kpi/N1', Accept_Language='en'), 404))
        for headers, lang in (({}, 'sv'), ({'Accept_Language': 'da'}, 'da'), ({'Accept_Language': 'en'}, 'en')):
            self.assertEqual(get('v3/kpi/N1', **headers).headers['content-language'], lang)

    def test_hostile_ids(self):
        """Whatever an id is, it is an id that is not there: refused, and no word of it reaches a statement."""
        for id in ("'", "ins-01'--", '"', '\\', '{', '}', '{"a"}', '%', '_', '|', '$1', ';', 'ins-01;select', '😀', 'Å' * 300, 'null', '..x', '.', 'ins-01.', "ins-01.'"):
            quoted = urllib.parse.quote(id, safe='')
            for path in (f'kpi/{quoted}', f'data/kpi/{quoted}', f'data?municipality_id={quoted}', f'oudata?ou_id={quoted}', f'data?kpi_id={quoted}&year=2024', f'data/kpi/ins-01/municipality/{quoted}'):
                with self.subTest(path):
                    reply = get('v3/' + path)
                    if reply.status == 200:  # a group that nobody is in
                        self.assertEqual(reply.json()['values'], [])
                    else:
                        self.assertRefused(reply, 400, 404)
            self.assertEqual(get(f'v3/kpi?title={quoted}x').json()['values'], [])

    @unittest.skipUnless(settings.PROGRAM, 'TILLIT_BIN says where the program is')
    def test_busy(self):
        """What is only busy is 429 with whole seconds: koladapy waits for that, and loses a page of whatever is 5xx."""
        away = server.connection_strings('/nonexistent')
        with server.Server('away', **away) as one:
            for path in ('kpi', 'data?kpi_id=ins-01', 'municipality'):
                reply = one.api.get(f'/kolada/v3/{path}')
                self.assertRefused(reply, 429)
                self.assertRegex(reply.headers['retry-after'], r'^[1-9][0-9]?$')
            self.assertEqual(one.api.get(f'{settings.API}/indicators').status, 503)
