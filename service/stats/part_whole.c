/* Gaps between groups. */
#include "stats/part_whole.h"

#include <math.h>

struct share_change stats_share_gap(struct share reference, struct share focal, bool is_weighted,
                                    enum direction direction, struct levels levels) {
    if (direction == DIRECTION_DOWN) return stats_share_change(reference, focal, is_weighted, levels);
    return stats_share_change(focal, reference, is_weighted, levels);
}

struct mean_change stats_mean_gap(struct mean_group reference, struct mean_group focal, enum direction direction,
                                  struct levels levels) {
    if (direction == DIRECTION_DOWN) return stats_mean_change(reference, focal, levels);
    return stats_mean_change(focal, reference, levels);
}

static double share_of(struct share share) { return share.n > 0 ? share.x / share.n : NAN; }

struct part_whole_gap stats_part_whole_gap(struct share part, struct share whole, enum direction direction,
                                           struct levels levels) {
    struct share rest = {.x = whole.x - part.x, .n = whole.n - part.n};
    struct share_change change = stats_share_gap(rest, part, false, direction, levels);
    double lambda = whole.n > 0 ? part.n / whole.n : NAN;
    double scale = whole.n > 0 ? rest.n / whole.n : NAN; /* 1 − λ */
    return (struct part_whole_gap){
        .note = change.note,
        .rest = rest,
        .rest_p = share_of(rest),
        .part_p = share_of(part),
        .whole_p = share_of(whole),
        .lambda_part = lambda,
        .gap_rest_minus_part = change.diff,
        .gap_whole_minus_part = scale * change.diff,
        .gap_rest_minus_part_ci = change.ci,
        .gap_whole_minus_part_ci = {.low = scale * change.ci.low, .high = scale * change.ci.high},
        .z = change.z,
        .p_value = change.p_value,
        .p_method = change.p_method,
    };
}
