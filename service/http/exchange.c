/* The life of one request: from its first line to the last byte of the reply. */
#include <string.h>

#include "base/clock.h"
#include "base/crash.h"
#include "base/log.h"
#include "base/text.h"
#include "conditional-private.h"
#include "http-private.h"
#include "recall-private.h"

enum { STATUS_CLIENT_CLOSED = 499 }; /* for the log: nobody was there to read a reply */

const char *request_header(const struct request *request, const char *name) {
    const struct exchange *exchange = request->connection;
    return headers_get(&exchange->headers, name);
}

bool request_may_change(const struct request *request, int64_t revision, struct error *err) {
    const char *if_match = request_header(request, "If-Match");
    if (if_match == NULL) return error_set(err, PROBLEM_PRECONDITION_REQUIRED);
    switch (etag_matches(if_match, revision)) {
    case IF_MATCH_FITS: return true;
    case IF_MATCH_STALE: return error_set(err, PROBLEM_STALE);
    default:
        return error_add(err, PROBLEM_MALFORMED_REQUEST, PLACE_HEADER, "If-Match", 0, VIOLATION_NOT_AN_ETAG, NULL,
                         NULL);
    }
}

const char *request_link(const struct request *request, const char *path) {
    const struct exchange *exchange = request->connection;
    return arena_printf(request->arena, "%s%s", exchange->server->service.public_url, path);
}

/* libmicrohttpd would make an entry of every parameter in its 64 KiB: a long query of short ones would not fit and be
 * refused by it instead of us. The query is ours alone, so it is cut off in libmicrohttpd's buffer. */
static void hide_query(const char *uri) {
    char *query = strchr(uri, '?');
    if (query != NULL) query[1] = '\0';
}

/* Also of an address that cannot be read. */
static const struct dialect *find_dialect(const struct http_service *service, const char *uri) {
    const char *path = target_find_path(uri);
    for (size_t i = 0; i < service->dialect_count && path != NULL; i++)
        if (text_starts(path, service->dialects[i]->prefix)) return service->dialects[i];
    return NULL;
}

static void read_target(struct exchange *exchange, const char *uri) {
    if (uri == NULL) {
        exchange->target_fault = TARGET_NO_PATH;
        return;
    }
    exchange->dialect = find_dialect(&exchange->server->service, uri);
    exchange->url_too_long = strlen(uri) > (size_t)exchange->server->service.config->max_url_bytes;
    if (exchange->url_too_long) return;
    exchange->target_fault = target_parse(exchange->arena, uri, &exchange->target);
    if (exchange->target_fault != TARGET_FINE) return;
    exchange->request.path = exchange->target.path;
    exchange->request.query = exchange->target.query;
}

static void fill_request(struct exchange *exchange) {
    struct request *request = &exchange->request;
    const struct http_service *service = &exchange->server->service;
    request->arena = exchange->arena;
    request->config = service->config;
    request->context = service->context;
    request->connection = exchange;
    request->path = "/";
    request->query = "";
    request->lang = LANG_EN;
    request->body_file = -1;
    request->client = exchange->connection->client;
    request->trace_id = exchange->trace.trace_id;
}

static struct arena *take_arena(struct connection *connection) {
    struct arena *spare = connection->spare;
    connection->spare = NULL;
    return spare == NULL ? arena_create() : spare;
}

static void give_arena(struct connection *connection, struct arena *arena) {
    arena_reset(arena);
    connection->spare = arena;
}

void *exchange_create(void *server, const char *uri, struct MHD_Connection *mhd) {
    struct arena *arena = take_arena(connection_of(mhd));
    struct exchange *exchange = arena_alloc(arena, sizeof *exchange);
    exchange->arena = arena;
    exchange->server = server;
    exchange->mhd = mhd;
    exchange->connection = connection_of(mhd);
    exchange->started_s = clock_now_s();
    exchange->method_name = "";
    exchange->intake.file = -1;
    exchange->err = error_start(arena);
    exchange->headers = headers_start(arena, (size_t)exchange->server->service.config->max_headers);
    fill_request(exchange);
    exchange->head = head_start(uri);
    read_target(exchange, uri);
    if (uri != NULL) hide_query(uri);
    exchange->connection->exchange = exchange;
    connection_enter(exchange->connection, PHASE_HEADERS);
    return exchange;
}

/* The client has gone, or was sent away, before the end of its request. */
static void answer_incomplete(struct exchange *exchange) {
    struct error *err = &exchange->err;
    if (error_is_set(err)) return;
    if (atomic_load(&exchange->connection->is_late))
        error_set(err, PROBLEM_REQUEST_TIMEOUT);
    else
        error_say(err, PROBLEM_MALFORMED_BODY, "Kroppen är kortare än utlovat.", "Kroppen er kortere end lovet.",
                  "The body is shorter than announced.");
    exchange->must_close = true;
    answer_problem(exchange);
    send_raw(exchange);
}

static void settle(struct exchange *exchange, enum MHD_RequestTerminationCode code) {
    if (exchange->out.status != 0) return;
    bool was_reading = code == MHD_REQUEST_TERMINATED_CLIENT_ABORT;
    if (was_reading && (exchange->is_begun || atomic_load(&exchange->connection->is_late))) answer_incomplete(exchange);
    /* Otherwise libmicrohttpd has answered by itself, or nobody has. */
    if (exchange->out.status == 0)
        exchange->out.status = code == MHD_REQUEST_TERMINATED_WITH_ERROR ? MHD_HTTP_BAD_REQUEST : STATUS_CLIENT_CLOSED;
}

static void log_exchange(const struct exchange *exchange, enum MHD_RequestTerminationCode code, double seconds) {
    bool is_broken = code != MHD_REQUEST_TERMINATED_COMPLETED_OK && exchange->err.cause == NULL;
    struct log_request line = {.method = exchange->method_name,
                               .path = exchange->request.path,
                               .route = exchange->pattern == NULL ? NULL : exchange->pattern->text,
                               .client = exchange->request.client,
                               .trace_id = exchange->trace.trace_id,
                               .cause = is_broken ? "the connection broke" : exchange->err.cause,
                               .status = exchange->out.status,
                               .seconds = seconds,
                               .bytes = exchange->sent};
    log_access(&line);
}

static void report(const struct exchange *exchange, enum MHD_RequestTerminationCode code) {
    const struct http_service *service = &exchange->server->service;
    double seconds = clock_now_s() - exchange->started_s;
    log_exchange(exchange, code, seconds);
    if (service->served != NULL)
        service->served(service->context, exchange->request.route, exchange->out.status, seconds);
}

void exchange_complete(void *server, struct MHD_Connection *mhd, void **context, enum MHD_RequestTerminationCode code) {
    struct exchange *exchange = *context;
    if (exchange == NULL) return;
    *context = NULL;
    exchange->connection->exchange = NULL;
    if (exchange->trace.trace_id[0] == '\0') trace_continue(NULL, &exchange->trace);
    settle(exchange, code);
    if (exchange->out.stream.close != NULL) exchange->out.stream.close(exchange->out.stream.state);
    if (exchange->ulfius_context != NULL) mhd_request_completed(server, mhd, &exchange->ulfius_context, code);
    intake_close(exchange);
    recall_close(exchange);
    limit_leave(exchange);
    report(exchange, code);
    crash_note(NULL);
    if (exchange->must_linger) connection_linger(exchange->connection);
    connection_enter(exchange->connection, PHASE_IDLE);
    give_arena(exchange->connection, exchange->arena);
}
