"""Idempotency-Key: one effect for each key, whoever sends it how often and when; the first answer to all of them."""

import collections
import concurrent.futures
import threading
import time
import uuid

import writing
from support import settings
from support.case import Case
from writing import editor, operator

PLAN = dict(municipality='se-9901', title='Prov', start_date='2025-01-01', end_date='2026-01-01')
FEEDBACK = dict(municipality='se-9901', received_on='2025-03-04', channel='web', origin='user')
CSV = 'code,municipality,name,governance_level\n{},se-9901,Prov,council\n'


def new_key():
    return str(uuid.uuid4())


def same(first, second):
    kept = ('location', 'etag', 'content-type', 'content-language')
    return (first.status, first.body, [first.headers.get(name) for name in kept]) == (
        second.status, second.body, [second.headers.get(name) for name in kept])


def word_of(key):
    """The key in letters only: a text that no rule of privacy minds."""
    return ''.join(chr(ord('a') + int(digit, 16)) for digit in key if digit != '-')


def count(table, condition):
    return int(writing.sql(f'select count(*) from tillit.{table} where {condition}'))


class Keys(Case):
    @classmethod
    def setUpClass(cls):
        editor()  # before many ask for one at once

    def test_a_retry_gets_the_first_answer(self):
        key = new_key()
        first = editor().post('plans', {**PLAN, 'code': 't-retry'}, key)
        self.assertEqual(first.status, 201)
        self.assertTrue(same(first, editor().post('plans', {**PLAN, 'code': 't-retry'}, key)))
        editor().change('plans/t-retry', title='Annan')
        self.assertTrue(same(first, editor().post('plans', {**PLAN, 'code': 't-retry'}, key)), 'as it was then')
        editor().remove('plans/t-retry')
        self.assertTrue(same(first, editor().post('plans', {**PLAN, 'code': 't-retry'}, key)), 'also when it has gone')
        self.assertFalse(editor().sees('plans/t-retry'))

    def test_another_body_is_refused(self):
        key = new_key()
        self.assertEqual(editor().post('feedback-items', FEEDBACK, key).status, 201)
        for case in self.table({
            'other content': {**FEEDBACK, 'channel': 'phone'}, 'unreadable': b'{', 'faulty': {}, 'of another': {**FEEDBACK, 'municipality': 'se-9902'},
        }):
            with case as body:
                self.assertProblem(editor().post('feedback-items', body, key), 'invalid-body', header='Idempotency-Key',
                                   code='retry_key_used')
        self.assertProblem(editor().request('POST', 'feedback-items?lang=sv', FEEDBACK, Idempotency_Key=key,
                                            Content_Type='application/json'), 'invalid-body', code='retry_key_used')

    def test_what_comes_before(self):
        key = new_key()
        self.assertEqual(editor().post('feedback-items', FEEDBACK, key).status, 201)
        self.assertProblem(editor().post('feedback-items', FEEDBACK, key, content_type='text/plain'), 'unsupported-media-type')
        self.assertProblem(writing.stage().people.anybody().post('feedback-items', FEEDBACK, key), 'key-required')
        self.assertProblem(writing.stage().people.who('se-9901', 'reader').post('feedback-items', FEEDBACK, key), 'forbidden')

    def test_the_scope_of_a_key(self):
        key = new_key()
        made = [editor().post('feedback-items', FEEDBACK, key), editor('se-9902').post('feedback-items', {**FEEDBACK, 'municipality': 'se-9902'}, key),
                editor().post('plans', {**PLAN, 'code': 't-scope'}, key)]
        self.assertEqual([reply.status for reply in made], [201, 201, 201])

    def test_what_is_no_key(self):
        for case in self.table({'short': 'a' * 7, 'long': 'a' * 129, 'a space inside': 'abcd efgh', 'no ASCII': 'abcdefghé', 'empty': ''}):
            with case as key:
                reply = editor().request('POST', 'feedback-items', FEEDBACK, Idempotency_Key=key, Content_Type='application/json')
                self.assertEqual(reply.status, 400, reply)
        for case in self.table({'shortest': 'a' * 8, 'longest': '~' * 128}):
            with case as key:
                self.assertEqual(editor().post('feedback-items', FEEDBACK, key).status, 201)

    def test_what_failed_can_be_sent_again(self):
        key = new_key()
        self.assertProblem(editor().post('plans', {**PLAN, 'code': 't-again', 'title': ''}, key), 'invalid-body')
        self.assertEqual(editor().post('plans', {**PLAN, 'code': 't-again'}, key).status, 201)

    def test_after_a_day_it_is_as_if_never(self):
        key, others = new_key(), [new_key() for _ in range(3)]
        first = editor().post('feedback-items', FEEDBACK, key)
        for other in others:
            editor().post('feedback-items', FEEDBACK, other)
        listed = ','.join(f"'{one}'" for one in [key, *others])
        writing.sql(f"update tillit.idempotency set created_at = now() - interval '24 hours' where key in ({listed})")
        second = editor().post('feedback-items', {**FEEDBACK, 'channel': 'phone'}, key)
        self.assertEqual(second.status, 201)
        self.assertNotEqual(second.headers['location'], first.headers['location'])
        self.assertEqual(count('idempotency', f'key in ({listed})'), 1, 'the old ones have gone')

    def test_an_import(self):
        key = new_key()
        first = editor().post('imports?dataset=org-units', CSV.format('t-unit').encode(), key, 'text/csv')
        self.assertEqual((first.status, first.json()['inserted']), (200, 1), first)
        again = editor().post('imports?dataset=org-units', CSV.format('t-unit').encode(), key, 'text/csv')
        self.assertEqual((again.status, again.json()), (200, first.json()))
        self.assertProblem(editor().post('imports?dataset=org-units', CSV.format('t-else').encode(), key, 'text/csv'), 'invalid-body',
                           header='Idempotency-Key', code='retry_key_used')
        self.assertProblem(editor().post('imports?dataset=org-units&dry_run=false', CSV.format('t-unit').encode(), key, 'text/csv'),
                           'invalid-body', code='retry_key_used')
        dry = editor().post('imports?dataset=org-units&dry_run=true', CSV.format('t-dry').encode(), new_key(), 'text/csv')
        self.assertEqual((dry.status, dry.json()['inserted']), (200, 1))
        self.assertEqual(count('org_unit', "code = 't-dry'"), 0)

    def test_while_the_first_still_runs(self):
        key = new_key()
        account = writing.sql("select account from tillit.idempotency where path like '%/feedback-items' limit 1").strip()
        hold = threading.Thread(target=writing.sql, args=(f"""begin; set application_name = 'holds-{key}';
            insert into tillit.idempotency (account, method, path, key, request_hash)
            values ('{account}', 'POST', '{settings.API}/feedback-items', '{key}', 'x'); select pg_sleep(3); rollback;""",))
        hold.start()
        while count('idempotency', 'true') < 0 or not int(writing.sql(
                f"select count(*) from pg_stat_activity where application_name = 'holds-{key}' and query like '%pg_sleep%' and state = 'active'")):
            time.sleep(0.05)
        began = time.monotonic()
        who = next(person for person in (editor(), editor('se-9902')) if self.is_account(person, account))
        body = {**FEEDBACK, 'municipality': 'se-9901' if who is editor() else 'se-9902'}
        reply = who.post('feedback-items', body, key)
        waited = time.monotonic() - began
        self.assertProblem(reply, 'conflict', header='Idempotency-Key', code='retry_key_busy')
        self.assertGreaterEqual(int(reply.headers['retry-after']), 1)
        self.assertTrue(0.9 <= waited <= 2.5, waited)
        hold.join()
        self.assertEqual(who.post('feedback-items', body, key).status, 201)

    @staticmethod
    def is_account(person, account):
        probe = new_key()
        municipality = 'se-9901' if person is editor() else 'se-9902'
        person.post('feedback-items', {**FEEDBACK, 'municipality': municipality}, probe)
        return writing.sql(f"select account from tillit.idempotency where key = '{probe}'").strip() == account

    def test_many_at_once_have_one_effect(self):
        keys = [new_key() for _ in range(1000 if settings.FULL else 12)]
        answers, lock = collections.defaultdict(list), threading.Lock()

        def send(key):
            body = {**FEEDBACK, 'responsible_function': word_of(key)}
            for _ in range(20):
                reply = editor().post('feedback-items', body, key)
                if reply.status == 201:
                    break
                self.assertIn(reply.status, (409, 503), reply)
                time.sleep(0.05)
            with lock:
                answers[key].append(reply)

        with concurrent.futures.ThreadPoolExecutor(32) as pool:
            for key in keys:
                list(pool.map(send, [key] * 32))
        for key in keys:
            self.assertEqual({reply.status for reply in answers[key]}, {201})
            self.assertEqual(len({(reply.body, reply.headers['location'], reply.headers['etag']) for reply in answers[key]}), 1)
            self.assertEqual(count('feedback_item', f"responsible_function = '{word_of(key)}'"), 1)

    def test_nobody_sees_the_keys_of_others(self):
        rows = writing.sql("set role tillit_app; select set_config('tillit.account', 'somebody', false); select count(*) from tillit.idempotency")
        self.assertEqual(rows.split()[-1], '0')

    def test_operators_too(self):
        key = new_key()
        body = dict(code='t-op-source', name='x', collection='census')
        self.assertTrue(same(operator().post('sources', body, key), operator().post('sources', body, key)))
