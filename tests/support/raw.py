"""Bytes straight to the socket, for what no HTTP library would send."""

import re
import socket
import time
import urllib.parse

from support import settings

STATUS_LINE = re.compile(rb'HTTP/1\.[01] ([1-5][0-9][0-9]) [^\r\n]*\r\n')


class Malformed(Exception):
    """The server has answered with something that is no HTTP reply."""


def connect(base_url=settings.BASE_URL, timeout_s=20):
    url = urllib.parse.urlsplit(base_url)
    return socket.create_connection((url.hostname, url.port), timeout=timeout_s)


def is_open(connection):
    """Whether the server has kept it, once what it has sent is read."""
    connection.setblocking(False)
    try:
        while connection.recv(65536):
            pass
        return False
    except BlockingIOError:
        return True
    except OSError:
        return False


def receive_all(connection, timeout_s=20):
    """Everything until the server closes or says nothing for `timeout_s`."""
    received = b''
    end = time.monotonic() + timeout_s
    while (left := end - time.monotonic()) > 0:
        connection.settimeout(left)
        try:
            part = connection.recv(65536)
        except (TimeoutError, ConnectionResetError, BrokenPipeError):
            break
        if not part:
            break
        received += part
    return received


def _chunks(data):
    """The chunked body at the start of `data`: (content, rest)."""
    content = b''
    while True:
        line, mark, data = data.partition(b'\r\n')
        if not mark or not re.fullmatch(rb'[0-9a-fA-F]+', line):
            raise Malformed(f'no chunk: {line[:60]!r}')
        size = int(line, 16)
        if data[size : size + 2] != b'\r\n':
            raise Malformed('a chunk is cut')
        if size == 0:
            return content, data[2:]
        content, data = content + data[:size], data[size + 2 :]


def parse_reply(data, method='GET'):
    """The first reply in `data`: (status, headers, body, rest)."""
    status_line = STATUS_LINE.match(data)
    if not status_line:
        raise Malformed(f'no status line: {data[:80]!r}')
    head, mark, rest = data[status_line.end() :].partition(b'\r\n\r\n')
    if not mark:
        raise Malformed('the header does not end')
    status, headers = int(status_line[1]), {}
    for line in head.split(b'\r\n'):
        name, colon, value = line.partition(b':')
        if not colon or not re.fullmatch(rb'[!#-\'*+.^_`|~0-9A-Za-z-]+', name):
            raise Malformed(f'no header: {line!r}')
        headers[name.decode().lower()] = value.strip().decode('utf-8')
    if method == 'HEAD' or status in (100, 204, 304):
        return status, headers, b'', rest
    if headers.get('transfer-encoding') == 'chunked':
        return status, headers, *_chunks(rest)
    if 'content-length' not in headers:
        return status, headers, rest, b''
    length = int(headers['content-length'])
    if len(rest) < length:
        raise Malformed(f'{len(rest)} of {length} bytes')
    return status, headers, rest[:length], rest[length:]


def parse_replies(data, methods=()):
    """All replies in `data`; `methods` are those of the requests, GET where none is named."""
    replies = []
    while data:
        method = methods[len(replies)] if len(replies) < len(methods) else 'GET'
        status, headers, body, data = parse_reply(data, method)
        replies.append((status, headers, body))
    return replies


def send(data, base_url=settings.BASE_URL, timeout_s=20, half_close=True):
    """Sends the bytes, says that no more come, returns all that comes back."""
    with connect(base_url, timeout_s) as connection:
        try:
            connection.sendall(data)
            if half_close:
                connection.shutdown(socket.SHUT_WR)
        except (BrokenPipeError, ConnectionResetError, OSError):
            pass
        return receive_all(connection, timeout_s)
