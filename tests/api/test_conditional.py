"""ETags: the same content has the same tag, and who has it already gets 304."""

from support import client, demo, reading, settings
from support.case import Case

TAG = r'^"\d+-[0-9a-f]{16}"$'

# All that a 304 has (RFC 9110, 15.4.5): what caches go by, what pages of other origins may read, and what every reply has.
TOLD_AGAIN = {'etag', 'cache-control', 'vary', 'date', 'content-length', 'content-security-policy', 'access-control-allow-origin',
              'access-control-expose-headers', 'traceparent', 'ratelimit', 'ratelimit-policy'}


class Conditional(Case):
    def test_everything_built_whole_has_a_tag(self):
        paths = [
            f'{settings.API}{path}'
            for path in ('', '/api-info', '/limits', '/openapi.json', '/import-templates', '/import-templates/terms')
        ]
        paths += [reading.path(name, limit=3) for name in demo.COLLECTIONS] + [
            reading.path('plans/pl-norr'),
            '/problems/not-found',
        ]
        for case in self.table(paths):
            with case as path:
                reply = client.get(path)
                self.assertRegex(reply.headers['etag'], TAG)
                self.assertEqual(client.get(path).headers['etag'], reply.headers['etag'])
                again = client.get(path, if_none_match=reply.headers['etag'])
                self.assertEqual((again.status, again.body), (304, b''))
                self.assertEqual(set(again.headers), TOLD_AGAIN & {*reply.headers, 'content-length'})
                for name in TOLD_AGAIN & {*reply.headers} - {'date', 'content-length', 'traceparent', 'ratelimit'}:
                    self.assertEqual(again.headers[name], reply.headers[name])

    def test_lists_of_tags(self):
        tag = client.get(reading.path('terms')).headers['etag']
        cases = {
            'itself': (tag, 304),
            'weak': (f'W/{tag}', 304),
            'any': ('*', 304),
            'among others': (f'"a", {tag}, "b"', 304),
            'compressed by a proxy': (f'{tag[:-1]}-gzip"', 304),
            'compressed and weakened': (f'W/{tag[:-1]}--gzip"', 304),
            'another': ('"0-0000000000000000"', 200),
            'unquoted': (tag.strip('"'), 200),
            'empty': ('', 200),
            'rubbish': ('"', 200),
            'cut': (tag[:-2] + '"', 200),
            'spaces': (f'  {tag}  ', 304),
            'comma in a tag': (f'"a,b",{tag}', 304),
        }
        for case in self.table(cases):
            with case as (value, status):
                self.assertEqual(client.get(reading.path('terms'), if_none_match=value).status, status)

    def test_tags_tell_contents_apart(self):
        tags = [
            client.get(target).headers['etag']
            for target in (
                reading.path('terms'),
                reading.path('terms', limit=2),
                reading.path('terms', lang='sv'),
                reading.path('terms', lang='all'),
                reading.path('terms', sort='-code'),
                reading.path('terms', fields='code'),
                reading.path('areas'),
            )
        ]
        self.assertEqual(len(set(tags)), len(tags))

    def test_the_language_of_the_header_changes_the_tag(self):
        tags = {
            client.get(reading.path('terms/trust'), accept_language=lang).headers['etag'] for lang in ('sv', 'da', 'en')
        }
        self.assertEqual(len(tags), 3)

    def test_head_gives_the_same_tag(self):
        get, head = client.get(reading.path('terms')), client.request('HEAD', reading.path('terms'))
        self.assertEqual(get.headers['etag'], head.headers['etag'])
        self.assertEqual(
            client.request('HEAD', reading.path('terms'), {'If-None-Match': get.headers['etag']}).status, 304
        )

    def test_refusals_have_no_tag(self):
        for case in self.table([reading.path('terms/nope'), reading.path('terms', nope=1), f'{settings.API}/nope']):
            with case as target:
                reply = client.get(target, if_none_match='*')
                self.assertGreaterEqual(reply.status, 400)
                self.assertNotIn('etag', reply.headers)

    def test_an_object_has_its_revision_in_the_tag(self):
        self.assertTrue(client.get(reading.path('terms/trust')).headers['etag'].startswith('"1-'))

    def test_public_data_may_be_cached(self):
        for case in self.table(
            [
                reading.path('terms'),
                reading.path('terms/trust'),
                reading.path('terms', format='csv'),
                f'{settings.API}/openapi.json',
            ]
        ):
            with case as target:
                self.assertEqual(
                    client.get(target).headers['cache-control'],
                    'public, max-age=60, stale-while-revalidate=600, stale-if-error=86400',
                )
