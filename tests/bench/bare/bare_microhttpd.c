/* The least program on libmicrohttpd that sends what it is told to, from one response that it keeps: bare_microhttpd
 * PORT HEADERS BODY, both files. The headers are lines "Name: value". */
#include <microhttpd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sent.h"

static struct sent sent;
static struct MHD_Response *response;

static enum MHD_Result answer(void *context, struct MHD_Connection *connection, const char *url, const char *method,
                              const char *version, const char *data, size_t *size, void **state) {
    static int seen;
    (void)context, (void)url, (void)method, (void)version, (void)data, (void)size;
    if (*state == NULL) {
        *state = &seen;
        return MHD_YES;
    }
    return MHD_queue_response(connection, MHD_HTTP_OK, response);
}

int main(int argc, char **argv) {
    sigset_t signals;
    int received;
    if (argc != 4 || !sent_read(&sent, argv[2], argv[3])) return EXIT_FAILURE;
    response = MHD_create_response_from_buffer(sent.length, sent.body, MHD_RESPMEM_PERSISTENT);
    for (size_t i = 0; i < sent.header_count; i++)
        MHD_add_response_header(response, sent.headers[i].name, sent.headers[i].value);
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    sigprocmask(SIG_BLOCK, &signals, NULL);
    struct MHD_Daemon *daemon =
        MHD_start_daemon(MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_THREAD_PER_CONNECTION | MHD_USE_POLL,
                         (uint16_t)atoi(argv[1]), NULL, NULL, answer, NULL, MHD_OPTION_END);
    if (daemon == NULL) return EXIT_FAILURE;
    sigwait(&signals, &received);
    MHD_stop_daemon(daemon);
    MHD_destroy_response(response);
    return EXIT_SUCCESS;
}
