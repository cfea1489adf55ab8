"""Access tokens at the service itself: what a real one opens, and that no hostile one opens anything."""

import glewlwyd
import hostile
from verifier import free_port

from support import server, settings
from support.case import Case

ROLES = {
    'anna': ['se-9901:editor'],
    'bo': ['se-9902:admin', 'ev-sam:evaluator'],
    'cilla': [],
    'drift': ['operator'],
    'felix': ['shared:admin'],
}


class Service(Case):
    @classmethod
    def setUpClass(cls):
        if not glewlwyd.available():
            raise AssertionError('the package glewlwyd is not installed')
        cls.provider = glewlwyd.Glewlwyd(free_port()).__enter__()
        cls.addClassCleanup(cls.provider.stop)
        cls.private_key = cls.provider.add_plugin('tillit', 'eddsa')
        for name, roles in ROLES.items():
            cls.provider.add_user(name, roles)
        cls.server = server.on_test_database(
            'oidc',
            TILLIT_OIDC_ISSUER=cls.provider.issuer('tillit'),
            TILLIT_OIDC_AUDIENCE=glewlwyd.SCOPE,
            TILLIT_OIDC_JWKS=cls.provider.jwks('tillit'),
            TILLIT_OIDC_ROLE_CLAIM='tillit_roles',
        ).__enter__()
        cls.addClassCleanup(cls.server.__exit__)
        cls.tokens = {name: cls.provider.token('tillit', name) for name in ROLES}

    def get(self, path, token):
        return self.server.api.get(f'{settings.API}/{path}', authorization=f'Bearer {token}')

    def owners(self, collection, token):
        reply = self.get(f'{collection}?limit=1000', token)
        self.assertEqual(reply.status, 200, reply)
        self.assertEqual(reply.headers['cache-control'], 'private, no-store')
        return {row['municipality'] for row in reply.json()[collection.replace('-', '_')]}

    def test_municipality_comes_from_the_claims(self):
        self.assertEqual(self.owners('org-units', self.tokens['anna']), {'se-9901'})
        self.assertEqual(self.owners('org-units', self.tokens['bo']), {'se-9902'})
        self.assertEqual(self.owners('org-units', self.tokens['cilla']), set())
        self.assertLess({'se-9901', 'se-9902'}, self.owners('org-units', self.tokens['drift']))

    def test_role_comes_from_the_claims(self):
        """Importing nothing at all is wrong for those who may import, and forbidden for those who may not."""
        for name, imports, keys in (
            ('anna', 422, 403),
            ('bo', 422, 200),
            ('cilla', 403, 403),
            ('drift', 422, 200),
            ('felix', 403, 403),
        ):
            with self.subTest(name):
                header = {'Authorization': f'Bearer {self.tokens[name]}', 'Content-Type': 'text/csv'}
                path = f'{settings.API}/imports?dataset=plans'
                self.assertEqual(self.server.api.request('POST', path, header, b'x\r\n').status, imports)
                self.assertEqual(self.get('api-keys', self.tokens[name]).status, keys)

    def test_no_hostile_token_is_accepted(self):
        header, claims = glewlwyd.parts(self.tokens['anna'])
        forger = hostile.Forger(self.provider.folder, self.private_key, header, claims)
        self.assertEqual(self.get('org-units', forger.token()).status, 200, 'the forger makes good tokens, too')
        corpus = hostile.tokens(forger)
        self.assertGreaterEqual(len(corpus), 60)
        for name, token in corpus.items():
            with self.subTest(name):
                self.assertProblem(self.get('org-units', token), 'key-required')
        for token in corpus.values():
            self.assertNotIn(token, self.server.log_text())

    def test_without_settings_no_token_is_accepted(self):
        with server.on_test_database('keys-only') as plain:
            reply = plain.api.get(f'{settings.API}/terms', authorization=f'Bearer {self.tokens["anna"]}')
            self.assertProblem(reply, 'key-required')
