/* p-values adjusted for many tests (domain.md A5 h). R: p.adjust. */
#ifndef STATS_ADJUST_H
#define STATS_ADJUST_H

#include <stddef.h>

/* Holm 1979 (family-wise) and Benjamini–Hochberg 1995 (false discovery rate) of `count` p-values in 0..1, in the order
 * of the input. `order` is room for `count` numbers. p_values may not overlap adjusted. */
void stats_adjust_holm(const double *p_values, size_t count, size_t *order, double *adjusted);
void stats_adjust_bh(const double *p_values, size_t count, size_t *order, double *adjusted);

#endif
