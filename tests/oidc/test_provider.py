"""Real access tokens of a real identity provider, Debian's Glewlwyd."""

import time
import unittest

import glewlwyd
from verifier import Verifier, free_port

ALGORITHMS = {'rsa': 'RS256', 'rsa-pss': 'PS256', 'ecdsa': 'ES256', 'eddsa': 'EdDSA'}
GRANTS = 'editor@se-9901 evaluator@ev-sam'


class Provider(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        if not glewlwyd.available():
            raise AssertionError('the package glewlwyd is not installed')
        cls.provider = glewlwyd.Glewlwyd(free_port()).__enter__()
        cls.addClassCleanup(cls.provider.stop)
        cls.provider.add_user('anna', ['se-9901:editor', 'ev-sam:evaluator'])
        cls.provider.add_user('bo', ['se-9901:editor', 'se-9902:admin'])
        cls.provider.add_user('cilla', [])
        for kind in ALGORITHMS:
            cls.provider.add_plugin(kind, kind)

    def verifier(self, plugin, audience=glewlwyd.SCOPE, **more):
        settings = {'issuer': self.provider.issuer(plugin), 'audience': audience,
                    'jwks': self.provider.jwks(plugin), **more}
        return Verifier(**settings)

    def test_every_kind_of_key(self):
        for kind, algorithm in ALGORITHMS.items():
            with self.subTest(kind), self.verifier(kind) as verifier:
                token = self.provider.token(kind, 'anna')
                header, claims = glewlwyd.parts(token)
                self.assertEqual((header['alg'], header['typ']), (algorithm, 'at+jwt'))
                self.assertEqual(verifier.judge(token), f'200 oidc:{claims["sub"]} {GRANTS}')

    def test_expiry(self):
        self.provider.add_plugin('brief', 'ecdsa', duration_s=3)
        with self.verifier('brief') as verifier:
            verifier.judge(self.provider.token('brief', 'anna'))  # reads the keys
            token = self.provider.token('brief', 'anna')
            self.assertTrue(verifier.judge(token).startswith('200 '))
            time.sleep(max(0, glewlwyd.parts(token)[1]['exp'] - time.time()) + 0.1)
            self.assertEqual(verifier.judge(token), '401 access token has expired')
            self.assertTrue(verifier.judge(self.provider.token('brief', 'anna')).startswith('200 '))

    def test_refused(self):
        token = self.provider.token('ecdsa', 'anna')
        both = self.provider.reply('ecdsa', 'anna', scope=f'openid {glewlwyd.SCOPE}')
        other = self.provider.issuer('rsa')
        rows = {
            'another audience': (token, {'audience': 'other'}, 'is for another audience'),
            'two scopes in one aud': (both['access_token'], {}, 'is for another audience'),
            'ID token': (both['id_token'], {}, 'is for another audience'),
            'ID token, and the audience is the client': (both['id_token'], {'audience': 'app'},
                                                         'is an ID or logout token'),
            'refresh token': (both['refresh_token'], {}, 'has not three segments of base64url'),
            'another issuer': (token, {'issuer': other}, 'is from another issuer'),
            'keys of another plugin': (token, {'jwks': self.provider.jwks('eddsa')},
                                       'names no key that the provider publishes for its algorithm'),
            'two municipalities': (self.provider.token('ecdsa', 'bo'), {}, 'names more than one municipality'),
            'a changed role': (self.changed(token), {}, 'has a wrong signature'),
        }
        for name, (given, settings, reason) in rows.items():
            with self.subTest(name), self.verifier('ecdsa', **settings) as verifier:
                self.assertEqual(verifier.judge(given), f'401 access token {reason}')

    @staticmethod
    def changed(token):
        """Somebody else's signature under one's own claims."""
        header, claims, signature = token.split('.')
        middle = len(claims) // 2
        return '.'.join([header, claims[:middle] + ('A' if claims[middle] != 'A' else 'B') + claims[middle + 1:],
                         signature])

    def test_nobody_in_particular(self):
        with self.verifier('ecdsa') as verifier:
            token = self.provider.token('ecdsa', 'cilla')
            self.assertEqual(verifier.judge(token), f'200 oidc:{glewlwyd.parts(token)[1]["sub"]}')

    def test_new_keys(self):
        self.provider.add_plugin('turning', 'eddsa')
        with self.verifier('turning', KEYS_INTERVAL_S=1) as verifier:
            old = self.provider.token('turning', 'anna')
            self.assertTrue(verifier.judge(old).startswith('200 '))
            self.provider.remove_plugin('turning')
            self.provider.add_plugin('turning', 'eddsa')
            new = self.provider.token('turning', 'anna')
            time.sleep(1.1)
            self.assertTrue(verifier.judge(new).startswith('200 '), 'the new key is found')
            self.assertIn('names no key', verifier.judge(old))

    def test_provider_gone(self):
        self.provider.add_plugin('leaving', 'eddsa')
        with self.verifier('leaving', KEYS_INTERVAL_S=1, KEYS_MAX_AGE_S=1) as early, \
                self.verifier('leaving', KEYS_INTERVAL_S=1) as late:
            token = self.provider.token('leaving', 'anna')
            self.assertTrue(early.judge(token).startswith('200 '))
            self.provider.remove_plugin('leaving')
            time.sleep(1.1)
            self.assertTrue(early.judge(token).startswith('200 '), 'its keys serve on for a while')
            self.assertIn('503 ', late.judge(token))
