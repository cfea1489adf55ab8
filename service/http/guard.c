/* In front of Ulfius' access handler: decides before the body, takes the body, hands Ulfius the end of the request. */
#include <string.h>

#include "base/crash.h"
#include "base/text.h"
#include "http-private.h"
#include "recall-private.h"

/* What remains of a refused body is read and forgotten up to here, so that the connection can go on. */
enum { DISCARD_MOST = 64 * 1024 };

static enum MHD_Result collect_header(void *context, enum MHD_ValueKind kind, const char *name, const char *value) {
    struct exchange *exchange = context;
    (void)kind;
    head_add(&exchange->head, name, value);
    headers_add(&exchange->headers, name, value == NULL ? "" : value);
    return MHD_YES;
}

static size_t head_size(struct MHD_Connection *mhd) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    return info == NULL ? 0 : info->header_size;
}

static void begin(struct exchange *exchange, const char *method, const char *version) {
    exchange->is_begun = true;
    exchange->method_name = arena_strdup(exchange->arena, method);
    exchange->is_http_1_1 = !text_equal(version, "HTTP/1.0");
    head_add_line(&exchange->head, method, version, head_size(exchange->mhd));
    MHD_get_connection_values(exchange->mhd, MHD_HEADER_KIND, collect_header, exchange);
    trace_continue(headers_get(&exchange->headers, "traceparent"), &exchange->trace);
    crash_note(exchange->trace.trace_id);
    connection_enter(exchange->connection, PHASE_HANDLING);
}

/* Whether a refusal can wait for the end of the body, which keeps the connection usable. */
static bool can_wait(const struct exchange *exchange) {
    int64_t length = exchange->framing.content_length;
    if (exchange->must_close || length == BODY_LENGTH_UNKNOWN || length > DISCARD_MOST) return false;
    return length == 0 || !exchange->framing.expects_continue;
}

static enum MHD_Result refuse_now(struct exchange *exchange) {
    exchange->must_close = true;
    exchange->must_linger = true;
    answer_problem(exchange);
    connection_enter(exchange->connection, PHASE_WRITING);
    return send_reply(exchange);
}

static enum MHD_Result on_headers(struct exchange *exchange, const char *method, const char *version) {
    begin(exchange, method, version);
    if (!exchange_decide(exchange)) {
        if (!can_wait(exchange)) return refuse_now(exchange);
        intake_close(exchange);
        exchange->intake.kind = INTAKE_DISCARD;
    }
    if (exchange->framing.content_length != 0) connection_enter(exchange->connection, PHASE_BODY);
    return MHD_YES;
}

static enum MHD_Result on_body(struct exchange *exchange, const char *data, size_t *size) {
    atomic_fetch_add(&exchange->connection->body_bytes, (int64_t)*size);
    if (!intake_add(exchange, data, *size)) {
        answer_problem(exchange);
        send_raw(exchange);
        exchange->must_linger = true;
        return MHD_NO;
    }
    *size = 0;
    return MHD_YES;
}

/* Ulfius calls the default endpoint of the instance it is given; a copy of the instance carries this exchange there. */
static enum MHD_Result call_ulfius(struct exchange *exchange, const char *method, const char *version) {
    struct http_server *server = exchange->server;
    struct _u_endpoint endpoint = *server->ulfius.default_endpoint;
    struct _u_instance instance = server->ulfius;
    size_t nothing = 0;
    endpoint.user_data = exchange;
    instance.default_endpoint = &endpoint;
    exchange->ulfius_context = ulfius_uri_logger(NULL, "/");
    if (exchange->ulfius_context == NULL) return MHD_NO;
    exchange->is_in_ulfius = true;
    enum MHD_Result result = server->ulfius_handler(&instance, exchange->mhd, "/", method, version, NULL, &nothing,
                                                    &exchange->ulfius_context);
    if (result == MHD_YES)
        server->ulfius_handler(&instance, exchange->mhd, "/", method, version, NULL, &nothing,
                               &exchange->ulfius_context);
    exchange->is_in_ulfius = false;
    return exchange->queued;
}

static enum MHD_Result on_end(struct exchange *exchange, const char *method, const char *version) {
    connection_enter(exchange->connection, PHASE_HANDLING);
    intake_end(exchange);
    enum MHD_Result result = recall_reply(exchange) ? send_reply(exchange) : call_ulfius(exchange, method, version);
    atomic_store(&exchange->connection->held_bytes, (int64_t)exchange->out.length);
    connection_enter(exchange->connection, PHASE_WRITING);
    return result;
}

enum MHD_Result guard_handle(void *server, struct MHD_Connection *mhd, const char *url, const char *method,
                             const char *version, const char *data, size_t *data_size, void **context) {
    (void)server, (void)mhd, (void)url;
    struct exchange *exchange = *context;
    if (exchange == NULL) return MHD_NO;
    if (!exchange->is_begun) return on_headers(exchange, method, version);
    if (*data_size > 0) return on_body(exchange, data, data_size);
    return on_end(exchange, method, version);
}
