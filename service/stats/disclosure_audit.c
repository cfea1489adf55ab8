/* Which hidden figures follow. The true figures v solve the equations of the lines, so every other solution is v + d
 * with d in the cone of all d that the lines map to 0 and that are not negative where v is 0: v[j] has minimum =
 * maximum exactly when d[j] = 0 in the whole cone. So only the signs of v matter, not their size, and no rounding is
 * involved:
 *
 *   1  linear programming finds every j with v[j] = 0 where d[j] > 0 is possible. A sum of such directions is positive
 * at all of them at once, so their bounds bind nothing any more; the other zeros stay 0. 2  what is left is a linear
 * space, and elimination finds the j where it is 0 throughout.
 *
 * Unknowns are x and x_most - x where lines bind both (n goes with them), n where a line binds n alone, and where a
 * cell has all three, n = x + (x_most - x) in the unit of x_most. Hidden cells that share no line are judged apart. */
#include "disclosure-private.h"

/* Hidden cells that hang together, and their lines. */
struct cluster {
    size_t *cells, *lines, cell_count, line_count;
    bool fresh;
    bool mixed; /* some line binds n alone: then it may fix an n whose parts it does not */
};

/* The equations of a cluster; the unknowns of its i-th cell are columns 3i .. 3i + 2. */
struct equations {
    size_t rows, entries, columns, *start, *column;
    signed char *sign;
};

/* Not all cells are judged with the same knowledge. What is to be protected for its own sake is judged with all that is
 * within the tolerance known. To know up to it what is that small itself, or hidden for others only, harms nobody:
 * there tiny remainders are unknowns, and lines that only the tolerance saves tell nothing, as they tell nothing of a
 * figure that is known up to it anyway. */
enum pass { PASS_LEAST, PASS_EXACT, PASS_MAIN };

/* What an audit needs beside the disclosure; indexed by cell or line. */
struct audit {
    struct disclosure *disclosure;
    struct arena *scratch; /* of one cluster */
    size_t *place;         /* of a cell in its cluster */
    bool *seen_cells, *seen_lines;
    enum pass pass;
    struct cluster cluster;
};

bool disclosure_is_for_others(const struct cell *cell) {
    return cell->state == DISCLOSURE_OPEN || cell->given.for_others;
}

/* Whether a pass differs from the main one. */
static bool differs(const struct disclosure *d, enum pass pass) {
    return pass == PASS_LEAST ? d->has_tiny || d->has_exceeded
                              : pass == PASS_EXACT && d->has_few_apart && d->has_exceeded;
}

static enum pass pass_of(const struct disclosure *d, const struct cell *cell) {
    if (cell->kind == CELL_TINY || (disclosure_is_for_others(cell) && differs(d, PASS_LEAST))) return PASS_LEAST;
    return cell->given.few_apart && differs(d, PASS_EXACT) ? PASS_EXACT : PASS_MAIN;
}

static bool is_judged(const struct audit *a, const struct cell *cell) {
    return pass_of(a->disclosure, cell) == a->pass;
}

static bool is_unknown(const struct cluster *cluster, const struct cell *cell, enum figure figure) {
    return figure == FIGURE_N ? cluster->mixed : cell->binds_x;
}

static int64_t value_of(const struct cell *cell, enum figure figure) {
    if (figure == FIGURE_N) return cell->given.n;
    return figure == FIGURE_X ? cell->given.x : cell->given.x_most - cell->given.x;
}

static void add_entry(struct equations *e, size_t column, int sign) {
    e->column[e->entries] = column;
    e->sign[e->entries++] = (signed char)sign;
}

static void end_row(struct equations *e) { e->start[++e->rows] = e->entries; }

static void add_line(struct equations *e, const struct audit *a, const struct line *line, enum figure figure) {
    for (size_t i = 0; i < line->count; i++)
        if (a->seen_cells[line->cells[i]])
            add_entry(e, FIGURE_COUNT * a->place[line->cells[i]] + figure, i == 0 ? -1 : 1);
    end_row(e);
}

static struct equations equations_of(const struct audit *a) {
    const struct cluster *c = &a->cluster;
    size_t entries = FIGURE_COUNT * c->cell_count, rows = c->cell_count + 2 * c->line_count;
    for (size_t i = 0; i < c->line_count; i++) entries += 2 * a->disclosure->lines[c->lines[i]].count;
    struct equations e = {.columns = FIGURE_COUNT * c->cell_count};
    e.start = arena_alloc(a->scratch, (rows + 1) * sizeof *e.start);
    e.column = arena_alloc(a->scratch, entries * sizeof *e.column);
    e.sign = arena_alloc(a->scratch, entries);
    for (size_t i = 0; i < c->line_count; i++) {
        const struct line *line = &a->disclosure->lines[c->lines[i]];
        for (int figure = line->x_adds_up ? FIGURE_X : FIGURE_N; figure <= (line->x_adds_up ? FIGURE_REST : FIGURE_N);
             figure++)
            add_line(&e, a, line, (enum figure)figure);
    }
    for (size_t i = 0; i < c->cell_count; i++) {
        const struct cell *cell = &a->disclosure->cells[c->cells[i]];
        if (!c->mixed || !cell->binds_x) continue;
        add_entry(&e, FIGURE_COUNT * i + FIGURE_N, -1);
        add_entry(&e, FIGURE_COUNT * i + FIGURE_X, 1);
        add_entry(&e, FIGURE_COUNT * i + FIGURE_REST, 1);
        end_row(&e);
    }
    return e;
}

/* Where n is no unknown of its own it follows when both of its parts do. */
static int weakness(const struct cluster *cluster, const struct cell *cell) {
    int weak = 0;
    for (int figure = 0; figure < FIGURE_COUNT; figure++)
        if (is_unknown(cluster, cell, (enum figure)figure) && !cell->loose[figure]) weak |= 1 << figure;
    if (!cluster->mixed && (weak & DISCLOSURE_X) && (weak & DISCLOSURE_REST)) weak |= DISCLOSURE_N;
    return weak;
}

static bool judge(const struct audit *a, struct error *err) {
    const struct cluster *c = &a->cluster;
    struct equations e = equations_of(a);
    struct system system = {e.rows, e.columns, e.start, e.column, e.sign};
    bool *at_zero = arena_alloc(a->scratch, e.columns), *moves = arena_alloc(a->scratch, e.columns);
    for (size_t j = 0; j < e.columns; j++) {
        const struct cell *cell = &a->disclosure->cells[c->cells[j / FIGURE_COUNT]];
        enum figure figure = (enum figure)(j % FIGURE_COUNT);
        bool is_loose = is_judged(a, cell) && cell->loose[figure];
        at_zero[j] = is_unknown(c, cell, figure) && value_of(cell, figure) == 0 && !is_loose;
    }
    if (!disclosure_open_cone(&system, at_zero, err)) return false;
    disclosure_find_moves(&system, at_zero, moves);
    for (size_t j = 0; j < e.columns; j++) {
        struct cell *cell = &a->disclosure->cells[c->cells[j / FIGURE_COUNT]];
        if (moves[j] && is_judged(a, cell)) cell->loose[j % FIGURE_COUNT] = true;
    }
    for (size_t i = 0; i < c->cell_count; i++) {
        struct cell *cell = &a->disclosure->cells[c->cells[i]];
        if (is_judged(a, cell)) cell->weak = weakness(c, cell);
    }
    return true;
}

static void join(struct audit *a, size_t cell) {
    struct cell *joining = &a->disclosure->cells[cell];
    if (!joining->hidden || a->seen_cells[cell] || (joining->kind == CELL_TINY && a->pass != PASS_LEAST)) return;
    a->seen_cells[cell] = true;
    a->place[cell] = a->cluster.cell_count;
    a->cluster.cells[a->cluster.cell_count++] = cell;
    a->cluster.fresh = a->cluster.fresh || joining->fresh;
}

/* Gathers all that hangs together with a hidden cell. */
static void gather(struct audit *a, size_t start) {
    struct cluster *c = &a->cluster;
    const struct disclosure *d = a->disclosure;
    c->cell_count = c->line_count = 0;
    c->fresh = c->mixed = false;
    join(a, start);
    for (size_t i = 0; i < c->cell_count; i++) {
        const struct cell *cell = &d->cells[c->cells[i]];
        for (size_t j = 0; j < cell->line_count; j++) {
            const struct line *line = &d->lines[cell->lines[j]];
            if (a->seen_lines[cell->lines[j]] || (line->exceeded && a->pass != PASS_MAIN)) continue;
            a->seen_lines[cell->lines[j]] = true;
            c->lines[c->line_count++] = cell->lines[j];
            c->mixed = c->mixed || !line->x_adds_up;
            for (size_t k = 0; k < line->count; k++) join(a, line->cells[k]);
        }
    }
}

static bool audit(struct disclosure *d, enum pass pass, struct error *err) {
    struct arena *arena = arena_create();
    struct audit a = {.disclosure = d, .scratch = arena_create(), .pass = pass};
    a.place = arena_alloc(arena, d->cell_count * sizeof *a.place);
    a.seen_cells = arena_alloc(arena, d->cell_count);
    a.seen_lines = arena_alloc(arena, d->line_count);
    a.cluster.cells = arena_alloc(arena, d->cell_count * sizeof *a.cluster.cells);
    a.cluster.lines = arena_alloc(arena, d->line_count * sizeof *a.cluster.lines);
    bool solved = true;
    for (size_t i = 0; i < d->cell_count && solved; i++) {
        if (!d->cells[i].hidden || a.seen_cells[i] || !is_judged(&a, &d->cells[i])) continue;
        gather(&a, i);
        if (a.cluster.fresh) solved = judge(&a, err);
        arena_reset(a.scratch);
    }
    arena_destroy(a.scratch);
    arena_destroy(arena);
    return solved;
}

bool disclosure_audit(struct disclosure *d, struct error *err) {
    for (enum pass pass = PASS_LEAST; pass <= PASS_MAIN; pass++)
        if ((pass == PASS_MAIN || differs(d, pass)) && !audit(d, pass, err)) return false;
    for (size_t i = 0; i < d->cell_count; i++) d->cells[i].fresh = false;
    return true;
}

int disclosure_exposed(const struct cell *cell) {
    if (!cell->hidden) return 0;
    if (cell->state != DISCLOSURE_NEVER) return cell->weak;
    return cell->given.n > 0 && cell->given.n < cell->given.k ? cell->weak & DISCLOSURE_N : 0;
}
