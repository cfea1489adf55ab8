"""Services beside ours, for one parameter `code`: one that can be broken into, for what has to be found, and one that is deaf,
for what is sent."""

import contextlib
import http.server
import json
import threading
import urllib.parse

import postgres

TARGET = '/areas?code='


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'
    disable_nagle_algorithm = True
    answer = None  # what a value is answered by: status and rows

    def do_GET(self):
        code = urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query).get('code', [''])[0]
        status, rows = type(self).answer(code)
        body = json.dumps({'areas': rows} if status == 200 else {'title': 'Invalid parameters', 'status': status}).encode()
        self.send_response(status)
        self.send_header('Content-Type', 'application/json')
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@contextlib.contextmanager
def _served(answer):
    handler = type('Handler', (_Handler,), {'answer': staticmethod(answer)})
    with http.server.ThreadingHTTPServer(('127.0.0.1', 0), handler) as service:
        service.daemon_threads = True
        threading.Thread(target=service.serve_forever, daemon=True).start()
        yield f'http://127.0.0.1:{service.server_port}'
        service.shutdown()


@contextlib.contextmanager
def open_one(host, database):
    """Makes SQL of what it is sent, on a database of ours, and otherwise answers as ours does."""
    kept, connections = threading.local(), []

    def answer(code):
        if not hasattr(kept, 'connection'):
            kept.connection = postgres.Connection(host, database)
            connections.append(kept.connection)
        try:
            return 200, kept.connection.rows(f"select code, name from area where code = '{code}' and name <> ''")
        except postgres.Failed:
            return 400, []

    first = postgres.Connection(host, database)
    first.rows("create table area (code text, name text); insert into area values ('se-9901', 'Norrsjö'), ('se-9902', 'Söderby')")
    first.close()
    with _served(answer) as base_url:
        yield base_url
    for one in connections:
        one.close()


@contextlib.contextmanager
def deaf_one(heard):
    """Answers alike whatever it is sent, and keeps that in the list."""

    def answer(code):
        heard.append(code)
        return 200, []

    with _served(answer) as base_url:
        yield base_url
