/* Over time and among others: trends, retentions, composite-indices, benchmarks. */
#include <stdlib.h>

#include "domain/period.h"
#include "private.h"
#include "stats/benchmark.h"
#include "stats/composite.h"
#include "stats/retention.h"
#include "stats/trend.h"

/* An interval as target, for direction range. */
#define RANGE_LIMIT(name_, sv_, en_)                                                                                   \
    { .name = name_, .type = FIELD_DOUBLE, ANY_RANGE, .sv = sv_, .en = en_ }
#define RANGE_IN                                                                                                       \
    RANGE_LIMIT("target_low", "Målintervallets undre gräns; med direction range.",                                     \
                "Lower limit of the target interval; with direction range."),                                          \
        RANGE_LIMIT("target_high", "Målintervallets övre gräns; med direction range.",                                 \
                    "Upper limit of the target interval; with direction range.")
#define DIRECTION_IN                                                                                                   \
    WORD_IN("direction", stats_direction_codes, "\"up\"",                                                              \
            "Om högre är bättre, lägre, ett intervall, eller inget av det.",                                           \
            "Whether higher is better, lower, an interval, or neither.")

/* The aim of an object; a range without its limits, or limits without a range, are violations. */
static struct aim in_aim(struct run *run, const json_t *object, const char *pointer) {
    static const char *const limits[] = {"target_low", "target_high"};
    struct aim aim = {.direction =
                          (enum direction)in_code(object, "direction", stats_direction_codes, DIRECTION_COUNT)};
    bool is_range = aim.direction == DIRECTION_RANGE;
    for (size_t i = 0; i < 2; i++)
        if (in_has(object, limits[i]) != is_range)
            in_refuse(run, arena_printf(run->arena, "%s/%s", pointer, limits[i]),
                      is_range ? VIOLATION_REQUIRED : VIOLATION_EXCLUDES, is_range ? NULL : "direction", NULL);
    aim.low = in_number_or(object, "target_low", 0);
    aim.high = in_number_or(object, "target_high", 0);
    if (aim.low > aim.high)
        in_refuse(run, arena_printf(run->arena, "%s/target_high", pointer), VIOLATION_INTERVAL_ORDER, "target_low",
                  NULL);
    return aim;
}

/* ---- trends ---- */

static const char *const statuses[] = {"A", "B", "D", "E", "F", "G", "I", "P", "U", "V", "N", "K", "W"};
static const struct member point_parts[] = {
    {.name = "period",
     .type = FIELD_PERIOD,
     .flags = SHAPE_NEEDED,
     .example = "\"2021\"",
     .sv = "Perioden.",
     .en = "The period."},
    NUMBER_IN("value", "50", "Värdet.", "The value."),
    {.name = "se",
     .type = FIELD_DOUBLE,
     .flags = SHAPE_NULL,
     FROM_ZERO,
     .example = "2",
     .sv = "Medelfelet; 0 när alla räknats.",
     .en = "The standard error; 0 when everybody was counted."},
    {.name = "obs_status",
     .type = FIELD_ENUM,
     .flags = SHAPE_NULL,
     WORDS(statuses),
     .example = "\"A\"",
     .otherwise = "\"A\"",
     .sv = "SDMX-status; B börjar en ny serie.",
     .en = "SDMX status; B begins a new series."},
};
static const struct member trend_in[] = {
    LIST_IN("points", point_parts, "Punkterna, en per period.", "The points, one per period."),
    DIRECTION_IN,
    RANGE_IN,
};
static const struct member trend_out[] = {TREND_OUT};

struct dated {
    struct trend_point point;
    const char *period;
    size_t index;
};

static double time_of(const char *period) {
    int first, last;
    period_months(period, &first, &last);
    return stats_year_time((int)strtol(period, NULL, 10), first);
}

static int compare_dated(const void *a, const void *b) {
    double x = ((const struct dated *)a)->point.t, y = ((const struct dated *)b)->point.t;
    return (x > y) - (x < y);
}

/* The points ascending, forecasts left out; two that begin at the same time are a violation. */
static struct dated *in_points(struct run *run, size_t *count) {
    size_t given;
    const json_t *list = in_list(run->in, "points", &given);
    struct dated *points = arena_alloc(run->arena, given * sizeof *points);
    *count = 0;
    for (size_t i = 0; i < given; i++) {
        const json_t *item = json_array_get(list, i);
        const char *status = in_word(item, "obs_status"), *period = in_word(item, "period");
        if (status != NULL && text_equal(status, "F")) continue;
        points[*count] = (struct dated){.period = period, .index = i};
        points[(*count)++].point =
            (struct trend_point){time_of(period), in_number(item, "value"), in_number(item, "se"),
                                 status != NULL && text_equal(status, "B")};
    }
    qsort(points, *count, sizeof *points, compare_dated);
    for (size_t i = 1; i < *count; i++)
        if (points[i].point.t == points[i - 1].point.t)
            in_refuse(run, arena_printf(run->arena, "/points/%zu/period", points[i].index), VIOLATION_DUPLICATE, NULL,
                      NULL);
    return points;
}

static void compute_trend(struct run *run) {
    size_t count;
    struct dated *dated = in_points(run, &count);
    struct aim aim = in_aim(run, run->in, "");
    if (error_is_set(run->err)) return;
    struct trend_point *points = arena_alloc(run->arena, count * sizeof *points);
    const char **periods = arena_alloc(run->arena, count * sizeof *periods);
    for (size_t i = 0; i < count; i++) {
        points[i] = dated[i].point;
        periods[i] = dated[i].period;
    }
    struct trend trend = stats_trend(points, count, aim, run->levels);
    if (period_any_overlap(periods + trend.first, trend.used))
        trend.note.warnings |= WARNING_BIT(WARNING_OVERLAP_UNHANDLED);
    out_trend(run, &trend, periods);
    out_note(run, &trend.note);
}

static const struct variant trend_variants[] = {{NULL, SHAPES(trend_in), SHAPES(trend_out), compute_trend}};
const struct calculation calculation_trends = {
    .name = "trends",
    VARIANTS(trend_variants),
    .title_sv = "Trend",
    .title_en = "Trend",
    .sv = "Linjär trend vägd efter osäkerhet, från det sista seriebrottet; minst tre punkter.",
    .en = "Linear trend weighted by uncertainty, from the last series break on; at least three points.",
};

/* ---- retentions ---- */

static const struct member life_parts[] = {
    BASE_IN("month", "3", "Månad sedan inflyttning, stigande.", "Month since move-in, ascending."),
    COUNT_IN("at_risk", "20", "Boende när månaden börjar.", "Housed when the month begins."),
    COUNT_IN("exits", "1", "Negativa avslut under månaden.", "Negative exits in the month."),
    COUNT_IN("censored", "0", "Censurerade under månaden.", "Censored in the month."),
};
static const struct member retention_in[] = {
    LIST_IN("rows", life_parts, "Livslängdstabellen.", "The life table."),
    {.name = "months",
     .type = FIELD_INTEGER,
     .flags = SHAPE_LIST,
     .example = "[12, 24]",
     .otherwise = "[12, 24]",
     .sv = "Månader att ge kvarboende för.",
     .en = "Months to give retention for."},
};
static const struct member retention_out[] = {RETENTION_OUT};

static void check_life_row(struct run *run, const struct life_table_row *rows, size_t i) {
    if (i > 0 && rows[i].month <= rows[i - 1].month)
        in_refuse(run, arena_printf(run->arena, "/rows/%zu/month", i), VIOLATION_NOT_ASCENDING, NULL, NULL);
    if (rows[i].exits + rows[i].censored > rows[i].at_risk)
        in_refuse(run, arena_printf(run->arena, "/rows/%zu/exits", i), VIOLATION_TOO_MANY_LEAVE,
                  arena_printf(run->arena, "%.15g", rows[i].at_risk), NULL);
    if (i > 0 && rows[i].at_risk > rows[i - 1].at_risk - rows[i - 1].exits - rows[i - 1].censored)
        in_refuse(run, arena_printf(run->arena, "/rows/%zu/at_risk", i), VIOLATION_ABOVE, "at_risk − exits − censored",
                  arena_printf(run->arena, "%.15g", rows[i - 1].at_risk - rows[i - 1].exits - rows[i - 1].censored));
}

static void compute_retention(struct run *run) {
    static const double usual[] = {12, 24};
    size_t row_count, month_count;
    const json_t *list = in_list(run->in, "rows", &row_count);
    struct life_table_row *rows = arena_alloc(run->arena, row_count * sizeof *rows);
    const double *months = in_numbers(run, "months", &month_count);
    struct note note = {.method = METHOD_KAPLAN_MEIER};
    if (month_count == 0) {
        months = usual;
        month_count = 2;
    }
    for (size_t i = 0; i < row_count; i++) {
        const json_t *row = json_array_get(list, i);
        rows[i] = (struct life_table_row){in_number(row, "month"), in_number(row, "at_risk"), in_number(row, "exits"),
                                          in_number(row, "censored")};
        check_life_row(run, rows, i);
    }
    if (error_is_set(run->err)) return;
    out_retention(run, rows, row_count, months, month_count, &note);
    out_note(run, &note);
}

static const struct variant retention_variants[] = {
    {NULL, SHAPES(retention_in), SHAPES(retention_out), compute_retention}};
const struct calculation calculation_retentions = {
    .name = "retentions",
    VARIANTS(retention_variants),
    .title_sv = "Kvarboende",
    .title_en = "Housing retention",
    .sv = "Kvarboende ur en livslängdstabell med censurering; efter sista raden null.",
    .en = "Housing retention from a life table with censoring; null after the last row.",
};

/* ---- composite-indices ---- */

static const struct member component_parts[] = {
    {.name = "code",
     .type = FIELD_TEXT,
     .flags = SHAPE_NEEDED,
     .example = "\"ins-01\"",
     .sv = "Delens namn.",
     .en = "Name of the component."},
    {.name = "value",
     .type = FIELD_DOUBLE,
     .flags = SHAPE_NEEDED | SHAPE_NULL,
     ANY_RANGE,
     .example = "52.9",
     .sv = "Värdet; null när det saknas.",
     .en = "The value; null when missing."},
    {.name = "se",
     .type = FIELD_DOUBLE,
     .flags = SHAPE_NULL,
     FROM_ZERO,
     .example = "2",
     .sv = "Medelfelet.",
     .en = "The standard error."},
    NUMBER_IN("goalpost_low", "0", "Undre målstolpe.", "Lower goalpost."),
    NUMBER_IN("goalpost_high", "100", "Övre målstolpe.", "Upper goalpost."),
    DIRECTION_IN,
    {.name = "weight",
     .type = FIELD_DOUBLE,
     .flags = SHAPE_ABOVE,
     FROM_ZERO,
     .example = "1",
     .otherwise = "1",
     .sv = "Vikt, över 0.",
     .en = "Weight, above 0."},
    RANGE_IN,
};
static const struct member composite_in[] = {
    LIST_IN("components", component_parts, "Indexets delar.", "The components of the index."),
    {.name = "min_weight_coverage",
     .type = FIELD_DOUBLE,
     SHARE_RANGE,
     .example = "0.6667",
     .otherwise = "0.6666666666666666",
     .sv = "Minsta andel av vikten som måste finnas.",
     .en = "Least share of the weight that must be there."},
};
static const struct member composite_out[] = {INDEX_OUT};

static void compute_composite(struct run *run) {
    size_t count;
    const json_t *list = in_list(run->in, "components", &count);
    struct component *components = arena_alloc(run->arena, count * sizeof *components);
    const char **codes = arena_alloc(run->arena, count * sizeof *codes);
    for (size_t i = 0; i < count; i++) {
        const json_t *item = json_array_get(list, i);
        const char *at = arena_printf(run->arena, "/components/%zu", i);
        codes[i] = in_word(item, "code");
        components[i] = (struct component){.value = in_number(item, "value"),
                                           .se = in_number(item, "se"),
                                           .goalpost_low = in_number(item, "goalpost_low"),
                                           .goalpost_high = in_number(item, "goalpost_high"),
                                           .weight = in_number_or(item, "weight", 1),
                                           .aim = in_aim(run, item, at)};
        if (components[i].goalpost_low >= components[i].goalpost_high)
            in_refuse(run, arena_printf(run->arena, "%s/goalpost_high", at), VIOLATION_INTERVAL_ORDER, "goalpost_low",
                      NULL);
        bool is_range = components[i].aim.direction == DIRECTION_RANGE;
        if (is_range && (components[i].aim.low < components[i].goalpost_low ||
                         components[i].aim.high > components[i].goalpost_high))
            in_refuse(run, arena_printf(run->arena, "%s/target_low", at), VIOLATION_OUT_OF_RANGE, "goalpost_low",
                      "goalpost_high");
    }
    if (error_is_set(run->err)) return;
    struct composite composite = stats_composite(
        components, count, in_number_or(run->in, "min_weight_coverage", 2.0 / 3), run->levels.conf_level);
    out_index(run, &composite, components, codes, count);
    out_note(run, &composite.note);
}

static const struct variant composite_variants[] = {
    {NULL, SHAPES(composite_in), SHAPES(composite_out), compute_composite}};
const struct calculation calculation_composite_indices = {
    .name = "composite-indices",
    VARIANTS(composite_variants),
    .title_sv = "Sammansatt index",
    .title_en = "Composite index",
    .sv = "Index med fasta målstolpar, så att det inte rör sig när andra gör det.",
    .en = "Index with fixed goalposts, so that it does not move when others do.",
};

/* ---- benchmarks ---- */

static const struct member benchmark_in[] = {
    NUMBER_IN("own", "52.9", "Det egna värdet.", "The own value."),
    {.name = "peers",
     .type = FIELD_DOUBLE,
     .flags = SHAPE_NEEDED | SHAPE_LIST | SHAPE_MAY_BE_EMPTY,
     ANY_RANGE,
     .example = "[48, 51, 53.2, 55, 57, 60]",
     .sv = "De andras värden, utan det egna.",
     .en = "Values of the peers, without the own."},
    DIRECTION_IN,
    RANGE_IN,
};
static const struct member benchmark_out[] = {BENCHMARK_OUT};

static void compute_benchmark(struct run *run) {
    size_t count;
    double *peers = in_numbers(run, "peers", &count);
    struct aim aim = in_aim(run, run->in, "");
    if (error_is_set(run->err)) return;
    struct benchmark benchmark =
        stats_benchmark(in_number(run->in, "own"), NAN, peers, count, aim, run->levels.conf_level);
    out_benchmark(run, &benchmark);
    out_note(run, &benchmark.note);
}

static const struct variant benchmark_variants[] = {
    {NULL, SHAPES(benchmark_in), SHAPES(benchmark_out), compute_benchmark}};
const struct calculation calculation_benchmarks = {
    .name = "benchmarks",
    VARIANTS(benchmark_variants),
    .title_sv = "Plats bland andra",
    .title_en = "Place among peers",
    .sv = "Rang, percentil och fördelning bland jämförbara kommuner; minst fem andra för percentil.",
    .en = "Rank, percentile and distribution among peers; at least five of them for the percentile.",
};
