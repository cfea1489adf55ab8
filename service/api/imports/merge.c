/* What follows staging: checks in the database, and the merge. */
#include <stdlib.h>

#include "base/text.h"
#include "private.h"

enum { LARGE_ROWS = 10000 };

/* ---- what the database finds ---- */

static const struct {
    const char *said;
    enum violation_code code;
} database_codes[] = {
    {"unknown_code", VIOLATION_UNKNOWN_CODE},
    {"no_version", VIOLATION_REQUIRED},
    {"future", VIOLATION_FUTURE},
    {"incomplete", VIOLATION_REQUIRED},
    {"duplicate", VIOLATION_REPEATED_ROW},
    {"other_indicator", VIOLATION_OTHER_INDICATOR},
    {"index", VIOLATION_COMPUTED_INDEX},
    {"truster", VIOLATION_NOT_A_TRUSTER},
    {"freq", VIOLATION_WRONG_FREQUENCY},
    {"value_status", VIOLATION_STATUS_MISMATCH},
    {"value_unit", VIOLATION_OUTSIDE_UNIT},
    {"value_scale", VIOLATION_OUTSIDE_SCALE},
    {"value_share", VIOLATION_NOT_THE_SHARE},
    {"value_mean", VIOLATION_IMPOSSIBLE_MEAN},
    {"sd_range", VIOLATION_SD_TOO_LARGE},
    {"x_range", VIOLATION_X_ABOVE_N},
    {"ci_order", VIOLATION_INTERVAL_ORDER},
    {"invited", VIOLATION_ABOVE},
    {"population", VIOLATION_ABOVE},
    {"wave_respondents", VIOLATION_ABOVE},
    {"wave_source", VIOLATION_WRONG_WAVE},
    {"wave_owner", VIOLATION_WRONG_WAVE},
    {"conf_sender", VIOLATION_SET_BY_RELEASE},
    {"retraction", VIOLATION_REVISION_REASON},
    {"reason_initial", VIOLATION_REVISION_REASON},
    {"release_published", VIOLATION_RELEASE_PUBLISHED},
    {"revision_gap", VIOLATION_REVISION_GAP},
    {"revision_differs", VIOLATION_REVISION_DIFFERS},
    {"recorded_order", VIOLATION_TIME_ORDER},
    {"break", VIOLATION_BREAK_UNMARKED},
    {"option", VIOLATION_NOT_AN_OPTION},
    {"stored_differs", VIOLATION_STORED_DIFFERS},
    {"sum", VIOLATION_WRONG_SUM},
    {"leavers", VIOLATION_TOO_MANY_LEAVE},
    {"no_such_revision", VIOLATION_NO_SUCH_REVISION},
    {"fixed", VIOLATION_FIXED},
};

static enum violation_code violation_of(const char *said) {
    for (size_t i = 0; i < sizeof database_codes / sizeof *database_codes; i++)
        if (text_equal(database_codes[i].said, said)) return database_codes[i].code;
    int named = violation_from_name(said);
    return named < 0 ? VIOLATION_RULE : (enum violation_code)named;
}

/* Columns: line, column, code, detail, total. */
static bool run_check(struct import *import, const char *name, struct error *err) {
    char most[12];
    snprintf(most, sizeof most, "%d", ERROR_MOST_VIOLATIONS);
    const char *const parameters[] = {most};
    struct rows *faults;
    if (!store_run(import->db, name, parameters, 1, &faults, err)) return false;
    size_t count = rows_count(faults);
    for (size_t i = 0; i < count; i++) {
        const char *said = rows_value(faults, i, 2), *detail = rows_value(faults, i, 3);
        error_add(err, PROBLEM_INVALID_BODY, PLACE_COLUMN, rows_value(faults, i, 1),
                  strtol(rows_value(faults, i, 0), NULL, 10), violation_of(said), detail == NULL ? said : detail, "");
    }
    if (count > 0) err->violation_total += strtoul(rows_value(faults, 0, 4), NULL, 10) - count;
    return count == 0;
}

static bool run_prepare(struct import *import, struct error *err) {
    const struct import_kind *kind = import->kind;
    struct text columns = text_start(import->arena);
    text_add_char(&columns, '|');
    for (size_t i = 0; i < import->column_count; i++)
        if (import->columns[i].shown == SHOWN_NOT) text_printf(&columns, "%s|", import->columns[i].name);
    const char *const parameters[] = {import->given < 0 ? columns.data : NULL};
    return store_run(import->db, kind->prepare, parameters, kind->absent_stays ? 1 : 0, NULL, err);
}

static bool run_merge(struct import *import, const struct staging *staging, struct error *err) {
    struct import_report *report = import->report;
    struct merged merged = {0, 0, 0};
    struct rows *counts;
    if (import->kind->merge == NULL) {
        if (!store_merge(import->db, staging, &merged, err)) return false;
    } else {
        if (!store_run(import->db, import->kind->merge, NULL, 0, &counts, err)) return false;
        merged.inserted = strtol(rows_value(counts, 0, 0), NULL, 10);
        merged.revised = strtol(rows_value(counts, 0, 1), NULL, 10);
        merged.unchanged = strtol(rows_value(counts, 0, 2), NULL, 10);
    }
    report->inserted = merged.inserted;
    report->revised = merged.revised;
    report->unchanged = merged.unchanged;
    return true;
}

/* ---- all of it ---- */

/* The statements of a dataset come after the general checks, and only see rows without fault. */
bool import_check_and_merge(struct import *import, struct error *err) {
    const struct import_kind *kind = import->kind;
    const struct staging table = {import->job->resource, import->staged, import->table_count, import->given >= 0};
    bool large = import->report->rows >= LARGE_ROWS;
    if (!store_stage_check(import->db, &table, err) || error_is_set(err)) return false;
    if (large && !store_run(import->db, "import_large", NULL, 0, NULL, err)) return false;
    if (!shown_check(import, err)) return false;
    if (kind->complete != NULL && !kind->complete(import, err)) return false;
    if (kind->prepare != NULL && !run_prepare(import, err)) return false;
    if (kind->check != NULL && !run_check(import, kind->check, err)) return false;
    if (!run_merge(import, &table, err)) return false;
    if (kind->verify != NULL && !run_check(import, kind->verify, err)) return false;
    return kind->finish == NULL || kind->finish(import, err);
}
