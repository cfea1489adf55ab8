"""Partial tables handed in, published and read over HTTP: what each reader was ever shown, however it was asked."""

import concurrent.futures
import csv
import datetime
import fractions
import io
import json
import math
import random
import time
import urllib.parse

import outsider
import population
import service
from support import forms
from support.publishing import FIGURES, NEIGHBOUR

PERIOD, BEFORE = '2024', '2023'
PEERS, RULE = 'pg-all', 'sdc-default'
NAMES = {'name_sv': 'a', 'name_da': 'a', 'name_en': 'a'}
PLACES = [f'se-02{i:02}' for i in range(12)]
FORMS = ('', 'csv', 'ndjson')
UNANIMOUS, RELIABLE = ('user', 'youth', 'employee', 'caseworker', 'provider'), 30
BUSY = (409, 412, 503)
MEASURES, PARTS = 20, 4  # of an evaluation, of an index
RESULTS = ('value', 'reference_value', 'gap', 'slope_per_year', 'n', 'index')  # of analyses
LATE_S = 0.5   # after an embargo's end
ROLES = ('public', 'partner', 'owner', 'evaluator')
ALSO_SEES = {'public': (), 'partner': ('public',), 'owner': ('public', 'partner'), 'evaluator': ('public',)}


class Stage:
    """A service with twelve municipalities, each with its tree of areas, and the people who use it. `order`: whether what is to
    be published together is a race, or decided one by one, forward or backward."""

    def __init__(self, name, protected=True, order='race'):
        self.order = order
        self.town = service.start_town(name, protected)
        self.places = [population.Place(code) for code in PLACES]
        operator = self.town.operator
        operator.imports('municipalities', *({'code': code, 'country': 'SE', 'name': code, 'is_fictional': True} for code in PLACES))
        operator.imports('areas', *({'code': code, 'name': code, 'area_type': kind, 'owner': place.code, 'parent': place.parents[code],
                                     'valid_from': '2018-01-01'} for place in self.places for code, kind in place.types.items()))
        who = self.town.people.who
        self.editors, self.publishers, self.readers = (
            {code: who(code, role) for code in PLACES} for role in ('editor', 'publisher', 'reader'))
        self.partner = who(NEIGHBOUR, 'reader')
        self.evaluators = {}

    def prepare(self, tables):
        """Indicators for these tables, and an evaluation of each municipality's first ones."""
        for table in tables:
            trusters = [group for group in table.population.leaves[population.GROUP] if group != population.TOTAL]
            self.town.indicator(indicator_of(table), trusters=trusters)
        for place in PLACES:
            own = [table for table in tables if table.population.place.code == place][:MEASURES]
            if own:
                self._evaluate(place, own)
                self._index(place, own)
        self.town.operator.imports('peer-groups', {'code': PEERS, **NAMES, 'members': [{'municipality': place} for place in PLACES]})

    def _evaluate(self, place, tables):
        measures = [{'indicator': indicator_of(table), 'respondent_group': group, 'role': 'confirmatory', 'sampling': 'independent'}
                    for table in tables for group in sorted(table.population.leaves[population.GROUP])[:1]]
        self.editors[place].create(
            'evaluations', code=f'ev-{place}', owner=place, title=place, design='before_after', sampling='independent',
            before_period=BEFORE, after_period=PERIOD, audience='internal', measures=measures,
            members=[{'municipality': place, 'arm': 'treated', 'share_level': 'named'}])
        self.evaluators[place] = self.town.people.who(f'ev-{place}', 'evaluator')

    def _index(self, place, tables):
        code = f'ix-{place}'
        self.town.operator.imports('indicators', {
            'code': code, 'kind': 'trust', 'trust_form': 'institutional', 'trusters': [], 'focus_areas': [], **NAMES, 'unit': 'index_0_100',
            'decimals': 1, 'direction': 'up', 'freq': 'A', 'publication_lag_months': 3, 'goalpost_low': 0, 'goalpost_high': 100,
            'state': 'active'})
        self.town.operator.imports('indicator-versions', {
            'code': f'{code}-v1', 'indicator': code, 'version': 1, 'statistic': 'index', 'definition_sv': 'a', 'definition_da': 'a',
            'definition_en': 'a', 'source': 'src', 'valid_from': '2018-01-01', 'comparable_with_previous': True,
            'components': [{'indicator': indicator_of(table), 'weight': 1} for table in tables[:PARTS]]})

    def readers_of(self, table):
        place = table.population.place.code
        return {'public': self.town.public, 'partner': self.partner, 'owner': self.readers[place], 'evaluator': self.evaluators[place]}

    def close(self):
        self.town.close()


def indicator_of(table):
    return f'q-{table.seed}'


def _percent(n, x):
    """As the database rounds: half away from zero."""
    return math.floor(fractions.Fraction(1000 * x, n) + fractions.Fraction(1, 2)) / 10


def _numerator(row):
    """Who said yes: as shown, or the only number that gives the share shown."""
    if row['x'] is not None or row['weighted'] in (True, 'true'):
        return None if row['x'] is None else int(row['x'])
    n = int(row['n_valid'])
    value = float(row['value'])
    about, width = round(value * n / 100), n // 1000 + 1
    fitting = [x for x in range(max(0, about - width), min(n, about + width) + 1) if _percent(n, x) == value]
    return fitting[0] if len(fitting) == 1 else None


class Reader:
    """Somebody who reads what there is about a table, and remembers it."""

    def __init__(self, role, person, play):
        self.role, self._person, self._play = role, person, play
        self.knowledge = outsider.Knowledge()

    def _tell(self, text):
        if text not in self.knowledge.told:
            self.knowledge.told.append(text)

    def _get(self, question):
        reply = self._person.request('GET', question)
        if reply.status != 200:
            raise AssertionError(f'{self.role}: {question}: {reply}')
        return reply

    # --- observations

    def observations(self, question='', form=''):
        """Sees the rows of an answer and returns them."""
        target = f'observations?indicator={self._play.indicator}{question}' + (f'&format={form}' if form else '')
        text = self._get(target).text
        if form == 'csv':
            rows = [{name: value or None for name, value in row.items()} for row in csv.DictReader(io.StringIO(text))]
        elif form == 'ndjson':
            rows = [json.loads(line) for line in text.splitlines()]
        else:
            rows = json.loads(text)['observations']
        rows = [row for row in rows if row['release'] in self._play.decided]
        for row in rows:
            self._see(row, target)
        if 'value_m' in question and any(row['value'] is None for row in rows):
            self._tell(f'{target} tells of a figure that is not shown')
        return rows

    def _neighbour(self, target, refusal=None, /, **asked):
        """The body; None where there is nothing to be seen, and where the refusal is the one that may come."""
        asked = urllib.parse.urlencode(asked, quote_via=urllib.parse.quote)
        reply = self._person.api.request('GET', f'{target}?{asked}', self._person.headers())
        refused = [error['code'] for error in reply.json()['errors']] if reply.status == 400 else []
        if reply.status not in (200, 404) and refused != [refusal]:
            raise AssertionError(f'{self.role}: {target}?{asked}: {reply}')
        return reply.body if reply.status == 200 else None

    def odata(self):
        """The same rows as entities."""
        body = self._neighbour('/odata/v4/Observations', **{'$filter': f"indicator eq '{self._play.indicator}'"})
        for row in json.loads(body)['value']:
            if row['release'] in self._play.decided:
                ends = [row[name] for name in ('ci_low', 'ci_high') if row[name] is not None]
                self._see({**row, 'ci': ends or None}, 'OData')

    def places(self):
        """The same rows as features on a map."""
        features = json.loads(self._get(f'observations?indicator={self._play.indicator}&period={PERIOD}&format=geojson').text)['features']
        for row in (feature['properties'] for feature in features):
            if row['release'] in self._play.decided:
                self._see(row, 'GeoJSON')

    def pxweb(self):
        """Tables name no revision: what they tell is what some revision of the cell is shown as; before or after, since an
        embargo may end in between. The owner sees what is not decided as well. Who sees a cell twice, as published for partners and
        for everybody, is refused the table."""
        if self.role == 'owner':
            return
        body = self._neighbour(f'/pxweb/api/v2/tables/{self._play.indicator}/data', 'same_cell', **service.EVERYTHING)
        told = {} if body is None else forms.from_json_stat(body, Indicator=self._play.indicator)
        self.observations('&limit=1000')
        shown = {(cell, figure[0]) for (cell, _), figure in self.knowledge.shown.items()}
        for key, ((_, n, *_), status) in told.items():
            if n is not None and (key[1:5], int(n)) not in shown:
                self._tell(f'PxWeb: {key} {status} has n = {n}')

    def _see(self, row, target):
        key = self._play.key_of(row)
        told = [name for name in FIGURES if row.get(name) is not None]
        if row['conf_status'] == 'C':
            if told or row['obs_status'] != 'Q':
                self._tell(f'{target}: a hidden figure tells {told}: {row}')
            if key not in self.knowledge.shown:
                self.knowledge.hidden.add(key)
        elif row['obs_status'] == 'L':
            self._show(key, (0, 0 if self._play.figures[key][1] is not None else None))
        elif row['n_valid'] is not None:
            self._show(key, (int(row['n_valid']), _numerator(row)))

    def _show(self, key, figure):
        given = self._play.figures[key]
        unclear = self._play.table.by_value and figure == (given[0], None)  # more than one numerator gives the share
        if figure != given and not unclear:
            raise AssertionError(f'{key} is shown as {figure}, was handed in as {given}')
        self.knowledge.hidden.discard(key)
        self.knowledge.shown[key] = figure

    # --- other ways

    def bisect(self, rows, bound):
        """The number of records fits those shown before, or after: an embargo may end in between."""
        page = self._get(f'observations?indicator={self._play.indicator}&value_min={bound}&limit=1')
        total = page.json()['_meta']['total_records']
        if self.role != 'owner' and total not in (self._from(rows, bound), self._from(self.observations('&limit=1000'), bound)):
            self._tell(f'{total} records from {bound} up')

    @staticmethod
    def _from(rows, bound):
        return sum(row['value'] is not None and row['value'] >= bound for row in rows)

    def series(self):
        shown = {cell for cell, _ in self.knowledge.shown}
        for row in self._get(f'series?indicator={self._play.indicator}&limit=1000').json()['series']:
            cell = self._play.cell_of(row)
            if row['latest_value'] is not None and cell not in shown and self._play.is_decided(cell):
                self._tell(f'series: the latest value of {cell} is {row["latest_value"]}')

    def changes(self, dice):
        """Also what there was at one of the times."""
        times = {row['at'] for row in self._get(f'changes?indicator={self._play.indicator}&limit=1000').json()['changes']}
        if times:
            self.observations(f'&as_of={dice.choice(sorted(times))}&limit=1000')

    def analysis(self, question):
        answer = self._get(f'analyses/{question}').json()
        for item in next(iter(answer.values())):
            self._see_inputs(item, question)
            if not item.get('inputs', True) and any(item.get(name) is not None for name in RESULTS):
                self._tell(f'{question}: a result without figures: {item}')

    def _see_inputs(self, item, question):
        for used in item.get('inputs') or ():
            if used['table'] == 'observations' and used['indicator'] == self._play.indicator and used['release'] in self._play.decided:
                key = self._play.key_of(used)
                if key not in self.knowledge.shown:
                    self._tell(f'{question} uses {key}, which is not shown: n = {used["n"]}')


class Play:
    """A table's releases, published one after the other, with everybody reading in between."""

    def __init__(self, stage, table):
        self.stage, self.table = stage, table
        self.indicator, self.place = indicator_of(table), table.population.place.code
        self._dice = random.Random(f'play {table.seed}')
        self.figures, self.epoch_of = {}, {}     # (cell, revision) -> (n, x), epoch
        self._counts = {}                        # cell -> its newest revision
        self._cells_of = {}                      # release -> keys
        self.decided, self.refused, self.released = set(), 0, 0
        self._opens = 0
        self.readers = {role: Reader(role, person, self) for role, person in stage.readers_of(table).items()}

    def cell_of(self, row):
        return row['area'], row['respondent_group'], row['sex'], row['age_band']

    def key_of(self, row):
        return self.cell_of(row), int(row['revision'])

    def is_decided(self, cell):
        """Whether the newest figure of a cell is part of a release that was published."""
        return any((cell, self._counts[cell]) in self._cells_of[release] for release in self.decided)

    # --- publishing

    def run(self):
        releases = list(enumerate(self.table.releases))
        while releases:
            count = 2 if len(releases) > 1 and releases[1][1].together else 1
            self._publish(releases[:count])
            releases = releases[count:]

    def _publish(self, releases):
        codes = [self._hand_in(i, release) for i, release in releases]
        if self.stage.order == 'race':
            with concurrent.futures.ThreadPoolExecutor(len(codes)) as together:  # each has a connection of its own
                list(together.map(self._decide, codes))
        for code in {'race': (), 'forward': codes, 'backward': reversed(codes)}[self.stage.order]:
            self._decide(code)
        self.look()
        for code, (_, release) in zip(codes, releases):
            if release.withdrawn and code in self.decided:
                self._insist(self.stage.publishers[self.place].patch(f'releases/{code}', {'state': 'withdrawn'}))
                self.look()

    def _hand_in(self, i, release):
        code = f'rel-{self.table.seed}-{i}'
        members = {'code': code, 'owner': self.place, 'title': code, 'audience': release.audience, 'sdc_rule': RULE}
        if release.audience == 'partners':
            members['partners'] = [NEIGHBOUR]
        if release.embargo_s is not None:
            self._opens = time.time() + release.embargo_s
            members['embargo_until'] = datetime.datetime.fromtimestamp(self._opens, datetime.timezone.utc).strftime('%Y-%m-%dT%H:%M:%SZ')
        self.stage.publishers[self.place].create('releases', **members)
        more = {'release': code, 'state': 'validated', 'note': code}
        rows = [self._row(cell, figure) | more for cell, figure in sorted(release.figures.items())]
        report = self.stage.editors[self.place].imports('observations', *rows)
        if report['inserted'] + report['revised'] != len(rows):
            raise AssertionError(f'{code}: {report}')
        self._cells_of[code] = set()
        for cell, figure in release.figures.items():
            self._counts[cell] = self._counts.get(cell, 0) + 1
            key = cell, self._counts[cell]
            self.figures[key], self.epoch_of[key] = self._stored(figure), release.epoch
            self._cells_of[code].add(key)
        return code

    @staticmethod
    def _stored(figure):
        n, x = figure
        return (n, x) if n else (0, None if x is None else 0)

    def _row(self, cell, figure):
        (area, group, sex, age), (n, x) = cell, figure
        row = {'indicator': self.indicator, 'indicator_version': f'{self.indicator}-v1', 'area': area, 'period': PERIOD,
               'respondent_group': group, 'sex': sex, 'age_band': age, 'n_valid': n, 'x': x, 'value': 50.0, 'weighted': x is None, 'obs_status': 'A'}
        if n == 0:
            return row | {'value': None, 'x': None, 'weighted': False, 'obs_status': 'L'}
        if self.table.by_value:
            return row | {'x': None, 'weighted': False, 'value': _percent(n, x)}
        return row if x is None else row | {'value': _percent(n, x)}

    def _decide(self, code):
        self.released += 1
        for _ in range(10):
            reply = self.stage.publishers[self.place].patch(f'releases/{code}', {'state': 'published'})
            if self._is_early(reply):
                time.sleep(max(self._opens + LATE_S - time.time(), 0))
            elif reply.status not in BUSY:
                break
            time.sleep(0.2)
        if reply.status == 422 and reply.json()['errors'][0].get('code') == 'exposed':
            self.refused += 1
        else:
            self._insist(reply)
            self.decided.add(code)

    @staticmethod
    def _is_early(reply):
        """Whether a figure waits for the end of an embargo before it can be corrected."""
        return reply.status == 422 and reply.json()['errors'][0].get('pointer') == '/published_at'

    @staticmethod
    def _insist(reply):
        if reply.status != 200:
            raise AssertionError(str(reply))

    # --- reading

    def end(self):
        """Once every embargo has ended everybody reads once more."""
        left = self._opens + LATE_S - time.time()
        if self._opens and left > 0:
            time.sleep(left)
        if self.decided:
            for role, reader in self.readers.items():
                self._look_closely(role, reader)

    def look(self):
        """What there is now, and in one other way."""
        if not self.decided:
            return
        for role in ROLES[:3]:
            reader = self.readers[role]
            rows = reader.observations('&limit=1000')
            self._dice.choice(self._ways(reader, rows))()

    def _look_closely(self, role, reader):
        rows = reader.observations('&limit=1000')
        reader.observations('&history=true&limit=1000', self._dice.choice(FORMS))
        for ask in self._dice.sample(self._ways(reader, rows), 2):
            ask()
        reader.analysis(self._dice.choice(self._analyses()))
        if role == 'evaluator':
            reader.analysis(f'effects?evaluation=ev-{self.place}')

    def _ways(self, reader, rows):
        dice = self._dice
        releases = sorted({row['release'] for row in rows}) if reader.role != 'evaluator' else ()  # who does not see releases
        return (lambda: reader.observations(dice.choice(service.QUESTIONS), dice.choice(FORMS)),
                lambda: releases and reader.observations(f'&release={dice.choice(releases)}'),
                lambda: reader.bisect(rows, dice.choice((0, 12.5, 25, 50, 75, 100))), reader.series, lambda: reader.changes(dice),
                lambda: reader.analysis(dice.choice(self._analyses())), reader.odata, reader.places, reader.pxweb)

    def _analyses(self):
        """Ways of asking for analyses of the table, over several areas at once."""
        place, groups = self.table.population.place, sorted(self.table.population.leaves[population.GROUP])
        parts = sorted(set(place.types) - {place.code})
        areas, group = ','.join(self._dice.sample(parts, min(4, len(parts)))), self._dice.choice(groups)
        of = f'indicator={self.indicator}&area={areas}&respondent_group={group}'
        return (f'trust-gaps?type=part_whole&{of}', f'trust-gaps?type=area&{of}&reference_area={place.code}',
                f'trust-gaps?type=group&{of}&reference_group={self._dice.choice(groups)}', f'trust-gaps?type=target&{of}', f'trends?{of}',
                f'effects?{of}&period_before={BEFORE}&period_after={PERIOD}&sampling=independent', f'trust-classes?area={areas}',
                f'benchmarks?indicator={self.indicator}&municipality={place.code}&peer_group={PEERS}',
                f'composite-indices?index=ix-{place.code}&area={areas},{place.code}',
                f'freshness-reports?municipality={place.code}', f'inside-out-reports?municipality={place.code}')

    # --- what is known in the end

    def knowledge(self):
        """Of each role, together with what those with less rights know."""
        known = {}
        for role in ROLES:
            known[role] = self.readers[role].knowledge
            for other in ALSO_SEES[role]:
                known[role] = known[role].joined(self.readers[other].knowledge)
        return known

    def outsider(self, knowledge):
        with_x = {key: x is not None for key, (_, x) in self.figures.items()}
        return outsider.Outsider(self.table, knowledge, self.epoch_of, with_x)

    def bare(self):
        """What would be known if all were public and only what is small, unanimous or a small correction hidden."""
        known = outsider.Knowledge()
        for key in sorted({key for release in self.decided for key in self._cells_of[release]}):
            if self._is_primary(*key):
                known.hidden.add(key)
            else:
                known.shown[key] = self.figures[key]
        return known

    def _is_primary(self, cell, revision):
        (n, x), k = self.figures[cell, revision], population.k_of(cell)
        unanimous = cell[population.GROUP] in UNANIMOUS and n < RELIABLE and x in (0, n)
        return 0 < n < k or unanimous or any(0 < abs(n - self.figures[cell, before][0]) < k for before in range(1, revision))
