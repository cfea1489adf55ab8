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

/* Inverse variance weights; τ² by DerSimonian–Laird (1986), the random effect's se and Student's interval by Hartung
 * and Knapp (2001), never narrower than its weights allow (stats_spread_scale); of one study the normal one.
 * statsmodels: combine_effects(method_re='dl'), scale_hksj_re. No study: INSUFFICIENT; an se that is not above 0:
 * NO_UNCERTAINTY. */
struct pooled_effect stats_pool(const struct study *studies, size_t study_count, struct levels levels);

#endif
