/* Figures that fit equations, by simple means: an equation with one figure left gives it, and children of whom nothing
 * is left are nobody. A parent is summed up from its children before a child is taken for what its parent has left.
 * What hangs together in the end is taken to be somebody: what follows there from being nobody, over several lines at
 * once, is not seen. */
#include "disclosure-private.h"

#include <math.h>

struct filling {
    const struct system *system;
    const double *sums;
    double *figures;
    bool *known;
    size_t *open;         /* of a row: how many of its figures are not known */
    double *left;         /* what these sum up to */
    size_t *first, *rows; /* of a column: rows[first[column]] .. rows[first[column + 1] - 1] */
    size_t *queue, queued;
};

static struct filling start(struct arena *arena, const struct system *s, const double *sums, double *figures,
                            bool *known) {
    struct filling f = {.system = s, .sums = sums, .figures = figures, .known = known};
    size_t entries = s->start[s->rows];
    f.open = arena_alloc(arena, (s->rows + 1) * sizeof *f.open);
    f.left = arena_alloc(arena, (s->rows + 1) * sizeof *f.left);
    f.first = arena_alloc(arena, (s->columns + 2) * sizeof *f.first);
    f.rows = arena_alloc(arena, (entries + 1) * sizeof *f.rows);
    f.queue = arena_alloc(arena, (entries + s->rows + 1) * sizeof *f.queue);
    for (size_t e = 0; e < entries; e++) f.first[s->column[e] + 2]++;
    for (size_t j = 2; j < s->columns + 2; j++) f.first[j] += f.first[j - 1];
    for (size_t i = 0; i < s->rows; i++)
        for (size_t e = s->start[i]; e < s->start[i + 1]; e++) f.rows[f.first[s->column[e] + 1]++] = i;
    return f;
}

static void count_open(struct filling *f) {
    const struct system *s = f->system;
    for (size_t i = 0; i < s->rows; i++) {
        f->left[i] = f->sums[i];
        for (size_t e = s->start[i]; e < s->start[i + 1]; e++) {
            if (f->known[s->column[e]])
                f->left[i] -= s->sign[e] * f->figures[s->column[e]];
            else
                f->open[i]++;
        }
    }
}

static signed char sign_in(const struct system *s, size_t row, size_t column) {
    size_t e = s->start[row];
    while (s->column[e] != column) e++;
    return s->sign[e];
}

static void settle(struct filling *f, size_t column, double figure) {
    f->figures[column] = fmax(figure, 0);
    f->known[column] = true;
    for (size_t k = f->first[column]; k < f->first[column + 1]; k++) {
        size_t row = f->rows[k];
        f->left[row] -= sign_in(f->system, row, column) * f->figures[column];
        f->open[row]--;
        if (f->open[row] == 1) f->queue[f->queued++] = row;
    }
}

/* The entry of the only figure left in a row. */
static size_t last_open(const struct filling *f, size_t row) {
    size_t e = f->system->start[row];
    while (f->known[f->system->column[e]]) e++;
    return e;
}

static void settle_last(struct filling *f, size_t row) {
    size_t e = last_open(f, row);
    settle(f, f->system->column[e], f->system->sign[e] * f->left[row]);
}

/* Parents (sign -1) of what has become known. */
static bool sum_up(struct filling *f, size_t row) {
    if (f->open[row] != 1 || f->system->sign[last_open(f, row)] > 0) return false;
    settle_last(f, row);
    return true;
}

static void sum_up_all(struct filling *f) {
    for (size_t row = 0; row < f->system->rows; row++) sum_up(f, row);
    for (size_t i = 0; i < f->queued; i++) sum_up(f, f->queue[i]);
    f->queued = 0;
}

/* Children of which nothing is left. */
static bool settle_nobody(struct filling *f, size_t row) {
    const struct system *s = f->system;
    if (f->open[row] == 0 || f->left[row] > 0.5) return false;
    for (size_t e = s->start[row]; e < s->start[row + 1]; e++)
        if (!f->known[s->column[e]] && s->sign[e] < 0) return false;
    for (size_t e = s->start[row]; e < s->start[row + 1]; e++)
        if (!f->known[s->column[e]]) settle(f, s->column[e], 0);
    return true;
}

static bool settle_rest(struct filling *f, size_t row) {
    if (f->open[row] != 1) return false;
    settle_last(f, row);
    return true;
}

static void propagate(struct filling *f) {
    for (bool changed = true; changed;) {
        changed = false;
        sum_up_all(f);
        for (size_t row = 0; row < f->system->rows; row++) {
            if (!settle_rest(f, row) && !settle_nobody(f, row)) continue;
            changed = true;
            sum_up_all(f);
        }
    }
}

void disclosure_fill(const struct system *system, const double *sums, double *figures, bool *known) {
    struct arena *arena = arena_create();
    struct filling f = start(arena, system, sums, figures, known);
    count_open(&f);
    propagate(&f);
    for (size_t j = 0; j < system->columns; j++)
        if (!known[j]) figures[j] = 1;
    arena_destroy(arena);
}
