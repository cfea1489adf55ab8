"""schemathesis: whether what is answered is what the document says, to requests that it makes from the document, fitting and not."""

import collections
import dataclasses
import itertools
import json
import os
import pathlib
import re
import subprocess
import tempfile
import time
import xml.etree.ElementTree

from support import contract

PROGRAM = pathlib.Path(os.environ.get('TILLIT_SCANNERS', '')) / 'venv' / 'bin' / 'schemathesis'

# What the tool takes for faults, and what is promised (docs/api.md 5): a value may have the right form and name nothing,
# an address, a header or a body may be too long, and a tool that gets no processor is too slow.
CONFIG = """
[checks.positive_data_acceptance]
expected-statuses = ["2xx", "304", "400", "401", "403", "404", "406", "408", "409", "412", "413", "414", "422", "428", "431", "503"]
[checks.negative_data_rejection]
expected-statuses = ["400", "401", "403", "404", "405", "406", "408", "409", "412", "413", "414", "415", "422", "428", "431"]
"""


# The tool goes from phase to phase, and the third takes all the time that is left: what leads from one reply to the next request
# (links that the tool infers from the names of members and of paths) has runs of its own, in all as long.
ALONE = 'examples,coverage,fuzzing'
LINKS = 'stateful'
LEAST_S = 5  # of a run, some of which the tool needs to begin

SAID = re.compile(r'generated|Seed:|Tested:|API Links')
COUNTS = re.compile(r'(\d+) (covered|total|generated|passed|skipped)')


@dataclasses.dataclass
class Outcome:
    caller: str
    phases: str
    seconds: float
    faults: list
    summary: str


def _document():
    """The document without a body of NDJSON, which the tool cannot make."""
    whole = contract.served()
    for item in whole['paths'].values():
        for operation in item.values():
            content = contract.resolve(whole, operation.get('requestBody', {})).get('content', {})
            content.pop('application/x-ndjson', None)
    return whole


def _collections(whole):
    """A document for each collection that has objects: with all at once the tool takes seconds for a step. A list that is filtered by chance
    is empty and leads nowhere: parameters that may be missing are."""
    for root, paths in itertools.groupby(whole['paths'], lambda path: path.partition('/{')[0]):
        paths = list(paths)
        if len(paths) > 1 and root in paths:
            operations = {path: {method: _bare(whole, one) for method, one in whole['paths'][path].items()} for path in paths}
            yield {**whole, 'paths': operations}


def _bare(whole, operation):
    return {**operation, 'parameters': [one for one in operation['parameters'] if contract.resolve(whole, one).get('required')]}


def _command(base_url, bearer, phases, seconds, seed, folder):
    words = [str(PROGRAM), '--config-file', f'{folder}/schemathesis.toml', 'run', f'{folder}/document.json', '--url', base_url, '--no-color',
             '--phases', phases, '--checks', 'all', '--max-time', str(seconds), '--seed', str(seed), '--workers', '2', '--continue-on-failure', '--request-timeout', '40',
             '--suppress-health-check', 'all', '--warnings', 'off', '--report', 'junit', '--report-junit-path', f'{folder}/report.xml']  # fmt: skip
    return words + (['--header', f'Authorization: {bearer}'] if bearer else [])


def _faults(report):
    """What failed, of which operation."""
    for case in xml.etree.ElementTree.parse(report).iter('testcase'):
        for one in [*case.findall('failure'), *case.findall('error')]:
            yield f'{case.get("name")}: {one.text or one.get("message")}'


def scan(base_url, caller, bearer, seconds, seed):
    """What comes of each operation alone, and of what leads from one to another."""
    whole = _document()
    yield _run(base_url, caller, bearer, ALONE, whole, seconds, seed)
    documents = list(_collections(whole))
    runs = [_run(base_url, caller, bearer, LINKS, one, max(LEAST_S, round(seconds / len(documents))), seed) for one in documents]
    counts = collections.Counter()
    for one in runs:
        for count, of in COUNTS.findall(one.summary):
            counts[of] += int(count)
    faults = [line for one in runs for line in one.faults] + ([] if counts['covered'] else ['no link was followed'])
    yield Outcome(caller, LINKS, sum(one.seconds for one in runs), faults, f'{len(runs)} collections, {dict(counts)}')


def _run(base_url, caller, bearer, phases, document, seconds, seed):
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix='tillit-schemathesis.') as folder:
        pathlib.Path(folder, 'schemathesis.toml').write_text(CONFIG, encoding='utf-8')
        # whole addresses: servers of single paths are passed over by the tool
        pathlib.Path(folder, 'document.json').write_text(json.dumps({**document, 'servers': [{'url': base_url}]}), encoding='utf-8')
        done = subprocess.run(_command(base_url, bearer, phases, seconds, seed, folder), cwd=folder, capture_output=True, text=True, timeout=seconds * 2 + 300,
                              stdin=subprocess.DEVNULL, check=False)  # fmt: skip
        report = pathlib.Path(folder, 'report.xml')
        faults = list(_faults(report)) if report.exists() else [f'no report: {done.stdout[-1000:]}{done.stderr[-1000:]}']
    said = [line.strip() for line in done.stdout.splitlines() if SAID.search(line)]
    return Outcome(caller, phases, time.monotonic() - started, faults, '; '.join(said))
