"""A crash is not silent: the last line of the log names the signal and the request, and the exit status tells it."""

import ctypes
import json
import os
import signal
import socket
import subprocess
import time

from support import growing, server, settings
from support.case import Case

TRACE_ID = '0123456789abcdef0123456789abcdef'
SYS_TGKILL = 234  # of x86-64
SIGNALS = [signal.SIGABRT] if settings.SANITIZED else [signal.SIGABRT, signal.SIGSEGV, signal.SIGBUS]


def threads(pid):
    return {int(name) for name in os.listdir(f'/proc/{pid}/task')}


def last_words(one):
    return [json.loads(line) for line in one.log_text().splitlines() if '"event":"crash"' in line]


class Crash(Case):
    def crash_in(self, one, number, path):
        """Strikes the thread that has a request in hand, which waits for a locked table."""
        before = threads(one.process.pid)
        with growing.locked(self.cluster, 'tillit.term'), socket.create_connection(('127.0.0.1', one.port), 20) as connection:
            connection.sendall(f'GET {path} HTTP/1.1\r\nHost: a\r\ntraceparent: 00-{TRACE_ID}-0123456789abcdef-01\r\n\r\n'.encode())
            server.until(lambda: threads(one.process.pid) - before, 10, 'a thread for the request')
            time.sleep(0.5)
            thread = max(threads(one.process.pid) - before)
            self.assertEqual(ctypes.CDLL(None, use_errno=True).syscall(SYS_TGKILL, one.process.pid, thread, number), 0)
            return one.process.wait(20)

    @classmethod
    def setUpClass(cls):
        cls.cluster = growing.Primary()
        cls.addClassCleanup(cls.cluster.remove)

    def test_a_request_in_hand(self):
        for case in self.table(SIGNALS):
            with case as number, server.Server('crash', **self.cluster.settings, TILLIT_CACHE_BYTES=0) as one:
                server.until(lambda: one.ops.get('/readyz').status == 200, 20, 'ready')
                self.assertEqual(self.crash_in(one, number, f'{settings.API}/terms'), -number)
                (words,) = last_words(one)
                self.assertEqual((words['message'], words['trace_id'], words['level']), (number.name, TRACE_ID, 'fatal'))
                self.assertGreater(len(words['frames'].split()), 3)

    def test_no_request(self):
        with server.Server('crash', **self.cluster.settings) as one:
            one.process.send_signal(signal.SIGABRT)
            self.assertEqual(one.process.wait(20), -signal.SIGABRT)
            (words,) = last_words(one)
            self.assertEqual((words['message'], words['trace_id']), ('SIGABRT', ''))


class Units(Case):
    """What keeps the service alive, and apart from everything else."""

    UNIT = settings.REPOSITORY / 'deploy/systemd/tillit.service'

    def test_it_is_started_again(self):
        lines = self.UNIT.read_text(encoding='utf-8').splitlines()
        self.assertIn('Restart=always', lines)
        self.assertIn('StartLimitIntervalSec=0', lines)
        compose = (settings.REPOSITORY / 'docker-compose.yml').read_text(encoding='utf-8')
        self.assertRegex(compose, r'(?s)\n  api:.*?restart: unless-stopped')

    def test_it_is_confined(self):
        """As systemd reckons it: from 0, locked in, to 10."""
        words = ['systemd-analyze', 'security', '--offline=true', '--no-pager', '--threshold=15', str(self.UNIT)]
        done = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(done.returncode, 0, done.stdout[-300:] + done.stderr)
        self.assertIn('Overall exposure level', done.stdout)
