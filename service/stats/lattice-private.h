/* A table's lattice while its lines are found: axes (lattice_axis.c), siblings that overlap and others that are in no
 * child (lattice_siblings.c), lines (lattice.c). */
#ifndef STATS_LATTICE_PRIVATE_H
#define STATS_LATTICE_PRIVATE_H

#include "stats/lattice.h"

enum {
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

/* The codes of a dimension that the lattice's cells have and those between them, divided as the tree says. */
struct axis lattice_axis(const struct lattice *l, const struct lattice_tree *tree, size_t dimension);

/* Fills in the order of an axis' codes, also of those behind `named`. */
void lattice_order_codes(struct arena *arena, struct axis *axis);

/* A division of a parent's children, to be filled in. */
struct division *lattice_add_division(struct arena *arena, struct axis *axis, size_t parent);

/* The children of `from` that are marked become those of `to`. */
void lattice_keep_members(struct division *to, const struct division *from, const bool *members);

/* Divides siblings by the figures (l->now) where they exceed their parent, marks those doubted that cannot be told. */
void lattice_find_overlaps(const struct lattice *l, struct axis *axis);

/* Tells the disclosure which cells cannot be protected, since their siblings' ways to overlap are too many. */
void lattice_hand_over_doubts(const struct lattice *l);

/* Gives every division a code for its others where it may have some; whether any has. */
bool lattice_add_others(const struct lattice *l, struct axis *axis);

/* What is published at a place now; NULL for nothing. */
static inline const struct disclosure_cell *given_at(const struct lattice *l, size_t place) {
    return l->now[place] == NONE ? NULL : stats_disclosure_given(l->disclosure, l->now[place]);
}

static inline size_t code_at(const struct axis *axis, size_t place) { return place / axis->stride % axis->count; }

static inline size_t moved(const struct axis *axis, size_t place, size_t code) {
    return place + (code - code_at(axis, place)) * axis->stride;
}

/* The n-th of the places / count places with a code. */
static inline size_t place_with(const struct axis *axis, size_t code, size_t n) {
    return (n / axis->stride * axis->count + code) * axis->stride + n % axis->stride;
}

#endif
