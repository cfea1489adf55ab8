"""Rounds A B A B of contenders, and verdicts: the ratio of two of them beside the goal of the table of measures."""

import contextlib
import dataclasses
import statistics
import sys
import traceback


@dataclasses.dataclass
class Verdict:
    measure: str  # 'P4'
    what: str
    value: float
    unit: str
    against: str  # what it is compared with
    other: float
    ratio: float
    goal: str  # '>= 0.75'; '' for what is only shown
    reached: bool
    rounds: int
    load: float  # of the machine, one minute's average when judged


@dataclasses.dataclass
class Goal:
    """A bound for the ratio of `mine` to `other`: `least` for rates, `most` for times."""

    mine: str
    other: str
    least: float | None = None
    most: float | None = None

    def text(self):
        return f'>= {self.least:g}' if self.least is not None else f'<= {self.most:g}' if self.most is not None else ''

    def holds(self, ratio):
        return (self.least is None or ratio >= self.least) and (self.most is None or ratio <= self.most)


def interleave(contenders, count):
    """What each of {name: function} gave in each round: {name: [figure, ...]}."""
    figures = {name: [] for name in contenders}
    for _ in range(count):
        for name, act in contenders.items():
            figures[name].append(act())
    return figures


def one_minute_load():
    with open('/proc/loadavg', encoding='ascii') as file:
        return float(file.read().split()[0])


class Verdicts:
    """Collects what measures find, and says it at once."""

    def __init__(self):
        self.found, self.broken = [], []

    @contextlib.contextmanager
    def part(self, name):
        """What fails inside is told at the end; the rest is still worth taking."""
        try:
            yield
        except Exception as error:
            traceback.print_exc()
            self.broken.append(f'{name}: {error}'[:600])

    def judge(self, measure, what, unit, figures, *goals):
        """One verdict for each goal; a ratio is the median of the rounds' own ratios, which drift does not reach."""
        for goal in goals:
            mine, other = figures[goal.mine], figures[goal.other]
            ratio = statistics.median(a / b for a, b in zip(mine, other))
            self._add(measure, what, statistics.median(mine), unit, goal.other, statistics.median(other), ratio, goal.text(),
                      goal.holds(ratio), min(len(mine), len(other)))

    def judge_fixed(self, measure, what, unit, figures, most):
        """Against a bound that is no contender."""
        value = statistics.median(figures)
        self._add(measure, what, value, unit, 'the bound', most, value / most if most else value, '<= 1' if most else '<= 0', value <= most, len(figures))

    def _add(self, measure, what, *rest):
        verdict = Verdict(measure, what, *rest, one_minute_load())
        self.found.append(verdict)
        print(line(verdict), flush=True)


def number(value):
    return f'{value:,.0f}'.replace(',', ' ') if abs(value) >= 100 else f'{value:.3g}'


def line(verdict):
    mark = ' ' if not verdict.goal else 'ok' if verdict.reached else 'NO'
    return (f'{verdict.measure:4} {verdict.what:44} {number(verdict.value):>9} {verdict.unit:8} '
            f'{verdict.against:34} {number(verdict.other):>9}  x {verdict.ratio:6.3g}  {verdict.goal:8} {mark}')


def fail(what):
    print(f'bench: {what}', file=sys.stderr, flush=True)
