/* Siblings that overlap one another, for the lattice (domain.md A9): sets of numbers, without what they stand for. */
#ifndef STATS_LATTICE_OVERLAP_PRIVATE_H
#define STATS_LATTICE_OVERLAP_PRIVATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

enum { OVERLAP_SETS = 4096, OVERLAP_STEPS = 1 << 20 };

/* Sets of the numbers 0 .. count - 1: sets[i][j] tells whether j is in set i. */
struct overlap_sets {
    struct arena *arena;
    size_t count, set_count, steps;
    size_t most; /* sets, up to OVERLAP_SETS */
    bool *sets[OVERLAP_SETS];
};

/* Sets of numbers of which none came of another, none of them part of a larger one; came[i * count + j]: j came of i.
 * All of them or, where there are more than `most`, the one of the first and the one of the last. */
void overlap_tell_apart(struct overlap_sets *sets, const bool *came);

/* Adds the sets of at least `least` candidates whose sizes sum up to `whole`, but for `tolerance`. False: there are
 * more than are looked for, or they take too many steps; steps are counted on over all calls. */
must_check bool overlap_divide(struct overlap_sets *sets, const int64_t *sizes, const bool *candidates, int64_t whole,
                               int64_t tolerance, size_t least);

#endif
