/* Meta-analysis of municipalities. */
#include "stats/pooling.h"

#include <math.h>

/* Counted from the first effect, so that equal ones leave no rounding behind. */
static struct effect weighted_mean(const struct study *studies, size_t count, double tau2, double conf_level) {
    double weights = 0, sum = 0;
    for (size_t i = 0; i < count; i++) {
        double weight = stats_study_weight(&studies[i], tau2);
        weights += weight;
        sum += weight * (studies[i].effect - studies[0].effect);
    }
    return stats_effect_normal(studies[0].effect + sum / weights, 1 / sqrt(weights), conf_level);
}

static double cochran_q(const struct study *studies, size_t count, double fixed) {
    double q = 0;
    for (size_t i = 0; i < count; i++) {
        double deviation = studies[i].effect - fixed;
        q += stats_study_weight(&studies[i], 0) * deviation * deviation;
    }
    return q;
}

/* Σw − Σw²/Σw, written as 2·Σ_{i<j} w_i·w_j/Σw, which stays exact when one weight dwarfs the others. */
static double spread_of_weights(const struct study *studies, size_t count) {
    double earlier = 0, products = 0;
    for (size_t i = 0; i < count; i++) {
        double weight = stats_study_weight(&studies[i], 0);
        products += weight * earlier;
        earlier += weight;
    }
    return 2 * products / earlier;
}

struct pooled_effect stats_pool(const struct study *studies, size_t study_count, struct levels levels) {
    struct pooled_effect pooled = {.note = {.method = METHOD_DERSIMONIAN_LAIRD},
                                   .fixed = stats_effect_untested(NAN),
                                   .random = stats_effect_untested(NAN),
                                   .spread = stats_no_spread};
    if (study_count < 5) pooled.note.warnings = WARNING_BIT(WARNING_FEW_CLUSTERS);
    if (study_count == 0) pooled.note.reason = REASON_INSUFFICIENT;
    if (!stats_studies_have_errors(studies, study_count)) pooled.note.reason = REASON_NO_UNCERTAINTY;
    if (pooled.note.reason != REASON_NONE) return pooled;

    pooled.fixed = weighted_mean(studies, study_count, 0, levels.conf_level);
    pooled.spread = stats_spread(cochran_q(studies, study_count, pooled.fixed.value), (double)study_count - 1,
                                 spread_of_weights(studies, study_count));
    pooled.random = weighted_mean(studies, study_count, pooled.spread.tau2, levels.conf_level);
    return pooled;
}
