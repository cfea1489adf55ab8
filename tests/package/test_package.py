"""docs/operations.md as an operator reads it: installed, started, backed up, restored, upgraded under load and removed."""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

import bare
from support import server, settings
from support.case import Case

PAGE = settings.REPOSITORY / 'docs/operations.md'
PACKAGES = pathlib.Path(os.environ.get('TILLIT_PACKAGES') or settings.REPOSITORY / 'build/package')
LATER = PACKAGES / 'tillit-later'  # the program with one migration more
FIRST, SECOND = 'tillit_0.1.0_amd64.deb', 'tillit_0.1.1_amd64.deb'
MOMENT = '2027-01-31 11:59:00+00'  # as the page writes it
KEYS = 'runuser -u tillit -- env TILLIT_SETTINGS=/etc/tillit/tillit.conf tillit key {}'
UNIT = 'usr/lib/systemd/system/tillit.service'
WANTED = 'etc/systemd/system/multi-user.target.wants/tillit.service'
FILES = ('/usr/bin/tillit', f'/{UNIT}', '/usr/lib/systemd/system/tillit.socket', '/etc/tillit/tillit.conf',
         '/usr/share/tillit/catalogue/terms.csv', '/usr/share/doc/tillit/copyright', '/usr/share/doc/tillit/examples/nginx.conf')
# Asks until the file is there, on a new connection each time, and says what came of it. Other programs want the processor too.
ASKER = '''
import http.client, os, sys, time
said, end = {}, time.monotonic() + 300
while not os.path.exists(sys.argv[1]) and time.monotonic() < end:
    time.sleep(0.01)
    try:
        connection = http.client.HTTPConnection('127.0.0.1', 8080, timeout=20)
        connection.request('GET', '/tillit/v1/terms/trust', headers={'Connection': 'close'})
        word = str(connection.getresponse().status)
        connection.close()
    except OSError as error:
        word = type(error).__name__
    said[word] = said.get(word, 0) + 1
print(said)
'''


def blocks():
    """heading -> the shell blocks below it, as one script."""
    found, heading = {}, ''
    for title, block in re.findall(r'^#+ ([^\n]*)$|^```sh\n(.*?)^```', PAGE.read_text('utf-8'), re.M | re.S):
        heading = title or heading
        if block:
            found.setdefault(heading, []).append(block)
    return found


def later_package(folder):
    """The package of the version after this one: another program and another number."""
    tree = pathlib.Path(folder) / 'tree'
    subprocess.run(['dpkg-deb', '--raw-extract', str(PACKAGES / FIRST), str(tree)], check=True, timeout=200)
    subprocess.run(['strip', '-o', str(tree / 'usr/bin/tillit'), str(LATER)], check=True, timeout=200)
    (tree / 'DEBIAN/md5sums').unlink()
    control = tree / 'DEBIAN/control'
    control.write_text(control.read_text('utf-8').replace('Version: 0.1.0', 'Version: 0.1.1'), 'utf-8')
    subprocess.run(['dpkg-deb', '-Zgzip', '-z1', '--build', '--root-owner-group', str(tree), str(pathlib.Path(folder) / SECOND)], check=True, timeout=200, stdout=subprocess.DEVNULL)
    return pathlib.Path(folder) / SECOND


class Operator(Case):
    """One story: its tests follow each other by number."""

    @classmethod
    def setUpClass(cls):
        cls.there = bare.Bare()
        cls.addClassCleanup(cls.there.close)
        cls.blocks, cls.done = blocks(), set()
        shutil.copy(PACKAGES / FIRST, cls.there.root / 'root')
        with tempfile.TemporaryDirectory() as folder:
            shutil.copy(later_package(folder), cls.there.root / 'root')

    def run_block(self, heading, number=0, moment=MOMENT):
        """A block of the page word for word, but for the moment: what it prints."""
        told = self.there.run(self.blocks[heading][number].replace(MOMENT, moment))
        self.done.add((heading, number))
        return told

    def start(self):
        """What systemd does: the unit's user and command."""
        unit = (self.there.root / UNIT).read_text('utf-8')
        command, user = (re.search(rf'^{name}=(.*)$', unit, re.M)[1] for name in ('ExecStart', 'User'))
        script = f'echo $$ >/run/tillit.pid; exec setpriv --reuid={user} --regid={user} --init-groups {command} 2>>/run/tillit.log'
        subprocess.Popen(self.there.words(script), stdin=subprocess.DEVNULL)
        self.until_ready()

    def reload(self):
        """... and its ExecReload, which systemctl leaves out in a folder."""
        self.assertIn('ExecReload=/bin/kill -HUP $MAINPID', (self.there.root / UNIT).read_text('utf-8'))
        before = self.log().count('"event":"serving"')
        self.there.run('kill -HUP "$(cat /run/tillit.pid)"')
        server.until(lambda: self.log().count('"event":"serving"') > before, 30, 'it serves anew')
        self.until_ready()

    def log(self):
        return (self.there.root / 'run/tillit.log').read_text('utf-8')

    def get(self, path, port=8080):
        """(status, body)."""
        done = self.there.outside('curl', '-s', '-m', '20', '-w', '\n%{http_code}', f'http://127.0.0.1:{port}{path}')
        body, _, status = done.communicate(timeout=30)[0].rpartition('\n')
        return int(status), body

    def until_ready(self):
        server.until(lambda: self.get('/readyz', 8081)[0] == 200, 30, 'the service is ready')

    def contents(self, cluster='15/main'):
        """All rows of a cluster's database."""
        dump = f"runuser -u postgres -- pg_dump --cluster {cluster} --data-only --inserts tillit"
        return self.there.run(f"{dump} | grep '^INSERT' | sort | md5sum")

    def label(self, text):
        self.there.run(KEYS.format(f"create --role operator --label '{text}'"))

    def labels(self):
        return self.there.run(KEYS.format('list'))

    def test_01_installed(self):
        self.there.run('apt-get update -q')
        self.run_block('Installing')
        for path in FILES:
            self.assertTrue((self.there.root / path[1:]).exists(), path)
        self.assertTrue(os.path.lexists(self.there.root / WANTED))  # from the next boot on
        told = self.there.run('stat -c "%U:%G %a" /var/lib/tillit /var/lib/tillit/audit.key /etc/tillit/tillit.conf; dpkg --verify tillit')
        self.assertEqual(told.splitlines(), ['tillit:tillit 700', 'tillit:tillit 600', 'root:tillit 640'])
        self.assertRegex((self.there.root / 'var/lib/tillit/audit.key').read_text(), r'^[0-9a-f]{64}\n$')

    def test_02_started(self):
        self.there.run('pg_ctlcluster 15 main start')  # as a machine that boots does
        self.run_block('Installing', 1)
        check, enable = self.blocks['Installing'][2].splitlines()[:2]
        told = self.there.attempt(f'{check}\n{enable} 2>/dev/null')
        self.assertEqual((told.returncode, told.stderr), (0, ''))
        for wants in ('multi-user.target.wants/tillit.service', 'sockets.target.wants/tillit.socket'):
            self.assertTrue(os.path.lexists(self.there.root / 'etc/systemd/system' / wants), wants)
        self.start()
        self.assertRegex(self.run_block('Installing', 2), r'\btillit_[A-Za-z0-9_-]{43}\b')
        status, body = self.get('/tillit/v1/terms/trust')
        self.assertEqual(status, 200, body)
        self.assertIn('"code":"trust"', body)

    def test_03_a_new_audit_key(self):
        self.run_block('The audit trail')
        self.reload()
        lines = (self.there.root / 'var/lib/tillit/audit.key').read_text().split()
        self.assertEqual(len(set(lines)), 2)
        self.label('with the new key')
        told = self.there.run('runuser -u tillit -- tillit verify-audit --settings /etc/tillit/tillit.conf')
        self.assertIn('operator:', told)

    def test_04_backup_and_restore(self):
        self.run_block('Backup')
        told = self.run_block('Backup', 1)
        self.assertIn('operator:', told)
        self.assertEqual(self.contents('15/restored'), self.contents())
        self.label('after the backup')
        self.assertNotEqual(self.contents('15/restored'), self.contents())
        self.there.run('pg_dropcluster --stop 15 restored')

    def test_05_any_moment(self):
        self.run_block('Any moment')
        self.until_ready()
        time.sleep(1.5)  # pgBackRest tells when a backup has ended in whole seconds, and takes none that ended in the moment's own
        self.label('before the moment')
        before, moment = self.contents(), self.there.run('runuser -u postgres -- psql -Atc "select now()"').strip()
        time.sleep(1.5)
        self.label('after the moment')
        self.assertIn('after the moment', self.labels())
        self.run_block('Any moment', 1, moment=moment)
        self.reload()
        self.assertNotIn('after the moment', self.labels())
        self.assertEqual(self.contents(), before)
        self.label('written again')

    def test_06_upgraded_under_load(self):
        ended = self.there.root / 'run/ended'
        askers = [self.there.outside(sys.executable, '-c', ASKER, str(ended)) for _ in range(4)]
        self.addCleanup(ended.touch)
        time.sleep(1)
        install, migrate, _ = self.blocks['Upgrade'][0].splitlines()
        self.there.run('chmod 644 /etc/tillit/tillit.conf')
        self.there.run(install)
        self.assertEqual(self.there.run('stat -c %a /etc/tillit/tillit.conf'), '644\n')  # as its administrator has made it
        self.assertEqual(self.get('/readyz', 8081)[0], 200)
        self.assertIn('9999_later.sql', self.there.run(migrate))
        self.assertEqual(self.get('/tillit/v1/terms/trust')[0], 200)  # still the former program
        self.reload()
        self.done.add(('Upgrade', 0))
        time.sleep(1)
        ended.touch()
        said = [asker.communicate(timeout=30)[0] for asker in askers]
        for words in said:
            self.assertRegex(words, r"^\{'200': \d+\}\n$")
        self.assertIn('0.1.1', self.there.run('dpkg-query -W tillit'))

    def test_07_every_command_was_run(self):
        self.assertEqual({(heading, number) for heading, some in self.blocks.items() for number in range(len(some))}, self.done)

    def test_08_removed(self):
        self.there.run('kill -TERM "$(cat /run/tillit.pid)"')
        self.there.run('apt-get remove tillit')
        self.assertFalse((self.there.root / 'usr/bin/tillit').exists())
        settings_file = self.there.root / 'etc/tillit/tillit.conf'
        self.assertTrue(settings_file.exists())
        settings_file.unlink()
        self.there.run(f'apt-get install ./{SECOND}')
        self.assertFalse(settings_file.exists())  # an administrator has removed it
        self.there.run('apt-get purge tillit')
        self.assertFalse((self.there.root / 'etc/tillit').exists())
        self.assertFalse(os.path.lexists(self.there.root / WANTED))
        self.assertTrue((self.there.root / 'var/lib/tillit/audit.key').exists())
