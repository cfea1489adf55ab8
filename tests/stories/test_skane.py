"""F1-F8: heads of social services on the way from control to trust (seed: FSS Skåne and Tillitsdelegationen)."""

from stage import Story

STEPS = ['prepare', 'decide', 'implement', 'evaluate', 'feedback']


class Skane(Story):
    def test_F1(self):
        """As a head of social services I want a score per process step and relation, the weakest link named with its
        uncertainty, so that we work where it is weakest."""
        head = self.editor('se-9901')
        scores = {}
        for row in head.list('process-assessments', plan='pl-fss'):
            scores.setdefault((row['truster'], row['trustee']), {})[row['process_step']] = row
        self.assertEqual({relation: sorted(steps, key=STEPS.index) for relation, steps in scores.items()},
                         {('employee', 'manager'): STEPS, ('manager', 'employee'): STEPS})
        for steps in scores.values():
            self.assertEqual(min(steps.values(), key=lambda row: row['mean'])['process_step'], 'feedback')
            self.assertTrue(all(row['sd'] is not None and row['n'] for row in steps.values()))
        # the weakest link: clear among employees, among managers perhaps another
        groups = {group['respondent_group']: group for group in head.analysis('weakest-links', plan='pl-fss')['groups']}
        for group, is_clear, diff, p_value in (('employee', True, '0.496', '0.003'), ('manager', False, '0.219', '0.43')):
            link = groups[group]
            self.assertEqual((link['weakest_process_step'], link['second_process_step'], link['is_clear']), ('feedback', 'evaluate', is_clear))
            self.assertRounded(link['diff'], diff)
            self.assertRounded(link['p_value'], p_value)
            self.assertEqual(sorted((one['process_step'] for one in link['links']), key=STEPS.index), STEPS)
        # measured anew; the scale is 1 to 5, and nobody trusts himself
        again = {'plan': 'pl-fss', 'subject': 'Barnutredningar', 'process_step': 'feedback', 'truster': 'employee', 'trustee': 'manager',
                 'respondent_group': 'employee', 'assessed_on': '2025-09-22', 'mean': 2.9, 'sd': 1.0, 'n': 71}
        self.assertRefusedAs(head.post('process-assessments', {**again, 'mean': 5.5}), '/mean')
        self.assertRefusedAs(head.post('process-assessments', {**again, 'trustee': 'employee'}), '/trustee')
        made = head.create('process-assessments', **again)
        self.assertEqual(head.keys('process-assessments', 'id', subject='Barnutredningar', process_step='feedback'), [made['id']])
        self.assertEqual(self.reader('se-9902').list('process-assessments'), [])  # a partner in the plan, but not here

    def test_F2(self):
        """As a head of social services I want a feedback log: received, answered, acted on, time to answer, so that the weakest
        link has an owner."""
        head = self.editor('se-9901')
        item = head.create('feedback-items', municipality='se-9901', received_on='2025-09-01', channel='phone', origin='relative',
                           focus_area='fa-soc', responsible_function='Socialförvaltningen')
        path = f'feedback-items/{item["id"]}'
        self.assertEqual((item['state'], item['answered_on'], item['outcome']), ('received', None, None))
        self.assertIn(item['id'], head.keys('feedback-items', 'id', state='received', responsible_function='Socialförvaltningen'))
        head.move(path, 'acknowledged')
        # answered means that there is an answer, and none comes before the question
        self.assertRefusedAs(head.patch(path, {'state': 'answered'}), '/answered_on')
        self.assertRefusedAs(head.patch(path, {'state': 'answered', 'answered_on': '2025-08-31'}), '/answered_on')
        self.assertRefusedAs(head.patch(path, {'state': 'closed', 'answered_on': '2025-09-09'}), '/state')
        answered = head.change(path, state='answered', answered_on='2025-09-09', outcome='changed')
        self.assertEqual((answered['received_on'], answered['answered_on']), ('2025-09-01', '2025-09-09'))  # eight days
        closed = head.move(path, 'closed')
        self.assertEqual(closed['outcome'], 'changed')
        # how it goes altogether: share answered and median time, quarter by quarter
        figures = head.list('observations', indicator='pro-01,pro-02', area='se-9901', period_from='2025-Q1')
        self.assertEqual({row['indicator'] for row in figures}, {'pro-01', 'pro-02'})
        for outsider in (self.public(), self.reader('se-9902')):
            self.assertFalse(outsider.sees(path))

    def test_F3(self):
        """As a management group we want a position on the cynism-naivitet scale with a target range, not "more is better", so
        that movement is judged correctly."""
        group = self.editor('se-9901')
        self.assertEqual(group.read('indicators/org-06')['direction'], 'range')
        self.assertEqual(group.read('indicator-versions/org-06-v1')['scale'], 'rs_m5_p5')
        position = group.one('observations', indicator='org-06', area='se-9901', period='2024')
        self.assertEqual((position['value'], position['n_valid'], position['direction']), (-0.585, 41, 'range'))
        target = group.read('targets/tg-fss-org-06')
        self.assertEqual((target['target'], target['target_low'], target['target_high']), (None, 0.0, 2.0))
        # below the range, and surely so: the movement wanted is upwards, until two
        gap = group.analysis('trust-gaps', type='target', indicator='org-06', area='se-9901')
        self.assertEqual((gap['reference'], gap['target_status'], gap['gap_direction']), ('tg-fss-org-06', 'not_met', 'shortfall'))
        self.assertRounded(gap['gap'], '0.585')
        self.assertInterval(gap['gap_ci'], '0.112', '1.058')
        span = {'se': 0.2416, 'target_low': 0, 'target_high': 2, 'direction': 'range'}
        for value, status, distance in ((-0.585, 'not_met', 0.585), (-0.2, 'not_met_uncertain', 0.2), (0.3, 'met_uncertain', 0),
                                        (1.0, 'met', 0), (3.0, 'not_met', 1)):
            found = group.calculation('target-gaps', value=value, **span)
            self.assertEqual((found['target_status'], found['gap']), (status, distance))
        # one number is no target here, nor is a range that stands on its head or lies outside the scale
        wish = {'code': 'tg-f3', 'municipality': 'se-9901', 'indicator': 'org-06', 'area': 'se-9901', 'respondent_group': 'manager',
                'target_date': '2029-12-31'}
        for wrong in ({'target': 5}, {'target_low': 2, 'target_high': 0}, {'target_low': 0, 'target_high': 9}, {'target_low': 0}, {}):
            self.assertProblem(group.post('targets', {**wish, **wrong}), 'invalid-body')
        made = group.create('targets', **wish, target_low=0.5, target_high=1.5)
        self.assertEqual((made['target_low'], made['target_high']), (0.5, 1.5))

    def test_F4(self):
        """As the FSS network we want an idea bank shared between municipalities: idea, benefit for residents (mandatory),
        status, pilot, spread, so that good examples travel."""
        here, there, path = self.editor('se-9901'), self.editor('se-9902'), 'ideas/idea-f4'
        idea = {'code': 'idea-f4', 'municipality': 'se-9901', 'plan': 'pl-fss', 'title': 'Ring upp dagen efter', 'origin': 'caseworker',
                'process_step': 'feedback', 'audience': 'partners'}
        self.assertRefusedAs(here.post('ideas', idea), '/benefit_for_residents')
        self.assertRefusedAs(here.post('ideas', {**idea, 'benefit_for_residents': ''}), '/benefit_for_residents')
        here.create('ideas', **idea, benefit_for_residents='Den som fått ett beslut förstår det.')
        # the partner of the plan finds it in the bank; others do not, and nobody else changes it
        self.assertIn('idea-f4', there.keys('ideas', state='proposed', process_step='feedback'))
        for outsider in (self.public(), self.editor('dk-991')):
            self.assertFalse(outsider.sees(path))
        self.assertProblem(there.patch(path, {'title': 'Vår egen'}), 'forbidden')
        # it is screened and tried, and travels
        here.move(path, 'screened', 'piloting')
        here.create('pilots', code='pilot-f4', idea='idea-f4', municipality='se-9901', title='Uppringning i mottagningen',
                    start_date='2025-05-01', end_date='2025-08-31', audience='partners')
        self.assertEqual([pilot['code'] for pilot in there.read(path, expand='pilots')['pilots']], ['pilot-f4'])
        here.change('pilots/pilot-f4', decision='scale', learning='Samtalet tar fyra minuter och sparar två.')
        here.move(path, 'adopted')
        here.change(path, state='spread', adoptions=[{'municipality': 'se-9901', 'adopted_on': '2025-09-01'},
                                                    {'municipality': 'se-9902', 'adopted_on': '2025-09-20'}])
        self.assertEqual([one['municipality'] for one in there.read(path)['adoptions']], ['se-9901', 'se-9902'])
        # an idea that does not hold is put aside with the reason
        aside = here.create('ideas', **{**idea, 'code': 'idea-f4-b'}, benefit_for_residents='Kortare kö.')
        self.assertRefusedAs(here.patch(f'ideas/{aside["code"]}', {'state': 'archived'}), '/archive_reason')
        here.change(f'ideas/{aside["code"]}', state='archived', archive_reason='Kön flyttade bara.')

    def test_F5(self):
        """As a steering officer I want steering-document review with verdict supports / neutral / counteracts, and decision
        keep / change / remove, so that removal is counted as a result."""
        officer = self.editor('se-9901')

        def removed():
            return officer.read('document-reviews', municipality='se-9901', decision='remove', done_on_from='2025-01-01')['_meta']['total_records']
        before = removed()
        officer.create('steering-documents', code='sd-f5', municipality='se-9901', plan='pl-fss', title='Rutin för tredubbel attest',
                       kind='routine', governance_level='unit_management', org_unit='se-9901-soc')
        review = officer.create('document-reviews', steering_document='sd-f5', reviewed_on='2025-06-02', defines_trust=False,
                                verdict='counteracts', counteracting_rule='Tre attester för en bussbiljett.')
        path = f'document-reviews/{review["id"]}'
        officer.move('steering-documents/sd-f5', 'reviewed')
        # a decision has a day, and none is carried out before it is made
        self.assertRefusedAs(officer.patch(path, {'decision': 'remove'}), '/decided_on')
        officer.change(path, decision='remove', decided_on='2025-06-17')
        officer.move('steering-documents/sd-f5', 'decided')
        self.assertEqual(removed(), before)
        self.assertRefusedAs(officer.patch(path, {'done_on': '2025-06-01'}), '/done_on')
        officer.change(path, done_on='2025-08-31')
        officer.move('steering-documents/sd-f5', 'done')
        self.assertEqual(removed(), before + 1)
        verdicts = {row['verdict'] for row in officer.list('document-reviews', municipality='se-9901')}
        self.assertEqual(verdicts, {'supports', 'neutral', 'counteracts'})

    def test_F6(self):
        """As a pilot lead I want pilots with baseline, follow-up and decision scale / adjust / stop, so that a pilot ends in
        learning."""
        lead = self.editor('se-9901')
        known = lead.read('pilots/pilot-samtal', expand='evaluation')
        self.assertEqual((known['decision'], known['evaluation']['before_period'], known['evaluation']['after_period']),
                         ('adjust', '2023', '2024'))
        lead.create('ideas', code='idea-f6', municipality='se-9901', title='Öppen mottagning', origin='user',
                    benefit_for_residents='Den som behöver hjälp slipper boka.')
        lead.move('ideas/idea-f6', 'screened', 'piloting')
        lead.create('evaluations', code='ev-f6', owner='se-9901', title='Öppen mottagning före och efter', design='pilot',
                    sampling='independent', before_period='2024', after_period='2025', alpha=0.05, correction='holm', min_effect=0.2,
                    members=[{'municipality': 'se-9901', 'arm': 'treated', 'share_level': 'none'}],
                    measures=[{'indicator': 'int-02', 'respondent_group': 'user', 'role': 'confirmatory', 'sampling': 'independent'}],
                    preregistered_at='2025-01-10T08:00:00Z')
        pilot = lead.create('pilots', code='pilot-f6', idea='idea-f6', municipality='se-9901', title='Öppet två förmiddagar',
                            start_date='2025-02-01', end_date='2025-08-31', evaluation='ev-f6')
        self.assertEqual((pilot['decision'], pilot['learning']), (None, None))
        lead.move('evaluations/ev-f6', 'baseline_done', 'intervention', 'endline_done', 'analysed')
        # a pilot does not simply go on
        self.assertRefusedAs(lead.patch('pilots/pilot-f6', {'decision': 'continue'}), '/decision')
        ended = lead.change('pilots/pilot-f6', decision='stop', learning='De som kom hade kunnat boka.')
        self.assertEqual(ended['decision'], 'stop')
        self.assertIn('pilot-f6', lead.keys('pilots', decision='stop'))
        lead.change('ideas/idea-f6', state='archived', archive_reason='Provades utan nytta.')

    def test_F7(self):
        """As a chair I want common arenas per governance level with dates and outcomes, so that dialogue happens at all
        levels."""
        chair = self.editor('se-9901')
        levels = [code['code'] for code in chair.read('reference-lists/governance-level')['codes']]
        for level in levels:
            chair.create('dialogues', code=f'dl-f7-{level.replace("_", "-")}', municipality='se-9901', plan='pl-fss', area='se-9901',
                         method='workshop', governance_level=level, held_on='2025-09-18', participants=12,
                         parties=['manager', 'employee'], outcome='En sak att ta bort på varje nivå.', audience='partners')
        held = chair.list('dialogues', municipality='se-9901', held_on_from='2025-01-01', held_on_to='2025-09-30', q='sak att ta bort')
        self.assertEqual({row['governance_level'] for row in held}, set(levels))
        self.assertTrue(all(row['outcome'] and row['held_on'] for row in held))
        for level in levels:
            self.assertTrue(chair.keys('dialogues', governance_level=level))
        # the partner of the plan was there and reads the outcome; the public does not
        self.assertTrue(self.reader('se-9902').sees('dialogues/dl-f7-council'))
        self.assertFalse(self.public().sees('dialogues/dl-f7-council'))

    def test_F8(self):
        """As a politician I want warnings when a follow-up burden grows (indicators without use), so that follow-up does not
        become the control the reform wants to reduce."""
        politician = self.reader('se-9901')
        measured = {row['indicator'] for row in politician.list('series', municipality='se-9901')}
        aimed_at = {row['indicator'] for row in politician.list('targets', municipality='se-9901') if row['goals']}
        self.assertTrue(aimed_at < measured)
        unused = measured - aimed_at
        self.assertIn('org-02', unused)
        # the report names each of them
        report = politician.analysis('burden-reports', municipality='se-9901')
        warned = {row['indicator'] for row in report['indicators'] if row['is_unused']}
        self.assertEqual((warned, report['n_unused'], report['n_indicators']), (unused, len(unused), len(measured)))
        used = {row['indicator']: row['plans'] for row in report['indicators'] if not row['is_unused']}
        self.assertEqual((used['ins-08'], used['pro-03']), (['pl-norr'], ['pl-fss', 'pl-norr']))
        # what is asked for but used in no plan is retired, and what is retired is not asked for again
        editor = self.editor('se-9901')
        names = {'sv': 'Nöjdhet med blanketter', 'da': 'Tilfredshed med blanketter', 'en': 'Contentment with forms'}
        editor.create('indicators', code='se-9901-blankett', owner='se-9901', kind='process', unit='pct', decimals=1, direction='up',
                      freq='A', names=names, state='draft')
        editor.move('indicators/se-9901-blankett', 'active', 'deprecated', 'retired')
        self.assertRefusedAs(editor.patch('indicators/se-9901-blankett', {'state': 'active'}), '/state')
        self.assertNotIn('se-9901-blankett', politician.keys('indicators', state='active'))
