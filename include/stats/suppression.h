/* Disclosure control of one two-way table (domain.md A9): primary marks, complementary marks, audit by bridges.
 * Pure and thread-safe. Releases of many tables that hang together: stats/disclosure.h. */
#ifndef STATS_SUPPRESSION_H
#define STATS_SUPPRESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    SUPPRESSION_MOST_LINES = 100,        /* rows, and columns, without totals */
    SUPPRESSION_MOST_COUNT = 1000000000, /* of a cell */
};

/* `counts` holds rows × columns numbers 0 .. SUPPRESSION_MOST_COUNT, row by row, without totals. `totals` and
 * `conf_statuses` take (rows + 1) × (columns + 1) each: the table extended by a column and a row of totals, and for
 * each cell 'A' (0 < count < k, with protect_zero also 0), 'D' (hidden so that no other follows by subtraction) or 'F'
 * (shown). Returns how many hidden cells follow all the same because nothing is left to hide with them: the grand total
 * is never hidden for another's sake. At most (rows·columns)² steps, commonly far fewer. */
size_t stats_suppress(const int64_t *counts, size_t rows, size_t columns, int64_t k, bool protect_zero, int64_t *totals,
                      char *conf_statuses);

#endif
