/* Figures to measure with. */
#ifndef API_BENCH_DATA_H
#define API_BENCH_DATA_H

#include "base/config.h"

/* tillit bench-data --rows N
 *
 * Fills an empty database with the generated set of N published figures, the same each time; one that holds that set
 * already is left as it is, and one that was broken off after the figures were stored is completed. N is one of a few.
 * Returns 0, 1 when the database holds anything else, 2 for a wrong call or when the database is away. */
int bench_data_command(const struct config *config);

#endif
