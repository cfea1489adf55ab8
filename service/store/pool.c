/* Bounded pools, one per database role and one to standbys; connections are opened when first needed and replaced when
 * they break. */
#include <math.h>
#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/embedded.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/text.h"
#include "private.h"

/* After a failed connection attempt others do not try again for this long: a database that is down costs nothing. */
enum { BACK_OFF_MS = 200 };

/* A standby is not waited for as long: the primary is there. */
enum { STANDBY_OPEN_MS = 250, STANDBY_BACK_OFF_MS = 1000 };

/* A connection that has been idle for longer is asked for a sign of life before it is used. */
enum { IDLE_MS = 500 };

struct pool {
    const char *conninfo;
    struct turns turns;
    pthread_mutex_t lock; /* of closed_until_ms */
    long open_ms, back_off_ms;
    int64_t closed_until_ms;
};

struct store {
    const struct config *config;
    struct pool pools[STORE_POOL_COUNT];
    struct standby *standby; /* NULL: without */
    struct totals *totals;
    struct watch *watch;
    struct audit_keys audit_keys;
};

const struct tenant store_public = {.is_public = true, .municipality = "", .account = ""};
const struct tenant store_operator = {.municipality = "", .is_operator = true, .account = "operator"};
const struct tenant store_console = {.municipality = "", .is_operator = true, .account = "cli"};

static void pool_open(struct pool *pool, const char *conninfo, long size, long open_ms, long back_off_ms) {
    turns_open(&pool->turns, (int)size);
    pthread_mutex_init(&pool->lock, NULL);
    pool->conninfo = conninfo;
    pool->open_ms = open_ms;
    pool->back_off_ms = back_off_ms;
}

static void slot_close(struct slot *slot) {
    atomic_store(&slot->backend, 0);
    atomic_store(&slot->is_open, false);
    PQfinish(slot->connection);
    slot->connection = NULL;
    slot->planning = slot->wanted = PLANNING_AUTO;
    slot->replayed = 0;
    for (int i = 0; i < PREPARED_MOST; i++) free(slot->prepared[i].text);
    memset(slot->prepared, 0, sizeof slot->prepared);
}

static void pool_close(struct pool *pool) {
    for (int i = 0; i < pool->turns.size; i++) slot_close(&pool->turns.slots[i]);
    turns_close(&pool->turns);
    pthread_mutex_destroy(&pool->lock);
}

/* Without keys the service still reads; who needs them is told by audit_keys_ready. */
static void read_audit_keys(struct store *store) {
    struct arena *arena = arena_create();
    struct error ignored = error_start(arena);
    if (*store->config->audit_key_file == '\0' ||
        !audit_keys_read(store->config->audit_key_file, &store->audit_keys, &ignored))
        store->audit_keys.count = 0;
    arena_destroy(arena);
}

struct store *store_create(const struct config *config) {
    struct store *store = memory_zeroed(1, sizeof *store);
    if (sodium_init() < 0) abort();
    store->config = config;
    store->totals = totals_create();
    read_audit_keys(store);
    pool_open(&store->pools[STORE_POOL_PUBLIC], config->db_public, config->pool_public, config->queue_wait_ms,
              BACK_OFF_MS);
    pool_open(&store->pools[STORE_POOL_APP], config->db_app, config->pool_app, config->queue_wait_ms, BACK_OFF_MS);
    bool has_standbys = *config->db_read != '\0';
    pool_open(&store->pools[STORE_POOL_READ], config->db_read, has_standbys ? config->pool_public : 0, STANDBY_OPEN_MS,
              STANDBY_BACK_OFF_MS);
    if (has_standbys) store->standby = standby_create();
    return store;
}

void store_destroy(struct store *store) {
    watch_end(store->watch);
    for (int i = 0; i < STORE_POOL_COUNT; i++) pool_close(&store->pools[i]);
    standby_destroy(store->standby);
    totals_destroy(store->totals);
    sodium_memzero(&store->audit_keys, sizeof store->audit_keys);
    free(store);
}

/* ---- borrowing ---- */

static bool backing_off(struct pool *pool, struct error *err) {
    pthread_mutex_lock(&pool->lock);
    bool closed = clock_now_ms() < pool->closed_until_ms;
    pthread_mutex_unlock(&pool->lock);
    if (closed) {
        error_cause(err, PROBLEM_UNAVAILABLE, "database: still away");
        err->retry_after_s = 2;
    }
    return closed;
}

static void back_off(struct pool *pool) {
    pthread_mutex_lock(&pool->lock);
    pool->closed_until_ms = clock_now_ms() + pool->back_off_ms;
    pthread_mutex_unlock(&pool->lock);
}

static bool ensure_open(const struct config *config, struct pool *pool, struct slot *slot, int64_t deadline_ms,
                        struct error *err) {
    bool ask = clock_now_ms() - slot->idle_since_ms > IDLE_MS;
    int64_t open_until_ms = clock_now_ms() + pool->open_ms;
    if (open_until_ms < deadline_ms) deadline_ms = open_until_ms;
    if (slot->connection != NULL && connection_is_alive(slot->connection, ask, deadline_ms)) return true;
    slot_close(slot);
    if (backing_off(pool, err)) return false;
    slot->connection = connection_open(pool->conninfo, config, deadline_ms, err);
    if (slot->connection == NULL) back_off(pool);
    atomic_store(&slot->backend, PQbackendPID(slot->connection)); /* 0 without a connection */
    atomic_store(&slot->is_open, slot->connection != NULL);
    return slot->connection != NULL;
}

static void return_deferred(void *db) { store_return(db); }

/* Opens a transaction in which everything is set that a session would have to keep otherwise. */
static const char tenant_sql[] =
    "select set_config('tillit.municipality', $1, true), set_config('tillit.operator', $2, true),"
    " set_config('tillit.account', $3, true), set_config('statement_timeout', $4, true),"
    " set_config('tillit.evaluation', coalesce($5, ''), true), set_config('tillit.reasons', $6, true)";

enum { SETTING_TIMEOUT = 3, SETTING_COUNT = 6 };

/* Behind a pooler nothing stays from one transaction to the next: neither what is prepared nor how it is planned. */
static bool begin_pooled(struct db *db, bool is_usual, const char *const *settings, struct error *err) {
    if (db_command(db, "begin", err) == NULL) return false;
    db->in_transaction = true;
    if (!connection_set_local(db, err)) return false;
    return is_usual || db_exec(db, tenant_sql, settings, SETTING_COUNT, err) != NULL;
}

static struct pipe_step command(const char *sql) { return (struct pipe_step){.sql = sql, .is_command = true}; }

/* What is sent along before "begin" belongs to the transaction as well: a rollback undoes how the session plans. */
size_t pool_add_begin(struct db *db, struct pipe_step *steps) {
    size_t count = 0;
    const char **settings = db->unopened;
    settings[SETTING_TIMEOUT] = arena_printf(db->arena, "%lld", (long long)db->timeout_ms);
    db->unopened = NULL;
    db->in_transaction = true;
    db->planning_before = db->slot->planning;
    for (const char *const *plan = db_plan_as_before(db->slot); *plan != NULL; plan++) steps[count++] = command(*plan);
    steps[count++] = command("begin");
    steps[count] = (struct pipe_step){.sql = tenant_sql, .parameters = settings, .count = SETTING_COUNT};
    return count + 1;
}

void pool_forget_begin(struct db *db, const char **settings) {
    db->unopened = settings;
    db->in_transaction = false;
    db->slot->planning = db->planning_before;
}

static const char **settings_of(struct db *db, const struct tenant *tenant) {
    const char *const values[SETTING_COUNT] = {
        tenant->municipality, tenant->is_operator ? "on" : "off",
        tenant->account,      arena_printf(db->arena, "%lld", (long long)db->timeout_ms),
        tenant->evaluation,   tenant->sees_reasons ? "on" : "off"};
    const char **settings = arena_alloc(db->arena, sizeof values);
    memcpy(settings, values, sizeof values);
    return settings;
}

/* Its first statement opens it; what goes on for long does so at once. */
static bool begin(struct db *db, const struct tenant *tenant, bool bulk, struct error *err) {
    const char **settings = settings_of(db, tenant);
    struct pipe_step steps[PIPE_STEPS_MOST];
    /* nobody in particular, and the usual timeout */
    if (db->store_config->db_pooled) return begin_pooled(db, tenant->is_public && !bulk, settings, err);
    db->unopened = settings;
    return !bulk || db_pipeline(db, steps, pool_add_begin(db, steps), err);
}

static bool is_nobody(const struct tenant *tenant) {
    return *tenant->municipality == '\0' && *tenant->account == '\0' && tenant->evaluation == NULL &&
           !tenant->is_operator && !tenant->sees_reasons;
}

static enum reader reader_of(const struct tenant *tenant) {
    if (tenant->is_public) return READER_PUBLIC;
    if (tenant->is_operator) return READER_OPERATOR;
    return tenant->evaluation != NULL ? READER_EVALUATOR : READER_MEMBER;
}

/* Who is nobody needs no transaction to be somebody in, unless the session's own timeout is too short, or the session
 * is not ours. */
static bool needs_transaction(const struct config *config, const struct tenant *tenant, bool bulk) {
    return bulk || config->db_pooled || !(tenant->is_public || is_nobody(tenant));
}

/* A connection that is open, in no transaction. *db stays NULL when none became free. */
static bool take_from(struct store *store, enum store_pool which, const struct tenant *tenant, bool bulk,
                      struct arena *arena, struct db **db, struct error *err) {
    const struct config *config = store->config;
    struct pool *pool = &store->pools[which];
    int64_t deadline_ms = clock_now_ms() + config->queue_wait_ms; /* for the wait and the opening together */
    *db = NULL;
    struct slot *slot = turns_take(&pool->turns, turns_client(tenant->client), deadline_ms);
    if (slot == NULL) {
        err->retry_after_s = 1;
        error_cause(err, PROBLEM_UNAVAILABLE, "no database connection became free in time");
        return false;
    }
    struct db *borrowed = arena_alloc(arena, sizeof *borrowed);
    *borrowed = (struct db){.store_config = config,
                            .store = store,
                            .pool = pool,
                            .slot = slot,
                            .arena = arena,
                            .audit_keys = &store->audit_keys};
    borrowed->reader = reader_of(tenant);
    borrowed->municipality = tenant->municipality;
    borrowed->is_nobody = !tenant->is_public && !bulk && is_nobody(tenant);
    borrowed->is_standby = which == STORE_POOL_READ;
    borrowed->totals = store->totals;
    borrowed->watch = store->watch;
    borrowed->timeout_ms = bulk ? config->bulk_timeout_ms : config->statement_timeout_ms;
    arena_defer(arena, return_deferred, borrowed);
    *db = borrowed;
    bool good = ensure_open(config, pool, slot, deadline_ms, err);
    if (!good) store_return(borrowed);
    return good;
}

static bool borrow_from(struct store *store, enum store_pool which, const struct tenant *tenant, bool bulk,
                        struct arena *arena, struct db **db, struct error *err) {
    if (!take_from(store, which, tenant, bulk, arena, db, err)) return false;
    bool good = !needs_transaction(store->config, tenant, bulk) || begin(*db, tenant, bulk, err);
    if (!good) store_return(*db);
    return good;
}

/* A standby that may be read; false and no connection when the primary is to answer. */
static bool borrow_standby(struct store *store, const struct tenant *tenant, bool bulk, struct arena *arena,
                           struct db **db) {
    struct error ignored = error_start(arena);
    bool there = borrow_from(store, STORE_POOL_READ, tenant, bulk, arena, db, &ignored);
    bool good = there && standby_has_all(store->standby, store, *db, &ignored);
    if (there && !good) store_return(*db);
    standby_count(store->standby, good ? STANDBY_READ : there ? STANDBY_BEHIND : STANDBY_AWAY);
    return good;
}

bool store_borrow(struct store *store, const struct tenant *tenant, bool bulk, struct arena *arena, struct db **db,
                  struct error *err) {
    if (tenant->is_public && store->standby != NULL && borrow_standby(store, tenant, bulk, arena, db)) return true;
    return borrow_from(store, tenant->is_public ? STORE_POOL_PUBLIC : STORE_POOL_APP, tenant, bulk, arena, db, err);
}

/* One statement in a transaction of its own, which begins and ends with it, in one round trip. */
static bool run_between(struct db *db, const struct tenant *tenant, const struct pipe_step *asked, struct rows *rows,
                        struct error *err) {
    struct pipe_step steps[PIPE_STEPS_MOST];
    db->slot->wanted = PLANNING_AUTO;
    db->unopened = settings_of(db, tenant);
    size_t count = pool_add_begin(db, steps), own = count;
    steps[count++] = *asked;
    steps[count++] = command("commit");
    if (!db_pipeline(db, steps, count, err)) return false;
    db->in_transaction = false;
    rows->result = steps[own].result;
    return true;
}

/* Behind a pooler, as several. */
static bool run_apart(struct store *store, const struct tenant *tenant, int64_t deadline_ms, enum statement statement,
                      const char *const *parameters, size_t count, struct rows **rows, struct error *err) {
    struct db *db;
    if (!store_borrow(store, tenant, false, err->arena, &db, err)) return false;
    store_set_deadline(db, deadline_ms);
    bool good = store_run_chosen(db, statement, parameters, count, rows, err);
    store_return(db);
    return good;
}

bool store_ask(struct store *store, const struct tenant *tenant, int64_t deadline_ms, enum statement statement,
               const char *const *parameters, size_t count, struct rows **rows, struct error *err) {
    const struct pipe_step asked = {
        .sql = embedded_statements[statement].text, .parameters = parameters, .count = count};
    struct db *db;
    if (store->config->db_pooled) return run_apart(store, tenant, deadline_ms, statement, parameters, count, rows, err);
    if (!take_from(store, STORE_POOL_APP, tenant, false, err->arena, &db, err)) return false;
    *rows = arena_alloc(err->arena, sizeof **rows);
    store_set_deadline(db, deadline_ms);
    int64_t left_ms = deadline_ms - clock_now_ms();
    if (deadline_ms != 0 && left_ms < db->timeout_ms) db->timeout_ms = left_ms;
    bool good = store_has_time(db, err) && run_between(db, tenant, &asked, *rows, err);
    store_return(db);
    return good;
}

bool pool_borrow_primary(struct store *store, struct arena *arena, struct db **db, struct error *err) {
    return borrow_from(store, STORE_POOL_PUBLIC, &store_public, false, arena, db, err);
}

bool pool_primary_is_away(struct store *store) {
    struct pool *pool = &store->pools[STORE_POOL_PUBLIC];
    pthread_mutex_lock(&pool->lock);
    bool away = clock_now_ms() < pool->closed_until_ms;
    pthread_mutex_unlock(&pool->lock);
    return away;
}

/* The connection to the standby goes back, the one to the primary takes its place. */
bool pool_leave_standby(struct db *db, struct error *err) {
    struct store *store = db->store;
    int64_t deadline_ms = db->deadline_ms;
    struct db *primary;
    store_return(db);
    standby_count(store->standby, STANDBY_LEFT);
    if (!pool_borrow_primary(store, db->arena, &primary, err)) return false;
    db->pool = primary->pool;
    db->slot = primary->slot;
    db->is_standby = false;
    db->deadline_ms = deadline_ms;
    primary->slot = NULL;
    return true;
}

bool store_can_audit(const struct store *store, struct error *err) { return audit_keys_ready(&store->audit_keys, err); }

/* After the commit: a head that is in the log has been in the database. */
static void log_audit_head(const struct db *db) {
    if (db->audit_head != NULL) log_info("audit head", "%s", db->audit_head);
}

/* Whether something that everybody may read is written in this transaction, as its triggers say (announce_change), and
 * when the clock will change it next, which this may have brought forward. Who cannot be asked has changed everything.
 */
static bool has_changed(struct db *db, int64_t *until_ms) {
    struct error ignored = error_start(db->arena);
    int64_t asked_ms = clock_now_ms();
    PGresult *result = db_command(db,
                                  "select coalesce(current_setting('tillit.changed', true), '') = 'on',"
                                  " floor(tillit.until_change())::bigint",
                                  &ignored);
    *until_ms = asked_ms;
    if (result == NULL) return true;
    *until_ms = PQgetisnull(result, 0, 1) ? INT64_MAX : asked_ms + strtoll(PQgetvalue(result, 0, 1), NULL, 10);
    return *PQgetvalue(result, 0, 0) == 't';
}

bool store_commit(struct db *db, struct error *err) {
    int64_t until_ms = 0;
    bool changes = db->watch != NULL && has_changed(db, &until_ms);
    bool good = db_command(db, "commit", err) != NULL;
    /* one that got no answer may still happen, and will then be told by the server */
    if (!good) atomic_store(&db->slot->backend, 0);
    db->in_transaction = db->in_transaction && !good;
    /* standbys first: what is asked for after the change is told must not be read where it has not come to */
    if (good)
        standby_committed(db->store->standby, db);
    else
        standby_changed(db->store->standby);
    if (changes) watch_tell(db->watch, until_ms);
    if (!good) return false;
    log_audit_head(db);
    return true;
}

/* A statement is still running, or what was to be sent in a row was not sent to its end. */
static bool is_in_the_midst(const PGconn *connection) {
    return PQtransactionStatus(connection) == PQTRANS_ACTIVE || PQpipelineStatus(connection) != PQ_PIPELINE_OFF;
}

void store_return(struct db *db) {
    if (db->slot == NULL) return;
    struct slot *slot = db->slot;
    PGconn *connection = slot->connection;
    struct error ignored = error_start(db->arena);
    if (db->in_transaction) slot->planning = db->planning_before;
    if (connection != NULL && is_in_the_midst(connection))
        slot_close(slot); /* cheaper to leave than to wait */
    else if (db->in_transaction && connection != NULL && db_command(db, "rollback", &ignored) == NULL)
        slot_close(slot);
    db->slot = NULL;
    turns_give(&db->pool->turns, slot);
}

void store_set_deadline(struct db *db, int64_t deadline_ms) { db->deadline_ms = deadline_ms; }

bool store_has_time(const struct db *db, struct error *err) {
    return db->deadline_ms == 0 || clock_now_ms() < db->deadline_ms || db_too_late(db, err);
}

/* ---- named statements ---- */

static struct pipe_step step_of(struct db *db, const struct store_question *question) {
    if (question->statement == SQL_NONE)
        return select_unknown(db->arena, question->resource, question->parameters, question->count);
    return (struct pipe_step){.sql = embedded_statements[question->statement].text,
                              .parameters = question->parameters,
                              .count = question->count};
}

bool store_run_together(struct db *db, struct store_question *questions, size_t count, struct error *err) {
    struct pipe_step steps[QUESTIONS_MOST];
    if (count > QUESTIONS_MOST) return error_cause(err, PROBLEM_INTERNAL, "%zu statements at once", count);
    for (size_t i = 0; i < count; i++) steps[i] = step_of(db, &questions[i]);
    if (!db_exec_together(db, steps, count, err)) return false;
    for (size_t i = 0; i < count; i++) {
        questions[i].rows = arena_alloc(db->arena, sizeof *questions[i].rows);
        questions[i].rows->result = steps[i].result;
    }
    return true;
}

bool store_run_chosen(struct db *db, enum statement statement, const char *const *parameters, size_t count,
                      struct rows **rows, struct error *err) {
    const struct embedded_statement *chosen = &embedded_statements[statement];
    struct rows *result = arena_alloc(db->arena, sizeof *result);
    result->result = db_exec(db, chosen->text, parameters, count, err);
    if (rows != NULL) *rows = result;
    return result->result != NULL;
}

size_t rows_count(const struct rows *rows) { return (size_t)PQntuples(rows->result); }

const char *rows_name(const struct rows *rows, size_t column) { return PQfname(rows->result, (int)column); }

const char *rows_value(const struct rows *rows, size_t row, size_t column) {
    bool is_there = (int)row < PQntuples(rows->result); /* libpq would complain on standard error */
    if (!is_there || PQgetisnull(rows->result, (int)row, (int)column)) return NULL;
    return PQgetvalue(rows->result, (int)row, (int)column);
}

bool rows_flag(const struct rows *rows, size_t row, size_t column) {
    return text_equal(rows_value(rows, row, column), "t");
}

long rows_whole_or(const struct rows *rows, size_t row, size_t column, long otherwise) {
    const char *text = rows_value(rows, row, column);
    return text == NULL ? otherwise : strtol(text, NULL, 10);
}

long rows_whole(const struct rows *rows, size_t row, size_t column) { return rows_whole_or(rows, row, column, 0); }

double rows_number(const struct rows *rows, size_t row, size_t column) {
    const char *text = rows_value(rows, row, column);
    return text == NULL ? NAN : strtod(text, NULL);
}

/* ---- changes ---- */

bool store_watch(struct store *store, const struct store_watcher *watcher, struct error *err) {
    store->watch = watch_start(store, store->config, watcher, err);
    return store->watch != NULL;
}

void store_changed_elsewhere(struct store *store) { standby_changed(store->standby); }

bool store_owns(struct store *store, int backend) {
    struct turns *app = &store->pools[STORE_POOL_APP].turns;
    for (int i = 0; i < app->size; i++)
        if (atomic_load(&app->slots[i].backend) == backend) return true;
    return false;
}

/* ---- state ---- */

struct store_state store_state(struct store *store, enum store_pool which) {
    return turns_state(&store->pools[which].turns);
}

unsigned long store_standby(const struct store *store, enum standby_result result) {
    return store->standby == NULL ? 0 : standby_counted(store->standby, result);
}
