/* Change of a share. */
#include "stats/share_change.h"

#include <math.h>

#include "stats/distribution.h"
#include "stats/power.h"

const char *const stats_p_method_codes[] = {
    [P_METHOD_POOLED_Z] = "pooled_z",
    [P_METHOD_FISHER_EXACT] = "fisher_exact",
    [P_METHOD_MCNEMAR_EXACT] = "mcnemar_exact",
};

static struct share_change empty_change(enum method method, double smallest_n) {
    return (struct share_change){.note = {.method = method, .warnings = stats_small_n(smallest_n)},
                                 .p_before = NAN,
                                 .p_after = NAN,
                                 .diff = NAN,
                                 .ci = stats_no_interval,
                                 .p_value = NAN,
                                 .z = NAN,
                                 .cohens_h = NAN,
                                 .mde = NAN,
                                 .n = NAN,
                                 .phi_corrected = NAN};
}

/* p₂ − p₁ by the cross product, which long double holds exactly for n up to 2³¹. */
static double difference(struct share before, struct share after) {
    long double cross = (long double)after.x * before.n - (long double)before.x * after.n;
    return (double)(cross / ((long double)before.n * after.n));
}

/* √(a² − 2φab + b²) in a form that cannot fall below 0. */
static double combine(double a, double b, double phi) { return sqrt((a - b) * (a - b) + 2 * (1 - phi) * a * b); }

/* Newcombe's interval from the reach of Wilson's on both sides; φ = 0 for independent samples. */
static struct interval newcombe(struct share before, struct share after, double diff, double phi, double conf_level) {
    struct interval first = stats_share_reach(before, conf_level), second = stats_share_reach(after, conf_level);
    return (struct interval){.low = diff - combine(second.low, first.high, phi),
                             .high = diff + combine(second.high, first.low, phi)};
}

/* Of the common share; NAN when it is 0 or 1. */
static double pooled_z(struct share before, struct share after, double diff) {
    double x = before.x + after.x, n = before.n + after.n;
    if (x <= 0 || x >= n) return NAN;
    return diff / sqrt(x / n * ((n - x) / n) * (1 / before.n + 1 / after.n));
}

static double smallest_expected(struct share before, struct share after) {
    double x = before.x + after.x, n = before.n + after.n;
    return fmin(before.n, after.n) * fmin(x, n - x) / n;
}

/* asin√(x/n), with full accuracy near 1. */
static double angle(struct share share) { return atan2(sqrt(share.x), sqrt(share.n - share.x)); }

static double detectable(struct share before, double n_after, struct levels levels) {
    double variance = before.x / before.n * ((before.n - before.x) / before.n);
    struct power_cell cells[] = {{variance, before.n}, {variance, n_after}};
    return stats_mde(cells, 2, 1, levels);
}

static void test(struct share_change *change, struct share before, struct share after, bool is_weighted) {
    change->z = pooled_z(before, after, change->diff);
    bool is_exact = !is_weighted && smallest_expected(before, after) < 5;
    change->p_method = is_exact ? P_METHOD_FISHER_EXACT : P_METHOD_POOLED_Z;
    if (isnan(change->z)) {
        change->p_value = 1;
        change->note.reason = REASON_NO_VARIANCE;
    } else {
        change->p_value = is_exact ? stats_fisher_exact(before, after) : stats_normal_p_value(change->z);
    }
}

struct share_change stats_share_change(struct share before, struct share after, bool is_weighted,
                                       struct levels levels) {
    struct share_change change = empty_change(METHOD_NEWCOMBE, fmin(before.n, after.n));
    if (before.n <= 0 || after.n <= 0) {
        change.note.reason = REASON_INSUFFICIENT;
        return change;
    }
    change.p_before = before.x / before.n;
    change.p_after = after.x / after.n;
    change.diff = difference(before, after);
    change.ci = newcombe(before, after, change.diff, 0, levels.conf_level);
    test(&change, before, after, is_weighted);
    change.cohens_h = 2 * angle(after) - 2 * angle(before);
    change.mde = detectable(before, after.n, levels);
    return change;
}

/* φ of before and after, corrected for continuity when positive. */
static double corrected_phi(struct pair_counts pairs, double n) {
    double margins = (pairs.yes_yes + pairs.yes_no) * (pairs.no_yes + pairs.no_no) * (pairs.yes_yes + pairs.no_yes) *
                     (pairs.yes_no + pairs.no_no);
    if (margins <= 0) return 0;
    double cross = (double)((long double)pairs.yes_yes * pairs.no_no - (long double)pairs.yes_no * pairs.no_yes);
    return (cross > 0 ? fmax(cross - n / 2, 0) : cross) / sqrt(margins);
}

static double mcnemar(struct pair_counts pairs) {
    double discordant = pairs.yes_no + pairs.no_yes;
    return fmin(1, 2 * stats_fair_coin_lower(fmin(pairs.yes_no, pairs.no_yes), discordant));
}

struct share_change stats_share_change_paired(struct pair_counts pairs, struct levels levels) {
    double n = pairs.yes_yes + pairs.yes_no + pairs.no_yes + pairs.no_no;
    struct share before = {.x = pairs.yes_yes + pairs.yes_no, .n = n};
    struct share after = {.x = pairs.yes_yes + pairs.no_yes, .n = n};
    struct share_change change = empty_change(METHOD_NEWCOMBE_PAIRED, n);
    change.n = n;
    if (n <= 0) {
        change.note.reason = REASON_INSUFFICIENT;
        return change;
    }
    change.p_before = before.x / n;
    change.p_after = after.x / n;
    change.diff = (pairs.no_yes - pairs.yes_no) / n;
    change.phi_corrected = corrected_phi(pairs, n);
    change.ci = newcombe(before, after, change.diff, change.phi_corrected, levels.conf_level);
    change.p_method = P_METHOD_MCNEMAR_EXACT;
    change.p_value = mcnemar(pairs);
    return change;
}
