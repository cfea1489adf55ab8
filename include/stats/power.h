/* What a planned study can detect, and how many it must ask (domain.md A5 i). */
#ifndef STATS_POWER_H
#define STATS_POWER_H

#include <stddef.h>

#include "stats/codes.h"

/* One sample of the comparison: variance of one answer, p(1−p) of a share and s² of a mean, and n (only for the MDE).
 * Two samples: both with p₁(1−p₁) or s²; pairs: one cell with s_diff²; difference-in-differences: four. */
struct power_cell {
    double variance, n;
};

/* (z + z_β)·√(deff·Σ variance/n), in the unit of the answers; null when no variance or an n is not above 0. */
double stats_mde(const struct power_cell *cells, size_t cell_count, double deff, struct levels levels);

/* Answers per cell, the same in each, to detect `effect`: ⌈deff·Σ variance·((z + z_β)/effect)²⌉; null when the effect
 * is 0 or nothing varies. */
double stats_n_required(const struct power_cell *cells, size_t cell_count, double effect, double deff,
                        struct levels levels);

#endif
