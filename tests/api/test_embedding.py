"""Who may show pages in a frame: nobody, or for those of /embed/ the origins of the setting."""

from support import client, server, settings
from support.case import Case

SITES = 'https://www.example.org,http://localhost:3000'
PAGES = ('/', '/embed/', '/docs/', '/docs/concepts', '/explorer/main.js', '/nowhere')


def frames(api, path):
    policy = api.request('GET', path, {'Accept': 'text/html'}).headers['content-security-policy']
    return policy.rsplit('frame-ancestors ', 1)[1]


class Embedding(Case):
    def test_nobody_unless_it_is_set(self):
        for case in self.table(PAGES):
            with case as path:
                self.assertEqual(frames(client.api, path), "'none'")

    def test_pages_of_embed_for_the_sites_that_are_named(self):
        with server.on_test_database('embed', TILLIT_EMBED_ORIGINS=SITES) as own:
            for case in self.table(PAGES):
                with case as path:
                    wanted = SITES.replace(',', ' ') if path == '/embed/' else "'none'"
                    self.assertEqual(frames(own.api, path), wanted)

    def test_a_page_that_is_kept_learns_of_other_sites(self):
        tag = client.api.request('GET', '/embed/', {'Accept': 'text/html'}).headers['etag']
        with server.on_test_database('embed', TILLIT_EMBED_ORIGINS=SITES) as own:
            again = own.api.request('GET', '/embed/', {'Accept': 'text/html', 'If-None-Match': tag})
            self.assertEqual(again.status, 304)
            self.assertEqual(again.headers['content-security-policy'].rsplit('frame-ancestors ', 1)[1], SITES.replace(',', ' '))

    def test_what_is_no_origin(self):
        for case in self.table(['*', "'self'", 'https://a.example/', 'https://', 'https://a.example;script-src *', 'https://a.example https://b.example']):
            with case as origins:
                done = server.program('check-config', TILLIT_EMBED_ORIGINS=origins)
                self.assertEqual(done.returncode, 2)
                self.assertIn('TILLIT_EMBED_ORIGINS', done.stderr)
