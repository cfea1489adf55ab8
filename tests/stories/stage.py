"""Where the stories are played: a database of their own with the demonstration data, a server on it, people with keys."""

import contextlib

from support import database, people, server, settings
from support.case import Case

BASE, PLAYED = f'{settings.DATABASE}_base', f'{settings.DATABASE}_stories'

_stage = None


class Stage:
    def __init__(self):
        database.create_demonstration(BASE)
        database.create(PLAYED, BASE)
        self.server = server.on_database(PLAYED, 'stories')
        self.people = people.People(self.server.api, PLAYED)

    def close(self):
        """Ends the server; its exit status and log must be clean."""
        status, log = self.server.stop(), self.server.log_text()
        for name in (PLAYED, BASE):
            database.drop(name)
        if status or 'runtime error:' in log or 'Sanitizer' in log:
            raise AssertionError(f'the server of the stories ended with {status}: {log[-2000:]}')


@contextlib.contextmanager
def stage():
    global _stage
    _stage = Stage()
    try:
        yield _stage
    finally:
        _stage.close()


class Story(Case):
    """A test in which people do what a user story says. None of them relies on what another has left behind."""

    def who(self, place, role):
        return _stage.people.who(place, role)

    def reader(self, place):
        return self.who(place, 'reader')

    def editor(self, place):
        return self.who(place, 'editor')

    def publisher(self, place):
        return self.who(place, 'publisher')

    def operator(self):
        return self.who(None, 'operator')

    def public(self):
        return _stage.people.anybody()

    def assertRounded(self, found, expected):
        """A number as the domain prints it: as many decimals as the text has."""
        self.assertEqual(f'{found:.{len(expected.partition(".")[2])}f}', expected)

    def assertInterval(self, found, low, high):
        self.assertRounded(found['low'], low)
        self.assertRounded(found['high'], high)

    def assertRefusedAs(self, reply, pointer=None, code=None):
        """422 that names the member, the rule, or both."""
        self.assertProblem(reply, 'invalid-body', **{
            name: value for name, value in (('pointer', pointer), ('code', code)) if value is not None})
        return reply.json()['errors']
