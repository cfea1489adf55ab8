/* Classes of trust and the strategies against what is lacking. */
#include "stats/trust_class.h"

#include <math.h>

const char *const stats_trust_class_codes[] = {
    [TRUST_CLASS_TRUST] = "trust",
    [TRUST_CLASS_LACK] = "lack",
    [TRUST_CLASS_MISTRUST] = "mistrust",
    [TRUST_CLASS_INSUFFICIENT] = "insufficient",
};

const char *const stats_trust_strategy_codes[] = {
    [STRATEGY_BENEVOLENCE] = "benevolence",
    [STRATEGY_COMPETENCE] = "competence",
    [STRATEGY_MAINTENANCE] = "maintenance",
};

const struct trust_thresholds stats_default_thresholds = {.trust = 0.60, .mistrust = 0.20};

static const enum trust_strategy strategies[TRUST_CLASS_COUNT] = {
    [TRUST_CLASS_TRUST] = STRATEGY_MAINTENANCE,
    [TRUST_CLASS_LACK] = STRATEGY_BENEVOLENCE,
    [TRUST_CLASS_MISTRUST] = STRATEGY_COMPETENCE,
};

enum trust_strategy stats_trust_strategy(enum trust_class trust_class) { return strategies[trust_class]; }

static struct share_figure figure(double x, double n, double conf_level) {
    return (struct share_figure){.p = n > 0 ? x / n : NAN,
                                 .ci = stats_share_wilson((struct share){.x = x, .n = n}, conf_level)};
}

static enum trust_class classify(const struct trust_profile *profile, struct trust_thresholds thresholds) {
    if (profile->n < TRUST_CLASS_LEAST_ANSWERS) return TRUST_CLASS_INSUFFICIENT;
    if (profile->mistrust.p >= thresholds.mistrust) return TRUST_CLASS_MISTRUST;
    return profile->trust.p >= thresholds.trust ? TRUST_CLASS_TRUST : TRUST_CLASS_LACK;
}

static bool is_certain(const struct trust_profile *profile, struct trust_thresholds thresholds) {
    bool is_mistrust_excluded = profile->mistrust.ci.high < thresholds.mistrust;
    switch (profile->trust_class) {
    case TRUST_CLASS_MISTRUST: return profile->mistrust.ci.low >= thresholds.mistrust;
    case TRUST_CLASS_TRUST: return profile->trust.ci.low >= thresholds.trust && is_mistrust_excluded;
    default: return profile->trust.ci.high < thresholds.trust && is_mistrust_excluded;
    }
}

struct trust_profile stats_trust_two_item(struct trust_counts counts, struct trust_thresholds thresholds,
                                          double conf_level) {
    double n = counts.trust + counts.lack + counts.mistrust + counts.ambivalent;
    double nontrusting = counts.lack + counts.mistrust;
    struct trust_profile profile = {
        .note = {.method = METHOD_TWO_ITEM, .warnings = stats_small_n(n)},
        .n = n,
        .trust = figure(counts.trust, n, conf_level),
        .lack = figure(counts.lack, n, conf_level),
        .mistrust = figure(counts.mistrust, n, conf_level),
        .ambivalent = figure(counts.ambivalent, n, conf_level),
        .net_trust = n > 0 ? (counts.trust - counts.mistrust) / n : NAN,
        .mistrust_share_of_nontrusting = nontrusting > 0 ? counts.mistrust / nontrusting : NAN,
    };
    profile.trust_class = classify(&profile, thresholds);
    profile.strategy = stats_trust_strategy(profile.trust_class);
    if (profile.trust_class == TRUST_CLASS_INSUFFICIENT)
        profile.note.reason = REASON_INSUFFICIENT;
    else
        profile.certain = is_certain(&profile, thresholds) ? TERNARY_YES : TERNARY_NO;
    return profile;
}

static double in_band(struct answers answers, struct interval band) {
    return stats_answers_between(answers, band.low, band.high);
}

struct trust_profile stats_trust_single_item(struct answers answers, struct trust_bands bands,
                                             struct trust_thresholds thresholds, double conf_level,
                                             struct balance *balance) {
    struct trust_counts counts = {.trust = in_band(answers, bands.trust),
                                  .lack = in_band(answers, bands.lack),
                                  .mistrust = in_band(answers, bands.mistrust)};
    struct trust_profile profile = stats_trust_two_item(counts, thresholds, conf_level);
    profile.note.method = METHOD_SINGLE_ITEM_PROXY;
    profile.note.warnings |= WARNING_BIT(WARNING_PROXY_CLASS);
    *balance = stats_balance(counts.trust, counts.mistrust, profile.n, conf_level);
    return profile;
}
