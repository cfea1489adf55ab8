/* Lists of any resource, in pages or as streams. */
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "formats/formats.h"
#include "private.h"

/* ---- pages ---- */

static bool list_page(struct request *request, const struct query *query, struct reply *reply, struct error *err) {
    struct db *db;
    struct page page;
    if (!request_borrow(request, &db, err)) return false;
    bool good = store_list(db, query, &page, err);
    store_return(db);
    if (!good) return false;
    struct writer items = writer_open(request->arena, format_of(request->media), NULL, 0);
    for (long i = 0; i < page.count; i++) writer_row(&items, &page.objects[i]);
    writer_finish(&items);
    struct collection collection = {
        .list = query->resource->list,
        .items = items.out.data,
        .items_length = items.out.length,
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

static void give_slot(void *unused) {
    (void)unused;
    atomic_fetch_sub(&open_exports, 1);
}

bool reading_take_slot(const struct request *request, struct error *err) {
    if (atomic_fetch_add(&open_exports, 1) < request->config->max_exports) {
        arena_defer(request->arena, give_slot, &open_exports);
        return true;
    }
    atomic_fetch_sub(&open_exports, 1);
    err->retry_after_s = 5;
    return error_cause(err, PROBLEM_UNAVAILABLE, "all %ld exports are busy", request->config->max_exports);
}

struct export {
    struct stream *rows;
    struct arena *row_arena; /* of what is in writer.out: reset row by row */
    struct writer writer;
    size_t sent; /* of writer.out */
    const char **cells;
    bool is_finished;
};

/* The next piece into export->writer.out: 1, 0 at the end, -1 broken. */
static int next_piece(struct export *export) {
    if (export->is_finished) return 0;
    arena_reset(export->row_arena);
    export->writer.out = text_start(export->row_arena);
    export->sent = 0;
    int state = stream_next(export->rows, export->cells);
    if (state < 0) return state;
    export->is_finished = state == 0;
    if (export->is_finished)
        writer_finish(&export->writer);
    else
        writer_row(&export->writer, export->cells);
    return 1;
}

static ssize_t read_export(void *state, char *buffer, size_t size) {
    struct export *export = state;
    const struct text *out = &export->writer.out;
    size_t filled = 0;
    while (filled < size) {
        if (export->sent == out->length) {
            int next = next_piece(export);
            if (next < 0) return -1;
            if (next == 0) break;
        }
        size_t left = out->length - export->sent, room = size - filled;
        size_t part = left < room ? left : room;
        memcpy(buffer + filled, out->data + export->sent, part);
        export->sent += part;
        filled += part;
    }
    return (ssize_t)filled;
}

static void close_export(void *state) {
    struct export *export = state;
    stream_close(export->rows);
    arena_destroy(export->row_arena);
}

static bool open_rows(struct request *request, const struct query *query, struct stream **rows, struct error *err) {
    struct db *db;
    if (!request_borrow_bulk(request, &db, err)) return false;
    bool good = store_stream(db, query, format_of(request->media)->shape, rows, err);
    if (!good) store_return(db);
    return good;
}

static bool list_stream(struct request *request, const struct query *query, struct reply *reply, struct error *err) {
    struct export *export = arena_alloc(request->arena, sizeof *export);
    if (!reading_take_slot(request, err) || !open_rows(request, query, &export->rows, err)) return false;
    const struct column *columns;
    size_t count = stream_columns(export->rows, &columns);
    export->cells = arena_alloc(request->arena, count * sizeof *export->cells);
    export->row_arena = arena_create();
    export->writer = writer_open(export->row_arena, format_of(request->media), columns, count);
    reply->stream = (struct reply_stream){read_export, close_export, export};
    reply->cache_control = HTTP_CACHE_PUBLIC;
    reading_set_file_name(request, query, reply);
    return true;
}

/* ---- wholes ---- */

static bool list_whole(struct request *request, const struct query *query, struct reply *reply, struct error *err) {
    struct cube cube;
    if (!reading_take_slot(request, err) || !reading_cube(request, query, NULL, NULL, &cube, err)) return false;
    struct text out = text_start(request->arena);
    format_of(request->media)->writer->cube(&out, &cube);
    reply_public_json(reply, out.data, out.length);
    reading_set_file_name(request, query, reply);
    return true;
}

bool handle_list(struct request *request, struct reply *reply, struct error *err) {
    struct query query;
    if (!reading_query(request, false, &query, err)) return false;
    reading_set_language(reply, &query);
    static bool (*const ways[])(struct request *, const struct query *, struct reply *, struct error *) = {
        [LEAVES_PAGED] = list_page, [LEAVES_STREAMED] = list_stream, [LEAVES_WHOLE] = list_whole};
    return ways[format_of(request->media)->leaving](request, &query, reply, err);
}
