"""docs/ten-requests.md, from an empty service: every command word for word, every answer that the page shows."""

import json
import pathlib
import re
import shlex
import subprocess
import tempfile

from support import database, people, server, settings
from support.case import Case

PAGE = settings.REPOSITORY / 'docs/ten-requests.md'
BLOCK = re.compile(r'^```(bash|json)\n(.*?)^```', re.M | re.S)
EMPTY = f'{settings.DATABASE}_ten'
BETWEEN = '\x1d'


def holds(found, wanted):
    """Whether an answer has what the page shows; of objects it may have more members."""
    if isinstance(wanted, dict):
        return isinstance(found, dict) and all(name in found and holds(found[name], value) for name, value in wanted.items())
    if isinstance(wanted, list):
        return isinstance(found, list) and len(found) == len(wanted) and all(map(holds, found, wanted))
    return found == wanted


class TenRequests(Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        database.create(EMPTY)
        cls.addClassCleanup(database.drop, EMPTY)
        cls.strings = server.connection_strings(settings.PG_HOST, EMPTY)
        done = server.program('migrate', run_as=[], **cls.strings)
        if done.returncode:
            raise AssertionError(done.stderr)
        cls.server = server.Server('ten', **cls.strings)
        cls.addClassCleanup(cls.server.stop)

    def run_blocks(self, blocks):
        """What each block prints, all in one shell, as on the page. ./dev is the program on this database."""
        with tempfile.TemporaryDirectory(prefix='tillit-ten.') as folder:
            place = pathlib.Path(folder)
            (place / 'catalogue').symlink_to(settings.REPOSITORY / 'catalogue')
            (place / 'dev').write_text(f'#!/bin/sh\nexec {shlex.quote(settings.PROGRAM)} "$@"\n', 'utf-8')
            (place / 'dev').chmod(0o755)
            script = f"\nprintf '{BETWEEN}'\n".join(blocks).replace('http://localhost:8080', self.server.base_url)
            ran = subprocess.run(['bash', '-eu', '-c', script], cwd=folder, env=server.environment(**self.strings),
                                 capture_output=True, text=True, timeout=120, check=False)
        self.assertEqual(ran.returncode, 0, ran.stderr)
        return ran.stdout.split(BETWEEN)

    def test_every_command_and_answer(self):
        blocks = BLOCK.findall(PAGE.read_text('utf-8'))
        answers = self.run_blocks([text for language, text in blocks if language == 'bash'])
        self.assertEqual(len(answers), 11)
        self.assertEqual(answers[0], '')
        told = iter(answers)
        for language, text in blocks:
            if language == 'bash':
                answer = next(told)
                reply = json.loads(answer) if answer else {}
                self.assertNotIn('status', reply, f'{text}{answer}')
            else:
                self.assertTrue(holds(reply, json.loads(text)), f'{answer} is not {text}')
        self.check_what_is_there()

    def check_what_is_there(self):
        """What came of it, read by somebody without a key: the catalogue without a demonstration, and the plan."""
        public = people.People(self.server.api, EMPTY).anybody()
        for dataset in ('terms', 'focus-areas', 'indicators', 'indicator-versions', 'sources'):
            rows = public.list(dataset)
            self.assertTrue(rows, dataset)
            self.assertNotRegex(json.dumps(rows), r'(?i)\bdemo|synt[eh]', dataset)
        self.assertEqual({row['trust_form'] for row in public.list('indicators', kind='trust') if row['trust_form']},
                         {'institutional', 'interpersonal', 'social', 'local'})
        self.assertEqual(public.keys('municipalities'), ['se-0999'])
        self.assertEqual(public.read('plans/pl-0999', expand='goals')['goals'][0]['targets'], ['tg-0999-norr'])
