"""P15: what others wait for while one client asks the worst question from many connections, beside the same without it."""

import contextlib
import http.client
import threading

from frame import load
from frame.rounds import Goal, interleave

OTHERS = '/tillit/v1/observations?indicator={i}&area={m}&limit=100'
WORST = '/tillit/v1/observations?history=true&sort=-n_valid&limit=1000'  # the longest that is answered, or tried
CONNECTIONS = 32


def measure(stage, verdicts):
    with stage.service() as service:
        figures = interleave({
            'alone': lambda: p99(stage, service),
            'beside one who asks much': lambda: p99_beside(stage, service),
        }, stage.rounds)
    verdicts.judge('P15', "one series, others' 99th percentile", 'ms', figures, Goal('beside one who asks much', 'alone', most=10))


def p99(stage, service):
    return load.wrk_p99(service.base_url, OTHERS, stage.size, stage.seconds, connections=2)


def p99_beside(stage, service):
    with greedy(service):
        return p99(stage, service)


@contextlib.contextmanager
def greedy(service):
    """A client at another address that asks again whatever it is answered."""
    is_over = threading.Event()
    threads = [threading.Thread(target=ask_again, args=(service, is_over)) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        is_over.set()
        for thread in threads:
            thread.join()


def ask_again(service, is_over):
    host, port = service.base_url.removeprefix('http://').split(':')
    connection = http.client.HTTPConnection(host, int(port), timeout=60, source_address=('127.0.0.2', 0))
    while not is_over.is_set():
        connection.request('GET', WORST)
        connection.getresponse().read()
    connection.close()
