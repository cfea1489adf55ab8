"""HTTP requests to the service, over kept-alive connections, every exchange recorded.

from support import client
reply = client.request('GET', '/tillit/v1/indicators?limit=2')
reply.status, reply.headers['etag'], reply.json()['indicators']
"""

import decimal
import http.client
import json
import threading
import urllib.parse

from support import settings, traffic

TIMEOUT_S = 60


class Reply:
    """A reply as it came: `headers` has lower-case names, repeated headers are joined by ", "."""

    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers
        self.body = body

    @property
    def text(self):
        return self.body.decode('utf-8')

    @property
    def media(self):
        return self.headers.get('content-type', '').split(';')[0].strip()

    def json(self):
        return json.loads(self.text, object_pairs_hook=_no_twins)

    def exact(self):
        """The JSON with its numbers as they are spelled: str(number) is the text of the reply."""
        return json.loads(self.text, parse_float=decimal.Decimal, object_pairs_hook=_no_twins)

    def __repr__(self):
        return f'{self.status} {self.headers.get("content-type", "")} {self.body[:400]!r}'


def _no_twins(pairs):
    """No JSON of ours names a member twice."""
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError(f'a member stands twice: {[name for name, _ in pairs]}')
    return members


def _lower(pairs):
    headers = {}
    for name, value in pairs:
        name = name.lower()
        headers[name] = f'{headers[name]}, {value}' if name in headers else value
    return headers


class Client:
    """Requests to one server; `name` is how its traffic is marked, `address` where on this machine they come from."""

    def __init__(self, base_url, name='api', timeout_s=TIMEOUT_S, address=None):
        self.base_url = base_url
        self.name = name
        self.timeout_s = timeout_s
        self._source = (address, 0) if address else None
        url = urllib.parse.urlsplit(base_url)
        self.host, self.port = url.hostname, url.port
        self._kept = threading.local()

    def request(self, method, path, headers=None, body=b''):
        headers = dict(headers or {})
        reply = self._exchange(method, path, headers, body)
        traffic.record(self.name, method, path, headers, body, reply)
        return reply

    def get(self, path, **headers):
        """GET with headers given as names with _ for -: get(path, accept_language='sv')."""
        return self.request('GET', path, {name.replace('_', '-'): value for name, value in headers.items()})

    def _exchange(self, method, path, headers, body):
        connection = getattr(self._kept, 'connection', None)
        if connection is not None:
            try:
                return self._once(connection, method, path, headers, body)
            except (ConnectionError, http.client.BadStatusLine, http.client.CannotSendRequest):
                self._drop(connection)  # the server has closed an idle connection
        connection = http.client.HTTPConnection(self.host, self.port, timeout=self.timeout_s, source_address=self._source)
        self._kept.connection = connection
        try:
            return self._once(connection, method, path, headers, body)
        except Exception:
            self._drop(connection)
            raise

    def _drop(self, connection):
        connection.close()
        self._kept.connection = None

    def _once(self, connection, method, path, headers, body):
        connection.putrequest(method, path, skip_host='Host' in headers, skip_accept_encoding=True)
        for name, value in headers.items():
            connection.putheader(name, value.encode('utf-8') if isinstance(value, str) else value)
        if body and 'Content-Length' not in headers:
            connection.putheader('Content-Length', str(len(body)))
        try:
            connection.endheaders(body or None)
        except (BrokenPipeError, ConnectionResetError):
            if connection.sock is None:
                raise  # reset before it was there
            # Refused before the end of the body: the reply is there to be read.
        response = connection.getresponse()
        content = response.read()
        if response.will_close:
            self._drop(connection)
        return Reply(response.status, _lower(response.getheaders()), content)


api = Client(settings.BASE_URL, 'api')
ops = Client(settings.OPS_URL, 'ops')

request = api.request
get = api.get
