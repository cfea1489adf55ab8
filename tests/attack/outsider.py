"""What somebody can compute who was shown some figures of a table and knows how its cells are made of people.

Unknown are the numbers of persons of each atom (population.py): x who said yes and y who did not, at each counting (epoch).
A figure shown is an equation; a cell that a correction left as it was has one value before and after it."""

from exact import Solved, System

import population

TOLERANCE, NARROW = 1e-6, 2


class Knowledge:
    """Of one reader: `shown`, {(cell, revision): (n, x or None)}; `hidden`, {(cell, revision)}: known to be there;
    `told`, what no sum is needed for, in words."""

    def __init__(self):
        self.shown, self.hidden, self.told = {}, set(), []

    def joined(self, other):
        both = Knowledge()
        both.shown = self.shown | other.shown
        both.hidden = (self.hidden | other.hidden) - set(both.shown)
        both.told = self.told + other.told
        return both

    def same_as(self, other):
        return (self.shown, self.hidden, self.told) == (other.shown, other.hidden, other.told)


class Finding:
    """`kind`: told; small or difference, of figures shown; few (less than k persons), hidden, never (published) or rest, of what
    is computed; limited, the same if hardly anybody left a question open. `text` says it with the value and the relation."""

    def __init__(self, kind, text):
        self.kind, self.text = kind, text


class Outsider:
    """`epoch_of`: of each (cell, revision); `with_x`: whether those hidden have a numerator, {(cell, revision): bool}."""

    def __init__(self, table, knowledge, epoch_of, with_x):
        self._table, self._known, self._epoch_of, self._with_x = table, knowledge, epoch_of, with_x
        self._atoms = {}

    def findings(self):
        found = [Finding('told', text) for text in self._known.told] + list(self._small()) + list(self._differences())
        return found + list(self._computed())

    # --- what needs no program

    def _small(self):
        for (cell, revision), (n, _) in sorted(self._known.shown.items()):
            if 0 < n < population.k_of(cell):
                yield Finding('small', f'{cell} revision {revision} shows n = {n}')

    def _differences(self):
        """A few persons are what two shown revisions of a cell differ by."""
        by_cell = {}
        for (cell, revision), (n, _) in sorted(self._known.shown.items()):
            for before, old in by_cell.setdefault(cell, []):
                if 0 < abs(n - old) < population.k_of(cell):
                    yield Finding('difference', f'{cell} revision {revision} less {before}: {n} - {old}')
            by_cell[cell].append((revision, n))

    # --- the program

    def _atoms_of(self, cell):
        if cell not in self._atoms:
            self._atoms[cell] = self._table.population.atoms_of(cell)
        return self._atoms[cell]

    def _epochs(self):
        return sorted({self._epoch_of[key] for key in self._known.shown} | {self._epoch_of[key] for key in self._known.hidden})

    def _system(self, figures, limits=False):
        """Of the figures 'x', 'y' or both ('n' where no one has a numerator). With `limits` no more than two persons left a
        question open."""
        system = System({})
        for epoch in self._epochs():
            for atom, (n, x) in self._table.counts[epoch].items():
                for figure in figures:
                    system.truth[epoch, atom, figure] = {'x': x, 'y': n - x, 'n': n}[figure]
        self._add_shown(system, figures)
        self._add_unchanged(system, figures)
        if limits:
            self._add_limits(system, figures)
        return system

    def _terms(self, system, cell, epoch, figures):
        row = {(epoch, atom, figure): 1 for atom in self._atoms_of(cell) for figure in figures}
        if cell in self._table.excess:
            for figure in figures:
                row[self._excess(system, cell, figure)] = -1
        return row

    def _excess(self, system, cell, figure):
        """What the parts of a cell from another source have more than it."""
        less, of_x = self._table.excess[cell]
        unknown = ('excess', cell, figure)
        if unknown not in system.truth:
            system.truth[unknown] = {'x': of_x, 'y': less - of_x, 'n': less}[figure]
            spare = ('spare', cell, figure)
            system.truth[spare] = 2 - system.truth[unknown]
            system.add(('at most 2', cell, figure), {unknown: 1, spare: 1})
        return unknown

    def _add_shown(self, system, figures):
        for (cell, revision), (n, x) in sorted(self._known.shown.items()):
            epoch = self._epoch_of[cell, revision]
            if x is None or figures == ('n',):
                if figures != ('x',) and figures != ('y',):
                    system.add((cell, revision, 'n'), self._terms(system, cell, epoch, figures))
            else:
                for figure in figures:
                    system.add((cell, revision, figure), self._terms(system, cell, epoch, (figure,)))

    def _add_unchanged(self, system, figures):
        epochs = self._epochs()
        for before, after in zip(epochs, epochs[1:]):
            if not self._table.complete[after - 1]:
                continue
            for cell in sorted({cell for cell, _ in [*self._known.shown, *self._known.hidden]}):
                if self._table.truth(cell, before) == self._table.truth(cell, after):
                    for figure in figures:
                        row = {(after, atom, figure): 1 for atom in self._atoms_of(cell)}
                        row |= {(before, atom, figure): -1 for atom in self._atoms_of(cell)}
                        system.add((cell, 'unchanged', figure), row)

    def _add_limits(self, system, figures):
        for epoch in self._epochs():
            lacking = [atom for atom in self._table.counts[epoch] if population.OPEN in atom]
            if lacking:
                spare = ('spare', epoch)
                system.truth[spare] = 2 - sum(self._table.counts[epoch][atom][0] for atom in lacking)
                row = {(epoch, atom, figure): 1 for atom in lacking for figure in figures}
                system.add(('at most 2 open', epoch, 'n'), row | {spare: 1})

    def _systems(self):
        """Ways of writing the system: split where x and y have nothing to do with one another."""
        keys = [x is not None for _, x in self._known.shown.values()] + [self._with_x[key] for key in self._known.hidden]
        if all(keys):
            return ('x',), ('y',)
        return (('x', 'y'),) if any(keys) else (('n',),)

    def _shown_cells(self):
        return {(cell, self._epoch_of[cell, revision]) for cell, revision in self._known.shown}

    def _sought(self):
        """Hidden revisions, but for those whose count is shown in another release."""
        shown = self._shown_cells()
        return [key for key in sorted(self._known.hidden) if (key[0], self._epoch_of[key]) not in shown]

    def _same(self, cell, epoch):
        """The epochs at which a cell has the figure that it has at this one."""
        return [other for other in self._epochs() if self._table.truth(cell, other) == self._table.truth(cell, epoch)]

    def _targets(self):
        """(kind, cell, epoch, name, atoms) of all that is to stay unknown."""
        seen = self._shown_cells()
        for cell, revision in self._sought():
            epoch, n = self._epoch_of[cell, revision], self._table.truth(cell, self._epoch_of[cell, revision])[0]
            seen.add((cell, epoch))
            kind = 'few' if 0 < n < population.k_of(cell) else 'hidden'
            yield kind, cell, epoch, f'{cell} revision {revision}', self._atoms_of(cell), self._with_x[cell, revision]
        for epoch in self._epochs():
            for cell in self._table.population.cells():
                n = self._table.truth(cell, epoch)[0]
                if 0 < n < population.k_of(cell) and not any((cell, other) in seen for other in self._same(cell, epoch)):
                    yield 'never', cell, epoch, f'{cell}, never published,', self._atoms_of(cell), False
            for cell, atoms in self._table.population.rests():
                n = sum(self._table.counts[epoch][atom][0] for atom in atoms)
                if 0 < n < population.k_of(cell):
                    yield 'rest', cell, epoch, f'{cell}, in no cell,', atoms, False

    def _computed(self):
        if not self._known.shown:
            return
        solved = {figures: Solved(self._system(figures)) for figures in self._systems()}
        for kind, cell, epoch, name, atoms, with_x in self._targets():
            answer = self._value(solved, epoch, atoms, with_x)
            if answer is not None:
                figure, value, how = answer
                yield Finding(kind, f'{name} {figure} = {value}: {_relation(how)}')

    @staticmethod
    def _value(solved, epoch, atoms, with_x):
        """(figure, value, relation) of the first figure that follows, n before its parts."""
        def of(figures, wanted):
            return solved[figures].value([(epoch, atom, figure) for atom in atoms for figure in wanted])
        if ('x',) in solved:
            x = of(('x',), 'x')
            y = of(('y',), 'y') if x is not None or with_x else None
            if x is not None and y is not None:
                return 'n', x[0] + y[0], x[1] | y[1]
            if with_x and x is not None:
                return 'x', *x
            return ('n - x', *y) if with_x and y is not None else None
        (figures,) = solved
        for name, wanted in (('n', figures), ('x', 'x'), ('n - x', 'y')) if with_x else (('n', figures),):
            answer = of(figures, wanted)
            if answer is not None:
                return name, *answer
        return None

    # --- somebody who takes it that hardly anybody left a question open

    def narrow(self):
        """Of hidden cells, how many n such a reader knows to less than two persons, and findings of those known exactly."""
        if not self._known.shown or not (self._table.population.few_open or self._table.excess):
            return 0, []
        split = self._systems()
        figures = ('n',) if split == (('n',),) else ('x', 'y')
        solved = Solved(self._system(figures, limits=True))
        narrow, exact = 0, []
        for cell, revision in self._sought():
            target = [(self._epoch_of[cell, revision], atom, figure) for atom in self._atoms_of(cell) for figure in figures]
            low, high = solved.interval(target)
            narrow += high - low < NARROW - TOLERANCE
            answer = solved.value(target)
            if answer is not None:
                exact.append(Finding('limited', f'{cell} revision {revision} n = {answer[0]} if two persons at most left a question '
                                               f'open: {_relation(answer[1])}'))
        return narrow, exact


def _relation(how):
    """A combination of what was shown, in words."""
    words = []
    for (cell, revision, figure), factor in sorted(how.items(), key=repr):
        sign = '-' if factor < 0 else '+'
        times = '' if abs(factor) == 1 else f'{abs(factor)} '
        words.append(f'{sign} {times}{figure}[{"/".join(cell) if isinstance(cell, tuple) else cell} {revision}]')
    return ' '.join(words) or 'only possible value'
