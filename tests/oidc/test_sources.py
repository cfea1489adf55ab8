"""Where the keys come from: every way a provider can fail is 503, within seconds, and costs it few requests."""

import base64
import contextlib
import http.server
import json
import os
import pathlib
import ssl
import subprocess
import tempfile
import threading
import time
import unittest

from verifier import Verifier, free_port

ISSUER, AUDIENCE = 'https://idp.example/', 'tillit'


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b'=').decode()


class Signer:
    """An Ed25519 key in a folder, by openssl."""

    def __init__(self, folder):
        self.path = pathlib.Path(folder) / 'key.pem'
        subprocess.run(['openssl', 'genpkey', '-algorithm', 'ED25519', '-out', self.path], check=True)
        der = subprocess.run(['openssl', 'pkey', '-in', self.path, '-pubout', '-outform', 'DER'], check=True,
                             capture_output=True).stdout
        self.keys = json.dumps({'keys': [{'kty': 'OKP', 'crv': 'Ed25519', 'kid': 'one', 'x': base64url(der[-32:])}]})

    def token(self, kid='one'):
        header = {'alg': 'EdDSA', 'kid': kid}
        claims = {'iss': ISSUER, 'aud': AUDIENCE, 'sub': 'anna', 'exp': int(time.time()) + 600}
        text = '.'.join(base64url(json.dumps(part).encode()) for part in (header, claims))
        message = self.path.with_suffix('.txt')
        message.write_text(text)
        signature = subprocess.run(['openssl', 'pkeyutl', '-sign', '-rawin', '-inkey', self.path, '-in', message],
                                   check=True, capture_output=True).stdout
        return f'{text}.{base64url(signature)}'


def quietly(function):
    def wrapped(handler):
        with contextlib.suppress(OSError):
            function(handler)
    return wrapped


def reply(status, body, **headers):
    """A handler that answers so."""
    @quietly
    def answer(handler):
        handler.send_response(status)
        for name, value in {'Content_Length': len(body), **headers}.items():
            handler.send_header(name.replace('_', '-'), str(value))
        handler.end_headers()
        handler.wfile.write(body)
    return answer


@quietly
def drip(handler):
    handler.send_response(200)
    handler.end_headers()
    for _ in range(60):
        handler.wfile.write(b' ')
        time.sleep(0.5)


@quietly
def endless(handler):
    handler.send_response(200)
    handler.end_headers()
    while True:
        handler.wfile.write(b' ' * 65536)


@quietly
def silent(handler):
    time.sleep(30)


@contextlib.contextmanager
def provider(handle, context=None):
    """A provider on a port of this machine: its address and the paths it was asked for."""
    asked = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            handle(self)

        def log_message(self, *_):
            pass

    class Server(http.server.ThreadingHTTPServer):
        daemon_threads = True
        block_on_close = False

        def handle_error(self, *_):
            pass

    server = Server(('127.0.0.1', free_port()), Handler)
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f'{"http" if context is None else "https"}://127.0.0.1:{server.server_port}', asked
    finally:
        server.shutdown()
        server.server_close()


class Sources(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix='tillit-keys.')
        cls.addClassCleanup(cls.folder.cleanup)
        cls.signer = Signer(cls.folder.name)
        cls.token = cls.signer.token()

    def judge(self, source, **more):
        with Verifier(ISSUER, AUDIENCE, source, **more) as verifier:
            return verifier.judge(self.token)

    def test_good_sources(self):
        path = pathlib.Path(self.folder.name) / 'keys.json'
        path.write_text(self.signer.keys)
        with provider(reply(200, self.signer.keys.encode())) as (url, _):
            port = url.rpartition(':')[2]
            for source in (str(path), f'{url}/keys?a=b', f'http://localhost:{port}/keys'):
                with self.subTest(source):
                    self.assertEqual(self.judge(source), '200 oidc:anna')

    def test_failures(self):
        keys = self.signer.keys.encode()
        rows = {
            'not found': reply(404, keys),
            'an error': reply(500, keys),
            'nothing': reply(204, b''),
            'part of it': reply(206, keys),
            'no JSON': reply(200, b'<html>'),
            'no keys': reply(200, b'{"keys":[]}'),
            'cut off': reply(200, keys[:-20], Content_Length=len(keys)),
            'said to be packed': reply(200, keys + b'\x1f\x8b', Content_Encoding='gzip'),
            'too long': reply(200, b' ' * 262145 + keys),
            'said to be too long': reply(200, keys, Content_Length=1 << 40),
            'endless': endless,
            'dripping': drip,
            'silent': silent,
        }
        for name, handle in rows.items():
            with self.subTest(name), provider(handle) as (url, asked):
                start = time.monotonic()
                self.assertTrue(self.judge(f'{url}/keys').startswith('503 '), name)
                self.assertLess(time.monotonic() - start, 8)
                self.assertEqual(asked, ['/keys'])

    def test_closed_port_and_missing_file(self):
        for source in (f'http://127.0.0.1:{free_port()}/keys', self.folder.name + '/none.json', self.folder.name,
                       'https://keys.invalid/'):
            with self.subTest(source):
                self.assertTrue(self.judge(source).startswith('503 '))

    def test_redirects_are_not_followed(self):
        with provider(reply(200, self.signer.keys.encode())) as (good, asked):
            for status in (301, 302, 303, 307, 308):
                with self.subTest(status), provider(reply(status, b'', Location=f'{good}/keys')) as (url, _):
                    self.assertTrue(self.judge(f'{url}/keys').startswith('503 '))
            self.assertEqual(asked, [])

    def test_certificates_are_verified(self):
        certificate, key = (pathlib.Path(self.folder.name) / name for name in ('tls.pem', 'tls.key'))
        subprocess.run(['openssl', 'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj',
                        '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1', '-keyout', key,
                        '-out', certificate], check=True, capture_output=True)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        with provider(reply(200, self.signer.keys.encode()), context) as (url, asked):
            with Verifier(ISSUER, AUDIENCE, f'{url}/keys') as verifier:
                self.assertTrue(verifier.judge(self.token).startswith('503 '))
            self.assertIn('certificate', verifier.errors)
            self.assertEqual(asked, [])

    def test_proxies_are_not_asked_about_this_machine(self):
        with provider(reply(200, b'{}')) as (proxy, misled), \
                provider(reply(200, self.signer.keys.encode())) as (url, _):
            os.environ['http_proxy'] = proxy
            self.addCleanup(os.environ.pop, 'http_proxy')
            self.assertEqual(self.judge(f'{url}/keys'), '200 oidc:anna')
            self.assertEqual(misled, [])

    def test_invented_kids_cost_the_provider_nothing(self):
        tokens = [self.signer.token(f'kid-{i}') for i in range(20)]
        with provider(reply(200, self.signer.keys.encode())) as (url, asked), \
                Verifier(ISSUER, AUDIENCE, f'{url}/keys', KEYS_INTERVAL_S=3600) as verifier:
            for token in tokens * 5:
                self.assertIn('401 access token names no key', verifier.judge(token))
            self.assertEqual(verifier.judge(self.token), '200 oidc:anna')
            self.assertEqual(len(asked), 1)
