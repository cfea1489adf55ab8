"""H1-H9: a city asks what trust it has in its users' knowledge, in Housing First (seed: Helsingborg, Bostad först)."""

from stage import Story

CHAIN = ['council', 'committee', 'top_management', 'middle_management', 'unit_management', 'employee', 'user']
RETENTION = {'indicator': 'bof-01', 'area': 'se-9902', 'respondent_group': 'tenant'}


class Helsingborg(Story):
    def test_H1(self):
        """As a development manager I want housing retention at 12 and 24 months computed from a life table with censoring and
        CI, so that late entrants do not make the figure look better than it is."""
        manager = self.editor('se-9902')
        # three years, and each says whether it comes from a life table or is the crude share
        years = {row['period']: row for row in self.public().list('observations', **RETENTION)}
        self.assertEqual({year: (row['value'], row['obs_status'], row['ci_method']) for year, row in years.items()},
                         {'2022': (83.7, 'D', 'wilson'), '2023': (85.0, 'A', 'log_log'), '2024': (87.3, 'A', 'log_log')})
        self.assertEqual((years['2024']['revision'], years['2024']['reason']), (2, 'method_change'))
        # a year with its life table: at risk, exits and censored by month
        figure = {**RETENTION, 'period': '2021'}
        rows = [{'month': month, 'at_risk': at_risk, 'exits': exits, 'censored': censored}
                for month, at_risk, exits, censored in ((3, 20, 1, 0), (6, 19, 0, 2), (9, 17, 2, 1), (12, 14, 1, 0))]
        reckoned = manager.calculation('retentions', rows=rows, months=[12, 24])
        year, two_years = reckoned['estimates']
        self.assertAlmostEqual(year['s'], 19 / 20 * 15 / 17 * 13 / 14)
        self.assertInterval(year['ci'], '0.510', '0.911')
        self.assertEqual((two_years['s'], reckoned['reason']), (None, 'beyond_follow_up'))
        self.assertLess(year['s'], 16 / 20)  # who left early counts for more than in the crude share
        manager.imports('observations', {**figure, 'value': 77.8, 'n_valid': 20, 'ci_low': 51.0, 'ci_high': 91.1,
                                         'source': 'synth-register', 'is_synthetic': True})
        table = [{**figure, **row} for row in rows]
        self.assertEqual(manager.imports('life-table-rows', *table)['inserted'], 4)
        # from the stored tables: survival at 12 and 24 months, the crude share where there is none, nothing beyond follow-up
        found = {item['period']: item for item in manager.analyses('retentions', area='se-9902', period='2021,2022,2023,2024')}
        self.assertEqual(found['2021']['estimates'], reckoned['estimates'])
        self.assertEqual({period: item['method'] for period, item in found.items()},
                         {'2021': 'kaplan_meier', '2022': 'crude', '2023': 'kaplan_meier', '2024': 'kaplan_meier'})
        self.assertEqual((found['2022']['crude']['x'], found['2022']['crude']['n'], found['2022']['warnings']), (41, 49, ['crude_share']))
        year, two_years = found['2023']['estimates']
        for estimate, s, low, high in ((year, '0.850', '0.721', '0.922'), (two_years, '0.806', '0.669', '0.891')):
            self.assertRounded(estimate['s'], s)
            self.assertInterval(estimate['ci'], low, high)
        year, two_years = found['2024']['estimates']
        self.assertRounded(year['s'], '0.873')
        self.assertEqual((two_years['s'], found['2024']['reason']), (None, 'beyond_follow_up'))
        # before the method was changed, late entrants made it look better
        former = manager.analysis('retentions', area='se-9902', period='2024', as_of='2025-05-01')
        self.assertRounded(100 * former['crude']['p'], '87.9')
        # tables of so few stay inside
        self.assertEqual(self.public().analysis('retentions', area='se-9902', period='2023')['estimates'], [])
        # nobody can exit who is not at risk
        self.assertProblem(manager.try_import('life-table-rows', {**table[0], 'exits': 21}), 'invalid-body')
        self.assertProblem(manager.get('life-table-rows'), 'not-found')

    def test_H2(self):
        """As a development manager I want what counts as exit, positive move and censoring recorded with the indicator
        version, so that years are comparable."""
        manager = self.editor('se-9902')
        rule = manager.read('indicator-versions/bof-01-v1', lang='all')
        self.assertEqual(rule['statistic'], 'kaplan_meier')
        self.assertTrue(all(rule['exit_rules'][lang] for lang in ('sv', 'da', 'en')))
        # a measure of their own whose rule changes from one year to the next: a new version, and the series breaks
        names = {'sv': 'Kvarboende i träningsboende', 'da': 'Fastholdt bolig', 'en': 'Retention in training flats'}
        manager.create('indicators', code='se-9902-bo', owner='se-9902', kind='outcome', trusters=['tenant'], names=names, unit='pct',
                       decimals=1, direction='up', freq='A')
        version = {'indicator': 'se-9902-bo', 'statistic': 'kaplan_meier', 'definitions': names, 'source': 'synth-register'}
        rules = {'sv': 'Vräkning är avgång.', 'da': 'Udsættelse er afgang.', 'en': 'Eviction is an exit.'}
        manager.create('indicator-versions', code='se-9902-bo-v1', version=1, valid_from='2023-01-01', exit_rules=rules, **version)
        rules = {**rules, 'sv': 'Vräkning är avgång; flytt till egen bostad är det inte.'}
        manager.create('indicator-versions', code='se-9902-bo-v2', version=2, valid_from='2024-01-01', exit_rules=rules,
                       comparable_with_previous=False, **version)
        manager.move('indicators/se-9902-bo', 'active')
        figure = {'indicator': 'se-9902-bo', 'area': 'se-9902', 'respondent_group': 'tenant', 'n_valid': 40,
                  'source': 'synth-register', 'is_synthetic': True}
        manager.imports('observations',
                        {**figure, 'indicator_version': 'se-9902-bo-v1', 'period': '2023', 'value': 80.0, 'x': 32, 'obs_status': 'A'},
                        {**figure, 'indicator_version': 'se-9902-bo-v2', 'period': '2024', 'value': 85.0, 'x': 34, 'obs_status': 'B'})
        years = manager.list('observations', indicator='se-9902-bo', sort='period')
        self.assertEqual([(row['indicator_version'], row['obs_status']) for row in years],
                         [('se-9902-bo-v1', 'A'), ('se-9902-bo-v2', 'B')])
        # what everybody shares is changed by the operator only
        self.assertProblem(manager.patch('indicator-versions/bof-01-v1', {'exit_rules': rules}), 'forbidden')

    def test_H3(self):
        """As a researcher I want trust from the city in users' knowledge (employee/manager/politician -> user) at each level,
        so that the research question gets a number."""
        researcher = self.reader('se-9902')
        indicator = researcher.read('indicators/int-04')
        self.assertEqual((indicator['trusters'], indicator['trustee']), (['employee', 'manager', 'politician'], 'user'))
        answers = {row['respondent_group']: row for row in researcher.list('observations', indicator='int-04', area='se-9902', period='2024')}
        self.assertEqual({group: row['value'] for group, row in answers.items()},
                         {'employee': 3.955, 'manager': 4.077, 'politician': 3.667})
        for group, row in answers.items():
            self.assertEqual((row['truster'], row['trustee']), (group, 'user'))
            self.assertTrue(row['n_valid'] and row['sd'] and row['ci']['low'] < row['value'] < row['ci']['high'])
        # answers of somebody whose trust it is not about are refused
        self.assertProblem(self.editor('se-9902').try_import('observations', {
            'indicator': 'int-04', 'area': 'se-9902', 'period': '2024', 'respondent_group': 'resident', 'value': 4.0, 'n_valid': 50,
            'sd': 0.7, 'source': 'synth-staff'}), 'invalid-body')

    def test_H4(self):
        """As a researcher I want a governance chain: ordered levels, what each says, knows, practises, and users experience;
        reach computed, so that the reach of steering is visible, and where it stops."""
        researcher = self.editor('se-9902')
        order = [code['code'] for code in researcher.read('reference-lists/governance-level')['codes']]
        self.assertEqual(order, CHAIN)
        levels = sorted(researcher.list('chain-assessments', plan='pl-sund'), key=lambda level: order.index(level['governance_level']))
        self.assertEqual([level['governance_level'] for level in levels], CHAIN)
        self.assertEqual([(level['n_practised'], level['n_respondents']) for level in levels[:-1]],
                         [(6, 9), (5, 7), (5, 6), (5, 8), (6, 12), (14, 31)])
        self.assertEqual((levels[-1]['n_practised'], levels[-1]['n_experienced']), (None, 24))
        # five of seven levels hold it, and it stops at those who meet the users; that users notice it is no sure thing
        reach = researcher.analysis('steering-reaches', plan='pl-sund')
        self.assertEqual((reach['levels_held'], reach['levels_measured'], reach['first_break']), (5, 7, 'employee'))
        self.assertAlmostEqual(reach['reach'], 5 / 7)
        self.assertEqual((reach['limit'], reach['reaches_users'], reach['levels'][-1]['is_clear']), (0.5, True, False))
        self.assertEqual([level['governance_level'] for level in reach['levels']], CHAIN)
        self.assertAlmostEqual(reach['levels'][-2]['p_practised'], 14 / 31)
        self.assertAlmostEqual(reach['levels'][-1]['p_experienced'], 24 / 41)
        # assessed again half a year later; no more can practise it than answered
        again = {'plan': 'pl-sund', 'governance_level': 'employee', 'respondent_group': 'employee', 'assessed_on': '2025-09-29',
                 'n_respondents': 28, 'n_known': 25}
        self.assertRefusedAs(researcher.post('chain-assessments', {**again, 'n_practised': 29}), '/n_practised')
        made = researcher.create('chain-assessments', **again, n_practised=17)
        self.assertEqual(made['municipality'], 'se-9902')
        reach = researcher.analysis('steering-reaches', plan='pl-sund')  # 17 of 28: it has come all the way
        self.assertEqual((reach['reach'], reach['first_break']), (1, None))
        self.assertEqual(researcher.keys('chain-assessments', 'id', plan='pl-sund', assessed_on_from='2025-09-01'), [made['id']])
        researcher.remove(f'chain-assessments/{made["id"]}')
        self.assertEqual(self.reader('se-9901').list('chain-assessments', municipality='se-9902'), [])

    def test_H5(self):
        """As a unit manager I want ideas with origin user, the service they led to, and where they spread, so that user
        knowledge can be traced to services."""
        manager, path = self.editor('se-9902'), 'ideas/idea-h5'
        created = manager.create('ideas', code='idea-h5', municipality='se-9902', plan='pl-sund', title='Frukost i trapphuset',
                                 origin='user', benefit_for_residents='Grannar lär känna varandra.', process_step='implement',
                                 audience='public')
        self.assertEqual((created['state'], created['adoptions'], created['led_to']), ('proposed', [], None))
        manager.move(path, 'screened', 'piloting')
        self.assertRefusedAs(manager.patch(path, {'state': 'spread'}), '/state')
        manager.change(path, state='adopted', led_to='Trapphusfrukost varje fredag',
                       adoptions=[{'municipality': 'se-9902', 'adopted_on': '2025-03-01'}])
        spread = [{'municipality': 'se-9902', 'adopted_on': '2025-03-01'}, {'municipality': 'se-9901', 'adopted_on': '2025-08-15'},
                  {'municipality': 'dk-991', 'adopted_on': '2025-09-10'}]
        manager.change(path, state='spread', adoptions=spread)
        # anybody can trace it from the user to the service and on
        traced = {idea['code']: idea for idea in self.public().list('ideas', origin='user')}
        self.assertEqual((traced['idea-h5']['led_to'], traced['idea-h5']['adoptions']), ('Trapphusfrukost varje fredag', spread))
        self.assertEqual(len(traced['idea-upphandling']['adoptions']), 2)
        # it spreads to municipalities, not to places that do not exist
        self.assertRefusedAs(manager.patch(path, {'adoptions': [{'municipality': 'se-0000', 'adopted_on': '2025-09-10'}]}))

    def test_H6(self):
        """As a unit manager I want a programme-fidelity score by dimension, so that a drop in retention can be told from a
        drop in fidelity."""
        manager = self.editor('se-9902')
        scores = {}
        for row in manager.list('observations', indicator='bof-02,bof-04,bof-05,bof-06', area='se-9902'):
            scores.setdefault(row['period'], {})[row['indicator']] = row['value']
        self.assertEqual(scores['2024'], {'bof-02': 85.3, 'bof-04': 90.0, 'bof-05': 86.7, 'bof-06': 79.8})
        self.assertEqual(set(scores), {'2022', '2023', '2024'})
        # beside retention, year by year
        retention = {row['period']: row['value'] for row in manager.list('observations', **RETENTION, period='2022,2023,2024')}
        self.assertEqual(set(retention), set(scores))
        # the second self-assessment of the year
        manager.imports('observations', *[
            {'indicator': indicator, 'area': 'se-9902', 'period': '2025', 'respondent_group': '_T', 'value': value,
             'source': 'synth-register', 'is_synthetic': True}
            for indicator, value in (('bof-02', 83.3), ('bof-04', 91.7), ('bof-05', 80.0), ('bof-06', 77.4))])
        drop = manager.list('observations', indicator='bof-02,bof-04,bof-05,bof-06', area='se-9902', period='latest', sort='indicator')
        self.assertEqual([row['value'] for row in drop], [83.3, 91.7, 80.0, 77.4])
        manager.change('milestones/pl-sund-a4-m2', state='met', met_on='2025-09-30')
        self.assertEqual(manager.read('actions/pl-sund-a4')['progress'], 1)

    def test_H7(self):
        """As a project lead I want conflicts of interest and risks logged on the plan, without names, so that they are handled
        openly."""
        lead = self.editor('se-9902')
        conflict = {'plan': 'pl-sund', 'kind': 'conflict_of_interest', 'probability': 3, 'consequence': 4}
        made = lead.create('risks', **conflict, description='Upphandlingen och boenderådet vill olika saker.',
                           handling='Nämnden avgör, med rådet i rummet.')
        self.assertEqual((made['state'], made['municipality']), ('open', 'se-9902'))
        self.assertIn(made['code'], lead.keys('risks', plan='pl-sund', kind='conflict_of_interest', state='open'))
        # what points at a person is refused, and not repeated
        for text, rule in (('Gäller 19811218-9876.', 'personnummer'), ('Spørg 311299-1234.', 'cpr'), ('Fråga anna@example.org.', 'e_mail'),
                           ('Ring 070-123 45 67.', 'phone')):
            refused = lead.post('risks', {**conflict, 'description': text})
            errors = self.assertRefusedAs(refused, '/description')
            self.assertIn(rule, str(errors), text)
            self.assertFalse([word for word in text.split() if len(word) > 8 and word.rstrip('.') in refused.text])
        lead.move(f'risks/{made["code"]}', 'closed')
        # openly within the city; nobody else, not even with the plan shared
        self.assertTrue(self.reader('se-9902').sees(f'risks/{made["code"]}'))
        for outsider in (self.public(), self.reader('se-9901')):
            self.assertFalse(outsider.sees(f'risks/{made["code"]}'))

    def test_H8(self):
        """As a controller I want project funding with unit and multiplier ("600 tkr" = 600, SEK, UNIT_MULT 3), so that the
        amount is never off by 1 000."""
        controller = self.editor('se-9902')
        known = controller.read('plans/pl-sund')
        self.assertEqual((known['funding_value'], known['funding_unit'], known['funding_mult']), (600, 'sek', 3))
        self.assertEqual(known['funding_value'] * 10 ** known['funding_mult'], 600_000)
        plan = {'code': 'pl-h8', 'municipality': 'se-9902', 'title': 'Delaktighet', 'start_date': '2025-10-01', 'end_date': '2026-10-31'}
        # an amount without its unit or its multiplier is no amount
        for half in ({'funding_value': 600}, {'funding_value': 600, 'funding_unit': 'sek'}, {'funding_value': 600, 'funding_mult': 3},
                     {'funding_value': 600, 'funding_unit': 'pct', 'funding_mult': 3}):
            self.assertProblem(controller.post('plans', {**plan, **half}), 'invalid-body')
        made = controller.create('plans', **plan, funding_value=600, funding_unit='sek', funding_mult=3, funder='Demoinnovation')
        self.assertEqual((made['funding_value'], made['funding_unit'], made['funding_mult'], made['funder']), (600, 'sek', 3, 'Demoinnovation'))
        self.assertEqual(controller.keys('plans', funding_value_min=600, funding_mult=3, funding_unit='sek'), ['pl-h8', 'pl-sund'])
        # the same amount, said in kronor
        changed = controller.change('plans/pl-h8', funding_value=600000, funding_mult=0)
        self.assertEqual(changed['funding_value'] * 10 ** changed['funding_mult'], 600_000)

    def test_H9(self):
        """As a data-protection officer I want suppression on by default: the tenant group is small and vulnerable, so that
        nobody can be recognised."""
        officer, hidden = self.who('se-9902', 'admin'), ('value', 'n_valid', 'n_display', 'x', 'sd', 'se', 'ci')
        district = {'indicator': 'bof-03', 'area': 'se-9902-d2', 'period': '2024'}
        for outsider in (self.public(), self.reader('se-9901'), self.editor('dk-991')):
            row = outsider.one('observations', **district)
            self.assertEqual((row['obs_status'], row['conf_status'], [row[name] for name in hidden]), ('Q', 'C', [None] * len(hidden)))
        # those who answer for it see that it is hidden for itself
        inside = officer.one('observations', **district)
        self.assertEqual(inside['conf_status'], 'A')
        # nobody asks for protection: a release goes out, and three answers are hidden in it, and forty so that they stay hidden
        publisher, figures = self.publisher('se-9902'), {'indicator': 'bof-03', 'period': '2025'}
        publisher.create('releases', code='rel-h9', owner='se-9902', title='Brukarenkäten 2025', audience='public')
        self.editor('se-9902').imports('observations', *[
            {**figures, 'area': area, 'respondent_group': 'user', 'value': value, 'n_valid': n, 'x': x, 'source': 'synth-users',
             'release': 'rel-h9', 'state': 'validated', 'is_synthetic': True}
            for area, value, n, x in (('se-9902', 60.5, 43, 26), ('se-9902-d1', 60.0, 40, 24), ('se-9902-d2', 66.7, 3, 2))])
        self.assertEqual(self.public().list('observations', **figures), [])
        told = self.editor('se-9902').read('releases/rel-h9/preview')
        self.assertEqual((told['n_cells'], told['n_hidden'], told['n_exposed']), (3, 2, 0))
        self.assertEqual({cell['area']: (cell['conf_status'], cell['hidden_reason'], cell['n_display']) for cell in told['hidden_cells']},
                         {'se-9902-d2': ('A', 'small_base', '<5'), 'se-9902-d1': ('D', 'complementary', 40)})
        for who, problem in ((self.public(), 'key-required'), (self.reader('se-9902'), 'forbidden'), (self.who('se-9901', 'admin'), 'not-found')):
            self.assertProblem(who.get('releases/rel-h9/preview'), problem)
        self.assertProblem(self.editor('se-9902').patch('releases/rel-h9', {'state': 'published'}), 'forbidden')
        publisher.move('releases/rel-h9', 'published')
        for outsider in (self.public(), self.reader('se-9901'), self.editor('dk-991')):
            rows = {row['area']: row for row in outsider.list('observations', **figures)}
            self.assertEqual((rows['se-9902']['value'], rows['se-9902']['n_valid']), (60.5, 43))
            for area in ('se-9902-d1', 'se-9902-d2'):
                row = rows[area]
                self.assertEqual((row['obs_status'], row['conf_status'], [row[name] for name in hidden]), ('Q', 'C', [None] * len(hidden)))
        inside = {row['area']: row['hidden_reason'] for row in officer.list('observations', **figures)}
        self.assertEqual(inside, {'se-9902': None, 'se-9902-d1': 'complementary', 'se-9902-d2': 'small_base'})
        # the same rule on a table of their own, before it is shown anywhere
        table = self.public().calculation('suppressions', k=5, counts=[[40, 3], [28, 31]])
        self.assertEqual(table['conf_statuses'], [['D', 'A', 'F'], ['D', 'D', 'F'], ['F', 'F', 'F']])
        self.assertEqual(table['published_counts'], [[None, None, 43], [None, None, 59], [68, 34, 102]])
