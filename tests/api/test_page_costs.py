"""What a page costs: how many rows PostgreSQL reads for it, from its own account of the plan. No clock, so that it is the same on
every machine: a filter or an order without its index shows, and so does a page that grows with the table."""

import unittest

from support import contract, database, plans, server, settings
from support.case import Case

NAME = 'tillit_page_costs'
ROWS, SERIES = 23200, 1160
MOST = 5000  # rows read for a page: what it shows, what is passed over for a rare value, never the table

MOST_COST = 1900  # what PostgreSQL may estimate a page to cost: the table is so small that reading all of it is little more

PAGES = """
observations
observations?history=true
observations?as_of=2015-01-01
observations?as_of=2007-01-01
observations?updated_after=2024-01-01
observations?indicator=bi-103
observations?indicator=bi-103,bi-104
observations?indicator_version=bi-120-v1
observations?area=se-1003
observations?municipality=se-1003
observations?area_type=municipality
observations?parent_area=se-bench
observations?period=2014
observations?period_from=2020&period_to=2021
observations?respondent_group=resident
observations?sex=F
observations?age_band=Y65-
observations?kind=trust
observations?kind=trust,context
observations?trust_form=social
observations?truster=employee
observations?trustee=municipality
observations?focus_area=fa-bench-3
observations?inside_out_level=values
observations?direction=none
observations?source=bench-source
observations?release=rel-bench-2020
observations?obs_status=L
observations?conf_status=C
observations?is_synthetic=true
observations?value_min=60
observations?value_max=40
observations?indicator=bi-103&area=se-1003
observations?indicator=bi-103&area=se-1003&limit=100
observations?kind=trust&period=2014
observations?sort=value
observations?sort=-value
observations?sort=-period
observations?period=latest
observations?period=latest&kind=trust
observations?period=latest&area=se-1003
observations?period=latest&focus_area=fa-bench-3
observations?last_n=3
series
series?kind=trust
series?area=se-1003
series?parent_area=se-bench
changes
changes?indicator=bi-103
""".split()
# Each of these leaves few figures, or none.
UNUSUAL = """
observations?obs_status=M
observations?obs_status=L,M&value_min=1
observations?conf_status=C&is_synthetic=false
observations?is_synthetic=false
observations?reason=correction
observations?revision_min=2
observations?weighted=true
changes?reason=correction
changes?obs_status=M
""".split()
# Every parameter of a list that leaves some of its rows, each with values that leave few or none, however many there are: whoever adds
# one to the document has to say here how it is served.
NOT_FILTERS = set('limit offset after sort fields expand lang labels totals format trace traceparent history'.split())
PERIODS = {'period': '1990', 'period_from': '2030', 'period_to': '1990'}
NAMED = {'indicator': 'bi-103', 'indicator_version': 'bi-120-v1', 'area': 'se-1003', 'municipality': 'se-1003'}
GROUPS = {'respondent_group': 'tenant', 'sex': 'F', 'age_band': 'Y65-'}
FACTS = {'kind': 'process', 'trust_form': 'local', 'trustee': 'school', 'unit': 'sek', 'area_type': 'district', 'parent_area': 'se-1003',
         'focus_area': 'fa-bench-3', 'inside_out_level': 'all_levels'}
FEW = {
    'observations': {
        **NAMED, **PERIODS, **GROUPS, **FACTS,
        'period_start': '1990-01-01', 'period_start_from': '2030-01-01', 'period_start_to': '1990-01-01',
        'period_end': '1990-01-01', 'period_end_from': '2030-01-01', 'period_end_to': '1990-01-01',
        'truster': 'school', 'direction': 'down', 'decimals': 5, 'decimals_min': 5, 'decimals_max': 0,
        'value': 99.9, 'value_min': 99.9, 'value_max': 0.01, 'n_valid': 7, 'n_valid_min': 1000000, 'n_valid_max': 1,
        'ci_method': 'given', 'weighted': 'true', 'obs_status': 'M', 'conf_status': 'C', 'hidden_reason': 'small_base',
        'revision': 9, 'revision_min': 2, 'revision_max': 1, 'reason': 'late_data', 'recorded_at': '1990-01-01T00:00:00Z',
        'recorded_at_from': '2030-01-01', 'recorded_at_to': '1990-01-01', 'release': 'rel-bench-2020', 'source': 'bench-source',
        'survey_wave': 'none', 'freshness': 'fresh', 'is_synthetic': 'false', 'is_draft': 'true',
        'last_n': 1, 'as_of': '2000-01-01', 'updated_after': '2030-01-01',
    },
    'series': {**{name: code for name, code in NAMED.items() if name != 'indicator_version'}, **GROUPS, **FACTS},
    'changes': {
        **NAMED, **PERIODS, **GROUPS,
        'at': '1990-01-01T00:00:00Z', 'at_from': '2030-01-01', 'at_to': '1990-01-01', 'kind': 'corrected', 'release': 'rel-bench-2020',
        'revision': 9, 'revision_min': 2, 'revision_max': 1, 'reason': 'late_data', 'obs_status': 'M', 'is_synthetic': 'false',
    },
}
# Nothing leads to these, and of so few the server knows it: refused before anything is read.
REFUSED = {
    'observations': {
        'n_invited': 7, 'n_invited_min': 1000000, 'n_invited_max': 1, 'x': 1000000, 'x_min': 1000000, 'x_max': 0,
        'sd': 0.5, 'sd_min': 0.5, 'sd_max': 0.5, 'se': 0.123, 'se_min': 1000, 'se_max': 0.0001,
        'ci_level': 0.5, 'ci_level_min': 0.99, 'ci_level_max': 0.01,
    },
    'changes': {'q': 'retr'},
}
# What is worked out of the figures of each series: few are found by looking at all.
WALKED = {'series': {'indicator_version': 'bi-120-v1', 'first_period': '1990', 'last_period': '1990', 'count': 99, 'count_min': 99, 'count_max': 0, 'latest_period': '1990',
                     'latest_value': 99.9, 'latest_value_min': 99.9, 'latest_value_max': 0.01, 'freshness': 'fresh',
                     'is_synthetic': 'false'}}

# Each of these begins far into the list: the cursor of the page before.
CURSORS = ['observations', 'observations?kind=trust', 'observations?period=latest', 'observations?sort=-period', 'series', 'changes']

# What neighbours ask, and how many rows it takes: a step for each group and kind of area, a series each, a figure each.
STEPS, OUTLINE = 200, 600
# Other figures for all that a municipality has, as a file.
CORRECTED = """
copy (select o.indicator, o.indicator_version, o.area, o.period, o.respondent_group, 'correction' as reason, r.n_invited, r.n_valid,
             greatest(r.x - 1, 0) as x, round(100.0 * greatest(r.x - 1, 0) / r.n_valid, 1) as value, r.source{}
      from tillit.observation o join tillit.observation_revision r on r.observation = o.id and r.revision = 1
      where o.area = 'se-1003' and r.x is not null) to stdout (format csv, header)
"""
MOST_CELLS = 1000  # of a cube, so that a table has more
NEIGHBOURS = [
    ('/kolada/v3/kpi', 200, STEPS),
    ('/kolada/v3/kpi/bi-103', 200, STEPS),
    ('/kolada/v2/kpi_groups', 200, STEPS),
    ('/pxweb/api/v2/tables/fa-bench-3', 200, OUTLINE),
    ('/pxweb/api/v2/tables/fa-bench-3/metadata', 200, OUTLINE),
    ('/pxweb/api/v2/tables/fa-bench-3/defaultselection', 200, OUTLINE),
    ('/pxweb/api/v2/tables/bi-103/metadata', 200, OUTLINE),
    ('/pxweb/api/v2/tables/bi-103/data?valueCodes[Region]=se-1003&valueCodes[Tid]=*', 200, OUTLINE),
    ('/pxweb/api/v2/tables/fa-bench-3/data?valueCodes[Region]=*&valueCodes[Tid]=*', 400, OUTLINE),
    ('/odata/v4/Observations?$top=100', 200, MOST),
    ('/odata/v4/Observations?$top=100&$orderby=value desc', 200, MOST),
    ('/odata/v4/Observations?$top=100&$filter=period eq \'2014\'', 200, MOST),
    ('/odata/v4/Observations?$top=100&$filter=area eq \'se-1003\'', 200, MOST),
    ('/odata/v4/Observations?$top=100&$filter=indicator eq \'bi-103\'&$count=true', 200, MOST),
    ('/odata/v4/Observations?$orderby=se', 503, 0),
    ('/odata/v4/Series?$orderby=latest_value', 503, 0),
]


def filters_of(table):
    return [f'{collection}?{name}={value}' for collection, values in table.items() for name, value in values.items()]


PUBLISHED = ('published_',)  # the tables that the public reads
ALL = PUBLISHED + ('observ',)


def rows_read(node, tables):
    """Rows that the scans of a plan took from tables, by how they begin, and their indexes, shown or passed over."""
    loops, own = node.get('Actual Loops', 0), 0
    if node.get('Relation Name', '').startswith(tables) and 'Scan' in node['Node Type']:
        own = loops * sum(node.get(name, 0) for name in ('Actual Rows', 'Rows Removed by Filter', 'Rows Removed by Index Recheck'))
    return own + sum(rows_read(child, tables) for child in node.get('Plans', []))


@unittest.skipUnless(settings.PROGRAM and settings.PG_LOG, 'TILLIT_BIN and TILLIT_PG_LOG say where the program and the log are')
class PageCosts(Case):
    @classmethod
    def setUpClass(cls):
        database.create_generated(NAME, 23000)
        cls.addClassCleanup(database.drop, NAME)
        plans.explain(NAME)
        cls.service = server.on_database(NAME, TILLIT_POOL_PUBLIC=1, TILLIT_POOL_APP=1, TILLIT_CACHE_BYTES=0,
                                         TILLIT_MAX_PAGE_COST=MOST_COST, TILLIT_MAX_CUBE_CELLS=MOST_CELLS)
        cls.addClassCleanup(cls.service.stop)
        cls.log = plans.log()
        cls.reader = database.create_key(NAME, 'reader --municipality se-1003')
        cls.operator = database.create_key(NAME, 'operator')

    def try_to_ask(self, path, key=None, tables=ALL):
        """The reply, and the statements that it took: how many rows each read."""
        return self.try_address(f'/tillit/v1/{path}', key, tables)

    def try_address(self, address, key=None, tables=ALL):
        start = self.log.stat().st_size
        headers = {'authorization': f'Bearer {key}'} if key else {}
        reply = self.service.api.get(address.replace(' ', '%20'), **headers)
        return reply, self.costs_since(start, tables)

    def costs_since(self, start, tables=ALL):
        return {plan['Query Text']: rows_read(plan['Plan'], tables) for plan in plans.plans_since(start)}

    def ask(self, path, key=None, tables=ALL):
        reply, costs = self.try_to_ask(path, key, tables)
        self.assertEqual(reply.status, 200, path)
        return reply.json(), costs

    def check(self, path, key=None, tables=ALL):
        body, costs = self.ask(path, key, tables)
        self.check_page(costs, key)
        return body

    def check_page(self, costs, key):
        pages = [cost for statement, cost in costs.items() if ') page limit ' in statement]
        self.assertIn(len(pages), (1, 2), list(costs))  # two: of one series more than a page
        self.assertLessEqual(max(pages), MOST if key is None else 2 * MOST)  # a revision of one's own is rows of three tables

    def test_a_page_reads_no_more_than_it_shows(self):
        for case in self.table(PAGES):
            with case as path:
                self.check(path)

    def test_nor_does_one_of_what_is_unusual(self):
        for case in self.table(UNUSUAL):
            with case as path:
                self.check(path)
                self.check(path, self.reader, PUBLISHED)  # a member's own are all looked at

    def test_every_filter_of_the_document_is_looked_at(self):
        document = contract.served(self.service.api)
        for case in self.table(list(FEW)):
            with case as collection:
                told = contract.parameters(document, f'{settings.API}/{collection}')
                looked_at = [name for table in (FEW, REFUSED, WALKED) for name in table.get(collection, {})]
                self.assertEqual(sorted(looked_at), sorted(told - NOT_FILTERS))

    def test_few_are_found_without_reading_the_rest(self):
        for case in self.table(filters_of(FEW)):
            with case as path:
                reply, costs = self.try_to_ask(path)
                self.assertIn(reply.status, (200, 400), path)  # 400: a code that names nothing, found out after the page
                self.check_page(costs, None)

    def test_or_refused_with_the_filter_to_add(self):
        for case in self.table(filters_of(REFUSED)):
            with case as path:
                reply, costs = self.try_to_ask(path)
                self.assertIn('Add indicator, area or municipality', self.assertProblem(reply, 'deadline-exceeded')['detail'])
                self.assertEqual(sum(costs.values()), 0)
                self.check(f'{path}&area=se-1003')

    def test_what_is_worked_out_of_series_looks_at_each_once(self):
        for case in self.table(filters_of(WALKED)):
            with case as path:
                self.assertLessEqual(max(self.ask(path)[1].values()), ROWS + 2 * SERIES)

    def test_one_series_takes_one_statement_which_does_not_tell_the_state_of_the_data(self):
        for key in (None, self.reader):
            _, costs = self.ask('observations?indicator=bi-103&area=se-1003&limit=100', key)
            asked = [statement for statement in costs if 'observations' in statement]
            self.assertEqual(len(asked), 1, list(costs))
            self.assertNotIn('generation', asked[0])
            _, costs = self.ask('observations?indicator=bi-103&limit=100', key)
            self.assertTrue(any('generation' in statement for statement in costs))

    def test_every_order_is_served_so_or_refused_before_it_runs(self):
        refused = 0
        for case in self.table([f'{collection}?sort={sign}{field}' for collection in ('observations', 'series', 'changes')
                                for field in self.sorts(collection) for sign in ('', '-')]):
            with case as path:
                for key in (None, self.reader):
                    reply, costs = self.try_to_ask(path, key)
                    if reply.status == 200 and key is None:
                        self.check_page(costs, key)
                    if reply.status == 200:
                        continue
                    self.assertIn('limit it to an indicator or an area', self.assertProblem(reply, 'deadline-exceeded')['detail'])
                    self.assertEqual(sum(costs.values()), 0)
                    refused += 1
        self.assertGreater(refused, 50)  # most orders have no index

    def sorts(self, collection):
        problem = self.service.api.get(f'/tillit/v1/{collection}?sort=none').json()
        return problem['errors'][0]['detail'].split('Allowed: ')[1].rstrip('.').split(', ')

    def test_an_import_of_corrections_reads_its_figures_only(self):
        # at most a table or another from end to end, as it is small: never a municipality's figures for each figure
        for case in self.table(['', ", 'C' as conf_status", ", 'F' as conf_status"]):
            with case as column:
                rows = database.run(NAME, CORRECTED.format(column)).encode()
                count = rows.count(b'\n') - 1
                self.assertGreater(count, 700)
                start = self.log.stat().st_size
                reply = self.service.api.request('POST', '/tillit/v1/imports?dataset=observations&dry_run=true',
                                                 {'Authorization': f'Bearer {self.operator}', 'Content-Type': 'text/csv'}, rows)
                self.assertEqual(reply.status, 200, reply.text[:500])
                self.assertGreater(reply.json()['revised'], count / 2)
                self.assertLessEqual(max(self.costs_since(start).values()), 4 * ROWS)

    def test_what_is_counted_for_odata_is_not_sorted(self):
        for case in self.table(["$orderby=se%20desc&$filter=indicator%20eq%20'bi-103'", "$orderby=source&$filter=area%20eq%20'se-1003'"]):
            with case as options:
                self.assertEqual(self.service.api.get(f'/odata/v4/Observations?$top=1&{options}').status, 200)
                counted = self.service.api.get(f'/odata/v4/Observations?$top=1&$count=true&{options}')
                self.assertEqual(counted.status, 200, counted)

    def test_nor_does_a_members_page(self):
        # in another order than the series' a member's own revisions are read whole (docs/architecture.md 5)
        for case in self.table([path for path in PAGES if 'sort=' not in path]):
            with case as path:
                self.check(path, self.reader)

    def test_of_a_members_own_series_others_figures_are_not_read(self):
        for case in self.table(['observations?municipality=se-1003', 'observations?municipality=se-1003&period=latest',
                                'observations?municipality=se-1003&limit=1000']):
            with case as path:
                start = self.log.stat().st_size
                self.ask(path, self.reader)
                own, others = (sum(cost for statement, cost in self.costs_since(start, tables).items() if ') page limit ' in statement)
                               for tables in (('observ',), ('published_figure',)))
                self.assertGreater(own, 0)
                self.assertEqual(others, 0)

    def test_a_members_page_has_the_parts_that_its_rows_may_be_in(self):
        # nobody shares with partners here; which parts are empty the page itself proves, or it is asked anew
        everything, others, own = ['own', 'partners', 'others'], ['own', 'others'], ['own']
        for case in self.table([
            ('observations', [others]),
            ('observations?period=latest', [others]),
            ('observations?municipality=se-1004', [others]),
            ('observations?indicator=bi-103&area=se-1004&limit=100', [everything]),
            ('observations?municipality=se-1003', [own]),
            ('observations?municipality=se-1003&period=latest', [own]),
            ('observations?area=se-1003', [own]),
            ('observations?indicator=bi-103&area=se-1003&limit=100', [own]),
            ('observations?area=se-1003&indicator=bi-103&limit=5', [own, own]),
            ('observations?area=se-1003&value_min=1000', [own, everything]),
            ('observations?area=se-1003,se-1004', [others]),
            ('observations?municipality=se-1003&sort=-value', [own]),
            ('changes?municipality=se-1003', [own]),
        ]):
            with case as (path, read):
                self.ask(path, self.reader)
                pages = [statement for statement in self.ask(path, self.reader)[1] if ') page limit ' in statement]
                found = [[part for part in everything if f'api.{part}_' in statement.replace('_series_keys', '')] for statement in pages]
                self.assertEqual(sorted(found), sorted(read))

    def test_own_series_are_found_by_their_own_keys(self):
        _, costs = self.ask('observations?municipality=se-1003&period=latest', self.reader, ('published_series',))
        self.assertEqual(sum(costs[statement] for statement in costs if ') page limit ' in statement), 0)

    def test_rules_of_few_persons_are_asked_for_once(self):
        # what is told of a revision is worked out in its row: a function that asks a table for each takes longer than all the rest
        plan = '\n'.join(line for [line] in database.rows(NAME, 'explain (verbose, costs off) select * from tillit.internal_cell'))
        self.assertEqual(plan.count('Function Scan on tillit.few_rules'), 1)
        for function in ('least_shown', 'is_few', 'is_open_draft'):
            self.assertNotIn(f'{function}(', plan)

    def test_however_often_a_member_asks(self):
        # a session plans as the last statement on it wanted, whatever has been rolled back since
        found = []
        for _ in range(6):
            start = self.log.stat().st_size
            self.ask('observations?kind=trust&limit=5', self.reader)
            found += [plan['Settings'] for plan in plans.plans_since(start) if ') page limit ' in plan['Query Text']]
        self.assertEqual(found[0]['enable_sort'], 'off')
        self.assertEqual(found, 6 * found[:1])

    def test_far_into_a_list(self):
        for case in self.table(CURSORS):
            with case as path:
                ask = path + ('&' if '?' in path else '?')
                after = self.check(f'{ask}limit=100')['_meta']['next_after']
                for _ in range(4):
                    after = self.ask(f'{ask}limit=200&after={after}')[0]['_meta']['next_after']
                self.check(f'{ask}after={after}')

    def test_reports_of_a_municipality_read_its_figures_only(self):
        for case in self.table(['freshness-reports', 'burden-reports', 'inside-out-reports']):
            with case as name:
                costs = self.ask(f'analyses/{name}?municipality=se-1003')[1]
                self.assertGreater(max(costs.values()), 0)
                self.assertLessEqual(max(costs.values()), MOST)

    def test_a_total_is_known_from_the_series_or_counted_once(self):
        for case in self.table(
            [
                ('observations', SERIES, ROWS),
                ('observations?kind=trust', SERIES, 3480),
                ('observations?period=latest', SERIES, SERIES),
                ('observations?last_n=3', SERIES, 3 * SERIES),
                ('observations?period_from=2010', 2 * ROWS, 17400),
                ('observations?history=true', SERIES, ROWS),
                ('observations?history=true&kind=trust', SERIES, 3480),
                ('observations?as_of=2015-01-01', SERIES, 10440),
                ('observations?as_of=2015-01-01&respondent_group=resident', SERIES, 5220),
                ('changes', SERIES, ROWS),
                ('changes?indicator=bi-103', SERIES, 1160),
            ]
        ):
            with case as (path, most, total):
                ask = path + ('&' if '?' in path else '?')
                body, costs = self.ask(f'{ask}limit=3')
                self.assertEqual(body['_meta']['total_records'], total)
                self.assertLessEqual(sum(costs.values()), most + MOST)
                body, costs = self.ask(f'{ask}limit=4')
                self.assertEqual(body['_meta']['total_records'], total)
                self.assertEqual(len(costs), 1, 'nothing is counted again')

    def test_a_members_total_counts_his_own_figures_only(self):
        for case in self.table([('observations?history=true', ROWS), ('observations?as_of=2015-01-01', 10440), ('changes', ROWS)]):
            with case as (path, total):
                ask = path + ('&' if '?' in path else '?')
                body, costs = self.ask(f'{ask}limit=3', self.reader, PUBLISHED)
                self.assertEqual(body['_meta']['total_records'], total)
                self.assertLessEqual(sum(costs.values()), SERIES + MOST)

    def test_far_into_an_order_that_ends_with_what_has_no_value(self):
        # the table's middle: a page of what a filter leaves tells where the rest of the order goes on
        for case in self.table([('-value', 'value_max=45', 45), ('value', 'value_min=55', 55)]):
            with case as (sort, half, middle):
                for key in (None, self.reader):
                    after = self.ask(f'observations?sort={sort}&{half}&limit=100', key)[0]['_meta']['next_after']
                    rows = self.check(f'observations?sort={sort}&limit=100&after={after}', key, PUBLISHED)['observations']
                    self.assertEqual(len(rows), 100)
                    self.assertLess(abs(float(rows[0]['value']) - middle), 1)

    def test_neighbours_read_no_more_than_they_show(self):
        for case in self.table(NEIGHBOURS):
            with case as (address, status, most):
                reply, costs = self.try_address(address)
                self.assertEqual(reply.status, status, reply.text[:500])
                self.assertLessEqual(sum(costs.values()), most, costs)

    def test_nor_do_they_for_a_member(self):
        # what is the member's own, or shown to partners, is read; of others their series
        for case in self.table([line for line in NEIGHBOURS if line[0].startswith('/pxweb/')]):
            with case as (address, status, most):
                reply, costs = self.try_address(address, self.reader, PUBLISHED)
                self.assertEqual(reply.status, status, reply.text[:500])
                self.assertLessEqual(sum(costs.values()), SERIES + most, costs)

    def test_a_table_over_the_bound_is_refused_with_its_words(self):
        reply, _ = self.try_address('/pxweb/api/v2/tables/fa-bench-3/data?valueCodes[Region]=*&valueCodes[Tid]=*')
        refused = reply.json()['errors'][0]
        self.assertEqual((refused['parameter'], refused['code']), ('valueCodes', 'too_many_cells'))

    def test_a_map_of_a_period_reads_its_figures(self):
        start = self.log.stat().st_size
        reply = self.service.api.get('/tillit/v1/observations?period=2014&format=geojson')
        self.service.api.get('/tillit/v1/areas?limit=1')  # a stream's statement has ended once the only connection answers again
        self.assertEqual(len(reply.json()['features']), SERIES)
        read = sum(self.costs_since(start).values())
        self.assertGreaterEqual(read, SERIES)
        self.assertLessEqual(read, 2 * SERIES)

    def test_far_into_an_odata_order(self):
        # the table's middle: a page of what a filter leaves tells where the rest of the order goes on
        begun = self.service.api.get("/odata/v4/Observations?$orderby=value&$filter=value%20ge%2060",
                                     prefer='maxpagesize=100').json()['@odata.nextLink']
        token = begun.split('skiptoken=')[1].split('&')[0]
        reply, costs = self.try_address(f'/odata/v4/Observations?$orderby=value&$top=100&$skiptoken={token}')
        rows = reply.json()['value']
        self.assertEqual(len(rows), 100)
        self.assertGreaterEqual(float(rows[0]['value']), 60)
        self.assertLessEqual(sum(costs.values()), MOST)

    def test_what_is_read_whole_may_take_the_time_of_its_request(self):
        for case in self.table(['/odata/v4/Observations?$top=1', '/kolada/v3/data/kpi/bi-103/year/2014',
                                '/pxweb/api/v2/tables/bi-103/data']):
            with case as address:
                _, costs = self.try_address(address)
                self.assertTrue([statement for statement in costs if "'statement_timeout'" in statement], list(costs))
