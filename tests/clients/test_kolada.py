"""Kolada's clients, unchanged but for the base address: koladapy (v3) and pykolada (v2)."""

import koladapy
import pykolada

from support import client, settings
from support.case import Case


def v3():
    return koladapy.KoladaAPI(base_url=settings.BASE_URL + '/kolada/v3/', max_requests_per_second=1000)


class Lists(Case):
    def test_municipalities(self):
        """Each municipality of ours, by its national code, in both versions."""
        pykolada.pykolada.BASE_URL = settings.BASE_URL + '/kolada/v2/'
        areas = client.get(f'{settings.API}/areas?area_type=municipality&limit=1000').json()['areas']
        wanted = {(area['code'].split('-')[1], area['name']) for area in areas}
        self.assertTrue(wanted)
        for found in (v3().get_municipalities(municipality_type='K'), pykolada.get_municipality()):
            self.assertLessEqual(wanted, {(one['id'], one['title']) for one in found})
