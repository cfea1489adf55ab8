/* Composite index. */
#include "stats/composite.h"

#include <math.h>

static double clamp(double score) { return fmin(fmax(score, 0), 100); }

/* The distance from the target interval that scores 0. */
static double worst_distance(double goalpost_low, double goalpost_high, struct aim aim) {
    return fmax(aim.low - goalpost_low, goalpost_high - aim.high);
}

static double range_score(double value, double goalpost_low, double goalpost_high, struct aim aim) {
    double distance = stats_aim_distance(aim, value);
    if (distance <= 0) return 100;
    return clamp(100 * (1 - distance / worst_distance(goalpost_low, goalpost_high, aim)));
}

double stats_score(double value, double goalpost_low, double goalpost_high, struct aim aim) {
    if (isnan(value) || aim.direction == DIRECTION_NONE) return NAN;
    if (aim.direction == DIRECTION_RANGE) return range_score(value, goalpost_low, goalpost_high, aim);
    double score = clamp(100 * (value - goalpost_low) / (goalpost_high - goalpost_low));
    return aim.direction == DIRECTION_DOWN ? 100 - score : score;
}

/* Error of the score: the slope of the unclamped score times that of the value. */
static double score_se(const struct component *component) {
    double full = component->aim.direction == DIRECTION_RANGE
                      ? worst_distance(component->goalpost_low, component->goalpost_high, component->aim)
                      : component->goalpost_high - component->goalpost_low;
    return full > 0 ? 100 / full * component->se : 0;
}

struct composite stats_composite(struct component *components, size_t component_count, double min_weight_coverage,
                                 double conf_level) {
    struct composite composite = {
        .note = {.method = METHOD_FIXED_GOALPOSTS}, .index = NAN, .se = NAN, .ci = stats_no_interval};
    double all = 0, available = 0, sum = 0, squares = 0;
    for (size_t i = 0; i < component_count; i++) {
        struct component *component = &components[i];
        component->score =
            stats_score(component->value, component->goalpost_low, component->goalpost_high, component->aim);
        all += component->weight;
        if (isnan(component->score)) continue;
        double weighted_se = component->weight * score_se(component);
        available += component->weight;
        sum += component->weight * component->score;
        squares += weighted_se * weighted_se;
    }
    composite.weight_coverage = all > 0 ? available / all : 0;
    /* Weights such as 0.2 of 0.3 may fall a rounding short of two thirds. */
    if (available <= 0 || composite.weight_coverage < min_weight_coverage - 1e-12) {
        composite.note.reason = REASON_LOW_COVERAGE;
        return composite;
    }
    struct effect index = stats_effect_normal(sum / available, sqrt(squares) / available, conf_level);
    composite.note.reason = stats_effect_reason(&index);
    composite.index = index.value;
    composite.se = index.se;
    composite.ci = index.ci;
    return composite;
}
