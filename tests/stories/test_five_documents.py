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
