"""Places: codes of others, geometries (RFC 7946), features of areas and of figures."""

import copy
import json

from support import client, demo, publishing, settings
from support.case import Case
from support.publishing import PLACE

SQUARE = [[17.5, 59.5], [17.75, 59.5], [17.75, 59.75], [17.5, 59.75], [17.5, 59.5]]
HOLE = [[17.55, 59.55], [17.55, 59.6], [17.6, 59.6], [17.6, 59.55], [17.55, 59.55]]


def polygon(*rings):
    return {'type': 'Polygon', 'coordinates': list(rings)}


class Places(Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.town = publishing.Town(f'{settings.DATABASE}_places')
        cls.addClassCleanup(cls.town.close)
        cls.editor = cls.town.editor

    def stored(self, geometry, area=f'{PLACE}-a'):
        self.assertEqual(self.editor.patch(f'areas/{area}', {'geometry': geometry}).status, 200)
        return self.editor.read(f'areas/{area}', fields='geometry')['geometry']

    def test_geometries_are_taken_as_they_are_or_mended(self):
        cases = {
            'a point': ({'type': 'Point', 'coordinates': [17.5, 59.5]},) * 2,
            'a polygon': (polygon(SQUARE),) * 2,
            'against the rule of turns': (polygon(SQUARE[::-1]), polygon(SQUARE)),
            'a hole that runs like its rim': (polygon(SQUARE, HOLE[::-1]), polygon(SQUARE, HOLE)),
            'several': ({'type': 'MultiPolygon', 'coordinates': [[SQUARE], [HOLE]]},
                        {'type': 'MultiPolygon', 'coordinates': [[SQUARE], [HOLE[::-1]]]}),
            'more digits than a centimetre': ({'type': 'Point', 'coordinates': [17.123456789, 59]}, {'type': 'Point', 'coordinates': [17.1234568, 59]}),
            'none': (None, None),
        }
        for name, (sent, kept) in cases.items():
            with self.subTest(name):
                self.assertEqual(self.stored(sent), kept)

    def test_what_is_no_geometry_is_refused_where_it_is_wrong(self):
        open_ring, far = SQUARE[:4], copy.deepcopy(SQUARE)
        far[2] = [17.75, 95]
        circle = [[17 + i / 10000, 59 + (i % 2)] for i in range(5001)]
        cases = {
            'a text': ('Polygon', '', 'not_a_geometry'),
            'a line': ({'type': 'LineString', 'coordinates': SQUARE}, '', 'not_a_geometry'),
            'another reference system': ({**polygon(SQUARE), 'crs': {'type': 'name'}}, '', 'not_a_geometry'),
            'metres': ({'type': 'Point', 'coordinates': [674032, 6580822]}, '/coordinates/0', 'out_of_range'),
            'what is not kept': ({**polygon(SQUARE), 'bbox': [0, 0, 1, 1]}, '/bbox', 'unknown_field'),
            'no coordinates': ({'type': 'Polygon'}, '/coordinates', 'not_a_geometry'),
            'a height': ({'type': 'Point', 'coordinates': [17, 59, 12]}, '/coordinates', 'not_a_geometry'),
            'an open ring': (polygon(open_ring), '/coordinates/0', 'ring_open'),
            'a line there and back': (polygon([SQUARE[0], SQUARE[1], SQUARE[0]]), '/coordinates/0', 'ring_short'),
            'no area': (polygon([SQUARE[0], SQUARE[1], SQUARE[0], SQUARE[1], SQUARE[0]]), '/coordinates/0', 'ring_short'),
            'beyond the pole': (polygon(SQUARE, far), '/coordinates/1/2/1', 'out_of_range'),
            'true for a number': ({'type': 'Point', 'coordinates': [True, 59]}, '/coordinates/0', 'out_of_range'),
            'too many positions': (polygon(circle + circle[:1]), '', 'too_many'),
        }
        for name, (sent, below, code) in cases.items():
            with self.subTest(name):
                self.assertProblem(self.editor.patch(f'areas/{PLACE}-b', {'geometry': sent}), 'invalid-body', pointer=f'/geometry{below}',
                                   code=code)

    def test_files_bring_them_as_text(self):
        path = 'imports?dataset=areas'
        text = json.dumps(polygon(SQUARE[::-1])).replace('"', '""')
        head = 'code,name,area_type,owner,parent,external_ids,geometry\n'
        row = f'{PLACE}-c,C,district,{PLACE},{PLACE},deso:0101A0010|own:x,"{text}"\n'
        self.assertEqual(self.editor.post(path, (head + row).encode(), content_type='text/csv').json()['revised'], 1)
        area = self.editor.read(f'areas/{PLACE}-c', fields='external_ids,geometry')
        self.assertEqual(area, {'external_ids': [{'system': 'deso', 'id': '0101A0010'}, {'system': 'own', 'id': 'x'}], 'geometry': polygon(SQUARE)})
        broken = row.replace('deso:0101A0010|own:x', '').replace('17.5,', '200,').replace('17.5, ', '200, ')
        self.assertProblem(self.editor.post(path, (head + broken).encode(), content_type='text/csv'), 'invalid-body', column='geometry',
                           line=2, code='out_of_range')

    def test_codes_of_known_systems_have_their_form(self):
        for system, good, bad in (('lau', '0123', '12'), ('lau', '101', 'x'), ('nuts', 'SE110', 'NO1'), ('deso', '0123A0010', '0123D0010'),
                                  ('regso', '0123R001', '0123A0010'), ('dagi', 'whatever', None)):
            with self.subTest(f'{system} {good}'):
                self.assertEqual(self.editor.patch(f'areas/{PLACE}-a', {'external_ids': [{'system': system, 'id': good}]}).json()['external_ids'],
                                 [{'system': system, 'id': good}])
                if bad:
                    self.assertProblem(self.editor.patch(f'areas/{PLACE}-a', {'external_ids': [{'system': system, 'id': bad}]}),
                                       'invalid-body', pointer='/external_ids', code='must_be')


class Features(Case):
    """format=geojson, on the demonstration data."""

    def features(self, path):
        reply = client.get(f'{settings.API}/{path}')
        self.assertEqual((reply.status, reply.headers['content-type']), (200, 'application/geo+json'), reply)
        whole = reply.json()
        self.assertEqual(list(whole), ['type', 'features'])
        for feature in whole['features']:
            self.assertEqual(feature['type'], 'Feature')
            self.assertIn(set(feature), ({'type', 'geometry', 'properties'}, {'type', 'id', 'geometry', 'properties'}))
        return whole['features']

    def test_areas(self):
        rows = demo.rows('areas')
        features = self.features('areas?format=geojson')
        self.assertEqual([feature['id'] for feature in features], sorted(row['code'] for row in rows))
        drawn = {row['code']: json.loads(row['geometry']) for row in rows if row['geometry']}
        self.assertEqual({f['id']: f['geometry'] for f in features if f['geometry']}, drawn)
        district, = self.features('areas?format=geojson&code=se-9901-d2')
        page = client.get(f'{settings.API}/areas?code=se-9901-d2').json()['areas'][0]
        self.assertEqual(district['properties'], page)
        self.assertNotIn('geometry', page)
        self.assertEqual(self.features('areas?format=geojson&parent=se-9901&fields=name&limit=1')[0]['properties'],
                         {'name': next(r['name'] for r in sorted(rows, key=lambda r: r['code']) if r['parent'] == 'se-9901')})

    def test_figures_of_one_period(self):
        asked = 'indicator=ins-01&parent_area=se-9901'
        for period in ('2024', 'latest'):
            with self.subTest(period):
                features = self.features(f'observations?format=geojson&{asked}&period={period}')
                page = client.get(f'{settings.API}/observations?{asked}&period={period}&limit=1000').json()['observations']
                self.assertGreater(len(page), 3)
                self.assertEqual([feature['properties'] for feature in features], page)
                places = {row['code']: json.loads(row['geometry']) if row['geometry'] else None for row in demo.rows('areas')}
                self.assertEqual([feature['geometry'] for feature in features], [places[row['area']] for row in page])

    def test_hidden_figures_are_hidden(self):
        hidden = [f for f in self.features('observations?format=geojson&period=2024') if f['properties']['conf_status'] == 'C']
        self.assertTrue(hidden)
        self.assertTrue(all(publishing.is_hidden(f['properties']) for f in hidden))

    def test_what_it_is_not_for(self):
        for path, parameter, code in (('observations?format=geojson', 'period', 'needed_when'),
                                      ('observations?format=geojson&period=2023,2024', 'period', 'too_many'),
                                      ('observations?format=geojson&period_from=2024', 'period', 'needed_when'),
                                      ('goals?format=geojson', 'format', 'not_supported'),
                                      ('areas?format=geojson&expand=parent', 'expand', 'only_when')):
            with self.subTest(path):
                self.assertRefused(f'{settings.API}/{path}', parameter=parameter, code=code)

    def test_asked_for_by_accept(self):
        reply = client.get(f'{settings.API}/areas?limit=1', accept='application/geo+json')
        self.assertEqual((reply.status, reply.headers['content-type']), (200, 'application/geo+json'))


class NewMunicipalities(Case):
    """A municipality and its areas in one request, or one after the other."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.town = publishing.Town(f'{settings.DATABASE}_new_places')
        cls.addClassCleanup(cls.town.close)
        cls.operator = cls.town.operator

    @staticmethod
    def body(code, **area):
        return {'code': code, 'country': 'SE', 'name': 'Ny', 'areas': [
            {'code': code, 'name': 'Ny', 'area_type': 'municipality', **area},
            {'code': f'{code}-a', 'name': 'A', 'area_type': 'district', 'parent': code}]}

    def test_brings_its_areas_along(self):
        made = self.operator.create('municipalities', **self.body('se-0103', owner='se-0103'))
        self.assertEqual([(area['code'], area['owner'], area['parent']) for area in made['areas']],
                         [('se-0103', 'se-0103', None), ('se-0103-a', 'se-0103', 'se-0103')])
        self.assertEqual(self.town.public.keys('areas', municipality='se-0103'), ['se-0103', 'se-0103-a'])

    def test_in_two_steps(self):
        self.operator.create('municipalities', code='se-0104', country='SE', name='Ny')
        self.assertEqual(self.operator.keys('areas', municipality='se-0104'), [])
        self.town.people.who('se-0104', 'editor').create('areas', code='se-0104', name='Ny', area_type='municipality', owner='se-0104')
        self.assertEqual(self.operator.keys('areas', municipality='se-0104'), ['se-0104'])

    def test_all_or_nothing(self):
        for case in self.table([
            ({'owner': PLACE}, ('/areas/0/owner', 'other_parent')),
            ({'owner': 'shared'}, ('/areas/0/owner', 'other_parent')),
            ({'area_type': 'country'}, ('/areas/0/owner', 'must_be')),
            ({'parent': f'{PLACE}-a'}, ('/areas/0/parent', 'other_owner')),
            ({'name': None}, ('/areas/0/name', 'required')),
        ]):
            with case as (area, found):
                reply = self.operator.post('municipalities', self.body('se-0105', **area))
                self.assertProblem(reply, 'invalid-body')
                self.assertIn(found, {(error['pointer'], error['code']) for error in reply.json()['errors']})
                self.assertFalse(self.operator.sees('municipalities/se-0105'))
        taken = self.operator.post('municipalities', self.body(PLACE))
        self.assertProblem(taken, 'conflict', pointer='/code', code='taken')

    def test_others_may_neither(self):
        self.assertProblem(self.town.editor.post('municipalities', self.body('se-0106')), 'forbidden')
        self.assertProblem(self.operator.post('areas', {'code': f'{PLACE}-x', 'name': 'X', 'area_type': 'district', 'owner': PLACE}), 'forbidden')
        self.assertProblem(self.operator.patch(f'municipalities/{PLACE}', {'areas': []}), 'invalid-body', pointer='/areas', code='unknown_member')
