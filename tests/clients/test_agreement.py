"""All formats say the same of the same figures, what is hidden included: of random rows through the writers, and of a
database of random figures through the service, neighbours among them. 2 000 rows and 2 400 figures; with --full 100 000 and
232 000."""

import collections
import io
import json
import random
import subprocess
import unittest
import urllib.parse

import openpyxl

from support import database, forms, server, settings
from support.case import Case

ROWS = 100000 if settings.FULL else 2000
FIGURES = '230000' if settings.FULL else '2300'
NAME = 'tillit_agreement'

NUMBERS = ('value', 'n_valid', 'se', 'ci_low', 'ci_high', 'ci_level')
OTHERS = {'indicator_version': 'v1', 'unit': 'pct', 'decimals': '1', 'source': 's', 'release': 'r', 'revision': '1', 'recorded_at': '2025-03-12T08:00:00Z'}
COLUMNS = [*((name, 'text') for name in (*forms.KEY, 'obs_status', 'conf_status', *OTHERS)), *((name, 'number') for name in NUMBERS), ('is_synthetic', 'boolean')]


def from_xlsx(body):
    header, *table = openpyxl.load_workbook(io.BytesIO(body), read_only=True)['data'].values
    return forms.from_rows(dict(zip(header, row)) for row in table)


READERS = {**forms.READERS, 'xlsx': from_xlsx}


def written(form, rows):
    lines = [COLUMNS, *([row[name] for name, _ in COLUMNS] for row in rows)]
    done = subprocess.run([settings.WRITER, form.replace('-', '_')], input='\n'.join(map(json.dumps, lines)).encode() + b'\n', capture_output=True, timeout=600, check=False)
    if done.returncode:
        raise AssertionError(f'{form}: {done.stderr.decode()}')
    return done.stdout


def spelled(choose):
    """As PostgreSQL prints them: short ones, whole ones, all 17 digits, small and large with an exponent."""
    drawn = choose.choice((choose.randint(-100, 100), round(choose.uniform(0, 100), 1), choose.uniform(-5, 5), choose.uniform(0, 1) * 10 ** choose.randint(-12, 12), 0))
    return repr(drawn)


def drawn_rows(seed, count):
    """A cube of which a tenth is missing, a tenth hidden, a tenth without a figure, some with one of another status."""
    choose = random.Random(seed)
    periods = [str(year) for year in range(2005, 2025)]
    areas = max(1, count * 10 // 9 // (5 * 2 * 3 * len(periods)))
    keys = [
        (f'i-{indicator}', f'se-{area:04}', group, sex, '_T', period)
        for indicator in range(5) for area in range(areas) for group in ('resident', 'user') for sex in ('_T', 'F', 'M') for period in periods
    ]  # fmt: skip
    for key in keys:
        if choose.random() < 0.1:
            continue
        observed, confidential = choose.choice((*[('A', 'F')] * 6, ('B', 'F'), ('P', 'F'), ('Q', 'C'), ('Q', 'D'), ('L', 'F')))
        shown = observed not in ('Q', 'L')
        numbers = {name: spelled(choose) if shown and choose.random() < 0.8 else None for name in NUMBERS}
        if shown:
            numbers['value'] = spelled(choose)
        yield {**dict(zip(forms.KEY, key)), **OTHERS, **numbers, 'obs_status': observed, 'conf_status': confidential, 'is_synthetic': 'true'}


@unittest.skipUnless(settings.WRITER, 'TILLIT_WRITER says where the writers are')
class Writers(Case):
    def test_say_the_same(self):
        rows = list(drawn_rows(7, ROWS))
        self.assertGreater(len(rows), 0.8 * ROWS)
        wanted = forms.from_rows(rows)
        self.assertEqual(len({status for _, status in wanted.values()}), 6)
        for case in self.table(list(READERS)):
            with case as form:
                self.assertEqual(forms.differences(wanted, READERS[form](written(form, rows)), form == 'xlsx'), [])

    def test_a_difference_is_seen(self):
        """Of one cell in any format: another number, a number that was hidden, a status that is lost, a row that is."""
        rows = list(drawn_rows(7, 600))
        wanted = forms.from_rows(rows)
        hidden = next(place for place, row in enumerate(rows) if row['obs_status'] == 'Q')
        shown = next(place for place, row in enumerate(rows) if row['obs_status'] == 'A')
        changes = {
            'a number': lambda copy: copy[shown].update(se='0.123456789'),
            'a hidden number': lambda copy: copy[hidden].update(n_valid='4'),
            'a status': lambda copy: copy[hidden].update(obs_status='L', conf_status='F'),
            'a row': lambda copy: copy.pop(hidden),
        }
        for case in self.table([(form, name) for form in READERS for name in changes]):
            with case as (form, name):
                copy = [dict(row) for row in rows]
                changes[name](copy)
                self.assertEqual(len(forms.differences(wanted, READERS[form](written(form, copy)), form == 'xlsx')), 1)


@unittest.skipUnless(settings.PROGRAM, 'TILLIT_BIN says where the program is')
class Service(Case):
    """Random figures, some of few persons, some without a figure, published as figures are (tillit bench-data)."""

    @classmethod
    def setUpClass(cls):
        database.create_generated(NAME, FIGURES)
        cls.addClassCleanup(database.drop, NAME)
        cls.service = server.Server('agreement', **server.connection_strings(settings.PG_HOST, NAME))
        cls.addClassCleanup(cls.service.stop)
        cls.figures = collections.defaultdict(dict)
        for place, figure in forms.from_objects(cls.pages()).items():
            cls.figures[place[0]][place] = figure
        cls.whole = {place: figure for figures in cls.figures.values() for place, figure in figures.items()}

    @classmethod
    def get(cls, path, **asked):
        reply = cls.service.api.get(f'{path}?{urllib.parse.urlencode(asked)}')
        if reply.status != 200:
            raise AssertionError(f'{path} {asked}: {reply}')
        return reply

    @classmethod
    def pages(cls):
        after = {}
        while after is not None:
            page = cls.get(f'{settings.API}/observations', limit=1000, **after).json()
            yield from page['observations']
            after = {'after': page['_meta']['next_after']} if page['_meta']['next_after'] else None

    def assertSame(self, wanted, got, closely=False):
        self.assertEqual(forms.differences(wanted, got, closely), [])

    def test_there_is_something_to_hide(self):
        statuses = collections.Counter(status for _, status in self.whole.values())
        self.assertGreater(min(statuses[None], statuses['Q/C'], statuses['L']), 10, statuses)
        self.assertEqual({value for values, status in self.whole.values() if status in ('Q/C', 'L') for value in values[:1]}, {None})

    def test_formats(self):
        for case in self.table(list(READERS)):
            with case as form:
                got = {}
                for asked in self.parts(form):
                    got |= READERS[form](self.get(f'{settings.API}/observations', format=form, **asked).body)
                self.assertSame(self.whole, got, form == 'xlsx')

    def parts(self, form):
        """What is asked for at once: cubes are of an indicator, places of a period."""
        if form in ('json-stat', 'px'):
            return [{'indicator': code, 'lang': 'en'} for code in self.figures]
        if form == 'geojson':
            return [{'period': period} for period in sorted({place[-1] for place in self.whole})]
        return [{}]

    def test_odata(self):
        rows, asked = [], {}
        while asked is not None:
            page = self.get('/odata/v4/Observations', **asked).json()
            rows += page['value']
            link = page.get('@odata.nextLink')
            asked = link and dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(link).query))
        self.assertSame(self.whole, forms.from_rows(rows))

    def test_pxweb(self):
        everything = {f'valueCodes[{name}]': '*' for name in ('Region', 'Respondent', 'Sex', 'Age', 'ContentsCode', 'Tid')}
        for code, figures in self.figures.items():
            self.assertSame(figures, forms.from_json_stat(self.get(f'/pxweb/api/v2/tables/{code}/data', **everything).body, Indicator=code))
