/* Observations as a cube, with the names of its codes. */
#include "base/embedded.h"
#include "base/text.h"
#include "domain/parameters.h"
#include "work/work.h"

static bool refuse(const struct cube *cube, enum violation_code code, struct error *err) {
    return parameter_refuse(err, "format", code, arena_printf(err->arena, "%zu", cube->most_cells), NULL);
}

static bool add_rows(struct stream *rows, struct cube *cube, size_t width, struct error *err) {
    const char **cells = arena_alloc(cube->arena, width * sizeof *cells);
    int state;
    while ((state = stream_next(rows, cells)) == 1)
        if (!cube_add(cube, cells)) return refuse(cube, VIOLATION_TOO_MANY_CELLS, err);
    if (state < 0) return error_cause(err, PROBLEM_UNAVAILABLE, "the rows of a cube broke off");
    if (!cube->is_outline && cube_is_empty(cube)) return refuse(cube, VIOLATION_NO_CELLS, err);
    if (cube->is_of_one_unit && cube_decimals(cube, CUBE_CONTENTS, 0) == NULL)
        return refuse(cube, VIOLATION_SEVERAL_UNITS, err);
    return cube_lay(cube) || refuse(cube, VIOLATION_SAME_CELL, err);
}

static bool name_set(struct db *db, enum lang lang, struct category_set *set, struct arena *arena, struct error *err) {
    const char **codes = arena_alloc(arena, (set->count + 1) * sizeof *codes), **names;
    for (size_t i = 0; i < set->count; i++) codes[i] = set->categories[i].code;
    if (!store_names(db, set->field, lang, codes, set->count, &names, err)) return false;
    for (size_t i = 0; i < set->count; i++) set->categories[i].name = names[i];
    return true;
}

static bool name_all(const struct request *request, struct cube *cube, struct error *err) {
    struct db *db;
    bool good = true;
    if (!request_borrow(request, &db, err)) return false;
    for (size_t i = 0; i < CUBE_SET_COUNT && good; i++)
        if (cube->sets[i].field != NULL) good = name_set(db, cube->lang, &cube->sets[i], request->arena, err);
    store_return(db);
    cube_name_apart(cube);
    return good;
}

/* One indicator is what the cube is about. */
static void describe(const struct request *request, struct cube *cube) {
    const struct resource *all = resource_find("observations");
    const struct category_set *indicators = &cube->sets[CUBE_INDICATOR];
    bool is_one = indicators->count == 1;
    const char *path = is_one ? arena_printf(request->arena, API_ROOT "/indicators/%s", indicators->categories[0].code)
                              : API_ROOT "/indicators";
    cube->title = is_one                  ? cube_category_label(cube, CUBE_INDICATOR, 0)
                  : cube->lang == LANG_SV ? all->title_sv
                                          : all->title_en;
    cube->described_by = request_link(request, path);
}

bool request_cube(const struct request *request, const struct query *query, cube_preparer *prepare, void *state,
                  struct cube *cube, struct error *err) {
    struct db *db;
    struct stream *rows;
    const struct column *columns;
    if (!request_borrow_rows(request, &db, err)) return false;
    if (!store_stream(db, query, SHAPE_FIGURES, &rows, err)) {
        store_return(db);
        return false;
    }
    size_t width = stream_columns(rows, &columns);
    *cube = cube_start(request->arena, query->lang, columns, width, (size_t)request->config->max_cube_cells);
    if (prepare != NULL) prepare(cube, state);
    bool good = add_rows(rows, cube, width, err);
    stream_close(rows);
    if (!good || !name_all(request, cube, err)) return false;
    describe(request, cube);
    return true;
}

/* ---- outlines ---- */

static struct column *columns_of(struct arena *arena, const struct embedded_statement *statement) {
    const struct resource *figures = resource_find("observations");
    struct column *columns = arena_alloc(arena, statement->column_count * sizeof *columns);
    for (size_t i = 0; i < statement->column_count; i++)
        columns[i] = (struct column){statement->columns[i], resource_field(figures, statement->columns[i]), COLUMN_TEXT,
                                     COLUMN_ATTRIBUTE};
    return columns;
}

bool request_outline(const struct request *request, enum statement statement, const struct rows *rows, enum lang lang,
                     struct cube *cube, struct error *err) {
    const struct embedded_statement *asked = &embedded_statements[statement];
    const char **cells = arena_alloc(request->arena, asked->column_count * sizeof *cells);
    *cube = cube_start(request->arena, lang, columns_of(request->arena, asked), asked->column_count,
                       (size_t)request->config->max_cube_cells);
    cube_outline(cube);
    for (size_t row = 0; row < rows_count(rows); row++) {
        for (size_t i = 0; i < asked->column_count; i++) cells[i] = rows_value(rows, row, i);
        cube_add(cube, cells);
    }
    cube_lay(cube);
    if (!name_all(request, cube, err)) return false;
    describe(request, cube);
    return true;
}
