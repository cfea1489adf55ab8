/* One's own value among those of peers (domain.md A8). */
#ifndef STATS_BENCHMARK_H
#define STATS_BENCHMARK_H

#include <stddef.h>

#include "stats/aim.h"
#include "stats/codes.h"

enum benchmark_band { BAND_NONE, BAND_BEST_25, BAND_MIDDLE_50, BAND_WORST_25, BAND_COUNT };
extern const char *const stats_benchmark_band_codes[BAND_COUNT];

/* Percentiles from which on it is the best quarter, and below which the worst; and how many peers they need. */
enum { BENCHMARK_BEST_FROM = 75, BENCHMARK_WORST_BELOW = 25, BENCHMARK_LEAST_PEERS = 5 };

/* Fewer than 5 peers: percentile and band null, TOO_FEW_PEERS; no peer: all null. DIRECTION_NONE: rank, percentile and
 * band null, NO_DIRECTION. */
struct benchmark {
    struct note note;
    double n_peers;
    double rank;               /* 1 + number of better peers */
    double percentile;         /* 100(worse + equal/2)/N */
    enum benchmark_band band;  /* >= 75 BEST_25, < 25 WORST_25 */
    double peer_mean, peer_sd; /* unweighted; sd with N − 1, null for one peer */
    double peer_q1, peer_median, peer_q3;
    double z_score;                 /* (own − mean)/sd; null when sd is 0 or null */
    enum ternary differs_from_mean; /* |own − mean| > z·own_se; null when own_se is NAN */
};

/* Sorts peers (the own value is not among them). RANGE: better is nearer to [low, high] of the aim. */
struct benchmark stats_benchmark(double own, double own_se, double *peers, size_t peer_count, struct aim aim,
                                 double conf_level);

/* Quantile of count >= 1 ascending values, 0 <= p <= 1. Hyndman and Fan type 7; R: quantile, numpy: linear. */
double stats_quantile(const double *ascending, size_t count, double p);

#endif
