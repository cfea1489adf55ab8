"""Cells that once followed from what was published beside them: levels and margins left out, other releases of the same
table, other readers of it. A cell is given as area: (n, x), or (area, sex, age): (n, x); what has to be hidden besides
the small cell itself is the right value."""

import concurrent.futures
import datetime
import os
import time

from support.case import Case
from support.publishing import NEIGHBOUR, PLACE, Town, figure, is_hidden

D = [None] + [f'{PLACE}-d{i}' for i in range(1, 7)]
TOTAL = '_T'
YOUNG, MIDDLE, OLDER, OLD = AGES = ('Y16-29', 'Y30-49', 'Y50-64', 'Y65-')
AREAS = {PLACE: None, NEIGHBOUR: None} | {code: PLACE for code in D[1:]}


def rows(indicator, cells, **more):
    for cell, (n, x) in cells.items():
        area, sex, age = (cell, TOTAL, TOTAL) if isinstance(cell, str) else cell
        yield figure(indicator, area, n, x, sex=sex, age_band=age, **more)


def two_way(**groups):
    """{(PLACE, sex, age): ..} from F=[..], M=[..] by age; None is left out."""
    return {(PLACE, sex, age): figures for sex, row in groups.items() for age, figures in zip(AGES, row) if figures}


# What is published together: {cell: (n, x)}, the small cell, and what hides with it.
TOGETHER = {
    'D1 a level left out': (
        {PLACE: (600, 300), D[1]: (100, 50), D[3]: (100, 51), D[4]: (100, 52), D[5]: (100, 53), D[6]: (100, 54),
         f'{D[2]}a': (4, 1), f'{D[2]}b': (46, 19), f'{D[2]}c': (50, 20)},
        {f'{D[2]}a', f'{D[2]}b'}),
    'D2 no margins': (
        {PLACE: (400, 200)} | two_way(F=[(60, 30), (60, 31), (50, 29), (4, 1)], M=[(56, 29), (60, 30), (60, 30), (50, 20)]),
        {(PLACE, 'F', OLD), (PLACE, 'F', OLDER)}),
    'D3 no margin of one side': (
        {PLACE: (404, 200)} | {(D[i], sex, TOTAL): (50, 24 + i) for i in range(1, 5) for sex in 'FM'}
        | {(D[6], 'M', TOTAL): (4, 0)},
        {(D[6], 'M', TOTAL), (D[1], 'F', TOTAL)}),
    'D15 a group that nobody published': (
        {PLACE: (400, 200)} | two_way(F=[(60, 30), (60, 31), (50, 29), None], M=[(56, 29), (60, 30), (60, 30), (50, 20)]),
        {(PLACE, 'F', OLDER)}),
    'a remainder of two protects nobody': ({PLACE: (106, 50), D[1]: (50, 24), D[2]: (50, 24), D[3]: (4, 1)}, {D[3], D[1]}),
    'a remainder of two is protected': ({PLACE: (106, 50), D[1]: (50, 24), D[2]: (54, 25)}, {D[1]}),
    'a remainder of six does': ({PLACE: (110, 50), D[1]: (50, 24), D[2]: (50, 24), D[3]: (4, 1)}, {D[3]}),
    'parts that sum to one more still tell': ({PLACE: (103, 50), D[1]: (50, 24), D[2]: (50, 24), D[3]: (4, 1)}, {D[3], D[1]}),
}


class Lattice(Case):
    @classmethod
    def setUpClass(cls):
        cls.town = Town(f'tillit_lattice_{os.getpid()}', districts='', TILLIT_POOL_APP=12)
        cls.town.areas({code: parent for code, parent in AREAS.items() if parent})
        cls.town.areas({f'{D[2]}{letter}': D[2] for letter in 'abc'}, area_type='neighbourhood')
        cls.partner = cls.town.people.who(NEIGHBOUR, 'reader')

    @classmethod
    def tearDownClass(cls):
        cls.town.close()

    def release(self, indicator, cells, publish=True, **members):
        """A release of cells, published unless said otherwise; its code."""
        code = self.town.hand_in(self.town.new_release(**members), *rows(indicator, cells))
        if publish:
            self.town.publish(code)
        return code

    def hidden(self, person, indicator, **more):
        """What the person finds hidden, named as the cells are."""
        return {row['area'] if (row['sex'], row['age_band']) == (TOTAL, TOTAL) else (row['area'], row['sex'], row['age_band'])
                for row in person.list('observations', indicator=indicator, **more) if is_hidden(row)}

    def test_published_together(self):
        for case in self.table(TOGETHER):
            with case as (cells, expected):
                indicator = self.town.indicator()
                self.release(indicator, cells)
                self.assertEqual(self.hidden(self.town.public, indicator), expected)
                self.assertEqual(self.hidden(self.town.reader, indicator), expected)

    def test_what_protects_a_remainder_of_two_stays_hidden_and_stops_no_later_release(self):
        indicator = self.town.indicator()
        self.release(indicator, {PLACE: (106, 50), D[1]: (50, 24), D[2]: (54, 25)})
        self.release(indicator, {(PLACE, 'F', TOTAL): (60, 30), (PLACE, 'M', TOTAL): (46, 20)})
        self.assertEqual(self.hidden(self.town.public, indicator), {D[1]})

    # What an indicator of no fixed frequency is told of by period, in one release after the other; what hides of it.
    PERIODS = {
        'a half year': ([{'2024': (54, 26), '2024-S1': (50, 25), '2024-S2': (4, 1)}], {'2024-S1', '2024-S2'}),
        'a half year that nobody publishes': ([{'2024': (54, 26), '2024-S1': (50, 25)}], {'2024-S1'}),
        'the year before its halves': ([{'2024': (54, 26)}, {'2024-S1': (50, 25), '2024-S2': (4, 1)}], {'2024-S1', '2024-S2'}),
        'months of two quarters': ([{'2024': (124, 60), '2024-Q1': (60, 30), '2024-04': (30, 12), '2024-05': (30, 17), '2024-06': (4, 1)}],
                                   {'2024-04', '2024-06'}),
        'two years': ([{'2023': (50, 25), '2024-S1': (50, 25), '2024-S2': (4, 1)}], {'2024-S2'}),
    }

    def test_a_year_is_the_sum_of_its_parts(self):
        for case in self.table(self.PERIODS):
            with case as (releases, expected):
                indicator = self.town.indicator(freq='I')
                for cells in releases:
                    self.town.published(*(figure(indicator, PLACE, n, x, period=period) for period, (n, x) in cells.items()))
                rows = self.town.public.list('observations', indicator=indicator)
                self.assertEqual({row['period'] for row in rows if is_hidden(row)}, expected)

    def test_a_year_that_would_tell_of_a_half_is_refused(self):
        indicator = self.town.indicator(freq='I')
        self.town.published(figure(indicator, PLACE, 50, 25, period='2024-S1'), figure(indicator, PLACE, 4, 1, period='2024-S2'))
        release = self.town.hand_in(None, figure(indicator, PLACE, 54, 26))
        reply = self.town.publisher.patch(f'releases/{release}', {'state': 'published'})
        self.assertProblem(reply, 'invalid-body', pointer='/state', code='exposed')

    def test_a_year_is_the_sum_of_what_its_parts_are_elsewhere(self):
        indicator = self.town.indicator(freq='I')
        parts = {(D[i], half): (50, 24 + i) for i in (1, 2) for half in ('2024-S1', '2024-S2')} | {(D[3], '2024-S1'): (50, 20), (D[3], '2024-S2'): (4, 1)}
        self.town.published(figure(indicator, PLACE, 254, 127),
                            *(figure(indicator, area, n, x, period=period) for (area, period), (n, x) in parts.items()))
        hidden = {(row['area'], row['period']) for row in self.town.public.list('observations', indicator=indicator) if is_hidden(row)}
        self.assertIn((D[3], '2024-S2'), hidden)
        self.assertEqual(len(hidden), 2, hidden)

    # trusters, and how many are in none of two groups that are published: whether one of these is hidden
    LACKING = {'six of youth': (('resident', 'user', 'youth'), 6, True), 'ten of youth': (('resident', 'user', 'youth'), 10, False),
               'six where no youth is asked': (('resident', 'user', 'relative'), 6, False),
               'four where no youth is asked': (('resident', 'user', 'relative'), 4, True)}

    def test_a_group_that_is_asked_and_published_nowhere_is_known_by_the_others(self):
        for case in self.table(self.LACKING):
            with case as (trusters, lacking, expected):
                indicator = self.town.indicator(trusters=trusters)
                groups = {'_T': (40 + lacking, 20), 'resident': (24, 9), 'user': (16, 8)}
                self.town.published(*(figure(indicator, D[1], n, x, respondent_group=group) for group, (n, x) in groups.items()))
                rows = self.town.public.list('observations', indicator=indicator)
                self.assertEqual([row['respondent_group'] for row in rows if is_hidden(row)], ['user'] if expected else [])

    FIRST = {PLACE: (254, 127), D[1]: (50, 25), D[2]: (50, 25), D[3]: (50, 25)}
    SECOND = {D[4]: (50, 25), D[5]: (50, 26), D[6]: (4, 1)}

    def test_d4_what_is_under_embargo_is_known_later(self):
        indicator = self.town.indicator()
        until = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=1)
        code = self.release(indicator, self.FIRST, publish=False, embargo_until=until.strftime('%Y-%m-%dT%H:%M:%SZ'))
        self.town.publisher.change(f'releases/{code}', state='published')
        self.release(indicator, self.SECOND)
        self.assertEqual(self.hidden(self.town.public, indicator), {D[6], D[4]})

    def test_d5_publications_of_one_table_wait_for_one_another(self):
        for _ in range(4):
            indicator = self.town.indicator()
            codes = [self.release(indicator, cells, publish=False) for cells in (self.FIRST, self.SECOND)]
            with concurrent.futures.ThreadPoolExecutor(2) as pool:
                list(pool.map(self.town.publish, codes))
            hidden = self.hidden(self.town.public, indicator)
            self.assertIn(D[6], hidden)
            self.assertGreater(len(hidden), 1)

    def test_d6_partners_know_more_than_the_public(self):
        indicator = self.town.indicator()
        self.release(indicator, {PLACE: (104, 52), D[1]: (50, 26), D[2]: (50, 25), D[3]: (4, 1)}, audience='partners', partners=[NEIGHBOUR])
        self.assertEqual(self.hidden(self.partner, indicator), {D[3], D[1]})
        self.town.published(*rows(indicator, {D[1]: (50, 26)}, note='again'))
        self.assertEqual(self.hidden(self.town.public, indicator), {D[1]})
        self.assertEqual(self.hidden(self.partner, indicator), {D[3], D[1]})

    def test_d6_the_other_way_round(self):
        indicator = self.town.indicator()
        self.release(indicator, {PLACE: (104, 52), D[1]: (50, 26)})
        self.release(indicator, {D[2]: (50, 25), D[3]: (4, 1)}, audience='partners', partners=[NEIGHBOUR])
        self.assertEqual(self.hidden(self.partner, indicator), {D[3], D[2]})

    def test_d7_two_releases_of_one_figure(self):
        indicator = self.town.indicator()
        self.release(indicator, {D[1]: (37, 20)}, audience='partners', partners=[NEIGHBOUR])
        self.release(indicator, {D[1]: (35, 19)})
        self.assertEqual(self.hidden(self.town.public, indicator), {D[1]})

    def test_d13_what_was_withdrawn_is_known(self):
        indicator = self.town.indicator()
        first = self.release(indicator, self.FIRST)
        self.town.publisher.change(f'releases/{first}', state='withdrawn')
        self.release(indicator, self.SECOND)
        self.assertEqual(self.hidden(self.town.public, indicator), {D[6], D[4]})
        self.assertLessEqual({D[6], D[4]}, self.hidden(self.town.reader, indicator))

    def test_d14_internal_then_public(self):
        indicator = self.town.indicator()
        self.release(indicator, self.FIRST, audience='internal')
        self.assertEqual(self.hidden(self.town.reader, indicator), set())
        self.release(indicator, self.SECOND)
        self.assertEqual(self.hidden(self.town.reader, indicator), {D[6], D[4]})
        self.assertEqual(self.hidden(self.town.public, indicator), {D[6], D[4]})

    def test_what_others_know_hides_nothing_from_an_internal_release(self):
        indicator = self.town.indicator()
        self.release(indicator, self.FIRST)
        self.release(indicator, {D[4]: (50, 25), D[5]: (50, 26), D[6]: (54, 22)}, audience='internal')
        self.assertEqual(self.hidden(self.town.reader, indicator), set())

    def test_drafts_are_for_those_who_write_them(self):
        indicator = self.town.indicator()
        release = self.release(indicator, self.FIRST | self.SECOND, publish=False)
        everything = set(self.FIRST | self.SECOND) - {PLACE}
        self.assertEqual(self.hidden(self.town.reader, indicator), everything)
        self.assertEqual(self.hidden(self.town.editor, indicator), set())
        self.town.publisher.change(f'releases/{release}', state='checked')
        self.assertEqual(self.hidden(self.town.reader, indicator), everything)
        self.town.publish(release)
        self.assertEqual(self.hidden(self.town.reader, indicator), {D[6], D[1]})


class GroupMeans(Case):
    """A peer group's mean is the mean of its members' figures (D12)."""

    @classmethod
    def setUpClass(cls):
        cls.town = Town(f'tillit_means_{os.getpid()}', districts='')
        operator = cls.town.operator
        cls.others = [f'se-02{i:02}' for i in range(1, 4)]
        operator.imports('municipalities', *({'code': code, 'country': 'SE', 'name': code, 'is_fictional': True} for code in cls.others))
        operator.imports('areas', *({'code': code, 'name': code, 'area_type': 'municipality', 'owner': code, 'valid_from': '2018-01-01'}
                                    for code in cls.others),
                         {'code': 'pg-four', 'name': 'pg', 'area_type': 'peer_group', 'owner': 'shared', 'valid_from': '2018-01-01'})
        operator.imports('peer-groups', {'code': 'pg-four', 'name_sv': 'a', 'name_da': 'a', 'name_en': 'a',
                                         'members': [{'municipality': code, 'valid_from': None, 'valid_to': None} for code in (PLACE, *cls.others)]})

    @classmethod
    def tearDownClass(cls):
        cls.town.close()

    def publish(self, indicator, cells):
        operator = self.town.operator
        code = f'rel-{indicator}-{time.monotonic_ns()}'
        operator.imports('releases', {'code': code, 'owner': 'shared', 'title': code, 'audience': 'public'})
        operator.imports('observations', *(figure(indicator, area, n, x, **more) | {'release': code, 'state': 'validated'}
                                           for area, n, x, more in cells))
        operator.change(f'releases/{code}', state='published')

    def hidden(self, indicator):
        return {row['area'] for row in self.town.public.list('observations', indicator=indicator) if is_hidden(row)}

    def test_a_hidden_member_hides_the_mean(self):
        indicator = self.town.indicator()
        members = [(PLACE, 4, 1, {}), *((code, 50, 25, {}) for code in self.others)]
        self.publish(indicator, [*members, ('pg-four', None, None, {'value': 43.8})])
        self.assertEqual(self.hidden(indicator), {PLACE, 'pg-four'})

    def test_a_mean_that_is_out_hides_two_other_members(self):
        """One alone knows its own figure, and with it the other's."""
        indicator = self.town.indicator()
        self.publish(indicator, [('pg-four', None, None, {'value': 43.8})])
        self.publish(indicator, [(PLACE, 4, 1, {}), *((code, 50, 25, {}) for code in self.others)])
        self.assertEqual(self.hidden(indicator), {PLACE, *self.others[:2]})

    def test_no_municipality_works_out_another_by_its_own_figure(self):
        region, places = 'se-mitt', [f'se-03{i:02}' for i in range(4)]
        self.town.operator.imports('municipalities', *({'code': code, 'country': 'SE', 'name': code, 'is_fictional': True} for code in places))
        self.town.operator.imports('areas', {'code': region, 'name': region, 'area_type': 'region', 'owner': 'shared', 'valid_from': '2018-01-01'},
                                   *({'code': code, 'name': code, 'area_type': 'municipality', 'owner': code, 'parent': region, 'valid_from': '2018-01-01'}
                                     for code in places))
        for case in self.table({'to be told of its few': ((3, 40, 50, 60), 3), 'to be told of nobody': ((30, 40, 50, 60), 0)}):
            with case as (counts, hidden):
                indicator = self.town.indicator()
                self.publish(indicator, [(region, sum(counts), sum(n // 2 for n in counts), {}), *((code, n, n // 2, {}) for code, n in zip(places, counts))])
                self.assertEqual(self.hidden(indicator), set(places[:hidden]))
                seen = self.town.people.who(places[1], 'editor').list('observations', indicator=indicator)
                self.assertEqual({row['area'] for row in seen if is_hidden(row)}, {places[0], places[2]} if hidden else set())

    def test_another_mean_ties_nothing(self):
        indicator = self.town.indicator()
        members = [(PLACE, 4, 1, {}), *((code, 50, 25, {}) for code in self.others)]
        self.publish(indicator, [*members, ('pg-four', None, None, {'value': 61.0})])
        self.assertEqual(self.hidden(indicator), {PLACE})
