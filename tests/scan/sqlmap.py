"""sqlmap over one place after the other: whether anything that a client writes becomes SQL."""

import concurrent.futures
import dataclasses
import re
import shlex
import subprocess
import tempfile
import time

import beside
from places import Place

WORKERS = 8  # they wait for the service most of the time
LONGEST_S = 1800  # a place with many values
NOTHING = re.compile(r'all tested parameters do not appear to be injectable')
FOUND = re.compile(r'^(?:Parameter: .*|    Type: .*|    Payload: .*)$', re.MULTILINE)
WRONG = re.compile(r'^.*\[(?:CRITICAL|ERROR)\] (.*)$', re.MULTILINE)
CODES = '400,401,403,404,405,406,409,412,413,414,415,422,428,429,431,501,503'

# How long the short form is and how long the full one. Level 5 takes every way of sqlmap to end a value's quotes and brackets,
# risk 3 every payload, those with OR among them.
SHORT = ('--level', '1', '--risk', '1')
FULL = ('--level', '5', '--risk', '3')


VALUE = 'se-9901'  # of the services beside


@dataclasses.dataclass
class Outcome:
    place: Place
    seconds: float
    found: list  # what sqlmap says of an injection
    wrong: str = ''  # why it did not come to an end


def _command(base_url, place, bearer, depth, folder):
    words = ['sqlmap', '-u', base_url + place.target, '--method', place.method, '--batch', '--flush-session', '--disable-coloring', '--output-dir', folder,
             '--dbms', 'postgresql', '--ignore-code', CODES, '--skip-waf', '--ignore-redirects', '--keep-alive', '--timeout', '40', '--retries', '1',
             '--time-sec', '3', *depth]  # fmt: skip
    headers = dict(place.headers)
    if bearer and 'Authorization' not in headers:
        headers['Authorization'] = bearer
    words += ['--headers', '\\n'.join(f'{name}: {value}' for name, value in headers.items())] if headers else []
    words += ['-p', ','.join(place.parameters)] if place.parameters else []
    words += ['--data', place.body] if place.body is not None else []
    return words


def scan(base_url, place, bearer, depth):
    """What sqlmap says of a place, as whoever the key is of."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix='tillit-sqlmap.') as folder:
        words = _command(base_url, place, bearer, depth, folder)
        try:
            done = subprocess.run(words, capture_output=True, text=True, errors='replace', timeout=LONGEST_S, stdin=subprocess.DEVNULL, check=False)
            said = done.stdout + done.stderr
        except subprocess.TimeoutExpired:
            return Outcome(place, time.monotonic() - started, [], f'not through after {LONGEST_S} s: {shlex.join(words)}')
    found = FOUND.findall(said)
    wrong = '' if found or NOTHING.search(said) else '; '.join(WRONG.findall(said)) or said[-500:]
    return Outcome(place, time.monotonic() - started, found, wrong and f'{wrong}: {shlex.join(words)}')


def scan_all(base_url, places, bearer, depth):
    """The outcomes as they come."""
    with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
        waiting = [pool.submit(scan, base_url, place, bearer, depth) for place in places]
        for one in concurrent.futures.as_completed(waiting):
            yield one.result()


def control(host, database, depth):
    """What sqlmap says, in the same words of command, of a service that can be broken into, upon an empty database of ours."""
    with beside.open_one(host, database) as base_url:
        return scan(base_url, Place('the control', f'{beside.TARGET}{VALUE}', parameters=('code',)), None, depth)


def payloads():
    """All that sqlmap sends for one value, VALUE, at its deepest; what it sends does not hang on the replies unless it finds something."""
    heard = []
    with beside.deaf_one(heard) as base_url:
        outcome = scan(base_url, Place('what is sent', f'{beside.TARGET}{VALUE}', parameters=('code',)), None, FULL)
    if outcome.wrong or outcome.found:
        raise AssertionError(f'sqlmap found something where nothing is: {outcome.wrong} {outcome.found}')
    return list(dict.fromkeys(heard))
