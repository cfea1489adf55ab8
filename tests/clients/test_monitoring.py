"""The alert rules and the dashboard of deploy/, by a Prometheus of Debian's that watches the service."""

import json
import os
import pathlib
import re
import shutil
import subprocess
import urllib.error
import urllib.parse
import urllib.request

from support import client, server, settings
from support.case import Case

BIN = pathlib.Path(os.environ.get('TILLIT_CLIENTS') or settings.REPOSITORY / 'build/clients') / 'prometheus/usr/bin'
RULES = settings.REPOSITORY / 'deploy/prometheus/tillit.rules.yml'
DASHBOARD = settings.REPOSITORY / 'deploy/grafana/tillit.json'
CONFIG = """
global: {{scrape_interval: 1s, evaluation_interval: 1s}}
rule_files: [{folder}/tillit.rules.yml]
scrape_configs:
  - job_name: tillit
    static_configs: [{{targets: ['{target}']}}]
"""
# What is told only where standbys are read, after too many requests, or when something went wrong.
MAY_BE_EMPTY = {'Standbys', 'Clients refused', 'Faults: 500 and 507', 'Replies 5xx, share'}


def queries():
    """(panel, expression as Grafana asks it) of the dashboard."""
    for panel in json.loads(DASHBOARD.read_text('utf-8'))['panels']:
        for target in panel['targets']:
            yield panel['title'], target['expr'].replace('$__rate_interval', '10s').replace('$instance', '.*')


class Watched(Case):
    @classmethod
    def setUpClass(cls):
        cls.folder = server.folder('prometheus')
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        shutil.copy(RULES, cls.folder)
        (cls.folder / 'tillit.rules.yml').chmod(0o644)
        target = urllib.parse.urlsplit(settings.OPS_URL).netloc
        (cls.folder / 'prometheus.yml').write_text(CONFIG.format(folder=cls.folder, target=target), 'utf-8')
        cls.port = server.free_port()
        cls.process = subprocess.Popen(
            [*settings.RUN_AS, str(BIN / 'prometheus'), f'--config.file={cls.folder}/prometheus.yml', f'--storage.tsdb.path={cls.folder}/data',
             f'--web.listen-address=127.0.0.1:{cls.port}'], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        cls.addClassCleanup(cls.process.wait, 30)
        cls.addClassCleanup(cls.process.terminate)

        def has_seen_some():
            client.get(f'{settings.API}/terms')
            return cls.ask('query', query='sum(rate(tillit_requests_total[10s])) > 0') != []

        server.until(has_seen_some, 60, 'Prometheus has seen the service at work')

    @classmethod
    def ask(cls, what, **parameters):
        """The result of a question; none as long as Prometheus is not there. A question that it does not understand is a failure."""
        try:
            with urllib.request.urlopen(f'http://127.0.0.1:{cls.port}/api/v1/{what}?{urllib.parse.urlencode(parameters)}', timeout=20) as reply:
                return json.load(reply)['data'].get('result' if what == 'query' else 'groups')
        except urllib.error.HTTPError:
            raise
        except OSError:
            return []

    def test_every_query_of_the_dashboard_is_answered(self):
        for case in self.table(list(queries())):
            with case as (panel, expression):
                found = self.ask('query', query=expression)
                if panel not in MAY_BE_EMPTY:
                    self.assertNotEqual(found, [], expression)

    def test_the_rules_are_evaluated(self):
        """... without a fault; a service that is there and hears of changes is not said to be away or deaf."""
        (group,) = self.ask('rules')
        self.assertEqual(len(group['rules']), RULES.read_text('utf-8').count('- alert:'))
        server.until(lambda: all(rule['health'] == 'ok' for rule in self.ask('rules')[0]['rules']), 30, 'every rule has been evaluated')
        self.assertEqual([rule['name'] for rule in self.ask('rules')[0]['rules'] if rule['name'] in ('TillitAway', 'TillitDeaf') and rule['state'] == 'firing'], [])

    def test_promtool_finds_nothing(self):
        done = subprocess.run([BIN / 'promtool', 'check', 'rules', RULES], capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_every_metric_stands_on_the_dashboard(self):
        told = {re.sub('_(bucket|sum|count)$', '', name) for name in re.findall(r'^(tillit_\w+)', client.ops.get('/metrics').text, re.M)}
        shown = {re.sub('_(bucket|sum|count)$', '', name) for _, expression in queries() for name in re.findall(r'\btillit_\w+', expression)}
        self.assertEqual(told - shown, {'tillit_cache_entries'})
