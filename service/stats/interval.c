/* Confidence intervals of single figures. */
#include "stats/interval.h"

#include <math.h>

#include "stats/distribution.h"

static double upper_tail(double conf_level) { return 1 - (1 - conf_level) / 2; }

double stats_share_se(double p, double n) { return sqrt(p * (1 - p) / n); }

struct interval stats_wilson(double p, double n, double conf_level) {
    double z = stats_normal_quantile(upper_tail(conf_level));
    double shrink = 1 + z * z / n;
    double centre = (p + z * z / (2 * n)) / shrink;
    double half = z / shrink * sqrt(p * (1 - p) / n + z * z / (4 * n * n));
    return (struct interval){.low = p <= 0 ? 0 : centre - half, .high = p >= 1 ? 1 : centre + half};
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
