/* Mean, balance and trust classes of a distribution of answers to one item (domain.md A1, A3 ii). */
#ifndef STATS_ANSWERS_H
#define STATS_ANSWERS_H

#include <stddef.h>

#include "stats/codes.h"
#include "stats/interval.h"

/* counts[i] persons chose option values[i]; whole numbers >= 0. */
struct answers {
    const double *values, *counts;
    size_t option_count;
};

/* m = Σcv/n; s² = Σc(v−m)²/(n−1), null for n < 2; se = s/√n; ci by Student with n − 1 df, null when s is 0 or null. */
struct answer_moments {
    double n, mean, sd, se;
    struct interval ci;
};
struct answer_moments stats_answers_moments(struct answers answers, double conf_level);

/* How many chose an option in [low, high]. */
double stats_answers_between(struct answers answers, double low, double high);

/* d/(n+d); null when both are 0. */
double stats_item_nonresponse(double n_valid, double dont_know);

/* Balance (balansmått) of n answers: B = 100(p_high − p_low) in −100..100, se = 100·√((p_high + p_low − (p_high −
 * p_low)²)/n), ci B ± z·se; null when se is 0 or n is 0. */
struct balance {
    double value, se;
    struct interval ci;
};
struct balance stats_balance(double high, double low, double n, double conf_level);

#endif
