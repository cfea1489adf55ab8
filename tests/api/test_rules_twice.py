"""Rules that stand in C and in SQL, or in SQL twice: both are asked over a grid, and neither may differ (docs/domain.md
lists them). Traffic lights are in test_traffic_lights, the grammar of periods in test_imports."""

import json
import random
import re
import unittest
from decimal import ROUND_HALF_UP, Decimal

from support import client, database, settings
from support.case import Case
from test_imports import ROW, csv_of, dry, post, row

JSON = {'Content-Type': 'application/json'}
QUERIES = settings.REPOSITORY / 'sql/queries'


def ask(query):
    return database.rows(settings.DATABASE, query)


def calculate(name, body):
    return client.request('POST', f'{settings.API}/calculations/{name}', JSON, json.dumps(body).encode())


def query_text(name):
    return next(QUERIES.rglob(f'{name}.sql')).read_text(encoding='utf-8')


def third_argument(text, start):
    """Of a call whose arguments begin there."""
    arguments, depth, quoted = [''], 0, False
    for letter in text[start:]:
        quoted ^= letter == "'"
        depth += 0 if quoted else (letter == '(') - (letter == ')')
        if depth < 0:
            break
        if letter == ',' and depth == 0 and not quoted:
            arguments.append('')
        else:
            arguments[-1] += letter
    return arguments[2].strip()


class TrustClasses(Case):
    """Limits of A3: the calculation (stats/trust_class.c) and tillit.trust_class and is_class_certain, which warn of strategies."""

    @staticmethod
    def grid():
        chance = random.Random(3)
        for n in (1, 2, 29, 30, 31, 40, 50, 95, 100, 1000, 99999):
            for mistrust in {n // 5 - 1, n // 5, n // 5 + 1, -(-n // 5), 0, n // 10, n // 2}:
                for trust in {n * 3 // 5 - 1, n * 3 // 5, n * 3 // 5 + 1, -(-n * 3 // 5), 0, n * 4 // 5, n * 2 // 5, n}:
                    rest = n - mistrust - trust
                    if min(mistrust, trust, rest) >= 0:
                        both = chance.randint(0, rest)
                        yield trust, both, rest - both, mistrust

    def test_class_and_strategy(self):
        grid = sorted(set(self.grid()))
        told = ask('select kind, coalesce(tillit.fitting_strategy(kind), \'\'), '
                   'coalesce(tillit.is_class_certain(a, b, c, d)::text, \'\') from (values '
                   + ', '.join(f'({line}, {a}, {b}, {c}, {d})' for line, (a, b, c, d) in enumerate(grid))
                   + ') as g (line, a, b, c, d) cross join lateral tillit.trust_class(a, b, c, d) as kind order by line')
        self.assertEqual({kind for kind, _, _ in told}, {'trust', 'lack', 'mistrust', 'insufficient'})
        self.assertGreater(len(grid), 140)
        for counts, (kind, strategy, certain) in zip(grid, told, strict=True):
            names = ('trust_yes_harm_no', 'trust_yes_harm_yes', 'trust_no_harm_no', 'trust_no_harm_yes')
            reply = calculate('trust-classes', {'two_item': dict(zip(names, counts))})
            self.assertEqual(reply.status, 200, (counts, reply.text))
            found = reply.json()
            self.assertEqual((found['trust_class'], found['strategy'] or ''), (kind, strategy), counts)
            self.assertEqual({None: '', True: 'true', False: 'false'}[found['class_certain']], certain, counts)
        self.assertEqual({(kind, certain) for kind, _, certain in told},
                         {('insufficient', ''), *((kind, certain) for kind in ('trust', 'lack', 'mistrust') for certain in ('true', 'false'))})


class Targets(Case):
    """When a value reaches its target: the calculation (stats/gap.c) and tillit.reaches, which asks goals for a reason (INV-F2)."""

    def test_values_about_every_target(self):
        told = ask("select i.direction, coalesce(t.target::text, ''), coalesce(t.target_low::text, ''), coalesce(t.target_high::text, ''), v, "
                   'tillit.reaches(t.code, v) from tillit.target t join tillit.indicator i on i.code = t.indicator '
                   'cross join lateral (select distinct e + d as v from unnest(array[t.target, t.target_low, t.target_high]) e '
                   'cross join unnest(array[-0.001, 0, 0.001]) d where e is not null) as g order by t.code, v')
        self.assertEqual({(direction, reached) for direction, *_, reached in told},
                         {(direction, reached) for direction in {direction for direction, *_ in told} for reached in ('t', 'f')})
        self.assertGreaterEqual({direction for direction, *_ in told}, {'up', 'down'})
        for direction, *limits, value, reached in told:
            target = {name: float(limit) for name, limit in zip(('target', 'target_low', 'target_high'), limits) if limit}
            reply = calculate('target-gaps', {'value': float(value), 'se': 0, 'direction': direction, **target})
            self.assertEqual(reply.status, 200, reply.text)
            self.assertEqual(reply.json()['target_status'], 'met' if reached == 't' else 'not_met', (direction, target, value))


class Scales(Case):
    """The ends of the response scales: calculations_trust.c and tillit.scale_low, tillit.scale_high."""

    def test_ends(self):
        scales = 0
        for scale, low, high in ask('select code, tillit.scale_low(code), tillit.scale_high(code) from tillit.list_response_scale'):
            options = int(high) - int(low) + 1
            for length in (options - 1, options, options + 1):
                with self.subTest(scale, length=length):
                    reply = calculate('trust-distributions', {'scale': scale, 'counts': [10] * length})
                    places = {error['pointer'] for error in reply.json().get('errors', [])}  # scales without bands want some
                    self.assertEqual('/counts' in places, length != options, reply.text)
            scales += 1
        self.assertGreater(scales, 5)


class Units(Case):
    """The ends of units that have both: tillit.unit_low, tillit.unit_high, and the axes of pictures, the service's and the pages'."""

    AXES = {'service/formats/svg.c': r'\{"(\w+)", (-?\d+), (-?\d+)\}', 'web/explorer/format.js': r'(\w+): \{.*\bdomain: \[(-?\d+), (-?\d+)\]'}

    def test_ends(self):
        wanted = {tuple(line) for line in ask('select code, tillit.unit_low(code), tillit.unit_high(code) from tillit.list_unit '
                                              'where tillit.unit_high(code) is not null')}
        self.assertGreater(len(wanted), 4)
        for case in self.table(self.AXES.items()):
            with case as (file, axis):
                self.assertEqual(set(re.findall(axis, (settings.REPOSITORY / file).read_text('utf-8'))), wanted)


class Values(Case):
    """INV-4: imports_figures.c and tillit.revision_fault, which the database holds every figure against."""

    CODES = {'value_unit': 'outside_unit', 'value_scale': 'outside_scale', 'value_share': 'not_the_share',
             'value_mean': 'impossible_mean', 'sd_range': 'sd_too_large'}
    # indicator, its scale and unit
    VERSIONS = ['ins-01', 'ins-04', 'soc-01', 'org-03', 'sam-02', 'org-06']

    @staticmethod
    def figures(version):
        """Around every limit: shares of x of n, means of n answers, deviations as large as they may be."""
        chance = random.Random(version['indicator'])
        low, high, places = float(version['low'] or 0), float(version['high'] or 100), int(version['decimals'])
        for n in (1, 2, 3, 7, 16, 95, 128, 997):
            for _ in range(6):
                x = chance.randint(0, n)
                if version['statistic'] == 'share':
                    exact = (Decimal(100 * x) / n).quantize(Decimal(10) ** -places, ROUND_HALF_UP)
                    for off in (0, Decimal(10) ** -places, -(Decimal(10) ** -places)):
                        yield {'value': exact + off, 'n_valid': n, 'x': x}
                else:
                    total = chance.randint(int(low * n * int(version['items'])), int(high * n * int(version['items'])))
                    mean = Decimal(total) / (n * int(version['items']))
                    for kept in (places, 1):
                        sent = mean.quantize(Decimal(10) ** -kept, ROUND_HALF_UP)
                        off = chance.choice((0, 0, Decimal(10) ** -kept, -(Decimal(10) ** -kept)))
                        room = max(0.0, (float(sent) - low) * (high - float(sent)) * n / max(1, n - 1)) ** 0.5
                        sd = chance.choice((None, f'{room:.3f}', f'{room + 0.002:.3f}', f'{room + 0.5:.1f}', f'{room * 0.5:.2f}'))
                        yield {'value': sent + off, 'n_valid': n, 'sd': sd}
        for value in (low, high, low - 0.1, high + 0.1, 0, 100, 100.1, -0.1):
            yield {'value': Decimal(str(value)), 'n_valid': None}

    def versions(self):
        for line in ask("""select i.code, v.code, v.statistic, v.scale, coalesce(v.items, 1), i.unit, i.decimals, tillit.scale_low(v.scale),
                                  tillit.scale_high(v.scale), v.source, coalesce(i.trusters[1], '_T')
                           from tillit.active_version a join tillit.indicator_version v on v.code = a.code
                           join tillit.indicator i on i.code = v.indicator"""):
            names = ('indicator', 'version', 'statistic', 'scale', 'items', 'unit', 'decimals', 'low', 'high', 'source', 'group')
            version = dict(zip(names, line, strict=True))
            if version['indicator'] in self.VERSIONS:
                if version['statistic'] == 'share':  # of percent
                    version['low'] = version['high'] = ''
                yield version

    def of_the_program(self, version, figures):
        """{place: codes}"""
        found = {}
        for first in range(0, len(figures), 60):
            part = figures[first : first + 60]
            rows = [row(indicator=version['indicator'], area='se-9901', respondent_group=version['group'], source=version['source'],
                        period=str(1900 + place), value=str(figure['value']), n_valid=figure['n_valid'] or '', x=figure.get('x', ''),
                        sd=figure.get('sd') or '') for place, figure in enumerate(part)]
            columns = [*ROW, 'sd']
            reply = dry(csv_of(*rows, columns=columns))
            for error in reply.json().get('errors', []):
                if error['code'] in self.CODES.values():
                    found.setdefault(first + error['line'] - 2, set()).add(error['code'])
        return found

    def of_the_database(self, version, figures):
        """{place: code}, of the first rule that is broken; the value as the program stores it."""
        values = ', '.join(f"({place}, {figure['value']}, {figure['n_valid'] or 'null'}::int, {figure.get('x', 'null')}::int, {figure.get('sd') or 'null'}::numeric)"
                           for place, figure in enumerate(figures))
        lines = ask(f"""select place, tillit.revision_fault(round(value, {version['decimals']}), x, n, sd, false, '{version['statistic']}',
                               nullif('{version['scale']}', ''), {version['items']}, '{version['unit']}', {version['decimals']})
                        from (values {values}) as f (place, value, n, x, sd)""")
        return {int(place): self.CODES[fault] for place, fault in lines if fault}

    def test_both_find_the_same_figures_wrong(self):
        seen, count = set(), 0
        for version in self.versions():
            figures = list(self.figures(version))
            program, stored = self.of_the_program(version, figures), self.of_the_database(version, figures)
            count += len(figures)
            seen |= set(stored.values())
            for place, figure in enumerate(figures):
                # The program tells all that is wrong, the database the first. Zeros at the end count to the program only, which
                # saw them being sent: then it is stricter.
                zeros = any(re.search(r'\.\d*0$', str(figure.get(name))) for name in ('value', 'sd'))
                with self.subTest(version['indicator'], **figure):
                    if place in stored:
                        self.assertIn(stored[place], program.get(place, set()))
                    elif not zeros:
                        self.assertEqual(program.get(place, set()), set())
        self.assertEqual(seen, set(self.CODES.values()) - {'outside_scale'})  # scales of the demonstration fill their units
        self.assertGreater(count, 700)


class Revisions(Case):
    """What makes a revision is listed in import_observations and in check_observations."""

    OTHERWISE = {'observation', 'revision', 'owner', 'reason', 'state', 'release', 'recorded_at', 'superseded_at', 'created_by'}

    @staticmethod
    def lists(name):
        """Every list of a row's columns that is compared with another one's."""
        found = re.findall(r'\(((?:\w\.\w+,?\s+)+\w\.\w+)\)\s+is (?:not )?distinct from\s+\(((?:\w\.\w+,?\s+)+\w\.\w+)\)', query_text(name))
        return [[column.split('.')[1] for column in re.split(r',\s+', side)] for pair in found for side in pair]

    def test_the_lists_are_the_columns_of_the_table(self):
        columns = {name for (name,) in ask("select attname from pg_attribute where attrelid = 'tillit.observation_revision'::regclass and attnum > 0 and not attisdropped")}
        for name in ('import_observations', 'check_observations'):
            lists = self.lists(name)
            self.assertEqual(len(lists), 2, name)
            for columns_of_it in lists:
                self.assertEqual(set(columns_of_it), columns - self.OTHERWISE, name)
                self.assertEqual(columns_of_it, lists[0], name)

    def test_each_column_makes_one_for_both(self):
        """A change of one column is a revision to the merge, and a contradiction to whoever names the stored one."""
        first = {**ROW, 'period': '2011', 'n_invited': '200', 'n_missing': '5', 'deff': '1.5', 'population_size': '5000', 'weighted': 'false',
                 'obs_status': 'A', 'note': 'x', 'conf_status': 'F'}
        changes = {'n_invited': '201', 'n_missing': '6', 'deff': '1.6', 'population_size': '5001', 'weighted': 'true', 'obs_status': 'P',
                   'note': 'y', 'conf_status': 'N', 'is_synthetic': 'false', 'source': 'synth-users', 'n_valid': '96 33 34.4', 'x': '34 35 36.8'}
        self.assertEqual(post(csv_of(first)).status, 200)
        self.assertEqual(dry(csv_of(first)).json()['unchanged'], 1)
        for column, value in changes.items():
            changed = {**first, column: value}
            if ' ' in value:
                counts = value.split()
                changed.update(zip(('n_valid', 'x', 'value'), counts if column == 'n_valid' else ['95', *counts[1:]]))
            with self.subTest(column):
                report = dry(csv_of({**changed, 'reason': 'correction'}))
                self.assertEqual((report.status, report.json().get('revised')), (200, 1), report.text)
                refused = dry(csv_of({**changed, 'reason': 'initial', 'revision': '1'}))
                self.assertEqual({error['code'] for error in refused.json()['errors']}, {'revision_differs'})


class Vocabularies(Case):
    """Codes: of violations include/base/error.h is the owner, of reference lists sql/reference-lists.csv."""

    @staticmethod
    def violations():
        text = (settings.REPOSITORY / 'include/base/error.h').read_text(encoding='utf-8')
        return set(re.findall(r'X\([A-Z0-9_]+,\s*"([a-z0-9_]+)"', text))

    def test_what_constraints_and_triggers_say(self):
        said = {code for (code,) in ask("""
            select distinct split_part(obj_description(oid, 'pg_constraint'), '|', 1) from pg_constraint
            where connamespace = 'tillit'::regnamespace and obj_description(oid, 'pg_constraint') is not null""")}
        sources = database.run(settings.DATABASE, "select prosrc from pg_proc where pronamespace = 'tillit'::regnamespace")
        calls = [third_argument(sources, match.end()) for match in re.finditer(r'perform tillit\.refuse_as\(', sources)]
        said |= {code[1:-1] for code in calls if re.fullmatch(r"'\w+'", code)}
        self.assertGreater(len(said), 40)
        self.assertEqual(said - self.violations(), set())

    def test_what_the_checks_of_imports_say(self):
        said = set()
        for name in ('check_observations', 'check_response_counts', 'check_life_table_rows'):
            text = query_text(name)
            said |= {code for code in re.findall(r"'\w*:([a-z_]+):|\('\w+', '([a-z_]+)',", text) for code in code if code}
        self.assertGreater(len(said), 25)
        self.assertEqual(said - self.violations(), set())

    # Fixed enumerations are checks where a key to the list would cost too much; some columns take a part of the list.
    CHECKED = {('observation_revision', 'ci_method'): 'ci_method', ('observation_revision', 'obs_status'): 'obs_status',
               ('observation_revision', 'reason'): 'revision_reason', ('observation_revision', 'state'): 'revision_state',
               ('observation_revision', 'conf_status'): {'F', 'N', 'C', 'E'}, ('release_cell', 'conf_status'): {'F', 'A', 'D', 'N'},
               ('published_cell', 'conf_status'): {'F', 'C'}, ('pilot', 'decision'): {'scale', 'adjust', 'stop'},
               ('municipality', 'default_lang'): {'sv', 'da', 'en'}, ('plan', 'funding_unit'): {'sek', 'dkk'},
               ('published_class', 'basis'): {'two_item', 'single_item_proxy'}}

    def test_checks_enumerate_their_lists(self):
        checks = {(table, column): set(codes.split(',')) for table, column, codes in ask("""
            select c.conrelid::regclass::text, m[1], (select string_agg(t[1], ',') from regexp_matches(m[2], '''([^'']+)''', 'g') as t)
            from (select conrelid, pg_get_constraintdef(oid) as text from pg_constraint where contype = 'c' and connamespace = 'tillit'::regnamespace) c
            cross join lateral regexp_match(c.text, '^CHECK \\(\\(+(\\w+)\\)::text = ANY \\(ARRAY\\[([^]]*)\\]\\)+( AND|$)') as m where m is not null""")}
        checks = {(table.removeprefix('tillit.'), column): codes for (table, column), codes in checks.items()}
        self.assertEqual(set(checks), set(self.CHECKED))
        for place, codes in checks.items():
            wanted = self.CHECKED[place]
            if isinstance(wanted, str):
                wanted = {code for (code,) in ask(f"select code from tillit.reference_code where list = '{wanted}'")}
            with self.subTest(place):
                self.assertEqual(codes, wanted)


if __name__ == '__main__':
    unittest.main()
