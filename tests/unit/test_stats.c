/* Intervals against R 4.2: binom::binom.confint(method = "wilson"), qt, qnorm. */
#include "test_stats.h"

#include "stats/aim.h"
#include "stats/codes.h"
#include "stats/distribution.h"
#include "stats/effect.h"
#include "stats/interval.h"

Test(stats, quantiles) {
    expect_near(stats_normal_quantile(0.975), 1.959963984540054);
    expect_near(stats_normal_quantile(0.8), 0.8416212335729147);
    expect_near(stats_t_quantile(0.975, 1), 12.706204736432095);
    expect_near(stats_t_quantile(0.975, 9), 2.262157162798205);
    expect_near(stats_t_quantile(0.975, 1e9), 1.959963986912);
}

/* domain.md 4.4: ins-01 in se-9901-d2 and in se-9901, 2024. */
Test(stats, wilson) {
    struct interval district = stats_wilson(34.0 / 95, 95, 0.95), whole = stats_wilson(343.0 / 648, 648, 0.95);
    expect_near(district.low, 0.2687504166729956);
    expect_near(district.high, 0.45808485749085456);
    expect_near(whole.low, 0.49083013395150405);
    expect_near(whole.high, 0.5674662500630220);
    expect_near(stats_share_se(343.0 / 648, 648), 0.019608052943918346);
}

Test(stats, wilson_at_the_ends) {
    struct interval none = stats_wilson(0, 12, 0.95), all = stats_wilson(1, 12, 0.95);
    cr_expect(none.low == 0 && all.high == 1);
    expect_near(none.high, 3.841458820694124 / 15.841458820694124); /* z²/(n + z²) */
    expect_near(all.low, 1 - none.high);
}

/* Property: inside 0..1, around p, and mirrored under x -> n - x; also for a real-valued n. */
Test(stats, wilson_is_symmetric) {
    static const double ns[] = {1.5, 2, 7.25, 30, 95, 648, 100000.5};
    for (size_t i = 0; i < sizeof ns / sizeof *ns; i++)
        for (int sixteenths = 0; sixteenths <= 16; sixteenths++) {
            double p = sixteenths / 16.0;
            struct interval ci = stats_wilson(p, ns[i], 0.95), mirror = stats_wilson(1 - p, ns[i], 0.95);
            cr_expect(ci.low >= 0 && ci.high <= 1 && ci.low <= p + 1e-12 && ci.high >= p - 1e-12);
            expect_near(ci.low, 1 - mirror.high);
        }
}

Test(stats, student_and_normal) {
    struct interval mean = stats_student(3.5, 0.2, 15, 0.95), value = stats_normal(61.3, 1.2, 0.95);
    expect_near(mean.low, 3.5 - 2.131449545559323 * 0.2);
    expect_near(mean.high, 3.5 + 2.131449545559323 * 0.2);
    expect_near(value.high - value.low, 2 * 1.2 * 1.959963984540054);
    expect_near(stats_se_of_margin(3.1, 0.95), 3.1 / 1.959963984540054);
}

/* Newcombe 1998, and the ends. */
Test(stats, wilson_check_values) {
    expect_interval(stats_share_wilson((struct share){81, 263}, 0.95), 0.255289, 0.366210);
    expect_interval(stats_share_wilson((struct share){0, 20}, 0.95), 0, 0.161125);
    expect_interval(stats_share_wilson((struct share){20, 20}, 0.95), 0.838875, 1);
    expect_no_interval(stats_share_wilson((struct share){0, 0}, 0.95));
}

Test(stats, reach_is_the_distance_to_the_limits) {
    for (int x = 0; x <= 40; x++) {
        struct interval ci = stats_share_wilson((struct share){x, 40}, 0.9);
        struct interval reach = stats_share_reach((struct share){x, 40}, 0.9);
        expect_near(reach.low, x / 40.0 - ci.low);
        expect_near(reach.high, ci.high - x / 40.0);
    }
    struct interval end = stats_share_reach((struct share){1e9, 1e9}, 0.95);
    cr_expect(end.high == 0);
    expect_within(end.low / 3.841458820694124e-9, 1, 1e-8);
}

/* R 4.2: 2 * pnorm(-2.5), 2 * pt(-2.5, 7.5), pchisq(9, 4, lower.tail = FALSE), pbinom(3, 10, 0.5). */
Test(stats, tails) {
    expect_near(stats_normal_p_value(2.5), 0.0124193306515523);
    expect_near(stats_normal_p_value(-2.5), stats_normal_p_value(2.5));
    expect_near(stats_t_p_value(-2.5, 7.5), stats_t_p_value(2.5, 7.5));
    expect_near(stats_t_p_value(1, 1), 0.5);
    expect_near(stats_chi_square_upper(9, 4), 0.0610994809517843);
    expect_near(stats_fair_coin_lower(3, 10), 0.171875);
}

Test(stats, effects) {
    struct effect effect = stats_effect_normal(2, 1, 0.95);
    expect_near(effect.statistic, 2);
    expect_null(effect.df);
    struct effect negated = stats_effect_negated(effect);
    cr_expect(negated.value == -2 && negated.statistic == -2 && negated.p_value == effect.p_value);
    cr_expect(negated.ci.low == -effect.ci.high && negated.ci.high == -effect.ci.low);
    struct effect certain = stats_effect_student(2, 0, 5, 0.95), unknown = stats_effect_untested(2);
    cr_expect(certain.se == 0 && isnan(certain.statistic) && isnan(certain.df) && isnan(certain.p_value));
    expect_no_interval(certain.ci);
    cr_expect(stats_effect_reason(&effect) == REASON_NONE);
    cr_expect(stats_effect_reason(&certain) == REASON_NO_VARIANCE);
    cr_expect(stats_effect_reason(&unknown) == REASON_NO_UNCERTAINTY);
}

Test(stats, difference_of_published) {
    double se = stats_se_of_margin(0.03, 0.95);
    struct effect effect = stats_difference(0.45, se, 0.40, se, 0.95);
    expect_near(effect.value, 0.05);
    expect_near(effect.ci.low, 0.05 - 0.03 * sqrt(2));
    expect_near(effect.statistic, 0.05 / (se * sqrt(2)));
}

Test(stats, merit_orders_values) {
    struct aim up = {.direction = DIRECTION_UP}, down = {.direction = DIRECTION_DOWN};
    struct aim range = {.direction = DIRECTION_RANGE, .low = 0, .high = 2}, none = {.direction = DIRECTION_NONE};
    cr_expect(stats_aim_merit(up, 2) > stats_aim_merit(up, 1));
    cr_expect(stats_aim_merit(down, 2) < stats_aim_merit(down, 1));
    cr_expect(stats_aim_merit(range, 2) == stats_aim_merit(range, 0));
    cr_expect(stats_aim_merit(range, 2.5) > stats_aim_merit(range, -1));
    expect_null(stats_aim_merit(none, 1));
}

/* Every member but the null has a text. */
Test(stats, codes_are_complete) {
    for (int i = 0; i < WARNING_COUNT; i++) cr_expect(stats_warning_codes[i] != NULL);
    for (int i = 1; i < REASON_COUNT; i++) cr_expect(stats_reason_codes[i] != NULL);
    for (int i = 1; i < METHOD_COUNT; i++) cr_expect(stats_method_codes[i] != NULL);
    for (int i = 0; i < DIRECTION_COUNT; i++) cr_expect(stats_direction_codes[i] != NULL);
    cr_expect(stats_reason_codes[REASON_NONE] == NULL && stats_method_codes[METHOD_NONE] == NULL);
    cr_expect_str_eq(stats_warning_codes[WARNING_NAMED_ONLY], "named_only");
}

Test(stats, small_samples) {
    cr_expect(stats_small_n(29) == WARNING_BIT(WARNING_SMALL_N) && stats_small_n(30) == 0);
    cr_expect(stats_is_counts_only(9) && !stats_is_counts_only(10));
}
