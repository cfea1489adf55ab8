"""P14: kept replies, while one of ten connections writes as fast as it is answered: each write puts all of them out of date."""

import concurrent.futures
import pathlib

from frame import load
from frame.rounds import Goal, interleave
from measures.p01_kept import SERIES

CONNECTIONS = 32
WRITERS = CONNECTIONS // 10
WRITES = pathlib.Path(load.HERE) / 'writes.lua'


def measure(stage, verdicts):
    with stage.scratch('writes') as name, stage.service(name, cached=True) as now, concurrent.futures.ThreadPoolExecutor() as beside:
        url = now.base_url + SERIES + '&limit=100'

        def reading():
            return load.wrk_one(url, stage.seconds, CONNECTIONS - WRITERS)

        def reading_between_writes():
            writing = beside.submit(load.wrk_one, now.base_url, stage.seconds, WRITERS, script=(WRITES, stage.key('operator')))
            rate = reading()
            writes.append(writing.result())
            return rate

        writes = []
        figures = interleave({'reads between writes': reading_between_writes, 'the reads alone': reading}, stage.rounds)
    verdicts.judge('P14', f'reads, {sorted(writes)[len(writes) // 2]:.0f} writes a second', '1/s', figures,
                   Goal('reads between writes', 'the reads alone', least=0.7))
