/* How two figures go together over places (domain.md A14). */
#ifndef STATS_ASSOCIATION_H
#define STATS_ASSOCIATION_H

#include "stats/effect.h"
#include "stats/mixed.h"

/* One place: x with its standard error (NAN where it is not known), and y as a study, its se > 0, or 0 in all. */
struct site {
    double x, x_se;
    struct study y;
};

enum { ASSOCIATION_LEAST = 5 }; /* places */

struct association {
    struct note note;     /* always ECOLOGICAL */
    struct effect slope;  /* of y on x, t with k − 2 df */
    struct spread spread; /* of the places around the line */
    double intercept;
    double correlation, effective; /* weighted, and the number of places that it is worth, (Σw)²/Σw² (Kish) */
    struct interval correlation_ci;
    double reliability; /* of x: 1 − mean se²/variance, 0–1; null where some se is not known */
};

/* y = α + βx + u + e. τ² by stats_spread, c = Σw(1 − h) with the leverage h = w(1/Σw + (x − x̄)²/Σw(x − x̄)²); then w* =
 * 1/(se² + τ²), β by weighted least squares, se² = scale/Σw*(x − x̄)² (stats_spread_scale), Student with k − 2 df. R:
 * lm(y ~ x, weights = w*). Every se 0: ordinary least squares and CENSUS. r is weighted by w*, its interval Fisher's
 * (1921), tanh(atanh r ± z/√(effective − 3)). Errors in x pull β towards 0 by `reliability` (Fuller 1987); it is not
 * corrected. Fewer than five places: INSUFFICIENT; some se missing, or 0 but not all: NO_UNCERTAINTY; equal x, or
 * equal y of a census: NO_VARIANCE. */
struct association stats_association(const struct site *places, size_t place_count, struct levels levels);

/* What becomes of it when one place is left out: the least and the largest slope, whose absence moves it most, and
 * whether the sign stays, and p stays on the same side of alpha. Needs six places. `room` is for place_count − 1. */
struct leave_one_out {
    double least, largest;
    size_t most; /* its number */
    enum ternary is_stable;
};
struct leave_one_out stats_leave_one_out(const struct site *places, size_t place_count, struct site *room,
                                         struct levels levels);

#endif
