"""A time stamp means the moment that was stored, however it is sent back: filters, as_of, updated_after, and what a client
asks that goes on from the newest it has seen."""

import json
import re

import writing
from support import contract, settings
from support.case import Case

STAMP = re.compile(r'\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{0,5}[1-9])?Z')
DOCUMENT = contract.committed()


def parameters(collection):
    return contract.parameters(DOCUMENT, f'{settings.API}/{collection}')


def collections():
    """Those that are lists, by the document."""
    for path in DOCUMENT['paths']:
        name = path.removeprefix(f'{settings.API}/')
        if re.fullmatch('[a-z-]+', name) and 'limit' in parameters(name):
            yield name


def stamps(row):
    return {name: value for name, value in row.items() if isinstance(value, str) and re.match(r'\d{4}-\d\d-\d\dT', value)}


def readers():
    who = writing.stage().people.who
    return {'public': writing.stage().people.anybody(), 'operator': who(None, 'operator'),
            'editor': who('se-9901', 'editor'), 'admin': who('se-9901', 'admin')}


class Printed(Case):
    def test_what_was_printed_is_found(self):
        """Every filterable time stamp of every list, by every reader: exactly, from and to."""
        compared = exact = 0
        writing.editor().post('ideas', {'municipality': 'se-9901', 'title': 'x', 'benefit': 'y'})
        for collection in collections():
            names = parameters(collection)
            for reader, who in readers().items():
                reply = who.get(collection, limit=1000)
                if reply.status in (401, 403):
                    continue
                rows = who.list(collection)
                for name in sorted({name for row in rows for name in stamps(row)}):
                    with self.subTest(f'{collection} {name} {reader}'):
                        values = sorted({row[name] for row in rows if row[name] is not None})
                        for value in values[:2] + values[-2:]:
                            self.assertRegex(value, STAMP)
                            exact += '.' in value
                            for suffix in ('', '_from', '_to'):
                                if f'{name}{suffix}' not in names:
                                    continue
                                found = who.list(collection, **{f'{name}{suffix}': value})
                                wanted = [row for row in rows if row[name] is not None and
                                          (row[name] == value if not suffix else self.on_side(row[name], value, suffix))]
                                # of more than a page, what is in the first one
                                self.assertEqual([row for row in found if len(rows) < 1000 or row in rows], wanted, (name + suffix, value))
                                compared += 1
        self.assertGreater(compared, 200)
        self.assertGreater(exact, 100)

    @staticmethod
    def on_side(one, other, suffix):
        one, other = (stamp[:-1].ljust(20 if '.' not in stamp else 0, '.').ljust(26, '0') for stamp in (one, other))
        return one >= other if suffix == '_from' else one <= other

    def test_as_of_the_moment_a_figure_was_recorded(self):
        editor = writing.editor()
        row = next(row for row in editor.list('observations', area='se-9901', sex='_T', age_band='_T', obs_status='A')
                   if row['x'] is not None and row['unit'] == 'pct' and row['period'] == '2024' and row['indicator'] != 'ins-01')
        sent = {name: row[name] for name in ('indicator_version', 'area', 'respondent_group', 'source', 'is_synthetic')}
        sent.update(indicator=row['indicator'], period='2019', value=row['value'], n_valid=row['n_valid'], x=row['x'], obs_status='A')
        reply = editor.post('imports?dataset=observations', [sent])
        self.assertEqual(reply.status, 200, reply)
        keys = {'indicator': sent['indicator'], 'area': 'se-9901', 'respondent_group': sent['respondent_group'], 'period': sent['period'],
                'indicator_version': sent['indicator_version'], 'sex': '_T', 'age_band': '_T'}
        found = editor.list('observations', **keys)
        self.assertEqual(len(found), 1)
        recorded = found[0]['recorded_at']
        self.assertIn('.', recorded)
        self.assertEqual(editor.list('observations', **keys, as_of=recorded), found)
        self.assertEqual(editor.list('observations', **keys, updated_after=recorded), [])
        self.assertEqual(editor.list('observations', **keys, recorded_at_to=recorded), found)

    def test_polling_ends(self):
        """Going on from the newest that was seen, nothing comes twice and nothing is missed."""
        editor = writing.editor()
        since, seen = '2020-01-01T00:00:00Z', []
        for turn in range(3):
            fresh = editor.list('observations', updated_after=since)
            self.assertEqual(bool(fresh), turn == 0)
            seen += fresh
            since = max([row['recorded_at'] for row in fresh if row['municipality'] == 'se-9901'] + [since])
            since = max([since, *(row['at'] for row in editor.list('changes'))])
        self.assertEqual(len({json.dumps(row) for row in seen}), len(seen))

    def test_what_a_release_says(self):
        publisher = writing.stage().people.who('se-9901', 'publisher')
        moment = '2025-12-24T15:00:00.120500Z'
        publisher.create('releases', code='rel-stamp', owner='se-9901', title='x', planned_at=moment, embargo_until=moment)
        shown = publisher.read('releases/rel-stamp')
        self.assertEqual((shown['planned_at'], shown['embargo_until']), ('2025-12-24T15:00:00.1205Z',) * 2)
        etag = publisher.etag('releases/rel-stamp')
        again = publisher.patch('releases/rel-stamp', {'planned_at': shown['planned_at'], 'embargo_until': shown['embargo_until']})
        self.assertEqual((again.status, again.headers['etag']), (200, etag))

    def test_analyses_take_it_too(self):
        """as_of with the time of a publication: the figures are there."""
        for row in writing.editor().list('changes', kind='published', limit=1):
            with self.subTest(row['at']):
                found = writing.editor().read('analyses/trends', indicator=row['indicator'], area=row['area'], as_of=row['at'])
                self.assertEqual(len(found['trends']), 1)
