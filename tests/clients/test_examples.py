"""The examples, run as they are: each prints what stands in examples/output. Those of programs that run nowhere here are
held to what they ask: every request of theirs is made."""

import copy
import csv
import io
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.parse
import urllib.request
import zipfile

import nbclient
import nbformat
import openpyxl

from support import client, settings
from support.case import Case

EXAMPLES = settings.REPOSITORY / 'examples'
PLACE = pathlib.Path(os.environ.get('TILLIT_CLIENTS') or settings.REPOSITORY / 'build/clients')
DEFAULT = 'http://localhost:8080'

RUNNERS = {'.sh': ['bash'], '.R': ['Rscript', '--vanilla'], '.py': [sys.executable, '-B'], '.mjs': ['node']}


def runnable():
    return sorted(file for file in EXAMPLES.iterdir() if file.suffix in RUNNERS)


def run(file, address=settings.BASE_URL):
    """What the example prints. JavaScript looks for its packages beside the file."""
    with tempfile.TemporaryDirectory(prefix='tillit-example.') as folder:
        copied = shutil.copy(file, folder)
        os.symlink(PLACE / 'javascript/node_modules', pathlib.Path(folder) / 'node_modules')
        ran = subprocess.run([*RUNNERS[file.suffix], copied], capture_output=True, timeout=120, env={**os.environ, 'TILLIT': address, 'LC_ALL': 'C.UTF-8'}, check=False)
    if ran.returncode:
        raise AssertionError(f'{file.name}: {ran.stderr.decode()}')
    return ran.stdout.decode()  # as it is: line ends of CSV must not get into what a script prints


def outputs_of(notebook):
    """Texts of the outputs, cell by cell."""
    return [[output.get('text') or output['data']['text/plain'] for output in cell.get('outputs', []) if output.get('name') != 'stderr'] for cell in notebook.cells]


class Examples(Case):
    def test_print_what_they_say(self):
        files = runnable()
        self.assertEqual({file.suffix for file in files}, set(RUNNERS))
        for case in self.table({file.name: file for file in files}.values()):
            with case as file:
                wanted = (EXAMPLES / 'output' / f'{file.name}.txt').read_text('utf-8')
                self.assertEqual(run(file), wanted)

    def test_every_output_has_its_example(self):
        names = {file.name.removesuffix('.txt') for file in (EXAMPLES / 'output').iterdir()}
        self.assertEqual(names, {file.name for file in runnable()})

    def test_every_example_is_in_the_list(self):
        listed = set(re.findall(r'^\| \[([^]]+)\]', (EXAMPLES / 'README.md').read_text('utf-8'), re.M))
        self.assertEqual(listed, {file.name for file in EXAMPLES.iterdir() if file.is_file()} - {'README.md'})

    def test_the_notebook(self):
        os.environ['TILLIT'] = settings.BASE_URL
        written = nbformat.read(EXAMPLES / 'trust.ipynb', as_version=4)
        executed = nbclient.NotebookClient(copy.deepcopy(written), timeout=120).execute()
        self.assertEqual(outputs_of(executed), outputs_of(written))
        self.assertTrue(any(outputs_of(written)))

    def test_the_workbook_opens_with_its_query(self):
        """What is not Excel opens it too: its table is there, empty until Excel has asked."""
        with tempfile.TemporaryDirectory(prefix='tillit-example.') as folder:
            copied = shutil.copy(EXAMPLES / 'excel.mjs', folder)
            os.symlink(PLACE / 'javascript/node_modules', pathlib.Path(folder) / 'node_modules')
            subprocess.run(['node', copied], check=True, capture_output=True, timeout=120)
            book = openpyxl.load_workbook(pathlib.Path(folder) / 'trust.xlsx')
            with zipfile.ZipFile(pathlib.Path(folder) / 'trust.xlsx') as parts:
                connections = parts.read('xl/connections.xml').decode('utf-8')
        self.assertEqual(len([table for sheet in book for table in sheet.tables]), 1)
        self.assertIn('Microsoft.Mashup.OleDb.1', connections)
        self.assertIn('refreshOnLoad="1"', connections)

    def test_power_query_becomes_requests_that_are_answered(self):
        text = (EXAMPLES / 'trust.pq').read_text('utf-8')
        requests = re.findall(r'^// +GET (\S+\?.*)$', text, re.M)
        self.assertEqual(len(requests), 2)
        for request in requests:
            path, query = request.split('?')
            reply = client.get(f'{path}?{urllib.parse.quote(query, safe="$&=,")}')
            self.assertEqual(reply.status, 200, reply)
            columns = urllib.parse.parse_qs(query)['$select'][0].split(',')
            self.assertTrue(all(list(row) == columns for row in reply.json()['value']))
            for column in columns:
                self.assertIn(f'"{column}"', text)

    def test_grafana_finds_its_columns(self):
        dashboard = json.loads((EXAMPLES / 'grafana.json').read_text('utf-8'))
        variables = {variable['name']: variable['query'] for variable in dashboard['templating']['list']}
        self.assertEqual(variables['service'], DEFAULT)
        targets = [target for panel in dashboard['panels'] for target in panel['targets']]
        self.assertGreater(len(targets), 1)
        for target in targets:
            address = target['url'].replace('${service}', '').replace('${area}', variables['area'])
            reply = client.get(address)
            self.assertEqual(reply.status, 200, reply)
            rows = reply.json()[target['root_selector']] if target['type'] == 'json' else list(csv.DictReader(io.StringIO(reply.text)))
            self.assertGreater(len(rows), 0)
            for column in target['columns']:
                self.assertIn(column['selector'], rows[0])

    def test_rules_are_rules(self):
        """promtool reads them, and every metric that they name is among those of the service."""
        rules = EXAMPLES / 'prometheus-rules.yml'
        ran = subprocess.run([PLACE / 'prometheus/usr/bin/promtool', 'check', 'rules', rules], capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(ran.returncode, 0, ran.stdout + ran.stderr)
        self.assertIn('4 rules found', ran.stdout)
        with urllib.request.urlopen(f'{settings.OPS_URL}/metrics', timeout=60) as reply:
            told = reply.read().decode()
        checked = subprocess.run([PLACE / 'prometheus/usr/bin/promtool', 'check', 'metrics'], input=told, capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(checked.returncode, 0, checked.stdout + checked.stderr)
        for name in set(re.findall(r'\btillit_\w+', rules.read_text('utf-8'))):
            self.assertRegex(told, rf'(?m)^{name}\b')


class Tour(Case):
    """The replies that README shows are those that come."""

    def shown(self):
        text = (settings.REPOSITORY / 'README.md').read_text('utf-8')
        text = text[text.index('<!-- tour -->') : text.index('<!-- end of tour -->')]
        return re.findall(r'^\$ (curl [^\n]*)\n((?:(?!\$ |```).*\n)+)', text, re.M)

    def test_shows_what_comes(self):
        found = self.shown()
        self.assertGreater(len(found), 9)
        for case in self.table([one for one in found if '$key' not in one[0]]):
            with case as (command, wanted):
                told = subprocess.run(['bash', '-c', command.replace('localhost:8080', settings.BASE_URL)], capture_output=True, timeout=60, check=True).stdout
                told = re.sub(r'http://[^/"]+', DEFAULT, told.decode()).replace('\r\n', '\n').strip()
                self.assertEqual(*(re.sub(r'"trace_id":"[0-9a-f]+"', '"trace_id":""', text) for text in (told, wanted.strip())))


class Guide(Case):
    """Every command of docs/neighbours.md, in the order of the page, in a folder of its own."""

    SHELLS = {'bash': (['bash', '-e'], '.sh'), 'python': ([sys.executable, '-B'], '.py'), 'r': (['Rscript', '--vanilla'], '.R')}

    def test_commands_run(self):
        page = (settings.REPOSITORY / 'docs/neighbours.md').read_text('utf-8')
        blocks = [block for block in re.findall(r'^```(\w+)\n(.*?)^```', page, re.M | re.S) if block[0] in self.SHELLS]
        self.assertEqual({language for language, _ in blocks}, set(self.SHELLS))
        for case in self.table([(number, *block) for number, block in enumerate(blocks)]):
            with case as (_, language, text), tempfile.TemporaryDirectory(prefix='tillit-guide.') as folder:
                words, ending = self.SHELLS[language]
                file = pathlib.Path(folder) / f'block{ending}'
                file.write_text(text.replace('https://tillit.example.org', settings.BASE_URL), 'utf-8')
                ran = subprocess.run([*words, str(file)], capture_output=True, text=True, timeout=120, cwd=folder, check=False)
                self.assertEqual(ran.returncode, 0, text + ran.stderr)
                made = {made.name: made.stat().st_size for made in pathlib.Path(folder).iterdir() if made != file}
                self.assertTrue(ran.stdout.strip() or all(made.values()) and made, text)


class Reporting(Case):
    """The role of tools that speak SQL."""

    def ask(self, query):
        words = [f'{settings.PG_BIN}/psql', '-XqAt', '-F', '\t', '-h', settings.PG_HOST, '-U', 'tillit_reporting', '-d', settings.DATABASE, '-c', query]
        return subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)

    def test_reads_what_the_public_reads(self):
        rows = [line.split('\t') for line in self.ask('select indicator, area, period, respondent_group, sex, age_band, indicator_version, value from figures').stdout.splitlines()]
        public = client.get(f'{settings.API}/observations?format=csv&fields=indicator,area,period,respondent_group,sex,age_band,indicator_version,value').text
        wanted = [[row[name] for name in ('indicator', 'area', 'period', 'respondent_group', 'sex', 'age_band', 'indicator_version', 'value')] for row in csv.DictReader(io.StringIO(public))]
        self.assertEqual(sorted(rows), sorted(wanted))
        self.assertTrue(any(row[-1] == '' for row in rows))

    def test_reads_nothing_else(self):
        for case in self.table(
            {
                "set tillit.operator = 'on'; select count(*) from figures where obs_status = 'Q' and value is not null": '0',
                "set tillit.municipality = 'se-9901'; select count(*) from figures where obs_status = 'Q' and value is not null": '0',
                'select count(*) from api.risks': None,
                'set role tillit_public': None,
                'select count(*) from tillit.observation_revision': None,
                'create table reporting.x (y int)': None,
                'set role tillit_app': None,
                "update figures set value = 1": None,
            }.items()
        ):
            with case as (query, wanted):
                asked = self.ask(query)
                self.assertEqual(asked.stdout.strip() if asked.returncode == 0 else None, wanted, asked.stderr)
