"""`is_draft`: figures that no release has decided on yet, for whoever is to release them."""

from support import publishing, settings
from support.case import Case
from support.publishing import NEIGHBOUR, PLACE, figure


def told(rows):
    return sorted((row['area'], row['period'], row['revision']) for row in rows)


class Drafts(Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.town = publishing.Town(f'{settings.DATABASE}_drafts')
        cls.addClassCleanup(cls.town.close)
        cls.indicator = cls.town.indicator()

    def drafts(self, person, is_draft='true', **more):
        return told(person.list('observations', indicator=self.indicator, is_draft=is_draft, **more))

    def test_what_is_a_draft_and_who_sees_it(self):
        town, districts = self.town, [f'{PLACE}-{letter}' for letter in 'abc']
        town.published(*(figure(self.indicator, area, 100, 50) for area in districts))
        self.assertEqual(self.drafts(town.reader), [])
        planned = town.hand_in(None, figure(self.indicator, districts[0], 100, 60, period='2025'))
        town.editor.imports('observations', figure(self.indicator, districts[1], 100, 70, period='2025'),
                            figure(self.indicator, districts[2], 100, 55, reason='correction'))
        held, loose, corrected = (districts[0], '2025', 1), (districts[1], '2025', 1), (districts[2], '2024', 2)
        standing = [(districts[0], '2024', 1), (districts[1], '2024', 1)]
        with self.subTest('of one\'s own'):
            for role in ('reader', 'editor', 'publisher', 'admin'):
                self.assertEqual(self.drafts(town.people.who(PLACE, role)), sorted([held, loose, corrected]))
                self.assertEqual(self.drafts(town.people.who(PLACE, role), 'false'), standing)
        with self.subTest('of all'):
            self.assertEqual(self.drafts(town.operator), sorted([held, loose, corrected]))
        with self.subTest('of others: what stands is decided'):
            for person in (town.public, town.people.who(NEIGHBOUR, 'admin')):
                self.assertEqual(self.drafts(person), [])
                self.assertEqual(len(self.drafts(person, 'false')), 3)
        with self.subTest('with other filters'):
            self.assertEqual(self.drafts(town.reader, area=districts[1], sort='-recorded_at'), [loose])
            self.assertEqual(self.drafts(town.reader, municipality=PLACE, period='2024'), [corrected])
        with self.subTest('none in a release that is named: it is read as it was published'):
            self.assertEqual(self.drafts(town.reader, release=planned), [])
        town.publish(planned)
        with self.subTest('once a release has decided'):
            self.assertEqual(self.drafts(town.reader), sorted([loose, corrected]))
        town.publisher.change(f'releases/{planned}', state='withdrawn')
        with self.subTest('what was taken back is none'):
            self.assertNotIn(held[:2], [row[:2] for row in self.drafts(town.reader)])
