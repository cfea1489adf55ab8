/* Percent of what is possible, and how sure its mean is. */
#include "stats/fidelity.h"

#include <math.h>

double stats_percent_of_possible(double score, double low, double high) { return 100 * (score - low) / (high - low); }

static double mean_of(const double *scores, size_t count) {
    double sum = 0;
    for (size_t i = 0; i < count; i++) sum += scores[i];
    return sum / (double)count;
}

static double sd_of(const double *scores, size_t count, double mean) {
    double squares = 0;
    for (size_t i = 0; i < count; i++) squares += (scores[i] - mean) * (scores[i] - mean);
    return sqrt(squares / (double)(count - 1));
}

struct mean_estimate stats_fidelity(const double *scores, size_t count, double conf_level) {
    double mean = count > 0 ? mean_of(scores, count) : NAN;
    double sd = count > 1 ? sd_of(scores, count, mean) : NAN;
    struct mean_estimate fidelity = stats_estimate_mean(mean, sd, (double)count, INFINITY, conf_level);
    if (isnan(fidelity.ci.low)) return fidelity;
    fidelity.ci = (struct interval){fmax(fidelity.ci.low, 0), fmin(fidelity.ci.high, 100)};
    return fidelity;
}
