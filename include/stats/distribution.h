/* Distributions, R's own (libRmath). Pure and thread-safe: what is called keeps no state. */
#ifndef STATS_DISTRIBUTION_H
#define STATS_DISTRIBUTION_H

/* z of the standard normal distribution with P(Z <= z) = p, 0 < p < 1. R: qnorm(p). */
double stats_normal_quantile(double p);

/* t of Student's distribution with real-valued df > 0 and P(T <= t) = p, 0 < p < 1. R: qt(p, df). */
double stats_t_quantile(double p, double df);

/* P(|Z| >= |z|). R: 2 * pnorm(-abs(z)). */
double stats_normal_p_value(double z);

/* P(|T| >= |t|) with real-valued df > 0. R: 2 * pt(-abs(t), df). */
double stats_t_p_value(double t, double df);

/* P(X >= x) of chi-square with df > 0. R: pchisq(x, df, lower.tail = FALSE). */
double stats_chi_square_upper(double x, double df);

/* P(X >= x) of Fisher's F with df > 0 of the numerator and the denominator. R: pf(x, df1, df2, lower.tail = FALSE). */
double stats_f_upper(double x, double df1, double df2);

/* P(X <= k) of k successes in n tosses of a fair coin; whole numbers. R: pbinom(k, n, 0.5). */
double stats_fair_coin_lower(double k, double n);

#endif
