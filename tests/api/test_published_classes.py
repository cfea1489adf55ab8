"""Classes as others see them (domain.md A3, 5): by publication only, with history, never with a count."""

import os
import time
import unittest

from support import settings
from support.case import Case
from support.publishing import PLACE, Town, figure

CLASS = ('trust_class', 'class_certain', 'class_basis', 'strategy')
TRUST, LACK, MISTRUST = (80, 2, 15, 3), (40, 5, 50, 5), (30, 5, 25, 40)
NAMES = ('trust_yes_harm_no', 'trust_yes_harm_yes', 'trust_no_harm_no', 'trust_no_harm_yes')


@unittest.skipUnless(settings.PROGRAM, 'TILLIT_BIN says where the program is')
class PublishedClasses(Case):
    @classmethod
    def setUpClass(cls):
        cls.town = Town(f'tillit_classes_{os.getpid()}')
        cls.addClassCleanup(cls.town.close)
        cls.harm = cls.town.indicator('harm')
        cls.town.indicator('trust', banding='som3')

    def setUp(self):
        """Each test has a year of its own."""
        self.year = str(2000 + sorted(name for name in dir(self) if name.startswith('test_')).index(self._testMethodName))

    def table(self, counts, area=PLACE, times=1):
        row = {'indicator': 'trust', 'harm_indicator': self.harm, 'area': area, 'period': self.year, 'respondent_group': 'resident'}
        self.town.editor.imports('two-item-tables', row | {name: times * count for name, count in zip(NAMES, counts)})

    def figures(self, area=PLACE, n=100, **more):
        return [figure(indicator, area, n, n // 2, period=self.year, **more) for indicator in ('trust', self.harm)]

    def seen(self, person=None, area=PLACE, **more):
        item = (person or self.town.public).analysis('trust-classes', area=area, period=self.year, **more)
        if person is None:
            self.assertEqual([value for name, value in item.items() if name == 'n' or name.startswith(('p_', 'net'))], [None] * 10)
        return item['trust_class']

    def now(self):
        """A time after everything that was done, and before what comes."""
        time.sleep(0.02)
        return self.town.sql("select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')").strip()

    def test_an_import_changes_nothing_outside(self):
        self.table(LACK)
        self.assertIsNone(self.seen())
        self.town.published(*self.figures())
        self.assertEqual(self.seen(), 'lack')
        before = self.now()
        self.table(MISTRUST)
        self.assertEqual((self.seen(), self.seen(as_of=before), self.seen(self.town.reader)), ('lack', 'lack', 'mistrust'))
        self.assertEqual(self.seen(self.town.reader, as_of=before), 'lack')
        self.town.published(*self.figures(n=120, reason='correction'))
        self.assertEqual((self.seen(), self.seen(as_of=before)), ('mistrust', 'lack'))

    def test_response_counts_neither(self):
        counts = (2, 3, 4, 5, 6, 12, 12, 20, 15, 15, 6)
        row = {'indicator': 'trust', 'indicator_version': 'trust-v1', 'area': PLACE, 'period': self.year, 'respondent_group': 'resident'}
        release = self.town.hand_in(None, *self.figures())
        self.town.editor.imports('response-counts', *({**row, 'option_value': option, 'count': count} for option, count in enumerate(counts)))
        self.assertIsNone(self.seen())
        self.town.publish(release)
        item = self.town.public.analysis('trust-classes', area=PLACE, period=self.year)
        self.assertEqual((item['trust_class'], item['class_basis'], item['n']), ('lack', 'single_item_proxy', None))
        self.table(TRUST)
        self.assertEqual((self.seen(), self.seen(self.town.reader)), ('lack', 'trust'))

    def test_a_hidden_distribution_is_not_told_to_the_owner_s_readers(self):
        area = f'{PLACE}-c'
        row = {'indicator': 'trust', 'indicator_version': 'trust-v1', 'area': area, 'period': self.year, 'respondent_group': 'resident'}
        release = self.town.hand_in(None, figure('trust', area, 4, 2, period=self.year))
        self.town.editor.imports('response-counts', *({**row, 'option_value': option, 'count': 2} for option in (0, 10)))
        self.town.publish(release)
        for person, n in ((self.town.reader, None), (self.town.editor, 4)):
            item = person.analysis('trust-classes', area=area, period=self.year)
            self.assertEqual((item['n'], item['reason']), (n, 'insufficient' if n else 'hidden'))

    def test_a_withdrawn_release_takes_it_out(self):
        self.table(TRUST)
        release = self.town.published(*self.figures())
        shown = self.now()
        self.assertEqual(self.seen(), 'trust')
        self.town.publisher.change(f'releases/{release}', state='withdrawn')
        self.assertEqual((self.seen(), self.seen(as_of=shown)), (None, None))

    def test_an_embargo_holds(self):
        self.table(TRUST)
        late = self.town.sql("select to_char((now() + interval '3 seconds') at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')").strip()
        release = self.town.new_release(embargo_until=late)
        self.town.hand_in(release, *self.figures())
        self.town.publisher.patch(f'releases/{release}', {'state': 'published'}, '*')
        self.table(MISTRUST)
        self.assertIsNone(self.seen())
        time.sleep(4.2)
        self.assertEqual(self.seen(), 'trust')

    def test_partners_have_theirs(self):
        self.table(TRUST)
        release = self.town.new_release(audience='partners')
        self.town.hand_in(release, *self.figures())
        self.town.publish(release)
        partner = self.town.people.who('se-0102', 'reader')
        self.assertEqual((self.seen(), self.seen(partner)), (None, 'trust'))

    def test_an_internal_release_tells_nobody(self):
        self.table(TRUST)
        release = self.town.new_release(audience='internal')
        self.town.hand_in(release, *self.figures())
        self.town.publish(release)
        self.assertEqual((self.seen(), self.seen(self.town.people.who('se-0102', 'editor'))), (None, None))

    def test_a_hidden_figure_has_none(self):
        """Neither where the trust item is hidden nor where the other one is, by the sender or by publication."""
        area = f'{PLACE}-a'
        self.town.editor.change(f'areas/{area}', publish_class=True)
        small = {'n_valid': 4, 'n_invited': 4, 'x': 2}
        for year, (trust, harm, shown) in enumerate((({}, {'conf_status': 'N'}, None), ({'conf_status': 'N'}, {}, None),
                                                     ({}, small, None), (small, {}, None), ({}, {}, 'trust')), 1940):
            with self.subTest(f'{trust} {harm}'):
                self.year = str(year)
                self.table((200, 2, 15, 3), area=area)
                for_trust, for_harm = self.figures(area=area, n=220)
                self.town.published({**for_trust, **trust}, {**for_harm, **harm})
                self.assertEqual(self.seen(area=area), shown)

    def test_nor_where_the_other_one_is_to_stay_hidden(self):
        self.table(TRUST)
        trust, harm = self.figures()
        self.town.hand_in(None, {**harm, 'conf_status': 'N'})
        self.town.published(trust)
        self.assertIsNone(self.seen())

    def test_a_district_by_its_municipality_s_decision_at_publication(self):
        area = f'{PLACE}-b'
        self.table((180, 4, 30, 6), area=area)
        release = self.town.published(*self.figures(area=area, n=220))
        self.assertIsNone(self.seen(area=area))
        self.town.editor.change(f'areas/{area}', publish_class=True)
        self.assertIsNone(self.seen(area=area), 'deciding is no publication')
        self.assertTrue(release)
        self.town.published(*self.figures(area=area, n=240, reason='correction'))
        self.assertEqual(self.seen(area=area), 'trust')
        self.town.editor.change(f'areas/{area}', publish_class=False)
        self.assertIsNone(self.seen(area=area), 'taken back at once')

    def test_a_later_hidden_figure_is_not_passed_over(self):
        later = str(int(self.year) + 15)
        self.table(TRUST)
        self.town.published(*self.figures())
        newest = self.town.public.analysis('trust-classes', area=PLACE, respondent_group='resident')
        self.assertIsNotNone(newest['trust_class'])
        self.town.published(figure('trust', PLACE, 3, 1, period=later))
        newest = self.town.public.analysis('trust-classes', area=PLACE, respondent_group='resident')
        self.assertEqual([newest[name] for name in CLASS], [None] * 4)
