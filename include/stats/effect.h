/* A figure with its standard error, test against zero and interval: what most comparisons end in. */
#ifndef STATS_EFFECT_H
#define STATS_EFFECT_H

#include "stats/codes.h"
#include "stats/interval.h"

/* statistic is z when df is NAN, else Student's t. With se = 0 (nothing varies) or se NAN (unknown), statistic, df,
 * p_value and ci are null. */
struct effect {
    double value, se, statistic, df, p_value;
    struct interval ci;
};

/* Two-sided test of value = 0 by the normal distribution, se >= 0 or NAN. */
struct effect stats_effect_normal(double value, double se, double conf_level);

/* The same by Student's distribution with real-valued df > 0. */
struct effect stats_effect_student(double value, double se, double df, double conf_level);

/* The value alone: everything else is null. */
struct effect stats_effect_untested(double value);

/* The same effect with the opposite sign: interval mirrored, p unchanged. */
struct effect stats_effect_negated(struct effect effect);

/* NO_UNCERTAINTY, NO_VARIANCE or NONE. */
enum reason stats_effect_reason(const struct effect *effect);

/* a − b of independent figures: se = √(se_a² + se_b²), z and interval by the normal distribution. For published margins
 * of error M, se = stats_se_of_margin(M, 0.95). */
struct effect stats_difference(double a, double se_a, double b, double se_b, double conf_level);

#endif
