"""P4: an uncached series of 40 figures, random keys, beside the leanest statement and the former build, where there is room for
a second database."""

import contextlib

from frame import load
from frame.rounds import Goal, interleave
from support import database, settings

SERIES = '/tillit/v1/observations?indicator={i}&area={m}&limit=100'


LEAN, FORMER = 'leanest statement, pgbench', 'the former build'


def measure(stage, verdicts):
    with contextlib.ExitStack() as running:
        now = running.enter_context(stage.service())
        check_same_rows(now, settings.DATABASE)
        contenders = {'tillit': lambda: load.wrk(now.base_url, SERIES, stage.size, stage.seconds), LEAN: lambda: lean_rate(stage)}
        goals = [Goal('tillit', LEAN, least=0.75)]
        if stage.may_copy:
            former = running.enter_context(stage.former_service())
            contenders[FORMER] = lambda: load.wrk(former.base_url, SERIES, stage.size, stage.seconds)
            goals.append(Goal('tillit', FORMER, least=40))
        figures = interleave(contenders, stage.rounds)
    verdicts.judge('P4', 'one series, uncached, random keys', '1/s', figures, *goals)


def lean_rate(stage):
    values = {'indicators': stage.size.indicators, 'municipalities': stage.size.municipalities}
    return load.pgbench(settings.DATABASE, 'series.sql', stage.seconds, clients=4, values=values)


def check_same_rows(service, name):
    """Both give the same figures, or the ratio means nothing."""
    shown = service.api.get(SERIES.format(i='bi-103', m='se-1003')).exact()['observations']
    script = load.statement('series.sql').replace(':i', '3').replace(':m', '3')
    stored = database.rows(name, f'select period, value from ({script}) f')
    if len(shown) != 40 or [[row['period'], '' if row['value'] is None else str(row['value'])] for row in shown] != stored:
        raise AssertionError(f'the service shows {len(shown)} figures, the statement {len(stored)}, or others')
