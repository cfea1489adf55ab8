"""How many figures there are by status, and why numbers are missing: CSV into a frame of polars."""

import io
import os
import urllib.request

import polars

SERVICE = os.environ.get('TILLIT', 'http://localhost:8080')

with urllib.request.urlopen(f'{SERVICE}/tillit/v1/observations?format=csv', timeout=60) as reply:
    # codes such as 9901 are text, whatever they look like
    figures = polars.read_csv(io.BytesIO(reply.read()), infer_schema=False)

table = (
    figures.group_by('obs_status')
    .agg(polars.len().alias('figures'), polars.col('value').null_count().alias('without_number'))
    .sort('obs_status')
)
for row in table.iter_rows(named=True):
    print(f'{row["obs_status"]}  {row["figures"]:4}  {row["without_number"]:4}')
