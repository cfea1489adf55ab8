/* The one place that talks to libRmath. */
#include "stats/distribution.h"

#define MATHLIB_STANDALONE
#include <Rmath.h>

double stats_normal_quantile(double p) { return qnorm(p, 0.0, 1.0, 1, 0); }

double stats_t_quantile(double p, double df) { return qt(p, df, 1, 0); }
