/* Confidence intervals of single figures. */
#include "stats/interval.h"

#include <math.h>

#include "stats/distribution.h"

const struct interval stats_no_interval = {.low = NAN, .high = NAN};

static double upper_tail(double conf_level) { return 1 - (1 - conf_level) / 2; }

double stats_share_se(double p, double n) { return sqrt(p * (1 - p) / n); }

struct interval stats_wilson(double p, double n, double conf_level) {
    double z = stats_normal_quantile(upper_tail(conf_level));
    double shrink = 1 + z * z / n;
    double centre = (p + z * z / (2 * n)) / shrink;
    double half = z / shrink * sqrt(p * (1 - p) / n + z * z / (4 * n * n));
    return (struct interval){.low = p <= 0 ? 0 : centre - half, .high = p >= 1 ? 1 : centre + half};
}

struct interval stats_share_wilson(struct share share, double conf_level) {
    if (share.n <= 0) return stats_no_interval;
    return stats_wilson(share.x / share.n, share.n, conf_level);
}

/* p − low without the difference of two nearly equal numbers: the centre lies z²/n·(1/2 − p)/(1 + z²/n) above p. */
static double reach_down(double x, double n, double z) {
    double centre = z * z / n * (0.5 - x / n);
    double half = z * sqrt(x / n * ((n - x) / n) / n + z * z / (4 * n * n));
    return x <= 0 ? 0 : (half - centre) / (1 + z * z / n);
}

struct interval stats_share_reach(struct share share, double conf_level) {
    double z = stats_normal_quantile(upper_tail(conf_level));
    return (struct interval){.low = reach_down(share.x, share.n, z), .high = reach_down(share.n - share.x, share.n, z)};
}

struct interval stats_student(double mean, double se, double df, double conf_level) {
    double half = stats_t_quantile(upper_tail(conf_level), df) * se;
    return (struct interval){.low = mean - half, .high = mean + half};
}

struct interval stats_normal(double value, double se, double conf_level) {
    double half = stats_normal_quantile(upper_tail(conf_level)) * se;
    return (struct interval){.low = value - half, .high = value + half};
}

double stats_se_of_margin(double half_width, double conf_level) {
    return half_width / stats_normal_quantile(upper_tail(conf_level));
}
