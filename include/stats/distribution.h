/* Quantiles of distributions, R's own (libRmath: qnorm, qt). Pure and thread-safe: what is called keeps no state. */
#ifndef STATS_DISTRIBUTION_H
#define STATS_DISTRIBUTION_H

/* z of the standard normal distribution with P(Z <= z) = p, 0 < p < 1. R: qnorm(p). */
double stats_normal_quantile(double p);

/* t of Student's distribution with real-valued df > 0 and P(T <= t) = p, 0 < p < 1. R: qt(p, df). */
double stats_t_quantile(double p, double df);

#endif
