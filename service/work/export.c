/* What leaves as a file: one of config.max_exports at a time, and tables that a writer has made. */
#include "base/places.h"
#include "work/work.h"

static atomic_long open_exports;

static void give_back(void *unused) {
    (void)unused;
    places_give(&open_exports);
}

bool request_take_export(const struct request *request, struct error *err) {
    if (places_take(&open_exports, request->config->max_exports, request->config->queue_wait_ms)) {
        arena_defer(request->arena, give_back, &open_exports);
        return true;
    }
    err->retry_after_s = 5;
    return error_cause(err, PROBLEM_UNAVAILABLE, "all %ld exports are busy", request->config->max_exports);
}

void reply_file_name(const struct request *request, const char *name, enum media media, struct reply *reply) {
    reply->file_name = arena_printf(request->arena, "%s.%s", name, media_types[media].ending);
}

struct about request_about(const struct request *request, const char *title, enum lang lang) {
    const char *link = request_link(request, request->path);
    const char *address = *request->query == '\0' ? link : arena_printf(request->arena, "%s?%s", link, request->query);
    return (struct about){title, address, lang, request->config->spool_dir};
}

bool reply_table(const struct request *request, struct writer *writer, const char *name, struct reply *reply,
                 struct error *err) {
    writer_finish(writer);
    if (!writer_is_good(writer, err)) return false;
    if (writer->file >= 0)
        reply_file(reply, writer->file);
    else
        reply_public_json(reply, writer->out.data, writer->out.length);
    reply_file_name(request, name, writer->format->media, reply);
    return true;
}
