/* Two ways out for a finished reply. */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/log.h"
#include "base/text.h"
#include "http-private.h"

enum { BLOCK = 32 * 1024, RAW_SEND_MS = 1000 };

static bool is_bodiless(const struct exchange *exchange) {
    int status = exchange->out.status;
    return exchange->request.is_head || status == MHD_HTTP_NO_CONTENT || status == MHD_HTTP_NOT_MODIFIED;
}

/* No header may bring a line of its own. */
static bool is_sendable(const struct parameter *header) {
    if (header->value[strcspn(header->value, "\r\n")] == '\0') return true;
    /* GCOVR_EXCL_START: no handler puts one there; the suites hostile and fuzz try to make one do it */
    log_error("reply", "the header %s holds a line end and is left out", header->name);
    return false;
    /* GCOVR_EXCL_STOP */
}

static ssize_t pull_stream(void *context, uint64_t offset, char *buffer, size_t size) {
    struct exchange *exchange = context;
    (void)offset;
    ssize_t pulled = exchange->out.stream.read(exchange->out.stream.state, buffer, size);
    if (pulled > 0) exchange->sent += (size_t)pulled;
    if (pulled > 0) return pulled;
    return pulled == 0 ? (ssize_t)MHD_CONTENT_READER_END_OF_STREAM : (ssize_t)MHD_CONTENT_READER_END_WITH_ERROR;
}

/* Nothing is copied: the body lives as long as the exchange. */
static struct MHD_Response *response_of(struct exchange *exchange) {
    struct outgoing *out = &exchange->out;
    if (out->stream.read != NULL)
        return MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, BLOCK, pull_stream, exchange, NULL);
    exchange->sent = is_bodiless(exchange) ? 0 : out->length;
    return MHD_create_response_from_buffer(out->length, (void *)(uintptr_t)out->body, MHD_RESPMEM_PERSISTENT);
}

/* False when one found no memory: a reply without it would be another one. */
static bool add_headers(const struct outgoing *out, struct MHD_Response *response) {
    for (size_t i = 0; i < out->header_count; i++)
        if (is_sendable(&out->headers[i]) &&
            MHD_add_response_header(response, out->headers[i].name, out->headers[i].value) == MHD_NO)
            return false;
    return true;
}

enum MHD_Result send_reply(struct exchange *exchange) {
    const struct outgoing *out = &exchange->out;
    struct MHD_Response *response = response_of(exchange);
    if (response == NULL) return MHD_NO;
    exchange->is_answered = true;
    exchange->queued =
        add_headers(out, response) ? reply_queue(exchange->mhd, (unsigned)out->status, response) : MHD_NO;
    MHD_destroy_response(response);
    return exchange->queued;
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
