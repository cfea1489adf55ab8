"""What an analysis costs beside what its statements do: how often it waits for the database, and what is planned anew. No clock."""

import os
import unittest

from support import database, proxy, server, settings
from support.case import Case

NAME = f'tillit_analysis_costs_{os.getpid()}'
TODAY = f"'{settings.TODAY}'"

# How often each waits, without a key, for a service that has been asked before. More of them need each other's rows, or each waits
# for its turn: what does not goes in one (store_run_together).
WAITS = {
    'trends?indicator=ins-01&area=se-9901': 2,
    'freshness-reports?municipality=se-9901': 2,
    'burden-reports?municipality=se-9901': 2,
    'inside-out-reports?municipality=se-9901': 4,  # the target of an indicator with a best range, once its figures tell of it
    'trust-gaps?type=part_whole&indicator=ins-01&area=se-9901-d2': 4,
    'trust-classes?area=se-9901': 3,
    'trust-classes?area=se-9901-d2': 2,
    'effects?evaluation=ev-sam': 11,
    'effects?indicator=ins-01&area=se-9901&period_before=2022&period_after=2024&sampling=independent': 2,
    'composite-indices?index=ix-inst&area=se-9901': 3,
    'benchmarks?indicator=ins-01&municipality=se-9901&peer_group=pg-demo10': 4,
    'retentions?area=se-9902&period=2022': 3,
    'plan-progresses?plan=pl-norr': 3,
    'weakest-links?plan=pl-norr': 1,
    'steering-reaches?plan=pl-norr': 1,
}
ASKED_BEFORE = 7  # as often as the server plans for the values before it compares

# With what the analyses above ask them: one plan must do for all values. What is planned for each costs more than it reads.
PLANNED_ONCE = {
    'analysis_day': 'null',
    'analysis_class_shown': "'se-9901'",
    'analysis_published_classes': f"'se-9901', null, null, {TODAY}, null, null",
    'analysis_figures': "'ins-01', 'se-9901', null, null, null",
    'analysis_components': "'ix-inst'",
    'analysis_peers': f"'pg-demo10', 'se-9901', {TODAY}",
    'analysis_parent': "'se-9901-d2'",
    'analysis_evaluation': "'ev-sam', null",
    'analysis_measures': "'ev-sam'",
    'analysis_members': "'ev-sam'",
    'analysis_pairs': "'ev-sam', null, null, null, null",
    'analysis_actions': f"'pl-norr', {TODAY}",
    'analysis_goal_targets': f"'pl-norr', {TODAY}",
    'analysis_retained': "'se-9902', '2022'",
    'analysis_freshness': f"'se-9901', {TODAY}, null",
    'analysis_burden': f"'se-9901', {TODAY}",
    'analysis_inside_out': "'se-9901'",
}


def text_of(statement):
    return (settings.REPOSITORY / f'sql/queries/analyses/{statement}.sql').read_text(encoding='utf-8')


@unittest.skipUnless(settings.PROGRAM, 'TILLIT_BIN says where the program is')
class AnalysisCosts(Case):
    @classmethod
    def setUpClass(cls):
        database.create_demonstration(NAME)
        cls.addClassCleanup(database.drop, NAME)
        database.run(NAME, 'analyze')
        cls.between = proxy.Proxy()
        cls.addClassCleanup(cls.between.close)
        strings = server.connection_strings(cls.between.folder, NAME)
        cls.service = server.Server('costs', TILLIT_POOL_PUBLIC=1, TILLIT_POOL_APP=1, TILLIT_CACHE_BYTES=0, **strings)
        cls.addClassCleanup(cls.service.stop)

    def ask(self, path):
        before = self.between.waits
        reply = self.service.api.get(f'{settings.API}/analyses/{path}')
        self.assertEqual(reply.status, 200, reply)
        return self.between.waits - before

    def test_an_analysis_waits_no_more_often_than_it_must(self):
        for case in self.table(WAITS.items()):
            with case as (path, most):
                self.ask(path)
                self.assertLessEqual(min(self.ask(path) for _ in range(2)), most)  # the watching connection waits at times

    def test_a_statement_is_planned_once(self):
        for case in self.table(PLANNED_ONCE.items()):
            with case as (statement, values):
                self.assertGreater(self.generic_plans(statement, values), 0)

    @staticmethod
    def generic_plans(statement, values):
        printed = database.run(NAME, f"""
            set session authorization tillit_app; set jit = off; set tillit.operator = 'on'; set tillit.today = {TODAY};
            prepare asked as {text_of(statement)};
            {f'execute asked({values});' * ASKED_BEFORE}
            select generic_plans from pg_prepared_statements where name = 'asked';""")
        return int(printed.splitlines()[-1])
