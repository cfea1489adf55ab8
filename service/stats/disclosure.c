/* The choice of what to hide (domain.md A9), for each kind of readers in turn until none of them
 * needs another cell hidden. Every round hides at least one cell more, so there are at most as many rounds as open
 * cells; a round passes over all lines and audits only what the last one touched. */
#include "disclosure-private.h"

#include <string.h>

enum { ONE_AT_A_TIME = 2000 }; /* cells of a partial table up to which each is hidden in the light of all before */

/* --- what to hide next */

/* Means first, then inner cells with somebody in them, then totals, then empty inner cells. */
static int preference(const struct cell *cell) {
    return cell->is_mean ? -1 : (cell->given.n > 0 ? 0 : 2) + (cell->is_total ? 1 : 0);
}

static bool is_better(const struct disclosure *d, size_t cell, size_t than) {
    const struct cell *a = &d->cells[cell], *b = &d->cells[than];
    if (preference(a) != preference(b)) return preference(a) < preference(b);
    if (a->given.n != b->given.n) return a->given.n < b->given.n;
    return cell < than;
}

/* A grand total, child in no line, is never hidden for another's sake. */
static bool may_hide(const struct cell *cell) {
    return cell->state == DISCLOSURE_OPEN && !cell->hidden && (cell->is_child || cell->is_mean) && !cell->futile;
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

/* What is not shown in a line: to be protected for its own sake; hidden for others, and tiny remainders, which need one
 * another only; and what protects without a need of its own. */
struct absent {
    size_t guarded, hidden_for_others, tiny, helpers;
    int64_t sum, k;
    int64_t owner; /* of the last one that is hidden */
    bool inner, has_owners;
};

static bool only_helps(const struct cell *cell) {
    return cell->state == DISCLOSURE_NEVER && !(cell->kind == CELL_REMAINDER && cell->given.n < cell->given.k);
}

/* A margin that is published nowhere and follows is as good as shown; `audited`: it is known which do. */
static bool is_as_shown(const struct cell *cell, bool audited) {
    bool is_margin = cell->state == DISCLOSURE_NEVER && (cell->kind == CELL_PUBLISHED || cell->kind == CELL_UNKNOWN);
    return !cell->hidden || (audited && is_margin && (cell->weak & DISCLOSURE_N));
}

static struct absent absent_of(const struct disclosure *d, const struct line *line, bool audited) {
    struct absent absent = {.inner = true};
    for (size_t i = 0; i < line->count; i++) {
        const struct cell *cell = &d->cells[line->cells[i]];
        if (is_as_shown(cell, audited) || (line->exceeded && cell->given.few_apart)) continue;
        if (cell->kind == CELL_TINY)
            absent.tiny++;
        else if (only_helps(cell))
            absent.helpers++;
        else if (disclosure_is_for_others(cell))
            absent.hidden_for_others++;
        else
            absent.guarded++;
        if (cell->given.owner != 0 && !only_helps(cell)) {
            absent.has_owners = absent.has_owners || (absent.owner != 0 && absent.owner != cell->given.owner);
            absent.owner = cell->given.owner;
        }
        absent.sum += cell->given.n;
        if (cell->given.k > absent.k) absent.k = cell->given.k;
        absent.inner = absent.inner && !cell->is_total;
    }
    return absent;
}

static bool needs_another(const struct disclosure *d, const struct line *line, bool audited) {
    if (line->superseded) return false;
    struct absent absent = absent_of(d, line, audited);
    size_t hidden = absent.guarded + absent.hidden_for_others;
    size_t kept = hidden + (absent.guarded == 0 ? absent.tiny : 0);
    bool is_owners_own = absent.has_owners && hidden == 2 && absent.guarded > 0; /* one of them knows the other's */
    return ((kept == 1 || is_owners_own) && absent.helpers == 0) ||
           (hidden > 0 && absent.inner && absent.sum < absent.k);
}

static void mark_complementary(struct disclosure *d) {
    for (bool changed = true; changed;) {
        changed = false;
        for (size_t i = 0; i < d->line_count; i++) {
            if (!needs_another(d, &d->lines[i], false)) continue;
            if (hide(d, best_of(d, &d->lines[i], d->cell_count), DISCLOSURE_COMPLEMENTARY)) changed = true;
        }
    }
}

/* The same for the first line that needs another in the light of an audit, which holds no longer then. */
static bool mark_by_audit(struct disclosure *d) {
    for (size_t i = 0; i < d->line_count; i++)
        if (needs_another(d, &d->lines[i], true) &&
            hide(d, best_of(d, &d->lines[i], d->cell_count), DISCLOSURE_COMPLEMENTARY))
            return true;
    return false;
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

/* Everything about the cell follows exactly, whatever else is hidden: to hide it protects nobody. To show it again adds
 * to nobody's knowledge, so that all that has been found loose stays so. */
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
    int exposed = disclosure_exposed(cell);
    if (exposed == 0) return true;
    if (!cell->lost_known && !find_lost(scratch, d, i, err)) return false;
    if (d->alone && is_futile(cell)) {
        show_again(cell);
        *changed = true;
    } else if ((exposed & ~cell->lost) != 0) {
        *changed = hide(d, best_near(scratch, d, i), DISCLOSURE_AUDIT);
    }
    return true;
}

static bool is_near_fresh(const struct disclosure *d, const struct cell *cell) {
    for (size_t i = 0; i < cell->line_count; i++) {
        const struct line *line = &d->lines[cell->lines[i]];
        for (size_t j = 0; j < line->count; j++)
            if (d->cells[line->cells[j]].fresh) return true;
    }
    return false;
}

/* Protects the first hidden cell that follows and need not; in a large disclosure also others, away from those that
 * this has just hidden. */
static bool protect_next(struct arena *scratch, struct disclosure *d, bool *changed, struct error *err) {
    *changed = false;
    for (size_t i = 0; i < d->cell_count && (!*changed || d->is_large); i++) {
        bool any = false;
        if (*changed && (disclosure_exposed(&d->cells[i]) == 0 || is_near_fresh(d, &d->cells[i]))) continue;
        if (!protect(scratch, d, i, &any, err)) return false;
        *changed = *changed || any;
    }
    return true;
}

/* --- views */

static bool decide_view(struct disclosure *d, struct error *err) {
    struct arena *scratch = arena_create();
    bool changed = true, solved = true;
    while (solved && changed) {
        mark_complementary(d);
        solved = disclosure_audit(d, err) && protect_next(scratch, d, &changed, err);
        changed = solved && (changed || mark_by_audit(d));
        arena_reset(scratch);
    }
    arena_destroy(scratch);
    return solved;
}

/* The disclosure as readers of a view know it, with cells of its own. */
static struct disclosure view_of(const struct disclosure *d, size_t view) {
    struct disclosure seen = *d;
    seen.cells = arena_alloc(d->arena, (d->cell_count + 1) * sizeof *seen.cells);
    if (d->cell_count > 0) memcpy(seen.cells, d->cells, d->cell_count * sizeof *seen.cells);
    for (size_t i = 0; i < d->cell_count; i++) {
        struct cell *cell = &seen.cells[i];
        cell->state = cell->given.states[view];
        cell->hidden = cell->fresh = cell->state == DISCLOSURE_HIDDEN || cell->state == DISCLOSURE_NEVER;
    }
    return seen;
}

static bool same_states(const struct disclosure *d, size_t a, size_t b) {
    for (size_t i = 0; i < d->cell_count; i++)
        if (d->cells[i].given.states[a] != d->cells[i].given.states[b]) return false;
    return true;
}

/* Views that differ from those before them. */
static size_t open_views(const struct disclosure *d, struct disclosure *views) {
    size_t count = 0;
    for (size_t view = 0; view < d->views; view++)
        if (view == 0 || !same_states(d, view, view - 1)) views[count++] = view_of(d, view);
    for (size_t i = 0; i < count; i++) views[i].alone = count == 1;
    return count;
}

/* Hides in one view what was hidden in another. */
static bool follow(struct disclosure *view, const struct disclosure *other) {
    bool changed = false;
    for (size_t i = 0; i < view->cell_count; i++)
        if (other->cells[i].mark != DISCLOSURE_UNMARKED && view->cells[i].state == DISCLOSURE_OPEN &&
            !view->cells[i].hidden)
            changed = hide(view, i, other->cells[i].mark);
    return changed;
}

static bool follow_all(struct disclosure *views, size_t count) {
    bool changed = false;
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < count; j++)
            if (i != j && follow(&views[i], &views[j])) changed = true;
    return changed;
}

static bool decide_views(struct disclosure *views, size_t count, struct error *err) {
    do
        for (size_t i = 0; i < count; i++)
            if (!decide_view(&views[i], err)) return false;
    while (follow_all(views, count));
    return true;
}

static void take_over(struct disclosure *d, const struct disclosure *view) {
    for (size_t i = 0; i < d->cell_count; i++) {
        if (view->cells[i].mark != DISCLOSURE_UNMARKED) d->cells[i].mark = view->cells[i].mark;
        d->cells[i].weak |= disclosure_exposed(&view->cells[i]);
        if (view->cells[i].doubted && view->cells[i].state == DISCLOSURE_HIDDEN) d->cells[i].weak |= DISCLOSURE_N;
    }
}

bool stats_disclosure_decide(struct disclosure *d, size_t *exposed, struct error *err) {
    struct disclosure views[DISCLOSURE_VIEWS];
    *exposed = 0;
    if (!disclosure_complete(d, err)) return false;
    disclosure_prepare(d);
    d->is_large = d->has_unknown && d->cell_count > ONE_AT_A_TIME;
    for (size_t i = 0; i < d->line_count; i++) d->has_exceeded = d->has_exceeded || d->lines[i].exceeded;
    size_t count = open_views(d, views);
    if (!decide_views(views, count, err)) return false;
    for (size_t i = 0; i < count; i++) take_over(d, &views[i]);
    for (size_t i = 0; i < d->cell_count; i++)
        if (d->cells[i].weak != 0) ++*exposed;
    return true;
}

enum disclosure_mark stats_disclosure_mark(const struct disclosure *d, size_t cell) { return d->cells[cell].mark; }

bool stats_disclosure_is_doubted(const struct disclosure *d, size_t cell) {
    return d->cells[cell].doubted && d->cells[cell].weak != 0;
}

int stats_disclosure_exposure(const struct disclosure *d, size_t cell) { return d->cells[cell].weak; }
