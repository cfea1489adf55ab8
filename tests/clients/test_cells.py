"""parse(export(x)) = x: random cells through the writers of formats (driver.c) and back through readers: separators, quotes,
line breaks, every plane of Unicode, what a spreadsheet would run. 10 000 cells, with --full 1 000 000."""

import csv
import io
import json
import math
import random
import subprocess
import unittest

import openpyxl
from openpyxl.utils import escape

from support import settings
from support.case import Case

CELLS = 1000000 if settings.FULL else 10000
PLANES, PLANE_SIZE = 17, 0x10000
SURROGATES = range(0xD800, 0xE000)
UNWRITABLE = '\ufffe\uffff'  # in XML, not even escaped: the replacement character stands for them
ITEM_END = '\x1e'

COLUMNS = (('row', 'text'), ('a', 'text'), ('b', 'text'), ('c', 'text'), ('d', 'text'), ('number', 'number'), ('flag', 'boolean'), ('list', 'list'))
TEXTS = [place for place, (_, kind) in enumerate(COLUMNS) if kind == 'text']

FORMULA_SIGNS = '=+-@\t\r'
PIECES = (
    *',;|\t:', *'"\'', '""', '\n', '\r', '\r\n', *FORMULA_SIGNS, *"'=", "''=", '=1+1', '@SUM(A1)', '-x', '+46', '0180', '1e5', '1,5', '-1.5', 'NaN',
    ' ', '\u00a0', '\ufeff', '\u2028', '\x85', '\x0b', '\x0c', '\x7f', '\x01', '\x1b', '<', '>', '&', '&amp;', ']]>', '\\', '\\n', '%', '\u202e', '_x000D_', '_x0041_',
    '_x', 'DATA=', 'null', 'true', 'sep=;', 'åäö', 'a\u0308', '\u0000'[:0] or 'x', *UNWRITABLE,
)  # fmt: skip


def character(choose):
    """Of any plane."""
    while True:
        code = choose.randrange(PLANES) * PLANE_SIZE + choose.randrange(PLANE_SIZE)
        if code and code not in SURROGATES and chr(code) != ITEM_END and chr(code) != '\x1f':
            return chr(code)


def text(choose):
    if choose.random() < 0.05:
        return None
    return ''.join(choose.choice(PIECES) if choose.random() < 0.6 else character(choose) for _ in range(choose.randint(1, 8)))


def number(choose):
    drawn = choose.choice((choose.randint(-(10**6), 10**6), choose.uniform(-100, 100), choose.uniform(-1, 1) * 10 ** choose.randint(-300, 300), 0, None))
    return None if drawn is None else repr(drawn)


def drawn_rows(seed, count):
    choose = random.Random(seed)
    for row in range(count):
        yield [
            str(row), *(text(choose) for _ in range(4)), number(choose), choose.choice(('true', 'false', None)),
            ITEM_END.join(choose.choice(('se-9901', '_T', 'a.b')) for _ in range(choose.randint(1, 3))),
        ]  # fmt: skip


def run(word, given):
    done = subprocess.run([settings.WRITER, word], input=given, capture_output=True, timeout=600, check=False)
    if done.returncode:
        raise AssertionError(f'tillit-writer {word}: {done.stderr.decode()}')
    return done.stdout


def written(form, columns, rows):
    return run(form, '\n'.join(json.dumps(line) for line in (columns, *rows)).encode() + b'\n')


def from_table(lines, decimal_point='.', guarded=True):
    """Rows as they were given, from the cells of a file with a header; an empty cell is none."""
    header, *table = lines
    if header != [name for name, _ in COLUMNS]:
        raise AssertionError(header)
    for line in table:
        row = [cell or None for cell in line]
        row[5] = row[5] and row[5].replace(decimal_point, '.')
        row[7] = row[7] and row[7].replace('|', ITEM_END)
        for place in TEXTS:
            if guarded and row[place] and row[place][0] == "'" and row[place].lstrip("'")[:1] in tuple(FORMULA_SIGNS):
                row[place] = row[place][1:]
        yield row


def read_csv(body, separator=',', decimal_point='.'):
    lines = list(csv.reader(io.StringIO(body.decode('utf-8'), newline=''), delimiter=separator, strict=True))
    for line in lines[1:]:
        if any(line[place][:1] in tuple(FORMULA_SIGNS) for place in TEXTS if line[place]):
            raise AssertionError(f'a spreadsheet runs {line}')
    return from_table(lines, decimal_point)


def read_csv_excel(body):
    if not body.startswith('\ufeff'.encode()):
        raise AssertionError('no byte order mark')
    return read_csv(body.removeprefix('\ufeff'.encode()), ';', ',')


def read_by_import(body, decimal_point='.'):
    return from_table([json.loads(line) for line in run('read', body).split(b'\n')[:-1]], decimal_point, guarded=False)


def read_objects(objects):
    for one in objects:
        row = [one[name] for name, _ in COLUMNS]
        row[5] = None if row[5] is None else repr(row[5])
        row[6] = row[6] if row[6] is None else str(row[6]).lower()
        row[7] = ITEM_END.join(row[7])
        yield row


def read_ndjson(body):
    return read_objects(json.loads(line) for line in body.decode('utf-8').split('\n')[:-1])


def read_geojson(body):
    return read_objects(feature['properties'] for feature in json.loads(body)['features'])


def read_xlsx(body):
    """openpyxl leaves the escapes of ECMA-376 (22.9.2.19, ST_Xstring) as they are; it has a function for them."""
    header, *table = openpyxl.load_workbook(io.BytesIO(body), read_only=True)['data'].values
    if list(header) != [name for name, _ in COLUMNS]:
        raise AssertionError(header)
    for line in table:
        row = [escape.unescape(cell) if isinstance(cell, str) else cell for cell in line]
        row[5] = None if row[5] is None else repr(row[5])
        row[6] = row[6] if row[6] is None else str(row[6]).lower()
        row[7] = row[7].replace('|', ITEM_END)
        yield row


# Format, reader, and what the format cannot hold. JSON is what the store prints (test_agreement.py).
READERS = {
    'csv by Python': ('csv', read_csv, ''),
    'csv by an import': ('csv', read_by_import, ''),
    'csv_excel by Python': ('csv_excel', read_csv_excel, ''),
    'csv_excel by an import': ('csv_excel', lambda body: read_by_import(body, ','), ''),
    'ndjson': ('ndjson', read_ndjson, ''),
    'geojson': ('geojson', read_geojson, ''),
    'xlsx by openpyxl': ('xlsx', read_xlsx, UNWRITABLE),
}


def same(cell, other):
    """Numbers by their value, to 15 digits: a workbook holds 16."""
    if cell == other or cell is None or other is None:
        return cell == other
    return math.isclose(float(cell), float(other), rel_tol=1e-15)


@unittest.skipUnless(settings.WRITER, 'TILLIT_WRITER says where the writers are')
class Cells(Case):
    def test_come_back_as_they_were(self):
        rows = list(drawn_rows(20261130, CELLS // len(COLUMNS)))
        self.assertEqual({ord(one) // PLANE_SIZE for row in rows for cell in row if cell for one in cell}, set(range(PLANES)))
        files = {}
        for case in self.table(READERS):
            with case as (form, read, unwritable):
                files[form] = files.get(form) or written(form, COLUMNS, rows)
                without = str.maketrans(dict.fromkeys(unwritable, '\ufffd'))
                for row, got in zip(rows, read(files[form]), strict=True):
                    wanted = [cell and cell.translate(without) for cell in row]
                    if got[:5] != wanted[:5] or got[6:] != wanted[6:] or not same(got[5], wanted[5]):
                        self.fail(f'{got!a} was {row!a}')
