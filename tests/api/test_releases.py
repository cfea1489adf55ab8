"""Releases: what is planned, previewed, published by the clock and withdrawn, and who may see and do it."""

import datetime
import time

from releases import hiding_table, table, town
from support import reading, settings
from support.case import Case
from support.publishing import NEIGHBOUR, PLACE, figure, is_hidden

A, B, C = (f'{PLACE}-{letter}' for letter in 'abc')


def soon(seconds):
    return (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=seconds)).strftime('%Y-%m-%dT%H:%M:%SZ')


def hidden_areas(person, indicator, **more):
    return {row['area'] for row in person.list('observations', indicator=indicator, **more) if is_hidden(row)}


def values(person, indicator, **more):
    """{area: n or None} of what somebody is served."""
    return {row['area']: row['n_valid'] for row in person.list('observations', indicator=indicator, **more)}


class Preview(Case):
    def test_who_may_see_it(self):
        release = town().hand_in(None, *hiding_table(town().indicator()))
        seen = {'reader': 403, 'editor': 200, 'publisher': 200, 'admin': 200}
        people = {(PLACE, role): status for role, status in seen.items()}
        people |= {(NEIGHBOUR, role): 404 for role in seen} | {(None, 'operator'): 200}
        for case in self.table({f'{who}': (who, status) for who, status in people.items()}):
            with case as (who, status):
                reply = town().people.who(*who).get(f'releases/{release}/preview')
                self.assertEqual(reply.status, status, reply)
        self.assertProblem(town().public.get(f'releases/{release}/preview'), 'key-required')
        self.assertProblem(town().editor.get('releases/rel-none/preview'), 'not-found')
        self.assertProblem(town().editor.get(f'releases/{release}/preview', limit=1), 'invalid-parameters')

    def test_it_tells_what_would_be_hidden_and_why(self):
        indicator = town().indicator()
        release = town().hand_in(None, *hiding_table(indicator))
        reply = town().editor.get(f'releases/{release}/preview')
        told = reply.json()
        self.assertEqual({name: told[name] for name in ('release', 'n_cells', 'n_hidden', 'n_exposed')},
                         {'release': release, 'n_cells': 4, 'n_hidden': 2, 'n_exposed': 0})
        self.assertEqual({row['area']: (row['conf_status'], row['hidden_reason'], row['n_display']) for row in told['hidden_cells']},
                         {A: ('A', 'small_base', '<5'), B: ('D', 'complementary', 40)})
        self.assertIn('no-store', reply.headers['cache-control'])

    def test_nothing_stays_of_it(self):
        indicator = town().indicator()
        release = town().hand_in(None, *hiding_table(indicator))
        before = town().editor.get(f'releases/{release}')
        for _ in range(2):
            town().editor.read(f'releases/{release}/preview')
        self.assertEqual(town().editor.get(f'releases/{release}').headers['etag'], before.headers['etag'])
        self.assertEqual(town().sql(f"select count(*) from tillit.release_cell where release = '{release}'").strip(), '0')
        self.assertEqual(town().public.list('observations', indicator=indicator), [])
        # and figures may still join
        town().hand_in(release, figure(indicator, PLACE, 100, 50, period='2023'))


class LifeCycle(Case):
    def test_what_was_checked_may_be_corrected_before_it_is_published(self):
        # what is decided is decided of what is shown: neither another's figures, nor by another's number of answers
        indicator = town().indicator()
        release = town().hand_in(None, *table(indicator, (100, 50), a=(30, 15), b=(40, 20), c=(30, 15)))
        town().publisher.change(f'releases/{release}', state='checked')
        town().hand_in(release, *table(indicator, (90, 45), a=(20, 10)))
        town().publish(release)
        self.assertEqual(values(town().public, indicator), {PLACE: 90, A: 20, B: 40, C: 30})
        self.assertEqual(town().sql(f"""select count(*) from tillit.release_cell d join tillit.observation_revision r using (observation, revision)
                                        where d.release = '{release}' and r.superseded_at is not null""").strip(), '0')

    def test_and_what_left_it_is_not_published(self):
        indicator, other = town().indicator(), town().new_release()
        rows = table(indicator, (100, 50), a=(30, 15), b=(40, 20), c=(30, 15))
        release = town().hand_in(None, *rows)
        town().publisher.change(f'releases/{release}', state='checked')
        town().hand_in(other, rows[0])
        town().publish(release)
        self.assertEqual(values(town().public, indicator), {A: 30, B: 40, C: 30})

    def test_nor_what_another_has_overtaken(self):
        indicator, other = town().indicator(), town().new_release()
        release = town().hand_in(None, *table(indicator, (100, 50), a=(30, 15), b=(40, 20)))
        town().publisher.change(f'releases/{release}', state='checked')
        town().hand_in(other, figure(indicator, PLACE, 90, 45))
        town().publish(other)
        town().publish(release)
        self.assertEqual(values(town().public, indicator), {PLACE: 90, A: 30, B: 40})

    def test_from_planned_to_withdrawn(self):
        indicator = town().indicator()
        release = town().hand_in(None, *hiding_table(indicator))
        self.assertFalse(town().public.sees(f'releases/{release}'))
        self.assertEqual(town().publisher.change(f'releases/{release}', state='checked')['state'], 'checked')
        self.assertEqual(town().public.list('observations', indicator=indicator), [])
        self.assertFalse(town().public.sees(f'releases/{release}'))
        published = town().publish(release)
        self.assertEqual(published['state'], 'published')
        self.assertEqual(town().public.read(f'releases/{release}')['published_at'], published['published_at'])
        self.assertEqual(values(town().public, indicator), {PLACE: 100, A: None, B: None, C: 56})
        self.assertEqual(hidden_areas(town().public, indicator), {A, B})
        self.assertEqual(town().publisher.change(f'releases/{release}', state='withdrawn')['state'], 'withdrawn')

    def test_what_is_withdrawn_leaves_history_and_an_event(self):
        indicator = town().indicator()
        release = town().published(*hiding_table(indicator))
        time.sleep(1.1)
        before = soon(0)
        self.assertEqual(len(town().public.list('observations', indicator=indicator, as_of=before)), 4)
        town().publisher.change(f'releases/{release}', state='withdrawn')
        for case in self.table([{}, {'history': 'true'}, {'as_of': before}, {'updated_after': before}, {'release': release}, {'period': 'latest'}]):
            with case as more:
                for row in town().public.list('observations', indicator=indicator, **more):
                    self.assertEqual((row['value'], row['n_valid'], row['obs_status'], row['reason']), (None, None, 'M', 'retracted'))
        self.assertEqual(town().public.list('observations', indicator=indicator, as_of=before), [])
        told = town().public.list('observations', indicator=indicator, updated_after=before)
        self.assertEqual({row['area'] for row in told}, {PLACE, A, B, C})
        changes = town().public.list('changes', indicator=indicator)
        self.assertEqual({(row['area'], row['kind'], row['obs_status']) for row in changes},
                         {(area, 'retracted', 'M') for area in (PLACE, A, B, C)})
        # the municipality's own figures are its own still
        self.assertEqual(values(town().editor, indicator)[PLACE], 100)

    def test_moves_that_there_are_not(self):
        indicator = town().indicator()
        release = town().published(*hiding_table(indicator))
        for case in self.table(['planned', 'checked', 'embargoed']):
            with case as state:
                self.assertProblem(town().publisher.patch(f'releases/{release}', {'state': state}), 'invalid-body', pointer='/state', code='not_a_move')
        fixed = {'audience': 'internal', 'partners': [NEIGHBOUR], 'sdc_rule': 'sdc-default-2', 'published_at': '2020-01-01T00:00:00Z'}
        for case in self.table(fixed.items()):
            with case as (name, value):
                self.assertEqual(town().publisher.patch(f'releases/{release}', {name: value}).status, 422)
        self.assertEqual(town().publisher.change(f'releases/{release}', title='Ny titel')['title'], 'Ny titel')
        town().publisher.change(f'releases/{release}', state='withdrawn')
        for case in self.table(['planned', 'checked', 'published']):
            with case as state:
                self.assertProblem(town().publisher.patch(f'releases/{release}', {'state': state}), 'invalid-body', pointer='/state', code='not_a_move')
        self.assertEqual(town().publisher.delete(f'releases/{release}').status, 409)

    def test_nothing_to_publish(self):
        release = town().new_release()
        for case in self.table(['published', 'checked then published']):
            with case as words:
                if words.startswith('checked'):
                    town().publisher.change(f'releases/{release}', state='checked')
                self.assertProblem(town().publisher.patch(f'releases/{release}', {'state': 'published'}), 'invalid-body',
                                   pointer='/state', code='nothing_to_publish')
        # drafts are nothing
        town().hand_in(release, figure(town().indicator(), PLACE, 100, 50, state='draft'))
        self.assertProblem(town().publisher.patch(f'releases/{release}', {'state': 'published'}), 'invalid-body', code='nothing_to_publish')

    def test_figures_do_not_join_or_leave_a_published_release(self):
        indicator = town().indicator()
        release = town().published(*hiding_table(indicator))
        late = figure(indicator, PLACE, 50, 20, period='2023')
        reply = town().editor.try_import('observations', {**late, 'release': release, 'state': 'validated'})
        self.assertProblem(reply, 'invalid-body')
        other = town().new_release()
        self.assertEqual(town().editor.imports('observations', {**hiding_table(indicator)[3], 'release': other, 'state': 'validated'})['unchanged'], 1)

    def test_who_may_publish(self):
        release = town().hand_in(None, *hiding_table(town().indicator()))
        for case in self.table({'reader': 403, 'editor': 403}.items()):
            with case as (role, status):
                for state in ('checked', 'published', 'withdrawn'):
                    self.assertEqual(town().people.who(PLACE, role).patch(f'releases/{release}', {'state': state}).status, status)
                self.assertEqual(town().people.who(PLACE, role).post('releases', {'code': 'rel-no', 'owner': PLACE, 'title': 'x'}).status, status)
        for role in ('reader', 'editor', 'publisher', 'admin'):
            self.assertProblem(town().people.who(NEIGHBOUR, role).patch(f'releases/{release}', {'state': 'published'}, '*'), 'not-found')
        self.assertProblem(town().public.patch(f'releases/{release}', {'state': 'published'}, '*'), 'key-required')
        self.assertEqual(town().editor.read(f'releases/{release}')['state'], 'planned')

    def test_publishing_twice_is_once(self):
        indicator = town().indicator()
        release = town().hand_in(None, *hiding_table(indicator))
        etag = town().publisher.etag(f'releases/{release}')
        first = town().publisher.patch(f'releases/{release}', {'state': 'published'}, etag)
        self.assertEqual(first.status, 200)
        self.assertProblem(town().publisher.patch(f'releases/{release}', {'state': 'published'}, etag), 'stale')
        again = town().publisher.patch(f'releases/{release}', {'state': 'published'})
        self.assertEqual((again.status, again.json()['published_at']), (200, first.json()['published_at']))
        self.assertEqual(len(town().public.list('observations', indicator=indicator, history='true')), 4)

    def test_the_audit_trail_tells_who_published(self):
        release = town().published(*hiding_table(town().indicator()))
        town().publisher.change(f'releases/{release}', state='withdrawn')
        events = town().people.who(PLACE, 'admin').list('audit-events', sort='at')
        of_release = [(event['action'], event['status']) for event in events if event['object'].endswith(f'releases/{release}')]
        self.assertEqual(of_release, [('create', 201), ('publish', 200), ('publish', 200)])


class Embargo(Case):
    def test_it_opens_by_the_clock(self):
        indicator = town().indicator()
        town().published(*table(indicator, (90, 45), a=(20, 10), b=(30, 15), c=(40, 20)))
        release = town().new_release(embargo_until=soon(10))
        town().hand_in(release, *table(indicator, (120, 60), a=(30, 15), b=(40, 20), c=(50, 25)))
        self.assertEqual(town().publish(release)['state'], 'embargoed')
        self.assertFalse(town().public.sees(f'releases/{release}'))
        self.assertFalse(town().people.who(NEIGHBOUR, 'admin').sees(f'releases/{release}'))
        for person in (town().public, town().people.who(NEIGHBOUR, 'reader')):
            for more in ({}, {'history': 'true'}, {'updated_after': '2020-01-01'}):
                self.assertEqual(values(person, indicator, **more)[PLACE], 90, more)
            self.assertEqual(person.get('observations', indicator=indicator, release=release).status, 400)
            self.assertEqual(len(person.list('changes', indicator=indicator)), 4)
            self.assertEqual(person.one('series', indicator=indicator, area=PLACE)['latest_value'], 50.0)
        end = time.monotonic() + 30
        while values(town().public, indicator)[PLACE] == 90 and time.monotonic() < end:
            time.sleep(0.2)
        self.assertEqual(values(town().public, indicator), {PLACE: 120, A: 30, B: 40, C: 50})
        self.assertEqual(town().public.read(f'releases/{release}')['state'], 'published')
        self.assertEqual({row['kind'] for row in town().public.list('changes', indicator=indicator, release=release)}, {'corrected'})

    def embargoed(self, indicator, seconds, total):
        opens = soon(seconds)
        release = town().new_release(embargo_until=opens)
        town().hand_in(release, *table(indicator, (total, total // 2), a=(total // 3, 10), b=(total // 3, 15), c=(total // 3, 20)))
        self.assertEqual(town().publish(release)['state'], 'embargoed')
        return release, opens

    def test_withdrawn_before_an_embargoed_one_replaces_it(self):
        indicator = town().indicator()
        first = town().published(*table(indicator, (90, 45), a=(20, 10), b=(30, 15), c=(40, 20)))
        _, opens = self.embargoed(indicator, 8, 120)
        town().publisher.change(f'releases/{first}', state='withdrawn')
        self.assertEqual(values(town().public, indicator), dict.fromkeys((PLACE, A, B, C)))
        while soon(0) <= opens:
            time.sleep(0.2)
        self.assertEqual(values(town().public, indicator)[PLACE], 120)

    def test_called_off_before_another_embargoed_one(self):
        indicator = town().indicator()
        town().published(*table(indicator, (90, 45), a=(20, 10), b=(30, 15), c=(40, 20)))
        called_off, opens = self.embargoed(indicator, 7, 120)
        _, last = self.embargoed(indicator, 10, 150)
        town().publisher.change(f'releases/{called_off}', state='withdrawn')
        for time_of, total in ((opens, 90), (last, 150)):
            self.assertEqual(values(town().public, indicator)[PLACE], 90)
            while soon(0) <= time_of:
                time.sleep(0.2)
            self.assertEqual(values(town().public, indicator)[PLACE], total)

    def test_called_off_the_former_figures_go_on(self):
        indicator = town().indicator()
        town().published(*table(indicator, (90, 45), a=(20, 10), b=(30, 15), c=(40, 20)))
        opens = soon(6)
        release = town().new_release(embargo_until=opens)
        town().hand_in(release, *table(indicator, (120, 60), a=(30, 15), b=(40, 20), c=(50, 25)))
        town().publish(release)
        self.assertEqual(town().publisher.change(f'releases/{release}', state='withdrawn')['state'], 'withdrawn')
        former = {PLACE: 90, A: 20, B: 30, C: 40}
        self.assertEqual(values(town().public, indicator), former)
        while soon(0) <= opens:
            time.sleep(0.2)
        for more in ({}, {'history': 'true'}, {'updated_after': '2020-01-01'}):
            self.assertEqual(values(town().public, indicator, **more), former)
        self.assertFalse(town().public.sees(f'releases/{release}'))
        self.assertEqual(len(town().public.list('changes', indicator=indicator)), 4)
        # and a third may follow
        town().published(*table(indicator, (130, 65), a=(40, 20), b=(40, 20), c=(50, 25)))
        self.assertEqual(values(town().public, indicator)[PLACE], 130)
