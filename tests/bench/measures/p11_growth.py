"""P11: two instances on one database, one of them reading from a hot standby: their rate beside that of one, and when each shows
what the first has written."""

import time

from frame import load, stage as stages
from frame.rounds import Goal, interleave
from measures.p04_series import SERIES
from support import client, growing, server, settings

CODE = 'fa-bench-growth'
LAG_MS = 100
ROUNDS = 20


def reading(standby):
    return {'TILLIT_DB_READ': f'host={standby.socket} dbname={settings.DATABASE} user=tillit_public', 'TILLIT_DB_READ_LAG_MS': LAG_MS}


def measure(stage, verdicts):
    with server.Standby(settings.PG_HOST) as standby, stage.service() as alone, stage.service(**reading(standby)) as first, \
            stage.service(**reading(standby)) as second:
        rates(stage, verdicts, alone, first, second)
        try:
            here, there = shown(stage, first, second)
        finally:
            stages.sql(settings.DATABASE, f"delete from tillit.focus_area where code = '{CODE}'")
    verdicts.judge_fixed('P11', f'misses of an own write, of {ROUNDS}', '', [here], 0)
    verdicts.judge_fixed('P11', f'another instance shows it, worst of {ROUNDS}', 'ms', [max(there)], LAG_MS)


def rates(stage, verdicts, alone, first, second):
    """All on one machine: what is seen is what the way costs, not what more machines would give."""
    pooler = growing.pgbouncer(settings.PG_HOST, 8)
    proxy, api = growing.haproxy(first, second)
    try:
        with stage.service(**growing.through(pooler, settings.DATABASE)) as pooled:
            bases = {
                'one instance': alone.base_url, 'one that reads a standby': first.base_url,
                'two with a standby, through HAProxy': api.base_url, 'one through PgBouncer': pooled.base_url,
            }
            figures = interleave({name: rate(stage, base) for name, base in bases.items()}, stage.rounds)
    finally:
        proxy.stop()
        pooler.stop()
    for name in list(bases)[1:]:
        verdicts.judge('P11', f'series, {name}', '1/s', figures, Goal(name, 'one instance'))


def rate(stage, base):
    return lambda: load.wrk(base, SERIES, stage.size, stage.seconds)


def shown(stage, first, second):
    """Focus areas written by the first instance: how often it did not show one at once, and after how many milliseconds the second did."""
    operator, missed, milliseconds = stage.person(first, 'operator'), 0, []
    other = client.Client(second.base_url, 'bench')
    for number in range(ROUNDS):
        name = f'Turn {time.monotonic_ns()}'
        row = {'code': CODE, 'sort': 1, 'name_sv': name, 'name_da': name, 'name_en': name}
        other.get(f'/tillit/v1/focus-areas/{CODE}')
        operator.imports('focus-areas', row)
        start = time.perf_counter()
        missed += name not in first.api.get(f'/tillit/v1/focus-areas/{CODE}').text
        while name not in other.get(f'/tillit/v1/focus-areas/{CODE}').text:
            time.sleep(0.001)
        milliseconds.append((time.perf_counter() - start) * 1e3)
    return missed, milliseconds
