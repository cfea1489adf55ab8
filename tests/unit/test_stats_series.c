/* Trends, composite index, benchmark and retention. */
#include "test_stats.h"

#include "stats/benchmark.h"
#include "stats/composite.h"
#include "stats/retention.h"
#include "stats/trend.h"

static const struct aim up = {.direction = DIRECTION_UP}, down = {.direction = DIRECTION_DOWN};
static const struct aim range = {.direction = DIRECTION_RANGE, .low = 0, .high = 2};
static const struct aim context = {.direction = DIRECTION_NONE};

Test(trend, check_value) {
    static const struct trend_point points[] = {{2021, 50, 2}, {2022, 52, 2}, {2023, 51, 2}, {2024, 55, 2}};
    struct trend trend = stats_trend(points, 4, up, stats_default_levels);
    expect_six(trend.slope.value, 1.4);
    expect_six(trend.slope.se, 0.894427);
    expect_six(trend.slope.p_value, 0.117525);
    expect_six(trend.chi2, 1.05);
    cr_expect(trend.df == 2 && trend.used == 4 && trend.trend_class == TREND_STABLE);
    expect_near(trend.t_mean, 2022.5);
    expect_near(trend.y_mean, 52);
    cr_expect(trend.note.method == METHOD_WEIGHTED_LEAST_SQUARES && trend.note.reason == REASON_NONE);
}

Test(trend, starts_at_the_last_break) {
    static const struct trend_point points[] = {
        {2019, 9, 1, true}, {2020, 8, 1}, {2021, 50, 1, true}, {2022, 52, 1}, {2023, 54, 1}};
    struct trend trend = stats_trend(points, 5, up, stats_default_levels);
    cr_expect(trend.first == 2 && trend.used == 3);
    expect_near(trend.slope.value, 2);
    cr_expect(stats_trend(points, 4, up, stats_default_levels).note.reason == REASON_INSUFFICIENT);
    cr_expect(stats_after_last_break(points, 2) == 0 && stats_after_last_break(points, 0) == 0);
}

static enum trend_class class_of(double first, double step, struct aim aim) {
    const struct trend_point points[] = {
        {2021, first, 0.1}, {2022, first + step, 0.1}, {2023, first + 2 * step, 0.1}, {2024, first + 3 * step, 0.1}};
    return stats_trend(points, 4, aim, stats_default_levels).trend_class;
}

Test(trend, classification) {
    cr_expect(class_of(50, 1, up) == TREND_IMPROVING && class_of(50, -1, up) == TREND_DETERIORATING);
    cr_expect(class_of(50, 1, down) == TREND_DETERIORATING && class_of(50, -1, down) == TREND_IMPROVING);
    cr_expect(class_of(50, 0.01, up) == TREND_STABLE && class_of(50, 1, context) == TREND_NONE);
    cr_expect(class_of(-4, 1, range) == TREND_IMPROVING && class_of(5, -1, range) == TREND_IMPROVING);
    cr_expect(class_of(-1, -1, range) == TREND_DETERIORATING && class_of(2, 1, range) == TREND_DETERIORATING);
    cr_expect(class_of(0.2, 0.5, range) == TREND_STABLE); /* moves, but inside the target */
}

/* R 4.2: summary(lm(c(50, 52, 51, 55) ~ c(0:3))). */
Test(trend, census) {
    static const struct trend_point points[] = {{2021, 50, 0}, {2022, 52, 0}, {2023, 51, 0}, {2024, 55, 0}};
    struct trend trend = stats_trend(points, 4, up, stats_default_levels);
    expect_near(trend.slope.se, sqrt(4.2 / 2 / 5));
    cr_expect(trend.slope.df == 2 && isnan(trend.chi2) && trend.note.method == METHOD_ORDINARY_LEAST_SQUARES);
    expect_warns(trend.note, WARNING_CENSUS);
}

Test(trend, census_on_a_line) {
    static const struct trend_point flat[] = {{2021, 50.1, 0}, {2022, 50.1, 0}, {2023, 50.1, 0}};
    static const struct trend_point line[] = {{2021, 50, 0}, {2022, 52, 0}, {2023, 54, 0}};
    struct trend still = stats_trend(flat, 3, up, stats_default_levels);
    cr_expect(still.slope.value == 0 && still.slope.se == 0 && isnan(still.slope.p_value));
    cr_expect(still.trend_class == TREND_STABLE && still.note.reason == REASON_NO_VARIANCE);
    struct trend rising = stats_trend(line, 3, up, stats_default_levels);
    cr_expect(rising.slope.value == 2 && rising.trend_class == TREND_IMPROVING);
}

Test(trend, not_computable) {
    static const struct trend_point points[] = {{2021, 50, 1}, {2022, 52, 0}, {2023, 54, NAN}, {2024, 54, 1}};
    cr_expect(stats_trend(points, 3, up, stats_default_levels).note.reason == REASON_NO_UNCERTAINTY);
    cr_expect(stats_trend(points, 2, up, stats_default_levels).note.reason == REASON_INSUFFICIENT);
    struct trend none = stats_trend(points, 0, up, stats_default_levels);
    cr_expect(none.note.reason == REASON_INSUFFICIENT && isnan(none.slope.value) && none.trend_class == TREND_NONE);
}

Test(trend, year_time) {
    cr_expect(stats_year_time(2024, 1) == 2024 && stats_year_time(2024, 7) == 2024.5);
    expect_near(stats_year_time(2024, 12), 2024 + 11.0 / 12);
}

Test(composite, scores) {
    expect_near(stats_score(30, 20, 60, up), 25);
    expect_near(stats_score(30, 20, 60, down), 75);
    cr_expect(stats_score(10, 20, 60, up) == 0 && stats_score(70, 20, 60, up) == 100);
    cr_expect(stats_score(1, -5, 5, range) == 100 && stats_score(-5, -5, 5, range) == 0);
    expect_near(stats_score(3, -5, 5, range), 80);
    cr_expect(stats_score(-9, -5, 5, range) == 0);
    expect_null(stats_score(30, 20, 60, context));
    expect_null(stats_score(NAN, 20, 60, up));
}

Test(composite, index) {
    struct component parts[] = {{50, 2, 0, 100, 1, up}, {30, 1, 20, 60, 2, down}};
    struct composite composite = stats_composite(parts, 2, 2.0 / 3, 0.95);
    expect_near(composite.index, (50 + 2 * 75) / 3.0);
    expect_near(composite.se, sqrt(pow(2.0 / 3, 2) + pow(2.0 / 3 * 2.5, 2)));
    expect_near(composite.ci.high - composite.index, 1.959963984540054 * composite.se);
    cr_expect(composite.weight_coverage == 1);
}

/* The range scale of the error is that of the score: 100 over the distance that scores 0. */
Test(composite, error_of_a_range) {
    struct component part[] = {{3, 0.5, -5, 5, 1, range}};
    expect_near(stats_composite(part, 1, 1, 0.95).se, 10);
}

Test(composite, coverage) {
    struct component parts[] = {{50, 2, 0, 100, 0.2, up}, {60, 2, 0, 100, 0.2, up}, {NAN, NAN, 0, 100, 0.2, up}};
    struct composite enough = stats_composite(parts, 3, 2.0 / 3, 0.95);
    expect_near(enough.index, 55);
    parts[1].value = NAN;
    struct composite too_little = stats_composite(parts, 3, 2.0 / 3, 0.95);
    cr_expect(isnan(too_little.index) && too_little.note.reason == REASON_LOW_COVERAGE);
    expect_near(too_little.weight_coverage, 1.0 / 3);
    cr_expect(stats_composite(parts, 0, 0, 0.95).note.reason == REASON_LOW_COVERAGE);
    parts[0].se = NAN;
    struct composite unsure = stats_composite(parts, 1, 2.0 / 3, 0.95);
    cr_expect(unsure.index == 50 && isnan(unsure.se) && unsure.note.reason == REASON_NO_UNCERTAINTY);
}

/* Property: goalposts are fixed, so what a peer has moves no score. */
Test(composite, is_invariant_to_a_peer) {
    struct component own[] = {{50, 2, 0, 100, 1, up}, {30, 1, 20, 60, 2, down}};
    struct component peer[] = {{99, 2, 0, 100, 1, up}, {59, 1, 20, 60, 2, down}};
    double alone = stats_composite(own, 2, 2.0 / 3, 0.95).index;
    stats_composite(peer, 2, 2.0 / 3, 0.95);
    cr_expect(stats_composite(own, 2, 2.0 / 3, 0.95).index == alone);
}

Test(benchmark, places) {
    double peers[] = {60, 40, 50, 50, 70, 30};
    struct benchmark result = stats_benchmark(50, 2, peers, 6, up, 0.95);
    cr_expect(result.rank == 3 && result.n_peers == 6 && result.band == BAND_MIDDLE_50);
    expect_near(result.percentile, 50);
    expect_near(result.peer_mean, 50);
    expect_near(result.peer_median, 50);
    expect_near(result.peer_q1, 42.5);
    expect_near(result.peer_q3, 57.5);
    expect_near(result.peer_sd, sqrt(1000 / 5.0));
    expect_near(result.z_score, 0);
    cr_expect(result.differs_from_mean == TERNARY_NO && peers[0] == 30);
    struct benchmark best = stats_benchmark(65, NAN, peers, 6, up, 0.95);
    cr_expect(best.band == BAND_BEST_25 && best.rank == 2 && best.differs_from_mean == TERNARY_NULL);
    cr_expect(stats_benchmark(65, 2, peers, 6, up, 0.95).differs_from_mean == TERNARY_YES);
    cr_expect(stats_benchmark(35, 2, peers, 6, up, 0.95).band == BAND_WORST_25);
}

/* Property: the percentile mirrors when the direction is reversed. */
Test(benchmark, mirrors) {
    unsigned long long state = 4;
    for (int round = 0; round < 200; round++) {
        double peers[9], own = floor(10 * next_uniform(&state));
        for (int i = 0; i < 9; i++) peers[i] = floor(10 * next_uniform(&state));
        struct benchmark there = stats_benchmark(own, 1, peers, 9, up, 0.95);
        struct benchmark back = stats_benchmark(own, 1, peers, 9, down, 0.95);
        expect_near(there.percentile, 100 - back.percentile);
        cr_expect(there.peer_mean == back.peer_mean && there.z_score == back.z_score);
    }
}

Test(benchmark, few_peers) {
    double four[] = {60, 40, 50, 50}, one[] = {0.1}, same[] = {0.1, 0.1, 0.1};
    struct benchmark few = stats_benchmark(50, 2, four, 4, up, 0.95);
    cr_expect(isnan(few.percentile) && few.band == BAND_NONE && few.note.reason == REASON_TOO_FEW_PEERS);
    cr_expect(few.rank == 2 && few.peer_mean == 50);
    struct benchmark single = stats_benchmark(0.1, 2, one, 1, up, 0.95);
    cr_expect(isnan(single.peer_sd) && isnan(single.z_score) && single.peer_q1 == 0.1);
    struct benchmark equal = stats_benchmark(0.2, 2, same, 3, up, 0.95);
    cr_expect(equal.peer_sd == 0 && isnan(equal.z_score));
    struct benchmark none = stats_benchmark(50, 2, NULL, 0, up, 0.95);
    cr_expect(isnan(none.rank) && isnan(none.peer_mean) && none.note.reason == REASON_TOO_FEW_PEERS);
    double five[] = {1, 2, 3, 4, 5};
    struct benchmark aimless = stats_benchmark(3, 1, five, 5, context, 0.95);
    cr_expect(isnan(aimless.rank) && isnan(aimless.percentile) && aimless.note.reason == REASON_NO_DIRECTION);
}

Test(benchmark, range) {
    double peers[] = {-3, -1, 0, 2, 4};
    struct benchmark inside = stats_benchmark(1, 0.1, peers, 5, range, 0.95);
    cr_expect(inside.rank == 1);
    expect_near(inside.percentile, 100 * (3 + 1.0) / 5);
}

static const struct life_table_row check_rows[] = {{3, 20, 1, 0}, {6, 19, 0, 2}, {9, 17, 2, 1}, {12, 14, 1, 0}};

Test(retention, check_value) {
    struct retention retention = stats_retention(check_rows, 4, 12, 0.95);
    expect_six(retention.survival, 0.778361);
    expect_six(retention.se_greenwood, 0.098361);
    expect_interval(retention.ci, 0.510019, 0.910970);
    expect_warns(retention.note, WARNING_SMALL_N);
    expect_near(stats_retention(check_rows, 4, 8, 0.95).survival, 0.95);
}

Test(retention, ends) {
    struct retention start = stats_retention(check_rows, 4, 2, 0.95);
    cr_expect(start.survival == 1 && start.se_greenwood == 0 && start.note.reason == REASON_NO_VARIANCE);
    expect_no_interval(start.ci);
    struct retention beyond = stats_retention(check_rows, 4, 13, 0.95);
    cr_expect(isnan(beyond.survival) && beyond.note.reason == REASON_BEYOND_FOLLOW_UP);
    expect_warns(beyond.note, WARNING_BEYOND_FOLLOW_UP);
    static const struct life_table_row all_leave[] = {{6, 4, 2, 0}, {12, 2, 2, 0}};
    struct retention nobody = stats_retention(all_leave, 2, 12, 0.95);
    cr_expect(nobody.survival == 0 && nobody.se_greenwood == 0);
    expect_no_interval(nobody.ci);
    cr_expect(stats_retention(NULL, 0, 12, 0.95).note.reason == REASON_INSUFFICIENT);
}

Test(retention, crude) {
    struct retention crude = stats_retention_crude((struct share){81, 263}, 12, 0.95);
    expect_interval(crude.ci, 0.255289, 0.366210);
    expect_warns(crude.note, WARNING_CRUDE_SHARE);
    cr_expect(crude.note.method == METHOD_CRUDE);
    cr_expect(stats_retention_crude((struct share){0, 0}, 12, 0.95).note.reason == REASON_INSUFFICIENT);
}
