"""Persons who answered, counted by the smallest groups that can be told apart, and every group that is a sum of these.

A coordinate is (area, respondent group, sex, age band). An *atom* has one leaf of each dimension; a *cell* has one code of
each, and consists of the atoms whose leaves belong to its codes. Leaves of persons who left a question open ('?') belong to
the totals only. Units (schools) divide a district in another way than its neighbourhoods: such leaves are pairs."""

import itertools
import random

TOTAL, OPEN = '_T', '?'
K, K_BY_GROUP = 5, {'youth': 10}
AREA, GROUP, SEX, AGE = range(4)
BANDS = ('Y16-29', 'Y30-49', 'Y50-64', 'Y65-')


def k_of(cell):
    return K_BY_GROUP.get(cell[GROUP], K)


class Place:
    """A municipality with its districts, neighbourhoods and units: `types` of areas and their `parents`, by code."""

    def __init__(self, code):
        dice = random.Random(f'place {code}')
        self.code, self.types, self.parents = code, {code: 'municipality'}, {code: None}
        self.leaves = {code: set()}  # of each area
        for letter in 'abcd'[:dice.randint(2, 4)]:
            self._district(dice, f'{code}-{letter}')

    def _district(self, dice, district):
        self._area(district, 'district', self.code)
        homes = [self._area(f'{district}{i}', 'neighbourhood', district) for i in range(dice.choice((0, 2, 2, 3)))]
        units = [self._area(f'{district}-u{i}', 'unit', district) for i in range(dice.choice((0, 0, 0, 2)))]
        for home, unit in itertools.product(homes or [district], units + ['-'] if units else ['-']):
            for area in {self.code, district, home, unit} - {'-'}:
                self.leaves[area].add((home, unit))

    def _area(self, code, area_type, parent):
        self.types[code], self.parents[code], self.leaves[code] = area_type, parent, set()
        return code

    def divisions(self):
        """Sets of areas that are the municipality: itself, its districts, and where there are any their neighbourhoods."""
        districts = [code for code, kind in self.types.items() if kind == 'district']
        homes = {district: [code for code, parent in self.parents.items() if parent == district and self.types[code] == 'neighbourhood']
                 for district in districts}
        return [{self.code}, set(districts), {code for district in districts for code in homes[district] or [district]}]

    def with_units(self):
        return sorted({self.parents[code] for code, kind in self.types.items() if kind == 'unit'})

    def level(self, area):
        return self.types[area]


def _flat(codes):
    return {TOTAL: set(codes)} | {code: {code} for code in codes}


def _groups(dice):
    """The groups asked: most often one, else some with their total, now and then the tree of employees."""
    drawn = dice.random()
    if drawn < 0.55:
        return {'resident': {'resident'}}
    if drawn < 0.85:
        return _flat(dice.sample(('resident', 'user', 'manager', 'youth'), dice.randint(2, 3)))
    return _flat(('caseworker', 'provider', 'resident')) | {'employee': {'caseworker', 'provider'}}


class Population:
    """`leaves[dimension][code]`: the leaves of each code. `people[atom]`: (n, x). `open_in`: dimensions in which some left
    the question open; `few_open`: whether these are two persons at most."""

    def __init__(self, dice, place):
        self.place = place
        sexes = _flat(('F', 'M')) if dice.random() < 0.65 else {TOTAL: {TOTAL}}
        ages = _flat(BANDS[:dice.randint(2, 4)]) if dice.random() < 0.4 else {TOTAL: {TOTAL}}
        self.leaves = [dict(place.leaves), _groups(dice), sexes, ages]
        if self._size() > 260:
            self.leaves[AGE] = {TOTAL: {TOTAL}}
        self._people(dice)
        self.open_in, self.few_open = (), False
        drawn = dice.random()
        if drawn < 0.16:
            self._leave_open(dice, few=drawn < 0.08)

    def _size(self):
        size = 1
        for leaves in self.leaves:
            size *= len(set().union(*leaves.values()))
        return size

    def _atoms(self):
        return itertools.product(*(sorted(set().union(*leaves.values())) for leaves in self.leaves))

    def _people(self, dice):
        share = dice.choice((0.05, 0.2, 0.4, 0.5, 0.6, 0.8, 0.95))
        scarce, scale = dice.choice((0, 0, dice.uniform(0.02, 0.2))), dice.choice((12, 25, 60))
        self.people = {}
        for atom in self._atoms():
            drawn = dice.random()
            n = 0 if drawn < 0.2 * scarce else dice.randint(1, 4) if drawn < 1.2 * scarce else dice.randint(5, scale)
            local = share if dice.random() < 0.9 else dice.choice((0, 1))
            self.people[atom] = (n, sum(dice.random() < local for _ in range(n)))

    def thin_out(self, dice, cell):
        """Leaves but a few people in a cell."""
        atoms = self.atoms_of(cell)
        for atom in atoms:
            self.people[atom] = (0, 0)
        n = dice.randint(1, K - 1)
        self.people[dice.choice(atoms)] = (n, dice.randint(0, n))

    def _leave_open(self, dice, few):
        can = [d for d in (AREA, SEX, AGE) if len(self.leaves[d]) > 1]
        if not can:
            return
        self.open_in, self.few_open = tuple(dice.sample(can, 1 if few else min(len(can), dice.randint(1, 2)))), few
        atoms = list(self._atoms())
        for dimension in self.open_in:
            total = self.place.code if dimension == AREA else TOTAL
            self.leaves[dimension] = self.leaves[dimension] | {total: self.leaves[dimension][total] | {OPEN}}
            lacking = sorted({atom[:dimension] + (OPEN,) + atom[dimension + 1:] for atom in atoms}, key=repr)
            for atom in dice.sample(lacking, 1) if few else lacking:
                n = dice.randint(1, 2) if few else dice.choice((0, 0, 1, 2, 4, 7))
                self.people[atom] = (n, dice.randint(0, n))

    # --- sums

    def cells(self):
        """Every cell there is a code for."""
        return itertools.product(*self.leaves)

    def atoms_of(self, cell):
        parts = (sorted(leaves[code], key=repr) for leaves, code in zip(self.leaves, cell))
        return [atom for atom in itertools.product(*parts) if atom in self.people]

    def figure(self, cell, people=None):
        people = people or self.people
        figures = [people[atom] for atom in self.atoms_of(cell)]
        return sum(n for n, _ in figures), sum(x for _, x in figures)

    def rests(self):
        """Atoms that a code leaves over, by what else is known of them: of those who left a question open, and of those who
        belong to no unit of a district that has some."""
        over = [(dimension, OPEN, {OPEN}) for dimension in self.open_in]
        over += [(AREA, district, {leaf for leaf in self.place.leaves[district] if leaf[1] == '-'}) for district in self.place.with_units()]
        for dimension, name, leaves in over:
            named = [{name: leaves} if d == dimension else codes for d, codes in enumerate(self.leaves)]
            for cell in itertools.product(*named):
                parts = [codes[code] for codes, code in zip(named, cell)]
                yield cell, [atom for atom in itertools.product(*parts) if atom in self.people]

    def corrected(self, dice):
        """The same people after a correction: some are counted otherwise."""
        people = dict(self.people)
        answered = sorted(atom for atom in people if OPEN not in atom)
        for atom in dice.sample(answered, dice.randint(1, min(3, len(answered)))):
            n, x = people[atom]
            n = max(0, n + dice.choice((-9, -6, -2, -1, 1, 2, 6, 9, 20)))
            people[atom] = (n, min(n, max(0, x + dice.choice((-2, -1, 0, 1, 2)))))
        return people
