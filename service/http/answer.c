/* Fills exchange->out: from the handler's reply, from an error, or for OPTIONS; with the headers every reply has. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "conditional-private.h"
#include "http-private.h"
#include "negotiate-private.h"
#include "recall-private.h"

enum { USUAL_RETRY_AFTER_S = 2 };

void outgoing_add(struct exchange *exchange, const char *name, const char *value) {
    struct outgoing *out = &exchange->out;
    if (out->header_count == OUTGOING_MOST_HEADERS) abort(); /* the code names them all: it would be wrong */
    out->headers[out->header_count++] = (struct parameter){name, value};
}

bool outgoing_has(const struct outgoing *out, const char *name) {
    for (size_t i = 0; i < out->header_count; i++)
        if (text_equal_fold(out->headers[i].name, name)) return true;
    return false;
}

/* What a client that has the reply already is told of it again (RFC 9110, 15.4.5): what its cache goes by, what pages
 * of other origins may read, and what the page itself may do, which settings change while its tag stays. The rest stays
 * as it came with the body. */
static bool is_told_again(const char *name) {
    static const char *const names[] = {"ETag",
                                        "Cache-Control",
                                        "Content-Location",
                                        "Expires",
                                        "Vary",
                                        "Content-Security-Policy",
                                        "Access-Control-Allow-Origin",
                                        "Access-Control-Expose-Headers"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (text_equal(names[i], name)) return true;
    return false;
}

size_t outgoing_order(struct outgoing *out) {
    size_t count = 0;
    for (size_t i = 0; i < out->header_count; i++) {
        if (!is_told_again(out->headers[i].name)) continue;
        const struct parameter told = out->headers[i];
        out->headers[i] = out->headers[count];
        out->headers[count++] = told;
    }
    return count;
}

/* Adds a header that the handler has not set itself. */
static void add_default(struct exchange *exchange, const char *name, const char *value) {
    if (!outgoing_has(&exchange->out, name)) outgoing_add(exchange, name, value);
}

void reply_header(struct reply *reply, const char *name, const char *value) {
    size_t most = sizeof reply->headers / sizeof *reply->headers;
    if (reply->header_count < most) reply->headers[reply->header_count++] = (struct parameter){name, value};
}

void reply_body(struct reply *reply, const char *body, size_t length) {
    reply->body = body;
    reply->length = length;
}

static bool varies_by(const char *const *varies, const char *name) {
    for (size_t i = 0; varies != NULL && varies[i] != NULL; i++)
        if (text_equal(varies[i], name)) return true;
    return false;
}

/* What the reply depended on besides its address. */
static void add_vary(struct exchange *exchange, bool has_language, bool may_be_coded) {
    const struct request *request = &exchange->request;
    unsigned produces = request->route == NULL ? 0 : request->route->produces;
    struct text vary = text_start(exchange->arena);
    const char *const *varies = request->route == NULL ? NULL : request->route->varies;
    if ((produces & (produces - 1)) != 0 && !varies_by(varies, "Accept")) text_add_item(&vary, "Accept");
    for (size_t i = 0; varies != NULL && varies[i] != NULL; i++) text_add_item(&vary, varies[i]);
    if (has_language) text_add_item(&vary, "Accept-Language");
    if (may_be_coded) text_add_item(&vary, "Accept-Encoding");
    if (exchange->server->service.authorise != NULL) text_add_item(&vary, "Authorization");
    if (exchange->server->service.cors && cors_depends_on_origin(exchange)) text_add_item(&vary, "Origin");
    if (vary.length > 0) add_default(exchange, "Vary", vary.data);
}

void answer_add_own(struct exchange *exchange) {
    char *traceparent = arena_alloc(exchange->arena, TRACEPARENT_SIZE);
    trace_write(&exchange->trace, traceparent);
    outgoing_add(exchange, "traceparent", traceparent);
    limit_add_headers(exchange);
    if (exchange->must_close || atomic_load(&exchange->server->is_draining))
        outgoing_add(exchange, "Connection", "close");
}

/* On every reply, whatever it says and to whom. */
static void add_common(struct exchange *exchange) {
    add_default(exchange, "X-Content-Type-Options", "nosniff");
    add_default(exchange, "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    add_default(exchange, "Referrer-Policy", "no-referrer");
    if (exchange->server->service.cors) cors_add_headers(exchange);
}

static void add_problem_headers(struct exchange *exchange) {
    const struct error *err = &exchange->err;
    if (err->kind == PROBLEM_KEY_REQUIRED)
        outgoing_add(exchange, "WWW-Authenticate",
                     headers_get(&exchange->headers, "Authorization") == NULL
                         ? "Bearer realm=\"tillit\""
                         : "Bearer realm=\"tillit\", error=\"invalid_token\"");
    if (err->kind == PROBLEM_METHOD_NOT_ALLOWED && exchange->pattern != NULL)
        outgoing_add(exchange, "Allow", pattern_allow(exchange->pattern, exchange->arena));
}

static void note_refusal(struct exchange *exchange) {
    const struct http_service *service = &exchange->server->service;
    bool is_client_error = exchange->out.status >= 400 && exchange->out.status < 500;
    if (is_client_error && service->refused != NULL && exchange->request.identity != NULL)
        service->refused(&exchange->request, exchange->out.status);
}

/* Who is told to come again is told when (api.md 5), also by those who knew only that they could not go on. */
static int retry_after_s(const struct error *err) {
    bool is_told = err->retry_after_s > 0 || problem_status(err->kind) != MHD_HTTP_SERVICE_UNAVAILABLE;
    return is_told ? err->retry_after_s : USUAL_RETRY_AFTER_S;
}

static struct refusal word_refusal(const struct exchange *exchange) {
    const struct request *request = &exchange->request;
    const struct error *err = &exchange->err;
    struct refusal refusal = {.status = problem_status(err->kind),
                              .content_type = media_types[MEDIA_PROBLEM].content_type,
                              .lang = request->lang,
                              .retry_after_s = retry_after_s(err)};
    refusal.body = http_problem(exchange->arena, err, request->lang, exchange->server->service.public_url,
                                request->path, exchange->trace.trace_id, &refusal.length);
    if (exchange->dialect != NULL) exchange->dialect->word(request, err, &refusal);
    return refusal;
}

/* Whether the client would rather read HTML, and there is a page for it. */
static bool find_problem_page(const struct exchange *exchange, struct reply *page) {
    const struct http_service *service = &exchange->server->service;
    if (service->problem_page == NULL || exchange->dialect != NULL) return false;
    const char *accept = headers_get(&exchange->headers, "Accept");
    return negotiate_accept(accept, MEDIA_BIT(JSON) | MEDIA_BIT(HTML)) == MEDIA_HTML &&
           service->problem_page(&exchange->request, &exchange->err, page);
}

static void tell_refusal(struct exchange *exchange, const struct refusal *refusal) {
    struct reply page = {.arena = exchange->arena};
    bool is_page = find_problem_page(exchange, &page);
    exchange->out.body = is_page ? page.body : refusal->body;
    exchange->out.length = is_page ? page.length : refusal->length;
    for (size_t i = 0; i < page.header_count; i++) outgoing_add(exchange, page.headers[i].name, page.headers[i].value);
    outgoing_add(exchange, "Content-Type", is_page ? page.content_type : refusal->content_type);
    if (refusal->header.name != NULL) outgoing_add(exchange, refusal->header.name, refusal->header.value);
    if (refusal->retry_after_s > 0)
        outgoing_add(exchange, "Retry-After", arena_printf(exchange->arena, "%d", refusal->retry_after_s));
}

void answer_problem(struct exchange *exchange) {
    if (!error_is_set(&exchange->err)) error_cause(&exchange->err, PROBLEM_INTERNAL, "refused without an error");
    const struct refusal refusal = word_refusal(exchange);
    exchange->out = (struct outgoing){.status = refusal.status};
    note_refusal(exchange);
    tell_refusal(exchange, &refusal);
    outgoing_add(exchange, "Content-Language", lang_codes[refusal.lang]);
    outgoing_add(exchange, "Cache-Control", "no-store");
    add_problem_headers(exchange);
    add_vary(exchange, true, false);
    add_common(exchange);
    answer_add_own(exchange);
}

static void answer_options(struct exchange *exchange) {
    exchange->out = (struct outgoing){.status = MHD_HTTP_NO_CONTENT};
    outgoing_add(exchange, "Allow",
                 exchange->pattern == NULL ? "GET, HEAD, POST, PATCH, DELETE, OPTIONS"
                                           : pattern_allow(exchange->pattern, exchange->arena));
    outgoing_add(exchange, "Cache-Control", "no-store");
    add_common(exchange);
    answer_add_own(exchange);
}

/* 304 when the client has exactly this already. */
static void apply_etag(struct exchange *exchange, const struct reply *reply) {
    struct outgoing *out = &exchange->out;
    if (reply->revision == REPLY_NO_ETAG || out->stream.read != NULL) return;
    if (out->status != MHD_HTTP_OK && out->status != MHD_HTTP_CREATED) return;
    const char *etag = etag_make(exchange->arena, reply->revision, out->body, out->length);
    const char *if_none_match = request_header(&exchange->request, "If-None-Match");
    outgoing_add(exchange, "ETag", etag);
    if (exchange->request.method != HTTP_GET || if_none_match == NULL || !etag_listed(if_none_match, etag)) return;
    out->status = MHD_HTTP_NOT_MODIFIED;
    out->body = "";
    out->length = 0;
}

static void add_file_name(struct exchange *exchange, const char *file_name) {
    char *name = arena_strdup(exchange->arena, file_name);
    for (char *at = name; *at != '\0'; at++)
        if (*at < 0x20 || *at == 0x7F || strchr("\"\\/", *at) != NULL) *at = '_';
    outgoing_add(exchange, "Content-Disposition", arena_printf(exchange->arena, "attachment; filename=\"%s\"", name));
}

/* What somebody with an identity is told may be for his eyes only, whatever the handler believes. */
static const char *cache_control_of(const struct exchange *exchange, const struct reply *reply) {
    if (reply->cache_control == NULL) return "no-store";
    return exchange->request.identity == NULL ? reply->cache_control : HTTP_CACHE_PRIVATE;
}

static void add_reply_headers(struct exchange *exchange, const struct reply *reply) {
    for (size_t i = 0; i < reply->header_count; i++)
        outgoing_add(exchange, reply->headers[i].name, reply->headers[i].value);
    bool has_body = exchange->out.status != MHD_HTTP_NO_CONTENT;
    const char *type = reply->content_type;
    if (type == NULL) type = media_types[exchange->request.media].content_type;
    if (has_body) add_default(exchange, "Content-Type", type);
    if (reply->language != NULL) add_default(exchange, "Content-Language", reply->language);
    if (reply->file_name != NULL && has_body) add_file_name(exchange, reply->file_name);
    add_default(exchange, "Cache-Control", cache_control_of(exchange, reply));
    add_vary(exchange, reply->language != NULL, recall_may_keep(exchange, reply));
    add_common(exchange);
}

static void answer_reply(struct exchange *exchange, const struct reply *reply) {
    exchange->out = (struct outgoing){.status = reply->status,
                                      .body = reply->body == NULL ? "" : reply->body,
                                      .length = reply->body == NULL ? 0 : reply->length,
                                      .stream = reply->stream};
    if (recall_may_keep(exchange, reply)) {
        add_reply_headers(exchange, reply);
        if (recall_keep(exchange, reply)) return;
        exchange->out.header_count = 0;
    }
    apply_etag(exchange, reply);
    add_reply_headers(exchange, reply);
    if (exchange->out.status == MHD_HTTP_NOT_MODIFIED) exchange->out.header_count = outgoing_order(&exchange->out);
    answer_add_own(exchange);
}

static void discard_stream(struct reply *reply) {
    if (reply->stream.close != NULL) reply->stream.close(reply->stream.state);
}

static void run_handler(struct exchange *exchange) {
    struct reply reply = {.arena = exchange->arena, .status = MHD_HTTP_OK, .revision = REPLY_NO_ETAG};
    struct request *request = &exchange->request;
    if (!request->route->is_long) request->deadline_ms = clock_now_ms() + request->config->request_deadline_ms;
    bool done = request->route->handle(request, &reply, &exchange->err);
    if (done && !error_is_set(&exchange->err)) {
        answer_reply(exchange, &reply);
        return;
    }
    discard_stream(&reply);
    if (!recall_stale(exchange)) answer_problem(exchange);
}

void answer_request(struct exchange *exchange) {
    if (error_is_set(&exchange->err) && !exchange->asks_handler)
        answer_problem(exchange);
    else if (exchange->is_options)
        answer_options(exchange);
    else
        run_handler(exchange);
    recall_give_up(exchange);
}
