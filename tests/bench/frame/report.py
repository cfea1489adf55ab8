"""What a run leaves: JSON for every run, and, at full length, its rows of the table in docs/performance.md."""

import dataclasses
import datetime
import json
import os
import pathlib
import platform
import re
import subprocess

from frame import rounds
from support import settings

DOCUMENT = settings.REPOSITORY / 'docs/performance.md'


def machine():
    """Where and when and of what: beside each figure, or it says nothing."""
    cpu = re.search(r'^model name\s*: (.*)$', pathlib.Path('/proc/cpuinfo').read_text(encoding='utf-8'), re.M)
    memory = re.search(r'^MemTotal:\s+(\d+)', pathlib.Path('/proc/meminfo').read_text(encoding='utf-8'), re.M)
    git = ['git', '-C', settings.REPOSITORY]
    commit = subprocess.run([*git, 'rev-parse', '--short', 'HEAD'], capture_output=True, text=True, check=False).stdout.strip()
    changed = subprocess.run([*git, 'status', '--porcelain', '-uno'], capture_output=True, text=True, check=False).stdout != ''
    return {
        'time': datetime.datetime.now(datetime.timezone.utc).isoformat(timespec='seconds'),
        'commit': commit + (' with changes' if changed else ''),
        'cpu': f'{os.cpu_count()} x {cpu[1] if cpu else platform.machine()}',
        'memory_gib': round(int(memory[1]) / 2**20),
        'system': platform.platform(),
    }


def write(verdicts, broken, size, quick):
    where = machine()
    content = {**where, 'rows': size.rows, 'quick': quick, 'broken': broken, 'results': [dataclasses.asdict(found) for found in verdicts]}
    folder = pathlib.Path(os.environ['TILLIT_BENCH_REPORTS'])
    path = folder / f'{size.rows}{"-quick" if quick else ""}-{where["time"].replace(":", "")}.json'
    path.write_text(json.dumps(content, indent=2) + '\n', encoding='utf-8')
    print()
    for found in verdicts:
        print(rounds.line(found))
    judged = [found for found in verdicts if found.goal]
    print(f'\n{sum(found.reached for found in judged)} of {len(judged)} goals reached; {path}')
    for text in broken:
        rounds.fail(f'not measured: {text}')
    if not quick:
        keep(size, verdicts, where)


HEAD = ['', '| | work | measured | beside | | ratio | goal | | load | commit, day |', '|---|---|---|---|---|---|---|---|---|---|']


def keep(size, verdicts, where):
    """Puts rows in the place of those of their measures, in the table of that size; there are tables for the sizes that are worth it.
    What another machine has measured does not stand beside them."""
    text = DOCUMENT.read_text(encoding='utf-8')
    begin, end = f'<!-- measured {size.rows} -->\n', f'<!-- end of measured {size.rows} -->'
    found = re.search(f'{begin}(.*){end}', text, re.S)
    if not found:
        return
    machine_line = f'{size.rows} figures; {where["cpu"]}, {where["memory_gib"]} GiB, {where["system"]}. Load: the machine\'s, the measure\'s own included.'
    before = found[1].splitlines()
    kept = [line for line in before if line.startswith('| P')] if before[:1] == [machine_line] else []
    measured = {verdict.measure for verdict in verdicts}
    lines = [line for line in kept if measure_of(line) not in measured] + [row(verdict, where) for verdict in verdicts]
    lines.sort(key=lambda line: int(measure_of(line)[1:]))  # stable: within a measure as it was taken
    DOCUMENT.write_text(text.replace(found[0], begin + '\n'.join([machine_line, *HEAD, *lines]) + '\n' + end), encoding='utf-8')


def measure_of(line):
    return line.split('|')[1].strip()


def row(found, where):
    return (f'| {found.measure} | {found.what} | {rounds.number(found.value)} {found.unit} | {found.against} | {rounds.number(found.other)} | '
            f'{found.ratio:.3g} | {found.goal} | {"" if not found.goal else "yes" if found.reached else "**no**"} | {found.load:.1f} | '
            f'{where["commit"]}, {where["time"][:10]} |')
