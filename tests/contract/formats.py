"""The formats of JSON Schema that the document uses, checked strictly."""

import datetime
import re
import urllib.parse
import uuid

import jsonschema

checker = jsonschema.FormatChecker(formats=())


def _checks(name):
    """Registers a function on texts; anything else has no format."""

    def register(function):
        checker.checks(name, raises=(ValueError, AssertionError))(
            lambda value: not isinstance(value, str) or bool(function(value))
        )
        return function

    return register


@_checks('date')
def is_date(text):
    return re.fullmatch(r'\d{4}-\d\d-\d\d', text) and datetime.date.fromisoformat(text)


@_checks('date-time')
def is_time(text):
    match = re.fullmatch(r'(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?Z', text)  # DOT.01: in UTC with Z
    return match and datetime.datetime.fromisoformat(match[1])


@_checks('uuid')
def is_uuid(text):
    return str(uuid.UUID(text)) == text


@_checks('uri')
def is_uri(text):
    url = urllib.parse.urlsplit(text)
    return url.scheme and (url.netloc or url.path) and is_uri_reference(text)


@_checks('uri-reference')
def is_uri_reference(text):
    return re.fullmatch(r"(?:[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*", text)


@_checks('email')
def is_email(text):
    return re.fullmatch(r'[^@\s]+@[^@\s]+', text)
