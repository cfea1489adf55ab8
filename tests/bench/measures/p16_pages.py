"""P16: pages for people beside bare programs that send the same bytes and headers, packed as a browser takes them."""

from frame.rounds import Goal
from measures.p01_kept import MICROHTTPD, ULFIUS, beside_bare

PAGES = {'/': 'text/html', '/explorer/main.js': '*/*', '/vendor/plot-0.6.17.min.js': '*/*'}


def measure(stage, verdicts):
    with stage.service(cached=True) as now:
        for path, accepted in PAGES.items():
            with verdicts.part('P16'):
                compare(stage, verdicts, now, path, accepted)


def compare(stage, verdicts, now, path, accepted):
    reply, rates, times = beside_bare(stage, now, path, accept=accepted, accept_encoding='br')
    what = f'{path}, {len(reply.body)} bytes'
    verdicts.judge('P16', what, '1/s', rates, Goal('tillit', ULFIUS, least=0.8))
    verdicts.judge('P16', f'{what}: processor', 'us', times, Goal('tillit', ULFIUS))
    verdicts.judge('P16', what, '1/s', rates, Goal('tillit', MICROHTTPD))
