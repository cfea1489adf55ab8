"""What one request may cost: items, bytes, and time as a whole. Each refusal says what would be allowed."""

import re
import threading
import time
import unittest

from support import client, database, people, server, settings
from support.case import Case

ANALYSES = f'{settings.API}/analyses'
SLACK_S = 0.7 if not settings.SANITIZED else 1.5


def codes(collection):
    return [row['code'] for row in client.get(f'{settings.API}/{collection}?limit=1000&fields=code').json()[collection]]


class Held:
    """A table that nobody else can use for so long: with Held('tillit.term', 2)."""

    def __init__(self, table, seconds):
        script = f"begin; lock table {table} in access exclusive mode; select 'held', pg_sleep({seconds}); rollback;"
        self.thread = threading.Thread(target=database.run, args=(settings.DATABASE, script))

    def __enter__(self):
        held = "select count(*) from pg_stat_activity where query like '%select ''held''%' and wait_event = 'PgSleep'"
        self.thread.start()
        server.until(lambda: database.rows(settings.DATABASE, held) == [['1']], 5, 'the table is held')

    def __exit__(self, *unused):
        self.thread.join()


class Items(Case):
    def test_the_number_of_items(self):
        areas, indicators = codes('areas'), codes('indicators')
        with server.on_test_database(TILLIT_MAX_ANALYSIS_ITEMS=15) as one:
            for case in self.table([(7, 2, True), (1, 14, True), (5, 3, True), (15, 1, True), (16, 1, False), (8, 2, False), (2, 8, False)]):
                with case as (area_count, indicator_count, good):
                    asked = f'{ANALYSES}/trends?area={",".join(areas[:area_count])}&indicator={",".join(indicators[:indicator_count])}'
                    reply = one.api.get(asked)
                    if good:
                        self.assertEqual((reply.status, len(reply.json()['trends'])), (200, area_count * indicator_count))
                    elif area_count > 15:
                        self.assertProblem(reply, 'invalid-parameters', parameter='area', code='too_many', detail='May be at most 15.')
                    else:
                        larger = 'area' if area_count > indicator_count else 'indicator'
                        problem = self.assertProblem(reply, 'invalid-parameters', parameter=larger, code='too_many_items')
                        detail = self.detail(problem, 'too_many_items')
                        self.assertTrue(str(area_count * indicator_count) in detail and '15' in detail, detail)
            unasked = one.api.get(f'{ANALYSES}/trends?area={",".join(["se-9901"] * 16)}&indicator=none')
            self.assertEqual({error['code'] for error in unasked.json()['errors']}, {'too_many'})

    def test_the_size_of_a_reply(self):
        areas = codes('areas')
        with server.on_test_database(TILLIT_MAX_ANALYSIS_BYTES=10000) as one:
            def ask(count):
                return one.api.get(f'{ANALYSES}/trends?indicator=ins-01&area={",".join(areas[:count])}')

            problem = self.assertProblem(ask(len(areas)), 'invalid-parameters', parameter='indicator', code='too_large')
            most = int(re.search(r'At most (\d+) such', self.detail(problem, 'too_large'))[1])
            for case in self.table([(most - 1, 200), (most, 200), (most + 1, 400)]):
                with case as (count, status):
                    self.assertEqual(ask(count).status, status)

    def test_as_many_items_as_a_nation_has_municipalities(self):
        """Figures of all of them are read by one statement."""
        asked = f'{ANALYSES}/trends?area={",".join(codes("areas"))}&indicator={",".join(codes("indicators")[:15])}'
        started = time.monotonic()
        reply = client.get(asked)
        self.assertEqual(reply.status, 200)
        self.assertGreater(len(reply.json()['trends']), 400)
        self.assertLess(time.monotonic() - started, 5)

    def test_together_and_alone_is_the_same(self):
        """What items of one request share changes none of them."""
        areas = [code for code in codes('areas') if code.startswith('se-99')]
        cases = {
            'trends': {'indicator': ['ins-01', 'int-01'], 'area': areas},
            'trust-gaps': {'type': ['part_whole'], 'indicator': ['ins-01', 'ins-06'], 'area': areas, 'reference_area': ['se-9901']},
            'composite-indices': {'index': ['ix-inst', 'ix-lokal'], 'area': ['se-9901', 'se-9902'], 'period': ['2023', '2024']},
            'benchmarks': {'indicator': ['ins-01', 'int-01'], 'municipality': ['se-9901', 'se-9902'], 'peer_group': ['pg-demo10']},
            'retentions': {'area': ['se-9901', 'se-9902'], 'period': ['2022', '2023', '2024']},
        }
        for case in self.table(cases):
            with case as parameters:
                name = next(name for name, asked in cases.items() if asked is parameters)
                path = f'{ANALYSES}/{name}?' + '&'.join(f'{key}={",".join(values)}' for key, values in parameters.items())
                for item in client.get(path).json()[name.replace('-', '_')]:
                    one = {key: item['indicator' if key == 'index' else key] for key in parameters}
                    alone = client.get(f'{ANALYSES}/{name}?' + '&'.join(f'{key}={value}' for key, value in one.items())).json()
                    self.assertEqual(alone[name.replace('-', '_')], [item])


@unittest.skipUnless(settings.PROGRAM, 'TILLIT_BIN says where the program is')
class Deadline(Case):
    """Of a request as a whole, however many statements it takes."""

    def assertLate(self, reply, seconds, deadline_ms):
        problem = self.assertProblem(reply, 'deadline-exceeded')
        self.assertIn(f'{deadline_ms} milliseconds (request_deadline_ms in /limits)', problem['detail'])
        self.assertTrue(0 < int(reply.headers['retry-after']) <= 120)
        self.assertLess(seconds, deadline_ms / 1000 + SLACK_S)

    def assertNoTransaction(self):
        idle = "select count(*) from pg_stat_activity where application_name = 'tillit' and state like 'idle in transaction%'"
        server.until(lambda: database.rows(settings.DATABASE, idle) == [['0']], 5, 'no transaction is left open')

    def assertUntouched(self, one):
        """The connections are as good as before."""
        self.assertNoTransaction()
        for path in ('terms', 'plans/pl-norr', 'observations?limit=1'):
            self.assertEqual(one.api.get(f'{settings.API}/{path}', authorization=people.bearer()['Authorization']).status, 200)

    def timed(self, one, method, path, headers=None, body=b''):
        started = time.monotonic()
        return one.api.request(method, f'{settings.API}/{path}', headers, body), time.monotonic() - started

    def test_a_statement_that_waits(self):
        with server.on_test_database(TILLIT_REQUEST_DEADLINE_MS=600, TILLIT_CACHE_BYTES=0) as one:
            one.api.get(f'{settings.API}/terms')
            for case in self.table(['terms', 'terms/trust', 'terms?q=tillit&format=json']):
                with case as path, Held('tillit.term', 3):
                    self.assertLate(*self.timed(one, 'GET', path), 600)
                    self.assertLate(*self.timed(one, 'GET', path, people.bearer()), 600)
            self.assertUntouched(one)

    def test_one_that_waits_less(self):
        with server.on_test_database(TILLIT_REQUEST_DEADLINE_MS=5000, TILLIT_CACHE_BYTES=0) as one, Held('tillit.term', 0.5):
            self.assertEqual(self.timed(one, 'GET', 'terms')[0].status, 200)

    def test_a_selection_that_takes_too_long(self):
        """Filters may leave little of much: ended, what makes it short is told, as where it is refused beforehand."""
        with server.on_test_database(TILLIT_STATEMENT_TIMEOUT_MS=300, TILLIT_CACHE_BYTES=0) as one, Held('tillit.published_figure', 2):
            problem = self.assertProblem(one.api.get(f'{settings.API}/observations?conf_status=C'), 'deadline-exceeded')
            self.assertIn('Add indicator, area or municipality', problem['detail'])

    def test_many_items(self):
        asked = f'analyses/trust-gaps?type=target&area={",".join(codes("areas"))}&indicator={",".join(codes("indicators")[:25])}'
        with server.on_test_database(TILLIT_REQUEST_DEADLINE_MS=100, TILLIT_CACHE_BYTES=0) as one:
            self.assertLate(*self.timed(one, 'GET', asked), 100)
            self.assertLate(*self.timed(one, 'GET', asked, people.bearer()), 100)
            self.assertNoTransaction()

    def test_a_change_that_waits_leaves_nothing(self):
        body = b'{"code": "t-late", "municipality": "se-9901", "title": "Late", "start_date": "2026-01-01", "end_date": "2026-12-31"}'
        headers = {**people.bearer('se-9901', 'editor'), 'Content-Type': 'application/json'}
        with server.on_test_database(TILLIT_REQUEST_DEADLINE_MS=600, TILLIT_CACHE_BYTES=0) as one:
            with Held('tillit.plan', 3):
                self.assertLate(*self.timed(one, 'POST', 'plans', headers, body), 600)
            self.assertUntouched(one)
            self.assertEqual(self.timed(one, 'GET', 'plans/t-late', headers)[0].status, 404)

    def test_exports_have_their_own(self):
        with server.on_test_database(TILLIT_REQUEST_DEADLINE_MS=100, TILLIT_CACHE_BYTES=0) as one, Held('tillit.term', 1):
            reply, seconds = self.timed(one, 'GET', 'terms?format=csv')
            self.assertEqual(reply.status, 200)
            self.assertGreater(seconds, 0.3)

    def test_disclosure_control_has_its_own(self):
        """It walks whole tables: its statements may take as long as an import's (TILLIT_BULK_TIMEOUT_MS)."""
        slow = """create function tillit.linger() returns trigger language plpgsql as 'begin perform pg_sleep(0.5); return null; end';
            grant execute on function tillit.linger() to public;
            create trigger linger before insert on tillit.release_cell for each statement execute function tillit.linger();
            insert into tillit.release (code, owner, title) values ('t-linger', 'shared', 'Lingering')"""
        with server.on_test_database(TILLIT_STATEMENT_TIMEOUT_MS=200) as one:
            database.run(settings.DATABASE, slow)
            try:
                reply, seconds = self.timed(one, 'GET', 'releases/t-linger/preview', people.bearer())
            finally:
                database.run(settings.DATABASE, "drop trigger linger on tillit.release_cell; drop function tillit.linger(); "
                                                "delete from tillit.release where code = 't-linger'")
        self.assertEqual(reply.status, 200)
        self.assertGreater(seconds, 0.4)
