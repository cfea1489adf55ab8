/* Three ways out for a finished reply. */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/log.h"
#include "base/text.h"
#include "http-private.h"

enum { COPIED_AT_MOST = 64 * 1024, BLOCK = 32 * 1024, RAW_SEND_MS = 1000 };

static bool is_bodiless(const struct exchange *exchange) {
    int status = exchange->out.status;
    return exchange->request.is_head || status == MHD_HTTP_NO_CONTENT || status == MHD_HTTP_NOT_MODIFIED;
}

/* No header may bring a line of its own. */
static bool is_sendable(const struct parameter *header) {
    if (header->value[strcspn(header->value, "\r\n")] == '\0') return true;
    log_error("reply", "the header %s holds a line end and is left out", header->name);
    return false;
}

bool send_has_headers(const struct exchange *exchange, struct MHD_Response *response) {
    int wanted = 0;
    for (size_t i = 0; i < exchange->out.header_count; i++) wanted += is_sendable(&exchange->out.headers[i]);
    return MHD_get_response_headers(response, NULL, NULL) >= wanted;
}

static ssize_t pull_stream(void *context, uint64_t offset, char *buffer, size_t size) {
    struct exchange *exchange = context;
    (void)offset;
    ssize_t pulled = exchange->out.stream.read(exchange->out.stream.state, buffer, size);
    if (pulled > 0) exchange->sent += (size_t)pulled;
    if (pulled > 0) return pulled;
    return pulled == 0 ? (ssize_t)MHD_CONTENT_READER_END_OF_STREAM : (ssize_t)MHD_CONTENT_READER_END_WITH_ERROR;
}

static ssize_t pull_body(void *context, uint64_t offset, char *buffer, size_t size) {
    const struct exchange *exchange = context;
    size_t left = exchange->out.length - (size_t)offset;
    if (size > left) size = left;
    memcpy(buffer, exchange->out.body + offset, size);
    return (ssize_t)size;
}

/* Small bodies are copied twice by Ulfius; larger ones are pulled from the arena piece by piece. */
void send_by_ulfius(struct exchange *exchange, struct _u_response *response) {
    struct outgoing *out = &exchange->out;
    unsigned status = (unsigned)out->status;
    for (size_t i = 0; i < out->header_count; i++)
        if (is_sendable(&out->headers[i])) u_map_put(response->map_header, out->headers[i].name, out->headers[i].value);
    if (out->stream.read != NULL) {
        ulfius_set_stream_response(response, status, pull_stream, NULL, U_STREAM_SIZE_UNKNOWN, BLOCK, exchange);
        return;
    }
    exchange->sent = is_bodiless(exchange) ? 0 : out->length;
    response->status = out->status; /* Ulfius does not take it together with an empty body */
    if (out->length > COPIED_AT_MOST)
        ulfius_set_stream_response(response, status, pull_body, NULL, out->length, BLOCK, exchange);
    else if (out->length > 0)
        ulfius_set_binary_body_response(response, status, out->body, out->length);
}

enum MHD_Result send_directly(struct exchange *exchange) {
    struct outgoing *out = &exchange->out;
    struct MHD_Response *response =
        MHD_create_response_from_buffer(out->length, (void *)(uintptr_t)out->body, MHD_RESPMEM_PERSISTENT);
    if (response == NULL) return MHD_NO;
    for (size_t i = 0; i < out->header_count; i++)
        if (is_sendable(&out->headers[i]))
            MHD_add_response_header(response, out->headers[i].name, out->headers[i].value);
    exchange->sent = is_bodiless(exchange) ? 0 : out->length;
    exchange->is_answering = true;
    enum MHD_Result result = MHD_queue_response(exchange->mhd, (unsigned)out->status, response);
    MHD_destroy_response(response);
    return result;
}

/* Writes all or gives up; a reply to a client that is still sending must not wait for it. */
static void write_socket(int socket, const char *data, size_t length) {
    while (length > 0) {
        ssize_t written = send(socket, data, length, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (written > 0) {
            data += written;
            length -= (size_t)written;
            continue;
        }
        struct pollfd writable = {.fd = socket, .events = POLLOUT};
        if (written == 0 || (errno != EAGAIN && errno != EINTR) || poll(&writable, 1, RAW_SEND_MS) <= 0) return;
    }
}

void send_raw(struct exchange *exchange) {
    struct outgoing *out = &exchange->out;
    unsigned status = (unsigned)out->status;
    struct text reply = text_start(exchange->arena);
    text_printf(&reply, "HTTP/1.1 %u %s\r\n", status, MHD_get_reason_phrase_for(status));
    for (size_t i = 0; i < out->header_count; i++)
        if (is_sendable(&out->headers[i]))
            text_printf(&reply, "%s: %s\r\n", out->headers[i].name, out->headers[i].value);
    text_printf(&reply, "Content-Length: %zu\r\n\r\n", out->length);
    if (!is_bodiless(exchange)) text_add_bytes(&reply, out->body, out->length);
    exchange->sent = is_bodiless(exchange) ? 0 : out->length;
    write_socket(exchange->connection->socket, reply.data, reply.length);
}
