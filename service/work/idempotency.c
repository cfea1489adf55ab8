/* Idempotency-Key: the first reply to a request is kept with what it did, and given to whoever sends it again. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "work/work.h"

enum { SHORTEST_KEY = 8, LONGEST_KEY = 128, HASH_BYTES = 32, BUFFER_BYTES = 64 * 1024, RETRY_AFTER_S = 1 };

bool retry_key_read(const struct request *request, const char **key, struct error *err) {
    *key = request_header(request, "Idempotency-Key");
    if (*key == NULL) return true;
    size_t length = strlen(*key);
    bool good = length >= SHORTEST_KEY && length <= LONGEST_KEY;
    for (size_t i = 0; i < length; i++) good = good && (*key)[i] > 0x20 && (*key)[i] < 0x7F;
    return good || error_add(err, PROBLEM_MALFORMED_REQUEST, PLACE_HEADER, "Idempotency-Key", 0,
                             VIOLATION_NOT_A_RETRY_KEY, NULL, NULL);
}

/* ---- what makes a request the same ---- */

static void hash_text(crypto_generichash_state *state, const char *text, size_t length) {
    unsigned char size[8];
    for (size_t i = 0; i < sizeof size; i++) size[i] = (unsigned char)((uint64_t)length >> (8 * i));
    crypto_generichash_update(state, size, sizeof size);
    crypto_generichash_update(state, (const unsigned char *)text, length);
}

/* Reads the file from its start and leaves it there. */
static bool hash_file(crypto_generichash_state *state, int file, struct arena *arena, struct error *err) {
    char *buffer = arena_alloc(arena, BUFFER_BYTES);
    off_t at = 0;
    for (ssize_t got; (got = pread(file, buffer, BUFFER_BYTES, at)) != 0; at += got) {
        if (got < 0) return error_cause(err, PROBLEM_INTERNAL, "cannot read the spool file");
        crypto_generichash_update(state, (const unsigned char *)buffer, (size_t)got);
    }
    return true;
}

/* Parameters, type and body; method and path are part of the key's scope. */
static bool hash_request(const struct request *request, const char **hash, struct error *err) {
    unsigned char bytes[HASH_BYTES];
    char *hex = arena_alloc(request->arena, 2 * HASH_BYTES + 1);
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, sizeof bytes);
    hash_text(&state, request->query, strlen(request->query));
    hash_text(&state, (const char *)&request->body_media, sizeof request->body_media);
    if (request->body != NULL) hash_text(&state, request->body, request->body_length);
    if (request->body_file >= 0 && !hash_file(&state, request->body_file, request->arena, err)) return false;
    crypto_generichash_final(&state, bytes, sizeof bytes);
    *hash = sodium_bin2hex(hex, 2 * HASH_BYTES + 1, bytes, sizeof bytes);
    return true;
}

/* ---- the key in the transaction ---- */

static bool say_busy(struct error *err) {
    error_replace(err, PROBLEM_CONFLICT);
    err->retry_after_s = RETRY_AFTER_S;
    return error_add(err, PROBLEM_CONFLICT, PLACE_HEADER, "Idempotency-Key", 0, VIOLATION_RETRY_KEY_BUSY, NULL, NULL);
}

/* Whether the key is ours now; while another request with it runs, this waits. */
static bool take(struct db *db, const char *const *parameters, bool *is_ours, struct error *err) {
    struct rows *rows;
    if (!store_wait_for_locks(db, RETRY_KEY_WAIT_MS, err)) return false;
    if (!store_run(db, SQL_RETRY_KEY_TAKE, parameters, 4, &rows, err)) return err->was_locked ? say_busy(err) : false;
    *is_ours = rows_count(rows) > 0;
    return store_wait_for_locks(db, 0, err);
}

static void repeat(const struct rows *rows, const struct request *request, struct reply *reply) {
    const char *location = rows_value(rows, 0, FIRST_REPLY_LOCATION), *body = rows_value(rows, 0, FIRST_REPLY_BODY);
    reply->status = (int)rows_whole(rows, 0, FIRST_REPLY_STATUS);
    if (location != NULL) reply_header(reply, "Location", request_link(request, location));
    reply->language = rows_value(rows, 0, FIRST_REPLY_LANGUAGE);
    reply->revision = rows_whole_or(rows, 0, FIRST_REPLY_REVISION, reply->revision);
    if (body != NULL) reply_body(reply, body, strlen(body));
    reply->cache_control = HTTP_CACHE_PRIVATE;
}

bool retry_key_take(struct db *db, const struct request *request, const char *key, struct reply *reply,
                    bool *is_answered, struct error *err) {
    const char *hash;
    struct rows *rows;
    bool is_ours = false;
    if (key == NULL) return true;
    if (!hash_request(request, &hash, err)) return false;
    const char *const parameters[] = {"POST", request->path, key, hash};
    if (!take(db, parameters, &is_ours, err)) return false;
    if (is_ours) return true;
    if (!store_run(db, SQL_RETRY_KEY_FIND, parameters, 3, &rows, err)) return false;
    if (rows_count(rows) == 0 || rows_value(rows, 0, FIRST_REPLY_STATUS) == NULL) return say_busy(err);
    if (!text_equal(rows_value(rows, 0, FIRST_REPLY_REQUEST_HASH), hash))
        return error_add(err, PROBLEM_INVALID_BODY, PLACE_HEADER, "Idempotency-Key", 0, VIOLATION_RETRY_KEY_USED, NULL,
                         NULL);
    repeat(rows, request, reply);
    *is_answered = true;
    return true;
}

/* The path that a Location leads to: links are made anew. */
static const char *location_path(const struct request *request, const struct reply *reply) {
    size_t root = strlen(request_link(request, ""));
    for (size_t i = 0; i < reply->header_count; i++)
        if (text_equal(reply->headers[i].name, "Location")) return reply->headers[i].value + root;
    return NULL;
}

bool retry_key_keep(struct db *db, const struct request *request, const char *key, const struct reply *reply,
                    struct error *err) {
    struct arena *arena = request->arena;
    if (key == NULL) return true;
    const char *const parameters[] = {
        "POST",
        request->path,
        key,
        arena_printf(arena, "%d", reply->status),
        location_path(request, reply),
        reply->language,
        reply->revision == REPLY_NO_ETAG ? NULL : arena_printf(arena, "%lld", (long long)reply->revision),
        reply->body,
    };
    return store_run(db, SQL_RETRY_KEY_KEEP, parameters, sizeof parameters / sizeof *parameters, NULL, err);
}
