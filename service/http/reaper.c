/* Deadlines: one thread looks at every connection ten times a second and shuts down those that are too slow.
 *
 * libmicrohttpd's own timeout is only for connections on which nothing moves; a byte a second would hold one for
 * ever. Sockets are shut down, never closed, and only while the lock is held, under which a connection stays listed
 * as long as its socket is open. */
#include <errno.h>
#include <linux/sockios.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>

#include "base/clock.h"
#include "base/log.h"
#include "http-private.h"

enum {
    TICK_MS = 100,
    DRAINING_IDLE_MS = 1000,
    LATE_GRACE_MS = 1000,
    YOUNG_MS = 200,
    STUCK_MS = 1000,
    MOST_AT_ONCE = 16
};

/* What the kernel has counted on a connection. */
struct counts {
    uint64_t received, acked;
    int unsent;
};

static struct counts count_bytes(int socket) {
    struct tcp_info info;
    socklen_t length = sizeof info;
    struct counts counts = {0};
    memset(&info, 0, sizeof info);
    if (getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &length) != 0) return counts;
    counts.received = info.tcpi_bytes_received;
    counts.acked = info.tcpi_bytes_acked;
    if (ioctl(socket, SIOCOUTQ, &counts.unsent) != 0) counts.unsent = 0;
    return counts;
}

/* What the client has not taken is dropped, or the kernel would keep it for minutes. */
static void drop_unsent(int socket) {
    const struct linger at_once = {.l_onoff = 1, .l_linger = 0};
    setsockopt(socket, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

static void reap(struct connection *connection, const char *why) {
    log_debug("reaper", "%s", why);
    if (count_bytes(connection->socket).unsent > 0) drop_unsent(connection->socket);
    atomic_store(&connection->phase, PHASE_REAPED);
    shutdown(connection->socket, SHUT_RDWR);
}

/* The client's time is up, but it may still read a 408: only the reading side is closed. */
static void make_late(struct connection *connection, int64_t age_ms, int64_t deadline_ms, const char *why) {
    if (!atomic_exchange(&connection->is_late, true))
        shutdown(connection->socket, SHUT_RD);
    else if (age_ms > deadline_ms + LATE_GRACE_MS)
        reap(connection, why);
}

static void watch_headers(struct connection *connection, int64_t now_ms, int64_t age_ms) {
    (void)now_ms;
    const struct http_server *server = connection->server;
    int64_t limit_ms = server->service.config->header_deadline_ms;
    if (age_ms >= limit_ms) make_late(connection, age_ms, limit_ms, "slow headers");
    bool can_go = atomic_load(&server->is_draining) && age_ms >= DRAINING_IDLE_MS;
    if (can_go && count_bytes(connection->socket).received == 0) reap(connection, "silent");
}

/* The allowance for the first bytes is that of the headers. */
static void watch_body(struct connection *connection, int64_t now_ms, int64_t age_ms) {
    (void)now_ms;
    const struct config *config = connection->server->service.config;
    int64_t counted_ms = age_ms - config->header_deadline_ms;
    int64_t due = counted_ms * config->body_bytes_per_s / 1000;
    if (counted_ms > 0 && atomic_load(&connection->body_bytes) < due)
        make_late(connection, age_ms, config->header_deadline_ms, "slow body");
}

/* Since when nothing has been taken of what stands in the send buffer; 0 when it is being taken. */
static int64_t stuck_ms(struct connection *connection, int64_t now_ms, int64_t age_ms) {
    struct counts counts = count_bytes(connection->socket);
    if (counts.unsent == 0 || counts.acked != connection->acked) connection->stuck_ms = now_ms;
    connection->acked = counts.acked;
    int64_t stuck = now_ms - connection->stuck_ms;
    return stuck < age_ms ? stuck : age_ms;
}

static void watch_reader(struct connection *connection, int64_t now_ms, int64_t age_ms) {
    if (stuck_ms(connection, now_ms, age_ms) >= connection->server->service.config->write_stall_ms)
        reap(connection, "stalled reader");
}

static bool is_noted(struct connection *connection, int64_t since_ms, struct counts counts) {
    if (connection->noted_ms == since_ms) return true;
    connection->noted_ms = since_ms;
    connection->received = counts.received;
    return false;
}

/* A reply that still stands in the send buffer is being read; the first byte of a request starts its headers. */
static void watch_idle(struct connection *connection, int64_t now_ms, int64_t age_ms) {
    const struct http_server *server = connection->server;
    int64_t limit_ms = server->service.config->keep_alive_ms;
    if (atomic_load(&server->is_draining) && limit_ms > DRAINING_IDLE_MS) limit_ms = DRAINING_IDLE_MS;
    struct counts counts = count_bytes(connection->socket);
    int idle = PHASE_IDLE;
    if (is_noted(connection, now_ms - age_ms, counts) && counts.received != connection->received) {
        if (atomic_compare_exchange_strong(&connection->phase, &idle, PHASE_HEADERS))
            atomic_store(&connection->since_ms, now_ms);
    } else if (counts.unsent > 0) {
        watch_reader(connection, now_ms, age_ms);
    } else if (age_ms >= limit_ms && now_ms - connection->stuck_ms >= limit_ms) {
        reap(connection, "idle");
    }
}

static void (*const watchers[])(struct connection *connection, int64_t now_ms, int64_t age_ms) = {
    [PHASE_IDLE] = watch_idle,      [PHASE_HEADERS] = watch_headers, [PHASE_BODY] = watch_body, [PHASE_HANDLING] = NULL,
    [PHASE_WRITING] = watch_reader, [PHASE_LINGERING] = NULL,        [PHASE_REAPED] = NULL,
};

static void watch_all(struct http_server *server) {
    int64_t now_ms = clock_now_ms();
    for (struct connection *connection = server->connections; connection != NULL; connection = connection->next) {
        int phase = atomic_load(&connection->phase);
        int64_t age_ms = now_ms - atomic_load(&connection->since_ms);
        if (watchers[phase] != NULL && age_ms > 0) watchers[phase](connection, now_ms, age_ms);
    }
}

static bool is_stuck(const struct connection *connection, int64_t now_ms) {
    return now_ms - atomic_load(&connection->since_ms) >= STUCK_MS && now_ms - connection->stuck_ms >= STUCK_MS;
}

/* Replies that nobody takes may hold no more memory than bodies may: over that, a second is long enough. */
static void bound_replies(struct http_server *server) {
    int64_t now_ms = clock_now_ms(), held = 0, most = server->service.config->max_bodies_bytes;
    for (struct connection *connection = server->connections; connection != NULL; connection = connection->next)
        held += atomic_load(&connection->held_bytes);
    for (struct connection *connection = server->connections; connection != NULL; connection = connection->next) {
        if (held <= most) return;
        if (atomic_load(&connection->phase) != PHASE_WRITING || !is_stuck(connection, now_ms)) continue;
        held -= atomic_load(&connection->held_bytes);
        reap(connection, "stalled reader, and too much is held for others");
    }
}

/* The larger, the less is lost; 0 for those that are left alone. */
static int dispensability(const struct connection *connection, int64_t now_ms) {
    int64_t age_ms = now_ms - atomic_load(&connection->since_ms);
    int64_t slow = connection->server->service.config->body_bytes_per_s * 10;
    switch (atomic_load(&connection->phase)) {
    case PHASE_LINGERING: return 4;
    case PHASE_IDLE: return 3;
    case PHASE_HEADERS: return age_ms >= YOUNG_MS ? 2 : 0;
    case PHASE_BODY: return age_ms >= STUCK_MS && atomic_load(&connection->body_bytes) * 1000 / age_ms < slow;
    case PHASE_WRITING: return is_stuck(connection, now_ms);
    default: return 0;
    }
}

/* Of the holder, or of all. */
static bool is_of(const struct connection *connection, const struct client *holder) {
    return holder == NULL || connection->holder == holder;
}

static struct connection *find_victim(struct http_server *server, const struct client *holder, int64_t now_ms) {
    struct connection *victim = NULL;
    int64_t oldest_ms = now_ms;
    int most = 1;
    for (struct connection *connection = server->connections; connection != NULL; connection = connection->next) {
        int worth = dispensability(connection, now_ms);
        int64_t since_ms = atomic_load(&connection->since_ms);
        if (!is_of(connection, holder)) continue;
        if (worth < most || (worth == most && since_ms > oldest_ms)) continue;
        victim = connection;
        most = worth;
        oldest_ms = since_ms;
    }
    return victim;
}

static size_t count_remaining(const struct http_server *server, const struct client *holder) {
    size_t count = 0;
    for (const struct connection *connection = server->connections; connection != NULL; connection = connection->next)
        count += is_of(connection, holder) && atomic_load(&connection->phase) != PHASE_REAPED;
    return count;
}

/* A part of the places is kept free, for those that come while others are ended. */
static void make_room_among(struct http_server *server, const struct client *holder, long limit) {
    size_t most = (size_t)(limit - limit / 16 - 1);
    if (server->connection_count <= most) return;
    size_t remaining = count_remaining(server, holder);
    int64_t now_ms = clock_now_ms();
    for (int i = 0; i < MOST_AT_ONCE && remaining > most; i++, remaining--) {
        struct connection *victim = find_victim(server, holder, now_ms);
        if (victim == NULL) return;
        reap(victim, "room for others");
    }
}

void reaper_make_room(struct http_server *server, const struct connection *newest) {
    const struct config *config = server->service.config;
    if (newest != NULL && newest->holder != NULL)
        make_room_among(server, newest->holder, config->max_connections_per_address);
    make_room_among(server, NULL, config->max_connections);
}

static struct timespec in_a_tick(void) {
    struct timespec then;
    clock_gettime(CLOCK_MONOTONIC, &then);
    then.tv_nsec += TICK_MS * 1000000L;
    if (then.tv_nsec >= 1000000000L) {
        then.tv_nsec -= 1000000000L;
        then.tv_sec++;
    }
    return then;
}

static void *run(void *argument) {
    struct http_server *server = argument;
    pthread_mutex_lock(&server->lock);
    while (!server->is_stopping) {
        struct timespec then = in_a_tick();
        watch_all(server);
        bound_replies(server);
        reaper_make_room(server, NULL);
        log_flush();
        int waited = 0;
        while (waited != ETIMEDOUT && !server->is_stopping)
            waited = pthread_cond_timedwait(&server->wake, &server->lock, &then);
    }
    pthread_mutex_unlock(&server->lock);
    log_flush();
    return NULL;
}

bool reaper_start(struct http_server *server, struct error *err) {
    int failure = pthread_create(&server->reaper, NULL, run, server);
    return failure == 0 || error_cause(err, PROBLEM_INTERNAL, "cannot start a thread: %s", strerror(failure));
}

void reaper_stop(struct http_server *server) {
    pthread_mutex_lock(&server->lock);
    server->is_stopping = true;
    pthread_cond_broadcast(&server->wake);
    pthread_mutex_unlock(&server->lock);
    pthread_join(server->reaper, NULL);
}
