"""P8: an analysis over one municipality beside the statements that it sends, prepared, alone.

The statements are taken from PostgreSQL's own log of one request, so that whatever an analysis reads is what is compared."""

import pathlib
import re
import tempfile

from frame import load, stage as stages
from frame.rounds import Goal, interleave
from support import database, settings

DEMONSTRATION = 'bench_demo'
# By what they need: the generated figures, or a demonstration of plans, evaluations and survey tables.
ANALYSES = {
    settings.DATABASE: (
        'trends?indicator=bi-103&area=se-1001', 'freshness-reports?municipality=se-1001',
        'burden-reports?municipality=se-1001', 'inside-out-reports?municipality=se-1001',
    ),
    DEMONSTRATION: (
        'trust-gaps?type=part_whole&indicator=ins-01&area=se-9901-d2', 'trust-classes?area=se-9901-d2', 'effects?evaluation=ev-sam',
        'composite-indices?index=ix-inst&area=se-9901', 'benchmarks?indicator=ins-01&municipality=se-9901&peer_group=pg-demo10',
        'retentions?area=se-9902&period=2022,2023,2024', 'plan-progresses?plan=pl-norr', 'weakest-links?plan=pl-norr',
        'steering-reaches?plan=pl-norr',
    ),
}
PREFIX = 'tillit-bench %u '  # of lines in the log, so that statements are known by role
SENT = re.compile(r'^tillit-bench (\w+) LOG:  execute [^:]*: (.*?)\n(?:tillit-bench \w+ DETAIL:  parameters: (.*?)\n)?(?=tillit-bench |\Z)', re.S | re.M)
NOT_READING = re.compile(r'begin|commit|select set_config|select exists \(select from tillit\.migration')
PARAMETER = re.compile(r"\$(\d+) = (NULL|'(?:[^']|'')*')")
# The sessions of the service; an operator's is how it judges what an outsider may learn.
SESSION = f'-c timezone=UTC -c jit=off -c tillit.today={settings.TODAY}'
OPTIONS = {'tillit_public': SESSION, 'tillit_app': f'{SESSION} -c tillit.operator=on'}


def measure(stage, verdicts):
    if not stages.exists(DEMONSTRATION):
        database.create_demonstration(DEMONSTRATION)
    for name, analyses in ANALYSES.items():
        statements = sent(stage, name, analyses)
        with stage.service(name) as now:
            for analysis in analyses:
                with verdicts.part('P8'):
                    compare(stage, verdicts, now, name, analysis, statements[analysis])


def compare(stage, verdicts, now, name, analysis, statements):
    url = f'{now.base_url}/tillit/v1/analyses/{analysis}'
    alone = f'its {len(statements)} statements, prepared'
    with tempfile.TemporaryDirectory() as folder:
        scripts = write(statements, pathlib.Path(folder))
        figures = interleave({
            # one connection of a client that is as lean as pgbench: what a slower one takes of HTTP is not the service's
            'analysis': lambda: 1e3 / load.wrk_one(url, stage.seconds, 1),
            alone: lambda: sum(replay(stage, name, role, script) for role, script in scripts.items()),
        }, stage.rounds)
    verdicts.judge('P8', analysis.split('?')[0], 'ms', figures, Goal('analysis', alone, most=1.5))


def sent(stage, name, analyses):
    """The statements that read, as (role, text, parameters), of one request each."""
    set_logging(name, f"'{PREFIX}'", "set log_statement = 'all'")
    try:
        with stage.service(name) as logged:
            return {analysis: sent_by(logged, f'/tillit/v1/analyses/{analysis}') for analysis in analyses}
    finally:
        set_logging(name, 'default', 'reset log_statement')


def set_logging(name, prefix, statements):
    stages.sql('postgres', f'alter system set log_line_prefix = {prefix}')
    stages.sql('postgres', 'select pg_reload_conf()')
    for role in OPTIONS:
        stages.sql(name, f'alter role {role} in database {name} {statements}')


def sent_by(service, path):
    log = pathlib.Path(settings.PG_LOG)
    load.get_ms(service.api, path)  # what is asked once is not counted
    start = log.stat().st_size
    load.get_ms(service.api, path)
    with log.open(encoding='utf-8') as file:
        file.seek(start)
        found = SENT.findall(file.read())
    return [(role, text, PARAMETER.findall(parameters)) for role, text, parameters in found if not NOT_READING.match(text)]


def write(statements, folder):
    """{role: (a script of pgbench, its variables)}: parameters are variables, so that statements are prepared; it has no null ones."""
    scripts = {}
    for number, (role, text, parameters) in enumerate(statements):
        texts, values = scripts.setdefault(role, ([], {}))
        given = {place: value[1:-1].replace("''", "'") for place, value in parameters if value != 'NULL'}
        values.update({f'v{number}_{place}': value for place, value in given.items()})
        texts.append(re.sub(r'\$(\d+)', lambda found: f':v{number}_{found[1]}' if found[1] in given else 'null', text).rstrip().rstrip(';'))
    for role, (texts, _) in scripts.items():
        (folder / f'{role}.sql').write_text(';\n'.join(texts) + ';\n', encoding='utf-8')
    return {role: (folder / f'{role}.sql', values) for role, (_, values) in scripts.items()}


def replay(stage, name, role, script):
    path, values = script
    return 1e3 / load.pgbench(name, path, stage.seconds, user=role, values=values, options=OPTIONS[role])
