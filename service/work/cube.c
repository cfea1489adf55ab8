/* Observations as a cube, with the names of its codes. */
#include "base/text.h"
#include "domain/parameters.h"
#include "work/work.h"

static bool refuse(const struct request *request, enum violation_code code, struct error *err) {
    long most = request->config->max_cube_cells;
    return parameter_refuse(err, "format", code, arena_printf(err->arena, "%ld", most), NULL);
}

static bool add_rows(const struct request *request, struct stream *rows, struct cube *cube, size_t width,
                     struct error *err) {
    const char **cells = arena_alloc(request->arena, width * sizeof *cells);
    int state;
    while ((state = stream_next(rows, cells)) == 1)
        if (!cube_add(cube, cells)) return refuse(request, VIOLATION_TOO_MANY_CELLS, err);
    if (state < 0) return error_cause(err, PROBLEM_UNAVAILABLE, "the rows of a cube broke off");
    if (!cube->is_outline && cube_is_empty(cube)) return refuse(request, VIOLATION_NO_CELLS, err);
    return cube_lay(cube) || refuse(request, VIOLATION_SAME_CELL, err);
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
static void describe(const struct request *request, const struct query *query, struct cube *cube) {
    const struct category_set *indicators = &cube->sets[CUBE_INDICATOR];
    bool is_one = indicators->count == 1;
    const char *path = is_one ? arena_printf(request->arena, API_ROOT "/indicators/%s", indicators->categories[0].code)
                              : API_ROOT "/indicators";
    cube->title = is_one                   ? cube_category_label(cube, CUBE_INDICATOR, 0)
                  : query->lang == LANG_SV ? query->resource->title_sv
                                           : query->resource->title_en;
    cube->described_by = request_link(request, path);
}

bool request_cube(const struct request *request, const struct query *query, cube_preparer *prepare, void *state,
                  struct cube *cube, struct error *err) {
    struct db *db;
    struct stream *rows;
    const struct column *columns;
    if (!request_borrow(request, &db, err)) return false;
    if (!store_stream(db, query, SHAPE_FIGURES, &rows, err)) {
        store_return(db);
        return false;
    }
    size_t width = stream_columns(rows, &columns);
    *cube = cube_start(request->arena, query->lang, columns, width, (size_t)request->config->max_cube_cells);
    if (prepare != NULL) prepare(cube, state);
    bool good = add_rows(request, rows, cube, width, err);
    stream_close(rows);
    if (!good || !name_all(request, cube, err)) return false;
    describe(request, query, cube);
    return true;
}
