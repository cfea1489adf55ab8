/* Lines of a table's lattice. A place is one combination of codes; at every time it holds a revision or, where nothing
 * is published, an unknown cell. Times are walked from the newest back, so that what is met again is superseded. */
#include "stats/lattice.h"

#include <stdlib.h>
#include <string.h>

#include "lattice-private.h"

enum {
    /* Up to so many places all of them are drawn in: also those below everything published, which can narrow what is
     * above them where several dimensions are published crosswise. */
    WHOLE = 1500,
    /* Lines are worked through at every place, so that a division in more ways than this is not worth its time. */
    WAYS = 64,
};

static const size_t NONE = (size_t)-1;

/* Children of one kind below one code; k_lacking: the largest threshold of others below it, which do not occur. */
struct division {
    size_t parent, *children, count;
    int64_t k_lacking;
    size_t others; /* the code of all that is below the parent and in no child; NONE: nobody is seen to be */
    bool is_found; /* by the figures: among siblings, so that its parent need not be above its children */
};

/* The codes of a dimension that occur in the table, those between them, and behind these `named` the others of its
 * divisions. */
struct axis {
    size_t count, named, stride;
    size_t *codes, *parents, *kinds; /* parents among these, NONE at the top */
    size_t *order;                   /* children before their parents */
    size_t *divided;                 /* the divisions that the codes behind `named` are the others of */
    struct division *divisions;
    size_t division_count, division_room;
    bool *doubted; /* codes whose ways to overlap others are too many to be searched */
};

/* A line of cells or, marked as such, of unknown ones by their number here. `others` is NONE or an unknown one. */
struct drawn {
    size_t *members, count, others, kind;
    int64_t k_lacking;
    bool superseded, dropped;
};

struct lattice {
    struct disclosure *disclosure;
    struct arena *arena;
    struct axis axes[LATTICE_DIMENSIONS];
    size_t places;
    bool is_small; /* all places are drawn in */
    const struct lattice_cell *cells;
    size_t cell_count, *cell_places; /* of the cells in order of place and time */
    size_t *order;                   /* the cells in that order */
    bool *drawn_in;
    size_t *now, *later; /* what a place holds, at the time at hand and at the one after it */
    size_t unknown_count;
    size_t *unknown_places, unknown_room;
    struct drawn *lines;
    size_t line_count, line_room;
};

static const size_t UNKNOWN = (size_t)1 << 62;

/* --- codes */

/* Marks what lies between a code and the highest above it that occurs. */
static void mark_between(const struct lattice_tree *tree, const bool *occurs, bool *taken, size_t code) {
    size_t highest = code;
    for (size_t up = tree->parents[code]; up != LATTICE_TOP; up = tree->parents[up])
        if (occurs[up]) highest = up;
    for (size_t up = code; up != highest; up = tree->parents[up]) taken[up] = true;
    taken[highest] = true;
}

static size_t depth_of(const struct axis *axis, size_t code) {
    size_t depth = 0;
    for (size_t up = axis->parents[code]; up != NONE; up = axis->parents[up]) depth++;
    return depth;
}

static void order_codes(struct arena *arena, struct axis *axis) {
    size_t placed = 0;
    axis->order = arena_alloc(arena, axis->count * sizeof *axis->order);
    for (size_t depth = axis->count; depth-- > 0;)
        for (size_t i = 0; i < axis->count; i++)
            if (depth_of(axis, i) == depth) axis->order[placed++] = i;
}

static struct division *add_division(struct arena *arena, struct axis *axis, size_t parent) {
    axis->divisions = arena_grow(arena, axis->divisions, axis->division_count, axis->division_count + 1,
                                 &axis->division_room, sizeof *axis->divisions);
    struct division *d = &axis->divisions[axis->division_count++];
    *d = (struct division){.parent = parent, .others = NONE};
    d->children = arena_alloc(arena, axis->count * sizeof *d->children);
    return d;
}

static struct division *division_of(struct arena *arena, struct axis *axis, size_t code) {
    for (size_t i = 0; i < axis->division_count; i++) {
        struct division *d = &axis->divisions[i];
        if (d->parent == axis->parents[code] && axis->kinds[d->children[0]] == axis->kinds[code]) return d;
    }
    return add_division(arena, axis, axis->parents[code]);
}

static void divide(struct arena *arena, struct axis *axis) {
    for (size_t i = 0; i < axis->count; i++) {
        if (axis->parents[i] == NONE) continue;
        struct division *d = division_of(arena, axis, i);
        d->children[d->count++] = i;
    }
}

static void raise_divisions(struct axis *axis, size_t parent, size_t kind, int64_t k) {
    for (size_t i = 0; i < axis->division_count; i++) {
        struct division *d = &axis->divisions[i];
        bool is_other = d->parent == parent && axis->kinds[d->children[0]] == kind;
        if (is_other && d->k_lacking < k) d->k_lacking = k;
    }
}

/* The persons of a code that does not occur are in the remainder of the nearest one above it that does. */
static void note_lacking(struct axis *axis, const struct lattice_tree *tree, const bool *taken, const size_t *local) {
    for (size_t i = 0; tree->thresholds != NULL && i < tree->count; i++) {
        size_t up = i, below = i;
        for (; up != LATTICE_TOP && !taken[up]; up = tree->parents[up]) below = up;
        if (up != i && up != LATTICE_TOP) raise_divisions(axis, local[up], tree->kinds[below], tree->thresholds[i]);
    }
}

/* --- successions */

/* A tree's codes in an axis. */
struct naming {
    const struct lattice_tree *tree;
    const bool *taken, *occurs;
    const size_t *local;
};

/* Marks all that came from a code, over several successions too. */
static void mark_later(const struct lattice_tree *tree, size_t code, bool *later) {
    later[code] = true;
    for (bool changed = true; changed;) {
        changed = false;
        for (size_t i = 0; i < tree->succession_count; i++) {
            const struct lattice_succession *s = &tree->successions[i];
            if (!later[s->before] || later[s->after]) continue;
            later[s->after] = changed = true;
        }
    }
    later[code] = false;
}

/* Which children came of which: no division has both. NULL: none did. */
static bool *find_successions(struct arena *arena, const struct axis *axis, const struct lattice_tree *tree,
                              const struct division *division) {
    bool *came = arena_alloc(arena, division->count * division->count), any = false;
    for (size_t i = 0; i < division->count; i++) {
        bool *later = arena_alloc(arena, tree->count);
        mark_later(tree, axis->codes[division->children[i]], later);
        for (size_t j = 0; j < division->count; j++)
            if (later[axis->codes[division->children[j]]]) came[i * division->count + j] = any = true;
    }
    return any ? came : NULL;
}

static void keep_members(struct division *to, const struct division *from, const bool *members) {
    size_t count = 0;
    for (size_t i = 0; i < from->count; i++)
        if (members[i]) to->children[count++] = from->children[i];
    to->count = count;
}

/* Instead of a division that has areas and what came of them: one for each set that can stand side by side. */
static void tell_apart(struct arena *arena, struct axis *axis, const struct lattice_tree *tree, size_t number) {
    const struct division whole = axis->divisions[number];
    struct overlap_sets sets = {.arena = arena, .count = whole.count, .most = WAYS};
    const bool *came = find_successions(arena, axis, tree, &whole);
    if (came == NULL) return;
    overlap_tell_apart(&sets, came);
    for (size_t i = 1; i < sets.set_count; i++)
        keep_members(add_division(arena, axis, whole.parent), &whole, sets.sets[i]);
    keep_members(&axis->divisions[number], &whole, sets.sets[0]);
}

/* Whether a code is the only one on the other side of all its successions. */
static bool is_only(const struct lattice_tree *tree, size_t code, bool is_before, size_t other) {
    for (size_t i = 0; i < tree->succession_count; i++) {
        const struct lattice_succession *s = &tree->successions[i];
        if ((is_before ? s->after : s->before) == code && (is_before ? s->before : s->after) != other) return false;
    }
    return true;
}

/* Whether the codes before one (is_before), or after it, are its parts: siblings of it and in no other succession. */
static bool has_parts(const struct axis *axis, const struct naming *naming, size_t whole, bool is_before) {
    const struct lattice_tree *tree = naming->tree;
    size_t count = 0;
    for (size_t i = 0; i < tree->succession_count; i++) {
        const struct lattice_succession *s = &tree->successions[i];
        size_t part = is_before ? s->before : s->after;
        if ((is_before ? s->after : s->before) != whole) continue;
        if (!is_only(tree, part, !is_before, whole)) return false;
        bool is_sibling =
            !naming->taken[part] || (tree->parents[part] == tree->parents[whole] &&
                                     axis->parents[naming->local[part]] == axis->parents[naming->local[whole]]);
        if (!is_sibling) return false;
        count += naming->occurs[part] ? 1 : 0;
    }
    return count > 0;
}

/* A code that its parts divide is above them. */
static void divide_by_parts(struct arena *arena, struct axis *axis, const struct naming *naming, size_t whole,
                            bool is_before) {
    const struct lattice_tree *tree = naming->tree;
    struct division *d = add_division(arena, axis, naming->local[whole]);
    for (size_t i = 0; i < tree->succession_count; i++) {
        const struct lattice_succession *s = &tree->successions[i];
        size_t part = is_before ? s->before : s->after;
        if ((is_before ? s->after : s->before) != whole) continue;
        if (naming->taken[part]) {
            d->children[d->count++] = naming->local[part];
            axis->parents[naming->local[part]] = naming->local[whole];
        } else if (tree->thresholds != NULL && tree->thresholds[part] > d->k_lacking) {
            d->k_lacking = tree->thresholds[part];
        }
    }
}

/* Areas that were divided or joined: divisions of their parent, and of one by what came of it or what it came from. */
static void succeed(struct arena *arena, struct axis *axis, const struct naming *naming) {
    const struct lattice_tree *tree = naming->tree;
    for (size_t i = axis->division_count; i-- > 0;) tell_apart(arena, axis, tree, i);
    for (int is_before = 0; is_before <= 1; is_before++)
        for (size_t code = 0; code < tree->count; code++)
            if (naming->occurs[code] && has_parts(axis, naming, code, is_before))
                divide_by_parts(arena, axis, naming, code, is_before);
}

static struct axis axis_of(const struct lattice *l, const struct lattice_tree *tree, size_t dimension) {
    struct axis axis = {0};
    bool *occurs = arena_alloc(l->arena, tree->count), *taken = arena_alloc(l->arena, tree->count);
    size_t *local = arena_alloc(l->arena, tree->count * sizeof *local);
    for (size_t i = 0; i < l->cell_count; i++) occurs[l->cells[i].codes[dimension]] = true;
    for (size_t i = 0; i < tree->count; i++)
        if (occurs[i]) mark_between(tree, occurs, taken, i);
    for (size_t i = 0; i < tree->count; i++)
        if (taken[i]) local[i] = axis.count++;
    axis.named = axis.count;
    axis.codes = arena_alloc(l->arena, axis.count * sizeof *axis.codes);
    axis.parents = arena_alloc(l->arena, axis.count * sizeof *axis.parents);
    axis.kinds = arena_alloc(l->arena, axis.count * sizeof *axis.kinds);
    for (size_t i = 0; i < tree->count; i++) {
        if (!taken[i]) continue;
        bool has_parent = tree->parents[i] != LATTICE_TOP && taken[tree->parents[i]];
        axis.codes[local[i]] = i;
        axis.parents[local[i]] = has_parent ? local[tree->parents[i]] : NONE;
        axis.kinds[local[i]] = tree->kinds[i];
    }
    axis.doubted = arena_alloc(l->arena, axis.count);
    divide(l->arena, &axis);
    note_lacking(&axis, tree, taken, local);
    const struct naming naming = {tree, taken, occurs, local};
    if (tree->succession_count > 0) succeed(l->arena, &axis, &naming);
    return axis;
}

/* --- places */

static size_t code_at(const struct axis *axis, size_t place) { return place / axis->stride % axis->count; }

static size_t moved(const struct axis *axis, size_t place, size_t code) {
    return place + (code - code_at(axis, place)) * axis->stride;
}

/* The n-th of the places / count places with a code. */
static size_t place_with(const struct axis *axis, size_t code, size_t n) {
    return (n / axis->stride * axis->count + code) * axis->stride + n % axis->stride;
}

static size_t local_code(const struct axis *axis, size_t code) {
    size_t low = 0, high = axis->named - 1;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (axis->codes[middle] < code)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static size_t place_of(const struct lattice *l, const struct lattice_cell *cell) {
    size_t place = 0;
    for (size_t d = 0; d < LATTICE_DIMENSIONS; d++)
        place += local_code(&l->axes[d], cell->codes[d]) * l->axes[d].stride;
    return place;
}

/* Carries marks of places to all above them (up) or below. */
static void carry(const struct lattice *l, bool *marks, bool up) {
    for (size_t d = 0; d < LATTICE_DIMENSIONS; d++) {
        const struct axis *axis = &l->axes[d];
        for (size_t i = 0; i < axis->count; i++) {
            size_t code = axis->order[up ? i : axis->count - 1 - i], parent = axis->parents[code];
            if (parent == NONE) continue;
            for (size_t n = 0; n < l->places / axis->count; n++) {
                size_t place = place_with(axis, code, n), above = place_with(axis, parent, n);
                bool *to = up ? &marks[above] : &marks[place];
                *to = *to || (up ? marks[place] : marks[above]);
            }
        }
    }
}

/* --- lines */

static bool any_drawn_in(const struct lattice *l, const struct axis *axis, const struct division *division,
                         size_t parent) {
    for (size_t i = 0; i < division->count; i++)
        if (l->drawn_in[moved(axis, parent, division->children[i])]) return true;
    return false;
}

/* Whether the line below a place with the division's parent may tell something: it and a child are drawn in. */
static bool is_line(const struct lattice *l, const struct axis *axis, const struct division *division, size_t place) {
    return l->drawn_in[place] && any_drawn_in(l, axis, division, place);
}

static bool draw_children_in(struct lattice *l, const struct axis *axis, const struct division *division) {
    bool changed = false;
    for (size_t n = 0; n < l->places / axis->count; n++) {
        size_t place = place_with(axis, division->parent, n);
        if (!is_line(l, axis, division, place)) continue;
        for (size_t i = 0; i <= division->count; i++) {
            size_t code = i < division->count ? division->children[i] : division->others;
            if (code == NONE) continue;
            bool *child = &l->drawn_in[moved(axis, place, code)];
            changed = changed || !*child;
            *child = true;
        }
    }
    return changed;
}

/* All that is published or above it, and then whole lines. */
static void draw_in(struct lattice *l) {
    l->drawn_in = arena_alloc(l->arena, l->places);
    for (size_t i = 0; i < l->cell_count; i++) l->drawn_in[l->cell_places[i]] = true;
    carry(l, l->drawn_in, true);
    if (l->is_small) memset(l->drawn_in, true, l->places);
    for (bool changed = true; changed;) {
        changed = false;
        for (size_t d = 0; d < LATTICE_DIMENSIONS; d++)
            for (size_t i = 0; i < l->axes[d].division_count; i++)
                changed = draw_children_in(l, &l->axes[d], &l->axes[d].divisions[i]) || changed;
    }
}

/* The division whose others are at a place; NULL: a code that occurs is. */
static const struct division *others_at(const struct axis *axis, size_t place) {
    size_t code = code_at(axis, place);
    return code < axis->named ? NULL : &axis->divisions[axis->divided[code - axis->named]];
}

/* Who belongs to no unit of a district lives there all the same; who is in no district did not say where. */
static bool is_open(const struct lattice *l, const struct axis *axis, const struct division *division) {
    bool is_below = axis == &l->axes[LATTICE_AREA] && axis->parents[division->parent] != NONE;
    return division->k_lacking == 0 && !is_below;
}

/* In how many dimensions others are at a place. */
static size_t count_others(const struct lattice *l, size_t place) {
    size_t count = 0;
    for (size_t d = 0; d < LATTICE_DIMENSIONS; d++) count += others_at(&l->axes[d], place) != NULL;
    return count;
}

/* Divisions that lack a code are likelier to lack somebody: they are a kind of their own. */
static size_t line_kind(const struct lattice *l, const struct axis *axis, const struct division *division) {
    size_t kind = LATTICE_DIMENSIONS * axis->kinds[division->children[0]] + (size_t)(axis - l->axes);
    return 2 * kind + (division->k_lacking > 0 ? 1 : 0);
}

/* That somebody left two questions open is not sought: readers take it that hardly anybody did. */
static bool has_others_at(const struct lattice *l, const struct axis *axis, const struct division *division,
                          size_t place) {
    if (division->others == NONE || !is_open(l, axis, division)) return division->others != NONE;
    for (size_t d = 0; d < LATTICE_DIMENSIONS; d++) {
        const struct division *other = others_at(&l->axes[d], place);
        if (other != NULL && is_open(l, &l->axes[d], other)) return false;
    }
    return true;
}

static void draw_line(struct lattice *l, const struct axis *axis, const struct division *division, size_t place,
                      bool superseded) {
    l->lines = arena_grow(l->arena, l->lines, l->line_count, l->line_count + 1, &l->line_room, sizeof *l->lines);
    struct drawn *line = &l->lines[l->line_count++];
    *line = (struct drawn){.count = division->count + 1, .k_lacking = division->k_lacking, .superseded = superseded};
    line->kind = count_others(l, place) > 0 ? DISCLOSURE_EXACT : line_kind(l, axis, division);
    line->others = has_others_at(l, axis, division, place) ? l->now[moved(axis, place, division->others)] : NONE;
    line->members = arena_alloc(l->arena, line->count * sizeof *line->members);
    line->members[0] = l->now[place];
    for (size_t i = 0; i < division->count; i++)
        line->members[i + 1] = l->now[moved(axis, place, division->children[i])];
}

static bool stands_later(const struct lattice *l, const struct axis *axis, const struct division *division,
                         size_t place) {
    bool same = l->now[place] == l->later[place];
    for (size_t i = 0; i < division->count && same; i++) {
        size_t child = moved(axis, place, division->children[i]);
        same = l->now[child] == l->later[child];
    }
    return same;
}

static void draw_division(struct lattice *l, const struct axis *axis, const struct division *division, bool newest) {
    for (size_t n = 0; n < l->places / axis->count; n++) {
        size_t place = place_with(axis, division->parent, n);
        if (!is_line(l, axis, division, place)) continue;
        if (newest || !stands_later(l, axis, division, place)) draw_line(l, axis, division, place, !newest);
    }
}

static void draw_lines(struct lattice *l, bool newest) {
    for (size_t d = 0; d < LATTICE_DIMENSIONS; d++)
        for (size_t i = 0; i < l->axes[d].division_count; i++)
            draw_division(l, &l->axes[d], &l->axes[d].divisions[i], newest);
}

/* --- times */

/* Fills in what every place held at a time: the newest revision up to it, the first one before there was any. */
static void look_at(struct lattice *l, int64_t time) {
    for (size_t i = 0; i < l->cell_count; i++) {
        const struct lattice_cell *cell = &l->cells[l->order[i]];
        bool first = i == 0 || l->cell_places[i - 1] != l->cell_places[i];
        if (first || cell->since <= time) l->now[l->cell_places[i]] = cell->cell;
    }
}

/* Who is in no child may have come from one. */
static void affect_others(const struct lattice *l, const struct axis *axis, const struct division *division,
                          bool *affected) {
    for (size_t n = 0; division->others != NONE && n < l->places / axis->count; n++) {
        bool *others = &affected[place_with(axis, division->others, n)];
        for (size_t i = 0; i < division->count; i++)
            *others = *others || affected[place_with(axis, division->children[i], n)];
    }
}

/* What siblings divide is not above them, and may have changed with them all the same. */
static void affect_found(const struct lattice *l, const struct axis *axis, const struct division *division,
                         bool *affected) {
    for (size_t n = 0; division->is_found && n < l->places / axis->count; n++) {
        bool any = affected[place_with(axis, division->parent, n)];
        for (size_t i = 0; i < division->count; i++) any = any || affected[place_with(axis, division->children[i], n)];
        affected[place_with(axis, division->parent, n)] = any;
        for (size_t i = 0; i < division->count; i++) affected[place_with(axis, division->children[i], n)] = any;
    }
}

/* Places that compare with one whose revision changed: their unknowns may have changed with it. */
static bool *find_affected(const struct lattice *l) {
    bool *above = arena_alloc(l->arena, l->places), *below = arena_alloc(l->arena, l->places);
    for (size_t i = 0; i < l->cell_count; i++) {
        size_t place = l->cell_places[i];
        if (l->now[place] != l->later[place]) above[place] = below[place] = true;
    }
    carry(l, above, true);
    carry(l, below, false);
    for (size_t i = 0; i < l->places; i++) above[i] = above[i] || below[i];
    for (size_t d = 0; d < LATTICE_DIMENSIONS; d++)
        for (size_t i = 0; i < l->axes[d].division_count; i++) {
            affect_found(l, &l->axes[d], &l->axes[d].divisions[i], above);
            affect_others(l, &l->axes[d], &l->axes[d].divisions[i], above);
        }
    return above;
}

static size_t add_unknown(struct lattice *l, size_t place) {
    l->unknown_places = arena_grow(l->arena, l->unknown_places, l->unknown_count, l->unknown_count + 1,
                                   &l->unknown_room, sizeof *l->unknown_places);
    l->unknown_places[l->unknown_count] = place;
    return UNKNOWN | l->unknown_count++;
}

static bool is_unknown(size_t member) { return (member & UNKNOWN) != 0 && member != NONE; }

static void fill_unknowns(struct lattice *l, bool newest) {
    const bool *affected = newest ? NULL : find_affected(l);
    for (size_t place = 0; place < l->places; place++) {
        bool is_known = l->now[place] != NONE && !is_unknown(l->now[place]);
        if (is_known || !l->drawn_in[place]) continue;
        l->now[place] = newest || affected[place] ? add_unknown(l, place) : l->later[place];
    }
}

static int by_time_backward(const void *a, const void *b) {
    int64_t first = *(const int64_t *)a, second = *(const int64_t *)b;
    return first > second ? -1 : first < second;
}

/* Times at which an observation got another revision, newest first, and one before them all; returns how many. */
static size_t list_times(const struct lattice *l, int64_t **times) {
    size_t count = 0, distinct = 0;
    *times = arena_alloc(l->arena, (l->cell_count + 1) * sizeof **times);
    for (size_t i = 1; i < l->cell_count; i++)
        if (l->cell_places[i - 1] == l->cell_places[i]) (*times)[count++] = l->cells[l->order[i]].since;
    qsort(*times, count, sizeof **times, by_time_backward);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || (*times)[i] != (*times)[i - 1]) (*times)[distinct++] = (*times)[i];
    (*times)[distinct++] = INT64_MIN;
    return distinct;
}

static void draw_all(struct lattice *l) {
    int64_t *times;
    size_t count = list_times(l, &times);
    l->now = arena_alloc(l->arena, l->places * sizeof *l->now);
    l->later = arena_alloc(l->arena, l->places * sizeof *l->later);
    for (size_t i = 0; i < count; i++) {
        size_t *swap = l->later;
        l->later = l->now;
        l->now = swap;
        memset(l->now, 0xff, l->places * sizeof *l->now);
        look_at(l, times[i]);
        fill_unknowns(l, i == 0);
        draw_lines(l, i == 0);
    }
}

/* --- handing over */

static void count_uses(const struct drawn *line, size_t *uses, size_t by) {
    for (size_t i = 0; i < line->count; i++)
        if (is_unknown(line->members[i])) uses[line->members[i] & ~UNKNOWN] += by;
    if (line->others != NONE) uses[line->others & ~UNKNOWN] += by;
}

/* A line whose parent is unknown and in no other line tells nothing: takes such away until none is left. */
static void drop_idle(struct lattice *l, size_t *uses) {
    for (size_t i = 0; i < l->line_count; i++) count_uses(&l->lines[i], uses, 1);
    for (bool changed = true; changed;) {
        changed = false;
        for (size_t i = 0; i < l->line_count; i++) {
            struct drawn *line = &l->lines[i];
            size_t parent = line->members[0];
            if (line->dropped || !is_unknown(parent) || uses[parent & ~UNKNOWN] > 1) continue;
            count_uses(line, uses, (size_t)-1);
            line->dropped = changed = true;
        }
    }
}

/* Others who are in no other line tell no more than that their parent has not less than its children. */
static void drop_lonely(struct lattice *l, size_t *uses) {
    for (size_t i = 0; i < l->line_count; i++) {
        struct drawn *line = &l->lines[i];
        if (line->dropped || line->others == NONE || line->kind == DISCLOSURE_EXACT) continue;
        if (uses[line->others & ~UNKNOWN] > 1) continue;
        uses[line->others & ~UNKNOWN] = 0;
        line->others = NONE;
    }
}

/* The largest threshold of a group's cells, for what is unknown of it. The others of a place that occurs are the
 * remainder of a line and protected as such; so only those of others need it, where a code that nobody publishes may be
 * who they are. */
static int64_t threshold_at(const struct lattice *l, const int64_t *thresholds, size_t place) {
    bool may_be_code = false;
    for (size_t d = 0; d < LATTICE_DIMENSIONS; d++) {
        const struct division *others = others_at(&l->axes[d], place);
        may_be_code = may_be_code || (others != NULL && others->k_lacking > 0);
    }
    size_t count = count_others(l, place);
    return count == 0 || (count > 1 && may_be_code) ? thresholds[code_at(&l->axes[LATTICE_GROUP], place)] : 0;
}

static int64_t *find_thresholds(const struct lattice *l, const int64_t *k_of_cells) {
    const struct axis *groups = &l->axes[LATTICE_GROUP];
    int64_t *thresholds = arena_alloc(l->arena, groups->count * sizeof *thresholds), largest = 0;
    for (size_t i = 0; i < l->cell_count; i++) {
        int64_t *k = &thresholds[code_at(groups, l->cell_places[i])];
        if (k_of_cells[i] > *k) *k = k_of_cells[i];
        if (k_of_cells[i] > largest) largest = k_of_cells[i];
    }
    for (size_t i = groups->named; i < groups->count; i++)
        thresholds[i] = groups->divisions[groups->divided[i - groups->named]].k_lacking;
    for (size_t i = 0; i < groups->count; i++)
        if (thresholds[i] == 0) thresholds[i] = largest;
    return thresholds;
}

static void hand_over_line(const struct lattice *l, const struct drawn *drawn, const size_t *numbers) {
    struct disclosure_line line = {
        .count = drawn->count - 1, .kind = drawn->kind, .superseded = drawn->superseded, .k_lacking = drawn->k_lacking};
    for (size_t i = 0; i < drawn->count; i++)
        if (is_unknown(drawn->members[i])) drawn->members[i] = numbers[drawn->members[i] & ~UNKNOWN];
    line.parent = drawn->members[0];
    line.children = drawn->members + 1;
    if (drawn->others != NONE) line.others = &numbers[drawn->others & ~UNKNOWN];
    stats_disclosure_add_line(l->disclosure, &line);
}

static void hand_over(struct lattice *l, const int64_t *k_of_cells) {
    size_t *uses = arena_alloc(l->arena, l->unknown_count * sizeof *uses);
    size_t *numbers = arena_alloc(l->arena, l->unknown_count * sizeof *numbers);
    const int64_t *thresholds = find_thresholds(l, k_of_cells);
    drop_idle(l, uses);
    drop_lonely(l, uses);
    for (size_t i = 0; i < l->unknown_count; i++)
        if (uses[i] > 0)
            numbers[i] = stats_disclosure_add_unknown(l->disclosure, threshold_at(l, thresholds, l->unknown_places[i]));
    for (size_t i = 0; i < l->line_count; i++)
        if (!l->lines[i].dropped) hand_over_line(l, &l->lines[i], numbers);
}

/* --- places of cells */

struct placed {
    size_t place, cell;
    int64_t since;
};

static int by_place_and_time(const void *a, const void *b) {
    const struct placed *first = a, *second = b;
    if (first->place != second->place) return first->place < second->place ? -1 : 1;
    if (first->since != second->since) return first->since < second->since ? -1 : 1;
    return first->cell < second->cell ? -1 : first->cell > second->cell;
}

static void sort_cells(struct lattice *l) {
    struct placed *placed = arena_alloc(l->arena, l->cell_count * sizeof *placed);
    for (size_t i = 0; i < l->cell_count; i++)
        placed[i] = (struct placed){place_of(l, &l->cells[i]), i, l->cells[i].since};
    qsort(placed, l->cell_count, sizeof *placed, by_place_and_time);
    l->order = arena_alloc(l->arena, l->cell_count * sizeof *l->order);
    l->cell_places = arena_alloc(l->arena, l->cell_count * sizeof *l->cell_places);
    for (size_t i = 0; i < l->cell_count; i++) {
        l->order[i] = placed[i].cell;
        l->cell_places[i] = placed[i].place;
    }
}

static void lay_out(struct lattice *l) {
    l->places = 1;
    for (size_t d = LATTICE_DIMENSIONS; d-- > 0;) {
        order_codes(l->arena, &l->axes[d]);
        l->axes[d].stride = l->places;
        l->places *= l->axes[d].count;
    }
    sort_cells(l);
}

/* What is published at a place now; NULL for nothing. */
static const struct disclosure_cell *given_at(const struct lattice *l, size_t place) {
    return l->now[place] == NONE ? NULL : stats_disclosure_given(l->disclosure, l->now[place]);
}

static void look_at_newest(struct lattice *l) {
    l->now = arena_alloc(l->arena, l->places * sizeof *l->now);
    memset(l->now, 0xff, l->places * sizeof *l->now);
    look_at(l, INT64_MAX);
}

/* --- siblings that overlap */

/* What the published children of a place have more than it. */
static int64_t excess_at(const struct lattice *l, const struct axis *axis, const struct division *division,
                         size_t place, bool *all) {
    int64_t excess = -given_at(l, place)->n;
    *all = true;
    for (size_t i = 0; i < division->count; i++) {
        const struct disclosure_cell *child = given_at(l, moved(axis, place, division->children[i]));
        *all = *all && child != NULL;
        excess += child == NULL ? 0 : child->n;
    }
    return excess;
}

/* Whether a division's children exceed their parent anywhere, and whether all of them nowhere keep within it. */
static bool is_exceeded(const struct lattice *l, const struct axis *axis, const struct division *division,
                        bool *always) {
    bool any = false, all;
    *always = true;
    for (size_t n = 0; n < l->places / axis->count; n++) {
        size_t place = place_with(axis, division->parent, n);
        if (given_at(l, place) == NULL) continue;
        bool exceeds = excess_at(l, axis, division, place, &all) > DISCLOSURE_TOLERANCE;
        any = any || exceeds;
        *always = *always && (exceeds || !all || given_at(l, place)->n == 0);
    }
    return any;
}

static bool is_hidden_at(const struct lattice *l, size_t place) {
    const struct disclosure_cell *given = given_at(l, place);
    for (size_t view = 0; given != NULL && view < DISCLOSURE_VIEWS; view++)
        if (given->states[view] == DISCLOSURE_HIDDEN) return true;
    return false;
}

/* A set of siblings that may divide their parent or another sibling: `whole`. */
struct guess {
    size_t whole, *parts, count;
};

static bool is_near(int64_t a, int64_t b, double unit) {
    return llabs(a - b) <= (int64_t)(DISCLOSURE_TOLERANCE * unit);
}

/* Whether the parts add up to the whole at a place, as far as both are published there. */
static bool fits_at(const struct lattice *l, const struct axis *axis, const struct guess *guess, size_t n) {
    const struct disclosure_cell *whole = given_at(l, place_with(axis, guess->whole, n));
    struct disclosure_cell sum = {0};
    if (whole == NULL) return true;
    bool has_x = whole->x >= 0;
    for (size_t i = 0; i < guess->count; i++) {
        const struct disclosure_cell *part = given_at(l, place_with(axis, guess->parts[i], n));
        if (part == NULL) return true;
        has_x = has_x && part->x >= 0;
        sum.n += part->n;
        sum.x += part->x;
        sum.x_most += part->x_most;
    }
    if (!is_near(sum.n, whole->n, 1) || !has_x || whole->n == 0) return is_near(sum.n, whole->n, 1);
    double unit = (double)whole->x_most / (double)whole->n;
    return is_near(sum.x, whole->x, unit) && is_near(sum.x_most - sum.x, whole->x_most - whole->x, unit);
}

static bool is_known(const struct axis *axis, const struct guess *guess) {
    for (size_t i = 0; i < axis->division_count; i++) {
        const struct division *d = &axis->divisions[i];
        if (d->parent == guess->whole && d->count == guess->count &&
            memcmp(d->children, guess->parts, d->count * sizeof *d->children) == 0)
            return true;
    }
    return false;
}

static void add_guess(const struct lattice *l, struct axis *axis, const struct division *siblings,
                      const struct guess *guess) {
    for (size_t n = 0; n < l->places / axis->count; n++)
        if (!fits_at(l, axis, guess, n)) return;
    if (is_known(axis, guess)) return;
    struct division *d = add_division(l->arena, axis, guess->whole);
    memcpy(d->children, guess->parts, guess->count * sizeof *d->children);
    d->count = guess->count;
    d->is_found = guess->whole != siblings->parent;
    if (!d->is_found) d->k_lacking = siblings->k_lacking;
}

/* The siblings of a division as published with the n-th combination of the other codes. */
struct sight {
    const struct division *division;
    int64_t *sizes;
    bool *candidates;
    size_t steps, before; /* divisions of the axis before the search */
};

static void look_at_siblings(const struct lattice *l, const struct axis *axis, struct sight *sight, size_t n) {
    for (size_t i = 0; i < sight->division->count; i++) {
        size_t place = place_with(axis, sight->division->children[i], n);
        const struct disclosure_cell *given = given_at(l, place);
        sight->sizes[i] = given == NULL ? 0 : given->n;
        sight->candidates[i] = given != NULL && (given->n > 0 || is_hidden_at(l, place));
    }
}

/* Sets of siblings that make up `whole`, which is `size`; false: too many to search. */
static bool guess_parts(const struct lattice *l, struct axis *axis, struct sight *sight, size_t whole, int64_t size) {
    const struct division *division = sight->division;
    bool is_parent = whole == division->parent;
    struct overlap_sets sets = {
        .arena = l->arena, .count = division->count, .most = OVERLAP_SETS, .steps = sight->steps};
    bool searched =
        overlap_divide(&sets, sight->sizes, sight->candidates, size, DISCLOSURE_TOLERANCE, is_parent ? 1 : 2);
    sight->steps = sets.steps;
    for (size_t i = 0; i < sets.set_count && axis->division_count - sight->before <= WAYS; i++) {
        struct division kept = {.children = arena_alloc(l->arena, division->count * sizeof *kept.children)};
        keep_members(&kept, division, sets.sets[i]);
        const struct guess guess = {whole, kept.children, kept.count};
        add_guess(l, axis, division, &guess);
    }
    return searched && axis->division_count - sight->before <= WAYS;
}

static bool guess_at(const struct lattice *l, struct axis *axis, struct sight *sight, size_t n) {
    const struct division *division = sight->division;
    const struct disclosure_cell *parent = given_at(l, place_with(axis, division->parent, n));
    look_at_siblings(l, axis, sight, n);
    bool searched = parent == NULL || guess_parts(l, axis, sight, division->parent, parent->n);
    for (size_t i = 0; i < division->count && searched; i++) {
        if (!sight->candidates[i] || sight->sizes[i] <= DISCLOSURE_TOLERANCE) continue;
        sight->candidates[i] = false;
        searched = guess_parts(l, axis, sight, division->children[i], sight->sizes[i]);
        sight->candidates[i] = true;
    }
    return searched;
}

/* Where a sibling stands with most others, its parent among them. */
static size_t fullest_with(const struct lattice *l, const struct axis *axis, const struct division *division,
                           size_t child) {
    size_t best = NONE, most = 0;
    for (size_t n = 0; n < l->places / axis->count; n++) {
        if (given_at(l, place_with(axis, child, n)) == NULL) continue;
        size_t count = given_at(l, place_with(axis, division->parent, n)) == NULL ? 1 : 2;
        for (size_t i = 0; i < division->count; i++)
            count += given_at(l, place_with(axis, division->children[i], n)) == NULL ? 0 : 1;
        if (count > most) {
            most = count;
            best = n;
        }
    }
    return best;
}

static bool is_hidden_anywhere(const struct lattice *l, const struct axis *axis, size_t code) {
    for (size_t n = 0; n < l->places / axis->count; n++)
        if (is_hidden_at(l, place_with(axis, code, n))) return true;
    return false;
}

static void doubt(struct axis *axis, const struct division *division) {
    for (size_t i = 0; i < division->count; i++) axis->doubted[division->children[i]] = true;
}

/* Searches where the hidden siblings stand; one search serves all that stand at the same place. */
static void guess_divisions(const struct lattice *l, struct axis *axis, const struct division *division) {
    struct sight sight = {.division = division,
                          .sizes = arena_alloc(l->arena, division->count * sizeof *sight.sizes),
                          .candidates = arena_alloc(l->arena, division->count),
                          .before = axis->division_count};
    bool *done = arena_alloc(l->arena, l->places / axis->count);
    for (size_t i = 0; i < division->count; i++) {
        if (!is_hidden_anywhere(l, axis, division->children[i])) continue;
        size_t n = fullest_with(l, axis, division, division->children[i]);
        if (done[n]) continue;
        done[n] = true;
        if (!guess_at(l, axis, &sight, n)) doubt(axis, division);
    }
}

static bool is_divided_otherwise(const struct axis *axis, size_t parent, size_t before) {
    for (size_t i = before; i < axis->division_count; i++)
        if (axis->divisions[i].parent == parent) return true;
    return false;
}

/* Siblings that together exceed their parent overlap, or come from elsewhere: what some of them make up all the same is
 * a line for whoever knows the map. */
static void find_overlaps(const struct lattice *l, struct axis *axis) {
    for (size_t i = axis->division_count; i-- > 0;) {
        const struct division division = axis->divisions[i];
        size_t before = axis->division_count;
        bool always;
        if (!is_exceeded(l, axis, &division, &always)) continue;
        guess_divisions(l, axis, &division);
        if (always && is_divided_otherwise(axis, division.parent, before))
            axis->divisions[i] = axis->divisions[--axis->division_count];
    }
}

/* A cell whose ways to follow cannot be searched. */
static void hand_over_doubts(const struct lattice *l) {
    const struct axis *axis = &l->axes[LATTICE_AREA];
    for (size_t i = 0; i < l->cell_count; i++)
        if (axis->doubted[code_at(axis, l->cell_places[i])])
            stats_disclosure_doubt(l->disclosure, l->cells[l->order[i]].cell);
}

/* --- others */

/* Whether a line of published cells is seen to lack somebody. */
static bool lacks_somebody(const struct lattice *l, const struct axis *axis, const struct division *division,
                           size_t place) {
    if (given_at(l, place) == NULL) return false;
    int64_t lack = given_at(l, place)->n;
    for (size_t i = 0; i < division->count; i++) {
        const struct disclosure_cell *child = given_at(l, moved(axis, place, division->children[i]));
        if (child == NULL) return false;
        lack -= child->n;
    }
    return lack > 0;
}

static bool has_others(const struct lattice *l, const struct axis *axis, const struct division *division) {
    bool has = division->k_lacking > 0;
    for (size_t n = 0; n < l->places / axis->count && !has; n++)
        has = lacks_somebody(l, axis, division, place_with(axis, division->parent, n));
    return has;
}

/* Gives every division a code for its others where it may have some; returns whether any has. */
static bool add_others(const struct lattice *l, struct axis *axis) {
    size_t count = axis->count, room = count + axis->division_count;
    size_t *parents = arena_alloc(l->arena, room * sizeof *parents),
           *kinds = arena_alloc(l->arena, room * sizeof *kinds);
    memcpy(parents, axis->parents, count * sizeof *parents);
    memcpy(kinds, axis->kinds, count * sizeof *kinds);
    axis->divided = arena_alloc(l->arena, room * sizeof *axis->divided);
    for (size_t i = 0; i < axis->division_count; i++) {
        struct division *division = &axis->divisions[i];
        if (!has_others(l, axis, division)) continue;
        parents[count] = division->parent;
        kinds[count] = axis->kinds[division->children[0]];
        axis->divided[count - axis->named] = i;
        division->others = count++;
    }
    bool any = count > axis->count;
    axis->parents = parents;
    axis->kinds = kinds;
    axis->count = count;
    return any;
}

static void find_others(struct lattice *l) {
    bool any = false;
    for (size_t d = 0; d < LATTICE_DIMENSIONS; d++) any = add_others(l, &l->axes[d]) || any;
    if (any) lay_out(l);
}

/* --- all of it */

void stats_lattice_add_table(struct disclosure *disclosure, const struct lattice_tree trees[LATTICE_DIMENSIONS],
                             const struct lattice_cell *cells, size_t count) {
    if (count == 0) return;
    struct lattice l = {.disclosure = disclosure, .arena = arena_create(), .cells = cells, .cell_count = count};
    for (size_t d = 0; d < LATTICE_DIMENSIONS; d++) l.axes[d] = axis_of(&l, &trees[d], d);
    lay_out(&l);
    l.is_small = l.places <= WHOLE;
    look_at_newest(&l);
    find_overlaps(&l, &l.axes[LATTICE_AREA]);
    hand_over_doubts(&l);
    find_others(&l);
    draw_in(&l);
    draw_all(&l);
    int64_t *thresholds = arena_alloc(l.arena, count * sizeof *thresholds);
    for (size_t i = 0; i < count; i++) thresholds[i] = stats_disclosure_given(disclosure, cells[l.order[i]].cell)->k;
    hand_over(&l, thresholds);
    arena_destroy(l.arena);
}
