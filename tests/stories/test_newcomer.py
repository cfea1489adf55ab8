"""A municipality that comes new, on data that are tried out: what it is told, by figures, refusals and plans."""

from stage import Story

RESIDENTS = {'period': '2024', 'respondent_group': 'resident'}


class Newcomer(Story):
    @classmethod
    def setUpClass(cls):
        """No invented place, though its figures are."""
        operator = cls().operator()
        operator.create('municipalities', code='se-0899', country='SE', name='Nyköping vid sjön', areas=[
            {'code': 'se-0899', 'name': 'Nyköping vid sjön', 'area_type': 'municipality'},
            {'code': 'se-0899-a', 'name': 'Allén', 'area_type': 'district', 'parent': 'se-0899'},
            {'code': 'se-0899-b', 'name': 'Backen', 'area_type': 'district', 'parent': 'se-0899'}])
        cls().publisher('se-0899').create('releases', code='rel-0899', title='Första', audience='public')

    def figures(self, indicator, *rows, **more):
        return self.publisher('se-0899').imports('observations', *(
            {'indicator': indicator, 'area': area, **RESIDENTS, 'value': round(100 * x / n, 1), 'n_valid': n, 'x': x,
             'source': 'resident-survey', 'release': 'rel-0899', 'state': 'validated', 'is_synthetic': True, **more} for area, x, n in rows))

    def test_what_it_is_told(self):
        publisher = self.publisher('se-0899')
        # what nobody says whose it is is its own; an operator's is everybody's
        self.assertEqual(publisher.read('releases/rel-0899')['owner'], 'se-0899')
        self.assertEqual(self.operator().create('focus-areas', code='fa-alla', names={'sv': 'Alla', 'da': 'Alle', 'en': 'All'})['owner'], 'shared')
        self.figures('ins-01', ('se-0899', 220, 400), ('se-0899-a', 2, 4), ('se-0899-b', 218, 396))
        self.figures('ins-06', ('se-0899', 60, 400))
        publisher.imports('two-item-tables', {'indicator': 'ins-01', 'harm_indicator': 'ins-06', 'area': 'se-0899', **RESIDENTS, 'trust_yes_harm_no': 210,
                                              'trust_yes_harm_yes': 10, 'trust_no_harm_no': 130, 'trust_no_harm_yes': 50})
        # an invented answer makes an invented class, whoever asks
        self.assertEqual(self.told(publisher), ('lack', True, True))
        # what was looked at is what is published: the preview has the release's revision
        path = 'releases/rel-0899'
        looked_at = publisher.get(f'{path}/preview')
        self.assertEqual((looked_at.json()['n_hidden'], looked_at.headers['etag'].split('-')[0]), (2, publisher.etag(path).split('-')[0]))
        self.assertProblem(publisher.patch(path, {'state': 'published'}, '"99-0"'), 'stale')
        self.assertEqual(publisher.patch(path, {'state': 'published'}, looked_at.headers['etag']).status, 200)
        # everybody is told the class of the municipality, of which period and group, and no count
        item = self.public().analysis('trust-classes', area='se-0899')
        self.assertEqual(self.told(self.public()), ('lack', True, True))
        self.assertEqual([(used['period'], used['respondent_group'], used['n']) for used in item['inputs']], [('2024', 'resident', None)])
        self.assertIsNone(item['p_trust'])
        self.hidden_is_hidden()

    def told(self, person):
        item = person.analysis('trust-classes', area='se-0899')
        return item['trust_class'], item['class_certain'], item['is_synthetic']

    def hidden_is_hidden(self):
        """What is hidden is told as hidden, as /observations does; what was never measured is not."""
        publisher = self.publisher('se-0899')
        publisher.create('plans', code='pl-0899', municipality='se-0899', title='Plan', start_date='2024-01-01', end_date='2028-12-31', audience='public',
                         goals=[{'title': 'Allén', 'result_level': 'outcome', 'targets': [
                             {'code': f'tg-0899-{indicator}', 'indicator': indicator, 'area': 'se-0899-a', 'respondent_group': 'resident', 'target': 60,
                              'target_date': '2028-12-31', 'baseline_period': '2024'} for indicator in ('ins-01', 'ins-02')]}])
        change = {'area': 'se-0899-a', 'period_before': '2023', 'period_after': '2024', 'sampling': 'independent', 'respondent_group': 'resident'}
        for person, seen in ((self.public(), 'hidden'), (self.reader('se-0899'), 'hidden'), (self.reader('se-9901'), 'hidden'),
                             (publisher, None)):
            for indicator, reason in (('ins-01', seen), ('ins-02', 'insufficient')):
                ways = {
                    'focal': person.analysis('trust-gaps', type='part_whole', indicator=indicator, area='se-0899-a'),
                    'trend': person.analysis('trends', indicator=indicator, area='se-0899-a'),
                    'effect': person.analysis('effects', indicator=indicator, **change),
                    'goal': next(goal for goal in person.analysis('plan-progresses', plan='pl-0899')['goals'] if goal['indicator'] == indicator)}
                for name, item in ways.items():
                    with self.subTest(f'{name} {indicator} {person.key and person.key[:7]}'):
                        if reason is None:
                            self.assertNotEqual(item['reason'], 'hidden')
                        else:
                            self.assertEqual(item['reason'], reason)
            gap = person.analysis('trust-gaps', type='area', indicator='ins-01', area='se-0899', reference_area='se-0899-a')
            self.assertEqual((gap['reference'], gap['reason'] == 'hidden'), ('se-0899-a', seen == 'hidden'))

    def test_one_language_is_enough_for_what_is_its_own(self):
        publisher, area = self.publisher('se-0899'), 'focus-areas/se-0899-bemot'
        publisher.create('focus-areas', code='se-0899-bemot', names={'sv': 'Bemötande'})
        for lang in ('sv', 'da', 'en'):  # the others fall back, and are told to be none
            self.assertEqual(self.public().read(area, lang=lang)['name'], 'Bemötande')
        self.assertEqual(self.public().read(area, lang='all')['names'], {'sv': 'Bemötande', 'da': None, 'en': None})
        publisher.change(area, names={'da': 'Mødet', 'sv': None})
        self.assertEqual([self.public().read(area, lang=lang)['name'] for lang in ('sv', 'da', 'en')], ['Mødet'] * 3)
        self.assertRefusedAs(publisher.patch(area, {'names': {'da': None}}), '/names', 'languages')
        for names in ({}, {'sv': None}):
            self.assertRefusedAs(publisher.post('focus-areas', {'code': 'se-0899-x', 'names': names}), '/names', 'languages')
        self.assertRefusedAs(self.operator().post('focus-areas', {'code': 'fa-x', 'names': {'sv': 'Delat'}}), '/names', 'languages')
        self.assertEqual(publisher.imports('focus-areas', {'code': 'se-0899-y', 'owner': 'se-0899', 'name_sv': 'Ur fil'})['inserted'], 1)
        self.assertProblem(publisher.try_import('focus-areas', {'code': 'se-0899-z', 'owner': 'se-0899', 'sort': 2}), 'invalid-body', code='languages')
        made = publisher.create('indicators', code='se-0899-svar', kind='process', unit='days', decimals=0, direction='down', freq='A',
                                names={'sv': 'Dagar till svar'})
        publisher.create('indicator-versions', code='se-0899-svar-v1', indicator=made['code'], version=1, statistic='mean',
                         definitions={'sv': 'Medel av dagar.'}, valid_from='2024-01-01')
        self.assertEqual(publisher.read('indicators/se-0899-svar', lang='en')['name'], 'Dagar till svar')

    def test_a_public_draft_is_read_and_an_internal_one_is_not(self):
        """The audience says who reads, the state how far it has come."""
        publisher = self.publisher('se-0899')
        plan = {'municipality': 'se-0899', 'title': 'Förslag', 'start_date': '2026-01-01', 'end_date': '2028-12-31'}
        for code, audience in (('pl-0899-ute', 'public'), ('pl-0899-inne', None)):
            publisher.create('plans', code=code, **plan, **({'audience': audience} if audience else {}))
        self.assertEqual((self.public().read('plans/pl-0899-ute')['state'], self.public().sees('plans/pl-0899-inne')), ('draft', False))
        self.assertEqual(publisher.read('plans/pl-0899-inne')['audience'], 'internal')
