"""P9: every kind of read at full size beside itself on the small set: what is promised is that the size does not matter."""

from frame import load
from frame.rounds import Goal, interleave
from support import client

READS = {
    'first page': 'observations',
    'latest figures': 'observations?period=latest',
    'ordered by value': 'observations?sort=-value',
    'ordered by period': 'observations?sort=-period',
    'a kind': 'observations?kind=trust',
    'below an area': 'observations?parent_area=se-bench',
    'as of a time': 'observations?as_of=2015-01-01',
    'with history': 'observations?history=true',
    'series': 'series',
    'changes': 'changes',
    'after a cursor': None,
    'one series': 'observations?indicator=bi-105&area=se-1003&limit=100',
    'one figure': 'observations?indicator=bi-105&area=se-1003&period=2014&respondent_group=resident',
}
API = '/tillit/v1/'
AT_A_TIME = 10  # requests of a round, whose mean counts
# What takes longer than the service lets a statement take is timed all the same.
PATIENT = {'TILLIT_STATEMENT_TIMEOUT_MS': 120000, 'TILLIT_REQUEST_DEADLINE_MS': 600000}


def path_of(read, api):
    if read is not None:
        return API + read
    return f'{API}observations?after={api.get(f"{API}observations?limit=1000").json()["_meta"]["next_after"]}'


def measure(stage, verdicts):
    with stage.service(stage.database_of(stage.small), **PATIENT) as small, stage.service(**PATIENT) as large:
        apis = {name: client.Client(service.base_url, 'bench', timeout_s=600)
                for name, service in (('large', large), (f'{stage.small.rows} figures', small))}
        for what, read in READS.items():
            with verdicts.part('P9'):
                compare(stage, verdicts, apis, what, read)
        rates = interleave({
            'large': lambda: load.wrk(large.base_url, API + SERIES, stage.size, stage.seconds),
            f'{stage.small.rows} figures': lambda: load.wrk(small.base_url, API + SERIES, stage.small, stage.seconds),
        }, stage.rounds)
        verdicts.judge('P9', 'rate of one series, random keys', '1/s', rates, Goal('large', f'{stage.small.rows} figures', least=0.85))


def compare(stage, verdicts, apis, what, read):
    paths = {name: path_of(read, api) for name, api in apis.items()}
    first = {name: [load.get_ms(api, paths[name])] for name, api in apis.items()}
    figures = interleave({name: several(api, paths[name]) for name, api in apis.items()}, stage.rounds)
    verdicts.judge('P9', f'{what}, asked first', 'ms', first, Goal('large', f'{stage.small.rows} figures'))
    verdicts.judge('P9', what, 'ms', figures, Goal('large', f'{stage.small.rows} figures', most=2))


SERIES = 'observations?indicator={i}&area={m}&limit=100'


def several(api, path):
    return lambda: load.milliseconds(lambda: [load.get_ms(api, path) for _ in range(AT_A_TIME)]) / AT_A_TIME
