/* Siblings that overlap one another, and others that are in no child: told by the figures (domain.md A9). */
#include <stdlib.h>
#include <string.h>

#include "lattice-private.h"
#include "lattice_overlap-private.h"

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
    struct division *d = lattice_add_division(l->arena, axis, guess->whole);
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
        lattice_keep_members(&kept, division, sets.sets[i]);
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
void lattice_find_overlaps(const struct lattice *l, struct axis *axis) {
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
void lattice_hand_over_doubts(const struct lattice *l) {
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
bool lattice_add_others(const struct lattice *l, struct axis *axis) {
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
