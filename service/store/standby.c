/* Standbys that the public reads: how far one must have come.
 *
 * A position is a place in the primary's log. The primary is asked for its own at most every read_lag_ms; a standby
 * that has replayed it has all that was committed until then, whatever the clocks of the machines say and however long
 * nothing was written. What is committed here moves that position on, so that everybody reads here what was written
 * here.
 *
 * Circle with pool.c and connection.c: whoever borrows a standby has both servers asked, on connections that are
 * borrowed as well; and a statement that a standby fails goes on at the primary. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/embedded.h"
#include "base/memory.h"
#include "base/text.h"
#include "private.h"

struct standby {
    pthread_mutex_t lock;
    uint64_t position; /* of the primary when it was asked; 0: it has not been */
    uint64_t changes;  /* how many there were before it was asked */
    int64_t asked_ms;  /* clock_now_ms */
    _Atomic uint64_t changed;
    atomic_ulong counts[STANDBY_RESULTS];
};

struct standby *standby_create(void) {
    struct standby *standby = memory_zeroed(1, sizeof *standby);
    pthread_mutex_init(&standby->lock, NULL);
    return standby;
}

void standby_destroy(struct standby *standby) {
    if (standby == NULL) return;
    pthread_mutex_destroy(&standby->lock);
    free(standby);
}

void standby_changed(struct standby *standby) {
    if (standby != NULL) atomic_fetch_add(&standby->changed, 1);
}

void standby_count(struct standby *standby, enum standby_result result) {
    atomic_fetch_add_explicit(&standby->counts[result], 1, memory_order_relaxed);
}

unsigned long standby_counted(struct standby *standby, enum standby_result result) {
    return atomic_load_explicit(&standby->counts[result], memory_order_relaxed);
}

/* ---- positions ---- */

static bool read_position(struct db *db, enum statement statement, uint64_t *position, struct error *err) {
    struct rows *rows;
    if (!store_run_chosen(db, statement, NULL, 0, &rows, err)) return false;
    const char *text = rows_value(rows, 0, 0);
    *position = text == NULL ? UINT64_MAX : strtoull(text, NULL, 10); /* a standby no more has everything */
    return true;
}

/* How far the primary is with what this connection has just committed; what nobody knows, the next reader finds out. */
void standby_committed(struct standby *standby, struct db *db) {
    uint64_t position = 0;
    struct error ignored = error_start(db->arena);
    if (standby == NULL) return;
    if (!read_position(db, SQL_STANDBY_WRITTEN, &position, &ignored)) standby_changed(standby);
    pthread_mutex_lock(&standby->lock);
    if (position > standby->position) standby->position = position;
    pthread_mutex_unlock(&standby->lock);
}

static bool ask_primary(struct store *store, uint64_t *position) {
    struct arena *arena = arena_create();
    struct error ignored = error_start(arena);
    struct db *db;
    bool good =
        pool_borrow_primary(store, arena, &db, &ignored) && read_position(db, SQL_STANDBY_WRITTEN, position, &ignored);
    arena_destroy(arena);
    return good;
}

/* The position to have come to; false when nobody knows it. With the primary away nothing new can have been written,
 * and what was the last position goes on to be it. */
static bool find_position(struct standby *standby, struct store *store, long lag_ms, uint64_t *position) {
    pthread_mutex_lock(&standby->lock);
    int64_t now_ms = clock_now_ms();
    uint64_t changed = atomic_load(&standby->changed);
    bool is_complete = standby->position != 0 && standby->changes == changed;
    bool is_known = is_complete && now_ms - standby->asked_ms < lag_ms;
    /* twice: a connection that has just broken says so when it is asked */
    if (!is_known && (ask_primary(store, &standby->position) || ask_primary(store, &standby->position))) {
        standby->changes = changed;
        standby->asked_ms = now_ms;
        is_known = true;
    }
    *position = standby->position;
    pthread_mutex_unlock(&standby->lock);
    return is_known || (is_complete && pool_primary_is_away(store));
}

bool standby_has_all(struct standby *standby, struct store *store, struct db *db, struct error *err) {
    uint64_t position;
    if (!find_position(standby, store, db->store_config->read_lag_ms, &position)) return false;
    if (db->slot->replayed < position && !read_position(db, SQL_STANDBY_REPLAYED, &db->slot->replayed, err))
        return false;
    return db->slot->replayed >= position;
}
