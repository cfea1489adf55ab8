/* Housing retention (kvarboende): product-limit estimate from a life table (domain.md A11). */
#ifndef STATS_RETENTION_H
#define STATS_RETENTION_H

#include <stddef.h>

#include "stats/codes.h"
#include "stats/interval.h"

/* Month since move-in; at risk when it begins, negative exits, censored. Months ascend, exits <= at_risk. */
struct life_table_row {
    double month, at_risk, exits, censored;
};

struct retention {
    struct note note;
    double month;
    double survival, se_greenwood; /* 0-1 */
    struct interval ci;            /* log-log; null at survival 0 or 1 */
};

/* Kaplan–Meier 1958, Greenwood 1926, interval S^exp(±zθ). R: survfit(conf.type = "log-log"); statsmodels:
 * SurvfuncRight. se_greenwood at survival 0 is its limit, 0. A month after the last row: null, BEYOND_FOLLOW_UP; no
 * row: INSUFFICIENT.
 */
struct retention stats_retention(const struct life_table_row *rows, size_t row_count, double month, double conf_level);

/* Still housed x of n when there is no life table: Wilson, CRUDE_SHARE. se is √(p(1−p)/n). */
struct retention stats_retention_crude(struct share housed, double month, double conf_level);

#endif
