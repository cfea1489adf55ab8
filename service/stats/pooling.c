/* Meta-analysis of municipalities. */
#include "stats/pooling.h"

#include <math.h>

/* A mean with the weights 1/(se² + τ²), the sum of these, and Q, what it leaves over. Counted from the first effect, so
 * that equal ones leave no rounding behind. */
struct weighted {
    double mean, weight, q;
};

static struct weighted weigh(const struct study *studies, size_t count, double tau2) {
    struct weighted all = {0};
    double sum = 0;
    for (size_t i = 0; i < count; i++) {
        double weight = stats_study_weight(&studies[i], tau2);
        all.weight += weight;
        sum += weight * (studies[i].effect - studies[0].effect);
    }
    double above_first = sum / all.weight;
    all.mean = studies[0].effect + above_first;
    for (size_t i = 0; i < count; i++) {
        double off = studies[i].effect - studies[0].effect - above_first;
        all.q += stats_study_weight(&studies[i], tau2) * off * off;
    }
    return all;
}

/* One alone tells nothing of how effects vary. */
static struct effect random_effect(const struct weighted *all, double df, double conf_level) {
    if (df == 0) return stats_effect_normal(all->mean, 1 / sqrt(all->weight), conf_level);
    return stats_effect_student(all->mean, sqrt(stats_spread_scale(all->q, df) / all->weight), df, conf_level);
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
    struct pooled_effect pooled = {.note = {.method = study_count == 1 ? METHOD_NORMAL : METHOD_KNAPP_HARTUNG},
                                   .fixed = stats_effect_untested(NAN),
                                   .random = stats_effect_untested(NAN),
                                   .spread = stats_no_spread};
    double df = (double)study_count - 1;
    if (study_count < 5) pooled.note.warnings = WARNING_BIT(WARNING_FEW_CLUSTERS);
    if (study_count == 0) pooled.note.reason = REASON_INSUFFICIENT;
    if (!stats_studies_have_errors(studies, study_count)) pooled.note.reason = REASON_NO_UNCERTAINTY;
    if (pooled.note.reason != REASON_NONE) return pooled;

    struct weighted all = weigh(studies, study_count, 0);
    pooled.fixed = stats_effect_normal(all.mean, 1 / sqrt(all.weight), levels.conf_level);
    pooled.spread = stats_spread(all.q, df, spread_of_weights(studies, study_count));
    all = weigh(studies, study_count, pooled.spread.tau2);
    pooled.random = random_effect(&all, df, levels.conf_level);
    return pooled;
}
