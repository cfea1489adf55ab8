"""What a request takes of the service alone, in instructions, counted by callgrind on the release build: a regression shows without
a clock, whatever else the machine does. One client, one connection; the difference between N and 2 N requests, so that what runs
beside them falls out."""

import http.client
import pathlib
import shutil
import subprocess
import time
import unittest

from support import database, server, settings
from support.case import Case

NAME = 'tillit_instructions'
SETTLED_S = 0.4  # until the lines of the log are written, too
SERIES = [f'observations?indicator=bi-10{indicator}&area=se-10{area:02}&limit=100' for area in range(1, 7) for indicator in range(1, 6)]
EXPORT, ROWS = ['observations?format=csv&limit=1000'], 1000

# Instructions each, some 15 % above what was counted in November 2026 with gcc 12: what is asked, of a service that keeps replies or
# not, how often, how many parts a reply has, the bound. Above it somebody made each request do more than it did: `callgrind_annotate`
# of the file that the failure names says where.
BOUNDS = {
    'a kept reply': (SERIES[:1], True, 100, 1, 172_000),
    'a kept reply that the client has': (SERIES[:1], True, 100, 1, 165_000),
    'one series of 40 figures': (SERIES, False, 30, 1, 615_000),
    'a page of 20 with its total': (['observations?limit=20'], False, 30, 1, 581_000),
    "a member's page of 20": (['observations?limit=20'], False, 30, 1, 790_000),
    'a row of CSV': (EXPORT, False, 1, ROWS, 17_500),
}
UNCHANGED = 'a kept reply that the client has'
MEMBERS = "a member's page of 20"


class Counted(server.Server):
    """The release build under callgrind."""

    def __init__(self, **more):
        self.folder = server.folder('instructions')
        counting = ['valgrind', '--quiet', '--tool=callgrind', f'--callgrind-out-file={self.folder}/counts', f'--vgdb-prefix={self.folder}/vgdb']
        super().__init__(before=counting, program=settings.RELEASE, TILLIT_STATEMENT_TIMEOUT_MS=60000,
                         **{**server.connection_strings(settings.PG_HOST, NAME), **more})
        self.connection = http.client.HTTPConnection('127.0.0.1', self.port, timeout=60)
        self.parts = 0

    def ask(self, path, headers):
        self.connection.request('GET', f'{settings.API}/{path}', headers=headers)
        reply = self.connection.getresponse()
        return reply.status, reply.headers, reply.read()

    def instructions(self):
        """Since it was asked last."""
        time.sleep(SETTLED_S)
        subprocess.run([*settings.RUN_AS, 'vgdb', f'--vgdb-prefix={self.folder}/vgdb', f'--pid={self.process.pid}', 'dump'],
                       check=True, capture_output=True, timeout=60, cwd='/')
        self.parts += 1
        self.counts = self.folder / f'counts.{self.parts}'
        return next(int(line.split()[1]) for line in reversed(self.counts.read_text().splitlines()) if line.startswith('totals:'))

    def stop(self):
        status = super().stop()
        self.connection.close()
        shutil.rmtree(self.folder, ignore_errors=True)
        return status


def release(*words):
    done = subprocess.run([*settings.RUN_AS, settings.RELEASE, *words], env=server.environment(**server.connection_strings(settings.PG_HOST, NAME)),
                          capture_output=True, text=True, timeout=120, cwd='/', check=False)
    if done.returncode:
        raise AssertionError(done.stderr)
    return done.stdout.strip()


@unittest.skipUnless(settings.RELEASE, 'TILLIT_RELEASE says where the release build is')
class Instructions(Case):
    @classmethod
    def setUpClass(cls):
        database.create(NAME)
        cls.addClassCleanup(database.drop, NAME)
        release('migrate')
        release('bench-data', '--rows', '2300')
        cls.member = {'Authorization': f'Bearer {release("key", "create", "--label", "x", "--role", "reader", "--municipality", "se-1001")}'}
        cls.keeping, cls.asking = Counted(), Counted(TILLIT_CACHE_BYTES=0)
        for service in (cls.keeping, cls.asking):
            cls.addClassCleanup(service.stop)

    def count(self, service, paths, headers, status, times):
        service.instructions()
        for number in range(times):
            found, _, body = service.ask(paths[number % len(paths)], headers)
            self.assertEqual(found, status, body[:300])
        return service.instructions()

    def test_a_request_takes_no_more_than_it_did(self):
        for case in self.table(BOUNDS.items()):
            with case as (name, (paths, keeps, times, parts, bound)):
                service = self.keeping if keeps else self.asking
                known = self.member if name == MEMBERS else {}
                for path in paths:
                    headers = service.ask(path, known)[1]  # what is prepared, or kept, once
                known = {'If-None-Match': headers['ETag']} if name == UNCHANGED else known
                status = 304 if name == UNCHANGED else 200
                once = self.count(service, paths, known, status, times)
                each = (self.count(service, paths, known, status, 2 * times) - once) / times / parts
                print(f'{name}: {each:.0f} instructions of {bound}')
                self.assertLessEqual(each, bound, f'{name}: {service.counts}')
