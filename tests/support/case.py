"""The test case of these suites: what every reply and every problem must be, as assertions."""

import contextlib
import re
import unittest

from support import client, settings

TRACEPARENT = re.compile(r'00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}')

# Slugs of the problem types, and their statuses.
PROBLEMS = {
    'malformed-request': 400,
    'invalid-parameters': 400,
    'malformed-body': 400,
    'key-required': 401,
    'forbidden': 403,
    'not-found': 404,
    'method-not-allowed': 405,
    'not-acceptable': 406,
    'request-timeout': 408,
    'conflict': 409,
    'stale': 412,
    'body-too-large': 413,
    'url-too-long': 414,
    'unsupported-media-type': 415,
    'invalid-body': 422,
    'precondition-required': 428,
    'too-many-requests': 429,
    'headers-too-large': 431,
    'internal': 500,
    'unavailable': 503,
    'deadline-exceeded': 503,
    'out-of-storage': 507,
}


class Case(unittest.TestCase):
    maxDiff = 4000

    def table(self, cases):
        """The cases of a table, each a sub-test of its own: for case in self.table([...]): with case as x: ..."""
        named = cases.items() if isinstance(cases, dict) else [(str(case), case) for case in cases]
        return [self.one_case(name, case) for name, case in named]

    @contextlib.contextmanager
    def one_case(self, name, case):
        with self.subTest(name):
            yield case

    def assertProblem(self, reply, slug, **violation):
        """The reply is this problem in every respect; `violation` (parameter='x', code='y', ...) is among its errors."""
        self.assertEqual(reply.status, PROBLEMS[slug], reply)
        self.assertEqual(reply.headers['content-type'], 'application/problem+json; charset=utf-8')
        self.assertRegex(reply.headers['traceparent'], TRACEPARENT)
        self.assertIn('no-store', reply.headers['cache-control'])
        problem = reply.json()
        self.assertEqual(
            set(problem) - {'errors', 'errors_total'}, {'type', 'title', 'status', 'detail', 'instance', 'trace_id'}
        )
        self.assertEqual(problem['status'], reply.status)
        self.assertTrue(problem['type'].endswith(f'/problems/{slug}'), problem['type'])
        self.assertTrue(problem['title'] and problem['detail'])
        self.assertEqual(problem['trace_id'], reply.headers['traceparent'].split('-')[1])
        for secret in ('select ', 'tillit.', 'api.', '.c:', 'pg_', 'libpq', 'SQLSTATE', str(settings.REPOSITORY)):
            self.assertNotIn(secret, problem['detail'])
        for error in problem.get('errors', []):  # no argument is missing
            self.assertNotRegex(error['detail'], r'\{[01]\}|, \.')
        if violation:
            self.assertTrue(
                any(violation.items() <= error.items() for error in problem.get('errors', [])),
                f'{violation} is not among {problem.get("errors")}',
            )
        return problem

    def assertRefused(self, path, slug='invalid-parameters', **violation):
        return self.assertProblem(client.get(path), slug, **violation)

    def detail(self, problem, code):
        """The words of the violation with that code."""
        return next(error['detail'] for error in problem['errors'] if error['code'] == code)
