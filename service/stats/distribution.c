/* The one place that talks to libRmath. */
#include "stats/distribution.h"

#include <math.h>

#define MATHLIB_STANDALONE
#include <Rmath.h>

double stats_normal_quantile(double p) { return qnorm(p, 0.0, 1.0, 1, 0); }

double stats_t_quantile(double p, double df) { return qt(p, df, 1, 0); }

double stats_normal_p_value(double z) { return 2 * pnorm(-fabs(z), 0.0, 1.0, 1, 0); }

double stats_t_p_value(double t, double df) { return 2 * pt(-fabs(t), df, 1, 0); }

double stats_chi_square_upper(double x, double df) { return pchisq(x, df, 0, 0); }

double stats_f_upper(double x, double df1, double df2) { return pf(x, df1, df2, 0, 0); }

double stats_fair_coin_lower(double k, double n) { return pbinom(k, n, 0.5, 1, 0); }
