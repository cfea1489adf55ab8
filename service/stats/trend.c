/* Linear trends. */
#include "stats/trend.h"

#include <math.h>

#include "stats/distribution.h"

const char *const stats_trend_class_codes[] = {
    [TREND_IMPROVING] = "improving",
    [TREND_DETERIORATING] = "deteriorating",
    [TREND_STABLE] = "stable",
};

double stats_year_time(int year, int first_month) { return year + (first_month - 1) / 12.0; }

size_t stats_after_last_break(const struct trend_point *points, size_t point_count) {
    for (size_t i = point_count; i > 0; i--)
        if (points[i - 1].is_break) return i - 1;
    return 0;
}

/* A fitted line; t and y count from the first point, so that equal values leave no rounding behind. */
struct line {
    const struct trend_point *points;
    size_t count;
    bool is_census;
    double t_mean, y_mean, spread /* Σw(t−t̄)² */, slope, residual /* Σw(y−ŷ)² */;
};

static double weight_of(const struct line *line, size_t i) {
    double se = line->points[i].se;
    return line->is_census ? 1 : 1 / (se * se);
}

static double t_of(const struct line *line, size_t i) { return line->points[i].t - line->points[0].t; }

static double y_of(const struct line *line, size_t i) { return line->points[i].value - line->points[0].value; }

static void average(struct line *line) {
    double weights = 0, t_sum = 0, y_sum = 0;
    for (size_t i = 0; i < line->count; i++) {
        double weight = weight_of(line, i);
        weights += weight;
        t_sum += weight * t_of(line, i);
        y_sum += weight * y_of(line, i);
    }
    line->t_mean = t_sum / weights;
    line->y_mean = y_sum / weights;
}

static void fit(struct line *line) {
    double products = 0;
    average(line);
    for (size_t i = 0; i < line->count; i++) {
        double weight = weight_of(line, i), t = t_of(line, i) - line->t_mean;
        line->spread += weight * t * t;
        products += weight * t * (y_of(line, i) - line->y_mean);
    }
    line->slope = products / line->spread;
    for (size_t i = 0; i < line->count; i++) {
        double residual = y_of(line, i) - line->y_mean - line->slope * (t_of(line, i) - line->t_mean);
        line->residual += weight_of(line, i) * residual * residual;
    }
}

static bool is_census(const struct trend_point *points, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (points[i].se != 0) return false;
    return true;
}

static bool has_all_errors(const struct trend_point *points, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (!(points[i].se > 0)) return false;
    return true;
}

static bool is_movement(const struct effect *slope, double alpha) {
    return isnan(slope->p_value) ? slope->value != 0 : slope->p_value < alpha;
}

static enum trend_class classify(const struct line *line, const struct effect *slope, struct aim aim, double alpha) {
    if (aim.direction == DIRECTION_NONE) return TREND_NONE;
    if (!is_movement(slope, alpha)) return TREND_STABLE;
    double middle = line->points[0].value + line->y_mean;
    double begin = middle - slope->value * line->t_mean;
    double end = middle + slope->value * (t_of(line, line->count - 1) - line->t_mean);
    double gain = stats_aim_merit(aim, end) - stats_aim_merit(aim, begin);
    if (gain > 0) return TREND_IMPROVING;
    return gain < 0 ? TREND_DETERIORATING : TREND_STABLE;
}

static struct effect slope_of(const struct line *line, struct levels levels) {
    double df = (double)line->count - 2;
    if (line->is_census)
        return stats_effect_student(line->slope, sqrt(line->residual / df / line->spread), df, levels.conf_level);
    return stats_effect_normal(line->slope, 1 / sqrt(line->spread), levels.conf_level);
}

static void report_fit(struct trend *trend, const struct line *line) {
    trend->t_mean = line->points[0].t + line->t_mean;
    trend->y_mean = line->points[0].value + line->y_mean;
    if (line->is_census) return;
    trend->chi2 = line->residual;
    trend->df = (double)line->count - 2;
    trend->p_value = stats_chi_square_upper(trend->chi2, trend->df);
}

static struct trend empty_trend(size_t first, size_t used) {
    return (struct trend){.note = {.method = METHOD_WEIGHTED_LEAST_SQUARES},
                          .first = first,
                          .used = used,
                          .slope = stats_effect_untested(NAN),
                          .t_mean = NAN,
                          .y_mean = NAN,
                          .chi2 = NAN,
                          .df = NAN,
                          .p_value = NAN};
}

struct trend stats_trend(const struct trend_point *points, size_t point_count, struct aim aim, struct levels levels) {
    size_t first = stats_after_last_break(points, point_count);
    struct line line = {.points = points + first, .count = point_count - first};
    struct trend trend = empty_trend(first, line.count);
    line.is_census = is_census(line.points, line.count);
    if (line.count < 3)
        trend.note.reason = REASON_INSUFFICIENT;
    else if (!line.is_census && !has_all_errors(line.points, line.count))
        trend.note.reason = REASON_NO_UNCERTAINTY;
    if (trend.note.reason != REASON_NONE) return trend;

    if (line.is_census) {
        trend.note.method = METHOD_ORDINARY_LEAST_SQUARES;
        trend.note.warnings = WARNING_BIT(WARNING_CENSUS);
    }
    fit(&line);
    if (!(line.spread > 0)) { /* all begin at the same time */
        trend.note.reason = REASON_NO_VARIANCE;
        return trend;
    }
    trend.slope = slope_of(&line, levels);
    trend.note.reason = stats_effect_reason(&trend.slope);
    report_fit(&trend, &line);
    trend.trend_class = classify(&line, &trend.slope, aim, levels.alpha);
    return trend;
}
