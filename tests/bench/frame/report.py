"""What a run leaves: JSON for every run, and docs/performance.md of a whole one at full length."""

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


def write(verdicts, broken, size, quick, whole):
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
    if whole and not quick:
        keep(size, table(verdicts, broken, where, size))


def keep(size, lines):
    """Puts a table in the place of the one of that size; there are places for the sizes that are worth it."""
    text = DOCUMENT.read_text(encoding='utf-8')
    begin, end = f'<!-- measured {size.rows} -->\n', f'<!-- end of measured {size.rows} -->'
    place = re.compile(f'{begin}.*{end}', re.S)
    DOCUMENT.write_text(place.sub(lambda _: f'{begin}{lines}{end}', text), encoding='utf-8')


def table(verdicts, broken, where, size):
    highest = max(found.load for found in verdicts)
    lines = [
        f'{size.rows} figures, commit {where["commit"]}, {where["time"][:10]}; {where["cpu"]}, {where["memory_gib"]} GiB, {where["system"]};',
        f'the machine\'s load at most {highest:.1f}, the measure\'s own included.',
        '',
        '| | work | measured | beside | | ratio | goal | |',
        '|---|---|---|---|---|---|---|---|',
    ]
    for found in verdicts:
        lines.append(f'| {found.measure} | {found.what} | {rounds.number(found.value)} {found.unit} | {found.against} | '
                     f'{rounds.number(found.other)} | {found.ratio:.3g} | {found.goal} | {"" if not found.goal else "yes" if found.reached else "**no**"} |')
    if broken:
        lines += ['', 'Not measured, because it failed: ' + ', '.join(sorted({text.split(":")[0] for text in broken})) + '.']
    return '\n'.join(lines) + '\n'
