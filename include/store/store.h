/* PostgreSQL as the rest of the program sees it: borrowed connections, named statements, lists from field tables.
 *
 * No function takes SQL text. Special statements are files under sql/queries, called by name; lists are put together
 * from const tables, with every value a parameter. What is borrowed belongs to the arena it was borrowed with. */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/config.h"
#include "base/error.h"
#include "base/text.h"
#include "domain/column.h"
#include "domain/query.h"
#include "store/statements.h"

struct store;
struct db;   /* a borrowed connection */
struct rows; /* a result */

/* Who is asking. */
struct tenant {
    bool is_public;           /* role tillit_public: sees what everybody may see, the rest is ignored */
    const char *municipality; /* "" for none */
    bool is_operator;
    const char *evaluation; /* that the key reads across municipalities; NULL for none */
    const char *account;    /* for created_by */
    bool sees_reasons;      /* why a figure of its own is hidden */
    const char *client;     /* whose turn with the connections it takes: an account, an address; NULL: the service's */
};

extern const struct tenant store_public;
extern const struct tenant store_operator;
extern const struct tenant store_console; /* an operator at the command line */

/* Connects lazily: never fails for want of a database. */
struct store *store_create(const struct config *config);
void store_destroy(struct store *store);

/* Borrows a connection for at most queue_wait_ms (503 after that). Public connections run single statements; the
 * others are in a transaction that is rolled back unless store_commit is called. `bulk` lifts the statement timeout
 * to bulk_timeout_ms. Given back by store_return, or with the arena. */
bool store_borrow(struct store *store, const struct tenant *tenant, bool bulk, struct arena *arena, struct db **db,
                  struct error *err) must_check;
bool store_commit(struct db *db, struct error *err) must_check;
void store_return(struct db *db);

/* From now on statements run until that moment of clock_now_ms at most (0: no such moment): what is not over by then is
 * PROBLEM_DEADLINE_EXCEEDED. A commit is let through. */
void store_set_deadline(struct db *db, int64_t deadline_ms);

/* Whether the moment is still to come, for work between statements. */
bool store_has_time(const struct db *db, struct error *err) must_check;

/* Runs a file of sql/queries, SQL_ and its name, with text parameters (NULL: null). A misspelt name or another number
 * of parameters than the statement's does not compile. */
#define store_run(db, statement, parameters, count, rows, err)                                                         \
    store_run_chosen(db, statement, parameters, STORE_COUNT(statement, count), rows, err)
#define STORE_COUNT(statement, count)                                                                                  \
    ((count) + 0 * sizeof(struct {                                                                                     \
                   _Static_assert((count) == PARAMETERS_OF_##statement, "the statement takes another number");         \
                   char unused;                                                                                        \
               }))

/* The same for one that a table or a caller chose: the server refuses another number of parameters,
 * PROBLEM_INTERNAL. */
bool store_run_chosen(struct db *db, enum statement statement, const char *const *parameters, size_t count,
                      struct rows **rows, struct error *err) must_check;

/* The same as a tenant who is not the public, in a transaction of its own that only reads, until that moment of
 * clock_now_ms (0: no such moment); no other connection may be borrowed meanwhile. One wait for the server. */
bool store_ask(struct store *store, const struct tenant *tenant, int64_t deadline_ms, enum statement statement,
               const char *const *parameters, size_t count, struct rows **rows, struct error *err) must_check;

/* One of several statements of which none needs what another gives. */
struct store_question {
    enum statement statement; /* SQL_NONE: store_unknown, whose keys are the parameters */
    const struct resource *resource;
    const char *const *parameters;
    size_t count;
    struct rows *rows; /* filled by store_run_together */
};

#define QUESTION(statement_, parameters_, count_)                                                                      \
    { .statement = statement_, .parameters = parameters_, .count = STORE_COUNT(statement_, count_) }

enum { QUESTIONS_MOST = 8 };

/* Asks them with one wait for the server; more than QUESTIONS_MOST are PROBLEM_INTERNAL. */
bool store_run_together(struct db *db, struct store_question *questions, size_t count, struct error *err) must_check;

/* Rows are read by the columns that the head of the statement's file names: ROW_COLUMN. */
size_t rows_count(const struct rows *rows);
const char *rows_name(const struct rows *rows, size_t column);
/* NULL for null and for rows that are not there; lives as long as the arena. */
const char *rows_value(const struct rows *rows, size_t row, size_t column);
/* Whether it is true; false for null and for rows that are not there. */
bool rows_flag(const struct rows *rows, size_t row, size_t column);
/* A whole number; 0, or `otherwise`, for null and for rows that are not there. */
long rows_whole(const struct rows *rows, size_t row, size_t column);
long rows_whole_or(const struct rows *rows, size_t row, size_t column, long otherwise);
/* A number; NAN for null and for rows that are not there. */
double rows_number(const struct rows *rows, size_t row, size_t column);

/* ---- reading resources ---- */

struct page {
    long count;
    long total;
    const char *const *last; /* the sort values of the last row, when more rows follow; else NULL */
};

/* From here on, until it is returned, the connection reads plans, goals, targets, actions and milestones as they were
 * known at a time, and its day is that time's. NULL: as they are. */
bool store_look_back(struct db *db, const char *as_of, struct error *err) must_check;

/* One page of a list, whose rows are added to `items` as JSON objects with a comma in between. Codes of filters that
 * name nothing visible are violations in `err`. */
bool store_list(struct db *db, const struct query *query, struct text *items, struct page *page,
                struct error *err) must_check;

/* One object as JSON text and its row_version; PROBLEM_NOT_FOUND when there is none to be seen. */
bool store_object(struct db *db, const struct query *query, const char *key, const char **json, int64_t *revision,
                  struct error *err) must_check;

/* Those of the keys that name no object to be seen, in their order. */
bool store_unknown(struct db *db, const struct resource *resource, const char *const *keys, size_t count,
                   struct rows **unknown, struct error *err) must_check;

/* What codes of a field are called, in their order: of its reference list, or the name or title of the resource; NULL
 * for what has no name. */
bool store_names(struct db *db, const struct field *field, enum lang lang, const char *const *codes, size_t count,
                 const char ***names, struct error *err) must_check;

/* All rows of a query, one at a time. */
struct stream;

/* SHAPE_TABLE: a cell for each column; SHAPE_OBJECTS: one column, the row as JSON; SHAPE_FEATURES: three, its
 * code or null, its geometry or null, the row. The stream keeps the connection until it ends or stream_close. */
bool store_stream(struct db *db, const struct query *query, enum shape shape, struct stream **stream,
                  struct error *err) must_check;

size_t stream_columns(const struct stream *stream, const struct column **columns);

/* 1: a row in `cells` (as domain/column.h says) valid until the next call; 0: the end; -1: broken, logged. */
int stream_next(struct stream *stream, const char **cells);
void stream_close(struct stream *stream);

/* ---- writing in bulk: staged by COPY, checked there, merged by one statement ---- */

/* The rows of one dataset on their way in. Columns are those of the resource's table (labels with their language) and
 * what the program adds; the resource's identity is among them. Constants of the field tables, never a client's text.
 */
struct staging {
    const struct resource *resource;
    const char *const *columns;
    size_t count;
    bool given; /* a column `given`, |a|b|, says which columns a row came with: the others stay as they are */
};

/* Creates the temporary table `staging` (line int, the columns text) for this transaction and starts filling it. */
bool store_stage(struct db *db, const struct staging *staging, struct error *err) must_check;
/* One row: the line, then the values (NULL: null; lists as array literals, objects as JSON). Buffered and sent by COPY.
 */
bool store_stage_row(struct db *db, long line, const char *const *values, struct error *err) must_check;
bool store_stage_end(struct db *db, struct error *err) must_check;
/* What a statement has filled in one column since: of what the planner takes for null it expects no row, and compares
 * each row with each. */
bool store_stage_filled(struct db *db, const char *column, struct error *err) must_check;

/* How a column of a file shows a field that it cannot write. */
enum shown {
    SHOWN_NOT,   /* it is written */
    SHOWN_VALUE, /* as CSV prints it; an interval as low:high */
    SHOWN_LOW,   /* one end of an interval */
    SHOWN_HIGH,
    SHOWN_LABEL, /* a label in one language, whichever */
    SHOWN_LANG,  /* a label in the language that the column's name ends with */
    SHOWN_NAME   /* what a code is called, in whichever language */
};

struct shown_column {
    const char *name;   /* in the file */
    const char *staged; /* in staging, as text */
    const struct field *field;
    enum shown shown;
};

/* Adds a violation (PLACE_COLUMN, with its line) for each staged cell of these columns that is not what api.<list>
 * shows of its row; false when there is any. Of a row that is not stored nothing is shown. `given`: rows came with some
 * of the columns each (struct staging). */
bool store_stage_shown(struct db *db, const struct resource *resource, const struct shown_column *columns, size_t count,
                       bool given, struct error *err) must_check;

/* Adds a violation (PLACE_COLUMN, with its line) for each staged row that repeats another, each code that names nothing
 * visible; false when there is any. */
bool store_stage_check(struct db *db, const struct staging *staging, struct error *err) must_check;

struct merged {
    long inserted, revised, unchanged;
};

/* Merges `staging` into the resource's table: new rows inserted, differing rows changed in the staged columns. A change
 * of what is fixed at creation is a violation. Where the database refuses rows, the first of them are named with their
 * lines. */
bool store_merge(struct db *db, const struct staging *staging, struct merged *merged, struct error *err) must_check;

/* ---- API keys ---- */

struct stored_key {
    const char *code; /* NULL: there is none */
    const char *role, *municipality, *evaluation;
    const char *label, *expires_at; /* for store_create_key */
    const char *hash;
};

/* The key with that hash; key->code is NULL when there is none that is valid. Asks the database each time, so that a
 * revocation acts at once everywhere. `client`: whose turn it is (struct tenant). False when the database is away. */
bool store_find_key(struct store *store, const char *client, struct arena *arena, const char *hash,
                    struct stored_key *key, struct error *err) must_check;

/* In the borrowed transaction. A key is never deleted: PROBLEM_NOT_FOUND when there is none to be seen. */
bool store_create_key(struct db *db, const struct stored_key *key, const char **code, struct error *err) must_check;
bool store_revoke_key(struct db *db, const char *code, struct error *err) must_check;

/* Who owns an object: a municipality's code or "shared". PROBLEM_NOT_FOUND when there is none to be seen. */
bool store_owner(struct db *db, const struct resource *resource, const char *key, const char **owner,
                 struct error *err) must_check;

/* ---- the audit trail ---- */

/* What was done, or refused. */
struct audit_event {
    const char *action;                   /* read, create, change, delete, import, publish, revoke */
    const char *object;                   /* the path with the code, without query; shortened when very long */
    int status;                           /* of the reply */
    const char *before_hash, *after_hash; /* hexadecimal; NULL for none */
};

/* Appends the event to the chain of the tenant that the connection was borrowed for, within its transaction. The chain
 * is locked from here to its end: the last thing before store_commit. PROBLEM_UNAVAILABLE without a key. */
bool store_audit(struct db *db, const struct audit_event *event, struct error *err) must_check;

/* Whether store_audit has a key: asked before long work that would end with it. */
bool store_can_audit(const struct store *store, struct error *err) must_check;

/* Reads the keys again from config->audit_key_file; false with a cause when there are none or they cannot be used. */
bool store_check_audit_keys(const struct config *config, struct error *err) must_check;

/* Walks all chains and tells `out` of each row that is not as it was written, then each chain's length and head; memory
 * does not grow with them. `heads` are lines "chain:sequence:code" from the service's log, which must be found. False
 * with a cause when it cannot be done; *whole says whether all was in order. */
bool store_verify_audit(const struct config *config, const char *const *heads, size_t head_count, FILE *out,
                        bool *whole, struct error *err) must_check;

/* ---- writing one row ---- */

/* A row of a resource's table, as constants of the field tables name its columns. */
struct written {
    const struct resource *resource;
    const char *values; /* JSON object of columns: texts, arrays, objects, null */
    const char *const *columns;
    size_t column_count;          /* those of `values` that are written */
    const char *const *defaulted; /* columns that go back to their default */
    size_t defaulted_count;
    const char *const *unknown; /* columns that have no usable value */
    size_t unknown_count;
};

/* Locks a row for the transaction: its columns as JSON, and its version. PROBLEM_NOT_FOUND when there is none that may
 * be changed. */
bool store_lock(struct db *db, const struct resource *resource, const char *key, const char **row, int64_t *revision,
                struct error *err) must_check;

/* The columns of a visible row as JSON; NULL when there is none. */
bool store_row(struct db *db, const struct resource *resource, const char *key, const char **row,
               struct error *err) must_check;

/* The next free code below a parent (struct resource.code_of), which stays locked; its number is above `least`. */
bool store_next_code(struct db *db, const struct resource *resource, const char *parent, long least, const char **code,
                     struct error *err) must_check;

/* What the database refuses is undone and stands in `err` as violations (PLACE_POINTER, the column's name); the
 * transaction goes on. */
bool store_insert(struct db *db, const struct written *row, const char **key, struct error *err) must_check;

/* Rows with the columns of `like`, a JSON array of objects: all, or none. */
bool store_insert_all(struct db *db, const struct written *like, const char *rows, struct error *err) must_check;
bool store_update(struct db *db, const struct written *row, const char *key, struct error *err) must_check;

/* 409 names what refers to the row. */
bool store_delete(struct db *db, const struct resource *resource, const char *key, struct error *err) must_check;

/* Adds every rule of the table that the row breaks, but for those about unknown columns. `before`: the stored row that
 * is changed, NULL for a new one. */
bool store_broken_rules(struct db *db, const struct written *row, const char *before, struct error *err) must_check;

/* Makes the rows of a dataset that belong to one object (its identity begins with a column named after that) those of a
 * JSON array of objects: others are deleted, equal ones left alone. */
bool store_replace_parts(struct db *db, const struct resource *parts, const char *key, const char *rows,
                         struct error *err) must_check;

/* Gives constraints that are told by name their words; after a refusal, once the transaction is usable again. */
void store_explain_rules(struct db *db, struct error *err);

/* Waits at most so long for locks from now on in this transaction; 0: as long as statements may take. */
bool store_wait_for_locks(struct db *db, long most_ms, struct error *err) must_check;

/* ---- changes ---- */

/* Who keeps what was read is told when it may have changed. */
struct store_watcher {
    void *context;
    /* What everybody may read has changed: by whoever writes, or by the clock. What this process has committed is told
     * before store_commit returns, what others have within milliseconds, after it can be read. At that moment of
     * clock_now_ms, if not earlier, it changes by the clock (INT64_MAX: not known to): `trusted` ends by then. */
    void (*changed)(void *context, int64_t until_ms);
    /* Until that moment of clock_now_ms every change will be told; 0: the database is out of reach, none will. */
    void (*trusted)(void *context, int64_t until_ms);
};

/* Watches from now on, in a thread of its own, until store_destroy. */
bool store_watch(struct store *store, const struct store_watcher *watcher, struct error *err) must_check;

/* ---- schema ---- */

/* Roles, migrations, reference lists and views, each step only when needed. Tells `out` what it does. */
bool store_migrate(const struct config *config, FILE *out, struct error *err) must_check;

/* Whether every statement has the parameters and columns that the code takes it for; PROBLEM_INTERNAL names the first
 * that has not. `staged`: what imports stage, so that their statements can be asked as well. */
bool store_check_statements(struct store *store, const char *const *staged, size_t count, struct error *err) must_check;

/* As the administrator: clears away and counts what is stored, so that plans fit it. For after a large load; PostgreSQL
 * comes to it by itself later. */
bool store_tend(const struct config *config, struct error *err) must_check;

/* As the administrator, who has to be superuser: `copies` more of every indicator of the generated set, with all its
 * figures. What has held of the originals is not checked anew. */
bool store_copy_figures(const struct config *config, long copies, struct error *err) must_check;

/* Whether libpq can read the connection strings of the settings. Tells `faults` of each that it cannot, without what
 * stands in it: that may be a password. */
bool store_check_strings(const struct config *config, FILE *faults) must_check;

/* Whether those who connect by TILLIT_DB_APP, or by each of them, have the role that the setting is for;
 * PROBLEM_INTERNAL when not, PROBLEM_UNAVAILABLE when one that is needed cannot connect. */
bool store_check_role(const struct config *config, struct error *err) must_check;
bool store_check_roles(const struct config *config, struct error *err) must_check;

/* Whether the database can be reached and its schema is the one this binary was built with. */
bool store_ready(struct store *store, struct error *err) must_check;

/* ---- for /metrics ---- */

enum store_pool { STORE_POOL_PUBLIC, STORE_POOL_APP, STORE_POOL_READ, STORE_POOL_COUNT };

/* Open and busy connections of a pool, and how many requests wait for one; `most` is 0 for one that the settings do not
 * want. */
struct store_state {
    int open, busy, most, waiting;
};
struct store_state store_state(struct store *store, enum store_pool pool);

/* How the public's requests found the standbys. */
enum standby_result { STANDBY_READ, STANDBY_BEHIND, STANDBY_AWAY, STANDBY_LEFT, STANDBY_RESULTS };
unsigned long store_standby(const struct store *store, enum standby_result result);

#endif
