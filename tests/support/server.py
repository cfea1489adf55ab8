"""Services and clusters of a test's own: on free ports, as the unprivileged user, gone when the test is."""

import atexit
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time

from support import client, settings

LOG_S = 0.25


def free_port():
    with socket.socket() as listener:
        listener.bind(('127.0.0.1', 0))
        return listener.getsockname()[1]


def until(condition, seconds, what):
    """Waits until `condition` holds; a failure after `seconds`."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError(f'not within {seconds} s: {what}')


def folder(name):
    """A new folder that the unprivileged user owns."""
    path = pathlib.Path(tempfile.mkdtemp(prefix=f'tillit-{name}.', dir='/tmp'))
    if os.geteuid() == 0 and settings.RUN_AS:
        uid, gid = (int(subprocess.check_output([*settings.RUN_AS, 'id', flag])) for flag in ('-u', '-g'))
        os.chown(path, uid, gid)
    return path


def environment(**more):
    """The caller's, without settings of the service but the key of the audit trail and those given."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(('TILLIT_', 'PG'))}
    if settings.AUDIT_KEY_FILE:
        kept['TILLIT_AUDIT_KEY_FILE'] = settings.AUDIT_KEY_FILE
    return {**kept, **{name: str(value) for name, value in more.items()}}


def program(*words, given='', run_as=settings.RUN_AS, output=subprocess.PIPE, **more):
    """Runs the program to its end with `given` on its standard input: the completed process, output and errors as texts."""
    return subprocess.run(
        [*run_as, settings.PROGRAM, *words],
        env=environment(**more),
        stdout=output,
        stderr=subprocess.PIPE,
        text=True,
        timeout=120,
        input=given,
        cwd='/',
        check=False,
    )


def start_program(*words, **more):
    """Starts the program: the process, its output and errors in one pipe."""
    return subprocess.Popen(
        [*settings.RUN_AS, settings.PROGRAM, *words],
        env=environment(**more),
        text=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        cwd='/',
    )


def connection_strings(host, database='tillit'):
    """The three database settings for a cluster whose socket is in the folder `host`."""
    return {
        'TILLIT_DB_PUBLIC': f'host={host} dbname={database} user=tillit_public',
        'TILLIT_DB_APP': f'host={host} dbname={database} user=tillit_app',
        'TILLIT_DB_ADMIN': f'host={host} dbname={database} user=postgres',
    }


def handing(listener):
    """What to put before a program for it to find the socket where sd_listen_fds(3) says."""
    if listener is None:
        return []
    return ['bash', '-c', f'LISTEN_PID=$$ LISTEN_FDS=1 exec "$@" 3<&{listener.fileno()}', 'bash']


class Server:
    """`tillit serve` with these settings. with Server(TILLIT_DB_PUBLIC=...) as server: server.api.get(...)
    `program`: another build than the run's. `before`: what runs it. `listener`: a socket that listens already, handed over as systemd does. `words`: more
    for the command line."""

    def __init__(self, name='own', wait=True, program=None, before=(), listener=None, words=(), port=None, ops_port=None, **more):
        self.port, self.ops_port = listener.getsockname()[1] if listener else port or free_port(), ops_port or free_port()
        self.base_url, self.ops_url = f'http://127.0.0.1:{self.port}', f'http://127.0.0.1:{self.ops_port}'
        self.api, self.ops = client.Client(self.base_url, name), client.Client(self.ops_url, 'ops')
        self.log = tempfile.TemporaryFile('w+', encoding='utf-8', errors='replace')
        self.process = subprocess.Popen(
            [*settings.RUN_AS, *handing(listener), *before, program or settings.PROGRAM, 'serve', *words],
            cwd='/',
            pass_fds=[listener.fileno()] if listener else [],
            env=environment(TILLIT_PORT=self.port, TILLIT_OPS_PORT=self.ops_port, TILLIT_TODAY=settings.TODAY, **more),
            stdin=subprocess.DEVNULL,
            stdout=self.log,
            stderr=self.log,
        )
        if wait:
            until(self.is_alive, 30, 'the server answers /livez')

    def is_alive(self):
        if self.process.poll() is not None:
            raise AssertionError(f'the server ended with {self.process.returncode}: {self.log_text()[-2000:]}')
        try:
            return self.ops.get('/livez').status == 200
        except OSError:
            return False

    def log_text(self):
        """Lines are written together, a tenth of a second after the first of them at most."""
        if self.process.poll() is None:
            time.sleep(LOG_S)
        # Without moving the place in the file, which is also where the server writes on.
        place = self.log.fileno()
        return os.pread(place, os.fstat(place).st_size, 0).decode('utf-8', 'replace')

    def stop(self):
        """Ends it gently and returns its exit status."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(5)
        return self.process.returncode

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self.stop()
        self.log.close()


def on_database(database, name='own', **more):
    """A server of its own on a database of the run's cluster."""
    return Server(name, **{**connection_strings(settings.PG_HOST, database), **more})


def on_test_database(name='own', **more):
    """A server of its own on the database of the run."""
    return on_database(settings.DATABASE, name, **more)


def server_without_database(**more):
    """A server whose database is away for good."""
    return Server('no-database', **{**connection_strings('/nonexistent'), **more})


def run_psql(host, statement, port=5432):
    """What a statement of the superuser gives, on any cluster."""
    done = subprocess.run(
        [f'{settings.PG_BIN}/psql', '-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-h', str(host), '-p', str(port), '-U', 'postgres', '-c', statement],
        capture_output=True, text=True, timeout=60, env=environment(), cwd='/', check=False)
    if done.returncode:
        raise AssertionError(f'psql: {done.stderr}')
    return done.stdout.strip()


class Cluster:
    """A throw-away PostgreSQL cluster, socket only."""

    options = '-c fsync=off -c full_page_writes=off'

    def __init__(self):
        self._place('cluster')
        self._run(
            'initdb', '-D', str(self.data), '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '-N'
        )
        self.settings = connection_strings(self.socket, 'postgres')

    def _place(self, name):
        self.folder = folder(name)
        self.data, self.socket = self.folder / 'pg', self.folder
        atexit.register(self.remove)  # whoever is interrupted removes nothing else

    def _run(self, name, *words):
        done = subprocess.run(
            [*settings.RUN_AS, f'{settings.PG_BIN}/{name}', *words],
            capture_output=True,
            text=True,
            timeout=1800,  # a copy of a large cluster
            stdin=subprocess.DEVNULL,
            cwd='/',
            env=environment(),
            check=False,
        )
        if done.returncode:
            raise AssertionError(f'{name}: {done.stdout}{done.stderr}')

    def start(self):
        options = f'-k {self.socket} -c listen_addresses= {self.options}'
        self._run(
            'pg_ctl', '-D', str(self.data), '-l', str(self.folder / 'log'), '-w', '-t', '30', '-o', options, 'start'
        )

    def stop(self, mode='immediate'):
        self._run('pg_ctl', '-D', str(self.data), '-m', mode, '-w', 'stop')

    def postmaster(self):
        return int((self.data / 'postmaster.pid').read_text().split()[0])

    def sql(self, statement):
        """What a statement of the superuser gives."""
        return run_psql(self.socket, statement)

    def remove(self):
        if (self.data / 'postmaster.pid').exists():
            self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


class Standby(Cluster):
    """A hot standby of the cluster whose socket is in the folder `host`, streaming. with Standby(host) as standby: ..."""

    def __init__(self, host):  # no initdb: a copy
        self._place('standby')
        self._run('pg_basebackup', '-h', str(host), '-U', 'postgres', '-D', str(self.data), '-R', '-X', 'stream', '-c', 'fast', '--no-sync')
        # no fewer than the primary has, or it does not start
        with (self.data / 'postgresql.auto.conf').open('a', encoding='utf-8') as file:
            file.write(f"max_connections = {run_psql(host, 'show max_connections')}\n")
        self.start()

    def promote(self):
        """It is a primary when this returns."""
        self._run('pg_ctl', '-D', str(self.data), '-w', 'promote')

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self.remove()


def resident_bytes(pid, which='VmRSS'):
    """Memory of a process now, or at most so far (VmHWM)."""
    for line in pathlib.Path(f'/proc/{pid}/status').read_text().splitlines():
        if line.startswith(f'{which}:'):
            return int(line.split()[1]) * 1024
    raise AssertionError(f'process {pid} has ended')
