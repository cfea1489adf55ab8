"""Bare programs (tests/bench/bare) that send one reply of the service, byte for byte, and nothing else."""

import contextlib
import os
import pathlib
import subprocess
import tempfile

from frame import stage as stages
from support import client, server

SOURCES = pathlib.Path(__file__).parents[1] / 'bare'
OWN_HEADERS = ('date', 'content-length', 'connection')  # what libmicrohttpd adds by itself


def program(name):
    """Compiled when its source is newer."""
    source, binary = SOURCES / f'{name}.c', stages.PLACE / name
    if not binary.exists() or binary.stat().st_mtime < source.stat().st_mtime:
        stages.PLACE.mkdir(parents=True, exist_ok=True)
        flags = stages.run(['pkg-config', '--cflags', '--libs', 'libulfius', 'libmicrohttpd']).split()
        stages.run(['gcc', '-O2', '-D_GNU_SOURCE', '-o', binary, source, *flags])
    return binary


@contextlib.contextmanager
def sending(name, reply):
    """A program that sends the reply: the process and its URL."""
    port = server.free_port()
    with tempfile.TemporaryDirectory() as folder:
        headers, body = pathlib.Path(folder) / 'headers', pathlib.Path(folder) / 'body'
        headers.write_text(''.join(f'{field}: {value}\n' for field, value in reply.headers.items() if field.lower() not in OWN_HEADERS))
        body.write_bytes(reply.body)
        process = subprocess.Popen([program(name), str(port), headers, body])
        try:
            url = f'http://127.0.0.1:{port}'
            server.until(lambda: listens(url), 10, f'{name} answers')
            sent = client.Client(url, 'bare').get('/')
            if sent.body != reply.body or set(map(str.lower, sent.headers)) != set(map(str.lower, reply.headers)):
                raise AssertionError(f'{name} does not send the same: {sent!r}')
            yield process, url
        finally:
            process.terminate()
            process.wait(timeout=10)


def listens(url):
    try:
        return client.Client(url, 'bare').get('/').status == 200
    except OSError:
        return False


def processor_seconds(process):
    """What a process has used so far."""
    used = pathlib.Path(f'/proc/{process.pid}/stat').read_text(encoding='utf-8').rsplit(')', 1)[1].split()
    return (int(used[11]) + int(used[12])) / os.sysconf('SC_CLK_TCK')
