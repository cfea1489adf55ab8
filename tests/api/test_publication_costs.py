"""What deciding about a release and publishing it costs: what PostgreSQL passes from step to step of its plans for each cell, and how
often triggers are called, from its own account. No clock: a loop over all pairs of cells shows, and so does work row by row."""

import collections
import unittest

from support import database, people, plans, server, settings
from support.case import Case
from support.women import FIGURES

NAME = 'tillit_publication_costs'
FEW, MANY = 200, 800  # cells
MOST_WORK = 120  # rows passed on by all steps of a statement, for each cell
# Statements that have nothing to do for a release that replaces nothing, in tables without peer groups, with nothing under embargo: each
# would be planned all the same.
IDLE = {
    'what is replaced is closed': 'update tillit.published_cell p\nset replaced_at',
    'means of peer groups': 'means as materialized',
    'later figures are corrections': 'update tillit.published_figure f set is_correction',
    'series are counted again': 'from unnest(keys) k',
    'series have figures for partners': 'update tillit.observed_series s set has_partners',
}
MOST_INDEXES = {'release_cell': 2, 'published_cell': 6, 'published_figure': 14}  # that take every row
MOST_CALLS = 4  # of a trigger by a statement: of one that inserts and updates, both


def work(node):
    """Rows that the steps of a plan looked at: passed on, or left out."""
    rows = sum(node.get(name, 0) for name in ('Actual Rows', 'Rows Removed by Filter', 'Rows Removed by Join Filter',
                                              'Rows Removed by Index Recheck'))
    return node.get('Actual Loops', 0) * rows + sum(work(child) for child in node.get('Plans', []))


@unittest.skipUnless(settings.PROGRAM and settings.PG_LOG, 'TILLIT_BIN and TILLIT_PG_LOG say where the program and the log are')
class PublicationCosts(Case):
    @classmethod
    def setUpClass(cls):
        database.create_generated(NAME, 23000)
        cls.addClassCleanup(database.drop, NAME)
        plans.explain(NAME, log_nested_statements='on', log_triggers='on')
        cls.service = server.on_database(NAME, TILLIT_POOL_PUBLIC=1, TILLIT_POOL_APP=1, TILLIT_CACHE_BYTES=0)
        cls.addClassCleanup(cls.service.stop)
        cls.operator = people.Person(cls.service.api, database.create_key(NAME, 'operator'))
        cls.releases = {}
        for offset, count in ((0, FEW), (FEW, MANY)):
            cls.releases[count] = f'rel-{count}'
            cls.operator.create('releases', code=f'rel-{count}', owner='shared', title='Women', audience='public')
            rows = database.run(NAME, FIGURES.format(sex='F', release=f'rel-{count}', offset=offset, count=count)).encode()
            reply = cls.operator.post('imports?dataset=observations', rows, content_type='text/csv')
            assert reply.status in (200, 201), reply
        cls.previewed = {count: cls.plans_of(lambda code: cls.operator.read(f'releases/{code}/preview'), code)
                         for count, code in cls.releases.items()}
        # what is decided once more at publication has cells to look at
        cls.checked = {count: cls.plans_of(lambda code: cls.operator.change(f'releases/{code}', state='checked'), code)
                       for count, code in cls.releases.items()}
        cls.published = {count: cls.plans_of(lambda code: cls.operator.change(f'releases/{code}', state='published'), code)
                         for count, code in cls.releases.items()}

    @staticmethod
    def plans_of(act, code):
        start = plans.log().stat().st_size
        act(code)
        return plans.plans_since(start)

    def all_plans(self):
        for count in (FEW, MANY):
            for plan in self.previewed[count] + self.checked[count] + self.published[count]:
                yield count, plan

    def test_it_is_published(self):
        for count, code in self.releases.items():
            self.assertEqual(int(database.run(NAME, f"select count(*) from tillit.published_figure where release = '{code}'")), count)
            written = [plan for plan in self.published[count] if 'insert into tillit.published_figure' in plan['Query Text']]
            self.assertEqual(len(written), 1)

    def test_work_grows_with_the_cells(self):
        for count in (FEW, MANY):
            done = [(work(plan['Plan']) / count, plan['Query Text']) for plan in self.previewed[count] + self.checked[count] + self.published[count]]
            self.assertLessEqual(max(done)[0], MOST_WORK, max(done))

    def test_triggers_are_called_by_statements_not_for_rows(self):
        called = set()
        for _, plan in self.all_plans():
            for trigger in plan.get('Triggers', []):
                if 'Constraint Name' not in trigger:
                    called.add(trigger['Trigger Name'])
                    self.assertLessEqual(trigger['Calls'], MOST_CALLS, (trigger, plan['Query Text']))
        self.assertLessEqual({'add_figures', 'add_partners', 'announce_change', 'next_generation_of_added'}, called)

    def test_nothing_is_asked_that_has_no_answer(self):
        for case in self.table(IDLE):
            with case as words:
                self.assertEqual([plan['Query Text'] for _, plan in self.all_plans() if words in plan['Query Text']], [])

    def test_every_row_is_written_into_few_indexes(self):
        for case in self.table(MOST_INDEXES.items()):
            with case as (table, most):
                [[count]] = database.rows(NAME, f"select count(*) from pg_index where indrelid = 'tillit.{table}'::regclass and indpred is null")
                self.assertLessEqual(int(count), most)

    def test_what_was_decided_before_is_looked_at_again(self):
        for count in (FEW, MANY):
            gone = [plan['Plan'] for plan in self.published[count] if 'delete from tillit.release_cell' in plan['Query Text']]
            self.assertEqual(len(gone), 1)
            self.assertGreaterEqual(work(gone[0]), count)

    def test_few_keys_are_checked_for_a_cell(self):
        most = {'release_cell': 3, 'published_cell': 2}
        checked = set()
        for count, plan in self.all_plans():
            calls = collections.Counter()
            for trigger in plan.get('Triggers', []):
                if 'Constraint Name' in trigger:
                    calls[plan['Plan']['Relation Name']] += trigger['Calls']
            for table, keys in most.items():
                self.assertLessEqual(calls[table], keys * count, (table, plan['Query Text']))
            checked.update(calls)
        self.assertLessEqual(set(most), checked)

    def test_what_was_published_of_a_cell_is_looked_up_once(self):
        marked = [(count, plan) for count, plan in self.all_plans() if 'insert into tillit.release_cell' in plan['Query Text']]
        self.assertEqual(len(marked), 6)
        for count, plan in marked:
            self.assertLessEqual(self.scans(plan['Plan'], 'published_cell'), count, plan['Query Text'][:100])

    def scans(self, node, table):
        own = node.get('Actual Loops', 0) if node.get('Relation Name') == table else 0
        return own + sum(self.scans(child, table) for child in node.get('Plans', []))
