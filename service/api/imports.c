/* One import: rows checked and staged, staging checked and merged, one transaction. */
#include <stdlib.h>
#include <string.h>

#include "api/api.h"
#include "base/clock.h"
#include "base/text.h"
#include "imports-private.h"

enum { PROGRESS_ROWS = 4096, LARGE_ROWS = 10000 };

/* ---- warnings ---- */

static const struct {
    const char *code;
    const char *detail[LANG_COUNT];
} warning_words[] = {
    {"digits",
     {"Texten innehåller en lång sifferföljd: kontrollera att den inte är en personuppgift.",
      "Teksten indeholder en lang talrække: kontrollér, at den ikke er en personoplysning.",
      "The text holds a long run of digits: make sure that it is no personal data."}},
    {"street_address",
     {"Texten innehåller något som liknar en gatuadress.", "Teksten indeholder noget, der ligner en gadeadresse.",
      "The text holds something that looks like a street address."}},
    {"deff_below_one",
     {"Designeffekten är mindre än 1.", "Designeffekten er mindre end 1.", "The design effect is below 1."}},
    {"not_validated",
     {"Siffran hör till en publicering men är inte granskad: den publiceras inte.",
      "Tallet hører til en offentliggørelse, men er ikke godkendt: det offentliggøres ikke.",
      "The figure belongs to a release but is not validated: it will not be published."}},
    {"figure_made",
     {"Siffran fanns inte: den är bildad av svarsfördelningen, som utkast.",
      "Tallet fandtes ikke: det er dannet af svarfordelingen, som udkast.",
      "The figure was not there: it is made from the response counts, as a draft."}},
    {"nothing_to_publish",
     {"Publiceringen har inga granskade siffror: den är inte publicerad.",
      "Offentliggørelsen har ingen godkendte tal: den er ikke offentliggjort.",
      "The release has no validated figures: it is not published."}},
    {"outside_validity",
     {"Området gäller inte i den perioden (valid_from, valid_to): se dess föregångare och efterföljare.",
      "Området gælder ikke i den periode (valid_from, valid_to): se dets forgængere og efterfølgere.",
      "The area is not valid in that period (valid_from, valid_to): see its predecessors and successors."}},
    {"non_additive",
     {"Delarna summerar inte till totalen.", "Delene summerer ikke til totalen.",
      "The parts do not sum to the total."}},
};

void import_warn(struct import *import, const char *column, const char *code) {
    struct import_report *report = import->report;
    report->warning_total++;
    if (report->warning_count == IMPORT_MOST_WARNINGS) return;
    struct import_warning *warning = &report->warnings[report->warning_count++];
    *warning = (struct import_warning){.line = import->line, .column = column, .code = code};
    for (size_t i = 0; i < sizeof warning_words / sizeof *warning_words; i++)
        if (text_equal(warning_words[i].code, code))
            memcpy(warning->detail, warning_words[i].detail, sizeof warning->detail);
}

bool import_warn_rows(struct import *import, enum statement statement, const char *code, struct error *err) {
    char most[12];
    snprintf(most, sizeof most, "%d", IMPORT_MOST_WARNINGS);
    const char *const parameters[] = {most};
    struct rows *rows;
    if (!store_run_chosen(import->db, statement, parameters, 1, &rows, err)) return false;
    size_t count = rows_count(rows);
    for (size_t i = 0; i < count; i++) {
        import->line = rows_whole(rows, i, WARNED_LINE);
        import_warn(import, arena_strdup(import->arena, rows_value(rows, i, WARNED_COLUMN)), code);
    }
    if (count > 0) import->report->warning_total += (size_t)rows_whole(rows, 0, WARNED_TOTAL) - count;
    return true;
}

/* ---- violations ---- */

void import_take_violations(const struct error *from, struct error *err) {
    for (size_t i = 0; i < from->violation_count; i++) {
        const struct violation *violation = &from->violations[i];
        error_add(err, from->kind, violation->place, violation->name, violation->line, violation->code,
                  violation->arguments[0], violation->arguments[1]);
    }
    err->violation_total += from->violation_total - from->violation_count;
}

static int by_line(const void *a, const void *b) {
    const struct violation *first = a, *second = b;
    return (first->line > second->line) - (first->line < second->line);
}

/* The database names fields by pointer, and an array's rows have no lines: /<index>/<member>. */
static void place_violations(const struct import_job *job, struct error *err) {
    for (size_t i = 0; i < err->violation_count; i++) {
        struct violation *violation = &err->violations[i];
        if (violation->place == PLACE_PARAMETER || violation->place == PLACE_HEADER) continue;
        bool is_pointer = violation->place == PLACE_POINTER;
        violation->place = PLACE_COLUMN;
        if (is_pointer && *violation->name == '/') violation->name++;
        if (job->format != IMPORT_JSON || violation->line == 0) continue;
        violation->place = PLACE_POINTER;
        violation->name = *violation->name == '\0'
                              ? arena_printf(err->arena, "/%ld", violation->line - 1)
                              : arena_printf(err->arena, "/%ld/%s", violation->line - 1, violation->name);
        violation->line = 0;
    }
}

static void order_violations(const struct import_job *job, struct error *err) {
    if (err->violation_count == 0) return;
    qsort(err->violations, err->violation_count, sizeof *err->violations, by_line);
    place_violations(job, err);
}

/* ---- rows ---- */

/* `release=` is for the rows that name none. */
static void attach_release(struct import *import) {
    int release = import_slot(import, "release"), state = import_slot(import, "state");
    if (release < 0 || state < 0) return;
    if (import->values[release] == NULL) import->values[release] = import->job->release;
    if (import->values[release] != NULL && !says(import->values[state], "validated"))
        import_warn(import, "state", "not_validated");
}

static bool stage_row(struct import *import, const struct raw_value *cells, struct error *err) {
    struct error faults = error_start(import->row_arena);
    cells_check(import, cells, &faults);
    if (text_equal(import->kind->dataset, "observations")) attach_release(import);
    if (import->kind->row != NULL) import->kind->row(import, &faults);
    if (!error_is_set(&faults)) return store_stage_row(import->db, import->line, import->values, err);
    import_take_violations(&faults, err);
    return true;
}

static bool check_row_count(const struct import *import, struct error *err) {
    long most = import->job->most_rows;
    if (most == 0 || import->report->rows <= most) return true;
    return error_add(err, PROBLEM_INVALID_BODY, PLACE_COLUMN, "", import->line, VIOLATION_TOO_MANY,
                     arena_printf(err->arena, "%ld", most), NULL);
}

static void report_progress(const struct import *import) {
    if (import->job->progress != NULL && import->report->rows % PROGRESS_ROWS == 0)
        import->job->progress(import->job->state, import->report->rows);
}

static bool stage_rows(struct import *import, struct import_source *source, struct error *err) {
    struct raw_value *cells = arena_alloc(import->arena, import->column_count * sizeof *cells);
    for (;;) {
        bool skip;
        arena_reset(import->row_arena);
        int got = source_next(source, import, cells, &skip, err);
        if (got <= 0) return got == 0;
        import->report->rows++;
        if (!check_row_count(import, err)) return false;
        if (!skip && !stage_row(import, cells, err)) return false;
        report_progress(import);
    }
}

/* ---- what the database finds ---- */

/* The database says its codes in the words of base/error.h; what is none of them is told as it was said. */
static enum violation_code violation_of(const char *said) {
    int named = violation_from_name(said);
    return named < 0 ? VIOLATION_RULE : (enum violation_code)named;
}

static bool run_check(struct import *import, enum statement statement, struct error *err) {
    char most[12];
    snprintf(most, sizeof most, "%d", ERROR_MOST_VIOLATIONS);
    const char *const parameters[] = {most};
    struct rows *faults;
    if (!store_run_chosen(import->db, statement, parameters, 1, &faults, err)) return false;
    size_t count = rows_count(faults);
    for (size_t i = 0; i < count; i++) {
        const char *said = rows_value(faults, i, FAULT_CODE), *detail = rows_value(faults, i, FAULT_DETAIL);
        error_add(err, PROBLEM_INVALID_BODY, PLACE_COLUMN, rows_value(faults, i, FAULT_COLUMN),
                  rows_whole(faults, i, FAULT_LINE), violation_of(said), detail == NULL ? said : detail, "");
    }
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

/* ---- the whole ---- */

/* The statements of a dataset come after the general checks, and only see rows without fault. */
bool import_check_and_merge(struct import *import, struct error *err) {
    const struct import_kind *kind = import->kind;
    const struct staging table = {import->job->resource, import->staged, import->table_count, import->given >= 0};
    bool large = import->report->rows >= LARGE_ROWS;
    if (!store_stage_check(import->db, &table, err) || error_is_set(err)) return false;
    if (large && !store_run(import->db, SQL_IMPORT_LARGE, NULL, 0, NULL, err)) return false;
    if (!shown_check(import, err)) return false;
    if (kind->complete != NULL && !kind->complete(import, err)) return false;
    if (kind->prepare != SQL_NONE && !run_prepare(import, err)) return false;
    if (kind->check != SQL_NONE && !run_check(import, kind->check, err)) return false;
    if (!run_merge(import, &table, err)) return false;
    if (kind->verify != SQL_NONE && !run_check(import, kind->verify, err)) return false;
    return kind->finish == NULL || kind->finish(import, err);
}

/* The release of the call, before any row is read. */
static bool check_release(const struct import *import, struct error *err) {
    const char *const parameters[] = {import->job->release};
    struct rows *rows;
    if (import->job->release == NULL) return true;
    if (!store_run(import->db, SQL_IMPORT_RELEASE, parameters, 1, &rows, err)) return false;
    if (rows_count(rows) > 0) return true;
    return error_add(err, PROBLEM_INVALID_PARAMETERS, PLACE_PARAMETER, "release", 0, VIOLATION_UNKNOWN_CODE,
                     import->job->release, "/tillit/v1/releases?fields=code");
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
    struct import_source *source = source_create(import->arena, import->job);
    if (!check_release(import, err) || !read_columns(import, source, err)) return false;
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
    if (!store_borrow(store, tenant, true, arena, &import.db, err)) return false;
    bool good = run_in_frame(&import, err);
    store_return(import.db);
    order_violations(job, err);
    return good;
}
