/* Gaps between groups: disjoint ones, and a part against the whole it belongs to (domain.md A2). */
#ifndef STATS_PART_WHOLE_H
#define STATS_PART_WHOLE_H

#include "stats/aim.h"
#include "stats/mean_change.h"
#include "stats/share_change.h"

/* reference − focal of disjoint groups; DOWN changes the sign (and takes the reference as `before`). A5a, A5c. */
struct share_change stats_share_gap(struct share reference, struct share focal, bool is_weighted,
                                    enum direction direction, struct levels levels);
struct mean_change stats_mean_gap(struct mean_group reference, struct mean_group focal, enum direction direction,
                                  struct levels levels);

struct part_whole_gap {
    struct note note;
    struct share rest; /* the whole without the part */
    double rest_p, part_p, whole_p;
    double lambda_part; /* n_part/n_whole */
    double gap_rest_minus_part, gap_whole_minus_part;
    struct interval gap_rest_minus_part_ci, gap_whole_minus_part_ci;
    double z, p_value; /* of rest against part */
    enum p_method p_method;
};

/* The samples overlap, so the rest is tested against the part (A5a), and whole − part = (1−λ)(rest − part). DOWN
 * changes the sign of gaps, intervals and z. The part lies within the whole (x and n − x alike); an empty part or rest:
 * INSUFFICIENT. */
struct part_whole_gap stats_part_whole_gap(struct share part, struct share whole, enum direction direction,
                                           struct levels levels);

#endif
