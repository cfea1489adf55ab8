"""Load: wrk against HTTP, pgbench against the database, and single requests with their time. All against this machine."""

import pathlib
import re
import subprocess
import time

from support import server, settings

HERE = pathlib.Path(__file__).parent
SQL = HERE.parent / 'sql'


def wrk(url, path, size, seconds, connections=16, headers=()):
    """Requests a second for random keys; any reply but 2xx or 3xx is a failure."""
    requests, microseconds, _ = _wrk(url, path, size, seconds, connections, headers)
    return requests / microseconds * 1e6


def wrk_p99(url, path, size, seconds, connections):
    """Milliseconds in which 99 of 100 of the same requests are answered."""
    return _wrk(url, path, size, seconds, connections)[2] / 1e3


def _wrk(url, path, size, seconds, connections, headers=()):
    words = ['wrk', '--timeout', '30s', '-t', '1', '-c', str(connections), '-d', f'{seconds}s', '-s', str(HERE / 'keys.lua'), url, '--', path,
             str(size.indicators), str(size.municipalities), *headers]
    done = subprocess.run(words, capture_output=True, text=True, timeout=seconds + 60, check=False)
    found = re.search(r'^figures (\d+) (\d+) (\d+) (\d+) (\d+)$', done.stdout, re.M)
    if not found:
        raise AssertionError(f'wrk: {done.stdout}{done.stderr}')
    requests, microseconds, bad, p99 = (int(found[n]) for n in (1, 2, 3, 5))
    if bad or not requests:
        raise AssertionError(f'{url}{path}: {bad} of {requests} requests failed')
    return requests, microseconds, p99


def wrk_one(url, seconds, connections, headers=(), script=()):
    """Requests a second for one URL, or for what a script (its path and arguments) sends; any reply but 2xx or 3xx is a failure."""
    more = [word for header in headers for word in ('-H', header)] + (['-s', str(script[0])] if script else [])
    words = ['wrk', '--timeout', '30s', '-t', str(min(2, connections)), '-c', str(connections), '-d', f'{seconds}s', *more, url]
    done = subprocess.run(words + (['--', *script[1:]] if script else []), capture_output=True, text=True, timeout=seconds + 60, check=False)
    found = re.search(r'^Requests/sec:\s+([\d.]+)', done.stdout, re.M)
    if not found or 'Non-2xx' in done.stdout or 'Socket errors' in done.stdout:
        raise AssertionError(f'wrk: {done.stdout}{done.stderr}')
    return float(found[1])


def pgbench(name, script, seconds, clients=1, user='postgres', values=None, options=''):
    """Transactions a second of a script of prepared statements, with these variables and options of the session."""
    variables = [word for variable, value in (values or {}).items() for word in ('-D', f'{variable}={value}')]
    done = subprocess.run(
        [f'{settings.PG_BIN}/pgbench', '-n', '-M', 'prepared', '-c', str(clients), '-j', str(min(2, clients)), '-T', str(seconds), *variables,
         '-f', str(SQL / script), '-h', settings.PG_HOST, '-U', user, name],
        env={**server.environment(), 'PGOPTIONS': options}, capture_output=True, text=True, timeout=seconds + 60, check=False)
    found = re.search(r'^tps = ([0-9.]+)', done.stdout, re.M)
    if done.returncode or not found:
        raise AssertionError(f'pgbench: {done.stdout}{done.stderr}')
    return float(found[1])


def milliseconds(act):
    start = time.perf_counter()
    act()
    return (time.perf_counter() - start) * 1e3


def get_ms(api, path, status=200, **headers):
    """Milliseconds of one GET."""
    def ask():
        reply = api.get(path, **headers)
        if reply.status != status:
            raise AssertionError(f'{path}: {reply!r}')
    return milliseconds(ask)


def statement(name):
    """A script of pgbench without its comments and commands."""
    lines = (SQL / name).read_text(encoding='utf-8').splitlines()
    return '\n'.join(line for line in lines if not line.startswith(('--', '\\'))).rstrip().rstrip(';')


def column_names(name):
    """The columns that a script selects."""
    return re.sub(r'\bf\.', '', re.search(r'select (.*?)\nfrom ', statement(name), re.S)[1])
