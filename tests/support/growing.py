"""Poolers and proxies as Debian ships them, with the configurations of deploy/, in processes of a test's own."""

import contextlib
import os
import shutil
import subprocess

from support import client, server, settings

DEPLOY = settings.REPOSITORY / 'deploy'
NGINX = os.environ.get('TILLIT_NGINX') or '/usr/sbin/nginx'


class Primary(server.Cluster):
    """A cluster with the catalogue's terms, and what tests need to write."""

    def __init__(self):
        super().__init__()
        self.settings['TILLIT_AUDIT_KEY_FILE'] = self.folder / 'audit.key'
        self.start()
        self.program('migrate')
        self.program('import', '--dataset', 'terms', '-', given=(settings.REPOSITORY / 'catalogue/terms.csv').read_text(encoding='utf-8'))

    def program(self, *words, given=''):
        done = server.program(*words, given=given, **self.settings)
        if done.returncode:
            raise AssertionError(f'tillit {words}: {done.stdout}{done.stderr}')
        return done.stdout


class Process:
    """Something from Debian that runs until stop()."""

    def __init__(self, words, folder, **more):
        self.folder = folder
        self.process = subprocess.Popen(
            [*settings.RUN_AS, *map(str, words)], cwd=folder, env={**server.environment(), **more},
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def stop(self):
        self.process.terminate()
        self.process.wait(20)
        shutil.rmtree(self.folder, ignore_errors=True)


@contextlib.contextmanager
def locked(cluster, table):
    """Nobody reads the table meanwhile."""
    words = [*settings.RUN_AS, f'{settings.PG_BIN}/psql', '-X', '-q', '-h', str(cluster.socket), '-U', 'postgres', 'postgres']
    holder = subprocess.Popen(words, env=server.environment(), cwd='/', stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    holder.stdin.write(f'begin; lock table {table} in access exclusive mode;\n')
    holder.stdin.flush()
    server.until(lambda: cluster.sql(f"select count(*) from pg_locks where relation = '{table}'::regclass and mode = 'AccessExclusiveLock' and granted") == '1',
                 20, f'{table} is locked')
    try:
        yield
    finally:
        holder.communicate('rollback;\n', timeout=20)


def pgbouncer(host, size):
    """The shipped configuration before the cluster whose socket is in the folder `host`, with a pool of `size` for each role."""
    folder = server.folder('pgbouncer')
    text = (DEPLOY / 'pgbouncer.ini').read_text(encoding='utf-8')
    for old, new in (
        ('tillit = host=/run/postgresql', f'* = host={host}'), ('/run/pgbouncer', str(folder)),
        ('/etc/pgbouncer/userlist.txt', str(folder / 'users')), ('default_pool_size = 20', f'default_pool_size = {size}'),
    ):
        if old not in text:
            raise AssertionError(f'deploy/pgbouncer.ini has no {old}')
        text = text.replace(old, new)
    (folder / 'pgbouncer.ini').write_text(text, encoding='utf-8')
    (folder / 'users').write_text('"tillit_public" ""\n"tillit_app" ""\n', encoding='utf-8')
    process = Process(['pgbouncer', '-q', folder / 'pgbouncer.ini'], folder)
    server.until(lambda: (folder / '.s.PGSQL.6432').exists(), 20, 'PgBouncer listens')
    return process


def through(pooler, database):
    """The settings of a service that connects to a database through it."""
    where = f'host={pooler.folder} port=6432 dbname={database}'
    return {'TILLIT_DB_PUBLIC': f'{where} user=tillit_public', 'TILLIT_DB_APP': f'{where} user=tillit_app', 'TILLIT_DB_POOLED': 1}


def haproxy(first, second):
    """The shipped configuration before two services: the process, and a client of it."""
    port, folder = server.free_port(), server.folder('haproxy')
    shutil.copy(DEPLOY / 'haproxy.cfg', folder)
    os.chmod(folder / 'haproxy.cfg', 0o644)
    process = Process(
        ['/usr/sbin/haproxy', '-f', folder / 'haproxy.cfg', '-db'], folder, TILLIT_BIND=f'127.0.0.1:{port}',
        TILLIT_A=f'127.0.0.1:{first.port}', TILLIT_A_OPS=str(first.ops_port),
        TILLIT_B=f'127.0.0.1:{second.port}', TILLIT_B_OPS=str(second.ops_port))
    api = client.Client(f'http://127.0.0.1:{port}', 'growth')
    server.until(lambda: answers(api), 20, 'HAProxy answers')
    return process, api


NGINX_FRAME = """daemon off;
error_log {folder}/error.log;
pid {folder}/pid;
events {{ worker_connections 4096; }}
http {{
    access_log off;
    client_body_temp_path {folder}/bodies;
    proxy_temp_path {folder}/replies;
    fastcgi_temp_path {folder}/unused;
    uwsgi_temp_path {folder}/unused;
    scgi_temp_path {folder}/unused;
    include {folder}/tillit.conf;
}}
"""


def nginx(first, second):
    """The same with nginx."""
    port, folder = server.free_port(), server.folder('nginx')
    text = (DEPLOY / 'nginx.conf').read_text(encoding='utf-8')
    for old, new in (('listen 80;', f'listen 127.0.0.1:{port};'), ('127.0.0.1:8080', f'127.0.0.1:{first.port}'), ('127.0.0.1:8082', f'127.0.0.1:{second.port}')):
        if old not in text:
            raise AssertionError(f'deploy/nginx.conf has no {old}')
        text = text.replace(old, new)
    for name, content in (('tillit.conf', text), ('nginx.conf', NGINX_FRAME.format(folder=folder))):
        (folder / name).write_text(content, encoding='utf-8')
        os.chmod(folder / name, 0o644)
    process = Process([NGINX, '-e', folder / 'error.log', '-c', folder / 'nginx.conf'], folder)
    api = client.Client(f'http://127.0.0.1:{port}', 'growth')
    server.until(lambda: answers(api), 20, 'nginx answers')
    return process, api


def answers(api):
    try:
        return api.get(f'{settings.API}/limits').status == 200
    except OSError:
        return False
