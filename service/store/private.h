/* What the files of store share. */
#ifndef STORE_PRIVATE_H
#define STORE_PRIVATE_H

#include <libpq-fe.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "audit-private.h"
#include "store/store.h"

enum { PREPARED_MOST = 100 };

/* A statement that a connection has prepared. */
struct prepared {
    uint64_t hash; /* of the text; 0: free */
    char *text;
    int64_t used;
    double cost; /* as the server estimates it; 0: not asked */
};

/* How a connection plans prepared statements: as the server sees fit; once for all values; so, and rather along an
 * index than by sorting; anew for the values of each. */
enum planning { PLANNING_AUTO, PLANNING_ONCE, PLANNING_WALK, PLANNING_EACH };

/* A slot of a pool: a connection that may be open, and what it has prepared. */
struct slot {
    PGconn *connection;  /* the borrower's while busy */
    atomic_bool is_open; /* whether there is one, for who only looks on */
    _Atomic int backend; /* the server's process at the other end, as long as what it commits is told by store_commit */
    bool busy;
    uint64_t client;                /* whose turn it is, while busy */
    enum planning planning, wanted; /* of the session, and by the last statement */
    int64_t idle_since_ms;
    struct prepared prepared[PREPARED_MOST];
    int64_t uses;
    uint64_t replayed; /* of the primary's log, when this standby was asked last */
};

struct pool;
struct copy;
struct totals;
struct standby;
struct watch;

/* Who reads figures: each has views of its own. A member reads parts, others' published figures and his own revisions;
 * an evaluator some revisions of others besides. */
enum reader { READER_PUBLIC, READER_MEMBER, READER_EVALUATOR, READER_OPERATOR };

/* Of what a member reads in parts: all of them; without that of partners, where nobody shares with him; his own. */
enum reads { PARTS_ALL, PARTS_UNSHARED, PARTS_OWN };

struct db {
    const struct config *store_config;
    struct store *store;
    struct pool *pool;
    struct slot *slot;
    struct arena *arena;
    bool in_transaction;
    const char **unopened; /* what a tenant's transaction is set to, until its first statement opens it; NULL: it is
                              open, or there is none */
    enum reader reader;
    const char *municipality;      /* whose figures are one's own; "" for none */
    bool is_nobody;                /* asks before anybody is a tenant, one statement */
    enum planning planning_before; /* the transaction, which is what a rollback goes back to */
    bool is_standby;               /* to a server that only reads, and may be left for the primary */
    int64_t timeout_ms;            /* of a statement */
    int64_t deadline_ms;           /* of all of them; 0: none */
    struct copy *copy;             /* rows on their way to `staging` */
    struct totals *totals;
    struct watch *watch; /* NULL: nobody asks what changes */
    const struct audit_keys *audit_keys;
    const char *audit_head; /* what the event of this transaction will have made of its chain; NULL without */
};

struct rows {
    PGresult *result;
};

/* ---- connection.c: one connection, with deadlines of our own ---- */

/* Opens a connection by the deadline (clock_now_ms); NULL with a cause. */
PGconn *connection_open(const char *conninfo, const struct config *config, int64_t deadline_ms, struct error *err);

/* Whether an idle connection is still there: a closed socket shows at once, a silent server only when asked. */
bool connection_is_alive(PGconn *connection, bool ask, int64_t deadline_ms);

/* Sets in a transaction what a session of our own keeps: behind a pooler the next transaction has another session. */
bool connection_set_local(struct db *db, struct error *err);
/* Asks on a connection that nobody has borrowed; the last result, NULL when it did not come in time. */
PGresult *connection_ask(PGconn *connection, const char *sql, int64_t deadline_ms);

/* Runs `sql` and waits; NULL with `err` filled from the SQLSTATE. The result is released with the arena. */
PGresult *db_exec(struct db *db, const char *sql, const char *const *parameters, size_t count, struct error *err);

/* The same without parameters and without preparing: for transaction control and COPY. */
PGresult *db_command(struct db *db, const char *sql, struct error *err);

/* The result of what has been sent (a finished COPY), waited for like the others. */
PGresult *db_collect(struct db *db, struct error *err);

struct select;

/* The same for a statement from tables. One on a view for a reader (RESOURCE_OPEN) is planned once for all values. */
PGresult *db_select(struct db *db, const struct select *select, struct error *err);

/* One of several statements that are sent together: prepared, or a command, which stands by itself. */
struct pipe_step {
    const char *sql;
    const char *const *parameters;
    size_t count;
    bool is_command;
    PGresult *result; /* released with the arena; NULL of a command */
};

enum {
    OPENING_STEPS_MOST = 5, /* how the session plans, the transaction, its tenant */
    PIPE_STEPS_MOST = OPENING_STEPS_MOST + QUESTIONS_MOST
};

/* Sends PIPE_STEPS_MOST steps at most and waits for all of them once. */
bool db_pipeline(struct db *db, struct pipe_step *steps, size_t count, struct error *err);

/* db_exec for several that do not need each other's rows, in one round trip. */
bool db_exec_together(struct db *db, struct pipe_step *steps, size_t count, struct error *err);

/* The commands that make a session plan as its last statement wanted; it is taken to do so. For the first of a
 * pipeline, before the transaction that the others may begin. The list ends with NULL. */
const char *const *db_plan_as_before(struct slot *slot);

/* Sends a statement in single-row mode; results follow by db_next. */
bool db_send(struct db *db, const char *sql, const char *const *parameters, size_t count, struct error *err);
bool db_send_select(struct db *db, const struct select *select, struct error *err);

/* Says that the deadline was met, whatever was said before; returns false. */
bool db_too_late(const struct db *db, struct error *err);

/* Before a statement: gives it no more than the time that is left; false when none is. */
bool db_keep_deadline(struct db *db, struct error *err) must_check;

/* The next result within the timeout; NULL at the end; broken connections set *broken. */
PGresult *db_next(struct db *db, bool *broken);

/* ---- totals.c: how many rows there are, kept for the state of the data in which they were counted ---- */

struct totals *totals_create(void);
void totals_destroy(struct totals *totals);

/* The total that was kept for a counting statement and a state (api.generation); false when there is none. */
bool totals_find(struct totals *totals, const struct select *select, const char *state, long *total);
void totals_keep(struct totals *totals, const struct select *select, const char *state, long total);

/* ---- turns.c: which client has its turn with which slot of a pool ---- */

struct waiter;

struct turns {
    pthread_mutex_t lock;
    struct slot *slots;
    int size;
    struct waiter *first, **last; /* the line of those who wait */
};

/* Who is not a client: what the service asks for itself is short, and next in line. */
enum { TURNS_HOUSE = 0 };

/* A client by its name: an account, an address; NULL: the house. */
uint64_t turns_client(const char *name);

void turns_open(struct turns *turns, int size);
void turns_close(struct turns *turns);

/* A slot for the client, waited for until then; NULL when its turn did not come. */
struct slot *turns_take(struct turns *turns, uint64_t client, int64_t deadline_ms);
void turns_give(struct turns *turns, struct slot *slot);
struct store_state turns_state(struct turns *turns);

/* ---- pool.c ---- */

/* Adds what opens the transaction of db->unopened, to go before its first statement; how many steps that are. */
size_t pool_add_begin(struct db *db, struct pipe_step *steps);

/* What was added has not come to open it: it is still to be opened. */
void pool_forget_begin(struct db *db, const char **settings);

/* A connection to the primary for reading what everybody may know. */
bool pool_borrow_primary(struct store *store, struct arena *arena, struct db **db, struct error *err);

/* Whether it could not be reached a moment ago. */
bool pool_primary_is_away(struct store *store);

/* Goes on with the primary after a standby has failed; false without one. Nothing may be under way. */
bool pool_leave_standby(struct db *db, struct error *err);

/* Whether a process of the server commits for one of our own connections, which tells it by itself. */
bool store_owns(struct store *store, int backend);

/* Somebody else has committed: standbys must have come that far. */
void store_changed_elsewhere(struct store *store);

/* ---- standby.c: how far a standby must have come to be read ---- */

struct standby *standby_create(void);
void standby_destroy(struct standby *standby);

/* A connection has committed: who reads from now on must see it. NULL is allowed. */
void standby_committed(struct standby *standby, struct db *db);

/* The same of something that is committed, nobody here knows at which position. NULL is allowed. */
void standby_changed(struct standby *standby);

/* Whether the standby that is borrowed has all that the primary had read_lag_ms ago, and all that was committed here.
 */
bool standby_has_all(struct standby *standby, struct store *store, struct db *db, struct error *err);

/* For /metrics. */
void standby_count(struct standby *standby, enum standby_result result);
unsigned long standby_counted(struct standby *standby, enum standby_result result);
/* ---- watch.c ---- */

/* Starts watching; NULL with a cause. */
struct watch *watch_start(struct store *store, const struct config *config, const struct store_watcher *watcher,
                          struct error *err);

/* Ends the watching; NULL is allowed. */
void watch_end(struct watch *watch);

/* This process has committed, or may have; at that moment the next change by the clock comes (INT64_MAX: nobody knows).
 */
void watch_tell(struct watch *watch, int64_t until_ms);

/* ---- sqlstate.c ---- */

/* Fills `err` from a failed result: kind by class, field from column or constraint. */
void sqlstate_explain(const PGresult *result, PGconn *connection, struct error *err);

/* Adds the violation that "code|argument0|argument1" stands for; false when there is no such code. */
bool rule_add(const char *words, enum problem kind, const char *pointer, struct error *err);

/* ---- stage.c ---- */

/* Creates the table `staging`, empty. */
const char *stage_table(struct arena *arena, const char *const *columns, size_t count);

/* Rows line, column, argument, total as violations of one code; the total counts those that are not among the rows. */
void stage_add_violations(const PGresult *result, enum violation_code code, struct error *err);

/* ---- audit_keys.c ---- */

bool audit_keys_ready(const struct audit_keys *keys, struct error *err) must_check;

/* ---- select*.c: SQL from const tables ---- */

/* What of an order is asked for, where what has no value comes last: all of it, what has one, or what has none. */
enum span { SPAN_WHOLE, SPAN_VALUES, SPAN_NULLS };

/* A statement under construction: text and its parameters. */
struct select {
    struct text sql;
    const char **parameters;
    size_t parameter_count;
    size_t parameter_capacity;
    const struct query *query;
    struct arena *arena;
    long most_expanded;
    bool from_cursor; /* what is added comes after the query's cursor, where it has one */
    enum span span;   /* ... in this span of the order */
    bool is_page;     /* is refused when it would cost more than max_page_cost, with these values where it is planned
                         for them */
    bool is_open;     /* reads the views that the resource has for each reader (RESOURCE_OPEN) */
    enum reader reader;
    enum planning planning;
    const char *view; /* of the schema api */
    bool has_cells;   /* each part has a row's cells in one column as well, `cells`, where it is not `printed` */
    const char *const *parts; /* of that view, in the order of the whole only each by itself; NULL: none */
    enum reads reads;         /* of these */
};

struct select select_start(const struct db *db, const struct query *query);

/* Leaves out what a member's rows are not in, for all that is known: a plan of fewer parts starts sooner. Tables that
 * are not read in parts, and other readers', are read whole; `reads` says which it is. */
void select_read_parts(struct select *select, enum reads parts);

/* Whether a filter names the municipality itself, of places or as one. */
bool select_names_one(const struct query *query, const char *municipality);

/* The view of a resource: api.known_<list> where the query asks what was known then. */
const char *select_view(const struct select *select, const struct resource *resource);

/* The view of the keys of all series that the reader might read a figure of. */
const char *select_series_keys(const struct select *select);

/* Whether the rows wanted are planned for anew with the values of each question. */
bool select_is_planned_by_values(const struct query *query);

/* Says that the statement walks the series of a reader, which come in their order from several tables: the server
 * thinks that it will have to walk all of them, and would sort them first. */
void select_walk_series(struct select *select);

/* Whether the order begins with the series', so that a page needs no more series than it shows. */
bool select_is_in_order_of_series(const struct query *query);

/* The state of all that the reader reads of figures (api.generation), as an expression. */
const char *select_state(const struct select *select);

/* Adds a parameter; returns its place: "$3". */
const char *select_parameter(struct select *select, const char *value);

/* The text of a label in a language; fallback en, then sv (api.md 2). `row` is the alias of the view. */
const char *select_label(struct arena *arena, const char *row, const char *name, enum lang lang);

/* The column as it is compared and sorted. */
const char *select_comparable(struct arena *arena, const char *row, const struct field *field, enum lang lang);

/* A field's value as it is ordered: free text by the rules of the language; codes, enumerations and periods by their
 * bytes. */
const char *select_collated(struct arena *arena, const struct field *field, const char *value, enum lang lang);

const char *select_type(enum field_type type);

/* Text as a pattern of LIKE that means nothing but itself, between `before` and `after`. */
const char *select_like(struct arena *arena, const char *before, const char *text, const char *after);

/* {"a","b"}: an array literal, quotes and backslashes escaped. */
const char *select_array(struct arena *arena, const char *const *values, size_t count);

/* What store_unknown asks. */
struct pipe_step select_unknown(struct arena *arena, const struct resource *resource, const char *const *keys,
                                size_t count);

/* A field of row v as a cell (domain/column.h); not for labels and intervals, which are several columns. */
const char *select_cell(struct arena *arena, const struct field *field);

/* What the code in a field of row v is called: of the reference list, or the name or title of the resource; NULL when
 * such codes have no name. */
const char *select_name_of_code(struct arena *arena, const struct field *field, enum lang lang);

void select_add_json_row(struct select *select); /* (select row_to_json(..)) as "row" */

/* What a row brings. */
struct value {
    const char *text; /* not terminated; NULL: null */
    size_t length;
};

/* Where a cell is: in a column of the result, or among the values of `printed`, the last column. */
struct cell_place {
    bool printed;
    size_t at;
};

/* The columns of a table, and where their cells are. */
struct cells {
    const struct column *columns;
    const struct cell_place *places;
    size_t count;
    size_t own;           /* columns of the result without `printed` */
    struct value *values; /* of `printed`; NULL: it is not read */
    size_t value_count;
    struct text line; /* the copy of `printed` that they are in */
};

/* Adds what a row of that shape is made of. */
struct cells select_add_columns(struct select *select, enum shape shape);

/* A row's cells, as domain/column.h says, valid until the next row. */
void select_read_cells(struct cells *cells, const PGresult *result, int row, const char **out);

void select_add_child_counts(struct select *select); /* one column per expanded list */

/* ---- select_object.c: rows whose members are values, written as JSON here ---- */

struct member {
    const struct field *field;
    const char *before; /* ,"name": */
    size_t before_length;
    size_t value; /* its place, or that of the first of two, among the row's values */
    bool printed; /* it comes in the columns `printed` or `cells` */
};

/* How a row's values become its members, and the values of the row that was read last. */
struct members {
    struct member *list;
    size_t count;
    size_t columns; /* without `printed` and `cells` */
    bool reads_printed, reads_cells;
    size_t text_most; /* of what is written around the values */
    struct value *values;
    size_t value_count;
    struct arena *arena;
};

/* Whether rows bring the column `printed`. */
bool select_reads_printed(const struct select *select);

/* Where a column stands in `printed`, sought from where the one before it stood; -1 when it is not there. */
int select_printed_place(const struct resource *resource, const char *column, size_t from);

/* Takes `printed` apart. */
void select_split_printed(struct value printed, struct value *values, size_t count);

/* A time as a session of ours prints it, in its place as replies print it; its new end. */
char *select_spell_time(char *time, size_t length);

bool select_has_members(const struct select *select); /* whether its rows can be written so */
struct members select_add_members(struct select *select);

/* Whether a field is among a row's values, shown or not, and where. */
bool select_find_value(const struct select *select, const struct members *members, const struct field *field,
                       size_t *value);

/* The column `cells` of a part: those that `printed` of the resource names, in that order, as a record. */
void select_add_cells(struct select *select, const char *part);

/* Reads a row into members->values; `first`: the column of the first member. Their length in all. */
size_t select_read_values(struct members *members, const PGresult *result, int row, int first);
void select_write_object(struct text *out, struct members *members, const PGresult *result, int row, int first);

/* A time as a session of ours prints it ("2025-04-10 06:00:00+00"), as replies print it. */
const char *select_time(struct arena *arena, struct value printed);

void select_add_from(struct select *select);                                /* from ... where ... */
void select_add_filter(struct select *select, const struct filter *filter); /* and ... */
void select_add_time_of_knowledge(struct select *select);
void select_add_condition(struct select *select);     /* and ..., where the query has a condition */
void select_add_total(struct select *select);         /* (how many rows there are in all) */
void select_add_unknown_codes(struct select *select); /* one column: parameter|code pairs that name nothing */

/* A limit for a page whose length is a parameter: a plan that is made once for all values must know that few rows are
 * wanted, and a constant above what is wanted tells it. */
void select_add_most(struct select *select);

void select_add_cursor(struct select *select);
/* Whether a page after the cursor ends with rows that lie elsewhere in an index: those without a value. */
bool select_is_split(const struct query *query);
void select_add_order(struct select *select);
/* One column; what it is named does not matter. */
void select_add_sort_value(struct select *select, const struct sort *sort);

#endif
