"""P6: the CSV export of all rows beside \\copy of the same columns from the flat table; what it takes of memory."""

import http.client
import time

from frame import load, stage as stages
from frame.rounds import Goal, interleave
from support import server, settings

EXPORT = '/tillit/v1/observations?format=csv'
FORMER_SECONDS = 20  # the former build is read no longer: its rate is the same from row to row


def rows_per_second(service, seconds=None, path=EXPORT):
    """Rows a second of a download, all of it or as much as comes in `seconds`."""
    connection = http.client.HTTPConnection('127.0.0.1', service.port, timeout=600)
    start = time.monotonic()
    connection.request('GET', path)
    reply = connection.getresponse()
    if reply.status != 200:
        raise AssertionError(f'{path}: {reply.status}')
    lines = -1  # the header's
    while block := reply.read1(1 << 18):
        lines += block.count(b'\n')
        if seconds and time.monotonic() - start > seconds:
            break
    connection.close()
    return lines / (time.monotonic() - start)


def copied_per_second(name, count):
    names = load.column_names('series.sql')
    seconds = load.milliseconds(lambda: stages.run(
        [f'{settings.PG_BIN}/psql', '-X', '-q', '-h', settings.PG_HOST, '-U', 'postgres', '-d', name, '-o', '/dev/null', '-c',
         f"\\copy (select {names} from tillit.published_figure where replaced_at = 'infinity') to stdout (format csv, header)"])) / 1e3
    return count / seconds


def measure(stage, verdicts):
    count = int(stages.sql(settings.DATABASE, "select count(*) from tillit.published_figure where replaced_at = 'infinity'"))
    with stage.former_service() as former, stage.service() as now:
        idle = server.resident_bytes(now.process.pid)
        figures = interleave({
            'tillit': lambda: rows_per_second(now),
            '\\copy of the flat table': lambda: copied_per_second(settings.DATABASE, count),
            'the former build': lambda: rows_per_second(former, FORMER_SECONDS),
        }, stage.rounds)
        peak = server.resident_bytes(now.process.pid, 'VmHWM')
    verdicts.judge('P6', f'CSV export of {count} rows', 'rows/s', figures,
                   Goal('tillit', '\\copy of the flat table', least=0.8), Goal('tillit', 'the former build', least=6))
    verdicts.judge_fixed('P6', 'memory above idle while exporting', 'MiB', [(peak - idle) / 2**20], 64)
