/* Figures that fit equations, without linear programming where that can be: an equation with one figure left gives it.
 * A parent is summed up from its children before a child is taken for what its parent has left, so that what is missing
 * in between shows as high up as it can. What hangs together in the end is a linear program of its own; where that were
 * too large, a figure is taken for one: then what follows from there being nobody, over several lines at once, is not
 * seen. */
#include "disclosure-private.h"

#include <math.h>
#include <string.h>

enum { PROGRAM_COLUMNS = 6000, PROGRAM_ROWS = 4000 };

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

/* --- what is left */

/* Columns that hang together, as a system of their own. */
struct core {
    size_t *columns, *rows, column_count, row_count, *place;
    bool *seen_columns, *seen_rows;
};

static void join(struct core *core, const struct filling *f, size_t column) {
    if (f->known[column] || core->seen_columns[column]) return;
    core->seen_columns[column] = true;
    core->place[column] = core->column_count;
    core->columns[core->column_count++] = column;
}

static void gather(struct core *core, const struct filling *f, size_t start_column) {
    const struct system *s = f->system;
    core->column_count = core->row_count = 0;
    join(core, f, start_column);
    for (size_t i = 0; i < core->column_count; i++)
        for (size_t k = f->first[core->columns[i]]; k < f->first[core->columns[i] + 1]; k++) {
            size_t row = f->rows[k];
            if (core->seen_rows[row]) continue;
            core->seen_rows[row] = true;
            core->rows[core->row_count++] = row;
            for (size_t e = s->start[row]; e < s->start[row + 1]; e++) join(core, f, s->column[e]);
        }
}

static bool solve(struct arena *arena, const struct core *core, struct filling *f, struct error *err) {
    const struct system *s = f->system;
    size_t entries = 0, *first = arena_alloc(arena, (core->row_count + 1) * sizeof *first);
    for (size_t i = 0; i < core->row_count; i++) entries += f->open[core->rows[i]];
    size_t *column = arena_alloc(arena, entries * sizeof *column);
    signed char *sign = arena_alloc(arena, entries);
    double *sums = arena_alloc(arena, core->row_count * sizeof *sums);
    double *lacks = arena_alloc(arena, core->row_count * sizeof *lacks);
    double *figures = arena_alloc(arena, core->column_count * sizeof *figures);
    struct system system = {core->row_count, core->column_count, first, column, sign};
    for (size_t i = 0; i < core->row_count; i++) {
        size_t row = core->rows[i], end = first[i];
        for (size_t e = s->start[row]; e < s->start[row + 1]; e++) {
            if (f->known[s->column[e]]) continue;
            column[end] = core->place[s->column[e]];
            sign[end++] = s->sign[e];
        }
        first[i + 1] = end;
        sums[i] = f->left[row];
    }
    if (!disclosure_solve_figures(&system, sums, figures, lacks, err)) return false;
    for (size_t i = 0; i < core->column_count; i++) settle(f, core->columns[i], figures[i]);
    f->queued = 0;
    return true;
}

/* Lines of such figures tell what they tell of any: they lack nothing. */
static void assume(const struct core *core, struct filling *f) {
    for (size_t i = 0; i < core->column_count; i++) {
        f->figures[core->columns[i]] = 1;
        f->known[core->columns[i]] = true;
    }
    for (size_t i = 0; i < core->row_count; i++) f->left[core->rows[i]] = 0;
}

static bool fill_cores(struct arena *arena, struct filling *f, struct error *err) {
    const struct system *s = f->system;
    struct core core = {.columns = arena_alloc(arena, s->columns * sizeof *core.columns),
                        .rows = arena_alloc(arena, (s->rows + 1) * sizeof *core.rows),
                        .place = arena_alloc(arena, s->columns * sizeof *core.place),
                        .seen_columns = arena_alloc(arena, s->columns),
                        .seen_rows = arena_alloc(arena, s->rows + 1)};
    for (size_t j = 0; j < s->columns; j++) {
        if (f->known[j] || core.seen_columns[j]) continue;
        gather(&core, f, j);
        if (core.column_count > PROGRAM_COLUMNS || core.row_count > PROGRAM_ROWS)
            assume(&core, f);
        else if (!solve(arena, &core, f, err))
            return false;
    }
    return true;
}

bool disclosure_fill(const struct system *system, const double *sums, double *figures, bool *known, double *lacks,
                     struct error *err) {
    struct arena *arena = arena_create();
    struct filling f = start(arena, system, sums, figures, known);
    count_open(&f);
    propagate(&f);
    bool filled = fill_cores(arena, &f, err);
    memcpy(lacks, f.left, system->rows * sizeof *lacks);
    arena_destroy(arena);
    return filled;
}
