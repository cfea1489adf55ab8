"""J1-J11: a municipality works out and follows up its trust, its gaps and its plan (seed: "Tillit - ett kunskapsunderlag")."""

from stage import Story

FORMS = ('institutional', 'interpersonal', 'social', 'local')
LEVELS = ['all_levels', 'values', 'conduct', 'competence']
TOTAL = {'sex': '_T', 'age_band': '_T'}
OWN_INDICATOR = {
    'owner': 'se-9901', 'kind': 'trust', 'unit': 'pct', 'decimals': 1, 'direction': 'up', 'freq': 'A',
    'focus_areas': ['fa-bem'],
    'names': {'sv': 'Tillit till medborgarservice', 'da': 'Tillid til borgerservice', 'en': 'Trust in the service centre'},
}
DIRECTED = {'trust_form': 'institutional', 'trusters': ['resident'], 'trustee': 'municipality'}


class Jarfalla(Story):
    def test_J1(self):
        """As a strategist I want every indicator tagged with one of the four forms of trust and its truster -> trustee, so
        that the four forms can be followed separately and side by side."""
        strategist = self.editor('se-9901')
        for indicator in strategist.list('indicators', kind='trust,mistrust'):
            self.assertIn(indicator['trust_form'], FORMS)
            if not indicator['code'].startswith('ix-'):  # an index has the parties of its components
                self.assertTrue(indicator['trusters'] and indicator['trustee'], indicator)
        side_by_side = strategist.list('observations', kind='trust', area='se-9901', period='2024', **TOTAL)
        self.assertEqual({row['trust_form'] for row in side_by_side}, set(FORMS))
        for form in FORMS:
            alone = strategist.list('observations', kind='trust', trust_form=form, area='se-9901', period='2024', **TOTAL)
            self.assertEqual(alone, [row for row in side_by_side if row['trust_form'] == form])
            self.assertTrue(all(row['truster'] and row['trustee'] for row in alone))
        # one of their own goes in tagged, or not at all
        for missing, left in (('trust_form', DIRECTED), ('trusters', DIRECTED), ('trustee', DIRECTED)):
            tagged = {**OWN_INDICATOR, **{name: value for name, value in left.items() if name != missing}}
            self.assertRefusedAs(strategist.post('indicators', {'code': 'se-9901-service', **tagged}), f'/{missing}')
        created = strategist.create('indicators', code='se-9901-service', **OWN_INDICATOR, **DIRECTED)
        self.assertEqual(created['state'], 'draft')
        self.assertFalse(self.public().sees('indicators/se-9901-service'))
        strategist.move('indicators/se-9901-service', 'active')
        self.assertIn('se-9901-service', self.public().keys('indicators', trust_form='institutional', truster='resident'))

    def test_J2(self):
        """As a strategist I want the trust gap against target, between districts, between groups, between forms, and
        inside/outside, so that the first step of the implementation plan can be done."""
        strategist = self.editor('se-9901')
        # against target: the target, its baseline and the latest figure
        target = strategist.read('targets/tg-norr-ins-01')
        figures = {row['period']: row for row in strategist.list('observations', indicator='ins-01', area='se-9901', **TOTAL)}
        self.assertEqual((target['target'], figures[target['baseline_period']]['value'], figures['2024']['value']), (58.0, 49.4, 52.9))
        # between districts, each with what a test needs
        districts = strategist.list('observations', indicator='ins-01', parent_area='se-9901', area_type='district', period='2024', **TOTAL)
        self.assertEqual([row['area'] for row in districts], [f'se-9901-d{number}' for number in range(1, 7)])
        self.assertTrue(all(row['x'] is not None and row['n_valid'] for row in districts))
        # between groups, between forms, inside and outside
        self.assertEqual({row['respondent_group'] for row in strategist.list('observations', indicator='int-04', area='se-9901', period='2024')},
                         {'employee', 'manager', 'politician'})
        inside = strategist.list('observations', inside_out_level=','.join(LEVELS), area='se-9901', period='2024', **TOTAL)
        outside = strategist.list('observations', trust_form='institutional', area='se-9901', period='2024', **TOTAL)
        self.assertTrue(inside and outside and all(row['indicator'].startswith(('org-', 'pro-')) for row in inside))
        # the gaps: against target,
        gap = strategist.analysis('trust-gaps', type='target', indicator='ins-01', area='se-9901', period='2024')
        self.assertEqual((gap['reference'], gap['target_status'], gap['gap_direction']), ('tg-norr-ins-01', 'not_met', 'shortfall'))
        self.assertRounded(gap['gap'], '5.1')
        self.assertInterval(gap['gap_ci'], '1.3', '8.9')
        # of a district in its municipality, where more is worse too,
        for indicator, points, low, high in (('ins-01', '17.1', '7.9', '25.5'), ('ins-06', '12.5', '5.6', '20.8')):
            gap = strategist.analysis('trust-gaps', type='part_whole', indicator=indicator, area='se-9901-d2', period='2024')
            self.assertRounded(gap['gap'], points)
            self.assertInterval(gap['gap_ci'], low, high)
            self.assertEqual((gap['gap_direction'], gap['method']), ('shortfall', 'newcombe'))
            self.assertLess(gap['p_value'], 0.001)
        # between districts, 62.5 against 35.8,
        gap = strategist.analysis('trust-gaps', type='area', indicator='ins-01', area='se-9901-d2', reference_area='se-9901-d4', period='2024')
        self.assertRounded(gap['gap'], '26.7')
        self.assertInterval(gap['gap_ci'], '13.3', '38.8')
        self.assertRounded(gap['p_value'], '0.0001')
        # between groups, where chance may have made it,
        gap = strategist.analysis('trust-gaps', type='group', indicator='int-04', area='se-9901', respondent_group='employee',
                                  reference_group='manager', period='2024')
        self.assertRounded(gap['gap'], '0.203')
        self.assertInterval(gap['gap_ci'], '-0.050', '0.456')
        self.assertEqual((gap['method'], [used['n'] for used in gap['inputs']]), ('welch', [316, 39]))
        # between forms, and inside and outside, on a common scale
        gap = strategist.analysis('trust-gaps', type='form', area='se-9901', period='2024')
        self.assertEqual((gap['unit'], gap['reference']), ('index_0_100', 'ix-interp − ix-soc'))
        self.assertRounded(gap['gap'], '14.8')
        self.assertLessEqual({'overlap_unhandled', 'multiple_tests'}, set(gap['warnings']))
        gap = strategist.analysis('trust-gaps', type='inside_out', area='se-9901', period='2024')
        self.assertRounded(gap['value'], '70.1')
        self.assertRounded(gap['reference_value'], '54.6')
        self.assertInterval(gap['gap_ci'], '12.7', '18.3')
        # a district gets a target of its own; one beyond the scale is none
        self.assertRefusedAs(strategist.post('targets', {'code': 'tg-j2', 'municipality': 'se-9901', 'indicator': 'ins-01',
                                                         'area': 'se-9901-d3', 'target': 140, 'target_date': '2028-12-31'}), '/target')
        created = strategist.create('targets', code='tg-j2', municipality='se-9901', indicator='ins-01', area='se-9901-d3',
                                    respondent_group='resident', target=60, target_date='2028-12-31', baseline_period='2022')
        self.assertEqual((created['target'], created['goals']), (60.0, []))

    def test_J3(self):
        """As an analyst I want answers divided into trust / lack of trust / mistrust, with the basis of the division shown,
        so that the right strategy is chosen and a proxy is not read as a measurement."""
        analyst = self.editor('se-9901')
        self.assertEqual(analyst.read('indicator-versions/ins-01-v2', lang='en')['banding'], 'som3')
        bandings = analyst.read('reference-lists/banding', lang='sv')
        self.assertLessEqual({'som3', 'oecd', 'good4', 'agree5'}, {code['code'] for code in bandings['codes']})
        # what the division needs goes in: the two items together, and the whole distribution of one
        figure = {'indicator': 'ins-01', 'area': 'se-9901-d5', 'period': '2023', 'respondent_group': 'resident'}
        two_items = {'harm_indicator': 'ins-06', 'trust_yes_harm_no': 38, 'trust_yes_harm_yes': 4, 'trust_no_harm_no': 35,
                     'trust_no_harm_yes': 9}
        self.assertEqual(analyst.imports('two-item-tables', {**figure, **two_items})['inserted'], 1)
        analyst.imports('observations', {**figure, 'value': 48.8, 'n_valid': 86, 'x': 42, 'source': 'synth-survey',
                                         'is_synthetic': True})
        counts = (2, 3, 4, 5, 6, 12, 12, 20, 15, 5, 2)
        rows = [{**figure, 'option_value': option, 'count': count} for option, count in enumerate(counts)]
        self.assertEqual(analyst.imports('response-counts', *rows)['inserted'], len(counts))
        wrong = [*rows[:-1], {**rows[-1], 'count': 3}]
        self.assertProblem(analyst.try_import('response-counts', *wrong), 'invalid-body')
        # the class, whether it is certain, what it rests on, and the strategy that fits
        classes = {item['area']: item for item in analyst.analyses('trust-classes', area='se-9901-d2,se-9901-d4,se-9901,se-9901-d2a')}
        self.assertEqual({area: (item['trust_class'], item['class_certain'], item['strategy']) for area, item in classes.items()},
                         {'se-9901-d2': ('mistrust', False, 'competence'), 'se-9901-d4': ('trust', False, 'maintenance'),
                          'se-9901': ('lack', True, 'benevolence'), 'se-9901-d2a': ('insufficient', None, None)})
        self.assertEqual({item['class_basis'] for area, item in classes.items() if area != 'se-9901-d2a'}, {'two_item'})
        self.assertRounded(classes['se-9901-d2']['p_mistrust'], '0.221')
        self.assertInterval(classes['se-9901-d2']['p_mistrust_ci'], '0.149', '0.314')
        # what was just sent in is classed the same as by whoever has the numbers on paper
        sent = analyst.analysis('trust-classes', area='se-9901-d5', period='2023')
        table = {name: count for name, count in two_items.items() if name != 'harm_indicator'}
        reckoned = self.public().calculation('trust-classes', two_item=table)
        self.assertEqual({name: sent[name] for name in reckoned}, reckoned)
        self.assertEqual((reckoned['n'], reckoned['trust_class'], reckoned['class_certain']), (86, 'lack', True))
        # one item alone is a proxy and says so: it finds more mistrust among the same 86
        proxy = self.public().calculation('trust-distributions', scale='rs_0_10', counts=list(counts), bands={
            'mistrust': {'low': 0, 'high': 3}, 'lack': {'low': 4, 'high': 6}, 'trust': {'low': 7, 'high': 10}})
        self.assertEqual((proxy['class_basis'], proxy['warnings'], proxy['class_certain']), ('single_item_proxy', ['proxy_class'], False))
        self.assertEqual((proxy['p_mistrust'], proxy['p_trust'], reckoned['p_mistrust']), (14 / 86, 42 / 86, 9 / 86))
        # others learn the class of a municipality and no share, and nothing of a district
        outside = {item['area']: item for item in self.public().analyses('trust-classes', area='se-9901,se-9901-d2')}
        self.assertEqual([(item['trust_class'], item['p_mistrust']) for item in outside.values()], [('lack', None), (None, None)])
        # neither is ever to be read, not even by those who sent it
        for dataset in ('two-item-tables', 'response-counts'):
            self.assertProblem(analyst.get(dataset), 'not-found')

    def test_J4(self):
        """As a strategist I want each action tagged benevolence, competence or maintenance, and a warning when the strategy
        does not fit the class of the target group, so that different strategies are followed up, not just stated."""
        strategist, path = self.editor('se-9901'), 'actions/pl-norr-a4'
        by_strategy = {strategy: strategist.keys('actions', plan='pl-norr', trust_strategy=strategy)
                       for strategy in ('benevolence', 'competence', 'maintenance')}
        self.assertEqual(by_strategy['competence'], ['pl-norr-a3', 'pl-norr-a8'])
        self.assertTrue(by_strategy['benevolence'] and by_strategy['maintenance'])
        # benevolence where the class is mistrust: a prompt for discussion, seen from inside only
        warned = strategist.read(path)
        self.assertEqual(warned['trust_strategy'], 'benevolence')
        self.assertTrue(warned['strategy_warning'])
        self.assertFalse(strategist.read('actions/pl-norr-a3')['strategy_warning'])
        self.assertFalse(self.public().read(path).get('strategy_warning'))
        self.assertFalse(self.reader('se-9902').read(path).get('strategy_warning'))
        self.assertRefusedAs(strategist.patch(path, {'strategy_warning': None}), '/strategy_warning')
        # competence fits
        try:
            self.assertFalse(strategist.change(path, trust_strategy='competence')['strategy_warning'])
        finally:
            strategist.change(path, trust_strategy='benevolence')

    def test_J5(self):
        """As an administration head I want the four inside-out levels as a dimension on indicators and actions, and an
        internal-versus-external view, so that we see whether the organisation began with itself."""
        head = self.editor('se-9901')
        self.assertEqual([code['code'] for code in head.read('reference-lists/inside-out-level')['codes']], LEVELS)
        for level in LEVELS:
            for indicator in head.list('indicators', inside_out_level=level):
                self.assertEqual(indicator['inside_out_level'], level)
        self.assertEqual({row['inside_out_level'] for row in head.list('actions', municipality='se-9901')}, set(LEVELS))
        before = head.read('actions', plan='pl-norr', inside_out_level='values')['_meta']['total_records']
        head.create('actions', code='pl-norr-j5', goal='pl-norr-g5', title='Värdegrund i varje ledningsgrupp',
                    inside_out_level='values', trust_strategy='maintenance', start_date='2025-10-01', end_date='2026-06-30')
        after = head.read('actions', plan='pl-norr', inside_out_level='values')['_meta']['total_records']
        self.assertEqual(after, before + 1)
        # did it begin with itself? each level with its work and its figures, beside trust from outside
        report = head.analysis('inside-out-reports', municipality='se-9901')
        self.assertEqual([level['inside_out_level'] for level in report['levels']], LEVELS)
        for level in report['levels']:
            work = [one['state'] for one in head.list('actions', municipality='se-9901', inside_out_level=level['inside_out_level'])
                    if one['state'] != 'cancelled']
            self.assertEqual(level['n_actions'], len(work))
            self.assertAlmostEqual(level['p_done'], work.count('done') / len(work))
        figures = {one['indicator']: (level['inside_out_level'], one['value']) for level in report['levels'] for one in level['indicators']}
        self.assertEqual({name: figures[name] for name in ('org-01', 'org-02', 'org-04', 'org-05')},
                         {'org-01': ('all_levels', 3.98), 'org-02': ('conduct', 4.159), 'org-04': ('values', 3.416), 'org-05': ('competence', 55.3)})
        outside = {one['indicator']: (one['value'], one['classification']) for one in report['external']}
        self.assertEqual(outside['ins-01'], (52.9, 'stable'))
        for code in outside:  # whoever is trusted there works in the municipality, and nobody who trusts does
            self.assertLessEqual(set(head.read(f'indicators/{code}')['trusters']), {'resident', 'user', 'relative', 'youth', 'tenant'})
        # the same trust inside and outside, in the unit of each
        inside = head.one('observations', indicator='org-01', area='se-9901', period='2024', **TOTAL)
        outside = head.one('observations', indicator='ins-01', area='se-9901', period='2024', **TOTAL)
        self.assertEqual(((inside['truster'], inside['trustee']), (outside['truster'], outside['trustee'])),
                         (('employee', 'manager'), ('resident', 'municipality')))

    def test_J6(self):
        """As a steering officer I want a register of steering documents with a review: is trust defined, which form, does the
        document support or counteract, so that the mapping of how work with trust is described and handled stays current."""
        officer = self.editor('se-9901')
        created = officer.create('steering-documents', code='sd-j6', municipality='se-9901', title='Riktlinje för kontakt',
                                 kind='guideline', governance_level='committee', decided_on='2019-05-01', review_due='2025-09-01',
                                 external_ids=[{'system': 'demo-diary', 'id': 'KS-2025-0099'}])
        self.assertEqual((created['state'], created['audience']), ('registered', 'internal'))
        self.assertIn('sd-j6', officer.keys('steering-documents', state='registered', review_due_to='2025-09-30'))
        rule = {'verdict': 'supports', 'counteracting_rule': 'Bara skriftliga frågor besvaras.'}
        review = {'steering_document': 'sd-j6', 'reviewed_on': '2025-09-15', 'defines_trust': True,
                  'trust_forms': ['institutional', 'interpersonal']}
        self.assertRefusedAs(officer.post('document-reviews', {**review, **rule}), '/counteracting_rule')
        made = officer.create('document-reviews', **review, **{**rule, 'verdict': 'counteracts'})
        self.assertEqual(made['municipality'], 'se-9901')
        officer.move('steering-documents/sd-j6', 'reviewed')
        self.assertIn(made['id'], officer.keys('document-reviews', 'id', verdict='counteracts', trust_form='institutional',
                                               defines_trust='true'))
        # the document with its reviews in one request
        whole = officer.read('steering-documents/sd-j6', expand='document_reviews')
        self.assertEqual([one['id'] for one in whole['document_reviews']], [made['id']])
        # decided, done, and open again when the next review is due
        officer.change(f'document-reviews/{made["id"]}', decision='change', decided_on='2025-09-20')
        officer.move('steering-documents/sd-j6', 'decided', 'done', 'registered')
        self.assertEqual(officer.change('steering-documents/sd-j6', review_due='2027-09-01')['review_due'], '2027-09-01')
        # the register may be shared, the reviews are the municipality's own
        officer.change('steering-documents/sd-j6', audience='public')
        self.assertTrue(self.public().sees('steering-documents/sd-j6'))
        self.assertFalse(self.public().sees(f'document-reviews/{made["id"]}'))

    def test_J7(self):
        """As an area developer I want dialogues, influence groups and pilots tied to an area with participants and results,
        so that local work can be compared with local indicators in the same area."""
        developer = self.editor('se-9901')
        held = developer.create('dialogues', code='dl-j7', municipality='se-9901', plan='pl-norr', area='se-9901-d2',
                                method='influence_group', governance_level='unit_management', held_on='2025-09-25',
                                participants=13, parties=['resident', 'civil_society'],
                                outcome='Gruppen valde belysningen vid stationen.', audience='public')
        self.assertEqual(held['participants'], 13)
        local_work = self.public().list('dialogues', area='se-9901-d2')
        work = {'dl-9901-solvagen-1', 'dl-9901-solvagen-2', 'dl-9901-solvagen-3', 'dl-j7'}
        self.assertLessEqual(work, {row['code'] for row in local_work})
        self.assertTrue(all(row['participants'] and row['outcome'] for row in local_work if row['code'] in work))
        figures = self.public().list('observations', area='se-9901-d2', trust_form='local')
        self.assertEqual({(row['indicator'], row['period']) for row in figures},
                         {(code, year) for code in ('lok-01', 'lok-02') for year in ('2022', '2024')})
        # a test bed there: an action in the area, and the idea it tries
        developer.create('ideas', code='idea-j7', municipality='se-9901', plan='pl-norr', title='Testbädd Solvägen',
                         origin='resident', benefit_for_residents='De som bor där ser att något händer.')
        developer.move('ideas/idea-j7', 'screened', 'piloting')
        developer.create('pilots', code='pilot-j7', idea='idea-j7', municipality='se-9901', title='Belysning på Solvägen',
                         start_date='2025-10-01', end_date='2026-03-31')
        self.assertEqual([one['code'] for one in developer.read('ideas/idea-j7', expand='pilots')['pilots']], ['pilot-j7'])
        self.assertLessEqual({'pl-norr-a3', 'pl-norr-a4'}, set(developer.keys('actions', area='se-9901-d2')))

    def test_J8(self):
        """As a politician I want freshness per indicator: age, expected interval, stale or not, so that old numbers are not
        read as present ones."""
        politician = self.public()
        for indicator, area, freshness in (('sek-01', 'se-9901', 'fresh'), ('org-03', 'se-9902', 'aging'), ('sam-01', 'dk-991', 'stale')):
            for series in politician.list('series', indicator=indicator, area=area, **TOTAL):
                self.assertEqual(series['freshness'], freshness, series)
            latest = politician.list('observations', indicator=indicator, area=area, period='latest', **TOTAL)
            self.assertEqual({row['freshness'] for row in latest}, {freshness})
            # age and expected interval: when the period ended, how often it is measured and how long that takes
            expected = politician.read(f'indicators/{indicator}')
            self.assertTrue(all(row['period_end'] < '2025-09-30' for row in latest))
            self.assertTrue(expected['freq'] and expected['publication_lag_months'] is not None)
        self.assertEqual(politician.read('indicators/sek-01')['freq'], 'A4')
        self.assertIn('org-03', {row['indicator'] for row in politician.list('series', freshness='aging', municipality='se-9902')})
        # all indicators of a municipality in one report
        for municipality, indicator, age, freshness in (('se-9901', 'sek-01', 33, 'fresh'), ('se-9902', 'org-03', 21, 'aging'),
                                                        ('dk-991', 'sam-01', 35, 'stale')):
            report = politician.analysis('freshness-reports', municipality=municipality)
            told = {(one['age_months'], one['freshness']) for one in report['series'] if one['indicator'] == indicator}
            self.assertIn((age, freshness), told)
            self.assertEqual(len(report['series']), report['n_fresh'] + report['n_aging'] + report['n_stale'])
            self.assertEqual('stale' in report['warnings'], report['n_stale'] > 0)
        # a new measurement makes it fresh, for those who have it
        self.editor('se-9902').imports('observations', {
            'indicator': 'org-03', 'area': 'se-9902', 'period': '2024', 'respondent_group': 'manager', 'value': 4.231, 'n_valid': 13,
            'sd': 0.6, 'source': 'synth-staff', 'is_synthetic': True})
        self.assertEqual(self.reader('se-9902').one('series', indicator='org-03', area='se-9902', **TOTAL)['freshness'], 'fresh')
        self.assertEqual(politician.one('series', indicator='org-03', area='se-9902', **TOTAL)['freshness'], 'aging')
        for who, freshness in ((self.reader('se-9902'), 'fresh'), (politician, 'aging')):
            report = who.analysis('freshness-reports', municipality='se-9902')
            self.assertEqual([one['freshness'] for one in report['series'] if one['indicator'] == 'org-03'], [freshness])

    def test_J9(self):
        """As a strategist I want plans with goals per focus area, actions, milestones, follow-up entries with analysis and a
        development decision, so that follow-up, analysis, plan for development is one chain."""
        strategist, path = self.editor('se-9901'), 'plans/pl-j9'
        # the whole plan in one go
        strategist.create(
            'plans', code='pl-j9', municipality='se-9901', title='Tillit i skolan', purpose='Elever och föräldrar litar på skolan.',
            overall_strategies=['quality', 'participation'], start_date='2025-08-01', end_date='2028-06-30',
            decided_by='Barn- och utbildningsnämnden',
            goals=[{'code': 'pl-j9-g1', 'title': 'Unga har en vuxen att lita på', 'focus_area': 'fa-bou', 'result_level': 'outcome',
                    'rationale': 'Tillit grundläggs tidigt.', 'responsible_function': 'Skolförvaltningen', 'target_date': '2028-06-30',
                    'targets': [{'code': 'tg-j9', 'indicator': 'int-05', 'area': 'se-9901', 'respondent_group': 'youth',
                                 'target': 85, 'target_date': '2028-06-30', 'baseline_period': '2022'}]},
                   {'code': 'pl-j9-g2', 'title': 'Föräldrar möts väl', 'result_level': 'output'}],
            actions=[{'code': 'pl-j9-a1', 'goal': 'pl-j9-g1', 'title': 'Mentorer', 'trust_strategy': 'benevolence',
                      'start_date': '2025-08-01', 'end_date': '2026-06-30', 'progress_source': 'milestones'}],
            milestones=[{'code': 'pl-j9-m1', 'action': 'pl-j9-a1', 'title': 'Hälften av skolorna', 'due_date': '2025-09-15', 'weight': 1},
                        {'code': 'pl-j9-m2', 'action': 'pl-j9-a1', 'title': 'Alla skolor', 'due_date': '2026-05-31', 'weight': 3}])
        # a goal is refused until it is SMART, and says what is missing
        refused = self.assertRefusedAs(strategist.patch('goals/pl-j9-g2', {'state': 'adopted'}), code='smart_m')
        self.assertLessEqual({'smart_s', 'smart_m', 'smart_r', 'smart_t'}, {error['code'] for error in refused})
        self.assertEqual(strategist.read('goals/pl-j9-g2')['state'], 'draft')
        strategist.create('targets', code='tg-j9-2', municipality='se-9901', indicator='int-01', area='se-9901',
                          respondent_group='resident', target=78, target_date='2028-06-30', baseline_period='2022')
        strategist.change('goals/pl-j9-g2', focus_area='fa-bem', rationale='Det första mötet avgör.', responsible_function='Rektorerna',
                          target_date='2028-06-30', targets=['tg-j9-2'])
        for goal in ('pl-j9-g1', 'pl-j9-g2'):
            strategist.move(f'goals/{goal}', 'adopted')
        strategist.move(path, 'adopted', 'active')
        # the work goes on: progress is what the milestones say
        strategist.move('actions/pl-j9-a1', 'in_progress')
        strategist.change('milestones/pl-j9-m1', state='met', met_on='2025-09-12')
        self.assertEqual(strategist.read('actions/pl-j9-a1')['progress'], 0.25)
        # followed up, analysed, decided
        entry = strategist.create('follow-ups', action='pl-j9-a1', as_of='2025-09-30', analysis='Halvvägs, före planen.',
                                  learning='Börja med de yngsta.', decision='scale', next_review='2026-01-31')
        unexplained = {'plan': 'pl-j9', 'as_of': '2025-09-30', 'status_manual': 'amber'}
        self.assertRefusedAs(strategist.post('follow-ups', unexplained), '/manual_reason')
        strategist.create('follow-ups', **unexplained, manual_reason='Två rektorer saknas.', analysis='I stort enligt plan.', decision='continue')
        # how the whole plan stands: 60 of 333 days have gone and a quarter is done, but the target moves away
        stands = strategist.analysis('plan-progresses', plan='pl-j9')
        self.assertEqual((stands['progress'], [(one['code'], one['rag']) for one in stands['actions']]), (0.25, [('pl-j9-a1', 'green')]))
        self.assertAlmostEqual(stands['expected_progress'], 60 / 333)
        self.assertAlmostEqual(stands['spi'], 0.25 / (60 / 333))
        goals = {one['target']: one for one in stands['goals']}
        self.assertEqual(set(goals), {'tg-j9', 'tg-j9-2'})
        self.assertEqual(goals['tg-j9']['status'], 'wrong_way')
        self.assertAlmostEqual(goals['tg-j9']['achievement'], (71.0 - 77.3) / (85 - 77.3))
        # the plan of the municipality, with every status against target
        stands = strategist.analysis('plan-progresses', plan='pl-norr')
        goals = {one['target']: one for one in stands['goals']}
        self.assertEqual({name: goals[f'tg-norr-{name}']['status'] for name in ('lok-04', 'pro-02', 'pro-03', 'int-05', 'ins-01')},
                         {'lok-04': 'achieved', 'pro-02': 'on_track', 'pro-03': 'behind', 'int-05': 'wrong_way', 'ins-01': 'no_detectable_change'})
        self.assertAlmostEqual(goals['tg-norr-ins-01']['achievement'], (52.9 - 49.4) / (58 - 49.4))
        self.assertEqual({one['rag'] for one in stands['actions']}, {'green', 'amber', 'red', None})
        self.assertTrue(next(one for one in stands['actions'] if one['code'] == 'pl-norr-a4')['strategy_warning'])
        self.assertFalse(any(one['strategy_warning'] for one in self.public().analysis('plan-progresses', plan='pl-norr')['actions']))
        # and all of it comes out in one go
        whole = strategist.read(path, expand='goals,actions,milestones,follow_ups,risks,targets')
        self.assertEqual([goal['focus_area'] for goal in whole['goals']], ['fa-bou', 'fa-bem'])
        self.assertEqual([[one['code'] for one in whole[name]] for name in ('goals', 'actions', 'milestones', 'targets', 'risks')],
                         [['pl-j9-g1', 'pl-j9-g2'], ['pl-j9-a1'], ['pl-j9-m1', 'pl-j9-m2'], ['tg-j9', 'tg-j9-2'], []])
        self.assertEqual(len(whole['follow_ups']), 2)
        self.assertIn(entry['id'], [one['id'] for one in whole['follow_ups']])
        # what is decided is decided: adopted does not become a draft again
        self.assertRefusedAs(strategist.patch('goals/pl-j9-g1', {'state': 'draft'}), '/state')

    def test_J10(self):
        """As a communicator I want a glossary (trust, lack of trust, mistrust, four forms) in sv/da/en from the API, so that
        everybody works from one common picture."""
        communicator = self.public()
        self.assertEqual([communicator.read('terms/mistrust', lang=lang)['name'].split(' ')[0] for lang in ('sv', 'da', 'en')],
                         ['misstro', 'mistillid', 'mistrust'])
        everything = communicator.list('terms', lang='all')
        self.assertGreaterEqual({term['code'] for term in everything}, {'trust', 'lack', 'mistrust', *FORMS} & {term['code'] for term in everything})
        self.assertGreaterEqual(len(everything), 30)
        for term in everything:
            self.assertTrue(all(term['names'][lang] for lang in ('sv', 'da', 'en')), term)
        forms = communicator.read('reference-lists/trust-form', lang='all')['codes']
        self.assertEqual([form['code'] for form in forms], list(FORMS))
        self.assertEqual(communicator.get('terms/trust', lang='da').headers['content-language'], 'da')
        # the common picture is the operator's to change
        new = {'code': 'betting-on-trust', 'names': {'sv': 'satsa', 'da': 'satse', 'en': 'venture'}}
        self.assertProblem(self.editor('se-9901').post('terms', new), 'forbidden')

    def test_J11(self):
        """As an analyst I want the national/regional source and the local survey side by side, with breaks marked, so that a
        deeper analysis of statistics on trust is possible."""
        analyst = self.editor('se-9901')
        rows = {row['area']: row for row in analyst.list('observations', indicator='soc-01', area='se-demo,se-9901', period='2024', **TOTAL)}
        self.assertEqual({area: row['source'] for area, row in rows.items()}, {'se-demo': 'synth-national', 'se-9901': 'synth-survey'})
        self.assertIsNone(rows['se-demo']['municipality'])
        # the break of 2021 is marked where it is, and the versions say why
        series = analyst.list('observations', indicator='ins-01', area='se-9901', sort='period', **TOTAL)
        self.assertEqual([row['period'] for row in series if row['obs_status'] == 'B'], ['2021'])
        self.assertEqual({row['indicator_version'] for row in series if row['period'] < '2021'}, {'ins-01-v1'})
        self.assertFalse(analyst.read('indicator-versions/ins-01-v2')['comparable_with_previous'])
        # trends begin at the break, and where there is none they say which way it goes
        trends = {item['area']: item for item in analyst.analyses('trends', indicator='ins-01', area='se-9901,se-9902,se-9911')}
        self.assertEqual({area: item['classification'] for area, item in trends.items()},
                         {'se-9901': 'stable', 'se-9902': 'improving', 'se-9911': 'deteriorating'})
        self.assertEqual(trends['se-9901']['periods_used'], ['2021', '2022', '2023', '2024'])
        self.assertRounded(trends['se-9901']['slope_per_year'], '0.78')
        self.assertRounded(trends['se-9901']['p_value'], '0.38')
        # nor is before the break compared with after it, unless somebody insists
        asked = {'indicator': 'ins-01', 'area': 'se-9901', 'period_before': '2019', 'period_after': '2024', 'sampling': 'independent'}
        self.assertEqual(analyst.analysis('effects', **asked)['reason'], 'break_between')
        insisted = analyst.analysis('effects', **asked, allow_break='true')
        self.assertIn('break_between', insisted['warnings'])
        # the national figure comes without uncertainty: a distance, no test
        gap = analyst.analysis('trust-gaps', type='area', indicator='soc-01', area='se-9901', reference_area='se-demo', period='2024')
        self.assertAlmostEqual(gap['gap'], rows['se-demo']['value'] - rows['se-9901']['value'])
        self.assertEqual((gap['gap_ci'], gap['p_value'], gap['reason']), (None, None, 'no_uncertainty'))
        # a local survey of their own goes in beside it, a national figure does not
        wave = analyst.create('survey-waves', code='sw-j11', owner='se-9901', source='synth-survey', fieldwork_start='2025-08-20',
                              fieldwork_end='2025-09-20', n_invited=1600, n_responded=640)
        figure = {'indicator': 'soc-01', 'area': 'se-9901', 'period': '2025', 'respondent_group': 'resident', 'value': 6.3,
                  'n_valid': 630, 'sd': 2.2, 'source': 'synth-survey', 'survey_wave': wave['code'], 'is_synthetic': True}
        analyst.imports('observations', figure)
        self.assertEqual(analyst.one('observations', indicator='soc-01', area='se-9901', period='2025')['survey_wave'], 'sw-j11')
        self.assertEqual(self.public().list('observations', indicator='soc-01', area='se-9901', period='2025'), [])
        self.assertNotEqual(analyst.try_import('observations', {**figure, 'area': 'se-demo', 'survey_wave': None}).status, 200)
