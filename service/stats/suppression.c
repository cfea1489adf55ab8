/* The extended table as a graph: rows and columns are nodes, hidden cells are edges. A hidden cell follows by
 * subtraction exactly when its edge is a bridge: the sums of the lines on either side of it then differ by that cell
 * alone. */
#include "stats/suppression.h"

#include <string.h>

enum { MOST_NODES = 2 * (SUPPRESSION_MOST_LINES + 1), NO_NODE = MOST_NODES };

struct table { /* extended: the last row and column are totals */
    size_t rows, columns;
    const int64_t *counts;
    char *marks;
    int64_t k;
};

/* `start`, `start + step` .. are the `length` cells of a row or column. */
struct line {
    size_t start, step, length;
};

static struct line line_at(const struct table *t, size_t i) {
    if (i < t->rows) return (struct line){i * t->columns, 1, t->columns};
    return (struct line){i - t->rows, t->columns, t->rows};
}

static bool is_total(const struct table *t, size_t cell) {
    return cell / t->columns == t->rows - 1 || cell % t->columns == t->columns - 1;
}

static bool is_hidden(const struct table *t, size_t cell) { return t->marks[cell] != 'F'; }

/* Inner cells with somebody in them first, then totals, then empty inner cells. */
static int preference(const struct table *t, size_t cell) {
    return (t->counts[cell] > 0 ? 0 : 2) + (is_total(t, cell) ? 1 : 0);
}

static bool is_better(const struct table *t, size_t cell, size_t than) {
    int first = preference(t, cell), second = preference(t, than);
    if (first != second) return first < second;
    if (t->counts[cell] != t->counts[than]) return t->counts[cell] < t->counts[than];
    return cell < than; /* lowest row, then lowest column */
}

/* The better of `best` and the best cell of the line that may be hidden; the number of cells stands for none. */
static size_t best_of(const struct table *t, struct line line, size_t best) {
    const size_t none = t->rows * t->columns;
    for (size_t i = 0, cell = line.start; i < line.length; i++, cell += line.step)
        if (!is_hidden(t, cell) && cell != none - 1 && (best == none || is_better(t, cell, best))) best = cell;
    return best;
}

static bool needs_another(const struct table *t, struct line line) {
    size_t hidden = 0;
    int64_t sum = 0;
    bool inner = true;
    for (size_t i = 0, cell = line.start; i < line.length; i++, cell += line.step) {
        if (!is_hidden(t, cell)) continue;
        hidden++;
        sum += t->counts[cell];
        inner = inner && !is_total(t, cell);
    }
    return hidden == 1 || (hidden > 0 && inner && sum < t->k);
}

static bool mark(struct table *t, size_t cell) {
    if (cell == t->rows * t->columns) return false;
    t->marks[cell] = 'D';
    return true;
}

static void mark_complementary(struct table *t) {
    for (bool changed = true; changed;) {
        changed = false;
        for (size_t i = 0; i < t->rows + t->columns; i++) {
            struct line line = line_at(t, i);
            if (needs_another(t, line) && mark(t, best_of(t, line, t->rows * t->columns))) changed = true;
        }
    }
}

/* Depth-first search: `low` is the earliest node that a node's subtree reaches beside the edge it was found by. */
struct search {
    const struct table *table;
    size_t found[MOST_NODES], low[MOST_NODES], parent[MOST_NODES], count; /* found: 1, 2, ..; 0: not yet */
};

static size_t cell_between(const struct table *t, size_t node, size_t other) {
    return node < t->rows ? node * t->columns + (other - t->rows) : other * t->columns + (node - t->rows);
}

static void visit(struct search *s, size_t node, size_t parent) {
    const struct table *t = s->table;
    s->found[node] = s->low[node] = ++s->count;
    s->parent[node] = parent;
    size_t first = node < t->rows ? t->rows : 0, last = node < t->rows ? t->rows + t->columns : t->rows;
    for (size_t other = first; other < last; other++) {
        if (other == parent || !is_hidden(t, cell_between(t, node, other))) continue;
        if (s->found[other] == 0) visit(s, other, node); /* at most MOST_NODES deep */
        size_t reach = s->parent[other] == node ? s->low[other] : s->found[other];
        if (reach < s->low[node]) s->low[node] = reach;
    }
}

static bool is_bridge(const struct search *s, size_t row, size_t column) {
    size_t other = s->table->rows + column;
    if (s->parent[row] == other) return s->low[row] == s->found[row];
    return s->parent[other] == row && s->low[other] == s->found[other];
}

/* Hides one cell for the first bridge that has one left in its lines. Else counts the bridges. */
static bool audit(struct table *t, size_t *bridges) {
    struct search s = {.table = t};
    *bridges = 0;
    for (size_t node = 0; node < t->rows + t->columns; node++)
        if (s.found[node] == 0) visit(&s, node, NO_NODE);
    for (size_t row = 0; row < t->rows; row++)
        for (size_t column = 0; column < t->columns; column++) {
            if (!is_hidden(t, row * t->columns + column) || !is_bridge(&s, row, column)) continue;
            size_t best = best_of(t, line_at(t, row), t->rows * t->columns);
            if (mark(t, best_of(t, line_at(t, t->rows + column), best))) return true;
            ++*bridges;
        }
    return false;
}

static void extend(const int64_t *counts, size_t rows, size_t columns, int64_t *totals) {
    memset(totals, 0, (rows + 1) * (columns + 1) * sizeof *totals);
    for (size_t row = 0; row < rows; row++)
        for (size_t column = 0; column < columns; column++) {
            int64_t count = counts[row * columns + column];
            totals[row * (columns + 1) + column] = count;
            totals[row * (columns + 1) + columns] += count;
            totals[rows * (columns + 1) + column] += count;
            totals[rows * (columns + 1) + columns] += count;
        }
}

size_t stats_suppress(const int64_t *counts, size_t rows, size_t columns, int64_t k, bool protect_zero, int64_t *totals,
                      char *conf_statuses) {
    extend(counts, rows, columns, totals);
    struct table t = {rows + 1, columns + 1, totals, conf_statuses, k};
    for (size_t cell = 0; cell < t.rows * t.columns; cell++)
        t.marks[cell] = totals[cell] < k && (totals[cell] > 0 || protect_zero) ? 'A' : 'F';
    size_t bridges;
    do mark_complementary(&t);
    while (audit(&t, &bridges));
    return bridges;
}
