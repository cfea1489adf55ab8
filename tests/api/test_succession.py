"""Areas that follow other areas: merged, split or moved districts and municipalities, stored once and followed both ways."""

from support.case import Case
from writing import editor, errors, operator


def district(code, **more):
    return {'code': f'se-9901-{code}', 'name': code, 'area_type': 'district', 'owner': 'se-9901', 'parent': 'se-9901', **more}


class Succession(Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for code in ('s1', 's2'):
            editor().create('areas', **district(code, valid_to='2024-12-31'))
        editor().create('areas', **district('s3', valid_from='2025-01-01', predecessors=['se-9901-s1', 'se-9901-s2'],
                                            succession_note='Sammanslagning av s1 och s2.'))

    def test_both_ways(self):
        merged = editor().read('areas/se-9901-s3')
        self.assertEqual((merged['predecessors'], merged['successors']), (['se-9901-s1', 'se-9901-s2'], []))
        self.assertEqual(merged['succession_note'], 'Sammanslagning av s1 och s2.')
        for code in ('s1', 's2'):
            before = editor().read(f'areas/se-9901-{code}')
            self.assertEqual((before['predecessors'], before['successors'], before['succession_note']), ([], ['se-9901-s3'], None))

    def test_filters(self):
        for parameter, value, codes in (('predecessor', 'se-9901-s1', ['se-9901-s3']), ('successor', 'se-9901-s3', ['se-9901-s1', 'se-9901-s2']),
                                        ('predecessor', 'se-9901-s3', [])):
            with self.subTest(parameter):
                self.assertEqual(editor().keys('areas', **{parameter: value}), codes)

    def test_expansions(self):
        merged = editor().read('areas/se-9901-s3', expand='predecessors')
        self.assertEqual([area['valid_to'] for area in merged['predecessors']], ['2024-12-31'] * 2)
        (after,) = editor().read('areas/se-9901-s1', expand='successors')['successors']
        self.assertEqual((after['code'], after['valid_from']), ('se-9901-s3', '2025-01-01'))

    def test_in_files(self):
        rows = [district('f1', valid_to='2024-12-31'), district('f2', valid_from='2025-01-01', predecessors=['se-9901-f1'])]
        self.assertEqual(operator().imports('areas', *rows)['inserted'], 2)
        self.assertEqual(operator().imports('areas', *rows)['unchanged'], 2)
        text = 'code,name,area_type,owner,parent,valid_from,predecessors\nse-9901-f2,f2,district,se-9901,se-9901,2025-01-01,se-9901-f1|se-9901-s1\n'
        reply = operator().request('POST', 'imports?dataset=areas', text.encode('utf-8'), Content_Type='text/csv')
        self.assertEqual(reply.json()['revised'], 1, reply)
        self.assertEqual(editor().read('areas/se-9901-f1')['successors'], ['se-9901-f2'])
        reply = operator().try_import('areas', district('f3', predecessors=['se-9901-nowhere']))
        self.assertEqual(errors(reply), {('/0/predecessors', 'unknown_code')})

    def test_of_another_municipality(self):
        """Municipalities merge too."""
        editor().create('areas', **district('s4', valid_from='2026-01-01', predecessors=['se-9902']))
        self.assertEqual(editor().read('areas/se-9902')['successors'], ['se-9901-s4'])

    def test_nothing_follows_itself(self):
        for path, change, error in (
                ('areas/se-9901-s3', {'predecessors': ['se-9901-s3']}, ('/predecessors', 'began_earlier')),
                ('areas/se-9901-s1', {'predecessors': ['se-9901-s3']}, ('/predecessors', 'began_earlier')),
                ('areas/se-9901-s1', {'valid_from': '2025-01-01', 'valid_to': None}, ('/valid_from', 'succeeded_by')),
                ('areas/se-9901-s3', {'valid_from': '2018-01-01'}, ('/predecessors', 'began_earlier')),
                ('areas/se-9901-s3', {'predecessors': ['se-9901-nowhere']}, ('/predecessors/0', 'unknown_code')),
                ('areas/se-9901-s3', {'successors': []}, ('/successors', 'server_owned'))):
            with self.subTest(str(change)):
                self.assertIn(error, errors(editor().patch(path, change, editor().etag(path))))

    def test_a_predecessor_stays(self):
        reply = editor().delete('areas/se-9901-s1')
        self.assertEqual(reply.status, 409, reply)
