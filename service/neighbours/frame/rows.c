/* Rows for neighbours: through the lists of the store, with the caller's rights. */
#include "neighbours/frame.h"

bool rows_query(const struct request *request, const struct resource *resource, const struct parameter *parameters,
                size_t count, struct query *query, struct error *err) {
    struct query_limits limits = {
        .lang = request->lang, .is_stream = true, .shape = SHAPE_TABLE, .config = request->config};
    return query_read(resource, parameters, count, &limits, query, err);
}

static bool read_rows(struct stream *stream, row_taker *take, void *state, struct error *err) {
    const struct column *columns;
    size_t count = stream_columns(stream, &columns);
    const char **cells = arena_alloc(err->arena, (count + 1) * sizeof *cells);
    int next;
    while ((next = stream_next(stream, cells)) > 0) take(state, cells, count);
    err->retry_after_s = next < 0 ? 1 : 0;
    return next == 0 || error_cause(err, PROBLEM_UNAVAILABLE, "the rows broke off");
}

bool rows_each(const struct request *request, const struct query *query, row_taker *take, void *state,
               struct error *err) {
    struct db *db;
    struct stream *stream;
    if (!request_borrow_rows(request, &db, err)) return false;
    bool good = store_stream(db, query, SHAPE_TABLE, &stream, err) && read_rows(stream, take, state, err);
    store_return(db);
    return good;
}

/* ---- kept ---- */

struct keeping {
    struct arena *arena;
    struct table *table;
    size_t room;
};

static void keep_row(void *state, const char *const *cells, size_t count) {
    struct keeping *keeping = state;
    struct table *table = keeping->table;
    const char **row = arena_alloc(keeping->arena, (count + 1) * sizeof *row);
    for (size_t i = 0; i < count; i++) row[i] = cells[i] == NULL ? NULL : arena_strdup(keeping->arena, cells[i]);
    table->rows =
        arena_grow(keeping->arena, table->rows, table->count, table->count + 1, &keeping->room, sizeof *table->rows);
    table->rows[table->count++] = row;
}

bool rows_table(const struct request *request, const struct query *query, struct table *table, struct error *err) {
    struct keeping keeping = {.arena = request->arena, .table = table};
    *table = (struct table){0};
    return rows_each(request, query, keep_row, &keeping, err);
}

/* ---- peer groups ---- */

/* A member: municipality, from, to. */
size_t members_now(struct arena *arena, const char *cell, const char ***codes) {
    enum { MEMBER_CODE, MEMBER_FROM, MEMBER_TO };
    char **list, **parts;
    size_t count = cell == NULL || *cell == '\0' ? 0 : text_split(arena, cell, COLUMN_ITEM_END, &list), now = 0;
    *codes = arena_alloc(arena, (count + 1) * sizeof **codes);
    for (size_t i = 0; i < count; i++) {
        size_t part_count = text_split(arena, list[i], COLUMN_PART_END, &parts);
        if (part_count <= MEMBER_TO || *parts[MEMBER_TO] == '\0') (*codes)[now++] = parts[MEMBER_CODE];
    }
    return now;
}

/* ---- counted ---- */

bool rows_total(const struct request *request, const struct query *query, long *total, struct error *err) {
    struct query counting = *query;
    const struct field *first = query->sorts[0].field;
    struct text row = text_start(request->arena);
    struct page page;
    struct db *db;
    counting.limit = 1;
    counting.offset = 0;
    counting.after = NULL;
    counting.fields = &first;
    counting.field_count = 1;
    if (!request_borrow(request, &db, err)) return false;
    bool good = store_list(db, &counting, &row, &page, err);
    store_return(db);
    if (good) *total = page.total;
    return good;
}
