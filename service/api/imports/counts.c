/* Response counts whose observation is not there yet make it: an import of figures within the import of counts. */
#include <stdlib.h>

#include "base/text.h"
#include "private.h"

/* Staged as observations are, under the first line of the counts that each is made of. */
static bool stage_figure(struct import *figures, const struct rows *rows, size_t row, struct error *err) {
    struct error faults = error_start(figures->row_arena);
    for (size_t i = 0; i < figures->staged_count; i++) figures->values[i] = NULL;
    figures->line = rows_whole(rows, row, MADE_FIGURE_LINE);
    for (size_t i = MADE_FIGURE_LINE + 1; i < MADE_FIGURE_COLUMNS; i++)
        figures->values[import_slot(figures, rows_name(rows, i))] = rows_value(rows, row, i);
    const char **is_synthetic = &figures->values[import_slot(figures, "is_synthetic")];
    *is_synthetic = says(*is_synthetic, "t") ? "true" : "false";
    figures_row(figures, &faults);
    if (!error_is_set(&faults)) return store_stage_row(figures->db, figures->line, figures->values, err);
    import_take_violations(&faults, err);
    return true;
}

static bool stage_figures(struct import *figures, const struct rows *rows, struct error *err) {
    const struct staging all = {figures->job->resource, figures->staged, figures->staged_count, false};
    if (!store_stage(figures->db, &all, err)) return false;
    bool good = true;
    for (size_t i = 0; good && i < rows_count(rows); i++) {
        arena_reset(figures->row_arena);
        good = stage_figure(figures, rows, i, err);
        if (good) import_warn(figures, "count", "figure_made");
    }
    return store_stage_end(figures->db, err) && good && !error_is_set(err);
}

bool counts_make_figures(struct import *import, const struct resource *resource, const struct import_kind *kind,
                         struct error *err) {
    const struct import_job job = {.resource = resource, .format = IMPORT_CSV};
    struct import_report merged = {0};
    struct rows *rows;
    if (!store_run(import->db, SQL_IMPORT_COUNTS_FIGURES, NULL, 0, &rows, err)) return false;
    if (rows_count(rows) == 0) return true;
    struct import figures = *import;
    figures.job = &job;
    figures.kind = kind;
    figures.column_count = figures.staged_count = figures.table_count = 0;
    columns_stage(&figures);
    if (!store_run(import->db, SQL_IMPORT_COUNTS_ASIDE, NULL, 0, NULL, err)) return false;
    if (!figures_open(&figures, err) || !stage_figures(&figures, rows, err)) return false;
    figures.report = &merged;
    return import_check_and_merge(&figures, err) && store_run(import->db, SQL_IMPORT_COUNTS_GONE, NULL, 0, NULL, err) &&
           store_run(import->db, SQL_IMPORT_COUNTS_BACK, NULL, 0, NULL, err);
}
