"""Two instances behind HAProxy and behind nginx: one goes, gently or not, and nobody notices; who has written reads it."""

import re
import threading
import time
import unittest

from support import growing, people, server, settings
from support.case import Case

TERMS = f'{settings.API}/terms'


def requests_of(one):
    """How many requests for terms an instance has answered."""
    return sum(int(count) for count in re.findall(r'tillit_requests_total\{[^}]*terms"[^}]*\} (\d+)', one.ops.get('/metrics').text))


class Instances:
    proxy = None  # growing.haproxy or growing.nginx

    @classmethod
    def setUpClass(cls):
        cls.primary = growing.Primary()
        cls.addClassCleanup(cls.primary.remove)
        cls.key = people.KEY.search(cls.primary.program('key', 'create', '--role', 'operator'))[0]

    def setUp(self):
        self.first, self.second = (self.enterContext(server.Server('growth', **self.primary.settings)) for _ in range(2))
        process, self.api = self.proxy(self.first, self.second)
        self.addCleanup(process.stop)

    def statuses_while(self, act):
        """What eight readers got through the proxy while something happened."""
        statuses, ended = [], threading.Event()

        def ask():
            while not ended.is_set():
                try:
                    statuses.append(self.api.get(TERMS).status)
                except OSError as error:
                    statuses.append(repr(error))

        askers = [threading.Thread(target=ask) for _ in range(8)]
        for asker in askers:
            asker.start()
        time.sleep(0.5)
        act()
        time.sleep(1.5)
        ended.set()
        for asker in askers:
            asker.join()
        self.assertGreater(len(statuses), 20)
        return set(statuses)

    def test_both_answer(self):
        for _ in range(10):
            self.assertEqual(self.api.get(TERMS).status, 200)
        for one in (self.first, self.second):
            self.assertGreater(requests_of(one), 0)

    def test_one_is_ended(self):
        self.assertEqual(self.statuses_while(lambda: self.first.stop()), {200})

    def test_one_is_killed(self):
        self.assertEqual(self.statuses_while(self.first.process.kill), {200})


@unittest.skipUnless(settings.PROGRAM, 'TILLIT_BIN says where the program is')
class BehindNginx(Instances, Case):
    proxy = staticmethod(growing.nginx)


@unittest.skipUnless(settings.PROGRAM, 'TILLIT_BIN says where the program is')
class BehindHaproxy(Instances, Case):
    proxy = staticmethod(growing.haproxy)

    def test_a_cookie_holds_the_instance(self):
        cookie = self.api.get(TERMS).headers['set-cookie'].split(';')[0]
        before = self.counted()
        for _ in range(6):
            self.assertEqual(self.api.get(TERMS, cookie=cookie).status, 200)
        self.assertEqual(sorted(b - a for a, b in zip(before, self.counted())), [0, 6])

    def counted(self):
        """The requests of each instance; one counts when it is over, a little after its reply."""
        time.sleep(0.5)
        return [requests_of(one) for one in (self.first, self.second)]

    def test_who_has_written_reads_it(self):
        """On the same instance at once, on the other as soon: both read the primary here."""
        codes = [f'fa-proxy-{number}' for number in range(6)]
        for code in codes:
            row = {'code': code, 'name_sv': code, 'name_da': code, 'name_en': code, 'sort': 1}
            people.Person(self.api, self.key).imports('focus-areas', row)
            self.assertEqual(self.api.get(f'{settings.API}/focus-areas/{code}').status, 200)
