/* Fidelity to a model, in percent of what is possible (domain.md A12). */
#ifndef STATS_FIDELITY_H
#define STATS_FIDELITY_H

#include <stddef.h>

#include "stats/estimate.h"

/* A score on a scale from low to high as 100·(score − low)/(high − low): percent of maximum possible (Cohen, Cohen,
 * Aiken and West 1999). */
double stats_percent_of_possible(double score, double low, double high);

/* The mean of scores in percent with s/√n and Student's interval (n − 1 df), which ends where the scale does. Over the
 * principles of one assessment s/√n is the conditional absolute standard error of measurement (Brennan 1998): the
 * principles stand for all that might have been rated. Over raters it is what others of their kind might have said. One
 * score alone, or equal ones: no interval. */
struct mean_estimate stats_fidelity(const double *scores, size_t count, double conf_level);

#endif
