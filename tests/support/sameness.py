"""Whether two replies differ in anything but the key that was asked for."""

from support import demo

FREE = {'uuid': '0190d3f0-0000-7000-8000-000000000000'}


def missing_key(collection, key):
    """A key of the same form as `key` that no object has."""
    return FREE['uuid'] if demo.VISIBLE.get(collection, ('code', ()))[0] == 'id' else key[:-1] + ('x' if key[-1] != 'x' else 'y')


def without_identity(reply, key):
    """All that a reply says, but for the key asked for and the ids of the trace."""
    volatile = ('date', 'traceparent', 'content-length')
    headers = {name: value for name, value in reply.headers.items() if name not in volatile}
    trace = reply.headers['traceparent'].split('-')[1]
    return reply.status, headers, reply.text.replace(key, 'KEY').replace(trace, 'TRACE')
