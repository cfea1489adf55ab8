"""P7: imports beside \\copy and one statement into the same tables, few rows into many beside few into none, and releases beside
the import of their cells."""

import pathlib
import tempfile

from frame import load, stage as stages
from frame.rounds import Goal, interleave
from measures import women

FEW = 100
IMPORTS = '/tillit/v1/imports?dataset=observations'


def measure(stage, verdicts):
    scale = min(1, stage.size.rows / 2_320_000)
    with tempfile.TemporaryDirectory() as folder, stage.scratch('writes') as name, stage.service(name, **PATIENT) as now:
        taken = women.Women(name)
        operator = stage.person(now, 'operator')
        with verdicts.part('P7'):
            by_command(stage, verdicts, name, taken, int(1_000_000 * scale), pathlib.Path(folder))
        with verdicts.part('P7'):
            by_http(verdicts, name, operator, taken, int(200_000 * scale))
        with verdicts.part('P7'):
            few(stage, verdicts, operator, taken)
        for cells, rounds in ((150, stage.rounds), (int(20_000 * scale), 1), (int(200_000 * scale), 1)):
            with verdicts.part('P7'):
                release(verdicts, operator, taken, cells, rounds)


# What is slow is measured, not cut off.
PATIENT = {'TILLIT_STATEMENT_TIMEOUT_MS': 600000, 'TILLIT_REQUEST_DEADLINE_MS': 600000}


def by_command(stage, verdicts, name, taken, count, folder):
    """As many rows as may be: once, because they stay."""
    file = folder / 'observations.csv'
    file.write_text(taken.take(count), encoding='utf-8')
    milliseconds = {'tillit import': [load.milliseconds(lambda: stages.program(name, 'import', file))]}
    compare(verdicts, f'tillit import of {count} rows', name, taken, count, milliseconds)


def by_http(verdicts, name, operator, taken, count):
    body = taken.take(count).encode()
    milliseconds = {'tillit import': [load.milliseconds(lambda: send(operator, body))]}
    compare(verdicts, f'import of {count} rows by HTTP', name, taken, count, milliseconds)


# At most so many rows by the statement that imports are compared with: a million took it eight minutes, and fewer are not to its
# disadvantage.
COMPARED = 200_000


def compare(verdicts, what, name, taken, count, milliseconds):
    """Rows a second of an import beside those of as many by SQL, or of COMPARED."""
    by_sql = min(count, COMPARED)
    rates = {who: [count / (each / 1e3) for each in times] for who, times in milliseconds.items()}
    rates['\\copy and one statement'] = [by_sql / (merge(name, taken.take(by_sql)) / 1e3)]
    verdicts.judge('P7', what, 'rows/s', rates, Goal('tillit import', '\\copy and one statement', least=0.5))


def merge(name, text):
    script = (load.SQL / 'merge.sql').read_text(encoding='utf-8').replace(':rows\n', text + '\\.\n')
    return load.milliseconds(lambda: stages.sql(name, script))


def send(person, body):
    reply = person.post(IMPORTS.removeprefix('/tillit/v1/'), body, content_type='text/csv')
    if reply.status not in (200, 201):
        raise AssertionError(f'import: {reply!r}')


def few(stage, verdicts, operator, taken):
    """The same few rows into a database that has the places and indicators but no figure."""
    with stage.without_figures() as name, stage.service(name) as empty:
        novice = stage.person(empty, 'operator')
        bodies = [taken.take(FEW).encode() for _ in range(stage.rounds)]
        full, none = iter(bodies), iter(bodies)
        figures = interleave({
            'into many': lambda: load.milliseconds(lambda: send(operator, next(full))),
            'into none': lambda: load.milliseconds(lambda: send(novice, next(none))),
        }, stage.rounds)
    verdicts.judge('P7', f'import of {FEW} rows', 'ms', figures, Goal('into many', 'into none', most=2))


def release(verdicts, operator, taken, cells, rounds):
    """Cells handed in for a release of their own, previewed, published."""
    times = {'the import of the cells': [], 'preview': [], 'publication': []}
    for turn in range(rounds):
        code = f'rel-bench-{cells}-{turn}'
        operator.create('releases', code=code, owner='shared', title=code, audience='public')
        body = taken.take(cells, code).encode()
        times['the import of the cells'].append(load.milliseconds(lambda: send(operator, body)))
        times['preview'].append(load.milliseconds(lambda: operator.read(f'releases/{code}/preview')))
        times['publication'].append(load.milliseconds(lambda: operator.change(f'releases/{code}', state='published')))
    for what in ('preview', 'publication'):
        verdicts.judge('P7', f'{what} of {cells} cells', 'ms', times, Goal(what, 'the import of the cells', most=1))
        if cells == 150:
            verdicts.judge_fixed('P7', f'{what} of {cells} cells', 'ms', times[what], 1000)
