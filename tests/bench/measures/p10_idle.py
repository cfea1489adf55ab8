"""P10: from start to ready, and memory when nothing is asked."""

import time

from support import server


def measure(stage, verdicts):
    times, sizes = [], []
    for _ in range(stage.rounds):
        start = time.perf_counter()
        with stage.service(wait=False) as now:
            while not is_ready(now):
                time.sleep(0.002)
            times.append((time.perf_counter() - start) * 1e3)
            time.sleep(1)
            sizes.append(server.resident_bytes(now.process.pid) / 2**20)
    verdicts.judge_fixed('P10', 'from start to ready', 'ms', times, 150)
    verdicts.judge_fixed('P10', 'memory, idle', 'MiB', sizes, 20)


def is_ready(service):
    try:
        return service.ops.get('/readyz').status == 200
    except OSError:
        return False
