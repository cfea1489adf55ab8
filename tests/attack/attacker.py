"""An outsider with linear programming: n and x of every hidden cell are unknowns with 0 <= x <= n, every line is an
equation, every figure shown is a constant. What has one value in all solutions is recovered."""

import random

import numpy
from scipy.optimize import linprog
from scipy.sparse import coo_matrix

MOST_PEOPLE = 1e5
TOLERANCE = 1e-5


class _Program:
    def __init__(self, knowledge):
        self.columns = {}     # (cell or rest, 'n' or 'x') -> column
        self.bounds = []
        self.equal, self.sums = [], []
        self.below = []       # pairs: x <= n
        self._shown = knowledge.shown
        for number, has_x in knowledge.hidden.items():
            self._unknown(number, has_x)
        for i, (parent, children, with_x, complete) in enumerate(knowledge.lines):
            rest = [] if complete else [('rest', i)]
            if rest:
                self._unknown(rest[0], with_x)
            for figure in ('n', 'x')[:1 + with_x]:
                self._line([(parent, -1)] + [(child, 1) for child in children + rest], figure)

    def _unknown(self, name, has_x):
        for figure in ('n', 'x')[:1 + has_x]:
            self.columns[name, figure] = len(self.bounds)
            self.bounds.append((0, MOST_PEOPLE))
        if has_x:
            self.below.append((self.columns[name, 'x'], self.columns[name, 'n']))

    def _line(self, terms, figure):
        constant, row = 0, {}
        for name, sign in terms:
            if (name, figure) in self.columns:
                row[self.columns[name, figure]] = sign
            else:
                constant += sign * self._shown[name]['nx'.index(figure)]
        if row:
            self.equal.append(row)
            self.sums.append(-constant)

    @staticmethod
    def _matrix(rows, width):
        entries = [(i, j, value) for i, row in enumerate(rows) for j, value in row.items()]
        if not entries:
            return None
        i, j, value = zip(*entries)
        return coo_matrix((value, (i, j)), shape=(len(rows), width)).tocsr()

    def close(self):
        width = len(self.bounds)
        self.a_eq, self.b_eq = self._matrix(self.equal, width), numpy.array(self.sums) if self.sums else None
        self.a_ub = self._matrix([{x: 1, n: -1} for x, n in self.below], width)
        self.b_ub = numpy.zeros(len(self.below)) if self.below else None

    def minimum(self, weights):
        """A solution with the smallest sum of weights · unknowns."""
        answer = linprog(weights, A_eq=self.a_eq, b_eq=self.b_eq, A_ub=self.a_ub, b_ub=self.b_ub, bounds=self.bounds,
                         method='highs')
        if answer.x is None:
            raise ArithmeticError(answer.message)
        return answer.x


def _targets(knowledge, program):
    """What is sought: for each hidden cell n, and where there is an x also x and n - x, as weights of columns."""
    for number, has_x in knowledge.hidden.items():
        n = program.columns[number, 'n']
        yield (number, 'n'), {n: 1}
        if has_x:
            x = program.columns[number, 'x']
            yield (number, 'x'), {x: 1}
            yield (number, 'n - x'), {n: 1, x: -1}


def recover(knowledge, seed=0):
    """Returns {(number of the hidden revision, figure): value}."""
    if not knowledge.hidden:
        return {}
    program = _Program(knowledge)
    program.close()
    width, dice = len(program.bounds), random.Random(seed)
    left = dict(_targets(knowledge, program))
    base = program.minimum([dice.uniform(-1, 1) for _ in range(width)])

    def value(target, point):
        return sum(sign * point[column] for column, sign in target.items())

    def separate(point):
        for name, target in list(left.items()):
            if abs(value(target, point) - value(target, base)) > TOLERANCE:
                del left[name]

    for _ in range(3):  # a random pair of ends tells most of them apart
        weights = numpy.zeros(width)
        for target in left.values():
            for column, sign in target.items():
                weights[column] += sign * dice.uniform(-1, 1)
        for sign in (1, -1):
            separate(program.minimum(sign * weights))
        if not left:
            return {}
    recovered = {}
    for name in list(left):
        if name not in left:
            continue
        weights = numpy.zeros(width)
        for column, sign in left[name].items():
            weights[column] = sign
        target = left[name]
        for sign in (1, -1):
            separate(program.minimum(sign * weights))
        if name in left:
            recovered[name] = value(target, base)
    return recovered
