/* Lines of a release and the choice of what to hide (domain.md A9). Every round hides at least one cell more, so there
 * are at most as many rounds as open cells; a round passes over all lines and audits only what the last one touched. */
#include "disclosure-private.h"

#include <stdlib.h>
#include <string.h>

struct disclosure *stats_disclosure_create(struct arena *arena) {
    struct disclosure *d = arena_alloc(arena, sizeof *d);
    d->arena = arena;
    return d;
}

/* `items` where there is room for one more, else moved to twice the room. */
static void *with_room(struct arena *arena, void *items, size_t count, size_t *room, size_t size) {
    if (count < *room) return items;
    *room = *room == 0 ? 64 : 2 * *room;
    void *moved = arena_alloc(arena, *room * size);
    if (count > 0) memcpy(moved, items, count * size);
    return moved;
}

size_t stats_disclosure_add_cell(struct disclosure *d, const struct disclosure_cell *cell) {
    d->cells = with_room(d->arena, d->cells, d->cell_count, &d->cell_room, sizeof *d->cells);
    bool hidden = cell->state == DISCLOSURE_HIDDEN;
    d->cells[d->cell_count] = (struct cell){.given = *cell, .hidden = hidden, .fresh = hidden};
    return d->cell_count++;
}

/* The parent less its children: x is DISCLOSURE_NO_X where it does not add up, k the largest of all. */
static struct disclosure_cell remainder_of(const struct disclosure *d, size_t parent, const size_t *children,
                                           size_t count) {
    struct disclosure_cell rest = d->cells[parent].given;
    bool has_x = rest.x >= 0;
    for (size_t i = 0; i < count; i++) {
        const struct disclosure_cell *child = &d->cells[children[i]].given;
        rest.n -= child->n;
        rest.x -= child->x;
        rest.x_most -= child->x_most;
        if (child->k > rest.k) rest.k = child->k;
        has_x = has_x && child->x >= 0;
    }
    bool adds_up = has_x && rest.x >= 0 && rest.x <= rest.x_most && (rest.n > 0 || rest.x_most == 0);
    if (!adds_up) rest.x = DISCLOSURE_NO_X;
    rest.state = DISCLOSURE_HIDDEN;
    return rest;
}

void stats_disclosure_add_line(struct disclosure *d, size_t parent, const size_t *children, size_t count,
                               bool superseded) {
    struct disclosure_cell rest = remainder_of(d, parent, children, count);
    if (count == 0 || rest.n < 0) return;
    struct line line = {.order = d->line_count, .superseded = superseded, .x_adds_up = rest.x != DISCLOSURE_NO_X};
    line.cells = arena_alloc(d->arena, (count + 2) * sizeof *line.cells);
    line.cells[line.count++] = parent;
    for (size_t i = 0; i < count; i++) line.cells[line.count++] = children[i];
    if (rest.n > 0) {
        size_t remainder = stats_disclosure_add_cell(d, &rest);
        d->cells[remainder].accomplice = rest.n >= rest.k;
        line.cells[line.count++] = remainder;
    }
    d->lines = with_room(d->arena, d->lines, d->line_count, &d->line_room, sizeof *d->lines);
    d->lines[d->line_count++] = line;
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

static void prepare(struct disclosure *d) {
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

/* --- what to hide next */

/* Inner cells with somebody in them first, then totals, then empty inner cells. */
static int preference(const struct cell *cell) { return (cell->given.n > 0 ? 0 : 2) + (cell->is_total ? 1 : 0); }

static bool is_better(const struct disclosure *d, size_t cell, size_t than) {
    const struct cell *a = &d->cells[cell], *b = &d->cells[than];
    if (preference(a) != preference(b)) return preference(a) < preference(b);
    if (a->given.n != b->given.n) return a->given.n < b->given.n;
    return cell < than;
}

/* A grand total, child in no line, is never hidden for another's sake. */
static bool may_hide(const struct cell *cell) {
    return cell->given.state == DISCLOSURE_OPEN && !cell->hidden && cell->is_child && !cell->futile;
}

/* The better of `best` and the best cell of the line that may be hidden; cell_count stands for none. */
static size_t best_of(const struct disclosure *d, const struct line *line, size_t best) {
    for (size_t i = 0; i < line->count; i++) {
        size_t cell = line->cells[i];
        if (may_hide(&d->cells[cell]) && (best == d->cell_count || is_better(d, cell, best))) best = cell;
    }
    return best;
}

static bool hide(struct disclosure *d, size_t cell, enum disclosure_mark mark) {
    if (cell == d->cell_count) return false;
    d->cells[cell].hidden = d->cells[cell].fresh = true;
    d->cells[cell].mark = mark;
    return true;
}

static bool needs_another(const struct disclosure *d, const struct line *line) {
    size_t hidden = 0, accomplices = 0;
    int64_t sum = 0, k = 0;
    bool inner = true;
    for (size_t i = 0; i < line->count; i++) {
        const struct cell *cell = &d->cells[line->cells[i]];
        if (!cell->hidden) continue;
        hidden++;
        accomplices += cell->accomplice;
        sum += cell->given.n;
        if (cell->given.k > k) k = cell->given.k;
        inner = inner && !cell->is_total;
    }
    if (hidden == accomplices) return false;
    return hidden == 1 || (inner && sum < k);
}

static void mark_complementary(struct disclosure *d) {
    for (bool changed = true; changed;) {
        changed = false;
        for (size_t i = 0; i < d->line_count; i++) {
            const struct line *line = &d->lines[i];
            if (line->superseded || !needs_another(d, line)) continue;
            if (hide(d, best_of(d, line, d->cell_count), DISCLOSURE_COMPLEMENTARY)) changed = true;
        }
    }
}

/* --- cells that follow */

/* Lines reached from a cell, nearest first, passing through cells that `passes` lets through. */
struct reach {
    size_t *lines, count;
    bool *seen_lines, *seen_cells;
};

static struct reach reach_start(struct arena *scratch, const struct disclosure *d) {
    return (struct reach){.lines = arena_alloc(scratch, (d->line_count + 1) * sizeof(size_t)),
                          .seen_lines = arena_alloc(scratch, d->line_count + 1),
                          .seen_cells = arena_alloc(scratch, d->cell_count + 1)};
}

static void reach_lines(struct reach *reach, const struct disclosure *d, size_t cell) {
    if (reach->seen_cells[cell]) return;
    reach->seen_cells[cell] = true;
    for (size_t i = 0; i < d->cells[cell].line_count; i++) {
        size_t line = d->cells[cell].lines[i];
        if (reach->seen_lines[line]) continue;
        reach->seen_lines[line] = true;
        reach->lines[reach->count++] = line;
    }
}

/* The best cell of the lines of `weak`; where they have none, of the lines that hidden cells connect them to. */
static size_t best_near(struct arena *scratch, const struct disclosure *d, size_t weak) {
    struct reach reach = reach_start(scratch, d);
    size_t best = d->cell_count;
    reach_lines(&reach, d, weak);
    for (size_t ring = 0; ring < reach.count && best == d->cell_count;) {
        size_t end = reach.count;
        for (size_t i = ring; i < end; i++) best = best_of(d, &d->lines[reach.lines[i]], best);
        for (; ring < end; ring++) {
            const struct line *line = &d->lines[reach.lines[ring]];
            for (size_t j = 0; j < line->count; j++)
                if (d->cells[line->cells[j]].hidden) reach_lines(&reach, d, line->cells[j]);
        }
    }
    return best;
}

/* Finds what cannot be protected around `weak`: the audit of a copy in which all that may be hidden is. */
static bool find_lost(struct arena *scratch, struct disclosure *d, size_t weak, struct error *err) {
    struct disclosure all = *d;
    all.cells = arena_alloc(scratch, d->cell_count * sizeof *all.cells);
    memcpy(all.cells, d->cells, d->cell_count * sizeof *all.cells);
    struct reach reach = reach_start(scratch, d);
    reach_lines(&reach, d, weak);
    for (size_t i = 0; i < reach.count; i++) {
        const struct line *line = &d->lines[reach.lines[i]];
        for (size_t j = 0; j < line->count; j++) {
            struct cell *cell = &all.cells[line->cells[j]];
            if (may_hide(cell)) cell->hidden = cell->fresh = true;
            if (cell->hidden) reach_lines(&reach, d, line->cells[j]);
        }
    }
    all.cells[weak].fresh = true;
    if (!disclosure_audit(&all, err)) return false;
    for (size_t i = 0; i < d->cell_count; i++) {
        if (!reach.seen_cells[i]) continue;
        d->cells[i].lost = all.cells[i].weak;
        d->cells[i].lost_known = true;
    }
    return true;
}

/* Everything about the cell follows, whatever else is hidden: to hide it protects nobody. */
static bool is_futile(const struct cell *cell) {
    int all = cell->given.x < 0 ? DISCLOSURE_N : DISCLOSURE_N | DISCLOSURE_X | DISCLOSURE_REST;
    return cell->mark != DISCLOSURE_UNMARKED && cell->lost == all;
}

static void show_again(struct cell *cell) {
    cell->futile = true;
    cell->hidden = false;
    cell->mark = DISCLOSURE_UNMARKED;
}

/* Protects the cell if it follows: hides another, or shows it again where it was hidden in vain. */
static bool protect(struct arena *scratch, struct disclosure *d, size_t i, bool *changed, struct error *err) {
    struct cell *cell = &d->cells[i];
    if (!cell->hidden || cell->accomplice || cell->weak == 0) return true;
    if (!cell->lost_known && !find_lost(scratch, d, i, err)) return false;
    if (is_futile(cell)) {
        show_again(cell);
        *changed = true;
    } else if ((cell->weak & ~cell->lost) != 0) {
        *changed = hide(d, best_near(scratch, d, i), DISCLOSURE_AUDIT);
    }
    return true;
}

/* Protects the first hidden cell that follows and need not. */
static bool protect_first(struct arena *scratch, struct disclosure *d, bool *changed, struct error *err) {
    *changed = false;
    for (size_t i = 0; i < d->cell_count && !*changed; i++)
        if (!protect(scratch, d, i, changed, err)) return false;
    return true;
}

bool stats_disclosure_decide(struct disclosure *d, size_t *exposed, struct error *err) {
    struct arena *scratch = arena_create();
    bool changed = true, solved = true;
    prepare(d);
    while (solved && changed) {
        mark_complementary(d);
        solved = disclosure_audit(d, err) && protect_first(scratch, d, &changed, err);
        arena_reset(scratch);
    }
    arena_destroy(scratch);
    *exposed = 0;
    for (size_t i = 0; i < d->cell_count; i++)
        if (stats_disclosure_exposure(d, i) != 0) ++*exposed;
    return solved;
}

enum disclosure_mark stats_disclosure_mark(const struct disclosure *d, size_t cell) { return d->cells[cell].mark; }

int stats_disclosure_exposure(const struct disclosure *d, size_t cell) {
    return d->cells[cell].hidden && !d->cells[cell].accomplice ? d->cells[cell].weak : 0;
}
