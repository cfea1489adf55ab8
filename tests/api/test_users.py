"""What users met who lived with the service from the beginning: latest periods, targets that nobody has measured since."""

from support import publishing, settings
from support.case import Case
from support.publishing import PLACE, figure

AREA = PLACE
ALL = {'sex': '_T', 'age_band': '_T'}


class Users(Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.town = publishing.Town(f'{settings.DATABASE}_users')
        cls.addClassCleanup(cls.town.close)

    def items(self, name, **asked):
        return self.town.editor.analysis(name, **asked)

    def warned(self, report):
        return [(one['line'], one['column'], one['code']) for one in report['warnings']]


class LatestPeriod(Users):
    """The day is 2025-09-30: the year 2025 goes on, and its figures are published."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        town = cls.town
        town.indicator('p-share', banding='som3')
        town.indicator('p-harm')
        town.published(*(figure('p-share', AREA, n, x, period=period) for period, n, x in
                         (('2022', 400, 180), ('2023', 400, 190), ('2024', 400, 200), ('2025', 400, 240))))
        answers = {'indicator': 'p-share', 'harm_indicator': 'p-harm', 'area': AREA, 'respondent_group': 'resident', **ALL}
        cells = ('trust_yes_harm_no', 'trust_yes_harm_yes', 'trust_no_harm_no', 'trust_no_harm_yes')
        town.editor.imports('two-item-tables', *(
            {**answers, 'period': period, **dict(zip(cells, counts))} for period, counts in
            (('2024', (100, 10, 50, 240)), ('2025', (300, 10, 50, 40)))))
        town.operator.imports('targets', {'code': 'tg-1', 'municipality': PLACE, 'indicator': 'p-share', 'area': AREA, 'target': 70,
                                          'respondent_group': 'resident', 'target_date': '2028-12-31', 'baseline_period': '2022'})
        town.operator.imports('peer-groups', {'code': 'pg-u', 'name_sv': 'a', 'name_da': 'a', 'name_en': 'a', 'members': [{'municipality': 'se-0102'}]})
        town.operator.imports('plans', {'code': 'pl-u', 'municipality': PLACE, 'title': 'a', 'start_date': '2022-01-01',
                                        'end_date': '2028-12-31', 'state': 'active'})
        town.operator.imports('goals', {'code': 'pl-u-g1', 'plan': 'pl-u', 'title': 'a', 'state': 'draft',
                                        'result_level': 'outcome', 'target_date': '2028-12-31', 'targets': ['tg-1']})

    def test_every_analysis_takes_the_latest_published_and_says_that_its_year_goes_on(self):
        cases = {
            'trust-classes': dict(area=AREA),
            'trust-gaps': dict(type='target', indicator='p-share', area=AREA),
            'trends': dict(indicator='p-share', area=AREA),
            'benchmarks': dict(indicator='p-share', municipality=PLACE, peer_group='pg-u'),
            'plan-progresses': dict(plan='pl-u'),
        }
        for name, asked in cases.items():
            with self.subTest(name):
                item = self.items(name, **asked)
                self.assertEqual(max(i['period'] for i in item['inputs']), '2025')
                self.assertIn('period_not_over', item['warnings'])
        before = self.items('trust-gaps', type='target', indicator='p-share', area=AREA, period='2024')
        self.assertNotIn('period_not_over', before['warnings'])
        series = self.items('freshness-reports', municipality=PLACE)['series']
        self.assertEqual([(row['latest_period'], row['age_months']) for row in series if row['indicator'] == 'p-share'], [('2025', 0)])

    def test_the_class_is_that_of_the_latest_answers(self):
        self.assertEqual(self.items('trust-classes', area=AREA)['trust_class'], 'trust')
        self.assertEqual(self.items('trust-classes', area=AREA, period='2024')['trust_class'], 'mistrust')


class NotMeasured(Users):
    def test_a_target_that_nobody_has_measured_since_its_baseline(self):
        town = self.town
        town.indicator('p-base')
        town.published(figure('p-base', AREA, 400, 200, period='2024'))
        town.operator.imports('targets', {'code': 'tg-2', 'municipality': PLACE, 'indicator': 'p-base', 'area': AREA, 'target': 70,
                                          'respondent_group': 'resident', 'target_date': '2028-12-31', 'baseline_period': '2024'})
        town.operator.imports('plans', {'code': 'pl-v', 'municipality': PLACE, 'title': 'a', 'start_date': '2022-01-01',
                                        'end_date': '2028-12-31', 'state': 'active'})
        town.operator.imports('goals', {'code': 'pl-v-g1', 'plan': 'pl-v', 'title': 'a', 'result_level': 'outcome',
                                        'target_date': '2028-12-31', 'targets': ['tg-2']})
        goal, = self.items('plan-progresses', plan='pl-v')['goals']
        self.assertEqual((goal['status'], goal['reason']), ('not_measured', 'not_measured'))
        self.assertEqual([goal[name] for name in ('achievement', 'change', 'change_z', 'change_p_value')], [None] * 4)
        town.published(figure('p-base', AREA, 400, 200, period='2025'))
        goal, = self.items('plan-progresses', plan='pl-v')['goals']
        self.assertEqual((goal['status'], goal['change']), ('no_detectable_change', 0))


class KnownThen(Users):
    """as_of: what was known then of plans, goals, targets, actions and milestones."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        editor = cls.town.editor
        cls.moments = {}
        cls.note('before')
        editor.create('plans', code='pl-t', municipality=PLACE, title='Utkast', start_date='2025-01-01', end_date='2026-12-31')
        editor.create('goals', code='pl-t-g1', plan='pl-t', title='Mål', result_level='outcome')
        editor.create('actions', code='pl-t-a1', goal='pl-t-g1', title='Insats', start_date='2025-01-01', end_date='2025-12-31',
                      progress_source='milestones')
        editor.create('milestones', code='pl-t-m1', action='pl-t-a1', title='Första', due_date='2025-06-30')
        editor.create('milestones', code='pl-t-m2', action='pl-t-a1', title='Andra', due_date='2025-11-30')
        cls.note('made')
        editor.change('milestones/pl-t-m1', state='met', met_on='2025-06-30')
        editor.change('plans/pl-t', title='Plan', audience='public')
        cls.note('public')
        editor.change('plans/pl-t', title='Planen')
        editor.remove('milestones/pl-t-m2')

    @classmethod
    def note(cls, moment):
        """A time between the changes before and after it."""
        cls.moments[moment] = cls.town.sql("select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')").strip()

    def seen(self, person, path, moment, *members):
        reply = person.get(path, **({'as_of': self.moments[moment]} if moment else {}))
        return tuple(reply.json()[member] for member in members) if reply.status == 200 else reply.status

    def test_a_plan_as_it_was(self):
        editor, public = self.town.editor, self.town.public
        for moment, own, others in (('before', 404, 404), ('made', ('Utkast',), 404), ('public', ('Plan',), ('Plan',)),
                                    (None, ('Planen',), ('Planen',))):
            with self.subTest(moment):
                self.assertEqual(self.seen(editor, 'plans/pl-t', moment, 'title'), own)
                self.assertEqual(self.seen(public, 'plans/pl-t', moment, 'title'), others)
                asked = {'as_of': self.moments[moment]} if moment else {}
                self.assertEqual([row['title'] for row in public.list('plans', **asked)], [] if others == 404 else list(others))

    def test_what_was_internal_stays_so(self):
        """What has changed since its plan was opened is as it was then for everybody; what changed before only for its own."""
        editor, public = self.town.editor, self.town.public
        for path, moment, open_to_all in (('goals/pl-t-g1', 'made', True), ('milestones/pl-t-m1', 'made', False),
                                          ('milestones/pl-t-m2', 'public', True), ('goals/pl-t-g1', 'before', False)):
            with self.subTest(f'{path} {moment}'):
                self.assertEqual(self.seen(public, path, moment, 'code') != 404, open_to_all)
                self.assertEqual(self.seen(editor, path, moment, 'code') != 404, moment != 'before')

    def test_progress_is_what_was_known_then(self):
        """Milestones that were met or removed later count as they stood."""
        editor = self.town.editor
        for moment, progress in (('made', 0), ('public', 0.5), (None, 1)):
            with self.subTest(moment):
                for path in ('actions/pl-t-a1', 'goals/pl-t-g1', 'plans/pl-t'):
                    self.assertEqual(self.seen(editor, path, moment, 'progress'), (progress,), path)
                item = editor.analysis('plan-progresses', plan='pl-t', **({'as_of': self.moments[moment]} if moment else {}))
                self.assertEqual(item['progress'], progress)
        item = editor.analysis('plan-progresses', plan='pl-t', as_of=self.moments['before'])
        self.assertEqual((item['actions'], item['reason']), ([], 'insufficient'))
        self.assertEqual(editor.keys('milestones', as_of=self.moments['public']), ['pl-t-m1', 'pl-t-m2'])
        self.assertEqual(editor.keys('milestones'), ['pl-t-m1'])

    def test_a_target_as_it_was(self):
        editor, public, path = self.town.editor, self.town.public, 'targets/tg-3'
        self.town.indicator('p-then')
        editor.create('targets', code='tg-3', municipality=PLACE, indicator='p-then', area=AREA, target=60, target_date='2028-12-31')
        editor.change('goals/pl-t-g1', targets=['tg-3'])
        self.note('sixty')
        editor.change(path, target=70)
        self.assertEqual(self.seen(public, path, 'sixty', 'target', 'goals'), (60, ['pl-t-g1']))
        self.assertEqual(self.seen(public, path, None, 'target', 'goals'), (70, ['pl-t-g1']))
        self.assertEqual(self.seen(editor, path, 'public', 'target'), 404)

    def test_elsewhere_it_is_refused(self):
        self.assertProblem(self.town.editor.get('risks', as_of='2025-01-01'), 'invalid-parameters', parameter='as_of',
                           code='unknown_parameter')
        self.assertProblem(self.town.editor.get('plans', as_of='yesterday'), 'invalid-parameters', parameter='as_of', code='not_a_time')


class OneSide(Users):
    def test_a_gap_names_what_it_looked_for(self):
        """The figure that is there, and what is missing beside it: of every kind of gap."""
        town = self.town
        town.indicator('p-there', trusters=('resident', 'manager'))
        town.indicator('p-back', trusters=('manager',))
        town.sql("update tillit.indicator set trustee = 'resident' where code = 'p-back'")
        town.published(figure('p-there', f'{PLACE}-a', 400, 200))
        asked = dict(indicator='p-there', area=f'{PLACE}-a', respondent_group='resident')
        cases = {
            'target': ({}, None),
            'area': (dict(reference_area=f'{PLACE}-b'), f'{PLACE}-b'),
            'group': (dict(reference_group='manager'), 'manager'),
            'part_whole': ({}, PLACE),
            'mutual': ({}, 'municipality→resident'),
        }
        for kind, (more, reference) in cases.items():
            with self.subTest(kind):
                gap = self.items('trust-gaps', type=kind, **asked, **more)
                self.assertEqual((gap['value'], gap['reference'], gap['gap'], gap['reason']), (50, reference, None, 'no_reference'))
        gap = self.items('trust-gaps', type='mutual', **asked, reference_group='manager')
        self.assertEqual((gap['reference'], gap['reason']), ('p-back.manager', 'no_reference'))


class Tables(Users):
    """Counts and life tables beside figures: they make them, and tell when these say something else."""

    def test_a_life_table_makes_its_figure(self):
        town, editor = self.town, self.town.editor
        exits = {f'exit_rule_{lang}': 'a' for lang in ('sv', 'da', 'en')}
        for code, more in (('p-stay', {'horizon_months': 12}), ('p-open', {})):
            town.indicator(code)
            town.operator.imports('indicator-versions', {
                'code': f'{code}-v2', 'indicator': code, 'version': 2, 'statistic': 'kaplan_meier', 'definition_sv': 'a', 'definition_da': 'a',
                'definition_en': 'a', 'source': 'src', 'valid_from': '2019-01-01', 'comparable_with_previous': False, **exits, **more})

        def table(code, *rows, **more):
            return [{'indicator': code, 'area': AREA, 'period': '2023', 'respondent_group': 'resident', 'month': month, 'at_risk': n,
                     'exits': d, 'censored': c, **more} for month, n, d, c in rows]
        curve = ((3, 20, 1, 0), (6, 19, 0, 2), (9, 17, 2, 1), (12, 14, 1, 0))
        report = editor.imports('life-table-rows', *table('p-stay', *curve))
        self.assertEqual(self.warned(report), [(1, 'at_risk', 'figure_made')])
        row, = editor.list('observations', indicator='p-stay', area=AREA)
        estimate = editor.analysis('retentions', area=AREA, period='2023', months='12')['estimates'][0]
        self.assertEqual((row['value'], row['n_valid'], row['source'], row['ci_method'], row['obs_status']),
                         (77.8, 20, 'src', 'log_log', row['obs_status']))
        for found, expected in ((row['se'], estimate['se_greenwood']), (row['ci']['low'], estimate['ci']['low']),
                                (row['ci']['high'], estimate['ci']['high'])):
            self.assertAlmostEqual(found, 100 * expected, 9)
        self.assertEqual(editor.imports('life-table-rows', *table('p-stay', *curve))['warnings_total'], 0)
        # nobody left, and everybody
        for period, curve, value in (('2020', ((6, 9, 0, 0), (12, 9, 0, 0)), 100), ('2021', ((6, 9, 4, 0), (12, 5, 5, 0)), 0)):
            editor.imports('life-table-rows', *table('p-stay', *curve, period=period))
            row, = editor.list('observations', indicator='p-stay', area=AREA, period=period)
            self.assertEqual((row['value'], row['se'], row['ci']), (value, 0, None))
        # nobody is left to be followed, and nobody left before the month
        for period, curve, value in (('2018', ((6, 10, 2, 8), (12, 0, 0, 0)), 80), ('2019', ((14, 9, 4, 0),), 100)):
            editor.imports('life-table-rows', *table('p-stay', *curve, period=period))
            row, = editor.list('observations', indicator='p-stay', area=AREA, period=period)
            estimate = editor.analysis('retentions', area=AREA, period=period, months='12')['estimates'][0]
            self.assertEqual((row['value'], round(100 * estimate['s'], 1)), (value, value))
            self.assertAlmostEqual(row['se'], 100 * estimate['se_greenwood'], 9)
        # what is missing is told: the month it is about, or somebody followed that long
        for code, rows, lacking in (('p-open', curve, 'horizon_months = null'), ('p-stay', ((3, 20, 1, 0),), 'month < 12')):
            problem = self.assertProblem(editor.try_import('life-table-rows', *table(code, *rows, period='2022')), 'invalid-body',
                                         pointer='/0/period', code='no_such_revision')
            self.assertIn(lacking, self.detail(problem, 'no_such_revision'))

    def test_a_figure_beside_a_table_that_tells_another(self):
        town, editor = self.town, self.town.editor
        town.indicator('p-near')
        town.indicator('p-mean', statistic='mean')
        options = range(11)

        def counts(code, *numbers, first=0):
            return [{'indicator': code, 'area': f'{PLACE}-c', 'period': '2023', 'respondent_group': 'resident', 'option_value': option,
                     'count': count} for option, count in enumerate(numbers, first)]
        shares = (3, 4, 6, 10, 12, 20, 25, 40, 45, 25, 10)
        cases = (('p-near', dict(value=60.0, x=120), 0), ('p-near', dict(value=60.5, x=121), 1), ('p-near', dict(value=60.0, x=None), 0),
                 ('p-near', dict(value=59.9, x=None), 1), ('p-mean', dict(value=2.5, sd=0.870), 0), ('p-mean', dict(value=2.5, sd=0.9), 1),
                 ('p-mean', dict(value=2.51, sd=0.870), 1))
        self.assertEqual(len(options), len(shares))
        for i, case in enumerate(self.table(cases)):
            with case as (code, stored, warnings):
                period, n = str(2000 + i), 200 if code == 'p-near' else 100
                rows = counts(code, *shares) if n == 200 else counts(code, 15, 30, 45, 10, first=1)
                editor.imports('observations', {**figure(code, f'{PLACE}-c', n, 100), 'x': None, 'period': period, **stored})
                report = editor.imports('response-counts', *({**row, 'period': period} for row in rows))
                self.assertEqual(self.warned(report), [(1, 'count', 'figure_differs')] * warnings)
        with self.subTest('of as many answers as there may be'):
            most = 1_000_000_000
            editor.imports('observations', {**figure('p-mean', f'{PLACE}-c', most, 0), 'x': None, 'period': '1999', 'value': 4.0, 'sd': 0.0})
            report = editor.imports('response-counts', *({**row, 'period': '1999'} for row in counts('p-mean', most, first=5)))
            self.assertEqual(self.warned(report), [(1, 'count', 'figure_differs')])
        exits = {f'exit_rule_{lang}': 'a' for lang in ('sv', 'da', 'en')}
        town.indicator('p-kept')
        town.operator.imports('indicator-versions', {
            'code': 'p-kept-v2', 'indicator': 'p-kept', 'version': 2, 'statistic': 'kaplan_meier', 'definition_sv': 'a', 'definition_da': 'a',
            'definition_en': 'a', 'source': 'src', 'valid_from': '2019-01-01', 'comparable_with_previous': False, **exits})
        for i, case in enumerate(self.table(((91.8, 0), (91.7, 1), (87.8, 0)))):
            with case as (value, warnings):
                key = {'indicator': 'p-kept', 'area': f'{PLACE}-c', 'period': str(2010 + i), 'respondent_group': 'resident'}
                editor.imports('observations', {**key, 'value': value, 'n_valid': 49, 'se': 3.9})
                report = editor.imports('life-table-rows', *({**key, 'month': month, 'at_risk': n, 'exits': d, 'censored': 0}
                                                             for month, n, d in ((6, 49, 4), (12, 45, 0), (24, 45, 2))))
                self.assertEqual(self.warned(report), [(1, 'at_risk', 'figure_differs')] * warnings)


class Thought(Users):
    """Steps of life cycles that figures or pilots do not bear out want a reason."""

    def test_a_goal_that_is_achieved_though_its_target_fell(self):
        town, editor = self.town, self.town.editor
        town.indicator('p-fall')
        town.published(figure('p-fall', AREA, 400, 200, period='2022'), figure('p-fall', AREA, 400, 180, period='2024'))
        town.operator.imports('plans', {'code': 'pl-w', 'municipality': PLACE, 'title': 'a', 'start_date': '2022-01-01',
                                        'end_date': '2028-12-31', 'state': 'active'})
        for code, target in (('tg-w1', 60), ('tg-w2', 44)):
            town.operator.imports('targets', {'code': code, 'municipality': PLACE, 'indicator': 'p-fall', 'area': AREA, 'target': target,
                                              'respondent_group': 'resident', 'target_date': '2028-12-31', 'baseline_period': '2022'})
        town.operator.imports('focus-areas', {'code': 'fa-w', 'owner': 'shared', 'name_sv': 'a', 'name_da': 'a', 'name_en': 'a',
                                              'description_sv': 'a', 'description_da': 'a', 'description_en': 'a'})
        goal = {'plan': 'pl-w', 'title': 'a', 'state': 'adopted', 'result_level': 'outcome', 'target_date': '2028-12-31', 'rationale': 'a',
                'focus_area': 'fa-w', 'responsible_function': 'a'}
        town.operator.imports('goals', *({**goal, 'code': f'pl-w-g{i}', 'targets': ['tg-w1']} for i in (1, 2)))
        reply = editor.patch('goals/pl-w-g1', {'state': 'achieved'})
        problem = self.assertProblem(reply, 'invalid-body', pointer='/state_reason', code='needed_when')
        self.assertIn('tg-w1: 45', self.detail(problem, 'needed_when'))
        changed = editor.patch('goals/pl-w-g1', {'state': 'achieved', 'state_reason': 'Mättes på annat sätt'})
        self.assertEqual((changed.status, changed.json()['state_reason']), (200, 'Mättes på annat sätt'))
        report = town.operator.imports('goals', {**goal, 'code': 'pl-w-g2', 'state': 'achieved', 'targets': ['tg-w1']})
        self.assertEqual([(one['line'], one['column'], one['code']) for one in report['warnings']], [(1, 'state', 'target_not_reached')])
        town.published(figure('p-fall', AREA, 400, 260, period='2025'))
        report = town.operator.imports('goals', {**goal, 'code': 'pl-w-g2', 'state': 'achieved', 'targets': ['tg-w1'], 'title': 'b'})
        self.assertEqual(report['warnings_total'], 0)

    def test_an_idea_that_is_adopted_without_a_pilot_or_a_result(self):
        editor = self.town.editor
        idea = {'municipality': PLACE, 'title': 'a', 'origin': 'user', 'benefit_for_residents': 'a'}
        for code in ('idea-a', 'idea-b', 'idea-c'):
            editor.create('ideas', code=code, **idea)
            editor.move(f'ideas/{code}', 'screened', 'piloting')
        self.assertProblem(editor.patch('ideas/idea-a', {'state': 'adopted'}), 'invalid-body', pointer='/led_to', code='needed_when')
        self.assertEqual(editor.patch('ideas/idea-a', {'state': 'adopted', 'led_to': 'Kvällsstöd'}).status, 200)
        editor.create('pilots', code='pilot-b', municipality=PLACE, idea='idea-b', title='a', start_date='2025-01-01', end_date='2025-06-30')
        editor.move('ideas/idea-b', 'adopted')
        report = editor.imports('ideas', {'code': 'idea-d', **idea, 'state': 'adopted'})
        self.assertEqual([one['code'] for one in report['warnings']], ['not_tried'])

    def open_plan(self, code):
        editor, days = self.town.editor, {'start_date': '2025-01-01', 'end_date': '2025-12-31'}
        plan = editor.create('plans', code=code, municipality=PLACE, title='a', **days)
        editor.create('goals', code=f'{code}-g1', plan=code, title='a', result_level='outcome')
        for number in (1, 2, 3):
            editor.create('actions', code=f'{code}-a{number}', goal=f'{code}-g1', title='a', **days)
        editor.move(f'actions/{code}-a1', 'cancelled')
        editor.move(f'plans/{code}', 'adopted', 'active', 'under_review')
        return {name: plan[name] for name in ('code', 'municipality', 'title', 'start_date', 'end_date')}

    def test_a_plan_that_is_closed_while_an_action_is_open(self):
        editor = self.town.editor
        self.open_plan('pl-o')
        for day, more in enumerate(({}, {'plan': 'pl-o', 'decision': 'stop', 'next_review': '2025-09-01'}, {'plan': 'pl-o', 'analysis': 'a'},
                                    {'action': 'pl-o-a2', 'decision': 'stop'})):
            if more:
                editor.create('follow-ups', as_of=f'2025-06-0{day}', **more)
            problem = self.assertProblem(editor.patch('plans/pl-o', {'state': 'closed'}), 'invalid-body', pointer='/follow_ups', code='needed_when')
            self.assertIn('pl-o-a2, pl-o-a3', self.detail(problem, 'needed_when'))
        editor.create('follow-ups', plan='pl-o', as_of='2025-06-30', decision='continue', analysis='Fortsätter i linjen')
        editor.move('plans/pl-o', 'closed')

    def test_a_file_that_closes_a_plan_while_an_action_is_open(self):
        editor, plan = self.town.editor, self.open_plan('pl-p')
        for warnings in ([(1, 'state', 'actions_open')], []):
            self.assertEqual(self.warned(editor.imports('plans', {**plan, 'state': 'closed'})), warnings)
            editor.create('follow-ups', plan='pl-p', as_of='2025-06-30', decision='stop')

    def test_a_unit_whose_code_is_not_the_municipalitys(self):
        editor = self.town.editor
        unit = {'municipality': PLACE, 'name': 'a', 'governance_level': 'committee'}
        report = editor.imports('org-units', {'code': 'sn', **unit}, {'code': f'{PLACE}-sn', **unit})
        self.assertEqual([(one['line'], one['column'], one['code']) for one in report['warnings']], [(1, 'code', 'code_elsewhere')])

    def test_a_refusal_names_the_role_that_may(self):
        town = self.town
        cases = (
            (town.reader, 'POST', 'plans', 'editor', None), (town.editor, 'POST', 'releases', 'publisher', None),
            (town.editor, 'POST', 'terms', 'operator', None), (town.editor, 'GET', 'api-keys', 'admin, operator', None),
            (town.reader, 'GET', 'audit-events', 'admin, operator', None), (town.reader, 'PATCH', 'plans/pl-role', 'editor', PLACE),
            (town.reader, 'POST', 'imports?dataset=plans', 'editor', None), (town.editor, 'PATCH', 'sources/src', 'operator', None),
        )
        town.editor.create('plans', code='pl-role', municipality=PLACE, title='a', start_date='2025-01-01', end_date='2026-12-31')
        for case in self.table(cases):
            with case as (person, method, path, roles, place):
                problem = self.assertProblem(person.request(method, path, {}), 'forbidden', header='Authorization', code='role_needed')
                detail = self.detail(problem, 'role_needed')
                self.assertIn(roles, detail)
                self.assertEqual(PLACE in detail, place is not None)


class Repeated(Users):
    def test_a_repeated_parameter_is_told_how_several_values_are_written(self):
        problem = self.assertProblem(self.town.public.request('GET', 'indicators?fields=code&fields=name'), 'invalid-parameters',
                                     parameter='fields', code='duplicate')
        self.assertIn('fields=a,b', self.detail(problem, 'duplicate'))

    def test_one_that_takes_a_single_value_is_not_said_to_take_several(self):
        problem = self.assertProblem(self.town.public.request('GET', 'indicators?limit=1&limit=2'), 'invalid-parameters',
                                     parameter='limit', code='duplicate')
        self.assertIn('If it takes several values', self.detail(problem, 'duplicate'))
