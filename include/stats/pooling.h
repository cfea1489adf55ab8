/* Effects of several municipalities pooled (domain.md A5 f). */
#ifndef STATS_POOLING_H
#define STATS_POOLING_H

#include <stddef.h>

#include "stats/effect.h"
#include "stats/mixed.h"

struct pooled_effect {
    struct note note; /* FEW_CLUSTERS when k <= 4: τ² is poorly known */
    struct effect fixed, random;
    struct spread spread; /* Cochran's Q, k − 1 */
};

/* Inverse variance weights; random effects by DerSimonian–Laird (1986). statsmodels: combine_effects(method_re='dl').
 * No study: INSUFFICIENT; an se that is not above 0: NO_UNCERTAINTY. */
struct pooled_effect stats_pool(const struct study *studies, size_t study_count, struct levels levels);

#endif
