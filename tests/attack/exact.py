"""What follows exactly from sums of unknown numbers that are zero or more, without a verdict that rests on rounding.

The unknowns solve A·z = A·truth, z >= 0, where A holds whole numbers. A sum t·z has one value in all solutions just when,
among the unknowns that are not zero in every solution, t is a combination of rows of A. Which unknowns are zero in every
solution is found by one linear program and proved by whole numbers both ways: by a solution in which all the others are
positive, and by a combination of rows with no coefficient below zero that is zero in truth."""

import fractions
import math

import numpy
from scipy.optimize import linprog
from scipy.sparse import coo_matrix

Fraction = fractions.Fraction
MOST_DENOMINATOR = 5040


class Unproved(ArithmeticError):
    """The linear program's answer could not be confirmed by exact arithmetic."""


class System:
    """`truth`: a value of each unknown, zero or more. Rows are {unknown: coefficient}, each with a name."""

    def __init__(self, truth):
        self.truth, self.rows, self.names = truth, [], []

    def add(self, name, row):
        if row:
            self.rows.append(row)
            self.names.append(name)

    def matrix(self, columns):
        """The rows over these unknowns, {unknown: column}."""
        entries = [(i, columns[unknown], value) for i, row in enumerate(self.rows) for unknown, value in row.items()]
        i, j, value = zip(*entries) if entries else ((), (), ())
        return coo_matrix((value, (i, j)), shape=(len(self.rows), len(columns)), dtype=float).tocsr()


def _nearest(values):
    return [Fraction(float(value)).limit_denominator(MOST_DENOMINATOR) for value in values]


class Solved:
    """A system together with what is known of all its solutions."""

    def __init__(self, system):
        if any(value < 0 for value in system.truth.values()):
            raise ValueError('an unknown is below zero in truth')
        self._system = system
        self._merge()
        self._find_empty()
        self._reduced = None

    def _merge(self):
        """Unknowns that occur alike in all rows are one group."""
        column = {}
        for i, row in enumerate(self._system.rows):
            for unknown, value in row.items():
                column.setdefault(unknown, []).append((i, value))
        self._groups = {}
        for unknown, places in column.items():
            self._groups.setdefault(tuple(places), []).append(unknown)
        self._members = list(self._groups.values())
        self._group_of = {unknown: i for i, members in enumerate(self._members) for unknown in members}
        self._truth = [sum(self._system.truth[unknown] for unknown in members) for members in self._members]
        self._rows = [{} for _ in self._system.rows]
        for g, places in enumerate(self._groups):
            for i, value in places:
                self._rows[i][g] = value

    def _find_empty(self):
        """Groups that are zero in every solution. A direction d keeps all sums when A·d = 0; with it, what is zero in truth
        may grow. The most that can: maximise sum u, u <= 1, u <= d."""
        zero = [g for g, value in enumerate(self._truth) if value == 0]
        self.empty = set()
        if not zero:
            return
        width = len(self._members)
        extra = {g: width + i for i, g in enumerate(zero)}  # u of each; column g itself holds d - u
        entries = [(i, j, value) for i, row in enumerate(self._rows) for g, value in row.items()
                   for j in ((g, extra[g]) if g in extra else (g,))]
        i, j, value = zip(*entries)
        a = coo_matrix((value, (i, j)), shape=(len(self._rows), width + len(zero))).tocsr()
        bounds = [(0, None) if g in extra else (None, None) for g in range(width)] + [(0, 1)] * len(zero)
        cost = numpy.concatenate([numpy.zeros(width), -numpy.ones(len(zero))])
        # where one algorithm gives up, the other need not: what either says is proved afterwards
        for method in ('highs-ds', 'highs-ipm'):
            answer = linprog(cost, A_eq=a, b_eq=numpy.zeros(len(self._rows)), bounds=bounds, method=method)
            if answer.x is not None and answer.status == 0:
                break
        if answer.x is None:
            raise Unproved(answer.message)
        self.empty = {g for g in zero if answer.x[extra[g]] < 0.5}
        self._prove_others(answer.x, extra)
        self._prove_empty(answer.eqlin.marginals)

    def _prove_others(self, point, extra):
        d = _nearest([point[g] + (point[extra[g]] if g in extra else 0) for g in range(len(self._members))])
        grows = all(d[g] >= 0 and (g in self.empty or d[g] > 0) for g in extra)
        if not grows or any(sum(value * d[g] for g, value in row.items()) for row in self._rows):
            raise Unproved('no exact direction')

    def _prove_empty(self, marginals):
        if not self.empty:
            return
        weights = _nearest(-marginals)
        total = {}
        for weight, row in zip(weights, self._rows):
            if weight:
                for g, value in row.items():
                    total[g] = total.get(g, 0) + weight * value
        for g, value in enumerate(self._truth):
            sum_ = total.get(g, 0)
            if value > 0 and sum_ != 0 or sum_ < 0 or g in self.empty and sum_ <= 0:
                raise Unproved('no exact combination of rows')

    # --- combinations of rows

    def _reduce(self):
        """The rows in echelon form over the groups that are not empty: {pivot: (row, right side, combination)}."""
        self._reduced = {}
        for i, row in enumerate(self._rows):
            rest = {g: value for g, value in row.items() if g not in self.empty}
            right = sum(value * self._truth[g] for g, value in rest.items())
            rest, right, mix = self._without_pivots(rest, right, {i: 1})
            if rest:
                pivot = min(rest, key=lambda g: (abs(rest[g]), g))
                self._reduced[pivot] = (rest, right, mix)

    def _without_pivots(self, rest, right, mix):
        """Subtracts what is there until no pivot is left; everything stays whole. Scales all by one factor."""
        waiting = True
        while waiting:
            waiting = False
            for g in list(rest):
                if g in self._reduced and g in rest:
                    row, of_row, its_mix = self._reduced[g]
                    a, b = row[g], rest[g]
                    common = math.gcd(a, b)
                    a, b = a // common, b // common
                    rest = _combine(rest, a, row, -b)
                    mix = _combine(mix, a, its_mix, -b)
                    right = a * right - b * of_row
                    waiting = True
        return rest, right, mix

    def value(self, target):
        """The value that the sum {unknown: 1} has in all solutions and how it follows, or None: (value, {row's name: factor})."""
        sums = {}
        for unknown in target:
            if unknown not in self._group_of:
                return None  # no row speaks of it
            sums[self._group_of[unknown]] = sums.get(self._group_of[unknown], 0) + 1
        rest = {}
        for g, members in sums.items():
            if g not in self.empty:
                if members != len(self._members[g]):
                    return None
                rest[g] = 1
        if not rest:
            return Fraction(0), {}
        if self._reduced is None:
            self._reduce()
        rest, right, mix = self._without_pivots(rest, 0, {None: 1})
        if rest:
            return None
        scale = mix.pop(None)
        return Fraction(-right, scale), {self._system.names[i]: Fraction(-factor, scale) for i, factor in mix.items()}

    # --- intervals, by linear programming alone

    def interval(self, target):
        """Least and greatest value of a sum {unknown: 1} with rounding, the greatest maybe infinite."""
        columns = {unknown: i for i, unknown in enumerate(self._system.truth)}
        a = self._system.matrix(columns)
        b = numpy.array([sum(value * self._system.truth[unknown] for unknown, value in row.items()) for row in self._system.rows])
        cost = numpy.zeros(len(columns))
        for unknown in target:
            cost[columns[unknown]] = 1
        ends = []
        for sign in (1, -1):
            answer = linprog(sign * cost, A_eq=a, b_eq=b, bounds=(0, None), method='highs')
            ends.append(sign * answer.fun if answer.status == 0 else sign * -math.inf)
        return tuple(ends)


def _combine(first, a, second, b):
    out = {g: a * value for g, value in first.items()}
    for g, value in second.items():
        total = out.get(g, 0) + b * value
        if total:
            out[g] = total
        else:
            out.pop(g, None)
    return out
