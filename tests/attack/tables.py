"""Random tables of people who answered: areas in a tree, respondent groups, sex, and what is released when.

A table is what a municipality would hand in for one indicator and period. Cells are named by (area, group, sex); a figure
is (n, x), where x is None when there is no numerator."""

import random

TOTAL = '_T'
EMPTY, SMALL = (0, 0), (1, 6)


class Table:
    """`parents`: per dimension, the parent of each code. `releases`: dictionaries cell -> figure, in order of publication.
    `thresholds`: k of each group. `homogeneous`: whether shares of 0 and 100 in small groups are hidden for themselves."""

    def __init__(self, parents, releases, thresholds, homogeneous):
        self.parents, self.releases = parents, releases
        self.thresholds, self.homogeneous = thresholds, homogeneous


def _areas(dice):
    parents = {'a': None}
    for i in range(dice.randint(2, 4)):
        district = f'a{i}'
        parents[district] = 'a'
        for j in range(dice.choice((0, 0, 2, 3))):
            parents[f'{district}{j}'] = district
    return parents


def _groups(dice):
    if dice.random() < 0.4:
        return {TOTAL: None}
    return {TOTAL: None} | {f'g{i}': TOTAL for i in range(dice.randint(2, 4))}


def _sexes(dice):
    return {TOTAL: None} | ({'F': TOTAL, 'M': TOTAL} if dice.random() < 0.5 else {})


def _leaves(parents):
    return [code for code in parents if code not in parents.values()]


def _ancestors(parents, code):
    while code is not None:
        yield code
        code = parents.get(code)


def _above(parents, cell):
    """The cell and all that it is part of."""
    area, group, sex = (list(_ancestors(tree, code)) for tree, code in zip(parents, cell))
    return [(a, g, s) for a in area for g in group for s in sex]


def _people(dice, parents, rest):
    """Numbers of the smallest cells. With `rest`, some people have an area or group that is no cell's."""
    area, group, sex = (_leaves(tree) for tree in parents)
    if rest:
        area, group = area + ['a?'], group + (['g?'] if len(group) > 1 else [])
    parents[0].setdefault('a?', 'a')
    parents[1].setdefault('g?', TOTAL)
    share = dice.choice((0, 0.03, 0.1, 0.2, 0.3, 0.5, 0.5, 0.7, 0.8, 0.95))
    scarce, scale = dice.uniform(0.05, 0.3), dice.choice((15, 40, 120))
    people = {}
    for cell in ((a, g, s) for a in area for g in group for s in sex):
        low, high = EMPTY if dice.random() < 0.04 else SMALL if dice.random() < scarce else (5, scale)
        n = dice.randint(low, high)
        local = share if dice.random() < 0.9 else dice.choice((0, 1))
        people[cell] = (n, sum(dice.random() < local for _ in range(n)))
    return people


def _sums(parents, people):
    sums = {}
    for cell, (n, x) in people.items():
        for whole in _above(parents, cell):
            old = sums.get(whole, (0, 0))
            sums[whole] = (old[0] + n, old[1] + x)
    return {cell: figure for cell, figure in sums.items() if '?' not in cell[0] + cell[1]}


def _corrected(dice, people):
    people = dict(people)
    for cell in dice.sample(sorted(people), dice.randint(1, min(3, len(people)))):
        n, x = people[cell]
        n = max(0, n + dice.choice((-12, -8, -6, -2, 0, 1, 6, 8, 12, 30)))
        people[cell] = (n, min(n, max(0, x + dice.choice((-2, -1, 0, 1, 2)))))
    return people


def _without_x(dice, cells):
    """Now and then no numerators at all, now and then some missing."""
    missing = dice.choice((0, 0, 0, 0, 0.05, 1))
    return {cell: (n, None if dice.random() < missing else x) for cell, (n, x) in cells.items()}


def draw(seed):
    dice = random.Random(seed)
    parents = [_areas(dice), _groups(dice), _sexes(dice)]
    people = _people(dice, parents, rest=dice.random() < 0.1)
    cells = _without_x(dice, _sums(parents, people))
    absent, lateness = dice.choice((0, 0, 0, 0.05)), dice.choice((0, 0, 0, 0.1))
    root = ('a', TOTAL, TOTAL)
    delivered = {cell for cell in sorted(cells) if cell == root or dice.random() >= absent}
    late = {cell for cell in sorted(delivered) if cell != root and dice.random() < lateness}
    releases = [{cell: cells[cell] for cell in sorted(delivered - late)}]
    second = {cell: cells[cell] for cell in sorted(late)}
    if dice.random() < 0.3:
        again = _sums(parents, _corrected(dice, people))
        for cell in sorted(delivered):
            n, x = again.get(cell, (0, 0))
            figure = (n, None if cells[cell][1] is None else x)
            if figure != cells[cell]:
                second[cell] = figure
    if second:
        releases.append(second)
    thresholds = {group: dice.choice((5, 5, 5, 10)) for group in parents[1]} | {TOTAL: 5}
    return Table(parents, releases, thresholds, homogeneous=dice.random() < 0.3)
