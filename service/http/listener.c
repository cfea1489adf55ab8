/* The socket that listens. */
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "http-private.h"

/* The send buffer is small so that a slow reader holds little of the kernel's memory. */
enum { SEND_BUFFER_BYTES = 128 * 1024, BACKLOG = 1024 };

static int try_listen(const struct addrinfo *address) {
    const int yes = 1, no = 0, send_buffer = SEND_BUFFER_BYTES;
    int listener = socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (listener < 0) return -1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    setsockopt(listener, SOL_SOCKET, SO_SNDBUF, &send_buffer, sizeof send_buffer); /* connections inherit it */
    if (address->ai_family == AF_INET6) setsockopt(listener, IPPROTO_IPV6, IPV6_V6ONLY, &no, sizeof no);
    if (bind(listener, address->ai_addr, address->ai_addrlen) == 0 && listen(listener, BACKLOG) == 0) return listener;
    int failure = errno;
    close(listener);
    errno = failure;
    return -1;
}

static int port_of(int listener) {
    struct sockaddr_storage address;
    socklen_t length = sizeof address;
    char service[8] = "0";
    if (getsockname(listener, (struct sockaddr *)&address, &length) == 0)
        getnameinfo((struct sockaddr *)&address, length, NULL, 0, service, sizeof service, NI_NUMERICSERV);
    return (int)strtol(service, NULL, 10);
}

static bool open_new(struct http_server *server, struct error *err) {
    const struct http_service *service = &server->service;
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE | AI_NUMERICSERV}, *addresses = NULL;
    char port[16];
    snprintf(port, sizeof port, "%d", service->port);
    int failure = getaddrinfo(service->host, port, &hints, &addresses);
    if (failure != 0)
        return error_cause(err, PROBLEM_INTERNAL, "%s: cannot resolve %s: %s", service->name, service->host,
                           gai_strerror(failure));
    for (struct addrinfo *address = addresses; address != NULL && server->listener < 0; address = address->ai_next)
        server->listener = try_listen(address);
    failure = errno;
    freeaddrinfo(addresses);
    if (server->listener < 0)
        return error_cause(err, PROBLEM_INTERNAL, "%s: cannot listen on %s port %d: %s", service->name, service->host,
                           service->port, strerror(failure));
    return true;
}

/* Made by somebody else, who may have left out what try_listen sets. */
static bool take_over(struct http_server *server, struct error *err) {
    const struct http_service *service = &server->service;
    const int send_buffer = SEND_BUFFER_BYTES;
    int is_listening = 0;
    socklen_t length = sizeof is_listening;
    getsockopt(service->listener, SOL_SOCKET, SO_ACCEPTCONN, &is_listening, &length);
    if (!is_listening)
        return error_cause(err, PROBLEM_INTERNAL, "%s: what was handed over does not listen", service->name);
    setsockopt(service->listener, SOL_SOCKET, SO_SNDBUF, &send_buffer, sizeof send_buffer);
    fcntl(service->listener, F_SETFL, fcntl(service->listener, F_GETFL) | O_NONBLOCK);
    server->listener = service->listener;
    server->is_shared = true;
    return true;
}

bool listener_open(struct http_server *server, struct error *err) {
    if (!(server->service.listener >= 0 ? take_over(server, err) : open_new(server, err))) return false;
    server->port = port_of(server->listener);
    return true;
}
