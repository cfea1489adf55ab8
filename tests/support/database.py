"""Databases of a suite's own on the cluster of the run, and statements to them as the superuser."""

import atexit
import functools
import itertools
import pathlib
import re
import subprocess

from support import demo, server, settings

FIELD = '\x1f'
_numbers = itertools.count(1)


def run(database, script):
    """Runs SQL text as the superuser: what psql printed, rows a line with FIELD between the cells."""
    done = subprocess.run(
        [f'{settings.PG_BIN}/psql', '-X', '-q', '-A', '-t', '-F', FIELD, '-v', 'ON_ERROR_STOP=1',
         '-h', settings.PG_HOST, '-U', 'postgres', '-d', database, '-f', '-'],
        input=script, capture_output=True, text=True, timeout=120, env=server.environment(), cwd='/', check=False,
    )
    if done.returncode:
        raise AssertionError(f'psql: {done.stderr}')
    return done.stdout


def rows(database, query):
    """The rows of one query, each a list of texts."""
    return [line.split(FIELD) for line in run(database, query).splitlines()]


def create(name, template='template1'):
    """A new database, empty or a copy; one of that name is dropped first."""
    run('postgres', f'drop database if exists {name} with (force);')
    run('postgres', f'create database {name} template {template};')


def drop(name):
    run('postgres', f'drop database if exists {name} with (force);')


@functools.lru_cache(maxsize=None)
def _template(program, source, *words):
    """A database that others are copies of while this process runs: what `program`, the present one, makes of a copy of `source`."""
    name = f'{settings.DATABASE}_template_{next(_numbers)}'
    create(name, source)
    atexit.register(drop, name)
    # As the caller, who can read the repository wherever it is.
    done = server.program(*words, run_as=[], **server.connection_strings(settings.PG_HOST, name), TILLIT_TODAY=settings.TODAY)
    if done.returncode:
        raise AssertionError(f'tillit {words[0]}: {done.stdout}{done.stderr}')
    return name


def _migrated():
    return _template(settings.PROGRAM, 'template1', 'migrate')


def create_migrated(name):
    """A new database with the schema."""
    create(name, _migrated())


def create_demonstration(name):
    """A new database with the schema and all demonstration data."""
    create(name, _template(settings.PROGRAM, _migrated(), 'import', *map(str, demo.files())))


def create_generated(name, figures):
    """A new database with so many generated figures, published (tillit bench-data)."""
    create(name, _template(settings.PROGRAM, _migrated(), 'bench-data', '--rows', str(figures)))


def create_key(name, role):
    """The new key of somebody, for whom `role` is the rest of the command: 'reader --municipality se-1003'."""
    made = server.program(*f'key create --label somebody --role {role}'.split(), **server.connection_strings(settings.PG_HOST, name))
    if made.returncode:
        raise AssertionError(made.stderr)
    return made.stdout.strip()


def complaints(before, classes='42'):
    """Lines of the log of the run's cluster since it was so long that tell of errors of these classes, by default those of
    statements that the database refused to read; and how long it is now."""
    if not settings.PG_LOG:
        return [], 0
    log = pathlib.Path(settings.PG_LOG).read_bytes()
    return [line for line in log[before:].decode('utf-8', 'replace').splitlines() if re.match(rf'(?:{classes})\w{{3}}:', line)], len(log)
