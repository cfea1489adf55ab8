/* A share from counts, weighted groups, a published margin of error, or a finite population (domain.md A1). */
#ifndef STATS_ESTIMATE_H
#define STATS_ESTIMATE_H

#include <stddef.h>

#include "stats/codes.h"
#include "stats/interval.h"

/* Shares are 0-1; what a method does not give is NAN. */
struct estimate {
    struct note note;
    double n, p, se;
    struct interval ci;
    double n_eff, deff, se_linearised, n_star;
};

/* √(p(1−p)/n) and Wilson's interval; n = 0: INSUFFICIENT. */
struct estimate stats_estimate_share(struct share share, double conf_level);

/* n answers of the same weight > 0, x of them yes. */
struct weight_group {
    double weight;
    struct share share;
};

/* p = Σwy/Σw, n_eff = (Σw)²/Σw² (Kish), deff = n/n_eff, Wilson's interval on n_eff. se = √(p(1−p)/n_eff);
 * se_linearised = √(n/(n−1)·Σw²(y−p)²)/Σw stands beside it, null for n = 1. R: survey::svyciprop(method="wilson"). */
struct estimate stats_estimate_weighted(const struct weight_group *groups, size_t group_count, double conf_level);

/* p with half a 95 percent interval (SCB osäkerhetstal): se = M/z₀.₉₇₅, n_eff = p(1−p)/se², interval p ± z·se.
 * M = 0: se 0, n_eff and ci null. */
struct estimate stats_estimate_published(double p, double moe95, double conf_level);

/* x of n out of a population of N >= n persons: n* = n(N−1)/(N−n), Wilson on n*, se·√((N−n)/(N−1)).
 * n = N: CENSUS, se 0 and no interval. */
struct estimate stats_estimate_finite(struct share share, double population, double conf_level);

/* A mean with the standard deviation of n answers out of a population of N >= n: se = s/√n·√(1−n/N), Student with n − 1
 * df. Pass INFINITY for an unlimited population. n < 2 or no variance: no interval. */
struct mean_estimate {
    struct note note;
    double n, mean, se;
    struct interval ci;
};
struct mean_estimate stats_estimate_mean(double mean, double sd, double n, double population, double conf_level);

#endif
