/* method-effects: what its two files share (domain.md A13). */
#ifndef API_ANALYSES_METHODS_PRIVATE_H
#define API_ANALYSES_METHODS_PRIVATE_H

#include "effects-private.h"
#include "stats/moderation.h"

enum dimension { BY_METHOD, BY_STEP, DIMENSION_COUNT };

/* What tells evaluations apart beside what is compared. */
enum factor { FACTOR_MUNICIPALITY, FACTOR_PERIOD, FACTOR_DESIGN, FACTOR_STEP, FACTOR_METHOD, FACTOR_COUNT };

struct candidate {
    const char *evaluation, *methods, *step, *design, *before, *after, *treated, *members;
    struct effect effect; /* unset without one */
    double n;
    bool is_hidden; /* some members are, so that the interval is told and the standard error is not */
    unsigned warnings;
    enum reason reason; /* why it is in no group */
    size_t group;
};

/* All that one item compares. */
struct comparison {
    enum dimension by;
    const char *unit, *direction;
    struct candidate *all;
    size_t count;
    const char **codes; /* of the groups */
    struct group_effect *groups;
    size_t group_count;
    struct group_pair *pairs;
    size_t pair_count;
    struct candidate **used;
    size_t used_count;
    struct moderation found;
};

/* ---- method_effects_groups.c ---- */

/* Evaluations with their effects, of those in one group only. Levels of the run are the defaults afterwards. */
bool methods_evaluate(struct analysis_run *run, struct comparison *found, struct error *err) must_check;

/* Forms groups of them, in the order of their codes, and compares these. */
void methods_compare(struct analysis_run *run, struct comparison *found);

/* Two groups can be told apart from the factor where they hang together by evaluations that have a value of it in
 * common, be it over others: then both can be estimated side by side (Weeks and Williams 1964). linked: room for a
 * number of each group, equal where they do. */
void methods_link(const struct comparison *found, enum factor factor, size_t *linked);

/* OVERLAP_UNHANDLED where two evaluations rest on the same answers. */
unsigned methods_overlap(const struct comparison *found);

#endif
