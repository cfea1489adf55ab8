/* Several municipalities: difference-in-differences, pooled effects, adjusted p-values. */
#include "test_stats.h"

#include "stats/adjust.h"
#include "stats/did.h"
#include "stats/pooling.h"

Test(did, shares) {
    struct did_shares cells = {{40, 100}, {55, 100}, {50, 120}, {54, 120}};
    struct did did = stats_did_shares(cells, stats_default_levels);
    expect_six(did.effect.value, 0.116667);
    expect_six(did.effect.se, 0.094673);
    expect_six(did.effect.p_value, 0.217832);
    expect_interval(did.effect.ci, -0.068889, 0.302222);
    expect_null(did.effect.df);
    struct did_shares swapped = {{50, 120}, {54, 120}, {40, 100}, {55, 100}};
    struct did negated = stats_did_shares(swapped, stats_default_levels);
    expect_near(negated.effect.value, -did.effect.value);
    expect_near(negated.effect.ci.low, -did.effect.ci.high);
    expect_near(negated.effect.p_value, did.effect.p_value);
}

Test(did, certain_or_empty_shares) {
    struct did_shares certain = {{0, 10}, {10, 10}, {0, 10}, {0, 10}}, empty = {{0, 10}, {10, 10}, {0, 0}, {0, 10}};
    struct did sure = stats_did_shares(certain, stats_default_levels);
    cr_expect(sure.effect.value == 1 && sure.effect.se == 0 && isnan(sure.effect.p_value));
    cr_expect(sure.note.reason == REASON_NO_VARIANCE);
    struct did none = stats_did_shares(empty, stats_default_levels);
    cr_expect(none.note.reason == REASON_INSUFFICIENT && isnan(none.effect.value));
}

Test(did, means) {
    static const struct mean_group t1 = {3.0, 1.0, 40}, t2 = {3.5, 1.1, 42}, c1 = {3.1, 0.9, 35}, c2 = {3.2, 1.0, 30};
    struct did_means cells = {{&t1, 1}, {&t2, 1}, {&c1, 1}, {&c2, 1}};
    struct did did = stats_did_means(cells, stats_default_levels);
    double v[] = {1.0 / 40, 1.21 / 42, 0.81 / 35, 1.0 / 30}, sum = v[0] + v[1] + v[2] + v[3];
    double squares = v[0] * v[0] / 39 + v[1] * v[1] / 41 + v[2] * v[2] / 34 + v[3] * v[3] / 29;
    expect_near(did.effect.value, 0.4);
    expect_near(did.effect.se, sqrt(sum));
    expect_near(did.effect.df, sum * sum / squares);
    struct did swapped =
        stats_did_means((struct did_means){{&c1, 1}, {&c2, 1}, {&t1, 1}, {&t2, 1}}, stats_default_levels);
    expect_near(swapped.effect.value, -did.effect.value);
    expect_near(swapped.effect.se, did.effect.se);
}

/* Two municipalities in one cell: mean by n, variance Σ(n_j/N)²·s_j²/n_j. */
Test(did, several_municipalities) {
    static const struct mean_group two[] = {{3.0, 1.0, 30}, {4.0, 2.0, 10}}, one = {3.0, 1.0, 20};
    struct did panel = stats_did_panel((struct mean_cell){two, 2}, (struct mean_cell){&one, 1}, stats_default_levels);
    double v[] = {0.5625 / 30, 0.0625 * 4 / 10, 1.0 / 20}, sum = v[0] + v[1] + v[2];
    expect_near(panel.effect.value, 0.25);
    expect_near(panel.effect.se, sqrt(sum));
    expect_near(panel.effect.df, sum * sum / (v[0] * v[0] / 29 + v[1] * v[1] / 9 + v[2] * v[2] / 19));
    expect_warns(panel.note, WARNING_SMALL_N);
    struct share sum_of_two = stats_share_sum((struct share[]){{3, 10}, {4, 20}}, 2);
    cr_expect(sum_of_two.x == 7 && sum_of_two.n == 30);
}

/* A panel of one municipality per arm is Welch's test of the differences. */
Test(did, panel_is_welch) {
    static const struct mean_group treated = {0.6, 1.2, 25}, control = {0.1, 1.0, 30};
    struct did panel =
        stats_did_panel((struct mean_cell){&treated, 1}, (struct mean_cell){&control, 1}, stats_default_levels);
    expect_six(panel.effect.statistic, 1.658091);
    expect_six(panel.effect.df, 46.834752);
    static const struct mean_group lonely = {0.6, 1.2, 1};
    struct did none =
        stats_did_panel((struct mean_cell){&lonely, 1}, (struct mean_cell){&control, 1}, stats_default_levels);
    cr_expect(none.note.reason == REASON_INSUFFICIENT);
    cr_expect(
        stats_did_panel((struct mean_cell){0}, (struct mean_cell){&control, 1}, stats_default_levels).note.reason ==
        REASON_INSUFFICIENT);
}

Test(did, cautions) {
    cr_expect(stats_few_clusters(5, 5) == 0 && stats_few_clusters(4, 9) == WARNING_BIT(WARNING_FEW_CLUSTERS));
    struct effect odd = {.p_value = 0.09}, even = {.p_value = 0.1}, unknown = {.p_value = NAN};
    cr_expect(stats_pretrend(&odd) == WARNING_BIT(WARNING_PRETREND));
    cr_expect(stats_pretrend(&even) == 0 && stats_pretrend(&unknown) == 0);
}

Test(pooling, check_value) {
    static const struct study studies[] = {{0.2, 0.10}, {0.5, 0.15}, {0.1, 0.12}};
    struct pooled_effect pooled = stats_pool(studies, 3, stats_default_levels);
    expect_six(pooled.fixed.value, 0.229870);
    expect_six(pooled.fixed.se, 0.068376);
    expect_six(pooled.spread.q, 4.503608);
    expect_six(pooled.spread.i2, 0.555912);
    expect_six(pooled.spread.tau2, 0.018497);
    expect_six(pooled.random.value, 0.247594);
    expect_six(pooled.random.se, 0.113007);
    cr_expect(pooled.random.df == 2 && pooled.spread.df == 2);
    expect_near(pooled.spread.p_value, exp(-pooled.spread.q / 2));
    expect_warns(pooled.note, WARNING_FEW_CLUSTERS);
}

Test(pooling, extremes) {
    static const struct study one[] = {{0.2, 0.1}}, same[] = {{0.2, 0.1}, {0.2, 0.1}, {0.2, 0.3}},
                              certain[] = {{0.2, 0}};
    struct pooled_effect single = stats_pool(one, 1, stats_default_levels);
    cr_expect(single.spread.q == 0 && single.spread.df == 0 && single.spread.i2 == 0 && single.spread.tau2 == 0 &&
              isnan(single.spread.p_value));
    cr_expect(single.random.value == single.fixed.value && single.fixed.value == 0.2);
    cr_expect(single.random.se == single.fixed.se && single.random.p_value == single.fixed.p_value);
    struct pooled_effect agreeing = stats_pool(same, 3, stats_default_levels);
    cr_expect(agreeing.spread.i2 == 0 && agreeing.spread.tau2 == 0);
    expect_near(agreeing.random.se, agreeing.fixed.se); /* equal effects are as sure as their errors, not surer */
    cr_expect(stats_pool(certain, 1, stats_default_levels).note.reason == REASON_NO_UNCERTAINTY);
    cr_expect(stats_pool(NULL, 0, stats_default_levels).note.reason == REASON_INSUFFICIENT);
}

Test(adjust, check_values) {
    static const double p_values[] = {0.01, 0.04, 0.03, 0.2};
    static const double holm[] = {0.04, 0.09, 0.09, 0.2}, bh[] = {0.04, 0.16 / 3, 0.16 / 3, 0.2};
    size_t order[4];
    double adjusted[4];
    stats_adjust_holm(p_values, 4, order, adjusted);
    for (int i = 0; i < 4; i++) expect_near(adjusted[i], holm[i]);
    stats_adjust_bh(p_values, 4, order, adjusted);
    for (int i = 0; i < 4; i++) expect_near(adjusted[i], bh[i]);
}

/* Properties: never below the raw p, never above 1, in the order of the raw p; BH never above Holm. */
Test(adjust, is_monotone) {
    enum { COUNT = 40 };
    unsigned long long state = 3;
    double p_values[COUNT], holm[COUNT], bh[COUNT];
    size_t order[COUNT];
    for (int round = 0; round < 50; round++) {
        for (int i = 0; i < COUNT; i++) p_values[i] = floor(50 * next_uniform(&state)) / 500;
        stats_adjust_holm(p_values, COUNT, order, holm);
        stats_adjust_bh(p_values, COUNT, order, bh);
        for (int i = 0; i < COUNT; i++) {
            cr_expect(holm[i] >= p_values[i] && bh[i] >= p_values[i] && holm[i] <= 1 && bh[i] <= holm[i]);
            for (int j = 0; j < COUNT; j++)
                if (p_values[i] <= p_values[j]) cr_expect(holm[i] <= holm[j] && bh[i] <= bh[j]);
        }
    }
}
