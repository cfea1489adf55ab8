"""Ways of reading lists that many tests share."""

import csv
import io
import json
import urllib.parse

from support import client, demo, settings


def path(collection, **parameters):
    """The address of a collection: path('areas', owner='shared'); a name may not be a Python word: from_='x'."""
    query = urllib.parse.urlencode({name.rstrip('_'): value for name, value in parameters.items()}, safe=',')
    return f'{settings.API}/{collection}' + (f'?{query}' if query else '')


def member(collection):
    return demo.COLLECTIONS[collection][0]


def page(collection, **parameters):
    """One page as JSON; anything but 200 is an error of the caller's."""
    reply = client.get(path(collection, **parameters))
    if reply.status != 200:
        raise AssertionError(f'{path(collection, **parameters)}: {reply}')
    return reply.exact()


def rows(collection, **parameters):
    """The rows of one page of a thousand."""
    return page(collection, **{'limit': 1000, **parameters})[member(collection)]


def walk(collection, limit, **parameters):
    """All rows, page by page, by the link `next`."""
    target = path(collection, limit=limit, **parameters)
    seen = []
    while target is not None:
        reply = client.get(target)
        if reply.status != 200:
            raise AssertionError(f'{target}: {reply}')
        frame = reply.exact()
        seen += frame[member(collection)]
        following = frame['_links']['next']
        if len(seen) > 20000:
            raise AssertionError('the pages never end')
        target = following and relative(following['href'])
    return seen


def relative(href):
    """A link of the service as a target for the client."""
    url = urllib.parse.urlsplit(href)
    return url.path + (f'?{url.query}' if url.query else '')


def csv_rows(reply):
    """A CSV reply as (header, rows of texts)."""
    table = list(csv.reader(io.StringIO(reply.text, newline=''), strict=True))
    return table[0], table[1:]


def ndjson_rows(reply):
    return [json.loads(line) for line in reply.text.splitlines()]


def identity(row):
    return tuple(row[name] for name in demo.IDENTITY)


def figure(indicator, area, period, **more):
    """The one figure that these name."""
    found = rows('observations', indicator=indicator, area=area, period=period, **more)
    if len(found) != 1:
        raise AssertionError(f'{len(found)} figures of {indicator} {area} {period} {more}')
    return found[0]
