"""What PxWeb's tables say they hold is found from series, without reading figures: it is what a reader of all their figures finds."""

from support import client, settings
from support.case import Case


class PxwebOutline(Case):
    @classmethod
    def setUpClass(cls):
        cls.api = client.Client(settings.BASE_URL)

    def cube(self, address):
        reply = self.api.get(address)
        return reply.json() if reply.status == 200 else None

    def told(self, cube):
        dimensions = {name: (list(dimension['category']['index']), dimension['category'].get('label'), dimension['category'].get('unit'))
                      for name, dimension in cube['dimension'].items() if name != 'Indicator' or len(dimension['category']['index']) > 1}
        return dimensions, cube['updated'], sorted(cube['source'].split(', '))

    def test_every_table_is_about_what_its_figures_are_about(self):
        tables = self.api.get('/pxweb/api/v2/tables?pageSize=1000&includeDiscontinued=true&lang=en').json()['tables']
        compared = 0
        for case in self.table([table['id'] for table in tables]):
            with case as code:
                filter_name = 'focus_area' if self.api.get(f'/tillit/v1/focus-areas/{code}').status == 200 else 'indicator'
                figures = self.cube(f'/tillit/v1/observations?{filter_name}={code}&format=json-stat&lang=en')
                outline = self.cube(f'/pxweb/api/v2/tables/{code}/metadata?lang=en')
                if figures is None:  # none, or more than a cube holds
                    continue
                self.assertIsNotNone(outline)
                self.assertEqual(self.told(outline), self.told(figures))
                compared += 1
        self.assertGreater(compared, 20)
