/* tillit verify-audit: every chain walked from its first row to its head. One row at a time, and the one before. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/embedded.h"
#include "base/text.h"
#include "private.h"

#define X(name) _Static_assert((int)AUDIT_##name == (int)AUDIT_ROW_##name, "rows begin with the fields");
AUDIT_FIELDS(X)
#undef X

struct walk {
    FILE *out;
    const struct audit_keys *keys;
    const char *const *heads; /* "chain:sequence:code" that must be met */
    bool *met;
    size_t head_count;
    struct arena *row_arena;
    PGresult *last; /* the row before; NULL at the start */
    int64_t count;  /* rows of the chain so far */
    int64_t faults;
};

static const char *value(const PGresult *row, int column) {
    return PQgetisnull(row, 0, column) ? NULL : PQgetvalue(row, 0, column);
}

static int64_t number(const PGresult *row, int column) {
    const char *text = value(row, column);
    return text == NULL ? 0 : strtoll(text, NULL, 10);
}

static bool same(const char *a, const char *b) { return a == NULL || b == NULL ? a == b : text_equal(a, b); }

/* ---- findings ---- */

static void report(struct walk *walk, const PGresult *row, const char *what) {
    walk->faults++;
    fprintf(walk->out, "%s: %s\n", PQgetvalue(row, 0, AUDIT_ROW_OF_CHAIN), what);
}

static void report_row(struct walk *walk, const PGresult *row, const char *what) {
    walk->faults++;
    fprintf(walk->out, "%s: event %" PRId64 " %s\n", PQgetvalue(row, 0, AUDIT_ROW_OF_CHAIN),
            number(row, AUDIT_SEQUENCE), what);
}

static void report_missing(struct walk *walk, const PGresult *row, int64_t from, int64_t to, const char *where) {
    walk->faults++;
    fprintf(walk->out, "%s: event%s %" PRId64, PQgetvalue(row, 0, AUDIT_ROW_OF_CHAIN), from == to ? "" : "s", from);
    if (from != to) fprintf(walk->out, " to %" PRId64, to);
    fprintf(walk->out, " missing%s\n", where);
}

/* ---- one row ---- */

/* Its place: numbered without gaps, and made when the row before was what it is now. */
static void check_place(struct walk *walk, const PGresult *row) {
    int64_t before = walk->last == NULL ? 0 : number(walk->last, AUDIT_SEQUENCE), own = number(row, AUDIT_SEQUENCE);
    const char *mac_before = walk->last == NULL ? NULL : value(walk->last, AUDIT_ROW_MAC);
    if (own > before + 1)
        report_missing(walk, row, before + 1, own - 1, "");
    else if (own != before + 1)
        report_row(walk, row, "is there twice");
    else if (!same(value(row, AUDIT_PREVIOUS_MAC), mac_before))
        report_row(walk, row, "does not follow the one before it");
}

static void check_content(struct walk *walk, const PGresult *row) {
    const char *fields[AUDIT_FIELD_COUNT];
    char mac[AUDIT_MAC_SIZE];
    for (int i = 0; i < AUDIT_FIELD_COUNT; i++) fields[i] = value(row, i);
    const struct audit_key *key = audit_key_find(walk->keys, fields[AUDIT_KEY_ID]);
    if (key == NULL) {
        report_row(walk, row, "was made with a key that TILLIT_AUDIT_KEY_FILE does not hold");
        return;
    }
    audit_mac(key, fields, mac);
    if (!same(mac, value(row, AUDIT_ROW_MAC))) report_row(walk, row, "is not as it was written");
}

static void meet_heads(struct walk *walk, const PGresult *row) {
    if (walk->head_count == 0) return;
    arena_reset(walk->row_arena);
    const char *head = arena_printf(walk->row_arena, "%s:%s:%s", value(row, AUDIT_CHAIN), value(row, AUDIT_SEQUENCE),
                                    value(row, AUDIT_ROW_MAC));
    for (size_t i = 0; i < walk->head_count; i++) walk->met[i] = walk->met[i] || text_equal(walk->heads[i], head);
}

/* ---- one chain ---- */

static void check_end(struct walk *walk, const PGresult *last) {
    int64_t sequence = number(last, AUDIT_SEQUENCE), head = number(last, AUDIT_ROW_HEAD_SEQUENCE);
    if (value(last, AUDIT_ROW_HEAD_SEQUENCE) == NULL)
        report(walk, last, "the head of the chain is missing");
    else if (sequence < head)
        report_missing(walk, last, sequence + 1, head, " at the end");
    else if (sequence > head || !same(value(last, AUDIT_ROW_HEAD_MAC), value(last, AUDIT_ROW_MAC)))
        report(walk, last, "the head is not that of the last event");
}

static void end_chain(struct walk *walk) {
    if (walk->last == NULL) return;
    check_end(walk, walk->last);
    fprintf(walk->out, "%s: %" PRId64 " events, head %" PRId64 ":%s\n", PQgetvalue(walk->last, 0, AUDIT_ROW_OF_CHAIN),
            walk->count, number(walk->last, AUDIT_SEQUENCE), PQgetvalue(walk->last, 0, AUDIT_ROW_MAC));
    PQclear(walk->last);
    walk->last = NULL;
    walk->count = 0;
}

/* Takes the row. */
static void step(struct walk *walk, PGresult *row) {
    if (walk->last != NULL && !same(value(walk->last, AUDIT_ROW_OF_CHAIN), value(row, AUDIT_ROW_OF_CHAIN)))
        end_chain(walk);
    if (value(row, AUDIT_SEQUENCE) != NULL) {
        check_place(walk, row);
        check_content(walk, row);
        meet_heads(walk, row);
        walk->count++;
    }
    PQclear(walk->last);
    walk->last = row;
}

/* ---- all ---- */

static bool take_rows(struct db *db, struct walk *walk, struct error *err) {
    for (;;) {
        bool broken = false;
        PGresult *row = db_next(db, &broken);
        if (broken) return error_cause(err, PROBLEM_UNAVAILABLE, "database: no answer in time");
        if (row == NULL) return true;
        if (PQresultStatus(row) == PGRES_SINGLE_TUPLE) {
            step(walk, row);
            continue;
        }
        if (PQresultStatus(row) != PGRES_TUPLES_OK) sqlstate_explain(row, db->slot->connection, err);
        PQclear(row);
        if (error_is_set(err)) return false;
    }
}

static void check_heads(struct walk *walk) {
    for (size_t i = 0; i < walk->head_count; i++) {
        if (walk->met[i]) continue;
        walk->faults++;
        fprintf(walk->out, "%s: this head is not in its chain\n", walk->heads[i]);
    }
}

static bool walk_all(struct db *db, struct walk *walk, struct error *err) {
    if (!db_send(db, embedded_statements[SQL_AUDIT_ROWS].text, NULL, 0, err)) return false;
    bool good = take_rows(db, walk, err);
    end_chain(walk);
    if (good) check_heads(walk);
    return good;
}

static bool verify(struct store *store, const struct config *config, struct walk *walk, struct error *err) {
    struct db *db;
    walk->met = arena_alloc(err->arena, (walk->head_count + 1) * sizeof *walk->met);
    if (!store_check_audit_keys(config, err) || !store_borrow(store, &store_operator, true, err->arena, &db, err))
        return false;
    walk->keys = db->audit_keys;
    bool good = walk_all(db, walk, err);
    store_return(db);
    return good;
}

bool store_verify_audit(const struct config *config, const char *const *heads, size_t head_count, FILE *out,
                        bool *whole, struct error *err) {
    struct walk walk = {.out = out, .heads = heads, .head_count = head_count, .row_arena = arena_create()};
    struct store *store = store_create(config);
    bool good = verify(store, config, &walk, err);
    store_destroy(store);
    arena_destroy(walk.row_arena);
    *whole = good && walk.faults == 0;
    return good;
}
