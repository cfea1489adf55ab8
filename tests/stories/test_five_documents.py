"""What the five documents want followed up beside plans and figures (docs/five-documents.md)."""

import re

from stage import Story
from support import settings

TOTAL = {'sex': '_T', 'age_band': '_T'}


class Governing(Story):
    def test_how_often_trust_is_on_the_political_agenda(self):
        """Skåne: lift the core mission onto the political agenda. What was taken up is counted by level, decided or not."""
        head = self.editor('se-9901')
        agenda = dict(municipality='se-9901', plan='pl-norr', governance_level='council', body='Kommunfullmäktige')
        head.create('decisions', code='dec-f-1', met_on='2025-08-25', matter='Tilliten i budgeten', audience='public', **agenda)
        head.create('decisions', code='dec-f-2', met_on='2025-09-22', matter='Planens mål om misstro', outcome='approved', goal='pl-norr-g2',
                    **agenda)
        asked = dict(governance_level='council', municipality='se-9901', met_on_from='2025-07-01')
        self.assertEqual(sorted(head.keys('decisions', **asked)), ['dec-f-1', 'dec-f-2'])
        self.assertEqual(head.keys('decisions', outcome='approved', **asked), ['dec-f-2'])
        head.change('decisions/dec-f-1', outcome='deferred')
        self.assertEqual(self.public().keys('decisions', **asked), ['dec-f-1'])  # the other is for the municipality itself
        self.assertRefusedAs(head.post('decisions', {**agenda, 'code': 'dec-f-3', 'met_on': '2025-09-22', 'matter': 'x',
                                                     'plan': 'pl-sund'}), '/plan')

    def test_conflicts_of_interest_are_handled_openly(self):
        """Helsingborg: how conflicts of interest are handled. Parties, what they want, handling, outcome; never persons."""
        lead, path = self.editor('se-9902'), 'interest-conflicts/ic-h'
        lead.create('interest-conflicts', code='ic-h', municipality='se-9902', plan='pl-sund', arose_on='2025-04-01',
                    parties=['tenant', 'neighbours'], interests='Grannar vill ha lugn; hyresgäster vill bo kvar.')
        self.assertRefusedAs(lead.patch(path, {'settled_on': '2025-05-01'}), '/outcome')
        self.assertRefusedAs(lead.patch(path, {'handling': 'Ring 19121212-1212.'}), '/handling')
        lead.change(path, handling='Värdskap på gården.', outcome='Båda bor kvar.', settled_on='2025-05-01')
        self.assertIn('ic-h', self.reader('se-9902').keys('interest-conflicts', party='neighbours'))
        self.assertFalse(self.reader('se-9901').sees(path))

    def test_what_it_costs_and_who_pays(self):
        """Helsingborg: 600 tkr of Vinnova, October to October; and the cost of an action."""
        controller = self.reader('se-9902')
        money = controller.read('fundings/fund-9902-bostad')
        self.assertEqual((money['amount'], money['amount_mult'], money['currency'], money['funder']), (600, 3, 'sek', 'Vinnova'))
        costs = self.public().list('fundings', action='pl-norr-a1')
        self.assertEqual(sum(row['amount'] * 10 ** row['amount_mult'] for row in costs), 185000)
        body = dict(code='fund-h', municipality='se-9902', funder='Staden', amount=1, currency='sek', start_date='2025-01-01')
        editor = self.editor('se-9902')
        self.assertRefusedAs(editor.post('fundings', body), '/plan')  # of nothing
        self.assertRefusedAs(editor.post('fundings', {**body, 'plan': 'pl-sund', 'evaluation': 'ev-sam'}), '/plan')  # of two


class Knowledge(Story):
    def test_a_compilation_of_knowledge_and_its_spread(self):
        """Järfälla: the compilation that the work rests on, where it was taken up, and the edition that takes its place."""
        strategist = self.editor('se-9901')
        strategist.create('publications', code='pub-j', municipality='se-9901', plan='pl-norr', kind='compilation',
                          title='Tillit, andra upplagan', organisations='Norrsjö kommun', published_on='2025-09-01', language='sv',
                          supersedes='pub-9901-tillit', indicators=['ins-01'], focus_areas=['fa-civ'], audience='public')
        self.assertRefusedAs(strategist.patch('publications/pub-j', {'supersedes': 'pub-j'}), '/supersedes')
        strategist.create('knowledge-uses', code='ku-j', municipality='se-9901', publication='pub-j', plan='pl-norr',
                          governance_level='middle_management', used_on='2025-09-15', helped='Workshop på socialförvaltningen.',
                          audience='public')
        self.assertEqual(self.public().keys('publications', supersedes='pub-9901-tillit'), ['pub-j'])
        spread = self.public().read('publications/pub-j', expand='knowledge_uses')['knowledge_uses']
        self.assertEqual([(use['governance_level'], use['code']) for use in spread], [('middle_management', 'ku-j')])

    def test_uptake_of_controversial_evidence(self):
        """Helsingborg: what makes a municipality take in contested results: what they replaced, what helped and hindered."""
        researcher = self.reader('se-9902')
        contested = researcher.keys('publications', evidence_strength='contested', indicator='bof-01')
        self.assertEqual(contested, ['pub-9902-bostad'])
        use, = researcher.list('knowledge-uses', publication='pub-9902-bostad')
        self.assertTrue(use['practice_replaced'] and use['helped'] and use['hindered'])
        # what is the municipality's own is unknown elsewhere, as a link too
        other = self.editor('se-9901')
        self.assertFalse(other.sees('publications/pub-9902-bostad'))
        self.assertRefusedAs(other.post('knowledge-uses', dict(
            code='ku-h', municipality='se-9901', publication='pub-9902-bostad', governance_level='council',
            used_on='2025-01-01')), '/publication')


class Independence(Story):
    def test_the_researchers_declaration_of_independence(self):
        """Helsingborg: the researcher has no part in management or operation, and says so on the evaluation."""
        lead, path = self.editor('dk-991'), 'evaluations/ev-inde'
        said = dict(declared_by='Universitetets forskere', declared_on='2021-02-01', declaration='Ingen del i ledelse eller drift.')
        self.assertRefusedAs(lead.patch(path, {'declared_by': said['declared_by']}), code='all_or_none')
        self.assertRefusedAs(lead.patch(path, {'interests': 'Lønnet af fonden.'}), '/interests', 'only_when')
        self.assertRefusedAs(lead.patch(path, {**said, 'interests': 'Mail: a@example.org'}), '/interests')
        lead.change(path, interests='Lønnet af fonden.', **said)
        seen = self.public().read(path)
        self.assertEqual({name: seen[name] for name in said}, said)

    def test_the_knowledge_behind_the_work(self):
        """What a plan, an action, an idea and a pilot rest on, from them to the publication."""
        lead = self.editor('dk-991')
        for place, name in (('plan', 'pl-sam'), ('action', 'pl-sam-a2'), ('idea', 'idea-forventning'), ('pilot', 'pilot-forventning')):
            lead.create('knowledge-uses', code=f'ku-d-{place}', municipality='dk-991', publication='pub-991-model', used_on='2022-12-01',
                        governance_level='unit_management', audience='public', **{place: name})
            with self.subTest(place):
                uses = self.public().read(f'{place}s/{name}', expand='knowledge_uses')['knowledge_uses']
                self.assertIn((f'ku-d-{place}', 'pub-991-model'), [(use['code'], use['publication']) for use in uses])
        self.assertEqual([row['code'] for row in self.public().read('plans/pl-sam', expand='publications')['publications']], ['pub-991-model'])


class Practice(Story):
    ITEMS = {'housing_right': 3, 'choice_and_control': 4, 'separation': 4, 'recovery': 2, 'harm_reduction': 4, 'active_engagement': 3,
             'person_centred': 4, 'flexible_support': 4}

    def items(self, **changes):
        return [{'principle': name, 'score': score} for name, score in {**self.ITEMS, **changes}.items()]

    def test_fidelity_by_principle_with_uncertainty(self):
        """Helsingborg: whether the programme was followed, principle by principle, by several roles, and how sure that is."""
        lead, path = self.editor('se-9902'), 'fidelity-assessments/fid-h'
        body = dict(code='fid-h', municipality='se-9902', plan='pl-sund', model='housing_first', assessed_on='2025-08-01', rater='other_unit',
                    n_raters=2, scale_low=1, scale_high=4)
        self.assertRefusedAs(lead.post('fidelity-assessments', {**body, 'items': self.items(separation=5)}), '/items', 'out_of_range')
        self.assertRefusedAs(lead.post('fidelity-assessments', {**body, 'items': self.items(inspires=3)}), '/items', 'must_be')
        self.assertRefusedAs(lead.post('fidelity-assessments', {**body, 'items': self.items() + self.items()}), '/items', 'duplicate')
        self.assertRefusedAs(lead.post('fidelity-assessments', {**body, 'model': 'separation', 'items': self.items()}), '/model', 'must_be')
        self.assertRefusedAs(lead.post('fidelity-assessments', {**body, 'rater': 'users', 'items': self.items()}), '/n_raters', 'at_least')
        self.assertRefusedAs(lead.post('fidelity-assessments', {**body, 'rater': 'users', 'n_raters': 4, 'items': self.items()}), '/n_raters',
                             'at_least')
        lead.create('fidelity-assessments', items=self.items(), **body)
        self.assertRefusedAs(lead.patch(path, {'summary': 'Anna 19121212-1212 sade.'}), '/summary')
        found = lead.analysis('fidelities', plan='pl-sund', model='housing_first')
        mine = next(row for row in found['assessments'] if row['code'] == 'fid-h')
        # 3.5 of 1-4 is 83.3 percent; s/sqrt(8) = 8.909, t(7) = 2.3646; the scale ends at 100
        self.assertRounded(mine['score'], '83.333')
        self.assertRounded(mine['se'], '8.909')
        self.assertInterval(mine['ci'], '62.268', '100.000')
        self.assertEqual(found['n_assessments'], len(found['assessments']))
        scores = [row['score'] for row in found['assessments']]
        self.assertAlmostEqual(found['score'], sum(scores) / len(scores))
        self.assertIn('small_n', found['warnings'])
        separate = next(row for row in found['principles'] if row['principle'] == 'separation')
        self.assertEqual((separate['n_assessments'], separate['highest']), (len(scores), 100))
        # the newest of each role
        lead.create('fidelity-assessments', items=self.items(recovery=4), **{**body, 'code': 'fid-h2', 'assessed_on': '2025-09-01'})
        again = lead.analysis('fidelities', plan='pl-sund', model='housing_first')
        self.assertEqual({row['code'] for row in again['assessments']} & {'fid-h', 'fid-h2'}, {'fid-h2'})
        # one role alone has no spread to tell an interval from
        alone = lead.analysis('fidelities', plan='pl-sund', model='housing_first', as_of='2025-03-20T00:00:00Z')
        self.assertEqual((alone['n_assessments'], alone['se'], alone['ci'], alone['reason']), (1, None, None, 'insufficient'))

    def test_interviews_on_several_levels_beside_the_figures(self):
        """Helsingborg: a series of interviews with officials at several levels. What was said, how many at least, never who."""
        researcher, path = self.editor('se-9902'), 'qualitative-findings/qf-h'
        said = dict(municipality='se-9902', plan='pl-sund', source='interview', governance_level='middle_management', collected_on='2025-06-01',
                    theme='Räckvidd', summary='Cheferna tror att policyn är känd.', indicators=['int-04'])
        for body, pointer in (({'n_said': 4}, '/n_said'), ({}, '/uncounted_reason'), ({'n_said': 5, 'uncounted_reason': 'few'},
                              '/uncounted_reason'), ({'n_said': 9, 'respondent_group': 'youth'}, '/n_said'),
                              ({'n_said': 5, 'summary': 'Ring Anna, 070-123 45 67.'}, '/summary')):
            with self.subTest(body):
                self.assertRefusedAs(researcher.post('qualitative-findings', {**said, 'code': 'qf-h0', **body}), pointer)
        researcher.create('qualitative-findings', code='qf-h', n_said=6, respondent_group='manager', **said)
        researcher.create('qualitative-findings', code='qf-h2', uncounted_reason='few', **{**said, 'governance_level': 'council'})
        found = researcher.list('qualitative-findings', theme='Räckvidd', indicator='int-04')
        self.assertEqual({row['governance_level']: row['n_said'] for row in found}, {'middle_management': 6, 'council': None})
        self.assertRefusedAs(researcher.patch(path, {'n_said': 3}), '/n_said')
        self.assertFalse(self.public().sees(path))

    def test_leadership_by_five_qualities(self):
        """Skåne: a leader is a role model, takes responsibility, supports and gives feedback, inspires, encourages participation."""
        found = self.reader('se-9901').analysis('fidelities', plan='pl-fss', model='leadership')
        self.assertEqual({row['rater'] for row in found['assessments']}, {'employees', 'management'})
        self.assertEqual(len(found['principles']), 5)
        self.assertEqual(min(found['principles'], key=lambda row: row['score'])['principle'], 'support_and_feedback')


class Together(Story):
    def test_an_influence_group_with_its_demands_and_answers(self):
        """Järfälla: an influence group has been formed at Sångvägen. The group, its meetings, its demands and what came of them."""
        developer, path = self.editor('se-9901'), 'influence-groups/ig-j'
        developer.create('influence-groups', code='ig-j', municipality='se-9901', plan='pl-norr', area='se-9901-d2', name='Gruppen på gården',
                         mandate='Föreslår åtgärder.', start_date='2025-05-01', participants=4, meetings_per_year=6, parties=['resident'],
                         audience='public')
        developer.create('dialogues', code='dl-j', municipality='se-9901', plan='pl-norr', area='se-9901-d2', method='influence_group',
                         held_on='2025-05-20', participants=7, influence_group='ig-j', audience='public')
        item = dict(municipality='se-9901', received_on='2025-05-20', channel='meeting', origin='resident')
        self.assertRefusedAs(developer.post('feedback-items', {**item, 'demand': 'Bänkar.'}), '/demand', 'only_when')  # never about a person
        demand = developer.create('feedback-items', influence_group='ig-j', demand='Bänkar på gården.', **item)
        answer = f'feedback-items/{demand["id"]}'
        self.assertRefusedAs(developer.patch(answer, {'answer': 'Fyra bänkar.'}), '/answer', 'only_when')
        developer.change(answer, state='acknowledged')
        developer.change(answer, state='answered', answered_on='2025-06-01', answer='Fyra bänkar.', outcome='changed')
        whole = self.reader('se-9901').read(path, expand='dialogues,feedback_items')
        self.assertEqual([row['code'] for row in whole['dialogues']], ['dl-j'])
        self.assertEqual([(row['demand'], row['answer'], row['outcome']) for row in whole['feedback_items']],
                         [('Bänkar på gården.', 'Fyra bänkar.', 'changed')])
        # four persons are few: others are not told how many; and the log of feedback is the municipality's own
        self.assertEqual(developer.read(path)['participants'], 4)
        outside = self.public().read(path, expand='feedback_items')
        self.assertEqual((outside['participants'], outside['feedback_items']), (None, []))
        # until the group and the municipality want it seen: the demand with its answer, never what has no group's demand
        self.assertRefusedAs(developer.post('feedback-items', {**item, 'audience': 'public'}), '/audience', 'only_when')
        developer.change(answer, audience='public')
        outside = self.public().read(path, expand='feedback_items')
        self.assertEqual([(row['demand'], row['answer']) for row in outside['feedback_items']], [('Bänkar på gården.', 'Fyra bänkar.')])
        self.assertEqual(self.public().keys('feedback-items', 'id', influence_group='ig-j'), [demand['id']])
        developer.change(path, audience='internal')  # no further than the group
        self.assertProblem(self.public().get(answer), 'not-found')
        developer.change(path, audience='public')
        self.assertRefusedAs(developer.patch(answer, {'answer': 'Skriv till anna@example.org.'}), '/answer')
        other = dict(code='dl-j2', municipality='se-9902', area='se-9902', method='workshop', held_on='2025-05-20', participants=7)
        self.assertRefusedAs(self.editor('se-9902').post('dialogues', {**other, 'influence_group': 'ig-j'}), '/influence_group',
                             'unknown_code')

    def test_cooperation_with_civil_society(self):
        """Järfälla: the trust-building part of civil society, and a series of workshops with it: by organisation, not as a party."""
        developer = self.editor('se-9901')
        developer.create('organisations', code='org-j', municipality='se-9901', name='Folkets hus', kind='association',
                         start_date='2025-01-01', agreement='Lokaler för möten.', focus_areas=['fa-civ'], audience='public')
        for month in ('03', '04', '05'):
            developer.create('dialogues', code=f'dl-j-{month}', municipality='se-9901', area='se-9901', method='workshop',
                             held_on=f'2025-{month}-10', participants=12, series='Samverkan i fem steg', organisations=['org-j'], audience='public')
        action = developer.read('actions/pl-norr-a6')
        developer.change('actions/pl-norr-a6', organisations=[*action['organisations'], 'org-j'])
        done = self.public().read('organisations/org-j', expand='actions,dialogues')
        self.assertEqual([row['code'] for row in done['actions']], ['pl-norr-a6'])
        self.assertEqual(len(done['dialogues']), 3)
        self.assertEqual(len(self.public().keys('dialogues', series='Samverkan i fem steg')), 3)
        self.assertEqual(self.public().keys('actions', organisation='org-j'), ['pl-norr-a6'])
        # an organisation that is not for everybody is not named to everybody
        self.assertNotIn('org-9901-idrott', self.public().read('actions/pl-norr-a6')['organisations'])
        self.assertIn('org-9901-idrott', developer.read('actions/pl-norr-a6')['organisations'])
        self.assertRefusedAs(self.editor('se-9902').post('organisations', dict(
            code='org-h', municipality='se-9902', name='x', kind='users', start_date='2025-02-01', end_date='2025-01-01')), '/end_date')


class Documents(Story):
    def test_how_steering_documents_speak_of_trust(self):
        """Järfälla: how trust is described in the steering documents: quoted, and counted over the set, never typed in."""
        strategist = self.editor('se-9902')
        strategist.create('document-passages', code='dp-j', steering_document='sd-9902-bostad-forst', place='avsnitt 5',
                          quote='Personalen får avstå från rapport.', trust_form='interpersonal', truster='manager', trustee='employee',
                          stance='allows', audience='public')
        share = strategist.analysis('document-shares', municipality='se-9902')
        self.assertEqual([share[name] for name in ('n_documents', 'n_documents_with', 'n_passages')], [2, 2, 3])
        found = {(row['stance'], row['trust_form']): (row['n_passages'], row['p_passages'], row['p_documents']) for row in share['stances']}
        self.assertEqual(found['demands', None], (1, 1 / 3, 0.5))
        self.assertEqual(found['allows', 'interpersonal'], (1, 1 / 3, 0.5))
        trusts = {(row['stance'], row['truster'], row['trustee']): row['n_passages'] for row in share['relations']}
        self.assertEqual(trusts['allows', 'manager', 'employee'], 1)
        self.assertIn('census', share['warnings'])  # all were read: no interval
        # others count what they see
        seen = self.public().analysis('document-shares', municipality='se-9902')
        self.assertEqual([seen[name] for name in ('n_documents', 'n_passages')], [1, 2])
        routines = strategist.analysis('document-shares', municipality='se-9902', kind='routine')
        self.assertEqual({row['stance'] for row in routines['stances']}, {'counteracts'})
        nothing = strategist.analysis('document-shares', municipality='se-9902', governance_level='user')
        self.assertEqual((nothing['n_documents'], nothing['stances'], nothing['reason']), (0, [], 'insufficient'))
        self.assertRefusedAs(strategist.patch('document-passages/dp-j', {'quote': 'Ring 19121212-1212.'}), '/quote')

    def test_rules_that_counteract_and_taking_them_away(self):
        """Skåne: tools for taking away, too. Whose rule, what instead, who decides, and that it was done."""
        officer, path = self.editor('se-9901'), 'document-passages/dp-f'
        rule = dict(code='dp-f', steering_document='sd-9901-delegation', place='kap. 9', quote='Chef godkänner varje resa.',
                    stance='counteracts', audience='public')
        self.assertRefusedAs(officer.post('document-passages', rule), '/rule_level', 'exactly_when')
        officer.create('document-passages', rule_level='own', proposal='Resor redovisas efteråt.', decided_by='Socialnämnden', **rule)
        self.assertRefusedAs(officer.patch(path, {'decision': 'remove'}), '/decided_on')
        self.assertRefusedAs(officer.patch(path, {'stance': 'allows', 'rule_level': None}), '/proposal')
        officer.change(path, decision='remove', decided_on='2025-09-01', done_on='2025-09-15')
        self.assertRefusedAs(officer.patch(path, {'done_on': '2025-08-01'}), '/done_on')
        asked = dict(stance='counteracts', municipality='se-9901')
        self.assertIn('dp-f', self.public().keys('document-passages', decision='remove', rule_level='own', **asked))
        self.assertEqual(self.public().keys('document-passages', rule_level='state', **asked), ['dp-9901-dokumentation'])
        self.assertFalse(self.public().sees('document-passages/dp-9901-avvikelser'))
        officer.create('decisions', code='dec-f-rule', municipality='se-9901', governance_level='committee', body='Socialnämnden',
                       met_on='2025-09-01', matter='Reseregeln', outcome='approved', document_passage='dp-f', audience='public')
        taken = self.public().read(path, expand='decisions')['decisions']
        self.assertEqual([row['code'] for row in taken], ['dec-f-rule'])

    def test_the_courage_to_stretch_a_rule(self):
        """Skåne: to dare, to stretch laws and rules. A pilot names the rule and by whose leave."""
        lead = self.editor('se-9901')
        pilot = dict(code='pilot-f', municipality='se-9901', idea='idea-samtal', title='Ansökan i samtal', start_date='2025-03-01',
                     end_date='2025-12-31')
        self.assertRefusedAs(lead.post('pilots', {**pilot, 'leave_of': 'Socialnämnden'}), '/leave_of', 'only_when')
        lead.create('pilots', stretches='dp-9901-dokumentation', leave_of='Socialnämnden', **pilot)
        self.assertIn('pilot-f', lead.keys('pilots', stretches='dp-9901-dokumentation'))
        # another's rule that is not seen is unknown, as a link too
        self.assertRefusedAs(lead.patch('pilots/pilot-f', {'stretches': 'dp-9902-inkop'}), '/stretches', 'unknown_code')
class Involvement(Story):
    def test_involvement_in_each_step_of_a_case(self):
        """Denmark: users and relatives are involved in assessment, referral and support; what is done says in which."""
        lead, path = self.editor('dk-991'), 'red-tape-items/rt-991-skema'
        lead.create('dialogues', code='dl-f-visitation', municipality='dk-991', area='dk-991', method='citizen_interview', held_on='2025-09-01',
                    case_step='referral', participants=9, audience='public')
        self.assertEqual(self.public().keys('dialogues', case_step='referral', municipality='dk-991'), ['dl-f-visitation'])
        self.assertEqual(self.public().keys('actions', case_step='referral'), ['pl-sam-a3'])
        lead.create('feedback-items', municipality='dk-991', received_on='2025-09-02', channel='meeting', origin='relative', case_step='support')
        self.assertEqual(len(lead.list('feedback-items', case_step='support', received_on_from='2025-09-01')), 1)
        self.assertEqual(lead.keys('red-tape-items', case_step='assessment'), ['rt-991-skema'])
        self.assertRefusedAs(lead.patch(path, {'case_step': 'complaint'}), '/case_step')

    def test_which_methods_work_and_when(self):
        """Denmark: which methods of involvement work, and when. What differs by chance is not ranked."""
        asked = dict(indicator='int-02', respondent_group='user')
        found = self.public().analysis('method-effects', **asked)
        effects = {group['code']: group for group in found['groups']}
        self.assertRounded(effects['citizen_interview']['effect'], '0.61')
        self.assertLess(effects['citizen_interview']['adjusted_p_value'], 0.001)
        self.assertEqual({pair['better'] for pair in found['comparisons']}, {'citizen_interview', None})
        steps = self.public().analysis('method-effects', compare='case_step', **asked)
        self.assertEqual({pair['better'] for pair in steps['comparisons']}, {None})
        # an evaluation says what it is of; without registration it has no effect yet
        lead = self.editor('dk-991')
        body = dict(code='ev-f-ny', owner='dk-991', title='Borgerrejse igen', design='before_after', sampling='independent',
                    before_period='2023', after_period='2024', actions=['pl-sam-a2'], involvement_methods=['citizen_journey'], case_step='referral',
                    members=[{'municipality': 'dk-991', 'arm': 'treated', 'share_level': 'named'}],
                    measures=[{'indicator': 'int-02', 'respondent_group': 'user', 'role': 'confirmatory', 'sampling': 'independent'}])
        lead.create('evaluations', **body)
        one = next(e for e in lead.analysis('method-effects', **asked)['evaluations'] if e['evaluation'] == 'ev-f-ny')
        self.assertEqual((one['reason'], one['effect']), ('not_preregistered', None))
        self.assertNotIn('ev-f-ny', [e['evaluation'] for e in self.public().analysis('method-effects', **asked)['evaluations']])
        # registered, it rests on the same answers as another one
        lead.change('evaluations/ev-f-ny', preregistered_at='2022-09-30T06:00:00Z')
        self.assertIn('overlap_unhandled', lead.analysis('method-effects', **asked)['warnings'])
        # an action that its writer does not see is unknown to him
        self.assertRefusedAs(lead.post('evaluations', {**body, 'code': 'ev-f-x', 'actions': ['pl-sund-a1']}), '/actions/0')

    def test_hidden_members_stay_hidden_behind_their_method(self):
        """Denmark: what `effects` tells of members that are only pooled is all that their method tells."""
        asked = dict(indicator='sam-01', respondent_group='user')
        methods = self.editor('dk-991').read('evaluations/ev-sam')['involvement_methods']
        self.editor('dk-991').change('evaluations/ev-sam', involvement_methods=['workshop'])
        try:
            known = next(one for one in self.public().analysis('effects', evaluation='ev-sam')['measures']
                         if (one['indicator'], one['respondent_group']) == ('sam-01', 'user'))['difference_in_differences']
            found = self.public().analysis('method-effects', **asked)
            one = next(one for one in found['evaluations'] if one['evaluation'] == 'ev-sam')
            self.assertEqual((one['effect'], one['ci'], one['p_value']), (known['did'], known['ci'], known['p_value']))
            group, = found['groups']
            self.assertEqual([one['se'], one['df'], one['n'], group['se'], group['df'], group['n']], [None] * 6)
            self.assertEqual({row['area'] for row in found['inputs']}, {'dk-991', 'dk-995', 'dk-996'})
        finally:
            self.editor('dk-991').change('evaluations/ev-sam', involvement_methods=methods)

    def test_trust_inside_as_a_condition(self):
        """Denmark: trust outside cannot be seen apart from trust inside. Over places, from five of them on."""
        asked = dict(inside='org-01', outside='int-02', peer_group='pg-demo-dk')
        found = self.public().analysis('trust-associations', **asked)
        self.assertRounded(found['slope'], '0.86')
        self.assertInterval(found['ci'], '0.18', '1.54')
        self.assertEqual((found['k'], found['warnings']), (5, ['ecological']))
        self.assertNotIn('dk-996', [place['area'] for place in found['places']])  # its figure inside is its own
        whole = self.reader('dk-996').analysis('trust-associations', **asked)
        self.assertEqual(whole['k'], 6)
        self.assertTrue(whole['leave_one_out']['slope_low'] < whole['slope'] < whole['leave_one_out']['slope_high'])
        few = self.public().analysis('trust-associations', inside='org-01', outside='sam-01', peer_group='pg-demo-dk')
        self.assertEqual((few['reason'], few['slope']), ('insufficient', None))
class Places(Story):
    def test_districts_on_a_map(self):
        """Järfälla: where trust is, district by district. A map needs places under their official codes, and the figures there."""
        strategist = self.editor('se-9901')
        ring = [[17.875, 59.5], [17.9375, 59.5], [17.9375, 59.5625], [17.875, 59.5625], [17.875, 59.5]]
        strategist.change('areas/se-9901-d3', geometry={'type': 'Polygon', 'coordinates': [ring]},
                          external_ids=[{'system': 'regso', 'id': '9901R003'}])
        self.assertRefusedAs(strategist.patch('areas/se-9901-d3', {'geometry': {'type': 'Polygon', 'coordinates': [ring[:4]]}}),
                             '/geometry/coordinates/0', 'ring_open')
        figures = self.public().read('observations', format='geojson', indicator='ins-01', parent_area='se-9901', period='2024', **TOTAL)
        drawn = {feature['properties']['area']: feature for feature in figures['features'] if feature['geometry']}
        self.assertEqual(drawn['se-9901-d3']['geometry']['coordinates'], [ring])
        self.assertEqual(drawn['se-9901-d2']['properties']['value'], 35.8)


class Table(Story):
    def test_every_request_of_the_table_is_answered(self):
        """docs/five-documents.md: each request that is written out gives something, to one who may see it."""
        text = (settings.REPOSITORY / 'docs' / 'five-documents.md').read_text(encoding='utf-8')
        requests = [found for found in re.findall(r'`GET /([^`]+)`', text) if '…' not in found]
        self.assertGreater(len(requests), 25)
        for request in requests:
            with self.subTest(request):
                reply = self.operator().get(request)
                self.assertEqual(reply.status, 200, reply)
                found = reply.json()
                self.assertNotEqual(len(found.get('features', [None])), 0, 'gives nothing')
                self.assertNotEqual(found.get('_meta', {}).get('total_records'), 0, 'gives nothing')
