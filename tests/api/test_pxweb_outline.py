"""What PxWeb's tables say they hold is found from series, without reading figures: it is what a reader of all their figures finds."""

from support import client, settings
from support.case import Case
from support.people import People


class PxwebOutline(Case):
    @classmethod
    def setUpClass(cls):
        cls.api = client.Client(settings.BASE_URL)
        cls.people = People(cls.api, settings.DATABASE)

    def cube(self, address, **headers):
        reply = self.api.get(address, **headers)
        return reply.json() if reply.status == 200 else None

    def told(self, cube):
        dimensions = {name: (list(dimension['category']['index']), dimension['category'].get('label'), dimension['category'].get('unit'))
                      for name, dimension in cube['dimension'].items() if name != 'Indicator' or len(dimension['category']['index']) > 1}
        return dimensions, cube['updated'], sorted(cube['source'].split(', '))

    def test_every_table_is_about_what_its_figures_are_about(self):
        for case in self.table([(None, None), ('se-9901', 'reader'), ('se-9902', 'editor'), (None, 'operator')]):
            with case as (municipality, role):
                headers = {'authorization': f'Bearer {self.people.who(municipality, role).key}'} if role else {}
                self.assertGreater(self.compare_tables(headers), 20)

    def compare_tables(self, headers):
        """How many tables are about something."""
        tables = self.api.get('/pxweb/api/v2/tables?pageSize=1000&includeDiscontinued=true&lang=en').json()['tables']
        compared = 0
        for code in (table['id'] for table in tables):
            filter_name = 'focus_area' if self.api.get(f'/tillit/v1/focus-areas/{code}').status == 200 else 'indicator'
            figures = self.cube(f'/tillit/v1/observations?{filter_name}={code}&format=json-stat&lang=en', **headers)
            outline = self.cube(f'/pxweb/api/v2/tables/{code}/metadata?lang=en', **headers)
            if figures is None:  # none, or more than a cube holds
                continue
            self.assertIsNotNone(outline, code)
            self.assertEqual(self.told(outline), self.told(figures), code)
            compared += 1
        return compared
