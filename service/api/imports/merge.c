/* What follows staging: checks in the database, and the merge. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "private.h"

enum { LARGE_ROWS = 10000 };

/* ---- what the database finds ---- */

/* The database says its codes in the codes of base/error.h; what is none of them is told as it was said. */
static enum violation_code violation_of(const char *said) {
    int named = violation_from_name(said);
    return named < 0 ? VIOLATION_RULE : (enum violation_code)named;
}

/* What the database says of a row: the code, and what its message tells, of which a tab parts two. */
static void add_fault(struct import *import, const struct rows *faults, size_t row, struct error *err) {
    const char *said = rows_value(faults, row, FAULT_CODE), *detail = rows_value(faults, row, FAULT_DETAIL);
    if (detail == NULL) detail = said;
    size_t first = strcspn(detail, "\t");
    const char *second = detail[first] == '\0' ? "" : detail + first + 1;
    error_add(err, PROBLEM_INVALID_BODY, PLACE_COLUMN, rows_value(faults, row, FAULT_COLUMN),
              rows_whole(faults, row, FAULT_LINE), violation_of(said), arena_strndup(import->arena, detail, first),
              second);
}

bool import_run_check(struct import *import, enum statement statement, struct error *err) {
    char most[12];
    snprintf(most, sizeof most, "%d", ERROR_MOST_VIOLATIONS);
    const char *const parameters[] = {most};
    struct rows *faults;
    if (!store_run_chosen(import->db, statement, parameters, 1, &faults, err)) return false;
    size_t count = rows_count(faults);
    for (size_t i = 0; i < count; i++) add_fault(import, faults, i, err);
    if (count > 0) err->violation_total += (size_t)rows_whole(faults, 0, FAULT_TOTAL) - count;
    return count == 0;
}

static bool run_prepare(struct import *import, struct error *err) {
    const struct import_kind *kind = import->kind;
    struct text columns = text_start(import->arena);
    text_add_char(&columns, '|');
    for (size_t i = 0; i < import->column_count; i++)
        if (import->columns[i].shown == SHOWN_NOT) text_printf(&columns, "%s|", import->columns[i].name);
    const char *const parameters[] = {import->given < 0 ? columns.data : NULL};
    return store_run_chosen(import->db, kind->prepare, parameters, kind->absent_stays ? 1 : 0, NULL, err);
}

static bool run_merge(struct import *import, const struct staging *staging, struct error *err) {
    struct import_report *report = import->report;
    struct merged merged = {0, 0, 0};
    struct rows *counts;
    if (import->kind->merge == SQL_NONE) {
        if (!store_merge(import->db, staging, &merged, err)) return false;
    } else {
        if (!store_run_chosen(import->db, import->kind->merge, NULL, 0, &counts, err)) return false;
        merged.inserted = rows_whole(counts, 0, MERGED_INSERTED);
        merged.revised = rows_whole(counts, 0, MERGED_REVISED);
        merged.unchanged = rows_whole(counts, 0, MERGED_UNCHANGED);
    }
    report->inserted = merged.inserted;
    report->revised = merged.revised;
    report->unchanged = merged.unchanged;
    return true;
}

/* ---- all of it ---- */

static bool recognise(struct import *import, struct error *err) {
    enum statement statement = import->kind->recognise;
    return statement == SQL_NONE || (store_run_chosen(import->db, statement, NULL, 0, NULL, err) &&
                                     store_stage_filled(import->db, "observation", err));
}

/* The statements of a dataset come after the general checks, and only see rows without fault. */
bool import_check_and_merge(struct import *import, struct error *err) {
    const struct import_kind *kind = import->kind;
    const struct staging table = {import->job->resource, import->staged, import->table_count, import->given >= 0};
    bool large = import->report->rows >= LARGE_ROWS;
    if (!store_stage_check(import->db, &table, err) || error_is_set(err)) return false;
    if (!recognise(import, err)) return false;
    if (large && !store_run(import->db, SQL_IMPORT_LARGE, NULL, 0, NULL, err)) return false;
    if (!shown_check(import, err)) return false;
    if (kind->complete != NULL && !kind->complete(import, err)) return false;
    if (kind->prepare != SQL_NONE && !run_prepare(import, err)) return false;
    if (kind->check != SQL_NONE && !import_run_check(import, kind->check, err)) return false;
    if (!run_merge(import, &table, err)) return false;
    if (kind->verify != SQL_NONE && !import_run_check(import, kind->verify, err)) return false;
    return kind->finish == NULL || kind->finish(import, err);
}
