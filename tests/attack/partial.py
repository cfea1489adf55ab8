"""Tables as municipalities publish them: parts of what could be published, in several releases.

draw(seed, places) gives a Table: what is handed in when, and for whom."""

import itertools
import random

import population
from population import AGE, AREA, GROUP, SEX, TOTAL

MOST_CELLS, MOST_WHOLE = 130, 400


class Release:
    """`figures`: cell -> (n, x), x None without a numerator. `epoch`: which counting of the people they are of.
    `embargo_s`: seconds, or None. `together`: published at the same moment as the release before."""

    def __init__(self, figures, audience='public', epoch=0, embargo_s=None, together=False, withdrawn=False):
        self.figures, self.audience, self.epoch = figures, audience, epoch
        self.embargo_s, self.together, self.withdrawn = embargo_s, together, withdrawn


class Table:
    """`counts`: of each epoch, the people. `excess`: what a cell's atoms have more than its figure, {cell: (n, x)}.
    `shape` and `story` say what was drawn."""

    def __init__(self, seed, people, shape, story):
        self.seed, self.population, self.shape, self.story = seed, people, shape, story
        self.counts, self.excess, self.releases = [people.people], {}, []
        self.by_value = False  # whether numerators are not handed in, but follow from the shares
        self.complete = []  # of each further epoch, whether all that has changed was released anew

    def truth(self, cell, epoch):
        return self.population.figure(cell, self.counts[epoch])

    def is_exact(self):
        return not self.population.open_in and not self.excess


# --- which cells are published

def _pattern(people, cell):
    """The kind of a cell: the level of its area, and where it is not a total."""
    place = people.place
    group = 'total' if cell[GROUP] == TOTAL else 'employee' if cell[GROUP] == 'employee' else 'group'
    return place.level(cell[AREA]), group, cell[SEX] != TOTAL, cell[AGE] != TOTAL


def _root(people):
    groups = people.leaves[GROUP]
    return (people.place.code, TOTAL if TOTAL in groups else next(iter(groups)), TOTAL, TOTAL)


def _depth(people, cell):
    """How many dimensions are divided."""
    level, group, sex, age = _pattern(people, cell)
    return (level != 'municipality') + (group != 'total' and TOTAL in people.leaves[GROUP]) + sex + age


def _whole(dice, people):
    return set(people.cells())


def _levels(dice, people):
    """All of it, or nothing but areas; branches are left out below."""
    cells = set(people.cells())
    if dice.random() < 0.6:
        root = _root(people)
        cells = {cell for cell in cells if cell[1:] == root[1:]}
    return cells


def _no_margins(dice, people):
    """The grand total and the cells that are divided most, of one level of areas."""
    areas = dice.choice(people.place.divisions())
    of_level = [cell for cell in people.cells() if cell[AREA] in areas]
    most = max(_depth(people, cell) for cell in of_level)
    return {_root(people)} | {cell for cell in of_level if _depth(people, cell) == most}


def _one_side(dice, people):
    """The grand total, the cells divided in two ways, and the totals of one of these at most."""
    root = _root(people)
    parts = {d: set(codes) - {root[d], 'employee'} for d, codes in enumerate(people.leaves)}
    parts[AREA] = dice.choice(people.place.divisions()[1:])
    divided = [d for d, codes in parts.items() if codes]
    if len(divided) < 2:
        return _no_margins(dice, people)
    two = dice.sample(divided, 2)

    def cross(dimensions):
        return set(itertools.product(*(sorted(parts[d]) if d in dimensions else [code] for d, code in enumerate(root))))
    sides = [cross([d]) for d in two]
    return {root}.union(cross(two), *dice.sample(sides, dice.choice((0, 1))))


def _some_margins(dice, people):
    cells = list(people.cells())
    share = dice.uniform(0.3, 0.8)
    kept = {pattern for pattern in sorted({_pattern(people, cell) for cell in cells}, key=str) if dice.random() < share}
    return {cell for cell in cells if _pattern(people, cell) in kept} | ({_root(people)} if dice.random() < 0.9 else set())


def _some_cells(dice, people):
    share = dice.uniform(0.5, 0.95)
    return {cell for cell in people.cells() if dice.random() < share} | {_root(people)}


SHAPES = {'whole': _whole, 'levels': _levels, 'no margins': _no_margins, 'one side': _one_side, 'some margins': _some_margins,
          'some cells': _some_cells}
WEIGHTS = (1, 4, 3, 3, 4, 3)


def _prune(dice, people, cells):
    """In every district its own cells, its parts' or neither are left out."""
    place = people.place
    for district in [code for code, kind in place.types.items() if kind == 'district']:
        parts = {code for code, parent in place.parents.items() if parent == district}
        homes = {code for code in parts if place.types[code] == 'neighbourhood'}
        out = dice.choices((set(), parts, {district}, parts - homes, parts | {district}), (3, 2, 5 if homes else 0, 1, 0.2))[0]
        cells = {cell for cell in cells if cell[AREA] not in out}
    return cells


def _thin(dice, people, cells):
    """No more than can be published in good time: whole kinds of cells go."""
    while len(cells) > MOST_CELLS:
        root = _pattern(people, _root(people))
        kinds = sorted({_pattern(people, cell) for cell in cells} - {root}, key=str)
        gone = dice.choice(kinds)
        left = {cell for cell in cells if _pattern(people, cell) != gone}
        if len(left) < 10:
            return set(dice.sample(sorted(cells), MOST_CELLS))
        cells = left
    return cells


def _lose(dice, people, cells):
    """A cell or two are absent; now and then all of one group."""
    inner = sorted(cells - {_root(people)})
    if dice.random() < 0.2 and len(inner) > 3:
        cells = cells - set(dice.sample(inner, dice.randint(1, 2)))
    groups = sorted(set(people.leaves[GROUP]) - {TOTAL})
    if len(groups) > 1 and dice.random() < 0.15:
        lost = dice.choice(groups)
        cells = {cell for cell in cells if cell[GROUP] != lost}
    return cells


def _choose(dice, people, shape):
    cells = SHAPES[shape](dice, people)
    if shape == 'levels' or shape != 'whole' and dice.random() < 0.3:
        cells = _prune(dice, people, cells)
    cells = _thin(dice, people, cells)
    return _protect_worthy(dice, people, cells if shape == 'whole' else _lose(dice, people, cells))


def _draw_people(dice, place, whole):
    """People and which cells are published of them."""
    for _ in range(8):
        people = population.Population(dice, place)
        shape = 'whole' if whole else dice.choices(list(SHAPES), WEIGHTS)[0]
        cells = set(people.cells()) if whole else _choose(dice, people, shape)
        if 3 < len(cells) <= MOST_WHOLE:
            break
    return people, shape, cells


def _above(people, cell):
    """The cells that a cell is directly part of."""
    area, group, sex, age = cell
    wholes = [(people.place.parents[area], *cell[1:])] if people.place.parents[area] else []
    if group != TOTAL and TOTAL in people.leaves[GROUP]:
        wholes.append((area, 'employee' if group in ('caseworker', 'provider') else TOTAL, sex, age))
    return wholes + [(area, group, TOTAL, age)] * (sex != TOTAL) + [(area, group, sex, TOTAL)] * (age != TOTAL)


def _protect_worthy(dice, people, cells):
    """Sees to it that there is something to protect, rather where what a cell is part of is not published. Now and then it
    is the one cell that is not published itself. Returns the cells, none if it could not."""
    inner = sorted(cells - {_root(people)}, key=lambda cell: (len(people.atoms_of(cell)), cell))
    if not inner:
        return set()
    orphans = [cell for cell in inner if people.place.level(cell[AREA]) != 'unit' and not cells & set(_above(people, cell))]
    chosen = dice.choice(orphans if orphans and dice.random() < 0.7 else inner[:len(inner) // 2 + 1])
    small = any(0 < people.figure(cell)[0] < population.k_of(cell) for cell in inner)
    if not small or dice.random() < 0.5:
        people.thin_out(dice, chosen)
        if dice.random() < 0.12:
            cells = cells - {chosen}
    return cells


# --- when, and for whom

def _split(dice, table, figures):
    """Two parts of a table: at random, or all but a branch and then that."""
    cells = sorted(figures)
    root = _root(table.population)
    if dice.random() < 0.5:
        branch = dice.choice(sorted({cell[AREA] for cell in cells} - {root[AREA]}) or [root[AREA]])
        later = {cell for cell in cells if cell[AREA].startswith(branch) and cell != root}
    else:
        share = dice.uniform(0.2, 0.7)
        later = {cell for cell in cells if dice.random() < share and cell != root}
    if not later or len(later) == len(cells):
        later = set(cells[-1:])
    return ({cell: figures[cell] for cell in cells if cell not in later}, {cell: figures[cell] for cell in cells if cell in later})


def _again(dice, figures):
    """Some of a release's cells, to be released once more."""
    if dice.random() < 0.5:
        return {}
    return {cell: figures[cell] for cell in dice.sample(sorted(figures), dice.randint(1, len(figures)))}


def _single(dice, table, figures):
    return [Release(figures)]


def _two(first, second, repeats=False, **more):
    def releases(dice, table, figures):
        early, late = _split(dice, table, figures)
        if repeats:
            late = late | _again(dice, early)
        a = Release(early, first, embargo_s=dice.choice((6, 14)) if more.get('embargo') else None, withdrawn=more.get('withdrawn', False))
        return [a, Release(late, second, together=more.get('together', False))]
    return releases


def _three(dice, table, figures):
    early, late = _split(dice, table, figures)
    if len(late) < 2:
        return [Release(early), Release(late)]
    middle, late = _split(dice, table, late)
    return [Release(part, dice.choice(('public', 'public', 'partners', 'internal')), withdrawn=dice.random() < 0.2,
                    embargo_s=dice.choice((None, None, None, 8))) for part in (early, middle, late)]


STORIES = {'single': _single, 'earlier': _two('public', 'public'), 'embargo': _two('public', 'public', embargo=True),
           'withdrawn': _two('public', 'public', True, withdrawn=True), 'partners first': _two('partners', 'public', True),
           'public first': _two('public', 'partners', True), 'internal first': _two('internal', 'public', True),
           'together': _two('public', 'public', together=True), 'three': _three}
STORY_WEIGHTS = (5, 2, 2, 2, 2, 1.5, 2, 2, 2)


def _correct(dice, table, figures, with_x):
    """A release of corrected counts: of all that has changed, or only of some of it."""
    table.counts.append(table.population.corrected(dice))
    complete = dice.random() < 0.6
    changed = {}
    for cell in sorted(figures):
        n, x = table.truth(cell, 1)
        figure = (n, x if with_x[cell] else None)
        if figure != figures[cell] and (complete or dice.random() < 0.5):
            changed[cell] = figure
    table.complete.append(complete)
    if changed:
        table.releases.append(Release(changed, dice.choice(('public', 'public', 'public', 'partners')), epoch=1))


def _other_source(dice, table, cells):
    """The totals of the municipality come from elsewhere: one or two persons fewer than their parts."""
    totals = [cell for cell in sorted(cells) if cell[AREA] == table.population.place.code and cell[2:] == (TOTAL, TOTAL)]
    for cell in totals:
        n, x = table.truth(cell, 0)
        less = dice.randint(1, 2)
        of_x = min(x, dice.randint(max(0, less - (n - x)), less))
        if n - less >= population.k_of(cell) and less - of_x <= n - x:
            table.excess[cell] = (less, of_x)


def draw(seed, places, whole=False):
    """`whole`: a table published whole, at once, for everybody."""
    dice = random.Random(f'partial {seed}')
    place = places[seed % len(places)]
    people, shape, cells = _draw_people(dice, place, whole)
    story = 'single' if whole else dice.choices(list(STORIES), STORY_WEIGHTS)[0]
    table = Table(seed, people, shape, story)
    numerators = dice.choices((1, 0, 0.7), (8, 1.5, 0.7))[0]
    table.by_value = numerators == 1 and dice.random() < 0.1
    with_x = {cell: dice.random() < numerators for cell in sorted(cells)}
    if not whole and not people.open_in and dice.random() < 0.06:
        _other_source(dice, table, cells)
    figures = {}
    for cell in sorted(cells):
        (n, x), (less, of_x) = table.truth(cell, 0), table.excess.get(cell, (0, 0))
        figures[cell] = (n - less, x - of_x if with_x[cell] else None)
    table.releases = STORIES[story](dice, table, figures)
    if not whole and not table.excess and dice.random() < 0.15:
        _correct(dice, table, figures, with_x)
    return table
