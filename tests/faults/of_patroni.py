"""Patroni moves the primary: deploy/patroni.yml as it is, on two servers of this machine."""

import contextlib
import http.client
import os
import shutil
import signal
import time

import frame
import ledger
from frame import Outcome, fault
from of_clients import Reader
from support import demo, growing, people, server

PASSWORD = 'unknown-outside'
START_S, MOVE_S = 60, 90  # until a server is there; until another takes the place of one that is gone


class Etcd(growing.Process):
    def __init__(self):
        self.port, peers, folder = server.free_port(), server.free_port(), server.folder('etcd')
        here, there = (f'http://127.0.0.1:{port}' for port in (self.port, peers))
        super().__init__(['etcd', '--name', 'one', '--data-dir', folder / 'data', '--listen-client-urls', here, '--advertise-client-urls', here,
                          '--listen-peer-urls', there, '--initial-advertise-peer-urls', there, '--initial-cluster', f'one={there}'], folder)


class Node(growing.Process):
    """A server under Patroni; its sockets are in a folder that it shares with the others."""

    def __init__(self, name, etcd, sockets):
        self.sockets, self.port, self.rest, folder = sockets, server.free_port(), server.free_port(), server.folder('patroni')
        self.data = folder / 'pg'
        text = (growing.DEPLOY / 'patroni.yml').read_text(encoding='utf-8')
        memory = 'shared_buffers: 1GB'
        if memory not in text:
            raise AssertionError(f'deploy/patroni.yml has no {memory}')
        text = text.replace(memory, f'shared_buffers: 64MB\n        unix_socket_directories: {sockets}')
        (folder / 'patroni.yml').write_text(text, encoding='utf-8')
        os.chmod(folder / 'patroni.yml', 0o644)
        super().__init__(
            ['patroni', folder / 'patroni.yml'], folder, PATRONI_NAME=name, PATRONI_RESTAPI_LISTEN=f'127.0.0.1:{self.rest}',
            PATRONI_RESTAPI_CONNECT_ADDRESS=f'127.0.0.1:{self.rest}', PATRONI_POSTGRESQL_LISTEN=f'127.0.0.1:{self.port}',
            PATRONI_POSTGRESQL_CONNECT_ADDRESS=f'127.0.0.1:{self.port}', PATRONI_POSTGRESQL_DATA_DIR=str(self.data),
            PATRONI_POSTGRESQL_PGPASS=str(folder / 'pgpass'), PATRONI_ETCD3_HOSTS=f'127.0.0.1:{etcd.port}',
            PATRONI_REPLICATION_PASSWORD=PASSWORD, PATRONI_SUPERUSER_PASSWORD=PASSWORD)

    def is_role(self, role):
        """Whether Patroni says so: primary, synchronous, replica."""
        return self.ask('GET', f'/{role}') == 200

    def ask(self, method, path, body=None):
        connection = http.client.HTTPConnection('127.0.0.1', self.rest, timeout=5)
        try:
            connection.request(method, path, body)
            return connection.getresponse().status
        except OSError:
            return None
        finally:
            connection.close()

    def sql(self, statement):
        return server.run_psql(self.sockets, statement, self.port)

    def is_open(self):
        """Whether it takes writes."""
        try:
            return self.sql('select pg_is_in_recovery()') == 'f'
        except AssertionError:
            return False

    def family(self):
        postmaster = int((self.data / 'postmaster.pid').read_text().split()[0])
        return [postmaster, *frame.children(postmaster)]

    def die(self):
        """kill -9 of all of it."""
        self.process.kill()
        for pid in self.family():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait(20)


class Pair:
    """A primary and its standby: as much of a stage as a ledger wants."""

    def __init__(self, ends):
        sockets = server.folder('sockets')
        ends.callback(shutil.rmtree, sockets, ignore_errors=True)
        etcd = Etcd()
        ends.callback(etcd.stop)
        self.first = self.cluster = Node('a', etcd, sockets)
        ends.callback(self.first.stop)
        server.until(lambda: self.first.is_role('primary'), START_S, 'a primary')
        self.second = Node('b', etcd, sockets)
        ends.callback(self.second.stop)
        server.until(lambda: self.second.is_role('synchronous'), START_S, 'its synchronous standby')
        self.settings = {
            'TILLIT_DB_PUBLIC': self.where('tillit_public'), 'TILLIT_DB_APP': self.where('tillit_app'), 'TILLIT_DB_ADMIN': self.where('postgres'),
            'TILLIT_DB_READ': self.where('tillit_public', 'prefer-standby'), 'TILLIT_CACHE_BYTES': 0, 'TILLIT_RATE_PER_ADDRESS': 0,
            'TILLIT_AUDIT_KEY_FILE': sockets / 'audit.key', 'TILLIT_POOL_APP': 16, 'TILLIT_QUEUE_WAIT_MS': 5000}
        self.program('migrate')
        for role in ('tillit_public', 'tillit_app'):
            self.cluster.sql(f"alter role {role} password '{PASSWORD}'")
        self.program('import', *map(str, demo.files('municipalities')), *map(str, demo.files('terms')), run_as=[])
        self.editor = people.KEY.search(self.program('key', 'create', '--role', 'editor', '--municipality', 'se-9901'))[0]

    def where(self, role, kind='primary'):
        """As docs/operations.md has it: all servers, and libpq finds the right one."""
        ports = f'{self.second.port},{self.first.port}' if kind == 'prefer-standby' else f'{self.first.port},{self.second.port}'
        return f'host=127.0.0.1,127.0.0.1 port={ports} dbname=postgres user={role} password={PASSWORD} target_session_attrs={kind}'

    def program(self, *words, **more):
        done = server.program(*words, **{**self.settings, **more})
        if done.returncode:
            raise AssertionError(f'tillit {words[0]}: {done.stdout}{done.stderr}')
        return done.stdout


def hold_back(pair):
    """Asynchronous, and nothing of the log leaves the primary any more."""
    pair.first.ask('PATCH', '/config', '{"synchronous_mode": false}')
    server.until(lambda: pair.first.sql('show synchronous_standby_names') == '', START_S, 'nobody waits for the standby')
    os.kill(int(pair.first.sql('select pid from pg_stat_replication')), signal.SIGSTOP)
    time.sleep(0.7)


def moved(before):
    """What came of the writes when the primary and its Patroni died: the verdict, how long until the standby was promoted, how long
    until one was acknowledged after that, and what those who only read saw meanwhile."""
    with contextlib.ExitStack() as ends:
        pair = Pair(ends)
        with server.Server('faults', **pair.settings) as one, ledger.Ledger(pair, lambda: one) as book, Reader(one.port) as reader:
            server.until(lambda: len(book.acknowledged) > 100, 30, 'writing')
            before(pair)
            pair.first.die()
            died, so_far = time.monotonic(), len(book.acknowledged)
            server.until(pair.second.is_open, MOVE_S, 'the standby takes over')
            promoted = time.monotonic()
            pair.cluster = pair.second
            server.until(lambda: len(book.acknowledged) > so_far, 30, 'writing goes on')
            written = time.monotonic()
            time.sleep(0.5)
        return book.verdict(), promoted - died, written - promoted, reader


@fault('patroni', 'acknowledged writes lost when the primary and its Patroni die and Patroni promotes the synchronous standby; gap in writing after that',
       '0; <= 5 s', is_long=True)
def patroni(_):
    (acknowledged, lost, twice), away_s, gap_s, reader = moved(lambda pair: None)
    (control_acknowledged, control_lost, _), *_ = moved(hold_back)
    return Outcome(f'{lost} of {acknowledged} lost, {twice} twice; promoted after {away_s:.0f} s, written {gap_s:.1f} s later; '
                   f'{sum(reader.said)} of {len(reader.said)} keyless reads answered',
                   acknowledged > 0 and lost == 0 and twice == 0 and gap_s <= 5,
                   f'synchronous_mode off, standby behind: {control_lost} of {control_acknowledged} lost', control_lost > 0)
