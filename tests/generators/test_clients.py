"""Four generators make clients from the served document, without warnings; the clients compile and fetch what is there.
What is installed and made lies in TILLIT_GENERATORS, where `./dev test generators` has installed the pinned packages."""

import concurrent.futures
import json
import os
import pathlib
import re
import shutil
import subprocess

from support import client, contract, settings
from support.case import Case

HERE = pathlib.Path(__file__).parent
PLACE = pathlib.Path(os.environ['TILLIT_GENERATORS'])
SERVER = settings.BASE_URL + settings.API

# What generators call what nobody named: Inline1, Anonymous, FooType2, foo_type_1.
UNNAMED = re.compile(r'inline|anonymous|unnamed|untitled|type_?\d', re.IGNORECASE)

# The one thing that openapi-python-client cannot make: bodies of CSV and NDJSON.
PYTHON_WARNINGS = {'Unsupported content type text/csv', 'Unsupported content type application/x-ndjson'}


# What openapi-generator says of any document of OpenAPI 3.1, of replies that are files, and of words that Java keeps for itself.
JAVA_WARNINGS = (
    'OpenAPI 3.1 support is still in beta.',
    'No application/json content media type found in response.',
    'Ignoring complex example on request body',
    'Object (reserved word) cannot be used as model name.',
    'Failed to get the schema name: null',
    "Validation 'maxLength' has no effect on schema 'integer'.",
)


def run(*command, folder=PLACE, **environment):
    done = subprocess.run(
        [str(word) for word in command],
        cwd=folder,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    if done.returncode:
        raise AssertionError(f'{command}: {done.returncode}\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}')
    return done


def told(done):
    return done.stdout + done.stderr


def made(name):
    """The folder of a client, with what is ours copied into it."""
    folder = PLACE / name
    for file in (HERE / name).iterdir():
        shutil.copy(file, folder / file.name)
    return folder


class TypeScript:
    def __init__(self):
        folder = made('typescript')
        binaries = folder / 'node_modules/.bin'
        self.told = told(run(binaries / 'openapi-typescript', PLACE / 'openapi.json', '-o', 'tillit.d.ts', folder=folder))
        run(binaries / 'tsc', '-p', '.', folder=folder)
        self.names = set(re.findall(r'^        "?([\w-]+)"?: ', (folder / 'tillit.d.ts').read_text(encoding='utf-8'), re.M))
        self.answer = json.loads(run('node', 'out/use.js', SERVER, folder=folder).stdout)

    def warnings(self):
        return [line for line in self.told.splitlines() if re.search('warn|error', line, re.IGNORECASE)]


class Python:
    def __init__(self):
        folder = made('python')
        binaries = folder / 'venv/bin'
        self.told = told(run(binaries / 'openapi-python-client', 'generate', '--path', PLACE / 'openapi.json',
                             '--config', 'config.yaml', '--output-path', 'client', '--overwrite', folder=folder))
        run(binaries / 'python', '-W', 'error', '-m', 'compileall', '-q', 'client', folder=folder)
        self.names = {file.stem for file in (folder / 'client/tillit_client/models').glob('*.py')}
        self.answer = json.loads(run(binaries / 'python', 'use.py', SERVER, folder=folder, PYTHONPATH='client').stdout)

    def warnings(self):
        told = re.findall(r'^(?:WARNING|ERROR) .*|^Unsupported .*|^Cannot .*', self.told, re.M)
        return [line for line in told if line not in PYTHON_WARNINGS and 'POST /imports' not in line]


class Go:
    def __init__(self):
        folder = made('go')
        (folder / 'tillit').mkdir(exist_ok=True)
        self.told = told(run('go', 'tool', 'oapi-codegen', '-config', 'config.yaml', PLACE / 'openapi.json', folder=folder))
        run('go', 'build', '-mod=readonly', '-o', 'client', '.', folder=folder)
        code = (folder / 'tillit/tillit.gen.go').read_text(encoding='utf-8')
        self.names = set(re.findall(r'^type (\w+)', code, re.M))
        self.answer = json.loads(run('./client', SERVER, folder=folder).stdout)

    def warnings(self):
        return self.told.splitlines()


class Java:
    """openapi-generator with what it does when nothing is asked for. Its reader (of 7.17, okhttp-gson) refuses null where a member
    that is always there has a type of its own, as links, intervals and reasons have: so the client asks for an object and is refused."""

    told_names = ('code', 'decimals', 'name', 'refused', 'why')

    def __init__(self):
        folder = made('java')
        jars = sorted((folder / 'jars').glob('*.jar'))
        generator = next(jar for jar in jars if jar.name.startswith('openapi-generator'))
        libraries = ':'.join(str(jar) for jar in jars if jar != generator)
        sources, classes = folder / 'client/src/main/java', folder / 'classes'
        shutil.rmtree(folder / 'client', ignore_errors=True)
        shutil.rmtree(classes, ignore_errors=True)
        self.told = told(run('java', '-jar', generator, 'generate', '-g', 'java', '-i', PLACE / 'openapi.json', '-o', 'client',
                             '--global-property', ','.join(('models', 'apis', 'supportingFiles', 'modelDocs=false', 'apiDocs=false',
                                                            'modelTests=false', 'apiTests=false')),
                             '--additional-properties', 'openApiNullable=false,useJakartaEe=true', folder=folder))
        run('javac', '-nowarn', '-cp', libraries, '-d', classes, folder / 'Use.java', *sources.rglob('*.java'), folder=folder)
        self.names = {file.stem for file in (sources / 'org/openapitools/client/model').glob('*.java')}
        self.answer = json.loads(run('java', '-cp', f'{libraries}:{classes}', 'Use', SERVER, folder=folder).stdout)

    def warnings(self):
        told = {re.sub(r'^.*? - ', '', line) for line in self.told.splitlines() if re.search(r'\b(WARN|ERROR)\b', line)}
        return [line for line in sorted(told) if not line.startswith(JAVA_WARNINGS)]


class Clients(Case):
    @classmethod
    def setUpClass(cls):
        (PLACE / 'openapi.json').write_text(client.get(contract.ADDRESS).text, encoding='utf-8')
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            waiting = {kind.__name__: pool.submit(kind) for kind in (Go, Java, TypeScript, Python)}
        cls.waiting = waiting

    def test_the_figures_are_those_of_the_service(self):
        gaps = client.get(f'{settings.API}/analyses/trust-gaps?type=part_whole&indicator=ins-01&area=se-9901-d2').json()
        expected = {
            'total': 4,
            'values': [54.7, 51],
            'code': 'ins-01',
            'decimals': 1,
            'name': 'Förtroende för kommunen som helhet',
            'gap': gaps['trust_gaps'][0]['gap'],
            'gap_ci': gaps['trust_gaps'][0]['gap_ci'],
            'value': 34 / 95,
            'status': 'not_met',
            'refused': 404,
            'why': 'Not found',
        }
        self.assertAlmostEqual(expected['gap'], 17.142625, 6)
        for case in self.table(sorted(self.waiting)):
            with case as name:
                made_client = self.waiting[name].result()
                self.assertEqual(made_client.answer, {told: expected[told] for told in getattr(made_client, 'told_names', expected)})

    def test_nobody_warns(self):
        for case in self.table(sorted(self.waiting)):
            with case as name:
                self.assertEqual(self.waiting[name].result().warnings(), [])

    def test_types_have_names(self):
        for case in self.table(sorted(self.waiting)):
            with case as name:
                names = self.waiting[name].result().names
                self.assertGreater(len(names), 300)
                self.assertEqual([one for one in names if UNNAMED.search(one)], [])

    def test_functions_have_the_names_of_the_operations(self):
        ids = {operation['operationId'] for item in contract.served()['paths'].values() for operation in item.values()}
        go = (PLACE / 'go/tillit/tillit.gen.go').read_text(encoding='utf-8')
        typescript = (PLACE / 'typescript/tillit.d.ts').read_text(encoding='utf-8')
        python = {file.stem.replace('_', '') for file in (PLACE / 'python/client/tillit_client/api').rglob('*.py')}
        java = ''.join(file.read_text(encoding='utf-8') for file in (PLACE / 'java/client/src/main/java').rglob('api/*Api.java'))
        for case in self.table(sorted(ids)):
            with case as name:
                self.assertIn(f'func (c *Client) {name[0].upper()}{name[1:]}', go)
                self.assertIn(f'    {name}: ', typescript)
                self.assertIn(f' {name}(', java)
                if name != 'createImport':
                    self.assertIn(name.lower(), python)
