"""Figures as a picture: what an address in somebody's page shows."""

import re
import xml.etree.ElementTree as xml

from support import client, demo, reading, settings
from support.case import Case
from support.people import People

SVG = '{http://www.w3.org/2000/svg}'
TOTALS = {'sex': '_T', 'age_band': '_T', 'respondent_group': 'resident'}
WORDS = {'sv': ('Källa: ', '95 % konfidensintervall', 'dold'), 'da': ('Kilde: ', '95 % konfidensinterval', 'skjult'),
         'en': ('Source: ', '95 % confidence interval', 'hidden')}
ELEMENTS = {'svg', 'title', 'desc', 'rect', 'text', 'line', 'circle', 'polygon', 'polyline'}
LONGEST = 100_000


def path(**parameters):
    return reading.path('observations', format='svg', **parameters)


def over_time(**parameters):
    return path(indicator='ins-01', area='se-9901', **TOTALS, **parameters)


def beside(**parameters):
    return path(indicator='ins-01', municipality='se-9901', period='latest', **TOTALS, **parameters)


def drawn(picture, name):
    return [element for element in picture.iter() if element.get('class') == name]


def text_of(picture):
    return ' '.join(''.join(element.itertext()) for element in picture.iter(f'{SVG}text'))


class Pictures(Case):
    def picture(self, address):
        reply = client.get(address)
        self.assertEqual((reply.status, reply.headers['content-type']), (200, 'image/svg+xml'), reply.body[:300])
        self.assertLess(len(reply.body), LONGEST)
        return xml.fromstring(reply.body.decode())

    def test_every_indicator_is_drawn_and_holds_nothing_but_shapes_and_words(self):
        for indicator, municipality in sorted({(row['indicator'], row['municipality']) for row in reading.rows('series') if row['municipality']}):
            with self.subTest(indicator, municipality=municipality):
                picture = self.picture(path(indicator=indicator, municipality=municipality, sex='_T', age_band='_T'))
                self.assertLessEqual({element.tag.removeprefix(SVG) for element in picture.iter()}, ELEMENTS)
                names = {name for element in picture.iter() for name in element.attrib}
                self.assertFalse([name for name in names if name.startswith('on') or 'href' in name or name == 'style'])
                self.assertEqual(picture.get('role'), 'img')

    def test_it_says_what_it_shows_in_each_language(self):
        for lang, (source, interval, hidden) in WORDS.items():
            with self.subTest(lang):
                picture = self.picture(beside(lang=lang))
                name = client.get(reading.path('indicators/ins-01', lang=lang)).json()['name']
                said = text_of(picture)
                for wanted in (source, interval, f'▨ {hidden}', '/tillit/v1/indicators/ins-01'):
                    self.assertIn(wanted, said)
                self.assertEqual(picture.find(f'{SVG}title').text, name)
                self.assertEqual(picture.get('{http://www.w3.org/XML/1998/namespace}lang'), lang)

    def test_headings_are_broken_before_the_edge(self):
        """Letters of bold Swedish words are 0.62 of their size wide in DejaVu Sans, the widest font that is named."""
        picture = self.picture(path(area='se-9901', unit='pct', period='2024', sex='_T', lang='sv'))
        lines = [element for element in picture.iter(f'{SVG}text') if element.get('font-size') == '20']
        self.assertGreater(len(lines), 5)
        for line in lines:
            self.assertEqual(line.get('font-weight'), '600')
            self.assertLess(float(line.get('x')) + 0.62 * 20 * len(line.text), float(picture.get('width')), line.text)

    def test_a_series_is_a_line_with_its_figures(self):
        rows = client.get(reading.path('observations', indicator='ins-01', area='se-9901', **TOTALS)).json()['observations']
        picture = self.picture(over_time(lang='en'))
        points = drawn(picture, 'point')
        self.assertEqual(len(points), len(rows))
        scale = [float(points[0].get('cy')), rows[0]['value']], [float(points[-1].get('cy')), rows[-1]['value']]
        slope = (scale[1][0] - scale[0][0]) / (scale[1][1] - scale[0][1])
        for row, point in zip(rows, points):
            self.assertAlmostEqual(float(point.get('cy')), scale[0][0] + (row['value'] - scale[0][1]) * slope, delta=0.2)
            self.assertIn(f'{row["period"]}: {row["value"]:.1f}', point.find(f'{SVG}title').text)
        self.assertEqual(len(drawn(picture, 'break')), sum(row['obs_status'] == 'B' for row in rows))
        self.assertEqual(len(drawn(picture, 'line')), 1 + len(drawn(picture, 'break')))

    def test_areas_are_rows_and_hidden_ones_have_no_point(self):
        rows = client.get(reading.path('observations', indicator='ins-01', municipality='se-9901', period='latest', **TOTALS)).json()['observations']
        hidden = [row for row in rows if row['value'] is None]
        picture = self.picture(beside())
        self.assertGreater(len(hidden), 0)
        self.assertEqual(len(drawn(picture, 'gone')), len(hidden))
        self.assertEqual(len(drawn(picture, 'point')), len(rows) - len(hidden))

    def test_it_is_for_who_names_it(self):
        """Browsers accept pictures of anything: an address without format= stays JSON to them."""
        browser = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/png,image/svg+xml,*/*;q=0.8'
        address = over_time().replace('format=svg&', '').replace('&format=svg', '')
        self.assertNotIn('format', address)
        self.assertIn('application/json', client.get(address, accept=browser).headers['content-type'])
        self.assertProblem(client.get(address, accept='image/svg+xml'), 'not-acceptable')
        self.assertEqual(client.get(over_time(), accept='text/html').headers['content-type'], 'image/svg+xml')

    def test_it_is_shown_where_it_is_asked_for_and_kept(self):
        first = client.get(over_time())
        self.assertNotIn('content-disposition', first.headers)
        self.assertIn('public', first.headers['cache-control'])
        self.assertEqual(first.headers['content-security-policy'], "default-src 'none'; frame-ancestors 'none'")
        self.assertEqual(client.get(over_time(), if_none_match=first.headers['etag']).status, 304)

    def test_what_makes_no_picture_is_refused(self):
        corrected = next(row for row in demo.rows('observations') if row['release'] == 'rel-demo-correction')
        cases = {
            'too much': (path(indicator='ins-01,ins-06'), 'too_many_cells'),
            'two units': (path(indicator='ins-01,org-01', municipality='se-9901', period='latest', sex='_T', age_band='_T'), 'several_units'),
            'nothing': (path(indicator='ins-01', period='1999'), 'no_cells'),
            'two figures of a point': (path(indicator=corrected['indicator'], area=corrected['area'], history='true'), 'same_cell'),
        }
        for name, (address, code) in cases.items():
            with self.subTest(name):
                self.assertRefused(address, parameter='format', code=code)

    def test_lists_of_other_things_have_none(self):
        for collection in ('areas', 'indicators', 'series'):
            with self.subTest(collection):
                self.assertRefused(reading.path(collection, format='svg'), parameter='format')

    def test_a_member_sees_his_drafts_and_nobody_keeps_it(self):
        reply = People(client.api, settings.DATABASE).who('se-9901', 'reader').get(over_time().removeprefix('/tillit/v1/'))
        self.assertEqual(reply.status, 200)
        self.assertIn('private', reply.headers['cache-control'])
        self.assertFalse(re.search(r'<script|javascript:', reply.body.decode()))
