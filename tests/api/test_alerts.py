"""The alert rules speak of what the operations port tells, in labels that it uses."""

import re

from support import client, server, settings
from support.case import Case

RULES = settings.REPOSITORY / 'deploy/prometheus/tillit.rules.yml'
# Told only where standbys are read: tests/growth/test_standby.py sees it.
ELSEWHERE = {'tillit_standby_requests_total'}


class Alerts(Case):
    def setUp(self):
        """What has not been asked is not told; a request is counted a moment after its reply."""
        client.get(f'{settings.API}/limits')
        server.until(lambda: 'status="200"' in client.ops.get('/metrics').text, 10, 'the request is counted')

    def test_every_metric_is_told(self):
        told = set(re.findall(r'^(tillit_[a-z_]+)', client.ops.get('/metrics').text, re.M))
        named = set(re.findall(r'\btillit_[a-z_]+', RULES.read_text(encoding='utf-8')))
        self.assertGreater(len(named), 4)
        self.assertEqual(named - told - ELSEWHERE, set())

    def test_every_label_is_told(self):
        metrics = client.ops.get('/metrics').text
        for label in ('status="200"', 'state="busy"', 'state="most"', 'pool="', 'route="', 'le="'):
            self.assertIn(label, metrics)
