/* Composite index with fixed goalposts (domain.md A7). */
#ifndef STATS_COMPOSITE_H
#define STATS_COMPOSITE_H

#include <stddef.h>

#include "stats/aim.h"
#include "stats/effect.h"

/* value NAN: not available; se NAN: unknown. goalpost_low < goalpost_high and se in the unit of the value; weight > 0.
 * The aim's low and high matter for RANGE only and lie within the goalposts. */
struct component {
    double value, se, goalpost_low, goalpost_high, weight; /* in */
    struct aim aim;
    double score; /* out, 0-100; null without value or with DIRECTION_NONE */
};

/* The least coverage with which stored indices are told. */
#define COMPOSITE_LEAST_COVERAGE (2.0 / 3)

struct composite {
    struct note note;
    double weight_coverage; /* weight of the available components over that of all, 0-1 */
    double index, se;       /* 0-100 */
    struct interval ci;     /* index ± z·se; null when se is 0 */
};

/* 0 at the worse goalpost and 100 at the better one, clamped; RANGE: 100 inside [low, high], 0 at the goalpost farthest
 * from it. */
double stats_score(double value, double goalpost_low, double goalpost_high, struct aim aim);

/* Fills the scores. Components are taken as independent; whoever knows that the same persons answered adds
 * OVERLAP_UNHANDLED. Coverage below `min_weight_coverage` (2/3): index null, LOW_COVERAGE; an se missing: index without
 * interval, NO_UNCERTAINTY. */
struct composite stats_composite(struct component *components, size_t component_count, double min_weight_coverage,
                                 double conf_level);

#endif
