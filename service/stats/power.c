/* Detectable effects and sample sizes. */
#include "stats/power.h"

#include <math.h>

#include "stats/distribution.h"

static double z_sum(struct levels levels) {
    return stats_normal_quantile(1 - levels.alpha / 2) + stats_normal_quantile(levels.power);
}

double stats_mde(const struct power_cell *cells, size_t cell_count, double deff, struct levels levels) {
    double variance = 0;
    for (size_t i = 0; i < cell_count; i++) {
        if (!(cells[i].n > 0)) return NAN;
        variance += cells[i].variance / cells[i].n;
    }
    return variance > 0 ? z_sum(levels) * sqrt(deff * variance) : NAN;
}

double stats_n_required(const struct power_cell *cells, size_t cell_count, double effect, double deff,
                        struct levels levels) {
    double variance = 0, z = z_sum(levels) / effect;
    for (size_t i = 0; i < cell_count; i++) variance += cells[i].variance;
    return variance > 0 && effect != 0 ? ceil(deff * variance * z * z) : NAN;
}
