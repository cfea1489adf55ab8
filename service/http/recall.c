/* Replies kept for others: keys, what may be kept, and the way of a kept one to exchange->out. */
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "conditional-private.h"
#include "negotiate-private.h"
#include "recall-private.h"

static const struct {
    const char *name;   /* Content-Encoding */
    const char *suffix; /* of the entity tag: another body has another one (RFC 9110, 8.8.3) */
} codings[] = {
    [CODING_IDENTITY] = {NULL, ""},
    [CODING_GZIP] = {"gzip", "-gzip"},
    [CODING_BROTLI] = {"br", "-br"},
};

/* ---- asking ---- */

static bool is_lasting(const struct request *request) { return (request->route->lasting & 1u << request->media) != 0; }

/* What no change of data touches is kept where none empties it. */
static struct cache *cache_of(const struct exchange *exchange) {
    const struct http_service *service = &exchange->server->service;
    return is_lasting(&exchange->request) ? service->lasting : service->cache;
}

/* Only who shows no key is told what everybody is told. */
static bool is_for_everybody(const struct exchange *exchange) {
    const struct request *request = &exchange->request;
    return request->route != NULL && cache_of(exchange) != NULL && request->method == HTTP_GET &&
           !exchange->is_options && request->identity == NULL && !error_is_set(&exchange->err) &&
           headers_get(&exchange->headers, "Authorization") == NULL;
}

static void add_part(struct text *key, const char *part) { text_add_bytes(key, part, strlen(part) + 1); }

static void add_varying(const struct exchange *exchange, struct text *key) {
    const char *const *names = exchange->request.route->varies;
    for (size_t i = 0; names != NULL && names[i] != NULL; i++) {
        const char *value = headers_get(&exchange->headers, names[i]);
        add_part(key, value == NULL ? "" : value);
    }
}

/* All that a public reply depends on besides the data; parameters are in their order by name already. The public
 * address, which links start with, is one for the whole program. */
static void make_key(struct exchange *exchange) {
    const struct request *request = &exchange->request;
    struct text key = text_start(exchange->arena);
    text_add_char(&key, (char)('a' + (int)request->media));
    text_add_char(&key, (char)('a' + (int)request->lang));
    /* neighbours have a language of their own for who asks for none */
    if (request->route->is_foreign && headers_get(&exchange->headers, "Accept-Language") == NULL)
        text_add_char(&key, '-');
    add_varying(exchange, &key);
    add_part(&key, request->path);
    for (size_t i = 0; i < request->parameter_count && !is_lasting(request); i++) {
        add_part(&key, request->parameters[i].name);
        add_part(&key, request->parameters[i].value);
    }
    exchange->recall.key = key.data;
    exchange->recall.key_length = key.length;
}

/* ---- answering ---- */

static const char *coded_etag(struct arena *arena, const char *etag, enum cache_coding coding) {
    if (coding == CODING_IDENTITY) return etag;
    return arena_printf(arena, "%.*s%s\"", (int)strlen(etag) - 1, etag, codings[coding].suffix);
}

/* The tag is that of the body that the client would get now. */
static void take_body(struct exchange *exchange, bool is_sent) {
    struct outgoing *out = &exchange->out;
    enum cache_coding wanted = negotiate_coding(headers_get(&exchange->headers, "Accept-Encoding"));
    enum cache_coding coding = cache_body(exchange->recall.entry, wanted, &out->body, &out->length);
    outgoing_add(exchange, "ETag", coded_etag(exchange->arena, cache_reply_of(exchange->recall.entry)->etag, coding));
    if (is_sent && codings[coding].name != NULL) outgoing_add(exchange, "Content-Encoding", codings[coding].name);
    if (!is_sent) out->length = 0; /* clients wait for as many bytes as a 304 tells, though none may come */
}

static void fill(struct exchange *exchange) {
    const struct cache_reply *reply = cache_reply_of(exchange->recall.entry);
    const char *if_none_match = headers_get(&exchange->headers, "If-None-Match");
    bool has_it = if_none_match != NULL && etag_listed(if_none_match, reply->etag);
    exchange->out = (struct outgoing){.status = has_it ? MHD_HTTP_NOT_MODIFIED : MHD_HTTP_OK};
    take_body(exchange, !has_it);
    size_t count = has_it ? reply->again_count : reply->header_count;
    for (size_t i = 0; i < count; i++) outgoing_add(exchange, reply->headers[i].name, reply->headers[i].value);
    answer_add_own(exchange);
}

bool recall_reply(struct exchange *exchange) {
    struct recall *recall = &exchange->recall;
    if (!is_for_everybody(exchange)) return false;
    make_key(exchange);
    int64_t until_ms = clock_now_ms() + exchange->request.config->request_deadline_ms;
    enum cache_answer answer =
        cache_find(cache_of(exchange), recall->key, recall->key_length, until_ms, &recall->entry, &recall->flight);
    if (answer == CACHE_HIT) fill(exchange);
    return answer == CACHE_HIT;
}

/* ---- keeping ---- */

/* A handler that codes by itself looked at the client for it. */
static bool is_coded(const struct reply *reply) {
    for (size_t i = 0; i < reply->header_count; i++)
        if (text_equal_fold(reply->headers[i].name, "Content-Encoding")) return true;
    return false;
}

bool recall_may_keep(const struct exchange *exchange, const struct reply *reply) {
    return exchange->recall.key != NULL && reply->status == MHD_HTTP_OK && reply->stream.read == NULL &&
           reply->body != NULL && reply->revision != REPLY_NO_ETAG &&
           (text_equal(reply->cache_control, HTTP_CACHE_PUBLIC) || is_lasting(&exchange->request)) && !is_coded(reply);
}

bool recall_keep(struct exchange *exchange, const struct reply *reply) {
    struct outgoing *out = &exchange->out;
    struct recall *recall = &exchange->recall;
    if (recall->flight == NULL) return false;
    size_t again_count = outgoing_order(out);
    const struct cache_reply kept = {.headers = out->headers,
                                     .header_count = out->header_count,
                                     .again_count = again_count,
                                     .etag = etag_make(exchange->arena, reply->revision, reply->body, reply->length),
                                     .body = reply->body,
                                     .length = reply->length};
    recall->entry = cache_finish(recall->flight, &kept);
    recall->flight = NULL;
    if (recall->entry != NULL) fill(exchange);
    return recall->entry != NULL;
}

bool recall_stale(struct exchange *exchange) {
    struct recall *recall = &exchange->recall;
    long age_s;
    if (recall->key == NULL || exchange->err.kind != PROBLEM_UNAVAILABLE) return false;
    recall->entry = cache_find_stale(cache_of(exchange), recall->key, recall->key_length, &age_s);
    if (recall->entry == NULL) return false;
    fill(exchange);
    outgoing_add(exchange, "Age", arena_printf(exchange->arena, "%ld", age_s));
    outgoing_add(exchange, "Warning", "110 - \"Response is Stale\"");
    return true;
}

void recall_give_up(struct exchange *exchange) {
    if (exchange->recall.flight != NULL) cache_finish(exchange->recall.flight, NULL);
    exchange->recall.flight = NULL;
}

void recall_close(struct exchange *exchange) {
    struct recall *recall = &exchange->recall;
    recall_give_up(exchange);
    cache_release(recall->entry);
    *recall = (struct recall){0};
}
