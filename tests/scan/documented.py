"""schemathesis: whether what is answered is what the document says, to requests that it makes from the document, fitting and not."""

import dataclasses
import json
import os
import pathlib
import subprocess
import tempfile
import time
import xml.etree.ElementTree

from support import contract

PROGRAM = pathlib.Path(os.environ.get('TILLIT_SCANNERS', '')) / 'venv' / 'bin' / 'schemathesis'

# What the tool takes for faults, and what is promised (docs/api.md 5): a value may have the right form and name nothing, and
# an address, a header or a body may be too long.
CONFIG = """
[checks.positive_data_acceptance]
expected-statuses = ["2xx", "304", "400", "401", "403", "404", "406", "409", "412", "413", "414", "422", "428", "431", "503"]
[checks.negative_data_rejection]
expected-statuses = ["400", "401", "403", "404", "405", "406", "409", "412", "413", "414", "415", "422", "428", "431"]
"""


@dataclasses.dataclass
class Outcome:
    caller: str
    seconds: float
    faults: list
    summary: str


def _document(base_url):
    """The document with whole addresses: servers of single paths are passed over by the tool. A body of NDJSON it cannot make."""
    whole = contract.served()
    for item in whole['paths'].values():
        for operation in item.values():
            content = contract.resolve(whole, operation.get('requestBody', {})).get('content', {})
            content.pop('application/x-ndjson', None)
    return json.dumps({**whole, 'servers': [{'url': base_url}]})


def _command(base_url, bearer, seconds, seed, folder):
    words = [str(PROGRAM), '--config-file', f'{folder}/schemathesis.toml', 'run', f'{folder}/document.json', '--url', base_url, '--no-color',
             '--checks', 'all', '--max-time', str(seconds), '--seed', str(seed), '--workers', '2', '--continue-on-failure', '--request-timeout', '40',
             '--suppress-health-check', 'all', '--warnings', 'off', '--report', 'junit', '--report-junit-path', f'{folder}/report.xml']  # fmt: skip
    return words + (['--header', f'Authorization: {bearer}'] if bearer else [])


def _faults(report):
    """What failed, of which operation."""
    for case in xml.etree.ElementTree.parse(report).iter('testcase'):
        for one in [*case.findall('failure'), *case.findall('error')]:
            yield f'{case.get("name")}: {one.text or one.get("message")}'


def scan(base_url, caller, bearer, seconds, seed):
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix='tillit-schemathesis.') as folder:
        pathlib.Path(folder, 'schemathesis.toml').write_text(CONFIG, encoding='utf-8')
        pathlib.Path(folder, 'document.json').write_text(_document(base_url), encoding='utf-8')
        done = subprocess.run(_command(base_url, bearer, seconds, seed, folder), cwd=folder, capture_output=True, text=True, timeout=seconds * 2 + 300,
                              stdin=subprocess.DEVNULL, check=False)  # fmt: skip
        report = pathlib.Path(folder, 'report.xml')
        faults = list(_faults(report)) if report.exists() else [f'no report: {done.stdout[-1000:]}{done.stderr[-1000:]}']
    said = [line.strip() for line in done.stdout.splitlines() if 'generated' in line or 'Seed:' in line]
    return Outcome(caller, time.monotonic() - started, faults, '; '.join(said))
