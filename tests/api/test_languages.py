"""Labels and problems come in the language asked for, and the reply says which."""

from support import client, demo, reading, settings
from support.case import Case

NAMES = {
    lang: next(row[f'name_{lang}'] for row in demo.rows('indicators') if row['code'] == 'ins-01')
    for lang in ('sv', 'da', 'en')
}

# Accept-Language, language of the reply
NEGOTIATED = [
    (None, 'en'),
    ('sv', 'sv'),
    ('da', 'da'),
    ('en', 'en'),
    ('sv-SE', 'sv'),
    ('SV', 'sv'),
    ('da-DK,sv;q=0.5', 'da'),
    ('de', 'en'),
    ('de,sv;q=0.1', 'sv'),
    ('de;q=1,fr;q=0.9', 'en'),
    ('*', 'en'),
    ('sv;q=0.2,da;q=0.8', 'da'),
    ('sv;q=0,en', 'en'),
    ('nb', 'da'),
    ('nn-NO', 'da'),
    ('no', 'da'),
    ('', 'en'),
    (',,,', 'en'),
    ('sv;q=banana', 'sv'),
    ('sv;q=.4, da;q=.6', 'da'),
    ('sv;q=1e-9, da;q=0.5', 'sv'),
    ('sv;q=inf, da', 'sv'),
    ('sv;q=-1, da;q=0.5', 'sv'),
    ('sv; q = 0.2, da; q = 0.3', 'da'),
    ('sv;q=0.0, da;q=0.001', 'da'),
    ('*;q=.2, sv;q=.1', 'sv'),
    ('x' * 3000, 'en'),
    ('fi, sv-FI;q=0.9, en;q=0.8', 'sv'),
    ('en;q=0.5, sv;q=0.500, da;q=0.501', 'da'),
]


class Languages(Case):
    def test_lang_chooses(self):
        for case in self.table(list(NAMES.items())):
            with case as (lang, name):
                reply = client.get(reading.path('indicators/ins-01', lang=lang))
                self.assertEqual((reply.json()['name'], reply.headers['content-language']), (name, lang))

    def test_accept_language_chooses(self):
        for header, lang in NEGOTIATED:
            with self.subTest(str(header)[:40]):
                reply = client.request(
                    'GET', reading.path('indicators/ins-01'), {} if header is None else {'Accept-Language': header}
                )
                self.assertEqual((reply.json()['name'], reply.headers['content-language']), (NAMES[lang], lang))

    def test_the_parameter_wins(self):
        reply = client.get(reading.path('indicators/ins-01', lang='da'), accept_language='sv')
        self.assertEqual(reply.headers['content-language'], 'da')

    def test_replies_in_a_language_vary_by_it(self):
        for case in self.table(['indicators', 'areas', 'observations']):
            with case as collection:
                self.assertIn('Accept-Language', client.get(reading.path(collection)).headers['vary'])

    def test_all_languages_at_once(self):
        reply = client.get(reading.path('indicators/ins-01', lang='all'))
        row = reply.json()
        self.assertEqual((row['names'], set(row['descriptions'])), (NAMES, {'sv', 'da', 'en'}))
        self.assertFalse({'name', 'description'} & set(row))
        self.assertEqual(reply.headers['content-language'], 'sv, da, en')

    def test_all_languages_in_csv(self):
        header, rows = reading.csv_rows(client.get(reading.path('indicators', lang='all', format='csv', code='ins-01')))
        row = dict(zip(header, rows[0]))
        self.assertEqual({lang: row[f'name_{lang}'] for lang in NAMES}, NAMES)
        self.assertNotIn('name', row)

    def test_unknown_languages(self):
        for case in self.table(['de', 'SV', '', 'sv,en', 'sv-SE', 'ALL']):
            with case as lang:
                problem = self.assertRefused(
                    reading.path('indicators', lang=lang), parameter='lang', code='unknown_code'
                )
                self.assertIn('sv, da, en', self.detail(problem, 'unknown_code'))

    def test_names_of_areas_and_titles_are_as_given(self):
        """What has one name has it in every language."""
        for case in self.table(['sv', 'da', 'en']):
            with case as lang:
                self.assertEqual(client.get(reading.path('areas/se-9901-d2', lang=lang)).json()['name'], 'Solvägen')

    def test_search_and_sort_follow_the_language(self):
        for case in self.table(['sv', 'da', 'en']):
            with case as lang:
                names = [row['name'] for row in reading.rows('terms', lang=lang)]
                self.assertEqual(set(names), {row[f'name_{lang}'] for row in demo.rows('terms')})

    def test_reference_lists_speak_the_language(self):
        for case in self.table(['sv', 'da', 'en']):
            with case as lang:
                codes = client.get(reading.path('reference-lists/trust-form', lang=lang)).json()['codes']
                self.assertEqual(
                    {row['code']: row['name'] for row in codes},
                    {code: row[f'name_{lang}'] for code, row in demo.lists()['trust_form'].items()},
                )

    def test_problems_speak_the_language(self):
        targets = {
            'unknown parameter': reading.path('areas', nope=1),
            'no such thing': reading.path('areas/nope'),
            'no such address': f'{settings.API}/nope',
            'malformed': f'{settings.API}//areas',
        }
        for case in self.table(targets):
            with case as target:
                titles = set()
                for lang in ('sv', 'da', 'en'):
                    reply = client.get(target, accept_language=lang)
                    self.assertEqual(reply.headers['content-language'], lang)
                    self.assertIn('Accept-Language', reply.headers['vary'])
                    titles.add((reply.json()['title'], reply.json()['detail']))
                self.assertEqual(len(titles), 3, titles)

    def test_problems_speak_the_language_of_the_parameter(self):
        """As the answer would have; where the address cannot be read, or no such language is spoken, the header's."""
        cases = {
            'unknown parameter': (reading.path('areas', nope=1, lang='sv'), 'sv'),
            'unknown object': (reading.path('areas/nope', lang='sv'), 'sv'),
            'unknown address': (f'{settings.API}/nope?lang=sv', 'sv'),
            'another value': (reading.path('areas', lang='fi'), 'da'),
            'all languages': (reading.path('areas', lang='all', nope=1), 'da'),
            'broken escape': (f'{settings.API}/areas?lang=sv&q=%', 'da'),
        }
        for case in self.table(cases.values()):
            with case as (target, lang):
                reply = client.get(target, accept_language='da')
                self.assertGreaterEqual(reply.status, 400)
                self.assertEqual(reply.headers['content-language'], lang)
                self.assertIn(reply.json()['title'], {'sv': ('Ogiltiga parametrar', 'Finns inte'), 'da': ('Ugyldige parametre', 'Forkert udformet kald')}[lang])

    def test_violations_speak_the_language(self):
        cases = {'sv': 'Okänd parameter', 'da': 'Ukendt parameter', 'en': 'Unknown parameter'}
        for lang, words in cases.items():
            with self.subTest(lang):
                problem = client.get(reading.path('areas', nope=1), accept_language=lang).json()
                self.assertTrue(problem['errors'][0]['detail'].startswith(words))
