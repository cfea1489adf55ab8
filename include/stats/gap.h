/* Trust gaps (tillitsglapp) against a target and over groups (domain.md A2). Positive is a shortfall. Values, targets
 * and gaps are in one unit, whichever. */
#ifndef STATS_GAP_H
#define STATS_GAP_H

#include <stddef.h>

#include "stats/aim.h"
#include "stats/codes.h"
#include "stats/interval.h"

enum target_status {
    TARGET_NONE,
    TARGET_MET,
    TARGET_MET_UNCERTAIN,
    TARGET_NOT_MET_UNCERTAIN,
    TARGET_NOT_MET,
    TARGET_COUNT
};
extern const char *const stats_target_status_codes[TARGET_COUNT];

struct target_gap {
    struct note note;
    double value;
    struct interval ci;
    double gap;             /* UP T − v, DOWN v − T, RANGE distance to the nearer limit, 0 inside */
    struct interval gap_ci; /* the gaps of all values in ci */
    double relative_pct;    /* 100·gap/|T|; null for RANGE and T = 0 */
    enum target_status status;
};

/* ci NAN: gap without interval and status, NO_UNCERTAINTY; DIRECTION_NONE: NO_DIRECTION. A census passes ci = [v, v].
 */
struct target_gap stats_target_gap(double value, struct interval ci, struct aim target);

/* A group with its population share ω, Σω = 1, and its contribution ω(T − v) to the gap of the whole. */
struct group_gap {
    double population_share, value; /* in */
    double contribution, share;     /* out; share of the gap of the whole, null when that is 0 */
};

/* Fills contribution and share of each group; returns their sum, T − Σωv for UP. DOWN changes the sign; RANGE adds up
 * distances. */
double stats_gap_decompose(struct group_gap *groups, size_t group_count, struct aim target);

/* Largest minus smallest of k >= 1 values, and where they stand (the first of equals); always MULTIPLE_TESTS. */
struct range_gap {
    struct note note;
    double gap;
    size_t highest, lowest;
};
struct range_gap stats_range_gap(const double *values, size_t value_count);

#endif
