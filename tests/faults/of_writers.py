"""Many who write at once, or again: one effect for each key, and no change lost."""

import concurrent.futures
import http.client
import socket
import threading
import uuid

import ledger
from frame import Outcome, fault, times
from support import people, server, settings


def effects(stage, word):
    return stage.cluster.sql(f"select count(*) from tillit.feedback_item where responsible_function = '{word}'")


@fault('same-key-at-once', 'effects of a request sent 32 times at once with one Idempotency-Key', 'exactly 1')
def same_key_at_once(stage):
    counts, control = [], 0
    with stage.service() as one, concurrent.futures.ThreadPoolExecutor(32) as pool:
        book = ledger.Ledger(stage, lambda: one)

        def send(word, keys):
            list(pool.map(lambda key: book.write_once(word, key), keys))
            return int(effects(stage, word))

        for _ in range(times(3, 1000)):
            counts.append(send(ledger.new_word(), [str(uuid.uuid4())] * 32))
        control = send(ledger.new_word(), [None] * 32)
    return Outcome(f'{len(counts)} keys: from {min(counts)} to {max(counts)} effects each', set(counts) == {1},
                   f'without a key: {control} effects', control > 1)


@fault('reply-lost', 'effects of a request whose reply never came and that was sent again with its Idempotency-Key', 'exactly 1')
def reply_lost(stage):
    def send_twice(one, key):
        """The first time nobody waits for the reply."""
        word = ledger.new_word()
        body = f'{{"municipality":"se-9901","received_on":"2025-03-04","channel":"web","origin":"user","responsible_function":"{word}"}}'.encode()
        head = f'POST /tillit/v1/feedback-items HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {stage.editor}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n'
        if key:
            head += f'Idempotency-Key: {key}\r\n'
        with socket.create_connection(('127.0.0.1', one.port), 10) as connection:
            connection.sendall(head.encode() + b'\r\n' + body)
        book.write_once(word, key)
        return word

    with stage.service() as one:
        book = ledger.Ledger(stage, lambda: one)
        words = [send_twice(one, str(uuid.uuid4())) for _ in range(times(10, 1000))]
        others = [send_twice(one, None) for _ in range(10)]
    counts, control = ([int(effects(stage, word)) for word in some] for some in (words, others))
    return Outcome(f'{len(counts)} requests: from {min(counts)} to {max(counts)} effects each', set(counts) == {1},
                   f'without a key: up to {max(control)} effects', max(control) > 1)


@fault('lost-updates', 'changes lost when 32 clients change one object under If-Match', '0')
def lost_updates(stage):
    def count_up(tag_of, rounds):
        """What the object counts, and how many of the changes to it were acknowledged."""
        code = f'fa-{uuid.uuid4().hex[:12]}'
        operator = people.Person(one.api, stage.operator)
        operator.create('focus-areas', code=code, names={'sv': code, 'da': code, 'en': code}, sort=1)
        done, lock = [0], threading.Lock()

        def change():
            mine = people.Person(one.api, stage.operator)
            for _ in range(rounds):
                reply = mine.get(f'focus-areas/{code}')
                changed = mine.patch(f'focus-areas/{code}', {'sort': reply.json()['sort'] + 1}, tag_of(reply))
                with lock:
                    done[0] += changed.status == 200

        changers = [threading.Thread(target=change) for _ in range(32)]
        for changer in changers:
            changer.start()
        for changer in changers:
            changer.join()
        return operator.read(f'focus-areas/{code}')['sort'] - 1, done[0]

    with stage.service() as one:
        counted, acknowledged = count_up(lambda reply: reply.headers['etag'], times(3, 100))
        control, control_acknowledged = count_up(lambda reply: '*', 2)
    return Outcome(f'{acknowledged - counted} of {acknowledged} lost', acknowledged > 0 and counted == acknowledged,
                   f'If-Match: *: {control_acknowledged - control} of {control_acknowledged} lost', control < control_acknowledged)


HEADER = b'code,municipality,area,method,held_on,participants,parties,outcome\n'
FILE_BYTES = 64 << 20


def file_of(count, last_day):
    """Dialogues, as many and as large as an import over HTTP may be at most; the last was held on `last_day`."""
    room = (FILE_BYTES - len(HEADER)) // 1000000
    lines = (b'd%07d,se-9901,se-9901,influence_group,%s,11,resident,' % (n, last_day if n == count else b'2025-04-24') for n in range(1, count + 1))
    return HEADER + b''.join(line.ljust(room - 1, b'x') + b'\n' for line in lines)


def send_file(stage, one, content):
    """The status, and the text of the reply."""
    connection = http.client.HTTPConnection('127.0.0.1', one.port, timeout=1800)
    connection.request('POST', f'{settings.API}/imports?dataset=dialogues', content, {
        'Authorization': f'Bearer {stage.editor}', 'Content-Type': 'text/csv', 'Content-Length': str(len(content))})
    with connection.getresponse() as reply:
        return reply.status, reply.read().decode()


@fault('large-import', 'an import of 64 MiB, a million rows: memory of the service; rows stored when the last is wrong', '<= 128 MiB; 0, the line told', is_long=True, bare=True)
def large_import(stage):
    here, count = stage.twin(), times(50000, 1000000)

    def stored():
        return int(here.cluster.sql("select count(*) from tillit.dialogue where code ~ '^d[0-9]{7}$'"))

    try:
        with here.service(TILLIT_BULK_TIMEOUT_MS=1800000) as one:
            wrong = send_file(here, one, file_of(count, b'2025-02-30'))
            after_wrong, content = stored(), file_of(count, b'2025-02-28')
            right = send_file(here, one, content)
            most = server.resident_bytes(one.process.pid, 'VmHWM') / 2**20
        after_right = stored()
    finally:
        here.close()
    told = f'"line":{count + 1}' in wrong[1].replace(' ', '')
    return Outcome(f'{count} rows, {len(content) / 2**20:.0f} MiB: {most:.0f} MiB at most; the last wrong: {wrong[0]}, {"its line told" if told else wrong[1][:200]}, '
                   f'{after_wrong} stored', most <= 128 and wrong[0] == 422 and told and after_wrong == 0,
                   f'the last right: {right[0]}, {after_right} stored', right[0] == 200 and after_right == count)
