/* One import: rows checked and staged, then what follows staging (merge.c), one transaction. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "domain/parameters.h"
#include "private.h"

/* ---- violations ---- */

static int by_line(const void *a, const void *b) {
    const struct violation *first = a, *second = b;
    return (first->line > second->line) - (first->line < second->line);
}

/* The database names fields by pointer, and an array's rows have no lines: /<index>/<member>. */
static void place_violations(const struct import_job *job, struct error *err) {
    static const char *const arrays[] = {[IMPORT_JSON] = "", [IMPORT_KOLADA] = "/values"};
    const char *array = arrays[job->format];
    for (size_t i = 0; i < err->violation_count; i++) {
        struct violation *violation = &err->violations[i];
        if (violation->place == PLACE_PARAMETER || violation->place == PLACE_HEADER) continue;
        bool is_pointer = violation->place == PLACE_POINTER;
        violation->place = PLACE_COLUMN;
        if (is_pointer && *violation->name == '/') violation->name++;
        if (array == NULL || violation->line == 0) continue;
        violation->place = PLACE_POINTER;
        violation->name = *violation->name == '\0'
                              ? arena_printf(err->arena, "%s/%ld", array, violation->line - 1)
                              : arena_printf(err->arena, "%s/%ld/%s", array, violation->line - 1, violation->name);
        violation->line = 0;
    }
}

static void order_violations(const struct import_job *job, struct error *err) {
    if (err->violation_count == 0) return;
    qsort(err->violations, err->violation_count, sizeof *err->violations, by_line);
    place_violations(job, err);
}

/* ---- rows ---- */

static bool stage_row(struct import *import, const struct raw_value *cells, struct error *err) {
    struct error faults = error_start(import->row_arena);
    cells_check(import, cells, &faults);
    if (text_equal(import->kind->dataset, "observations")) import_attach_release(import);
    if (import->kind->row != NULL) import->kind->row(import, &faults);
    if (!error_is_set(&faults)) return store_stage_row(import->db, import->line, import->values, err);
    import_take_violations(&faults, err);
    return true;
}

static bool stage_rows(struct import *import, struct import_source *source, struct error *err) {
    struct raw_value *cells = arena_alloc(import->arena, import->column_count * sizeof *cells);
    for (;;) {
        bool skip;
        arena_reset(import->row_arena);
        int got = source_next(source, import, cells, &skip, err);
        if (got <= 0) return got == 0;
        if (!import_count_row(import, err)) return false;
        if (!skip && !stage_row(import, cells, err)) return false;
    }
}

/* ---- the whole ---- */

/* The release of the call, before any row is read. */
static bool check_release(const struct import *import, struct error *err) {
    const char *const parameters[] = {import->job->release};
    struct rows *rows;
    if (import->job->release == NULL) return true;
    if (!store_run(import->db, SQL_IMPORT_RELEASE, parameters, 1, &rows, err)) return false;
    if (rows_count(rows) > 0) return true;
    return parameter_refuse(err, "release", VIOLATION_UNKNOWN_CODE, import->job->release,
                            resource_codes(err->arena, resource_find("releases")));
}

static bool read_columns(struct import *import, struct import_source *source, struct error *err) {
    const char *const *names;
    size_t count;
    if (import->job->format != IMPORT_CSV) {
        columns_all(import);
        return true;
    }
    if (!source_names(source, &names, &count, &import->line, err)) return false;
    import->decimal_comma = source_decimal_comma(source);
    return columns_read(import, names, count, import->line, err);
}

/* A CSV file without rows still has its header. */
static bool check_any(const struct import *import, struct error *err) {
    if (import->job->format == IMPORT_CSV || import->report->rows > 0) return true;
    return error_add(err, PROBLEM_INVALID_BODY, PLACE_POINTER, "", 0, VIOLATION_EMPTY, NULL, NULL);
}

static bool import_rows(struct import *import, struct error *err) {
    if (!check_release(import, err)) return false;
    if (import->job->format == IMPORT_KOLADA) return kolada_import(import, err) && check_any(import, err);
    struct import_source *source = source_create(import->arena, import->job);
    if (!read_columns(import, source, err)) return false;
    if (import->kind->open != NULL && !import->kind->open(import, err)) return false;
    const struct staging all = {import->job->resource, import->staged, import->staged_count, import->given >= 0};
    if (!store_stage(import->db, &all, err)) return false;
    bool read = stage_rows(import, source, err) && check_any(import, err);
    return store_stage_end(import->db, err) && read && import_check_and_merge(import, err);
}

/* An import is an event of the collection that it fills. */
static bool audit_import(const struct import *import, struct error *err) {
    const struct audit_event event = {.action = "import",
                                      .object =
                                          arena_printf(import->arena, API_ROOT "/%s", import->job->resource->name),
                                      .status = 200};
    return store_audit(import->db, &event, err);
}

static bool end_import(const struct import *import, struct error *err) {
    const struct import_job *job = import->job;
    if (job->dry_run) return true;
    if (job->frame != NULL && !job->frame->end(job->frame, import->db, import->report, err)) return false;
    return audit_import(import, err) && store_commit(import->db, err);
}

static bool run_in_frame(struct import *import, struct error *err) {
    const struct import_job *job = import->job;
    bool is_done = false;
    if (!job->dry_run && job->frame != NULL && !job->frame->begin(job->frame, import->db, &is_done, err)) return false;
    if (is_done) return true;
    import->row_arena = arena_create();
    bool good = import_rows(import, err) && !error_is_set(err);
    arena_destroy(import->row_arena);
    return good && end_import(import, err);
}

bool import_run(struct store *store, const struct tenant *tenant, const struct import_job *job, struct arena *arena,
                struct import_report *report, struct error *err) {
    struct import import = {.job = job, .kind = import_kind_of(job->resource), .tenant = tenant, .arena = arena};
    memset(report, 0, sizeof *report);
    import.report = report;
    if (!job->dry_run && !store_can_audit(store, err)) return false;
    if (!work_borrow(store, tenant, true, arena, &import.db, err)) return false;
    bool good = run_in_frame(&import, err);
    store_return(import.db);
    order_violations(job, err);
    return good;
}
