/* Lists of any resource, in pages or as streams. */
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "csv/writer.h"
#include "private.h"

/* ---- pages ---- */

static bool list_page(struct request *request, const struct query *query, struct reply *reply, struct error *err) {
    struct db *db;
    struct page page;
    if (!request_borrow(request, &db, err)) return false;
    bool good = store_list(db, query, &page, err);
    store_return(db);
    if (!good) return false;
    struct collection collection = {
        .list = query->resource->list,
        .items = page.items,
        .items_length = page.items_length,
        .count = page.count,
        .total = page.total,
        .limit = query->limit,
        .offset = query->after != NULL ? -1 : query->offset,
        .next_after = page.last == NULL ? NULL : query_cursor(request->arena, query, page.last),
    };
    collection_reply(request, &collection, reply);
    return true;
}

/* ---- streams: rows leave as they come, with constant memory ---- */

static atomic_long open_exports;

struct export {
    struct stream *rows;
    struct arena *line_arena; /* reset line by line */
    struct text line;
    size_t sent; /* of line */
    const char **values;
    const char *const *names;
    const bool *numbers;
    size_t column_count;
    bool is_csv;
    bool header_due;
};

/* The next line into export->line: 1, 0 at the end, -1 broken. */
static int next_line(struct export *export) {
    arena_reset(export->line_arena);
    export->line = text_start(export->line_arena);
    export->sent = 0;
    if (export->header_due) {
        export->header_due = false;
        csv_add_row(&export->line, export->names, NULL, export->column_count, ',');
        return 1;
    }
    int state = stream_next(export->rows, export->values);
    if (state != 1) return state;
    if (export->is_csv)
        csv_add_row(&export->line, export->values, export->numbers, export->column_count, ',');
    else
        text_printf(&export->line, "%s\n", export->values[0]);
    return 1;
}

static ssize_t read_export(void *state, char *buffer, size_t size) {
    struct export *export = state;
    size_t filled = 0;
    while (filled < size) {
        if (export->sent == export->line.length) {
            int next = next_line(export);
            if (next < 0) return -1;
            if (next == 0) break;
        }
        size_t left = export->line.length - export->sent, room = size - filled;
        size_t part = left < room ? left : room;
        memcpy(buffer + filled, export->line.data + export->sent, part);
        export->sent += part;
        filled += part;
    }
    return (ssize_t)filled;
}

static void close_export(void *state) {
    struct export *export = state;
    stream_close(export->rows);
    arena_destroy(export->line_arena);
    atomic_fetch_sub(&open_exports, 1);
}

static bool open_rows(struct request *request, const struct query *query, struct export *export, struct error *err) {
    struct db *db;
    if (!request_borrow_bulk(request, &db, err)) return false;
    bool good =
        export->is_csv ? store_stream(db, query, &export->rows, err) : store_stream_json(db, query, &export->rows, err);
    if (!good) store_return(db);
    return good;
}

static bool list_stream(struct request *request, const struct query *query, struct reply *reply, struct error *err) {
    struct export *export = arena_alloc(request->arena, sizeof *export);
    if (atomic_fetch_add(&open_exports, 1) >= request->config->max_exports) {
        atomic_fetch_sub(&open_exports, 1);
        err->retry_after_s = 5;
        return error_cause(err, PROBLEM_UNAVAILABLE, "all %ld exports are busy", request->config->max_exports);
    }
    export->is_csv = export->header_due = request->media == MEDIA_CSV;
    if (!open_rows(request, query, export, err)) {
        atomic_fetch_sub(&open_exports, 1);
        return false;
    }
    export->line_arena = arena_create();
    export->line = text_start(export->line_arena);
    export->column_count = stream_columns(export->rows, &export->names, &export->numbers);
    export->values = arena_alloc(request->arena, export->column_count * sizeof *export->values);
    reply->stream = (struct reply_stream){read_export, close_export, export};
    reply->cache_control = HTTP_CACHE_PUBLIC;
    reply->file_name = arena_printf(request->arena, "%s.%s", query->resource->name, media_types[request->media].ending);
    return true;
}

bool handle_list(struct request *request, struct reply *reply, struct error *err) {
    struct query query;
    if (!reading_query(request, false, &query, err)) return false;
    reading_set_language(reply, &query);
    return reading_is_stream(request) ? list_stream(request, &query, reply, err)
                                      : list_page(request, &query, reply, err);
}
