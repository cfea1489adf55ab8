"""Glewlwyd, Debian's OpenID Connect provider, with a configuration, a database and keys of its own in a temporary folder.

    with Glewlwyd(port) as provider:
        provider.add_plugin('oidc', 'ecdsa')
        provider.add_user('anna', ['se-9901:editor'])
        token = provider.token('oidc', 'anna')

Needs the packages glewlwyd, sqlite3's module of Python, openssl; nothing of Debian's own Glewlwyd service is touched.
"""

import base64
import gzip
import http.client
import json
import os
import pathlib
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import time
import urllib.parse

SCHEMA = pathlib.Path('/usr/share/doc/glewlwyd/database/init.sqlite3.sql.gz')
LIBRARIES = '/usr/lib/glewlwyd'
PASSWORD = 'correct horse battery'  # of the users and the client
SCOPE = 'tillit'  # and so `aud`: without a resource parameter Glewlwyd puts the scopes there

CONFIGURATION = '''
port={port}
bind_address="127.0.0.1"
external_url="http://127.0.0.1:{port}"
login_url="login.html"
api_prefix="api"
log_mode="file"
log_level="INFO"
log_file="{folder}/glewlwyd.log"
cookie_domain="127.0.0.1"
cookie_secure=0
session_expiration=3600
session_key="GLEWLWYD2_SESSION_ID"
login_api_enabled=true
admin_scope="g_admin"
profile_scope="g_profile"
user_module_path="{libraries}/user"
client_module_path="{libraries}/client"
user_auth_scheme_module_path="{libraries}/scheme"
plugin_module_path="{libraries}/plugin"
hash_algorithm="SHA512"
database = {{ type = "sqlite3"; path = "{folder}/glewlwyd.db"; }};
'''

# Kind of plugin key (jwt-type, jwt-key-size) and how openssl makes one.
KEYS = {
    'rsa': ['RSA', '-pkeyopt', 'rsa_keygen_bits:2048'],
    'rsa-pss': ['RSA', '-pkeyopt', 'rsa_keygen_bits:2048'],
    'ecdsa': ['EC', '-pkeyopt', 'ec_paramgen_curve:P-256'],
    'eddsa': ['ED25519'],
}


def available():
    return shutil.which('glewlwyd') is not None and SCHEMA.exists()


class Glewlwyd:
    def __init__(self, port):
        self.port = port
        self.url = f'http://127.0.0.1:{port}'
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix='tillit-glewlwyd.', dir='/tmp'))
        self.process = None
        self._cookie = None

    def __enter__(self):
        try:
            self._prepare()
            self._start()
            self._log_in()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_):
        self.stop()

    # --- the process

    def _prepare(self):
        configuration = CONFIGURATION.format(port=self.port, folder=self.folder, libraries=LIBRARIES)
        (self.folder / 'glewlwyd.conf').write_text(configuration, encoding='utf-8')
        database = sqlite3.connect(self.folder / 'glewlwyd.db')
        database.executescript(gzip.decompress(SCHEMA.read_bytes()).decode())
        database.close()

    def _start(self):
        self.process = subprocess.Popen(['glewlwyd', f'--config-file={self.folder}/glewlwyd.conf'], cwd=self.folder,
                                        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        end = time.monotonic() + 30
        while time.monotonic() < end:
            if self.process.poll() is not None:
                break
            try:
                if self._send('GET', '/config')[0] == 200:
                    return
            except OSError:
                time.sleep(0.05)
        raise AssertionError(f'Glewlwyd did not start: {self.log()[-2000:]}')

    def log(self):
        path = self.folder / 'glewlwyd.log'
        return path.read_text(encoding='utf-8', errors='replace') if path.exists() else ''

    def stop(self):
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        if os.environ.get('TILLIT_KEEP') != '1':
            shutil.rmtree(self.folder, ignore_errors=True)

    # --- its interface

    def _send(self, method, path, body=None, headers=None):
        connection = http.client.HTTPConnection('127.0.0.1', self.port, timeout=30)
        connection.request(method, path, body, headers or {})
        response = connection.getresponse()
        text = response.read()
        connection.close()
        return response.status, response, text

    def _admin(self, method, path, body):
        status, _, text = self._send(method, f'/api{path}', json.dumps(body),
                                     {'Content-Type': 'application/json', 'Cookie': self._cookie})
        if status != 200:
            raise AssertionError(f'{method} {path}: {status} {text[:1000]!r} {self.log()[-1000:]}')

    def _log_in(self):
        status, response, text = self._send('POST', '/api/auth/', json.dumps({'username': 'admin', 'password': 'password'}),
                                            {'Content-Type': 'application/json'})
        if status != 200:
            raise AssertionError(f'administrator: {status} {text[:1000]!r}')
        self._cookie = response.getheader('Set-Cookie').split(';')[0]
        self._admin('PUT', '/mod/user/database', {
            'module': 'database', 'name': 'database', 'display_name': 'users', 'order_rank': 0, 'readonly': False,
            'parameters': {'use-glewlwyd-connection': True, 'data-format': {
                'tillit_roles': {'multiple': True, 'read': True, 'write': True, 'profile-read': True}}}})
        self._admin('PUT', '/mod/user/database/reset/', {})
        self._admin('POST', '/scope/', {'name': SCOPE, 'display_name': SCOPE, 'password_required': True, 'scheme': {}})
        self._admin('POST', '/client/', {
            'client_id': 'app', 'name': 'app', 'confidential': True, 'password': PASSWORD, 'enabled': True,
            'authorization_type': ['password', 'client_credentials', 'refresh_token'], 'scope': [SCOPE, 'openid'],
            'redirect_uri': [f'{self.url}/back'], 'token_endpoint_auth_method': ['client_secret_basic']})

    def issuer(self, plugin):
        return f'{self.url}/api/{plugin}'

    def jwks(self, plugin):
        return f'{self.url}/api/{plugin}/jwks'

    def add_user(self, name, roles):
        self._admin('POST', '/user/', {'username': name, 'name': name, 'password': PASSWORD, 'enabled': True,
                                       'scope': [SCOPE, 'openid'], 'tillit_roles': roles})

    def new_key(self, kind):
        """PEM texts, private and public."""
        private = self.folder / 'key.pem'
        subprocess.run(['openssl', 'genpkey', '-algorithm', *KEYS[kind], '-out', private], check=True,
                       capture_output=True)
        public = subprocess.run(['openssl', 'pkey', '-in', private, '-pubout'], check=True, capture_output=True)
        text = private.read_text()
        private.unlink()
        return text, public.stdout.decode()

    def add_plugin(self, name, kind, duration_s=3600):
        """An instance of the OpenID Connect plugin with a new key; its access tokens live so long. Gives the private key."""
        private, public = self.new_key(kind)
        self._admin('POST', '/mod/plugin/', {
            'module': 'oidc', 'name': name, 'display_name': name, 'order_rank': 0, 'readonly': False,
            'parameters': {'iss': self.issuer(name), 'jwt-type': kind, 'jwt-key-size': '256', 'key': private,
                           'cert': public, 'access-token-duration': duration_s, 'refresh-token-duration': 3600,
                           'code-duration': 60, 'refresh-token-rolling': False, 'allow-non-oidc': True,
                           'auth-type-password-enabled': True, 'auth-type-client-enabled': True,
                           'auth-type-refresh-enabled': True, 'auth-type-code-enabled': True, 'jwks-show': True,
                           'additional-parameters': [
                               {'user-parameter': 'tillit_roles', 'token-parameter': 'tillit_roles'}]}})
        return private

    def remove_plugin(self, name):
        self._admin('DELETE', f'/mod/plugin/{name}', {})

    def reply(self, plugin, user, scope=SCOPE, **more):
        """What the token endpoint answers to the user's name and password."""
        form = {'grant_type': 'password', 'username': user, 'password': PASSWORD, 'scope': scope, **more}
        client = base64.b64encode(f'app:{PASSWORD}'.encode()).decode()
        status, _, text = self._send('POST', f'/api/{plugin}/token', urllib.parse.urlencode(form),
                                     {'Content-Type': 'application/x-www-form-urlencoded',
                                      'Authorization': f'Basic {client}'})
        if status != 200:
            raise AssertionError(f'token: {status} {text[:1000]!r} {self.log()[-1000:]}')
        return json.loads(text)

    def token(self, plugin, user, **more):
        return self.reply(plugin, user, **more)['access_token']


def parts(token):
    """Header and payload of a token, unverified."""
    return [json.loads(base64.urlsafe_b64decode(part + '=' * (-len(part) % 4))) for part in token.split('.')[:2]]
