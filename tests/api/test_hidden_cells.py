"""A hidden figure is there, and nothing about it: in no format, total, filter, order, period or time."""

from support import client, demo, reading
from support.case import Case

FIGURES = ('value', 'n_valid', 'n_display', 'x', 'sd', 'se', 'ci')
HIDDEN = demo.HIDDEN_FOR_THEMSELVES
WITHHELD = HIDDEN | demo.HIDDEN_FOR_OTHERS


def question(identity, **more):
    return dict(zip(demo.IDENTITY, identity), **more)


def secrets(identity):
    """Every number that the files hold about a figure, as text."""
    return {row['value'] for row in demo.rows('observations') if demo.identity(row) == identity and row['value']}


class HiddenCells(Case):
    def test_json(self):
        for case in self.table(sorted(HIDDEN)):
            with case as identity:
                rows = reading.rows('observations', **question(identity))
                self.assertEqual(len(rows), 1)
                self.assertEqual({name: rows[0][name] for name in FIGURES}, dict.fromkeys(FIGURES))
                self.assertEqual((rows[0]['obs_status'], rows[0]['conf_status']), ('Q', 'C'))

    def test_the_neighbourhood_with_four_answers(self):
        """The line of the issue, in every way of asking."""
        where = {'indicator': 'ins-01', 'area': 'se-9901-d2b', 'period': 'latest'}
        row = reading.rows('observations', **where)[0]
        self.assertEqual((row['value'], row['obs_status'], row['conf_status'], row['period']), (None, 'Q', 'C', '2024'))
        self.assertEqual(reading.rows('observations', **where, value_min=0), [])
        self.assertEqual(reading.page('observations', **where)['_meta']['total_records'], 1)
        self.assertEqual(reading.page('observations', **where, value_min=0)['_meta']['total_records'], 0)

    def test_csv(self):
        for case in self.table(sorted(HIDDEN)):
            with case as identity:
                header, rows = reading.csv_rows(
                    client.get(reading.path('observations', **question(identity, format='csv')))
                )
                self.assertEqual(len(rows), 1)
                row = dict(zip(header, rows[0]))
                for name in (*FIGURES[:-1], 'ci_low', 'ci_high'):
                    self.assertEqual(row[name], '', name)
                self.assertEqual((row['obs_status'], row['conf_status']), ('Q', 'C'))

    def test_ndjson(self):
        for case in self.table(sorted(HIDDEN)):
            with case as identity:
                rows = reading.ndjson_rows(
                    client.get(reading.path('observations', **question(identity, format='ndjson')))
                )
                self.assertEqual([{name: row[name] for name in FIGURES} for row in rows], [dict.fromkeys(FIGURES)])

    def test_only_those_that_the_dossier_names_are_hidden(self):
        hidden = {reading.identity(row) for row in reading.rows('observations', conf_status='C')}
        self.assertLessEqual(HIDDEN, hidden)
        self.assertLessEqual(hidden, WITHHELD)

    def test_why_is_not_told(self):
        """Whether a figure is hidden for itself or for another's sake, or by its sender, looks the same."""
        forms = {
            tuple(
                (name, row[name]) for name in (*FIGURES, 'obs_status', 'conf_status', 'ci_level', 'ci_method', 'reason')
            )
            for row in reading.rows('observations', conf_status='C')
            if row['reason'] == 'initial'
        }
        self.assertEqual(len(forms), 1, forms)

    def test_ranges_never_tell(self):
        """No bound on any number brings a hidden figure in or out of a list."""
        parameters = ('value', 'n_valid', 'x', 'sd', 'se')
        known = client.get(reading.path('observations', nope=1)).json()['errors'][0]['detail']
        for name in parameters:
            for suffix, bound in (('_min', -1000000000), ('_max', 1000000000), ('_min', 0), ('_min', 1), ('_max', 100)):
                if f'{name}{suffix}' not in known.split('Allowed: ')[1].rstrip('.').split(', '):
                    continue
                with self.subTest(f'{name}{suffix}={bound}'):
                    reply = client.get(reading.path('observations', limit=1000, **{f'{name}{suffix}': bound}))
                    if reply.status == 400:
                        continue  # outside the field's own bounds
                    found = {reading.identity(row) for row in reply.json()['observations']}
                    self.assertFalse(found & HIDDEN)
                    self.assertEqual(reply.json()['_meta']['total_records'], len(found))

    def test_equality_never_tells(self):
        for case in self.table(sorted(HIDDEN)):
            with case as identity:
                for row in demo.rows('observations'):
                    if demo.identity(row) == identity:
                        for name in ('value', 'n_valid', 'x'):
                            if row[name]:
                                reply = client.get(
                                    reading.path('observations', **question(identity, **{name: row[name]}))
                                )
                                self.assertIn(reply.status, (200, 400))
                                self.assertEqual(reply.json().get('observations', []), [], f'{name}={row[name]}')

    def test_order_never_tells(self):
        """Hidden figures stand together at the end of a descending order, with the other nulls, in the order of the ties."""
        for case in self.table(['value', '-value', 'n_valid', '-n_valid', 'x', '-x', 'sd', 'se', '-se']):
            with case as sort:
                rows = reading.rows('observations', sort=sort, conf_status='C')
                ties = reading.rows('observations', sort='indicator_version', conf_status='C')
                self.assertEqual(len(rows), len(ties))
                self.assertEqual(
                    [reading.identity(row) for row in rows],
                    [
                        reading.identity(row)
                        for row in reading.rows('observations', sort=sort.lstrip('-'), conf_status='C')
                    ],
                )
                if sort.lstrip('-') == 'value':
                    whole = reading.rows('observations', sort=sort)
                    nulls = [row for row in whole if row['value'] is None]
                    self.assertEqual(whole[-len(nulls) :], nulls)

    def test_no_time_tells(self):
        """Neither history, nor an earlier moment, nor the latest of several has the figure; the first release's figure of
        a cell that was shown then and hidden later is the one exception."""
        shown_once = {('bof-03', 'se-9902', '2023', 'user', '_T', '_T')}
        for case in self.table(sorted(HIDDEN - shown_once)):
            with case as identity:
                for more in (
                    {'history': 'true'},
                    {'as_of': '2025-05-01'},
                    {'as_of': '2025-09-01'},
                    {'updated_after': '2020-01-01'},
                    {'last_n': 10, 'period_from': '2010'},
                ):
                    for row in reading.rows('observations', **question(identity, **more)):
                        self.assertIsNone(row['value'], (more, row))
                        self.assertIsNone(row['n_valid'], (more, row))

    def test_series_never_tell(self):
        """The latest value of a series is one that is shown."""
        shown = {}
        for row in reading.rows('observations'):
            if row['value'] is not None:
                shown.setdefault(
                    (row['indicator'], row['area'], row['respondent_group'], row['sex'], row['age_band']), {}
                )[row['period']] = row['value']
        for row in reading.rows('series'):
            key = (row['indicator'], row['area'], row['respondent_group'], row['sex'], row['age_band'])
            if row['latest_value'] is None:
                self.assertFalse(shown.get(key), row)
            else:
                self.assertEqual(shown[key][row['latest_period']], row['latest_value'])

    def test_the_search_for_a_hidden_number_finds_nothing(self):
        """The numbers of hidden figures stand nowhere in the whole stream of their indicator and area."""
        for case in self.table(sorted(HIDDEN - {('bof-03', 'se-9902', '2023', 'user', '_T', '_T')})):
            with case as identity:
                rows = reading.rows(
                    'observations',
                    indicator=identity[0],
                    area=identity[1],
                    period=identity[2],
                    respondent_group=identity[3],
                    sex=identity[4],
                    age_band=identity[5],
                )
                numbers = {
                    str(value)
                    for row in rows
                    for value in row.values()
                    if not isinstance(value, (bool, dict)) and value is not None
                }
                self.assertFalse(numbers & secrets(identity))
