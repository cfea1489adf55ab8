"""P13: a plan with a thousand goals in one POST beside \\copy and one statement into the same table."""

from frame import load, stage as stages
from frame.rounds import Goal, interleave

GOALS = 1000


def plan(code, **more):
    return {'code': code, 'municipality': 'se-1001', 'title': code, 'start_date': '2025-01-01', 'end_date': '2026-12-31', **more}


def measure(stage, verdicts):
    with stage.scratch('plans') as name, stage.service(name, TILLIT_REQUEST_DEADLINE_MS=600000) as now:
        editor = stage.person(now, 'editor')
        numbers = iter(range(1000))
        figures = interleave({
            'one POST': lambda: post(editor, f'pl-{next(numbers)}'),
            '\\copy and one statement': lambda: copied(editor, name, f'pl-{next(numbers)}'),
        }, stage.rounds)
    verdicts.judge('P13', f'a plan of {GOALS} goals', 'ms', figures, Goal('one POST', '\\copy and one statement', most=5))


def post(editor, code):
    goals = [{'code': f'{code}-g{n}', 'title': f'Goal {n}', 'result_level': 'outcome'} for n in range(GOALS)]
    return load.milliseconds(lambda: editor.create('plans', **plan(code, goals=goals)))


def copied(editor, name, code):
    editor.create('plans', **plan(code))
    rows = ''.join(f'{code}-g{n},Goal {n},outcome,{code}\n' for n in range(GOALS))
    return load.milliseconds(lambda: stages.sql(name, f"""
begin;
create temporary table staging (code text, title text, result_level text, plan text) on commit drop;
\\copy staging from stdin (format csv)
{rows}\\.
insert into tillit.goal (code, title, result_level, plan, municipality)
select s.code, s.title, s.result_level, s.plan, p.municipality from staging s join tillit.plan p on p.code = s.plan;
commit;
"""))
