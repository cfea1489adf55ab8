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
};

static const size_t UNKNOWN = (size_t)1 << 62;

/* --- places */

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
        lattice_order_codes(l->arena, &l->axes[d]);
        l->axes[d].stride = l->places;
        l->places *= l->axes[d].count;
    }
    sort_cells(l);
}

static void look_at_newest(struct lattice *l) {
    l->now = arena_alloc(l->arena, l->places * sizeof *l->now);
    memset(l->now, 0xff, l->places * sizeof *l->now);
    look_at(l, INT64_MAX);
}
static void find_others(struct lattice *l) {
    bool any = false;
    for (size_t d = 0; d < LATTICE_DIMENSIONS; d++) any = lattice_add_others(l, &l->axes[d]) || any;
    if (any) lay_out(l);
}

/* --- all of it */

void stats_lattice_add_table(struct disclosure *disclosure, const struct lattice_tree trees[LATTICE_DIMENSIONS],
                             const struct lattice_cell *cells, size_t count) {
    if (count == 0) return;
    struct lattice l = {.disclosure = disclosure, .arena = arena_create(), .cells = cells, .cell_count = count};
    for (size_t d = 0; d < LATTICE_DIMENSIONS; d++) l.axes[d] = lattice_axis(&l, &trees[d], d);
    lay_out(&l);
    l.is_small = l.places <= WHOLE;
    look_at_newest(&l);
    lattice_find_overlaps(&l, &l.axes[LATTICE_AREA]);
    lattice_hand_over_doubts(&l);
    find_others(&l);
    draw_in(&l);
    draw_all(&l);
    int64_t *thresholds = arena_alloc(l.arena, count * sizeof *thresholds);
    for (size_t i = 0; i < count; i++) thresholds[i] = stats_disclosure_given(disclosure, cells[l.order[i]].cell)->k;
    hand_over(&l, thresholds);
    arena_destroy(l.arena);
}
