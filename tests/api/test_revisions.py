"""Revisions: what was known when, to the public by publication and to members by recording, and the feed of changes."""

import datetime
import time

from releases import table, town
from support import reading, settings
from support.case import Case
from support.publishing import NEIGHBOUR, PLACE, figure


def now():
    """A moment that lies between what was done and what will be."""
    time.sleep(0.02)
    moment = datetime.datetime.now(datetime.timezone.utc).isoformat().replace('+00:00', 'Z')
    time.sleep(0.02)
    return moment


def shares(person, indicator, **more):
    """[(revision, value)] of the municipality, in the order of the revisions."""
    rows = person.list('observations', indicator=indicator, area=PLACE, **more)
    return sorted((row['revision'], row['value']) for row in rows)


class TimesOfKnowledge(Case):
    """One figure: recorded, published, corrected, published again, retracted, published a third time."""

    @classmethod
    def setUpClass(cls):
        cls.indicator = town().indicator()
        cls.moments = {'before': now()}

        def step(name, do):
            done = do()
            cls.moments[name] = now()
            return done

        first = step('recorded', lambda: town().hand_in(None, figure(cls.indicator, PLACE, 100, 50)))
        step('published', lambda: town().publish(first))
        second = step('corrected', lambda: town().hand_in(None, figure(cls.indicator, PLACE, 100, 60, reason='correction')))
        step('correction published', lambda: town().publish(second))

    def test_as_of(self):
        known = {'before': ([], []), 'recorded': ([], [(1, 50)]), 'published': ([(1, 50)], [(1, 50)]),
                 'corrected': ([(1, 50)], [(2, 60)]), 'correction published': ([(2, 60)], [(2, 60)])}
        for case in self.table(known.items()):
            with case as (moment, (public, members)):
                question = {'as_of': self.moments[moment]}
                self.assertEqual(shares(town().public, self.indicator, **question), public)
                self.assertEqual(shares(town().people.who(NEIGHBOUR, 'admin'), self.indicator, **question), public)
                self.assertEqual(shares(town().reader, self.indicator, **question), members)
                self.assertEqual(shares(town().editor, self.indicator, **question), members)

    def test_history(self):
        for person in (town().public, town().reader, town().people.who(NEIGHBOUR, 'reader')):
            self.assertEqual(shares(person, self.indicator, history='true'), [(1, 50), (2, 60)])
            self.assertEqual(shares(person, self.indicator), [(2, 60)])

    def test_updated_after(self):
        told = {'before': ([(2, 60)], [(2, 60)]), 'published': ([(2, 60)], [(2, 60)]), 'corrected': ([(2, 60)], []), 'correction published': ([], [])}
        for case in self.table(told.items()):
            with case as (moment, (public, members)):
                question = {'updated_after': self.moments[moment]}
                self.assertEqual([row for row in shares(town().public, self.indicator, **question) if row[0] == 2], public)
                self.assertEqual([row for row in shares(town().reader, self.indicator, **question) if row[0] == 2], members)

    def test_changes(self):
        rows = town().public.list('changes', indicator=self.indicator)
        self.assertEqual([(row['kind'], row['revision'], row['reason']) for row in rows], [('corrected', 2, 'correction'), ('published', 1, 'initial')])
        self.assertEqual([row['revision'] for row in town().public.list('changes', indicator=self.indicator, at_from=self.moments['corrected'])], [2])

    def test_figures_are_no_member_of_changes(self):
        for row in town().public.list('changes'):
            self.assertFalse({'value', 'n_valid', 'x', 'se', 'conf_status', 'hidden_reason', 'n_display'} & set(row))


class Corrections(Case):
    def test_equal_figures_are_no_revision(self):
        indicator = town().indicator()
        town().published(figure(indicator, PLACE, 100, 50))
        report = town().editor.imports('observations', {**figure(indicator, PLACE, 100, 50), 'state': 'validated'})
        self.assertEqual((report['inserted'], report['revised'], report['unchanged']), (0, 0, 1))

    def test_an_older_revision_never_replaces_a_newer(self):
        """Revision 1 waits in a release of its own while revision 2 is published."""
        indicator = town().indicator()
        late = town().hand_in(None, figure(indicator, PLACE, 100, 50))
        town().published(figure(indicator, PLACE, 100, 60))
        self.assertEqual(shares(town().public, indicator), [(2, 60)])
        town().publish(late)
        self.assertEqual(shares(town().public, indicator), [(2, 60)])
        self.assertEqual(shares(town().public, indicator, history='true'), [(2, 60)])

    def test_a_draft_is_the_members_own(self):
        indicator = town().indicator()
        town().published(figure(indicator, PLACE, 100, 50))
        town().editor.imports('observations', figure(indicator, PLACE, 100, 60))
        self.assertEqual(shares(town().public, indicator), [(1, 50)])
        self.assertEqual(shares(town().reader, indicator), [(2, 60)])
        release = town().public.one('observations', indicator=indicator)['release']
        self.assertEqual(shares(town().reader, indicator, release=release), [(1, 50)])

    def test_retraction(self):
        """The figure leaves public history, and the event stays."""
        indicator = town().indicator()
        town().published(*table(indicator, (100, 50), a=(20, 10), b=(80, 40)))
        published = now()
        self.assertEqual(shares(town().public, indicator, as_of=published), [(1, 50)])
        row = figure(indicator, PLACE, None, None, reason='retracted', obs_status='M')
        town().published({**row, 'value': None})
        for case in self.table([{}, {'history': 'true'}, {'as_of': published}, {'updated_after': '2020-01-01'}]):
            with case as more:
                self.assertEqual([pair for pair in shares(town().public, indicator, **more) if pair[1] is not None], [])
        row = town().public.one('observations', indicator=indicator, area=PLACE)
        self.assertEqual((row['obs_status'], row['reason'], row['revision'], row['value']), ('M', 'retracted', 2, None))
        changes = town().public.list('changes', indicator=indicator, area=PLACE)
        self.assertEqual([(row['kind'], row['revision']) for row in changes], [('retracted', 2)])
        # nobody else's figures went with it
        self.assertEqual(len([row for row in town().public.list('observations', indicator=indicator) if row['value'] is not None]), 2)
        # the municipality keeps what it knew
        self.assertEqual(shares(town().editor, indicator, history='true'), [(1, 50), (2, None)])


class Feed(Case):
    """/changes, followed by cursor while releases come."""

    def test_pages_by_cursor_are_whole_and_never_overlap(self):
        indicator = town().indicator()
        for year in range(2015, 2021):
            town().published(*({**row, 'period': str(year)} for row in table(indicator, (100, 50), a=(20, 10), b=(30, 15), c=(50, 25))))
        whole = town().public.list('changes', indicator=indicator)
        self.assertEqual(len(whole), 24)
        self.assertEqual(sorted((row['at'] for row in whole), reverse=True), [row['at'] for row in whole])
        for case in self.table([1, 5, 7, 24]):
            with case as limit:
                self.assertEqual(self.walk(indicator, limit), whole)

    def walk(self, indicator, limit, after_page=lambda: None):
        page = town().public.read('changes', indicator=indicator, limit=limit)
        seen = page['changes']
        while page['_links']['next'] is not None:
            after_page()
            href = reading.relative(page['_links']['next']['href']).removeprefix(f'{settings.API}/')
            page = town().public.read(href)
            seen += page['changes']
        return seen

    def test_what_comes_meanwhile_does_not_disturb(self):
        indicator = town().indicator()
        for year in range(2015, 2018):
            town().published(*({**row, 'period': str(year)} for row in table(indicator, (100, 50), a=(20, 10), b=(30, 15), c=(50, 25))))
        before = town().public.list('changes', indicator=indicator)
        years = iter(range(2018, 2040))
        seen = self.walk(indicator, 5, lambda: town().published(figure(indicator, PLACE, 100, 50, period=str(next(years)))))
        self.assertEqual(seen, before)

    def test_following_from_the_last_time(self):
        """Who asks from the last `at` on misses nothing and is told nothing old but that moment's."""
        indicator = town().indicator()
        town().published(figure(indicator, PLACE, 100, 50, period='2020'))
        last = now()
        town().published(figure(indicator, PLACE, 100, 50, period='2021'))
        self.assertEqual([row['period'] for row in town().public.list('changes', indicator=indicator, at_from=last)], ['2021'])
        self.assertEqual(town().public.list('changes', indicator=indicator, at_from=now()), [])

    def test_periods(self):
        indicator = town().indicator()
        town().published(*(figure(indicator, PLACE, 100, 50, period=str(year)) for year in range(2015, 2020)))
        for case in self.table({'period_from': {'2018', '2019'}, 'period_to': {'2015', '2016', '2017', '2018'}, 'period': {'2018'}}.items()):
            with case as (name, years):
                self.assertEqual({row['period'] for row in town().public.list('changes', indicator=indicator, **{name: '2018'})}, years)

    def test_formats(self):
        indicator = town().indicator()
        town().published(figure(indicator, PLACE, 100, 50))
        for media, first in (('text/csv', b'at,kind,release'), ('application/x-ndjson', b'{"at":')):
            reply = town().public.request('GET', f'changes?indicator={indicator}', Accept=media)
            self.assertEqual((reply.status, reply.media), (200, media))
            self.assertTrue(reply.body.startswith(first), reply)

    def test_changes_of_others_that_are_not_public(self):
        indicator = town().indicator()
        release = town().new_release(audience='internal')
        town().hand_in(release, figure(indicator, PLACE, 100, 50))
        town().publish(release)
        self.assertEqual(town().public.list('changes', indicator=indicator), [])
        self.assertEqual(town().people.who(NEIGHBOUR, 'admin').list('changes', indicator=indicator), [])
        self.assertEqual(len(town().reader.list('changes', indicator=indicator)), 1)
        partners = town().new_release(audience='partners', partners=[NEIGHBOUR])
        town().hand_in(partners, figure(indicator, PLACE, 120, 50))
        town().publish(partners)
        self.assertEqual(town().public.list('changes', indicator=indicator), [])
        self.assertEqual(len(town().people.who(NEIGHBOUR, 'admin').list('changes', indicator=indicator)), 1)

    def test_what_is_shared_with_partners_is_on_their_next_page(self):
        # a page leaves the partners' part out as long as there is none for its reader, in each state of the data
        indicator = town().indicator()
        town().published(figure(indicator, PLACE, 100, 50))
        neighbour, place = town().people.who(NEIGHBOUR, 'admin'), town().reader
        asked = ({'indicator': indicator}, {'indicator': indicator, 'period': 'latest'}, {'indicator': indicator, 'sort': '-value'},
                 {'municipality': PLACE, 'indicator': indicator}, {'area': PLACE, 'indicator': indicator}, {'indicator': indicator, 'labels': 'both'})

        def shown(person):
            return [[row['n_valid'] for row in person.list('observations', **where)] for where in asked]

        for _ in range(2):
            self.assertEqual(shown(neighbour), [[100]] * len(asked))
        others = town().new_release(audience='partners', partners=[PLACE])  # not the neighbour
        town().hand_in(others, figure(indicator, PLACE, 110, 50))
        town().publish(others)
        self.assertEqual(shown(neighbour), [[100]] * len(asked))
        shared = town().new_release(audience='partners', partners=[NEIGHBOUR])
        town().hand_in(shared, figure(indicator, PLACE, 120, 60, period='2025'))
        town().publish(shared)
        for rows, where in zip(shown(neighbour), asked):
            self.assertEqual(sorted(rows), [120] if 'period' in where else [100, 120], where)
        self.assertEqual(neighbour.read('observations', indicator=indicator)['_meta']['total_records'], 2)
        town().publisher.change(f'releases/{shared}', state='withdrawn')
        for rows in shown(neighbour):
            self.assertNotIn(120, rows)
            self.assertIn(100, rows)
