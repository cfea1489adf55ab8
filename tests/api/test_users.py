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
