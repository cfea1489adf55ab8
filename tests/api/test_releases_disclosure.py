"""Disclosure control over HTTP: what is hidden, that nobody outside can tell why, and that no later release uncovers it."""

import os

from releases import hiding_table, table, town
from support import settings
from support.case import Case
from support.publishing import FIGURES, NEIGHBOUR, PLACE, Town, figure, is_hidden

A, B, C = (f'{PLACE}-{letter}' for letter in 'abc')
RECORDED, PUBLISHED = '2025-01-01T00:00:00Z', '2025-02-01T00:00:00Z'

# Ways of asking that have an answer for everybody.
QUESTIONS = (
    'observations', 'observations?format=csv', 'observations?format=ndjson', 'observations?history=true', 'observations?period=latest',
    'observations?last_n=2', 'observations?as_of=2025-03-01', 'observations?updated_after=2025-01-15', 'observations?release=rel-same',
    'observations?value_min=0', 'observations?value_max=100', 'observations?value_min=0&value_max=50', 'observations?conf_status=A',
    'observations?conf_status=D', 'observations?conf_status=C', 'observations?conf_status=F', 'observations?hidden_reason=small_base',
    'observations?hidden_reason=complementary', 'observations?obs_status=Q', 'observations?obs_status=U', 'observations?limit=1',
    'observations?limit=2&offset=2', 'observations?parent_area=se-0101', 'observations?fields=area,value,n_display',
    'series', 'series?format=csv', 'series?sort=latest_value', 'series?sort=-latest_value', 'changes', 'changes?format=csv', 'changes?obs_status=Q',
    *(f'observations?sort={sign}{name}' for name in ('value', 'n_valid', 'x', 'sd', 'se', 'ci_level', 'conf_status', 'hidden_reason', 'obs_status')
      for sign in ('', '-')),
)


def hidden(person, indicator, **more):
    return {row['area'] for row in person.list('observations', indicator=indicator, **more) if is_hidden(row)}


class Twins(Case):
    """Two services alike but that in one a is hidden for itself and b for a's sake, in the other the other way round."""

    @classmethod
    def setUpClass(cls):
        same = {'TILLIT_PUBLIC_URL': 'http://tillit.test'}
        cls.twins = [Town(f'tillit_twin{i}_{os.getpid()}', **same) for i in (1, 2)]
        for town_, a, b in zip(cls.twins, (4, 40), (40, 4)):
            town_.indicator('p-same')
            town_.new_release('rel-same')
            rows = table('p-same', (100, 50), a=(a, a // 2), b=(b, b // 2), c=(56, 28))
            town_.hand_in('rel-same', *({**row, 'recorded_at': RECORDED} for row in rows), person=town_.operator)
            town_.operator.imports('releases', {'code': 'rel-same', 'owner': PLACE, 'title': 'rel-same', 'audience': 'public',
                                                'state': 'published', 'published_at': PUBLISHED})

    @classmethod
    def tearDownClass(cls):
        for twin in cls.twins:
            twin.close()

    def test_the_editor_is_told_that_they_differ(self):
        reasons = [{row['area']: (row['conf_status'], row['hidden_reason'], row['n_display'], row['n_valid'])
                    for row in twin.editor.list('observations') if row['hidden_reason']} for twin in self.twins]
        self.assertEqual(reasons, [{A: ('A', 'small_base', '<5', 4), B: ('D', 'complementary', 40, 40)},
                                   {A: ('D', 'complementary', 40, 40), B: ('A', 'small_base', '<5', 4)}])
        published = [{row['area']: (row['conf_status'], row['hidden_reason'], row['n_valid'])
                      for row in twin.editor.list('observations', release='rel-same') if row['hidden_reason']} for twin in self.twins]
        self.assertEqual(published[0], {A: ('A', 'small_base', None), B: ('D', 'complementary', None)})

    def test_nobody_else_can_tell(self):
        """Every answer is the same to the last byte, ETag, length and refusals included."""
        readers = {'public': lambda twin: twin.public, "owner's reader": lambda twin: twin.reader,
                   "neighbour's reader": lambda twin: twin.people.who(NEIGHBOUR, 'reader'),
                   "neighbour's admin": lambda twin: twin.people.who(NEIGHBOUR, 'admin')}
        for case in self.table({f'{who}: {question}': (of, question) for who, of in readers.items() for question in QUESTIONS}):
            with case as (of, question):
                replies = [of(twin).get(question) for twin in self.twins]
                if replies[0].status == 200:
                    self.assertEqual(*(reply.body for reply in replies))
                self.assertEqual(*((reply.status, reply.headers.get('etag'), reply.headers.get('total-count')) for reply in replies))

    def test_the_questions_are_answered(self):
        refused = [question for question in QUESTIONS if self.twins[0].public.get(question).status != 200]
        self.assertEqual(refused, [])


class Primary(Case):
    def test_who_sees_what_of_a_hidden_figure(self):
        indicator = town().indicator()
        town().published(*hiding_table(indicator))
        for person in (town().public, town().reader, town().people.who(NEIGHBOUR, 'publisher')):
            for row in person.list('observations', indicator=indicator):
                if row['area'] in (A, B):
                    self.assertEqual({row[name] for name in FIGURES} | {row['hidden_reason']}, {None})
                    self.assertEqual((row['obs_status'], row['conf_status']), ('Q', 'C'))
        for role in ('editor', 'publisher', 'admin'):
            reasons = {row['area']: row['hidden_reason'] for row in town().people.who(PLACE, role).list('observations', indicator=indicator)}
            self.assertEqual(reasons, {PLACE: None, A: 'small_base', B: 'complementary', C: None})

    def test_everybody_answered_alike(self):
        for case in self.table({'users': ('user', 20, True), 'many users': ('user', 30, False), 'residents': ('resident', 20, False)}):
            with case as (group, n, is_primary):
                for x in (0, n):
                    indicator = town().indicator(trusters=[group])
                    town().published(figure(indicator, PLACE, n, x, respondent_group=group))
                    self.assertEqual(hidden(town().public, indicator), {PLACE} if is_primary else set())
                    self.assertEqual(town().editor.one('observations', indicator=indicator)['hidden_reason'],
                                     'homogeneous' if is_primary else None)

    # group, n, mean, sd: whether the mean tells what everybody answered; what else is sent
    ALIKE = {'no spread': ('user', 12, 4, 0, True), 'the top': ('user', 12, 5, None, True), 'the bottom': ('user', 12, 1, None, True),
             'an error of none': ('user', 12, 4, None, True, {'se': 0}), 'an interval of one point': ('user', 12, 4, None, True, {'ci_low': 4, 'ci_high': 4}),
             'a margin of none': ('user', 12, 4, None, True, {'moe95': 0}), 'an error': ('user', 12, 4, None, False, {'se': 0.2}),
             'a spread': ('user', 12, 4, 0.7, False), 'many': ('user', 30, 5, 0, False), 'residents': ('resident', 12, 5, 0, False)}

    def test_everybody_chose_one_option(self):
        for case in self.table(self.ALIKE):
            with case as (group, n, mean, sd, is_primary, *more):
                indicator = town().indicator(trusters=[group], statistic='mean')
                town().published({**figure(indicator, PLACE, n, None, respondent_group=group, value=mean, sd=sd), **dict(*more)})
                self.assertEqual(hidden(town().public, indicator), {PLACE} if is_primary else set())
                self.assertEqual(town().editor.one('observations', indicator=indicator)['hidden_reason'], 'homogeneous' if is_primary else None)

    # members: whether a draft of the municipality's total is told to its readers
    DRAFTS = {'some': ({'n_valid': 12, 'x': 6, 'value': 50}, True), 'all': ({'n_valid': 12, 'x': 12, 'value': 100}, False),
              'all, uncounted': ({'n_valid': 12, 'x': None, 'value': 100}, False), 'none, uncounted': ({'n_valid': 12, 'x': None, 'value': 0}, False),
              'all of many': ({'n_valid': 30, 'x': 30, 'value': 100}, True)}

    def test_drafts_that_tell_what_everybody_answered(self):
        for case in self.table(self.DRAFTS):
            with case as (members, told):
                indicator = town().indicator()
                town().editor.imports('observations', {**figure(indicator, PLACE, 12, 6), **members})
                self.assertEqual(is_hidden(town().reader.one('observations', indicator=indicator)), not told)

    # What is published, what comes as drafts, and where (area, group, period) a reader is told a figure.
    BESIDE = {
        'a total beside its parts': ([(A, 4, 2), (B, 40, 20), (C, 56, 28)], [(PLACE, 100, 50)], {(B, 'resident', '2024'), (C, 'resident', '2024')}),
        'a total beside those of another year': ([(B, 40, 20, {'period': '2023'})], [(PLACE, 100, 50)], {(B, 'resident', '2023'), (PLACE, 'resident', '2024')}),
        'groups and the whole of them': ([], [(PLACE, 50, 25, {'respondent_group': '_T'}), (PLACE, 47, 22), (PLACE, 3, 3, {'respondent_group': 'relative'})],
                                         {(PLACE, '_T', '2024')}),
        'a group beside the whole': ([(PLACE, 50, 25, {'respondent_group': '_T'})], [(PLACE, 47, 22)], {(PLACE, '_T', '2024')}),
        'groups beside one another': ([], [(PLACE, 47, 22), (PLACE, 8, 3, {'respondent_group': 'relative'})],
                                      {(PLACE, 'resident', '2024'), (PLACE, 'relative', '2024')}),
        'halves and their year': ([], [(PLACE, 50, 25), (PLACE, 47, 22, {'period': '2024-S1'}), (PLACE, 3, 3, {'period': '2024-S2'})],
                                  {(PLACE, 'resident', '2024')}),
        'a year beside its half': ([(PLACE, 47, 22, {'period': '2024-S1'})], [(PLACE, 50, 25)], {(PLACE, 'resident', '2024-S1')}),
    }

    def test_drafts_that_tell_of_few_beside_other_figures(self):
        for case in self.table(self.BESIDE):
            with case as (published, drafts, told):
                indicator = town().indicator(trusters=['resident', 'relative'], freq='I')
                rows = [[{**figure(indicator, area, n, x), **dict(*more)} for area, n, x, *more in some] for some in (published, drafts)]
                if published:
                    town().published(*rows[0])
                town().editor.imports('observations', *rows[1])
                for person, expected in ((town().reader, told), (town().editor, {(row['area'], row['respondent_group'], row['period'])
                                                                                for row in (*rows[0], *rows[1])})):
                    self.assertEqual({(row['area'], row['respondent_group'], row['period'])
                                      for row in person.list('observations', indicator=indicator) if not is_hidden(row)}, expected)

    def test_a_draft_that_differs_by_few_persons_from_what_is_published(self):
        for case in self.table({'by two': (102, False), 'by six': (106, True), 'by their answers alone': (100, True)}):
            with case as (n, told):
                indicator = town().indicator()
                town().published(figure(indicator, PLACE, 100, 50))
                town().editor.imports('observations', {**figure(indicator, PLACE, n, 52), 'reason': 'late_data'})
                rows = town().reader.list('observations', indicator=indicator, history='true')
                self.assertEqual({row['revision']: not is_hidden(row) for row in rows}, {1: True, 2: told})

    def test_a_draft_at_an_end_of_the_scale(self):
        for case in self.table({'all of twelve': (12, 5, False), 'all of thirty': (30, 5, True), 'some of twelve': (12, 4.5, True)}):
            with case as (n, mean, told):
                indicator = town().indicator(statistic='mean')
                town().editor.imports('observations', figure(indicator, PLACE, n, None, value=mean))
                self.assertEqual(is_hidden(town().reader.one('observations', indicator=indicator)), not told)

    def test_a_draft_that_counts_few(self):
        for case in self.table({'three': (3, False), 'five': (5, True)}):
            with case as (n, told):
                indicator = town().indicator(statistic='count')
                town().editor.imports('observations', figure(indicator, PLACE, None, None, value=n))
                self.assertEqual(is_hidden(town().reader.one('observations', indicator=indicator)), not told)

    # n of a draft and of its correction: whether the draft is told still
    CORRECTED = {'by two persons': (37, 35, False), 'by six': (37, 31, True), 'by their answers alone': (37, 37, True)}

    def test_a_draft_that_differs_by_few_persons_from_its_correction(self):
        for case in self.table(self.CORRECTED):
            with case as (before, after, told):
                indicator = town().indicator()
                for n, x, more in ((before, 20, {}), (after, 19, {'reason': 'correction'})):
                    town().editor.imports('observations', {**figure(indicator, PLACE, n, x), **more})
                for person, expected in ((town().reader, {1: told, 2: True}), (town().editor, {1: True, 2: True})):
                    rows = person.list('observations', indicator=indicator, history='true')
                    self.assertEqual({row['revision']: not is_hidden(row) for row in rows}, expected)

    def test_thresholds(self):
        town().sql("insert into tillit.sdc_rule (code, k_base, k_count) values ('sdc-twenty', 20, 20) on conflict do nothing;"
                   "insert into tillit.sdc_rule (code, protect_zero) values ('sdc-zero', true) on conflict do nothing;")
        cases = {'four': ('resident', 4, {}, '<5'), 'five': ('resident', 5, {}, None), 'nobody': ('resident', 0, {}, None),
                 'nine of youth': ('youth', 9, {}, '<10'), 'ten of youth': ('youth', 10, {}, None),
                 'raised': ('resident', 19, {'sdc_rule': 'sdc-twenty'}, '<20'), 'raised to': ('resident', 20, {'sdc_rule': 'sdc-twenty'}, None),
                 'raised above youth': ('youth', 19, {'sdc_rule': 'sdc-twenty'}, '<20'), 'empty': ('resident', 0, {'sdc_rule': 'sdc-zero'}, '<5')}
        for case in self.table(cases):
            with case as (group, n, members, shown):
                indicator = town().indicator(trusters=[group], statistic='count')
                release = town().new_release(**members)
                town().hand_in(release, figure(indicator, PLACE, None, None, value=n, respondent_group=group))
                town().publish(release)
                self.assertEqual(hidden(town().public, indicator), {PLACE} if shown else set())
                self.assertEqual(town().public.one('observations', indicator=indicator)['value'], None if shown else n)
                if shown:
                    self.assertEqual(town().editor.one('observations', indicator=indicator)['n_display'], shown)
        self.assertIn('violates check', self.fails("insert into tillit.sdc_rule (code, k_base) values ('sdc-low', 4)"))

    def fails(self, statement):
        with self.assertRaises(AssertionError) as raised:
            town().sql(statement)
        return str(raised.exception)

    def test_of_a_register_all_whom_it_is_about_are_counted(self):
        for case in self.table({'three': (3, True), 'five': (5, False)}):
            with case as (persons, is_few):
                indicator = town().indicator()
                row = {**figure(indicator, A, None, None), 'value': 66.7, 'population_size': persons}
                town().published(row, {**row, 'area': PLACE, 'period': '2023'})
                town().editor.imports('observations', {**row, 'area': PLACE})
                self.assertEqual([row['area'] for row in town().reader.list('observations', indicator=indicator) if is_hidden(row)],
                                 [PLACE, PLACE, A] if is_few else [PLACE])
                self.assertEqual({row['n_display'] for row in town().editor.list('observations', indicator=indicator, period='2023')},
                                 {'<5' if is_few else None})

    def test_low_reliability_is_told(self):
        indicator = town().indicator()
        town().published(figure(indicator, PLACE, 29, 10), figure(indicator, PLACE, 30, 10, period='2023'))
        status = {row['period']: row['obs_status'] for row in town().public.list('observations', indicator=indicator)}
        self.assertEqual(status, {'2024': 'U', '2023': 'A'})

    def test_what_the_sender_withholds(self):
        indicator = town().indicator()
        marked = {A: 'N'}
        town().published(*({**row, 'conf_status': marked.get(row['area'], 'F')}
                           for row in table(indicator, (100, 50), a=(10, 5), b=(40, 20), c=(50, 25))))
        self.assertEqual(len(hidden(town().public, indicator)), 2)
        self.assertIn(A, hidden(town().public, indicator))
        reasons = {row['area']: row['hidden_reason'] for row in town().editor.list('observations', indicator=indicator)}
        self.assertEqual(reasons[A], 'owner')

    def test_of_who_is_in_the_pool_only_nothing_is_public(self):
        """INV-8."""
        indicator = town().indicator()
        town().editor.create('evaluations', code=f'ev-{indicator}', owner=PLACE, title='Pool', design='before_after', sampling='independent',
                             before_period='2022', after_period='2024', alpha=0.05, correction='holm', min_effect=0.4,
                             members=[{'municipality': PLACE, 'arm': 'treated', 'share_level': 'pooled_only', 'sampling': None}],
                             measures=[{'indicator': indicator, 'respondent_group': 'resident', 'role': 'confirmatory', 'sampling': 'independent'}])
        town().published(*(figure(indicator, PLACE, 100 + i, 50, period=str(2022 + i)) for i in range(3)))
        shown = {row['period']: is_hidden(row) for row in town().public.list('observations', indicator=indicator)}
        self.assertEqual(shown, {'2022': True, '2023': False, '2024': True})


class Later(Case):
    """What later releases must not uncover. a is hidden for itself and b to protect it; the whole is 100, c 56."""

    def first(self, indicator):
        town().published(*hiding_table(indicator))
        self.assertEqual(hidden(town().public, indicator), {A, B})

    def follow(self, indicator, **parts):
        whole = parts.pop('whole', None)
        rows = table(indicator, whole or (1, 0), **parts)
        town().published(*(rows if whole else rows[1:]))
        return hidden(town().public, indicator)

    def test_the_same_figure_again_stays_hidden(self):
        """b comes again with another remark: shown, it would give a away."""
        indicator = town().indicator()
        self.first(indicator)
        town().published({**figure(indicator, B, 40, 20), 'note': 'granskad'})
        row = town().public.one('observations', indicator=indicator, area=B)
        self.assertEqual((row['revision'], is_hidden(row)), (2, True))

    def test_a_grown_neighbourhood_does_not_uncover_its_past(self):
        """a and the whole are corrected to 40 and 136: with both shown, b would follow, and from it what a was."""
        indicator = town().indicator()
        self.first(indicator)
        now = self.follow(indicator, whole=(136, 68), a=(40, 20))
        self.assertIn(B, now)
        self.assertTrue(now & {PLACE, A}, now)

    def test_a_change_of_a_few_persons_is_hidden(self):
        indicator = town().indicator()
        town().published(*table(indicator, (100, 50), a=(20, 10), b=(30, 15), c=(50, 25)))
        self.assertEqual(hidden(town().public, indicator), set())
        self.assertIn(A, self.follow(indicator, a=(22, 11)))
        self.assertEqual(town().editor.one('observations', indicator=indicator, area=A)['hidden_reason'], 'earlier_release')
        first = town().public.list('observations', indicator=indicator, area=A, history='true')
        self.assertEqual(sorted((row['revision'], row['n_valid']) for row in first), [(1, 20), (2, None)])

    def test_a_late_child_does_not_uncover(self):
        """c comes later: then the rest that protected is gone."""
        indicator = town().indicator()
        town().published(*table(indicator, (100, 50), a=(4, 2), b=(40, 20)))
        self.assertEqual(hidden(town().public, indicator), {A})
        self.assertEqual(self.follow(indicator, c=(56, 28)), {A, C})

    def test_hidden_figures_that_were_withdrawn_are_no_secret_less(self):
        """The blank rows of a withdrawal are not figures shown: what follows is protected against what is still unknown."""
        indicator = town().indicator()
        first = town().published(*hiding_table(indicator))
        town().publisher.change(f'releases/{first}', state='withdrawn')
        town().published(*table(indicator, (100, 51), a=(4, 1), b=(40, 21), c=(56, 29)))
        self.assertEqual(hidden(town().public, indicator), {A, B})

    def test_a_release_that_cannot_be_protected_is_refused(self):
        """The whole and b stand; a comes later, with too few. Nothing of that release can be hidden for its sake."""
        indicator = town().indicator()
        town().published(*table(indicator, (44, 22), b=(39, 20)))
        release = town().hand_in(None, figure(indicator, A, 5, 2, conf_status='N'))
        told = town().editor.read(f'releases/{release}/preview')
        self.assertEqual(told['n_exposed'], 1)
        for state in ('checked', 'published'):
            self.assertProblem(town().publisher.patch(f'releases/{release}', {'state': state}), 'invalid-body', pointer='/state', code='exposed')
        self.assertEqual(town().editor.read(f'releases/{release}')['state'], 'planned')
        self.assertEqual(town().public.list('observations', indicator=indicator, area=A), [])

    def test_areas_that_overlap_do_not_uncover(self):
        """A district with an area that was divided and the two that came of it, and one with an area that two others make up,
        which nobody says: both ways to sum up are known to whoever knows the map."""
        places = {f'{parent}-{letter}': parent for parent, letters in ((B, 'klmn'), (C, 'klm')) for letter in letters}
        town().areas(places, 'neighbourhood')
        for letter in 'no':
            town().operator.imports('areas', {
                'code': f'{C}-{letter}', 'name': letter, 'area_type': 'neighbourhood', 'owner': PLACE, 'parent': C,
                'valid_from': '2025-01-01', 'predecessors': [f'{C}-m']})
        for district, parts in ((C, {'k': (120, 50), 'l': (4, 2), 'm': (86, 48), 'n': (40, 22), 'o': (46, 26)}),
                                (B, {'k': (120, 50), 'l': (4, 2), 'm': (86, 48), 'n': (124, 52)})):
            indicator = town().indicator()
            rows = [figure(indicator, district, 210, 100), *(figure(indicator, f'{district}-{letter}', *n) for letter, n in parts.items())]
            release = town().hand_in(None, *rows)
            told = town().editor.read(f'releases/{release}/preview')
            town().publish(release)
            found = {area[-1] for area in hidden(town().public, indicator)}
            self.assertEqual((told['n_exposed'], told['n_hidden']), (0, len(found)))
            self.assertIn('l', found)
            lines = ('klm', 'klno') if district == C else ('klm', 'kln', 'mn')
            for line in lines:
                self.assertNotEqual(found & set(line), {'l'}, (district, found))

    def test_areas_that_overlap_in_too_many_ways_are_refused_by_name(self):
        """So many of the same size make up the whole in more ways than are searched."""
        parent, indicator = f'{A}-many', town().indicator()
        town().areas({parent: A}, 'neighbourhood')
        parts = [f'{parent}-{number}' for number in range(24)]
        town().areas(dict.fromkeys(parts, parent), 'unit')
        release = town().hand_in(None, figure(indicator, parent, 120, 60), *(
            figure(indicator, part, *((4, 2) if part == parts[0] else (10, 5))) for part in parts))
        self.assertEqual(town().editor.read(f'releases/{release}/preview')['n_exposed'], 1)
        refused = town().publisher.patch(f'releases/{release}', {'state': 'published'})
        self.assertProblem(refused, 'invalid-body', pointer='/state', code='overlapping')
        self.assertIn(f'{parts[0]}:', refused.text)

    def test_numerators_that_were_not_given_count(self):
        """All answered yes, and a is too small: with every share 100 but no numerators the share of a would follow from the
        whole's, whatever is hidden of n."""
        indicator = town().indicator()
        rows = table(indicator, (100, 100), a=(4, 4), b=(40, 40), c=(56, 56))
        release = town().hand_in(None, *({name: value for name, value in row.items() if name != 'x'} for row in rows))
        self.assertTrue(town().editor.read(f'releases/{release}/preview')['n_exposed'])
