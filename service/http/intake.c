/* The body of a request: in memory within the route's limit and a budget over all requests, or in an unlinked file. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/places.h"
#include "base/text.h"
#include "http-private.h"

enum { FIRST_CAPACITY = 4096, RETRY_AFTER_S = 2 };

static bool say_too_large(struct exchange *exchange) {
    struct arena *arena = exchange->arena;
    long long limit = exchange->intake.limit;
    if (limit == 0)
        return error_say(&exchange->err, PROBLEM_BODY_TOO_LARGE, "Här tas ingen kropp emot.",
                         "Her modtages ingen krop.", "No body is accepted here.");
    return error_say(&exchange->err, PROBLEM_BODY_TOO_LARGE,
                     arena_printf(arena, "Kroppen får ha högst %lld byte här.", limit),
                     arena_printf(arena, "Kroppen må højst have %lld byte her.", limit),
                     arena_printf(arena, "The body may have at most %lld bytes here.", limit));
}

static bool say_busy(struct exchange *exchange) {
    exchange->err.retry_after_s = RETRY_AFTER_S;
    return error_say(&exchange->err, PROBLEM_UNAVAILABLE, "Det är för många stora anrop just nu.",
                     "Der er for mange store kald lige nu.", "There are too many large requests right now.");
}

static bool open_spool(struct exchange *exchange) {
    struct http_server *server = exchange->server;
    const struct config *config = exchange->request.config;
    const char *folder = config->spool_dir;
    if (!places_take(&server->spools, config->max_imports, config->queue_wait_ms)) return say_busy(exchange);
    exchange->intake.kind = INTAKE_SPOOL;
    exchange->intake.file = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (exchange->intake.file < 0) {
        char *name = arena_printf(exchange->arena, "%s/tillit-XXXXXX", folder);
        exchange->intake.file = mkostemp(name, O_CLOEXEC);
        if (exchange->intake.file >= 0) unlink(name);
    }
    if (exchange->intake.file >= 0) return true;
    return error_cause(&exchange->err, PROBLEM_OUT_OF_STORAGE, "no spool file in %s: %s", folder, strerror(errno));
}

bool intake_open(struct exchange *exchange) {
    const struct route *route = exchange->request.route;
    const struct config *config = exchange->request.config;
    enum http_body body = route == NULL ? BODY_NONE : route->body;
    if (exchange->framing.content_length == 0) return true;
    if (body == BODY_MEMORY) exchange->intake.limit = config->max_body_bytes;
    if (body == BODY_SPOOL) exchange->intake.limit = config->max_import_bytes;
    if (body == BODY_NONE || exchange->framing.content_length > exchange->intake.limit) return say_too_large(exchange);
    if (body == BODY_SPOOL) return open_spool(exchange);
    exchange->intake.kind = INTAKE_MEMORY;
    return true;
}

/* The next size: twice the last, but no more than the client has announced. */
static size_t next_capacity(const struct exchange *exchange, size_t needed) {
    size_t capacity = exchange->intake.capacity * 2;
    if (capacity < FIRST_CAPACITY) capacity = FIRST_CAPACITY;
    if (capacity < needed) capacity = needed;
    int64_t announced = exchange->framing.content_length;
    if (announced != BODY_LENGTH_UNKNOWN && capacity > (size_t)announced + 1) capacity = (size_t)announced + 1;
    return capacity;
}

static bool grow(struct exchange *exchange, size_t needed) {
    struct intake_state *intake = &exchange->intake;
    if (needed <= intake->capacity) return true;
    size_t capacity = next_capacity(exchange, needed);
    int64_t more = (int64_t)(capacity - intake->capacity);
    int64_t held = atomic_fetch_add(&exchange->server->bodies_bytes, more) + more;
    char *data = held > exchange->request.config->max_bodies_bytes ? NULL : realloc(intake->data, capacity);
    if (data == NULL) {
        atomic_fetch_sub(&exchange->server->bodies_bytes, more);
        return say_busy(exchange);
    }
    intake->data = data;
    intake->capacity = capacity;
    return true;
}

static bool add_to_memory(struct exchange *exchange, const char *data, size_t size) {
    struct intake_state *intake = &exchange->intake;
    if (!grow(exchange, (size_t)intake->length + size + 1)) return false;
    memcpy(intake->data + intake->length, data, size);
    intake->data[(size_t)intake->length + size] = '\0';
    return true;
}

static bool add_to_spool(struct exchange *exchange, const char *data, size_t size) {
    while (size > 0) {
        ssize_t written = write(exchange->intake.file, data, size);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0)
            return error_cause(&exchange->err, PROBLEM_OUT_OF_STORAGE, "cannot write to the spool file: %s",
                               strerror(errno));
        data += written;
        size -= (size_t)written;
    }
    return true;
}

bool intake_add(struct exchange *exchange, const char *data, size_t size) {
    struct intake_state *intake = &exchange->intake;
    if (intake->kind == INTAKE_DISCARD) return true;
    if ((int64_t)size > intake->limit - intake->length) return say_too_large(exchange);
    bool is_taken =
        intake->kind == INTAKE_SPOOL ? add_to_spool(exchange, data, size) : add_to_memory(exchange, data, size);
    if (is_taken) intake->length += (int64_t)size;
    return is_taken;
}

void intake_end(struct exchange *exchange) {
    struct intake_state *intake = &exchange->intake;
    if (intake->kind == INTAKE_MEMORY) {
        exchange->request.body = intake->data;
        exchange->request.body_length = (size_t)intake->length;
    }
    if (intake->kind != INTAKE_SPOOL) return;
    exchange->request.body_file = intake->file;
    exchange->request.body_length = (size_t)intake->length;
    lseek(intake->file, 0, SEEK_SET); /* which a file never refuses */
}

void intake_close(struct exchange *exchange) {
    struct intake_state *intake = &exchange->intake;
    if (intake->file >= 0) close(intake->file);
    if (intake->kind == INTAKE_SPOOL) places_give(&exchange->server->spools);
    atomic_fetch_sub(&exchange->server->bodies_bytes, (int64_t)intake->capacity);
    free(intake->data);
    *intake = (struct intake_state){.kind = INTAKE_NONE, .file = -1};
}
