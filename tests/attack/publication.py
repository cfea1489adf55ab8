"""Tables published through the service's own disclosure control, and what the public knows of them afterwards."""

import subprocess

K_RELIABLE = 30


class Knowledge:
    """What an outsider has: `shown`, figures of revisions by their number; `hidden`, numbers of revisions without figures,
    each with whether a numerator belongs to it; `lines`, (parent, children, with x, complete): whose n add up, whether
    their x do too, and whether they do without a rest that nobody publishes. Whatever provides it can be attacked."""

    def __init__(self):
        self.shown, self.hidden, self.lines = {}, {}, []


class Control:
    """The disclosure control under test: the program tests/attack/driver.c."""

    def __init__(self, program, *options):
        self._process = subprocess.Popen([program, *options], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def decide(self, cells, lines):
        """cells: (state, n, x, k); lines: (superseded, parent, children). Returns the letters and the exposures."""
        said = []
        for state, n, x, k in cells:
            said.append(f'cell {state} {n} {-1 if x is None else x} {n} {k}')
        for superseded, parent, children in lines:
            said.append(f'line {int(superseded)} {parent} {" ".join(map(str, children))}')
        self._process.stdin.write('\n'.join(said + ['decide\n']))
        self._process.stdin.flush()
        letters, exposures = self._process.stdout.readline().split()
        return letters, exposures

    def close(self):
        self._process.stdin.close()
        self._process.wait()


def lines_of(parents, current):
    """(parent, children) by number of revision, of the cells that there are now, in the order of their keys."""
    found = {}
    for cell in sorted(current):
        for dimension, tree in enumerate(parents):
            above = tree.get(cell[dimension])
            whole = cell[:dimension] + (above,) + cell[dimension + 1:]
            if above is not None and whole in current:
                found.setdefault((whole, dimension), []).append(current[cell])
    return [(current[whole], children) for (whole, _), children in sorted(found.items())]


def rest_of(revisions, parent, children):
    """What the parent has more than its children: n, and x or None."""
    n, x = revisions[parent][1]
    parts = [revisions[child][1] for child in children]
    n -= sum(part[0] for part in parts)
    if x is None or any(part[1] is None for part in parts):
        return n, None
    return n, x - sum(part[1] for part in parts)


class Publisher:
    """Publishes the releases of a table one by one. A release whose figures cannot be protected is refused."""

    def __init__(self, table, control):
        self.table, self.control = table, control
        self.revisions = []           # (cell, figure)
        self.current, self.state = {}, {}  # cell -> number; number -> shown, hidden or helping
        self.lines = []               # of every release so far
        self.refused = 0

    def _is_primary(self, cell, figure):
        n, x = figure
        k = self.table.thresholds[cell[1]]
        if 0 < n < k:
            return True
        if self.table.homogeneous and n > 0 and n < K_RELIABLE and x in (0, n):
            return True
        return any(self.state.get(number) == 'shown' and 0 < abs(n - old[0]) < k
                   for number, (name, old) in enumerate(self.revisions) if name == cell)

    def publish(self, release):
        first = len(self.revisions)
        states = {}
        for cell in sorted(release):
            states[len(self.revisions) + len(states)] = 'hidden' if self._is_primary(cell, release[cell]) else 'open'
        revisions = self.revisions + [(cell, release[cell]) for cell in sorted(release)]
        current = self.current | {cell: first + i for i, cell in enumerate(sorted(release))}
        lines = lines_of(self.table.parents, current)
        now = set(current.values())
        superseded = [line for line in self.lines if line not in lines]
        order = [current[cell] for cell in sorted(current)]
        order += sorted({number for line in superseded for number in (line[0], *line[1])} - now)
        place = {number: i for i, number in enumerate(order)}
        cells = [(states.get(number) or self.state[number], *revisions[number][1],
                  self.table.thresholds[revisions[number][0][1]]) for number in order]
        said = [(old, place[parent], [place[child] for child in children])
                for old, group in ((False, lines), (True, superseded)) for parent, children in group]
        letters, exposures = self.control.decide(cells, said)
        if exposures.strip('0'):
            self.refused += 1
            return
        self.revisions, self.current = revisions, current
        for number, letter in zip(order, letters):
            if number in states:
                self.state[number] = {'F': 'shown', 'H': 'hidden'}.get(letter, 'helping')
        self.lines += [line for line in lines if line not in self.lines]

    def knowledge(self):
        known = Knowledge()
        for number, (_, figure) in enumerate(self.revisions):
            if self.state[number] == 'shown':
                known.shown[number] = figure
            else:
                known.hidden[number] = figure[1] is not None
        for parent, children in self.lines:
            n, x = rest_of(self.revisions, parent, children)
            if n >= 0:
                known.lines.append((parent, children, x is not None and 0 <= x <= n, n == 0))
        return known


def publish(table, control):
    publisher = Publisher(table, control)
    for release in table.releases:
        publisher.publish(release)
    return publisher
