/* Change of a mean. */
#include "stats/mean_change.h"

#include <math.h>

static struct mean_change empty_change(enum method method, double diff, double smallest_n) {
    return (struct mean_change){.note = {.method = method, .warnings = stats_small_n(smallest_n)},
                                .diff = stats_effect_untested(diff),
                                .hedges_g = NAN,
                                .sd_diff = NAN,
                                .dz = NAN};
}

static double pooled_sd(struct mean_group a, struct mean_group b) {
    double df = a.n + b.n - 2;
    return sqrt(((a.n - 1) * a.sd * a.sd + (b.n - 1) * b.sd * b.sd) / df);
}

static double hedges_g(struct mean_group before, struct mean_group after) {
    double sd = pooled_sd(before, after);
    double correction = 1 - 3 / (4 * (before.n + after.n - 2) - 1);
    return sd > 0 ? correction * (after.mean - before.mean) / sd : NAN;
}

struct mean_change stats_mean_change(struct mean_group before, struct mean_group after, struct levels levels) {
    struct mean_change change = empty_change(METHOD_WELCH, after.mean - before.mean, fmin(before.n, after.n));
    if (before.n < 2 || after.n < 2) {
        change.note.reason = REASON_INSUFFICIENT;
        return change;
    }
    double v1 = before.sd * before.sd / before.n, v2 = after.sd * after.sd / after.n;
    double df = (v1 + v2) * (v1 + v2) / (v1 * v1 / (before.n - 1) + v2 * v2 / (after.n - 1));
    change.diff = stats_effect_student(change.diff.value, sqrt(v1 + v2), df, levels.conf_level);
    change.hedges_g = hedges_g(before, after);
    change.note.reason = stats_effect_reason(&change.diff);
    return change;
}

struct mean_change stats_mean_change_paired(double diff, double sd_diff, double n, struct levels levels) {
    struct mean_change change = empty_change(METHOD_PAIRED_T, diff, n);
    change.sd_diff = sd_diff;
    if (n < 2) {
        change.note.reason = REASON_INSUFFICIENT;
        return change;
    }
    change.diff = stats_effect_student(diff, sd_diff / sqrt(n), n - 1, levels.conf_level);
    if (sd_diff > 0) change.dz = diff / sd_diff;
    change.note.reason = stats_effect_reason(&change.diff);
    return change;
}

/* As a sum of terms that are not negative, so that r near 1 costs no digits. */
double stats_sd_of_differences(double sd_before, double sd_after, double correlation) {
    double apart = sd_before - sd_after;
    return sqrt(apart * apart + 2 * (1 - correlation) * sd_before * sd_after);
}

struct attrition stats_attrition(double n_both, double n_before_only, double mean_stayers, double mean_leavers) {
    double earlier = n_both + n_before_only;
    struct attrition attrition = {.share = earlier > 0 ? n_before_only / earlier : NAN,
                                  .leavers_minus_stayers = mean_leavers - mean_stayers};
    if (attrition.share > 0.30) attrition.warnings = WARNING_BIT(WARNING_HIGH_ATTRITION);
    return attrition;
}
