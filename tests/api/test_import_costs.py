"""What an import of figures costs: what PostgreSQL looks at for each row, from its own account of the plans. No clock: work that
nothing in the file asks for shows, and so does what grows with more than the file."""

import unittest

from support import database, people, plans, server, settings
from support.case import Case
from support.women import FIGURES

NAME = 'tillit_import_costs'
FEW, MANY = 400, 10000  # figures; from 10 000 on the planner is kept from loops


def walk(node):
    yield node
    for child in node.get('Plans', []):
        yield from walk(child)


def passed(nodes):
    return sum(node['Actual Rows'] * node['Actual Loops'] for node in nodes)


@unittest.skipUnless(settings.PROGRAM and settings.PG_LOG, 'TILLIT_BIN and TILLIT_PG_LOG say where the program and the log are')
class ImportCosts(Case):
    @classmethod
    def setUpClass(cls):
        database.create_generated(NAME, 23000)
        cls.addClassCleanup(database.drop, NAME)
        plans.explain(NAME)
        cls.service = server.on_database(NAME, TILLIT_POOL_PUBLIC=1, TILLIT_POOL_APP=1, TILLIT_CACHE_BYTES=0)
        cls.addClassCleanup(cls.service.stop)
        cls.operator = people.Person(cls.service.api, database.create_key(NAME, 'operator'))
        cls.women = {FEW: cls.imported('F', 0, FEW), MANY: cls.imported('F', FEW, MANY)}
        cls.men = cls.imported('M', 0, FEW)

    @classmethod
    def imported(cls, sex, offset, count):
        """The nodes of the plans of each statement that looks at all rows, by how its text begins; how many series it is about."""
        rows = database.run(NAME, FIGURES.format(sex=sex, release='', offset=offset, count=count))
        series = {tuple(line.split(',')[i] for i in (0, 2, 4)) for line in rows.splitlines()[1:]}
        start = plans.log().stat().st_size
        reply = cls.operator.post('imports?dataset=observations', rows.encode(), content_type='text/csv')
        assert reply.status == 200 and reply.json()['inserted'] == count, reply
        starts = {'check': '-- Names every row', 'additivity': '-- INV-14'}
        nodes = {}
        for plan in plans.plans_since(start):
            for name, words in starts.items():
                if plan['Query Text'].startswith(words):
                    nodes[name] = list(walk(plan['Plan']))
        assert set(nodes) == set(starts), nodes.keys()
        return nodes, len(series)

    @staticmethod
    def of(nodes, **wanted):
        return [node for node in nodes if all(node.get(name.replace('_', ' ')) == value for name, value in wanted.items())]

    def test_where_nothing_adds_up_no_figure_is_looked_for(self):
        for count, (nodes, series) in self.women.items():
            looked = self.of(nodes['additivity'], Relation_Name='observation')
            self.assertGreater(sum(node['Actual Loops'] for node in looked), 0)
            self.assertLessEqual(sum(node['Actual Loops'] for node in looked), 8 * series, count)
            self.assertEqual(passed(self.of(nodes['additivity'], Relation_Name='observation_revision')), 0, count)

    def test_where_they_do_each_is_looked_for(self):
        nodes, _ = self.men
        found = self.of(nodes['additivity'], Relation_Name='observation_revision')
        self.assertGreaterEqual(sum(node['Actual Loops'] for node in found), 3 * FEW)

    def test_rows_that_stand_alone_are_not_sorted_to_be_compared(self):
        for count, (nodes, _) in self.women.items():
            windows = self.of(nodes['check'], Node_Type='WindowAgg')
            self.assertGreater(len(windows), 1)
            self.assertEqual(passed(windows), 0, count)

    def test_each_code_is_looked_up_without_a_join(self):
        for nodes, _ in self.women.values():
            lists = [node for node in nodes['check'] if str(node.get('Relation Name')).startswith('list_')]
            self.assertEqual({node['Parent Relationship'] for node in lists}, {'SubPlan'})
            self.assertLessEqual(max(node['Actual Loops'] for node in lists), 1)
