/* Both are searches through the subsets, one number after the other, that turn back where nothing can come of them. */
#include <stdlib.h>
#include <string.h>

#include "lattice_overlap-private.h"

static bool keep(struct overlap_sets *s, const bool *chosen) {
    if (s->set_count == s->most) return false;
    bool *set = arena_alloc(s->arena, s->count);
    memcpy(set, chosen, s->count);
    s->sets[s->set_count++] = set;
    return true;
}

/* --- sets without contradiction */

static bool excludes(const struct overlap_sets *s, const bool *came, size_t a, size_t b) {
    return came[a * s->count + b] || came[b * s->count + a];
}

static bool is_excluded(const struct overlap_sets *s, const bool *came, const bool *chosen, size_t number) {
    for (size_t i = 0; i < s->count; i++)
        if (chosen[i] && excludes(s, came, number, i)) return true;
    return false;
}

static bool is_largest(const struct overlap_sets *s, const bool *came, const bool *chosen) {
    for (size_t i = 0; i < s->count; i++)
        if (!chosen[i] && !is_excluded(s, came, chosen, i)) return false;
    return true;
}

static bool excludes_any(const struct overlap_sets *s, const bool *came, size_t number) {
    for (size_t i = 0; i < s->count; i++)
        if (excludes(s, came, number, i)) return true;
    return false;
}

static bool choose(struct overlap_sets *s, const bool *came, bool *chosen, size_t number) {
    if (++s->steps > OVERLAP_STEPS) return false;
    if (number == s->count) return !is_largest(s, came, chosen) || keep(s, chosen);
    if (!is_excluded(s, came, chosen, number)) {
        chosen[number] = true;
        if (!choose(s, came, chosen, number + 1)) return false;
        chosen[number] = false;
        if (!excludes_any(s, came, number)) return true;
    }
    return choose(s, came, chosen, number + 1);
}

/* Those that came of none, or of which none came. */
static void keep_outermost(struct overlap_sets *s, const bool *came, bool is_first) {
    bool *set = s->sets[s->set_count++] = arena_alloc(s->arena, s->count + 1);
    memset(set, true, s->count);
    for (size_t i = 0; i < s->count; i++)
        for (size_t j = 0; j < s->count; j++)
            if (came[i * s->count + j]) set[is_first ? j : i] = false;
}

void overlap_tell_apart(struct overlap_sets *s, const bool *came) {
    if (choose(s, came, arena_alloc(s->arena, s->count + 1), 0)) return;
    s->set_count = 0;
    keep_outermost(s, came, true);
    keep_outermost(s, came, false);
}

/* --- sets with a sum */

struct search {
    struct overlap_sets *found;
    const int64_t *sizes;
    size_t *order, count; /* candidates, the largest first */
    int64_t *left;        /* what the candidates from one on sum up to */
    int64_t tolerance;
    size_t least;
    bool *chosen;
};

static void order_candidates(struct search *s, const bool *candidates) {
    struct arena *arena = s->found->arena;
    s->order = arena_alloc(arena, (s->found->count + 1) * sizeof *s->order);
    s->left = arena_alloc(arena, (s->found->count + 1) * sizeof *s->left);
    for (size_t i = 0; i < s->found->count; i++) {
        if (!candidates[i]) continue;
        size_t at = s->count++;
        for (; at > 0 && s->sizes[s->order[at - 1]] < s->sizes[i]; at--) s->order[at] = s->order[at - 1];
        s->order[at] = i;
    }
    for (size_t i = s->count; i-- > 0;) s->left[i] = s->left[i + 1] + s->sizes[s->order[i]];
}

/* `lack`: what the chosen ones have less than the whole. */
static bool add_up(struct search *s, size_t at, size_t chosen, int64_t lack) {
    if (++s->found->steps > OVERLAP_STEPS) return false;
    if (lack < -s->tolerance || s->left[at] < lack - s->tolerance) return true;
    if (at == s->count) return chosen < s->least || keep(s->found, s->chosen);
    size_t number = s->order[at];
    s->chosen[number] = true;
    if (!add_up(s, at + 1, chosen + 1, lack - s->sizes[number])) return false;
    s->chosen[number] = false;
    return add_up(s, at + 1, chosen, lack);
}

bool overlap_divide(struct overlap_sets *found, const int64_t *sizes, const bool *candidates, int64_t whole,
                    int64_t tolerance, size_t least) {
    struct search s = {.found = found, .sizes = sizes, .tolerance = tolerance, .least = least};
    s.chosen = arena_alloc(found->arena, found->count + 1);
    order_candidates(&s, candidates);
    return add_up(&s, 0, 0, whole);
}
