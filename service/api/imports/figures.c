/* Figures: what indicator, version and source say about a row, and its uncertainty (INV-3 to INV-6). */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/text.h"
#include "domain/decimal.h"
#include "private.h"
#include "stats/interval.h"

#define CONF_LEVEL 0.95
#define CONF_LEVEL_TEXT "0.95"

/* ---- catalogue ---- */

struct version {
    const char *code, *indicator;
    bool active;
    const char *statistic;
    const char *scale_low, *scale_high; /* NULL without scale */
    int items;
    const char *source, *unit;
    const char *unit_low, *unit_high; /* NULL: open */
    int decimals;
    const char *freq;
    const char *trusters; /* a|b */
};

struct source {
    const char *code, *collection;
};

/* Slots of the staged columns that the rules speak about. */
#define FIGURE_COLUMNS(X)                                                                                              \
    X(indicator)                                                                                                       \
    X(indicator_version)                                                                                               \
    X(period)                                                                                                          \
    X(respondent_group)                                                                                                \
    X(reason)                                                                                                          \
    X(value)                                                                                                           \
    X(n_invited)                                                                                                       \
    X(n_valid)                                                                                                         \
    X(n_missing)                                                                                                       \
    X(x)                                                                                                               \
    X(sd)                                                                                                              \
    X(se)                                                                                                              \
    X(moe95)                                                                                                           \
    X(ci_low)                                                                                                          \
    X(ci_high)                                                                                                         \
    X(deff)                                                                                                            \
    X(population_size)                                                                                                 \
    X(weighted)                                                                                                        \
    X(obs_status)                                                                                                      \
    X(conf_status)                                                                                                     \
    X(source)                                                                                                          \
    X(recorded_at)                                                                                                     \
    X(n_eff)                                                                                                           \
    X(ci_level)                                                                                                        \
    X(ci_method)

struct figures {
    struct version *versions; /* ordered by indicator and version */
    struct version **by_code;
    size_t version_count;
    struct source *sources; /* ordered by code */
    size_t source_count;
    struct {
#define X(name) int name;
        FIGURE_COLUMNS(X)
#undef X
    } slots;
};

static const char *kept(struct arena *arena, const struct rows *rows, size_t row, size_t column) {
    const char *value = rows_value(rows, row, column);
    return value == NULL ? NULL : arena_strdup(arena, value);
}

static struct version read_version(struct arena *arena, const struct rows *rows, size_t row) {
    return (struct version){
        .code = kept(arena, rows, row, CATALOGUE_CODE),
        .indicator = kept(arena, rows, row, CATALOGUE_INDICATOR),
        .active = rows_flag(rows, row, CATALOGUE_IS_ACTIVE),
        .statistic = kept(arena, rows, row, CATALOGUE_STATISTIC),
        .scale_low = kept(arena, rows, row, CATALOGUE_SCALE_LOW),
        .scale_high = kept(arena, rows, row, CATALOGUE_SCALE_HIGH),
        .items = (int)rows_whole(rows, row, CATALOGUE_ITEMS),
        .source = kept(arena, rows, row, CATALOGUE_SOURCE),
        .unit = kept(arena, rows, row, CATALOGUE_UNIT),
        .unit_low = kept(arena, rows, row, CATALOGUE_UNIT_LOW),
        .unit_high = kept(arena, rows, row, CATALOGUE_UNIT_HIGH),
        .decimals = (int)rows_whole(rows, row, CATALOGUE_DECIMALS),
        .freq = kept(arena, rows, row, CATALOGUE_FREQ),
        .trusters = kept(arena, rows, row, CATALOGUE_TRUSTERS),
    };
}

static int by_code(const void *a, const void *b) {
    return strcmp((*(struct version *const *)a)->code, (*(struct version *const *)b)->code);
}

static bool read_versions(struct import *import, struct figures *figures, struct error *err) {
    struct rows *rows;
    if (!store_run(import->db, SQL_IMPORT_CATALOGUE, NULL, 0, &rows, err)) return false;
    figures->version_count = rows_count(rows);
    figures->versions = arena_alloc(import->arena, figures->version_count * sizeof *figures->versions);
    figures->by_code = arena_alloc(import->arena, figures->version_count * sizeof *figures->by_code);
    for (size_t i = 0; i < figures->version_count; i++) {
        figures->versions[i] = read_version(import->arena, rows, i);
        figures->by_code[i] = &figures->versions[i];
    }
    qsort(figures->by_code, figures->version_count, sizeof *figures->by_code, by_code);
    return true;
}

static bool read_sources(struct import *import, struct figures *figures, struct error *err) {
    struct rows *rows;
    if (!store_run(import->db, SQL_IMPORT_SOURCES, NULL, 0, &rows, err)) return false;
    figures->source_count = rows_count(rows);
    figures->sources = arena_alloc(import->arena, figures->source_count * sizeof *figures->sources);
    for (size_t i = 0; i < figures->source_count; i++)
        figures->sources[i] = (struct source){kept(import->arena, rows, i, KNOWN_SOURCE_CODE),
                                              kept(import->arena, rows, i, KNOWN_SOURCE_COLLECTION)};
    return true;
}

bool figures_open(struct import *import, struct error *err) {
    struct figures *figures = arena_alloc(import->arena, sizeof *figures);
    import->figures = figures;
#define X(name) figures->slots.name = import_slot(import, #name);
    FIGURE_COLUMNS(X)
#undef X
    return read_versions(import, figures, err) && read_sources(import, figures, err);
}

static const struct version *find_version(const struct figures *figures, const char *code) {
    struct version key = {.code = code}, *pointer = &key, **found;
    found = bsearch(&pointer, figures->by_code, figures->version_count, sizeof *figures->by_code, by_code);
    return found == NULL ? NULL : *found;
}

static int by_indicator(const void *key, const void *version) {
    return strcmp(key, ((const struct version *)version)->indicator);
}

static const struct version *find_active(const struct figures *figures, const char *indicator) {
    const struct version *found =
        bsearch(indicator, figures->versions, figures->version_count, sizeof *figures->versions, by_indicator);
    if (found == NULL) return NULL;
    while (found > figures->versions && text_equal(found[-1].indicator, indicator)) found--;
    const struct version *end = figures->versions + figures->version_count;
    for (; found < end && text_equal(found->indicator, indicator); found++)
        if (found->active) return found;
    return NULL;
}

static int by_source(const void *key, const void *source) { return strcmp(key, ((const struct source *)source)->code); }

static const char *collection_of(const struct figures *figures, const char *code) {
    const struct source *found =
        code == NULL ? NULL
                     : bsearch(code, figures->sources, figures->source_count, sizeof *figures->sources, by_source);
    return found == NULL ? "" : found->collection;
}

/* ---- a row ---- */

/* What a row says, as far as it could be read: its numbers as doubles, NAN where null. */
struct figure_row {
    struct import *import;
    const struct figures *figures;
    const struct version *version;
    struct error *err;
    double value, n_valid, x, sd, se, moe95, ci_low, ci_high, deff;
    bool weighted;
    int places; /* decimals of the value as it was sent, at most those of the indicator */
};

static const char *cell(const struct figure_row *figure, int slot) { return figure->import->values[slot]; }

static double number(const struct figure_row *figure, int slot) {
    const char *text = cell(figure, slot);
    return text == NULL ? NAN : strtod(text, NULL);
}

static bool is_known(double number) { return !isnan(number); }

static void fault(struct figure_row *figure, const char *column, enum violation_code code, const char *a,
                  const char *b) {
    import_fault(figure->import, column, code, a, b, figure->err);
}

/* Fills in the version. NULL when it is not known or none is in force: the check of the figures names it. */
static const struct version *resolve_version(struct import *import, struct error *err) {
    const struct figures *figures = import->figures;
    const char *indicator = import->values[figures->slots.indicator];
    const char **code = &import->values[figures->slots.indicator_version];
    const struct version *version = NULL;
    if (*code != NULL)
        version = find_version(figures, *code);
    else if (indicator != NULL)
        version = find_active(figures, indicator);
    else
        import_fault(import, "indicator", VIOLATION_REQUIRED, NULL, NULL, err);
    if (version == NULL) return NULL;
    *code = version->code;
    if (indicator != NULL && !text_equal(indicator, version->indicator))
        import_fault(import, "indicator_version", VIOLATION_OTHER_INDICATOR, version->indicator, NULL, err);
    return version;
}

/* Whether `item` is among "a|b|c". */
static bool is_among(const char *list, const char *item) {
    size_t length = strlen(item);
    for (const char *at = strstr(list, item); at != NULL; at = strstr(at + 1, item))
        if ((at == list || at[-1] == '|') && (at[length] == '|' || at[length] == '\0')) return true;
    return false;
}

static char frequency_of(const char *period) {
    if (period[4] == '\0') return 'A';
    return period[5] == 'S' || period[5] == 'Q' ? period[5] : 'M';
}

static void check_series(struct figure_row *figure) {
    const struct version *version = figure->version;
    const char *group = cell(figure, figure->figures->slots.respondent_group);
    const char *period = cell(figure, figure->figures->slots.period);
    if (text_equal(version->statistic, "index"))
        fault(figure, "indicator_version", VIOLATION_COMPUTED_INDEX, NULL, NULL);
    if (group != NULL && !text_equal(group, "_T") && !is_among(version->trusters, group))
        fault(figure, "respondent_group", VIOLATION_NOT_A_TRUSTER, version->trusters, NULL);
    if (period != NULL && *version->freq != 'I' && *version->freq != frequency_of(period))
        fault(figure, "period", VIOLATION_WRONG_FREQUENCY, version->freq, NULL);
}

/* INV-3, and what only a release may set. */
static void check_status(struct figure_row *figure) {
    const char *status = cell(figure, figure->figures->slots.obs_status);
    const char *reason = cell(figure, figure->figures->slots.reason);
    bool missing = status != NULL && strchr("OMLQ", *status) != NULL;
    if (missing != (cell(figure, figure->figures->slots.value) == NULL))
        fault(figure, "value", VIOLATION_STATUS_MISMATCH, status == NULL ? "A" : status, NULL);
    if (says(status, "U") || says(status, "Q")) fault(figure, "obs_status", VIOLATION_SET_BY_RELEASE, status, NULL);
    if (says(reason, "retracted") && !says(status, "M")) fault(figure, "reason", VIOLATION_REVISION_REASON, NULL, NULL);
}

/* History may be loaded, the future may not: what was known when would no longer be true. Times are text in UTC. */
static void check_recorded(struct figure_row *figure) {
    const char *recorded_at = cell(figure, figure->figures->slots.recorded_at);
    char now[24];
    time_t seconds = time(NULL);
    struct tm utc;
    strftime(now, sizeof now, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&seconds, &utc));
    if (recorded_at != NULL && strcmp(recorded_at, now) > 0) fault(figure, "recorded_at", VIOLATION_FUTURE, NULL, NULL);
}

/* What cannot be without a value; how many were asked may, but for a retraction. */
static void check_empty(struct figure_row *figure) {
    const struct figures *figures = figure->figures;
    const struct {
        const char *column;
        int slot;
    } counts[] = {{"n_invited", figures->slots.n_invited},
                  {"n_valid", figures->slots.n_valid},
                  {"n_missing", figures->slots.n_missing}},
      parts[] = {{"x", figures->slots.x},           {"sd", figures->slots.sd},
                 {"se", figures->slots.se},         {"moe95", figures->slots.moe95},
                 {"ci_low", figures->slots.ci_low}, {"ci_high", figures->slots.ci_high}};
    if (cell(figure, figures->slots.value) != NULL) return;
    bool retracted = says(cell(figure, figures->slots.reason), "retracted");
    for (size_t i = 0; retracted && i < sizeof counts / sizeof *counts; i++)
        if (cell(figure, counts[i].slot) != NULL)
            fault(figure, counts[i].column, VIOLATION_EXCLUDES, "reason retracted", NULL);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (cell(figure, parts[i].slot) != NULL)
            fault(figure, parts[i].column, VIOLATION_EXCLUDES, "an empty value", NULL);
}

static bool is_outside(double value, const char *low, const char *high) {
    return (low != NULL && value < strtod(low, NULL)) || (high != NULL && value > strtod(high, NULL));
}

/* x of n as percent, rounded half up to the decimals: exact in integers, counts being at most 10^9. */
static bool is_share(const struct figure_row *figure, int64_t scaled, int64_t *expected) {
    int64_t n = (int64_t)figure->n_valid, x = (int64_t)figure->x;
    *expected = (200 * x * decimal_power(figure->version->decimals) + n) / (2 * n);
    return scaled == *expected;
}

static void check_share(struct figure_row *figure, int64_t scaled) {
    int64_t expected;
    if (!is_known(figure->x) || !(figure->n_valid > 0) || figure->x > figure->n_valid || figure->weighted) return;
    if (!text_equal(figure->version->unit, "pct") || is_share(figure, scaled, &expected)) return;
    fault(figure, "value", VIOLATION_NOT_THE_SHARE,
          decimal_from_scaled(figure->import->row_arena, expected, figure->version->decimals), NULL);
}

/* Half of what a number with so many decimals may be rounded by. */
static double half_unit(int places) { return 0.5 / (double)decimal_power(places); }

/* n answers to so many items sum to an integer: within the rounding of the mean, as it was sent, there must be one. */
static bool is_possible_mean(const struct figure_row *figure, int64_t scaled) {
    int64_t power = decimal_power(figure->places), n = (int64_t)figure->n_valid * figure->version->items;
    int64_t rest = scaled * n % power;
    if (rest < 0) rest += power;
    int64_t distance = rest < power - rest ? rest : power - rest;
    return 2 * distance <= n;
}

static void fault_mean(struct figure_row *figure) {
    const struct version *version = figure->version;
    struct arena *arena = figure->import->row_arena;
    double n = figure->n_valid * version->items, below = floor(figure->value * n) / n,
           above = ceil(figure->value * n) / n;
    if (version->scale_low != NULL) below = fmax(below, strtod(version->scale_low, NULL));
    if (version->scale_high != NULL) above = fmin(above, strtod(version->scale_high, NULL));
    fault(figure, "value", VIOLATION_IMPOSSIBLE_MEAN,
          arena_printf(arena, "n_valid = %.0f, items = %d (±%g)", figure->n_valid, version->items,
                       half_unit(figure->places)),
          arena_printf(arena, "%.*f, %.*f", figure->places, below, figure->places, above));
}

/* The largest standard deviation that a mean on a scale allows: everyone at one end or the other. Both are as precise
 * as they were sent. */
static void check_sd(struct figure_row *figure) {
    const struct version *version = figure->version;
    if (!is_known(figure->sd) || !(figure->n_valid > 1) || version->scale_low == NULL) return;
    double low = strtod(version->scale_low, NULL), high = strtod(version->scale_high, NULL), n = figure->n_valid;
    double half = half_unit(figure->places), middle = (low + high) / 2;
    double mean = fmin(fmin(fmax(fmax(middle, figure->value - half), low), figure->value + half), high);
    double most = sqrt(fmax(0, (mean - low) * (high - mean)) * n / (n - 1));
    double sent = half_unit(decimal_places(cell(figure, figure->figures->slots.sd)));
    if (figure->sd > most + fmax(0.001, sent))
        fault(figure, "sd", VIOLATION_SD_TOO_LARGE, arena_printf(figure->import->row_arena, "%.3f", most), NULL);
}

static void check_mean(struct figure_row *figure, int64_t scaled) {
    const struct version *version = figure->version;
    if (is_outside(figure->value, version->scale_low, version->scale_high)) {
        fault(figure, "value", VIOLATION_OUTSIDE_SCALE, version->scale_low, version->scale_high);
        return;
    }
    if (!figure->weighted && figure->n_valid > 0 && !is_possible_mean(figure, scaled)) fault_mean(figure);
    check_sd(figure);
}

/* INV-4: rounds the value and checks it against unit, scale and counts. */
static void check_value(struct figure_row *figure) {
    const struct version *version = figure->version;
    const char **value = &figure->import->values[figure->figures->slots.value];
    int64_t scaled, sent;
    if (*value == NULL) return;
    struct arena *arena = figure->import->row_arena;
    int places = decimal_places(*value);
    figure->places = places < version->decimals ? places : version->decimals;
    const char *as_sent = decimal_round(arena, *value, figure->places);
    *value = decimal_round(arena, *value, version->decimals);
    if (is_outside(figure->value, version->unit_low, version->unit_high) ||
        !decimal_scaled(*value, version->decimals, &scaled) || !decimal_scaled(as_sent, figure->places, &sent)) {
        fault(figure, "value", VIOLATION_OUTSIDE_UNIT, version->unit_low == NULL ? "-∞" : version->unit_low,
              version->unit_high == NULL ? "∞" : version->unit_high);
        return;
    }
    if (text_equal(version->statistic, "mean"))
        check_mean(figure, sent);
    else
        check_share(figure, scaled);
}

static void check_below(struct figure_row *figure, const char *column, double number, int slot, const char *name,
                        enum violation_code code) {
    const char *most = cell(figure, slot);
    if (most != NULL && is_known(number) && number > strtod(most, NULL)) fault(figure, column, code, most, name);
}

/* INV-4, INV-5 */
static void check_counts(struct figure_row *figure) {
    const struct figures *figures = figure->figures;
    if (is_known(figure->x) && !is_known(figure->n_valid)) fault(figure, "n_valid", VIOLATION_REQUIRED, NULL, NULL);
    check_below(figure, "x", figure->x, figures->slots.n_valid, "n_valid", VIOLATION_X_ABOVE_N);
    check_below(figure, "n_valid", figure->n_valid, figures->slots.n_invited, "n_invited", VIOLATION_ABOVE);
    check_below(figure, "n_valid", figure->n_valid, figures->slots.population_size, "population_size", VIOLATION_ABOVE);
    if (is_known(figure->deff) && !(figure->deff > 0))
        fault(figure, "deff", VIOLATION_OUT_OF_RANGE, "0", "1000");
    else if (figure->deff < 1)
        import_warn(figure->import, "deff", "deff_below_one");
}

static void check_interval(struct figure_row *figure) {
    const struct figures *figures = figure->figures;
    bool low = is_known(figure->ci_low), high = is_known(figure->ci_high);
    if (low != high || (low && figure->ci_low > figure->ci_high)) {
        const char *column = high || (low && high) ? "ci_high" : "ci_low";
        fault(figure, column, VIOLATION_INTERVAL_ORDER, high ? "ci_low" : "ci_high", NULL);
        return;
    }
    double half = half_unit(is_known(figure->value) ? figure->places : figure->version->decimals);
    if (low && (figure->value < figure->ci_low - half || figure->value > figure->ci_high + half))
        fault(figure, "value", VIOLATION_OUTSIDE_INTERVAL, cell(figure, figures->slots.ci_low),
              cell(figure, figures->slots.ci_high));
}

/* ---- INV-6 ---- */

/* Shares become percent where the unit says so. */
static double share_unit(const struct figure_row *figure) { return text_equal(figure->version->unit, "pct") ? 100 : 1; }

static void put(struct figure_row *figure, int slot, double number) {
    figure->import->values[slot] = isnan(number) ? NULL : arena_printf(figure->import->row_arena, "%.17g", number);
}

static void put_uncertainty(struct figure_row *figure, const char *method, double se, struct interval ci) {
    const struct figures *figures = figure->figures;
    figure->import->values[figures->slots.ci_method] = method;
    put(figure, figures->slots.se, se);
    put(figure, figures->slots.ci_low, ci.low);
    put(figure, figures->slots.ci_high, ci.high);
    figure->import->values[figures->slots.ci_level] = isnan(ci.low) ? NULL : CONF_LEVEL_TEXT;
}

/* From x of n where answers are not weighted, else from the value as it was sent. */
static void put_wilson(struct figure_row *figure, double n_eff) {
    double unit = share_unit(figure);
    bool counted = is_known(figure->x) && !figure->weighted;
    double p = counted ? figure->x / figure->n_valid : figure->value / unit;
    p = fmin(1, fmax(0, p));
    struct interval ci = stats_wilson(p, n_eff, CONF_LEVEL);
    put_uncertainty(figure, "wilson", unit * stats_share_se(p, n_eff),
                    (struct interval){unit * ci.low, unit * ci.high});
}

static void put_student(struct figure_row *figure, double n_eff) {
    double se = figure->sd / sqrt(n_eff);
    put_uncertainty(figure, "student_t", se, stats_student(figure->value, se, n_eff - 1, CONF_LEVEL));
}

/* The first that exists. */
static void compute_uncertainty(struct figure_row *figure, double n_eff) {
    static const struct interval none = {NAN, NAN};
    const struct interval given = {figure->ci_low, figure->ci_high};
    const char *statistic = figure->version->statistic;
    const char *collection = collection_of(figure->figures, cell(figure, figure->figures->slots.source));
    bool has_given = is_known(given.low), life_table = text_equal(statistic, "kaplan_meier");
    if (!is_known(figure->value))
        put_uncertainty(figure, "none", NAN, none);
    else if (life_table && (is_known(figure->se) || has_given))
        put_uncertainty(figure, "log_log", figure->se, given);
    else if (life_table && is_known(figure->x) && n_eff > 0)
        put_wilson(figure, n_eff);
    else if (!life_table && (text_equal(collection, "register") || text_equal(collection, "census")))
        put_uncertainty(figure, "census", 0, none);
    else if (has_given)
        put_uncertainty(figure, "given", figure->se, given);
    else if (is_known(figure->se))
        put_uncertainty(figure, "normal", figure->se, stats_normal(figure->value, figure->se, CONF_LEVEL));
    else if (is_known(figure->moe95)) {
        double se = stats_se_of_margin(figure->moe95, 0.95);
        put_uncertainty(figure, "normal", se, stats_normal(figure->value, se, CONF_LEVEL));
    } else if (text_equal(statistic, "share") && n_eff > 0)
        put_wilson(figure, n_eff);
    else if (text_equal(statistic, "mean") && is_known(figure->sd) && n_eff > 1)
        put_student(figure, n_eff);
    else
        put_uncertainty(figure, "none", NAN, none);
}

/* ---- the hooks ---- */

static void read_numbers(struct figure_row *figure) {
    const struct figures *figures = figure->figures;
    figure->value = number(figure, figures->slots.value);
    figure->n_valid = number(figure, figures->slots.n_valid);
    figure->x = number(figure, figures->slots.x);
    figure->sd = number(figure, figures->slots.sd);
    figure->se = number(figure, figures->slots.se);
    figure->moe95 = number(figure, figures->slots.moe95);
    figure->ci_low = number(figure, figures->slots.ci_low);
    figure->ci_high = number(figure, figures->slots.ci_high);
    figure->deff = number(figure, figures->slots.deff);
    figure->weighted = says(cell(figure, figures->slots.weighted), "true");
}

void figures_row(struct import *import, struct error *err) {
    struct figure_row figure = {.import = import, .figures = import->figures, .err = err};
    figure.version = resolve_version(import, err);
    /* cells that could not be read look empty here and would be blamed for it */
    if (figure.version == NULL || error_is_set(err)) return;
    const char **source = &import->values[figure.figures->slots.source];
    if (*source == NULL) *source = figure.version->source;
    if (*source == NULL) fault(&figure, "source", VIOLATION_REQUIRED, NULL, NULL);
    read_numbers(&figure);
    check_series(&figure);
    check_status(&figure);
    check_recorded(&figure);
    check_empty(&figure);
    check_counts(&figure);
    check_value(&figure);
    check_interval(&figure);
    if (error_is_set(err)) return;
    double n_eff = figure.n_valid / (is_known(figure.deff) ? figure.deff : 1);
    compute_uncertainty(&figure, n_eff);
    put(&figure, figure.figures->slots.n_eff, n_eff);
}

void figure_tables_row(struct import *import, struct error *err) { resolve_version(import, err); }
