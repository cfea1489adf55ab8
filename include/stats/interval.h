/* Confidence intervals of single figures (domain.md A1, INV-6). Shares are 0-1, means and errors in their own unit;
 * `conf_level` is 0-1, 0.95 for a 95 percent interval. Pure functions; nothing is rounded. */
#ifndef STATS_INTERVAL_H
#define STATS_INTERVAL_H

/* Both are NAN when there is no interval. */
struct interval {
    double low, high;
};
extern const struct interval stats_no_interval;

/* x of n, 0 <= x <= n; real-valued when weighted (x = p·n_eff). */
struct share {
    double x, n;
};

/* √(p(1−p)/n) of a share p in 0..1 of n > 0 answers; n may be an effective number. */
double stats_share_se(double p, double n);

/* Wilson's interval of a share p in 0..1 with real-valued n > 0, exactly 0 at p = 0 and exactly 1 at p = 1.
 * Wilson 1927; statsmodels proportion_confint(method='wilson'), R prop.test(correct=FALSE). */
struct interval stats_wilson(double p, double n, double conf_level);

/* The same of x of n; no interval when n is 0. */
struct interval stats_share_wilson(struct share share, double conf_level);

/* How far Wilson's limits lie from p = x/n: p − low and high − p, n > 0. Keeps all digits where p and the limits nearly
 * coincide. */
struct interval stats_share_reach(struct share share, double conf_level);

/* mean ± Q·se with Student's quantile for real-valued df > 0. R: mean + c(-1, 1) * qt(1 - (1-conf)/2, df) * se. */
struct interval stats_student(double mean, double se, double df, double conf_level);

/* value ± z·se. */
struct interval stats_normal(double value, double se, double conf_level);

/* The standard error behind half the width of an interval at that level: half_width/z. */
double stats_se_of_margin(double half_width, double conf_level);

#endif
