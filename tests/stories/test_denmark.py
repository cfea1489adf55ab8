"""D1-D10: municipalities steer together with citizens and relatives, and measure mutual trust (seed: Samskabt styring)."""

import math

from stage import Story

PROJECT = ('dk-991', 'dk-992', 'dk-993', 'dk-994')
COMPARISON = ('dk-995', 'dk-996')
Z_975, Z_80 = 1.959963984540054, 0.8416212335729143  # quantiles of the normal distribution
HIDDEN = ('value', 'n_valid', 'n_display', 'x', 'sd', 'se', 'ci')


def member(municipality, arm='treated', share_level='pooled_only', sampling=None):
    return {'municipality': municipality, 'arm': arm, 'share_level': share_level, 'sampling': sampling}


def measure(indicator, group, sampling='independent', role='confirmatory'):
    return {'indicator': indicator, 'respondent_group': group, 'role': role, 'sampling': sampling}


class Denmark(Story):
    def new_evaluation(self, code, **changes):
        """A second round of the project, designed by dk-991."""
        return self.editor('dk-991').create('evaluations', **{
            'code': code, 'owner': 'dk-991', 'title': 'Samskabt styring, ny runde', 'design': 'did', 'sampling': 'independent',
            'before_period': '2025-11', 'after_period': '2027-03', 'pre_periods': ['2024-11'], 'alpha': 0.05, 'correction': 'holm',
            'min_effect': 0.4, 'members': [member('dk-991', share_level='named'), member('dk-992'), member('dk-995', 'comparison', 'named')],
            'measures': [measure('sam-01', 'user', 'paired'), measure('sam-01', 'relative'), measure('sam-03', 'employee')], **changes})

    def effects(self, who, evaluation):
        """The measures of an evaluation as somebody sees them: {(indicator, group): measure}."""
        return {(one['indicator'], one['respondent_group']): one for one in who.analysis('effects', evaluation=evaluation)['measures']}

    def test_D1(self):
        """As a project lead I want an evaluation with several municipalities, groups user, relative, employee, a before and an
        after wave, so that the core design of the project is a first-class object."""
        made = self.new_evaluation('ev-d1')
        self.assertEqual((made['state'], made['audience'], made['preregistered_at']), ('designed', 'internal', None))
        self.assertEqual({one['municipality'] for one in made['members']}, {'dk-991', 'dk-992', 'dk-995'})
        self.assertEqual({one['respondent_group'] for one in made['measures']}, {'user', 'relative', 'employee'})
        self.assertEqual((made['before_period'], made['after_period']), ('2025-11', '2027-03'))
        # the first round: the figures of both waves are found by period, for each group
        known = self.public().read('evaluations/ev-sam')
        for wave in (known['before_period'], known['after_period']):
            for one in known['measures'][:3]:
                self.public().one('observations', indicator=one['indicator'], area='dk-991', period=wave, respondent_group=one['respondent_group'])
        # after comes after before, and a comparison needs somebody to compare with
        lead = self.editor('dk-991')
        self.assertRefusedAs(lead.patch('evaluations/ev-d1', {'after_period': '2025-01'}))
        self.assertRefusedAs(lead.patch('evaluations/ev-d1', {'state': 'analysed'}), '/state')
        # the baseline is not done before the design is registered
        self.assertRefusedAs(lead.patch('evaluations/ev-d1', {'state': 'baseline_done'}), '/preregistered_at')
        lead.change('evaluations/ev-d1', preregistered_at='2025-09-30T06:00:00Z')
        lead.move('evaluations/ev-d1', 'baseline_done', 'intervention')

    def test_D2(self):
        """As a researcher I want to register whether samples are paired, independent or overlapping, and attrition, so that the
        right test is used."""
        made = self.new_evaluation('ev-d2', pre_periods=[], before_period='2024-05', after_period='2025-05', members=[
            member('dk-991', share_level='named', sampling='overlapping'), member('dk-992'), member('dk-995', 'comparison', 'named')])
        self.assertEqual({(one['indicator'], one['respondent_group']): one['sampling'] for one in made['measures']},
                         {('sam-01', 'user'): 'paired', ('sam-01', 'relative'): 'independent', ('sam-03', 'employee'): 'independent'})
        self.assertEqual([one['sampling'] for one in made['members']], ['overlapping', None, None])
        # those who answered twice, and those who came and went: attrition 6 of 21
        lead = self.editor('dk-991')
        pairs = {'evaluation': 'ev-d2', 'municipality': 'dk-991', 'indicator': 'sam-01', 'respondent_group': 'user', 'n_pairs': 15,
                 'mean_before': 3.133, 'sd_before': 0.933, 'mean_after': 3.511, 'sd_after': 0.999, 'correlation': 0.552,
                 'yes_yes': 4, 'yes_no': 1, 'no_yes': 5, 'no_no': 5, 'n_before_only': 6, 'n_after_only': 9}
        self.assertProblem(lead.try_import('paired-tables', {**pairs, 'no_no': 6}), 'invalid-body')
        self.assertEqual(lead.imports('paired-tables', pairs)['inserted'], 1)
        self.assertProblem(lead.get('paired-tables'), 'not-found')

    def test_D3(self):
        """As a researcher I want effect per municipality and group, pooled effect, heterogeneity, p-values corrected for many
        tests, so that 4 x 3 x several measures does not produce false hits."""
        # what it takes is fixed beforehand: alpha, correction, and which measures confirm
        plan = self.public().read('evaluations/ev-sam')
        self.assertEqual((plan['alpha'], plan['correction'], plan['min_effect']), (0.05, 'holm', 0.3))
        self.assertEqual({(one['indicator'], one['respondent_group']) for one in plan['measures'] if one['role'] == 'confirmatory'},
                         {('sam-01', 'user'), ('sam-01', 'relative'), ('sam-03', 'employee')})
        # and each own figure has what a test needs
        for group in ('user', 'relative'):
            for period in ('2021-05', '2022-10'):
                row = self.reader('dk-992').one('observations', indicator='sam-01', area='dk-992', period=period, respondent_group=group)
                self.assertTrue(row['value'] and row['sd'] and row['n_valid'], row)
        # effects pooled over the four, with p-values as many tests need them
        pooled = self.effects(self.public(), 'ev-sam')
        expected = {('sam-01', 'user'): ('0.41', '0.135'), ('sam-01', 'relative'): ('0.43', '0.240'), ('sam-03', 'employee'): ('0.19', '0.240')}
        for key, (effect, adjusted) in expected.items():
            self.assertRounded(pooled[key]['random']['effect'], effect)
            self.assertRounded(pooled[key]['adjusted_p_value'], adjusted)
        raw = [pooled[key]['random']['p_value'] for key in expected]
        reckoned = self.public().calculation('p-value-adjustments', p_values=raw)
        for key, adjusted in zip(expected, reckoned['holm_p_values'], strict=True):
            self.assertAlmostEqual(pooled[key]['adjusted_p_value'], adjusted)
        # per municipality and group: each sees its own beside those who are named
        own = {one['area']: one for one in self.effects(self.reader('dk-992'), 'ev-sam')['sam-01', 'relative']['members']}
        self.assertEqual(set(own), {'dk-991', 'dk-992', *COMPARISON})
        self.assertTrue(own['dk-992']['ci']['low'] < own['dk-992']['diff'] < own['dk-992']['ci']['high'])
        self.assertTrue(all(one['adjusted_p_value'] >= one['p_value'] for one in own.values() if one['p_value'] is not None))
        # heterogeneity, for the one to whom nobody is hidden; as it is worked out from the same four effects
        whole = self.effects(self.reader('dk-993'), 'ev-inde')['org-01', 'employee']
        self.assertEqual((whole['scope'], whole['n_members'], whole['heterogeneity']['df']), ('all', 4, 3))
        again = self.public().calculation('pooled-effects', effects=[
            {'code': one['area'], 'effect': one['diff'], 'se': one['se']} for one in whole['members']])
        for model in ('fixed', 'random', 'heterogeneity'):
            for name in ('effect', 'se', 'p_value', 'q', 'i2', 'tau2'):
                if name in again[model]:
                    self.assertAlmostEqual(whole[model][name], again[model][name])
        self.assertRounded(whole['heterogeneity']['q'], '0.327')
        self.new_evaluation('ev-d3')
        self.assertRefusedAs(self.editor('dk-991').patch('evaluations/ev-d3', {'alpha': 1.5}), '/alpha')

    def test_D4(self):
        """As a researcher I want comparison municipalities and difference-in-differences (15 of the 19 interested did not take
        part: a natural comparison group), so that change is not mistaken for effect."""
        lead = self.editor('dk-991')
        known = lead.read('evaluations/ev-sam')
        self.assertEqual(known['design'], 'did')
        arms = {arm: {one['municipality'] for one in known['members'] if one['arm'] == arm} for arm in ('treated', 'comparison')}
        self.assertEqual(arms, {'treated': set(PROJECT), 'comparison': set(COMPARISON)})
        # what happened before it began, to tell whether both went the same way
        self.assertEqual(known['pre_periods'], ['2020-05'])
        for municipality in ('dk-991', *COMPARISON):
            self.public().one('observations', indicator='sam-01', area=municipality, period='2020-05', respondent_group='user')
        # change beyond the comparison, and a warning where both did not go the same way before
        found = self.effects(self.public(), 'ev-sam')
        for key, did, method in ((('sam-01', 'user'), '0.54', 'did_panel'), (('sam-01', 'relative'), '0.50', 'did_mean'),
                                 (('sam-03', 'employee'), '0.01', 'did_mean')):
            effect = found[key]['difference_in_differences']
            self.assertRounded(effect['did'], did)
            self.assertEqual((effect['method'], effect['placebo']['period']), (method, '2020-05'))
            self.assertIn('few_clusters', effect['warnings'])
            self.assertEqual('pretrend' in effect['warnings'], key == ('sam-03', 'employee'))
        # employees' trust rose, but as much where nothing was done: change, no effect
        self.assertGreater(found['sam-03', 'employee']['random']['effect'], 0.15)
        self.assertGreater(found['sam-03', 'employee']['difference_in_differences']['p_value'], 0.5)
        # and with the named municipality's own cells against one of the comparison
        means = {(area, period): self.public().one('observations', indicator='sam-01', area=area, period=period, respondent_group='relative')
                 for area in ('dk-991', 'dk-995') for period in ('2021-05', '2022-10')}
        cells = {f'{arm}_{wave}': {'mean': row['value'], 'sd': row['sd'], 'n': row['n_valid']}
                 for (area, period), row in means.items()
                 for arm, wave in [('treated' if area == 'dk-991' else 'control', 'before' if period == '2021-05' else 'after')]}
        alone = self.public().calculation('differences-in-differences', measure='mean', **cells)
        self.assertAlmostEqual(alone['did'], (3.216 - 3.111) - (3.032 - 2.88))
        self.assertTrue(alone['ci']['low'] < 0 < alone['ci']['high'] and 'small_n' in alone['warnings'])
        made = self.new_evaluation('ev-d4')
        self.assertEqual([one['municipality'] for one in made['members'] if one['arm'] == 'comparison'], ['dk-995'])

    def test_D5(self):
        """As a municipality we want all trust relations of the triangle in both directions, and inside the organisation, so
        that mutual trust and looking inwards are visible."""
        # among users and relatives, the authority and the provider
        towards = {}
        for row in self.public().list('observations', area='dk-991', period='2022-10', focus_area='fa-sam', kind='trust'):
            towards.setdefault((row['truster'], row['trustee']), row['value'])
        self.assertLessEqual({('user', 'authority'), ('relative', 'authority'), ('user', 'provider'), ('relative', 'provider'),
                              ('caseworker', 'user'), ('provider', 'user'), ('caseworker', 'provider'), ('provider', 'authority')},
                             set(towards))
        # mutual: users towards the authority, and its caseworkers towards users; those who provide are trusted more than they trust
        municipality = self.reader('dk-991')
        for indicator, reference, gap, p_value, direction in (('sam-01', 'sam-03.caseworker', '-0.236', '0.40', 'surplus'),
                                                              ('sam-02', 'sam-03.provider', '0.498', '0.04', 'shortfall')):
            found = municipality.analysis('trust-gaps', type='mutual', indicator=indicator, area='dk-991', respondent_group='user',
                                          period='2022-10')
            self.assertEqual((found['reference'], found['gap_direction'], found['method']), (reference, direction, 'welch'))
            self.assertRounded(found['gap'], gap)
            self.assertRounded(found['p_value'], p_value)
            self.assertIn('small_n', found['warnings'])
        # inside the organisation, on the same scale
        inside = self.public().list('indicators', focus_area='fa-inut', kind='trust')
        self.assertEqual({((one['trusters'] or [None])[0], one['trustee']) for one in inside},
                         {('employee', 'manager'), ('employee', 'colleagues'), ('manager', 'employee')})
        self.assertTrue(self.public().list('observations', indicator='org-01,org-02', area='dk-991'))

    def test_D6(self):
        """As a municipality I want the smallest detectable effect for its n before it starts, so that nobody plans a study that
        cannot succeed."""
        lead = self.editor('dk-991')
        self.new_evaluation('ev-d6', min_effect=0.4)
        # what to expect of n and spread is known from the last round
        last = self.public().one('observations', indicator='sam-01', area='dk-991', period='2022-10', respondent_group='user')
        self.assertEqual((last['n_valid'], last['sd'] is not None), (24, True))
        # so few can show a change of two thirds, not the 0.4 that is hoped for; that takes more in each wave, or the same people twice
        asked = {'measure': 'mean', 'sd': last['sd']}
        found = lead.calculation('minimum-detectable-effects', **asked, n1=24, n2=24)
        self.assertAlmostEqual(found['mde'], (Z_975 + Z_80) * last['sd'] * (2 / 24) ** 0.5)
        self.assertGreater(found['mde'], 0.4)
        needed = lead.calculation('minimum-detectable-effects', **asked, effect=0.4)['n_required']
        self.assertEqual(needed, math.ceil(2 * (last['sd'] * (Z_975 + Z_80) / 0.4) ** 2))
        spread = lead.calculation('mean-changes', sampling='paired', before={'mean': 3.133, 'sd': 0.933}, after={'mean': 3.511, 'sd': 0.999},
                                  correlation=0.552, n_pairs=15)['sd_diff']
        paired = lead.calculation('minimum-detectable-effects', measure='paired', sd_diff=spread, effect=0.4)['n_required']
        self.assertLess(paired, needed)
        # and four cells instead of two take twice as many in each
        cells = {f'{arm}_{wave}': {'sd': last['sd']} for arm in ('treated', 'control') for wave in ('before', 'after')}
        compared = lead.calculation('minimum-detectable-effects', measure='did_mean', **cells, effect=0.4)['n_required']
        self.assertIn(compared, (2 * needed - 1, 2 * needed))
        # registered before there are data; from then on the design stands
        registered = lead.change('evaluations/ev-d6', preregistered_at='2025-09-29T08:00:00Z')
        self.assertEqual((registered['state'], registered['min_effect']), ('designed', 0.4))
        later = [*registered['measures'], measure('sam-04', 'user')]
        changed = lead.patch('evaluations/ev-d6', {'measures': later})
        if changed.status == 200:  # what comes later only explores
            roles = {one['indicator']: one['role'] for one in changed.json()['measures']}
            self.assertEqual(roles['sam-04'], 'exploratory')
        else:
            self.assertRefusedAs(changed)
        later[-1] = measure('sam-04', 'user', role='exploratory')
        self.assertIn(measure('sam-04', 'user', role='exploratory'), lead.change('evaluations/ev-d6', measures=later)['measures'])

    def test_D7(self):
        """As a municipality I want own results open only to itself; the project sees pooled numbers unless the municipality
        agrees to be named, so that sharing is voluntary."""
        # three of the four treated are named to nobody but themselves and who runs the project
        named = {one['municipality'] for one in self.public().read('evaluations/ev-sam')['members']}
        self.assertEqual(named, {'dk-991', *COMPARISON})
        self.assertEqual({one['municipality'] for one in self.reader('dk-993').read('evaluations/ev-sam')['members']}, named | {'dk-993'})
        self.assertEqual({one['municipality'] for one in self.who('ev-sam', 'evaluator').read('evaluations/ev-sam')['members']}, named)
        # its own figures are open to itself, and to no neighbour in the project
        own = {'indicator': 'sam-01', 'area': 'dk-993', 'period': '2022-10'}
        self.assertTrue(self.reader('dk-993').list('observations', **own))
        for outsider in (self.public(), self.reader('dk-992'), self.editor('dk-991')):
            self.assertEqual([row for row in outsider.list('observations', **own) if row['value'] is not None], [])
        # the project has the pooled number of all four, and nobody outside can tell who made it
        for outsider in (self.public(), self.reader('se-9901'), self.who('ev-sam', 'evaluator')):
            item = outsider.analysis('effects', evaluation='ev-sam')
            for found in item['measures']:
                self.assertEqual((found['scope'], found['n_members'], found['random']['se']), ('pooled', None, None))
                self.assertEqual({one['area'] for one in found['members']}, named)
            self.assertFalse([area for area in PROJECT[1:] if area in str(item)])
        # its own row stands beside, for itself alone; and with two hidden, the pool is of those who are named
        found = self.effects(self.reader('dk-993'), 'ev-sam')['sam-01', 'user']
        self.assertEqual({one['area'] for one in found['members']}, named | {'dk-993'})
        self.assertEqual((found['scope'], found['n_members']), ('named_only', 1))
        # one alone who does not want to be named is not pooled: what is left would tell
        item = self.public().analysis('effects', evaluation='ev-inde')
        self.assertIn('named_only', item['warnings'])
        self.assertEqual({(one['scope'], one['n_members']) for one in item['measures']}, {('named_only', 3)})
        self.assertNotIn('dk-993', str(item))
        # who runs the project may enter another as named, but only that one's own word counts
        self.new_evaluation('ev-d7', audience='public', members=[
            member('dk-991', share_level='named'), member('dk-992'), member('dk-995', 'comparison', 'named')])

        def named_now():
            return {one['municipality'] for one in self.public().read('evaluations/ev-d7')['members']}
        self.assertEqual(named_now(), {'dk-991'})
        agreed = {'evaluation': 'ev-d7', 'municipality': 'dk-992', 'arm': 'treated', 'share_level': 'named'}
        self.assertNotEqual(self.editor('dk-993').try_import('evaluation-members', agreed).status, 200)
        self.assertEqual(self.editor('dk-992').imports('evaluation-members', agreed)['revised'], 1)
        self.assertEqual(named_now(), {'dk-991', 'dk-992'})
        self.editor('dk-992').imports('evaluation-members', {**agreed, 'share_level': 'pooled_only'})
        self.assertEqual(named_now(), {'dk-991'})

    def test_D8(self):
        """As a team we want red-tape items: what, which process, who sets the team, solved or not, so that the governance
        challenge decides the team."""
        team, path = self.editor('dk-992'), 'red-tape-items/rt-d8'
        made = team.create('red-tape-items', code='rt-d8', municipality='dk-992', plan='pl-sam', process='Opfølgning',
                           description='Samme skema til tre kontorer.', team=['user', 'caseworker', 'provider'], hours_per_month=30,
                           reported_on='2025-09-02')
        self.assertEqual((made['state'], made['team']), ('reported', ['user', 'caseworker', 'provider']))
        self.assertIn('rt-d8', team.keys('red-tape-items', team='caseworker', process='Opfølgning'))
        self.assertRefusedAs(team.patch(path, {'state': 'solved'}), '/state')
        team.move(path, 'examined', 'solution_tried', 'evaluated', 'solved')
        self.assertEqual(team.change(path, hours_per_month=4)['hours_per_month'], 4)
        self.assertRefusedAs(team.patch(path, {'state': 'reported'}), '/state')
        # the hours of what is still there, and of what is gone
        self.assertEqual(self.editor('dk-991').one('red-tape-items', state='solved')['hours_per_month'], 46)
        self.assertEqual(self.editor('dk-991').keys('red-tape-items'), ['rt-991-skema'])

    def test_D9(self):
        """As a team we want the method used per activity (citizen interview, citizen journey, workshop) and outcome by method,
        so that "which methods work" can be examined."""
        team = self.editor('dk-991')
        by_method = {}
        for activity in self.public().list('actions', plan='pl-sam'):
            by_method.setdefault(activity['involvement_method'], []).append(activity)
        self.assertLessEqual({'citizen_interview', 'citizen_journey', 'workshop'}, set(by_method))
        self.assertEqual({one['area'] for one in by_method['citizen_interview']}, {'dk-991', 'dk-992'})
        self.assertTrue(all(one['progress'] == 1 and one['state'] == 'done' for one in by_method['citizen_journey']))
        for method, place in (('citizen_interview', 'dk-991'), ('citizen_journey', 'dk-991')):
            team.create('dialogues', code=f'dl-d9-{method.replace("_", "-")}', municipality='dk-991', plan='pl-sam', area=place,
                        method=method, governance_level='user', held_on='2025-09-03', participants=7, parties=['user', 'relative'],
                        outcome=f'Aftaler ({method}).')
        for method in ('citizen_interview', 'citizen_journey'):
            self.assertIn(f'dl-d9-{method.replace("_", "-")}', team.keys('dialogues', method=method, held_on_from='2025-09-01'))
            self.assertTrue(all(row['outcome'] for row in team.list('dialogues', method=method)))
        # steps of co-created governance, in order
        steps = [code['code'] for code in team.read('reference-lists/samskabt-step')['codes']]
        self.assertEqual({one['samskabt_step'] for activities in by_method.values() for one in activities}, set(steps))

    def test_D10(self):
        """As a data-protection officer I want results for fewer than 5 answers never to leave, and leaders' teams under 5 never
        to be shown, so that a bosted of 8 people is not exposed."""
        outsiders = (self.public(), self.reader('dk-991'), self.who('ev-sam', 'evaluator'))
        for who in outsiders:
            for small in ({'indicator': 'sam-03', 'area': 'dk-995', 'period': '2021-05', 'respondent_group': 'caseworker'},
                          {'indicator': 'org-03', 'area': 'se-9901', 'period': '2024', 'sex': 'M'}):
                row = who.one('observations', **small)
                self.assertEqual((row['obs_status'], row['conf_status'], [row[name] for name in HIDDEN]), ('Q', 'C', [None] * len(HIDDEN)))
                self.assertEqual(who.list('observations', **small, value_min=0), [])
            self.assertEqual([row for row in who.list('observations', n_valid_max=4) if row['n_valid'] is not None and row['n_valid'] < 5], [])
        # the bosted of fourteen: its own municipality keeps its figures, none has left
        self.assertTrue(self.reader('dk-991').list('observations', area='dk-991-b1'))
        self.assertEqual(self.public().list('observations', area='dk-991-b1'), [])
        self.assertEqual(self.who('ev-sam', 'evaluator').list('observations', area='dk-991-b1'), [])
        # a correction that leaves four answers stays inside
        four = {'indicator': 'sam-06', 'area': 'dk-991', 'period': '2022-10', 'respondent_group': 'caseworker'}
        self.editor('dk-991').imports('observations', {**four, 'value': 4.0, 'n_valid': 4, 'sd': 0.8, 'reason': 'correction',
                                                       'source': 'synth-staff', 'is_synthetic': True})
        self.assertEqual(self.editor('dk-991').one('observations', **four)['n_valid'], 4)
        for who in (self.public(), self.reader('dk-995')):
            self.assertNotEqual(who.one('observations', **four)['n_valid'], 4)
        # four more answers from the bosted stay there
        self.editor('dk-991').imports('observations', {
            'indicator': 'sam-04', 'area': 'dk-991-b1', 'period': '2024-10', 'respondent_group': 'user', 'value': 50.0, 'n_valid': 4, 'x': 2,
            'source': 'synth-users', 'is_synthetic': True})
        self.assertEqual(self.public().list('observations', area='dk-991-b1'), [])
        self.assertEqual(self.reader('dk-992').list('observations', area='dk-991-b1'), [])
        # a release with caseworkers of one bosted, their leaders and its residents: all of the four and three are hidden, and the
        # other part of the employees with them
        publisher, wave = self.publisher('dk-991'), {'area': 'dk-991', 'period': '2025-04'}
        publisher.create('releases', code='rel-d10', owner='dk-991', title='Forår 2025', audience='public')
        staff = {**wave, 'indicator': 'sam-03', 'sd': 0.7, 'source': 'synth-staff'}
        users = {'indicator': 'sam-04', 'period': '2025-04', 'respondent_group': 'user', 'source': 'synth-users'}
        staff_rows = [{**staff, 'respondent_group': 'employee', 'value': 3.677, 'n_valid': 31},
                      {**staff, 'respondent_group': 'caseworker', 'value': 3.5, 'n_valid': 4},
                      {**staff, 'respondent_group': 'provider', 'value': 3.704, 'n_valid': 27},
                      {**staff, 'indicator': 'org-03', 'period': '2025', 'respondent_group': 'manager', 'value': 4.333, 'n_valid': 3}]
        user_rows = [{**users, 'area': 'dk-991', 'value': 62.5, 'n_valid': 24, 'x': 15},
                     {**users, 'area': 'dk-991-b1', 'value': 50.0, 'n_valid': 4, 'x': 2}]
        for rows in (staff_rows, user_rows):
            self.editor('dk-991').imports('observations', *(
                {**row, 'release': 'rel-d10', 'state': 'validated', 'is_synthetic': True} for row in rows))
        told = self.who('dk-991', 'admin').read('releases/rel-d10/preview')
        self.assertEqual({(cell['area'], cell['respondent_group']): (cell['conf_status'], cell['hidden_reason'], cell['n_display'])
                          for cell in told['hidden_cells']},
                         {('dk-991', 'caseworker'): ('A', 'small_base', '<5'), ('dk-991', 'provider'): ('D', 'complementary', 27),
                          ('dk-991', 'manager'): ('A', 'small_base', '<5'), ('dk-991-b1', 'user'): ('A', 'small_base', '<5')})
        publisher.move('releases/rel-d10', 'published')
        for who in outsiders[:1] + outsiders[2:] + (self.reader('dk-995'),):
            cells = {(row['area'], row['respondent_group']): row for row in who.list('observations', release='rel-d10')}
            self.assertEqual({key: row['n_valid'] for key, row in cells.items()}, {
                ('dk-991', 'employee'): 31, ('dk-991', 'caseworker'): None, ('dk-991', 'provider'): None, ('dk-991', 'manager'): None,
                ('dk-991', 'user'): 24, ('dk-991-b1', 'user'): None})
            for row in cells.values():
                hidden = row['n_valid'] is None
                self.assertEqual((row['obs_status'] == 'Q', row['conf_status'] == 'C', [row[name] for name in HIDDEN] == [None] * len(HIDDEN)),
                                 (hidden,) * 3)
        # nor does an analysis tell what the figures do not
        gap = self.public().analysis('trust-gaps', type='part_whole', indicator='sam-04', area='dk-991-b1', period='2025-04')
        self.assertEqual((gap['value'], gap['gap'], gap['gap_direction'], gap['reason'], gap['inputs']), (None, None, None, 'hidden', []))
        table = self.public().calculation('suppressions', k=5, counts=[[4, 27]])
        self.assertEqual((table['conf_statuses'][0][0], table['published_counts'][0][:2]), ('A', [None, None]))
