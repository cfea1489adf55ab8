"""The same tables published through the service itself, and all that the public is answered about them, in every way of asking."""

import csv
import fractions
import io
import json
import math
import urllib.parse

import publication
from support import database, forms, settings
from support.publishing import FIGURES, PLACE, Town

PERIOD = '2024'
GROUPS = {'_T': '_T', 'g0': 'resident', 'g1': 'user', 'g2': 'youth', 'g3': 'manager'}
SEXES = {'_T': 'T', 'F': 'K', 'M': 'M'}  # Kolada's
EVERYTHING = {f'valueCodes[{name}]': '*' for name in ('Region', 'Respondent', 'Sex', 'Age', 'ContentsCode', 'Tid')}  # of PxWeb
TOLD = ('value', 'n_valid', 'x', 'se', 'area', 'respondent_group', 'sex')  # asked of OData
TYPES = ('district', 'neighbourhood', 'unit')  # of areas, by depth

# What is asked after each release about a table; every row answered is looked at.
FORMATS = ('', '&format=csv', '&format=ndjson')
QUESTIONS = ('', '&history=true', '&updated_after=2020-01-01', '&period=latest', '&last_n=3', '&value_min=0', '&value_max=100',
             '&value_min=0&value_max=50', '&conf_status=F', '&conf_status=C', '&conf_status=A,D,N', '&obs_status=Q', '&sort=value',
             '&sort=-n_valid', '&sort=x', '&sort=-se', '&limit=1', '&limit=7&offset=3')


class Leak(Exception):
    """An answer that says something about a figure that it does not show."""


def start_town(name, protected=True):
    """A service; without protection a hidden figure is none but for its own sake."""
    town = Town(name, districts='')
    if not protected:
        town.sql('''create function tillit.undo_protection() returns trigger language plpgsql as $$ begin return null; end $$;
                    create trigger undo_protection before update on tillit.release_cell for each row
                        when (new.conf_status = 'D') execute function tillit.undo_protection();''')
    return town


def make_rules(town, drawn):
    """A rule of disclosure control for each table: {seed: table}."""
    lines = []
    for seed, table in drawn.items():
        k = {GROUPS[group]: k for group, k in table.thresholds.items() if group in GROUPS and group != '_T'}
        groups = '{' + ','.join(GROUPS.values()) + '}' if table.homogeneous else '{}'
        lines.append(f"insert into tillit.sdc_rule (code, k_by_group, homogeneous_groups) values ('sdc-{seed}', '{json.dumps(k)}', '{groups}');")
    town.sql('\n'.join(lines))


def _percent(n, x):
    """As the database rounds: half away from zero."""
    return math.floor(fractions.Fraction(1000 * x, n) + fractions.Fraction(1, 2)) / 10


class Publisher:
    """Publishes the releases of a table; `revisions`, `lines` and `knowledge` are as publication.Publisher has them."""

    def __init__(self, town, seed, table, is_thorough=True):
        self.town, self.seed, self.table, self.is_thorough = town, seed, table, is_thorough
        self.root = f'{PLACE}-{seed}'
        self.indicator = f'p-{seed}'
        self.revisions, self._numbers = [], {}  # (cell, figure); (cell, revision) -> its number
        self.counts, self.current = {}, {}      # cell -> how many revisions; cell -> number of what is published
        self.lines, self.refused = [], 0
        self.shown, self.hidden = {}, set()     # what the public was answered
        self._prepare()

    def _area(self, code):
        return self.root + code.removeprefix('a')

    def _prepare(self):
        depth, parents = {'a': 0}, {}
        for code, above in self.table.parents[0].items():
            if above is not None and code != 'a?':
                depth[code] = depth[above] + 1
                parents[code] = above
        self.town.operator.imports('areas', *(
            {'code': self._area(code), 'name': code, 'area_type': TYPES[deep], 'owner': PLACE, 'valid_from': '2018-01-01',
             'parent': self._area(parents[code]) if code in parents else PLACE} for code, deep in depth.items()))
        self.town.indicator(self.indicator, trusters=list(GROUPS.values())[1:])
        self._cells = {(self._area(area), GROUPS[group], sex): (area, group, sex)
                       for area in depth for group in self.table.parents[1] if group in GROUPS for sex in self.table.parents[2]}

    def _row(self, cell, figure):
        area, group, sex = cell
        n, x = figure
        row = {'indicator': self.indicator, 'indicator_version': f'{self.indicator}-v1', 'area': self._area(area), 'period': PERIOD,
               'respondent_group': GROUPS[group], 'sex': sex, 'n_valid': n, 'x': x, 'value': 50.0, 'weighted': x is None, 'obs_status': 'A'}
        if n == 0:
            return row | {'value': None, 'x': None, 'weighted': False, 'obs_status': 'L'}
        return row if x is None else row | {'value': _percent(n, x)}

    def publish(self, release):
        self.town.editor.imports('observations', *(self._row(cell, figure) | {'release': self._planned(), 'state': 'validated'}
                                                  for cell, figure in sorted(release.items())))
        added = {}
        for cell, figure in sorted(release.items()):
            self.counts[cell] = self.counts.get(cell, 0) + 1
            added[cell] = self._numbers[cell, self.counts[cell]] = len(self.revisions)
            self.revisions.append((cell, figure))
        reply = self.town.publisher.patch(f'releases/{self._code}', {'state': 'published'})
        if reply.status == 422 and reply.json()['errors'][0]['code'] == 'exposed':
            self.refused += 1
        elif reply.status == 200:
            self.current |= added
            self.lines += [line for line in publication.lines_of(self.table.parents, self.current) if line not in self.lines]
            self._ask()
        else:
            raise AssertionError(f'{self._code}: {reply.status} {reply.text}')

    def _planned(self):
        code = f'rel-{self.seed}-{max(self.counts.values(), default=0)}'
        if getattr(self, '_code', None) != code:
            self._code = self.town.new_release(code, sdc_rule=f'sdc-{self.seed}')
        return code

    # --- what the public is answered

    def _ask(self):
        whole = self._answers(f'observations?indicator={self.indicator}&limit=1000')
        if not self.is_thorough:
            return
        for question in QUESTIONS:
            rows = self._answers(f'observations?indicator={self.indicator}{question}')
            if 'value_m' in question and any(row['value'] is None for row in rows):
                raise Leak(f'{question} tells of a figure that is not shown')
            for form in FORMATS[1:] if question in QUESTIONS[:4] else ():
                self._answers(f'observations?indicator={self.indicator}{question}{form}')
        self._bisect(whole)
        self._ask_formats(whole)
        self._ask_pxweb(whole)
        self._ask_kolada(whole)
        self._ask_odata(whole)
        self._answers(f'observations?indicator={self.indicator}&release={self._code}')
        for row in self.town.public.list('series', indicator=self.indicator):
            self._see_series(row)
        for row in self.town.public.list('changes', indicator=self.indicator):
            self._answers(f'observations?indicator={self.indicator}&as_of={row["at"]}&limit=1000')
            break

    def _answers(self, question):
        reply = self.town.public.request('GET', question)
        if reply.status != 200:
            raise AssertionError(f'{question}: {reply}')
        if reply.media == 'text/csv':
            rows = [{name: value or None for name, value in row.items()} for row in csv.DictReader(io.StringIO(reply.text))]
        elif reply.media == 'application/x-ndjson':
            rows = [json.loads(line) for line in reply.text.splitlines()]
        else:
            rows = reply.json()['observations']
        for row in rows:
            self._see(row)
        return rows

    def _see(self, row):
        number = self._numbers[self._cells[row['area'], row['respondent_group'], row['sex']], int(row['revision'])]
        told = [name for name in FIGURES if row.get(name) is not None]
        if row['conf_status'] == 'C':
            if told or row['obs_status'] != 'Q':
                raise Leak(f'a hidden figure tells {told}: {row}')
            self.hidden.add(number)
        elif row['obs_status'] == 'L':
            self.shown[number] = (0, 0)
        else:
            n, x = int(row['n_valid']), row['x'] and int(row['x'])
            self.shown[number] = (n, x if row['x'] is not None else None)

    def _see_series(self, row):
        cell = self._cells[row['area'], row['respondent_group'], row['sex']]
        if row['latest_value'] is not None and self._current_of(cell) not in self.shown:
            raise Leak(f'a series tells a hidden value: {row}')

    def _current_of(self, cell):
        return self.current[cell]

    def _bisect(self, whole):
        """Numbers of records that a range of values leaves: as many as are shown in it."""
        values = [row['value'] for row in whole if row['value'] is not None]
        for bound in (0, 12.5, 25, 50, 75, 100):
            total = self.town.public.read(f'observations?indicator={self.indicator}&value_min={bound}&limit=1')['_meta']['total_records']
            if total != sum(value >= bound for value in values):
                raise Leak(f'{total} records from {bound} up')

    def _ask_formats(self, whole):
        """Every other format tells the same cells with the same statuses."""
        for form, read in forms.READERS.items():
            asked = f'observations?indicator={self.indicator}&format={form}&lang=en' + (f'&period={PERIOD}' if form == 'geojson' else '')
            reply = self.town.public.request('GET', asked)
            if reply.status != 200:
                raise AssertionError(f'{asked}: {reply}')
            self._compare(form, whole, read(reply.body))

    def _ask_pxweb(self, whole):
        """Its table has a cell for each figure, and no number in those of hidden ones, nor where there is no figure."""
        reply = self.town.server.api.get(f'/pxweb/api/v2/tables/{self.indicator}/data?{urllib.parse.urlencode(EVERYTHING)}')
        if reply.status != 200:
            raise AssertionError(reply)
        self._compare('PxWeb', whole, forms.from_json_stat(reply.body, Indicator=self.indicator))

    @staticmethod
    def _compare(name, whole, told):
        differ = forms.differences(forms.from_objects(whole), told, closely=False)
        if differ:
            raise Leak(f'{name} tells otherwise: {differ}')

    def _ask_kolada(self, whole):
        """Kolada's interface tells the same values, and none of a figure that is hidden."""
        own = GROUPS['g0']
        kpis = {row['respondent_group']: self.indicator if row['respondent_group'] == own else f'{self.indicator}.{row["respondent_group"]}'
                for row in whole}
        told = {(kpis[row['respondent_group']], row['area'], SEXES[row['sex']]): row['value'] for row in whole if row['sex'] in SEXES}
        for version in ('v3', 'v2'):
            reply = self.town.server.api.get(f'/kolada/{version}/oudata/kpi/{",".join(kpis.values())}/year/{PERIOD}')
            if reply.status != 200:
                raise AssertionError(reply)
            answered = {(row['kpi'], row['ou'], value['gender']): value['value'] for row in reply.json()['values'] for value in row['values']}
            if answered != told:
                raise Leak(f'Kolada {version} tells {answered.items() ^ told.items()}')

    def _ask_odata(self, whole):
        """OData tells the same rows, and finds no hidden figure by its numbers: those that a range of values finds are shown in it."""
        of_this = f"indicator eq '{self.indicator}'"
        wanted = [tuple(row[name] for name in TOLD) for row in whole]
        told = self._odata(of_this)
        if sorted(told, key=repr) != sorted(wanted, key=repr):
            raise Leak(f'OData tells {set(told) ^ set(wanted)}')
        for bound in (0, 50):
            for place, name in enumerate(TOLD[:2]):
                for test in (f'{name} ge {bound}', f'not ({name} lt {bound}) and {name} ne null', f'({name} gt {bound} or {name} eq {bound})'):
                    found = self._odata(f'{of_this} and {test}')
                    if set(found) != {row for row in wanted if row[place] is not None and row[place] >= bound}:
                        raise Leak(f'{test} finds {found}')

    def _odata(self, condition):
        asked = urllib.parse.urlencode({'$filter': condition, '$select': ','.join(TOLD)}, quote_via=urllib.parse.quote)
        reply = self.town.server.api.get(f'/odata/v4/Observations?{asked}')
        if reply.status != 200:
            raise AssertionError(reply)
        return [tuple(row[name] for name in TOLD) for row in reply.json()['value']]

    def knowledge(self):
        known = publication.Knowledge()
        known.shown = dict(self.shown)
        known.hidden = {number: self.revisions[number][1][1] is not None for number in sorted(self.hidden - set(self.shown))}
        for parent, children in self.lines:
            n, x = publication.rest_of(self.revisions, parent, children)
            if n >= 0:
                known.lines.append((parent, children, x is not None and 0 <= x <= n, n == 0))
        return known


def publish(town, seed, table, is_thorough=True):
    """`is_thorough`: whether the public asks in every way or only once after each release."""
    publisher = Publisher(town, seed, table, is_thorough)
    for release in table.releases:
        publisher.publish(release)
    return publisher
