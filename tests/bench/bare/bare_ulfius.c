/* The least program on Ulfius that sends what it is told to: bare_ulfius PORT HEADERS BODY, both files. The headers are
 * lines "Name: value". */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ulfius.h>

#include "sent.h"

static struct sent sent;

static int answer(const struct _u_request *request, struct _u_response *response, void *context) {
    (void)request, (void)context;
    for (size_t i = 0; i < sent.header_count; i++)
        u_map_put(response->map_header, sent.headers[i].name, sent.headers[i].value);
    ulfius_set_binary_body_response(response, 200, sent.body, sent.length);
    return U_CALLBACK_CONTINUE;
}

int main(int argc, char **argv) {
    struct _u_instance instance;
    sigset_t signals;
    int received;
    if (argc != 4 || !sent_read(&sent, argv[2], argv[3])) return EXIT_FAILURE;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    sigprocmask(SIG_BLOCK, &signals, NULL);
    if (ulfius_init_instance(&instance, (unsigned)atoi(argv[1]), NULL, NULL) != U_OK) return EXIT_FAILURE;
    ulfius_add_endpoint_by_val(&instance, "GET", NULL, "/*", 0, answer, NULL);
    if (ulfius_start_framework(&instance) != U_OK) return EXIT_FAILURE;
    sigwait(&signals, &received);
    ulfius_stop_framework(&instance);
    ulfius_clean_instance(&instance);
    return EXIT_SUCCESS;
}
