"""Tokens of which none may be accepted: most signed with the provider's own key, as somebody would who got hold of more
than he should; each differs from a good token in one thing."""

import base64
import hashlib
import hmac
import json
import subprocess
import time


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b'=').decode()


def printed(part):
    return part if isinstance(part, str) else json.dumps(part)


class Forger:
    """Makes tokens like `good`, a token of the provider, with the provider's own Ed25519 key and with another."""

    def __init__(self, folder, private_key, header, claims):
        self.folder = folder
        self.header, self.claims = header, claims
        self.own, self.other = folder / 'own.pem', folder / 'other.pem'
        self.own.write_text(private_key)
        subprocess.run(['openssl', 'genpkey', '-algorithm', 'ED25519', '-out', self.other], check=True)

    def signature(self, text, key):
        message = self.folder / 'message'
        message.write_text(text)
        command = ['openssl', 'pkeyutl', '-sign', '-rawin', '-inkey', key, '-in', message]
        return base64url(subprocess.run(command, check=True, capture_output=True).stdout)

    def text(self, header=None, claims=None):
        """The first two segments; the parts are objects or texts."""
        parts = (self.header if header is None else header, self.claims if claims is None else claims)
        return '.'.join(base64url(printed(part).encode('utf-8', 'surrogatepass')) for part in parts)

    def token(self, header=None, claims=None, key=None):
        text = self.text(header, claims)
        return f'{text}.{self.signature(text, key or self.own)}'

    def with_header(self, **members):
        return self.token(header={**self.header, **members})

    def without_header(self, name):
        return self.token(header={known: value for known, value in self.header.items() if known != name})

    def with_claims(self, **members):
        return self.token(claims={**self.claims, **members})

    def without_claim(self, name):
        return self.token(claims={known: value for known, value in self.claims.items() if known != name})

    def with_mac(self, algorithm, secret):
        text = self.text({**self.header, 'alg': algorithm})
        digest = {'HS256': hashlib.sha256, 'HS384': hashlib.sha384, 'HS512': hashlib.sha512}[algorithm]
        return f'{text}.{base64url(hmac.new(secret, text.encode(), digest).digest())}'


def public_jwk(forger, key):
    der = subprocess.run(['openssl', 'pkey', '-in', key, '-pubout', '-outform', 'DER'], check=True, capture_output=True)
    return {'kty': 'OKP', 'crv': 'Ed25519', 'x': base64url(der.stdout[-32:]), 'kid': forger.header['kid']}


def _algorithms(forger):
    for name in ('none', 'None', 'NONE', 'nOnE', '', 'HS256', 'ES256', 'RS256', 'RS1', 'Ed25519', 'eddsa', 'A128KW'):
        yield f'alg {name}', forger.with_header(alg=name)
    yield 'alg none, unsigned', f'{forger.text({**forger.header, "alg": "none"})}.'
    yield 'alg null', forger.with_header(alg=None)
    yield 'alg list', forger.with_header(alg=['EdDSA'])
    yield 'no alg', forger.without_header('alg')
    public = subprocess.run(['openssl', 'pkey', '-in', forger.own, '-pubout'], check=True, capture_output=True).stdout
    for algorithm in ('HS256', 'HS384', 'HS512'):
        yield f'{algorithm} with the public key', forger.with_mac(algorithm, public)
    yield 'HS256 with no secret', forger.with_mac('HS256', b'')


def _keys(forger):
    yield 'another key', forger.token(key=forger.other)
    yield 'another key, in the header', forger.token(
        {**forger.header, 'jwk': public_jwk(forger, forger.other)}, key=forger.other
    )
    for name, kid in {
        'path': '../../../../dev/null',
        'address': 'https://evil.example/keys',
        'SQL': "' or '1'='1",
        'blank': f'{forger.header["kid"]} ',
        'other': 'other',
        'empty': '',
        'list': [forger.header['kid']],
    }.items():
        yield f'kid {name}', forger.with_header(kid=kid)


def _headers(forger):
    for name, value in {
        'jku': 'https://evil.example/keys',
        'x5u': 'https://evil.example/certificate',
        'x5c': ['MIIB'],
        'jwk': {},
        'crit': ['exp'],
        'zip': 'DEF',
        'b64': False,
        'cty': 'JWT',
        'enc': 'A128GCM',
        'iss': forger.claims['iss'],
    }.items():
        yield f'header {name}', forger.with_header(**{name: value})
    for kind in ('dpop+jwt', 'logout+jwt', 'JWE', None, 1):
        yield f'typ {kind}', forger.with_header(typ=kind)
    whole = printed(forger.header)
    yield 'alg twice', forger.token(header=f'{whole[:-1]}, "alg": "none"}}')
    yield 'header a list', forger.token(header=f'[{whole}]')
    yield 'header and more', forger.token(header=f'{whole}{whole}')


def _claims(forger):
    now = int(time.time())
    audience, issuer = forger.claims['aud'], forger.claims['iss']
    for name, claims in {
        'iss other': {'iss': 'https://evil.example/'},
        'iss longer': {'iss': f'{issuer}/'},
        'iss in capitals': {'iss': issuer.upper()},
        'iss list': {'iss': [issuer]},
        'aud other': {'aud': 'other'},
        'aud in capitals': {'aud': str(audience).upper()},
        'aud empty list': {'aud': []},
        'aud object': {'aud': {'a': audience}},
        'exp past': {'exp': now - 1},
        'exp zero': {'exp': 0},
        'exp negative': {'exp': -1},
        'exp a text': {'exp': str(now + 600)},
        'exp endless': {'exp': 1e300},
        'exp null': {'exp': None},
        'nbf ahead': {'nbf': now + 3600},
        'nbf a text': {'nbf': 'now'},
        'iat ahead': {'iat': now + 3600},
        'sub empty': {'sub': ''},
        'sub number': {'sub': 1},
        'at_hash, as ID tokens have': {'at_hash': 'abc'},
        'events, as logout tokens have': {'events': {}},
        'bound to a client': {'cnf': {'jkt': 'abc'}},
        'two municipalities': {'tillit_roles': ['se-9901:editor', 'se-9902:admin']},
        'two evaluations': {'tillit_roles': ['ev-sam:evaluator', 'ev-inde:evaluator']},
        'roles an object': {'tillit_roles': {'operator': True}},
        'roles a number': {'tillit_roles': 1},
    }.items():
        yield name, forger.with_claims(**claims)
    for name in ('iss', 'aud', 'exp', 'sub'):
        yield f'no {name}', forger.without_claim(name)
    whole = printed(forger.claims)
    yield 'exp twice', forger.token(claims=f'{whole[:-1]}, "exp": {now + 600}}}')
    yield 'payload a list', forger.token(claims=f'[{whole}]')
    yield 'payload cut off', forger.token(claims=whole[:-1])
    yield 'payload deep', forger.token(claims=f'{whole[:-1]}, "a": {"[" * 100}{"]" * 100}}}')


def _texts(forger):
    good = forger.token()
    header, claims, signature = good.split('.')
    yield 'no signature', f'{header}.{claims}.'
    yield 'two segments', f'{header}.{claims}'
    yield 'four segments', f'{good}.{signature}'
    yield 'padding', f'{header}.{claims}.{signature}=='
    yield 'signature changed', f'{header}.{claims}.{"A" if signature[0] != "A" else "B"}{signature[1:]}'
    yield 'signature cut off', f'{header}.{claims}.{signature[:-4]}'
    yield 'signature of zeros', f'{header}.{claims}.{base64url(bytes(64))}'
    yield 'claims of another token', f'{header}.{base64url(json.dumps({**forger.claims, "sub": "x"}).encode())}.{signature}'
    yield 'operator under the old signature', '.'.join(
        [header, base64url(json.dumps({**forger.claims, 'tillit_roles': ['operator']}).encode()), signature]
    )
    yield 'too long', forger.with_claims(more='a' * 9000)
    yield 'only dots', '..'
    yield 'encrypted form', '.'.join([header, 'a', 'b', claims, signature])


def tokens(forger):
    """{name: token}"""
    corpus = {}
    for family in (_algorithms, _keys, _headers, _claims, _texts):
        for name, token in family(forger):
            if name in corpus:
                raise AssertionError(f'two hostile tokens are called {name}')
            corpus[name] = token
    return corpus
