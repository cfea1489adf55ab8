"""Creating, changing and deleting: every resource that is written, its bodies closed, everything wrong told at once, and
nothing lost between those who write at the same time."""

import concurrent.futures
import json
import re
import threading
import time

import writing
from support import contract, database, settings
from support.case import Case
from writing import editor, errors, operator

LABELS = {'sv': 'a', 'da': 'b', 'en': 'c'}

# A new object of each resource: who creates it, and a change of one member.
BODIES = {
    'terms': (operator, dict(code='t-term', names=LABELS, descriptions=LABELS), dict(names={'en': 'd'})),
    'municipalities': (operator, dict(code='se-9989', country='SE', name='Prov'), dict(active=False)),
    'areas': (editor, dict(code='se-9901-t', name='Prov', area_type='district', owner='se-9901', parent='se-9901'),
              dict(population=7)),
    'peer-groups': (operator, dict(code='t-peers', names=LABELS, members=[{'municipality': 'se-9901', 'valid_from': None, 'valid_to': None}]),
                    dict(members=[])),
    'org-units': (editor, dict(code='se-9901-t', municipality='se-9901', name='Prov', governance_level='council'),
                  dict(headcount=5)),
    'indicators': (editor, dict(code='se-9901-ti', owner='se-9901', kind='process', names=LABELS, unit='pct', decimals=1,
                                direction='up', freq='A'), dict(goalpost_low=0, goalpost_high=100.5)),
    'indicator-versions': (operator, dict(code='ins-01-v99', indicator='ins-01', version=99, statistic='register',
                                          definitions=LABELS, valid_from='2030-01-01'), dict(question_texts={'sv': 'x'})),
    'focus-areas': (editor, dict(code='se-9901-t', owner='se-9901', names=LABELS), dict(sort=4)),
    'sources': (editor, dict(code='t-source', owner='se-9901', name='Prov', collection='census'), dict(licence='CC0')),
    'survey-waves': (editor, dict(code='t-wave', owner='se-9901', source='synth-survey', fieldwork_start='2025-01-01',
                                  fieldwork_end='2025-02-01'), dict(frame_size=10, n_invited=10)),
    'targets': (editor, dict(code='t-target', municipality='se-9901', indicator='ins-01', area='se-9901', target=50,
                             target_date='2027-12-31'), dict(target=51.25)),
    'plans': (editor, dict(code='t-plan', municipality='se-9901', title='Prov', start_date='2025-01-01', end_date='2026-01-01'),
              dict(partners=['se-9902'])),
    'goals': (editor, dict(plan='pl-norr', title='Prov', result_level='outcome'), dict(rationale='Därför')),
    'actions': (editor, dict(goal='pl-norr-g1', title='Prov', start_date='2025-03-01', end_date='2025-12-31'), dict(weight=2.5)),
    'milestones': (editor, dict(action='pl-norr-a1', title='Prov', due_date='2025-05-31'), dict(weight=3)),
    'follow-ups': (editor, dict(goal='pl-norr-g1', as_of='2025-06-01'), dict(learning='Mer')),
    'risks': (editor, dict(plan='pl-norr', kind='risk', description='Prov', probability=1, consequence=2), dict(handling='x')),
    'evaluations': (editor, dict(code='t-ev', owner='se-9901', title='Prov', design='did', sampling='paired',
                                 before_period='2020', after_period='2021-S1',
                                 measures=[{'indicator': 'ins-01', 'respondent_group': 'user', 'role': 'exploratory',
                                            'sampling': 'paired'}]),
                    dict(members=[{'municipality': 'se-9901', 'arm': 'treated', 'share_level': 'named', 'sampling': None}])),
    'steering-documents': (editor, dict(code='t-doc', municipality='se-9901', title='Prov', kind='policy', governance_level='council'),
                           dict(review_due='2027-01-01')),
    'document-reviews': (editor, dict(steering_document='sd-9901-tillit', reviewed_on='2025-01-01', defines_trust=True,
                                      verdict='supports'), dict(trust_forms=['social'])),
    'document-passages': (editor, dict(code='t-passage', steering_document='sd-9901-tillit', place='1', quote='Prov', stance='allows'),
                          dict(trust_form='social', truster='resident', trustee='people')),
    'chain-assessments': (editor, dict(plan='pl-norr', governance_level='user', respondent_group='user', assessed_on='2025-01-01',
                                       n_respondents=9), dict(n_stated=3)),
    'process-assessments': (editor, dict(plan='pl-norr', subject='Prov', process_step='prepare', truster='user', trustee='manager',
                                         respondent_group='user', assessed_on='2025-01-01', mean=3.5, sd=1, n=10), dict(n=11)),
    'decisions': (editor, dict(code='t-decision', municipality='se-9901', governance_level='council', body='x', met_on='2025-01-01',
                               matter='y'), dict(outcome='noted')),
    'interest-conflicts': (editor, dict(code='t-conflict', municipality='se-9901', arose_on='2025-01-01', interests='x'),
                           dict(parties=['user', 'provider'])),
    'fundings': (editor, dict(code='t-funding', municipality='se-9901', plan='pl-norr', funder='x', amount=1.5, currency='sek',
                              start_date='2025-01-01'), dict(amount_mult=6)),
    'publications': (editor, dict(code='t-publication', municipality='se-9901', kind='report', title='Prov', organisations='x',
                                  published_on='2025-01-01'), dict(indicators=['ins-01'], areas=['se-9901'])),
    'knowledge-uses': (editor, dict(code='t-use', municipality='se-9901', publication='pub-9901-tillit', governance_level='council',
                                    used_on='2025-01-01'), dict(helped='x')),
    'fidelity-assessments': (editor, dict(code='t-fidelity', municipality='se-9901', model='leadership', assessed_on='2025-01-01',
                                          rater='researcher', scale_low=1, scale_high=5, items=[{'principle': 'inspires', 'score': 4.5}]),
                             dict(n_raters=2)),
    'qualitative-findings': (editor, dict(code='t-finding', municipality='se-9901', source='interview', governance_level='council',
                                          collected_on='2025-01-01', theme='Prov', summary='x', n_said=5), dict(indicators=['ins-01'])),
    'organisations': (editor, dict(code='t-organisation', municipality='se-9901', name='Prov', kind='association'),
                      dict(areas=['se-9901-d2'], focus_areas=['fa-civ'])),
    'influence-groups': (editor, dict(code='t-group', municipality='se-9901', name='Prov', start_date='2025-01-01'),
                         dict(participants=12, area='se-9901-d2')),
    'ideas': (editor, dict(code='t-idea', municipality='se-9901', title='Prov', origin='user', benefit_for_residents='Bra'),
              dict(adoptions=[{'municipality': 'se-9902', 'adopted_on': '2025-01-01'}])),
    'pilots': (editor, dict(code='t-pilot', municipality='se-9901', idea='idea-samtal', title='Prov', start_date='2025-01-01',
                            end_date='2025-02-01'), dict(learning='x')),
    'feedback-items': (editor, dict(municipality='se-9901', received_on='2025-01-01', channel='web', origin='user'),
                       dict(responsible_function='x')),
    'red-tape-items': (editor, dict(code='t-tape', municipality='se-9901', process='x', description='y', reported_on='2025-01-01'),
                       dict(team=['user'])),
    'dialogues': (editor, dict(code='t-talk', municipality='se-9901', area='se-9901-d2', method='workshop', held_on='2025-01-01',
                               participants=3), dict(outcome='x')),
}
PLAN = dict(BODIES['plans'][1], code='t-other')


def key_of(name, created):
    return created.get('code') or created['id']


def creates(name, **changes):
    who, body, _ = BODIES[name]
    return who().create(name, **{**body, **changes})


class Objects(Case):
    def test_the_table_has_every_resource_that_is_written(self):
        document = contract.served(writing.stage().server.api)
        patched = {path.split('/')[3] for path, item in document['paths'].items() if 'patch' in item}
        self.assertEqual(patched - {'api-keys', 'releases'}, set(BODIES))

    def test_created_changed_and_deleted(self):
        for case in self.table(list(BODIES)):
            with case as name:
                self.life_of(name, *BODIES[name])

    def life_of(self, name, who, body, change):
        person = who()
        reply = person.post(name, body)
        self.assertEqual(reply.status, 201, reply)
        created = reply.json()
        for member, value in body.items():
            self.assertEqual(created.get(member, value), value, member)
        path = f'{name}/{key_of(name, created)}'
        tag = person.etag(path)
        self.assertTrue(reply.headers['location'].endswith(f'{settings.API}/{path}'), reply.headers['location'])
        self.assertEqual((person.read(path), reply.headers['etag']), (created, tag))
        self.assertEqual(person.patch(path, {}).headers['etag'], tag)
        changed = person.change(path, **change)
        self.assertNotEqual(person.etag(path), tag)
        again = person.patch(path, change)
        self.assertEqual(again.headers['etag'], person.etag(path), 'a change that changes nothing')
        self.assertEqual(again.json(), changed)
        self.assertProblem(person.patch(path, change, tag), 'stale')
        self.assertProblem(person.delete(path, tag), 'stale')
        person.remove(path)
        self.assertProblem(person.delete(path, '*'), 'not-found')

    def test_codes_of_what_nobody_names(self):
        plan = editor().create('plans', **{**PLAN, 'code': 't-coded'})['code']
        goal = editor().create('goals', plan=plan, title='x', result_level='outcome')['code']
        action = editor().create('actions', goal=goal, title='x', start_date='2025-02-01', end_date='2025-03-01')['code']
        milestone = editor().create('milestones', action=action, title='x', due_date='2025-02-02')['code']
        risk = editor().create('risks', plan=plan, kind='risk', description='x', probability=1, consequence=1)['code']
        self.assertEqual([goal, action, milestone, risk], ['t-coded-g1', 't-coded-a1', 't-coded-a1-m1', 't-coded-r1'])
        given = dict(plan=plan, title='x', result_level='outcome')
        editor().create('goals', **{**given, 'code': 't-coded-g7'})
        self.assertEqual(editor().create('goals', **given)['code'], 't-coded-g8')
        # somebody else's goal, that this editor does not see, has the next code
        other = editor('se-9902').create('plans', **{**PLAN, 'code': 't-unseen', 'municipality': 'se-9902'})['code']
        editor('se-9902').create('goals', plan=other, title='x', result_level='outcome', code='t-coded-g9')
        self.assertEqual(editor().create('goals', **given)['code'], 't-coded-g10')

    def test_parts_of_an_evaluation(self):
        def member(municipality, share_level='none', arm='treated'):
            return {'municipality': municipality, 'arm': arm, 'share_level': share_level, 'sampling': None}

        def shown(evaluation):
            return [{name: one[name] for name in member('')} for one in evaluation['members']]

        first = creates('evaluations', code='t-parts', members=[member('se-9901'), member('se-9902')])
        self.assertEqual(shown(first), [member('se-9901'), member('se-9902')])
        path = 'evaluations/t-parts'
        tag = editor().etag(path)
        self.assertEqual(editor().patch(path, {'members': [member('se-9902'), member('se-9901')]}).headers['etag'], tag)
        changed = editor().change(path, members=[member('se-9901', 'named'), member('se-9911', arm='comparison')])
        self.assertEqual(shown(changed), [member('se-9901', 'named'), member('se-9911', arm='comparison')])
        self.assertEqual(len(changed['measures']), 1, 'what is not named stays')
        self.assertEqual(editor().change(path, members=None)['members'], [])
        reply = editor().patch(path, {'members': [{**member('se-9901'), 'agreed': True}]})
        self.assertProblem(reply, 'invalid-body', pointer='/members/0/agreed', code='server_owned')

    def test_codes_that_others_have_taken_stop_nobody(self):
        creates('plans', code='t-crowded')
        crowd = [f't-crowded-g{i}' for i in range(1, 200)] + ['t-crowded-g999999']
        editor('se-9902').create('plans', **{**BODIES['plans'][1], 'code': 't-crowd', 'municipality': 'se-9902', 'audience': 'public'},
                                 goals=[{'code': code, 'title': 'x', 'result_level': 'output'} for code in crowd])
        codes = [creates('goals', plan='t-crowded')['code'] for _ in range(2)]
        first, second = (int(code.removeprefix('t-crowded-g')) for code in codes)
        self.assertTrue(200 <= first < 999999, codes)
        self.assertEqual(second, first + 1)

    def test_two_who_ask_for_a_code_at_once(self):
        editor()
        plan = editor().create('plans', **{**PLAN, 'code': 't-many'})['code']
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            made = list(pool.map(lambda i: editor().create('risks', plan=plan, kind='risk', description='x', probability=1,
                                                           consequence=1)['code'], range(24)))
        self.assertEqual(set(made), {f't-many-r{i}' for i in range(1, 25)})


class Bodies(Case):
    def refused(self, reply, *expected):
        self.assertProblem(reply, 'invalid-body')
        self.assertEqual(errors(reply), set(expected))
        pointers = [error['pointer'] for error in reply.json()['errors']]
        self.assertEqual(reply.json()['errors_total'], len(pointers))
        return reply

    def test_unreadable(self):
        deepest = writing.limits()['max_json_depth']
        cases = {
            'nothing': (b'', 'empty'),
            'a word': (b'plan', 'malformed_json'),
            'cut off': (b'{"code":', 'malformed_json'),
            'two of a name': (b'{"code":"a","code":"b"}', 'repeated_member'),
            'NaN': (b'{"code":NaN}', 'malformed_json'),
            'Infinity': (b'{"code":-Infinity}', 'malformed_json'),
            'more after it': (b'{} {}', 'malformed_json'),
            'NUL': (b'{"code":"\\u0000"}', 'malformed_json'),
            'half a character': (b'{"code":"\xc3"}', 'not_utf8'),
            'too deep': (b'{"x":' + b'[' * deepest + b']' * deepest + b'}', 'too_deep'),
        }
        for case in self.table(list(cases)):
            with case as name:
                body, code = cases[name]
                self.assertProblem(editor().post('plans', body), 'malformed-body', pointer='', code=code)
        nested = b'{"x":' + b'[' * (deepest - 1) + b']' * (deepest - 1) + b'}'
        self.assertProblem(editor().post('plans', nested), 'invalid-body', pointer='/x', code='unknown_member')

    def test_no_object(self):
        for case in self.table([b'[]', b'1', b'"x"', b'null', b'true']):
            with case as body:
                self.refused(editor().post('plans', body), ('', 'not_an_object'))

    def test_numbers_that_no_program_reads(self):
        """Of whatever member: what is told is the place, since nothing of the body is known."""
        for case in self.table([b'{"funding_value":1e999}', b'{"nothing":99999999999999999999}']):
            with case as body:
                reply = self.refused(editor().post('plans', body), ('', 'number_too_large'))
                self.assertIn(f'1:{len(body) - 1}', reply.json()['errors'][0]['detail'])

    def test_size(self):
        most = writing.limits()['max_body_bytes']
        for case in self.table([-1, 0, 1]):
            with case as more:
                frame = b'{"nothing":""}'
                body = frame[:-2] + b'x' * (most + more - len(frame)) + frame[-2:]
                self.assertEqual(len(body), most + more)
                reply = editor().post('plans', body)
                if more > 0:
                    self.assertProblem(reply, 'body-too-large')
                else:
                    self.assertProblem(reply, 'invalid-body', pointer='/nothing', code='unknown_member')

    def test_media_types(self):
        creates('plans', code='t-media')
        for case in self.table(['text/plain', 'application/merge-patch+json', 'application/x-www-form-urlencoded']):
            with case as media:
                self.assertProblem(editor().post('plans', PLAN, content_type=media), 'unsupported-media-type')
        for case in self.table(['text/plain', 'application/json', 'application/json-patch+json']):
            with case as media:
                self.assertProblem(editor().patch('plans/t-media', {}, '*', media), 'unsupported-media-type')

    def test_nothing_at_all_misses_all_that_is_needed(self):
        for case in self.table(list(BODIES)):
            with case as name:
                who, body, _ = BODIES[name]
                reply = who().post(name, {})
                missing = {pointer for pointer, code in errors(reply) if code == 'required'}
                self.assertProblem(reply, 'invalid-body')
                self.assertTrue(missing or name == 'follow-ups')
                self.assertLessEqual({pointer.split('/')[1] for pointer in missing}, set(body) | {'code'})

    def test_every_member_of_another_type_is_told_at_once(self):
        document = contract.served(writing.stage().server.api)
        for case in self.table(list(BODIES)):
            with case as name:
                schema = document['paths'][f'{settings.API}/{name}']['post']['requestBody']['content']['application/json']['schema']
                schema = contract.whole(document, schema)
                reply = BODIES[name][0]().post(name, {member: {'x': []} for member in schema['properties']})
                told = {pointer.split('/')[1] for pointer, _ in errors(reply)}
                self.assertEqual(told, set(schema['properties']))

    def test_closed(self):
        for case in self.table(list(BODIES)):
            with case as name:
                who, body, _ = BODIES[name]
                reply = who().post(name, {**body, 'nothing': 1, 'a/b~c': 2, 'created_at': '2025-01-01T00:00:00Z'})
                self.refused(reply, ('/nothing', 'unknown_member'), ('/a~1b~0c', 'unknown_member'), ('/created_at', 'server_owned'))
                detail = next(e['detail'] for e in reply.json()['errors'] if e['pointer'] == '/nothing')
                self.assertTrue(all(member in detail for member in body), detail)

    def test_spaces_are_no_text(self):
        reply = editor().post('goals', {'plan': 'pl-norr', 'title': ' ', 'result_level': 'outcome', 'rationale': '\n\t '})
        self.assertEqual(errors(reply), {('/title', 'empty'), ('/rationale', 'empty')})

    def test_null(self):
        creates('plans', code='t-null', purpose='x', partners=['se-9902'])
        self.refused(editor().patch('plans/t-null', {'title': None, 'start_date': None, 'municipality': None}, '*'),
                     ('/title', 'required'), ('/start_date', 'required'), ('/municipality', 'required'))
        changed = editor().change('plans/t-null', purpose=None, partners=None)
        self.assertEqual((changed['purpose'], changed['partners']), (None, []))
        self.refused(editor().post('plans', {**PLAN, 'code': None}), ('/code', 'required'))
        area = creates('focus-areas', code='se-9901-n', descriptions={'sv': 'x'}, sort=None)
        self.assertEqual(area['sort'], 1)
        self.refused(editor().patch('focus-areas/se-9901-n', {'names': {'sv': None, 'da': None, 'en': None}}, '*'), ('/names', 'languages'))
        self.refused(editor().patch('focus-areas/se-9901-n', {'names': None}, '*'), ('/names', 'required'))
        editor().change('focus-areas/se-9901-n', descriptions={'en': 'y'})
        read = editor().read('focus-areas/se-9901-n', lang='all')
        self.assertEqual(read['descriptions'], {'sv': 'x', 'da': None, 'en': 'y'})
        self.assertEqual(editor().change('focus-areas/se-9901-n', descriptions=None)['description'], None)

    def test_fixed(self):
        creates('plans', code='t-fixed')
        self.assertEqual(editor().patch('plans/t-fixed', {'code': 't-fixed', 'municipality': 'se-9901'}).status, 200)
        reply = self.refused(editor().patch('plans/t-fixed', {'code': 't-else', 'municipality': 'se-9902'}),
                             ('/code', 'fixed'), ('/municipality', 'fixed'))
        self.assertIn('t-fixed', reply.json()['errors'][0]['detail'])

    def test_lists_are_replaced_whole(self):
        creates('plans', code='t-list', external_ids=[{'system': 'a', 'id': '1'}, {'system': 'b', 'id': '2'}])
        self.assertEqual(editor().change('plans/t-list', external_ids=[{'system': 'b', 'id': '2'}])['external_ids'],
                         [{'system': 'b', 'id': '2'}])
        self.refused(editor().patch('plans/t-list', {'external_ids': [{'system': 'a'}, 7, {'system': 'a', 'id': 'b', 'c': 1}]}, '*'),
                     ('/external_ids/0/id', 'required'), ('/external_ids/1', 'not_an_object'), ('/external_ids/2/c', 'unknown_member'))

    def test_lists_are_no_longer_than_a_reply(self):
        most = writing.limits()['max_expanded']
        for case in self.table([most - 1, most, most + 1]):
            with case as count:
                body = {**PLAN, 'code': f't-long-{count}', 'partners': ['se-9902'] * count}
                self.assertEqual(errors(editor().post('plans', body)), {('/partners', 'too_many')} if count > most else set())
        members = [{'municipality': 'se-9902', 'arm': 'treated', 'share_level': 'named'}] * (most + 1)
        reply = editor().post('evaluations', {**BODIES['evaluations'][1], 'code': 't-long-ev', 'members': members})
        self.assertEqual(errors(reply), {('/members', 'too_many')})

    def test_types_codes_and_rules_together(self):
        body = dict(PLAN, code='T X', title='', purpose=5, overall_strategies=['quality', 'x'], partners=['se-9902', 'se-0000'],
                    start_date='2025-13-01', end_date='2026-01-01', audience='all', funding_value=-1, funding_unit='pct',
                    external_ids=[{'system': 'a', 'id': 'b'}, {}], state='active', foo=1)
        reply = self.refused(
            editor().post('plans', body), ('/code', 'not_a_code'), ('/title', 'empty'), ('/purpose', 'not_a_text'),
            ('/overall_strategies/1', 'unknown_code'), ('/partners/1', 'unknown_code'), ('/start_date', 'not_a_date'),
            ('/audience', 'unknown_code'), ('/funding_value', 'out_of_range'), ('/external_ids/1/system', 'required'),
            ('/external_ids/1/id', 'required'), ('/state', 'initial_state'), ('/foo', 'unknown_member'))
        pointers = [error['pointer'] for error in reply.json()['errors']]
        self.assertEqual(pointers, sorted(pointers))

    def test_rules_of_the_database_are_told_with_the_rest(self):
        self.refused(editor().post('actions', dict(goal='pl-norr-g1', title='', start_date='2025-03-01', end_date='2025-02-01',
                                                   weight=0, area='nowhere', progress_source='milestones', progress=0.5)),
                     ('/title', 'empty'), ('/end_date', 'not_before'), ('/weight', 'more_than'), ('/area', 'unknown_code'),
                     ('/progress_source', 'must_be'))
        self.refused(editor().post('actions', dict(goal='pl-norr-g1', title='x', start_date='2020-03-01', end_date='2021-02-01')),
                     ('/start_date', 'outside'))
        self.refused(editor().post('actions', dict(goal='nowhere', title='x', start_date='2025-03-01', end_date='2025-02-01')),
                     ('/goal', 'unknown_code'), ('/end_date', 'not_before'))
        creates('evaluations', code='t-rules')
        self.refused(editor().patch('evaluations/t-rules', {'members': [
            {'municipality': 'se-0000', 'arm': 'treated', 'share_level': 'none'},
            {'municipality': 'se-9901', 'arm': 'treated', 'share_level': 'none'},
            {'municipality': 'se-9901', 'arm': 'comparison', 'share_level': 'none'}], 'alpha': 1}, '*'),
            ('/members/0/municipality', 'unknown_code'), ('/members/2', 'duplicate'), ('/alpha', 'out_of_range'))

    def test_at_most_a_hundred(self):
        reply = editor().post('plans', {**PLAN, **{f'x{i}': i for i in range(150)}})
        self.assertEqual((len(reply.json()['errors']), reply.json()['errors_total']), (100, 150))
        reply = editor().post('plans', {**PLAN, 'code': 't-strangers', 'partners': [f'se-{i:04}' for i in range(150)]})
        self.assertEqual((len(reply.json()['errors']), reply.json()['errors_total']), (100, 150))

    def test_three_languages(self):
        words = {'sv': 'Ska ligga efter start_date.', 'da': 'Skal ligge efter start_date.', 'en': 'Must lie after start_date.'}
        for case in self.table(list(words)):
            with case as lang:
                reply = editor().post('plans', {**PLAN, 'end_date': '2020-01-01'}, Accept_Language=lang)
                self.assertEqual(reply.json()['errors'][0]['detail'], words[lang])

    def test_personal_data_is_named_by_its_rule_only(self):
        secrets = ['811218-9876', 'ring.mig@example.org', '070-123 45 67']
        reply = editor().post('plans', {**PLAN, 'code': '811218-9876', 'title': 'Fråga 811218-9876', 'purpose': 'ring.mig@example.org',
                                        'decided_by': '070-123 45 67', '811218-9876': 1, 'state': 'ring.mig@example.org',
                                        'external_ids': [{'system': 'ring.mig@example.org', 'id': '1', '811218-9876': 2}]})
        self.refused(reply, ('/code', 'personal_data'), ('/title', 'personal_data'), ('/purpose', 'personal_data'),
                     ('/decided_by', 'personal_data'), ('', 'unknown_member'), ('/state', 'personal_data'),
                     ('/external_ids/0', 'unknown_member'), ('/external_ids/0/system', 'personal_data'))
        log = writing.stage().server.log_text()
        for secret in secrets:
            self.assertNotIn(secret, reply.text)
            self.assertNotIn(secret, log)

    def test_parameters(self):
        self.assertProblem(editor().request('POST', 'plans?nothing=1', PLAN, Content_Type='application/json'), 'invalid-parameters')
        creates('plans', code='t-parameters')
        self.assertProblem(editor().request('DELETE', 'plans/t-parameters?lang=sv', If_Match='*'), 'invalid-parameters')


class Conflicts(Case):
    def test_taken(self):
        creates('plans', code='t-taken')
        for name, body in (('plans', {**PLAN, 'code': 't-taken'}), ('plans', {**PLAN, 'code': 'pl-sund'})):
            self.assertProblem(editor().post(name, body), 'conflict', pointer='/code', code='taken')
        reply = editor('se-9902').try_import('plans', {**PLAN, 'code': 't-taken', 'municipality': 'se-9902'})
        self.assertEqual(errors(reply), {('/0/code', 'taken')})
        version = {**BODIES['indicator-versions'][1], 'code': 'ins-01-v2', 'version': 2}
        self.assertProblem(operator().post('indicator-versions', version), 'conflict', pointer='/code', code='taken')

    def test_what_others_refer_to_stays(self):
        cases = {
            'by a key': ('plans/pl-norr', editor, [r'goals \(\d+\): pl-norr-g1', 'risks']),
            'in a list of codes': ('targets/tg-norr-int-01', editor, [r'goals \(\d+\): pl-norr-g1']),
            'in a list of objects': ('municipalities/se-9911', operator, ['peer-groups', 'areas']),
            'in several': ('focus-areas/fa-bem', operator, ['indicators', 'goals']),
        }
        for case in self.table(list(cases)):
            with case as name:
                path, who, referring = cases[name]
                problem = self.assertProblem(who().delete(path), 'conflict', pointer='', code='referred')
                details = ' '.join(error['detail'] for error in problem['errors'])
                for other in referring:
                    self.assertRegex(details, other)
                self.assertTrue(who().sees(path))

    def test_references_that_the_caller_does_not_see_are_not_told(self):
        editor('se-9902').create('plans', code='t-hiding', municipality='se-9902', title='x', start_date='2025-01-01', end_date='2026-01-01',
                                 partners=['se-9901'], audience='partners')
        editor().create('dialogues', **{**BODIES['dialogues'][1], 'code': 't-hidden', 'plan': 't-hiding'})
        problem = self.assertProblem(editor('se-9902').delete('plans/t-hiding'), 'conflict')
        self.assertNotIn('t-hidden', json.dumps(problem))

    def test_if_match(self):
        creates('plans', code='t-match')
        path = 'plans/t-match'
        tag = editor().etag(path)
        revision = tag.strip('"').split('-')[0]
        cases = {
            'other content, same revision': (f'"{revision}-0"', 200), 'any': ('*', 200), 'a list': (f'"9-x", {tag}', 200),
            'any, with spaces': (' * ', 200), 'of a compressed reply': (tag[:-1] + '-gzip"', 200),
            'weak': (f'W/{tag}', 200), 'weak, compressed': (f'W/{tag[:-1]}-gzip"', 200), 'weak in a list': (f'"9-x" , W/{tag}', 200),
            'weak and stale': ('W/"77-x"', 412), 'w in lower case': (f'w/{tag}', 400), 'another revision': ('"77-x"', 412), 'a longer revision': (f'"{revision}1-x"', 412),
            'no revision': ('"x"', 412), 'without quotes': (tag.strip('"'), 400), 'nothing': ('', 400), 'two stars': ('*, *', 400),
            'half a tag': ('"1-', 400), 'a comma': (',', 400),
        }
        for case in self.table(list(cases)):
            with case as name:
                header, status = cases[name]
                reply = editor().request('PATCH', path, {}, If_Match=header, Content_Type='application/merge-patch+json')
                self.assertEqual(reply.status, status, reply)
        for case in self.table(['PATCH', 'DELETE']):
            with case as method:
                body = {'Content_Type': 'application/merge-patch+json'} if method == 'PATCH' else {}
                reply = editor().request(method, path, {} if method == 'PATCH' else None, **body)
                self.assertProblem(reply, 'precondition-required')
        # preconditions come before the body
        self.assertProblem(editor().patch(path, b'nonsense', '"77-x"'), 'stale')
        self.assertProblem(editor().patch(path, b'nonsense', '*'), 'malformed-body')

    def test_a_counter_loses_nothing(self):
        creates('plans', code='t-counter', funding_value=0, funding_unit='sek', funding_mult=0)
        rounds = 20 if settings.FULL else 5
        changed, lock = [0], threading.Lock()

        def count(_):
            for _ in range(rounds):
                read = editor().get('plans/t-counter')
                reply = editor().patch('plans/t-counter', {'funding_value': read.json()['funding_value'] + 1}, read.headers['etag'])
                self.assertIn(reply.status, (200, 412, 503))
                with lock:
                    changed[0] += reply.status == 200

        with concurrent.futures.ThreadPoolExecutor(32) as pool:
            list(pool.map(count, range(32)))
        self.assertEqual(editor().read('plans/t-counter')['funding_value'], changed[0])
        self.assertGreaterEqual(changed[0], rounds)


    def test_a_deadlock_is_tried_again(self):
        creates('plans', code='t-dead')
        other = threading.Thread(target=writing.sql, args=("""begin; set local deadlock_timeout = '20s';
            select from tillit.audit_head where chain = 'se-9901' for update; select pg_sleep(1);
            select from tillit.plan where code = 't-dead' for update; select pg_sleep(0.5); commit;""",))
        other.start()
        time.sleep(0.5)
        reply = editor().patch('plans/t-dead', {'title': 'Annan'}, '*')
        other.join()
        self.assertEqual((reply.status, reply.json().get('title')), (200, 'Annan'), reply)


class Owners(Case):
    def test_whose_the_new_object_is(self):
        cases = {
            'own': ('plans', {}, 201), "another's": ('plans', {'code': 't-own2', 'municipality': 'se-9902'}, 403),
            "another's, and faulty": ('plans', {'code': 't-own3', 'municipality': 'se-9902', 'title': ''}, 403),
            'of all': ('sources', {'owner': 'shared'}, 403), "below another's": ('goals', {'plan': 'pl-sund'}, 422),
            'in a shared indicator': ('indicator-versions', {}, 403),
        }
        for case in self.table(list(cases)):
            with case as name:
                resource, changes, status = cases[name]
                body = {**BODIES[resource][1], **({'code': 't-own1'} if name == 'own' else {}), **changes}
                self.assertEqual(editor().post(resource, body).status, status)

    def test_what_the_caller_does_not_see_is_unknown(self):
        creates('plans', code='t-blind')
        creates('indicators', code='se-9901-blind')
        creates('evaluations', code='t-blind-ev')
        creates('ideas', code='t-blind-idea')
        other = editor('se-9902')
        own = other.create('ideas', **{**BODIES['ideas'][1], 'code': 't-seen-idea', 'municipality': 'se-9902'})
        cases = [('targets', 'indicator', 'se-9901-blind', {'area': 'se-9902'}), ('pilots', 'idea', 't-blind-idea', {}),
                 ('pilots', 'evaluation', 't-blind-ev', {'idea': 't-seen-idea'}),
                 ('evaluations', 'plan', 't-blind', {'owner': 'se-9902', 'measures': []}), ('ideas', 'plan', 't-blind', {}),
                 ('red-tape-items', 'plan', 't-blind', {}), ('steering-documents', 'plan', 't-blind', {}),
                 ('dialogues', 'plan', 't-blind', {'area': 'se-9902-d1'})]
        for case in self.table(cases):
            with case as (name, member, code, changes):
                place = {} if 'owner' in changes else {'municipality': 'se-9902'}
                body = {**BODIES[name][1], 'code': 't-unseeing', **place, **changes, member: code}
                self.assertEqual(errors(other.post(name, body)), {(f'/{member}', 'unknown_code')})
                self.assertEqual(errors(other.post(name, {**body, member: 'se-9901-none'})), {(f'/{member}', 'unknown_code')})
        reply = other.patch(f"ideas/{own['code']}", {'plan': 't-blind'}, '*')
        self.assertEqual(errors(reply), {('/plan', 'unknown_code')}, reply)

    def test_an_area_is_not_given_away(self):
        creates('areas', code='se-9901-away')
        self.assertProblem(editor().patch('areas/se-9901-away', {'owner': 'se-9902'}), 'forbidden')


class Rules(Case):
    def test_every_rule_of_the_database_has_words(self):
        codes = set(re.findall(r'X\(\w+,\s*"(\w+)"', (settings.REPOSITORY / 'include/base/error.h').read_text(encoding='utf-8')))
        writing.stage()
        for name, words in database.rows(writing.NAME, """
                select c.conname, coalesce(obj_description(c.oid, 'pg_constraint'), '') from pg_constraint c
                where c.contype = 'c' and c.connamespace = 'tillit'::regnamespace and c.coninhcount = 0
                  and c.conrelid::regclass::text not in ('tillit.audit_event', 'tillit.audit_head')"""):
            with self.subTest(name):
                self.assertIn(words.split('|')[0], codes)

    def test_the_first_state_is_the_default_of_the_column(self):
        for resource in ('plans', 'goals', 'ideas', 'feedback-items'):
            with self.subTest(resource):
                body = {**BODIES[resource][1], **({'code': f't-first-{resource}'} if 'code' in BODIES[resource][1] else {})}
                reply = BODIES[resource][0]().post(resource, {**body, 'state': 'x'})
                self.assertProblem(reply, 'invalid-body', pointer='/state', code='unknown_code')
