"""The service is killed or ended, and another takes its place."""

import concurrent.futures
import random
import signal
import socket
import subprocess
import threading
import time
import uuid

import ledger
from failing import SENDING, SENT, Failing
from frame import Outcome, fault, times
from support import server, settings

TERMS = f'{settings.API}/terms/trust'
CONTROLS = 20  # at most


@fault('kill-service', 'acknowledged writes lost, and effects of one Idempotency-Key, when the service is killed under writes', '0; exactly 1')
def kill_service(stage):
    def killed(times_over, has_keys):
        now = [stage.service()]
        with ledger.Ledger(stage, lambda: now[0], has_keys) as book:
            for _ in range(times_over):
                time.sleep(0.4)
                now[0].process.kill()
                now[0].process.wait()
                now[0] = stage.service()
            time.sleep(0.4)
        now[0].stop()
        return book.verdict()

    acknowledged, lost, twice = killed(times(3, 100), True)
    made, told = ledger.audited(stage)
    # a write has to lose its reply between its commit and the kill, which three kills may miss
    control = next((found for found in (killed(3, False) for _ in range(CONTROLS)) if found[2]), (0, 0, 0))
    return Outcome(f'{times(3, 100)} kills: {lost} of {acknowledged} lost, {twice} twice; {told} audit events for {made} rows',
                   acknowledged > 0 and lost == 0 and twice == 0 and made == told, f'without keys: {control[2]} of {control[0]} twice', control[2] > 0)


@fault('crash-points', 'effects of a request sent 32 times at once with one Idempotency-Key, the service dead before or after the n-th thing it sends '
       '(BEGIN, INSERT, COMMIT, the reply), and sent again', 'exactly 1', is_long=True, bare=True)
def crash_points(stage):
    """The control sends without a key, once, and again when there was no reply."""
    failing, now, dead = Failing(), [None], 0
    book = ledger.Ledger(stage, lambda: now[0])

    def start():
        now[0] = stage.service(**failing.settings, TILLIT_QUEUE_WAIT_MS=2000)
        server.until(lambda: now[0].ops.get('/readyz').status == 200, 20, 'it is ready')
        book.write_once(ledger.new_word(), None)  # connected, and its statements prepared

    def has_died():
        try:
            now[0].process.wait(0.2)
            return True
        except subprocess.TimeoutExpired:
            return False

    def effects_when(kind, n, key, at_once):
        """How many a request had, however many sent it and until one of them was told 201."""
        nonlocal dead
        word = ledger.new_word()
        book.sent.append(word)
        failing.set(kind, 0, n)
        with concurrent.futures.ThreadPoolExecutor(at_once) as pool:
            statuses = set(pool.map(lambda _: book.write_once(word, key), range(at_once)))
        if has_died():
            dead += 1
            now[0].log.close()
            failing.set(kind, 0, 0)
            start()
        failing.set(kind, 0, 0)
        if 201 not in statuses:
            statuses = {book.write_once(word, key)}
        if 201 in statuses:
            book.acknowledged.add(word)
        return int(stage.cluster.sql(f"select count(*) from tillit.feedback_item where responsible_function = '{word}'"))

    try:
        start()
        failing.set(SENDING, 0, 0)
        book.write_once(ledger.new_word(), str(uuid.uuid4()))
        sends = failing.calls(SENDING)
        points = [(kind, n) for kind in (SENDING, SENT) for n in range(1, sends + 1)]
        found = [effects_when(kind, n, str(uuid.uuid4()), 1) for kind, n in points]
        # Among many the n-th is anybody's.
        many = [(kind, random.randint(1, 8 * sends)) for kind in (SENDING, SENT) for _ in range(times(3, 100))]
        found += [effects_when(kind, n, str(uuid.uuid4()), 32) for kind, n in many]
        deaths = dead
        _, lost, _ = book.verdict()
        control = [effects_when(SENT, n, None, 1) for n in range(1, sends + 1)]
    finally:
        now[0].stop()
        failing.close()
    return Outcome(f'{len(found)} requests, {len(many)} of them 32 at once, {deaths} deaths at {len(points)} points: from {min(found)} to {max(found)} effects; '
                   f'{lost} of {len(book.acknowledged)} acknowledged lost',
                   set(found) == {1} and lost == 0 and deaths >= len(points), f'without a key: up to {max(control)} effects', max(control) > 1)


class Asker:
    """Somebody who asks all the time, on a new connection each time, and counts what came of it."""

    def __init__(self, port):
        self.port, self.said = port, {}
        self._ended = threading.Event()
        self._threads = [threading.Thread(target=self._ask) for _ in range(4)]

    def _ask(self):
        while not self._ended.is_set():
            word = self._once()
            self.said[word] = self.said.get(word, 0) + 1

    def _once(self):
        try:
            with socket.create_connection(('127.0.0.1', self.port), 10) as connection:
                connection.sendall(f'GET {TERMS} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'.encode())
                reply = b''.join(iter(lambda: connection.recv(65536), b''))
            return 'whole' if reply.startswith(b'HTTP/1.1 200') and b'"code":"trust"' in reply else 'cut'
        except OSError as error:
            return type(error).__name__

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *unused):
        self._ended.set()
        for thread in self._threads:
            thread.join()

    @property
    def failed(self):
        return sum(count for word, count in self.said.items() if word != 'whole')


@fault('gentle-end', 'requests cut off by the end of the service (SIGTERM)', '0')
def gentle_end(stage):
    def cut_by(number):
        one = stage.service()
        with Asker(one.port) as asker:
            time.sleep(0.7)
            one.process.send_signal(number)
            one.process.wait(20)
        return asker.said.get('whole', 0), sum(count for word, count in asker.said.items() if word not in ('whole', 'ConnectionRefusedError'))

    ends = [cut_by(signal.SIGTERM) for _ in range(times(2, 20))]
    killed = [cut_by(signal.SIGKILL) for _ in range(3)]
    whole, cut = (sum(column) for column in zip(*ends))
    control = sum(cut for _, cut in killed)
    return Outcome(f'{len(ends)} ends: {whole} answered, {cut} cut', whole > 0 and cut == 0, f'kill -9: {control} cut', control > 0)


@fault('rolling-restart', 'requests failed when the service is started anew under load (SIGHUP)', '0')
def rolling_restart(stage):
    def restart(how):
        one = stage.service()
        with Asker(one.port) as asker:
            for _ in range(times(2, 20)):
                time.sleep(0.5)
                one = how(one)
            time.sleep(0.5)
        one.stop()
        return asker

    def anew(one):
        before = one.log_text().count('"event":"serving"')
        one.process.send_signal(signal.SIGHUP)
        server.until(lambda: one.log_text().count('"event":"serving"') > before, 30, 'it serves again')
        return one

    def plainly(one):
        one.process.kill()
        one.process.wait(5)
        time.sleep(0.2)
        return stage.service(port=one.port)

    kept, control = restart(anew), restart(plainly)
    return Outcome(f'{times(2, 20)} restarts: {kept.failed} of {sum(kept.said.values())} failed', kept.failed == 0 and kept.said.get('whole', 0) > 0,
                   f'killed and started: {control.failed} of {sum(control.said.values())} failed', control.failed > 0)
