/* What libmicrohttpd refuses before our code sees it, or in the middle of a body: a broken request line, length, header
 * or chunk.
 *
 * It would answer with pages of HTML, some with a status of 500 and some (in 0.9.75) with two header blocks. Its own
 * calls of MHD_queue_response find the one below, because the program comes first when symbols are bound: the reply
 * becomes a problem as all others are, and libmicrohttpd, told that its reply was not taken, closes the connection.
 *
 * Circle with send.c, answer.c, exchange.c and cors.c: they answer through libmicrohttpd, which calls back here. */
#include <dlfcn.h>

#include "http-private.h"

typedef enum MHD_Result queue_response(struct MHD_Connection *, unsigned, struct MHD_Response *);

static queue_response *queue;

static void find_queue(void) { *(void **)&queue = dlsym(RTLD_NEXT, "MHD_queue_response"); }

bool refusal_prepare(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, find_queue);
    return queue != NULL;
}

static enum problem problem_of(unsigned status) {
    if (status == MHD_HTTP_URI_TOO_LONG) return PROBLEM_URL_TOO_LONG;
    if (status == MHD_HTTP_REQUEST_HEADER_FIELDS_TOO_LARGE) return PROBLEM_HEADERS_TOO_LARGE;
    return PROBLEM_MALFORMED_REQUEST;
}

static void refuse_request(struct exchange *exchange, unsigned status) {
    if (exchange->trace.trace_id[0] == '\0') trace_continue(NULL, &exchange->trace);
    error_cause(&exchange->err, problem_of(status), "libmicrohttpd refused it with %u", status);
    exchange->must_close = true;
    exchange->must_linger = true;
    answer_problem(exchange);
    send_raw(exchange);
}

/* Nothing of the request is known, not even its target: libmicrohttpd will not report its end either. */
static void refuse_unknown(struct connection *connection, struct MHD_Connection *mhd, unsigned status) {
    void *exchange = exchange_create(connection->server, NULL, mhd);
    refuse_request(exchange, status);
    exchange_complete(connection->server, mhd, &exchange, MHD_REQUEST_TERMINATED_WITH_ERROR);
}

enum MHD_Result reply_queue(struct MHD_Connection *mhd, unsigned status, struct MHD_Response *response) {
    return queue(mhd, status, response);
}

/* Of Ulfius' own reply nothing is sent: ours is queued already. */
enum MHD_Result MHD_queue_response(struct MHD_Connection *mhd, unsigned status, struct MHD_Response *response) {
    struct connection *connection = connection_of(mhd);
    struct exchange *exchange = connection->exchange;
    (void)response;
    if (exchange != NULL && exchange->is_in_ulfius) return MHD_YES;
    if (exchange != NULL && exchange->is_answered) return MHD_NO;
    if (exchange != NULL)
        refuse_request(exchange, status);
    else
        refuse_unknown(connection, mhd, status);
    return MHD_NO;
}
