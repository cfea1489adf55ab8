"""What the five documents want followed up beside plans and figures (docs/five-documents.md)."""

import re

from stage import Story
from support import settings


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
                self.assertNotEqual(reply.json().get('_meta', {}).get('total_records'), 0, 'gives nothing')
