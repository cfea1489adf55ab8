/* Response counts and life tables whose observation is not there yet make it: an import of figures within theirs. */
#include "private.h"

bool counts_make_figures(struct import *import, const struct made_of *of, const struct resource *resource,
                         const struct import_kind *kind, struct error *err) {
    const struct import_job job = {.resource = resource, .format = IMPORT_CSV};
    struct import_report merged = {0};
    struct import figures;
    struct rows *rows;
    if (!store_run_chosen(import->db, of->statement, NULL, 0, &rows, err)) return false;
    if (rows_count(rows) == 0) return true;
    made_open(&figures, import, &job, kind);
    if (!store_run(import->db, SQL_IMPORT_COUNTS_ASIDE, NULL, 0, NULL, err) || !figures_open(&figures, err) ||
        !made_stage(&figures, rows, of->columns, err))
        return false;
    for (size_t i = 0; i < rows_count(rows); i++) {
        figures.line = rows_whole(rows, i, 0);
        import_warn(&figures, of->told_at, "figure_made");
    }
    figures.report = &merged;
    return import_check_and_merge(&figures, err) &&
           store_run(import->db, SQL_IMPORT_STAGING_GONE, NULL, 0, NULL, err) &&
           store_run(import->db, SQL_IMPORT_COUNTS_BACK, NULL, 0, NULL, err);
}
