"""Kolada's figures taken in: pages of its data and kpis, v3 and v2, become figures of the indicators that name the kpis."""

import json
import unittest

from support import server, settings
from support.case import Case
from support.publishing import NEIGHBOUR, PLACE, Town

KPI, MARGIN, OTHER = 'N00001', 'N00002', 'N00003'


def row(kpi, period, *values, **more):
    return {'kpi': kpi, 'municipality': '0101', 'period': period, 'values': list(values), **more}


def value(number, gender='T', **more):
    return {'gender': gender, 'count': 0 if number is None else 1, 'status': '', 'value': number, 'isdeleted': False, **more}


def page(*rows, **more):
    return {'values': list(rows), 'count': len(rows), 'next_url': None, 'previous_url': None, **more}


@unittest.skipUnless(settings.PROGRAM, 'TILLIT_BIN says where the program is')
class KoladaImport(Case):
    @classmethod
    def setUpClass(cls):
        cls.town = Town('tillit_kolada_import')
        cls.addClassCleanup(cls.town.close)

    def setUp(self):
        """An indicator that names a kpi and the kpi of its margin of error."""
        self.number = getattr(KoladaImport, 'number', 0) + 1
        KoladaImport.number = self.number
        self.kpi, self.margin = f'N{self.number:05}', f'U{self.number:05}'
        self.indicator = self.town.indicator()
        self.town.operator.change(f'indicators/{self.indicator}', external_ids=[
            {'system': 'kolada', 'id': self.kpi}, {'system': 'kolada-moe95', 'id': self.margin}])

    def send(self, body, dataset='kolada', content_type='application/json', **more):
        asked = '&'.join(f'{name}={word}' for name, word in {'dataset': dataset, **more}.items())
        body = body if isinstance(body, bytes) else json.dumps(body).encode('utf-8')
        return self.town.operator.post(f'imports?{asked}', body, content_type=content_type)

    def taken(self, body, **more):
        reply = self.send(body, **more)
        self.assertEqual(reply.status, 200, reply)
        return reply.json()

    def figures(self, **more):
        found = self.town.editor.list('observations', indicator=self.indicator, **more)
        return {(one['area'], one['period'], one['sex']): one for one in found}

    def note(self, period):
        return self.town.sql('select r.note from tillit.observation o join tillit.observation_revision r on r.observation = o.id'
                             f" where o.indicator = '{self.indicator}' and o.period = '{period}';").strip()

    def test_values_of_each_sex(self):
        report = self.taken(page(row(self.kpi, 2023, value(51.26), value(53, 'K'), value(49.5, 'M')), row(self.kpi, '2024', value(52))))
        self.assertEqual({name: report[name] for name in ('dataset', 'rows', 'inserted', 'warnings')},
                         {'dataset': 'kolada', 'rows': 4, 'inserted': 4, 'warnings': []})
        found = self.figures()
        self.assertEqual({place: one['value'] for place, one in found.items()},
                         {(PLACE, '2023', '_T'): 51.3, (PLACE, '2023', 'F'): 53, (PLACE, '2023', 'M'): 49.5, (PLACE, '2024', '_T'): 52})
        self.assertEqual({(one['respondent_group'], one['age_band'], one['source']) for one in found.values()}, {('resident', '_T', 'src')})
        self.assertEqual(self.taken(page(row(self.kpi, 2024, value(52))))['unchanged'], 1)
        self.assertEqual(self.taken(page(row(self.kpi, 2024, value(52.5))))['revised'], 1)
        self.assertEqual(self.figures()[PLACE, '2024', '_T']['reason'], 'correction')

    def test_a_row_once_more(self):
        """Figures that stand in one row are each compared with what is stored of themselves."""
        values = (value(51), value(53, 'K'), value(49, 'M'))
        self.taken(page(row(self.kpi, 2023, *values)))
        counts = ('inserted', 'revised', 'unchanged')
        report = self.taken(page(row(self.kpi, 2023, *values)))
        self.assertEqual([report[name] for name in counts], [0, 0, 3])
        report = self.taken(page(row(self.kpi, 2023, value(51), value(54, 'K'), value(49, 'M'))))
        self.assertEqual([report[name] for name in counts], [0, 1, 2])
        self.assertEqual({sex: one['value'] for (_, _, sex), one in self.figures().items()}, {'_T': 51, 'F': 54, 'M': 49})

    def test_margins_of_error(self):
        """A kpi of uncertainty is the margin of another's figure, wherever in the file it stands; alone it is a warning."""
        report = self.taken(page(row(self.margin, 2024, value(3.2)), row(self.kpi, 2024, value(52)), row(self.margin, 2023, value(3))))
        self.assertEqual([(one['line'], one['code']) for one in report['warnings']], [(3, 'margin_alone')])
        found = self.figures()
        self.assertEqual(set(found), {(PLACE, '2024', '_T')})
        one = found[PLACE, '2024', '_T']
        self.assertAlmostEqual(one['se'], 3.2 / 1.959964, 5)
        self.assertAlmostEqual(one['ci']['high'], 55.2, 5)

    def test_what_has_no_value(self):
        """It is missing, with Kolada's reason as its note, and no zero."""
        self.taken(page(row(self.kpi, 2022, value(None, status='Private')), row(self.kpi, 2023, value(None, status='Missing')),
                        row(self.kpi, 2024, value(0))))
        found = {place[1]: (one['value'], one['obs_status']) for place, one in self.figures().items()}
        self.assertEqual(found, {'2022': (None, 'O'), '2023': (None, 'O'), '2024': (0, 'A')})
        self.assertEqual(self.note('2022'), 'Private')

    def test_what_is_deleted(self):
        """It takes back the figure that there is, and makes none."""
        self.taken(page(row(self.kpi, 2024, value(52))))
        report = self.taken(page(row(self.kpi, 2024, value(52, isdeleted=True)), row(self.kpi, 2023, value(50, isdeleted=True))))
        self.assertEqual((report['rows'], report['revised'], report['inserted']), (2, 1, 0))
        found = self.figures()
        self.assertEqual({place: (one['value'], one['obs_status'], one['reason']) for place, one in found.items()},
                         {(PLACE, '2024', '_T'): (None, 'M', 'retracted')})

    def test_titles(self):
        """A kpi that is called otherwise than its indicator is a warning, not a change."""
        name = self.town.operator.read(f'indicators/{self.indicator}')['name']
        kpis = [{'id': self.kpi, 'title': name}, {'id': self.kpi, 'title': 'Något annat'}, {'id': 'N99999', 'title': 'Okänt'}]
        report = self.taken(page(*kpis, row(self.kpi, 2024, value(52))))
        self.assertEqual([(one['line'], one['column'], one['code']) for one in report['warnings']], [(2, 'title', 'title_differs')])
        self.assertEqual(report['inserted'], 1)
        self.assertEqual(self.taken(page(*kpis))['inserted'], 0)
        self.assertEqual(self.town.operator.read(f'indicators/{self.indicator}')['name'], name)

    def test_units_and_means(self):
        unit = {**row(self.kpi, 2024, value(60)), 'ou': f'{PLACE}-a'}
        del unit['municipality']
        self.taken(page(unit, row(self.kpi, 2023, value(50, count=12))))
        self.assertEqual({place[0] for place in self.figures()}, {PLACE, f'{PLACE}-a'})
        self.assertEqual(self.note('2023'), 'count 12')

    def test_frames(self):
        """Pages one after another, of v3 and v2, a bare list; what stands beside the values is passed over."""
        one, two = row(self.kpi, 2023, value(50)), row(self.kpi, 2024, value(51))
        del two['values'][0]['isdeleted']  # as v2 has it
        pages = [
            json.dumps(page(one)) + '\n' + json.dumps(page(two)),
            json.dumps([one, two]),
            json.dumps({'next_page': 'http://x/"values": [', 'count': 2, 'more': {'values': [{'a': '}'}]}, 'values': [one, two], 'z': [1, {'y': ']'}]}),
            '\ufeff' + json.dumps(page(one, two)),
        ]
        for text in pages:
            report = self.taken(text.encode('utf-8'), dry_run='true')
            self.assertEqual((report['rows'], report['inserted']), (2, 2), text)

    def test_refusals(self):
        good = row(self.kpi, 2024, value(52))
        cases = {
            'unknown kpi': (page(good, row('N99999', 2024, value(1))), 'invalid-body', {'pointer': '/values/1/kpi', 'code': 'unknown_code'}),
            'unknown place': (page(row(self.kpi, 2024, value(1), municipality='0999')), 'invalid-body', {'pointer': '/values/0/area', 'code': 'unknown_code'}),
            'no place': (page({'kpi': self.kpi, 'period': 2024, 'values': [value(1)]}), 'invalid-body', {'pointer': '/values/0/municipality', 'code': 'required'}),
            'no year': (page(good, row(self.kpi, '2024-05', value(1))), 'invalid-body', {'pointer': '/values/1/period', 'code': 'not_a_period'}),
            'gender': (page(row(self.kpi, 2024, value(1, 'F'))), 'invalid-body', {'pointer': '/values/0/gender', 'code': 'unknown_code'}),
            'text': (page(row(self.kpi, 2024, value('1'))), 'invalid-body', {'pointer': '/values/0/value', 'code': 'not_a_decimal'}),
            'count': (page(row(self.kpi, 2024, value(1, count='x'))), 'invalid-body', {'pointer': '/values/0/count', 'code': 'not_an_integer'}),
            'deleted': (page(row(self.kpi, 2024, value(1, isdeleted='no'))), 'invalid-body', {'pointer': '/values/0/isdeleted', 'code': 'not_a_boolean'}),
            'outside': (page(row(self.kpi, 2024, value(101))), 'invalid-body', {'pointer': '/values/0/value', 'code': 'outside_unit'}),
            'twice': (page(good, good), 'invalid-body', {'pointer': '/values/1/indicator_version', 'code': 'repeated_row'}),
            'neither': (page({'name': 'x'}), 'invalid-body', {'pointer': '/values/0/kpi', 'code': 'required'}),
            'nothing': (page(), 'invalid-body', {'code': 'empty'}),
            'no page': (b'"values"', 'malformed-body', {'code': 'malformed_json'}),
            'cut': (json.dumps(page(good)).encode()[:-3], 'malformed-body', {'code': 'malformed_json'}),
            'cut in a row': (json.dumps(page(good)).encode()[:60], 'malformed-body', {'code': 'malformed_json'}),
            'no comma': (b'{"values": [{"id": "a", "title": "b"} {"id": "a", "title": "b"}]}', 'malformed-body', {'code': 'malformed_json'}),
            'deep': (b'{"values": [' + b'{"a":' * 40 + b'1' + b'}' * 40 + b']}', 'malformed-body', {'code': 'too_deep'}),
        }
        for name, (body, slug, violation) in cases.items():
            with self.subTest(name):
                self.assertProblem(self.send(body), slug, **violation)
        self.assertProblem(self.send(b'kpi\r\nx\r\n', content_type='text/csv'), 'unsupported-media-type')
        self.assertEqual(self.figures(), {})

    def test_a_municipality_takes_in_its_own(self):
        body = json.dumps(page(row(self.kpi, 2024, value(52)))).encode()
        editor, neighbour = self.town.editor, self.town.people.who(NEIGHBOUR, 'editor')
        self.assertEqual(neighbour.post('imports?dataset=kolada', body).status, 422)
        self.assertEqual(self.town.public.post('imports?dataset=kolada', body).status, 401)
        release = self.town.new_release()
        report = editor.post(f'imports?dataset=kolada&release={release}', body).json()
        self.assertEqual((report['inserted'], [one['code'] for one in report['warnings']]), (1, ['not_validated']))
        self.assertEqual(self.figures()[PLACE, '2024', '_T']['release'], release)

    def test_the_command_line(self):
        strings = server.connection_strings(settings.PG_HOST, self.town.name)
        done = server.program('import', '--dataset', 'kolada', '-', given=json.dumps(page(row(self.kpi, 2024, value(52)))), **strings)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn('1 inserted', done.stderr)
        done = server.program('import', '--dataset', 'koladda', '-', given='x', **strings)
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertRegex(done.stderr, r'datasets are .*observations.*, kolada\n')
