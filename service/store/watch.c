/* Hears of changes: a connection that listens (NOTIFY, sql/functions/over_tables/170_changes.sql), in a thread of its
 * own.
 *
 * What is told is never told too early: the server delivers a notification once what it is about can be read. What may
 * have been missed (before listening, while the connection was down) counts as a change. That the connection still
 * hears is known for LEASE_MS, because it is asked every ASK_MS; a moment at which something changes by the clock ends
 * that time early, until the server has been asked on which side of it we are.
 *
 * Circle with pool.c: it tells here what its connections have committed, and knows which of the server's processes
 * those are, so that they are not told twice. */
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/embedded.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/text.h"
#include "private.h"

enum { ASK_MS = 1000, ANSWER_MS = 1000, LEASE_MS = 3000, OPEN_MS = 2000, RETRY_MS = 200, STATE_SIZE = 80 };

struct watch {
    struct store *store;
    const struct config *config;
    struct store_watcher watcher;
    pthread_t thread;
    int end; /* readable once the watching is to end */
    atomic_bool is_ending;
    bool is_away; /* told the log that nothing is heard */
    PGconn *connection;
    char state[STATE_SIZE]; /* what the server said last */
    int64_t next_ms;        /* when to ask again */
    pthread_mutex_t lock;   /* of what follows, and of the watcher's calls */
    int64_t limit_ms;       /* the first change by the clock that came with a change since the server was asked last */
};

void watch_tell(struct watch *watch, int64_t until_ms) {
    pthread_mutex_lock(&watch->lock);
    if (until_ms < watch->limit_ms) watch->limit_ms = until_ms;
    watch->watcher.changed(watch->watcher.context, until_ms);
    pthread_mutex_unlock(&watch->lock);
}

/* What somebody else has committed. */
static void tell_others(struct watch *watch) {
    store_changed_elsewhere(watch->store);
    watch_tell(watch, INT64_MAX);
}

static void begin_asking(struct watch *watch) {
    pthread_mutex_lock(&watch->lock);
    watch->limit_ms = INT64_MAX;
    pthread_mutex_unlock(&watch->lock);
}

/* An answer does not know what was committed after the question. */
static void tell_trusted(struct watch *watch, int64_t until_ms) {
    pthread_mutex_lock(&watch->lock);
    if (until_ms > watch->limit_ms) until_ms = watch->limit_ms;
    watch->watcher.trusted(watch->watcher.context, until_ms);
    pthread_mutex_unlock(&watch->lock);
}

/* ---- asking ---- */

/* What our own connections commit is told by store_commit, with less delay. Whoever has changed something may have put
 * the next change by the clock earlier: the server is asked again. */
static void take_notifications(struct watch *watch) {
    bool changed = false;
    for (PGnotify *told; (told = PQnotifies(watch->connection)) != NULL; PQfreemem(told)) {
        changed = changed || !store_owns(watch->store, told->be_pid);
        watch->next_ms = 0;
    }
    if (changed) tell_others(watch);
}

/* Behind a pooler the connection is somebody else's a moment later, and hears nothing. */
static bool is_direct(struct watch *watch, const PGresult *answer) {
    if (strtol(PQgetvalue(answer, 0, CHANGE_STATE_BACKEND), NULL, 10) == PQbackendPID(watch->connection)) return true;
    if (!watch->is_away)
        log_error("changes", "a pooler stands before the database: set TILLIT_DB_LISTEN; until then no reply is kept");
    watch->is_away = true;
    return false;
}

static void take_state(struct watch *watch, const PGresult *answer, int64_t asked_ms) {
    const char *state = PQgetvalue(answer, 0, CHANGE_STATE_STATE);
    bool changes_by_clock = !PQgetisnull(answer, 0, CHANGE_STATE_LEFT_MS);
    int64_t left_ms = strtoll(PQgetvalue(answer, 0, CHANGE_STATE_LEFT_MS), NULL, 10);
    if (!text_equal(state, watch->state)) tell_others(watch);
    snprintf(watch->state, sizeof watch->state, "%s", state);
    bool is_soon = changes_by_clock && left_ms < LEASE_MS;
    watch->next_ms = asked_ms + (changes_by_clock && left_ms < ASK_MS ? left_ms + 1 : ASK_MS);
    tell_trusted(watch, asked_ms + (is_soon ? left_ms : LEASE_MS));
}

static bool ask(struct watch *watch) {
    int64_t asked_ms = clock_now_ms();
    const char *sql = embedded_statements[SQL_CHANGE_STATE].text;
    begin_asking(watch);
    PGresult *answer = connection_ask(watch->connection, sql, asked_ms + ANSWER_MS);
    bool good = PQresultStatus(answer) == PGRES_TUPLES_OK && PQntuples(answer) == 1 && is_direct(watch, answer);
    if (good) take_state(watch, answer, asked_ms);
    PQclear(answer);
    take_notifications(watch); /* last: what came after the question is asked about again */
    return good;
}

/* ---- the connection ---- */

static bool listen_now(struct watch *watch) {
    PGresult *answer = connection_ask(watch->connection, "listen tillit_changed", clock_now_ms() + ANSWER_MS);
    bool good = PQresultStatus(answer) == PGRES_COMMAND_OK;
    PQclear(answer);
    return good;
}

static bool open_connection(struct watch *watch) {
    const char *own = watch->config->db_listen;
    struct arena *arena = arena_create();
    struct error err = error_start(arena);
    watch->connection =
        connection_open(*own == '\0' ? watch->config->db_app : own, watch->config, clock_now_ms() + OPEN_MS, &err);
    watch->state[0] = '\0'; /* the first state that is told is a change */
    bool good = watch->connection != NULL && listen_now(watch) && ask(watch);
    if (watch->connection != NULL && !good)
        error_cause(&err, PROBLEM_UNAVAILABLE, "database: %s", PQerrorMessage(watch->connection));
    if (!good && !watch->is_away)
        log_warning("changes", "nothing is heard of changes, no reply is kept: %s", err.cause == NULL ? "" : err.cause);
    if (good && watch->is_away) log_info("changes", "they are heard of again");
    watch->is_away = !good;
    arena_destroy(arena);
    return good;
}

static void close_connection(struct watch *watch) {
    tell_trusted(watch, 0);
    PQfinish(watch->connection);
    watch->connection = NULL;
}

/* Until the socket has something to say, or the time has come; false when the watching ends. */
static bool wait_until(struct watch *watch, int64_t until_ms) {
    int64_t left_ms = until_ms - clock_now_ms();
    struct pollfd waits[] = {{.fd = watch->end, .events = POLLIN},
                             {.fd = watch->connection == NULL ? -1 : PQsocket(watch->connection), .events = POLLIN}};
    poll(waits, 2, left_ms > 0 ? (int)left_ms : 0);
    return !atomic_load(&watch->is_ending);
}

/* As long as the connection is good; false when the watching ends. */
static bool hear(struct watch *watch) {
    while (wait_until(watch, watch->next_ms)) {
        if (PQconsumeInput(watch->connection) != 1) return true;
        take_notifications(watch);
        if (clock_now_ms() >= watch->next_ms && !ask(watch)) return true;
    }
    return false;
}

static void *run(void *argument) {
    struct watch *watch = argument;
    for (bool goes_on = true; goes_on;) {
        bool is_open = open_connection(watch);
        if (is_open) goes_on = hear(watch);
        close_connection(watch);
        if (goes_on) goes_on = wait_until(watch, clock_now_ms() + RETRY_MS);
    }
    return NULL;
}

struct watch *watch_start(struct store *store, const struct config *config, const struct store_watcher *watcher,
                          struct error *err) {
    struct watch *watch = memory_zeroed(1, sizeof *watch);
    *watch = (struct watch){.store = store, .config = config, .watcher = *watcher, .end = eventfd(0, EFD_CLOEXEC)};
    pthread_mutex_init(&watch->lock, NULL);
    int failure = watch->end < 0 ? errno : pthread_create(&watch->thread, NULL, run, watch);
    if (failure == 0) return watch;
    /* GCOVR_EXCL_START: the kernel has neither a file nor a thread left as the program starts */
    error_cause(err, PROBLEM_INTERNAL, "changes cannot be watched: %s", strerror(failure));
    if (watch->end >= 0) close(watch->end);
    free(watch);
    return NULL;
    /* GCOVR_EXCL_STOP */
}

void watch_end(struct watch *watch) {
    if (watch == NULL) return;
    const uint64_t one = 1;
    atomic_store(&watch->is_ending, true);
    if (write(watch->end, &one, sizeof one) != sizeof one) abort();
    pthread_join(watch->thread, NULL);
    close(watch->end);
    pthread_mutex_destroy(&watch->lock);
    free(watch);
}
