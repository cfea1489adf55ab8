"""Pages visit every row exactly once, in every order, whichever way one turns them."""

import base64
import json

from support import client, demo, reading, settings
from support.case import Case
from support.people import People


def sortable(collection):
    """The names that sort= takes, from the service's own refusal."""
    problem = client.get(reading.path(collection, sort='no-such')).json()
    detail = next(error['detail'] for error in problem['errors'] if error['code'] == 'unknown_sort')
    return detail.split('Allowed: ')[1].rstrip('.').split(', ')


def as_keys(rows):
    return [json.dumps(row, sort_keys=True, default=str) for row in rows]


# What totals are found out for in other ways than by counting, and filters that choose series, one and several.
ADDED_UP = ('observations', 'observations?history=true', 'observations?as_of=2025-06-01', 'observations?as_of=2025-09-01', 'changes')
OF_SERIES = ('', 'municipality=se-9901', 'municipality=se-9901,dk-991', 'area=se-9901-d1,se-9902', 'indicator=ins-01', 'sex=F,M', 'respondent_group=resident')
READERS = ((None, None), ('se-9901', 'reader'), ('dk-991', 'editor'), ('ev-sam', 'evaluator'), (None, 'operator'))

SMALL = [name for name in demo.COLLECTIONS if name not in ('observations', 'series', 'survey-waves')]


class Paging(Case):
    def test_pages_equal_the_whole_in_every_order(self):
        for collection in SMALL:
            for sort in sortable(collection):
                for order in (sort, f'-{sort}'):
                    with self.subTest(f'{collection} sort={order}'):
                        whole = reading.rows(collection, sort=order)
                        limit = max(2, len(whole) // 4)
                        self.assertEqual(as_keys(reading.walk(collection, limit, sort=order)), as_keys(whole))

    def test_pages_of_figures_equal_the_whole(self):
        """Figures: every order with one tenth a page; observations have nullable members and many equal values."""
        for collection, filters in (
            ('observations', {'area_type': 'district,neighbourhood'}),
            ('series', {'indicator': 'ins-01'}),
            ('survey-waves', {}),
        ):
            for sort in sortable(collection):
                for order in (sort, f'-{sort}'):
                    with self.subTest(f'{collection} sort={order}'):
                        whole = reading.rows(collection, sort=order, fields=fields_of(collection), **filters)
                        walked = reading.walk(
                            collection, max(2, len(whole) // 4), sort=order, fields=fields_of(collection), **filters
                        )
                        self.assertEqual(as_keys(walked), as_keys(whole))

    def test_the_whole_table_of_figures(self):
        self.assertEqual(as_keys(reading.walk('observations', 97)), as_keys(reading.rows('observations')))

    def test_several_orders_at_once(self):
        for sort in (
            '-value,area',
            'obs_status,-period,value',
            'kind,-trust_form,sex,age_band',
            '-is_synthetic,n_valid',
            'sd,-x',
        ):
            with self.subTest(sort):
                self.assertEqual(
                    as_keys(reading.walk('observations', 60, sort=sort)),
                    as_keys(reading.rows('observations', sort=sort)),
                )

    def test_one_row_a_page(self):
        for collection, sort in (
            ('areas', '-population'),
            ('areas', 'population'),
            ('indicators', 'driver'),
            ('indicators', '-driver'),
            ('terms', 'name'),
        ):
            with self.subTest(f'{collection} {sort}'):
                self.assertEqual(
                    as_keys(reading.walk(collection, 1, sort=sort)), as_keys(reading.rows(collection, sort=sort))
                )

    def test_one_series_has_its_total_on_every_page(self):
        """Its page asks for no state of the data: the total is counted where the page does not hold all."""
        for more in ({}, {'history': 'true'}, {'period': '2022,2023,2024'}):
            one = {'indicator': 'ins-01', 'area': 'se-9901', **more}
            whole = reading.rows('observations', **one)
            self.assertGreater(len(whole), 3)
            self.assertEqual(as_keys(reading.walk('observations', 2, **one)), as_keys(whole))
            for limit, offset in ((1, 0), (len(whole) - 1, 0), (len(whole), 0), (len(whole) + 1, 0), (1, 2), (1, len(whole))):
                frame = reading.page('observations', limit=limit, offset=offset, **one)
                self.assertEqual(frame['_meta']['total_records'], len(whole), (more, limit, offset))

    def test_totals_of_series_are_those_of_their_rows(self):
        """They are added up from what is known of series: for whoever reads, as many as an export has lines."""
        people, seen = People(client.api, settings.DATABASE), set()
        for case in self.table([(*reader, asked, chosen) for reader in READERS for asked in ADDED_UP for chosen in OF_SERIES]):
            with case as (place, role, asked, chosen):
                person = people.who(place, role) if role else people.anybody()
                path = asked + ('&' if '?' in asked else '?') + (chosen + '&' if chosen else '')
                total = person.read(f'{path}limit=1')['_meta']['total_records']
                self.assertEqual(len(person.get(f'{path}format=ndjson').text.splitlines()), total)
                seen.add((role, asked, total))
        self.assertGreater(len({total for role, asked, total in seen if role == 'reader'}), 10)

    def test_offsets_equal_the_whole(self):
        whole = reading.rows('indicators', sort='name')
        for offset in (0, 1, 20, 51, 52, 10000):
            with self.subTest(offset):
                frame = reading.page('indicators', sort='name', limit=7, offset=offset)
                self.assertEqual(frame['indicators'], whole[offset : offset + 7])
                self.assertEqual(
                    frame['_meta'],
                    {
                        **frame['_meta'],
                        'limit': 7,
                        'offset': offset,
                        'count': len(whole[offset : offset + 7]),
                        'total_records': len(whole),
                    },
                )

    def test_beyond_the_end_the_way_back_is_the_last_page(self):
        whole = reading.rows('indicators')
        for case in self.table((len(whole), len(whole) + 1, 10000)):
            with case as offset:
                frame = reading.page('indicators', limit=7, offset=offset)
                self.assertEqual(frame['indicators'], [])
                back = client.get(reading.relative(frame['_links']['prev']['href'])).json()
                self.assertEqual(back['indicators'], whole[-7:])
        frame = reading.page('indicators', q='no-such-word', offset=7)
        self.assertNotIn('offset', frame['_links']['prev']['href'])

    def test_nulls_come_last_whichever_the_order(self):
        for sort in ('driver', '-driver'):
            with self.subTest(sort):
                values = [row['driver'] for row in reading.rows('indicators', sort=sort)]
                self.assertEqual(
                    values, sorted((v for v in values if v), reverse=sort[0] == '-') + [None] * values.count(None)
                )

    def test_numbers_sort_as_numbers(self):
        values = [
            row['population'] for row in reading.rows('areas', sort='-population') if row['population'] is not None
        ]
        self.assertEqual(values, sorted(values, reverse=True))
        self.assertGreater(len(set(map(lambda value: len(str(value)), values))), 2, 'of several lengths')

    def test_the_cursor_as_a_value(self):
        """Power BI cannot follow links: after= with _meta.next_after does the same."""
        first = reading.page('areas', limit=5)
        second = reading.page('areas', limit=5, after=first['_meta']['next_after'])
        self.assertEqual(second['areas'], reading.rows('areas')[5:10])
        self.assertIsNone(second['_meta']['offset'])
        self.assertEqual(
            client.get(reading.relative(first['_links']['next']['href'])).exact()['areas'], second['areas']
        )

    def test_the_last_page_has_no_next(self):
        frame = reading.page('areas', limit=34)
        self.assertEqual((len(frame['areas']), frame['_meta']['next_after'], frame['_links']['next']), (34, None, None))
        frame = reading.page('areas', limit=33)
        self.assertIsNotNone(frame['_links']['next'])

    def test_links_keep_the_question(self):
        frame = reading.page('areas', limit=3, area_type='district', sort='-name', lang='sv', offset=3)
        for rel, expected in (
            ('next', {'limit': '3', 'area_type': 'district', 'sort': '-name', 'lang': 'sv'}),
            ('prev', {'limit': '3', 'area_type': 'district', 'sort': '-name', 'lang': 'sv'}),
        ):
            with self.subTest(rel):
                for name, value in expected.items():
                    self.assertIn(f'{name}={value}', frame['_links'][rel]['href'])
        self.assertEqual(
            reading.page('areas', limit=3, area_type='district', sort='-name', lang='sv')['areas'],
            client.get(reading.relative(frame['_links']['prev']['href'])).exact()['areas'],
        )

    def test_the_cursor_survives_odd_values(self):
        """Words with signs that a URL or a cursor might stumble over."""
        self.assertEqual(
            as_keys(reading.walk('indicators', 3, q='&', sort='name')),
            as_keys(reading.rows('indicators', q='&', sort='name')),
        )
        self.assertEqual(
            as_keys(reading.walk('focus-areas', 1, sort='-name', lang='da')),
            as_keys(reading.rows('focus-areas', sort='-name', lang='da')),
        )


def fields_of(collection):
    return {
        'observations': 'indicator,area,period,respondent_group,sex,age_band,value',
        'series': 'indicator,area,respondent_group,sex,age_band',
        'survey-waves': 'code',
    }[collection]


class CursorMisuse(Case):
    def cursor(self, collection='areas', **parameters):
        return reading.page(collection, limit=3, **parameters)['_meta']['next_after']

    def test_a_cursor_that_is_not_of_this_question(self):
        good = self.cursor()
        cases = {
            'empty': '',
            'rubbish': 'rubbish',
            'not base64url': '%C3%A5%C3%A4',
            'padded': good + '=',
            'cut': good[:-3],
            'longer': good + 'AAAA',
            'of another order': self.cursor(sort='-name'),
            'of another collection': self.cursor('terms'),
            'of another language': self.cursor(lang='sv'),
            'very long': 'A' * 4000,
            'one letter': 'A',
            'changed': ('B' if good[0] != 'B' else 'C') + good[1:],
            'nul inside': 'AAAA' + good,
        }
        for case in self.table(cases):
            with case as cursor:
                self.assertRefused(f'{reading.path("areas")}?after={cursor}', parameter='after', code='not_a_cursor')

    def test_a_cursor_excludes_an_offset(self):
        self.assertRefused(reading.path('areas', after=self.cursor(), offset=0), parameter='after', code='excludes')

    def test_a_cursor_with_values_that_do_not_fit(self):
        """Made by hand with the right order, but a text where a number is sorted by."""
        good = self.cursor(sort='population')
        plain = base64.urlsafe_b64decode(good + '=' * (-len(good) % 4))
        head, mark, _ = plain.partition(b';')
        for case in self.table(
            [b'v3:abcv4:se-1', b'v1:1', b'n', b'v99999999999999999999:x', b'v-1:x', b'v3:1;dv1:a', b"v9:'; select", b'']
        ):
            with case as forged:
                cursor = base64.urlsafe_b64encode(head + mark + forged).decode().rstrip('=')
                self.assertRefused(
                    reading.path('areas', sort='population', after=cursor), parameter='after', code='not_a_cursor'
                )

    def test_a_cursor_works_with_another_page_size(self):
        self.assertEqual(reading.page('areas', limit=7, after=self.cursor())['areas'], reading.rows('areas')[3:10])

    def test_objects_take_no_paging(self):
        for case in self.table(['limit', 'offset', 'after', 'sort', 'q', 'owner']):
            with case as name:
                self.assertRefused(reading.path('areas/se-9901', **{name: 1}), parameter=name, code='unknown_parameter')
