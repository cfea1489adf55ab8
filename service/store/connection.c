/* One connection: opened, prepared and waited for with deadlines of our own, because the server's do nothing when
 * the network is gone. */
#include <errno.h>
#include <poll.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/text.h"
#include "private.h"

/* ---- opening ---- */

static bool wait_for(int socket, short events, int64_t deadline_ms) {
    struct pollfd wait = {.fd = socket, .events = events};
    for (;;) {
        int64_t left = deadline_ms - clock_now_ms();
        int ready = poll(&wait, 1, left > 0 ? (int)left : 0);
        if (ready > 0) return true;
        if (ready == 0 || errno != EINTR) return false;
    }
}

static bool finish_opening(PGconn *connection, int64_t deadline_ms) {
    PostgresPollingStatusType next = PGRES_POLLING_WRITING;
    while (next != PGRES_POLLING_OK) {
        if (next == PGRES_POLLING_FAILED) return false;
        short events = next == PGRES_POLLING_READING ? POLLIN : POLLOUT;
        if (!wait_for(PQsocket(connection), events, deadline_ms)) return false;
        next = PQconnectPoll(connection);
    }
    return true;
}

static void ignore_notice(void *unused, const char *message) {
    (void)unused;
    log_debug("database notice", "%s", message);
}

/* Waits for what was sent; the last result, NULL when the deadline came first. */
static PGresult *answer(PGconn *connection, int64_t deadline_ms) {
    PGresult *last = NULL;
    for (;;) {
        while (PQisBusy(connection)) {
            bool good = wait_for(PQsocket(connection), POLLIN, deadline_ms) && PQconsumeInput(connection) == 1;
            if (good) continue;
            PQclear(last);
            return NULL;
        }
        PGresult *result = PQgetResult(connection);
        if (result == NULL) return last;
        PQclear(last);
        last = result;
    }
}

/* What every session is set to. $1: milliseconds of a statement, $2: the day or "", $3: whether for a transaction only.
 */
#define SETTINGS                                                                                                       \
    "select set_config('timezone', 'UTC', $3), set_config('datestyle', 'ISO', $3),"                                    \
    " set_config('extra_float_digits', '1', $3), set_config('jit', 'off', $3), set_config('statement_timeout', $1, "   \
    "$3),"                                                                                                             \
    " set_config('lock_timeout', $1, $3), set_config('idle_in_transaction_session_timeout', '60s', $3),"               \
    " set_config('tillit.today', $2, $3)"

static bool set_session(PGconn *connection, const struct config *config, int64_t deadline_ms) {
    char statement_timeout[24];
    snprintf(statement_timeout, sizeof statement_timeout, "%ld", config->statement_timeout_ms);
    const char *const values[] = {statement_timeout, config->today, "off"};
    bool sent = PQsendQueryParams(connection, SETTINGS, 3, NULL, values, NULL, NULL, 0);
    PGresult *result = sent ? answer(connection, deadline_ms) : NULL;
    bool good = PQresultStatus(result) == PGRES_TUPLES_OK;
    PQclear(result);
    return good;
}

bool connection_set_local(struct db *db, struct error *err) {
    const struct config *config = db->store_config;
    const char *const values[] = {arena_printf(db->arena, "%ld", config->statement_timeout_ms), config->today, "on"};
    return db_exec(db, SETTINGS, values, 3, err) != NULL;
}

PGconn *connection_open(const char *conninfo, const struct config *config, int64_t deadline_ms, struct error *err) {
    const char *const names[] = {"dbname",     "application_name",    "client_encoding",  "keepalives_idle",
                                 "keepalives", "keepalives_interval", "tcp_user_timeout", NULL};
    const char *const values[] = {conninfo, "tillit", "UTF8", "15", "1", "5", "10000", NULL};
    PGconn *connection = PQconnectStartParams(names, values, 1);
    if (connection == NULL) {
        error_cause(err, PROBLEM_UNAVAILABLE, "database: out of memory");
        return NULL;
    }
    PQsetNoticeProcessor(connection, ignore_notice, NULL);
    bool open = PQstatus(connection) != CONNECTION_BAD && finish_opening(connection, deadline_ms);
    if (open && (config->db_pooled || set_session(connection, config, deadline_ms))) return connection;
    error_cause(err, PROBLEM_UNAVAILABLE, "database: %s", PQerrorMessage(connection));
    err->retry_after_s = 2;
    PQfinish(connection);
    return NULL;
}

static bool is_open(PGconn *connection) {
    struct pollfd wait = {.fd = PQsocket(connection), .events = POLLIN};
    if (PQstatus(connection) != CONNECTION_OK) return false;
    if (poll(&wait, 1, 0) == 0) return true;
    return PQconsumeInput(connection) == 1 && PQstatus(connection) == CONNECTION_OK;
}

PGresult *connection_ask(PGconn *connection, const char *sql, int64_t deadline_ms) {
    return PQsendQuery(connection, sql) ? answer(connection, deadline_ms) : NULL;
}

bool connection_is_alive(PGconn *connection, bool ask, int64_t deadline_ms) {
    if (!is_open(connection)) return false;
    if (!ask) return true;
    PGresult *result = connection_ask(connection, "", deadline_ms);
    bool good = PQresultStatus(result) == PGRES_EMPTY_QUERY;
    PQclear(result);
    return good;
}

/* ---- waiting ---- */

/* The server has its own timeout; this one is later and covers a network that went away. No cancel is sent: it would
 * have to cross the same network, and libpq waits for it. The caller gives the connection up. */
static int64_t end_of_waiting(const struct db *db) { return clock_now_ms() + db->timeout_ms + 1000; }

static bool wait_result(const struct db *db, int64_t deadline_ms) {
    PGconn *connection = db->slot->connection;
    while (PQisBusy(connection)) {
        if (!wait_for(PQsocket(connection), POLLIN, deadline_ms)) return false;
        if (PQconsumeInput(connection) == 0) return false;
    }
    return true;
}

static PGresult *next_until(const struct db *db, int64_t deadline_ms, bool *broken) {
    *broken = !wait_result(db, deadline_ms);
    return *broken ? NULL : PQgetResult(db->slot->connection);
}

PGresult *db_next(struct db *db, bool *broken) { return next_until(db, end_of_waiting(db), broken); }

/* ---- the deadline of a request ---- */

enum { SLACK_MS = 50 }; /* a timeout that is off by less is not set anew */

/* The server ends a statement on time, give or take. */
static bool is_late(const struct db *db) {
    return db->deadline_ms != 0 && clock_now_ms() >= db->deadline_ms - SLACK_MS;
}

bool db_too_late(const struct db *db, struct error *err) {
    struct arena *arena = err->arena;
    long most = db->store_config->request_deadline_ms;
    error_replace(err, PROBLEM_NONE);
    err->retry_after_s = 10;
    return error_say(
        err, PROBLEM_DEADLINE_EXCEEDED,
        arena_printf(arena,
                     "Svaret blev inte färdigt inom %ld millisekunder (request_deadline_ms i /limits). Ingenting har "
                     "ändrats. Be om mindre åt gången.",
                     most),
        arena_printf(arena,
                     "Svaret blev ikke færdigt inden for %ld millisekunder (request_deadline_ms i /limits). Intet er "
                     "ændret. Bed om mindre ad gangen.",
                     most),
        arena_printf(arena,
                     "The reply was not ready within %ld milliseconds (request_deadline_ms in /limits). Nothing was "
                     "changed. Ask for less at a time.",
                     most));
}

/* A shorter timeout needs a transaction to end with. */
static bool shorten_timeout(struct db *db, int64_t left_ms, struct error *err) {
    const char *begin = db->in_transaction ? "" : "begin; ";
    const char *sql = arena_printf(db->arena, "%sset local statement_timeout = %lld", begin, (long long)left_ms);
    db->in_transaction = true;
    if (db_command(db, sql, err) == NULL) return false;
    db->timeout_ms = left_ms;
    return true;
}

bool db_keep_deadline(struct db *db, struct error *err) {
    if (db->deadline_ms == 0) return true;
    int64_t left_ms = db->deadline_ms - clock_now_ms();
    if (left_ms <= 0) return db_too_late(db, err);
    return left_ms + SLACK_MS >= db->timeout_ms || shorten_timeout(db, left_ms, err);
}

/* Opens the tenant's transaction with the statements that are its first: one wait for all. */
static bool open_with(struct db *db, struct pipe_step *steps, size_t count, struct error *err) {
    struct pipe_step all[PIPE_STEPS_MOST];
    const char **settings = db->unopened;
    size_t opening = pool_add_begin(db, all);
    for (size_t i = 0; i < count; i++) all[opening + i] = steps[i];
    bool good = db_pipeline(db, all, opening + count, err);
    for (size_t i = 0; i < count; i++) steps[i] = all[opening + i];
    bool is_opened = good || PQtransactionStatus(db->slot->connection) != PQTRANS_IDLE;
    if (!is_opened) pool_forget_begin(db, settings);
    return good;
}

static bool open_tenant(struct db *db, struct error *err) {
    return db->unopened == NULL || open_with(db, NULL, 0, err);
}

static bool open_transaction(struct db *db, struct error *err) {
    if (!open_tenant(db, err)) return false;
    if (db->in_transaction) return true;
    db->in_transaction = true;
    db->planning_before = db->slot->planning;
    return db_command(db, "begin", err) != NULL;
}

bool store_look_back(struct db *db, const char *as_of, struct error *err) {
    static const char sql[] = "select set_config('tillit.as_of', $1, true), set_config('tillit.today',"
                              " ($1::text::timestamptz at time zone 'Europe/Stockholm')::date::text, true)";
    if (as_of == NULL) return true;
    return open_transaction(db, err) && db_exec(db, sql, &as_of, 1, err) != NULL;
}

static void release_result(void *result) { PQclear(result); }

static bool is_success(const PGresult *result) {
    ExecStatusType status = PQresultStatus(result);
    return status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK || status == PGRES_COPY_IN;
}

/* Reads until the statement is over (or COPY begins); the last result counts, the first failure wins. */
PGresult *db_collect(struct db *db, struct error *err) {
    PGresult *kept = NULL;
    bool broken = false;
    for (;;) {
        PGresult *result = db_next(db, &broken);
        if (result == NULL) break;
        bool keep = kept == NULL || is_success(kept);
        if (keep) PQclear(kept);
        if (keep) kept = result;
        if (!keep) PQclear(result);
        if (PQresultStatus(kept) == PGRES_COPY_IN) break;
    }
    if (kept != NULL) arena_defer(db->arena, release_result, kept);
    if (!broken && kept != NULL && is_success(kept)) return kept;
    if (broken) {
        error_cause(err, PROBLEM_UNAVAILABLE, "database: no answer in time");
        err->retry_after_s = 2;
    } else {
        sqlstate_explain(kept, db->slot->connection, err);
    }
    if (err->kind == PROBLEM_UNAVAILABLE && is_late(db)) db_too_late(db, err);
    return NULL;
}

static PGresult *not_sent(struct db *db, struct error *err) {
    error_cause(err, PROBLEM_UNAVAILABLE, "database: %s", PQerrorMessage(db->slot->connection));
    err->retry_after_s = 2;
    return NULL;
}

PGresult *db_command(struct db *db, const char *sql, struct error *err) {
    if (!open_tenant(db, err)) return NULL;
    return PQsendQuery(db->slot->connection, sql) ? db_collect(db, err) : not_sent(db, err);
}

/* ---- preparing: by text, the oldest of PREPARED_MOST goes out ---- */

static uint64_t hash_of(const char *text) {
    static const unsigned char key[crypto_shorthash_KEYBYTES] = {0};
    uint64_t hash;
    crypto_shorthash((unsigned char *)&hash, (const unsigned char *)text, strlen(text), key);
    return hash == 0 ? 1 : hash;
}

static struct prepared *find_prepared(struct slot *slot, uint64_t hash, const char *sql) {
    for (int i = 0; i < PREPARED_MOST; i++)
        if (slot->prepared[i].hash == hash && text_equal(slot->prepared[i].text, sql)) return &slot->prepared[i];
    return NULL;
}

static struct prepared *oldest_prepared(struct slot *slot) {
    struct prepared *oldest = &slot->prepared[0];
    for (int i = 0; i < PREPARED_MOST; i++) {
        if (slot->prepared[i].hash == 0) return &slot->prepared[i];
        if (slot->prepared[i].used < oldest->used) oldest = &slot->prepared[i];
    }
    return oldest;
}

static void name_of(const struct slot *slot, const struct prepared *prepared, char name[16]) {
    snprintf(name, 16, "s%d", (int)((prepared - slot->prepared) % PREPARED_MOST));
}

/* One that is not forgotten stays known: its name is taken on the server. */
static bool forget(struct db *db, struct prepared *prepared, const char *name, struct error *err) {
    char command[40];
    if (prepared->hash == 0) return true;
    snprintf(command, sizeof command, "deallocate %s", name);
    if (db_command(db, command, err) == NULL) return false;
    free(prepared->text);
    prepared->hash = 0;
    prepared->text = NULL;
    return true;
}

static struct prepared *prepare(struct db *db, const char *sql, size_t count, char name[16], struct error *err) {
    uint64_t hash = hash_of(sql);
    struct prepared *prepared = find_prepared(db->slot, hash, sql);
    bool known = prepared != NULL;
    if (!known) prepared = oldest_prepared(db->slot);
    name_of(db->slot, prepared, name);
    prepared->used = ++db->slot->uses;
    if (known) return prepared;
    if (!forget(db, prepared, name, err)) return NULL;
    if (!PQsendPrepare(db->slot->connection, name, sql, (int)count, NULL)) {
        not_sent(db, err);
        return NULL;
    }
    if (db_collect(db, err) == NULL) return NULL;
    prepared->hash = hash;
    prepared->text = memory_copy(sql);
    prepared->cost = 0;
    return prepared;
}

/* ---- what a statement would cost ---- */

/* A value as it stands in a command. */
static const char *literal(struct db *db, const char *value) {
    if (value == NULL) return "null";
    char *quoted = PQescapeLiteral(db->slot->connection, value, strlen(value));
    const char *kept = arena_printf(db->arena, "%s", quoted == NULL ? "null" : quoted);
    PQfreemem(quoted);
    return kept;
}

/* A plan for all values does not look at them. */
static bool estimate(struct db *db, struct prepared *prepared, const char *name, const char *const *parameters,
                     size_t count, struct error *err) {
    struct text sql = text_start(db->arena);
    text_printf(&sql, "explain (format json) execute %s", name);
    for (size_t i = 0; i < count; i++) text_printf(&sql, "%s%s", i == 0 ? "(" : ", ", literal(db, parameters[i]));
    if (count > 0) text_add_char(&sql, ')');
    const PGresult *plan = db_command(db, sql.data, err);
    if (plan == NULL) return false;
    const char *cost = strstr(PQgetvalue(plan, 0, 0), "\"Total Cost\": ");
    if (cost == NULL) return error_cause(err, PROBLEM_INTERNAL, "a plan without its cost");
    /* what no row can fulfil is not read, but its cost is told */
    bool is_void = strstr(PQgetvalue(plan, 0, 0), "\"One-Time Filter\": \"false\"") != NULL;
    prepared->cost = is_void ? 0 : strtod(cost + strlen("\"Total Cost\": "), NULL);
    return true;
}

/* Whether it would be refused or was ended, what makes it short is the same. */
static bool say_filter(struct error *err) {
    err->retry_after_s = 10;
    return error_say(
        err, PROBLEM_DEADLINE_EXCEEDED,
        "Urvalet tar för lång tid: inget index leder till det som filtren lämnar, i den ordningen, så det mesta som "
        "finns måste läsas. Lägg till indicator, area eller municipality, utelämna sort, eller hämta allt som CSV "
        "eller NDJSON.",
        "Udvalget tager for lang tid: intet indeks fører til det, som filtrene lader tilbage, i den rækkefølge, så det "
        "meste af det, der findes, skal læses. Tilføj indicator, area eller municipality, udelad sort, eller hent alt "
        "som CSV eller NDJSON.",
        "The selection takes too long: no index leads to what the filters leave, in that order, so that most of what "
        "there is has to be read. Add indicator, area or municipality, leave out sort, or take everything as CSV or "
        "NDJSON.");
}

static bool say_order(struct error *err) {
    err->retry_after_s = 10;
    return error_say(
        err, PROBLEM_DEADLINE_EXCEEDED,
        "Sidan skulle ta för lång tid: det mesta som finns måste läsas för den. Utelämna sort (eller sortera siffror "
        "efter "
        "value eller -period), begränsa till en indikator eller ett område, eller hämta allt som CSV eller NDJSON.",
        "Siden ville tage for lang tid: det meste af det, der findes, skulle læses til den. Udelad sort (eller sortér "
        "tal "
        "efter value eller -period), begræns til en indikator eller et område, eller hent alt som CSV eller NDJSON.",
        "The page would take too long: most of what there is would have to be read for it. Leave out sort (or sort "
        "figures "
        "by value or -period), limit it to an indicator or an area, or take everything as CSV or NDJSON.");
}

static bool is_affordable(struct db *db, struct prepared *prepared, const char *name, const char *const *parameters,
                          size_t count, struct error *err) {
    long most = db->store_config->max_page_cost;
    bool by_values = db->slot->planning == PLANNING_EACH, is_known = prepared->cost > 0 && !by_values;
    if (!is_known && !estimate(db, prepared, name, parameters, count, err)) return false;
    if (prepared->cost <= (double)most) return true;
    err->cause = arena_printf(err->arena, "a page would cost %.0f of %ld", prepared->cost, most);
    return by_values ? say_filter(err) : say_order(err);
}

/* ---- several at once ---- */

/* What is prepared is kept for its step; what commands answer says no more than that they succeeded. */
static void keep_result(struct db *db, struct pipe_step *step, PGresult *result) {
    bool is_kept = step != NULL && !step->is_command && is_success(result);
    if (!is_kept) {
        PQclear(result);
        return;
    }
    step->result = result;
    arena_defer(db->arena, release_result, result);
}

/* Every result up to the end of the pipeline, one for each step; the first failure wins. The server gives each of them
 * as long as one may take, and they are waited for as long as one. */
static bool collect_pipeline(struct db *db, struct pipe_step *steps, size_t count, struct error *err) {
    bool good = true, broken = false, is_between = false; /* two statements; twice so is no pipeline any longer */
    int64_t deadline_ms = end_of_waiting(db);
    for (size_t done = 0;;) {
        PGresult *result = next_until(db, deadline_ms, &broken);
        if (broken || (result == NULL && is_between)) break;
        is_between = result == NULL;
        if (is_between) continue;
        bool is_end = PQresultStatus(result) == PGRES_PIPELINE_SYNC;
        if (good && !is_end && !is_success(result)) {
            sqlstate_explain(result, db->slot->connection, err);
            good = false;
        }
        keep_result(db, done < count ? &steps[done] : NULL, result);
        done++;
        if (is_end) return good;
    }
    error_cause(err, PROBLEM_UNAVAILABLE, "database: no answer in time");
    err->retry_after_s = 2;
    return false;
}

static bool send_step(PGconn *connection, const struct pipe_step *step, const char *name) {
    int count = (int)step->count;
    return name == NULL ? PQsendQueryParams(connection, step->sql, count, NULL, step->parameters, NULL, NULL, 0)
                        : PQsendQueryPrepared(connection, name, count, step->parameters, NULL, NULL, 0);
}

/* The next transaction behind a pooler would not find what this one prepares. */
static bool is_prepared(const struct db *db, const struct pipe_step *step) {
    return !step->is_command && !db->store_config->db_pooled;
}

bool db_pipeline(struct db *db, struct pipe_step *steps, size_t count, struct error *err) {
    PGconn *connection = db->slot->connection;
    char names[PIPE_STEPS_MOST][16];
    for (size_t i = 0; i < count; i++)
        if (is_prepared(db, &steps[i]) && prepare(db, steps[i].sql, steps[i].count, names[i], err) == NULL)
            return false;
    bool sent = PQenterPipelineMode(connection);
    for (size_t i = 0; i < count && sent; i++)
        sent = send_step(connection, &steps[i], is_prepared(db, &steps[i]) ? names[i] : NULL);
    if (!sent || !PQpipelineSync(connection)) return not_sent(db, err) != NULL;
    bool good = collect_pipeline(db, steps, count, err);
    if (err->kind == PROBLEM_UNAVAILABLE && is_late(db)) db_too_late(db, err);
    return (PQexitPipelineMode(connection) || !good || not_sent(db, err) != NULL) && good;
}

/* ---- running ---- */

/* A plan for all values is good where each filter has its index, and saves most of the time; elsewhere the server
 * compares. What reads a page in the order of an index wants no helpers. */
static const char *const planning_commands[][4] = {
    [PLANNING_AUTO] = {"reset plan_cache_mode", "reset max_parallel_workers_per_gather", "reset enable_sort", NULL},
    [PLANNING_ONCE] = {"set plan_cache_mode = force_generic_plan", "set max_parallel_workers_per_gather = 0",
                       "reset enable_sort", NULL},
    [PLANNING_WALK] = {"set plan_cache_mode = force_generic_plan", "set max_parallel_workers_per_gather = 0",
                       "set enable_sort = off", NULL},
    [PLANNING_EACH] = {"set plan_cache_mode = force_custom_plan", "set max_parallel_workers_per_gather = 0",
                       "reset enable_sort", NULL},
};

const char *const *db_plan_as_before(struct slot *slot) {
    static const char *const nothing[] = {NULL};
    bool same = slot->planning == slot->wanted;
    slot->planning = slot->wanted;
    return same ? nothing : planning_commands[slot->planning];
}

/* How a statement is run: planned, and refused when it is a page that would cost too much. */
struct way {
    enum planning planning;
    bool is_page;
};

static bool choose_planning(struct db *db, enum planning planning, struct error *err) {
    const char *const *commands = planning_commands[planning];
    if (!db->is_nobody) db->slot->wanted = planning; /* who asks for somebody's key wants nothing */
    if (db->slot->planning == planning) return true;
    const char *sql = arena_printf(db->arena, "%s; %s; %s", commands[0], commands[1], commands[2]);
    if (db_command(db, sql, err) == NULL) return false;
    db->slot->planning = planning;
    return true;
}

static bool send_prepared(struct db *db, struct way way, const char *sql, const char *const *parameters, size_t count,
                          struct error *err) {
    char name[16];
    if (!open_tenant(db, err) || !db_keep_deadline(db, err)) return false;
    if (db->store_config->db_pooled) /* the next transaction would not find what this one prepares */
        return PQsendQueryParams(db->slot->connection, sql, (int)count, NULL, parameters, NULL, NULL, 0) ||
               not_sent(db, err) != NULL;
    struct prepared *prepared = choose_planning(db, way.planning, err) ? prepare(db, sql, count, name, err) : NULL;
    if (prepared == NULL || (way.is_page && !is_affordable(db, prepared, name, parameters, count, err))) return false;
    return PQsendQueryPrepared(db->slot->connection, name, (int)count, parameters, NULL, NULL, 0) ||
           not_sent(db, err) != NULL;
}

/* A standby that has gone, or ended a statement because what it reads is being replayed, is left for the primary. */
static bool go_on_with_primary(struct db *db, struct error *err) {
    bool is_left = PQstatus(db->slot->connection) != CONNECTION_OK || err->may_retry;
    if (!db->is_standby || db->in_transaction || !is_left) return false;
    error_replace(err, PROBLEM_NONE);
    return pool_leave_standby(db, err);
}

/* Until the deadline of the request, planned as they want. */
static bool ask_opening(struct db *db, enum planning planning, struct pipe_step *steps, size_t count,
                        struct error *err) {
    int64_t left_ms = db->deadline_ms - clock_now_ms();
    if (!store_has_time(db, err)) return false;
    if (db->deadline_ms != 0 && left_ms + SLACK_MS < db->timeout_ms) db->timeout_ms = left_ms;
    db->slot->wanted = planning;
    return open_with(db, steps, count, err);
}

static PGresult *ask(struct db *db, struct way way, const char *sql, const char *const *parameters, size_t count,
                     struct error *err) {
    PGresult *result = NULL;
    if (db->unopened != NULL && !way.is_page) {
        struct pipe_step step = {.sql = sql, .parameters = parameters, .count = count};
        return ask_opening(db, way.planning, &step, 1, err) ? step.result : NULL;
    }
    do {
        if (send_prepared(db, way, sql, parameters, count, err)) result = db_collect(db, err);
    } while (result == NULL && go_on_with_primary(db, err));
    return result;
}

/* Who asks for somebody's key takes the session as it is. */
static enum planning usual_planning(const struct db *db) { return db->is_nobody ? db->slot->planning : PLANNING_AUTO; }

PGresult *db_exec(struct db *db, const char *sql, const char *const *parameters, size_t count, struct error *err) {
    return ask(db, (struct way){.planning = usual_planning(db)}, sql, parameters, count, err);
}

static bool send_together(struct db *db, struct pipe_step *steps, size_t count, struct error *err) {
    bool is_planned = db->store_config->db_pooled || choose_planning(db, usual_planning(db), err);
    return is_planned && db_pipeline(db, steps, count, err);
}

bool db_exec_together(struct db *db, struct pipe_step *steps, size_t count, struct error *err) {
    bool good = false;
    if (db->unopened != NULL) return ask_opening(db, usual_planning(db), steps, count, err);
    do {
        good = db_keep_deadline(db, err) && send_together(db, steps, count, err);
    } while (!good && go_on_with_primary(db, err));
    return good;
}

PGresult *db_select(struct db *db, const struct select *select, struct error *err) {
    const struct way way = {select->planning, select->is_page};
    PGresult *result = ask(db, way, select->sql.data, select->parameters, select->parameter_count, err);
    bool is_filtered = select->is_open && select->query->filter_count > 0;
    if (result == NULL && err->was_slow && err->kind == PROBLEM_UNAVAILABLE && is_filtered) {
        const char *cause = err->cause;
        error_replace(err, PROBLEM_NONE);
        err->cause = cause;
        say_filter(err);
    }
    return result;
}

static bool row_by_row(struct db *db, struct error *err) {
    return PQsetSingleRowMode(db->slot->connection) || not_sent(db, err) != NULL;
}

bool db_send(struct db *db, const char *sql, const char *const *parameters, size_t count, struct error *err) {
    return send_prepared(db, (struct way){PLANNING_AUTO}, sql, parameters, count, err) && row_by_row(db, err);
}

bool db_send_select(struct db *db, const struct select *select, struct error *err) {
    return send_prepared(db, (struct way){select->planning, select->is_page}, select->sql.data, select->parameters,
                         select->parameter_count, err) &&
           row_by_row(db, err);
}
