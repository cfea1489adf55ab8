"""P12: what a member of a municipality with many revisions waits for, beside the public's same request."""

from frame import load, stage as stages
from frame.rounds import Goal, interleave
from support import server, settings

API = '/tillit/v1/'
READS = {
    'first page': 'observations',
    'own indicator': 'observations?indicator=bi-103&area=se-1001&limit=100',
    'own municipality': 'observations?municipality=se-1001',
    'latest figures': 'observations?period=latest',
    "own municipality's CSV": 'observations?municipality=se-1001&format=csv',
}
AT_A_TIME = 5
REVISIONS = 200_000  # of se-1001; a small set gets fewer

# A revision of every figure of se-1001 (what P7 imports is of women) that has one, with one more success or one less.
REVISED = """
copy (select o.indicator, o.indicator_version, o.area, o.period, o.respondent_group, 'correction' as reason, r.n_invited, r.n_valid,
             least(r.x + {turn} % 2, r.n_valid) as x, round(100.0 * least(r.x + {turn} % 2, r.n_valid) / r.n_valid, 1) as value,
             'bench-source' as source
      from tillit.observation o join tillit.observation_revision r on r.observation = o.id and r.revision = 1
      where o.area = 'se-1001' and o.sex = '_T' and r.x is not null) to stdout (format csv, header)
"""


def revise(name, times):
    """Lets se-1001 hand in new revisions of all its figures, again and again; none is published."""
    for turn in range(1, times + 1):
        file = server.folder('bench') / 'observations.csv'
        file.write_text(stages.sql(name, REVISED.format(turn=turn)), encoding='utf-8')
        stages.program(name, 'import', file)
        stages.run(['rm', '-r', file.parent])
    stages.sql(name, 'vacuum analyze')


def measure(stage, verdicts):
    with stage.scratch('members') as name:
        revise(name, max(1, min(REVISIONS, stage.size.rows // 5) // (stage.size.indicators * 40)))
        count = int(stages.sql(name, "select count(*) from tillit.observation_revision where owner = 'se-1001'"))
        with stage.service(name) as now:
            compare(stage, verdicts, now.api, count)


def compare(stage, verdicts, api, count):
    key = {'authorization': f'Bearer {stage.key("reader")}'}
    for what, read in READS.items():
        figures = interleave({'member': several(api, API + read, key), 'the public': several(api, API + read, {})}, stage.rounds)
        verdicts.judge('P12', f'{what}, {count} own revisions', 'ms', figures, Goal('member', 'the public', most=2))


def several(api, path, headers):
    return lambda: load.milliseconds(lambda: [load.get_ms(api, path, **headers) for _ in range(AT_A_TIME)]) / AT_A_TIME
