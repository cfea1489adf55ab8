/* Tests against zero. */
#include "stats/effect.h"

#include <math.h>

#include "stats/distribution.h"

static struct effect without_test(double value, double se) {
    return (struct effect){
        .value = value, .se = se, .statistic = NAN, .df = NAN, .p_value = NAN, .ci = stats_no_interval};
}

static bool is_testable(double se) { return se > 0 && isfinite(se); }

struct effect stats_effect_untested(double value) {
    return without_test(value, NAN);
}

struct effect stats_effect_normal(double value, double se, double conf_level) {
    if (!is_testable(se)) return without_test(value, se);
    return (struct effect){.value = value,
                           .se = se,
                           .statistic = value / se,
                           .df = NAN,
                           .p_value = stats_normal_p_value(value / se),
                           .ci = stats_normal(value, se, conf_level)};
}

struct effect stats_effect_student(double value, double se, double df, double conf_level) {
    if (!is_testable(se)) return without_test(value, se);
    return (struct effect){.value = value,
                           .se = se,
                           .statistic = value / se,
                           .df = df,
                           .p_value = stats_t_p_value(value / se, df),
                           .ci = stats_student(value, se, df, conf_level)};
}

struct effect stats_effect_negated(struct effect effect) {
    struct interval ci = effect.ci;
    effect.value = -effect.value;
    effect.statistic = -effect.statistic;
    effect.ci = (struct interval){.low = -ci.high, .high = -ci.low};
    return effect;
}

enum reason stats_effect_reason(const struct effect *effect) {
    if (isnan(effect->se)) return REASON_NO_UNCERTAINTY;
    return effect->se > 0 ? REASON_NONE : REASON_NO_VARIANCE;
}

struct effect stats_difference(double a, double se_a, double b, double se_b, double conf_level) {
    return stats_effect_normal(a - b, hypot(se_a, se_b), conf_level);
}
