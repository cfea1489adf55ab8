"""The latest figure of each municipality, by OData: pages by their next links, into a frame of pandas."""

import os
import urllib.parse

import pandas
import requests

SERVICE = os.environ.get('TILLIT', 'http://localhost:8080')


def read(entity_set, **options):
    """All rows; filter='...' is $filter."""
    address = f'{SERVICE}/odata/v4/{entity_set}?' + urllib.parse.urlencode({f'${name}': value for name, value in options.items()})
    rows = []
    while address:
        reply = requests.get(address, timeout=60)
        reply.raise_for_status()
        page = reply.json()
        rows += page['value']
        address = page.get('@odata.nextLink')
    return pandas.DataFrame(rows)


figures = read(
    'Observations',
    filter="indicator eq 'ins-01' and area_type eq 'municipality' and sex eq '_T' and value ne null",
    select='area,period,value,ci_low,ci_high',
    orderby='area,period',
)
areas = read('Areas', select='code,name', filter="area_type eq 'municipality'")
latest = figures.groupby('area').tail(1).merge(areas, left_on='area', right_on='code').sort_values('value', ascending=False)
for row in latest.head(5).itertuples():
    print(f'{row.value:5.1f}  ({row.ci_low:.1f}, {row.ci_high:.1f})  {row.period}  {row.name}')
