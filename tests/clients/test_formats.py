"""The formats of statistics and spreadsheets, read by their readers: figures equal to /observations, cell by cell."""

import csv
import io
import json
import math
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest
import urllib.parse
import warnings

import figures
import jsonstat_validator
import openpyxl
import pandas
import sdmx
from pyaxis import pyaxis
from pyjstat import pyjstat
from pysdmx.io import read_sdmx
from sdmx.model import v21

from support import client, settings
from support.case import Case

HERE = pathlib.Path(__file__).parent
PLACE = pathlib.Path(os.environ.get('TILLIT_CLIENTS') or HERE.parents[1] / 'build/clients')
OFFICE = shutil.which('soffice')

DIMENSIONS = ('area', 'indicator', 'respondent_group', 'sex', 'age_band', 'period')
CONTENTS = ('value', 'n', 'se', 'ci_low', 'ci_high')
ORDINARY = ('A', 'F')


def status_of(row):
    observed, confidential = row['obs_status'], row['conf_status']
    if (observed, confidential) == ORDINARY:
        return None
    return observed if confidential == 'F' else f'{observed}/{confidential}'


def told(row):
    """A row of /observations as {content: number}."""
    interval = row['ci'] or {'low': None, 'high': None}
    return dict(zip(CONTENTS, (row['value'], row['n_valid'], row['se'], interval['low'], interval['high'])))


def key_of(row):
    return tuple(row[name] for name in DIMENSIONS)


def fetched(form, headers=None, **filters):
    target = f'{settings.API}/observations?{urllib.parse.urlencode({**filters, "format": form})}'
    reply = client.request('GET', target, headers)
    if reply.status != 200:
        raise AssertionError(f'{target}: {reply}')
    return reply.body


def read_by(words, bodies, **environment):
    """What a program prints as JSON about files with these contents."""
    with tempfile.TemporaryDirectory() as folder:
        names = [pathlib.Path(folder) / str(number) for number in range(len(bodies))]
        for name, body in zip(names, bodies):
            name.write_bytes(body)
        done = subprocess.run([*words, *map(str, names)], env={**os.environ, **environment}, capture_output=True, text=True, check=False, timeout=120)
    if done.returncode:
        raise AssertionError(done.stderr)
    return json.loads(done.stdout)


def script(kind, bodies):
    """What JavaScript reads in each of these files."""
    return read_by(['node', str(HERE / 'javascript/read.js'), kind], bodies, NODE_PATH=str(PLACE / 'javascript/node_modules'))


# LibreOffice in a place of its own, as it starts for somebody in Sweden.
SWEDISH = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>sv-SE</value></prop></item>
</oor:items>"""
# Separator ;, quotes as needed, UTF-8; numbers with all their digits, as a Swede writes them.
TO_CSV = 'csv:Text - txt - csv (StarCalc):59,34,76,1,,1053,false,false'
# The same of what is read; 1053 is Swedish; numbers are recognised, dates are not.
FROM_CSV = 'Text - txt - csv (StarCalc):59,34,76,1,,1053,false,false'


def by_office(name, bodies):
    """The files opened by LibreOffice and saved as text, as rows."""
    with tempfile.TemporaryDirectory() as folder:
        home = pathlib.Path(folder) / 'home'
        (home / 'user').mkdir(parents=True)
        (home / 'user/registrymodifications.xcu').write_text(SWEDISH, 'utf-8')
        (pathlib.Path(folder) / 'out').mkdir()
        files = [pathlib.Path(folder) / f'{number}.{name}' for number in range(len(bodies))]
        for file, body in zip(files, bodies):
            file.write_bytes(body)
        reading = [f'--infilter={FROM_CSV}'] if name == 'csv' else []
        words = [OFFICE, f'-env:UserInstallation=file://{home}', '--headless', *reading, '--convert-to', TO_CSV, '--outdir', f'{folder}/out', *map(str, files)]
        done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=300)
        made = [pathlib.Path(folder) / 'out' / f'{number}.csv' for number in range(len(bodies))]
        if done.returncode or not all(file.exists() for file in made):
            raise AssertionError(done.stdout + done.stderr)
        return [list(csv.reader(io.StringIO(file.read_text('utf-8'), newline=''), delimiter=';')) for file in made]


def number(value):
    """What a reader gave; NaN and nothing are alike."""
    if value is None or value == '' or math.isnan(float(value)):
        return None
    return float(value)


class Figures(Case):
    """Every indicator of the demonstration, and all its figures."""

    @classmethod
    def setUpClass(cls):
        cls.indicators = sorted({row['indicator'] for row in figures.rows_of('series')})
        cls.rows = {code: {key_of(row): row for row in figures.observations(indicator=code)} for code in cls.indicators}
        assert any(row['obs_status'] == figures.HIDDEN for rows in cls.rows.values() for row in rows.values())

    def each(self):
        return self.table({code: (code, self.rows[code]) for code in self.indicators})

    def assertCells(self, rows, cells, within=0):
        """`cells` is {(codes of dimensions, content): (number, status)}, with nothing where there is no figure; numbers agree
        to this part of them."""
        expected = {(key, name): (value, status_of(row)) for key, row in rows.items() for name, value in told(row).items()}
        self.assertEqual(expected.keys() - cells.keys(), set())
        for place, (value, status) in cells.items():
            wanted = expected.get(place, (None, None))
            same = wanted[0] == value or (value is not None and wanted[0] is not None and math.isclose(wanted[0], value, rel_tol=within))
            self.assertTrue(same and wanted[1] == status, f'{place}: {value} {status}, not {wanted}')


def cells_of(document, values, statuses):
    """The cells of a JSON-stat document whose values come from a reader, in order."""
    places = [list(document['dimension'][name]['category']['index']) for name in document['id']]
    cells = {}
    for at, value in enumerate(values):
        rest, codes = at, {}
        for name, among in reversed(list(zip(document['id'], places))):
            rest, place = divmod(rest, len(among))
            codes[name] = among[place]
        key = tuple(codes[name] for name in ('Region', 'Indicator', 'Respondent', 'Sex', 'Age', 'Tid'))
        cells[key, codes['ContentsCode']] = number(value), statuses.get(str(at))
    return cells


class JsonStat(Figures):
    def test_jsonstat_validator_accepts_it(self):
        for case in self.each():
            with case as (indicator, _):
                for lang in ('sv', 'da', 'en'):
                    self.assertTrue(jsonstat_validator.validate_jsonstat(json.loads(fetched('json-stat', indicator=indicator, lang=lang))))

    def test_pyjstat(self):
        for case in self.each():
            with case as (indicator, rows):
                body = fetched('json-stat', indicator=indicator).decode()
                frame = pyjstat.Dataset.read(body).write('dataframe', naming='id')
                document = json.loads(body)
                self.assertCells(rows, cells_of(document, frame['value'], document.get('status', {})))
                names = ['Region', 'Indicator', 'Respondent', 'Sex', 'Age', 'ContentsCode', 'Tid']
                self.assertEqual(list(frame.columns), [*names, 'value'])
                for row in frame.dropna(subset='value').itertuples(index=False):
                    self.assertEqual(told(rows[tuple(row[:5]) + (row[6],)])[row[5]], row[7])

    def test_jsonstat_toolkit(self):
        documents = script('jsonstat', [fetched('json-stat', indicator=code) for code in self.indicators])
        for case, read in zip(self.each(), documents, strict=True):
            with case as (_, rows):
                cells = {}
                for codes, value, status in read['cells']:
                    named = dict(zip(read['id'], codes))
                    key = tuple(named[name] for name in ('Region', 'Indicator', 'Respondent', 'Sex', 'Age', 'Tid'))
                    cells[key, named['ContentsCode']] = number(value), status
                self.assertCells(rows, cells)

    def test_what_it_says_of_itself(self):
        document = json.loads(fetched('json-stat', indicator='ins-01', lang='sv'))
        self.assertEqual(document['label'], 'Förtroende för kommunen som helhet')
        self.assertEqual(document['dimension']['ContentsCode']['category']['unit']['value'], {'base': 'procent', 'decimals': 1})
        self.assertTrue(document['link']['describedby'][0]['href'].endswith(f'{settings.API}/indicators/ins-01'))
        self.assertTrue(any(note.startswith('Q/C: ') for note in document['note']))
        for name in document['id']:
            labels = list(document['dimension'][name]['category']['label'].values())
            self.assertEqual(len(labels), len(set(labels)))

    def test_limits_are_told(self):
        self.assertRefused(f'{settings.API}/observations?format=json-stat', parameter='format', code='too_many_cells')
        self.assertRefused(
            f'{settings.API}/observations?format=json-stat&indicator=ins-01&period=1999', parameter='format', code='no_cells'
        )
        self.assertRefused(
            f'{settings.API}/observations?format=px&indicator=ins-01&lang=all', parameter='lang', code='not_supported'
        )


class Px(Figures):
    LABELS = ('Area', 'Indicator', 'Respondent group', 'Sex', 'Age', 'Period')

    def test_pyaxis(self):
        for case in self.each():
            with case as (indicator, rows):
                body = fetched('px', indicator=indicator, lang='en')
                document = json.loads(fetched('json-stat', indicator=indicator, lang='en'))
                with tempfile.NamedTemporaryFile(suffix='.px') as file, warnings.catch_warnings():
                    warnings.simplefilter('ignore')
                    file.write(body)
                    file.flush()
                    read = pyaxis.parse(file.name, encoding='utf-8')
                codes = {}
                for name in document['id']:
                    dimension = document['dimension'][name]
                    codes[dimension['label']] = {label: code for code, label in dimension['category']['label'].items()}
                cells = {}
                for row in read['DATA'].to_dict('records'):
                    key = tuple(codes[label][row[label]] for label in self.LABELS)
                    place = key, codes['Contents'][row['Contents']]
                    cells[place] = number(row['DATA'] if row['DATA'] not in ('..', '') else None), None
                self.assertCells({key: {**row, 'obs_status': 'A', 'conf_status': 'F'} for key, row in rows.items()}, cells)
                notes = [name for name in read['METADATA'] if name.startswith('CELLNOTE')]
                self.assertEqual(len(notes), sum(status_of(row) is not None for row in rows.values()))


class SdmxCsv(Figures):
    KEYS = ('REF_AREA', 'INDICATOR', 'RESPONDENT_GROUP', 'SEX', 'AGE', 'TIME_PERIOD')
    VALUES = dict(zip(CONTENTS, ('OBS_VALUE', 'N_VALID', 'SE', 'CI_LOW', 'CI_HIGH')))

    def cells(self, rows):
        cells = {}
        for row in rows:
            key = tuple(str(row[name]) for name in self.KEYS)
            status = status_of({'obs_status': row['OBS_STATUS'], 'conf_status': row['CONF_STATUS']})
            for name, component in self.VALUES.items():
                cells[key, name] = number(row[component]), status
        return cells

    def test_pysdmx(self):
        for case in self.each():
            with case as (indicator, rows):
                read = read_sdmx(fetched('sdmx-csv', indicator=indicator).decode(), validate=False).data
                self.assertCells(rows, self.cells(read[0].data.to_dict('records')))

    def test_sdmx1(self):
        for case in self.each():
            with case as (indicator, rows):
                structure = v21.DataStructureDefinition(id='OBSERVATIONS', maintainer='TILLIT', version='1.0')
                body = fetched('sdmx-csv', indicator=indicator)
                dimensions = ['INDICATOR', 'INDICATOR_VERSION', *(name for name in self.KEYS if name != 'INDICATOR')]
                for name in dimensions:
                    structure.dimensions.append(v21.Dimension(id=name))
                structure.measures.append(v21.PrimaryMeasure(id='OBS_VALUE'))
                for name in body.decode().split('\r\n')[0].split(',')[3:]:
                    if name not in dimensions and name != 'OBS_VALUE':
                        structure.attributes.append(v21.DataAttribute(id=name))
                series = sdmx.to_pandas(sdmx.read_sdmx(io.BytesIO(body), format='csv', structure=structure).data[0])
                got = {tuple(dict(zip(series.index.names, key))[name] for name in self.KEYS): number(value) for key, value in series.items()}
                self.assertEqual(got, {key: row['value'] for key, row in rows.items()})

    def test_first_columns_and_no_mark(self):
        body = fetched('sdmx-csv', indicator='ins-01')
        self.assertTrue(body.startswith(b'STRUCTURE,STRUCTURE_ID,ACTION,INDICATOR,'))
        self.assertEqual({line.split(b',')[2] for line in body.splitlines()[1:]}, {b'I'})


class Spreadsheets(Figures):
    COLUMNS = dict(zip(CONTENTS, ('value', 'n_valid', 'se', 'ci_low', 'ci_high')))

    def assertTable(self, rows, table, within=1e-15):
        """Rows of all columns, by name, as a spreadsheet program has them."""
        cells = {
            (key_of(row), name): (number(row[column]), status_of(row)) for row in table for name, column in self.COLUMNS.items()
        }
        self.assertEqual(len(table), len(rows))
        self.assertCells(rows, cells, within)

    def test_pandas_reads_csv_excel(self):
        for case in self.each():
            with case as (indicator, rows):
                body = fetched('csv-excel', indicator=indicator)
                frame = pandas.read_csv(io.BytesIO(body), sep=';', decimal=',', encoding='utf-8-sig', dtype={'period': str, 'area': str}, keep_default_na=False, na_values={name: [''] for name in self.COLUMNS.values()})
                self.assertTable(rows, frame.to_dict('records'))

    def test_openpyxl_reads_xlsx(self):
        for case in self.each():
            with case as (indicator, rows):
                book = openpyxl.load_workbook(io.BytesIO(fetched('xlsx', indicator=indicator)))
                header, *table = book['data'].values
                self.assertTable(rows, [dict(zip(header, row)) for row in table])
                for row in book['data'].iter_rows(min_row=2):
                    for cell in row:
                        self.assertNotEqual(cell.data_type, 'f')
                self.assertEqual(book['about']['A1'].value, 'title')

    def test_pandas_reads_xlsx(self):
        for case in self.each():
            with case as (indicator, rows):
                frame = pandas.read_excel(io.BytesIO(fetched('xlsx', indicator=indicator)), sheet_name='data', dtype={'period': str}, keep_default_na=False)
                self.assertTable(rows, frame.to_dict('records'))

    def test_sheetjs_reads_xlsx(self):
        books = script('sheet', [fetched('xlsx', indicator=code) for code in self.indicators])
        for case, (header, *table) in zip(self.each(), books, strict=True):
            with case as (_, rows):
                self.assertTable(rows, [dict(zip(header, row)) for row in table])

    def test_excelize_reads_xlsx(self):
        books = read_by([str(PLACE / 'go/reader')], [fetched('xlsx', indicator=code) for code in self.indicators])
        for case, (header, *table) in zip(self.each(), books, strict=True):
            with case as (_, rows):
                # it leaves out empty cells at the end of a row
                self.assertTable(rows, [dict(zip(header, row + [''] * (len(header) - len(row)))) for row in table])

    @unittest.skipUnless(OFFICE, 'LibreOffice is not there: ./dev test --full installs it')
    def test_libreoffice_in_sweden(self):
        """Workbooks, and csv-excel as a Swede opens it: numbers are numbers, shown with a comma."""
        for form, ending in (('xlsx', 'xlsx'), ('csv-excel', 'csv')):
            tables = by_office(ending, [fetched(form, indicator=code) for code in self.indicators])
            self.assertTrue(any(',' in cell for table in tables for row in table for cell in row))
            for case, (header, *table) in zip(self.each(), tables, strict=True):
                with case as (_, rows):
                    shown = [dict(zip(header, row, strict=True)) for row in table]
                    self.assertFalse(any('.' in row['value'] for row in shown))
                    numbers = [{name: cell.replace(',', '.') if name in self.COLUMNS.values() else cell for name, cell in row.items()} for row in shown]
                    self.assertTable(rows, numbers, within=1e-14)  # it saves 15 digits

    def test_every_list_has_workbooks(self):
        """The same cells as CSV, of every list: text as it is, also where CSV defuses it."""
        for name in self.table(['terms', 'areas', 'indicators', 'goals', 'actions', 'evaluations', 'sources', 'releases']):
            with name as collection:
                plain = pandas.read_csv(io.BytesIO(client.get(f'{settings.API}/{collection}?format=csv').body), dtype=str, keep_default_na=False)
                book = openpyxl.load_workbook(io.BytesIO(client.get(f'{settings.API}/{collection}?format=xlsx').body))
                header, *table = book['data'].values
                self.assertEqual(list(plain.columns), list(header))
                self.assertEqual(len(plain), len(table))
                for row, other in zip(plain.values, table):
                    for shown, cell in zip(row, other):
                        same = shown == ('' if cell is None else str(cell).lower() if isinstance(cell, bool) else str(cell))
                        self.assertTrue(same or math.isclose(float(shown), cell, rel_tol=1e-15), (collection, shown, cell))

    def test_an_analysis_as_workbook(self):
        target = f'{settings.API}/analyses/trends?indicator=ins-01&area=se-9901'
        (item,) = client.get(target).json()['trends']
        header, row = openpyxl.load_workbook(io.BytesIO(client.get(f'{target}&format=xlsx').body))['data'].values
        self.assertTrue(math.isclose(dict(zip(header, row))['slope_per_year'], item['slope_per_year'], rel_tol=1e-15))


class Hidden(Case):
    def test_all_formats_hide_alike(self):
        """A row without a number in every format, and no fewer rows."""
        asked = {'indicator': 'ins-01', 'obs_status': 'Q'}
        rows = figures.observations(**asked)
        self.assertTrue(rows)
        self.assertEqual({row['value'] for row in rows}, {None})
        self.assertEqual(set(json.loads(fetched('json-stat', **asked))['value']), {None})
        for form in self.table(['csv', 'csv-excel', 'sdmx-csv']):
            with form as name:
                self.assertEqual(len(fetched(name, **asked).splitlines()), 1 + len(rows))
