/* A line through places. */
#include "stats/association.h"

#include <math.h>

/* A line fitted with the weights 1/(se² + τ²), or with equal ones; x and y count from the first place. */
struct line {
    const struct site *places;
    size_t count;
    bool is_census;
    double tau2;
    double weights, squares /* Σw² */, x_mean, y_mean;
    double xx, xy, yy; /* Σw(x−x̄)² and so on */
    double slope, residual;
};

static double weight_of(const struct line *line, size_t i) {
    return line->is_census ? 1 : stats_study_weight(&line->places[i].y, line->tau2);
}

static double x_of(const struct line *line, size_t i) { return line->places[i].x - line->places[0].x; }

static double y_of(const struct line *line, size_t i) { return line->places[i].y.effect - line->places[0].y.effect; }

static void average(struct line *line) {
    line->weights = line->squares = line->x_mean = line->y_mean = 0;
    for (size_t i = 0; i < line->count; i++) {
        double weight = weight_of(line, i);
        line->weights += weight;
        line->squares += weight * weight;
        line->x_mean += weight * x_of(line, i);
        line->y_mean += weight * y_of(line, i);
    }
    line->x_mean /= line->weights;
    line->y_mean /= line->weights;
}

static void fit(struct line *line, double tau2) {
    line->tau2 = tau2;
    average(line);
    line->xx = line->xy = line->yy = line->residual = 0;
    for (size_t i = 0; i < line->count; i++) {
        double weight = weight_of(line, i), x = x_of(line, i) - line->x_mean, y = y_of(line, i) - line->y_mean;
        line->xx += weight * x * x;
        line->xy += weight * x * y;
        line->yy += weight * y * y;
    }
    line->slope = line->xy / line->xx;
    for (size_t i = 0; i < line->count; i++) {
        double off = y_of(line, i) - line->y_mean - line->slope * (x_of(line, i) - line->x_mean);
        line->residual += weight_of(line, i) * off * off;
    }
}

/* Σw(1 − h) */
static double freedom(const struct line *line) {
    double sum = 0;
    for (size_t i = 0; i < line->count; i++) {
        double weight = weight_of(line, i), x = x_of(line, i) - line->x_mean;
        sum += weight * (1 - weight / line->weights - weight * x * x / line->xx);
    }
    return sum;
}

static bool is_census(const struct site *places, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (places[i].y.se != 0) return false;
    return true;
}

static bool has_errors(const struct site *places, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (!(places[i].y.se > 0)) return false;
    return true;
}

static double reliability(const struct site *places, size_t count) {
    double mean = 0, variance = 0, noise = 0;
    for (size_t i = 0; i < count; i++) mean += (places[i].x - places[0].x) / (double)count;
    for (size_t i = 0; i < count; i++) {
        double off = places[i].x - places[0].x - mean;
        variance += off * off / ((double)count - 1);
        noise += places[i].x_se * places[i].x_se / (double)count;
    }
    return isnan(noise) ? NAN : fmax(0, 1 - noise / variance);
}

static struct interval fisher_interval(double r, double effective, double conf_level) {
    if (!(effective > 3) || !(fabs(r) < 1)) return stats_no_interval;
    struct interval z = stats_normal(atanh(r), 1 / sqrt(effective - 3), conf_level);
    return (struct interval){tanh(z.low), tanh(z.high)};
}

static enum reason fault_of(const struct site *places, size_t count, bool census) {
    bool varies = false;
    if (count < ASSOCIATION_LEAST) return REASON_INSUFFICIENT;
    if (!census && !has_errors(places, count)) return REASON_NO_UNCERTAINTY;
    for (size_t i = 1; i < count; i++) varies = varies || places[i].x != places[0].x;
    return varies ? REASON_NONE : REASON_NO_VARIANCE;
}

static struct association nothing(enum reason reason) {
    return (struct association){.note = {METHOD_KNAPP_HARTUNG, reason, WARNING_BIT(WARNING_ECOLOGICAL)},
                                .slope = stats_effect_untested(NAN),
                                .spread = stats_no_spread,
                                .intercept = NAN,
                                .correlation = NAN,
                                .effective = NAN,
                                .correlation_ci = stats_no_interval,
                                .reliability = NAN};
}

/* Fits twice: with 1/se² for τ², then with it. Returns what variances are multiplied by. */
static double fit_mixed(struct line *line, struct association *found, double df) {
    fit(line, 0);
    if (line->is_census) return line->residual / df;
    found->spread = stats_spread(line->residual, df, freedom(line));
    fit(line, found->spread.tau2);
    return stats_spread_scale(line->residual, df);
}

struct association stats_association(const struct site *places, size_t place_count, struct levels levels) {
    struct line line = {.places = places, .count = place_count, .is_census = is_census(places, place_count)};
    struct association found = nothing(fault_of(places, place_count, line.is_census));
    double df = (double)place_count - 2;
    if (found.note.reason != REASON_NONE) return found;

    if (line.is_census) {
        found.note.method = METHOD_ORDINARY_LEAST_SQUARES;
        found.note.warnings |= WARNING_BIT(WARNING_CENSUS);
    }
    double scale = fit_mixed(&line, &found, df);
    found.slope = stats_effect_student(line.slope, sqrt(scale / line.xx), df, levels.conf_level);
    found.note.reason = stats_effect_reason(&found.slope);
    found.intercept = places[0].y.effect + line.y_mean - line.slope * (places[0].x + line.x_mean);
    found.effective = line.weights * line.weights / line.squares;
    if (line.yy > 0) found.correlation = line.xy / sqrt(line.xx * line.yy);
    found.correlation_ci = fisher_interval(found.correlation, found.effective, levels.conf_level);
    found.reliability = reliability(places, place_count);
    return found;
}

/* ---- without one ---- */

static bool is_alike(const struct effect *a, const struct effect *b, double alpha) {
    return (a->value > 0) == (b->value > 0) && (a->p_value < alpha) == (b->p_value < alpha);
}

struct leave_one_out stats_leave_one_out(const struct site *places, size_t place_count, struct site *room,
                                         struct levels levels) {
    struct leave_one_out found = {.least = NAN, .largest = NAN, .most = place_count};
    struct association all = stats_association(places, place_count, levels);
    double furthest = -1;
    if (all.note.reason != REASON_NONE || place_count <= ASSOCIATION_LEAST) return found;
    found.is_stable = TERNARY_YES;
    for (size_t out = 0; out < place_count; out++) {
        for (size_t i = 0; i + 1 < place_count; i++) room[i] = places[i + (i >= out)];
        struct association rest = stats_association(room, place_count - 1, levels);
        if (rest.note.reason != REASON_NONE || !is_alike(&rest.slope, &all.slope, levels.alpha))
            found.is_stable = TERNARY_NO;
        found.least = fmin(found.least, rest.slope.value);
        found.largest = fmax(found.largest, rest.slope.value);
        if (!(fabs(rest.slope.value - all.slope.value) > furthest)) continue;
        furthest = fabs(rest.slope.value - all.slope.value);
        found.most = out;
    }
    return found;
}
