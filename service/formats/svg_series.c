/* What a picture shows, taken from a cube: a series of points for each combination of categories that has a figure. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "domain/period.h"
#include "svg-private.h"

enum { MONTHS = 12 };

/* The middle of a period in years. */
static double middle_of(const char *period) {
    int first, last;
    period_months(period, &first, &last);
    return strtod(period, NULL) + (double)(first - 1 + last) / (2 * MONTHS);
}

static size_t content_place(const struct cube *cube, size_t content) {
    size_t place = 0;
    while (place < cube->content_count && cube->contents[place] != content) place++;
    return place;
}

static double number_of(const struct cube *cube, size_t combination, size_t content, size_t period) {
    size_t place = content_place(cube, content), periods = cube_size(cube, CUBE_PERIOD);
    if (place == cube->content_count) return NAN;
    const char *cell = cube->values[(combination * cube->content_count + place) * periods + period];
    return cell == NULL ? NAN : strtod(cell, NULL);
}

static const char *status_at(const struct cube *cube, size_t combination, size_t period) {
    size_t place = content_place(cube, CONTENT_VALUE), periods = cube_size(cube, CUBE_PERIOD);
    return cube->statuses[(combination * cube->content_count + place) * periods + period];
}

/* The names of the categories that tell one combination from another. */
static const char *label_of(const struct cube *cube, size_t combination) {
    size_t places[CUBE_CONTENTS];
    struct text label = text_start(cube->arena);
    for (size_t i = CUBE_CONTENTS; i-- > 0;) {
        places[i] = combination % cube_size(cube, i);
        combination /= cube_size(cube, i);
    }
    for (size_t i = 0; i < CUBE_CONTENTS; i++)
        if (cube_size(cube, i) > 1) text_add_item(&label, cube_category_label(cube, i, places[i]));
    return label.data;
}

static bool is_status(const char *status, char code) { return status != NULL && status[0] == code; }

static void add_point(const struct cube *cube, struct svg_series *series, size_t combination, size_t period) {
    struct svg_point point = {
        .period = cube_category_code(cube, CUBE_PERIOD, period),
        .value = number_of(cube, combination, CONTENT_VALUE, period),
        .low = number_of(cube, combination, CONTENT_CI_LOW, period),
        .high = number_of(cube, combination, CONTENT_CI_HIGH, period),
        .status = status_at(cube, combination, period),
    };
    if (isnan(point.value) && point.status == NULL) return; /* there is no such figure */
    point.at = middle_of(point.period);
    point.is_break = is_status(point.status, 'B');
    point.is_forecast = is_status(point.status, 'F');
    series->points[series->count++] = point;
}

static double least_step(const struct svg_series *series) {
    double step = INFINITY;
    for (size_t i = 1; i < series->count; i++) step = fmin(step, series->points[i].at - series->points[i - 1].at);
    return step;
}

/* Points that a line may join where they have numbers: of one definition, no further apart than the series' own step.
 */
static void number_runs(struct svg_series *series) {
    double reach = 1.5 * least_step(series);
    size_t run = 0;
    for (size_t i = 0; i < series->count; i++) {
        struct svg_point *point = &series->points[i];
        if (i == 0 || point->is_break || point->at - series->points[i - 1].at > reach) run++;
        point->run = run;
    }
}

size_t svg_series_of(const struct cube *cube, struct svg_series **series) {
    size_t periods = cube_size(cube, CUBE_PERIOD), count = 0;
    size_t combinations = cube->cell_count / (periods * cube->content_count);
    *series = arena_alloc(cube->arena, combinations * sizeof **series);
    for (size_t i = 0; i < combinations; i++) {
        struct svg_series one = {.label = label_of(cube, i)};
        one.points = arena_alloc(cube->arena, periods * sizeof *one.points);
        for (size_t period = 0; period < periods; period++) add_point(cube, &one, i, period);
        number_runs(&one);
        if (one.count > 0) (*series)[count++] = one;
    }
    return count;
}
