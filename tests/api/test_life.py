"""One service follows another: by SIGHUP in the same process, or on a socket that systemd holds; nobody is turned away."""

import shutil
import signal
import socket
import threading
import time

from support import server, settings
from support.case import Case

READ = f'{settings.API}/terms/trust'


class Askers:
    """Four who ask all the time, each time on a new connection; `said` counts what came of it."""

    def __init__(self, port):
        self.port, self.said = port, {}
        self._ended, self._lock = threading.Event(), threading.Lock()
        self._threads = [threading.Thread(target=self._ask) for _ in range(4)]

    def _ask(self):
        while not self._ended.is_set():
            word = self._once()
            with self._lock:
                self.said[word] = self.said.get(word, 0) + 1

    def _once(self):
        try:
            with socket.create_connection(('127.0.0.1', self.port), 20) as connection:
                connection.settimeout(20)
                connection.sendall(f'GET {READ} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'.encode())
                reply = b''.join(iter(lambda: connection.recv(65536), b''))
            return 'whole' if reply.startswith(b'HTTP/1.1 200') and b'"code":"trust"' in reply else f'cut: {reply[:40]!r}'
        except OSError as error:
            return type(error).__name__

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        time.sleep(0.3)
        return self

    def __exit__(self, *unused):
        time.sleep(0.5)
        self._ended.set()
        for thread in self._threads:
            thread.join()


def scratch(case, name):
    """A folder that is gone after the test."""
    folder = server.folder(name)
    case.addCleanup(shutil.rmtree, folder)
    return folder


def listening():
    listener = socket.socket()
    listener.bind(('127.0.0.1', 0))
    listener.listen(128)
    return listener


def page_limit(one):
    return one.api.get(f'{settings.API}/limits').json()['limits']['max_page']['value']


def lines(one, event):
    return one.log_text().count(f'"event":"{event}"')


class AnotherStart(Case):
    """SIGHUP."""

    def setUp(self):
        self.file = scratch(self, 'settings') / 'tillit.conf'
        self.write('')
        self.one = self.enterContext(server.on_test_database('life', words=('--settings', str(self.file))))

    def write(self, text):
        self.file.write_text(text, encoding='utf-8')
        self.file.chmod(0o644)

    def start_anew(self):
        before = lines(self.one, 'serving')
        self.one.process.send_signal(signal.SIGHUP)
        server.until(lambda: lines(self.one, 'serving') > before, 30, 'it serves again')

    def test_settings_are_read_anew_and_nobody_notices(self):
        pid = self.one.process.pid
        with Askers(self.one.port) as askers:
            for most in (500, 400) if settings.FULL else (400,):
                self.write(f'# tighter\nTILLIT_MAX_PAGE="{most}"\n')
                self.start_anew()
                self.assertEqual(page_limit(self.one), most)
        self.assertEqual(set(askers.said), {'whole'}, askers.said)
        self.assertGreater(askers.said['whole'], 20)
        self.assertEqual(self.one.ops.get('/readyz').status, 200)
        self.assertEqual((self.one.process.pid, self.one.stop()), (pid, 0))

    def test_settings_that_are_not_good_change_nothing(self):
        for case in self.table({
            'no number': 'TILLIT_MAX_PAGE=many\n', 'unknown': 'TILLIT_MAX_PAGES=5\n', 'no setting': 'hello\n', 'a name in lower case': 'tillit_max_page=5\n',
        }):
            with case as text:
                self.write(text)
                before = lines(self.one, 'settings')
                self.one.process.send_signal(signal.SIGHUP)
                server.until(lambda: lines(self.one, 'settings') > before, 30, 'the log says so')
                self.assertEqual(page_limit(self.one), 1000)
                self.assertEqual(lines(self.one, 'stopping'), 0)


class Settings(Case):
    def test_what_goes_before_what(self):
        """Flags before the environment before the file before the default."""
        file = scratch(self, 'settings') / 'tillit.conf'
        file.write_text("\n  TILLIT_PORT = 1001 \r\nTILLIT_OPS_PORT='1002'\n#TILLIT_OPS_PORT=7\nTILLIT_LOG_LEVEL=warning", encoding='utf-8')
        file.chmod(0o644)
        told = server.program('check-config', '--settings', str(file), '--port', '1003', TILLIT_OPS_PORT=1004)
        self.assertEqual((told.returncode, told.stderr), (0, ''))
        for line in ('TILLIT_PORT=1003', 'TILLIT_OPS_PORT=1004', 'TILLIT_LOG_LEVEL=warning', 'TILLIT_MAX_PAGE=1000'):
            self.assertIn(line, told.stdout.splitlines())
        self.assertIn('TILLIT_PORT=1001', server.program('check-config', TILLIT_SETTINGS=file).stdout.splitlines())

    def test_lines_that_are_no_settings(self):
        file = scratch(self, 'settings') / 'tillit.conf'
        lines = {
            'TILLIT_POOL_AP=4': 'TILLIT_POOL_AP is no setting, did you mean TILLIT_POOL_APP;',
            'export TILLIT_PORT=1': 'export TILLIT_PORT is no setting; `tillit --help` lists them',
            'hello': 'must be NAME=value',
            'TILLIT_SETTINGS=/etc/other.conf': 'does not name another',
        }
        file.write_text('\n'.join(lines), encoding='utf-8')
        file.chmod(0o644)
        done = server.program('check-config', '--settings', str(file))
        self.assertEqual((done.returncode, done.stdout), (2, ''))
        for number, (line, told) in enumerate(zip(done.stderr.splitlines(), lines.values(), strict=True), 1):
            self.assertIn(f'{file}, line {number}: ', line)
            self.assertIn(told, line)

    def test_a_file_that_cannot_be_read(self):
        folder = scratch(self, 'settings')
        texts = {'large': b'#' * 65536, 'cut': b'TILLIT_PORT=1001\n\0\nTILLIT_OPS_PORT=none\n'}
        for name, text in texts.items():
            (folder / name).write_bytes(text)
            (folder / name).chmod(0o644)
        for case in self.table(
            [
                ('/nonexistent', 'No such file'),
                (str(folder), 'Is a directory'),
                (str(folder / 'large'), 'too large'),
                (str(folder / 'cut'), 'no text'),
            ]
        ):
            with case as (path, why):
                done = server.program('check-config', '--settings', path)
                self.assertEqual((done.returncode, done.stdout), (2, ''))
                self.assertIn(f'{path} cannot be read: {why}', done.stderr)


class HandedOver(Case):
    """A socket that outlives the service."""

    def test_one_after_the_other(self):
        """Who comes while there is no service waits for the next."""
        with listening() as listener:
            first = server.on_test_database('life', listener=listener)
            with Askers(first.port) as askers:
                self.assertEqual(first.stop(), 0)
                with server.on_test_database('life', listener=listener) as second:
                    self.assertEqual(second.api.get(READ).status, 200)
                    time.sleep(0.5)
                    askers.__exit__()
            self.assertEqual(set(askers.said), {'whole'}, askers.said)

    def test_two_at_a_time(self):
        with listening() as listener:
            first, second = (server.on_test_database('life', listener=listener) for _ in range(2))
            with Askers(first.port) as askers:
                self.assertEqual(first.stop(), 0)
            self.assertEqual(set(askers.said), {'whole'}, askers.said)
            self.assertEqual(second.stop(), 0)

    def test_what_does_not_listen(self):
        with socket.socket() as idle:
            idle.bind(('127.0.0.1', 0))
            one = server.on_test_database('life', wait=False, listener=idle)
            self.assertEqual(one.process.wait(30), 1)
            self.assertIn('what was handed over does not listen', one.log_text())


class Manager(Case):
    def test_it_is_told(self):
        place = scratch(self, 'notify') / 'socket'
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as told:
            told.bind(str(place))
            place.chmod(0o777)
            told.settimeout(30)
            one = server.on_test_database('life', NOTIFY_SOCKET=place)
            self.assertEqual(told.recv(100), b'READY=1')
            one.process.send_signal(signal.SIGHUP)
            self.assertEqual([told.recv(100), told.recv(100)], [b'RELOADING=1', b'READY=1'])
            self.assertEqual(one.stop(), 0)
            self.assertEqual(told.recv(100), b'STOPPING=1')

    def test_it_may_have_gone(self):
        with server.on_test_database('life', NOTIFY_SOCKET='/nonexistent/socket') as one:
            self.assertEqual(one.api.get(READ).status, 200)
            self.assertIn('/nonexistent/socket is not told of READY=1', one.log_text())
