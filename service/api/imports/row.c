/* What every row of an import goes through, whichever way it comes. */
#include "private.h"

enum { PROGRESS_ROWS = 4096 };

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

bool import_count_row(struct import *import, struct error *err) {
    import->report->rows++;
    report_progress(import);
    return check_row_count(import, err);
}

void import_attach_release(struct import *import) {
    int release = import_slot(import, "release"), state = import_slot(import, "state");
    if (release < 0 || state < 0) return;
    if (import->values[release] == NULL) import->values[release] = import->job->release;
    if (import->values[release] != NULL && !says(import->values[state], "validated"))
        import_warn(import, "state", "not_validated");
}
