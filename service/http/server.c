/* Starting, draining and stopping. */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/memory.h"
#include "http-private.h"

enum { POOL_BYTES = 64 * 1024, MESSAGE_SIZE = 512, HANDSHAKE_MS = 100 };

/* Sanitized frames are larger. */
#if defined(__SANITIZE_ADDRESS__)
#define STACK_BYTES (2 * 1024 * 1024)
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define STACK_BYTES (2 * 1024 * 1024)
#endif
#endif
#ifndef STACK_BYTES
#define STACK_BYTES (1024 * 1024)
#endif

/* Ulfius calls this one instead of libmicrohttpd's, because the program comes first when symbols are bound. It puts
 * the guard where Ulfius' access handler would be; everything else passes unchanged. */
struct MHD_Daemon *MHD_start_daemon(unsigned int flags, uint16_t port, MHD_AcceptPolicyCallback accept_policy,
                                    void *accept_context, MHD_AccessHandlerCallback handler, void *handler_context,
                                    ...) {
    struct http_server *server = handler_context;
    va_list options;
    (void)accept_policy, (void)accept_context; /* Ulfius has none */
    server->ulfius_handler = handler;
    va_start(options, handler_context);
    struct MHD_Daemon *daemon =
        MHD_start_daemon_va(flags, port, connection_may_come, server, guard_handle, server, options);
    va_end(options);
    return daemon;
}

static void __attribute__((format(printf, 2, 0))) log_message(void *context, const char *format, va_list arguments) {
    char message[MESSAGE_SIZE];
    (void)context;
    vsnprintf(message, sizeof message, format, arguments);
    message[strcspn(message, "\n")] = '\0';
    log_debug("microhttpd", "%s", message);
}

static int on_request(const struct _u_request *request, struct _u_response *response, void *exchange) {
    (void)request, (void)response;
    answer_request(exchange);
    send_reply(exchange);
    return U_CALLBACK_CONTINUE;
}

static bool start_ulfius(struct http_server *server, struct error *err) {
    struct MHD_OptionItem options[] = {
        {MHD_OPTION_EXTERNAL_LOGGER, (intptr_t)log_message, NULL}, /* has to be the first */
        {MHD_OPTION_LISTEN_SOCKET, server->listener, NULL},
        {MHD_OPTION_URI_LOG_CALLBACK, (intptr_t)exchange_create, server},
        {MHD_OPTION_NOTIFY_COMPLETED, (intptr_t)exchange_complete, server},
        {MHD_OPTION_NOTIFY_CONNECTION, (intptr_t)connection_notify, server},
        {MHD_OPTION_CONNECTION_LIMIT, server->service.config->max_connections, NULL},
        {MHD_OPTION_CONNECTION_MEMORY_LIMIT, POOL_BYTES, NULL},
        {MHD_OPTION_THREAD_STACK_SIZE, STACK_BYTES, NULL},
        {MHD_OPTION_END, 0, NULL}};
    unsigned flags = MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_THREAD_PER_CONNECTION | MHD_USE_POLL | MHD_USE_ITC |
                     MHD_USE_ERROR_LOG;
    /* GCOVR_EXCL_START: Ulfius refuses a port or an address that is none, which it is not given */
    if (ulfius_init_instance(&server->ulfius, (unsigned)server->port, NULL, NULL) != U_OK)
        return error_cause(err, PROBLEM_INTERNAL, "%s: Ulfius cannot be initialised", server->service.name);
    /* GCOVR_EXCL_STOP */
    server->ulfius.allowed_post_processor = U_POST_PROCESS_NONE;
    server->ulfius.check_utf8 = 0;
    ulfius_set_default_endpoint(&server->ulfius, on_request, NULL);
    if (ulfius_start_framework_with_mhd_options(&server->ulfius, flags, options) == U_OK) return true;
    /* GCOVR_EXCL_START: libmicrohttpd fails here for want of memory or threads only, its socket listens */
    return error_cause(err, PROBLEM_INTERNAL, "%s: libmicrohttpd cannot be started", server->service.name);
    /* GCOVR_EXCL_STOP */
}

static struct http_server *create(const struct http_service *service) {
    struct http_server *server = memory_zeroed(1, sizeof *server);
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&server->wake, &attributes);
    pthread_condattr_destroy(&attributes);
    pthread_mutex_init(&server->lock, NULL);
    server->service = *service;
    server->arena = arena_create();
    server->clients = clients_create();
    server->listener = -1;
    return server;
}

static void destroy(struct http_server *server) {
    if (server->listener >= 0) close(server->listener);
    ulfius_clean_instance(&server->ulfius);
    arena_destroy(server->arena);
    clients_destroy(server->clients);
    pthread_cond_destroy(&server->wake);
    pthread_mutex_destroy(&server->lock);
    free(server);
}

/* Ulfius has no half of a reply for want of memory; once, since another server may be at work already. */
static pthread_once_t has_memory = PTHREAD_ONCE_INIT;

static void give_memory(void) { o_set_alloc_funcs(memory_take, memory_resize, free); }

bool http_start(const struct http_service *service, struct http_server **started, struct error *err) {
    *started = NULL;
    if (sodium_init() < 0) return error_cause(err, PROBLEM_INTERNAL, "libsodium cannot be initialised");
    if (!refusal_prepare()) return error_cause(err, PROBLEM_INTERNAL, "libmicrohttpd has no MHD_queue_response");
    pthread_once(&has_memory, give_memory);
    struct http_server *server = create(service);
    bool is_ready = route_table_make(server->arena, service->routes, service->route_count, &server->routes, err) &&
                    listener_open(server, err) && reaper_start(server, err);
    if (is_ready && start_ulfius(server, err)) {
        *started = server;
        return true;
    }
    if (is_ready) reaper_stop(server); /* GCOVR_EXCL_LINE: where libmicrohttpd could not be started */
    destroy(server);
    return false;
}

int http_port(const struct http_server *server) { return server->port; }

int http_keep_listener(struct http_server *server) {
    server->is_shared = true;
    return fcntl(server->listener, F_DUPFD_CLOEXEC, 0);
}

/* Until no connection is left or the time is up. */
static void drain(struct http_server *server, long drain_ms) {
    int64_t end_ms = clock_now_ms() + drain_ms;
    struct timespec end = {.tv_sec = end_ms / 1000, .tv_nsec = end_ms % 1000 * 1000000};
    int waited = 0;
    pthread_mutex_lock(&server->lock);
    while (server->connections != NULL && waited != ETIMEDOUT)
        waited = pthread_cond_timedwait(&server->wake, &server->lock, &end);
    pthread_mutex_unlock(&server->lock);
}

/* Whether the kernel answers who asks the socket for a connection: when not, it drops packets that have passed a router
 * or come from a stack that starts below 255 hops, which all do (RFC 5082). Handshakes under way are still completed.
 */
static void let_in(int socket, bool everybody) {
    const int least_hops = everybody ? 0 : 255;
    setsockopt(socket, IPPROTO_IP, IP_MINTTL, &least_hops, sizeof least_hops);
    setsockopt(socket, IPPROTO_IPV6, IPV6_MINHOPCOUNT, &least_hops, sizeof least_hops);
}

/* Those that wait in the listener's queue may have sent their request: they are served. Who comes between the last
 * accept and the end of the listener would be connected and cut, so that the door is closed first. */
static void take_waiting(struct http_server *server) {
    struct pollfd waiting = {.fd = server->listener, .events = POLLIN};
    int64_t end_ms = clock_now_ms() + HANDSHAKE_MS, left_ms;
    let_in(server->listener, false);
    while ((left_ms = end_ms - clock_now_ms()) > 0 && poll(&waiting, 1, (int)left_ms) > 0) {
        struct sockaddr_storage address;
        socklen_t length = sizeof address;
        int client = accept4(server->listener, (struct sockaddr *)&address, &length, SOCK_CLOEXEC);
        if (client < 0) return;
        let_in(client, true);
        /* closes the socket when it fails */
        MHD_add_connection(server->ulfius.mhd_daemon, client, (struct sockaddr *)&address, length);
    }
}

void http_stop(struct http_server *server, long drain_ms) {
    if (server == NULL) return;
    atomic_store(&server->is_draining, true);
    MHD_quiesce_daemon(server->ulfius.mhd_daemon);
    if (!server->is_shared) {
        take_waiting(server);
        shutdown(server->listener, SHUT_RDWR); /* new clients are told at once instead of waiting in the queue */
    }
    drain(server, drain_ms);
    ulfius_stop_framework(&server->ulfius);
    reaper_stop(server);
    destroy(server);
}
