/* Estimates, distributions of answers and trust classes. */
#include "test_stats.h"

#include "stats/answers.h"
#include "stats/estimate.h"
#include "stats/trust_class.h"

Test(estimate, weighted) {
    const struct weight_group groups[] = {{1, {30, 50}}, {2, {20, 50}}};
    struct estimate estimate = stats_estimate_weighted(groups, 2, 0.95);
    expect_six(estimate.p, 0.466667);
    expect_six(estimate.n_eff, 90);
    expect_near(estimate.deff, 100.0 / 90);
    expect_interval(estimate.ci, 0.367084, 0.568978);
    expect_near(estimate.se, sqrt(7.0 / 15 * 8 / 15 / 90));
    double residuals =
        30 * pow(8.0 / 15, 2) + 20 * pow(7.0 / 15, 2) + 4 * (20 * pow(8.0 / 15, 2) + 30 * pow(7.0 / 15, 2));
    expect_near(estimate.se_linearised, sqrt(100.0 / 99 * residuals) / 150);
    cr_expect(estimate.note.warnings == 0 && estimate.note.reason == REASON_NONE);
}

Test(estimate, weighted_by_one_is_unweighted) {
    const struct weight_group groups[] = {{3, {30, 50}}, {3, {20, 50}}};
    struct estimate weighted = stats_estimate_weighted(groups, 2, 0.95);
    struct estimate plain = stats_estimate_share((struct share){50, 100}, 0.95);
    expect_near(weighted.se, plain.se);
    expect_near(weighted.ci.low, plain.ci.low);
    expect_near(weighted.deff, 1);
}

Test(estimate, weighted_extremes) {
    const struct weight_group one[] = {{2.5, {1, 1}}}, nobody[] = {{1, {0, 0}}};
    struct estimate single = stats_estimate_weighted(one, 1, 0.95), none = stats_estimate_weighted(nobody, 1, 0.95);
    cr_expect(single.p == 1 && single.ci.high == 1 && single.se == 0);
    expect_null(single.se_linearised);
    expect_warns(single.note, WARNING_SMALL_N);
    expect_null(none.p);
    cr_expect(none.note.reason == REASON_INSUFFICIENT);
}

Test(estimate, published) {
    struct estimate estimate = stats_estimate_published(0.4, 0.05, 0.95);
    expect_six(estimate.se, 0.025511);
    expect_six(estimate.n_eff, 368.780047);
    expect_interval(estimate.ci, 0.35, 0.45);
    struct estimate wide = stats_estimate_published(0.4, 0.05, 0.99);
    expect_near(wide.se, estimate.se);
    cr_expect(wide.ci.low < 0.35);
    struct estimate certain = stats_estimate_published(0.4, 0, 0.95);
    cr_expect(certain.se == 0);
    expect_null(certain.n_eff);
    expect_no_interval(certain.ci);
}

Test(estimate, finite) {
    struct estimate estimate = stats_estimate_finite((struct share){12, 18}, 24, 0.95);
    expect_six(estimate.n_star, 69);
    expect_interval(estimate.ci, 0.549265, 0.766489);
    expect_near(estimate.se, sqrt(2.0 / 9 / 18) * sqrt(6.0 / 23));
    expect_warns(estimate.note, WARNING_SMALL_N);
}

Test(estimate, census) {
    struct estimate estimate = stats_estimate_finite((struct share){12, 24}, 24, 0.95);
    cr_expect(estimate.p == 0.5 && estimate.se == 0 && estimate.note.reason == REASON_CENSUS);
    expect_null(estimate.n_star);
    expect_no_interval(estimate.ci);
    expect_warns(estimate.note, WARNING_CENSUS);
    cr_expect(stats_estimate_mean(3.5, 1, 24, 24, 0.95).note.reason == REASON_CENSUS);
}

Test(estimate, mean) {
    struct mean_estimate finite = stats_estimate_mean(3.5, 0.8, 16, 64, 0.95);
    expect_near(finite.se, 0.2 * sqrt(0.75));
    expect_near(finite.ci.high, 3.5 + 2.131449545559323 * 0.2 * sqrt(0.75));
    struct mean_estimate unlimited = stats_estimate_mean(3.5, 0.8, 16, INFINITY, 0.95);
    expect_near(unlimited.se, 0.2);
    cr_expect(stats_estimate_mean(3.5, 0.8, 1, 64, 0.95).note.reason == REASON_INSUFFICIENT);
    cr_expect(stats_estimate_mean(3.5, 0, 16, 64, 0.95).note.reason == REASON_NO_VARIANCE);
}

static const double scale[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
static const struct trust_bands som3 = {.mistrust = {0, 3}, .lack = {4, 6}, .trust = {7, 10}};

Test(answers, distribution) {
    static const double counts[] = {3, 4, 6, 10, 12, 20, 25, 40, 45, 25, 10};
    struct answers answers = {scale, counts, 11};
    struct answer_moments moments = stats_answers_moments(answers, 0.95);
    expect_six(moments.mean, 6.545);
    expect_six(moments.sd, 2.250176);
    expect_interval(moments.ci, 6.231239, 6.858761);
    struct balance balance;
    struct trust_profile profile = stats_trust_single_item(answers, som3, stats_default_thresholds, 0.95, &balance);
    cr_expect(profile.n == 200);
    expect_six(profile.trust.p, 0.60);
    expect_interval(profile.trust.ci, 0.530837, 0.665394);
    expect_six(profile.mistrust.p, 0.115);
    expect_interval(profile.mistrust.ci, 0.077864, 0.166647);
    expect_six(balance.value, 48.5);
    expect_six(balance.se, 4.897831);
    expect_near(balance.ci.low, 48.5 - 1.959963984540054 * balance.se);
    cr_expect(profile.trust_class == TRUST_CLASS_TRUST && profile.certain == TERNARY_NO);
    cr_expect(profile.note.method == METHOD_SINGLE_ITEM_PROXY &&
              profile.note.warnings == WARNING_BIT(WARNING_PROXY_CLASS));
}

Test(answers, extremes) {
    static const double none[11], one[11] = {[4] = 1}, unanimous[11] = {[7] = 12};
    struct answer_moments empty = stats_answers_moments((struct answers){scale, none, 11}, 0.95);
    expect_null(empty.mean);
    struct answer_moments single = stats_answers_moments((struct answers){scale, one, 11}, 0.95);
    cr_expect(single.mean == 4 && isnan(single.sd) && isnan(single.se));
    struct answer_moments same = stats_answers_moments((struct answers){scale, unanimous, 11}, 0.95);
    cr_expect(same.mean == 7 && same.sd == 0 && same.se == 0);
    expect_no_interval(same.ci);
    struct balance all_high = stats_balance(12, 0, 12, 0.95);
    cr_expect(all_high.value == 100 && all_high.se == 0);
    expect_no_interval(all_high.ci);
    expect_null(stats_balance(0, 0, 0, 0.95).value);
}

Test(answers, item_nonresponse) {
    expect_near(stats_item_nonresponse(190, 10), 0.05);
    expect_null(stats_item_nonresponse(0, 0));
}

/* domain.md A3, one line a case: counts, class, certainty, strategy. */
static const struct class_case {
    struct trust_counts counts;
    enum trust_class trust_class;
    enum ternary certain;
    enum trust_strategy strategy;
} class_cases[] = {
    {{10, 10, 9, 0}, TRUST_CLASS_INSUFFICIENT, TERNARY_NULL, STRATEGY_NONE},
    {{20, 50, 30, 0}, TRUST_CLASS_MISTRUST, TERNARY_YES, STRATEGY_COMPETENCE},
    {{30, 50, 20, 0}, TRUST_CLASS_MISTRUST, TERNARY_NO, STRATEGY_COMPETENCE},
    {{60, 20, 20, 0}, TRUST_CLASS_MISTRUST, TERNARY_NO, STRATEGY_COMPETENCE},
    {{80, 15, 5, 0}, TRUST_CLASS_TRUST, TERNARY_YES, STRATEGY_MAINTENANCE},
    {{60, 35, 5, 0}, TRUST_CLASS_TRUST, TERNARY_NO, STRATEGY_MAINTENANCE},
    {{75, 10, 15, 0}, TRUST_CLASS_TRUST, TERNARY_NO, STRATEGY_MAINTENANCE},
    {{40, 50, 10, 0}, TRUST_CLASS_LACK, TERNARY_YES, STRATEGY_BENEVOLENCE},
    {{59, 36, 5, 0}, TRUST_CLASS_LACK, TERNARY_NO, STRATEGY_BENEVOLENCE},
    {{40, 20, 10, 30}, TRUST_CLASS_LACK, TERNARY_YES, STRATEGY_BENEVOLENCE},
};

Test(trust_class, classes) {
    for (size_t i = 0; i < sizeof class_cases / sizeof *class_cases; i++) {
        const struct class_case *expected = &class_cases[i];
        struct trust_profile profile = stats_trust_two_item(expected->counts, stats_default_thresholds, 0.95);
        cr_expect_eq(profile.trust_class, expected->trust_class, "case %zu", i);
        cr_expect_eq(profile.certain, expected->certain, "case %zu", i);
        cr_expect_eq(profile.strategy, expected->strategy, "case %zu", i);
    }
}

Test(trust_class, shares) {
    struct trust_profile profile =
        stats_trust_two_item((struct trust_counts){40, 20, 10, 30}, stats_default_thresholds, 0.95);
    expect_near(profile.net_trust, 0.3);
    expect_near(profile.mistrust_share_of_nontrusting, 1.0 / 3);
    expect_near(profile.ambivalent.p, 0.3);
    expect_near(profile.trust.p + profile.lack.p + profile.mistrust.p + profile.ambivalent.p, 1);
    struct trust_profile trusting =
        stats_trust_two_item((struct trust_counts){.trust = 40}, stats_default_thresholds, 0.95);
    expect_null(trusting.mistrust_share_of_nontrusting);
    struct trust_profile none = stats_trust_two_item((struct trust_counts){0}, stats_default_thresholds, 0.95);
    expect_null(none.trust.p);
    expect_null(none.net_trust);
    cr_expect(none.note.reason == REASON_INSUFFICIENT);
    expect_warns(none.note, WARNING_SMALL_N);
}

Test(trust_class, codes) {
    cr_expect_str_eq(stats_trust_class_codes[TRUST_CLASS_INSUFFICIENT], "insufficient");
    cr_expect_str_eq(stats_trust_strategy_codes[STRATEGY_MAINTENANCE], "maintenance");
    cr_expect(stats_trust_strategy(TRUST_CLASS_INSUFFICIENT) == STRATEGY_NONE);
}
