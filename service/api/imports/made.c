/* Figures that an import makes of what it was given: an import of figures within the import. */
#include "private.h"

void made_open(struct import *figures, const struct import *import, const struct import_job *job,
               const struct import_kind *kind) {
    *figures = *import;
    figures->job = job;
    figures->kind = kind;
    figures->column_count = figures->staged_count = figures->table_count = 0;
    columns_stage(figures);
}

/* The columns that a row has a value in, and its value whether it has one or not: |area|value|. */
static const char *given_columns(struct import *figures, const struct rows *rows, size_t row, size_t columns) {
    struct text given = text_start(figures->row_arena);
    text_add_char(&given, '|');
    for (size_t i = 1; i < columns; i++)
        if (rows_value(rows, row, i) != NULL || text_equal(rows_name(rows, i), "value"))
            text_printf(&given, "%s|", rows_name(rows, i));
    return given.data;
}

static bool stage_figure(struct import *figures, const struct rows *rows, size_t row, size_t columns,
                         struct error *err) {
    struct error faults = error_start(figures->row_arena);
    for (size_t i = 0; i < figures->staged_count; i++) figures->values[i] = NULL;
    figures->line = rows_whole(rows, row, 0);
    for (size_t i = 1; i < columns; i++)
        figures->values[import_slot(figures, rows_name(rows, i))] = rows_value(rows, row, i);
    if (figures->given >= 0) figures->values[figures->given] = given_columns(figures, rows, row, columns);
    import_attach_release(figures);
    figures_row(figures, &faults);
    if (!error_is_set(&faults)) return store_stage_row(figures->db, figures->line, figures->values, err);
    import_take_violations(&faults, err);
    return true;
}

bool made_stage(struct import *figures, const struct rows *rows, size_t columns, struct error *err) {
    const struct staging all = {figures->job->resource, figures->staged, figures->staged_count, figures->given >= 0};
    if (!store_stage(figures->db, &all, err)) return false;
    bool good = true;
    for (size_t i = 0; good && i < rows_count(rows); i++) {
        arena_reset(figures->row_arena);
        good = stage_figure(figures, rows, i, columns, err);
    }
    return store_stage_end(figures->db, err) && good && !error_is_set(err);
}
