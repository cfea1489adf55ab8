"""D1-D10: municipalities steer together with citizens and relatives, and measure mutual trust (seed: Samskabt styring)."""

from stage import Story

PROJECT = ('dk-991', 'dk-992', 'dk-993', 'dk-994')
COMPARISON = ('dk-995', 'dk-996')
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
        made = self.new_evaluation('ev-d2', members=[
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
