"""q= finds words in codes, names and descriptions, in all languages, and takes every sign literally."""

from support import client, demo, reading
from support.case import Case

# collection, q, codes that must be found, codes that must not
FOUND = [
    ('indicators', 'Förtroende för kommunen', {'ins-01'}, {'soc-01'}),
    ('indicators', 'förtroende för KOMMUNEN', {'ins-01'}, {'soc-01'}),
    ('indicators', 'Fo\u0308rtroende fo\u0308r kommunen', {'ins-01'}, {'soc-01'}),
    ('municipalities', 'A\u030Akilde', {'dk-992'}, {'dk-991'}),
    ('indicators', 'Tillid til kommunen', {'ins-01'}, {'soc-01'}),
    ('indicators', 'trust in the municipality', {'ins-01'}, {'soc-01'}),
    ('indicators', 'ins-0', {'ins-01', 'ins-02', 'ins-09'}, {'org-01'}),
    ('indicators', 'INS-01', {'ins-01'}, {'ins-02'}),
    ('terms', 'misstro', {'mistrust'}, set()),
    ('terms', 'MISTILLID', {'mistrust'}, set()),
    ('municipalities', 'åkilde', {'dk-992'}, {'dk-991'}),
    ('municipalities', 'ÅKILDE', {'dk-992'}, {'dk-991'}),
    ('areas', 'solväg', {'se-9901-d2'}, {'se-9901-d1'}),
    ('plans', 'Samskabt', {'pl-sam'}, {'pl-norr'}),
    ('plans', 'inifrån och ut', {'pl-norr'}, {'pl-sam'}),
    ('focus-areas', '&', {'fa-bem'}, {'fa-bou'}),
]

# What has a meaning in LIKE, regular expressions or SQL stands for itself.
LITERAL = ['%', '_', '%%', 'ins_01', '\\', '\\%', '*', '.', "'", '"', "' or 1=1 --", '$1', '[a-z]', 'a%b', '()', ';']


def haystack(dataset):
    """What q= looks through, by code: all columns of words of a file."""
    words = ('code', 'name', 'title', 'description', 'purpose')
    return {
        row['code']: '\n'.join(text for column, text in row.items() if column.startswith(words)).lower()
        for row in demo.rows(dataset)
    }


class Search(Case):
    def test_words_in_all_languages(self):
        for collection, words, found, not_found in FOUND:
            with self.subTest(f'{collection} {words}'):
                codes = {row['code'] for row in reading.rows(collection, q=words)}
                self.assertLessEqual(found, codes)
                self.assertFalse(not_found & codes)

    def test_every_sign_stands_for_itself(self):
        texts = haystack('indicators')
        for case in self.table(LITERAL):
            with case as sign:
                codes = {row['code'] for row in reading.rows('indicators', q=sign)}
                self.assertEqual(codes, {code for code, text in texts.items() if sign in text})

    def test_the_total_is_that_of_the_search(self):
        frame = reading.page('indicators', q='kommunen', limit=1)
        self.assertEqual(frame['_meta']['total_records'], len(reading.rows('indicators', q='kommunen')))
        self.assertLess(frame['_meta']['total_records'], 52)

    def test_search_and_filter_hold_together(self):
        both = reading.rows('indicators', q='förtroende', trust_form='institutional')
        self.assertTrue(both)
        self.assertEqual({row['trust_form'] for row in both}, {'institutional'})

    def test_searches_that_are_refused(self):
        self.assertRefused(reading.path('indicators', q=''), parameter='q', code='empty')
        self.assertRefused(reading.path('indicators', q='a' * 201), parameter='q', code='too_long')
        self.assertEqual(client.get(reading.path('indicators', q='a' * 200)).status, 200)
        self.assertEqual(client.get(reading.path('indicators', q='ö' * 100)).status, 200)

    def test_the_length_counts_characters(self):
        """200 characters are 200 characters, also those of two bytes."""
        self.assertEqual(client.get(reading.path('indicators', q='ö' * 200)).status, 200)
        self.assertRefused(reading.path('indicators', q='ö' * 201), parameter='q', code='too_long')

    def test_the_public_finds_nothing_in_what_it_may_not_see(self):
        for case in self.table(
            [('plans', 'Bostad först'), ('risks', 'a'), ('ideas', 'samtal i stället'), ('org-units', 'nämnd')]
        ):
            with case as (collection, words):
                self.assertEqual(reading.page(collection, q=words)['_meta']['total_records'], 0)
