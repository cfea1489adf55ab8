"""The program at the command line: what it explains, what it refuses, what it prints."""

import json
import os
import pty
import re
import select
import shutil
import subprocess
import time
import unittest

from support import client, database, server, settings
from support.case import Case

SETTING_LINE = re.compile(r'^  (TILLIT_[A-Z0-9_]+) +(--[a-z-]+)? +(.+)$', re.M)
DOCUMENTED_ROW = re.compile(r'^\| *`(TILLIT_[A-Z0-9_]+)` *\|(.*)$', re.M)


def header_settings():
    """The settings as the source declares them."""
    text = (settings.REPOSITORY / 'include/base/config.h').read_text()
    return set(re.findall(r'"(TILLIT_[A-Z0-9_]+)"', text))


@unittest.skipUnless(settings.PROGRAM, 'TILLIT_BIN says where the program is')
class CommandLine(Case):
    def test_help_shows_every_setting(self):
        done = server.program('--help')
        self.assertEqual((done.returncode, done.stderr), (0, ''))
        self.assertEqual({match[1] for match in SETTING_LINE.finditer(done.stdout)}, header_settings())
        for verb in ('serve', 'migrate', 'import', 'key', 'bench-data', 'openapi', 'check-config', 'check-statements'):
            self.assertRegex(done.stdout, rf'(?m)^  {verb} ')

    def test_help_shows_defaults(self):
        lines = {match[1]: match[3] for match in SETTING_LINE.finditer(server.program('--help').stdout)}
        for case in self.table(
            [
                ('TILLIT_PORT', '[8080]'),
                ('TILLIT_OPS_PORT', '[8081]'),
                ('TILLIT_HOST', '[127.0.0.1]'),
                ('TILLIT_MAX_PAGE', '[1000]'),
                ('TILLIT_LOG_LEVEL', '[info]'),
            ]
        ):
            with case as (name, default):
                self.assertTrue(lines[name].endswith(default), lines[name])

    def test_check_config_prints_what_is_in_force(self):
        done = server.program(
            'check-config',
            '--port',
            '9999',
            TILLIT_MAX_PAGE=500,
            TILLIT_PORT=1234,
            TILLIT_DB_APP='host=x password=hush',
        )
        self.assertEqual((done.returncode, done.stderr), (0, ''))
        shown = dict(line.split('=', 1) for line in done.stdout.splitlines())
        self.assertEqual(set(shown), header_settings())
        self.assertEqual((shown['TILLIT_PORT'], shown['TILLIT_MAX_PAGE']), ('9999', '500'))
        self.assertNotIn('hush', done.stdout)

    def test_all_bad_settings_are_told_at_once(self):
        bad = {
            'TILLIT_PORT': '70000',
            'TILLIT_MAX_PAGE': '0',
            'TILLIT_MAX_HEADERS': 'many',
            'TILLIT_TODAY': '2025-13-01',
            'TILLIT_LOG_LEVEL': 'loud',
            'TILLIT_PUBLIC_URL': 'ftp://x',
            'TILLIT_DRAIN_MS': '-1',
            'TILLIT_OPS_PORT': '',
            'TILLIT_QUEUE_WAIT_MS': '1e3',
            'TILLIT_POOL_APP': '1 ',
            'TILLIT_SPOOL_DIR': '/nowhere',
        }
        for case in self.table(['check-config', 'serve', 'openapi']):
            with case as verb:
                done = server.program(verb, **bad)
                self.assertEqual((done.returncode, done.stdout), (2, ''))
                for name in bad:
                    self.assertIn(name, done.stderr)
                self.assertEqual(len(done.stderr.splitlines()), len(bad))

    def test_settings_that_are_none(self):
        """A variable may be somebody else's, so it is no fault: it is told of, and what it may have meant."""
        names = {
            'TILLIT_POOL_AP': 'TILLIT_POOL_APP', 'TILLIT_TRUSTED_PROXY': 'TILLIT_TRUSTED_PROXIES', 'tillit_port': 'TILLIT_PORT',
            'TILIT_HOST': 'TILLIT_HOST', 'TILLIT_LISTN': None, 'TILLIT_': None, 'TILLIT_' + 'X' * 500: None,
        }  # fmt: skip
        done = server.program('check-config', **{name: 4 for name in names})
        self.assertEqual(done.returncode, 0)
        said = done.stderr.splitlines()
        for name, meant in names.items():
            with self.subTest(name[:40]):
                line = next(line for line in said if line.startswith(f'tillit: warning: {name[:127]} is no setting'))
                self.assertEqual('did you mean' in line, meant is not None, line)
                self.assertIn(f'did you mean {meant};' if meant else '--help', line)
        self.assertEqual(len(said), len(names))
        done = server.program('check-config', PATH_TILLIT='x', TILLITS='y', TILLIT_PORT=1)
        self.assertEqual((done.returncode, done.stderr), (0, ''))

    def test_words_that_are_near(self):
        for case in self.table([
            (['check-config', '--prot', '5'], 'did you mean --port;'),
            (['chek-config'], 'did you mean check-config'),
        ]):  # fmt: skip
            with case as (words, told):
                done = server.program(*words)
                self.assertEqual((done.returncode, done.stdout), (2, ''))
                self.assertIn(told, done.stderr)

    def test_help_of_a_verb(self):
        for case in self.table(['serve', 'key', 'import']):
            with case as verb:
                done = server.program(verb, '--help')
                self.assertEqual((done.returncode, done.stderr), (0, ''))
                self.assertIn(f'  {verb} ', done.stdout)

    def test_settings_after_words(self):
        for case in self.table([['import', 'terms.csv', '--dataset', 'terms'], ['key', 'list', '--settings', '/etc/x']]):
            with case as words:
                done = server.program(*words)
                self.assertEqual((done.returncode, done.stdout), (2, ''))
                self.assertIn(f'stand before other words: {words[2]};', done.stderr)

    def test_connection_strings_that_are_none(self):
        """All at once, and nothing of what may be a password."""
        bad = {'TILLIT_DB_APP': 'hots=x dbname=tillit', 'TILLIT_DB_PUBLIC': 'host=x password=very hush', 'TILLIT_DB_READ': 'postgres://[x',
               'TILLIT_DB_LISTEN': "password='hush", 'TILLIT_DB_ADMIN': 'tillit'}  # fmt: skip
        for case in self.table(['check-config', 'serve', 'migrate']):
            with case as verb:
                done = server.program(verb, **bad)
                self.assertEqual((done.returncode, done.stdout), (2, ''))
                self.assertEqual(len(done.stderr.splitlines()), len(bad), done.stderr)
                for name in bad:
                    self.assertIn(f'{name} is no connection string', done.stderr)
                self.assertIn('no option hots', done.stderr)
                self.assertNotIn('hush', done.stderr)
        self.assertEqual(server.program('check-config', TILLIT_DB_APP='postgresql://tillit_app@db/tillit', TILLIT_DB_PUBLIC='').returncode, 0)

    def test_connections_that_are_not_set(self):
        shown = server.program('check-config', TILLIT_DB_APP='host=x').stdout.splitlines()
        self.assertLess({'TILLIT_DB_APP=(set)', 'TILLIT_DB_READ=', 'TILLIT_DB_LISTEN=', 'TILLIT_DB_POOLED=0'}, set(shown))

    def test_bad_flags(self):
        cases = [
            (['check-config', '--nope'], '--nope'),
            (['check-config', '--port'], '--port'),
            (['check-config', '--port', 'x', '--ops-port', 'y'], '--ops-port'),
            (['serve', 'word'], 'word'),
            (['openapi', 'word'], 'word'),
            (['import'], 'import'),
            (['nope'], 'nope'),
            ([], 'verb'),
            (['-x'], '-x'),
            (['check-config', '-p', '1'], '-p'),
            (['check-config', '--port=1'], '--port=1'),
        ]
        for words, named in cases:
            with self.subTest(' '.join(words)):
                done = server.program(*words)
                self.assertEqual((done.returncode, done.stdout), (2, ''))
                self.assertIn(named, done.stderr)
                (
                    self.assertIn('--help', done.stderr)
                    if words != ['check-config', '--port'] and 'x' not in words
                    else None
                )

    def test_dates_that_are_none(self):
        for case in self.table(['2025-02-30', '2025-9-1', 'today', '20250930']):
            with case as day:
                self.assertEqual(server.program('check-config', TILLIT_TODAY=day).returncode, 2)

    def test_addresses_that_links_cannot_start_with(self):
        for case in self.table(['https://x.example/', 'https://', 'https:///a', 'https://x.example?a', 'https://x.example/a#b', '/a', 'x.example']):
            with case as url:
                done = server.program('check-config', TILLIT_PUBLIC_URL=url)
                self.assertEqual(done.returncode, 2)
                self.assertIn('TILLIT_PUBLIC_URL', done.stderr)
        for case in self.table(['https://x.example', 'http://localhost:8080', 'https://x.example/figures', 'http://[::1]:8080']):
            with case as url:
                self.assertEqual(server.program('check-config', TILLIT_PUBLIC_URL=url).returncode, 0)

    def test_what_cannot_be_printed_has_failed(self):
        strings = server.connection_strings(settings.PG_HOST, settings.DATABASE)
        for case in self.table([['--help'], ['--version'], ['openapi'], ['check-config'], ['key', 'list']]):
            with case as words, open('/dev/full', 'w', encoding='utf-8') as full:
                done = server.program(*words, output=full, **strings)
                self.assertEqual(done.returncode, 1, done.stderr)
                self.assertIn('standard output', done.stderr)
                self.assertEqual(server.program(*words, **strings).returncode, 0)

    def test_version(self):
        done = server.program('--version')
        self.assertEqual(
            (done.returncode, done.stdout.strip()), (0, client.get(f'{settings.API}/api-info').json()['api_version'])
        )

    def test_openapi_is_what_the_repository_holds(self):
        done = server.program('openapi')
        self.assertEqual((done.returncode, done.stderr), (0, ''))
        self.assertEqual(done.stdout, (settings.REPOSITORY / 'openapi/openapi.json').read_text(encoding='utf-8'))
        self.assertEqual(done.stdout, server.program('openapi').stdout)

    def test_openapi_is_what_the_service_serves(self):
        """But for the address of the server, which is a setting."""
        printed = json.loads(server.program('openapi').stdout)
        served = client.get(f'{settings.API}/openapi.json').json()
        self.assertEqual(printed['paths'].keys(), served['paths'].keys())
        self.assertEqual(printed['components']['schemas'].keys(), served['components']['schemas'].keys())

    def test_a_taken_port_is_told(self):
        port = client.api.port
        done = server.program('serve', TILLIT_PORT=port, TILLIT_OPS_PORT=server.free_port())
        self.assertEqual(done.returncode, 1)
        self.assertIn(str(port), done.stderr)

    def test_import_without_a_database(self):
        done = server.program(
            'import', str(settings.REPOSITORY / 'catalogue/terms.csv'), **server.connection_strings('/nonexistent')
        )
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertTrue(done.stderr)

    def test_migrate_waits_for_its_database_and_says_so(self):
        folder = server.folder('migrate')
        self.addCleanup(folder.rmdir)
        process = server.start_program('migrate', **server.connection_strings(folder / 'socket', settings.DATABASE))
        try:
            self.assertTrue(select.select([process.stdout], [], [], 10)[0], 'it says something at once')
            self.assertIn('waiting for the database', process.stdout.readline())
            self.assertIsNone(process.poll())
            (folder / 'socket').symlink_to(settings.PG_HOST)
            self.addCleanup((folder / 'socket').unlink)
            self.assertEqual(process.wait(60), 0)
        finally:
            process.kill()
            process.communicate()

    def test_migrate_again_changes_nothing(self):
        strings = server.connection_strings(settings.PG_HOST, settings.DATABASE)
        done = server.program('migrate', **strings)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(client.get(f'{settings.API}/terms').status, 200)

    def test_migrate_gives_the_roles_their_passwords(self):
        strings = server.connection_strings(settings.PG_HOST, settings.DATABASE)
        stored = "select rolpassword from pg_authid where rolname = 'tillit_app'"
        before = database.rows('postgres', stored)
        self.addCleanup(database.run, 'postgres', 'alter role tillit_app password null')
        done = server.program('migrate', **{**strings, 'TILLIT_DB_APP': f'{strings["TILLIT_DB_APP"]} password=hush'})
        self.assertEqual((done.returncode, before), (0, [['']]), done.stderr)
        ((password,),) = database.rows('postgres', stored)
        self.assertTrue(password.startswith('SCRAM-SHA-256$'), password)  # a verifier: the password itself is not sent

    def test_what_cannot_be_done_is_told(self):
        """An exit code other than 0, and why."""
        good, away = server.connection_strings(settings.PG_HOST, settings.DATABASE), server.connection_strings('/nonexistent')
        as_nobody = {**good, 'TILLIT_DB_ADMIN': good['TILLIT_DB_APP']}
        for case in self.table([
            (['check-statements'], away, 1, '/nonexistent'),
            (['migrate'], as_nobody, 1, 'sql/roles.sql'),
            (['verify-audit'], {**good, 'TILLIT_AUDIT_KEY_FILE': ''}, 2, 'TILLIT_AUDIT_KEY_FILE'),
            (['serve'], {**good, 'TILLIT_HOST': 'x' * 64, 'TILLIT_PORT': server.free_port()}, 1, 'cannot resolve'),
            (['import', '-'], good, 2, 'standard input needs --dataset'),
            (['import', '/nonexistent/terms.csv'], good, 2, 'No such file'),
            (['verify-audit', 'x'], good, 2, 'not a head'),
            (['verify-audit', 'se-9901:4'], good, 2, 'not a head'),
            (['verify-audit', 'se-9901:4:86fc'], good, 2, 'not a head'),
            (['verify-audit', f'se-9901:4:{"0" * 65}'], good, 2, 'not a head'),
            (['key', 'list'], {**good, 'TILLIT_DB_APP': good['TILLIT_DB_PUBLIC']}, 2, 'TILLIT_DB_APP connects as tillit_public'),
            (['verify-audit'], {**good, 'TILLIT_DB_APP': good['TILLIT_DB_ADMIN']}, 2, 'TILLIT_DB_APP connects as postgres'),
            (['check-statements'], {**good, 'TILLIT_DB_PUBLIC': good['TILLIT_DB_APP']}, 1, 'TILLIT_DB_PUBLIC connects as tillit_app'),
            (['check-statements'], {**good, 'TILLIT_DB_READ': good['TILLIT_DB_APP']}, 1, 'TILLIT_DB_READ connects as tillit_app'),
            (['key', 'create', '--role', 'operator'], {**good, 'TILLIT_AUDIT_KEY_FILE': '/nonexistent'}, 2, '/nonexistent: No such file'),
        ]):  # fmt: skip
            with case as (words, strings, code, told):
                done = server.program(*words, **strings)
                self.assertEqual((done.returncode, done.stdout), (code, ''), done.stderr)
                self.assertIn(told, done.stderr)

    def test_a_database_without_schema(self):
        database.create('tillit_empty')
        self.addCleanup(database.drop, 'tillit_empty')
        strings = server.connection_strings(settings.PG_HOST, 'tillit_empty')
        terms = str(settings.REPOSITORY / 'catalogue/terms.csv')
        for case in self.table([['key', 'list'], ['key', 'create', '--role', 'operator'], ['import', terms], ['check-statements'],
                                ['bench-data', '--rows', '2300']]):  # fmt: skip
            with case as words:
                done = server.program(*words, run_as=[] if terms in words else settings.RUN_AS, **strings)
                self.assertEqual((done.returncode > 0, done.stdout), (True, ''))
                self.assertRegex(done.stderr, r'^tillit: [^{]*run `tillit migrate`\n$')
        with server.Server('empty', **strings) as one:
            told = [json.loads(line).get('message', '') for line in one.log_text().splitlines()]
        self.assertTrue(any('run `tillit migrate`' in message for message in told), told)
        self.assertFalse([message for message in told if message.endswith((': ', '\n'))])

    def test_a_database_of_a_later_version(self):
        """Its functions are not replaced by those of before."""
        database.create_migrated('tillit_later')
        self.addCleanup(database.drop, 'tillit_later')
        database.run('tillit_later', "insert into tillit.migration (name, checksum) values ('sql/migrations/9999_later.sql', 'x');"
                                     "update tillit.migration set checksum = 'later' where name = 'sql/views/'")  # fmt: skip
        before = database.rows('tillit_later', 'select * from tillit.migration order by name')
        done = server.program('migrate', **server.connection_strings(settings.PG_HOST, 'tillit_later'))
        self.assertEqual((done.returncode, done.stdout), (1, ''))
        self.assertIn('this database has sql/migrations/9999_later.sql', done.stderr)
        self.assertEqual(database.rows('tillit_later', 'select * from tillit.migration order by name'), before)

    def test_a_role_that_is_another_ends_the_start(self):
        good = server.connection_strings(settings.PG_HOST, settings.DATABASE)
        done = server.program('serve', **{**good, 'TILLIT_DB_APP': good['TILLIT_DB_ADMIN']}, TILLIT_PORT=server.free_port(), TILLIT_OPS_PORT=server.free_port())
        self.assertEqual(done.returncode, 1)
        self.assertIn('TILLIT_DB_APP connects as postgres', done.stderr)

    def test_not_ready_while_readers_without_a_key_are_not_served(self):
        strings = server.connection_strings(settings.PG_HOST, settings.DATABASE)
        with server.Server('no-public', **{**strings, 'TILLIT_DB_PUBLIC': f'host={settings.PG_HOST} dbname=nope user=tillit_public'}) as one:
            self.assertEqual(one.api.get(f'{settings.API}/terms').status, 503)
            self.assertEqual(one.ops.get('/readyz').status, 503)
            self.assertIn('TILLIT_DB_PUBLIC: database: ', one.log_text())

    def test_what_is_no_setting_is_in_the_log(self):
        with server.on_test_database(TILLIT_POOL_AP=4) as one:
            told = [json.loads(line) for line in one.log_text().splitlines()]
        self.assertEqual([line['message'].split(';')[0] for line in told if (line['level'], line['event']) == ('warning', 'settings')],
                         ['TILLIT_POOL_AP is no setting, did you mean TILLIT_POOL_APP'])  # fmt: skip

    def test_a_signal_ends_it_well(self):
        one = server.on_test_database()
        self.assertEqual(one.api.get(f'{settings.API}/terms').status, 200)
        self.assertEqual(one.stop(), 0)
        lines = [json.loads(line) for line in one.log_text().splitlines()]
        self.assertTrue(lines, 'every line of the log is JSON')

    def test_what_is_not_built_is_no_error_in_the_log(self):
        """A client may ask for it as often as it likes, and nobody is woken up."""
        with server.on_test_database(name=None) as one:
            self.assertEqual(one.api.get('/odata/v4?$search=x').status, 501)
            told = [json.loads(line) for line in one.log_text().splitlines() if '"status":501' in line]
        self.assertEqual([line['level'] for line in told], ['info'])


@unittest.skipUnless(settings.PROGRAM, 'TILLIT_BIN says where the program is')
class Import(Case):
    HEADER = 'code,name_sv,name_da,name_en,description_sv,description_da,description_en'

    @classmethod
    def setUpClass(cls):
        database.create('tillit_imported')
        cls.addClassCleanup(database.drop, 'tillit_imported')
        cls.strings = server.connection_strings(settings.PG_HOST, 'tillit_imported')
        if (done := server.program('migrate', **cls.strings)).returncode:
            raise AssertionError(done.stderr)

    def terms(self, *rows):
        return server.program('import', '--dataset', 'terms', '-', given='\n'.join([self.HEADER, *rows]), **self.strings)

    def count(self):
        return int(database.rows('tillit_imported', 'select count(*) from tillit.term')[0][0])

    def test_warnings_are_told_by_line(self):
        before = self.count()
        done = self.terms(*(f'warned-{number},x,x,x,ref 12345678,x,x' for number in range(101)))
        self.assertEqual((done.returncode, self.count()), (0, before + 101), done.stderr)
        lines = [line for line in done.stderr.splitlines() if not line.startswith('{')]  # without the log's
        self.assertRegex(lines[0], r'^-: 101 rows: 101 inserted, 0 revised, 0 unchanged')
        self.assertRegex(lines[1], r'^-:2: description_sv: warning digits: ')
        self.assertEqual((len(lines), lines[-1]), (102, '-: 101 warnings in all'))

    def test_errors_are_told_by_line_and_nothing_is_stored(self):
        before = self.count()
        done = self.terms('good,x,x,x,x,x,x', *(f'no code {number},x,x,x,x,x,x' for number in range(101)))
        self.assertEqual((done.returncode, self.count()), (1, before), done.stderr)
        lines = done.stderr.splitlines()
        self.assertRegex(lines[0], r'^-:3: code: not_a_code: ')
        self.assertEqual((len(lines), lines[-2:]), (102, ['-: 101 errors in all', '-: refused, nothing of it was stored']))

    def test_files_that_cannot_be_imported(self):
        """All of them are told before anything is stored."""
        folder = server.folder('import')
        self.addCleanup(shutil.rmtree, folder)
        for name in ('areas.csv', 'terms.csv', 'Terms.txt', 'sources.csv'):
            (folder / name).write_text('' if name == 'areas.csv' else f'{self.HEADER}\nstored,x,x,x,x,x,x\n')
        (folder / 'goals').mkdir()
        (folder / 'sources.csv').chmod(0)
        before = self.count()
        names = {
            'nope.csv': 'No such file or directory', 'goals': 'Is a directory', 'areas.csv': 'the file is empty',
            'Terms.txt': '"Terms.txt" is no dataset; --dataset names', 'term.csv/x.csv': 'No such file or directory',
        }  # fmt: skip
        if settings.RUN_AS:
            names['sources.csv'] = 'Permission denied'
        done = server.program('import', str(folder / 'terms.csv'), *(str(folder / name) for name in names), **self.strings)
        self.assertEqual((done.returncode, done.stdout, self.count()), (2, '', before))
        for name, why in names.items():
            self.assertIn(f'tillit: {folder / name}: {why}', done.stderr)
        self.assertEqual(done.stderr.count('tillit: datasets are terms, '), 1)
        self.assertEqual(len(done.stderr.splitlines()), len(names) + 1)
        done = server.program('import', '--dataset', 'term', str(folder / 'terms.csv'), **self.strings)
        self.assertIn('"term" is no dataset, did you mean terms;', done.stderr)

    def test_what_is_not_come_to_is_told(self):
        folder = server.folder('import')
        self.addCleanup(shutil.rmtree, folder)
        (folder / 'terms.csv').write_text('code\n\n')
        (folder / 'plans.csv').write_text('code\n')
        done = server.program('import', str(folder / 'plans.csv'), str(folder / 'terms.csv'), **self.strings)
        self.assertEqual(done.returncode, 1)
        self.assertIn(f'{folder / "plans.csv"}: not imported, because of what came before\n', done.stderr)

    def test_progress_on_a_terminal(self):
        shown, terminal = pty.openpty()
        rows = ''.join(f'many-{number},x,x,x,x,x,x\n' for number in range(4096)).encode()
        with subprocess.Popen(
            [*settings.RUN_AS, settings.PROGRAM, 'import', '--dataset', 'terms', '-'], env=server.environment(**self.strings),
            stdin=subprocess.PIPE, stderr=terminal, cwd='/') as process:  # fmt: skip
            os.close(terminal)
            process.stdin.write(f'{self.HEADER}\n'.encode())
            process.stdin.flush()
            time.sleep(0.5)  # more than lies between two lines
            process.stdin.write(rows)
            process.stdin.close()
            self.assertEqual(process.wait(60), 0)
        said = os.read(shown, 10000).decode()
        os.close(shown)
        self.assertRegex(said, r'^\r-: 4096 rows, \d+ rows/s')
        self.assertIn('\r-: 4096 rows: 4096 inserted', said)


class Documents(Case):
    def test_the_help_of_dev_names_every_purpose(self):
        dev = settings.REPOSITORY / 'dev'
        refused = subprocess.run([dev, 'install', 'nothing'], capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(refused.returncode, 1)
        known = re.search(r'install does not know nothing; purposes: (.+)', refused.stderr)
        told = subprocess.run([dev, 'help'], capture_output=True, text=True, timeout=60, check=True).stdout
        named = re.search(r'Only installs packages\. Purposes: ([^.]+)\.', told)
        self.assertEqual(set(re.split(r',\s+', named[1])), set(known[1].split()))

    def test_the_table_of_settings_is_that_of_the_program(self):
        rows = {
            match[1]: match[2]
            for match in DOCUMENTED_ROW.finditer((settings.REPOSITORY / 'docs/operations.md').read_text(encoding='utf-8'))
        }
        self.assertEqual(set(rows), header_settings())
        for match in SETTING_LINE.finditer(server.program('--help').stdout):
            if match[2]:
                self.assertIn(match[2], rows[match[1]])

    def test_the_tour_works(self):
        """The addresses that README and guide ask for answer."""
        addresses = set()
        for name in ('README.md', 'docs/guide.md'):
            text = (settings.REPOSITORY / name).read_text(encoding='utf-8')
            found = re.findall(r"localhost:8080(/[^\s'\"`)>]+)", text)
            self.assertTrue(found, name)
            addresses.update(found)
        for case in self.table(sorted(addresses)):
            with case as address:
                made_by_the_tour = 'pl-vag' in address
                self.assertIn(client.get(address).status, (404,) if made_by_the_tour else (200, 400, 405))
