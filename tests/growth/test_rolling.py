"""One instance after the other is started anew, or replaced by the next version with its migration, under load: no request fails."""

import os
import threading
import time
import unittest
import uuid

from support import growing, people, server, settings
from support.case import Case

TERMS = f'{settings.API}/terms'
LATER = os.environ.get('TILLIT_LATER', '')  # the program with one migration more
LETTERS = str.maketrans('0123456789', 'ghijklmnop')  # some digits look like somebody's number, which is refused
SEEN_S = 1.5  # until a proxy that asks twice a second has noticed


class Load:
    """Readers and writers through a proxy all the time; `said` counts the statuses."""

    def __init__(self, api, key):
        self.api, self.person = api, people.Person(api, key)
        self.said, self.last, self._lock, self._ended = {}, '', threading.Lock(), threading.Event()
        acts = [self.read] * 4 + [self.read_with_key] * 2 + [self.write] * 2
        self._threads = [threading.Thread(target=self._repeat, args=(act,)) for act in acts]

    def read(self):
        return self.api.get(TERMS)

    def read_with_key(self):
        return self.person.get('focus-areas', limit=2)

    def write(self):
        code = 'fa-' + uuid.uuid4().hex[:12].translate(LETTERS)
        return self.person.post('focus-areas', {'code': code, 'names': {'sv': code, 'da': code, 'en': code}, 'sort': 1}, key=str(uuid.uuid4()))

    def _repeat(self, act):
        while not self._ended.is_set():
            try:
                reply = act()
                word = reply.status
                if word >= 400:
                    self.last = reply.text
            except OSError as error:
                word = type(error).__name__
            with self._lock:
                self.said[act.__name__, word] = self.said.get((act.__name__, word), 0) + 1
            time.sleep(0.01)

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        time.sleep(1)
        return self

    def __exit__(self, *unused):
        time.sleep(1)
        self._ended.set()
        for thread in self._threads:
            thread.join()

    @property
    def failed(self):
        return {word: count for word, count in self.said.items() if word[1] not in (200, 201)}


class Rolling:
    proxy = None  # growing.haproxy or growing.nginx

    def setUp(self):
        self.primary = growing.Primary()
        self.addCleanup(self.primary.remove)
        self.key = people.KEY.search(self.primary.program('key', 'create', '--role', 'operator'))[0]
        self.both = [self.start() for _ in range(2)]
        process, self.api = self.proxy(*self.both)
        self.addCleanup(process.stop)

    def start(self, **more):
        return self.enterContext(server.Server('growth', **{**self.primary.settings, **more}))

    def follow(self, which, program=None):
        """Another takes the place of an instance that is ended gently."""
        before = self.both[which]
        self.assertEqual(before.stop(), 0)
        self.both[which] = self.start(program=program, port=before.port, ops_port=before.ops_port)

    def until_ready(self, which):
        server.until(lambda: self.both[which].ops.get('/readyz').status == 200, 60, 'it is ready')
        time.sleep(SEEN_S)

    def assertNoneFailed(self, load):
        for act in ('read', 'read_with_key', 'write'):
            self.assertGreater(sum(count for (name, _), count in load.said.items() if name == act), 20, load.said)
        self.assertEqual(load.failed, {}, load.last)

    def test_one_after_the_other(self):
        with Load(self.api, self.key) as load:
            for which in (0, 1) * (5 if settings.FULL else 1):
                self.follow(which)
                self.until_ready(which)
        self.assertNoneFailed(load)

    def test_both_at_once(self):
        """The control."""
        with Load(self.api, self.key) as load:
            for one in self.both:
                one.process.kill()
        self.assertNotEqual(load.failed, {})

    def test_the_next_version(self):
        """The new one stands beside the old one, migrates, and is ready from then on; the old one serves until it is."""
        with Load(self.api, self.key) as load:
            self.follow(0, LATER)
            self.assertEqual(self.both[0].ops.get('/readyz').status, 503)
            kept, settings.PROGRAM = settings.PROGRAM, LATER
            try:
                self.assertIn('9999_later.sql', self.primary.program('migrate'))
            finally:
                settings.PROGRAM = kept
            self.until_ready(0)
            self.follow(1, LATER)
            self.until_ready(1)
        self.assertNoneFailed(load)


@unittest.skipUnless(settings.PROGRAM, 'TILLIT_BIN says where the program is')
class ByHaproxy(Rolling, Case):
    proxy = staticmethod(growing.haproxy)


@unittest.skipUnless(settings.PROGRAM and settings.FULL, 'behind nginx with --full only: half a minute for what HAProxy shows')
class ByNginx(Rolling, Case):
    proxy = staticmethod(growing.nginx)
