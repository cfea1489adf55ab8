"""What is measured and what stands beside it: generated databases, services on them, the former build, the peers."""

import contextlib
import dataclasses
import json
import os
import pathlib
import shutil
import subprocess

from support import client, database, people, server, settings

PLACE = pathlib.Path(os.environ.get('TILLIT_BENCH_PLACE', 'build/bench')).resolve()  # of what the bench installs
PEERS = pathlib.Path(__file__).parents[1] / 'peers'

# The last build that read published figures through the views of what writes them: "the former build".
FORMER = 'efb556b'

QUIET = {'TILLIT_LOG_LEVEL': 'warning', 'TILLIT_MAX_EXPORTS': 16}  # none of those compared writes a line for each request
# Settings that take the replies kept in memory away, as far as the program has them.
UNCACHED = {'TILLIT_CACHE_BYTES': 0}


@dataclasses.dataclass(frozen=True)
class Size:
    rows: int
    indicators: int
    municipalities: int


SIZES = {size.rows: size for size in (
    Size(2300, 5, 12), Size(23000, 20, 29), Size(230000, 50, 116), Size(2320000, 200, 290), Size(23200000, 2000, 290))}

MOST_COPIED = 2_320_000  # figures of a database that is copied: of more there is one only


def run(words, **more):
    """A command that must succeed: what it printed."""
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL, **more)
    if done.returncode:
        raise AssertionError(f'{" ".join(map(str, words))}: {done.stdout[-2000:]}{done.stderr[-2000:]}')
    return done.stdout


def known_settings():
    return subprocess.run([settings.PROGRAM, '--help'], capture_output=True, text=True, check=False).stdout


def exists(name):
    return database.rows('postgres', f"select 1 from pg_database where datname = '{name}'") != []


def sql(name, script, timeout_s=3600):
    """What the superuser's statements print."""
    words = [f'{settings.PG_BIN}/psql', '-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-h', settings.PG_HOST, '-U', 'postgres', '-d', name]
    done = subprocess.run([*words, '-f', '-'], input=script, capture_output=True, text=True, timeout=timeout_s, check=False)
    if done.returncode:
        raise AssertionError(f'psql: {done.stderr}')
    return done.stdout


def program(name, *words, binary=None, **more):
    """Runs the program on a database, as the caller, without a time limit."""
    return run([binary or settings.PROGRAM, *words],
               env=server.environment(**server.connection_strings(settings.PG_HOST, name), TILLIT_TODAY=settings.TODAY, **more))


def copy(template, name):
    """A copy of a database; whoever is connected to it loses the connection."""
    sql('postgres', f"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{template}'")
    sql('postgres', f'drop database if exists {name} with (force)')
    sql('postgres', f'create database {name} template {template} strategy file_copy')


class Stage:
    """Everything a measure may ask for; what it starts or makes ends with its `with`. `size` is what is measured, `small` the size beside it."""

    def __init__(self, size, quick):
        self.size, self.quick = size, quick
        self.small = SIZES[23000 if size.rows > 23000 else 2300]
        self.rounds, self.seconds = (3, 1) if quick else (5, 8)
        self.may_copy = size.rows <= MOST_COPIED
        self.known = known_settings()
        self.keys = json.loads(pathlib.Path(os.environ['TILLIT_BENCH_KEYS']).read_text(encoding='utf-8'))

    # ---- databases

    def database_of(self, size):
        """The database of a size on the cluster of the run; another size than the run's is loaded once."""
        if size == self.size:
            return settings.DATABASE
        name = f'bench_{size.rows}'
        if not exists(name):
            database.create(name)
            program(name, 'migrate')
            program(name, 'bench-data', TILLIT_BENCH_ROWS=size.rows)
        return name

    @contextlib.contextmanager
    def scratch(self, name):
        """A copy of the run's database to write into, dropped at the end."""
        name = f'bench_{name}'
        copy(settings.DATABASE, name)
        try:
            yield name
        finally:
            database.drop(name)

    @contextlib.contextmanager
    def without_figures(self):
        """A database with the places and indicators of the run's, and not one figure."""
        name = 'bench_empty'
        database.create(name)
        program(name, 'migrate')
        counts = {'places': self.size.municipalities, 'indicators': self.size.indicators, 'versions': self.size.indicators}
        for what, count in counts.items():
            sql(name, (settings.REPOSITORY / f'sql/queries/bench/bench_{what}.sql').read_text(encoding='utf-8').replace('$1', str(count)))
        keys = sql(settings.DATABASE, 'copy tillit.api_key to stdout')
        sql(name, f'copy tillit.api_key from stdin;\n{keys}\\.\n')
        try:
            yield name
        finally:
            database.drop(name)

    # ---- services

    @contextlib.contextmanager
    def service(self, name=settings.DATABASE, cached=False, binary=None, **more):
        """`tillit serve` on a database; a server.Server."""
        uncached = {} if cached else {key: value for key, value in UNCACHED.items() if key in self.known}
        with server.Server('bench', program=binary, **{**server.connection_strings(settings.PG_HOST, name), **QUIET, **uncached, **more}) as running:
            yield running

    def key(self, role):
        """Of the operator, or of somebody of se-1001; valid in the copies too."""
        return self.keys['operator'] if role == 'operator' else self.keys['se-1001'][role]

    def person(self, service, role):
        """Somebody who has all the time there is."""
        return people.Person(client.Client(service.base_url, 'bench', timeout_s=3600), self.key(role))

    # ---- the former build, and a copy of the database as it reads it

    def former(self):
        """Its program, built once from its own sources."""
        place = PLACE / f'former-{FORMER}'
        binary = place / 'build/release/tillit'
        if not binary.exists():
            shutil.rmtree(place, ignore_errors=True)
            place.mkdir(parents=True)
            archive = subprocess.run(['git', '-C', settings.REPOSITORY, 'archive', FORMER], capture_output=True, check=True)
            subprocess.run(['tar', '-x', '-C', place], input=archive.stdout, check=True)
            run(['cmake', '--preset', 'release'], cwd=place)
            run(['cmake', '--build', '--preset', 'release'], cwd=place)
        return reachable(binary)

    @contextlib.contextmanager
    def former_service(self):
        """The former build on its own views of the same figures, in a copy made once."""
        if not exists('bench_former'):
            copy(settings.DATABASE, 'bench_making')
            program('bench_making', 'migrate', binary=self.former())
            sql('postgres', 'alter database bench_making rename to bench_former')
        with self.service('bench_former', binary=self.former()) as running:
            yield running

    # ---- the peers: the same flat table, prepared statements, two workers each

    @contextlib.contextmanager
    def fastify(self, name=settings.DATABASE):
        place = installed('fastify', 'package-lock.json', ['npm', 'ci', '--ignore-scripts', '--no-audit', '--no-fund'])
        with self._peer(['node', place / 'server.js'], place, name) as base:
            yield base

    @contextlib.contextmanager
    def fastapi(self, name=settings.DATABASE):
        place = installed('fastapi', 'requirements.txt', ['sh', '-c', 'python3 -m venv venv && venv/bin/pip install -q --no-deps -r requirements.txt'])
        words = [place / 'venv/bin/uvicorn', 'app:app', '--workers', '2', '--no-access-log', '--log-level', 'warning', '--host', '127.0.0.1', '--port']
        with self._peer(words, place, name) as base:
            yield base

    @contextlib.contextmanager
    def _peer(self, words, place, name):
        port = server.free_port()
        environment = {**server.environment(), 'PGHOST': settings.PG_HOST, 'PGDATABASE': name, 'PGUSER': 'postgres'}
        process = subprocess.Popen([*map(str, words), str(port)], cwd=place, env=environment, stdin=subprocess.DEVNULL, start_new_session=True)
        try:
            server.until(lambda: answers(port), 30, f'{place.name} answers')
            yield f'http://127.0.0.1:{port}'
        finally:
            process.terminate()
            process.wait(20)


def answers(port):
    try:
        return client.Client(f'http://127.0.0.1:{port}', 'peer').get('/health').status == 200
    except OSError:
        return False


def installed(name, lock, words):
    """A folder with the peer and what its lock file names, made anew when that changes."""
    place = PLACE / name
    if not (place / 'installed').exists() or (place / 'installed').read_bytes() != (PEERS / name / lock).read_bytes():
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(PEERS / name, place)
        run(words, cwd=place)
        shutil.copy(PEERS / name / lock, place / 'installed')
    for path in (PEERS / name).iterdir():
        shutil.copy(path, place / path.name)
    return place


def reachable(binary):
    """The program, in a place where the unprivileged user may run it."""
    if not settings.RUN_AS or subprocess.run([*settings.RUN_AS, 'test', '-x', binary], check=False).returncode == 0:
        return str(binary)
    place = pathlib.Path(settings.PG_HOST).parent / 'bin' / f'tillit-{binary.parents[2].name}'
    place.parent.mkdir(exist_ok=True)
    shutil.copy(binary, place)
    return str(place)
