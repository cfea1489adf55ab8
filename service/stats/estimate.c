/* Single shares and means. */
#include "stats/estimate.h"

#include <math.h>

static struct estimate empty_estimate(enum method method, double n) {
    return (struct estimate){.note = {.method = method, .warnings = stats_small_n(n)},
                             .n = n,
                             .p = NAN,
                             .se = NAN,
                             .ci = stats_no_interval,
                             .n_eff = NAN,
                             .deff = NAN,
                             .se_linearised = NAN,
                             .n_star = NAN};
}

static struct estimate insufficient(struct estimate estimate) {
    estimate.note.reason = REASON_INSUFFICIENT;
    return estimate;
}

static struct note census(struct note note) {
    note.reason = REASON_CENSUS;
    note.warnings |= WARNING_BIT(WARNING_CENSUS);
    return note;
}

/* From counts, since 1 − x/n loses the digits that n − x has. */
static double se_of_counts(struct share share) {
    return sqrt(share.x / share.n * ((share.n - share.x) / share.n) / share.n);
}

struct estimate stats_estimate_share(struct share share, double conf_level) {
    struct estimate estimate = empty_estimate(METHOD_WILSON, share.n);
    if (share.n <= 0) return insufficient(estimate);
    estimate.p = share.x / share.n;
    estimate.se = se_of_counts(share);
    estimate.ci = stats_share_wilson(share, conf_level);
    return estimate;
}

/* √(n/(n−1)·Σw²(y−p)²)/Σw. */
static double linearised_se(const struct weight_group *groups, size_t group_count, double n, double weights, double p) {
    double squares = 0;
    for (size_t i = 0; i < group_count; i++) {
        struct share share = groups[i].share;
        double residuals = share.x * (1 - p) * (1 - p) + (share.n - share.x) * p * p;
        squares += groups[i].weight * groups[i].weight * residuals;
    }
    return n > 1 ? sqrt(n / (n - 1) * squares) / weights : NAN;
}

struct estimate stats_estimate_weighted(const struct weight_group *groups, size_t group_count, double conf_level) {
    double n = 0, weights = 0, yes = 0, no = 0, squares = 0;
    for (size_t i = 0; i < group_count; i++) {
        double weight = groups[i].weight;
        struct share share = groups[i].share;
        n += share.n;
        weights += weight * share.n;
        yes += weight * share.x;
        no += weight * (share.n - share.x);
        squares += weight * weight * share.n;
    }
    struct estimate estimate = empty_estimate(METHOD_WEIGHTED, n);
    if (n <= 0) return insufficient(estimate);
    estimate.p = yes / weights;
    estimate.n_eff = weights * weights / squares;
    estimate.deff = n / estimate.n_eff;
    estimate.se = sqrt(estimate.p * (no / weights) / estimate.n_eff);
    estimate.se_linearised = linearised_se(groups, group_count, n, weights, estimate.p);
    if (isnan(estimate.se_linearised)) estimate.note.reason = REASON_INSUFFICIENT;
    estimate.ci = stats_wilson(estimate.p, estimate.n_eff, conf_level);
    return estimate;
}

struct estimate stats_estimate_published(double p, double moe95, double conf_level) {
    struct estimate estimate = empty_estimate(METHOD_PUBLISHED, NAN);
    estimate.p = p;
    estimate.se = stats_se_of_margin(moe95, 0.95);
    if (estimate.se <= 0) {
        estimate.note.reason = REASON_NO_VARIANCE;
        return estimate;
    }
    if (p > 0 && p < 1) estimate.n_eff = p * (1 - p) / (estimate.se * estimate.se);
    estimate.ci = stats_normal(p, estimate.se, conf_level);
    return estimate;
}

struct estimate stats_estimate_finite(struct share share, double population, double conf_level) {
    struct estimate estimate = stats_estimate_share(share, conf_level);
    estimate.note.method = METHOD_FINITE;
    if (estimate.note.reason != REASON_NONE) return estimate;
    if (share.n >= population) {
        estimate.note = census(estimate.note);
        estimate.se = 0;
        estimate.ci = stats_no_interval;
        return estimate;
    }
    double left = (population - share.n) / (population - 1);
    estimate.n_star = share.n / left;
    estimate.se *= sqrt(left);
    estimate.ci = stats_wilson(estimate.p, estimate.n_star, conf_level);
    return estimate;
}

struct mean_estimate stats_estimate_mean(double mean, double sd, double n, double population, double conf_level) {
    struct mean_estimate estimate = {.note = {.method = METHOD_STUDENT_T, .warnings = stats_small_n(n)},
                                     .n = n,
                                     .mean = mean,
                                     .se = NAN,
                                     .ci = stats_no_interval};
    if (n >= population) {
        estimate.note = census(estimate.note);
        estimate.se = 0;
        return estimate;
    }
    if (n < 2) {
        estimate.note.reason = REASON_INSUFFICIENT;
        return estimate;
    }
    double left = isinf(population) ? 1 : (population - n) / population;
    estimate.se = sd / sqrt(n) * sqrt(left);
    if (sd <= 0) {
        estimate.note.reason = REASON_NO_VARIANCE;
        return estimate;
    }
    estimate.ci = stats_student(mean, estimate.se, n - 1, conf_level);
    return estimate;
}
