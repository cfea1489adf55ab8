/* Figures for cells that are published nowhere. Any figures that are not negative and fit all lines will do, since the
 * audit asks only which figures have room to move from there. A remainder is admitted where the lines cannot hold
 * without one, as readers would admit it, and is a cell of its own from then on.
 *
 * Cells that hang together are worked out together: x and x_most - x of each are the unknowns; a
 * line that x does not bind is a line of their sum, n in the unit of x_most. Where children exceed their parent by more
 * than the tolerance the line is taken to bind n alone, then dropped, and the rest is solved again. What is too large
 * for linear programming is filled in by simpler means, and its lines are credited with no remainder: that hides too
 * much rather than too little. */
#include "disclosure-private.h"

#include <math.h>
#include <string.h>

enum part { PART_X, PART_REST, PARTS };

enum { PROGRAM_COLUMNS = 6000, PROGRAM_ROWS = 4000 };

enum { COST_MOST = 100, COST_EXACT = 1000 }; /* of one person in a remainder */

struct group {
    size_t *cells, *lines, cell_count, line_count;
};

struct completion {
    struct disclosure *disclosure;
    struct arena *arena, *scratch;
    size_t *place; /* of a cell in its group */
    bool *seen_cells, *seen_lines, *dropped;
    size_t *first, *lines_of; /* lines of a cell: lines_of[first[cell]] .. lines_of[first[cell + 1] - 1] */
    struct group group;
    double unit;   /* x_most of one person */
    double *costs; /* of a remainder, by kind of line */
};

/* --- what hangs together */

static void list_lines(struct completion *c) {
    struct disclosure *d = c->disclosure;
    size_t entries = 0;
    c->first = arena_alloc(c->arena, (d->cell_count + 2) * sizeof *c->first);
    for (size_t i = 0; i < d->line_count; i++) entries += d->lines[i].needs_figures ? d->lines[i].count : 0;
    c->lines_of = arena_alloc(c->arena, (entries + 1) * sizeof *c->lines_of);
    for (size_t i = 0; i < d->line_count; i++)
        for (size_t j = 0; d->lines[i].needs_figures && j < d->lines[i].count; j++)
            c->first[d->lines[i].cells[j] + 2]++;
    for (size_t i = 2; i < d->cell_count + 2; i++) c->first[i] += c->first[i - 1];
    for (size_t i = 0; i < d->line_count; i++)
        for (size_t j = 0; d->lines[i].needs_figures && j < d->lines[i].count; j++)
            c->lines_of[c->first[d->lines[i].cells[j] + 1]++] = i;
}

static void join(struct completion *c, size_t cell) {
    if (!c->disclosure->cells[cell].needs_figures || c->seen_cells[cell]) return;
    c->seen_cells[cell] = true;
    c->place[cell] = c->group.cell_count;
    c->group.cells[c->group.cell_count++] = cell;
}

static void gather(struct completion *c, size_t start) {
    struct group *g = &c->group;
    g->cell_count = g->line_count = 0;
    join(c, start);
    for (size_t i = 0; i < g->cell_count; i++)
        for (size_t j = c->first[g->cells[i]]; j < c->first[g->cells[i] + 1]; j++) {
            const struct line *line = &c->disclosure->lines[c->lines_of[j]];
            if (c->seen_lines[c->lines_of[j]]) continue;
            c->seen_lines[c->lines_of[j]] = true;
            g->lines[g->line_count++] = c->lines_of[j];
            for (size_t k = 0; k < line->count; k++) join(c, line->cells[k]);
        }
}

/* --- their equations */

/* The lines of a group as rows: two where x adds up, else one of the sums. */
struct rows {
    struct system system;
    size_t *start, *column, entries, *line;
    signed char *sign;
    double *sums, *lacks, *costs;
};

static double part_of(const struct disclosure_cell *cell, int part) {
    return (double)(part == PART_X ? cell->x : cell->x_most - cell->x);
}

/* Children less their parent: the unknown on the left, the known on the right. */
static void add_row(const struct completion *c, struct rows *r, size_t number, int part) {
    const struct line *line = &c->disclosure->lines[number];
    double sum = 0;
    for (size_t i = 0; i < line->count; i++) {
        const struct cell *cell = &c->disclosure->cells[line->cells[i]];
        int sign = i == 0 ? -1 : 1;
        if (!cell->needs_figures) {
            sum -= sign * (part == PARTS ? (double)cell->given.n * c->unit : part_of(&cell->given, part));
            continue;
        }
        for (int p = part == PARTS ? 0 : part; p <= (part == PARTS ? PART_REST : part); p++) {
            r->column[r->entries] = PARTS * c->place[line->cells[i]] + (size_t)p;
            r->sign[r->entries++] = (signed char)sign;
        }
    }
    r->sums[r->system.rows] = sum;
    r->line[r->system.rows] = number;
    r->costs[r->system.rows] = line->kind == DISCLOSURE_EXACT ? COST_EXACT : c->costs[line->kind];
    r->start[++r->system.rows] = r->entries;
}

static struct rows rows_of(const struct completion *c) {
    const struct group *g = &c->group;
    size_t entries = 0, rows = 2 * g->line_count;
    for (size_t i = 0; i < g->line_count; i++) entries += 2 * c->disclosure->lines[g->lines[i]].count;
    struct rows r = {.start = arena_alloc(c->scratch, (rows + 1) * sizeof *r.start),
                     .column = arena_alloc(c->scratch, entries * sizeof *r.column),
                     .line = arena_alloc(c->scratch, rows * sizeof *r.line),
                     .sign = arena_alloc(c->scratch, entries),
                     .sums = arena_alloc(c->scratch, rows * sizeof *r.sums),
                     .costs = arena_alloc(c->scratch, rows * sizeof *r.costs),
                     .lacks = arena_alloc(c->scratch, rows * sizeof *r.lacks)};
    for (size_t i = 0; i < g->line_count; i++) {
        if (c->dropped[g->lines[i]]) continue;
        bool binds_x = c->disclosure->lines[g->lines[i]].x_adds_up;
        for (int part = binds_x ? PART_X : PARTS; part <= (binds_x ? PART_REST : PARTS); part++)
            add_row(c, &r, g->lines[i], part);
    }
    r.system.columns = PARTS * g->cell_count;
    r.system.start = r.start;
    r.system.column = r.column;
    r.system.sign = r.sign;
    return r;
}

/* --- what comes of them */

static bool binds_x(const struct completion *c, size_t cell) {
    for (size_t j = c->first[cell]; j < c->first[cell + 1]; j++)
        if (c->disclosure->lines[c->lines_of[j]].x_adds_up) return true;
    return false;
}

/* Takes back what lines claim that their children's excess refutes; false when all may stand. */
static bool give_way(const struct completion *c, const struct rows *r) {
    bool any = false;
    for (size_t i = 0; i < r->system.rows; i++) {
        struct line *line = &c->disclosure->lines[r->line[i]];
        if (r->lacks[i] >= -DISCLOSURE_TOLERANCE * c->unit - 0.5) continue;
        any = true;
        if (line->x_adds_up)
            line->x_adds_up = false;
        else
            c->dropped[r->line[i]] = true;
    }
    return any;
}

/* Zero only where there is nothing. */
static int64_t whole(double figure) { return figure < 1e-6 ? 0 : figure < 1 ? 1 : (int64_t)llround(figure); }

static void set_figures(const struct completion *c, const double *figures) {
    for (size_t i = 0; i < c->group.cell_count; i++) {
        struct disclosure_cell *given = &c->disclosure->cells[c->group.cells[i]].given;
        double x = figures[PARTS * i + PART_X], rest = figures[PARTS * i + PART_REST];
        given->n = whole((x + rest) / c->unit);
        given->x = whole(x);
        given->x_most = given->x + whole(rest);
        if (!binds_x(c, c->group.cells[i])) given->x = DISCLOSURE_NO_X;
    }
}

/* Remainders of the lines, row by row. */
static void add_remainders(const struct completion *c, const struct rows *r) {
    for (size_t i = 0; i < r->system.rows;) {
        struct line *line = &c->disclosure->lines[r->line[i]];
        double x = line->x_adds_up ? fmax(r->lacks[i], 0) : 0, rest = fmax(r->lacks[line->x_adds_up ? i + 1 : i], 0);
        size_t row = i;
        i += line->x_adds_up ? 2 : 1;
        line->exceeded = r->lacks[row] < -0.5;
        struct disclosure_cell lack = {.n = whole((x + rest) / c->unit),
                                       .k = disclosure_remainder_k(c->disclosure, line)};
        lack.x = line->x_adds_up ? whole(x) : DISCLOSURE_NO_X;
        lack.x_most = whole(x) + whole(rest);
        if (lack.n > 0) disclosure_add_remainder(c->disclosure, line, &lack);
    }
}

/* What no linear program of this size solves in time: the lines are taken to hold as they are. */
static void complete_large(const struct completion *c, const struct rows *r, double *figures) {
    bool *known = arena_alloc(c->scratch, r->system.columns);
    for (size_t i = 0; i < c->group.cell_count; i++) known[PARTS * i + PART_X] = !binds_x(c, c->group.cells[i]);
    disclosure_fill(&r->system, r->sums, figures, known);
    set_figures(c, figures);
}

/* Lines that tie remainders are the first to go where there are too many. */
static bool drop_others(const struct completion *c) {
    bool any = false;
    for (size_t i = 0; i < c->group.line_count; i++) {
        size_t line = c->group.lines[i];
        if (!c->disclosure->lines[line].has_others || c->dropped[line]) continue;
        c->dropped[line] = any = true;
    }
    return any;
}

static bool complete(const struct completion *c, struct error *err) {
    for (;;) {
        struct rows r = rows_of(c);
        double *figures = arena_alloc(c->scratch, r.system.columns * sizeof *figures);
        if (r.system.columns > PROGRAM_COLUMNS || r.system.rows > PROGRAM_ROWS) {
            if (drop_others(c)) continue;
            complete_large(c, &r, figures);
            return true;
        }
        if (!disclosure_solve_figures(&r.system, r.sums, r.costs, figures, r.lacks, err)) return false;
        if (give_way(c, &r)) continue;
        set_figures(c, figures);
        add_remainders(c, &r);
        return true;
    }
}

/* --- all */

/* x binds where every known figure of the line has it. */
static void expect_x(struct disclosure *d) {
    for (size_t i = 0; i < d->line_count; i++) {
        struct line *line = &d->lines[i];
        if (!line->needs_figures) continue;
        line->x_adds_up = true;
        for (size_t j = 0; j < line->count; j++) {
            const struct cell *cell = &d->cells[line->cells[j]];
            if (!cell->needs_figures && cell->given.x < 0) line->x_adds_up = false;
        }
    }
}

/* All cells of a table have the same. */
static double unit_of(const struct completion *c) {
    for (size_t i = 0; i < c->group.line_count; i++) {
        const struct line *line = &c->disclosure->lines[c->group.lines[i]];
        for (size_t j = 0; j < line->count; j++) {
            const struct cell *cell = &c->disclosure->cells[line->cells[j]];
            if (!cell->needs_figures && cell->given.x >= 0 && cell->given.n > 0)
                return (double)cell->given.x_most / (double)cell->given.n;
        }
    }
    return 1;
}

static bool has_remainder(const struct disclosure *d, const struct line *line) {
    enum cell_kind last = d->cells[line->cells[line->count - 1]].kind;
    return last == CELL_REMAINDER || last == CELL_TINY;
}

struct sight {
    size_t seen, whole;
    bool lacks_code;
};

/* What lines with figures show of each kind. */
static struct sight *look_at_kinds(const struct completion *c, size_t kinds) {
    const struct disclosure *d = c->disclosure;
    struct sight *sights = arena_alloc(c->arena, kinds * sizeof *sights);
    for (size_t i = 0; i < d->line_count; i++) {
        const struct line *line = &d->lines[i];
        if (line->kind == DISCLOSURE_EXACT) continue;
        sights[line->kind].lacks_code = line->k_lacking > 0;
        if (line->needs_figures) continue;
        sights[line->kind].seen++;
        sights[line->kind].whole += has_remainder(d, line) ? 0 : 1;
    }
    return sights;
}

/* A remainder is the dearer the more lines of its kind are seen to have none: where many left no question open, what is
 * lacking belongs to no unit. Where none is seen it is rather below a code that nobody publishes. */
static void find_costs(struct completion *c) {
    const struct disclosure *d = c->disclosure;
    size_t kinds = 0;
    for (size_t i = 0; i < d->line_count; i++)
        if (d->lines[i].kind != DISCLOSURE_EXACT && d->lines[i].kind >= kinds) kinds = d->lines[i].kind + 1;
    const struct sight *sights = look_at_kinds(c, kinds);
    c->costs = arena_alloc(c->arena, kinds * sizeof *c->costs);
    for (size_t kind = 0; kind < kinds; kind++) {
        const struct sight *s = &sights[kind];
        double unseen = s->lacks_code ? 0 : 0.5;
        double share = s->seen == 0 ? unseen : (double)s->whole / (double)s->seen;
        c->costs[kind] = pow(COST_MOST, share);
    }
}

static void drop_lines(struct disclosure *d, const bool *dropped) {
    size_t kept = 0;
    for (size_t i = 0; i < d->line_count; i++)
        if (!dropped[i]) d->lines[kept++] = d->lines[i];
    d->line_count = kept;
}

bool disclosure_complete(struct disclosure *d, struct error *err) {
    size_t cells = d->cell_count;
    struct arena *arena = arena_create();
    struct completion c = {.disclosure = d, .arena = arena, .scratch = arena_create()};
    c.place = arena_alloc(arena, cells * sizeof *c.place);
    c.seen_cells = arena_alloc(arena, cells);
    c.seen_lines = arena_alloc(arena, d->line_count);
    c.dropped = arena_alloc(arena, d->line_count);
    c.group.cells = arena_alloc(arena, cells * sizeof *c.group.cells);
    c.group.lines = arena_alloc(arena, d->line_count * sizeof *c.group.lines);
    expect_x(d);
    list_lines(&c);
    find_costs(&c);
    bool solved = true;
    for (size_t i = 0; i < cells && solved; i++) {
        if (!d->cells[i].needs_figures || c.seen_cells[i]) continue;
        gather(&c, i);
        c.unit = unit_of(&c);
        solved = complete(&c, err);
        arena_reset(c.scratch);
    }
    drop_lines(d, c.dropped);
    arena_destroy(c.scratch);
    arena_destroy(arena);
    return solved;
}
