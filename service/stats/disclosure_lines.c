/* Cells and lines as they are given (domain.md A9), with the cells that these imply: remainders, and what stands for a
 * cell without x where x adds up. */
#include "disclosure-private.h"

#include <stdlib.h>
#include <string.h>

enum { STAND_INS = 2000 }; /* more would make one large system of a table that has few numerators */

struct disclosure *stats_disclosure_create(struct arena *arena, size_t views) {
    struct disclosure *d = arena_alloc(arena, sizeof *d);
    d->arena = arena;
    d->views = views;
    return d;
}

static size_t add(struct disclosure *d, const struct cell *cell) {
    d->cells = arena_grow(d->arena, d->cells, d->cell_count, d->cell_count + 1, &d->cell_room, sizeof *d->cells);
    d->cells[d->cell_count] = *cell;
    return d->cell_count++;
}

size_t stats_disclosure_add_cell(struct disclosure *d, const struct disclosure_cell *cell) {
    d->has_few_apart = d->has_few_apart || cell->few_apart;
    d->has_x = d->has_x || cell->x >= 0;
    return add(d, &(struct cell){.given = *cell});
}

const struct disclosure_cell *stats_disclosure_given(const struct disclosure *d, size_t cell) {
    return &d->cells[cell].given;
}

void stats_disclosure_doubt(struct disclosure *d, size_t cell) { d->cells[cell].doubted = true; }

static const struct disclosure_cell nowhere = {.states = {DISCLOSURE_NEVER, DISCLOSURE_NEVER, DISCLOSURE_NEVER}};

size_t stats_disclosure_add_unknown(struct disclosure *d, int64_t k) {
    struct cell cell = {.given = nowhere, .kind = CELL_UNKNOWN, .needs_figures = true};
    d->has_unknown = true;
    cell.given.k = k;
    return add(d, &cell);
}

int64_t disclosure_remainder_k(const struct disclosure *d, const struct line *line) {
    int64_t k = line->k_lacking;
    if (line->has_others) return 0;
    for (size_t i = 0; i < line->count; i++)
        if (d->cells[line->cells[i]].given.k > k) k = d->cells[line->cells[i]].given.k;
    return k;
}

/* The parent less its children: x is DISCLOSURE_NO_X where it does not add up. */
static struct disclosure_cell remainder_of(const struct disclosure *d, const struct line *line) {
    struct disclosure_cell rest = d->cells[line->cells[0]].given;
    bool has_x = rest.x >= 0;
    for (size_t i = 1; i < line->count; i++) {
        const struct disclosure_cell *child = &d->cells[line->cells[i]].given;
        rest.n -= child->n;
        rest.x -= child->x;
        rest.x_most -= child->x_most;
        has_x = has_x && child->x >= 0;
    }
    rest.k = disclosure_remainder_k(d, line);
    int64_t off = rest.n > 0 ? 0 : DISCLOSURE_TOLERANCE;
    bool adds_up = has_x && rest.x >= -off && rest.x_most - rest.x >= -off && (rest.n > 0 || rest.x_most <= 0);
    if (!adds_up) rest.x = DISCLOSURE_NO_X - DISCLOSURE_TOLERANCE;
    return rest;
}

void disclosure_add_remainder(struct disclosure *d, struct line *line, const struct disclosure_cell *rest) {
    struct cell cell = {.given = *rest, .kind = rest->n > DISCLOSURE_TOLERANCE ? CELL_REMAINDER : CELL_TINY};
    memcpy(cell.given.states, nowhere.states, sizeof nowhere.states);
    d->has_tiny = d->has_tiny || cell.kind == CELL_TINY;
    line->cells[line->count++] = add(d, &cell);
}

static struct line *add_line(struct disclosure *d, size_t parent, const size_t *children, size_t count) {
    d->lines = arena_grow(d->arena, d->lines, d->line_count, d->line_count + 1, &d->line_room, sizeof *d->lines);
    struct line *line = &d->lines[d->line_count];
    *line = (struct line){.order = d->line_count, .count = count + 1, .kind = DISCLOSURE_EXACT};
    line->cells = arena_alloc(d->arena, (count + 2) * sizeof *line->cells);
    line->cells[0] = parent;
    memcpy(line->cells + 1, children, count * sizeof *children);
    for (size_t i = 0; i < line->count; i++)
        line->needs_figures = line->needs_figures || d->cells[line->cells[i]].needs_figures;
    d->line_count++;
    return line;
}

static bool lacks_x(const struct disclosure *d, size_t cell) {
    return d->cells[cell].kind == CELL_PUBLISHED && d->cells[cell].given.x < 0;
}

/* An unknown cell with the same n that stands for a cell without x where x adds up: what is published of a cell is not
 * all that follows about it. */
static size_t stand_in(struct disclosure *d, size_t cell) {
    if (!lacks_x(d, cell)) return cell;
    if (d->cells[cell].stand_in == 0) {
        size_t other = stats_disclosure_add_unknown(d, 0);
        d->cells[cell].stand_in = other;
        d->stand_ins++;
        add_line(d, cell, &other, 1)->superseded = true;
    }
    return d->cells[cell].stand_in;
}

/* Where only some of a line have an x, x adds up all the same. */
static void add_x_line(struct disclosure *d, size_t parent, const size_t *children, size_t count) {
    size_t without = lacks_x(d, parent), *members = arena_alloc(d->arena, count * sizeof *members);
    for (size_t i = 0; i < count; i++) without += lacks_x(d, children[i]);
    if (!d->has_x || without == 0 || without > count || d->stand_ins + without > STAND_INS) return;
    size_t whole = stand_in(d, parent);
    for (size_t i = 0; i < count; i++) members[i] = stand_in(d, children[i]);
    add_line(d, whole, members, count)->superseded = true;
}

/* Children and others are all of the parent. */
static void add_exact_line(struct disclosure *d, const struct disclosure_line *given) {
    size_t count = given->count + (given->others == NULL ? 0 : 1);
    size_t *members = arena_alloc(d->arena, count * sizeof *members);
    memcpy(members, given->children, given->count * sizeof *members);
    if (given->others != NULL) members[given->count] = *given->others;
    add_x_line(d, given->parent, members, count);
    struct line *line = add_line(d, given->parent, members, count);
    line->superseded = line->has_others = true;
}

/* Takes the remainder of a line into it; false, and no line, where the children are too many. */
static bool add_known_line(struct disclosure *d, struct line *line) {
    struct disclosure_cell rest = remainder_of(d, line);
    line->x_adds_up = rest.x >= -DISCLOSURE_TOLERANCE;
    if (!line->x_adds_up) rest.x = DISCLOSURE_NO_X;
    line->exceeded = rest.n < 0;
    if (rest.n < -DISCLOSURE_TOLERANCE) d->line_count--;
    if (rest.n > 0) disclosure_add_remainder(d, line, &rest);
    return !line->exceeded;
}

void stats_disclosure_add_line(struct disclosure *d, const struct disclosure_line *given) {
    if (given->count == 0) return;
    if (given->kind == DISCLOSURE_EXACT) {
        add_exact_line(d, given);
        return;
    }
    if (given->others == NULL) add_x_line(d, given->parent, given->children, given->count);
    struct line *line = add_line(d, given->parent, given->children, given->count);
    line->superseded = given->superseded;
    line->kind = given->kind;
    line->k_lacking = given->k_lacking;
    bool divides = line->needs_figures || add_known_line(d, line);
    if (given->others != NULL && divides) add_exact_line(d, given);
}

void stats_disclosure_add_mean(struct disclosure *d, size_t mean, const size_t *members, size_t count) {
    if (count == 0) return;
    add_line(d, mean, members, count);
    d->cells[mean].is_mean = true;
}

/* --- getting ready */

static int by_parent(const void *a, const void *b) {
    const struct line *first = a, *second = b;
    if (first->cells[0] != second->cells[0]) return first->cells[0] < second->cells[0] ? -1 : 1;
    return first->order < second->order ? -1 : 1;
}

static void note_roles(struct disclosure *d, const struct line *line) {
    for (size_t i = 0; i < line->count; i++) {
        struct cell *cell = &d->cells[line->cells[i]];
        cell->line_count++;
        cell->binds_x = cell->binds_x || line->x_adds_up;
        if (line->superseded) continue;
        if (i == 0)
            cell->is_total = true;
        else
            cell->is_child = true;
    }
}

void disclosure_prepare(struct disclosure *d) {
    if (d->line_count > 0) qsort(d->lines, d->line_count, sizeof *d->lines, by_parent);
    for (size_t i = 0; i < d->line_count; i++) note_roles(d, &d->lines[i]);
    for (size_t i = 0; i < d->cell_count; i++) {
        d->cells[i].lines = arena_alloc(d->arena, (d->cells[i].line_count + 1) * sizeof *d->cells[i].lines);
        d->cells[i].line_count = 0;
    }
    for (size_t i = 0; i < d->line_count; i++)
        for (size_t j = 0; j < d->lines[i].count; j++) {
            struct cell *cell = &d->cells[d->lines[i].cells[j]];
            cell->lines[cell->line_count++] = i;
        }
}
