/* Lists of any resource, in pages or as streams. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "formats/formats.h"
#include "private.h"

/* ---- pages ---- */

static bool list_page(struct request *request, const struct query *query, struct reply *reply, struct error *err) {
    struct text json = collection_start(request, query->resource->list, 0);
    struct db *db;
    struct page page;
    if (!request_borrow(request, &db, err)) return false;
    bool good = store_list(db, query, &json, &page, err);
    store_return(db);
    if (!good) return false;
    struct collection collection = {
        .count = page.count,
        .total = page.total,
        .limit = query->limit,
        .offset = query->after != NULL ? -1 : query->offset,
        .next_after = page.last == NULL ? NULL : query_cursor(request->arena, query, page.last),
    };
    collection_reply(request, &collection, &json, reply);
    return true;
}

/* ---- streams: rows leave as they come, with constant memory ---- */

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
    if (!request_take_export(request, err) || !open_rows(request, query, &export->rows, err)) return false;
    const struct column *columns;
    size_t count = stream_columns(export->rows, &columns);
    export->cells = arena_alloc(request->arena, count * sizeof *export->cells);
    export->row_arena = arena_create();
    export->writer = writer_open(export->row_arena, format_of(request->media), columns, count, NULL);
    reply->stream = (struct reply_stream){read_export, close_export, export};
    reply->cache_control = HTTP_CACHE_PUBLIC;
    reply_file_name(request, query->resource->name, request->media, reply);
    return true;
}

/* ---- wholes ---- */

static bool list_whole(struct request *request, const struct query *query, struct reply *reply, struct error *err) {
    const struct format_writer *writer = format_of(request->media)->writer;
    struct cube cube;
    if (!request_take_export(request, err) || !request_cube(request, query, writer->prepare, NULL, &cube, err))
        return false;
    struct text out = text_start(request->arena);
    writer->cube(&out, &cube);
    reply_public_json(reply, out.data, out.length);
    if (!writer->is_looked_at) reply_file_name(request, query->resource->name, request->media, reply);
    return true;
}

/* ---- tables that are made in a file before the first byte leaves ---- */

static bool write_rows(struct stream *rows, struct writer *writer, struct error *err) {
    struct arena *row_arena = arena_create();
    const char **cells = arena_alloc(err->arena, writer->column_count * sizeof *cells);
    int state = 1;
    while (writer->fault == WRITER_GOOD && (state = stream_next(rows, cells)) == 1) {
        arena_reset(row_arena);
        writer->out = text_start(row_arena);
        writer_row(writer, cells);
    }
    arena_destroy(row_arena);
    writer->out = text_start(err->arena);
    return state >= 0 || error_cause(err, PROBLEM_UNAVAILABLE, "the rows of a table broke off");
}

static bool list_spooled(struct request *request, const struct query *query, struct reply *reply, struct error *err) {
    const struct resource *resource = query->resource;
    const char *title = query->lang == LANG_SV ? resource->title_sv : resource->title_en;
    struct stream *rows;
    const struct column *columns;
    if (!request_take_export(request, err) || !open_rows(request, query, &rows, err)) return false;
    size_t count = stream_columns(rows, &columns);
    struct about about = request_about(request, title, query->lang);
    struct writer writer = writer_open(request->arena, format_of(request->media), columns, count, &about);
    bool good = write_rows(rows, &writer, err);
    stream_close(rows);
    return good && reply_table(request, &writer, resource->name, reply, err);
}

bool handle_list(struct request *request, struct reply *reply, struct error *err) {
    struct query query;
    if (!reading_query(request, false, &query, err)) return false;
    reading_set_language(reply, &query);
    static bool (*const ways[])(struct request *, const struct query *, struct reply *,
                                struct error *) = {[LEAVES_PAGED] = list_page,
                                                   [LEAVES_STREAMED] = list_stream,
                                                   [LEAVES_WHOLE] = list_whole,
                                                   [LEAVES_SPOOLED] = list_spooled};
    return ways[format_of(request->media)->leaving](request, &query, reply, err);
}
