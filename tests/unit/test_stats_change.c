/* Before and after of shares and means, gaps, and what a study can detect. */
#include "test_stats.h"

#include "stats/gap.h"
#include "stats/mean_change.h"
#include "stats/part_whole.h"
#include "stats/power.h"
#include "stats/share_change.h"

static struct share_change change_of(double x1, double n1, double x2, double n2) {
    return stats_share_change((struct share){x1, n1}, (struct share){x2, n2}, false, stats_default_levels);
}

Test(share_change, newcombe) {
    struct share_change change = change_of(48, 80, 56, 70);
    expect_six(change.diff, 0.2);
    expect_interval(change.ci, 0.052431, 0.333873);
    expect_six(change.z, 2.650172);
    expect_six(change.p_value, 0.008045);
    expect_six(change.cohens_h, 0.442143);
    cr_expect(change.p_method == P_METHOD_POOLED_Z && change.note.warnings == 0);
    cr_expect(isnan(change.n) && isnan(change.phi_corrected));
}

Test(share_change, fisher) {
    struct share_change change = change_of(1, 9, 6, 8);
    expect_six(change.p_value, 0.015220);
    cr_expect(change.p_method == P_METHOD_FISHER_EXACT);
    expect_warns(change.note, WARNING_SMALL_N);
}

/* The smallest expected cell decides: 5 exactly is not below 5. */
Test(share_change, p_method) {
    cr_expect(change_of(4, 10, 6, 10).p_method == P_METHOD_POOLED_Z);
    cr_expect(change_of(4, 10, 5, 10).p_method == P_METHOD_FISHER_EXACT);
    struct share_change weighted =
        stats_share_change((struct share){0.5, 9.5}, (struct share){6, 8}, true, stats_default_levels);
    cr_expect(weighted.p_method == P_METHOD_POOLED_Z && weighted.p_value < 0.05);
}

Test(share_change, everybody_or_nobody) {
    struct share_change none = change_of(0, 40, 0, 60), all = change_of(40, 40, 60, 60);
    cr_expect(none.p_value == 1 && all.p_value == 1 && isnan(none.z) && isnan(all.z));
    cr_expect(none.diff == 0 && none.ci.low < 0 && none.ci.high > 0 && isnan(none.mde));
    expect_near(none.ci.low, -all.ci.high);
    struct share_change empty = change_of(0, 0, 3, 10);
    cr_expect(empty.note.reason == REASON_INSUFFICIENT && isnan(empty.p_value) && isnan(empty.diff));
}

/* Property: swapped waves change the sign and nothing else. */
Test(share_change, changes_sign_with_the_waves) {
    unsigned long long state = 1;
    for (int i = 0; i < 500; i++) {
        double n1 = floor(1 + 200 * next_uniform(&state)), n2 = floor(1 + 200 * next_uniform(&state));
        double x1 = floor((n1 + 1) * next_uniform(&state)), x2 = floor((n2 + 1) * next_uniform(&state));
        struct share_change there = change_of(x1, n1, x2, n2), back = change_of(x2, n2, x1, n1);
        expect_near(there.diff, -back.diff);
        expect_near(there.ci.low, -back.ci.high);
        expect_near(there.ci.high, -back.ci.low);
        expect_near(there.p_value, back.p_value);
        cr_expect(there.ci.low <= there.diff && there.diff <= there.ci.high && there.p_value <= 1);
    }
}

/* Fisher's definition by a walk over all tables with the same margins. */
static double fisher_by_walk(struct share a, struct share b) {
    double x = a.x + b.x, lowest = fmax(0, x - b.n), highest = fmin(x, a.n), sum = 0, total = 0, observed = 0;
    for (int pass = 0; pass < 2; pass++)
        for (double k = lowest; k <= highest; k++) {
            double density = exp(lgamma(a.n + 1) - lgamma(k + 1) - lgamma(a.n - k + 1) + lgamma(b.n + 1) -
                                 lgamma(x - k + 1) - lgamma(b.n - x + k + 1));
            if (pass == 0 && k == a.x) observed = density;
            if (pass == 0) total += density;
            if (pass == 1 && density <= observed * (1 + 1e-7)) sum += density;
        }
    return sum / total;
}

Test(share_change, fisher_sums_all_tables) {
    for (int n1 = 1; n1 <= 9; n1++)
        for (int n2 = 1; n2 <= 7; n2++)
            for (int x1 = 0; x1 <= n1; x1++)
                for (int x2 = 0; x2 <= n2; x2++) {
                    struct share a = {x1, n1}, b = {x2, n2};
                    expect_near(stats_fisher_exact(a, b), fisher_by_walk(a, b));
                }
}

Test(share_change, fisher_of_large_margins) {
    struct share rare = {3, 1e9}, rarer = {9, 1e9};
    expect_within(stats_fisher_exact(rare, rarer), 2 * 299.0 / 4096, 1e-6); /* binomial(12, 1/2) in the limit */
    cr_expect(stats_fisher_exact((struct share){5e8, 1e9}, (struct share){5e8, 1e9}) == 1);
    cr_expect(stats_fisher_exact((struct share){0, 1e6}, (struct share){1e6, 1e6}) < 1e-300);
}

Test(share_change, paired) {
    struct pair_counts altman = {.yes_yes = 14, .yes_no = 0, .no_yes = 5, .no_no = 22};
    struct share_change change = stats_share_change_paired(altman, stats_default_levels);
    expect_six(change.diff, 0.121951);
    expect_six(change.phi_corrected, 0.723276);
    expect_interval(change.ci, 0.011483, 0.226493);
    expect_six(change.p_value, 0.0625);
    cr_expect(change.p_method == P_METHOD_MCNEMAR_EXACT && change.n == 41 && isnan(change.z));
}

Test(share_change, paired_extremes) {
    struct share_change same =
        stats_share_change_paired((struct pair_counts){.yes_yes = 20, .no_no = 20}, stats_default_levels);
    cr_expect(same.p_value == 1 && same.diff == 0 && same.ci.low <= 0 && same.ci.high >= 0);
    struct share_change all = stats_share_change_paired((struct pair_counts){.yes_yes = 1}, stats_default_levels);
    cr_expect(all.p_before == 1 && all.phi_corrected == 0 && all.p_value == 1);
    struct share_change none = stats_share_change_paired((struct pair_counts){0}, stats_default_levels);
    cr_expect(none.note.reason == REASON_INSUFFICIENT && isnan(none.p_value));
}

Test(mean_change, welch) {
    struct mean_change change =
        stats_mean_change((struct mean_group){3.1, 1.0, 30}, (struct mean_group){3.6, 1.2, 25}, stats_default_levels);
    expect_six(change.diff.statistic, 1.658091);
    expect_six(change.diff.df, 46.834752);
    expect_six(change.diff.p_value, 0.103983);
    expect_interval(change.diff.ci, -0.106700, 1.106700);
    expect_six(change.hedges_g, 0.450087);
    expect_warns(change.note, WARNING_SMALL_N);
}

Test(mean_change, paired) {
    double sd = stats_sd_of_differences(1.0, 1.2, 0.5);
    struct mean_change change = stats_mean_change_paired(0.5, sd, 20, stats_default_levels);
    expect_six(change.sd_diff, 1.113553);
    expect_six(change.diff.statistic, 2.008048);
    expect_six(change.diff.p_value, 0.059071);
    expect_interval(change.diff.ci, -0.021159, 1.021159);
    expect_near(change.dz, 0.5 / sd);
}

Test(mean_change, no_variance) {
    struct mean_group a = {3, 0, 10}, b = {4, 0, 12};
    struct mean_change welch = stats_mean_change(a, b, stats_default_levels);
    cr_expect(welch.diff.value == 1 && welch.diff.se == 0 && welch.note.reason == REASON_NO_VARIANCE);
    cr_expect(isnan(welch.diff.statistic) && isnan(welch.diff.df) && isnan(welch.diff.p_value) &&
              isnan(welch.hedges_g));
    expect_no_interval(welch.diff.ci);
    struct mean_change paired =
        stats_mean_change_paired(1, stats_sd_of_differences(1.3, 1.3, 1), 10, stats_default_levels);
    cr_expect(paired.diff.se == 0 && isnan(paired.diff.statistic) && isnan(paired.dz));
    b.sd = 1;
    expect_near(stats_mean_change(a, b, stats_default_levels).diff.df, 11);
    a.n = 1;
    cr_expect(stats_mean_change(a, b, stats_default_levels).note.reason == REASON_INSUFFICIENT);
    cr_expect(stats_mean_change_paired(1, 1, 1, stats_default_levels).note.reason == REASON_INSUFFICIENT);
}

Test(mean_change, attrition) {
    struct attrition many = stats_attrition(20, 10, 3.5, 3.0), few = stats_attrition(7, 3, 3.5, 3.0);
    expect_near(many.share, 1.0 / 3);
    expect_near(many.leavers_minus_stayers, -0.5);
    cr_expect(many.warnings == WARNING_BIT(WARNING_HIGH_ATTRITION) && few.warnings == 0);
    expect_null(stats_attrition(0, 0, NAN, NAN).share);
}

/* domain.md A2, one line a case. */
static const struct gap_case {
    struct aim target;
    double value;
    struct interval ci;
    double gap;
    struct interval gap_ci;
    enum target_status status;
} gap_cases[] = {
    {{DIRECTION_UP, 60, 60}, 65, {61, 69}, -5, {-9, -1}, TARGET_MET},
    {{DIRECTION_UP, 60, 60}, 65, {60, 70}, -5, {-10, 0}, TARGET_MET},
    {{DIRECTION_UP, 60, 60}, 60, {55, 65}, 0, {-5, 5}, TARGET_MET_UNCERTAIN},
    {{DIRECTION_UP, 60, 60}, 58, {54, 62}, 2, {-2, 6}, TARGET_NOT_MET_UNCERTAIN},
    {{DIRECTION_UP, 60, 60}, 50, {45, 55}, 10, {5, 15}, TARGET_NOT_MET},
    {{DIRECTION_DOWN, 30, 30}, 25, {21, 29}, -5, {-9, -1}, TARGET_MET},
    {{DIRECTION_DOWN, 30, 30}, 29, {25, 33}, -1, {-5, 3}, TARGET_MET_UNCERTAIN},
    {{DIRECTION_DOWN, 30, 30}, 32, {28, 36}, 2, {-2, 6}, TARGET_NOT_MET_UNCERTAIN},
    {{DIRECTION_DOWN, 30, 30}, 40, {35, 45}, 10, {5, 15}, TARGET_NOT_MET},
    {{DIRECTION_RANGE, 0, 2}, 1, {0.5, 1.5}, 0, {0, 0}, TARGET_MET},
    {{DIRECTION_RANGE, 0, 2}, 1, {-0.5, 2.5}, 0, {0, 0.5}, TARGET_MET_UNCERTAIN},
    {{DIRECTION_RANGE, 0, 2}, 2.5, {1.5, 3.5}, 0.5, {0, 1.5}, TARGET_NOT_MET_UNCERTAIN},
    {{DIRECTION_RANGE, 0, 2}, -1, {-2, -0.5}, 1, {0.5, 2}, TARGET_NOT_MET},
};

Test(gap, target) {
    for (size_t i = 0; i < sizeof gap_cases / sizeof *gap_cases; i++) {
        const struct gap_case *expected = &gap_cases[i];
        struct target_gap gap = stats_target_gap(expected->value, expected->ci, expected->target);
        expect_near(gap.gap, expected->gap);
        expect_near(gap.gap_ci.low, expected->gap_ci.low);
        expect_near(gap.gap_ci.high, expected->gap_ci.high);
        cr_expect_eq(gap.status, expected->status, "case %zu", i);
    }
}

Test(gap, target_without_something) {
    struct aim target = {DIRECTION_UP, 60, 60}, zero = {DIRECTION_UP, 0, 0}, none = {DIRECTION_NONE, 0, 0};
    struct target_gap gap = stats_target_gap(45, stats_no_interval, target);
    expect_near(gap.relative_pct, 25);
    cr_expect(gap.gap == 15 && gap.status == TARGET_NONE && gap.note.reason == REASON_NO_UNCERTAINTY);
    expect_no_interval(gap.gap_ci);
    expect_null(stats_target_gap(1, stats_no_interval, zero).relative_pct);
    expect_null(stats_target_gap(1, stats_no_interval, none).gap);
    cr_expect(stats_target_gap(60, (struct interval){60, 60}, target).status == TARGET_MET);
}

Test(gap, decomposition) {
    struct group_gap groups[] = {{0.5, 70}, {0.3, 50}, {0.2, 40}};
    double sum = stats_gap_decompose(groups, 3, (struct aim){DIRECTION_UP, 60, 60});
    expect_near(sum, 60 - (0.5 * 70 + 0.3 * 50 + 0.2 * 40));
    expect_near(groups[2].contribution, 4);
    expect_near(groups[0].share + groups[1].share + groups[2].share, 1);
    struct group_gap even[] = {{1, 60}};
    cr_expect(stats_gap_decompose(even, 1, (struct aim){DIRECTION_DOWN, 60, 60}) == 0 && isnan(even[0].share));
}

Test(gap, range) {
    struct range_gap range = stats_range_gap((double[]){50, 70, 40, 70}, 4);
    cr_expect(range.gap == 30 && range.highest == 1 && range.lowest == 2);
    expect_warns(range.note, WARNING_MULTIPLE_TESTS);
}

Test(part_whole, check_value) {
    struct part_whole_gap gap =
        stats_part_whole_gap((struct share){34, 95}, (struct share){343, 648}, DIRECTION_UP, stats_default_levels);
    expect_six(gap.gap_rest_minus_part, 0.200876);
    expect_interval(gap.gap_rest_minus_part_ci, 0.092374, 0.298929);
    expect_six(gap.gap_whole_minus_part, 0.171426);
    expect_interval(gap.gap_whole_minus_part_ci, 0.078831, 0.255104);
    cr_expect(gap.rest.x == 309 && gap.rest.n == 553 && gap.note.warnings == 0);
    expect_near(gap.lambda_part, 95.0 / 648);
}

/* Properties: (1−λ) times the gap of the rest, equal to the difference of the shares; DOWN changes the sign. */
Test(part_whole, scales_and_changes_sign) {
    unsigned long long state = 2;
    for (int i = 0; i < 500; i++) {
        double n = floor(2 + 500 * next_uniform(&state)), part_n = floor(1 + (n - 1) * next_uniform(&state));
        struct share part = {floor((part_n + 1) * next_uniform(&state)), part_n};
        struct share whole = {part.x + floor((n - part_n + 1) * next_uniform(&state)), n};
        struct part_whole_gap up = stats_part_whole_gap(part, whole, DIRECTION_UP, stats_default_levels);
        struct part_whole_gap down = stats_part_whole_gap(part, whole, DIRECTION_DOWN, stats_default_levels);
        expect_near(up.gap_whole_minus_part, whole.x / whole.n - part.x / part.n);
        expect_near(up.gap_whole_minus_part, (1 - up.lambda_part) * up.gap_rest_minus_part);
        expect_near(up.gap_whole_minus_part_ci.low, (1 - up.lambda_part) * up.gap_rest_minus_part_ci.low);
        expect_near(down.gap_whole_minus_part, -up.gap_whole_minus_part);
        expect_near(down.gap_whole_minus_part_ci.low, -up.gap_whole_minus_part_ci.high);
        expect_near(down.gap_rest_minus_part_ci.high, -up.gap_rest_minus_part_ci.low);
        expect_near(down.p_value, up.p_value);
    }
}

Test(part_whole, without_rest) {
    struct part_whole_gap gap =
        stats_part_whole_gap((struct share){34, 95}, (struct share){34, 95}, DIRECTION_UP, stats_default_levels);
    cr_expect(gap.note.reason == REASON_INSUFFICIENT && isnan(gap.gap_rest_minus_part) && isnan(gap.p_value));
    cr_expect(gap.lambda_part == 1 && isnan(gap.rest_p));
}

Test(part_whole, disjoint_groups) {
    struct share reference = {60, 100}, focal = {40, 100};
    struct share_change up = stats_share_gap(reference, focal, false, DIRECTION_UP, stats_default_levels);
    struct share_change down = stats_share_gap(reference, focal, false, DIRECTION_DOWN, stats_default_levels);
    expect_near(up.diff, 0.2);
    expect_near(down.diff, -0.2);
    struct mean_group high = {4, 1, 40}, low = {3, 1, 40};
    expect_near(stats_mean_gap(high, low, DIRECTION_UP, stats_default_levels).diff.value, 1);
    expect_near(stats_mean_gap(high, low, DIRECTION_DOWN, stats_default_levels).diff.value, -1);
}

static double mde(double variance, size_t cells, double n) {
    const struct power_cell all[] = {{variance, n}, {variance, n}, {variance, n}, {variance, n}};
    return stats_mde(all, cells, 1, stats_default_levels);
}

static double required(double variance, size_t cells, double effect, double deff) {
    const struct power_cell all[] = {{variance, 0}, {variance, 0}, {variance, 0}, {variance, 0}};
    return stats_n_required(all, cells, effect, deff, stats_default_levels);
}

Test(power, check_values) {
    expect_six(mde(0.24, 2, 100), 0.194100);
    expect_six(mde(1, 2, 50), 0.560317);
    expect_six(mde(0.24, 4, 100), 0.274498);
    expect_six(mde(1, 4, 50), 0.792408);
    cr_expect_eq(required(0.24, 2, 0.2, 1), 95);
    cr_expect_eq(required(1, 2, 0.5, 1), 63);
    cr_expect_eq(required(1, 1, 0.5, 1), 32);
    cr_expect_eq(required(1, 4, 0.5, 1), 126);
}

Test(power, detects_what_it_requires) {
    for (double effect = 0.05; effect < 1; effect += 0.05) {
        double n = required(0.24, 2, -effect, 1.5);
        const struct power_cell enough[] = {{0.24, n}, {0.24, n}}, short_of[] = {{0.24, n - 1}, {0.24, n - 1}};
        cr_expect(stats_mde(enough, 2, 1.5, stats_default_levels) <= effect);
        if (n > 1) cr_expect(stats_mde(short_of, 2, 1.5, stats_default_levels) > effect);
    }
}

Test(power, nothing_to_detect) {
    expect_null(mde(0, 2, 50));
    expect_null(mde(1, 2, 0));
    expect_null(required(1, 2, 0, 1));
    expect_null(required(0, 2, 0.5, 1));
}
