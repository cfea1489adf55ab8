"""The attack on partial tables over HTTP: plays them, computes what each reader could, and counts."""

import collections
import multiprocessing.pool
import os
import traceback

import audience
import partial
from support import settings

BROKEN = ('told', 'small', 'difference', 'few', 'hidden', 'never', 'rest', 'limited')
COMPUTED = ('few', 'hidden', 'never', 'rest')
THREADS, AT_A_TIME = 3, 250
CONTROL_SHARE = 0.95


class Outcome:
    """Of a table: `findings`, {role: list}; `hidden` cells by role; how many releases were tried and refused."""

    def __init__(self, table):
        self.table, self.findings, self.hidden, self.relations = table, {}, {}, {}
        self.released = self.refused = self.narrow = self.of_bare = 0
        self.error = ''

    def broken(self, role=None):
        roles = [role] if role else self.findings
        return any(finding.kind in BROKEN for name in roles for finding in self.findings.get(name, ()))


def _start(task):
    stage, table = task
    play = audience.Play(stage, table)
    try:
        play.run()
    except Exception:  # a table that cannot be played fails; the others go on
        return play, traceback.format_exc()
    return play, ''


def _finish(started):
    play, error = started
    outcome = Outcome(play.table)
    outcome.released, outcome.refused, outcome.error = play.released, play.refused, error
    if error:
        return outcome
    try:
        play.end()
        _attack(play, outcome)
    except Exception:
        outcome.error = traceback.format_exc()
    return outcome


def _attack(play, outcome):
    done = []  # those who know the same compute the same
    for role, known in play.knowledge().items():
        outcome.hidden[role], outcome.relations[role] = len(known.hidden), len(known.shown)
        for other, findings in done:
            if known.same_as(other):
                outcome.findings[role] = findings
                break
        else:
            reader = play.outsider(known)
            outcome.findings[role] = reader.findings()
            narrow, exact = reader.narrow()
            outcome.narrow = max(outcome.narrow, narrow)
            outcome.findings[role] += exact if not outcome.findings[role] else []
            done.append((known, outcome.findings[role]))
    outcome.of_bare = any(finding.kind in COMPUTED for finding in play.outsider(play.bare()).findings())


def run(name, seeds, protected, order='race'):
    """The outcomes of these tables, some hundreds at a time in a service of their own."""
    for first in range(0, len(seeds), AT_A_TIME):
        yield from _run(f'{name}_{first}', seeds[first:first + AT_A_TIME], protected, order)


def _run(name, seeds, protected, order):
    stage = audience.Stage(f'tillit_partial_{os.getpid()}_{name}', protected, order)
    try:
        tables = [partial.draw(seed, stage.places) for seed in seeds]
        stage.prepare(tables)
        with multiprocessing.pool.ThreadPool(THREADS) as pool:
            started = pool.map(_start, [(stage, table) for table in tables], 1)
            yield from pool.imap_unordered(_finish, started)
    finally:
        stage.close()


def hidden_by(name, program, seeds):
    """How many cells this program hides of tables published whole: {seed: (cells, hidden, whether all answered all)}."""
    mine, settings.PROGRAM = settings.PROGRAM, program
    stage = audience.Stage(f'tillit_whole_{os.getpid()}_{name}')
    try:
        tables = [partial.draw(seed, stage.places, whole=True) for seed in seeds]
        stage.prepare(tables)
        with multiprocessing.pool.ThreadPool(THREADS) as pool:
            return dict(pool.map(_count_hidden, [(stage, table) for table in tables], 1))
    finally:
        stage.close()
        settings.PROGRAM = mine


class _Counted(audience.Play):
    """Read by the public alone, and once."""

    def look(self):
        self.readers['public'].observations('&limit=1000')


def _count_hidden(task):
    stage, table = task
    play = _Counted(stage, table)
    play.run()
    return table.seed, (len(play.figures), len(play.readers['public'].knowledge.hidden), table.is_exact())


def compare(programs, seeds):
    """Prints how many cells of whole tables each program hides, side by side."""
    counted = [hidden_by(i, program, seeds) for i, program in enumerate(programs)]
    for name, exact in (('where all answered all', True), ('where some left a question open', False)):
        some = [seed for seed in seeds if counted[0][seed][2] == exact]
        cells = sum(counted[0][seed][0] for seed in some)
        print(f'whole tables {name}: {len(some)}, {cells} cells')
        for program, of in zip(programs, counted):
            hidden = sum(of[seed][1] for seed in some)
            more, less = (sum(sign * (of[seed][1] - counted[0][seed][1]) > 0 for seed in some) for sign in (1, -1))
            print(f'  {program}: {hidden} hidden, {hidden / max(len(some), 1):.2f} a table; '
                  f'more than the first in {more} tables, fewer in {less}', flush=True)


def judge(outcomes):
    """Prints what came of protected tables; returns how many passed and failed."""
    outcomes = sorted(outcomes, key=lambda outcome: outcome.table.seed)
    for outcome in outcomes:
        _print_findings(outcome)
    bad = sum(outcome.broken() or bool(outcome.error) for outcome in outcomes)
    print(f'partial: {_summary(outcomes)}: {bad} tables broken', flush=True)
    for what in ('shape', 'story'):
        print('  broken by ' + what + ': ' + ', '.join(_share(outcomes, what)))
    for role in audience.ROLES:
        kinds = collections.Counter(finding.kind for outcome in outcomes for finding in outcome.findings.get(role, ()))
        hidden, relations = (sum(getattr(outcome, what).get(role, 0) for outcome in outcomes) for what in ('hidden', 'relations'))
        print(f'  {role:9} {relations} figures shown, {hidden} cells hidden ({hidden / max(len(outcomes), 1):.1f} a table): '
              f'{sum(outcome.broken(role) for outcome in outcomes)} tables broken; '
              + ', '.join(f'{kind} {kinds[kind]}' for kind in BROKEN), flush=True)
    return len(outcomes) - bad, bad


def _share(outcomes, what):
    for name in sorted({getattr(outcome.table, what) for outcome in outcomes}):
        some = [outcome for outcome in outcomes if getattr(outcome.table, what) == name]
        yield f'{name} {sum(outcome.broken() for outcome in some)} of {len(some)}'


def _summary(outcomes):
    released, refused, narrow = (sum(getattr(outcome, what) for outcome in outcomes) for what in ('released', 'refused', 'narrow'))
    bare = sum(bool(outcome.of_bare) for outcome in outcomes)
    return (f'{len(outcomes)} tables ({bare} would be broken by small groups alone hidden), {released} releases, {refused} refused, '
            f'{narrow} hidden cells known to less than two persons')


def _print_findings(outcome):
    table = outcome.table
    if outcome.error:
        print(f'FAILED seed {table.seed}: {outcome.error}', flush=True)
    printed = 0
    seen = set()
    for role, findings in outcome.findings.items():
        for finding in findings:
            if finding.kind in BROKEN and finding.text not in seen and printed < 3:
                seen.add(finding.text)
                printed += 1
                print(f'RECOVERED seed {table.seed} ({table.shape}, {table.story}) {role} {finding.kind}: {finding.text[:600]}', flush=True)


def judge_control(outcomes):
    """Small groups alone hidden: what could be computed must be."""
    outcomes = list(outcomes)
    for outcome in outcomes:
        if outcome.error:
            print(f'FAILED seed {outcome.table.seed}: {outcome.error}', flush=True)
    could = [outcome for outcome in outcomes if outcome.of_bare]
    broken = sum(outcome.broken() for outcome in could)
    share = broken / max(len(could), 1)
    print(f'partial, small groups alone: {broken} of {len(could)} tables that could be broken are, {100 * share:.1f} %, '
          f'of {len(outcomes)} tables', flush=True)
    good = share > CONTROL_SHARE and not any(outcome.error for outcome in outcomes)
    return int(good), int(not good)
