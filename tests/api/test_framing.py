"""Bytes that are no proper HTTP: each gets a well-formed reply of 400 or more, or a closed connection, and the server lives."""

import random
import time

from support import client, raw, settings
from support.case import Case
from support.people import bearer_line

HOST = b'Host: localhost\r\n'
GET = b'GET /tillit/v1/terms/trust HTTP/1.1\r\n'
KEY = b'(the operator)\r\n'  # stands for the header with a key
POST = b'POST /tillit/v1/imports?dataset=terms HTTP/1.1\r\n' + HOST + KEY + b'Content-Type: text/csv\r\n'
END = b'\r\n'

HOSTILE = {
    # request lines
    'nothing but a line end': b'\r\n\r\n',
    'no version': b'GET /tillit/v1\r\n\r\n',
    'no target': b'GET HTTP/1.1\r\n' + HOST + END,
    'no method': b' /tillit/v1 HTTP/1.1\r\n' + HOST + END,
    'two spaces': b'GET  /tillit/v1  HTTP/1.1\r\n' + HOST + END,
    'a tab for a space': b'GET\t/tillit/v1\tHTTP/1.1\r\n' + HOST + END,
    'a word too many': b'GET /tillit/v1 HTTP/1.1 extra\r\n' + HOST + END,
    'version 2': b'GET /tillit/v1/nope HTTP/2.0\r\n' + HOST + END,
    'version 0.9': b'GET /tillit/v1/nope HTTP/0.9\r\n' + HOST + END,
    'version 1.10': b'GET /tillit/v1/nope HTTP/1.10\r\n' + HOST + END,
    'version in lower case': b'GET /tillit/v1/nope http/1.1\r\n' + HOST + END,
    'no HTTP': b'GET /tillit/v1/nope XTTP/1.1\r\n' + HOST + END,
    'TLS': b'\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03' + bytes(range(64)),
    'the preface of HTTP/2': b'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    'nul bytes': b'\x00' * 200,
    'random bytes': random.Random(1).randbytes(2000),
    'high bytes': b'\xff' * 500 + b'\r\n\r\n',
    'an endless method': b'A' * 20000 + b' / HTTP/1.1\r\n' + HOST + END,
    'an endless line': b'GET /' + b'a' * 200000,
    'CONNECT': b'CONNECT example.org:443 HTTP/1.1\r\n' + HOST + END,
    'a bare line feed and a nul': b'GET /tillit/v1/\x00nope HTTP/1.1\n' + HOST + END,
    'cut after the method': b'GET',
    'cut in the target': b'GET /tillit',
    # headers
    'no Host': GET + END,
    'two Hosts': GET + HOST + b'Host: b\r\n' + END,
    'two Hosts that agree': GET + HOST + HOST + END,
    'Host with a path': GET + b'Host: a/b\r\n' + END,
    'Host with a space': GET + b'Host: a b\r\n' + END,
    'Host with a user': GET + b'Host: user@a\r\n' + END,
    'Host as a list': GET + b'Host: a, b\r\n' + END,
    'a space before the colon': GET + b'Host : a\r\n' + END,
    'no colon': GET + HOST + b'Nonsense\r\n' + END,
    'no name': GET + HOST + b': value\r\n' + END,
    'a space in a name': GET + HOST + b'X Y: 1\r\n' + END,
    'a nul in a name': GET + HOST + b'X\x00Y: 1\r\n' + END,
    'a nul in a value': GET + HOST + b'X: a\x00b\r\n' + END,
    'a bare carriage return in a value': GET + HOST + b'X: a\rb\r\n' + END,
    'a control character in a value': GET + HOST + b'X: a\x01b\r\n' + END,
    'a delete in a value': GET + HOST + b'X: a\x7fb\r\n' + END,
    'a name in brackets': GET + HOST + b'X(Y): 1\r\n' + END,
    'two Authorizations': GET + HOST + b'Authorization: Bearer a\r\nAuthorization: Bearer b\r\n' + END,
    'two If-Match': GET + HOST + b'If-Match: "a"\r\nIf-Match: "b"\r\n' + END,
    'two Idempotency-Keys': GET + HOST + b'Idempotency-Key: aaaaaaaa\r\nIdempotency-Key: bbbbbbbb\r\n' + END,
    'two Content-Types': POST + b'Content-Type: application/json\r\nContent-Length: 1\r\n\r\nx',
    'an endless header': GET + HOST + b'X: ' + b'a' * 100000 + b'\r\n' + END,
    'a thousand headers': GET + HOST + b''.join(b'X-%d: 1\r\n' % i for i in range(1000)) + END,
    'ten thousand headers': GET + HOST + b'X: 1\r\n' * 10000 + END,
    'a name without end': GET + HOST + b'X' * 100000,
    'headers cut': GET + HOST + b'Accept: text',
    # framing of bodies
    'length and coding': POST + b'Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    'coding and length': POST + b'Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n',
    'two lengths': POST + b'Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!',
    'two lengths that agree': POST + b'Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello',
    'a list of lengths': POST + b'Content-Length: 5, 5\r\n\r\nhello',
    'a negative length': POST + b'Content-Length: -1\r\n\r\n',
    'a length with a sign': POST + b'Content-Length: +5\r\n\r\nhello',
    'a length in hexadecimal': POST + b'Content-Length: 0x5\r\n\r\nhello',
    'a length with a fraction': POST + b'Content-Length: 5.0\r\n\r\nhello',
    'a length of words': POST + b'Content-Length: five\r\n\r\nhello',
    'an empty length': POST + b'Content-Length:\r\n\r\nhello',
    'a length beyond 64 bits': POST + b'Content-Length: 99999999999999999999999\r\n\r\nhello',
    'a length of 2^63': POST + b'Content-Length: 9223372036854775808\r\n\r\nhello',
    'an unknown coding': POST + b'Transfer-Encoding: gzip\r\n\r\nhello',
    'identity coding': POST + b'Transfer-Encoding: identity\r\n\r\nhello',
    'two codings': POST + b'Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n',
    'chunked twice': POST + b'Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n',
    'two coding headers': POST + b'Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    'coding with a tab': POST + b'Transfer-Encoding:\tx\tchunked\r\n\r\n0\r\n\r\n',
    'chunked misspelt': POST + b'Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n',
    'chunks in HTTP/1.0': POST.replace(b'1.1', b'1.0') + b'Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    'no chunk size': POST + b'Transfer-Encoding: chunked\r\n\r\n\r\n\r\n',
    'a chunk size of words': POST + b'Transfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n',
    'a negative chunk': POST + b'Transfer-Encoding: chunked\r\n\r\n-5\r\nhello\r\n0\r\n\r\n',
    'a chunk size with 0x': POST + b'Transfer-Encoding: chunked\r\n\r\n0x5\r\nhello\r\n0\r\n\r\n',
    'an endless chunk size': POST + b'Transfer-Encoding: chunked\r\n\r\n' + b'0' * 100000 + b'5\r\nhello\r\n0\r\n\r\n',
    'a chunk beyond 64 bits': POST + b'Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\nhello',
    'a chunk that is longer than it says': POST + b'Transfer-Encoding: chunked\r\n\r\n2\r\nhello\r\n0\r\n\r\n',
    'an endless trailer': POST + b'Transfer-Encoding: chunked\r\n\r\n0\r\n' + b'X: 1\r\n' * 20000,
    'a body that never comes': POST + b'Content-Length: 50\r\n\r\ncut',
    'chunks that never end': POST + b'Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n',
    'a body on a route without': GET + HOST + b'Content-Length: 3\r\n\r\nabc',
    'a chunked body on a route without': GET + HOST + b'Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n',
    'an unknown expectation': POST + b'Expect: 200-ok\r\nContent-Length: 2\r\n\r\nab',
    'an unknown coding of the content': POST + b'Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n\x1f\x8b',
    'a smuggled request': b'POST /tillit/v1/terms HTTP/1.1\r\n'
    + HOST
    + b'Content-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /tillit/v1 HTTP/1.1\r\n'
    + HOST
    + END,
}

# What a lenient reader would take for a second request must never be answered as one.
SMUGGLED = {
    'length and coding': b'POST /tillit/v1/imports HTTP/1.1\r\n'
    + HOST
    + KEY
    + b'Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    'two lengths': b'POST /tillit/v1/imports HTTP/1.1\r\n' + HOST + KEY + b'Content-Length: 0\r\nContent-Length: 40\r\n\r\n',
    'a space before the colon': b'POST /tillit/v1/imports HTTP/1.1\r\n' + HOST + KEY + b'Content-Length : 40\r\n\r\n',
    'an unknown coding': b'POST /tillit/v1/imports HTTP/1.1\r\n' + HOST + KEY + b'Transfer-Encoding: xchunked\r\n\r\n',
    'a coding folded': b'POST /tillit/v1/imports HTTP/1.1\r\n'
    + HOST
    + KEY
    + b'Transfer-Encoding:\r\n chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n',
    'a nul in the length': b'POST /tillit/v1/imports HTTP/1.1\r\n' + HOST + KEY + b'Content-Length: 0\x00\r\n\r\n',
}


def keyed(data):
    return data.replace(KEY, bearer_line())


class Framing(Case):
    def test_hostile_bytes(self):
        self.assertGreaterEqual(len(HOSTILE), 60)
        for case in self.table(HOSTILE):
            with case as data:
                answer = raw.send(keyed(data), timeout_s=15)
                if answer:
                    status, headers, body, rest = raw.parse_reply(answer)
                    self.assertGreaterEqual(status, 400, answer[:300])
                    self.assertNotEqual(status, 500, body)
                    self.assertEqual(rest, b'', 'one reply and no more')
                    self.assertNotRegex(body, rb'(?i)microhttpd|ulfius')
                    if headers.get('content-type', '').startswith('application/'):
                        self.assertTrue(headers['content-type'].startswith('application/problem+json'))
                self.assertEqual(client.get(f'{settings.API}/terms/trust').status, 200, 'the server lives')

    def test_what_stays_open_is_closed_in_time(self):
        """A client that keeps the line open after half a request is sent away by the deadline of headers."""
        for case in self.table([b'GET /tillit/v1 HTTP/1.1\r\nHost: a\r\nX: ', b'\x16\x03\x01']):
            with case as data:
                started = time.monotonic()
                answer = raw.send(data, timeout_s=20, half_close=False)
                self.assertLess(time.monotonic() - started, 12, 'it is closed')
                if answer:
                    self.assertEqual(raw.parse_reply(answer)[0], 408, answer[:200])

    def test_nothing_is_smuggled(self):
        second = b'GET /tillit/v1/terms/trust HTTP/1.1\r\n' + HOST + b'Connection: close\r\n\r\n'
        for case in self.table(SMUGGLED):
            with case as first:
                answer = raw.send(keyed(first) + second, timeout_s=15)
                self.assertNotIn(b' 200 ', answer.split(b'\r\n')[0])
                self.assertNotIn(b'"trust"', answer)

    def test_folded_headers_are_refused_or_joined(self):
        answer = raw.send(GET + HOST + b'Accept: text/csv;\r\n q=0.5, application/json\r\nConnection: close\r\n' + END)
        self.assertIn(raw.parse_reply(answer)[0], (200, 400))

    def test_bare_line_feeds(self):
        answer = raw.send(b'GET /tillit/v1/terms/trust HTTP/1.1\nHost: a\nConnection: close\n\n')
        if answer:
            self.assertIn(raw.parse_reply(answer)[0], (200, 400))

    def test_empty_lines_before_a_request(self):
        answer = raw.send(b'\r\n' + GET + HOST + b'Connection: close\r\n' + END)
        self.assertEqual(raw.parse_reply(answer)[0], 200)

    def test_mutations_of_a_good_request(self):
        """Single bytes of a good request changed, cut and repeated: no reply of 500 and more, and the server lives."""
        good = keyed(
            POST.replace(b'dataset=terms', b'dataset=terms&dry_run=true')
            + b'Content-Length: 5\r\nAccept: */*\r\nConnection: close\r\n\r\ncode\n'
        )
        self.assertEqual(raw.parse_reply(raw.send(good))[0], 422, 'well framed and let in, but without rows')
        chance = random.Random(20250930)
        for _ in range(2000 if settings.FULL else 150):
            data = bytearray(good)
            for _ in range(chance.randint(1, 4)):
                at = chance.randrange(len(data))
                data[at : at + chance.choice((0, 1, 1))] = bytes(
                    [chance.choice((0, 9, 10, 13, 32, 37, 47, 58, 127, 255, chance.randrange(256)))]
                ) * chance.choice((0, 1, 1, 2))
            with self.subTest(bytes(data)):
                answer = raw.send(bytes(data), timeout_s=8)
                if answer:
                    for status, _, _ in raw.parse_replies(answer):
                        self.assertLess(status, 500, answer[:300])
        self.assertEqual(client.get(f'{settings.API}/terms/trust').status, 200)
