/* Which unknowns at zero can grow: rows that bind nothing are taken away first. A row with a free unknown that is in no
 * other row is balanced by that unknown, whatever the others do; without it the next one may be free to balance. Mostly
 * little or nothing is left for linear programming. */
#include "disclosure-private.h"

struct peeling {
    const struct system *system;
    const bool *at_zero;
    bool *bound;                /* rows that are left */
    size_t *count, *sum;        /* of a column: how many rows are left, and the sum of their numbers */
    size_t *ready, ready_count; /* free unknowns that were in one row when they were noted */
};

static void note_if_ready(struct peeling *p, size_t column) {
    if (p->count[column] == 1 && !p->at_zero[column]) p->ready[p->ready_count++] = column;
}

static void count_rows(struct peeling *p) {
    const struct system *s = p->system;
    for (size_t row = 0; row < s->rows; row++) {
        p->bound[row] = true;
        for (size_t e = s->start[row]; e < s->start[row + 1]; e++) {
            p->count[s->column[e]]++;
            p->sum[s->column[e]] += row;
        }
    }
    for (size_t column = 0; column < s->columns; column++) note_if_ready(p, column);
}

static void take_away(struct peeling *p, size_t row) {
    const struct system *s = p->system;
    p->bound[row] = false;
    for (size_t e = s->start[row]; e < s->start[row + 1]; e++) {
        p->count[s->column[e]]--;
        p->sum[s->column[e]] -= row;
        note_if_ready(p, s->column[e]);
    }
}

static struct peeling peel(struct arena *arena, const struct system *s, const bool *at_zero) {
    struct peeling p = {.system = s, .at_zero = at_zero};
    p.bound = arena_alloc(arena, s->rows);
    p.count = arena_alloc(arena, s->columns * sizeof *p.count);
    p.sum = arena_alloc(arena, s->columns * sizeof *p.sum);
    p.ready = arena_alloc(arena, s->columns * sizeof *p.ready);
    count_rows(&p);
    while (p.ready_count > 0) {
        size_t column = p.ready[--p.ready_count];
        if (p.count[column] == 1) take_away(&p, p.sum[column]);
    }
    return p;
}

/* What is left as a system of its own; whole[j] is the number of its column j in the whole. */
static struct system core_of(struct arena *arena, const struct peeling *p, size_t *whole) {
    const struct system *s = p->system;
    size_t entries = s->start[s->rows], *start = arena_alloc(arena, (s->rows + 1) * sizeof *start);
    size_t *column = arena_alloc(arena, entries * sizeof *column),
           *place = arena_alloc(arena, s->columns * sizeof *place);
    signed char *sign = arena_alloc(arena, entries);
    struct system core = {0, 0, start, column, sign};
    for (size_t j = 0; j < s->columns; j++) {
        if (p->count[j] == 0) continue;
        place[j] = core.columns;
        whole[core.columns++] = j;
    }
    for (size_t row = 0; row < s->rows; row++) {
        if (!p->bound[row]) continue;
        size_t end = start[core.rows];
        for (size_t e = s->start[row]; e < s->start[row + 1]; e++) {
            column[end] = place[s->column[e]];
            sign[end++] = s->sign[e];
        }
        start[++core.rows] = end;
    }
    return core;
}

static bool any(const bool *flags, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (flags[i]) return true;
    return false;
}

bool disclosure_open_cone(const struct system *s, bool *at_zero, struct error *err) {
    if (!any(at_zero, s->columns)) return true;
    struct arena *arena = arena_create();
    struct peeling p = peel(arena, s, at_zero);
    size_t *whole = arena_alloc(arena, s->columns * sizeof *whole);
    struct system core = core_of(arena, &p, whole);
    bool *left = arena_alloc(arena, core.columns);
    for (size_t j = 0; j < core.columns; j++) left[j] = at_zero[whole[j]];
    for (size_t j = 0; j < s->columns; j++) at_zero[j] = at_zero[j] && p.count[j] > 0;
    bool solved = !any(left, core.columns) || disclosure_solve_cone(&core, left, err);
    for (size_t j = 0; j < core.columns; j++) at_zero[whole[j]] = left[j];
    arena_destroy(arena);
    return solved;
}
