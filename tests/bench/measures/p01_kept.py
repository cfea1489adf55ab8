"""P1 to P3: kept replies beside bare programs that send the same bytes and headers, and beside themselves answered by 304.

Beside the rates stands the processor time of the server for one request, which other work on the machine disturbs less."""

import contextlib

from frame import bare, load
from frame.rounds import Goal, interleave

API = '/tillit/v1/'
SERIES = f'{API}observations?indicator=bi-101&area=se-1001'
TARGETS = (f'{SERIES}&limit=2', f'{SERIES}&limit=8', f'{SERIES}&limit=100')
ULFIUS, MICROHTTPD = 'bare Ulfius', 'bare libmicrohttpd'
CONNECTIONS = 32


def measure(stage, verdicts):
    with stage.service(cached=True) as now:
        for target in TARGETS:
            compare(stage, verdicts, now, target)


def compare(stage, verdicts, now, target):
    reply, rates, times = beside_bare(stage, now, target)
    what = f'a kept reply of {len(reply.body)} bytes'
    verdicts.judge('P1', what, '1/s', rates, Goal('tillit', ULFIUS, least=0.9))
    verdicts.judge('P1', f'{what}: processor', 'us', times, Goal('tillit', ULFIUS))
    verdicts.judge('P2', what, '1/s', rates, Goal('tillit', MICROHTTPD, least=0.55))
    verdicts.judge('P2', f'{what}: processor', 'us', times, Goal('tillit', MICROHTTPD))
    verdicts.judge('P3', f'304 for {what}', '1/s', rates, Goal('304', 'tillit', least=1))


def beside_bare(stage, now, target, **headers):
    """The reply, and of all who send it the rates and the microseconds for each request, round by round."""
    now.api.get(target, **headers)
    reply = now.api.get(target, **headers)
    lines = [f'{name.replace("_", "-")}: {value}' for name, value in headers.items()]
    with contextlib.ExitStack() as running:
        sending = {name: running.enter_context(bare.sending(program, reply))
                   for name, program in ((ULFIUS, 'bare_ulfius'), (MICROHTTPD, 'bare_microhttpd'))}
        contenders = {
            'tillit': lambda: rate(stage, now.process, now.base_url + target, *lines),
            **{name: lambda process=process, url=url: rate(stage, process, url, *lines) for name, (process, url) in sending.items()},
            '304': lambda: rate(stage, now.process, now.base_url + target, *lines, f'If-None-Match: {reply.headers["etag"]}'),
        }
        found = interleave(contenders, stage.rounds)
    rates, times = ({name: [one[n] for one in values] for name, values in found.items()} for n in (0, 1))
    return reply, rates, times


def rate(stage, process, url, *headers):
    """Requests a second, and microseconds of the server's processor time for each."""
    before = bare.processor_seconds(process)
    one = load.wrk_one(url, stage.seconds, CONNECTIONS, headers)
    return one, (bare.processor_seconds(process) - before) / (one * stage.seconds) * 1e6
