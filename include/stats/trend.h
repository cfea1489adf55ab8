/* Linear trend of one series (domain.md A4). */
#ifndef STATS_TREND_H
#define STATS_TREND_H

#include <stdbool.h>
#include <stddef.h>

#include "stats/aim.h"
#include "stats/effect.h"

enum trend_class { TREND_NONE, TREND_IMPROVING, TREND_DETERIORATING, TREND_STABLE, TREND_COUNT };
extern const char *const stats_trend_class_codes[TREND_COUNT];

/* t in years (stats_year_time), value and se in the indicator's unit; se 0 in a census. is_break: OBS_STATUS B. */
struct trend_point {
    double t, value, se;
    bool is_break;
};

struct trend {
    struct note note;
    size_t first, used;  /* the points from the last break on */
    struct effect slope; /* per year; z when weighted, t with k − 2 df in a census */
    double t_mean, y_mean;
    double chi2, df, p_value; /* lack of fit, k − 2 df; null in a census */
    enum trend_class trend_class;
};

/* Time of a period that begins with month 1-12: 2024 is 2024, 2024-S2 and 2024-Q3 are 2024.5. */
double stats_year_time(int year, int first_month);

/* Points ascend by t. Weighted least squares with w = 1/se² (statsmodels WLS, bse/√scale); if every se is 0, ordinary
 * least squares and CENSUS. STABLE when p >= alpha. RANGE: improving when the line comes nearer to [low, high] of the
 * aim; DIRECTION_NONE: no class. Fewer than 3 points: INSUFFICIENT; some se missing or 0: NO_UNCERTAINTY. A census on
 * an exact line has no test, but the class of its slope. */
struct trend stats_trend(const struct trend_point *points, size_t point_count, struct aim aim, struct levels levels);

/* Where the part to be used begins: the last break, else 0. */
size_t stats_after_last_break(const struct trend_point *points, size_t point_count);

#endif
