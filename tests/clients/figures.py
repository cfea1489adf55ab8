"""What /observations says, for comparing it with what other systems' clients got, cell by cell."""

import urllib.parse

from support import client, settings

HIDDEN = 'Q'


def observations(headers=None, **filters):
    """All rows of /observations under these filters, with numbers as they are spelled."""
    rows, after = [], None
    while True:
        asked = {**filters, 'limit': 1000, **({'after': after} if after else {})}
        reply = client.request('GET', f'{settings.API}/observations?{urllib.parse.urlencode(asked)}', headers)
        if reply.status != 200:
            raise AssertionError(f'{asked}: {reply}')
        page = reply.json()
        rows += page['observations']
        after = page['_meta']['next_after']
        if after is None:
            return rows


def rows_of(collection, **filters):
    asked = urllib.parse.urlencode({**filters, 'limit': 1000})
    reply = client.get(f'{settings.API}/{collection}?{asked}')
    if reply.status != 200:
        raise AssertionError(f'{collection}: {reply}')
    return reply.json()[collection.replace('-', '_')]
