"""A database of their own for the tests of writing, with a server on it and people who hold keys; made when first needed."""

import atexit
import functools
import os

from support import database, server, settings
from support.people import People

NAME = f'tillit_writing_{os.getpid()}'


class Stage:
    def __init__(self):
        database.create_demonstration(NAME)
        strings = server.connection_strings(settings.PG_HOST, NAME)
        self.server = server.Server('writing', TILLIT_POOL_APP=16, TILLIT_QUEUE_WAIT_MS=10000, **strings)
        self.people = People(self.server.api, NAME)

    def close(self):
        self.server.stop()
        database.drop(NAME)


@functools.lru_cache(maxsize=None)
def stage():
    made = Stage()
    atexit.register(made.close)
    return made


def editor(municipality='se-9901'):
    return stage().people.who(municipality, 'editor')


def operator():
    return stage().people.who(None, 'operator')


def sql(script):
    """What the superuser's statements print."""
    return database.run(NAME, script)


def limits():
    return {name: limit["value"] for name, limit in stage().server.api.get(f"{settings.API}/limits").json()["limits"].items()}


def errors(reply):
    """{(pointer, code)} of a problem."""
    return {(error.get('pointer', error.get('header')), error['code']) for error in reply.json().get('errors', [])}
