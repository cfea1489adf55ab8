/* Lines of a table's lattice. A place is one combination of codes; at every time it holds a revision or, where nothing
 * is published, an unknown cell. Times are walked from the newest back, so that what is met again is superseded. */
#include "stats/lattice.h"

#include <stdlib.h>
#include <string.h>

enum {
    /* Up to so many places all of them are drawn in: also those below everything published, which can narrow what is
     * above them where several dimensions are published crosswise. */
    WHOLE = 1500,
};

static const size_t NONE = (size_t)-1;

/* Children of one kind below one code; k_lacking: the largest threshold of others below it, which do not occur. */
struct division {
    size_t parent, *children, count;
    int64_t k_lacking;
    size_t others; /* the code of all that is below the parent and in no child; NONE: nobody is seen to be */
};

/* The codes of a dimension that occur in the table, those between them, and behind these `named` the others of its
 * divisions. */
struct axis {
    size_t count, named, stride;
    size_t *codes, *parents, *kinds; /* parents among these, NONE at the top */
    size_t *order;                   /* children before their parents */
    size_t *divided;                 /* the divisions that the codes behind `named` are the others of */
    struct division *divisions;
    size_t division_count;
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

static struct division *division_of(struct axis *axis, size_t code) {
    for (size_t i = 0; i < axis->division_count; i++) {
        struct division *d = &axis->divisions[i];
        if (d->parent == axis->parents[code] && axis->kinds[d->children[0]] == axis->kinds[code]) return d;
    }
    struct division *d = &axis->divisions[axis->division_count++];
    d->parent = axis->parents[code];
    d->others = NONE;
    return d;
}

static void divide(struct arena *arena, struct axis *axis) {
    axis->divisions = arena_alloc(arena, axis->count * sizeof *axis->divisions);
    for (size_t i = 0; i < axis->count; i++) {
        if (axis->parents[i] == NONE) continue;
        struct division *d = division_of(axis, i);
        if (d->children == NULL) d->children = arena_alloc(arena, axis->count * sizeof *d->children);
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
    divide(l->arena, &axis);
    note_lacking(&axis, tree, taken, local);
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
        for (size_t i = 0; i < l->axes[d].division_count; i++)
            affect_others(l, &l->axes[d], &l->axes[d].divisions[i], above);
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

/* --- others */

/* Whether a line of published cells is seen to lack somebody. */
static bool lacks_somebody(const struct lattice *l, const struct axis *axis, const struct division *division,
                           size_t place) {
    if (l->now[place] == NONE) return false;
    int64_t lack = stats_disclosure_count(l->disclosure, l->now[place]);
    for (size_t i = 0; i < division->count; i++) {
        size_t child = l->now[moved(axis, place, division->children[i])];
        if (child == NONE) return false;
        lack -= stats_disclosure_count(l->disclosure, child);
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
    l->now = arena_alloc(l->arena, l->places * sizeof *l->now);
    memset(l->now, 0xff, l->places * sizeof *l->now);
    look_at(l, INT64_MAX);
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
    find_others(&l);
    draw_in(&l);
    draw_all(&l);
    int64_t *thresholds = arena_alloc(l.arena, count * sizeof *thresholds);
    for (size_t i = 0; i < count; i++) thresholds[i] = stats_disclosure_threshold(disclosure, cells[l.order[i]].cell);
    hand_over(&l, thresholds);
    arena_destroy(l.arena);
}
