/* The record of each connection: what it is doing and since when. */
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "base/clock.h"
#include "base/memory.h"
#include "http-private.h"

enum { LINGER_MS = 2000, LINGER_BYTES = 64 * 1024 * 1024, LINGER_MOST = 64, LINGER_BUFFER = 64 * 1024 };

void connection_enter(struct connection *connection, enum phase phase) {
    if (phase == PHASE_BODY) atomic_store(&connection->body_bytes, 0);
    if (phase != PHASE_WRITING) atomic_store(&connection->held_bytes, 0);
    if (atomic_load(&connection->phase) == PHASE_REAPED) return;
    atomic_store(&connection->since_ms, clock_now_ms());
    atomic_store(&connection->phase, (int)phase);
}

static struct connection *start(struct http_server *server, struct MHD_Connection *mhd) {
    struct connection *connection = memory_zeroed(1, sizeof *connection);
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD);
    connection->server = server;
    connection->socket = info->connect_fd;
    info = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    connection->address = client_address(info->client_addr);
    address_write(&connection->address, connection->client);
    if (client_is_bounded(server, &connection->address)) {
        const struct client_id id = client_of_address(SHARE_ADDRESS, &connection->address);
        connection->holder = clients_enter(server->clients, &id);
    }
    connection_enter(connection, PHASE_HEADERS);
    pthread_mutex_lock(&server->lock);
    connection->next = server->connections;
    if (connection->next != NULL) connection->next->previous = connection;
    server->connections = connection;
    server->connection_count++;
    reaper_make_room(server, connection);
    pthread_mutex_unlock(&server->lock);
    return connection;
}

/* The socket is still open here and only here: libmicrohttpd closes it after this notification. */
static void end(struct http_server *server, struct connection *connection) {
    pthread_mutex_lock(&server->lock);
    if (connection->next != NULL) connection->next->previous = connection->previous;
    if (connection->previous != NULL)
        connection->previous->next = connection->next;
    else
        server->connections = connection->next;
    server->connection_count--;
    pthread_cond_broadcast(&server->wake);
    pthread_mutex_unlock(&server->lock);
    clients_leave(server->clients, connection->holder);
    arena_destroy(connection->spare);
    free(connection);
}

struct connection *connection_of(struct MHD_Connection *mhd) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info->socket_context;
}

void connection_notify(void *server, struct MHD_Connection *mhd, void **context,
                       enum MHD_ConnectionNotificationCode code) {
    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        *context = start(server, mhd);
    } else if (*context != NULL) {
        end(server, *context);
        *context = NULL;
    }
}

/* Those of an address that are at their end still count: their threads take time to go, and a flood of new ones must
 * not take the places of others meanwhile. */
enum MHD_Result connection_may_come(void *context, const struct sockaddr *socket_address, socklen_t length) {
    struct http_server *server = context;
    (void)length;
    const struct address address = client_address(socket_address);
    if (!client_is_bounded(server, &address)) return MHD_YES;
    const struct client_id id = client_of_address(SHARE_ADDRESS, &address);
    size_t most = (size_t)server->service.config->max_connections_per_address;
    return clients_held(server->clients, &id) < most ? MHD_YES : MHD_NO;
}

static void discard_incoming(int socket) {
    char buffer[LINGER_BUFFER];
    int64_t end_ms = clock_now_ms() + LINGER_MS;
    for (ssize_t discarded = 0; discarded < LINGER_BYTES;) {
        int64_t left_ms = end_ms - clock_now_ms();
        struct pollfd readable = {.fd = socket, .events = POLLIN};
        if (left_ms <= 0 || poll(&readable, 1, (int)left_ms) <= 0) return;
        ssize_t received = recv(socket, buffer, sizeof buffer, MSG_DONTWAIT | MSG_TRUNC);
        if (received <= 0) return;
        discarded += received;
    }
}

void connection_linger(struct connection *connection) {
    struct http_server *server = connection->server;
    connection_enter(connection, PHASE_LINGERING);
    shutdown(connection->socket, SHUT_WR);
    if (atomic_fetch_add(&server->lingering, 1) < LINGER_MOST) discard_incoming(connection->socket);
    atomic_fetch_sub(&server->lingering, 1);
}
