/* The axes of a lattice: which codes of a dimension occur, how they divide what is above them, what succeeded what. */
#include <string.h>

#include "lattice-private.h"
#include "lattice_overlap-private.h"

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

void lattice_order_codes(struct arena *arena, struct axis *axis) {
    size_t placed = 0;
    axis->order = arena_alloc(arena, axis->count * sizeof *axis->order);
    for (size_t depth = axis->count; depth-- > 0;)
        for (size_t i = 0; i < axis->count; i++)
            if (depth_of(axis, i) == depth) axis->order[placed++] = i;
}

struct division *lattice_add_division(struct arena *arena, struct axis *axis, size_t parent) {
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
    return lattice_add_division(arena, axis, axis->parents[code]);
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

void lattice_keep_members(struct division *to, const struct division *from, const bool *members) {
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
        lattice_keep_members(lattice_add_division(arena, axis, whole.parent), &whole, sets.sets[i]);
    lattice_keep_members(&axis->divisions[number], &whole, sets.sets[0]);
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
    struct division *d = lattice_add_division(arena, axis, naming->local[whole]);
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

struct axis lattice_axis(const struct lattice *l, const struct lattice_tree *tree, size_t dimension) {
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
