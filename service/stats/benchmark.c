/* Comparison with peers. */
#include "stats/benchmark.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

#include "stats/distribution.h"

const char *const stats_benchmark_band_codes[] = {
    [BAND_BEST_25] = "best_25",
    [BAND_MIDDLE_50] = "middle_50",
    [BAND_WORST_25] = "worst_25",
};

static int compare(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

double stats_quantile(const double *ascending, size_t count, double p) {
    double position = (double)(count - 1) * p;
    size_t below = (size_t)position;
    if (below + 1 >= count) return ascending[count - 1];
    double part = position - (double)below;
    return (1 - part) * ascending[below] + part * ascending[below + 1];
}

/* Mean and standard deviation of ascending values; equal ones leave no rounding behind. */
static void describe(struct benchmark *benchmark, const double *peers, size_t count) {
    double sum = 0, squares = 0;
    for (size_t i = 0; i < count; i++) sum += peers[i] - peers[0];
    double mean = sum / (double)count;
    for (size_t i = 0; i < count; i++) squares += (peers[i] - peers[0] - mean) * (peers[i] - peers[0] - mean);
    benchmark->peer_mean = peers[0] + mean;
    if (count > 1) benchmark->peer_sd = sqrt(squares / (double)(count - 1));
    benchmark->peer_q1 = stats_quantile(peers, count, 0.25);
    benchmark->peer_median = stats_quantile(peers, count, 0.5);
    benchmark->peer_q3 = stats_quantile(peers, count, 0.75);
}

static enum benchmark_band band_of(double percentile) {
    if (percentile >= BENCHMARK_BEST_FROM) return BAND_BEST_25;
    return percentile < BENCHMARK_WORST_BELOW ? BAND_WORST_25 : BAND_MIDDLE_50;
}

/* Distances to a range are differences, which lose digits: 0.7 below and 0.7 above are the same. */
static double rounding_of(double own, double peer, struct aim aim) {
    if (aim.direction != DIRECTION_RANGE) return 0;
    return 4 * DBL_EPSILON * fmax(fmax(fabs(own), fabs(peer)), fmax(fabs(aim.low), fabs(aim.high)));
}

static void place(struct benchmark *benchmark, double own, const double *peers, size_t count, struct aim aim) {
    double worse = 0, equal = 0, merit = stats_aim_merit(aim, own);
    for (size_t i = 0; i < count; i++) {
        double other = stats_aim_merit(aim, peers[i]);
        bool is_tie = fabs(other - merit) <= rounding_of(own, peers[i], aim);
        worse += other < merit && !is_tie;
        equal += is_tie;
    }
    benchmark->rank = 1 + (double)count - worse - equal;
    if (benchmark->note.reason != REASON_NONE) return;
    benchmark->percentile = 100 * (worse + equal / 2) / (double)count;
    benchmark->band = band_of(benchmark->percentile);
}

static enum ternary differs(double distance, double own_se, double conf_level) {
    if (isnan(own_se)) return TERNARY_NULL;
    double z = stats_normal_quantile(1 - (1 - conf_level) / 2);
    return fabs(distance) > z * own_se ? TERNARY_YES : TERNARY_NO;
}

struct benchmark stats_benchmark(double own, double own_se, double *peers, size_t peer_count, struct aim aim,
                                 double conf_level) {
    struct benchmark benchmark = {.note = {.method = METHOD_PEER_COMPARISON},
                                  .n_peers = (double)peer_count,
                                  .rank = NAN,
                                  .percentile = NAN,
                                  .peer_mean = NAN,
                                  .peer_sd = NAN,
                                  .peer_q1 = NAN,
                                  .peer_median = NAN,
                                  .peer_q3 = NAN,
                                  .z_score = NAN};
    if (peer_count < BENCHMARK_LEAST_PEERS) benchmark.note.reason = REASON_TOO_FEW_PEERS;
    if (peer_count == 0) return benchmark;
    qsort(peers, peer_count, sizeof *peers, compare);
    describe(&benchmark, peers, peer_count);
    if (benchmark.peer_sd > 0) benchmark.z_score = (own - benchmark.peer_mean) / benchmark.peer_sd;
    benchmark.differs_from_mean = differs(own - benchmark.peer_mean, own_se, conf_level);
    if (aim.direction == DIRECTION_NONE)
        benchmark.note.reason = REASON_NO_DIRECTION;
    else
        place(&benchmark, own, peers, peer_count, aim);
    if (benchmark.note.reason == REASON_NONE && isnan(benchmark.z_score)) benchmark.note.reason = REASON_NO_VARIANCE;
    return benchmark;
}
