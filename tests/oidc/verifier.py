"""The program tests/oidc/verify.c as an object: tokens in, answers out."""

import os
import pathlib
import socket
import subprocess

PROGRAM = os.environ.get('TILLIT_OIDC_VERIFY') or str(
    pathlib.Path(__file__).resolve().parents[2] / 'build/sanitize/tillit-oidc-verify')


def free_port():
    """A free port of this machine, outside the range that the system hands out for outgoing connections."""
    for port in range(31000, 31100):
        with socket.socket() as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                listener.bind(('127.0.0.1', port))
            except OSError:
                continue
            return port
    raise AssertionError('no free port from 31000 to 31099')


class Verifier:
    """with Verifier(issuer, audience, jwks) as verifier: verifier.judge(token) == '200 oidc:... editor@se-9901'"""

    def __init__(self, issuer, audience, jwks, role_claim='tillit_roles', municipality_claim='', **more):
        settings = {'ISSUER': issuer, 'AUDIENCE': audience, 'JWKS': jwks, 'ROLE_CLAIM': role_claim,
                    'MUNICIPALITY_CLAIM': municipality_claim, **more}
        environment = {name: value for name, value in os.environ.items() if not name.startswith('TILLIT_')}
        environment.update({f'TILLIT_OIDC_{name}': str(value) for name, value in settings.items()})
        self.process = subprocess.Popen([PROGRAM], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, text=True)
        self.errors = ''

    def __enter__(self):
        return self

    def judge(self, token):
        self.process.stdin.write(token + '\n')
        self.process.stdin.flush()
        answer = self.process.stdout.readline().rstrip('\n')
        if not answer:
            raise AssertionError(f'the verifier is gone: {self.process.stderr.read()[-3000:]}')
        return answer

    def __exit__(self, kind, *_):
        self.errors = self.process.communicate()[1]
        if kind is None and self.process.returncode != 0:  # a leak, for the sanitizer
            raise AssertionError(f'the verifier ended with {self.process.returncode}: {self.errors[-3000:]}')
